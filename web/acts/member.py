"""Acts on members 党员."""

from typing import Final

from domain import member
from web.acts.row import Act, standing

_MEMBER: Final = ("full", "probationary")
_KNOWN: Final = (*_MEMBER, "ended")

ACTS: Final = (
    Act(command=member.RegisterMembership, begins=True),
    Act(command=member.TransferRelation, stages=_MEMBER),
    Act(command=member.DecideConfirmation, stages=("probationary",)),
    Act(command=member.RecordSpecialSituation, stages=_MEMBER),
    Act(command=member.EndSpecialSituation, stages=_MEMBER),
    Act(command=member.DeliverHomeStudy, stages=_KNOWN, counts=True),
    Act(command=member.CompleteRotationTraining, stages=_KNOWN, counts=True),
    Act(command=member.IdentifyMemberProblem, stages=_MEMBER, counts=True),
    Act(command=member.GiveHelp, stages=_KNOWN, counts=True),
    Act(command=member.FailHelp, stages=_KNOWN),
    Act(command=member.ResolveMemberProblem, stages=_KNOWN),
    Act(command=member.DisposeMember, stages=_KNOWN, counts=True),
    Act(command=member.EndMembership, stages=_MEMBER),
    Act(command=member.VoidMemberEntry, stages=_KNOWN),
    Act(command=member.CorrectMembership, stages=_KNOWN, prefill=standing("registered")),
    Act(command=member.VoidMembership, stages=_KNOWN),
)
