"""Words of a party member 党员."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import member
from domain.terms.common import Label

KIND: Final[Label] = ("党员", "Party member")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    member.Category: {
        "office": ("机关党员", "Office"),
        "state_firm": ("国有企业党员", "State enterprise"),
        "institution": ("事业单位党员", "Public institution"),
        "village": ("农村党员", "Village"),
        "community": ("社区党员", "Community"),
        "private_firm": ("非公企业党员", "Private enterprise"),
        "social_organisation": ("社会组织党员", "Social organisation"),
        "student": ("学生党员", "Student"),
        "retired": ("离退休党员", "Retired"),
        "other": ("其他党员", "Other"),
    },
    member.Standing: {
        "full": ("正式党员", "Full member"),
        "probationary": ("预备党员", "Probationary member"),
    },
    member.Status: {
        "full": ("正式党员", "Full member"),
        "probationary": ("预备党员", "Probationary member"),
        "ended": ("已出列", "Ended"),
    },
    member.Confirmation: {
        "confirmed": ("按期转正", "Confirmed"),
        "extended": ("延长预备期", "Probation extended"),
        "cancelled": ("取消预备党员资格", "Probation cancelled"),
    },
    member.Situation: {
        "frail": ("年老体弱", "Old and frail"),
        "ill": ("患病", "Ill"),
        "disabled": ("残疾", "Disabled"),
        "other": ("其他特殊情况", "Other special situation"),
    },
    member.School: {
        "central": ("中央党校", "Central party school"),
        "province": ("省级党校", "Party school of the province"),
        "city": ("市级党校", "Party school of the city"),
        "county": ("县级党校", "Party school of the county"),
        "below_county": ("县级以下", "Below the county"),
    },
    member.Problem: {
        "unfit": ("不符合党员条件", "No longer qualifies"),
        "duty_not_done": ("不履行党员义务", "Duties not done"),
        "long_absence": ("无正当理由不参加集体教育", "Stays away without proper reason"),
        "no_contact": ("长期不与党组织联系", "No contact for long"),
        "unrepaired": ("整改不到位", "Not put right"),
        "other": ("其他问题", "Other problem"),
    },
    member.Disposition: {
        "correct_within_limit": ("限期改正", "To correct within a limit"),
        "persuaded_to_leave": ("劝其退党", "Persuaded to leave"),
        "struck_off": ("除名", "Struck off"),
        "removed_from_office": ("免去职务", "Removed from office"),
        "other": ("其他处置", "Other disposition"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    member.MembershipRegistered: ("登记党员", "Member entered"),
    member.RelationTransferred: ("转接组织关系", "Relation transferred"),
    member.ConfirmationDecided: ("预备党员转正决定", "Probation decided"),
    member.SpecialSituationRecorded: ("登记特殊情况", "Special situation recorded"),
    member.SpecialSituationEnded: ("特殊情况结束", "Special situation ended"),
    member.HomeStudyDelivered: ("送学上门", "Study brought home"),
    member.RotationTrainingCompleted: ("完成轮训", "Rotation training completed"),
    member.MemberProblemIdentified: ("发现党员问题", "Problem of a member found"),
    member.HelpGiven: ("帮助教育党员", "Member helped"),
    member.HelpFailed: ("党员经教育不改", "Help was without effect"),
    member.MemberProblemResolved: ("党员问题解决", "Problem of a member overcome"),
    member.MemberDisposed: ("对党员作出组织处置", "Member disposed of"),
    member.MembershipEnded: ("党员出列", "Membership ended"),
    member.MemberEntryVoided: ("作废党员一项登记", "Entry of a member voided"),
    member.MembershipCorrected: ("更正党员登记", "Member's registration corrected"),
    member.MembershipVoided: ("作废党员登记", "Member's registration voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    member.RegisterMembership: ("登记党员", "Enter member"),
    member.TransferRelation: ("转接组织关系", "Transfer relation"),
    member.DecideConfirmation: ("登记转正决定", "Record decision on probation"),
    member.RecordSpecialSituation: ("登记特殊情况", "Record special situation"),
    member.EndSpecialSituation: ("登记特殊情况结束", "Record end of special situation"),
    member.DeliverHomeStudy: ("登记送学上门", "Record study brought home"),
    member.CompleteRotationTraining: ("登记轮训", "Record rotation training"),
    member.IdentifyMemberProblem: ("登记党员问题", "Record problem of member"),
    member.GiveHelp: ("登记帮助教育", "Record help given"),
    member.FailHelp: ("登记经教育不改", "Record that help failed"),
    member.ResolveMemberProblem: ("登记党员问题解决", "Record that problem was overcome"),
    member.DisposeMember: ("登记组织处置", "Record disposition"),
    member.EndMembership: ("登记党员出列", "Record end of membership"),
    member.VoidMemberEntry: ("作废党员一项登记", "Void entry of member"),
    member.CorrectMembership: ("更正党员登记", "Correct registration of member"),
    member.VoidMembership: ("作废党员登记", "Void registration of member"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "criticism": ("批评记录", "Record of the criticism"),
    "entry": ("要作废的事项", "Entry to be voided"),
    "joined_on": ("入党日期", "Joined the party on"),
    "member": ("党员", "Party member"),
    "organiser": ("举办单位", "Organiser"),
    "stands": ("更正后的状态", "How the member stands"),
    "school": ("党校层级", "Level of the school"),
}

_REGISTERED: Final = {
    "person": ("党员", "Party member"),
    "organisation": ("组织关系所在支部", "Branch of the relation"),
    "category": ("党员类别", "Sort of member"),
    "standing": ("党员身份", "Standing"),
    "occurred_on": ("登记起始日期", "First day"),
}
_TRANSFERRED: Final = {
    "organisation": ("转入组织", "Organisation transferred to"),
    "category": ("转入后党员类别", "Sort of member there"),
    "occurred_on": ("转接日期", "Date transferred"),
    "document": ("介绍信或文号", "Letter or document"),
}
_DECIDED: Final = {
    "outcome": ("转正结果", "Outcome"),
    "occurred_on": ("决定日期", "Date decided"),
    "meeting": ("讨论会议", "Meeting"),
    "until": ("延长至", "Extended until"),
}
_SITUATION: Final = {
    "number": ("特殊情况编号", "Number of the situation"),
    "situation": ("特殊情况", "Special situation"),
    "occurred_on": ("起始日期", "First day"),
    "text": ("具体情况", "What it is"),
}
_SITUATION_ENDED: Final = {
    "number": ("特殊情况编号", "Number of the situation"),
    "occurred_on": ("结束日期", "Last day"),
}
_HOME_STUDY: Final = {
    "occurred_on": ("送学日期", "Date delivered"),
    "persons": ("送学人员", "Who brought it"),
    "text": ("送学内容", "What was studied"),
}
_TRAINING: Final = {
    "occurred_on": ("结业日期", "Date completed"),
    "title": ("培训班次", "Course"),
    "half_days": ("时长（半天）", "Length in half-days"),
}
_PROBLEM: Final = {
    "number": ("问题编号", "Number of the problem"),
    "problem": ("问题类别", "Sort of problem"),
    "occurred_on": ("发现日期", "Date found"),
    "text": ("具体表现", "What is wrong"),
    "cites": ("依据记录", "Records cited"),
}
_HELP: Final = {
    "number": ("问题编号", "Number of the problem"),
    "occurred_on": ("帮助教育日期", "Date of help"),
    "persons": ("帮助教育人员", "Who helped"),
    "text": ("帮助教育情况", "What was done"),
}
_FAILED: Final = {
    "number": ("问题编号", "Number of the problem"),
    "text": ("不改情况", "How it failed"),
    "cites": ("依据记录", "Records cited"),
}
_RESOLVED: Final = {
    "number": ("问题编号", "Number of the problem"),
    "occurred_on": ("解决日期", "Date overcome"),
    "text": ("解决情况", "How it was overcome"),
}
_DISPOSED: Final = {
    "number": ("问题编号", "Number of the problem"),
    "disposition": ("处置方式", "Disposition"),
    "occurred_on": ("处置日期", "Date decided"),
    "meeting": ("作出处置的会议", "Deciding meeting"),
    "document": ("决定文号", "Document"),
    "due_on": ("改正期限", "To be corrected by"),
    "text": ("说明", "Text"),
}
_ENDED: Final = {"occurred_on": ("出列日期", "Date ended"), "reason": ("出列原因", "Why it ended")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    member.MembershipRegistered: _REGISTERED,
    member.RegisterMembership: _REGISTERED,
    member.CorrectMembership: _REGISTERED,
    member.Stands: {
        "organisation": ("组织关系所在支部", "Branch of the relation"),
        "category": ("党员类别", "Sort of member"),
        "status": ("党员状态", "Status"),
    },
    member.RelationTransferred: _TRANSFERRED,
    member.TransferRelation: _TRANSFERRED,
    member.ConfirmationDecided: _DECIDED,
    member.DecideConfirmation: _DECIDED,
    member.SpecialSituationRecorded: _SITUATION,
    member.RecordSpecialSituation: _SITUATION,
    member.SpecialSituationEnded: _SITUATION_ENDED,
    member.EndSpecialSituation: _SITUATION_ENDED,
    member.HomeStudyDelivered: _HOME_STUDY,
    member.DeliverHomeStudy: _HOME_STUDY,
    member.RotationTrainingCompleted: _TRAINING,
    member.CompleteRotationTraining: _TRAINING,
    member.MemberProblemIdentified: _PROBLEM,
    member.IdentifyMemberProblem: _PROBLEM,
    member.HelpGiven: _HELP,
    member.GiveHelp: _HELP,
    member.HelpFailed: _FAILED,
    member.FailHelp: _FAILED,
    member.MemberProblemResolved: _RESOLVED,
    member.ResolveMemberProblem: _RESOLVED,
    member.MemberDisposed: _DISPOSED,
    member.DisposeMember: _DISPOSED,
    member.MembershipEnded: _ENDED,
    member.EndMembership: _ENDED,
}
