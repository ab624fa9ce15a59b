"""Appraising: a sheet read with the reasons of every point; what pages, forms and the JSON API share.

A score by rule takes off for windows missed as its scorer knew them: the statuses are those as known at the position
the score carries, on the day it was recorded. Beside it stands what the same rule would take off by the page's own
clocks; that is a flag and alters nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import request

from domain import appraisal
from domain.appointment import Post
from domain.appraisal import Subjects
from domain.kernel import Entry, record
from domain.reading import local_day
from domain.rectification import OrderRectification
from domain.sheet import (
    DebriefLinked,
    Deduction,
    Grade,
    ResultIssued,
    ResultUsed,
    ReviewDecided,
    ReviewRequested,
    Score,
    SelfReportFiled,
    SheetOpened,
    SheetScored,
)
from projections import appraisals, asks, citations, directory
from projections.appraisals import Round, Sheet
from projections.asks import Asked
from projections.store import Reading
from web.asking import Clocks, asking
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.registers.deducting import ByRule, by_rule
from web.registers.resting import Rests, rest, said_by
from web.services import services

ORDER = OrderRectification.__name__


# --- one sheet ----------------------------------------------------------------------------


@record
class Point:
    """One indicator of a sheet with its points and their reasons."""

    indicator: appraisal.Indicator
    score: Score | None
    """None while the sheet is not scored."""
    then: ByRule | None
    """As known when it was scored; None while it is not."""
    now: ByRule
    """As known on the page's clocks."""
    rests: tuple[Rests, ...]

    @property
    def differs(self) -> bool:
        """Whether the rule would now take off other windows than were taken off."""
        if self.score is None or not self.indicator.deduction:
            return False
        return _windows(self.score.deductions) != _windows(self.now.taken)


def _windows(taken: Iterable[Deduction]) -> set[str]:
    return {one.window for one in taken}


@record
class SheetRead:
    """A sheet as it is shown."""

    sheet: Sheet
    round: Round | None
    stage: str
    version: int
    points: tuple[Point, ...]
    scored: SheetScored | None
    scored_as_of: date | None
    """Day on which the statuses were looked at for the scores."""
    scored_known_at: int | None
    """Position of the log by which the scores that stand were given."""
    report: SelfReportFiled | None
    debriefs: tuple[str, ...]
    issued: ResultIssued | None
    asked: ReviewRequested | None
    reviewed: ReviewDecided | None
    used: tuple[ResultUsed, ...]
    changed: tuple[citations.Changed, ...]
    """What it rests on and was corrected or voided since."""
    order: Asked | None
    """The rectification that an unqualified result asks for."""

    @property
    def total(self) -> int | None:
        """Of the result that stands, else of the scores; None while there are none."""
        if self.reviewed is not None:
            return self.reviewed.total
        if self.issued is not None:
            return self.issued.total
        return None if self.scored is None else sum(one.points for one in self.scored.scores)

    @property
    def grade(self) -> Grade | None:
        """Of the result that stands."""
        result = self.reviewed or self.issued
        return None if result is None else result.grade

    @property
    def maximum(self) -> int:
        """What there is to reach."""
        return sum(point.indicator.maximum for point in self.points)

    @property
    def total_now(self) -> int | None:
        """The total, were the deductions by rule those as known now; None where there are no scores."""
        if self.scored is None:
            return None
        return sum(_points_now(point) for point in self.points)

    @property
    def differs(self) -> bool:
        """Whether any deduction by rule would now be another."""
        return any(point.differs for point in self.points)


def _points_now(point: Point) -> int:
    if point.now.points is not None:
        return point.now.points
    return 0 if point.score is None else point.score.points


