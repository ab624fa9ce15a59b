"""`zeren sheets`: templates, records, imports that go on where they stopped; and long files beside the pages."""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import workbooks
from clerk import signed_in
from click.testing import CliRunner, Result
from office import Office, opened_in_files
from openpyxl import load_workbook
from workbooks import filled, meeting, template_of

from web.cli import main
from web.pages import sheets as pages
from web.settings import from_environment
from web.sheets import jobs as jobs_
from web.sheets import running
from web.sheets.jobs import Jobs


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened_in_files(tmp_path_factory.mktemp("office")) as found:
        yield found


def zeren(office: Office, *words: Any) -> Result:
    """The command on the office's files."""
    return CliRunner().invoke(main, list(map(str, words)), env=environment(office), catch_exceptions=False)


def environment(office: Office) -> dict[str, str]:
    settings = office.services.settings
    return {
        "ZEREN_DATA": str(settings.data),
        "ZEREN_LEDGER": settings.ledger,
        "ZEREN_KEYS": settings.keys,
        "ZEREN_MASTER_KEY_FILE": str(settings.master_key_file),
    }


class TestCommands:
    def test_a_template_with_the_lists_of_an_account(self, office: Office, tmp_path: Path) -> None:
        path = tmp_path / "t.xlsx"
        assert zeren(office, "sheets", "template", "hold_meeting", path, "--as", "clerk").exit_code == 0
        offered = {cell.value for column in load_workbook(path)["选项"].iter_cols() for cell in column}
        assert "柳溪乡党委" in offered
        assert "安平区委" not in offered
        assert zeren(office, "sheets", "template", "hold_meeting", path).exit_code == 0
        assert zeren(office, "sheets", "template", "nothing", path).exit_code == 2
        assert zeren(office, "sheets", "template", "hold_meeting", path, "--as", "nobody").exit_code == 1

    def test_an_import_is_looked_at_first_then_recorded_and_recognised(self, office: Office, tmp_path: Path) -> None:
        path, report = tmp_path / "m.xlsx", tmp_path / "r.xlsx"
        book = template_of(office, "hold_meeting")
        path.write_bytes(filled(book, [meeting(1), meeting(2, chair="无此人")]))
        before = office.position()
        told = zeren(office, "sheets", "import", path, "--as", "clerk", "--report", report)
        assert told.exit_code == 1
        assert "「会议」表第 4 行 G 列 主持人" in told.output
        assert "没有找到" in load_workbook(report)["会议"]["G4"].comment.text
        assert office.position() == before
        path.write_bytes(filled(book, [meeting(1), meeting(2)]))
        assert zeren(office, "sheets", "import", path, "--as", "clerk", "--dry-run").exit_code == 0
        assert office.position() == before
        told = zeren(office, "sheets", "import", path, "--as", "clerk")
        assert (told.exit_code, office.position()) == (0, before + 2)
        assert "已登记 2 条" in told.output
        told = zeren(office, "sheets", "import", path, "--as", "clerk")
        assert (told.exit_code, office.position()) == (0, before + 2)
        assert "已登记过 2" in told.output
        assert not list((office.services.settings.data / "sheets" / "jobs").glob("*"))

    def test_records_are_changed_in_the_sheet_and_corrected(self, office: Office, tmp_path: Path) -> None:
        path = tmp_path / "m.xlsx"
        path.write_bytes(filled(template_of(office, "hold_meeting"), [meeting(3)]))
        assert zeren(office, "sheets", "import", path, "--as", "clerk").exit_code == 0
        assert zeren(office, "sheets", "export", "hold_meeting", path, "--as", "clerk").exit_code == 0
        book = load_workbook(path)
        row = next(cells[0].row for cells in book["会议"].iter_rows() if cells[3].value == "第3次党委会")
        book["会议"].cell(row, 6, "三楼会议室")
        book.save(path)
        before = office.position()
        assert zeren(office, "sheets", "import", path, "--as", "clerk").exit_code == 1
        told = zeren(office, "sheets", "import", path, "--as", "clerk", "--corrections", "地点漏填")
        assert told.exit_code == 0, told.output
        assert office.position() == before + 1

    def test_what_is_no_workbook_is_said_in_one_sentence(self, office: Office, tmp_path: Path) -> None:
        path = tmp_path / "m.xlsx"
        path.write_text("甲,乙", encoding="utf-8")
        told = zeren(office, "sheets", "import", path, "--as", "clerk")
        assert told.exit_code == 1
        assert "不是 Excel 工作簿" in told.output
        path.write_bytes(workbooks.sheet_of([["主讲人", "题目"], ["张甲", "甲"]]))
        assert "列对应" in zeren(office, "sheets", "import", path, "--as", "clerk").output
        told = zeren(office, "sheets", "import", path, "--as", "clerk", "--columns", "deliver_lecture")
        assert "没有保存过" in told.output


