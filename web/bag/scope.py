"""Scope: which entries go into a bag. Never more than the receiver may see on the pages.

A record goes in whole or not at all: the rule is the one by which pages decide (`record_in_reach`), asked for a reader
whose reach ends at the organisation that was chosen. So nothing has to be filtered afterwards, and a bag for a subtree
is what an auditor of that subtree would see.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Final

from flask import g

from domain.account import Role
from domain.evidence import EvidenceFiled
from domain.identity import is_stream_id, kind_of, stream_of
from domain.kernel import Entry, Refused, record
from domain.vocabulary import EVENTS
from projections import citations, records, trail
from projections.citations import Citation
from web.access import OVERSEERS, reads_records
from web.asking import asking, close_asking
from web.errors import Forbidden, NotFound
from web.forms.opening import record_in_reach
from web.language import Language
from web.services import LOCAL, services
from web.viewer import Viewer, viewer

_PAGE: Final = 2_000


@record
class Scope:
    """What is asked for. Nothing asked for: everything in the receiver's reach."""

    organisation: str = ""
    """With all below it; empty: the receiver's own."""
    records: tuple[str, ...] = ()
    """These records only."""
    decision: str = ""
    """This record, what it rests on, and the files that speak for either."""
    first: date | None = None
    """First and last day of recording (Beijing time)."""
    last: date | None = None
    until: int | None = None
    """Last log position."""


@record
class File:
    """An evidence file whose content goes along."""

    stream: str
    sha256: str
    size: int
    media_type: str
    title: str


@record
class Chosen:
    """What goes in."""

    scope: Scope
    positions: Sequence[int]
    """Ascending."""
    records: int
    files: tuple[File, ...]
    cites: tuple[Citation, ...] = ()
    """What the decision rests on."""
    outside: tuple[str, ...] = ()
    """What of it lies beyond the receiver's reach, and is not in the bag."""


@contextmanager
def reading_as(who: Viewer, language: Language = "zh") -> Iterator[None]:
    """Read as somebody else for a while, within a request; afterwards all is as before."""
    before = {name: g.pop(name) for name in ("viewer", "asking", "language") if name in g}
    g.viewer, g.language = who, language
    try:
        yield
    finally:
        close_asking()
        for name in ("viewer", "language"):
            g.pop(name, None)
        for name, value in before.items():
            setattr(g, name, value)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Say things in this language for a while."""
    before, g.language = g.get("language", "zh"), language
    try:
        yield
    finally:
        g.language = before


def receiver(organisation: str, who: Viewer | None = None) -> Viewer:
    """Who the bag is for: an account within its reach, or an auditor of the organisation.

    Raises `Forbidden` where the account reads no records, `NotFound` where the organisation is out of its reach.
    """
    if who is None:
        return Viewer(
            account="account-export", sign_in_name="", role=Role.AUDITOR, organisation=organisation, person=None
        )
    if not reads_records(who.role):
        raise Forbidden
    with reading_as(who):
        root = asking().require(organisation or who.organisation)
    return replace(who, organisation=root)


def choose(scope: Scope) -> Chosen:
    """What goes in, for the reader of this request (see `reading_as`)."""
    until = services().ledger.head().position if scope.until is None else scope.until
    cites: tuple[Citation, ...] = ()
    outside: list[str] = []
    if scope.decision:
        _required(scope.decision)
        cites = tuple(citations.cited_by(asking().reading, scope.decision, until))
        cited = dict.fromkeys(stream_of(one.cited) for one in cites if is_stream_id(stream_of(one.cited)))
        named = [scope.decision, *(one for one in cited if one != scope.decision)]
        outside = [one for one in named if not _visible(one)]
        wanted: Iterable[str] = dict.fromkeys((*named, *_attached(named, until)))
    elif scope.records:
        for stream in scope.records:
            _required(stream)
        wanted = dict.fromkeys(scope.records)
    else:
        wanted = _candidates(until)
    positions: list[int] = []
    files: list[File] = []
    count = 0
    for number, stream in enumerate(wanted):
        if number % _PAGE == 0:
            asking().look()  # as many records may be asked about as there are: their states are let go now and then
        if not _visible(stream):
            continue
        entries = [entry for entry in services().ledger.stream(stream) if _within(scope, entry, until)]
        positions += (entry.position for entry in entries)
        count += bool(entries)
        files += _files(stream, entries)
    return Chosen(
        scope=scope,
        positions=array("Q", sorted(positions)),
        records=count,
        files=tuple(sorted({one.sha256: one for one in files}.values(), key=lambda one: one.sha256)),
        cites=cites,
        outside=tuple(outside),
    )


def _within(scope: Scope, entry: Entry, until: int) -> bool:
    day = entry.recorded_at.astimezone(LOCAL).date()
    return (
        entry.position <= until
        and (scope.first is None or scope.first <= day)
        and (scope.last is None or day <= scope.last)
    )


def _required(stream: str) -> None:
    if not _visible(stream):
        raise NotFound


def _visible(stream: str) -> bool:
    """Whether the reader of this request may read this record."""
    if not is_stream_id(stream):
        return False
    if kind_of(stream) == "account" and viewer().role not in OVERSEERS:
        return False
    try:
        record_in_reach(stream)
    except NotFound:
        return False
    return True


def _attached(streams: Iterable[str], until: int) -> Iterator[str]:
    for stream in streams:
        for line in records.evidence_of(asking().reading, stream, until):
            yield stream_of(line.ref)


def _candidates(until: int) -> dict[str, None]:
    """Records of which something was said about, for or by the organisations in reach, in the order of the log."""
    asked, root = asking(), viewer().organisation
    registered = [line.stream for line in _lines([], until, names=("organisation.registered/1",))]
    bodies = [one for one in dict.fromkeys((root, *asked.tree().ids(root), *registered)) if asked.reaches(one)]
    found = dict.fromkeys(line.stream for line in _lines(bodies, until))
    above = [one.id for one in asked.tree().path(root) if one.id != root]
    if above:
        policies = [name for name in EVENTS if name.startswith("policy.")]
        found.update(dict.fromkeys(line.stream for line in _lines(above, until, names=policies)))
    return found


def _lines(organisations: Sequence[str], until: int, names: Sequence[str] = ()) -> Iterator[trail.Line]:
    reading, cursor = asking().reading, 0
    while True:
        options = trail.Options(known_at=until, names=names, newest_first=False, limit=_PAGE, cursor=cursor)
        if organisations:
            lines = trail.of_organisation(reading, *organisations, **options)
        else:
            lines = trail.of_all(reading, **options)
        yield from lines
        if len(lines) < _PAGE:
            return
        cursor = lines[-1].position


def _files(stream: str, entries: Iterable[Entry]) -> Iterator[File]:
    for entry in entries:
        if isinstance(entry.event, EvidenceFiled):
            filed = entry.event
            yield File(
                stream=stream, sha256=filed.sha256, size=filed.size, media_type=filed.media_type, title=filed.title
            )


def refuse_empty(chosen: Chosen) -> None:
    """A bag without entries shows nothing."""
    if not chosen.positions:
        raise Refused(
            "nothing_to_export",
            zh="所选范围内没有任何记录，请放宽范围。",
            en="There is nothing on record in this scope; choose a wider one.",
        )