def read_sheet(stream: str, clocks: Clocks) -> SheetRead:
    """A sheet in reach with the reasons of every point, as of a day, as known at a position."""
    record_in_reach(stream)
    reading = asking().reading
    found = appraisals.sheet_of(reading, stream, clocks.known_at)
    if found is None or not found.stage_on(clocks.as_of):
        raise NotFound
    entries = services().ledger.stream(stream)
    said = said_by(entries, clocks)
    begun = max(number for number, entry in enumerate(said) if isinstance(entry.event, SheetOpened))
    said = said[begun:]  # it may have been opened anew after it was voided
    last = {type(entry.event): entry for entry in said}
    indicators = indicators_of(found.appraisal, clocks)
    judged = _judged_by(last)
    scores = {} if judged is None else {one.indicator: one for one in judged.event.scores}
    asked_for = {"organisation": found.organisation, "subject": found.subject, "period": found.period}
    now = by_rule(reading, indicators, as_of=clocks.as_of, known_at=clocks.known_at, **asked_for)
    then: Sequence[ByRule | None] = [None] * len(indicators)
    changed = tuple(citations.cited_changed(reading, stream, clocks.known_at))
    judged_as_of = None if judged is None else local_day(judged.recorded_at)
    judged_at = None if judged is None else judged.event.known_at
    if judged_as_of is not None:
        then = by_rule(reading, indicators, as_of=judged_as_of, known_at=judged_at, **asked_for)
    points = []
    for indicator, before, present in zip(indicators, then, now, strict=True):
        score = scores.get(indicator.number)
        refs = () if score is None else score.cites
        rests = tuple(rest(reading, ref, judged_at, clocks.known_at, changed) for ref in refs)
        points.append(Point(indicator=indicator, score=score, then=before, now=present, rests=rests))
    return SheetRead(
        sheet=found,
        round=appraisals.round_of(reading, found.appraisal, clocks.known_at),
        stage=found.stage_on(clocks.as_of),
        version=entries[-1].version,
        points=tuple(points),
        scored=_event(last, SheetScored),
        scored_as_of=judged_as_of,
        scored_known_at=judged_at,
        report=_event(last, SelfReportFiled),
        debriefs=tuple(entry.event.debrief for entry in said if isinstance(entry.event, DebriefLinked)),
        issued=_event(last, ResultIssued),
        asked=_event(last, ReviewRequested),
        reviewed=_event(last, ReviewDecided),
        used=tuple(entry.event for entry in said if isinstance(entry.event, ResultUsed)),
        changed=changed,
        order=order_asked(reading, [stream], clocks).get(stream),
    )


def _judged_by(last: Mapping[type, Entry]) -> Entry | None:
    """The entry that gives the scores that stand: a review that gives its own, else the scoring."""
    review = last.get(ReviewDecided)
    return review if review is not None and review.event.scores else last.get(SheetScored)


def _event(last: Mapping[type, Entry], kind: type) -> Any:
    entry = last.get(kind)
    return None if entry is None else entry.event


def indicators_of(round: str, clocks: Clocks) -> tuple[appraisal.Indicator, ...]:
    """Indicators of a round as known at a position."""
    state: appraisal.State | None = None
    for entry in services().ledger.stream(round):
        if clocks.known_at is None or entry.position <= clocks.known_at:
            state = appraisal.evolve(state, entry.event)
    return () if state is None else state.indicators


# --- rounds -------------------------------------------------------------------------------


@record
class Row:
    """A sheet in the register."""

    sheet: Sheet
    stage: str
    result: appraisals.Result | None
    used: tuple[appraisals.Used, ...]
    changed: bool
    """Something it rests on was corrected or voided since."""
    order_missing: bool
    """The result is unqualified, and no rectification was ordered."""


@record
class RoundRead:
    """A round as the register shows it."""

    round: Round
    stage: str
    tally: appraisals.Tally
    rows: tuple[Row, ...]
    without: tuple[tuple[str, str], ...]
    """Subjects expected and without a sheet, each with its organisation: what stands directly under who appraises, or
    its secretary."""


def rows_of(sheets: Sequence[Sheet], clocks: Clocks) -> dict[str, Row]:
    """Sheets as the register shows them."""
    reading = asking().reading
    changed = citations.changed_among(reading, [one.stream for one in sheets], clocks.known_at)
    weak = [one.stream for one in sheets if _is_weak(one, clocks.as_of)]
    orders = order_asked(reading, weak, clocks)
    return {
        one.stream: Row(
            sheet=one,
            stage=one.stage_on(clocks.as_of),
            result=one.result_on(clocks.as_of),
            used=one.uses_by(clocks.as_of),
            changed=bool(changed[one.stream]),
            order_missing=one.stream in orders and not orders[one.stream].answered_by,
        )
        for one in sheets
    }


def _is_weak(one: Sheet, as_of: date) -> bool:
    result = one.result_on(as_of)
    return result is not None and result.grade == Grade.UNQUALIFIED.value


