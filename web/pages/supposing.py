"""What if 推演: the year of a subtree under another text, another value of a parameter, another calendar."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Blueprint, request

from domain.catalogue import CatalogueError, parse
from domain.kernel import Refused, record
from domain.rule import Document
from domain.supposing import Moved, Supposition
from projections import status
from projections.store import Reading
from web.asking import Clocks, asking, clocks
from web.forms.performing import as_problems
from web.listings import compared as sides
from web.registers.extent import Extent, extent, number, sheet
from web.schemas.fields import Problem
from web.services import services
from web.sheets.listing import Reply, answered
from web.supposing import Calendar, Changed, changes, days_in, limits_moved, tally
from web.words import ref_text

blueprint = Blueprint("supposing", __name__)

MOST: Final = 300
"""Organisations that a page goes through; the command line takes any number."""
LARGEST: Final = 2_000_000


@record
class Asked:
    """What is supposed, as it was typed."""

    supposition: Supposition
    calendar: Calendar | None
    withdrawn: bool = False

    @property
    def something(self) -> bool:
        """Whether anything is supposed at all."""
        one = self.supposition
        return bool(one.documents or one.values or one.withdrawn or self.calendar)


@blueprint.route("/what-if", methods=["GET", "POST"])
def page() -> tuple[Reply, int]:
    """Choose what to suppose, and see who would newly fail, who would pass, and why."""
    asked, when = asking(), clocks()
    of, year = extent(when), number("year", when.as_of.year, least=1901, most=2199)
    reading = asked.reading
    issued = {one.document.code: one for one in status.policies(reading, when.known_at).values()}
    code = request.values.get("document", "")
    document = issued[code].document if code in issued else None
    before = services().ledger.head().position
    problems: Sequence[Problem] = ()
    changed: list[Changed] = []
    orders: list[Moved] = []
    supposed = Asked(supposition=Supposition(), calendar=None)
    try:
        supposed = _supposed(document)
        if supposed.something:
            changed, orders = _compared(reading, of, year, when, supposed)
    except Refused as error:
        problems = as_problems(error)
    except CatalogueError as error:
        problems = [
            Problem(
                field="catalogue", zh=f"{one.clause} {one.field}：{one.zh}", en=f"{one.clause} {one.field}: {one.en}"
            )
            for one in error.problems[:20]
        ]
    shown = sheet(changed)
    asked.learn([id for one in shown.rows for id in (one.organisation, one.shown.person or "")])
    return (
        answered(
            "what_if.html",
            lambda: sides.supposed(changed, orders, _clauses(reading, when, supposed), year, of.root),
            of=of,
            path=asked.tree(when.as_of, when.known_at).path(of.root),
            year=year,
            years=range(when.today.year, when.today.year - 6, -1),
            documents=[(one, issued[one].document.title) for one in issued],
            document=document,
            policy=issued.get(code),
            typed=request.values,
            supposed=supposed,
            problems=problems,
            shown=shown,
            turns=[(turn, count) for turn, count in tally(changed).items() if count],
            orders=orders,
            clauses=_clauses(reading, when, supposed),
            titles={one.ref: ref_text(one.ref) for each in shown.rows for one in (*each.gained, *each.lost)},
            positions=(before, services().ledger.head().position),
            clocks=when,
            keep={**of.parameters(), "year": year, "document": code},
            head=reading.positions[status.NAME],
        ),
        422 if problems else 200,
    )


def _supposed(document: Document | None) -> Asked:
    """What was typed. Raises `Refused`, `CatalogueError`."""
    values = request.values
    calendar = None
    holidays, workdays = values.get("holidays", ""), values.get("workdays", "")
    if holidays.strip() or workdays.strip():
        calendar = Calendar(holidays=days_in(holidays, "holidays"), workdays=days_in(workdays, "workdays"))
    if document is None:
        return Asked(supposition=Supposition(), calendar=calendar)
    code = document.code
    if values.get("withdrawn") == "1":
        return Asked(supposition=Supposition(withdrawn=frozenset({code})), calendar=calendar, withdrawn=True)
    text = _text()
    instead = {code: parse(text, f"{code}.toml")} if text else {}
    if text and instead[code].code != code:
        raise Refused(
            "other_document",
            zh=f"上传的条款文件是“{instead[code].code}”，不是“{code}”。",
            en=f"That file holds {instead[code].code}, not {code}.",
            field="catalogue",
        )
    parameters = instead.get(code, document).parameters
    told = {p.name: values.get(f"value-{p.name}", "").strip() for p in parameters}
    chosen = {(code, name): value for name, value in told.items() if value}
    return Asked(supposition=Supposition(documents=instead, values=chosen), calendar=calendar)


def _text() -> str:
    file = request.files.get("catalogue")
    data = file.read(LARGEST + 1) if file is not None and file.filename else b""
    if len(data) > LARGEST:
        raise Refused("too_large", zh="条款文件过大。", en="The catalogue file is too large.", field="catalogue")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(
            "not_utf8", zh="条款文件须为UTF-8编码的文本。", en="The catalogue file must be UTF-8.", field="catalogue"
        ) from None


def _compared(
    reading: Reading, of: Extent, year: int, when: Clocks, supposed: Asked
) -> tuple[list[Changed], list[Moved]]:
    if len(of.bodies) > MOST:
        raise Refused(
            "too_many",
            zh=f"所选范围有{len(of.bodies)}个组织，网页上一次最多推演{MOST}个。请缩小范围，或用zeren what-if推演。",
            en=f"{len(of.bodies)} organisations; a page takes {MOST}. Choose fewer, or use zeren what-if.",
            field="organisation",
        )
    found: list[Changed] = []
    one = supposed.supposition
    if one.documents or one.values or one.withdrawn:
        for some in changes(reading, of.bodies, year, when.as_of, when.known_at, one):
            found += some
    orders: list[Moved] = []
    if supposed.calendar is not None:
        ledger = services().ledger
        orders = limits_moved(reading, ledger, of.bodies, year, when.as_of, when.known_at, supposed.calendar)
    return found, orders


def _clauses(reading: Reading, when: Clocks, supposed: Asked) -> dict[str, Any]:
    """Texts of clauses, as issued or as supposed."""
    found = {id: clause for (_, id), clause in status.clauses(reading, when.known_at).items()}
    for document in supposed.supposition.documents.values():
        found.update({clause.id: clause for clause in document.clauses})
    return found
