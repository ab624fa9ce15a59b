"""Search 检索: in which records, at which point of their history, certain words stand, or what sounds like them.

One row for each thing that was said with words: a record as it was opened (or last corrected), and whatever was added
to it later. Titles, numbers of documents, units and the beginning of longer texts; no personal value, for events hold
these sealed and no field of that kind is read here. What concerns one member (education apart) is not searched by its
words at all: it is found from the person. A row keeps what it said before, so that what was corrected is found as
known then. Matching is a scan of what lies in reach: docs/decisions/0025-search-without-an-index.md says why.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, get_args, get_type_hints

import sqlalchemy as sa

from domain import (
    account,
    appointment,
    approval,
    calendar,
    dues,
    floating,
    funding,
    inspection,
    member,
    organisation,
    person,
    policy,
    research,
    responsibility,
    security,
)
from domain.contact import ContactPointVisitVoided
from domain.identity import PREFIXES
from domain.kernel import Entry, record
from domain.vocabulary import EVENTS
from projections.sounds import Rank, Term, fold, sound
from projections.store import Kept, Reading, Row, Store, Tables, getter, iso, kept_columns, kept_index, of_stream
from projections.store import known_at as known

NAME: Final = "search"

BODY: Final = 600
"""Characters of a record's longer texts that are searched."""
TITLE: Final = 120
"""Characters that are searched by sound."""

_COLUMNS: Final = ("kind", "organisation", "day", "plain", "said", "sound")

_TEXTS: Final = ("title", "document", "place", "indicator", "standard", "text", "note", "minutes")
"""Fields with words, in the order in which they are kept: the first that says something is the title."""

_LISTS: Final = frozenset({"agenda", "resolutions", "targets", "indicators", "milestones"})
"""Fields that hold several of these; why a member was absent, or how one was scored, is nobody's to search."""

_PRIVATE: Final = (dues, floating, member)
_APART: Final[frozenset[type]] = frozenset(
    event
    for kind in (
        account,
        appointment,
        approval,
        calendar,
        dues,
        floating,
        member,
        organisation,
        person,
        policy,
        security,
    )
    for event in get_args(kind.Event)
)
"""Kinds that are found otherwise (names, clauses), or from the person whom they are about."""

_VOIDED: Final[dict[type, Callable[[Any], str]]] = {
    ContactPointVisitVoided: lambda event: str(event.visit),
    funding.SpendingVoided: lambda event: str(event.spending),
    inspection.ProblemVoided: lambda event: f"n{event.number}",
    responsibility.ResponsibilityItemWithdrawn: lambda event: event.item,
}
"""Events that take back one part of a record -> which."""

_PART_OF: Final = ("visit", "spending", "corrects")
"""Fields of corrections that name the entry corrected, where that is a part of the record."""


_WORDS: Final[dict[Any, tuple[tuple[str, bool], ...]]] = {}


def _words_of(cls: Any) -> tuple[tuple[str, bool], ...]:
    """Fields of a record that hold words; and whether a field is a list of records with such fields."""
    if cls not in _WORDS:
        _WORDS[cls] = _fields_of(cls)
    return _WORDS[cls]


def _fields_of(cls: Any) -> tuple[tuple[str, bool], ...]:
    hints = get_type_hints(cls)
    found: list[tuple[str, bool]] = []
    for name in _TEXTS:
        if hints.get(name) in (str, str | None):
            found.append((name, False))
    for field in fields(cls):
        args = get_args(hints[field.name])
        if field.name in _LISTS and len(args) == 2 and is_dataclass(args[0]) and _words_of(args[0]):
            found.append((field.name, True))
    return tuple(found)


_EVENTS: Final = frozenset(EVENTS.values())


def _fact_in(cls: type) -> str:
    """Name of the field that holds a fact said anew: of a correction, or the item of a list."""
    hints = get_type_hints(cls)
    inner = [name for name, hint in hints.items() if hint in _EVENTS or hint is responsibility.Item]
    return inner[0] if inner else ""


_FACTS: Final = {event: _fact_in(event) for event in _EVENTS}


def _speaks(cls: type) -> bool:
    inner = _FACTS[cls]
    return bool(_words_of(get_type_hints(cls)[inner] if inner else cls))


_SAYS: Final[dict[type, tuple[Callable[[Any], tuple[Any, ...]], tuple[bool, ...]]]] = {}
"""Class of a fact -> its fields with words, in one look; which of them are lists."""


