"""Commitment 党员承诺: a member promises something definite by a day.

Rules
1. (to be written)
"""

from datetime import date
from typing import TypeAlias

from domain.kernel import record

# --- events ----------------------------------------------------------------------


@record
class CommitmentMade:
    """A commitment was made 作出承诺."""

    organisation: str
    person: str
    title: str
    """What will be there when it is kept."""
    period: str
    occurred_on: date
    due_on: date
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class CommitmentAccepted:
    """The branch accepted it 审核通过."""

    occurred_on: date
    note: str = ""


@record
class CommitmentReturned:
    """The branch sent it back 退回修改."""

    occurred_on: date
    reason: str


@record
class CommitmentRevised:
    """It was revised 修改承诺."""

    occurred_on: date
    title: str
    due_on: date
    text: str = ""


@record
class CommitmentFulfilled:
    """The member kept it 兑现承诺."""

    occurred_on: date
    text: str
    evidence: tuple[str, ...] = ()


@record
class CommitmentConfirmed:
    """Another person confirmed it 确认兑现."""

    occurred_on: date
    person: str
    note: str = ""


@record
class CommitmentNotConfirmed:
    """It was found not to be kept 未予确认."""

    occurred_on: date
    person: str
    reason: str


@record
class CommitmentCorrected:
    """It was written down wrongly; ``made`` is how it should read 更正承诺登记."""

    corrects: int
    made: CommitmentMade
    reason: str


@record
class CommitmentVoided:
    """It was recorded by mistake 作废承诺登记."""

    reason: str


Event: TypeAlias = (
    CommitmentMade
    | CommitmentAccepted
    | CommitmentReturned
    | CommitmentRevised
    | CommitmentFulfilled
    | CommitmentConfirmed
    | CommitmentNotConfirmed
    | CommitmentCorrected
    | CommitmentVoided
)

# --- commands --------------------------------------------------------------------


@record
class MakeCommitment:
    """Record a commitment 登记承诺."""

    commitment: str
    organisation: str
    person: str
    title: str
    """What will be there when it is kept."""
    period: str
    occurred_on: date
    due_on: date
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class AcceptCommitment:
    """Accept it 审核通过."""

    commitment: str
    occurred_on: date
    note: str = ""


@record
class ReturnCommitment:
    """Send it back 退回修改."""

    commitment: str
    occurred_on: date
    reason: str


@record
class ReviseCommitment:
    """Revise it 修改承诺."""

    commitment: str
    occurred_on: date
    title: str
    due_on: date
    text: str = ""


@record
class FulfilCommitment:
    """Record that it was kept 登记兑现."""

    commitment: str
    occurred_on: date
    text: str
    evidence: tuple[str, ...] = ()


@record
class ConfirmCommitment:
    """Confirm it 确认兑现."""

    commitment: str
    occurred_on: date
    person: str
    note: str = ""


@record
class RefuseCommitment:
    """Refuse to confirm it 不予确认."""

    commitment: str
    occurred_on: date
    person: str
    reason: str


@record
class CorrectCommitment:
    """Correct it 更正承诺登记."""

    commitment: str
    person: str
    title: str
    """What will be there when it is kept."""
    period: str
    occurred_on: date
    due_on: date
    reason: str
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidCommitment:
    """Void it 作废承诺登记."""

    commitment: str
    reason: str


Command: TypeAlias = (
    MakeCommitment
    | AcceptCommitment
    | ReturnCommitment
    | ReviseCommitment
    | FulfilCommitment
    | ConfirmCommitment
    | RefuseCommitment
    | CorrectCommitment
    | VoidCommitment
)
