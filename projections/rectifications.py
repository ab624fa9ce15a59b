"""Rectifications 整改台账: what was found and ordered to be put right, by when, by whom, and how far it has come.

One row an order, one an inspection, one a problem found; each keeps what it said before. How an order stands on a
day is worked out from its steps (`domain.rectification_status`), so that the board of any day, as known at any
position, is one query. Overdue is never stored.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, get_args

import msgspec
import sqlalchemy as sa

from domain import (
    account,
    accountability,
    appointment,
    appraisal,
    approval,
    calendar,
    commendation,
    commitment,
    contact,
    debrief,
    dues,
    education,
    evidence,
    floating,
    funding,
    inspection,
    leading_group,
    lecture,
    measure,
    meeting,
    member,
    organisation,
    person,
    plan,
    policy,
    project,
    publicity,
    reception,
    rectification,
    report,
    research,
    responsibility,
    review,
    security,
    sheet,
    work,
)
from domain.inspection import Method, Topic
from domain.kernel import Entry, record
from domain.rectification import Category, Standing
from domain.rectification_status import Case, Taken, Verdict, case_after, standing_on
from projections.store import (
    LAST_DAY,
    Kept,
    Reading,
    Row,
    Store,
    Tables,
    day_of,
    iso,
    kept_columns,
    kept_index,
    of_streams,
    ref_of,
)
from projections.store import known_at as known

NAME: Final = "rectifications"

_OTHER_KINDS: Final = (
    organisation, person, appointment, policy, responsibility, meeting, contact, report, work, evidence, account,
    approval, calendar, debrief, appraisal, sheet, accountability, measure, commendation, project, research, lecture,
    leading_group, plan, funding, publicity, member, education, review, commitment, reception, floating, dues,
    security,
)  # fmt: skip
"""Kinds that do not bear on the question. A criticism stands by itself: the order that follows it is its own record."""

_CASE: Final = (
    "organisation", "ordered_by", "title", "category", "source", "responsible", "serious", "ordered_on", "closed_on",
    "steps",
)  # fmt: skip
_INSPECTION: Final = ("organisation", "inspected", "method", "topics", "occurred_on", "title")
_PROBLEM: Final = ("organisation", "inspected", "category", "found_on", "serious", "text", "clause")

_encode: Final = msgspec.json.Encoder().encode
_steps: Final = msgspec.json.Decoder(list[tuple[str, date, date | None]]).decode


class Rectifications:
    """The view: orders, inspections, problems."""

    name = NAME
    version = 1
    effort = 1
    reads: frozenset[type] = frozenset({*get_args(rectification.Event), *get_args(inspection.Event)}) - {
        inspection.FeedbackGiven
    }
    ignores: frozenset[type] = frozenset(
        {inspection.FeedbackGiven, *(event for kind in _OTHER_KINDS for event in get_args(kind.Event))}
    )

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """Three tables with two clocks."""

        def kept(name: str, columns: Sequence[str], *indexes: str) -> sa.Table:
            return sa.Table(
                f"{prefix}{name}{suffix}",
                metadata,
                *kept_columns(),
                *(sa.Column(column, sa.Integer if column == "serious" else sa.String) for column in columns),
                kept_index(f"{prefix}{name}_", suffix),
                *(sa.Index(f"{prefix}{name}_{column}{suffix}", column, "known_to") for column in indexes),
            )

        return {
            "cases": kept("cases", _CASE, "organisation", "ordered_by", "source"),
            "inspections": kept("inspections", _INSPECTION, "organisation", "inspected"),
            "problems": kept("problems", _PROBLEM, "inspected"),
        }

    def apply(self, store: Store, entries: Sequence[Entry], after: int) -> None:
        """Fold each entry into its rows."""
        mine = [entry for entry in entries if type(entry.event) in self.reads]
        if mine:
            _Page(store, mine).run(mine)

    def settle(self, store: Store) -> bool:
        """Nothing waits."""
        return True


class _Page:
    """The work of one page."""

    def __init__(self, store: Store, entries: Sequence[Entry]) -> None:
        self._kept = {name: Kept(store, name) for name in ("cases", "inspections", "problems")}
        going_on = {entry.stream for entry in entries if entry.version > 1}
        self._cases: dict[str, Case] = {}
        self._rows: dict[str, dict[str, dict[str, Row]]] = {"inspections": {}, "problems": {}}
        """Table -> stream -> part -> row, as it stands."""
        for stream, _, _, _, _, *values in store.select_streams("cases", going_on, None):
            self._cases[stream] = _case(stream, values)
        for name, rows in self._rows.items():
            for stream, part, _, _, _, *values in store.select_streams(name, going_on, None):
                rows.setdefault(stream, {})[part] = tuple(values)

    def run(self, entries: Sequence[Entry]) -> None:
        """Fold and write."""
        for entry in entries:
            if isinstance(entry.event, get_args(rectification.Event)):
                self._fold_case(entry)
            else:
                self._fold_inspection(entry)
        for kept in self._kept.values():
            kept.flush()

    def _fold_case(self, entry: Entry) -> None:
        stream = entry.stream
        before = self._cases.pop(stream, None)
        after = case_after(before, entry)
        row = None if after is None else _case_row(after)
        self._kept["cases"].put(stream, "", entry.position, row, had=before is not None)
        if after is not None:
            self._cases[stream] = after

    def _fold_inspection(self, entry: Entry) -> None:
        event, stream = entry.event, entry.stream
        problems = self._rows["problems"].get(stream, {})
        match event:
            case inspection.InspectionConducted():
                self._put("inspections", entry, "", _inspection_row(event))
            case inspection.InspectionCorrected():
                self._put("inspections", entry, "", _inspection_row(event.conducted))
                for number, row in list(problems.items()):
                    self._put("problems", entry, number, (row[0], event.conducted.inspected, *row[2:]))
            case inspection.InspectionVoided():
                self._put("inspections", entry, "", None)
                for number in list(problems):
                    self._put("problems", entry, number, None)
            case inspection.ProblemFound() | inspection.ProblemCorrected():
                inspected = self._rows["inspections"][stream][""]
                self._put("problems", entry, str(event.number), (*inspected[:2], *_problem_values(event)))
            case inspection.ProblemVoided():
                self._put("problems", entry, str(event.number), None)

    def _put(self, name: str, entry: Entry, part: str, row: Row | None) -> None:
        rows = self._rows[name].setdefault(entry.stream, {})
        before = rows.pop(part, None)
        if row is not None:
            rows[part] = row
        if row != before:
            self._kept[name].put(entry.stream, part, entry.position, row, had=before is not None)


def _case_row(case: Case) -> Row:
    closed = case.steps[-1].day if case.steps[-1].step == rectification.Step.CLOSED else None
    return (
        case.organisation,
        case.ordered_by,
        case.title,
        case.category.value,
        case.source,
        case.responsible,
        int(case.serious),
        iso(case.steps[0].day),
        LAST_DAY if closed is None else iso(closed),
        _encode([(taken.step, taken.day, taken.due_on) for taken in case.steps]).decode(),
    )


def _case(stream: str, values: Sequence[Any]) -> Case:
    said = dict(zip(_CASE, values, strict=True))
    return Case(
        rectification=stream,
        organisation=said["organisation"],
        ordered_by=said["ordered_by"],
        title=said["title"],
        category=Category(said["category"]),
        steps=tuple(Taken(step=step, day=day, due_on=due_on) for step, day, due_on in _steps(said["steps"])),
        source=said["source"],
        responsible=said["responsible"],
        serious=bool(said["serious"]),
    )


def _inspection_row(event: inspection.InspectionConducted) -> Row:
    topics = " ".join(topic.value for topic in event.topics)
    return event.organisation, event.inspected, event.method.value, topics, iso(event.occurred_on), event.title


def _problem_values(event: inspection.ProblemFound | inspection.ProblemCorrected) -> Row:
    return event.category.value, iso(event.occurred_on), int(event.serious), event.text, event.clause


# --- orders -------------------------------------------------------------------------------


class Standings(NamedTuple):
    """An order and how it stands on the day asked about."""

    case: Case
    verdict: Verdict
    position: int
    """Log position at which it came to read as it does."""


def case_of(reading: Reading, rectification: str, known_at: int | None = None) -> Case | None:
    """One order, as it was known; None where there is none, or it was voided."""
    table = reading.table(NAME, "cases")
    rows = reading.rows(sa.select(table).where(of_streams(table, [rectification]), known(table, known_at)))
    return _case(rows[0].stream, rows[0][5:]) if rows else None


def standings_of(
    reading: Reading, rectifications: Collection[str], as_of: date, known_at: int | None = None
) -> dict[str, Standings]:
    """How these orders stood on a day, by stream; what was not yet ordered, or voided, is left out."""
    table = reading.table(NAME, "cases")
    found = _standings(reading, as_of, known_at, of_streams(table, rectifications)) if rectifications else []
    return {one.case.rectification: one for one in found}


def open_on(
    reading: Reading, organisations: Collection[str], as_of: date, known_at: int | None = None
) -> list[Standings]:
    """Orders not yet struck off on a day, that these organisations have to carry out or have given.

    The longest overdue first, then by limit and age.
    """
    table = reading.table(NAME, "cases")
    day = iso(as_of)
    theirs = sa.or_(table.c.organisation.in_(organisations), table.c.ordered_by.in_(organisations))
    found = _standings(reading, as_of, known_at, theirs, table.c.ordered_on <= day, table.c.closed_on > day)
    return sorted(
        found, key=lambda one: (-one.verdict.overdue_days, one.verdict.due_on, -one.verdict.age_days, one.position)
    )


def closed_between(
    reading: Reading, organisations: Collection[str], first: date, last: date, known_at: int | None = None
) -> list[Standings]:
    """Orders of these organisations that were struck off from ``first`` to ``last``, as they stood at the end."""
    table = reading.table(NAME, "cases")
    return _standings(
        reading,
        last,
        known_at,
        table.c.organisation.in_(organisations),
        table.c.closed_on >= iso(first),
        table.c.closed_on <= iso(last),
    )


def _standings(
    reading: Reading, as_of: date, known_at: int | None, *conditions: sa.ColumnElement[bool]
) -> list[Standings]:
    table = reading.table(NAME, "cases")
    statement = sa.select(table).where(*conditions, known(table, known_at)).order_by(table.c.known_from)
    found = []
    for row in reading.rows(statement):
        case = _case(row.stream, row[5:])
        verdict = standing_on(case, as_of)
        if verdict is not None:
            found.append(Standings(case=case, verdict=verdict, position=row.known_from))
    return found


@record
class Numbers:
    """Orders of a period in numbers."""

    ordered: int
    """Ordered in the period."""
    struck_off: int
    """Of these, struck off by its end."""
    closed: int
    """Struck off in the period, whenever ordered."""
    open: int
    """Open at its end."""


def numbers(
    reading: Reading, organisations: Collection[str], first: date, last: date, known_at: int | None = None
) -> Numbers:
    """Orders that these organisations had to carry out in a period, counted by the database."""
    table = reading.table(NAME, "cases")
    begins, ends = iso(first), iso(last)
    ordered = table.c.ordered_on.between(begins, ends)

    def count(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((sa.and_(*conditions), 1), else_=0)), 0)

    counts: list[sa.ColumnElement[Any]] = [
        count(ordered),
        count(ordered, table.c.closed_on <= ends),
        count(table.c.closed_on.between(begins, ends)),
        count(table.c.ordered_on <= ends, table.c.closed_on > ends),
    ]
    statement = sa.select(*counts).where(table.c.organisation.in_(organisations), known(table, known_at))
    ((new, struck_off, closed, still),) = map(tuple, reading.rows(statement))
    return Numbers(ordered=new, struck_off=struck_off, closed=closed, open=still)


def average_days_to_close(
    reading: Reading, organisations: Collection[str], first: date, last: date, known_at: int | None = None
) -> float | None:
    """Days from order to striking off, on average, of what was struck off in a period; None where nothing was."""
    ages = [one.verdict.age_days for one in closed_between(reading, organisations, first, last, known_at)]
    return sum(ages) / len(ages) if ages else None


@record
class Owner:
    """Who has orders open: an organisation, or the person in it who answers for them."""

    organisation: str
    responsible: str | None
    open: int
    overdue: int
    oldest_days: int
    """Age of the oldest of them."""


def by_owner(rows: Iterable[Standings]) -> list[Owner]:
    """Open orders by who answers for them, who has most overdue first."""
    groups: dict[tuple[str, str | None], list[Verdict]] = {}
    for one in rows:
        groups.setdefault((one.case.organisation, one.case.responsible), []).append(one.verdict)
    found = [
        Owner(
            organisation=body,
            responsible=responsible,
            open=len(verdicts),
            overdue=sum(verdict.standing is Standing.OVERDUE for verdict in verdicts),
            oldest_days=max(verdict.age_days for verdict in verdicts),
        )
        for (body, responsible), verdicts in groups.items()
    ]
    return sorted(found, key=lambda owner: (-owner.overdue, -owner.open, -owner.oldest_days, owner.organisation))


AGES: Final = (30, 90, 180)
"""Bounds, in days, between which open orders are grouped by age. No regulation has any."""


def by_age(rows: Iterable[Standings], bounds: Sequence[int] = AGES) -> list[tuple[int, int | None, int]]:
    """Open orders by age: (from day, to day or None, how many), the youngest group first."""
    ages = [one.verdict.age_days for one in rows]
    edges = [0, *(bound + 1 for bound in bounds)]
    ends: list[int | None] = [*bounds, None]
    return [
        (begins, ends_, sum(begins <= age and (ends_ is None or age <= ends_) for age in ages))
        for begins, ends_ in zip(edges, ends, strict=True)
    ]


# --- problems and inspections ---------------------------------------------------------------


@record
class Problem:
    """A problem that an inspection found, and the orders that name it as their source."""

    ref: str
    """``inspection-…#number``."""
    organisation: str
    """Who inspected."""
    inspected: str
    category: Category
    found_on: date
    serious: bool
    text: str
    clause: str
    orders: tuple[str, ...] = ()


