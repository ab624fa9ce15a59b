"""Facts of collective education: the session, done by those who were there; and who stayed away without reason.

``quantity`` is the session's length in half-days, so that days compare with ``per = 2`` of a rule.
"""

from typing import Final

from domain import education
from domain.education import Excuse
from domain.fact import Fact, FactKind
from domain.kernel import Entry
from domain.reading.changing import Change, Get, continued
from domain.reading.plain import fact_of

READS: Final[tuple[type, ...]] = (education.EducationHeld, education.EducationCorrected, education.EducationVoided)
IGNORES: Final[tuple[type, ...]] = ()

_ABSENT: Final = "absences"
"""Part of the session under which those who stayed away without reason are one fact."""


def changes(entry: Entry, get: Get) -> list[Change]:
    """See `domain.reading.facts.changes`."""
    event = entry.event
    match event:
        case education.EducationHeld():
            fresh = {entry.stream: _held(entry, event), f"{entry.stream}#{_ABSENT}": _absent(entry, event)}
        case education.EducationCorrected():
            fresh = {entry.stream: _held(entry, event.held), f"{entry.stream}#{_ABSENT}": _absent(entry, event.held)}
        case _:
            fresh = {entry.stream: None, f"{entry.stream}#{_ABSENT}": None}
    found: list[Change] = []
    for ref, fact in fresh.items():
        before = get(ref)
        if fact is not None:
            found.append((ref, fact if before is None else continued(before, fact)))
        elif before is not None:
            found.append((ref, None))
    return found


def _held(entry: Entry, held: education.EducationHeld) -> Fact | None:
    return fact_of(
        entry,
        FactKind.EDUCATION,
        "collective_education",
        held.organisation,
        held.occurred_on,
        title=held.title,
        topics=tuple(content.value for content in held.contents),
        performers=held.attendees,
        form=held.form.value,
        quantity=held.half_days,
        duties=held.duties,
    )


def _absent(entry: Entry, held: education.EducationHeld) -> Fact | None:
    """Only absence without proper reason is followed by anything (c2006-edu 四¶3)."""
    gone = tuple(one.person for one in held.absences if one.excuse is Excuse.WITHOUT_REASON)
    if not gone:
        return None
    return fact_of(
        entry,
        FactKind.EDUCATION,
        "absence_without_reason",
        held.organisation,
        held.occurred_on,
        ref=f"{entry.stream}#{_ABSENT}",
        title=held.title,
        performers=gone,
        quantity=len(gone),
    )
