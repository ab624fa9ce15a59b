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
INTEGRITY: Final = "integrity_debrief"
"""A debriefing on duty and integrity 述职述廉, however it was given: what has to stand in it is asked of it, and of a
report of that sort (c2006-resp 四¶1; jianxi 第十二条; township 三（六）). One on party building alone is another."""

READS: Final = (
    debrief.DebriefDelivered,
    debrief.DebriefEvaluated,
    debrief.EvaluationCorrected,
    debrief.DebriefCorrected,
    debrief.DebriefVoided,
)
IGNORES: Final[tuple[type, ...]] = ()


def changes(entry: Entry, get: Get) -> list[Change]:
    """The delivery stands under the stream, the evaluation under ``stream#version``.

    A delivery on duty and integrity stands a second time, under ``stream#1``.
    """
    event, stream = entry.event, entry.stream
    if isinstance(event, debrief.DebriefDelivered):
        fact = _delivered(entry, event)
        return [(stream, fact), *_integrity(event, fact, None)]
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
            found: list[Change] = [(stream, fact), *_integrity(event.delivered, fact, get(f"{stream}#1"))]
            if evaluated is not None:
                found.append((evaluated.ref, _of_delivery(evaluated, fact)))
            return found
        case debrief.DebriefVoided():
            parts = [fact for fact in (get(f"{stream}#1"), evaluated) if fact is not None]
            return [(stream, None), *((fact.ref, None) for fact in parts)]
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


def _integrity(event: debrief.DebriefDelivered, delivered: Fact, before: Fact | None) -> list[Change]:
    """The delivery as one on duty and integrity; nothing any more, where it was called so by mistake."""
    ref = f"{delivered.ref}#1"
    if event.type is debrief.Type.INTEGRITY:
        return [(ref, delivered._replace(ref=ref, act=INTEGRITY))]
    return [] if before is None else [(ref, None)]


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