def problems_at(
    reading: Reading,
    organisations: Collection[str],
    known_at: int | None = None,
    *,
    first: date = date.min,
    last: date = date.max,
) -> list[Problem]:
    """Problems found at these organisations, the latest first; one without ``orders`` was not yet ordered to be solved.

    Every problem found wants an order (c2006-resp 三（六）).
    """
    table = reading.table(NAME, "problems")
    rows = reading.rows(
        sa.select(table)
        .where(
            table.c.inspected.in_(organisations),
            known(table, known_at),
            table.c.found_on >= iso(first),
            table.c.found_on <= iso(last),
        )
        .order_by(table.c.found_on.desc(), table.c.stream, table.c.part)
    )
    orders = _orders_of(reading, [ref_of(row.stream, row.part) for row in rows], known_at)
    return [_problem(row, orders) for row in rows]


def problems_of(reading: Reading, inspection: str, known_at: int | None = None) -> list[Problem]:
    """Problems that one inspection found, by number, with their orders."""
    table = reading.table(NAME, "problems")
    rows = reading.rows(sa.select(table).where(of_streams(table, [inspection]), known(table, known_at)))
    orders = _orders_of(reading, [ref_of(row.stream, row.part) for row in rows], known_at)
    return [_problem(row, orders) for row in sorted(rows, key=lambda row: int(row.part))]