def _texts(fact: Any) -> list[str]:
    """What a fact says in words."""
    says = _SAYS.get(type(fact))
    if says is None:
        words = _words_of(type(fact))
        says = _SAYS[type(fact)] = (getter([name for name, _ in words]), tuple([several for _, several in words]))
    found: list[str] = []
    for value, several in zip(says[0](fact), says[1], strict=True):
        if not value:
            continue
        if several:
            for one in value:
                found += _texts(one)
        else:
            found.append(value)
    return found


class Search:
    """The view: what was said with words."""

    name = NAME
    version = 1
    effort = 11
    reads: frozenset[type] = frozenset(event for event in _EVENTS - _APART if _speaks(event)) | frozenset(
        {*_VOIDED, responsibility.ResponsibilityListDrafted}
    )
    ignores: frozenset[type] = _EVENTS - reads

    def __init__(self) -> None:
        self._owners: dict[str, tuple[str, str]] = {}
        self._stands: tuple[int, int] | None = None

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """One table with two clocks."""
        said = sa.Table(
            f"{prefix}said{suffix}",
            metadata,
            *kept_columns(),
            *(sa.Column(name, sa.String, nullable=False) for name in _COLUMNS),
            kept_index(f"{prefix}said_", suffix),
            sa.Index(f"{prefix}said_organisation{suffix}", "organisation", "known_to"),
        )
        return {"said": said}

    def apply(self, store: Store, entries: Sequence[Entry], after: int) -> None:
        """One row for every entry that says something."""
        if self._stands != (store.generation, after) or len(self._owners) > _CACHED:
            self._owners.clear()
        self._stands = None
        reads = self.reads
        mine = [entry for entry in entries if type(entry.event) in reads]
        if mine:
            self._fetch(store, mine)
            kept = Kept(store, "said", order="organisation")
            for entry in mine:
                self._put(kept, entry)
            kept.flush()
        self._stands = (store.generation, entries[-1].position)

    def settle(self, store: Store) -> bool:
        """Nothing waits."""
        return True

    def _fetch(self, store: Store, entries: Sequence[Entry]) -> None:
        """Organisation and day of records that parts are added to."""
        opened = {entry.stream for entry in entries if entry.version == 1}
        wanted = {entry.stream for entry in entries if entry.version > 1 and entry.stream not in self._owners} - opened
        for stream, part, body, day in store.select_streams(
            "said", wanted, None, columns=("stream", "part", "organisation", "day")
        ):
            if not part or stream not in self._owners:
                self._owners[stream] = (body, day)

    def _put(self, kept: Kept, entry: Entry) -> None:
        event, stream, position = entry.event, entry.stream, entry.position
        voided = _VOIDED.get(type(event))
        if voided is not None:
            kept.put(stream, voided(event), position, None, had=True)
            return
        inner = _FACTS[type(event)]
        fact = getattr(event, inner) if inner else event
        body = getattr(fact, "organisation", "")
        main = bool(body) and type(fact) is not research.PaperWritten
        part = "" if main else _part(entry, fact)
        before = self._owners.get(stream, ("", ""))
        said_on = getattr(fact, "occurred_on", None) or getattr(fact, "planned_on", None)
        day = iso(said_on) if said_on is not None else (str(getattr(fact, "year", "")) if main else before[1])
        if main or (body and stream not in self._owners):
            self._owners[stream] = (body, day)
        texts = _texts(fact)
        if not main and not texts:
            return
        row = _row(PREFIXES[stream.partition("-")[0]], body or before[0], day, texts)
        # What is said a second time takes the place of what stood there, if anything did.
        kept.put(stream, part, position, row, had=entry.version > 1 and part != str(entry.version))


_CACHED: Final = 20_000
"""Records that stay in memory between pages; beyond, all are let go and asked for again."""


def _part(entry: Entry, fact: Any) -> str:
    """Which part of a record an entry adds or says anew."""
    event = entry.event
    if isinstance(fact, research.PaperWritten):
        return "paper"
    if isinstance(fact, responsibility.Item):
        return fact.item
    if isinstance(event, inspection.ProblemFound | inspection.ProblemCorrected):
        return f"n{event.number}"
    if fact is not event:
        for name in _PART_OF:
            number = getattr(event, name, None)
            if number is not None:
                return str(number)
    return str(entry.version)


