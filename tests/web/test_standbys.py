"""Pages are read from a standby while it is fresh enough: a real PostgreSQL, and a real copy that can be held up."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from clerk import Browser, signed_in
from click.testing import CliRunner
from office import TOWNSHIP, Office, meeting, opened
from pg_pair import PostgresServer, at, primary
from places import Place, PostgresCluster

from domain.evidence import EvidenceVoided
from ledger.application import open_ledger
from ledger.port import Draft, LedgerUnavailable, Signature
from ledger.proof.fsck import check
from ledger.proof.note import VerifierKey
from ledger.proof.reader import open_rows
from ledger.proof.store import ProofStore
from projections.engine import Views
from projections.trail import NAME
from web.cli import main
from web.doctor import databases
from web.services import VIEWS, Services
from web.settings import from_environment, one_form
from web.standbys import COOKIE, HEADER, LEFT_OUT, Look, Staleness, Standbys, spared
from web.wellbeing import exposition

pytestmark = pytest.mark.postgresql
AGES = 10_000.0
_titles = count(1)


@dataclass
class Pair:
    """An office on a primary, and its standby."""

    office: Office
    first: PostgresServer
    second: PostgresServer
    url: str
    """Of the standby."""

    def level(self) -> int:
        """The standby has all there is; where that ends."""
        self.office.services.catch_up()
        self.first.caught_up(self.second)
        return self.office.position()

    @contextmanager
    def held_up(self) -> Iterator[int]:
        """The standby gets no further than here for a while."""
        level = self.level()
        self.second.ask("SELECT pg_wal_replay_pause()")
        try:
            yield level
        finally:
            self.second.ask("SELECT pg_wal_replay_resume()")

    def hold(self) -> tuple[str, int, str]:
        """A new meeting: its title, the position told with the answer, its stream."""
        title = f"党委会第{next(_titles)}次"
        answer = self.office.client().post("hold_meeting", meeting(title=title))
        assert answer.status_code == 201
        return title, int(answer.headers[HEADER]), answer.get_json()["entries"][0]["stream"]

    def records(self, seen: int | None = None) -> Any:
        """The list of meetings, by somebody who has seen so much."""
        headers = {"Authorization": f"Bearer {self.office.tokens['clerk']}"}
        if seen is not None:
            headers[HEADER] = str(seen)
        # Nobody was given this answer before.
        query = {"kind": "meeting", "limit": 100 + next(_titles)}
        answer = self.office.app.test_client().get("/api/v1/records", query_string=query, headers=headers)
        assert answer.status_code == 200
        return answer


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A standby may be as old as it likes, as long as the reader has seen no more."""
    with primary() as first:
        second = first.standby()
        folder = tmp_path_factory.mktemp("pair")
        cluster = PostgresCluster(first)
        place = Place(folder, cluster)
        assert place.named is not None
        url = at(second, place.named.application)
        with opened(place, folder, standbys=(url,), staleness_seconds=AGES) as office:
            made = Pair(office, first, second, url)
            made.records()  # from now on this process has seen where the log stood
            yield made
        cluster.close()


