"""Meeting 会议: a body met, under a chair, on topics, and decided something.

Rules
1. A meeting is recorded once held; one that was convened may instead be cancelled.
2. The meeting lies on or before the day it is recorded.
3. The chair attends, and holds a post in the organisation on that day
   (township 三（二）: chaired by the secretary, otherwise it counts nothing there;
   so who chaired must be a matter of record, not of wording).
4. A meeting has at least one agenda item; each resolution has its own number, from 1.
   A correction keeps the resolutions that are on record as carried out.
5. What was written down wrongly is corrected by adding; the first version stays.
6. A meeting recorded by mistake is voided with a reason and counts nowhere.
"""

from datetime import date
from enum import StrEnum
from typing import Protocol, TypeAlias, assert_never

from domain.kernel import (
    Refused,
    allow_text,
    record,
    refuse_repeat,
    require_past,
    require_reason,
    require_text,
)


class Body(StrEnum):
    """Which body met 会议类型."""

    STANDING_COMMITTEE = "standing_committee"
    PLENARY = "plenary"
    COMMITTEE = "committee"
    PARTY_GROUP = "party_group"
    LEADING_GROUP = "leading_group"
    BRANCH = "branch"
    COMPREHENSIVE = "comprehensive"
    WORK_MEETING = "work_meeting"
    TOPICAL_LIFE = "topical_life"
    DEMOCRATIC_LIFE = "democratic_life"
    ORGANISATION_LIFE = "organisation_life"
    DEBRIEF_EVALUATION = "debrief_evaluation"
    CENTRE_GROUP_STUDY = "centre_group_study"
    OTHER = "other"


class Topic(StrEnum):
    """What an agenda item is about 议题类别."""

    PARTY_BUILDING = "party_building"
    PARTY_BUILDING_REPORT = "party_building_report"
    YEAR_PLAN = "year_plan"
    CADRES = "cadres"
    MEMBERS = "members"
    DISCIPLINE = "discipline"
    IDEOLOGY = "ideology"
    RECTIFICATION = "rectification"
    OTHER = "other"


# --- values and events -----------------------------------------------------------


@record
class AgendaItem:
    """One agenda item 议题."""

    topic: Topic
    title: str


@record
class Resolution:
    """One decision taken 决定事项; who carries it out and by when, where that was said."""

    number: int
    text: str
    responsible: str | None = None
    due_on: date | None = None


@record
class MeetingConvened:
    """A meeting was called for a day 召集会议."""

    organisation: str
    body: Body
    title: str
    planned_on: date


