"""Handling of commands on reviews: the meeting and the superior's round that they name are read."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from domain import review
from domain.handling.row import ORGANISATION, PERSON, Mention, Need, names, one, rows

_NAMED: Final = names(meeting="meeting", arranged_under="review")


def _reviewed(command: Any, state: Any) -> Iterable[Mention]:
    yield from _NAMED(command, state)
    for result in command.results:
        yield Mention(field="results", ref=result.person, kind=PERSON)


def _begun(command: Any, state: Any) -> Iterable[Mention]:
    yield Mention(field="organisation", ref=command.organisation, kind=ORGANISATION)
    yield from _reviewed(command, state)


def _needs(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    found = {}
    if getattr(command, "meeting", None):
        found["meeting"] = one(command.meeting)
    if command.arranged_under:
        found["superior"] = one(command.arranged_under)
    return found


ROWS: Final = rows(
    review,
    "review",
    {
        review.ArrangeReview: {
            "existing": names(organisation=ORGANISATION, arranged_under="review"),
            "needs": _needs,
        },
        review.CompleteReviewStep: {},
        review.HoldReview: {"existing": _begun, "needs": _needs},
        review.RecordMassEvaluation: {},
        review.NotifyResult: {},
        review.CorrectReview: {"existing": _reviewed, "needs": _needs},
        review.VoidReview: {},
    },
)
