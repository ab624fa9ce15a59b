"""Bad input: everything that offices send; a clear list of what to mend, nothing stored, nothing unpacked unfit."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import workbooks
from clerk import signed_in
from office import TOWNSHIP, Office, opened_in_files
from openpyxl import Workbook, load_workbook
from workbooks import filled, looked_at, meeting, recorded, saved, template_of

from domain.terms import code_label
from web.schemas.fields import Choices
from web.sheets import jobs as jobs_
from web.sheets import reading
from web.sheets.cells import Wrong, amount, number, parts, period, typed
from web.sheets.columns import TEMPLATES, columns
from web.sheets.jobs import Jobs
from web.sheets.names import Names
from web.sheets.reading import Cell, Unreadable


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One for all of this: what a file holds does not depend on the database."""
    with opened_in_files(tmp_path_factory.mktemp("office")) as found:
        yield found


@pytest.fixture(scope="module")
def empty(office: Office) -> bytes:
    """The template of meetings."""
    return saved(template_of(office, "hold_meeting"))


@pytest.fixture
def sheet(empty: bytes) -> Any:
    """The same, to be spoilt."""
    return load_workbook(io.BytesIO(empty))


@pytest.fixture
def narrow(office: Office) -> Iterator[Office]:
    """An office that takes small files only."""
    of = office.services
    wide = of.settings
    of.settings = replace(wide, upload_limit=100_000)
    office.app.config["MAX_CONTENT_LENGTH"] = 1_100_000
    yield office
    of.settings = wide
    office.app.config["MAX_CONTENT_LENGTH"] = wide.upload_limit + 1024 * 1024


def with_rows(book: Any, *rows: Any) -> Any:
    return load_workbook(io.BytesIO(filled(book, rows or [meeting(1), meeting(2)])))


