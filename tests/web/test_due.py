"""The due calendar, the statistics of a year, one person's page, and kinds of record under headings."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from clerk import signed_in
from flask import g
from office import (
    DEPUTY,
    DISTRICT,
    EAST,
    EASTERNER,
    SECRETARY,
    TOWNSHIP,
    VILLAGE,
    Office,
    meeting,
    opened,
    opened_in_files,
    sent,
)

from domain import commitment, funding, project, report
from domain.account import Role
from domain.catalogue import load_all
from domain.handling import HANDLING
from domain.identity import account_of
from web.acts import ACTS
from web.groups import GROUPS, SORTS_OF
from web.schemas.fields import made
from web.viewer import Viewer
from web.ways import way_of
from web.words import LINE_KINDS


def done(answer: Any) -> Any:
    assert answer.status_code == 201, answer.text
    return answer.json["stream"]


def resolution(number: int, text: str, person: str | None, due_on: str) -> dict[str, Any]:
    return {"number": number, "text": text, "responsible": person, "due_on": due_on}


def live(office: Office) -> dict[str, Any]:
    """Two meetings that decide something, two commitments, a project, money; and the like in the other district."""
    clerk, supervisor = office.client(), office.client("supervisor")
    decided = [resolution(1, "修缮活动室", DEPUTY, "2024-06-10"), resolution(2, "走访困难户", SECRETARY, "2024-06-28")]
    made = {"meeting": done(clerk.post("hold_meeting", meeting(resolutions=decided)))}
    done(clerk.post("hold_meeting", meeting(occurred_on="2024-02-06")))
    done(clerk.post("hold_meeting", meeting(occurred_on="2023-05-10")))
    elsewhere = {"organisation": EAST, "chair": EASTERNER, "attendees": [EASTERNER]}
    theirs = meeting(**elsewhere, resolutions=[resolution(1, "东岭的事", EASTERNER, "2024-06-11")])
    done(office.client("east").post("hold_meeting", theirs))
    for title, due_on in (("修缮屋顶", "2024-05-31"), ("帮扶一户", "2024-09-30")):
        promised = {"person": DEPUTY, "title": title, "due_on": due_on, "occurred_on": "2024-03-01"}
        made[title] = done(clerk.post("make_commitment", sent(commitment.MakeCommitment, **promised)))
        done(clerk.post("accept_commitment", {"commitment": made[title], "occurred_on": "2024-03-05"}))
    proposed = sent(project.ProposeProject, owner=SECRETARY, occurred_on="2024-01-10", year=2024)
    made["project"] = done(clerk.post("propose_project", proposed))
    steps = [
        {"number": 1, "title": "勘察", "due_on": "2024-07-10", "person": SECRETARY},
        {"number": 2, "title": "施工", "due_on": "2024-12-01", "person": DEPUTY},
    ]
    approved = {"project": made["project"], "by": DISTRICT, "occurred_on": "2024-01-20", "milestones": steps}
    done(supervisor.post("approve_project", approved))
    for period, day in (("2023", "2024-01-10"), ("2024-H1", "2024-06-10")):
        body = sent(report.SubmitReport, recipient=DISTRICT, period=period, occurred_on=day)
        made[period] = done(clerk.post("submit_report", body))
    done(supervisor.post("return_report", {"report": made["2023"], "occurred_on": "2024-01-20", "reason": "不全"}))
    lines = [{"source": "superior_grant", "amount": "12000"}]
    budget = sent(funding.ApproveBudget, year=2024, lines=lines, occurred_on="2024-01-15")
    made["budget"] = done(clerk.post("approve_budget", budget))
    spent = {"budget": made["budget"], "purpose": "training", "source": "superior_grant", "amount": "1500.50"}
    done(clerk.post("spend_money", {**spent, "title": "培训", "occurred_on": "2024-03-01"}))
    return made


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, dict[str, Any]]]:
    """One office that has lived, for what does not depend on the database and records nothing."""
    with opened_in_files(tmp_path_factory.mktemp("office")) as made:
        yield made, live(made)


def owed(office: Office, name: str = "clerk", **query: Any) -> list[tuple[str, str, str]]:
    """What the API tells, but for windows of clauses."""
    answer = office.client(name).get("/registers/due", limit=500, **query)
    assert answer.status_code == 200, answer.text
    return [(one["what"]["zh"], one["due_on"], one["light"]) for one in answer.json["owed"] if one["sort"] != "window"]


class TestTheCalendar:
    def test_past_days_first_then_by_day(self, office: Office) -> None:
        live(office)
        late = [("修缮屋顶", "2024-05-31", "missed"), ("修缮活动室", "2024-06-10", "missed")]
        soon = [("走访困难户", "2024-06-28", "due"), ("勘察", "2024-07-10", "due")]
        assert owed(office) == [*late, *soon]
        assert owed(office, days=7) == late
        assert owed(office, month="2024-07") == [*late, soon[1]]
        assert owed(office, late="true") == late
        assert owed(office, sort="milestone", days=365) == [soon[1], ("施工", "2024-12-01", "due")]
        page = signed_in(office).get("/registers/due", organisation=TOWNSHIP)
        assert page.status == 200
        words = page.words
        assert words.index("修缮屋顶") < words.index("修缮活动室") < words.index("走访困难户") < words.index("勘察")
        assert "超过10天" in words
        assert "东岭的事" not in words

    def test_as_of_and_known_at_show_the_past(self, office: Office) -> None:
        made = live(office)
        before = office.position()
        carried = {"meeting": made["meeting"], "number": 1, "occurred_on": "2024-06-12", "text": "已修好"}
        done(office.client().post("carry_out_resolution", carried))
        there = [one[0] for one in owed(office)]
        assert "修缮活动室" not in there
        assert "走访困难户" in there
        assert ("修缮活动室", "2024-06-10", "missed") in owed(office, as_of="2024-06-11")
        assert ("修缮活动室", "2024-06-10", "missed") in owed(office, known_at=before)
        assert owed(office, as_of="2024-02-01", known_at=before) == []
        page = signed_in(office).get("/registers/due", known_at=str(before))
        assert "修缮活动室" in page.words
        assert not [link for link in page.read.links if link.startswith("/acts/")], "forms are of the present"

    def test_of_one_person(self, office: Office) -> None:
        live(office)
        assert [one[0] for one in owed(office, person=SECRETARY, days=60)] == ["走访困难户", "勘察"]
        assert [one[0] for one in owed(office, person=DEPUTY)] == ["修缮屋顶", "修缮活动室"]
        windows = office.client().get("/registers/due", person=SECRETARY, days=365, sort="window").json["owed"]
        assert [one["clause"] for one in windows] == ["township-research-reports-1-2"]
        assert all(SECRETARY in one["persons"] for one in windows)

    def test_every_form_opens_with_what_is_known(self, lived: tuple[Office, dict[str, Any]]) -> None:
        browser = signed_in(lived[0], "supervisor")
        page = browser.get("/registers/due", organisation=TOWNSHIP, days="365")
        links = [link for link in page.read.links if link.startswith("/acts/")]
        assert any("carry_out_resolution" in link and "number=1" in link for link in links)
        assert any("hold_meeting" in link and "body=committee" in link for link in links)
        for link in sorted(set(links)):
            form = browser.get(link)
            assert form.status == 200, link
            said = {key: value[0] for key, value in parse_qs(urlsplit(link).query).items()}
            filled = [one for one in form.read.forms if one.method == "post" and "acts" in one.action]
            fields = [field for one in filled for field in one.fields]
            for name in ("body", "type", "number", "duties"):
                if name in said and any(field == name for field, _ in fields):
                    assert (name, said[name]) in fields, (link, name)

    def test_who_may_not_act_is_offered_no_form(self, lived: tuple[Office, dict[str, Any]]) -> None:
        page = signed_in(lived[0], "auditor").get("/registers/due")
        assert page.status == 200
        assert not [link for link in page.read.links if link.startswith("/acts/")]

    def test_what_lies_out_of_reach_does_not_exist(self, lived: tuple[Office, dict[str, Any]]) -> None:
        browser, api = signed_in(lived[0]), lived[0].client()
        for path in ("/registers/due", "/registers/statistics"):
            assert browser.get(path, organisation=EAST).status == 404
            assert api.get(path, organisation=EAST).status_code == 404
        assert browser.get("/registers/due", person=EASTERNER).status == 404
        assert browser.get("/registers/due", person="person-x").status == 404
        assert browser.get("/registers/due", sort="nothing").status == 404
        assert api.get("/registers/due", person=EASTERNER).status_code == 404
        assert browser.get(f"/people/{EASTERNER}").status == 404

    def test_nothing_due(self, lived: tuple[Office, dict[str, Any]]) -> None:
        page = signed_in(lived[0], "supervisor").get("/registers/due", organisation=DISTRICT, below="0", days="7")
        assert "没有到期或逾期的事项" in page.words


class TestStatistics:
    def figures(self, office: Office, name: str = "clerk", **query: Any) -> dict[str, tuple[Any, Any]]:
        answer = office.client(name).get("/registers/statistics", **query)
        assert answer.status_code == 200, answer.text
        return {
            one["code"]: (one["value"], one["before"])
            for section in answer.json["sections"]
            for one in section["figures"]
        }

    def test_a_year_beside_the_year_before(self, office: Office) -> None:
        made = live(office)
        found = self.figures(office)
        assert found["meeting"] == found["meeting.committee"] == (2, 1)
        assert found["report"] == (2, 0)
        assert (found["report.submitted"], found["report.returned"]) == ((1, 0), (1, 0))
        assert found["project"] == found["project.approved"] == (1, 0)
        assert found["commitment"] == (2, 0)
        assert (found["funds.approved"], found["funds.spent"]) == ((1_200_000, 0), (150_050, 0))
        assert found["funds.share"] == (125, None)
        assert found["member"] == (0, 0)
        assert self.figures(office, "supervisor")["meeting"] == (2, 1), "not those of the other district"
        assert self.figures(office, "east")["meeting"] == (1, 0)
        assert self.figures(office, as_of="2024-03-31")["meeting"] == (1, 1)
        assert self.figures(office, as_of="2024-02-28")["funds.spent"] == (0, 0)
        assert self.figures(office, year=2023)["meeting"] == (1, 0)
        before = office.position()
        done(office.client().post("void_meeting", {"meeting": made["meeting"], "reason": "重复"}))
        assert self.figures(office)["meeting"] == (1, 1)
        assert self.figures(office, known_at=before)["meeting"] == (2, 1)
        page = signed_in(office).get("/registers/statistics")
        assert page.status == 200
        assert "12,000 0 +12,000" in page.words
        assert "1,500.50" in page.words
        assert "12.5%" in page.words

    def test_each_number_opens_as_many_records(self, lived: tuple[Office, dict[str, Any]]) -> None:
        browser = signed_in(lived[0], "supervisor")
        checked = 0
        for year in ("2024", "2023"):
            page = browser.get("/registers/statistics", year=year)
            for number, link in _numbers(page.html):
                opened_ = browser.get(link)
                assert opened_.status == 200, link
                asks = parse_qs(urlsplit(link).query)
                # A list holds many items, a budget much money: behind those stands one record.
                if link.startswith("/records") and asks["kind"][0] not in ("list", "funding"):
                    total = re.search(r'<p class="muted">共(\d+)条</p>', opened_.html)
                    assert total is not None
                    assert total[1] == number, link
                    checked += 1
        assert checked > 8

    def test_an_empty_year(self, lived: tuple[Office, dict[str, Any]]) -> None:
        page = signed_in(lived[0]).get("/registers/statistics", year="2020", below="0")
        assert page.status == 200
        assert "仅本级" in page.words


def _numbers(html: str) -> list[tuple[str, str]]:
    found = re.findall(r'<td class="right"><a href="([^"]+)">([^<]+)</a>', html)
    return [(number, link.replace("&amp;", "&")) for link, number in found]


class TestOnePerson:
    def test_posts_debts_and_what_is_on_record(self, office: Office) -> None:
        live(office)
        browser = signed_in(office)
        page = browser.get(f"/people/{SECRETARY}")
        assert page.status == 200
        for said in ("张甲", "柳溪乡党委 书记", "走访困难户", "召开会议"):
            assert said in page.words, said
        assert "修缮活动室" not in page.words.partition("所办所涉")[0]
        assert f"/registers/due?person={SECRETARY}" in page.html
        early = browser.get(f"/people/{SECRETARY}", as_of="2020-06-01")
        assert "不在任" in early.words
        assert browser.get(f"/people/{SECRETARY}", known_at="1").status == 404
        assert "走访困难户" not in browser.get(f"/people/{SECRETARY}", known_at="2024-06-19").words

    def test_is_where_names_lead(self, lived: tuple[Office, dict[str, Any]]) -> None:
        browser = signed_in(lived[0])
        for path in ("/people", f"/organisations/{TOWNSHIP}"):
            assert f"/people/{DEPUTY}" in browser.get(path).html


class TestHeadings:
    def test_every_kind_stands_under_one(self) -> None:
        kinds = [kind for group in GROUPS for kind in group.kinds]
        assert len(kinds) == len(set(kinds))
        assert {act.kind for act in ACTS.values() if act.begins} - set(kinds) == {"policy", "account", "security"}
        assert set(kinds) <= {one.kind for one in HANDLING.values()}
        lines = [kind for group in GROUPS for kind in group.lines]
        assert sorted(lines) == sorted(LINE_KINDS)
        assert set(SORTS_OF) <= set(LINE_KINDS)

    @pytest.mark.parametrize("path", [f"/organisations/{VILLAGE}", "/records"])
    def test_acts_are_folded_under_them(self, lived: tuple[Office, dict[str, Any]], path: str) -> None:
        page = signed_in(lived[0], "supervisor").get(path)
        assert page.html.count("<details") >= 7
        for group in GROUPS[:7]:
            assert group.label[0] in page.words
        begun = {link.partition("?")[0].removeprefix("/acts/") for link in page.read.links if link.startswith("/acts/")}
        offered = {act.name for act in ACTS.values() if act.begins and act.kind in ("lecture", "plan", "dues", "sheet")}
        assert offered <= begun

    def test_the_filter_of_records_has_them(self, lived: tuple[Office, dict[str, Any]]) -> None:
        browser = signed_in(lived[0])
        page = browser.get("/records", kind="meeting", sort="committee", stage="held", year="2024")
        assert page.html.count("<optgroup") == 7
        assert "共2条" in page.words
        assert "党（工）委会议" in page.words
        assert "共1条" in browser.get("/records", kind="meeting", year="2023").words
        assert "共0条" in browser.get("/records", kind="meeting", sort="branch").words
        assert "共3条" in browser.get("/records", kind="meeting", sort="no such sort").words


def test_every_clause_leads_to_a_form_that_takes_what_it_begins_with(lived: tuple[Office, dict[str, Any]]) -> None:
    found: dict[str, set[str]] = {}
    with lived[0].app.test_request_context():
        g.viewer = Viewer(
            account=account_of("supervisor"),
            sign_in_name="supervisor",
            role=Role.SUPERVISOR,
            organisation=DISTRICT,
            person=None,
        )
        for _, document in load_all().values():
            for clause in document.clauses:
                name, begun = way_of(clause, TOWNSHIP, "2024")
                if name:
                    found.setdefault(name, set()).update(begun)
                    assert set(begun) <= set(made(ACTS[name].shape).fields) | {"organisation"}, clause.id
    assert "body" in found["hold_meeting"]
    assert "type" in found["submit_report"]
    assert {"act", "duties"} <= found["record_work"]
    assert found["visit_contact_point"] == {"organisation"}, "which point was visited is chosen first"


def test_a_day_far_ahead_and_pages(lived: tuple[Office, dict[str, Any]]) -> None:
    api = lived[0].client("supervisor")
    first = api.get("/registers/due", days=700, limit=5).json
    second = api.get("/registers/due", days=700, limit=5, cursor=first["cursor"]).json
    assert len(first["owed"]) == len(second["owed"]) == 5
    assert first["owed"][-1]["due_on"] <= second["owed"][0]["due_on"]
    assert first["overdue"] + first["ahead"] > 10
    assert api.get("/registers/due", days=0).status_code == 422
