"""Workbooks for tests of the import: templates as they are downloaded, filled in; and sheets as offices keep them."""

import io
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from typing import Any

from office import Office
from openpyxl import Workbook, load_workbook

from domain.identity import account_of
from ledger.execution import state_of
from web.bag.scope import reading_as
from web.sheets import running
from web.sheets.columns import TEMPLATES
from web.sheets.jobs import Job, Jobs
from web.sheets.template import write_records, write_template
from web.viewer import acting


@contextmanager
def acting_as(office: Office, name: str = "clerk") -> Any:
    """Within a request of this account."""
    account, of = account_of(name), office.services
    who = acting(account, state_of(of.ledger, account), of.today())
    assert who is not None
    with office.app.test_request_context("/"), reading_as(who):
        yield of


def template_of(office: Office, name: str, who: str = "clerk") -> Any:
    """The template of a kind, as it is downloaded."""
    file = io.BytesIO()
    with acting_as(office, who):
        write_template(TEMPLATES[name], file)
    file.seek(0)
    return load_workbook(file)


def filled(book: Any, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The template with rows, by the codes of their columns."""
    sheet = book.worksheets[0]
    places = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, 3):
        for code, value in row.items():
            sheet.cell(number, places.get(code, 1), value)
    return saved(book)


def saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheet_of(rows: Iterable[Iterable[Any]], title: str = "Sheet1", merged: Iterable[str] = ()) -> bytes:
    """A sheet of the office's own."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    return saved(book)


def exported(office: Office, name: str, bodies: list[str], who: str = "clerk") -> bytes:
    file = io.BytesIO()
    with acting_as(office, who):
        write_records(TEMPLATES[name], bodies, file)
    return file.getvalue()


def looked_at(office: Office, content: bytes, who: str = "clerk", **told: Any) -> tuple[Job, list[str]]:
    """What the dry run says."""
    with acting_as(office, who) as of:
        jobs = Jobs(of)
        job = jobs.take(io.BytesIO(content), "表.xlsx")
        for field, value in told.items():
            setattr(job, field, value)
        running.check(of, job)
        return job, [f"{one.where[0]}：{one.zh}" for one in jobs.findings(job)]


def recorded(office: Office, content: bytes, who: str = "clerk", **told: Any) -> Job:
    """Looked at, found clean, and recorded."""
    job, wrong = looked_at(office, content, who, **told)
    assert not wrong, wrong[:10]
    with acting_as(office, who) as of:
        running.run(of, job)
    return job


def meeting(number: int = 1, **changed: Any) -> dict[str, Any]:
    """A meeting as a clerk would fill it in."""
    row: dict[str, Any] = {
        "organisation": "柳溪乡党委",
        "body": "党（工）委会议",
        "title": f"第{number}次党委会",
        "occurred_on": "2024-06-05",
        "chair": "张甲",
        "attendees": "张甲、李乙",
        "agenda.topic": "专题研究党建工作",
        "agenda.title": "研究二季度党建重点任务",
    }
    row.update(changed)
    return {code: value for code, value in row.items() if value is not None}
