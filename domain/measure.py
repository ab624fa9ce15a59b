"""Measure 批评、诫勉、调整: what is done about one organisation or person for weak work, outside a case.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Type(StrEnum):
    """What is done 处理种类."""

    CRITICISM = "criticism"
    SERIOUS_CRITICISM = "serious_criticism"
    NOTICE_OF_CRITICISM = "notice_of_criticism"
    ADMONITION = "admonition"
    POST_ADJUSTMENT = "post_adjustment"
    LEAVE_POST_TRAINING = "leave_post_training"
    ORGANISATIONAL_MEASURE = "organisational_measure"


class Ground(StrEnum):
    """Why 处理事由."""

    WEAK_WORK = "weak_work"
    INACTION = "inaction"
    NEGLECT = "neglect"
    SHIRKING = "shirking"
    UNQUALIFIED_APPRAISAL = "unqualified_appraisal"
    ABSENCE = "absence"
    NO_CONTACT = "no_contact"
    UNREPORTED_CHANGE = "unreported_change"
    OTHER = "other"


class Seriousness(StrEnum):
    """How serious 情节."""

    MINOR = "minor"
    FAIRLY_SERIOUS = "fairly_serious"
    SERIOUS = "serious"


# --- events ----------------------------------------------------------------------


@record
class MeasureTaken:
    """A measure was taken 作出处理."""

    organisation: str
    """Who takes it."""
    type: Type
    about: str
    """The organisation or person concerned."""
    subject: str
    """Organisation concerned, or the person's."""
    ground: Ground
    cites: tuple[str, ...]
    """Records it rests on."""
    title: str
    occurred_on: date
    clause: str = ""
    seriousness: Seriousness | None = None
    document: str = ""
    meeting: str | None = None
    rectify_by: date | None = None
    """A criticism with a time limit asks for a rectification."""
    ends_on: date | None = None
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class MeasureNotified:
    """The one concerned was told 送达告知."""

    occurred_on: date
    text: str = ""


@record
class MeasureStatementTaken:
    """The one concerned was heard 听取陈述."""

    occurred_on: date
    text: str


@record
class MeasureEnded:
    """It ran out 期满解除."""

    occurred_on: date
    text: str = ""


@record
class MeasureRevoked:
    """It was revoked 撤销处理."""

    occurred_on: date
    document: str
    reason: str


@record
class MeasureCorrected:
    """It was written down wrongly; ``taken`` is how it should read 更正处理登记."""

    corrects: int
    taken: MeasureTaken
    reason: str


@record
class MeasureVoided:
    """It was recorded by mistake 作废处理登记."""

    reason: str


Event: TypeAlias = (
    MeasureTaken
    | MeasureNotified
    | MeasureStatementTaken
    | MeasureEnded
    | MeasureRevoked
    | MeasureCorrected
    | MeasureVoided
)

# --- commands --------------------------------------------------------------------


@record
class TakeMeasure:
    """Take a measure 登记批评、诫勉、调整."""

    measure: str
    organisation: str
    """Who takes it."""
    type: Type
    about: str
    """The organisation or person concerned."""
    subject: str
    """Organisation concerned, or the person's."""
    ground: Ground
    cites: tuple[str, ...]
    """Records it rests on."""
    title: str
    occurred_on: date
    clause: str = ""
    seriousness: Seriousness | None = None
    document: str = ""
    meeting: str | None = None
    rectify_by: date | None = None
    """A criticism with a time limit asks for a rectification."""
    ends_on: date | None = None
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class NotifyMeasure:
    """Record that it was delivered 登记送达."""

    measure: str
    occurred_on: date
    text: str = ""


@record
class TakeMeasureStatement:
    """Record the statement 登记陈述."""

    measure: str
    occurred_on: date
    text: str


@record
class EndMeasure:
    """Record its end 登记期满解除."""

    measure: str
    occurred_on: date
    text: str = ""


@record
class RevokeMeasure:
    """Revoke it 撤销处理."""

    measure: str
    occurred_on: date
    document: str
    reason: str


@record
class CorrectMeasure:
    """Correct it 更正处理登记."""

    measure: str
    type: Type
    about: str
    """The organisation or person concerned."""
    subject: str
    """Organisation concerned, or the person's."""
    ground: Ground
    cites: tuple[str, ...]
    """Records it rests on."""
    title: str
    occurred_on: date
    reason: str
    clause: str = ""
    seriousness: Seriousness | None = None
    document: str = ""
    meeting: str | None = None
    rectify_by: date | None = None
    """A criticism with a time limit asks for a rectification."""
    ends_on: date | None = None
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidMeasure:
    """Void it 作废处理登记."""

    measure: str
    reason: str


Command: TypeAlias = (
    TakeMeasure | NotifyMeasure | TakeMeasureStatement | EndMeasure | RevokeMeasure | CorrectMeasure | VoidMeasure
)
