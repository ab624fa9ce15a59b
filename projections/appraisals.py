"""Appraisals 考核台账: which rounds an organisation holds, which sheets they have, what came out and what it served.

A round and a sheet are a row each, with the steps they took and their days; how they stand on a day follows from
these. Rows keep what they said before.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, get_args

import msgspec
import sqlalchemy as sa

from domain import appraisal, sheet
from domain.kernel import Entry, record
from domain.vocabulary import EVENTS
from projections.store import Kept, Reading, Row, Store, Tables, kept_columns, kept_index, of_streams, portions
from projections.store import known_at as known

NAME: Final = "appraisals"


@record
class Step:
    """A step that a round or sheet took."""

    stage: str
    on: date


@record
class Round:
    """One appraisal round."""

    stream: str
    organisation: str
    """Who appraises."""
    subjects: str
    """organisation or person."""
    period: str
    title: str
    indicators: int
    """How many there are."""
    maximum: int
    """Tenths of a point that can be reached."""
    uses: tuple[str, ...]
    """What its results may be used for."""
    steps: tuple[Step, ...]

    def stage_on(self, day: date) -> str:
        """opened, fixed or closed; ``""`` before it was opened."""
        return _stage_on(self.steps, day)


@record
class Result:
    """A result as it was issued, or as a review left it."""

    on: date
    grade: str
    total: int
    """Tenths of a point."""
    reviewed: bool = False


@record
class Used:
    """A use that was made of a result."""

    on: date
    use: str
    ref: str
    """Record of what it led to, or empty."""


@record
class Sheet:
    """One sheet."""

    stream: str
    appraisal: str
    organisation: str
    """The organisation appraised, or the person's."""
    appraiser: str
    subject: str
    period: str
    title: str
    steps: tuple[Step, ...]
    results: tuple[Result, ...] = ()
    uses: tuple[Used, ...] = ()

    def stage_on(self, day: date) -> str:
        """opened, reported, scored, issued, contested or reviewed; ``""`` before it was opened."""
        return _stage_on(self.steps, day)

    def result_on(self, day: date) -> Result | None:
        """The result that stands on a day."""
        return next((one for one in reversed(self.results) if one.on <= day), None)

    def uses_by(self, day: date) -> tuple[Used, ...]:
        """Uses made of it up to a day."""
        return tuple(one for one in self.uses if one.on <= day)


def _stage_on(steps: Sequence[Step], day: date) -> str:
    return next((step.stage for step in reversed(steps) if step.on <= day), "")


_encode: Final = msgspec.json.Encoder().encode
_round: Final = msgspec.json.Decoder(Round).decode
_sheet: Final = msgspec.json.Decoder(Sheet).decode


class Appraisals:
    """The view: rounds and sheets."""

    name = NAME
    version = 1
    effort = 1
    reads: frozenset[type] = frozenset({*get_args(appraisal.Event), *get_args(sheet.Event)})
    ignores: frozenset[type] = frozenset(EVENTS.values()) - reads
    """Every other kind: none bears on the question."""

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """Two tables with two clocks."""

        def kept(name: str, *columns: str) -> sa.Table:
            return sa.Table(
                f"{prefix}{name}{suffix}",
                metadata,
                *kept_columns(),
                *(sa.Column(column, sa.String, nullable=False) for column in (*columns, "body")),
                kept_index(f"{prefix}{name}_", suffix),
                *(sa.Index(f"{prefix}{name}_{column}{suffix}", column, "known_to") for column in columns),
            )

        return {"rounds": kept("rounds", "organisation"), "sheets": kept("sheets", "appraisal", "organisation")}

    def apply(self, store: Store, entries: Sequence[Entry], after: int) -> None:
        """Fold each entry into its row."""
        mine = [entry for entry in entries if type(entry.event) in self.reads]
        if mine:
            _Page(store, mine).run(mine)

    def settle(self, store: Store) -> bool:
        """Nothing waits."""
        return True