def _problem(row: Any, orders: Mapping[str, tuple[str, ...]]) -> Problem:
    ref = ref_of(row.stream, row.part)
    return Problem(
        ref=ref,
        organisation=row.organisation,
        inspected=row.inspected,
        category=Category(row.category),
        found_on=day_of(row.found_on),
        serious=bool(row.serious),
        text=row.text,
        clause=row.clause,
        orders=orders.get(ref, ()),
    )


def _orders_of(reading: Reading, refs: Collection[str], known_at: int | None) -> dict[str, tuple[str, ...]]:
    """Orders by the problem they follow from."""
    if not refs:
        return {}
    table = reading.table(NAME, "cases")
    statement = (
        sa.select(table.c.source, table.c.stream)
        .where(table.c.source.in_(refs), known(table, known_at))
        .order_by(table.c.ordered_on, table.c.stream)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in reading.rows(statement):
        found[row.source] = (*found.get(row.source, ()), row.stream)
    return found


@record
class Repeat:
    """A sort of problem that an organisation had in more than one year."""

    organisation: str
    category: Category
    years: tuple[tuple[int, tuple[str, ...]], ...]
    """Year -> problems and orders of that year, in order of their days."""


def repeats(reading: Reading, organisations: Collection[str], as_of: date, known_at: int | None = None) -> list[Repeat]:
    """Problems of the same sort, at the same organisation, in more than one year up to a day.

    Problems found in inspections count, and orders that do not follow from one of these.
    """
    seen: dict[tuple[str, str], dict[int, list[tuple[str, str]]]] = {}
    problems, cases = reading.table(NAME, "problems"), reading.table(NAME, "cases")
    found = reading.rows(
        sa.select(problems.c.inspected, problems.c.category, problems.c.found_on, problems.c.stream, problems.c.part)
        .where(problems.c.inspected.in_(organisations), known(problems, known_at))
        .where(problems.c.found_on <= iso(as_of))
    )
    refs = {ref_of(row.stream, row.part) for row in found}
    ordered = reading.rows(
        sa.select(cases.c.organisation, cases.c.category, cases.c.ordered_on, cases.c.stream, cases.c.source)
        .where(cases.c.organisation.in_(organisations), known(cases, known_at))
        .where(cases.c.ordered_on <= iso(as_of))
    )
    rows = [(row.inspected, row.category, row.found_on, ref_of(row.stream, row.part)) for row in found]
    rows += [(row.organisation, row.category, row.ordered_on, row.stream) for row in ordered if row.source not in refs]
    for body, category, day, ref in sorted(rows):
        seen.setdefault((body, category), {}).setdefault(day_of(day).year, []).append((day, ref))
    return [
        Repeat(
            organisation=body,
            category=Category(category),
            years=tuple((year, tuple(ref for _, ref in sorted(of_year))) for year, of_year in sorted(years.items())),
        )
        for (body, category), years in seen.items()
        if len(years) > 1
    ]


@record
class Inspected:
    """One inspection."""

    inspection: str
    organisation: str
    """Who inspected."""
    inspected: str
    method: Method
    topics: tuple[Topic, ...]
    occurred_on: date
    title: str


def inspections(
    reading: Reading, organisations: Collection[str], first: date, last: date, known_at: int | None = None
) -> list[Inspected]:
    """Inspections in a period by these organisations or of them, the latest first."""
    rows = {
        row.stream: row
        for column in ("organisation", "inspected")
        for row in _inspections(reading, column, organisations, first, last, known_at)
    }
    found = [
        Inspected(
            inspection=row.stream,
            organisation=row.organisation,
            inspected=row.inspected,
            method=Method(row.method),
            topics=tuple(Topic(topic) for topic in row.topics.split()),
            occurred_on=day_of(row.occurred_on),
            title=row.title,
        )
        for row in rows.values()
    ]
    return sorted(found, key=lambda one: (-one.occurred_on.toordinal(), one.inspection))


@record
class Coverage:
    """Inspections of a period by method and by topic; what was not used or not covered stands at zero."""

    inspections: int
    methods: Mapping[Method, int]
    topics: Mapping[Topic, int]


def coverage(
    reading: Reading, organisations: Collection[str], first: date, last: date, known_at: int | None = None
) -> Coverage:
    """How these organisations inspected in a period, and what they looked at (c2006-resp 三（六）)."""
    rows = _inspections(reading, "organisation", organisations, first, last, known_at)
    methods, topics = dict.fromkeys(Method, 0), dict.fromkeys(Topic, 0)
    for row in rows:
        methods[Method(row.method)] += 1
        for topic in row.topics.split():
            topics[Topic(topic)] += 1
    return Coverage(inspections=len(rows), methods=methods, topics=topics)


def never_inspected(
    reading: Reading, organisations: Collection[str], first: date, last: date, known_at: int | None = None
) -> list[str]:
    """Which of these organisations nobody inspected in a period, in the order in which they were named."""
    rows = _inspections(reading, "inspected", organisations, first, last, known_at)
    inspected = {row.inspected for row in rows if row.organisation != row.inspected}
    return [body for body in organisations if body not in inspected]


def _inspections(
    reading: Reading, column: str, organisations: Collection[str], first: date, last: date, known_at: int | None
) -> Sequence[sa.Row[Any]]:
    table = reading.table(NAME, "inspections")
    days = (table.c.occurred_on >= iso(first), table.c.occurred_on <= iso(last))
    return reading.rows(sa.select(table).where(table.c[column].in_(organisations), known(table, known_at), *days))
