"""The served application and what befalls it: database gone, disk full, double click, two writers at one record."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from fault_office import Office, body, form_fields, meeting
from served import Answer, Api, Browser, Server, hidden
from test_killed import assert_sound
from views_equal import assert_equal_to_a_rebuild

GONE = "数据库暂时无法使用"


@dataclass
class Served:
    """A running server and who talks to it."""

    office: Office
    server: Server
    token: str
    stop_database: Callable[[], None]
    start_database: Callable[[], None]

    def api(self) -> Api:
        """A client of the JSON API."""
        return Api(self.server.port, self.token)

    def browser(self) -> Browser:
        """The clerk, signed in."""
        return Browser(self.server.port).sign_in()

    def commands(self) -> list[str]:
        """Command ids on record, one for each entry."""
        ledger = self.office.open()
        found = [entry.command_id for entry in assert_sound(ledger)]
        ledger.close()
        return found

    def assert_sound(self) -> None:
        """The log is whole, and the views are what a rebuild makes of it."""
        ledger, views = self.office.open(), self.office.views()
        assert_sound(ledger)
        views.catch_up(ledger.log, lambda: ledger.head().position)
        assert_equal_to_a_rebuild(views, ledger.log)
        views.close()
        ledger.close()


@pytest.fixture(scope="module")
def served(database_kind: str, new_office: Callable[..., Office], request: pytest.FixtureRequest) -> Iterator[Served]:
    """One server for all tests of this file. Its PostgreSQL is its own, because it is stopped."""
    if database_kind == "sqlite":
        office = new_office("sqlite")
        path = Path(office.database)
        away = path.with_suffix(".away")
        stop, start = (lambda: path.rename(away) and None), (lambda: away.rename(path) and None)
    else:
        own = request.getfixturevalue("own_server")
        office = new_office("postgresql", own)
        stop, start = own.stop, own.ensure_postgres_running
    token = office.token()
    server = Server(office).start()
    yield Served(office, server, token, stop, start)
    server.stop()


_numbers = iter(range(1_000, 10**6))


@pytest.fixture
def number() -> int:
    """Of a meeting that nobody used."""
    return next(_numbers)


def at_once(*acts: Callable[[], Answer]) -> list[Answer]:
    """Do them at the same moment."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Answer]) -> Answer:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


class TestDatabaseGone:
    def test_it_is_said_and_nothing_must_be_restarted(self, served: Served, number: int) -> None:
        api, browser = served.api(), served.browser()
        form = hidden(browser.get(f"/acts/hold_meeting?organisation={body(number)}").text)
        workers, before = served.server.workers(), served.commands()
        served.stop_database()
        try:
            gets = [lambda path=path: browser.get(path) for path in ("/board", "/trail")]
            *pages, told, asked = at_once(
                *gets,
                lambda: browser.post("/acts/hold_meeting", {**form, **form_fields(number)}),
                lambda: api.command("hold_meeting", meeting(number), id=f"gone-{number}"),
                lambda: served.api().ask("GET", "/records"),
            )
            for page in pages:
                assert page.status == 503
                assert GONE in page.text
            for answer in (told, asked):
                assert (answer.status, answer.json["code"]) == (503, "unavailable")
                assert GONE in answer.json["zh"]
        finally:
            served.start_database()
        # Each worker may find some of its connections broken and say so once.
        served.api().until_steady("/me")
        assert api.command("hold_meeting", meeting(number), id=f"gone-{number}").status == 201
        assert browser.get("/board").status == 200
        # The form that was sent in vain is sent again as it was: it still carries the same command id.
        again = browser.post("/acts/hold_meeting", {**form, **form_fields(number)})
        assert again.status == 303
        assert served.commands() == [*before, f"gone-{number}", form["_command_id"]]
        assert served.server.workers() == workers
        served.assert_sound()


class TestDiskFull:
    def test_nothing_is_half_written_and_writing_resumes(self, served: Served, number: int) -> None:
        """Files that may not grow stand for a full disk."""
        if served.office.kind != "sqlite":
            pytest.skip("the disk of a PostgreSQL server is the server's; the ledger meets the same error there")
        api, browser = served.api(), served.browser()
        form = hidden(browser.get(f"/acts/hold_meeting?organisation={body(number)}").text)
        before = served.commands()
        served.server.limit_files(Path(served.office.database + "-wal").stat().st_size)
        stored, refused = [], []
        try:
            for n in range(200):
                id, fact = f"full-{number}-{n}", meeting(number * 1_000 + n)
                answer = api.command("hold_meeting", fact, id=id)
                assert answer.status in (201, 503), answer.text
                (stored if answer.status == 201 else refused).append((id, fact))
                if len(refused) == 8:
                    break
            assert GONE in answer.json["zh"]
            assert len(refused) == 8
            assert browser.post("/acts/hold_meeting", {**form, **form_fields(number)}).status == 503
        finally:
            served.server.limit_files(-1)
        assert served.commands() == before + [id for id, _ in stored]
        for id, fact in refused:
            assert api.command("hold_meeting", fact, id=id).status == 201
        assert browser.post("/acts/hold_meeting", {**form, **form_fields(number)}).status == 303
        expected = [*before, *(id for id, _ in stored), *(id for id, _ in refused), form["_command_id"]]
        assert served.commands() == expected
        served.assert_sound()