class _Page:
    """The work of one page."""

    def __init__(self, store: Store, entries: Sequence[Entry]) -> None:
        self._kept = {name: Kept(store, name) for name in ("rounds", "sheets")}
        going_on = {entry.stream for entry in entries if entry.version > 1}
        self._rounds = {row[0]: _round(row[-1]) for row in store.select_streams("rounds", going_on, None)}
        self._sheets = {row[0]: _sheet(row[-1]) for row in store.select_streams("sheets", going_on, None)}

    def run(self, entries: Sequence[Entry]) -> None:
        """Fold and write."""
        for entry in entries:
            stream = entry.stream
            if isinstance(entry.event, get_args(appraisal.Event)):
                round = self._rounds.pop(stream, None)
                if (fresh := _round_after(round, entry)) is not None:
                    self._rounds[stream] = fresh
                self._put("rounds", entry, None if fresh is None else (fresh.organisation, _body(fresh)), round)
            else:
                old = self._sheets.pop(stream, None)
                if (new := _sheet_after(old, entry)) is not None:
                    self._sheets[stream] = new
                row = None if new is None else (new.appraisal, new.organisation, _body(new))
                if new != old:
                    self._put("sheets", entry, row, old)
        for kept in self._kept.values():
            kept.flush()

    def _put(self, name: str, entry: Entry, row: Row | None, before: Round | Sheet | None) -> None:
        self._kept[name].put(entry.stream, "", entry.position, row, had=before is not None)


def _body(one: Round | Sheet) -> str:
    return _encode(one).decode()


def _round_after(round: Round | None, entry: Entry) -> Round | None:
    """The round once the entry is known; None once it is voided."""
    event = entry.event
    if isinstance(event, appraisal.AppraisalOpened):
        return _opened(entry.stream, event, (Step(stage="opened", on=event.occurred_on),))
    assert round is not None, "a round begins with being opened, and ends with being voided"
    match event:
        case appraisal.IndicatorsChanged():
            return replace(round, **_indicators(event.indicators))
        case appraisal.IndicatorsFixed():
            return replace(round, steps=(*round.steps, Step(stage="fixed", on=event.occurred_on)))
        case appraisal.AppraisalClosed():
            return replace(round, steps=(*round.steps, Step(stage="closed", on=event.occurred_on)))
        case appraisal.AppraisalCorrected():
            began = Step(stage="opened", on=event.opened.occurred_on)
            return _opened(entry.stream, event.opened, (began, *round.steps[1:]))
    return None


def _opened(stream: str, event: appraisal.AppraisalOpened, steps: tuple[Step, ...]) -> Round:
    return Round(
        stream=stream,
        organisation=event.organisation,
        subjects=event.subjects.value,
        period=event.period,
        title=event.title,
        uses=tuple(use.value for use in event.uses),
        steps=steps,
        **_indicators(event.indicators),
    )


def _indicators(given: Sequence[appraisal.Indicator]) -> dict[str, Any]:
    return {"indicators": len(given), "maximum": sum(one.maximum for one in given)}


def _sheet_after(old: Sheet | None, entry: Entry) -> Sheet | None:
    """The sheet once the entry is known; None once it is voided."""
    event = entry.event
    if isinstance(event, sheet.SheetOpened):
        return Sheet(
            stream=entry.stream,
            appraisal=event.appraisal,
            organisation=event.organisation,
            appraiser=event.appraiser,
            subject=event.subject,
            period=event.period,
            title=event.title,
            steps=(Step(stage="opened", on=event.occurred_on),),
        )
    assert old is not None, "a sheet begins with being opened, and ends with being voided"
    match event:
        case sheet.SelfReportFiled():
            return _moved(old, "reported", event.occurred_on)
        case sheet.DebriefLinked():
            return old
        case sheet.SheetScored():
            return _moved(old, "scored", event.occurred_on)
        case sheet.ResultIssued():
            result = Result(on=event.occurred_on, grade=event.grade.value, total=event.total)
            return replace(_moved(old, "issued", event.occurred_on), results=(*old.results, result))
        case sheet.ResultUsed():
            used = Used(on=event.occurred_on, use=event.use.value, ref=event.ref)
            return replace(old, uses=(*old.uses, used))
        case sheet.ReviewRequested():
            return _moved(old, "contested", event.occurred_on)
        case sheet.ReviewDecided():
            result = Result(on=event.occurred_on, grade=event.grade.value, total=event.total, reviewed=True)
            return replace(_moved(old, "reviewed", event.occurred_on), results=(*old.results, result))
    return None


