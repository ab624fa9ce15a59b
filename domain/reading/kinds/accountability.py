"""Facts of accountability cases, of the organisation that decides; the person is the performer, the place the unit.

- ``stream``: ``accountability``, the case; stands until it is closed.
- ``stream#version`` of a decision: ``accountability_decided``, with ``held`` or ``not_held`` as its form; stands until
  a later decision or an appeal that revokes it.
- ``stream#version`` of a consequence: its own code (``criticism``, ``admonition``, ...); stands until it runs out, or
  an appeal or a later decision takes it away.
"""

from datetime import date
from typing import Final

from domain import accountability
from domain.fact import Fact, FactKind, Span
from domain.kernel import Entry
from domain.reading.changing import Change, Get, continued, ended
from domain.reading.plain import fact_of

READS: Final = (
    accountability.CaseOpened,
    accountability.CaseDecided,
    accountability.ConsequenceImposed,
    accountability.AppealDecided,
    accountability.CaseClosed,
    accountability.CaseCorrected,
    accountability.CaseVoided,
)
IGNORES: Final[tuple[type, ...]] = (
    accountability.ElementCited,
    accountability.ElementWithdrawn,
    accountability.NoticeGiven,
    accountability.StatementTaken,
    accountability.AppealLodged,
)

_KIND: Final = FactKind.ACCOUNTABILITY
_DECIDED: Final = "accountability_decided"


def changes(entry: Entry, get: Get) -> list[Change]:
    """See `domain.reading.facts.changes`."""
    event, stream = entry.event, entry.stream
    if isinstance(event, accountability.CaseOpened):
        return [(stream, _opened(entry, event))]
    case = get(stream)
    if case is None:
        return []
    match event:
        case accountability.CaseDecided():
            later = _ended(entry, _parts(entry, get), event.occurred_on)
            return [*later, (entry.ref, _decided(entry, event, case))]
        case accountability.ConsequenceImposed():
            return [(entry.ref, _imposed(entry, event, case))]
        case accountability.AppealDecided(outcome=accountability.Outcome.UPHELD):
            return []
        case accountability.AppealDecided():
            revoked = event.outcome is accountability.Outcome.REVOKED
            parts = [fact for fact in _parts(entry, get) if revoked or fact.act != _DECIDED]
            return _ended(entry, parts, event.occurred_on)
        case accountability.CaseClosed():
            spans = (Span(first=case.occurred_on, last=event.occurred_on),)
            return [(stream, case._replace(spans=spans, position=entry.position))]
        case accountability.CaseCorrected():
            return [(stream, continued(case, _opened(entry, event.opened)))]
        case accountability.CaseVoided():
            return [(stream, None)]
    return []


def _opened(entry: Entry, event: accountability.CaseOpened) -> Fact:
    return fact_of(
        entry,
        _KIND,
        "accountability",
        event.organisation,
        event.occurred_on,
        title=event.title,
        topics=(event.route.value,),
        performers=() if event.person is None else (event.person,),
        unit=event.subject,
        spans=(Span(first=event.occurred_on),),
    )


def _decided(entry: Entry, event: accountability.CaseDecided, case: Fact) -> Fact:
    return _part(entry, _DECIDED, event.occurred_on, case, form="held" if event.held else "not_held")


def _imposed(entry: Entry, event: accountability.ConsequenceImposed, case: Fact) -> Fact:
    return _part(entry, event.consequence.value, event.occurred_on, case, last=event.ends_on)


def _part(entry: Entry, act: str, day: date, case: Fact, *, form: str = "", last: date | None = None) -> Fact:
    return fact_of(
        entry,
        _KIND,
        act,
        case.organisation,
        day,
        ref=entry.ref,
        title=case.title,
        topics=case.topics,
        form=form,
        performers=case.performers,
        unit=case.unit,
        spans=(Span(first=day, last=last),),
    )


def _parts(entry: Entry, get: Get) -> list[Fact]:
    """Decisions and consequences on record, by the entries that made them."""
    return [fact for n in range(2, entry.version) if (fact := get(f"{entry.stream}#{n}")) is not None]


def _ended(entry: Entry, parts: list[Fact], day: date) -> list[Change]:
    """Those still standing on ``day``, ended on its eve; what had an end of its own ends now."""
    return [
        (fact.ref, fact._replace(spans=ended((Span(first=fact.occurred_on),), day), position=entry.position))
        for fact in parts
        if fact.spans and fact.spans[-1].holds(day)
    ]