class TestDoubleClick:
    @pytest.mark.parametrize("attempt", range(4))
    def test_one_form_twice_in_parallel(self, served: Served, number: int, attempt: int) -> None:
        browser, before = served.browser(), len(served.commands())
        form = hidden(browser.get(f"/acts/hold_meeting?organisation={body(number)}").text)
        fields = {**form, **form_fields(number)}
        answers = at_once(*[lambda: browser.post("/acts/hold_meeting", fields)] * 3)
        assert [answer.status for answer in answers] == [303] * 3
        assert len({answer.place for answer in answers}) == 1
        commands = served.commands()
        assert commands.count(form["_command_id"]) == 1
        assert len(commands) == before + 1
        assert form_fields(number)["title"] in browser.get(answers[0].place).text

    def test_one_command_twice_in_parallel(self, served: Served, number: int) -> None:
        apis = [served.api() for _ in range(3)]
        asks = [lambda api=api: api.command("hold_meeting", meeting(number), id=f"d-{number}") for api in apis]
        answers = at_once(*asks)
        assert sorted(answer.status for answer in answers) == [200, 200, 201]
        assert len({answer.json["position"] for answer in answers}) == 1
        assert served.commands().count(f"d-{number}") == 1


class TestTwoWriters:
    def test_the_second_form_is_shown_what_changed(self, served: Served, number: int) -> None:
        first, second = served.browser(), served.browser()
        assert served.api().command("hold_meeting", meeting(number), id=f"two-{number}").status == 201
        stream = meeting(number)["meeting"]
        path = f"/acts/correct_meeting?meeting={stream}"
        forms = [hidden(browser.get(path).text) for browser in (first, second)]
        typed = form_fields(number)
        del typed["organisation"]
        mine = {**typed, "minutes": "甲写的记录。", "reason": "原记录有误。"}
        theirs = {**typed, "minutes": "乙写的记录。", "reason": "补充内容。"}
        assert first.post("/acts/correct_meeting", {**forms[0], **mine}).status == 303
        answer = second.post("/acts/correct_meeting", {**forms[1], **theirs})
        assert answer.status == 412
        assert "已被他人更新" in answer.text
        assert "更正" in answer.text.partition("您打开表单之后，登记了")[2].partition("</ul>")[0]
        assert "乙写的记录。" in answer.text, "what was typed is still there"
        assert len([one for one in served.commands() if one == forms[1]["_command_id"]]) == 0
        # Having seen what changed, the same person sends it again.
        assert second.post("/acts/correct_meeting", {**hidden(answer.text), **theirs}).status == 303
        ledger = served.office.open()
        assert [entry.event.held.minutes for entry in ledger.stream(stream)[1:]] == ["甲写的记录。", "乙写的记录。"]
        ledger.close()

    @pytest.mark.parametrize("attempt", range(4))
    def test_of_two_at_the_same_moment_one_is_told(self, served: Served, number: int, attempt: int) -> None:
        apis = [served.api(), served.api()]
        fact = meeting(number)
        assert apis[0].command("hold_meeting", fact, id=f"race-{number}").status == 201
        del fact["organisation"]

        def correct(which: int) -> Callable[[], Answer]:
            right: dict[str, Any] = {**fact, "minutes": f"第{which}人的记录。", "reason": "原记录有误。"}
            return lambda: apis[which].command("correct_meeting", right, id=f"race-{number}-{which}", If_Match='"1"')

        answers = at_once(correct(0), correct(1))
        assert sorted(answer.status for answer in answers) == [201, 412]
        (told,) = [answer.json for answer in answers if answer.status == 412]
        assert told["version"] == 2
        (meanwhile,) = told["meanwhile"]
        assert meanwhile["command_id"].startswith(f"race-{number}-")
        assert "更正" in meanwhile["said"]["zh"]
        assert any("人的记录" in change["after"]["zh"] for change in meanwhile["changes"])
        commands = served.commands()
        assert sum(commands.count(f"race-{number}-{which}") for which in (0, 1)) == 1
