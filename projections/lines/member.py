"""Lines of members: one each, about the person; a transfer moves the line to where the member belongs now."""

from typing import Final

from domain import member
from domain.identity import person_of
from domain.kernel import Entry
from domain.member import Confirmation
from projections.lines.line import Values, blank
from projections.store import iso

_CONFIRMED: Final = {
    Confirmation.CONFIRMED: "full",
    Confirmation.EXTENDED: "probationary",
    Confirmation.CANCELLED: "ended",
}

READS: Final[tuple[type, ...]] = (
    member.MembershipRegistered,
    member.RelationTransferred,
    member.ConfirmationDecided,
    member.SpecialSituationRecorded,
    member.SpecialSituationEnded,
    member.HomeStudyDelivered,
    member.RotationTrainingCompleted,
    member.MemberProblemIdentified,
    member.HelpGiven,
    member.HelpFailed,
    member.MemberProblemResolved,
    member.MemberDisposed,
    member.MembershipEnded,
    member.MemberEntryVoided,
    member.MembershipCorrected,
    member.MembershipVoided,
)


def fold(entry: Entry, lines: dict[str, Values]) -> list[tuple[str, Values]]:
    """See `projections.lines.line.Fold`."""
    event = entry.event
    line = {**(lines.get(entry.stream) or blank(entry)), "kind": "member", "version": entry.version}
    match event:
        case member.MembershipRegistered():
            line |= {"about": person_of(entry.stream), "occurred_on": iso(event.occurred_on)}
            line |= _stands(event.organisation, event.category, event.standing)
        case member.RelationTransferred():
            line |= _stands(event.organisation, event.category, line["stage"])
        case member.ConfirmationDecided():
            line["stage"] = _CONFIRMED[event.outcome]
        case member.MembershipEnded():
            line["stage"] = "ended"
        case member.MemberEntryVoided(stands=stands):
            line |= _stands(stands.organisation, stands.category, stands.status)
            line["corrections"] += 1
        case member.MembershipCorrected(registered=registered, stands=stands):
            line |= _stands(stands.organisation, stands.category, stands.status)
            line |= {"occurred_on": iso(registered.occurred_on), "corrections": line["corrections"] + 1}
        case member.MembershipVoided():
            line["stage"] = "voided"
    return [(entry.stream, line)]


def _stands(organisation: str, category: str, stage: str) -> Values:
    return {"organisation": organisation, "act": str(category), "stage": str(stage)}
