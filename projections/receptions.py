"""Receptions and commitments 接待群众、党员承诺: issues still open and their age, promises past their day.

One row an issue, one a commitment, each with its steps and their days, keeping what it said before. What is open on
a day follows from the steps up to that day. "Promptly" has no number in the text, so an issue has an age and is never
overdue (c2006-serve 二（六）, 三（三）); a commitment has a day by which it was promised (二（二）).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, get_args

import msgspec
import sqlalchemy as sa

from domain import commitment, reception
from domain.kernel import Entry, record
from domain.reception import Category, Channel
from domain.vocabulary import EVENTS
from projections.store import (
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

NAME: Final = "receptions"

_ISSUE: Final = ("organisation", "channel", "category", "text", "raised_on", "steps")
_COMMITMENT: Final = ("organisation", "person", "title", "period", "made_on", "due_on", "steps")


class Step(NamedTuple):
    """Something done about it, and when."""

    step: str
    day: date


_encode: Final = msgspec.json.Encoder().encode
_steps: Final = msgspec.json.Decoder(list[Step]).decode

_OF_ISSUES: Final[Mapping[type, str]] = {
    reception.IssueResolved: "resolved",
    reception.IssueExplained: "explained",
    reception.CoordinationStarted: "coordinated",
    reception.IssueFedBack: "fed_back",
    reception.IssueClosed: "closed",
}
_OF_COMMITMENTS: Final[Mapping[type, str]] = {
    commitment.CommitmentAccepted: "accepted",
    commitment.CommitmentReturned: "returned",
    commitment.CommitmentRevised: "made",
    commitment.CommitmentFulfilled: "fulfilled",
    commitment.CommitmentConfirmed: "confirmed",
    commitment.CommitmentNotConfirmed: "not_confirmed",
}


class Receptions:
    """The view: issues, and the receptions that they were raised at; commitments."""

    name = NAME
    version = 1
    effort = 1
    reads: frozenset[type] = frozenset({*get_args(reception.Event), *get_args(commitment.Event)})
    ignores: frozenset[type] = frozenset(EVENTS.values()) - reads
    """Every other kind: none bears on the question."""

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """Three tables with two clocks."""

        def kept(name: str, columns: Sequence[str]) -> sa.Table:
            return sa.Table(
                f"{prefix}{name}{suffix}",
                metadata,
                *kept_columns(),
                *(sa.Column(column, sa.String) for column in columns),
                kept_index(f"{prefix}{name}_", suffix),
                sa.Index(f"{prefix}{name}_organisation{suffix}", "organisation", "known_to"),
            )

        return {
            "held": kept("held", ("organisation", "channel")),
            "issues": kept("issues", _ISSUE),
            "commitments": kept("commitments", _COMMITMENT),
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
        going_on = {entry.stream for entry in entries if entry.version > 1}
        self._kept = {name: Kept(store, name) for name in ("held", "issues", "commitments")}
        self._rows: dict[str, dict[str, dict[str, Row]]] = {}
        """Table -> stream -> part -> row, as it stands."""
        for name in self._kept:
            rows = self._rows[name] = {}
            for stream, part, _, _, _, *values in store.select_streams(name, going_on, None):
                rows.setdefault(stream, {})[part] = tuple(values)

    def run(self, entries: Sequence[Entry]) -> None:
        """Fold and write."""
        for entry in entries:
            if isinstance(entry.event, get_args(reception.Event)):
                self._reception(entry, entry.event)
            else:
                self._commitment(entry, entry.event)
        for kept in self._kept.values():
            kept.flush()

    def _reception(self, entry: Entry, event: Any) -> None:
        issues = self._rows["issues"].get(entry.stream, {})
        match event:
            case reception.ReceptionHeld():
                self._put("held", entry, "", (event.organisation, event.channel.value))
            case reception.ReceptionCorrected():
                self._put("held", entry, "", (event.held.organisation, event.held.channel.value))
                for part, row in list(issues.items()):
                    self._put("issues", entry, part, (event.held.organisation, event.held.channel.value, *row[2:]))
            case reception.ReceptionVoided():
                self._put("held", entry, "", None)
                for part in list(issues):
                    self._put("issues", entry, part, None)
            case reception.IssueRaised():
                held = self._rows["held"][entry.stream][""]
                said = (event.category.value, event.text, iso(event.occurred_on), "[]")
                self._put("issues", entry, str(event.number), (*held, *said))
            case reception.IssueVoided():
                self._put("issues", entry, str(event.number), None)
            case _:
                row = issues[str(event.number)]
                self._put("issues", entry, str(event.number), _with_step(row, _OF_ISSUES[type(event)], event))

    def _commitment(self, entry: Entry, event: Any) -> None:
        before = self._rows["commitments"].get(entry.stream, {}).get("")
        match event:
            case commitment.CommitmentMade():
                self._put("commitments", entry, "", (*_made(event), "[]"))
                return
            case commitment.CommitmentVoided():
                self._put("commitments", entry, "", None)
                return
        assert before is not None, "a commitment begins with being made"
        if isinstance(event, commitment.CommitmentCorrected):
            self._put("commitments", entry, "", (*_made(event.made), before[-1]))
            return
        row = _with_step(before, _OF_COMMITMENTS[type(event)], event)
        if isinstance(event, commitment.CommitmentRevised):
            row = (*row[:2], event.title, *row[3:5], iso(event.due_on), row[6])
        self._put("commitments", entry, "", row)

    def _put(self, name: str, entry: Entry, part: str, row: Row | None) -> None:
        rows = self._rows[name].setdefault(entry.stream, {})
        before = rows.pop(part, None)
        if row is not None:
            rows[part] = row
        if row != before:
            self._kept[name].put(entry.stream, part, entry.position, row, had=before is not None)


def _made(event: commitment.CommitmentMade) -> Row:
    return event.organisation, event.person, event.title, event.period, iso(event.occurred_on), iso(event.due_on)


def _with_step(row: Row, step: str, event: Any) -> Row:
    return (*row[:-1], _encode([*_steps(row[-1]), Step(step=step, day=event.occurred_on)]).decode())


# --- issues -------------------------------------------------------------------------------


@record
class Issue:
    """An issue as it stands on the day asked about."""

    ref: str
    """``reception-…#number``."""
    organisation: str
    channel: Channel
    category: Category
    text: str
    raised_on: date
    age_days: int
    """Days from being raised to the day asked about, or to the closing."""
    stage: str
    """raised, explained, coordinating (explained, others asked), resolved or closed."""
    fed_back: bool
    resolved_on: date | None
    closed_on: date | None


