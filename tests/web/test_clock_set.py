"""The clock is wrong for a while and is mended: nobody stays signed in for ever, nobody waits for a day to come again,
and what runs by itself goes on.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from clerk import signed_in
from office import NOON, Office, meeting, opened
from places import Place

from domain.identity import account_of
from ledger.proof import cosigning
from ledger.proof.note import COSIGNATURE, new_key
from ledger.proof.witness import Witness, init_witness
from web import sealing
from web.doctor import examine
from web.secrets import Mark
from web.secrets.attempts import LONGEST_WAIT
from web.secrets.journeys import JOURNEY_LASTS

LIMITS: Any = {"idle": timedelta(minutes=60), "longest": timedelta(hours=12)}
CLERK = account_of("clerk")
DAY = timedelta(days=1)


@pytest.fixture
def office(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr(sealing, "start", lambda work: work())
    with opened(place, tmp_path) as made:
        yield made


def hold(office: Office, key: str, **changed: Any) -> Any:
    answer = office.client().post("hold_meeting", meeting(**changed), key=key)
    answer.close()
    assert answer.status_code == 201, answer.text
    return answer.json


class TestRecording:
    def test_times_stand_still_until_the_true_time_has_come(self, office: Office) -> None:
        said = [hold(office, "m-0")]
        for number, by in enumerate((1, -1, 0, 1), 1):
            office.clock.forward(days=by, minutes=number)
            said.append(hold(office, f"m-{number}"))
        times = [entry.recorded_at for page in office.services.ledger.pages() for entry in page][-5:]
        assert times == sorted(times)
        assert times[1] == times[2] == times[3], "nothing is recorded before what was recorded before it"
        assert times[4] == office.clock.now
        assert [one["position"] for one in said] == sorted(one["position"] for one in said)

    def test_pages_and_views_go_on(self, office: Office) -> None:
        office.clock.forward(days=1)
        hold(office, "fast")
        office.clock.forward(days=-1)
        hold(office, "mended")
        browser = signed_in(office)
        assert browser.get("/board").status == 200
        assert "党委会（研究党建工作）" in browser.get("/records").words
        office.services.catch_up()
        assert not office.services.compared_views().differences

    def test_the_doctor_says_so(self, office: Office) -> None:
        office.clock.forward(days=1)
        hold(office, "fast")
        assert "clock_behind" not in {one.code for one in examine(office.services, {})}
        office.clock.forward(days=-1)
        (found,) = [one for one in examine(office.services, {}) if one.code == "clock_behind"]
        assert found.grave
        assert str(int(DAY.total_seconds())) in found.what[1]


class TestSealing:
    def test_it_goes_on_when_the_clock_was_mended(self, office: Office) -> None:
        hold(office, "m-1")
        office.clock.forward(days=1)
        hold(office, "m-2")
        office.clock.forward(days=-1)
        hold(office, "m-3")
        sealing.at_interval(office.services)
        assert sealing.look(office.services).waiting == 0
        hold(office, "m-4")
        office.clock.forward(minutes=11)
        sealing.at_interval(office.services)
        assert sealing.look(office.services).waiting == 0
        assert sealing.alarm(office.services) is None

    def test_set_back_an_hour(self, office: Office) -> None:
        hold(office, "m-1")
        office.clock.forward(hours=-1)
        hold(office, "m-2")
        sealing.at_interval(office.services)
        assert sealing.look(office.services).waiting == 0

    def test_a_witness_never_signs_an_earlier_time(
        self, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        init_witness(tmp_path / "witness.db")
        key = new_key("north.example/witness", COSIGNATURE)
        witness = Witness(tmp_path / "witness.db", key, clock=office.clock)
        witness.add_log(office.services.sealer.key.verifier)
        file = tmp_path / "witnesses.policy"
        file.write_text(f"witness north {key.verifier.text} https://north.example\nquorum north\n", encoding="utf-8")
        office.services.settings = replace(office.services.settings, witness_policy_file=file)

        def post(_: str, body: bytes) -> tuple[int, bytes]:
            answer = witness.add_checkpoint(body)
            return answer.status, answer.body

        monkeypatch.setattr(cosigning, "http_post", post)
        signed = []
        for number, by in enumerate((0, 1, -1, 0)):
            office.clock.forward(days=by)
            hold(office, f"m-{number}")
            sealing.seal(office.services)
            assert [one.verdict for one in sealing.ask_witnesses(office.services)] == [cosigning.Verdict.SIGNED]
            (known,) = witness.logs()
            assert known.size == office.position()
            signed.append(known.signed_at)
        assert signed == sorted(signed)
        assert sealing.alarm(office.services) is None


class TestSessions:
    def test_one_opened_while_the_clock_was_fast_ends_in_its_time(self, office: Office) -> None:
        secrets = office.services.secrets
        secrets.set_password(CLERK, "安平区-测试-口令", now=NOON)
        token = secrets.open_session(CLERK, now=NOON + DAY)
        found = secrets.session(token, now=NOON, **LIMITS)
        assert found is not None
        assert found.proven_at is None, "what was proven then is proven anew"
        assert secrets.session(token, now=NOON + timedelta(minutes=61), **LIMITS) is None, "it rested"
        token = secrets.open_session(CLERK, now=NOON + DAY)
        now = NOON
        while now < NOON + timedelta(hours=12):
            assert secrets.session(token, now=now, **LIMITS) is not None
            now += timedelta(minutes=50)
        assert secrets.session(token, now=NOON + timedelta(hours=12, minutes=2), **LIMITS) is None

    def test_set_back_an_hour_nobody_is_sent_away(self, office: Office) -> None:
        browser = signed_in(office)
        office.clock.forward(hours=-1)
        assert browser.get("/board").status == 200
        office.clock.forward(minutes=61)
        assert browser.get("/board").status != 200

    def test_a_second_of_difference_is_none(self, office: Office) -> None:
        """Two machines of one office never agree to the second."""
        secrets = office.services.secrets
        secrets.set_password(CLERK, "安平区-测试-口令", now=NOON)
        found = secrets.session(secrets.open_session(CLERK, now=NOON + timedelta(seconds=30)), now=NOON, **LIMITS)
        assert found is not None
        assert found.proven_at is not None

    def test_a_day_ahead_everybody_signs_in_again(self, office: Office) -> None:
        browser = signed_in(office)
        office.clock.forward(days=1)
        assert browser.get("/board").status != 200

    def test_tokens_end_at_most_as_much_later(self, office: Office) -> None:
        secrets = office.services.secrets
        token = secrets.make_token(CLERK, "测试", now=NOON + DAY, lasts=timedelta(days=7))
        assert secrets.bearer(token, now=NOON) is not None
        assert secrets.bearer(token, now=NOON + timedelta(days=8)) is None

    def test_a_journey_is_not_waited_for(self, office: Office) -> None:
        secrets = office.services.secrets
        journey = secrets.begin_journey("browser", now=NOON + DAY)
        assert secrets.end_journey(journey.state, "browser", now=NOON) is None
        journey = secrets.begin_journey("browser", now=NOON)
        assert secrets.end_journey(journey.state, "browser", now=NOON + JOURNEY_LASTS) is not None


class TestWaits:
    def test_whoever_failed_while_the_clock_was_fast_does_not_wait_for_that_day(self, office: Office) -> None:
        secrets, tomorrow = office.services.secrets, NOON + DAY
        while not secrets.attempt("clerk", "192.0.2.7", now=tomorrow):
            pass
        wait = secrets.attempt("clerk", "192.0.2.7", now=NOON)
        assert timedelta(0) < wait <= LONGEST_WAIT
        assert not secrets.attempt("clerk", "192.0.2.7", now=NOON + wait)


class TestReminders:
    def test_what_was_told_is_not_told_again(self, office: Office) -> None:
        secrets, mark = office.services.secrets, Mark(thing="a" * 64, stage="due")
        assert secrets.claim("mail:clerk", [mark], now=NOON + DAY)
        secrets.settle("mail:clerk", [mark], now=NOON + DAY, sent=True)
        assert secrets.untold("mail:clerk", [mark]) == set()
        assert secrets.unsure() == 0
