"""Shapes of the acts on members 党员."""

from domain import member as acts
from web.schemas.derived import ANY_ORGANISATION, record_of, shape_of, whole

_SITUATION = whole(1, 999, source="member_situations")
_PROBLEM = whole(1, 999, source="member_problems")
_SESSIONS = record_of(source="evidence")

RegisterMembership = shape_of(acts.RegisterMembership)
TransferRelation = shape_of(acts.TransferRelation, organisation=ANY_ORGANISATION)
DecideConfirmation = shape_of(acts.DecideConfirmation)
RecordSpecialSituation = shape_of(acts.RecordSpecialSituation)
EndSpecialSituation = shape_of(acts.EndSpecialSituation, number=_SITUATION)
DeliverHomeStudy = shape_of(acts.DeliverHomeStudy)
CompleteRotationTraining = shape_of(acts.CompleteRotationTraining, half_days=whole(1, 999))
IdentifyMemberProblem = shape_of(acts.IdentifyMemberProblem, cites=_SESSIONS)
GiveHelp = shape_of(acts.GiveHelp, number=_PROBLEM, criticism=record_of("measure"))
FailHelp = shape_of(acts.FailHelp, number=_PROBLEM, cites=_SESSIONS)
ResolveMemberProblem = shape_of(acts.ResolveMemberProblem, number=_PROBLEM)
DisposeMember = shape_of(acts.DisposeMember, number=_PROBLEM)
EndMembership = shape_of(acts.EndMembership)
VoidMemberEntry = shape_of(acts.VoidMemberEntry, entry=whole(1, 99_999, source="member_entries"))
CorrectMembership = shape_of(acts.CorrectMembership)
VoidMembership = shape_of(acts.VoidMembership)
