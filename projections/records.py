"""Records 记录: one line for every meeting, contact point, visit, report, work record, list and file.

For lists and for finding a record again; the record's own page reads its events from the ledger. Each
line keeps what it said before: a list as known at an earlier position shows the earlier lines.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, Final, get_args

import sqlalchemy as sa

from domain import (
    account,
    appointment,
    contact,
    evidence,
    meeting,
    organisation,
    person,
    policy,
    report,
    responsibility,
    security,
    work,
)
from domain.kernel import Entry, record
from projections.lines import KINDS
from projections.lines.line import Fold
from projections.store import Kept, Reading, Store, Tables, day_of, iso, kept_columns, kept_index, of_stream, ref_of
from projections.store import known_at as known

NAME: Final = "records"

_LONG_LIVED: Final = ("point-", "list-")
"""Records that many entries are added to stay in memory between pages."""
_CACHED: Final = 5_000
"""Beyond, all are let go and asked for again."""
_TITLE: Final = 80
"""Characters of a free text that serve as the title of what has none."""


@record
class Line:
    """A record in a list. ``ref`` is its stream, or ``stream#version`` for a visit."""

    ref: str
    stream: str
    kind: str
    """meeting, contact_point, visit, report, work, list or file."""
    organisation: str
    act: str
    """Body of a meeting, purpose of a visit, type of a report, act of a work record."""
    title: str
    occurred_on: date | None
    period: str
    """Reported period; year of a list."""
    about: str
    """Unit of a contact point or visit, recipient of a report, or empty."""
    stage: str
    """How far it has come; ``voided`` once voided."""
    version: int
    """Version of the stream at which the line last changed."""
    first_position: int
    position: int
    corrections: int
    parts: int
    """Items of a list, visits of a contact point, records a file is attached to."""
    done: int
    """Items completed."""


_FIELDS: Final = (
    "kind", "organisation", "act", "title", "occurred_on", "period", "about", "stage", "version",
    "first_position", "corrections", "parts", "done",
)  # fmt: skip

_values: Final = itemgetter(*_FIELDS)


class Records:
    """The view: lines, and which file is attached to which record."""

    name = NAME
    version = 2
    effort = 8
    reads: frozenset[type] = frozenset(
        {
            *get_args(meeting.Event),
            *get_args(contact.Event),
            *get_args(report.Event),
            *get_args(work.Event),
            *get_args(responsibility.Event),
            *get_args(evidence.Event),
            *(event for kind in KINDS for event in kind.READS),
        }
    )
    ignores: frozenset[type] = frozenset(
        {
            *get_args(organisation.Event),
            *get_args(person.Event),
            *get_args(appointment.Event),
            *get_args(policy.Event),
            *get_args(account.Event),
            *get_args(security.Event),
        }
    )

    def __init__(self) -> None:
        self._lines: dict[str, dict[str, dict[str, Any]]] = {}
        self._stands: tuple[int, int] | None = None

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """Lines and attachments."""

        def kept(name: str, *columns: sa.Column[Any], indexes: Sequence[Sequence[str]]) -> sa.Table:
            return sa.Table(
                f"{prefix}{name}{suffix}",
                metadata,
                *kept_columns(),
                *columns,
                kept_index(f"{prefix}{name}_", suffix),
                *(sa.Index(f"{prefix}{name}_{index[0]}{suffix}", *index) for index in indexes),
            )

        types: dict[str, Any] = {"version": sa.Integer, "corrections": sa.Integer, "parts": sa.Integer}
        types |= {"first_position": sa.BigInteger}
        return {
            "lines": kept(
                "lines",
                *(sa.Column(name, types.get(name, sa.String)) for name in _FIELDS),
                indexes=(("organisation", "known_to", "occurred_on"),),
            ),
            "attached": kept(
                "attached",
                indexes=(("part", "known_to"),),
            ),
        }

    def apply(self, store: Store, entries: Sequence[Entry], after: int) -> None:
        """Fold each entry into its line."""
        if self._stands != (store.generation, after) or len(self._lines) > _CACHED:
            self._lines.clear()
        self._stands = None
        mine = [entry for entry in entries if type(entry.event) in self.reads]
        self._fetch(store, mine)
        kept = Kept(store, "lines", order="organisation")
        attached = _Attached(store, mine)
        for entry in mine:
            lines = self._lines[entry.stream]
            for ref, line in _fold(entry, lines):
                kept.put(entry.stream, ref.partition("#")[2], entry.position, _values(line), had=ref in lines)
                lines[ref] = line
            if type(entry.event) in _ATTACHING:
                attached.put(entry)
        kept.flush()
        attached.flush()
        self._lines = {stream: lines for stream, lines in self._lines.items() if stream.startswith(_LONG_LIVED)}
        self._stands = (store.generation, entries[-1].position)

    def settle(self, store: Store) -> bool:
        """Nothing waits."""
        return True

    def _fetch(self, store: Store, entries: Sequence[Entry]) -> None:
        streams: set[str] = set()
        for entry in entries:
            if entry.stream not in self._lines:
                self._lines[entry.stream] = {}
                if entry.version > 1:
                    streams.add(entry.stream)
        for stream, part, _, _, _, *values in store.select_streams("lines", streams, None):
            self._lines[stream][ref_of(stream, part)] = dict(zip(_FIELDS, values, strict=True))