class TestWhoReadsWhat:
    def test_what_the_reader_has_not_seen_may_be_missing(self, pair: Pair) -> None:
        with pair.held_up() as level:
            title, _, _ = pair.hold()
            answer = pair.records(seen=level)
        assert title not in answer.text

    def test_ones_own_act_is_there(self, pair: Pair) -> None:
        with pair.held_up():
            title, position, _ = pair.hold()
            answer = pair.records(seen=position)
        assert title in answer.text
        assert int(answer.headers.get(HEADER, position)) == position

    def test_who_tells_nothing_is_shown_what_is_on_record_now(self, pair: Pair) -> None:
        with pair.held_up():
            title, position, _ = pair.hold()
            answer = pair.records()
        assert title in answer.text
        assert int(answer.headers[HEADER]) == position

    def test_nobody_is_led_back(self, pair: Pair) -> None:
        """A page of the primary was seen: the next one knows no less."""
        with pair.held_up() as level:
            title, _, _ = pair.hold()
            told = int(pair.records().headers[HEADER])
            assert told > level
            assert title in pair.records(seen=told).text

    def test_an_old_answer_is_not_kept_for_others(self, pair: Pair) -> None:
        headers = {"Authorization": f"Bearer {pair.office.tokens['clerk']}"}
        with pair.held_up() as level:
            title, _, _ = pair.hold()
            ask = pair.office.app.test_client().get
            path = "/api/v1/records?kind=meeting&limit=99"
            assert title not in ask(path, headers={**headers, HEADER: str(level)}).text
            assert title in ask(path, headers=headers).text

    def test_a_record_that_the_standby_does_not_know_is_found_at_the_primary(self, pair: Pair) -> None:
        with pair.held_up() as level:
            title, _, stream = pair.hold()
            headers = {"Authorization": f"Bearer {pair.office.tokens['clerk']}", HEADER: str(level)}
            answer = pair.office.app.test_client().get(f"/api/v1/records/{stream}", headers=headers)
        assert answer.status_code == 200
        assert title in answer.text

    def test_a_browser_carries_it_in_a_cookie(self, pair: Pair) -> None:
        browser = signed_in(pair.office)
        with pair.held_up() as level:
            assert browser.get("/records").status == 200
            title = f"党委会第{next(_titles)}次"
            assert browser.fill(f"/acts/hold_meeting?organisation={TOWNSHIP}", **_typed(title)).status == 303
            assert _seen(browser) == pair.office.position() > level
            assert title in browser.get("/records").html
            # Somebody else, who has seen the page of before, is shown it again.
            other = signed_in(pair.office, "supervisor")
            other.client.set_cookie(COOKIE, str(level))
            assert title not in other.get("/records").html


def _typed(title: str) -> dict[str, Any]:
    fact = meeting(title=title)
    (item,) = fact.pop("agenda")
    return {**fact, "agenda-0-topic": item["topic"], "agenda-0-title": item["title"]}


def _seen(browser: Browser) -> int:
    cookie = browser.client.get_cookie(COOKIE)
    assert cookie is not None
    assert cookie.http_only
    return int(cookie.value)


class TestTheBound:
    def test_counts_from_the_last_look_that_showed_less(self) -> None:
        staleness = Staleness(5)
        assert staleness.least(10, 100.0, 100.0) == 10
        assert staleness.least(12, 103.0, 103.0) == 10
        assert staleness.least(15, 105.0, 105.0) == 10
        # At 100 it stood at 10, and was seen there no later: who has 10 only is more than 5 seconds behind.
        assert staleness.least(15, 105.5, 105.5) == 12
        assert staleness.least(15, 120.0, 120.0) == 15

    def test_who_was_seen_to_stand_still_is_not_old(self) -> None:
        staleness = Staleness(5)
        for moment in range(100, 160, 4):
            assert staleness.least(10, moment, moment) == 10
        assert staleness.least(11, 160.0, 160.0) == 10

    def test_no_bound_means_nothing_older_than_the_question(self) -> None:
        staleness = Staleness(0)
        assert staleness.least(10, 100.0, 100.1) == 10
        assert staleness.least(12, 100.2, 100.3) == 12

    def test_a_look_that_was_overtaken_does_not_raise_it(self) -> None:
        staleness = Staleness(5)
        assert staleness.least(12, 100.0, 100.1) == 12
        assert staleness.least(10, 99.9, 100.2) == 10

    def test_too_old_a_standby_is_passed_by(self, pair: Pair) -> None:
        now = [0.0]
        standbys = Standbys([Views(pair.url, VIEWS)], 5, clock=lambda: now[0])
        with closing(standbys), pair.held_up() as level:
            assert _position(standbys, head=level, looked=0.0, seen=level) == level
            now[0] = 4.0
            assert _position(standbys, head=level + 1, looked=4.0, seen=level) == level
            now[0] = 5.5
            assert _position(standbys, head=level + 1, looked=5.5, seen=level) is None


def _position(standbys: Standbys, **asked: Any) -> int | None:
    with ExitStack() as stack:
        reading = standbys.reading(stack, **asked)
        return None if reading is None else reading.positions[NAME]


