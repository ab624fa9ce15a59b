"""Excel out: workbooks that hold no formulas and no clock, and every list, board and register as one of them."""

import io
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from clerk import Browser, Page, signed_in
from judged import case_opened, round_of, sheet_in
from lively import begun
from office import DISTRICT, EAST, POLICY, SECRETARY, TOWNSHIP, VILLAGE, Office, opened_in_files
from openpyxl import load_workbook

from domain.account import Role
from web.access import PAGES, may_open
from web.asking import MASK
from web.sheets import listing
from web.sheets.writing import LONGEST, MEDIA_TYPE, Column, Kind, Notes, Sheet, TooManyRows, Value, write

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NOTES = Notes(
    title="整改台账",
    header="http://127.0.0.1:8000/registers/rectifications?organisation=org-1&below=0",
    footer=("安平区；截至2026-03-05", "由张甲导出"),
    about=(("名称", "整改台账"),),
    author="zhang",
    written_at=datetime(2026, 3, 5, 9, 30),
)


def one(rows: list[tuple[Value, ...]], *kinds: Kind, title: str = "台账") -> Sheet:
    columns = tuple(Column(heading=f"栏{number}", kind=kind) for number, kind in enumerate(kinds))
    return Sheet(title=title, columns=columns, rows=iter(rows))


def written(*sheets: Sheet, notes: Notes = NOTES) -> bytes:
    file = io.BytesIO()
    write(sheets, notes, file)
    return file.getvalue()


def part(data: bytes, name: str) -> ET.Element:
    return ET.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


class TestCells:
    @pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
    def test_what_looks_like_a_formula_is_text_and_is_marked_to_stay_text(self, text: str) -> None:
        data = written(one([(text,)], Kind.TEXT))
        cell = next(c for c in part(data, "xl/worksheets/sheet1.xml").iter(f"{MAIN}c") if c.get("r") == "A2")
        assert cell.get("t") == "inlineStr"
        assert cell.find(f"{MAIN}f") is None
        styles = part(data, "xl/styles.xml").find(f"{MAIN}cellXfs")
        assert styles is not None
        assert styles[int(cell.get("s", "0"))].get("quotePrefix") == "1"
        assert load_workbook(io.BytesIO(data)).worksheets[0]["A2"].value.strip() == text.strip()

    def test_there_is_no_formula_and_nothing_outside_anywhere(self) -> None:
        archive = zipfile.ZipFile(io.BytesIO(written(one([("=1",), ("甲",)], Kind.TEXT))))
        for name in archive.namelist():
            text = archive.read(name)
            assert b"<f>" not in text
            assert b"<f " not in text
            assert b"externalLink" not in text
            assert b"macro" not in text

    def test_numbers_dates_and_money_are_true_ones(self) -> None:
        row = (date(2026, 3, 5), datetime(2026, 3, 5, 9, 30), 12345, Decimal("9.5"), 7, None)
        data = written(one([row], Kind.DAY, Kind.MOMENT, Kind.MONEY, Kind.DECIMAL, Kind.WHOLE, Kind.DAY))
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        found = [cell.value for cell in sheet[2]]
        assert found == [datetime(2026, 3, 5), datetime(2026, 3, 5, 9, 30), 123.45, 9.5, 7, None]
        assert sheet["A2"].number_format == 'yyyy"年"m"月"d"日"'
        assert sheet["C2"].number_format == "#,##0.00"
        assert sheet["E2"].data_type == "n"

    def test_a_long_number_and_a_day_that_excel_counts_wrongly_go_as_text(self) -> None:
        data = written(one([("110101199001011234", 10**17, date(1900, 2, 28))], Kind.TEXT, Kind.WHOLE, Kind.DAY))
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        assert [cell.value for cell in sheet[2]] == ["110101199001011234", str(10**17), "1900-02-28"]

    def test_signs_that_xml_cannot_hold_and_endless_texts_do_not_break_the_file(self) -> None:
        data = written(one([("a\x00b\x1f\ud800￾",), ("长" * (LONGEST + 5),)], Kind.LONG))
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        assert sheet["A2"].value == "a�b���"
        assert sheet["A3"].value == "长" * (LONGEST - 1) + "…"


