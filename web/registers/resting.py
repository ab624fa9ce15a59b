"""Resting: what a score, an element or a decision rests on, as it stood when it was judged by and as it stands now."""

from collections.abc import Iterable

from domain.identity import stream_of
from domain.kernel import Entry, record
from domain.rule import Status
from projections import citations, records
from projections.store import Reading
from web.asking import Clocks


@record
class Rests:
    """A record that is cited."""

    ref: str
    then: records.Line | None
    """None where it has no line: an organisation, a person, a policy."""
    now: records.Line | None
    changes: tuple[citations.Changed, ...]
    """Corrections and voiding since it was judged by."""

    @property
    def stands(self) -> bool:
        """Whether it is not voided by now."""
        return self.now is None or self.now.stage != "voided"


def rest(reading: Reading, ref: str, then: int | None, now: int | None, changed: Iterable[citations.Changed]) -> Rests:
    """A cited record at two positions of the log; ``changed`` holds what is known to have changed since the first."""

    def line(at: int | None) -> records.Line | None:
        return records.line_of(reading, ref, at) or records.line_of(reading, stream_of(ref), at)

    return Rests(ref=ref, then=line(then), now=line(now), changes=tuple(one for one in changed if one.cited == ref))


def looked_at(statuses: Iterable[Status]) -> set[str]:
    """Every record that statuses looked at, whether it counted or not."""
    return {one.ref for each in statuses for one in each.counted} | {
        one.ref for each in statuses for one in each.passed
    }


def said_by(entries: Iterable[Entry], clocks: Clocks) -> list[Entry]:
    """Entries known at the position, of what had happened by the day."""
    return [
        entry
        for entry in entries
        if (clocks.known_at is None or entry.position <= clocks.known_at)
        and getattr(entry.event, "occurred_on", clocks.as_of) <= clocks.as_of
    ]
