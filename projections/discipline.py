"""Praise, criticism and accountability 奖惩追责台账: who was commended, criticised, admonished, moved, held to account.

A case, a measure, a commendation is a row each, found from every organisation that has to do with it. How it stands
on a day follows from its steps. Rows keep what they said before.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeAlias, TypeVar, get_args

import msgspec
import sqlalchemy as sa

from domain import accountability, commendation, measure
from domain.identity import is_stream_id
from domain.kernel import Entry, record
from domain.vocabulary import EVENTS
from projections.store import Kept, Reading, Store, Tables, kept_columns, kept_index, of_streams, portions
from projections.store import known_at as known

NAME: Final = "discipline"


@record
class Step:
    """A step that was taken in a case, or with a measure or commendation."""

    stage: str
    on: date


@record
class Imposed:
    """A consequence of a case."""

    consequence: str
    on: date
    document: str
    ends_on: date | None = None
    dropped_on: date | None = None
    """Day on which an appeal or a later decision did away with it."""

    def stands(self, day: date) -> bool:
        """Whether it was imposed by a day, and not done away with."""
        return self.on <= day and (self.dropped_on is None or day < self.dropped_on)


@record
class Case:
    """An accountability case."""

    stream: str
    organisation: str
    """Who decides."""
    subject: str
    person: str | None
    policy: str
    clause: str
    route: str
    due_on: date
    title: str
    steps: tuple[Step, ...]
    """opened, told, heard, held_to_account, not_held_to_account, appealed, revoked, closed."""
    flags: tuple[str, ...] = ()
    """Of the latest decision."""
    consequences: tuple[Imposed, ...] = ()


@record
class Measure:
    """A measure against an organisation or person, outside a case."""

    stream: str
    organisation: str
    """Who takes it."""
    type: str
    about: str
    subject: str
    ground: str
    title: str
    clause: str
    document: str
    rectify_by: date | None
    ends_on: date | None
    steps: tuple[Step, ...]
    """taken, told, expired, revoked."""


@record
class Commendation:
    """Organisations or persons commended."""

    stream: str
    organisation: str
    honour: str
    recipients: tuple[str, ...]
    title: str
    document: str
    steps: tuple[Step, ...]
    """granted, withdrawn."""


Dossier: TypeAlias = Case | Measure | Commendation
One = TypeVar("One", Case, Measure, Commendation)


def stage_on(one: Dossier, day: date) -> str:
    """How far it had come on a day; ``""`` before it began."""
    return next((step.stage for step in reversed(one.steps) if step.on <= day), "")


_encode: Final = msgspec.json.Encoder().encode
_DECODERS: Final[Mapping[str, msgspec.json.Decoder[Any]]] = {
    "accountability": msgspec.json.Decoder(Case),
    "measure": msgspec.json.Decoder(Measure),
    "commendation": msgspec.json.Decoder(Commendation),
}


class Discipline:
    """The view: cases, measures, commendations, and the organisations they concern."""

    name = NAME
    version = 1
    effort = 1
    reads: frozenset[type] = frozenset(
        {*get_args(accountability.Event), *get_args(measure.Event), *get_args(commendation.Event)}
    )
    ignores: frozenset[type] = frozenset(EVENTS.values()) - reads
    """Every other kind: none bears on the question."""

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """Two tables with two clocks."""

        def kept(name: str, column: str, *indexes: sa.Index) -> sa.Table:
            return sa.Table(
                f"{prefix}{name}{suffix}",
                metadata,
                *kept_columns(),
                sa.Column(column, sa.String, nullable=False),
                kept_index(f"{prefix}{name}_", suffix),
                *indexes,
            )

        return {
            "dossiers": kept("dossiers", "body"),
            "sides": kept("sides", "kind", sa.Index(f"{prefix}sides_part{suffix}", "part", "known_to")),
        }

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
        self._dossiers, self._sides = Kept(store, "dossiers"), Kept(store, "sides")
        going_on = {entry.stream for entry in entries if entry.version > 1}
        self._found: dict[str, Any] = {
            row[0]: _DECODERS[_kind(row[0])].decode(row[-1]) for row in store.select_streams("dossiers", going_on, None)
        }

    def run(self, entries: Sequence[Entry]) -> None:
        """Fold and write."""
        for entry in entries:
            stream, kind = entry.stream, _kind(entry.stream)
            before = self._found.get(stream)
            after = _AFTER[kind](before, entry)
            if after == before:
                continue
            body = None if after is None else (_encode(after).decode(),)
            self._dossiers.put(stream, "", entry.position, body, had=before is not None)
            had, has = _concerned(before), _concerned(after)
            for one in sorted(had ^ has):
                self._sides.put(stream, one, entry.position, (kind,) if one in has else None, had=one in had)
            self._found[stream] = after
        self._dossiers.flush()
        self._sides.flush()


def _kind(stream: str) -> str:
    return stream.partition("-")[0]


def _concerned(one: Dossier | None) -> set[str]:
    """Organisations it concerns."""
    match one:
        case None:
            return set()
        case Commendation():
            return {one.organisation, *(id for id in one.recipients if is_stream_id(id, "organisation"))}
        case _:
            return {one.organisation, one.subject}


# --- from entries to rows -------------------------------------------------------------------

_CASE_STAGES: Final[Mapping[type, str]] = {
    accountability.NoticeGiven: "told",
    accountability.StatementTaken: "heard",
    accountability.AppealLodged: "appealed",
    accountability.CaseClosed: "closed",
}


def _case_after(before: Case | None, entry: Entry) -> Case | None:
    event = entry.event
    if isinstance(event, accountability.CaseOpened):
        return _case(entry.stream, event, ())
    assert before is not None, "a case begins with being opened"
    match event:
        case accountability.CaseCorrected():
            return _case(entry.stream, event.opened, before.steps[1:])
        case accountability.CaseVoided():
            return None
        case accountability.CaseDecided():
            stage = "held_to_account" if event.held else "not_held_to_account"
            decided = replace(before, flags=tuple(flag.value for flag in event.flags))
            return _moved(_dropped(decided, event.occurred_on), stage, event.occurred_on)
        case accountability.ConsequenceImposed():
            imposed = Imposed(
                consequence=event.consequence.value,
                on=event.occurred_on,
                document=event.document,
                ends_on=event.ends_on,
            )
            return replace(before, consequences=(*before.consequences, imposed))
        case accountability.AppealDecided():
            if event.outcome is accountability.Outcome.UPHELD:
                return _moved(before, "held_to_account", event.occurred_on)
            stage = "revoked" if event.outcome is accountability.Outcome.REVOKED else "held_to_account"
            return _moved(_dropped(before, event.occurred_on), stage, event.occurred_on)
    stage = _CASE_STAGES.get(type(event), "")
    return _moved(before, stage, event.occurred_on) if stage else before


def _case(stream: str, event: accountability.CaseOpened, later: tuple[Step, ...]) -> Case:
    return Case(
        stream=stream,
        organisation=event.organisation,
        subject=event.subject,
        person=event.person,
        policy=event.policy,
        clause=event.clause,
        route=event.route.value,
        due_on=event.due_on,
        title=event.title,
        steps=(Step(stage="opened", on=event.occurred_on), *later),
    )


def _dropped(case: Case, day: date) -> Case:
    """With what was imposed so far done away with."""
    fallen = tuple(replace(one, dropped_on=one.dropped_on or day) for one in case.consequences)
    return replace(case, consequences=fallen)


def _measure_after(before: Measure | None, entry: Entry) -> Measure | None:
    event = entry.event
    match event:
        case measure.MeasureTaken():
            return _measure(entry.stream, event, ())
        case measure.MeasureVoided():
            return None
    assert before is not None, "a measure begins with being taken"
    match event:
        case measure.MeasureCorrected():
            return _measure(entry.stream, event.taken, before.steps[1:])
        case measure.MeasureNotified():
            return _moved(before, "told", event.occurred_on)
        case measure.MeasureEnded():
            return _moved(before, "expired", event.occurred_on)
        case measure.MeasureRevoked():
            return _moved(before, "revoked", event.occurred_on)
    return before


def _measure(stream: str, event: measure.MeasureTaken, later: tuple[Step, ...]) -> Measure:
    return Measure(
        stream=stream,
        organisation=event.organisation,
        type=event.type.value,
        about=event.about,
        subject=event.subject,
        ground=event.ground.value,
        title=event.title,
        clause=event.clause,
        document=event.document,
        rectify_by=event.rectify_by,
        ends_on=event.ends_on,
        steps=(Step(stage="taken", on=event.occurred_on), *later),
    )


def _commendation_after(before: Commendation | None, entry: Entry) -> Commendation | None:
    event = entry.event
    match event:
        case commendation.CommendationGranted():
            return _commendation(entry.stream, event, ())
        case commendation.CommendationVoided():
            return None
    assert before is not None, "a commendation begins with being granted"
    match event:
        case commendation.CommendationCorrected():
            return _commendation(entry.stream, event.granted, before.steps[1:])
        case commendation.CommendationWithdrawn():
            return _moved(before, "withdrawn", event.occurred_on)
    return before


def _commendation(stream: str, event: commendation.CommendationGranted, later: tuple[Step, ...]) -> Commendation:
    return Commendation(
        stream=stream,
        organisation=event.organisation,
        honour=event.honour.value,
        recipients=event.recipients,
        title=event.title,
        document=event.document,
        steps=(Step(stage="granted", on=event.occurred_on), *later),
    )


def _moved(before: One, stage: str, day: date) -> One:
    return replace(before, steps=(*before.steps, Step(stage=stage, on=day)))


_AFTER: Final[Mapping[str, Any]] = {
    "accountability": _case_after,
    "measure": _measure_after,
    "commendation": _commendation_after,
}
"""Kind -> what is kept of a record once an entry is known; None once it is voided."""


# --- queries ------------------------------------------------------------------------------


def cases(reading: Reading, organisations: Collection[str], as_of: date, known_at: int | None = None) -> list[Case]:
    """Cases that these organisations decide, or in which the duty lay there; the latest first."""
    return _found(reading, "accountability", organisations, as_of, known_at)


def case_of(reading: Reading, stream: str, known_at: int | None = None) -> Case | None:
    """One case; None: it was not there, or is voided."""
    table = reading.table(NAME, "dossiers")
    rows = reading.rows(sa.select(table.c.body).where(of_streams(table, [stream]), known(table, known_at)))
    return _DECODERS["accountability"].decode(rows[0].body) if rows else None


def measures(
    reading: Reading, organisations: Collection[str], as_of: date, known_at: int | None = None
) -> list[Measure]:
    """Measures that these organisations took, or that concern them or their persons; the latest first."""
    return _found(reading, "measure", organisations, as_of, known_at)


def commendations(
    reading: Reading, organisations: Collection[str], as_of: date, known_at: int | None = None
) -> list[Commendation]:
    """Commendations that these organisations granted or received; the latest first."""
    return _found(reading, "commendation", organisations, as_of, known_at)


def _found(reading: Reading, kind: str, organisations: Collection[str], as_of: date, known_at: int | None) -> list[Any]:
    sides, table = reading.table(NAME, "sides"), reading.table(NAME, "dossiers")
    streams: set[str] = set()
    for portion in portions(sorted(set(organisations))):
        wanted = (sides.c.part.in_(portion), sides.c.kind == kind, known(sides, known_at))
        streams.update(row.stream for row in reading.rows(sa.select(sides.c.stream).distinct().where(*wanted)))
    decode = _DECODERS[kind].decode
    found = []
    for portion in portions(sorted(streams)):
        statement = sa.select(table.c.body).where(of_streams(table, portion), known(table, known_at))
        found += [decode(row.body) for row in reading.rows(statement)]
    begun = [one for one in found if stage_on(one, as_of)]
    return sorted(begun, key=lambda one: (one.steps[0].on, one.stream), reverse=True)


# --- the balance of a year ------------------------------------------------------------------

COMMENDED, CRITICISED, ADMONISHED, ADJUSTED = "commended", "criticised", "admonished", "adjusted"
SORTS: Final = (COMMENDED, CRITICISED, ADMONISHED, ADJUSTED)
"""Praise, criticism, admonition, and whatever touches the post."""


def sort_of(type: str) -> str:
    """Where a measure, or the consequence of a case, stands in the balance."""
    if type in (one.value for one in measure.CRITICISMS):
        return CRITICISED
    return ADMONISHED if type == measure.Type.ADMONITION.value else ADJUSTED


@record
class Balance:
    """Praise and criticism of one year; what was revoked, withdrawn or done away with by the day is left out."""

    year: int
    counts: Mapping[str, int]
    """Sort -> how many."""


def balance(
    cases: Iterable[Case], measures: Iterable[Measure], commendations: Iterable[Commendation], as_of: date
) -> list[Balance]:
    """Year by year, the latest first; consequences of cases count with the measures."""
    said = [(one.steps[0].on, COMMENDED) for one in commendations if stage_on(one, as_of) == "granted"]
    said += [(one.steps[0].on, sort_of(one.type)) for one in measures if stage_on(one, as_of) != "revoked"]
    said += [(one.on, sort_of(one.consequence)) for case in cases for one in case.consequences if one.stands(as_of)]
    years: dict[int, dict[str, int]] = {}
    for day, sort in said:
        counts = years.setdefault(day.year, dict.fromkeys(SORTS, 0))
        counts[sort] += 1
    return [Balance(year=year, counts=years[year]) for year in sorted(years, reverse=True)]
