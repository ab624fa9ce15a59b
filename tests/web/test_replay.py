"""Replay: the office computed anew up to a past position shows what the present shows with both clocks set back."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from clerk import signed_in
from click.testing import CliRunner
from flask.testing import FlaskClient
from office import DISTRICT, TOWNSHIP, Office, meeting, opened

from domain.account import Role
from ledger.past import PastLedger, ReadOnly
from ledger.port import Draft, Head, Signature
from web.app import create_app
from web.cli import main
from web.replaying import notice, past_office, story

JUNE, JULY = datetime(2024, 6, 30, 9, tzinfo=UTC), datetime(2024, 7, 5, 9, tzinfo=UTC)


@pytest.fixture
def lived(place: Any, tmp_path: Path) -> Iterator[tuple[Office, int, str]]:
    """Two meetings, the second recorded later and the first corrected then; where the log stood in between."""
    with opened(place, tmp_path) as office:
        office.clock.now = JUNE
        clerk = office.client()
        first = clerk.post("hold_meeting", meeting(occurred_on="2024-06-05")).get_json()
        then = office.position()
        office.clock.now = JULY
        stream = first["entries"][0]["record"] if "record" in first["entries"][0] else first["entries"][0]["stream"]
        corrected = meeting(
            organisation=None, occurred_on="2024-06-06", title="更正后的党委会", reason="日期写错", meeting=stream
        )
        assert clerk.post("correct_meeting", corrected).status_code == 201
        assert clerk.post("hold_meeting", meeting(occurred_on="2024-06-20", title="迟报的会议")).status_code == 201
        yield office, then, stream


def replayed(office: Office, until: int, **more: Any) -> Any:
    settings = replace(office.services.settings, replay_token="token", replay_root=DISTRICT, **more)
    return past_office(settings, until)


def reader(services: Any) -> FlaskClient:
    client = create_app(services=services).test_client()
    assert client.get("/?replay_token=token").status_code == 303
    return client


class TestTheLedgerAsItWas:
    def test_ends_where_it_ended_then(self, lived: tuple[Office, int, str]) -> None:
        office, then, stream = lived
        ledger = office.services.ledger
        past = PastLedger(ledger, then)
        assert past.head() == Head(position=then, recorded_at=JUNE)
        assert past.log(0, 10_000) == ledger.log(0, 10_000, until=then)
        assert past.rows(0, 10_000) == ledger.rows(0, 10_000, until=then)
        assert [entry.version for entry in past.stream(stream)] == [1]
        assert [entry.version for entry in ledger.stream(stream)] == [1, 2]
        late = ledger.log(then, 10)[-1]
        assert past.receipt(late.command_id) is None
        assert past.receipt(ledger.log(0, 1)[0].command_id) is not None
        assert past.position_at(datetime(2030, 1, 1, tzinfo=UTC)) == then
        assert sum(len(page) for page in past.pages()) == then

    def test_takes_nothing(self, lived: tuple[Office, int, str]) -> None:
        office, then, _ = lived
        past = PastLedger(office.services.ledger, then)
        event = office.services.ledger.log(0, 1)[0].event
        signature = Signature(command_id="new", recorded_by="account-clerk", on_behalf_of=TOWNSHIP)
        with pytest.raises(ReadOnly):
            past.append([Draft(stream="org-" + "f" * 20, after=0, events=(event,))], signature)
        assert office.services.ledger.receipt("new") is None


class TestPagesOfTheReplay:
    def test_show_what_both_clocks_show(self, lived: tuple[Office, int, str]) -> None:
        office, then, stream = lived
        with replayed(office, then) as past:
            client = reader(past)
            for path in (
                f"/api/v1/boards/{TOWNSHIP}/2024",
                f"/api/v1/organisations/{TOWNSHIP}/duties/2024",
                f"/api/v1/records/{stream}",
                "/api/v1/records",
                f"/api/v1/organisations/{TOWNSHIP}/roster",
                "/api/v1/organisations",
                "/api/v1/persons",
                "/api/v1/policies",
                "/api/v1/registers/rectifications",
                "/api/v1/registers/reports",
                "/api/v1/registers/asks",
                "/api/v1/registers/due",
                "/api/v1/registers/statistics",
                f"/api/v1/trail?organisation={TOWNSHIP}",
            ):
                auditor = office.client("auditor")
                back = f"{'&' if '?' in path else '?'}as_of=2024-06-30&known_at={then}"
                now = auditor.http.get(path + back, headers=auditor.headers)
                assert now.status_code == 200, path
                answer = client.get(path)
                assert _facts(answer.get_json()) == _facts(now.get_json()), path
            page = client.get(f"/records/{stream}").get_data(as_text=True)
            assert "党委会（研究党建工作）" in page
            assert "更正后的党委会" not in page
            listing = client.get("/records").get_data(as_text=True)
            assert "迟报的会议" not in listing

    def test_record_nothing(self, lived: tuple[Office, int, str]) -> None:
        office, then, _ = lived
        head = office.position()
        with replayed(office, then) as past:
            client = reader(past)
            assert client.post("/acts/hold_meeting", data={"organisation": TOWNSHIP}).status_code == 405
            assert client.post("/api/v1/commands/hold_meeting", json=meeting()).status_code == 405
            page = client.get(f"/organisations/{TOWNSHIP}").get_data(as_text=True)
            assert "/acts/" not in page
        assert office.position() == head

    def test_open_to_whoever_has_the_token_only(self, lived: tuple[Office, int, str]) -> None:
        office, then, _ = lived
        with replayed(office, then) as past:
            client = create_app(services=past).test_client()
            assert client.get("/board").status_code == 401
            assert client.get("/?replay_token=other").status_code == 401
        with replayed(office, then) as past:
            nobody = replace(past.settings, replay_token="")
            past.settings = nobody
            client = create_app(services=past).test_client()
            client.set_cookie("zeren_replay", "")
            assert client.get("/board").status_code == 401

    def test_say_that_they_are_of_the_past(self, lived: tuple[Office, int, str]) -> None:
        office, then, _ = lived
        with replayed(office, then) as past:
            assert f"日志共{then}条" in notice(past)
            assert past.today().isoformat() == "2024-06-30"


_CLOCKS = frozenset({"as_of", "known_at", "clocks", "head"})


def _facts(answer: Any) -> Any:
    """An answer without its clocks, which are said relative to today."""
    if isinstance(answer, dict):
        return {
            key: _facts(value) for key, value in answer.items() if key not in ("as_of", "known_at", "clocks", "head")
        }
    if isinstance(answer, list):
        return [_facts(one) for one in answer]
    return answer


class TestTheStory:
    def test_is_told_entry_by_entry(self, lived: tuple[Office, int, str]) -> None:
        office, then, _ = lived
        with replayed(office, then) as past:
            told = [line for page in story(create_app(services=past), past) for line in page]
        assert [entry.position for entry, _ in told] == list(range(1, then + 1))
        assert "党委会" in told[-1][1].said

    def test_from_the_command_line(self, tmp_path: Path) -> None:
        env = {"ZEREN_DATA": str(tmp_path / "data")}

        def zeren(*words: str) -> Any:
            return CliRunner().invoke(main, list(words), env=env, catch_exceptions=False)

        assert zeren("start", "--name", "中共安平区委", "--since", "2020-01-01").exit_code == 0
        said = zeren("replay", "--until", "1")
        assert said.exit_code == 0
        assert "中共安平区委" in said.stdout
        assert len(re.findall(r"(?m)^ +\d+  ", said.stdout)) == 1
        assert zeren("replay", "--until", "2019-12-31").exit_code != 0
        assert zeren("replay", "--until", "yesterday").exit_code != 0
        assert zeren("replay", "--until", "2", "--subtree", "无此组织").exit_code != 0
        english = zeren("replay", "--until", "1", "--english").stdout
        assert "registered" in english or "was entered" in english


def test_the_reader_of_a_replay_is_an_auditor(lived: tuple[Office, int, str]) -> None:
    office, then, _ = lived
    browser = signed_in(office, "auditor")
    assert browser.get("/board").status == 200
    with replayed(office, then) as past:
        client = reader(past)
        assert client.get("/api/v1/me").get_json()["role"] == Role.AUDITOR.value