def _moved(old: Sheet, stage: str, day: date) -> Sheet:
    return replace(old, steps=(*old.steps, Step(stage=stage, on=day)))


# --- queries ------------------------------------------------------------------------------


def rounds(reading: Reading, organisations: Collection[str], as_of: date, known_at: int | None = None) -> list[Round]:
    """Rounds that these organisations had opened by a day, the latest period first."""
    table = reading.table(NAME, "rounds")
    found = [_round(body) for body in _bodies(reading, table, "organisation", organisations, known_at)]
    found = [one for one in found if one.stage_on(as_of)]
    return sorted(found, key=lambda one: (one.period, one.steps[0].on, one.stream), reverse=True)


def round_of(reading: Reading, stream: str, known_at: int | None = None) -> Round | None:
    """One round."""
    table = reading.table(NAME, "rounds")
    rows = reading.rows(sa.select(table.c.body).where(of_streams(table, [stream]), known(table, known_at)))
    return _round(rows[0].body) if rows else None


def sheet_of(reading: Reading, stream: str, known_at: int | None = None) -> Sheet | None:
    """One sheet; None: it was not there, or is voided."""
    table = reading.table(NAME, "sheets")
    rows = reading.rows(sa.select(table.c.body).where(of_streams(table, [stream]), known(table, known_at)))
    return _sheet(rows[0].body) if rows else None


def sheets_in(
    reading: Reading, rounds: Collection[str], as_of: date, known_at: int | None = None
) -> dict[str, list[Sheet]]:
    """Sheets that each of these rounds had by a day, in the order of opening."""
    found: dict[str, list[Sheet]] = {stream: [] for stream in rounds}
    for body in _bodies(reading, reading.table(NAME, "sheets"), "appraisal", rounds, known_at):
        one = _sheet(body)
        if one.stage_on(as_of):
            found[one.appraisal].append(one)
    for sheets in found.values():
        sheets.sort(key=_begun)
    return found


def sheets_about(
    reading: Reading, organisations: Collection[str], as_of: date, known_at: int | None = None
) -> list[Sheet]:
    """Sheets by which these organisations, or persons of theirs, are appraised; the latest period first."""
    bodies = _bodies(reading, reading.table(NAME, "sheets"), "organisation", organisations, known_at)
    found = [one for one in map(_sheet, bodies) if one.stage_on(as_of)]
    return sorted(found, key=lambda one: (one.period, _begun(one)), reverse=True)


def _begun(one: Sheet) -> tuple[date, str]:
    return one.steps[0].on, one.stream


def _bodies(
    reading: Reading, table: sa.Table, column: str, values: Iterable[str], known_at: int | None
) -> Iterable[str]:
    for portion in portions(sorted(set(values))):
        statement = sa.select(table.c.body).where(table.c[column].in_(portion), known(table, known_at))
        yield from (row.body for row in reading.rows(statement))


@record
class Tally:
    """How far the sheets of a round have come on a day."""

    sheets: int
    scored: int
    """Scored or further."""
    issued: int
    used: int
    """Sheets of which the result was used at least once."""
    grades: Mapping[str, int]
    uses: Mapping[str, int]


def tally(sheets: Iterable[Sheet], as_of: date) -> Tally:
    """Counted."""
    sheets = list(sheets)
    results = [one.result_on(as_of) for one in sheets]
    used = [one.uses_by(as_of) for one in sheets]
    grades: dict[str, int] = {}
    for result in results:
        if result is not None:
            grades[result.grade] = grades.get(result.grade, 0) + 1
    uses: dict[str, int] = {}
    for use in (one.use for made in used for one in made):
        uses[use] = uses.get(use, 0) + 1
    return Tally(
        sheets=len(sheets),
        scored=sum(one.stage_on(as_of) not in ("opened", "reported") for one in sheets),
        issued=sum(result is not None for result in results),
        used=sum(bool(made) for made in used),
        grades=grades,
        uses=uses,
    )
