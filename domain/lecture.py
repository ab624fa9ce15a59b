"""Lecture 党课、形势报告: somebody lectures party members in person.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Type(StrEnum):
    """Which of the two 类别."""

    PARTY_LECTURE = "party_lecture"
    SITUATION_REPORT = "situation_report"


# --- events ----------------------------------------------------------------------


@record
class LectureDelivered:
    """A lecture or situation report was given 讲党课（作形势报告）."""

    organisation: str
    """Organisation for whose duties the lecturer speaks."""
    type: Type
    lecturer: str
    title: str
    occurred_on: date
    unit: str | None = None
    """Where it was given."""
    point: str | None = None
    """Contact point, where it was given there."""
    audience: int | None = None
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class LectureCorrected:
    """It was written down wrongly; ``delivered`` is how it should read 更正党课登记."""

    corrects: int
    delivered: LectureDelivered
    reason: str


@record
class LectureVoided:
    """It was recorded by mistake 作废党课登记."""

    reason: str


Event: TypeAlias = LectureDelivered | LectureCorrected | LectureVoided

# --- commands --------------------------------------------------------------------


@record
class DeliverLecture:
    """Record a lecture 登记党课（形势报告）."""

    lecture: str
    organisation: str
    """Organisation for whose duties the lecturer speaks."""
    type: Type
    lecturer: str
    title: str
    occurred_on: date
    unit: str | None = None
    """Where it was given."""
    point: str | None = None
    """Contact point, where it was given there."""
    audience: int | None = None
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class CorrectLecture:
    """Correct it 更正党课登记."""

    lecture: str
    type: Type
    lecturer: str
    title: str
    occurred_on: date
    reason: str
    unit: str | None = None
    """Where it was given."""
    point: str | None = None
    """Contact point, where it was given there."""
    audience: int | None = None
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidLecture:
    """Void it 作废党课登记."""

    lecture: str
    reason: str


Command: TypeAlias = DeliverLecture | CorrectLecture | VoidLecture