def order_asked(reading: Reading, sheets: Iterable[str], clocks: Clocks) -> dict[str, Asked]:
    """The rectification order that each of these sheets asks for; none where the result asks for none."""
    return {
        stream: one
        for stream in sheets
        for one in asks.asks_of(reading, stream, known_at=clocks.known_at)
        if one.command == ORDER and (one.asked_on is None or one.asked_on <= clocks.as_of)
    }


def expected(round: Round, clocks: Clocks) -> list[tuple[str, str]]:
    """Whom a round would be expected to appraise: what stands directly under the organisation, or its secretaries.

    Each with its organisation. No text says how far down a round reaches; superiors appraise what is directly under
    them [inf].
    """
    asked = asking()
    bodies = [one.id for one in asked.tree(clocks.as_of, clocks.known_at).children(round.organisation)]
    if round.subjects == Subjects.ORGANISATION.value:
        return [(body, body) for body in bodies]
    found: dict[str, str] = {}
    for body in bodies:
        for tenure in directory.roster(asked.reading, body, clocks.as_of, clocks.known_at):
            if tenure.post == Post.SECRETARY.value:
                found.setdefault(tenure.person, body)
    return list(found.items())


def read_rounds(organisations: Sequence[str], clocks: Clocks) -> list[RoundRead]:
    """Rounds of these organisations with their sheets and who has none yet, the latest period first."""
    rounds = appraisals.rounds(asking().reading, organisations, clocks.as_of, clocks.known_at)
    return _laid_open(rounds, clocks)


def read_round(stream: str, clocks: Clocks) -> RoundRead:
    """One round in reach."""
    record_in_reach(stream)
    round = appraisals.round_of(asking().reading, stream, clocks.known_at)
    if round is None or not round.stage_on(clocks.as_of):
        raise NotFound
    return _laid_open([round], clocks)[0]


def read_sheets_about(organisations: Sequence[str], clocks: Clocks) -> list[Row]:
    """Sheets by which these organisations and their persons are appraised, the latest period first."""
    sheets = appraisals.sheets_about(asking().reading, organisations, clocks.as_of, clocks.known_at)
    return list(rows_of(sheets, clocks).values())


def _laid_open(rounds: Sequence[Round], clocks: Clocks) -> list[RoundRead]:
    reading = asking().reading
    sheets = appraisals.sheets_in(reading, [one.stream for one in rounds], clocks.as_of, clocks.known_at)
    rows = rows_of([one for many in sheets.values() for one in many], clocks)
    found = []
    for one in rounds:
        mine = sheets[one.stream]
        stage = one.stage_on(clocks.as_of)
        there = {of.subject for of in mine}
        waiting = [pair for pair in expected(one, clocks) if pair[0] not in there] if stage == "fixed" else []
        found.append(
            RoundRead(
                round=one,
                stage=stage,
                tally=appraisals.tally(mine, clocks.as_of),
                rows=tuple(rows[of.stream] for of in mine),
                without=tuple(waiting),
            )
        )
    return found


@record
class Register:
    """The register of appraisals as the address asks for it."""

    period: str
    subjects: str
    rounds: tuple[RoundRead, ...]
    about: tuple[Row, ...]
    """Sheets by which those asked about are appraised in rounds of others."""

    @property
    def weak(self) -> tuple[Row, ...]:
        """Unqualified, and no rectification ordered."""
        rows = (*(row for one in self.rounds for row in one.rows), *self.about)
        return tuple(row for row in rows if row.order_missing)


def register(organisations: Sequence[str], clocks: Clocks) -> Register:
    """Rounds of these organisations and sheets about them, of the period and sort of subjects that is asked for."""
    period = request.args.get("period", "").strip()[:7]
    subjects = request.args.get("subjects", "")
    rounds = [
        one
        for one in read_rounds(organisations, clocks)
        if one.round.period.startswith(period) and subjects in ("", one.round.subjects)
    ]
    here = {one.round.stream for one in rounds}
    about = [
        row
        for row in read_sheets_about(organisations, clocks)
        if row.sheet.appraisal not in here
        and row.sheet.period.startswith(period)
        and subjects in ("", _subjects(row.sheet))
    ]
    return Register(period=period, subjects=subjects, rounds=tuple(rounds), about=tuple(about))


def _subjects(one: Sheet) -> str:
    return (Subjects.ORGANISATION if one.subject == one.organisation else Subjects.PERSON).value
