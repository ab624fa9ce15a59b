"""Facts of debriefings: delivered and evaluated are two halves, and a rule may ask for both."""

from typing import Final

from domain import debrief
from domain.fact import Fact, FactKind
from domain.kernel import Entry
from domain.reading.changing import Change, Get, continued
from domain.reading.plain import fact_of

DELIVERED: Final = "debrief_delivered"
WRITTEN: Final = "debrief_written"
"""Handed in on paper only: where a clause wants it heard, that is no debriefing (shunde2015 四（二）4; jianxi 第十三条
[inf]), so it is another act."""
EVALUATED: Final = "debrief_evaluated"

READS: Final = (
    debrief.DebriefDelivered,
    debrief.DebriefEvaluated,
    debrief.EvaluationCorrected,
    debrief.DebriefCorrected,
    debrief.DebriefVoided,
)
IGNORES: Final[tuple[type, ...]] = ()


def changes(entry: Entry, get: Get) -> list[Change]:
    """The delivery stands under the stream, the evaluation under ``stream#version``."""
    event, stream = entry.event, entry.stream
    if isinstance(event, debrief.DebriefDelivered):
        return [(stream, _delivered(entry, event))]
    before = get(stream)
    if before is None:
        return []
    evaluated = _evaluation(entry, get)
    match event:
        case debrief.DebriefEvaluated():
            return [(entry.ref, _evaluated(entry, entry.ref, event, before))]
        case debrief.EvaluationCorrected() if evaluated is not None:
            fresh = _evaluated(entry, evaluated.ref, event.evaluated, before)
            return [(evaluated.ref, continued(evaluated, fresh))]
        case debrief.DebriefCorrected():
            fact = continued(before, _delivered(entry, event.delivered))
            found: list[Change] = [(stream, fact)]
            if evaluated is not None:
                found.append((evaluated.ref, _of_delivery(evaluated, fact)))
            return found
        case debrief.DebriefVoided():
            return [(stream, None), *([(evaluated.ref, None)] if evaluated is not None else [])]
    return []


def _evaluation(entry: Entry, get: Get) -> Fact | None:
    refs = (f"{entry.stream}#{version}" for version in range(2, entry.version))
    return next((fact for ref in refs if (fact := get(ref)) is not None), None)


def _delivered(entry: Entry, event: debrief.DebriefDelivered) -> Fact:
    return fact_of(
        entry,
        FactKind.DEBRIEF,
        WRITTEN if event.form is debrief.Form.WRITTEN else DELIVERED,
        event.organisation,
        event.occurred_on,
        title=event.title,
        period=event.period,
        performers=(event.person,),
        recipient=event.recipient,
        form=event.form.value,
        sections=event.sections,
        duties=event.duties,
    )


def _evaluated(entry: Entry, ref: str, event: debrief.DebriefEvaluated, delivered: Fact) -> Fact:
    fact = fact_of(entry, FactKind.DEBRIEF, EVALUATED, delivered.organisation, event.occurred_on, ref=ref)
    return _of_delivery(fact, delivered)


def _of_delivery(fact: Fact, delivered: Fact) -> Fact:
    """The evaluation is of whoever debriefed, by whoever heard it, on the same period."""
    return fact._replace(
        title=delivered.title,
        period=delivered.period,
        performers=delivered.performers,
        recipient=delivered.recipient,
        form=delivered.form,
        sections=delivered.sections,
        duties=delivered.duties,
    )