_ATTACHING: Final[tuple[type, ...]] = (evidence.EvidenceAttached, evidence.EvidenceDetached)


class _Attached:
    """Attachments touched by one page."""

    def __init__(self, store: Store, entries: Sequence[Entry]) -> None:
        self._kept = Kept(store, "attached")
        files = {entry.stream for entry in entries if type(entry.event) in _ATTACHING}
        self._there = {(row[0], row[1]) for row in store.select_streams("attached", files, None)}

    def put(self, entry: Entry) -> None:
        """Take in an entry, if it attaches or detaches."""
        event = entry.event
        if isinstance(event, evidence.EvidenceAttached):
            ref = (entry.stream, event.subject)
            if ref not in self._there:
                self._there.add(ref)
                self._kept.put(*ref, entry.position, (), had=False)
        elif isinstance(event, evidence.EvidenceDetached):
            ref = (entry.stream, event.subject)
            if ref in self._there:
                self._there.remove(ref)
                self._kept.put(*ref, entry.position, None, had=True)

    def flush(self) -> None:
        """Write."""
        self._kept.flush()


# --- from entries to lines ----------------------------------------------------------------

_STAGES: Final[dict[type, str]] = {
    meeting.MeetingCancelled: "cancelled",
    meeting.MeetingVoided: "voided",
    contact.DemonstrationPointRecognised: "demonstration",
    contact.ContactPointClosed: "closed",
    contact.ContactPointVoided: "voided",
    report.ReportReturned: "returned",
    report.ReportResubmitted: "submitted",
    report.ReportAccepted: "accepted",
    report.ReportVoided: "voided",
    work.WorkVoided: "voided",
    responsibility.ResponsibilityListIssued: "issued",
    responsibility.ResponsibilityListClosed: "closed",
    responsibility.ResponsibilityListVoided: "voided",
    evidence.EvidenceVoided: "voided",
}
"""Events that only move a record to another stage."""

_PARTS: Final[dict[type, int]] = {
    responsibility.ResponsibilityItemAdded: 1,
    responsibility.ResponsibilityItemWithdrawn: -1,
    contact.ContactPointVisited: 1,
    contact.ContactPointVisitVoided: -1,
    evidence.EvidenceAttached: 1,
    evidence.EvidenceDetached: -1,
}


_FOLDS: Final[Mapping[type, Fold]] = {event: kind.fold for kind in KINDS for event in kind.READS}
"""Event -> the fold of its kind; the older kinds are told apart below."""


