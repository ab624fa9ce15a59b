"""Collective education 党员集体教育: a session of an organisation for its members, with attendance and days.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Form(StrEnum):
    """How 教育形式."""

    CENTRALISED_STUDY = "centralised_study"
    LECTURE = "lecture"
    TRAINING_CLASS = "training_class"
    VISIT = "visit"
    FILM = "film"
    ONLINE = "online"
    DISCUSSION = "discussion"
    OTHER = "other"


class Content(StrEnum):
    """The seven groups of content 教育内容."""

    THEORY = "theory"
    PARTY_CONSTITUTION = "party_constitution"
    LINE_AND_POLICY = "line_and_policy"
    TRADITION_AND_CONDUCT = "tradition_and_conduct"
    CURRENT_AFFAIRS = "current_affairs"
    LAW_AND_MARKET_KNOWLEDGE = "law_and_market_knowledge"
    SKILLS = "skills"


class Excuse(StrEnum):
    """Why somebody was absent 缺席原因."""

    PROPER_REASON = "proper_reason"
    SPECIAL_SITUATION = "special_situation"
    WITHOUT_REASON = "without_reason"


# --- values and events -----------------------------------------------------------


@record
class Absence:
    """Somebody who was not there 缺席."""

    person: str
    excuse: Excuse
    note: str = ""


@record
class EducationHeld:
    """A session was held 开展集体教育."""

    organisation: str
    title: str
    form: Form
    contents: tuple[Content, ...]
    occurred_on: date
    half_days: int
    attendees: tuple[str, ...]
    absences: tuple[Absence, ...] = ()
    lecturer: str | None = None
    place: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class EducationCorrected:
    """It was written down wrongly; ``held`` is how it should read 更正集体教育登记."""

    corrects: int
    held: EducationHeld
    reason: str


@record
class EducationVoided:
    """It was recorded by mistake 作废集体教育登记."""

    reason: str


Event: TypeAlias = EducationHeld | EducationCorrected | EducationVoided

# --- commands --------------------------------------------------------------------


@record
class HoldEducation:
    """Record a session 登记集体教育."""

    education: str
    organisation: str
    title: str
    form: Form
    contents: tuple[Content, ...]
    occurred_on: date
    half_days: int
    attendees: tuple[str, ...]
    absences: tuple[Absence, ...] = ()
    lecturer: str | None = None
    place: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class CorrectEducation:
    """Correct it 更正集体教育登记."""

    education: str
    title: str
    form: Form
    contents: tuple[Content, ...]
    occurred_on: date
    half_days: int
    attendees: tuple[str, ...]
    reason: str
    absences: tuple[Absence, ...] = ()
    lecturer: str | None = None
    place: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidEducation:
    """Void it 作废集体教育登记."""

    education: str
    reason: str


Command: TypeAlias = HoldEducation | CorrectEducation | VoidEducation
