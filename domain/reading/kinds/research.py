"""Facts of research: the topic, the paper and each use of it count apart.

The fact of the topic is the record's own; the paper's is the entry that recorded it, so that a correction of either
leaves the other alone. A paper that stands by itself is the record's own fact. What was made of a paper follows it.
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

_PAPERS: Final = frozenset({"research_report", "research_article"})


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


def _paper(entry: Entry, event: research.PaperWritten, ref: str) -> Fact:
    return fact_of(
        entry,
        FactKind.RESEARCH,
        "research_article" if event.paper is research.Paper.ARTICLE else "research_report",
        event.organisation,
        event.occurred_on,
        ref=ref,
        title=event.title,
        period=event.period,
        performers=event.authors,
        duties=event.duties,
    )


def changes(entry: Entry, get: Get) -> list[Change]:
    """See `domain.reading.facts.changes`."""
    event, stream = entry.event, entry.stream
    match event:
        case research.TopicDecided():
            return [(stream, _topic(entry, event))]
        case research.PaperWritten():
            ref = stream if entry.version == 1 else entry.ref
            return [(ref, _paper(entry, event, ref))]
    known = _known(entry, get)
    match event:
        case research.ResearchVoided():
            return [(fact.ref, None) for fact in known]
        case research.TopicCorrected():
            return [
                (fact.ref, continued(fact, _topic(entry, event.topic)))
                for fact in known
                if fact.ref == stream and fact.act not in _PAPERS
            ]
    written = next((fact for fact in known if fact.act in _PAPERS), None)
    if written is None:
        return []
    match event:
        case research.PaperSubmitted():
            # It went to several places: rules ask for the one it went to first.
            to = written.recipient or event.recipient
            return [(written.ref, written._replace(recipient=to, position=entry.position))]
        case research.PaperAdopted():
            return [(entry.ref, _adopted(entry, event, written))]
        case research.PaperCorrected():
            fresh = _paper(entry, event.written, written.ref)._replace(recipient=written.recipient)
            uses = [fact for fact in known if fact.act == "paper_adopted"]
            return [(fresh.ref, continued(written, fresh)), *((fact.ref, _of(fact, fresh, entry)) for fact in uses)]
    return []


def _known(entry: Entry, get: Get) -> list[Fact]:
    """Facts of the record as they were before the entry."""
    refs = [entry.stream, *(f"{entry.stream}#{version}" for version in range(2, entry.version))]
    return [fact for ref in refs if (fact := get(ref)) is not None]


def _of(use: Fact, paper: Fact, entry: Entry) -> Fact:
    """A use of the paper, after the paper was corrected."""
    return use._replace(
        title=paper.title, performers=paper.performers, duties=paper.duties, position=entry.position, corrected=True
    )


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
