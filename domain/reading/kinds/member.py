"""Facts of members: what was done for and about each of them. To whom the member belongs is no fact but a membership.

All but the registration count by themselves, under ``member-…#version``; who did them is the member concerned. Every
step about a problem names it by its number (``case``) and says what sort it is (``topics``): help for somebody who
stays away is no help for somebody unfit. What was decided in the end stands in ``form``.
"""

from collections.abc import Mapping
from typing import Any, Final

from domain import member
from domain.fact import Fact, FactKind
from domain.identity import person_of
from domain.kernel import Entry
from domain.reading.changing import Change, Get
from domain.reading.plain import fact_of

_ACTS: Final[Mapping[type, str]] = {
    member.HomeStudyDelivered: "home_study",
    member.RotationTrainingCompleted: "rotation_training",
    member.MemberProblemIdentified: "member_problem_identified",
    member.HelpGiven: "member_help",
    member.HelpFailed: "member_help_failed",
    member.MemberProblemResolved: "member_problem_resolved",
    member.MemberDisposed: "member_disposition",
}
"""Event -> act of its fact."""

_LOWER: Final = "lower_training"
"""Training at a school below the county: kept, and no rotation training."""

READS: Final[tuple[type, ...]] = (*_ACTS, member.MemberEntryVoided, member.MembershipVoided)
IGNORES: Final[tuple[type, ...]] = (
    member.MembershipRegistered,
    member.RelationTransferred,
    member.ConfirmationDecided,
    member.SpecialSituationRecorded,
    member.SpecialSituationEnded,
    member.MembershipEnded,
    member.MembershipCorrected,
)

_OF_A_PROBLEM: Final = (
    member.MemberProblemIdentified,
    member.HelpGiven,
    member.HelpFailed,
    member.MemberProblemResolved,
    member.MemberDisposed,
)
"""Steps that belong to one numbered problem of the member."""


def changes(entry: Entry, get: Get) -> list[Change]:
    """See `domain.reading.facts.changes`."""
    event = entry.event
    match event:
        case member.MemberEntryVoided():
            return _gone(entry, get, (event.entry,))
        case member.MembershipVoided():
            return _gone(entry, get, range(1, entry.version))
    return [(entry.ref, _done(entry, event, get))]


def _gone(entry: Entry, get: Get, versions: Any) -> list[Change]:
    refs = (f"{entry.stream}#{version}" for version in versions)
    return [(ref, None) for ref in refs if get(ref) is not None]


def _done(entry: Entry, event: Any, get: Get) -> Fact:
    act, more = _ACTS[type(event)], dict[str, Any]()
    if isinstance(event, member.RotationTrainingCompleted):
        act = _LOWER if event.school is member.School.BELOW_COUNTY else act
        more = {"title": event.title, "quantity": event.half_days, "form": event.school.value}
    elif isinstance(event, member.MemberDisposed):
        more = {"form": event.disposition.value}
    if isinstance(event, _OF_A_PROBLEM):
        more |= {"case": str(event.number), "topics": _sort(entry, event, get)}
    return fact_of(
        entry,
        FactKind.MEMBER,
        act,
        event.organisation,
        event.occurred_on,
        ref=entry.ref,
        performers=(person_of(entry.stream),),
        **more,
    )


def _sort(entry: Entry, event: Any, get: Get) -> tuple[str, ...]:
    """Which sort of problem a step is about: as it was said when the problem was identified."""
    if isinstance(event, member.MemberProblemIdentified):
        return (event.problem.value,)
    before = (get(f"{entry.stream}#{version}") for version in range(entry.version - 1, 0, -1))
    return next((fact.topics for fact in before if fact is not None and fact.case == str(event.number)), ())