@record
class MeetingHeld:
    """A meeting took place 召开会议."""

    organisation: str
    body: Body
    title: str
    occurred_on: date
    chair: str
    attendees: tuple[str, ...]
    agenda: tuple[AgendaItem, ...]
    reports_heard: tuple[str, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    place: str = ""
    minutes: str = ""


@record
class MeetingCancelled:
    """A convened meeting did not take place 取消会议."""

    reason: str


@record
class ResolutionCarriedOut:
    """What a meeting decided was done 决定事项落实."""

    number: int
    occurred_on: date
    text: str


@record
class MeetingCorrected:
    """The record of the meeting was wrong; ``held`` is how it should read 更正会议记录.

    ``corrects`` is the version, in this stream, of the entry that was wrong.
    """

    corrects: int
    held: MeetingHeld
    reason: str


@record
class MeetingVoided:
    """The meeting was recorded by mistake 作废会议记录."""

    reason: str


Event: TypeAlias = (
    MeetingConvened | MeetingHeld | MeetingCancelled | ResolutionCarriedOut | MeetingCorrected | MeetingVoided
)

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one meeting."""

    organisation: str
    stage: str
    """convened, held, cancelled or voided."""
    held: MeetingHeld | None = None
    stands_at: int = 0
    """Version of the entry that now says how the meeting went."""
    version: int = 0
    carried_out: frozenset[int] = frozenset()


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    version = 1 if state is None else state.version + 1
    match event:
        case MeetingConvened():
            return State(organisation=event.organisation, stage="convened", version=version)
        case MeetingHeld():
            return State(organisation=event.organisation, stage="held", held=event, stands_at=version, version=version)
    assert state is not None, "a meeting begins with being convened or held"
    match event:
        case MeetingCorrected():
            return State(
                organisation=state.organisation,
                stage="held",
                held=event.held,
                stands_at=version,
                version=version,
                carried_out=state.carried_out,
            )
        case ResolutionCarriedOut():
            stage, carried_out = state.stage, state.carried_out | {event.number}
        case MeetingCancelled():
            stage, carried_out = "cancelled", state.carried_out
        case MeetingVoided():
            stage, carried_out = "voided", state.carried_out
        case _:
            assert_never(event)
    return State(
        organisation=state.organisation,
        stage=stage,
        held=state.held,
        stands_at=state.stands_at,
        version=version,
        carried_out=carried_out,
    )


# --- commands --------------------------------------------------------------------


@record
class ConveneMeeting:
    """Call a meeting 召集会议."""

    meeting: str
    organisation: str
    body: Body
    title: str
    planned_on: date


@record
class HoldMeeting:
    """Record a meeting that was held 登记会议."""

    meeting: str
    organisation: str
    body: Body
    title: str
    occurred_on: date
    chair: str
    attendees: tuple[str, ...]
    agenda: tuple[AgendaItem, ...]
    reports_heard: tuple[str, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    place: str = ""
    minutes: str = ""


@record
class CancelMeeting:
    """Cancel a convened meeting 取消会议."""

    meeting: str
    reason: str


@record
class CarryOutResolution:
    """Record that a resolution was carried out 登记决定落实情况."""

    meeting: str
    number: int
    occurred_on: date
    text: str


@record
class CorrectMeeting:
    """Correct the record of a meeting 更正会议记录."""

    meeting: str
    body: Body
    title: str
    occurred_on: date
    chair: str
    attendees: tuple[str, ...]
    agenda: tuple[AgendaItem, ...]
    reason: str
    reports_heard: tuple[str, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    place: str = ""
    minutes: str = ""


@record
class VoidMeeting:
    """Void a meeting recorded by mistake 作废会议记录."""

    meeting: str
    reason: str


Command: TypeAlias = ConveneMeeting | HoldMeeting | CancelMeeting | CarryOutResolution | CorrectMeeting | VoidMeeting

# --- decisions -------------------------------------------------------------------


class Posts(Protocol):
    """What this kind must know of an organisation's posts."""

    def holds_post(self, person: str, day: date) -> bool:
        """Whether ``person`` holds any post there on ``day``."""
        ...


def decide(state: State | None, command: Command, *, today: date, posts: Posts | None = None) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`.

    ``posts`` are the posts of the organisation that met, for the acts that name a chair.
    """
    match command:
        case ConveneMeeting():
            _refuse_existing(state)
            title = require_text(command.title, "title", label=("会议名称", "Title"))
            return [
                MeetingConvened(
                    organisation=command.organisation, body=command.body, title=title, planned_on=command.planned_on
                )
            ]
        case HoldMeeting():
            if state is not None and (state.stage != "convened" or state.organisation != command.organisation):
                _refuse_existing(state)
            return [_held(command, command.organisation, today, posts)]
        case CorrectMeeting():
            standing = _standing(state)
            held = _held(command, standing.organisation, today, posts)
            if held == standing.held:
                return []
            _keep_carried_out(standing, held)
            return [MeetingCorrected(corrects=standing.stands_at, held=held, reason=require_reason(command.reason))]
        case CarryOutResolution():
            return [_carried_out(_standing(state), command, today)]
        case CancelMeeting():
            if state is None or state.stage != "convened":
                raise Refused(
                    "not_convened",
                    zh="只有已召集、尚未召开的会议才能取消；已召开的会议如登记有误，请更正或作废。",
                    en="Only a meeting that is convened and not yet held can be cancelled; correct or void a held one.",
                )
            return [MeetingCancelled(reason=require_reason(command.reason))]
        case VoidMeeting():
            _standing(state)
            return [MeetingVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _refuse_existing(state: State | None) -> None:
    if state is not None:
        raise Refused("exists", zh="这次会议已经登记过。", en="This meeting is already on record.")


def _standing(state: State | None) -> State:
    """The state of a meeting that is on record as held."""
    if state is None:
        raise Refused("unknown", zh="没有找到这次会议的记录。", en="There is no record of this meeting.")
    if state.stage != "held":
        raise Refused(
            "not_held",
            zh="这次会议没有召开或已作废，不能再作此登记。",
            en="This meeting was not held, or was voided; the act does not apply.",
        )
    return state


def _keep_carried_out(state: State, held: MeetingHeld) -> None:
    """What was carried out stays decided: a correction may not take the decision away from under it."""
    lost = sorted(state.carried_out - {resolution.number for resolution in held.resolutions})
    if lost:
        raise Refused(
            "resolution_carried_out",
            zh=f"第{'、'.join(map(str, lost))}项决定已登记落实，更正后的记录须保留。",
            en=f"Resolution {', '.join(map(str, lost))} is on record as carried out; the correction must keep it.",
            field="resolutions",
        )


def _held(command: HoldMeeting | CorrectMeeting, organisation: str, today: date, posts: Posts | None) -> MeetingHeld:
    require_past(command.occurred_on, today, "occurred_on", label=("召开日期", "Date held"))
    refuse_repeat(command.attendees, "attendees", label=("出席人员", "Attendance"))
    if command.chair not in command.attendees:
        raise Refused(
            "chair_absent",
            zh="主持人必须在出席人员之中。",
            en="The chair must be among those present.",
            field="chair",
        )
    if posts is None or not posts.holds_post(command.chair, command.occurred_on):
        raise Refused(
            "chair_without_post",
            zh="所选主持人在会议当日未在本组织任职，请核对主持人或先登记任职。",
            en="The chair held no post in this organisation on that day; check the chair or record the post first.",
            field="chair",
            clause="township 三（二）",
        )
    if not command.agenda:
        raise Refused("agenda_missing", zh="请至少填写一项议题。", en="Give at least one agenda item.", field="agenda")
    refuse_repeat((str(r.number) for r in command.resolutions), "resolutions", label=("决定事项编号", "Resolutions"))
    if any(r.number < 1 for r in command.resolutions):
        raise Refused(
            "resolution_number",
            zh="决定事项编号从1开始。",
            en="Resolutions are numbered from 1.",
            field="resolutions",
        )
    return MeetingHeld(
        organisation=organisation,
        body=command.body,
        title=require_text(command.title, "title", label=("会议名称", "Title")),
        occurred_on=command.occurred_on,
        chair=command.chair,
        attendees=command.attendees,
        agenda=tuple(
            AgendaItem(topic=item.topic, title=require_text(item.title, "agenda", label=("议题", "Agenda item")))
            for item in command.agenda
        ),
        reports_heard=tuple(
            require_text(text, "reports_heard", label=("听取汇报", "Reports heard")) for text in command.reports_heard
        ),
        resolutions=tuple(
            Resolution(
                number=r.number,
                text=require_text(r.text, "resolutions", limit=2_000, label=("决定事项", "Resolution")),
                responsible=r.responsible,
                due_on=r.due_on,
            )
            for r in command.resolutions
        ),
        place=allow_text(command.place, "place", limit=200, label=("地点", "Place")),
        minutes=allow_text(command.minutes, "minutes", label=("会议记录", "Minutes")),
    )


def _carried_out(state: State, command: CarryOutResolution, today: date) -> ResolutionCarriedOut:
    assert state.held is not None
    require_past(command.occurred_on, today, "occurred_on", label=("落实日期", "Date carried out"))
    if command.number not in {r.number for r in state.held.resolutions}:
        raise Refused(
            "unknown_resolution",
            zh=f"会议记录中没有第{command.number}项决定。",
            en=f"The minutes hold no resolution number {command.number}.",
            field="number",
        )
    if command.number in state.carried_out:
        raise Refused(
            "already_carried_out",
            zh="该项决定已登记落实。",
            en="This resolution is already on record as carried out.",
            field="number",
        )
    if command.occurred_on < state.held.occurred_on:
        raise Refused(
            "before_meeting",
            zh="落实日期不能早于会议日期。",
            en="It cannot have been carried out before the meeting.",
            field="occurred_on",
        )
    return ResolutionCarriedOut(
        number=command.number,
        occurred_on=command.occurred_on,
        text=require_text(command.text, "text", limit=2_000, label=("落实情况", "What was done")),
    )