class TestWorkbooks:
    def test_the_same_rows_give_the_same_bytes(self) -> None:
        def make() -> bytes:
            return written(one([("甲", date(2026, 1, 1))], Kind.TEXT, Kind.DAY), one([("=1",)], Kind.TEXT))

        first = make()
        assert make() == first
        for entry in zipfile.ZipFile(io.BytesIO(first)).infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0), entry.filename

    def test_prints_as_a_list_ought_to(self) -> None:
        sheet = load_workbook(io.BytesIO(written(one([("甲",), ("乙",)], Kind.TEXT)))).worksheets[0]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == "A1:A3"
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) in ((9, "landscape"), ("9", "landscape"))
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert "&P" in sheet.oddFooter.center.text
        assert "&N" in sheet.oddFooter.center.text
        assert "安平区" in sheet.oddFooter.left.text
        assert "张甲" in sheet.oddFooter.right.text

    def test_margins_hold_no_marks_of_ours_and_no_more_than_excel_reads(self) -> None:
        notes = replace(
            NOTES, title="A&B&[Page]" * 40, header="http://x/?a=1&b=2" * 40, footer=("&D" * 200, "&T" * 200)
        )
        data = written(one([("甲",)], Kind.TEXT), notes=notes)
        found = part(data, "xl/worksheets/sheet1.xml")
        for name in ("oddHeader", "oddFooter"):
            text = next(found.iter(f"{MAIN}{name}")).text or ""
            assert len(text) <= 255, name
            assert not re.search(r"(?<!&)&(&&)*[DTFZ]", text), text

    def test_names_of_sheets_are_such_as_excel_takes(self) -> None:
        titles = ["a/b:c", "甲" * 40, "甲" * 40, "", "说明"]
        book = load_workbook(io.BytesIO(written(*(one([], Kind.TEXT, title=title) for title in titles))))
        assert all(len(name) <= 31 and not set(name) & set("\\/*?:[]") for name in book.sheetnames)
        assert len({name.casefold() for name in book.sheetnames}) == len(titles) + 1

    def test_choices_are_offered_and_notes_shown(self) -> None:
        column = Column(heading="方式", choices=("自查", "督查"), note="从列表中选择")
        sheet = load_workbook(
            io.BytesIO(written(Sheet(title="督查", columns=(column,), rows=[], open_rows=20)))
        ).worksheets[0]
        rule = sheet.data_validations.dataValidation[0]
        assert rule.type == "list"
        assert "A2" in rule.sqref
        assert "从列表中选择" in next(cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment)

    def test_rows_that_fail_leave_no_file_behind(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        begun: list[int] = []

        def rows() -> Iterator[tuple[Value, ...]]:
            yield ("甲",)
            begun.append(len(list(tmp_path.iterdir())))
            raise TooManyRows

        with pytest.raises(TooManyRows):
            written(Sheet(title="台账", columns=(Column(heading="栏"),), rows=rows()))
        assert begun == [1], "a file was begun"
        assert list(tmp_path.iterdir()) == []


# --- pages ------------------------------------------------------------------------

LISTS: dict[str, str] = {
    "board.board": "/board",
    "board.duty": f"/organisations/{TOWNSHIP}/duties",
    "supposing.page": "/what-if",
    "compare.page": "/compare?as_of_a=2024-01-01",
    "advice.register": "/registers/advice",
    "organisations.tree": "/organisations",
    "lists.show": "/lists/{list}",
    "records.listing": "/records?below=1",
    "rectifications.register": "/registers/rectifications",
    "inspections.register": "/registers/inspections",
    "reports.show": "/registers/reports",
    "asks.register": "/registers/asks",
    "floating.listing": "/registers/floating",
    "education.listing": "/registers/education",
    "members.listing": "/registers/members",
    "receptions.listing": "/registers/receptions",
    "receptions.commitments": "/registers/commitments",
    "dues.listing": "/registers/dues",
    "appraisals.listing": "/registers/appraisals",
    "appraisals.round": "/registers/appraisals/{round}/sheets",
    "appraisals.show": "/registers/appraisals/{sheet}",
    "cases.listing": "/registers/cases",
    "measures.listing": "/registers/measures",
    "due.register": "/registers/due",
    "statistics.register": "/registers/statistics",
    "people.listing": "/people",
    "policies.listing": "/policies",
    "policies.show": f"/policies/{POLICY}",
    "trail.trail": "/trail",
    "approvals.listing": "/approvals",
    "accounts.listing": "/accounts",
}
"""Every page that lists something, and where it stands."""

OWN = "about whoever is signed in, not about the record"
SINGLE = "one thing in full, not a list: what it lists stands in registers of its own"
FORM = "a form, a file or an answer to an act"
PROOF = "shows what is proven; bags and receipts are what leaves the house"
WITHOUT: dict[str, str] = {
    "session.sign_out": FORM,
    "session.password": OWN,
    "session.tokens": OWN,
    "single.again": FORM,
    "own.sessions": OWN,
    "own.factor": OWN,
    "identity.choose": OWN,
    "identity.change": FORM,
    "home.home": "begins at the registers, each of which is a list",
    "registers.index": "a menu",
    "explain.reasons_of": SINGLE,
    "organisations.show": SINGLE,
    "records.show": SINGLE,
    "records.receipt": SINGLE,
    "floating.show": SINGLE,
    "education.show": SINGLE,
    "cases.show": "one case: leaves as a Word file or as a bag",
    "cases.word": FORM,
    "people.show": SINGLE,
    "evidence.content": FORM,
    "exports.choose_scope": FORM,
    "exports.bag": FORM,
    "proof.entry": PROOF,
    "proof.entry_file": PROOF,
    "proof.overview": PROOF,
    "proof.checkpoint": PROOF,
    "approvals.show": SINGLE,
    "accounts.show": SINGLE,
    "accounts.new_password": FORM,
    "acts.form": FORM,
    "acts.submit": FORM,
}
"""Pages without a workbook, and why."""

PARTS = ("api.", "api-docs.", "pictures.", "papers.", "sheets.", "reminders.", "calendar.", "search.")
"""Whole parts that answer in a form of their own."""

SOMEBODY = {
    "accounts.listing": "administrator",
    "approvals.listing": "decider",
}
"""Who opens the page, where the supervisor would not see it whole."""


class World:
    """An office with a record of nearly every kind, which nobody adds to."""

    def __init__(self, office: Office) -> None:
        self.office = office
        streams = begun(office)
        self.known = {"round": round_of(office), "list": next(one for one in streams if one.startswith("list-"))}
        self.known["sheet"] = sheet_in(office, self.known["round"])
        case_opened(office)
        self._browsers: dict[str, Browser] = {}

    def browser(self, name: str = "supervisor") -> Browser:
        if name not in self._browsers:
            self._browsers[name] = signed_in(self.office, name)
        return self._browsers[name]

    def page(self, endpoint: str, name: str = "") -> Page:
        return self.browser(name or SOMEBODY.get(endpoint, "supervisor")).get(LISTS[endpoint].format(**self.known))

    def workbook(self, path: str, name: str = "supervisor") -> Any:
        answer = self.browser(name).client.get(path)
        assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
        assert answer.mimetype == MEDIA_TYPE, path
        return load_workbook(io.BytesIO(answer.data))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened_in_files(tmp_path_factory.mktemp("sheets")) as office:
        yield World(office)


def link(page: Page) -> str:
    found = [unescape(one) for one in re.findall(r'href="([^"]*)"', page.html) if "format=xlsx" in one]
    assert len(found) == 1, (page.status, found, page.words[:300])
    return found[0]


def rows(book: Any, number: int = 0) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in book.worksheets[number].iter_rows(min_row=2, values_only=True)]


