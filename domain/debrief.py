"""Debriefing 述职: a person reports on duties done, and is evaluated.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Type(StrEnum):
    """What kind of debriefing 述职类型."""

    PARTY_BUILDING = "party_building"
    INTEGRITY = "integrity"
    GENERAL = "general"


class Form(StrEnum):
    """How it was given 述职形式."""

    ON_SITE = "on_site"
    WRITTEN = "written"


class Grade(StrEnum):
    """Outcome of the evaluation 评议等次."""

    GOOD = "good"
    FAIRLY_GOOD = "fairly_good"
    AVERAGE = "average"
    POOR = "poor"


# --- events ----------------------------------------------------------------------


@record
class DebriefDelivered:
    """A person debriefed 述职."""

    organisation: str
    """Organisation whose work is debriefed on."""
    person: str
    recipient: str
    """Organisation before which it was delivered."""
    type: Type
    form: Form
    period: str
    title: str
    occurred_on: date
    sections: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class DebriefEvaluated:
    """It was evaluated 评议."""

    occurred_on: date
    grade: Grade
    evaluators: int | None = None
    """How many took part."""
    text: str = ""


@record
class EvaluationCorrected:
    """The evaluation was written down wrongly 更正评议结果."""

    corrects: int
    evaluated: DebriefEvaluated
    reason: str


@record
class DebriefCorrected:
    """It was written down wrongly; ``delivered`` is how it should read 更正述职登记."""

    corrects: int
    delivered: DebriefDelivered
    reason: str


@record
class DebriefVoided:
    """It was recorded by mistake 作废述职登记."""

    reason: str


Event: TypeAlias = DebriefDelivered | DebriefEvaluated | EvaluationCorrected | DebriefCorrected | DebriefVoided

# --- commands --------------------------------------------------------------------


@record
class DeliverDebrief:
    """Record a debriefing 登记述职."""

    debrief: str
    organisation: str
    """Organisation whose work is debriefed on."""
    person: str
    recipient: str
    """Organisation before which it was delivered."""
    type: Type
    form: Form
    period: str
    title: str
    occurred_on: date
    sections: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class EvaluateDebrief:
    """Record the evaluation 登记评议结果."""

    debrief: str
    occurred_on: date
    grade: Grade
    evaluators: int | None = None
    """How many took part."""
    text: str = ""


@record
class CorrectEvaluation:
    """Correct the evaluation 更正评议结果."""

    debrief: str
    occurred_on: date
    grade: Grade
    reason: str
    evaluators: int | None = None
    """How many took part."""
    text: str = ""


@record
class CorrectDebrief:
    """Correct it 更正述职登记."""

    debrief: str
    person: str
    recipient: str
    """Organisation before which it was delivered."""
    type: Type
    form: Form
    period: str
    title: str
    occurred_on: date
    reason: str
    sections: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidDebrief:
    """Void it 作废述职登记."""

    debrief: str
    reason: str


Command: TypeAlias = DeliverDebrief | EvaluateDebrief | CorrectEvaluation | CorrectDebrief | VoidDebrief