def _row(kind: str, body: str, day: str, texts: Sequence[str]) -> Row:
    said, plain, sounds = _title(texts[0]) if texts else ("", "", "")
    rest = "\n".join(texts[1:])[:BODY].rstrip("\n")
    if rest:
        said, plain = f"{said}\n{rest}", f"{plain}\n{fold(rest)}"
    return kind, body, day, plain, "" if plain == said else said, sounds


@lru_cache(maxsize=4_096)
def _title(text: str) -> tuple[str, str, str]:
    """A title as it is kept, folded, and as it sounds. Kept here: meetings of a year have few titles."""
    title = " ".join(text.split())
    said = title[:BODY]
    return said, fold(said), sound(title[:TITLE])


# --- queries ----------------------------------------------------------------------------------


@record
class Asked:
    """What is looked for, and where; what is left empty does not ask."""

    organisations: Collection[str]
    terms: tuple[Term, ...]
    """All of them must be found."""
    kinds: Collection[str] = ()
    year: int = 0
    last: date | None = None
    """Leave out what is dated later."""


@record
class Hit:
    """Where it was found."""

    stream: str
    part: str
    kind: str
    organisation: str
    day: str
    rank: Rank


@record
class Said:
    """The words of a hit."""

    title: str
    rest: str
    sound: str


def find(reading: Reading, asked: Asked, *, known_at: int | None = None, most: int) -> list[Hit]:
    """The best ``most`` hits: by rank, then the latest day first."""
    table = reading.table(NAME, "said")
    sqlite = reading.connection.dialect.name == "sqlite"
    ranks = [_rank(table, term, sqlite=sqlite) for term in asked.terms]
    worst = ranks[0] if len(ranks) == 1 else (sa.func.max(*ranks) if sqlite else sa.func.greatest(*ranks))
    found = (
        sa.select(
            table.c.stream, table.c.part, table.c.kind, table.c.organisation, table.c.day, worst.label("rank")
        ).where(table.c.organisation.in_(asked.organisations), known(table, known_at), *_within(table, asked))
    ).subquery()
    statement = (
        sa.select(found)
        .where(found.c.rank < _NOT_FOUND)
        .order_by(found.c.rank, found.c.day.desc(), found.c.stream, found.c.part)
        .limit(most)
    )
    return [
        Hit(stream=stream, part=part, kind=kind, organisation=body, day=day, rank=Rank(rank))
        for stream, part, kind, body, day, rank in map(tuple, reading.rows(statement))
    ]


def said(reading: Reading, hit: Hit, known_at: int | None = None) -> Said:
    """What stands there."""
    table = reading.table(NAME, "said")
    asked = sa.select(table.c.plain, table.c.said, table.c.sound).where(
        of_stream(table, hit.stream), table.c.part == hit.part, known(table, known_at)
    )
    plain, written, sounds = map(str, reading.rows(asked)[0])
    title, _, rest = (written or plain).partition("\n")
    return Said(title=title, rest=rest, sound=sounds)


_NOT_FOUND: Final = 99


def _within(table: sa.Table, asked: Asked) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if asked.kinds:
        found.append(table.c.kind.in_(asked.kinds))
    if asked.year:
        found += [table.c.day >= f"{asked.year:04}", table.c.day < f"{asked.year + 1:04}"]
    if asked.last is not None:
        found.append(table.c.day <= iso(asked.last))
    return found


def _rank(table: sa.Table, term: Term, *, sqlite: bool) -> sa.ColumnElement[int]:
    """How well a row fits the term, as a number in SQL."""
    plain = table.c.plain
    place = sa.func.instr(plain, term.plain) if sqlite else sa.func.strpos(plain, term.plain)
    end = sa.func.instr(plain, "\n") if sqlite else sa.func.strpos(plain, "\n")
    cases: list[tuple[sa.ColumnElement[bool], Any]] = []
    if term.plain:
        cases += [
            (plain == term.plain, Rank.EXACT.value),
            (sa.and_(place == 1, end == len(term.plain) + 1), Rank.EXACT.value),
            (place == 1, Rank.PREFIX.value),
            (sa.and_(place > 0, sa.or_(end == 0, place < end)), Rank.WITHIN.value),
            (place > 0, Rank.TEXT.value),
        ]
    for pattern in sorted(term.patterns, key=attrgetter("rank")):
        fits = table.c.sound.op("GLOB")(pattern.glob()) if sqlite else table.c.sound.op("~")(pattern.regex())
        cases.append((fits, pattern.rank.value))
    return sa.case(*cases, else_=_NOT_FOUND)