class TestBeside:
    def test_a_long_file_is_looked_at_and_recorded_by_a_program_of_its_own(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The page starts it and comes back at once; here it is started in its stead."""
        begun: list[list[str]] = []
        monkeypatch.setattr(running, "AT_ONCE", 2)
        monkeypatch.setattr(pages, "AT_ONCE", 2)
        monkeypatch.setattr(pages, "from_environment", lambda: office.services.settings)
        monkeypatch.setattr(pages.subprocess, "Popen", lambda words, **more: begun.append(words))
        content = filled(template_of(office, "hold_meeting"), [meeting(number) for number in range(10, 15)])
        browser = signed_in(office)
        fields = browser.get("/sheets").form("/sheets")
        answer = browser.client.post("/sheets", data={**fields, "file": (io.BytesIO(content), "会议.xlsx")})
        where = answer.headers["Location"]
        assert "正在检查，尚未登记" in browser.get(where).words
        more = browser.client.post("/sheets", data={**fields, "file": (io.BytesIO(content), "再来.xlsx")})
        assert more.status_code == 422, "one at a time"
        assert "还在处理" in more.get_data(as_text=True)
        assert len(begun) == 1
        self._work(office, begun.pop())
        page = browser.get(where)
        assert "确认登记5条" in page.words
        before = office.position()
        assert browser.post(f"{where}/confirm", page.form(f"{where}/confirm")).status == 303
        assert "正在登记" in browser.get(where).words
        assert office.position() == before
        self._work(office, begun.pop())
        assert "已登记5条" in browser.get(where).words
        assert office.position() == before + 5

    def _work(self, office: Office, words: list[str]) -> None:
        assert words[0] == str(Path(sys.executable).with_name("zeren"))
        told = zeren(office, *words[1:])
        assert told.exit_code == 0, told.output

    def test_a_file_that_cannot_be_read_after_all_is_told(self, office: Office) -> None:
        with workbooks.acting_as(office) as of:
            jobs = Jobs(of)
            job = jobs.take(io.BytesIO(b"PK\x03\x04 no"), "x.xlsx")
            job.state = "checking"
            jobs.save(job)
        assert zeren(office, "sheets", "work", job.id).exit_code == 0
        with workbooks.acting_as(office) as of:
            assert [one.zh[:5] for one in Jobs(of).findings(Jobs(of).find(job.id))] == ["文件已损坏"]
            told = json.loads((Jobs(of).root / "jobs" / job.id / "job.json").read_text(encoding="utf-8"))
        assert told["state"] == "checked"

    def test_no_more_than_some_are_kept(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(jobs_, "MOST_KEPT", 3)
        with workbooks.acting_as(office, "supervisor") as of:
            for number in range(5):
                office.clock.forward(seconds=1)
                Jobs(of).take(io.BytesIO(b"PK"), f"{number}.xlsx")
            assert [one.name for one in Jobs(of).own()] == ["4.xlsx", "3.xlsx", "2.xlsx"]

    def test_settings_of_the_environment_are_those_of_the_server(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A server started by `zeren serve` hands its environment on; nothing else is needed to do the same."""
        for name, value in environment(office).items():
            monkeypatch.setenv(name, value)
        assert from_environment().ledger == office.services.settings.ledger
