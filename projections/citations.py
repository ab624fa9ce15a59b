"""Citations 引证: which decisions, results and measures rest on which records, and which of those were changed since.

A result is not altered by a later correction of what it cites; it is flagged. What counts as later is counted from
where it was judged: a decision or result says up to which position of the log was known, anything else knew what was
on record before it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from domain import accountability, commendation, measure, member, rectification, review, sheet
from domain.identity import stream_of
from domain.kernel import Entry, record
from domain.vocabulary import EVENTS, NAMES
from projections.store import (
    EARLY,
    Kept,
    Reading,
    Store,
    Tables,
    kept_columns,
    kept_index,
    mark_of,
    of_streams,
    portions,
)
from projections.store import known_at as known

NAME: Final = "citations"


@record
class Citation:
    """One record cites another."""

    stream: str
    """The record that cites."""
    role: str
    """What for: an element of a case, ``ground``, ``score``, ``meeting``, ``source``, ``evidence`` ..."""
    cited: str
    """Record, or part of one, that is cited."""
    position: int
    """Log position of the entry that cites it so."""


@record
class Changed:
    """A record that is cited was corrected or voided after it was relied on."""

    stream: str
    """The record that cites."""
    cited: str
    position: int
    """Log position of the correction or voiding."""
    version: int
    """Its version in the stream of the record cited."""
    name: str
    """Stored name of the event: ``meeting.corrected/1``."""


class _Cite(NamedTuple):
    role: str
    cited: str
    mark: int
    since: int


# --- what cites what ------------------------------------------------------------------------

Says = Callable[[Any], Iterable[tuple[str, str]]]
"""(role, ref) of everything that an event cites."""


def _elements(event: accountability.ElementCited) -> Iterable[tuple[str, str]]:
    return ((event.element.value, ref) for ref in event.refs)


def _scores(event: sheet.SheetScored | sheet.ReviewDecided) -> Iterable[tuple[str, str]]:
    return (("score", ref) for score in event.scores for ref in score.cites)


def _measure(event: measure.MeasureTaken) -> Iterable[tuple[str, str]]:
    return (*(("ground", ref) for ref in event.cites), ("meeting", event.meeting or ""))


def _each(field: str, role: str) -> Says:
    """Everything that stands in a field."""

    def says(event: Any) -> Iterable[tuple[str, str]]:
        value = getattr(event, field)
        return ((role, ref) for ref in (value if isinstance(value, tuple) else (value or "",)))

    return says


_CITES: Final[Mapping[type, Says]] = {
    accountability.ElementCited: _elements,
    accountability.CaseDecided: _each("meeting", "meeting"),
    measure.MeasureTaken: _measure,
    commendation.CommendationGranted: _each("cites", "ground"),
    sheet.SelfReportFiled: _each("evidence", "self_report"),
    sheet.DebriefLinked: _each("debrief", "debrief"),
    sheet.SheetScored: _scores,
    sheet.ReviewDecided: _scores,
    rectification.RectificationOrdered: _each("source", "source"),
    rectification.RectificationReported: _each("evidence", "evidence"),
    member.MemberProblemIdentified: _each("cites", "ground"),
    member.HelpGiven: _each("criticism", "criticism"),
    member.HelpFailed: _each("cites", "ground"),
    member.MemberDisposed: _each("meeting", "meeting"),
    review.ReviewHeld: _each("meeting", "meeting"),
}

_RESTATED: Final[Mapping[type, str]] = {
    measure.MeasureCorrected: "taken",
    commendation.CommendationCorrected: "granted",
    rectification.RectificationCorrected: "ordered",
    review.ReviewCorrected: "held",
}
"""Corrections that say anew what is cited -> field that holds it."""

_GROUPS: Final[Mapping[type, str]] = {
    measure.MeasureTaken: "whole",
    commendation.CommendationGranted: "whole",
    rectification.RectificationOrdered: "whole",
    review.ReviewHeld: "whole",
    sheet.SheetScored: "scores",
    sheet.ReviewDecided: "scores",
    sheet.SelfReportFiled: "self_report",
    sheet.DebriefLinked: "debrief",
}
"""Events whose citations take the place of those said before; the others add theirs."""

_JUDGED: Final = (accountability.CaseDecided, sheet.SheetScored, sheet.ResultIssued, sheet.ReviewDecided)
"""Events that judge by everything the record cites, knowing the log up to a position."""

_ENDED: Final = (
    accountability.CaseVoided,
    measure.MeasureVoided,
    commendation.CommendationVoided,
    sheet.SheetVoided,
    rectification.RectificationVoided,
    member.MembershipVoided,
    review.ReviewVoided,
)
"""Events after which a record cites nothing any more."""

ALTERING: Final = frozenset(
    event for event, name in NAMES.items() if name.partition("/")[0].endswith(("corrected", "voided"))
)
"""Events that change or take back what is on record; an event of a new kind is among them by its stored name."""

_PART_FIELDS: Final = ("visit", "number", "appointment", "item", "entry", "payment", "spending")
"""Fields in which such an event names the part of its record that it is about."""


def _part_of(event: Any) -> str:
    return next((str(getattr(event, name)) for name in _PART_FIELDS if hasattr(event, name)), "")


# --- view -----------------------------------------------------------------------------------


class Citations:
    """The view: what is cited, and every correction and voiding on record."""

    name = NAME
    version = 1
    effort = 1
    reads: frozenset[type] = frozenset(
        {*_CITES, *_RESTATED, *_JUDGED, *_ENDED, accountability.ElementWithdrawn, member.MemberEntryVoided, *ALTERING}
    )
    ignores: frozenset[type] = frozenset(EVENTS.values()) - reads

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """Citations with two clocks; alterations, which stay."""
        cites = sa.Table(
            f"{prefix}cites{suffix}",
            metadata,
            *kept_columns(),
            sa.Column("role", sa.String, nullable=False),
            sa.Column("cited", sa.String, nullable=False),
            sa.Column("cited_mark", sa.Integer, nullable=False),
            sa.Column("since", sa.BigInteger, nullable=False),
            kept_index(f"{prefix}cites_", suffix),
            sa.Index(f"{prefix}cites_cited{suffix}", "cited_mark"),
        )
        altered = sa.Table(
            f"{prefix}altered{suffix}",
            metadata,
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("stream", sa.String, nullable=False),
            sa.Column("mark", sa.Integer, nullable=False),
            sa.Column("part", sa.String, nullable=False),
            sa.Column("version", sa.Integer, nullable=False),
            sa.Column("name", sa.String, nullable=False),
            sa.Index(f"{prefix}altered_mark{suffix}", "mark", info=EARLY),
        )
        return {"cites": cites, "altered": altered}

    def apply(self, store: Store, entries: Sequence[Entry], after: int) -> None:
        """Fold each entry into what its record cites; note every alteration."""
        mine = [entry for entry in entries if type(entry.event) in self.reads]
        store.insert(
            "altered",
            [
                (
                    entry.position,
                    entry.stream,
                    mark_of(entry.stream),
                    _part_of(entry.event),
                    entry.version,
                    entry.name,
                )
                for entry in mine
                if type(entry.event) in ALTERING
            ],
        )
        citing = [entry for entry in mine if type(entry.event) in _FOLDED]
        if citing:
            _Page(store, citing).run(citing)

    def settle(self, store: Store) -> bool:
        """Nothing waits."""
        return True


_FOLDED: Final = frozenset(
    {*_CITES, *_RESTATED, *_JUDGED, *_ENDED, accountability.ElementWithdrawn, member.MemberEntryVoided}
)


class _Page:
    """The work of one page: citations by stream, part -> what is cited."""

    def __init__(self, store: Store, entries: Sequence[Entry]) -> None:
        self._kept = Kept(store, "cites")
        self._rows: dict[str, dict[str, _Cite]] = {entry.stream: {} for entry in entries}
        going_on = {entry.stream for entry in entries if entry.version > 1}
        for stream, part, _, _, _, *values in store.select_streams("cites", going_on, None):
            self._rows[stream][part] = _Cite(*values)

    def run(self, entries: Sequence[Entry]) -> None:
        """Fold and write."""
        for entry in entries:
            before = self._rows[entry.stream]
            after = _after(before, entry)
            for part in sorted(before.keys() | after.keys()):
                if before.get(part) != after.get(part):
                    self._kept.put(entry.stream, part, entry.position, after.get(part), had=part in before)
            self._rows[entry.stream] = after
        self._kept.flush()


def _after(before: Mapping[str, _Cite], entry: Entry) -> dict[str, _Cite]:
    """What a record cites once the entry is known: ``group:role:ref`` -> citation."""
    event = entry.event
    if isinstance(event, _ENDED):
        return {}
    if isinstance(event, accountability.ElementWithdrawn):
        return _without(before, str(event.citation))
    if isinstance(event, member.MemberEntryVoided):
        return _without(before, str(event.entry))
    field = _RESTATED.get(type(event))
    fact = event if field is None else getattr(event, field)
    after = dict(before)
    says = _CITES.get(type(fact))
    if says is not None:
        refs = [(role, ref) for role, ref in says(fact) if ref]
        group = _GROUPS.get(type(fact), str(entry.version))
        if refs or not isinstance(fact, sheet.ReviewDecided):  # a review that lets the result stand gives no scores
            after = _without(after, group)
        for role, ref in refs:
            after[f"{group}:{role}:{ref}"] = _Cite(role, ref, mark_of(stream_of(ref)), entry.position)
    if isinstance(event, _JUDGED):
        since = event.known_at or entry.position
        after = {part: cite._replace(since=since) for part, cite in after.items()}
    return after


def _without(cites: Mapping[str, _Cite], group: str) -> dict[str, _Cite]:
    return {part: cite for part, cite in cites.items() if not part.startswith(f"{group}:")}


# --- queries --------------------------------------------------------------------------------


def citing(reading: Reading, ref: str, known_at: int | None = None) -> list[Citation]:
    """Which records rest on this one, or on the part of it that ``ref`` names, in the order of citing."""
    table = reading.table(NAME, "cites")
    stream, _, part = ref.partition("#")
    statement = sa.select(table).where(table.c.cited_mark == mark_of(stream), known(table, known_at))
    rows = reading.rows(statement.order_by(table.c.known_from, table.c.stream, table.c.part))
    return [
        Citation(stream=row.stream, role=row.role, cited=row.cited, position=row.known_from)
        for row in rows
        if stream_of(row.cited) == stream and (not part or row.cited in (ref, stream))
    ]


def cited_by(reading: Reading, stream: str, known_at: int | None = None) -> list[Citation]:
    """What a record rests on, in the order of citing."""
    table = reading.table(NAME, "cites")
    statement = sa.select(table).where(of_streams(table, [stream]), known(table, known_at))
    rows = reading.rows(statement.order_by(table.c.known_from, table.c.part))
    return [Citation(stream=stream, role=row.role, cited=row.cited, position=row.known_from) for row in rows]


def cited_changed(reading: Reading, stream: str, known_at: int | None = None) -> list[Changed]:
    """What a record rests on and was corrected or voided since it was judged by, in the order of the log."""
    return changed_among(reading, [stream], known_at)[stream]


def changed_among(reading: Reading, streams: Collection[str], known_at: int | None = None) -> dict[str, list[Changed]]:
    """The same for several records at once, each by its stream: for lists that show a flag."""
    found: dict[str, list[Changed]] = {stream: [] for stream in streams}
    table = reading.table(NAME, "cites")
    cites: list[Any] = []
    for portion in portions(sorted(found)):
        cites += reading.rows(sa.select(table).where(of_streams(table, portion), known(table, known_at)))
    altered = _altered(reading, {stream_of(row.cited) for row in cites}, known_at)
    for row in cites:
        stream, _, part = row.cited.partition("#")
        for change in altered.get(stream, ()):
            if change.position > row.since and (not part or not change.part or part == change.part):
                one = Changed(
                    stream=row.stream,
                    cited=row.cited,
                    position=change.position,
                    version=change.version,
                    name=change.name,
                )
                if one not in found[row.stream]:
                    found[row.stream].append(one)
    for changes in found.values():
        changes.sort(key=lambda one: (one.position, one.cited))
    return found


def _altered(reading: Reading, streams: Collection[str], known_at: int | None) -> dict[str, list[Any]]:
    table = reading.table(NAME, "altered")
    found: dict[str, list[Any]] = {}
    for portion in portions(sorted(streams)):
        statement = sa.select(table).where(of_streams(table, portion))
        if known_at is not None:
            statement = statement.where(table.c.position <= known_at)
        for row in reading.rows(statement):
            found.setdefault(row.stream, []).append(row)
    return found