class TestGone:
    def test_it_is_left_out_and_comes_back(self, pair: Pair) -> None:
        level, now = pair.level(), [0.0]
        standbys = Standbys([Views(pair.url, VIEWS)], AGES, clock=lambda: now[0])
        told = {"head": level, "looked": 0.0, "seen": level}
        with closing(standbys):
            assert _position(standbys, **told) == level
            pair.second.stop()
            try:
                assert _position(standbys, **told) is None
                # Served all the same, and nobody waits for it each time.
                assert pair.records(seen=level).status_code == 200
            finally:
                pair.second.start()
            pair.first.wait_for_stream()
            assert _position(standbys, **told) is None
            now[0] += LEFT_OUT + 1
            assert _position(standbys, **told) == level

    def test_lost_in_mid_question_the_primary_answers(self, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
        level, standbys = pair.level(), pair.office.services.standbys
        assert standbys is not None
        monkeypatch.setattr(standbys, "_clock", lambda: AGES**2)
        plain, copied = Standbys.reading, []

        def lost(self: Standbys, stack: ExitStack, **asked: Any) -> Any:
            reading = plain(self, stack, **asked)
            assert reading is not None
            copied.append(reading)
            with psycopg.connect(pair.second.get_uri(), autocommit=True) as connection:
                connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'zeren_app'")
            return reading

        monkeypatch.setattr(Standbys, "reading", lost)
        assert pair.records(seen=level).status_code == 200
        assert len(copied) == 1

    def test_one_that_was_promoted_is_none(self, pair: Pair) -> None:
        """It goes its own way: what stands there at a position is not what stands there at the primary."""
        third = pair.first.standby()
        url = at(third, pair.office.services.settings.ledger)
        level = pair.level()
        pair.first.caught_up(third)
        standbys = Standbys([Views(url, VIEWS)], AGES, clock=lambda: 0.0)
        with closing(standbys):
            assert _position(standbys, head=level, looked=0.0, seen=level) == level
            assert standbys.looks() == [Look(answers=True, copies=True, level=level)]
            third.promote()
            assert _position(standbys, head=level, looked=0.0, seen=level) is None
            assert standbys.looks() == [Look(answers=True, copies=False, level=level)]
            third.stop()
            assert standbys.looks() == [Look(answers=False)]


class TestMetrics:
    def test_say_how_each_of_them_gets_on(self, pair: Pair) -> None:
        of = pair.office.services
        pair.level()
        assert _told(of, "well") == {"1": 1}
        assert _told(of, "lag_entries") == {"1": 0}
        with pair.held_up():
            pair.hold()
            pair.hold()
            assert _told(of, "lag_entries") == {"1": 2}
        third = pair.first.standby()
        copies = [*of.settings.standbys, at(third, of.settings.ledger)]
        with (
            closing(Standbys([Views(url, VIEWS) for url in copies], AGES)) as both,
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr(Services, "standbys", both)
            assert _told(of, "well") == {"1": 1, "2": 1}
            third.promote()
            assert _told(of, "well") == {"1": 1, "2": 0}
            assert _told(of, "lag_entries").keys() == {"1"}
            third.stop()
            assert _told(of, "well") == {"1": 1, "2": 0}


def _told(of: Services, number: str) -> dict[str, float]:
    """By standby."""
    text = exposition(of).decode()
    lines = re.findall(rf'^zeren_standby_{number}\{{standby="(\d)"\}} (\S+)$', text, re.MULTILINE)
    return {standby: float(value) for standby, value in lines}


class TestTheDoctor:
    def test_sees_that_it_does_not_get_on(self, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
        of = pair.office.services
        monkeypatch.setattr(of, "settings", replace(of.settings, ready_lag=0))
        level = pair.level()
        assert list(databases.standbys(of, {})) == []
        with pair.held_up():
            _, position, _ = pair.hold()
            told = [(one.code, one.told["position"]) for one in databases.standbys(of, {})]
        assert position > level
        assert told == [("standby_behind", str(level))]


class TestReplay:
    def test_reads_the_log_of_a_standby_that_has_it(self, pair: Pair) -> None:
        services = pair.office.services
        with pair.held_up() as level:
            assert spared(services.settings, services.ledger, level).ledger == pair.url
            pair.hold()
            assert spared(services.settings, services.ledger, level + 1) == services.settings

    def test_tells_the_same_story(self, pair: Pair, tmp_path: Path) -> None:
        settings, level = pair.office.services.settings, pair.level()
        environment = {
            "ZEREN_DATA": str(settings.data),
            "ZEREN_LEDGER": settings.ledger,
            "ZEREN_VIEWS": "",
            "ZEREN_STANDBYS": pair.url,
        }
        replay = ["replay", "--until", str(level), "--after", str(level - 3)]
        told = CliRunner().invoke(main, replay, env=environment)
        assert told.exit_code == 0, told.output
        again = CliRunner().invoke(main, replay, env={**environment, "ZEREN_STANDBYS": ""})
        assert _story(told.output) == _story(again.output) != []

    def test_an_auditor_checks_the_copy(self, pair: Pair, tmp_path: Path) -> None:
        """Rows, tree and checkpoints, without a word to the primary."""
        services = pair.office.services
        services.sealer.seal()
        pair.level()
        key: VerifierKey = services.sealer.key.verifier
        with closing(open_rows(pair.url)) as rows, closing(ProofStore(pair.url)) as store:
            report = check(rows, store, key)
        assert report.findings == ()
        assert report.sealed == report.entries == pair.office.position()
        # The same as a command, on a machine that has no keys and no files of the office.
        environment = {"ZEREN_DATA": str(tmp_path), "ZEREN_LEDGER": pair.url, "ZEREN_VIEWS": ""}
        told = CliRunner().invoke(main, ["fsck", "--quick", "--key", key.text], env=environment)
        assert told.exit_code == 0, told.output

    def test_a_copy_takes_no_entries(self, pair: Pair) -> None:
        settings = pair.office.services.settings
        copy = open_ledger(pair.url, keys=settings.keys, master_key_file=settings.master_key_file)
        draft = Draft(stream=f"file-{9:020x}", after=0, events=(EvidenceVoided(reason="误登"),))
        signature = Signature(command_id="here", recorded_by="account-clerk", on_behalf_of=TOWNSHIP)
        with closing(copy):
            assert copy.head().position
            with pytest.raises(LedgerUnavailable, match="read-only"):
                copy.append([draft], signature)


def _story(output: str) -> list[str]:
    return [line for line in output.splitlines() if line[:8].strip().isdigit()]


class TestSettings:
    def test_standbys_hold_ledger_and_views(self) -> None:
        url = "postgresql://zeren_app:p@a/zeren"
        env = {
            "ZEREN_LEDGER": url,
            "ZEREN_STANDBYS": "postgresql://zeren_app:p@b/zeren postgresql://zeren_app:p@c/zeren",
        }
        settings = from_environment(env)
        assert settings.standbys == ("postgresql://zeren_app:p@b/zeren", "postgresql://zeren_app:p@c/zeren")
        assert settings.staleness_seconds == 5
        for wrong in ({"ZEREN_LEDGER": ""}, {"ZEREN_VIEWS": "postgresql://zeren_app:p@a/other"}):
            with pytest.raises(ValueError, match="ZEREN_STANDBYS"):
                from_environment({**env, **wrong})

    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("postgresql://u:p@a:1,b:2/z?target_session_attrs=read-write",
             "postgresql://u:p@/z?host=a,b&port=1,2&target_session_attrs=read-write"),
            ("postgresql://u:p@a,b/z", "postgresql://u:p@/z?host=a,b"),
            ("postgresql://u:p@[::1]:1,b/z", "postgresql://u:p@/z?host=::1,b&port=1,"),
            ("postgresql://u:p@a:1/z", "postgresql://u:p@a:1/z"),
            ("/data/a,b/ledger.db", "/data/a,b/ledger.db"),
            ("", ""),
        ],
    )  # fmt: skip
    def test_urls_of_several_servers(self, written: str, read: str) -> None:
        assert one_form(written) == read
