"""Advice against formalism 减负提示: what pages and API share."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any, Final

from domain.advice import Alike, Backfill, Burden, Head, Limits, Text, alike, backfills, burdens, texts_in
from domain.identity import kind_of, stream_of
from domain.kernel import record
from projections import status, trail
from web.asking import Clocks, asking
from web.registers.extent import Extent
from web.services import LOCAL, services

LIMITS: Final = Limits()
MOST: Final = 100_000
"""Entries that are looked at; more than a large district makes in a year."""
MOST_READ: Final = 5_000
"""Records whose texts are compared."""
_HOUSE: Final = frozenset({"organisation", "person", "appointment", "policy", "account", "calendar"})
"""Kinds of the house itself: they are set up once, often long after the day they hold from."""


@record
class Advice:
    """What was found for an extent and a year."""

    backfills: tuple[Backfill, ...]
    alike: tuple[Alike, ...]
    burdens: tuple[Burden, ...]
    looked_at: int
    """Entries looked at."""
    read: int
    """Records whose texts were compared."""


def advice(of: Extent, year: int, clocks: Clocks) -> Advice:
    """What the way of recording in a year suggests, as known at the moment asked about."""
    reading = asking().reading
    ledger = services().ledger
    before = ledger.position_at(datetime.combine(datetime(year, 1, 1, tzinfo=UTC).date(), time(), tzinfo=LOCAL))
    lines = trail.of_organisation(
        reading, *of.bodies, known_at=clocks.known_at, newest_first=False, cursor=before, limit=MOST
    )
    bodies = set(of.bodies)
    heads = [
        _head(line)
        for line in lines
        if line.on_behalf_of in bodies
        and kind_of(line.stream) not in _HOUSE
        and line.recorded_at.astimezone(LOCAL).year == year
    ]
    streams = list(dict.fromkeys(stream_of(head.ref) for head in heads))[:MOST_READ]
    wanted = {head.ref: head for head in heads}
    texts = [
        Text(ref=entry.ref, organisation=wanted[entry.ref].organisation, field=field, text=text)
        for stream in streams
        for entry in ledger.stream(stream)
        if entry.ref in wanted and not hasattr(entry.event, "corrects")
        for field, text in texts_in(entry.event, LIMITS)
    ]
    return Advice(
        backfills=tuple(backfills(heads, LIMITS)),
        alike=tuple(alike(texts, LIMITS)),
        burdens=tuple(burdens(heads, _serving(of, year, clocks), year, LIMITS)),
        looked_at=len(heads),
        read=len(streams),
    )


def _head(line: trail.Line) -> Head:
    return Head(
        position=line.position,
        ref=line.ref,
        account=line.recorded_by,
        organisation=line.on_behalf_of,
        recorded_at=line.recorded_at.astimezone(LOCAL),
        occurred_on=line.occurred_on,
    )


def _serving(of: Extent, year: int, clocks: Clocks) -> Mapping[str, Mapping[str, int]]:
    """Organisation -> record -> for how many duties it counts."""
    reading = asking().reading
    clauses = {clause.id for _, clause in status.clauses(reading, clocks.known_at).items()}
    found: dict[str, dict[str, int]] = {}
    judged: Mapping[str, Any] = status.statuses_of(
        reading, of.bodies, year, clocks.as_of, clocks.known_at, only=clauses
    )
    for organisation, statuses in judged.items():
        duties: dict[str, set[str]] = {}
        for one in statuses:
            for counted in one.counted:
                duties.setdefault(stream_of(counted.ref), set()).add(one.duty or one.clause)
        found[organisation] = {ref: len(of_it) for ref, of_it in duties.items()}
    return found
