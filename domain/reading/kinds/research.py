"""Facts of research: the topic, the paper and each use of it count apart.

The fact of the topic is the record's own; the paper's is the entry that recorded it, so that a correction of either
leaves the other alone. A paper that stands by itself is the record's own fact.
"""

from typing import Final

from domain import research
from domain.fact import Fact, FactKind
from domain.kernel import Entry
from domain.reading.changing import Change, Get, continued
from domain.reading.plain import fact_of

READS: Final[tuple[type, ...]] = (
    research.TopicDecided,
    research.PaperWritten,
    research.PaperSubmitted,
    research.PaperAdopted,
    research.TopicCorrected,
    research.PaperCorrected,
    research.ResearchVoided,
)
IGNORES: Final[tuple[type, ...]] = ()

_PAPER: Final = "#paper"


def _topic(entry: Entry, event: research.TopicDecided) -> Fact:
    return fact_of(
        entry,
        FactKind.RESEARCH,
        "research_topic_decided" if event.key else "research_topic",
        event.organisation,
        event.occurred_on,
        title=event.title,
        period=event.period,
        performers=event.researchers,
        duties=event.duties,
    )


def _paper(entry: Entry, event: research.PaperWritten) -> Fact:
    return fact_of(
        entry,
        FactKind.RESEARCH,
        "research_article" if event.paper is research.Paper.ARTICLE else "research_report",
        event.organisation,
        event.occurred_on,
        ref=f"{entry.stream}{_PAPER}",
        title=event.title,
        period=event.period,
        performers=event.authors,
        duties=event.duties,
    )


def changes(entry: Entry, get: Get) -> list[Change]:
    """See `domain.reading.facts.changes`."""
    event, stream = entry.event, entry.stream
    paper = f"{stream}{_PAPER}"
    match event:
        case research.TopicDecided():
            return [(stream, _topic(entry, event))]
        case research.PaperWritten():
            return [(paper, _paper(entry, event))]
        case research.TopicCorrected():
            before = get(stream)
            return [] if before is None else [(stream, continued(before, _topic(entry, event.topic)))]
        case research.ResearchVoided():
            used = [f"{stream}#{version}" for version in range(2, entry.version)]
            return [(ref, None) for ref in (stream, paper, *used) if get(ref) is not None]
    written = get(paper)
    if written is None:
        return []
    match event:
        case research.PaperSubmitted():
            # It went to several places: rules ask for the one it went to first.
            to = written.recipient or event.recipient
            return [(paper, written._replace(recipient=to, position=entry.position))]
        case research.PaperAdopted():
            return [(entry.ref, _adopted(entry, event, written))]
        case research.PaperCorrected():
            fresh = _paper(entry, event.written)._replace(recipient=written.recipient)
            return [(paper, continued(written, fresh))]
    return []


def _adopted(entry: Entry, event: research.PaperAdopted, written: Fact) -> Fact:
    return fact_of(
        entry,
        FactKind.RESEARCH,
        "paper_adopted",
        written.organisation,
        event.occurred_on,
        ref=entry.ref,
        title=written.title,
        performers=written.performers,
        recipient=event.by,
        duties=written.duties,
    )
