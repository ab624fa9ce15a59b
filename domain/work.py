"""Work record 工作记录: any duty performed that has no kind of its own.

Rules
1. It lies on or before the day it is recorded, and has a title.
2. What somebody must do in person names who did it: lectures, situation reports, cadre training, life meetings
   attended, visits to the grassroots and days of research there, research papers, debriefings (c2006-edu 二（二）1;
   c2006-serve 二（五）; jianxi 第十一条（三）; township 三（四）; shunde2015 四（二）4). Nobody is named twice.
3. A debriefing, and its evaluation, name to whom it was delivered: delivered *and* evaluated are two records
   (shunde2015 四（二）4; jianxi 第十三条).
4. A budget states its amount, more than nothing (jianxi 第十一条（四）: a definite sum); days of research say how
   many (c2006-serve 二（五）). No amount is negative.
5. The period it is about, where given, is a year, half-year, quarter or month; a plan may be about one that
   has not begun.
6. Contact point and place are optional, also for a lecture: only some clauses ask where it was held.
7. What was written down wrongly is corrected by adding; nothing is added to a voided record.
8. What has a kind of its own is recorded there, with its own steps, and no longer here. Records of such acts from
   before stay readable, and what is wrong in them is still corrected; none is turned into one.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from domain.kernel import (
    TEXT_LIMIT,
    Refused,
    allow_text,
    record,
    refuse_repeat,
    require_past,
    require_reason,
    require_text,
)
from domain.periods import parse_period


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
    RESEARCH_DAYS = "research_days"
    HEART_TO_HEART = "heart_to_heart"
    THOUGHT_ANALYSIS = "thought_analysis"
    OPINION_COLLECTED = "opinion_collected"
    CONSULTATION_HELD = "consultation_held"
    HOUSEHOLD_VISIT = "household_visit"
    PAIR_HELP = "pair_help"
    SERVICE_ACTIVITY = "service_activity"
    DONATION = "donation"
    HARDSHIP_HELP = "hardship_help"
    SKILLS_TRAINING = "skills_training"
    CADRE_TRAINING = "cadre_training"
    SELF_STUDY_PLAN = "self_study_plan"
    TEACHER_APPOINTED = "teacher_appointed"
    EDUCATION_BASE = "education_base"
    TEXTBOOK = "textbook"
    SERVICE_STATION = "service_station"
    SERVICE_PLATFORM = "service_platform"
    VENUE_REGISTERED = "venue_registered"
    STAFF_POSTED = "staff_posted"
    ORGANISATION_SET_UP = "organisation_set_up"
    INFORMATION_BASE = "information_base"
    DUES_RETAINED = "dues_retained"
    CHANNEL_OPENED = "channel_opened"
    ELECTION_HELD = "election_held"


IN_PERSON: Final = frozenset(
    {
        Act.PARTY_LECTURE,
        Act.SITUATION_REPORT,
        Act.LIFE_MEETING_ATTENDED,
        Act.GRASSROOTS_VISIT,
        Act.RESEARCH_REPORT,
        Act.RESEARCH_ARTICLE,
        Act.DEBRIEF_DELIVERED,
        Act.DEBRIEF_EVALUATED,
        Act.RESEARCH_DAYS,
        Act.CADRE_TRAINING,
    }
)
"""Acts that name who did them (rule 2)."""

TO_SOMEBODY: Final = frozenset({Act.DEBRIEF_DELIVERED, Act.DEBRIEF_EVALUATED})
"""Acts that name to whom (rule 3)."""

WITH_AMOUNT: Final = frozenset({Act.BUDGET_APPROVED})
"""Acts that state an amount (rule 4)."""

_LECTURE: Final = ("党课（形势报告）", "Lecture")
_RESEARCH: Final = ("调查研究", "Research")
_PROJECT: Final = ("党建项目", "Project")
_PLAN: Final = ("计划与制度", "Plan")
_DEBRIEF: Final = ("述职", "Debriefing")

OWN_KIND: Final[Mapping[Act, tuple[str, str]]] = {
    Act.PARTY_LECTURE: _LECTURE,
    Act.SITUATION_REPORT: _LECTURE,
    Act.RESEARCH_TOPIC_DECIDED: _RESEARCH,
    Act.RESEARCH_REPORT: _RESEARCH,
    Act.RESEARCH_ARTICLE: _RESEARCH,
    Act.PROJECT_APPROVED: _PROJECT,
    Act.PROJECT_PROGRESS: _PROJECT,
    Act.PLAN_ADOPTED: _PLAN,
    Act.YEAR_POINTS_ISSUED: _PLAN,
    Act.INDICATORS_ISSUED: _PLAN,
    Act.SYSTEM_ESTABLISHED: _PLAN,
    Act.DEBRIEF_DELIVERED: _DEBRIEF,
    Act.DEBRIEF_EVALUATED: _DEBRIEF,
    Act.BUDGET_APPROVED: ("经费", "Funding"),
    Act.INSPECTION: ("督促检查", "Inspection"),
    Act.APPRAISAL: ("考核", "Appraisal"),
    Act.LEADING_GROUP_SET_UP: ("领导小组", "Leading group"),
    Act.COMMENDATION: ("表彰", "Commendation"),
    Act.CRITICISM: ("批评诫勉调整", "Measure"),
    Act.PUBLICITY: ("宣传公开", "Publicity"),
}
"""Acts that have a kind of their own -> its name (rule 8)."""

MOST: Final = 1_000_000_000_000
"""Largest amount taken: beyond it something was mistyped."""

# --- events ----------------------------------------------------------------------


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

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one work record."""

    organisation: str
    recorded: WorkRecorded
    stands_at: int
    """Version of the entry that now says what was done."""
    stage: str
    """recorded or voided."""
    version: int


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    version = 1 if state is None else state.version + 1
    if isinstance(event, WorkRecorded):
        return State(
            organisation=event.organisation, recorded=event, stands_at=version, stage="recorded", version=version
        )
    assert state is not None, "a work record begins with being recorded"
    match event:
        case WorkCorrected():
            return replace(state, recorded=event.recorded, stands_at=version, version=version)
        case WorkVoided():
            return replace(state, stage="voided", version=version)
        case _:
            assert_never(event)