def issues(
    reading: Reading,
    organisations: Collection[str],
    as_of: date,
    known_at: int | None = None,
    *,
    closed: bool = False,
) -> list[Issue]:
    """Issues raised by a day at these organisations and not closed by then, the oldest first; ``closed``: those too."""
    table = reading.table(NAME, "issues")
    statement = sa.select(table).where(
        table.c.organisation.in_(organisations), table.c.raised_on <= iso(as_of), known(table, known_at)
    )
    found = [_issue(row, as_of) for row in reading.rows(statement)]
    wanted = [one for one in found if closed or one.closed_on is None]
    return sorted(wanted, key=lambda one: (one.raised_on, one.ref))


def _issue(row: Any, as_of: date) -> Issue:
    days: dict[str, date] = {}
    told: date | None = None
    for step in _steps(row.steps):
        if step.day <= as_of:
            days.setdefault(step.step, step.day)
            told = step.day if step.step == "fed_back" else told
    raised_on, closed_on = day_of(row.raised_on), days.get("closed")
    stage = (
        "closed"
        if closed_on is not None
        else "resolved"
        if "resolved" in days
        else "coordinating"
        if "explained" in days and "coordinated" in days
        else "explained"
        if "explained" in days
        else "raised"
    )
    return Issue(
        ref=ref_of(row.stream, row.part),
        organisation=row.organisation,
        channel=Channel(row.channel),
        category=Category(row.category),
        text=row.text,
        raised_on=raised_on,
        age_days=((closed_on or as_of) - raised_on).days,
        stage=stage,
        fed_back=told is not None,
        resolved_on=days.get("resolved"),
        closed_on=closed_on,
    )


def by_channel(found: Sequence[Issue]) -> dict[Channel, int]:
    """How many issues came in which way."""
    return {channel: sum(one.channel is channel for one in found) for channel in Channel}


# --- commitments --------------------------------------------------------------------------


@record
class Promise:
    """A commitment as it stands on the day asked about."""

    commitment: str
    organisation: str
    person: str
    title: str
    period: str
    made_on: date
    due_on: date
    stage: str
    """made, accepted, returned, fulfilled, confirmed or not_confirmed."""
    fulfilled_on: date | None
    overdue_days: int
    """Days past its day without having been reported as kept; 0 where there is still time, or it was kept."""


def promises(
    reading: Reading,
    organisations: Collection[str],
    as_of: date,
    known_at: int | None = None,
    *,
    period: str = "",
) -> list[Promise]:
    """Commitments made by a day, of a year where one is named: the longest past its day first."""
    table = reading.table(NAME, "commitments")
    conditions = [table.c.organisation.in_(organisations), table.c.made_on <= iso(as_of), known(table, known_at)]
    if period:
        conditions.append(table.c.period == period)
    found = [_promise(row, as_of) for row in reading.rows(sa.select(table).where(*conditions))]
    return sorted(found, key=lambda one: (-one.overdue_days, one.due_on, one.commitment))


def open_promises(
    reading: Reading, organisations: Collection[str], as_of: date, known_at: int | None = None
) -> list[Promise]:
    """Commitments not yet confirmed as kept."""
    return [one for one in promises(reading, organisations, as_of, known_at) if one.stage != "confirmed"]


def promise_of(reading: Reading, stream: str, as_of: date, known_at: int | None = None) -> Promise | None:
    """One commitment."""
    table = reading.table(NAME, "commitments")
    rows = reading.rows(sa.select(table).where(of_streams(table, [stream]), known(table, known_at)))
    return _promise(rows[0], as_of) if rows else None


def fulfilment(found: Sequence[Promise]) -> tuple[int, int, int]:
    """How many were made, reported as kept, and confirmed."""
    kept = sum(one.stage in ("fulfilled", "confirmed") for one in found)
    return len(found), kept, sum(one.stage == "confirmed" for one in found)


def _promise(row: Any, as_of: date) -> Promise:
    stage, fulfilled_on = "made", None
    for step in _steps(row.steps):
        if step.day <= as_of:
            stage = step.step
            if stage == "fulfilled":
                fulfilled_on = step.day
            elif stage == "not_confirmed":
                fulfilled_on = None
    due_on = day_of(row.due_on)
    return Promise(
        commitment=row.stream,
        organisation=row.organisation,
        person=row.person,
        title=row.title,
        period=row.period,
        made_on=day_of(row.made_on),
        due_on=due_on,
        stage=stage,
        fulfilled_on=fulfilled_on,
        overdue_days=max(0, (as_of - due_on).days) if fulfilled_on is None else 0,
    )
