"""Questions over the JSON API: board, duties, lists, records, trails. Rights are those of the pages."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import Response

from domain import responsibility
from domain.identity import is_stream_id, kind_of, list_of
from domain.kernel import Entry
from domain.rule import Clause, Counted, Light, Passed
from domain.rule import Status as Judged
from domain.terms import code_label, reason_label
from ledger.execution import fold
from projections import records as kept
from projections import status
from web.access import OVERSEERS
from web.api import answers, asked, encoding
from web.api.telling import lines_told, told
from web.asking import asking, clocks
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.naming import Names, names
from web.phrases import fact_in
from web.services import services
from web.standing import standing
from web.trails import SUBJECTS, page_of
from web.viewer import viewer
from web.words import LINE_KINDS

KINDS = tuple(LINE_KINDS)
"""Kinds of lines that can be asked for: all there are."""
FIRST_YEAR, LAST_YEAR = 1900, 2199


def _organisation(organisation: str) -> str:
    if not is_stream_id(organisation, "organisation"):
        raise NotFound
    return asking().require(organisation)


def _entries(stream: str, known_at: int | None) -> list[Entry]:
    """Entries of a record as known at a log position; it must have some."""
    entries = services().ledger.stream(stream)
    found = [one for one in entries if known_at is None or one.position <= known_at]
    if not found:
        raise NotFound
    return found


def _year(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound
    return year


# --- board and duties ---------------------------------------------------------------


def board(organisation: str, year: int) -> Response:
    """The board of an organisation and all below it."""
    root, year, when = _organisation(organisation), _year(year), clocks()
    found = status.board(asking().reading, root, year, when.as_of, when.known_at)
    clauses = status.clauses(asking().reading, when.known_at)
    lines, cursor = asked.paged(found.lines, size=asked.limit(default=200, most=1_000))
    places: dict[tuple[str, str], int] = {}
    rows = [
        answers.Row(
            organisation=line.id,
            name=line.name,
            kind=line.kind,
            depth=line.depth,
            cells=[_cell(cell, places) for cell in found.cells[line.id]],
        )
        for line in lines
    ]
    return encoding.respond(
        answers.Board(
            root=root,
            year=year,
            clocks=encoding.clock(when),
            lights={light.value: encoding.text(code_label(light)) for light in Light},
            duties=[_duty(policy, clause, clauses) for policy, clause in places],
            organisations=rows,
            cursor=cursor,
        )
    )


def _cell(cell: status.Cell, places: dict[tuple[str, str], int]) -> answers.Cell:
    return answers.Cell(
        duty=places.setdefault((cell.policy, cell.clause), len(places)),
        window=cell.window,
        light=cell.light,
        count=cell.done,
        minimum=cell.minimum,
        due=cell.due,
        days_over=cell.days_over,
        person=cell.person,
        findings=cell.findings.split(),
        persons=cell.persons,
    )


def _duty(policy: str, clause: str, clauses: Mapping[tuple[str, str], Clause]) -> answers.Duty:
    found = clauses.get((policy, clause))
    return answers.Duty(
        policy=policy,
        clause=clause,
        cite=found.cite if found else "",
        zh=found.zh if found else "",
        en=found.en if found else "",
    )


def duties(organisation: str, year: int) -> Response:
    """Every duty of one organisation in a year: what counted, what did not, and why."""
    body, year, when = _organisation(organisation), _year(year), clocks()
    reading = asking().reading
    judged = status.duties(reading, body, year, when.as_of, when.known_at)
    if clause := asked.parameter("clause"):
        judged = [one for one in judged if one.clause == clause]
    clauses, called = status.clauses(reading, when.known_at), names()
    asking().learn(_people(judged))
    return encoding.respond(
        answers.Duties(
            organisation=body,
            name=called(body),
            year=year,
            clocks=encoding.clock(when),
            statuses=[status_told(one, clauses.get((one.policy, one.clause)), called) for one in judged],
        )
    )


def _people(judged: Iterable[Judged]) -> set[str]:
    return {one.person for one in judged if one.person}


def status_told(one: Judged, clause: Clause | None, called: Names) -> answers.Status:
    """How a duty stands in a window, and why."""
    return answers.Status(
        policy=one.policy,
        clause=one.clause,
        cite=clause.cite if clause else "",
        text=answers.Text(zh=clause.zh if clause else "", en=clause.en if clause else ""),
        window=one.window,
        opens=one.opens,
        closes=one.closes,
        due=one.due,
        light=one.light.value,
        light_text=encoding.text(code_label(one.light)),
        count=one.count,
        minimum=one.minimum,
        days_over=one.days_over,
        person=one.person,
        person_name=called(one.person) if one.person else "",
        holders=list(one.holders),
        findings=list(one.findings),
        counted=[_looked(fact, called) for fact in one.counted],
        passed=[_looked(fact, called) for fact in one.passed],
    )


def _looked(fact: Counted | Passed, called: Names) -> answers.Looked:
    made = answers.Looked(ref=fact.ref, title=called(fact.ref), occurred_on=fact.occurred_on, position=fact.position)
    if isinstance(fact, Counted):
        made.late_days, made.entered_late_days = fact.late_days, fact.entered_late_days
    else:
        made.reason, made.reason_text = fact.reason, encoding.text(reason_label(fact.reason))
    return made


# --- lists ----------------------------------------------------------------------------


def responsibility_list(organisation: str, year: int) -> Response:
    """The responsibility list of an organisation and year, item by item."""
    body, when = _organisation(organisation), clocks()
    stream = list_of(body, _year(year))
    entries = _entries(stream, when.known_at)
    state: responsibility.State = fold(stream, [entry.event for entry in entries])
    asking().learn([body, *(one.item.person for one in state.items if one.item.person)])
    called = names()
    covered = {progress.item.clause for progress in state.standing}
    return encoding.respond(
        answers.List(
            stream=stream,
            organisation=body,
            name=called(body),
            year=state.year,
            stage=state.stage,
            list_version=state.list_version,
            issued_on=state.issued_on,
            version=entries[-1].version,
            clocks=encoding.clock(when),
            items=[_item(state, one, when.as_of, called) for one in state.items],
            uncovered=[clause for clause in state.baseline if clause not in covered],
        ),
        headers={"ETag": f'"{entries[-1].version}"'},
    )


def _item(
    state: responsibility.State, progress: responsibility.Progress, as_of: date, called: Names
) -> answers.ListItem:
    item, stands = progress.item, responsibility.item_status(state, progress.item.item, as_of)
    return answers.ListItem(
        item=item.item,
        title=item.title,
        clause=item.clause,
        policy=item.policy,
        person=item.person,
        person_name=called(item.person) if item.person else "",
        department=item.department,
        due_on=item.due_on,
        indicator=item.indicator,
        standard=item.standard,
        stage=stands.stage,
        overdue_days=stands.overdue_days,
        done_on=stands.done_on,
        late_days=stands.late_days,
    )


# --- records --------------------------------------------------------------------------


def records() -> Response:
    """Records of an organisation, or of it and all below it, the latest day first."""
    reading, when = asking().reading, clocks()
    body = _organisation(asked.parameter("organisation") or viewer().organisation)
    bodies = asking().tree(when.as_of).ids(body) if asked.flag("below") else []
    wanted = kept.Wanted(
        organisations=bodies or [body],
        kinds=asked.several("kind", KINDS),
        first=asked.day("from"),
        last=min(asked.day("until") or when.as_of, when.as_of),
        text=asked.parameter("text"),
    )
    size, start = asked.limit(), asked.cursor() or 0
    found = kept.find(reading, wanted, known_at=when.known_at, limit=size + 1, offset=start)
    called = names()
    return encoding.respond(
        answers.Records(
            clocks=encoding.clock(when),
            organisations={one: called(one) for one in {line.organisation for line in found}},
            records=found[:size],
            cursor=str(start + size) if len(found) > size else None,
        )
    )


def record(stream: str) -> Response:
    """A record: how it stands, and its whole history in sentences."""
    _, body = record_in_reach(stream)
    kind, when = kind_of(stream), clocks()
    if kind == "account" and viewer().role not in OVERSEERS:
        raise NotFound
    entries = _entries(stream, when.known_at)
    events = [entry.event for entry in entries]
    state: Any = fold(stream, events)
    history, called = told(entries), names()
    return encoding.respond(
        answers.Record(
            stream=stream,
            kind=kind,
            name=called(stream),
            organisation=body,
            organisation_name=called(body),
            version=entries[-1].version,
            stage=getattr(state, "stage", ""),
            clocks=encoding.clock(when),
            stands=encoding.plain_of(fact_in(standing(kind, events))),
            history=history,
        ),
        headers={"ETag": f'"{entries[-1].version}"'},
    )


# --- trail ------------------------------------------------------------------------------


def trail() -> Response:
    """What was recorded of a record, an organisation or a person, or by an account, newest first."""
    when = clocks()
    given = [(by, subject) for by in SUBJECTS if (subject := asked.parameter(by))]
    if len(given) > 1:
        asked.wrong(given[1][0], "一次只能查一种轨迹。", "Ask for one trail at a time.")
    by, subject = given[0] if given else ("account", viewer().account)
    page = page_of(by, subject, known_at=when.known_at, cursor=asked.cursor(), limit=asked.limit(most=200))
    return encoding.respond(
        answers.Trail(
            clocks=encoding.clock(when),
            entries=lines_told(page.lines),
            cursor=None if page.cursor is None else str(page.cursor),
        )
    )