def refused(office: Office, content: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as told:
        looked_at(office, content)
    return told.value


def rezipped(content: bytes, **changed: bytes | None) -> bytes:
    """The same workbook with parts added, changed or (None) left out; ``__`` stands for ``/``."""
    parts_ = {name.replace("__", "/"): data for name, data in changed.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts_:
                new.writestr(name, old.read(name))
        for name, data in parts_.items():
            if data is not None:
                new.writestr(name, data)
    return out.getvalue()


class TestRows:
    def test_4000_rows_with_7_bad_ones_are_all_named_at_once(self, office: Office, sheet: Any) -> None:
        rows = [meeting(number) for number in range(4_000)]
        rows[9]["occurred_on"] = "6月5日"
        rows[500]["chair"] = "王五五"
        rows[1_001]["body"] = "党委会"
        rows[1_500]["title"] = None
        rows[2_222]["occurred_on"] = "2024-02-30"
        rows[3_000]["agenda.topic"] = None
        rows[3_999]["organisation"] = "东岭区委"
        content = filled(sheet, [{code: value for code, value in row.items() if value is not None} for row in rows])
        before = office.position()
        job, wrong = looked_at(office, content)
        assert sorted((one.partition("：")[0] for one in wrong), key=lambda one: int(one.split()[1])) == [
            "「会议」表第 12 行 E 列 召开日期",
            "「会议」表第 503 行 G 列 主持人",
            "「会议」表第 1004 行 C 列 会议类型",
            "「会议」表第 1503 行 D 列 会议名称",
            "「会议」表第 2225 行 E 列 召开日期",
            "「会议」表第 3003 行 I 列 议题",
            "「会议」表第 4002 行 B 列 组织",
        ]
        assert (job.records, job.findings, office.position()) == (4_000, 7, before)

    def test_duplicates(self, office: Office, sheet: Any) -> None:
        _, wrong = looked_at(office, filled(sheet, [meeting(1), meeting(2), meeting(1)]))
        assert wrong == ["「会议」表第 5 行：与「会议」表第 3 行重复，请删除其中一行。"]

    def test_merged_cells(self, office: Office, sheet: Any) -> None:
        book = with_rows(sheet)
        book["会议"].merge_cells("B3:B4")
        _, wrong = looked_at(office, saved(book))
        assert wrong[0] == "「会议」表第 3 行 B 列 组织：B3:B4 是合并单元格，请取消合并，每格分别填写。"

    def test_formulas_are_named_and_not_run(self, office: Office, sheet: Any) -> None:
        _, wrong = looked_at(office, filled(sheet, [meeting(1, title="=A1&B1"), meeting(2, place="=HYPERLINK(1)")]))
        assert len(wrong) == 2
        assert all("公式" in one for one in wrong)
        assert "第 3 行 D 列 会议名称" in wrong[0]

    def test_dates_of_all_sorts(self, office: Office, sheet: Any) -> None:
        said = ["2024年6月5日", "2024.6.5", "20240605", "2024/6/5", "２０２４－０６－０５", 45448, 20240605]
        said += [date(2024, 6, 5), datetime(2024, 6, 5, 9, 30), " 2024-6-5 ", "45448"]
        rows = [meeting(100 + at, occurred_on=one) for at, one in enumerate(said)]
        before = office.position()
        job = recorded(office, filled(sheet, rows))
        assert job.recorded == len(said)
        entries = [one.event for one in office.services.ledger.log(before, 100)]
        assert [one.occurred_on for one in entries] == [date(2024, 6, 5)] * len(said)

    @pytest.mark.parametrize("said", ["6月5日", "5/6/2024", "2024年6月", "2024-13-01", "昨天", 3, True, "2024-06-31"])
    def test_dates_that_could_mean_two_things(self, office: Office, sheet: Any, said: Any) -> None:
        _, wrong = looked_at(office, filled(sheet, [meeting(1, occurred_on=said)]))
        assert len(wrong) == 1
        assert "E 列 召开日期" in wrong[0]

    def test_full_width_digits_blanks_and_line_breaks(self, office: Office, sheet: Any) -> None:
        row = meeting(
            1,
            organisation="　柳溪乡党委 ",
            chair="张 甲",
            attendees="张甲，李乙；",
            title="党委\n会",
            body="党（工）委会议 ",
        )
        row |= {"resolutions.number": "１", "resolutions.text": "抓好落实"}
        assert recorded(office, filled(sheet, [row])).recorded == 1
        entries = [one.event for page in office.services.ledger.pages() for one in page]
        held = [one for one in entries if type(one).__name__ == "MeetingHeld"][-1]
        assert (held.title, len(held.attendees), held.resolutions[0].number) == ("党委会", 2, 1)

    def test_hidden_rows_and_sheets(self, office: Office, sheet: Any) -> None:
        book = with_rows(sheet)
        book["会议"].row_dimensions[4].hidden = True
        other = book.create_sheet("草稿")
        other["A1"] = "不读"
        other.sheet_state = "hidden"
        job, wrong = looked_at(office, saved(book))
        assert job.sheets == ["会议"]
        assert len(wrong) == 1
        assert "第 4 行" in wrong[0]
        assert "隐藏" in wrong[0]

    def test_other_sheets_and_columns(self, office: Office, sheet: Any) -> None:
        book = with_rows(sheet)
        book.create_sheet("台账")["A1"] = "日期"
        book["会议"]["S2"] = "备注"
        _, wrong = looked_at(office, saved(book))
        assert len(wrong) == 2
        assert "不认识“备注”这一列" in wrong[0]
        assert wrong[1].startswith("「台账」表：不是模板中的工作表")

    def test_missing_columns(self, office: Office, sheet: Any) -> None:
        book = with_rows(sheet)
        book["会议"].delete_cols(5)
        _, wrong = looked_at(office, saved(book))
        assert any("缺少“召开日期”一列" in one for one in wrong)

    def test_columns_moved_sheet_renamed_codes_gone(self, office: Office, sheet: Any) -> None:
        """What can only mean one thing is read."""
        book = with_rows(sheet)
        page = book["会议"]
        page.title = "2024年会议"
        page.move_range("E1:E4", cols=20)
        page.delete_cols(5)
        job, wrong = looked_at(office, saved(book))
        assert (wrong, job.records) == ([], 2)
        page.delete_rows(1)
        job, wrong = looked_at(office, saved(book))
        assert (wrong, job.records) == ([], 2)

    def test_an_empty_template(self, office: Office, sheet: Any) -> None:
        _, wrong = looked_at(office, saved(sheet))
        assert wrong == ["整个文件：表中没有填写任何记录：请从表头下面第一行起填写。"]

    def test_long_numbers_that_excel_cut(self, office: Office) -> None:
        book = template_of(office, "register_person")
        rows = [{"name": "赵丁", "organisation": "柳溪乡党委", "identity_number": 110101199003071234}]
        _, wrong = looked_at(office, filled(book, rows))
        assert len(wrong) == 1
        assert "15位" in wrong[0]

    def test_what_another_account_may_not_see_is_not_told_apart_from_nothing(self, office: Office, sheet: Any) -> None:
        _, wrong = looked_at(office, filled(sheet, [meeting(1, chair="王丙"), meeting(2, chair="无此人")]))
        assert wrong[0].replace("王丙", "").partition("G 列")[2] == wrong[1].replace("无此人", "").partition("G 列")[2]


class TestFiles:
    def test_empty(self, office: Office) -> None:
        assert refused(office, b"").code == "empty"

    def test_a_renamed_csv(self, office: Office) -> None:
        assert refused(office, "组织,会议\n柳溪乡,党委会\n".encode("gbk")).code == "no_workbook"

    def test_a_word_file(self, office: Office) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            made.writestr("word/document.xml", "<w/>")
        assert refused(office, out.getvalue()).code == "no_workbook"

    def test_the_old_format(self, office: Office) -> None:
        told = refused(office, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096)
        assert told.code == "old_office"
        assert "另存为" in told.zh

    def test_a_password(self, office: Office) -> None:
        head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024 + "EncryptedPackage".encode("utf-16-le")
        assert refused(office, head).code == "password"

    def test_macros(self, office: Office, sheet: Any) -> None:
        assert refused(office, rezipped(saved(with_rows(sheet)), **{"xl__vbaProject.bin": b"x"})).code == "macros"

    def test_external_links(self, office: Office, sheet: Any) -> None:
        part = {"xl__externalLinks__externalLink1.xml": b"<externalLink/>"}
        assert refused(office, rezipped(saved(with_rows(sheet)), **part)).code == "external_links"

    def test_damaged(self, office: Office, sheet: Any) -> None:
        content = saved(with_rows(sheet))
        assert refused(office, content[: len(content) // 2]).code == "broken"
        assert refused(office, rezipped(content, **{"xl__workbook.xml": b"<not xml"})).code == "broken"
        assert refused(office, rezipped(content, **{"xl__worksheets__sheet1.xml": b"<worksheet><sheetData><row"})).code

    def test_entities_are_not_expanded(self, office: Office, sheet: Any) -> None:
        content = saved(with_rows(sheet))
        with zipfile.ZipFile(io.BytesIO(content)) as old:
            text = old.read("xl/worksheets/sheet1.xml")
        bomb = b'<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + text[text.index(b"<worksheet") :]
        assert refused(office, rezipped(content, **{"xl__worksheets__sheet1.xml": bomb})).code == "broken"

    def test_more_than_is_allowed_is_not_opened_nor_kept(self, narrow: Office) -> None:
        jobs = Jobs(narrow.services).root / "jobs"
        before = set(jobs.glob("*"))
        assert refused(narrow, b"PK\x03\x04" + b"\0" * 300_000).code == "too_large"
        assert set(jobs.glob("*")) <= before, "older ones may go meanwhile"

    def test_a_workbook_of_100_mb_is_refused_by_its_size(self, office: Office, tmp_path: Path) -> None:
        path = tmp_path / "long.xlsx"
        with path.open("wb") as file:
            file.write(b"PK\x03\x04")
            file.truncate(100 * 1024 * 1024)
        with path.open("rb") as file, workbooks.acting_as(office) as of, pytest.raises(Unreadable) as told:
            Jobs(of).take(file, "long.xlsx")
        assert told.value.code == "too_large"

    def test_bombs_by_what_they_say_and_by_what_they_are(
        self, office: Office, sheet: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reading, "EXPANDED", 3_000_000)
        content = saved(with_rows(sheet))
        told = rezipped(content, **{"xl__media__image1.png": b"\0" * 4_000_000})
        assert len(told) < 100_000
        assert refused(office, told).code == "expands"
        liar = bytearray(rezipped(content, **{"xl__media__image1.png": b"\0" * 2_000_000}))
        for at in range(len(liar) - 4):  # it says that it is short
            if liar[at : at + 4] == (2_000_000).to_bytes(4, "little"):
                liar[at : at + 4] = (1_000).to_bytes(4, "little")
        assert refused(office, bytes(liar)).code == "broken"

    def test_too_many_parts(self, office: Office, sheet: Any) -> None:
        many = {f"xl__media__{number}.png": b"" for number in range(reading.PARTS)}
        assert refused(office, rezipped(saved(with_rows(sheet)), **many)).code == "expands"

    def test_extents_that_lie(self, office: Office, sheet: Any) -> None:
        """A sheet that says it is a million rows long is as long as it is."""
        content = saved(with_rows(sheet))
        with zipfile.ZipFile(io.BytesIO(content)) as old:
            text = old.read("xl/worksheets/sheet1.xml")
        before, _, after = text.partition(b'<dimension ref="')
        text = before + b'<dimension ref="A1:XFD1048576"' + after[after.index(b'"') + 1 :]
        job, wrong = looked_at(office, rezipped(content, **{"xl__worksheets__sheet1.xml": text}))
        assert (wrong, job.records) == ([], 2)

    def test_a_workbook_of_pictures_only(self, office: Office) -> None:
        job, _ = looked_at(office, saved(Workbook()))
        assert job.state == "mapping"


class TestCells:
    @pytest.mark.parametrize(
        ("said", "meant"),
        [
            ("2024", "2024"),
            (2024, "2024"),
            ("2024年", "2024"),
            ("2024年度", "2024"),
            ("2024年上半年", "2024-H1"),
            ("2024年第三季度", "2024-Q3"),
            ("2024年3季度", "2024-Q3"),
            ("2024年5月", "2024-05"),
            ("2024-Q1", "2024-Q1"),
            ("２０２４-Ｑ１", "2024-Q1"),
        ],
    )
    def test_periods(self, said: Any, meant: str) -> None:
        assert period(said) == meant

    @pytest.mark.parametrize(
        ("said", "meant"),
        [(120.1, "120.1"), (0.1 + 0.2, "0.3"), ("1,200.50元", "1200.5"), ("￥３０", "30"), (100, "100"), (1e3, "1000")],
    )
    def test_amounts(self, said: Any, meant: str) -> None:
        assert amount(said) == meant

    @pytest.mark.parametrize(("said", "meant"), [(3.0, "3"), ("3人", "3"), ("１２", "12"), ("1,200", "1200")])
    def test_numbers(self, said: Any, meant: str) -> None:
        assert number(said) == meant

    @pytest.mark.parametrize("said", [3.5, "三", "约3", "3-4"])
    def test_no_numbers(self, said: Any) -> None:
        with pytest.raises(Wrong):
            number(said)

    def test_codes_whose_names_hold_the_sign_between_names(self, office: Office, empty: bytes, tmp_path: Path) -> None:
        """爱国主义、集体主义和社会主义 is one of several, and is read as one."""
        path = tmp_path / "t.xlsx"
        path.write_bytes(empty)
        with workbooks.acting_as(office), reading.opened(path, limit=10**9) as book:
            for name in TEMPLATES:
                for field in (one.field for one in columns(name) if isinstance(one.field, Choices)):
                    said = Cell(value="、".join(code_label(one)[0] for one in field.enum))
                    assert typed(field, said, Names(), book, "") == [one.value for one in field.enum]

    @pytest.mark.parametrize("said", ["1e999999", "NaN", "Infinity", "1e400", "十元", "-"])
    def test_no_amounts(self, said: str) -> None:
        with pytest.raises(Wrong):
            amount(said)

    @pytest.mark.parametrize("read", [number, amount, period])
    def test_what_has_to_be_short_is_not_looked_at_when_long(self, read: Any) -> None:
        with pytest.raises(Wrong, match="too long"):
            read("1" + " " * 30_000 + "x")

    def test_several(self) -> None:
        assert parts("张甲、李乙,王丙；赵丁\n钱戊、") == ["张甲", "李乙", "王丙", "赵丁", "钱戊"]


class TestPages:
    def _upload(self, office: Office, content: bytes, name: str = "会议.xlsx", who: str = "clerk") -> Any:
        browser = signed_in(office, who)
        fields = browser.get("/sheets").form("/sheets")
        answer = browser.client.post("/sheets", data={**fields, "file": (io.BytesIO(content), name)})
        return browser, answer

    def test_from_upload_to_result(self, office: Office, sheet: Any) -> None:
        browser, answer = self._upload(office, filled(sheet, [meeting(1), meeting(2)]))
        assert answer.status_code == 303
        where = answer.headers["Location"]
        page = browser.get(where)
        assert "检查通过，尚未登记" in page.words
        assert "确认登记2条" in page.words
        before = office.position()
        done = browser.post(f"{where}/confirm", page.form(f"{where}/confirm"))
        assert done.status == 303
        page = browser.get(where)
        assert "已登记2条" in page.words
        assert office.position() == before + 2
        links = [one for one in page.read.links if one.startswith("/receipts/")]
        assert len(links) == 2
        assert browser.get(links[0]).status == 200
        again = browser.post(f"{where}/confirm", page.form("/sign-out"))
        assert again.status == 404, "what is done is done"
        assert office.position() == before + 2
        job = Jobs(office.services).root / "jobs" / where.rpartition("/")[2]
        assert not (job / "upload.xlsx").exists(), "the file is gone once it is recorded"

    def test_what_is_wrong_is_listed_and_marked_in_the_workbook(self, office: Office, sheet: Any) -> None:
        before = office.position()
        browser, answer = self._upload(office, filled(sheet, [meeting(1, chair="无此人"), meeting(2)]))
        where = answer.headers["Location"]
        page = browser.get(where)
        assert "有1处需要更正，没有登记任何内容" in page.words
        assert "「会议」表第 3 行 G 列 主持人" in page.words
        assert browser.post(f"{where}/confirm", page.form("/sign-out")).status == 409
        marked = load_workbook(io.BytesIO(browser.client.get(f"{where}/report").data))
        cell = marked["会议"]["G3"]
        assert "没有找到“无此人”" in cell.comment.text
        assert cell.fill.fgColor.rgb.endswith("FFD9D6")
        assert marked["更正说明"]["A2"].value == "「会议」表第 3 行 G 列 主持人"
        cell.value = "张甲"
        browser, answer = self._upload(office, saved(marked))
        assert "检查通过" in browser.get(answer.headers["Location"]).words, "mended there, it can be sent in again"
        assert office.position() == before

    def test_a_file_that_cannot_be_read_is_told_on_the_page(self, office: Office) -> None:
        _, answer = self._upload(office, "甲,乙".encode())
        assert answer.status_code == 422
        assert "不是 Excel 工作簿" in answer.get_data(as_text=True)
        browser = signed_in(office)
        page = browser.post("/sheets", browser.get("/sheets").form("/sheets"))
        assert page.status == 422
        assert "请选择要上传的 Excel 文件" in page.words

    def test_more_than_a_request_may_hold(self, narrow: Office) -> None:
        _, answer = self._upload(narrow, b"PK\x03\x04" + b"\0" * 2_000_000)
        assert answer.status_code == 413

    def test_imports_are_their_accounts_own(self, office: Office, sheet: Any) -> None:
        _, answer = self._upload(office, filled(sheet, [meeting(1)]))
        where = answer.headers["Location"]
        other = signed_in(office, "supervisor")
        assert other.get(where).status == 404
        assert other.get(f"{where}/report").status == 404
        assert other.post(f"{where}/confirm", other.get("/sheets").form("/sheets")).status == 404
        assert signed_in(office, "auditor").get("/sheets").status == 403

    def test_a_correction_is_asked_for_with_its_reason(self, office: Office, sheet: Any) -> None:
        recorded(office, filled(sheet, [meeting(203)]))
        book = load_workbook(io.BytesIO(workbooks.exported(office, "hold_meeting", [TOWNSHIP])))
        row = next(cells[0].row for cells in book["会议"].iter_rows() if cells[3].value == "第203次党委会")
        book["会议"].cell(row, 6, "二楼会议室")
        browser, answer = self._upload(office, saved(book))
        where = answer.headers["Location"]
        page = browser.get(where)
        form = page.form(f"{where}/confirm")
        assert browser.post(f"{where}/confirm", {**form, "reason": " "}).status == 422
        assert browser.post(f"{where}/confirm", {**form, "reason": "地点漏填"}).status == 303
        page = browser.get(where)
        assert "按更正登记 1" in page.words
        assert browser.post(f"{where}/confirm", page.form(f"{where}/confirm")).status == 303
        assert "已登记1条" in browser.get(where).words

    def test_a_long_file_shows_how_far_it_is_and_can_go_on(
        self, office: Office, sheet: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser, answer = self._upload(office, filled(sheet, [meeting(204), meeting(205)]))
        where = answer.headers["Location"]
        jobs = Jobs(office.services)
        with workbooks.acting_as(office):
            job = jobs.find(where.rpartition("/")[2])
        job.state, job.at, job.rows = "running", 1, 10_000
        jobs.save(job)
        page = browser.get(where)
        assert 'http-equiv="refresh"' in page.html
        assert "1 / 10,000 行" in page.words
        assert "refresh" not in browser.get(where, still="1").html
        monkeypatch.setattr(Jobs, "age", lambda self, job: jobs_.KEPT)
        page = browser.get(where)
        assert "中途停止了" in page.words
        before = office.position()
        assert browser.post(f"{where}/confirm", page.form(f"{where}/confirm")).status == 303
        assert office.position() == before + 2
        assert "已登记2条" in browser.get(where).words

    def test_is_deleted_on_request(self, office: Office, sheet: Any) -> None:
        browser, answer = self._upload(office, filled(sheet, [meeting(1)]))
        where = answer.headers["Location"]
        browser.post(f"{where}/discard", browser.get(where).form(f"{where}/discard"))
        assert browser.get(where).status == 404
        assert not (Jobs(office.services).root / "jobs" / where.rpartition("/")[2]).exists()