# --- commands --------------------------------------------------------------------


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

# --- decisions -------------------------------------------------------------------


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case RecordWork():
            if state is not None:
                raise Refused("exists", zh="这条工作记录已经登记过。", en="This work is already on record.")
            _refuse_own_kind(command.act)
            return [_recorded(command, command.organisation, today)]
        case CorrectWork():
            standing = _standing(state)
            if command.act is not standing.recorded.act:
                _refuse_own_kind(command.act)
            recorded = _recorded(command, standing.organisation, today)
            if recorded == standing.recorded:
                return []
            return [
                WorkCorrected(corrects=standing.stands_at, recorded=recorded, reason=require_reason(command.reason))
            ]
        case VoidWork():
            _standing(state)
            return [WorkVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    """The state of a record that is there and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这条工作记录。", en="There is no such work record.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这条工作记录已作废，不能再作登记。",
            en="This work record was voided; nothing more can be added to it.",
        )
    return state


def _refuse_own_kind(act: Act) -> None:
    if act in OWN_KIND:
        zh, en = OWN_KIND[act]
        raise Refused(
            "own_kind",
            zh=f"这类工作有专门的登记，请在“{zh}”中登记，不再登记为工作记录。",
            en=f"This has a form of its own: record it under {en}, no longer as a work record.",
            field="act",
        )


def _recorded(command: RecordWork | CorrectWork, organisation: str, today: date) -> WorkRecorded:
    day = require_past(command.occurred_on, today, "occurred_on", label=("发生日期", "Date done"))
    _require_what_the_act_needs(command)
    refuse_repeat(command.performers, "performers", label=("承担人员", "Done by"))
    refuse_repeat(command.duties, "duties", label=("对应职责", "Duties"))
    return WorkRecorded(
        organisation=organisation,
        act=command.act,
        title=require_text(command.title, "title", label=("工作名称", "Title")),
        occurred_on=day,
        performers=command.performers,
        recipient=command.recipient,
        unit=command.unit,
        point=command.point,
        period=_period(command.period),
        quantity=_quantity(command),
        unit_of_measure=allow_text(
            command.unit_of_measure, "unit_of_measure", limit=20, label=("计量单位", "Unit of measure")
        ),
        duties=tuple(require_text(clause, "duties", label=("对应职责", "Duties")) for clause in command.duties),
        text=allow_text(command.text, "text", limit=TEXT_LIMIT, label=("工作情况", "What was done")),
    )


def _require_what_the_act_needs(command: RecordWork | CorrectWork) -> None:
    if command.act in IN_PERSON and not command.performers:
        raise Refused(
            "performers_missing",
            zh="此类工作须由本人完成，请选择承担人员。",
            en="This is done in person: say who did it.",
            field="performers",
            clause=_IN_PERSON_CLAUSE.get(command.act, ""),
        )
    if command.act in TO_SOMEBODY and command.recipient is None:
        raise Refused(
            "recipient_missing",
            zh="述职和评议请选择向哪个组织述职、由哪个组织评议。",
            en="Say to which organisation the debriefing was delivered, or which evaluated it.",
            field="recipient",
            clause="shunde2015 四（二）4",
        )
    if command.act in WITH_AMOUNT and not command.quantity:
        raise Refused(
            "quantity_missing",
            zh="经费预算请填写大于零的具体数额。",
            en="A budget states a definite amount above nothing.",
            field="quantity",
            clause="jianxi 第十一条（四）",
        )
    if command.act is Act.RESEARCH_DAYS and not command.quantity:
        raise Refused(
            "quantity_missing",
            zh="请填写在基层调研的天数。",
            en="Say how many days were spent at the grassroots.",
            field="quantity",
            clause="c2006-serve 二（五）",
        )


_IN_PERSON_CLAUSE: Final = {
    Act.PARTY_LECTURE: "c2006-edu 二（二）1",
    Act.SITUATION_REPORT: "c2006-edu 二（二）1",
    Act.LIFE_MEETING_ATTENDED: "jianxi 第十一条（三）",
    Act.DEBRIEF_DELIVERED: "shunde2015 四（二）4",
    Act.DEBRIEF_EVALUATED: "shunde2015 四（二）4",
    Act.RESEARCH_DAYS: "c2006-serve 二（五）",
    Act.CADRE_TRAINING: "c2006-edu 二（二）1",
}


def _quantity(command: RecordWork | CorrectWork) -> int | None:
    quantity = command.quantity
    if quantity is not None and not 0 <= quantity <= MOST:
        raise Refused(
            "quantity_out_of_range",
            zh=f"“数量”应在0至{MOST}之间。",
            en=f"The quantity lies between 0 and {MOST}.",
            field="quantity",
        )
    return quantity


def _period(text: str) -> str:
    period = allow_text(text, "period", limit=20, label=("所属时期", "Period"))
    if period:
        try:
            parse_period(period)
        except ValueError:
            raise Refused(
                "not_a_period",
                zh="“所属时期”请按“2024”“2024-H1”（上半年）“2024-Q3”（第三季度）或“2024-05”的格式填写。",
                en="Give the period as 2024, 2024-H1 (half-year), 2024-Q3 (quarter) or 2024-05 (month).",
                field="period",
            ) from None
    return period
