"""Words of a commitment 党员承诺."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import commitment
from domain.terms.common import Label

KIND: Final[Label] = ("党员承诺", "Commitment")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {}

EVENTS: Final[Mapping[type, Label]] = {
    commitment.CommitmentMade: ("作出承诺", "Commitment made"),
    commitment.CommitmentAccepted: ("承诺审核通过", "Commitment accepted"),
    commitment.CommitmentReturned: ("承诺退回修改", "Commitment sent back"),
    commitment.CommitmentRevised: ("修改承诺", "Commitment revised"),
    commitment.CommitmentFulfilled: ("报告兑现承诺", "Reported as kept"),
    commitment.CommitmentConfirmed: ("确认兑现", "Confirmed as kept"),
    commitment.CommitmentNotConfirmed: ("未予确认兑现", "Not confirmed"),
    commitment.CommitmentCorrected: ("更正承诺登记", "Commitment corrected"),
    commitment.CommitmentVoided: ("作废承诺登记", "Commitment voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    commitment.MakeCommitment: ("登记党员承诺", "Record commitment"),
    commitment.AcceptCommitment: ("审核通过", "Accept"),
    commitment.ReturnCommitment: ("退回修改", "Send back"),
    commitment.ReviseCommitment: ("修改承诺", "Revise"),
    commitment.FulfilCommitment: ("登记兑现", "Record as kept"),
    commitment.ConfirmCommitment: ("确认兑现", "Confirm"),
    commitment.RefuseCommitment: ("不予确认", "Refuse to confirm"),
    commitment.CorrectCommitment: ("更正承诺登记", "Correct commitment"),
    commitment.VoidCommitment: ("作废承诺登记", "Void commitment"),
}

FIELDS: Final[Mapping[str, Label]] = {}

_COMMON: Final[Mapping[str, Label]] = {
    "commitment": ("党员承诺", "Commitment"),
    "title": ("承诺事项", "What is promised"),
    "period": ("承诺年度", "Year"),
    "due_on": ("兑现时限", "To be kept by"),
    "duties": ("对应条款", "Clauses"),
    "evidence": ("佐证", "Evidence"),
    "made": ("承诺登记", "Commitment"),
}


def _own(**more: Label) -> Mapping[str, Label]:
    """The words of the kind, and what one record means by a field besides."""
    return {**_COMMON, **more}


_MADE: Final = _own(
    person=("承诺人", "Member"), occurred_on=("承诺日期", "Date of the promise"), text=("承诺内容", "Text")
)
_ACCEPTED: Final = _own(occurred_on=("审核日期", "Date accepted"))
_RETURNED: Final = _own(occurred_on=("退回日期", "Date sent back"))
_REVISED: Final = _own(occurred_on=("修改日期", "Date revised"), text=("承诺内容", "Text"))
_KEPT: Final = _own(occurred_on=("兑现日期", "Date kept"), text=("兑现情况", "How it was kept"))
_CONFIRMED: Final = _own(person=("确认人", "Confirmed by"), occurred_on=("确认日期", "Date confirmed"))
_REFUSED: Final = _own(person=("认定人", "Found by"), occurred_on=("认定日期", "Date"))

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    commitment.CommitmentMade: _MADE,
    commitment.MakeCommitment: _MADE,
    commitment.CorrectCommitment: _MADE,
    commitment.CommitmentCorrected: _MADE,
    commitment.VoidCommitment: _MADE,
    commitment.CommitmentAccepted: _ACCEPTED,
    commitment.AcceptCommitment: _ACCEPTED,
    commitment.CommitmentReturned: _RETURNED,
    commitment.ReturnCommitment: _RETURNED,
    commitment.CommitmentRevised: _REVISED,
    commitment.ReviseCommitment: _REVISED,
    commitment.CommitmentFulfilled: _KEPT,
    commitment.FulfilCommitment: _KEPT,
    commitment.CommitmentConfirmed: _CONFIRMED,
    commitment.ConfirmCommitment: _CONFIRMED,
    commitment.CommitmentNotConfirmed: _REFUSED,
    commitment.RefuseCommitment: _REFUSED,
}
