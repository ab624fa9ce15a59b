"""Work record 工作记录: any duty performed that has no kind of its own."""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Act(StrEnum):
    """What was done 工作类别."""

    DUTY_PERFORMED = "duty_performed"
    PARTY_LECTURE = "party_lecture"
    SITUATION_REPORT = "situation_report"
    LIFE_MEETING_ATTENDED = "life_meeting_attended"
    GRASSROOTS_VISIT = "grassroots_visit"
    RESEARCH_TOPIC_DECIDED = "research_topic_decided"
    RESEARCH_REPORT = "research_report"
    RESEARCH_ARTICLE = "research_article"
    PLAN_ADOPTED = "plan_adopted"
    YEAR_POINTS_ISSUED = "year_points_issued"
    INDICATORS_ISSUED = "indicators_issued"
    PROJECT_APPROVED = "project_approved"
    PROJECT_PROGRESS = "project_progress"
    BUDGET_APPROVED = "budget_approved"
    DEBRIEF_ROUND_HELD = "debrief_round_held"
    DEBRIEF_DELIVERED = "debrief_delivered"
    DEBRIEF_EVALUATED = "debrief_evaluated"
    INSPECTION = "inspection"
    APPRAISAL = "appraisal"
    LEADING_GROUP_SET_UP = "leading_group_set_up"
    STANDARD_CHECKED = "standard_checked"
    COMMENDATION = "commendation"
    CRITICISM = "criticism"
    PUBLICITY = "publicity"
    TRAINING = "training"
    OPINION_SUBMITTED = "opinion_submitted"
    SYSTEM_ESTABLISHED = "system_established"
    ARCHIVE_FILED = "archive_filed"


@record
class WorkRecorded:
    """A duty was performed 登记工作."""

    organisation: str
    act: Act
    title: str
    occurred_on: date
    performers: tuple[str, ...] = ()
    """Persons who did it themselves."""
    recipient: str | None = None
    """Organisation to which it was handed, reported or delivered."""
    unit: str | None = None
    """Organisation where or for which it was done."""
    point: str | None = None
    """Contact point, where it was done there."""
    period: str = ""
    """Period it is about, where that differs from the day: ``2024``, ``2024-Q3``."""
    quantity: int | None = None
    """Amount, in ``unit_of_measure`` (yuan, persons, items)."""
    unit_of_measure: str = ""
    duties: tuple[str, ...] = ()
    """Catalogue clauses for which the office offers it as evidence."""
    text: str = ""


@record
class WorkCorrected:
    """It was written down wrongly 更正工作记录."""

    corrects: int
    recorded: WorkRecorded
    reason: str


@record
class WorkVoided:
    """It was recorded by mistake 作废工作记录."""

    reason: str


Event: TypeAlias = WorkRecorded | WorkCorrected | WorkVoided


@record
class RecordWork:
    """Record a duty performed 登记工作."""

    work: str
    organisation: str
    act: Act
    title: str
    occurred_on: date
    performers: tuple[str, ...] = ()
    recipient: str | None = None
    unit: str | None = None
    point: str | None = None
    period: str = ""
    quantity: int | None = None
    unit_of_measure: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class CorrectWork:
    """Correct a work record 更正工作记录."""

    work: str
    act: Act
    title: str
    occurred_on: date
    reason: str
    performers: tuple[str, ...] = ()
    recipient: str | None = None
    unit: str | None = None
    point: str | None = None
    period: str = ""
    quantity: int | None = None
    unit_of_measure: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidWork:
    """Void a work record 作废工作记录."""

    work: str
    reason: str


Command: TypeAlias = RecordWork | CorrectWork | VoidWork
