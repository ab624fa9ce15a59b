"""The served application and what befalls it: database gone, disk full, double click, two writers at one record."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import soak_table
from fault_office import body, form_fields, meeting
from served import Answer, Browser, Served, hidden

GONE = "数据库暂时无法使用"
NO_ROOM = "磁盘已满"


def pid(number: int, n: int) -> str:
    """A new person."""
    return f"person-eeee{number * 1_000 + n:016x}"


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
    """Files that may not grow stand for a full disk: whoever writes gets an error in mid write.

    Works everywhere; test_full_disk.py fills a real disk where one may be mounted.
    """

    def test_nothing_is_half_written_and_writing_resumes(self, served: Served, number: int) -> None:
        """Persons need a key, which is kept in a file beside either ledger."""
        api, browser = served.api(), served.browser()
        form = hidden(browser.get(f"/acts/register_person?organisation={body(number)}").text)
        person = {"organisation": body(number), "name": "王丙", "party_member": True}
        typed = {**form, **person, "party_member": "yes"}
        before = served.commands()
        assert api.command("register_person", {**person, "person": pid(number, 0)}, id=f"p-{number}").status == 201
        stored, refused = [f"p-{number}"], []
        written = served.office.folder / "ledger.db-wal"
        served.server.limit_files(written.stat().st_size if written.exists() else 1)
        try:
            for n in range(1, 200):
                id, fact = f"full-{number}-{n}", {**person, "person": pid(number, n)}
                answer = api.command("register_person", fact, id=id)
                assert answer.status in (201, 503), answer.text
                if answer.status == 201:
                    stored.append(id)
                else:
                    refused.append((id, fact))
                if len(refused) == 8:
                    break
            # Cut short in mid write it is a full disk to SQLite; not begun at all it is an error of the disk.
            assert GONE in answer.json["zh"] or NO_ROOM in answer.json["zh"]
            assert len(refused) == 8
            page = browser.post("/acts/register_person", typed)
            assert page.status == 503
            assert GONE in page.text or NO_ROOM in page.text
            # What was typed comes back, ready to be sent again under the same command id.
            assert typed.items() <= hidden(page.text).items()
        finally:
            served.server.limit_files(-1)
        assert served.commands() == [*before, *stored]
        for id, fact in refused:
            assert api.command("register_person", fact, id=id).status == 201
        assert browser.post("/acts/register_person", typed).status == 303
        assert served.commands() == [*before, *stored, *(id for id, _ in refused), form["_command_id"]]
        served.assert_sound()
        told = len(stored) + len(refused) + 1
        kind = served.office.kind
        soak_table.note(
            "full disk under the data (RLIMIT_FSIZE)", kind, acknowledged=told, lost=0, refused=len(refused)
        )

    def test_a_file_that_cannot_be_kept_leaves_nothing(self, served: Served, number: int) -> None:
        api, content = served.api(), "佐证材料".encode() * 100_000
        before = served.commands()
        parts = {"organisation": body(number), "title": f"通知{number}"}
        kept = sorted((served.office.folder / "files").rglob("*"))
        served.server.limit_files(500_000)
        try:
            answer = api.upload("file_evidence", parts, content, id=f"file-{number}")
            assert (answer.status, answer.json["code"]) == (503, "files_unavailable")
            assert "没有保存" in answer.json["zh"]
        finally:
            served.server.limit_files(-1)
        assert served.commands() == before
        assert sorted((served.office.folder / "files").rglob("*")) == kept
        soak_table.note("full disk under the files (RLIMIT_FSIZE)", served.office.kind, detected="1 of 1")
        assert served.api().upload("file_evidence", parts, content, id=f"file-{number}").status == 201
        assert served.commands() == [*before, f"file-{number}"]


class TestDoubleClick:
    @pytest.mark.parametrize("attempt", range(4))
    def test_one_form_twice_in_parallel(self, served: Served, clerk: Browser, number: int, attempt: int) -> None:
        before = len(served.commands())
        form = hidden(clerk.get(f"/acts/hold_meeting?organisation={body(number)}").text)
        fields = {**form, **form_fields(number)}
        answers = at_once(*[lambda: clerk.post("/acts/hold_meeting", fields)] * 3)
        assert [answer.status for answer in answers] == [303] * 3
        assert len({answer.place for answer in answers}) == 1
        commands = served.commands()
        assert commands.count(form["_command_id"]) == 1
        assert len(commands) == before + 1
        assert form_fields(number)["title"] in clerk.get(answers[0].place).text

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
