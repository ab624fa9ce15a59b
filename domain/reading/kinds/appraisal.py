"""Facts of appraisal rounds: that somebody appraises, and when the indicators were fixed."""

from typing import Final

from domain import appraisal
from domain.fact import Fact, FactKind
from domain.kernel import Entry
from domain.reading.changing import Change, Get, continued
from domain.reading.plain import fact_of

OPENED: Final = "appraisal"
FIXED: Final = "indicators_issued"
"""Fixing the indicators is what a clause asks for at the start of the year (jianxi 第十四条): its day is counted."""

READS: Final = (
    appraisal.AppraisalOpened,
    appraisal.IndicatorsFixed,
    appraisal.AppraisalCorrected,
    appraisal.AppraisalVoided,
)
IGNORES: Final = (appraisal.IndicatorsChanged, appraisal.AppraisalClosed)


def changes(entry: Entry, get: Get) -> list[Change]:
    """The round stands under the stream, its indicators under ``stream#version``; both are the appraiser's."""
    event, stream = entry.event, entry.stream
    if isinstance(event, appraisal.AppraisalOpened):
        return [(stream, _opened(entry, event))]
    before = get(stream)
    if before is None:
        return []
    match event:
        case appraisal.IndicatorsFixed():
            fact = fact_of(entry, FactKind.APPRAISAL, FIXED, before.organisation, event.occurred_on, ref=entry.ref)
            return [(entry.ref, _of_round(fact, before))]
        case appraisal.AppraisalCorrected():
            round = continued(before, _opened(entry, event.opened))
            return [(stream, round), *((fact.ref, _of_round(fact, round)) for fact in _fixed(entry, get))]
        case appraisal.AppraisalVoided():
            return [(stream, None), *((fact.ref, None) for fact in _fixed(entry, get))]
    return []


def _fixed(entry: Entry, get: Get) -> list[Fact]:
    refs = (f"{entry.stream}#{version}" for version in range(2, entry.version))
    return [fact for ref in refs if (fact := get(ref)) is not None]


def _opened(entry: Entry, event: appraisal.AppraisalOpened) -> Fact:
    return fact_of(
        entry,
        FactKind.APPRAISAL,
        OPENED,
        event.organisation,
        event.occurred_on,
        title=event.title,
        period=event.period,
        duties=event.duties,
    )


def _of_round(fact: Fact, round: Fact) -> Fact:
    return fact._replace(title=round.title, period=round.period, duties=round.duties)