class TestEveryPage:
    def test_that_lists_something_has_a_workbook_or_a_reason_why_not(self) -> None:
        pages = {endpoint for endpoint in PAGES if not endpoint.startswith(PARTS)}
        assert pages == set(LISTS) | set(WITHOUT), "a new page: give it a listing (docs/reference/exports.md)"
        assert set(LISTS).isdisjoint(WITHOUT)

    @pytest.mark.parametrize("endpoint", LISTS)
    def test_hands_out_its_rows_by_one_click(self, world: World, endpoint: str) -> None:
        before = world.office.position()
        who = SOMEBODY.get(endpoint, "supervisor")
        assert may_open(Role.SUPERVISOR, endpoint) or endpoint in SOMEBODY
        page = world.page(endpoint)
        assert page.status == 200, page.words[:300]
        assert 'class="export no-print"' in page.html
        book = world.workbook(link(page), who)
        *sheets, about = book.worksheets
        assert sheets
        for sheet in sheets:
            assert sheet.freeze_panes == "A2"
            assert sheet.max_row >= 1
            headings = [cell.value for cell in sheet[1]]
            assert all(headings), headings
            for row in sheet.iter_rows(min_row=2):
                for cell in row:
                    assert cell.data_type in ("s", "n", "d", "inlineStr"), cell.coordinate
        assert about.title == "说明"
        told = {row[0].value: row[1].value for row in about.iter_rows(min_row=2)}
        assert {"名称", "导出账号", "导出时间", "网页地址"} <= set(told)
        assert told["网页地址"].startswith("http://localhost/")
        assert world.office.position() == before, "reading records nothing"

    @pytest.mark.parametrize("endpoint", LISTS)
    def test_speaks_english_to_whoever_reads_english(self, world: World, endpoint: str) -> None:
        browser = world.browser(SOMEBODY.get(endpoint, "supervisor"))
        browser.client.get("/language/en")
        try:
            book = world.workbook(link(world.page(endpoint)), SOMEBODY.get(endpoint, "supervisor"))
        finally:
            browser.client.get("/language/zh")
        assert book.worksheets[-1].title == "About"
        if endpoint != "board.board":  # its headings are duties, each with the place where it stands
            for sheet in book.worksheets:
                for cell in sheet[1]:
                    assert not re.search("[一-鿿]", str(cell.value)), (endpoint, cell.value)