def _fold(entry: Entry, lines: dict[str, dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Lines that the entry makes or changes."""
    event, stream = entry.event, entry.stream
    fold = _FOLDS.get(type(event))
    if fold is not None:
        return fold(entry, lines)
    opened = _opened(event)
    if opened is not None:
        before = lines.get(stream)
        if before is None:
            line = _blank(entry)
            line.update(opened)
            return [(stream, line)]
        return [(stream, {**before, **opened, "version": entry.version})]
    line = {**lines[stream], "version": entry.version}
    found = [(stream, line)]
    kind = type(event)
    if kind in _STAGES:
        line["stage"] = _STAGES[kind]
    if kind in _PARTS:
        line["parts"] += _PARTS[kind]
    match event:
        case meeting.MeetingCorrected():
            line |= {**(_opened(event.held) or {}), "corrections": line["corrections"] + 1}
        case report.ReportCorrected():
            stage = line["stage"]
            line |= {**(_opened(event.submitted) or {}), "corrections": line["corrections"] + 1, "stage": stage}
        case work.WorkCorrected():
            line |= {**(_opened(event.recorded) or {}), "corrections": line["corrections"] + 1}
        case contact.ContactPointCorrected():
            stage = line["stage"]
            line |= {**(_opened(event.established) or {}), "corrections": line["corrections"] + 1, "stage": stage}
        case contact.ContactPointVisited():
            found.append((entry.ref, {**_blank(entry), **_visit(event, line)}))
        case contact.ContactPointVisitCorrected():
            ref = f"{stream}#{event.visit}"
            old = lines[ref]
            more = {"corrections": old["corrections"] + 1, "version": entry.version}
            found.append((ref, {**old, **_visit(event.visited, line), **more}))
        case contact.ContactPointVisitVoided():
            ref = f"{stream}#{event.visit}"
            found.append((ref, {**lines[ref], "stage": "voided", "version": entry.version}))
        case contact.ContactPointVoided():
            found += [
                (ref, {**old, "stage": "voided", "version": entry.version})
                for ref, old in lines.items()
                if ref != stream
            ]
        case responsibility.ResponsibilityListIssued():
            line["occurred_on"] = iso(event.occurred_on)
        case responsibility.ResponsibilityItemCompleted():
            line["done"] = _with(line["done"], event.item)
        case responsibility.ResponsibilityItemReturned() | responsibility.CompletionVoided():
            line["done"] = _without(line["done"], event.item)
        case responsibility.ResponsibilityItemWithdrawn():
            line["done"] = _without(line["done"], event.item)
    return found


def _opened(event: Any) -> dict[str, Any] | None:
    """What the event that opens a record says of it; None for all other events."""
    match event:
        case meeting.MeetingConvened():
            return _said(event, "meeting", act=event.body, title=event.title, day=event.planned_on, stage="convened")
        case meeting.MeetingHeld():
            return _said(event, "meeting", act=event.body, title=event.title, stage="held")
        case contact.ContactPointEstablished():
            return _said(event, "contact_point", title=event.note, about=event.unit, stage="standing")
        case report.ReportSubmitted():
            more = {"about": event.recipient, "period": event.period}
            return _said(event, "report", act=event.type, title=event.title, stage="submitted", **more)
        case work.WorkRecorded():
            more = {"about": event.unit or event.recipient or "", "period": event.period}
            return _said(event, "work", act=event.act, title=event.title, stage="recorded", **more)
        case responsibility.ResponsibilityListDrafted():
            again = {"parts": 0, "done": "", "occurred_on": None}
            return _said(event, "list", period=str(event.year), day=None, stage="draft") | again
        case evidence.EvidenceFiled():
            return _said(event, "file", act=event.media_type, title=event.title, day=None, stage="filed")
    return None


_ITS_OWN: Final = object()


def _said(event: Any, kind: str, *, stage: str, day: Any = _ITS_OWN, act: str = "", **more: str) -> dict[str, Any]:
    said = event.occurred_on if day is _ITS_OWN else day
    return {
        "kind": kind,
        "organisation": event.organisation,
        "act": str(act),
        "stage": stage,
        "occurred_on": None if said is None else iso(said),
        **more,
    }


def _visit(event: contact.ContactPointVisited, point: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "visit",
        "organisation": point["organisation"],
        "act": event.purpose.value,
        "title": event.text[:_TITLE],
        "occurred_on": iso(event.occurred_on),
        "about": point["about"],
        "stage": "recorded",
    }


def _blank(entry: Entry) -> dict[str, Any]:
    return {
        "kind": "",
        "organisation": "",
        "act": "",
        "title": "",
        "occurred_on": None,
        "period": "",
        "about": "",
        "stage": "",
        "version": entry.version,
        "first_position": entry.position,
        "corrections": 0,
        "parts": 0,
        "done": "",
    }


def _with(items: str, item: str) -> str:
    return " ".join(sorted({*items.split(), item}))


def _without(items: str, item: str) -> str:
    return " ".join(sorted({*items.split()} - {item}))


# --- queries ----------------------------------------------------------------------------------


@record
class Wanted:
    """Which records a list shows; what is left empty does not ask."""

    organisations: Collection[str]
    kinds: Collection[str] = ()
    acts: Collection[str] = ()
    stages: Collection[str] = ()
    """None named: all but the voided."""
    first: date | None = None
    last: date | None = None
    text: str = ""
    """Stands in the title."""


def find(
    reading: Reading, wanted: Wanted, *, known_at: int | None = None, limit: int = 50, offset: int = 0
) -> list[Line]:
    """A page of records, the latest day first."""
    table = reading.table(NAME, "lines")
    statement = (
        sa.select(table)
        .where(*_conditions(table, wanted, known_at))
        # What has no day yet, a draft list or a file, stands at the end on both databases.
        .order_by(sa.func.coalesce(table.c.occurred_on, "").desc(), table.c.first_position.desc(), table.c.part)
        .limit(limit)
        .offset(offset)
    )
    return [_line(row) for row in reading.rows(statement)]


def count(reading: Reading, wanted: Wanted, *, known_at: int | None = None) -> int:
    """How many records there are in all pages."""
    table = reading.table(NAME, "lines")
    statement = sa.select(sa.func.count()).select_from(table).where(*_conditions(table, wanted, known_at))
    return int(reading.connection.execute(statement).scalar_one())


def tally(reading: Reading, wanted: Wanted, *, known_at: int | None = None) -> dict[tuple[str, str, str], int]:
    """How many records there are by kind, act and stage."""
    table = reading.table(NAME, "lines")
    by = (table.c.kind, table.c.act, table.c.stage)
    statement = sa.select(*by, sa.func.count()).where(*_conditions(table, wanted, known_at)).group_by(*by)
    return {(kind, act, stage): number for kind, act, stage, number in map(tuple, reading.rows(statement))}


def line_of(reading: Reading, ref: str, known_at: int | None = None) -> Line | None:
    """The line of one record or visit."""
    table = reading.table(NAME, "lines")
    stream, _, part = ref.partition("#")
    rows = reading.rows(sa.select(table).where(of_stream(table, stream), table.c.part == part, known(table, known_at)))
    return _line(rows[0]) if rows else None


def visits_of(reading: Reading, point: str, known_at: int | None = None) -> list[Line]:
    """Visits to a contact point, in the order of their days."""
    table = reading.table(NAME, "lines")
    statement = (
        sa.select(table)
        .where(of_stream(table, point), table.c.kind == "visit", known(table, known_at))
        .order_by(table.c.occurred_on, table.c.first_position)
    )
    return [_line(row) for row in reading.rows(statement)]


def evidence_of(reading: Reading, subject: str, known_at: int | None = None) -> list[Line]:
    """Files attached to a record, in the order of filing."""
    table, attached = reading.table(NAME, "lines"), reading.table(NAME, "attached")
    statement = (
        sa.select(table)
        .join(attached, sa.and_(attached.c.mark == table.c.mark, attached.c.stream == table.c.stream))
        .where(attached.c.part == subject, known(attached, known_at), known(table, known_at))
        .order_by(table.c.first_position)
    )
    return [_line(row) for row in reading.rows(statement)]


def _conditions(table: sa.Table, wanted: Wanted, known_at: int | None) -> list[sa.ColumnElement[bool]]:
    found = [table.c.organisation.in_(wanted.organisations), known(table, known_at)]
    found.append(table.c.stage.in_(wanted.stages) if wanted.stages else table.c.stage != "voided")
    if wanted.kinds:
        found.append(table.c.kind.in_(wanted.kinds))
    if wanted.acts:
        found.append(table.c.act.in_(wanted.acts))
    if wanted.first is not None:
        found.append(table.c.occurred_on >= iso(wanted.first))
    if wanted.last is not None:
        found.append(table.c.occurred_on <= iso(wanted.last))
    if wanted.text:
        found.append(table.c.title.contains(wanted.text, autoescape=True))
    return found


def _line(row: Any) -> Line:
    return Line(
        ref=ref_of(row.stream, row.part),
        stream=row.stream,
        kind=row.kind,
        organisation=row.organisation,
        act=row.act,
        title=row.title,
        occurred_on=None if row.occurred_on is None else day_of(row.occurred_on),
        period=row.period,
        about=row.about,
        stage=row.stage,
        version=row.version,
        first_position=row.first_position,
        position=row.known_from,
        corrections=row.corrections,
        parts=row.parts,
        done=len(row.done.split()),
    )
