"""Restriction and erasure as officers and clerks meet them: forms, four eyes, what is shown to whom."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import signed_in
from office import SECRETARY, TOWNSHIP, Office, opened

from domain.account import Role
from domain.person import PersonErased, PersonErasureRequested
from web.access import may_act
from web.acts import ACTS
from web.asking import MASK

NAME = "张甲"


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


def restrict(office: Office) -> None:
    page = signed_in(office, "supervisor").fill(
        f"/acts/restrict_person?person={SECRETARY}",
        ground="disputed",
        reason="本人对登记的姓名有异议",
        occurred_on=office.services.today().isoformat(),
    )
    assert page.status == 303, page.words[:300]


PLACES = (
    f"/people/{SECRETARY}",
    f"/people?organisation={TOWNSHIP}",
    f"/records/{SECRETARY}",
    f"/organisations/{TOWNSHIP}",
    f"/acts/hold_meeting?organisation={TOWNSHIP}",
    f"/acts/correct_person?person={SECRETARY}",
    f"/trail?person={SECRETARY}",
)


class TestRestriction:
    def test_keeps_the_name_from_clerks_and_not_from_those_who_watch(self, office: Office) -> None:
        before = signed_in(office)
        assert all(NAME in before.get(path).html for path in PLACES)
        restrict(office)
        clerk, auditor = signed_in(office), signed_in(office, "auditor")
        for path in PLACES:
            html = clerk.get(path).html
            assert NAME not in html, path
            if "correct_person" not in path:
                assert MASK in html, path
        assert NAME in auditor.get(f"/people/{SECRETARY}").html
        assert NAME in auditor.get(f"/organisations/{TOWNSHIP}").html
        told = office.client().get("/persons", organisation=TOWNSHIP).get_json()
        assert MASK in {one["name"] for one in told["persons"]}
        record = office.client().get(f"/records/{SECRETARY}").get_data(as_text=True)
        assert NAME.encode("unicode_escape").decode() not in record
        assert NAME not in record

    def test_lets_official_acts_go_on_and_corrections_wait(self, office: Office) -> None:
        restrict(office)
        sent = {"person": SECRETARY, "name": "张丁", "organisation": TOWNSHIP, "reason": "改名"}
        answer = office.client().post("correct_person", sent)
        assert (answer.status_code, answer.get_json()["code"]) == (409, "restricted")
        lifted = {"person": SECRETARY, "reason": "核实无误", "occurred_on": office.services.today().isoformat()}
        assert office.client("supervisor").post("lift_restriction", lifted).status_code == 201
        assert office.client().post("correct_person", sent).status_code == 201
        assert "张丁" in signed_in(office).get(f"/people/{SECRETARY}").html

    def test_is_for_supervisors(self, office: Office) -> None:
        for name in ("restrict_person", "lift_restriction", "request_erasure", "approve_erasure", "refuse_erasure"):
            assert may_act(Role.SUPERVISOR, ACTS[name].command)
            assert not any(may_act(role, ACTS[name].command) for role in set(Role) - {Role.SUPERVISOR})


class TestErasure:
    def test_takes_two_accounts_and_nobody_types_which(self, office: Office) -> None:
        today = office.services.today().isoformat()
        asked = {"person": SECRETARY, "ground": "unlawful", "reason": "超出必要范围", "occurred_on": today}
        client = office.client("supervisor")
        assert client.post("request_erasure", {**asked, "asked_by": "account-other"}).status_code == 422
        assert client.post("request_erasure", asked).status_code == 201
        entry = office.services.ledger.stream(SECRETARY)[-1]
        assert isinstance(entry.event, PersonErasureRequested)
        assert entry.event.asked_by == entry.recorded_by == "account-supervisor"
        own = client.post("approve_erasure", {"person": SECRETARY, "occurred_on": today})
        assert (own.status_code, own.get_json()["code"]) == (409, "four_eyes")
        assert client.post("request_erasure", asked).get_json()["code"] == "requested"
        assert not any(isinstance(e.event, PersonErased) for e in office.services.ledger.stream(SECRETARY))

    def test_without_a_request_nothing_is_erased(self, office: Office) -> None:
        today = office.services.today().isoformat()
        answer = office.client("supervisor").post("approve_erasure", {"person": SECRETARY, "occurred_on": today})
        assert answer.get_json()["code"] == "not_requested"

    def test_the_form_says_that_it_is_the_exception(self, office: Office) -> None:
        page = signed_in(office, "supervisor").get(f"/acts/request_erasure?person={SECRETARY}")
        assert "限制处理为原则" in page.words
        assert "asked_by" not in page.html