class TestRows:
    def test_are_all_of_them_and_not_one_page_only(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        path = "/records?below=1&kind=meeting"
        whole = rows(world.workbook(link(world.browser().get(path))))
        assert len(whole) >= 1
        from web.pages import records

        monkeypatch.setattr(records, "PAGE", 1)
        monkeypatch.setattr(records, "HANDFUL", 1)
        first = world.browser().get(path + "&page=1")
        assert "page=" not in link(first)
        assert rows(world.workbook(link(first))) == whole

    def test_keep_to_the_filters_of_the_address(self, world: World) -> None:
        everything = rows(world.workbook("/records?below=1&format=xlsx"))
        meetings = rows(world.workbook("/records?below=1&kind=meeting&format=xlsx"))
        assert {row[1] for row in meetings} == {"会议"}
        assert set(meetings) < set(everything)
        about = world.workbook("/records?below=1&kind=meeting&format=xlsx").worksheets[-1]
        assert any("有筛选" in str(row[1].value) for row in about.iter_rows())

    def test_keep_to_both_clocks_and_say_so(self, world: World) -> None:
        book = world.workbook(f"/records?organisation={TOWNSHIP}&as_of=2024-06-01&known_at=3&format=xlsx")
        assert rows(book) == []
        told = {row[0].value: row[1].value for row in book.worksheets[-1].iter_rows(min_row=2)}
        assert told["截至日期"] == "截至2024年6月1日"
        assert told["知悉时点"] == "按日志第3条时已登记的内容"
        assert "as_of=2024-06-01&known_at=3" in told["网页地址"]
        footer = book.worksheets[0].oddFooter.left.text
        assert "截至2024年6月1日" in footer
        assert "按日志第3条时" in footer

    def test_asked_for_twice_are_the_same_bytes(self, world: World) -> None:
        for path in ("/board?format=xlsx", "/registers/inspections?format=xlsx", "/trail?format=xlsx"):
            first, second = (world.browser().client.get(path).data for _ in range(2))
            assert first == second, path

    def test_say_a_light_in_words(self, world: World) -> None:
        board = rows(world.workbook("/board?every=1&format=xlsx"))
        assert any("进行中" in str(cell) or "佐证" in str(cell) for row in board for cell in row)

    def test_too_many_for_one_file_are_refused_with_advice(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(listing, "MOST", 1)
        answer = world.browser().client.get("/organisations?format=xlsx")
        assert answer.status_code == 422
        assert "请先缩小范围" in answer.get_data(as_text=True)


class TestRights:
    def test_are_the_pages_own(self, world: World) -> None:
        anonymous = world.office.app.test_client().get("/board?format=xlsx")
        assert anonymous.status_code in (302, 303)
        for who, path, status in (
            ("east", f"/board?organisation={TOWNSHIP}&format=xlsx", 404),
            ("clerk", "/accounts?format=xlsx", 403),
            ("administrator", "/board?format=xlsx", 403),
        ):
            assert world.browser(who).client.get(path).status_code == status, (who, path)

    def test_end_at_the_subtree(self, world: World) -> None:
        seen = {row[1] for row in rows(world.workbook("/organisations?format=xlsx", "clerk"))}
        name = {id: world.office.services.ledger.stream(id)[0].event.name for id in (DISTRICT, TOWNSHIP, VILLAGE, EAST)}
        assert {name[TOWNSHIP], name[VILLAGE]} <= seen
        assert seen.isdisjoint({name[DISTRICT], name[EAST]})


class TestPersons:
    @pytest.fixture
    def office(self, tmp_path: Path) -> Iterator[Office]:
        with opened_in_files(tmp_path) as made:
            yield made

    def test_who_is_restricted_is_masked_and_whose_number_is_shown_is_noted(self, office: Office) -> None:
        def names(who: str) -> set[Any]:
            answer = signed_in(office, who).client.get(f"/people?organisation={TOWNSHIP}&format=xlsx")
            return {row[0] for row in rows(load_workbook(io.BytesIO(answer.data)))}

        assert "张甲" in names("clerk")
        given = {"person": SECRETARY, "ground": "disputed", "reason": "本人有异议", "occurred_on": "2024-06-20"}
        assert office.client("supervisor").post("restrict_person", given).status_code == 201
        assert "张甲" not in names("clerk")
        assert MASK in names("clerk")
        assert "张甲" in names("auditor")

        person = "person-" + "d" * 20
        said = {"person": person, "name": "赵丁", "organisation": TOWNSHIP, "phone": "0757-98765432"}
        assert office.client().post("register_person", said).status_code == 201
        changed = {**said, "phone": "0757-12345678", "reason": "号码变更"}
        assert office.client().post("correct_person", changed).status_code == 201
        answer = signed_in(office, "auditor").client.get(f"/trail?person={person}&format=xlsx")
        shown = [cell for row in rows(load_workbook(io.BytesIO(answer.data))) for cell in row]
        assert any("0757-12345678" in str(cell) for cell in shown)
        folder = office.services.settings.data / "disclosures"
        lines = "".join(path.read_text() for path in folder.glob("*.jsonl"))
        assert person in lines
        assert '"/trail"' in lines
