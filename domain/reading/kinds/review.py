"""Facts of reviews: arranged, each preparatory step, held, opinions given, masses asked, made known."""

from collections.abc import Iterable
from typing import Final

from domain import review
from domain.fact import Fact, FactKind
from domain.kernel import Entry
from domain.reading.changing import Change, Get, continued
from domain.reading.plain import fact_of

READS: Final[tuple[type, ...]] = (
    review.ReviewArranged,
    review.ReviewStepCompleted,
    review.ReviewHeld,
    review.MassEvaluationRecorded,
    review.ResultNotified,
    review.ReviewCorrected,
    review.ReviewVoided,
)
IGNORES: Final[tuple[type, ...]] = ()

_OPINIONS: Final = "opinions"
"""Part of the review under which the overall opinions on members are one fact."""
_FIRST: Final = 1
"""Version of the entry with which a review begins: its arrangement, or at once the meeting."""


def changes(entry: Entry, get: Get) -> list[Change]:
    """See `domain.reading.facts.changes`."""
    event, stream = entry.event, entry.stream
    match event:
        case review.ReviewArranged():
            return [(entry.ref, _arranged(entry, event))]
        case review.ReviewHeld():
            return list(_held(entry, event, get))
        case review.ReviewCorrected():
            return list(_held(entry, event.held, get))
        case review.ReviewVoided():
            refs = (stream, f"{stream}#{_OPINIONS}", *(f"{stream}#{n}" for n in range(_FIRST, entry.version)))
            return [(ref, None) for ref in refs if get(ref) is not None]
    before = get(f"{stream}#{_FIRST}") or get(stream)
    return [] if before is None else [(entry.ref, _step(entry, before))]


def _arranged(entry: Entry, event: review.ReviewArranged) -> Fact:
    return fact_of(
        entry,
        FactKind.REVIEW,
        f"{event.type.value}_arranged",
        event.organisation,
        event.occurred_on,
        ref=entry.ref,
        title=event.title,
        period=event.period,
        duties=event.duties,
    )


def _step(entry: Entry, before: Fact) -> Fact:
    """What belongs to a review besides its meeting, done by the organisation that holds it."""
    event, topics = entry.event, ()
    quantity = None
    if isinstance(event, review.ReviewStepCompleted):
        act = f"review_{event.step.value}"
    elif isinstance(event, review.MassEvaluationRecorded):
        act, quantity = "mass_evaluation", event.asked
    else:
        act, topics = "review_notified", tuple(one.value for one in event.audiences)
    return fact_of(
        entry,
        FactKind.REVIEW,
        act,
        before.organisation,
        event.occurred_on,
        ref=entry.ref,
        title=before.title,
        period=before.period,
        topics=topics,
        quantity=quantity,
    )


def _held(entry: Entry, held: review.ReviewHeld, get: Get) -> Iterable[Change]:
    opinions = f"{entry.stream}#{_OPINIONS}"
    told = tuple(result.person for result in held.results if result.opinion)
    facts = {
        entry.stream: _reviewed(entry, held, held.type.value, tuple(result.person for result in held.results)),
        opinions: _reviewed(entry, held, "overall_opinion", told, ref=opinions) if told else None,
    }
    for ref, fact in facts.items():
        before = get(ref)
        if fact is not None:
            yield ref, fact if before is None else continued(before, fact)
        elif before is not None:
            yield ref, None


def _reviewed(entry: Entry, held: review.ReviewHeld, act: str, members: tuple[str, ...], *, ref: str = "") -> Fact:
    return fact_of(
        entry,
        FactKind.REVIEW,
        act,
        held.organisation,
        held.occurred_on,
        ref=ref,
        title=held.title,
        period=held.period,
        performers=members,
        quantity=held.present,
        duties=held.duties,
    )
