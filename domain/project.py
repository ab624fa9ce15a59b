"""Project 书记项目: a problem taken on for the year by the secretary or a member, with a timetable and a person.

Rules
1. A project names the problem it takes on and who owns it (shunde2015 四（四）3; jianxi 第十一条（二）).
2. A joint project names at least one partner organisation (shunde2015 四（一）7).
3. It is approved only with a timetable in which every step has a day and a person: one of problem, timetable and
   person missing means not approved (shunde2015 四（四）3). Days of steps do not lie before the approval.
4. Research that came before may be cited; whether a clause asks for it is a matter of the catalogue
   (jianxi 第十一条（二）: on the ground of thorough research). It is the research of the owner [inf].
5. Progress, steps and completion follow the approval, in the order of their days; each step is reached once, and one
   that was reached stays in a changed timetable.
6. The owner changes by an entry of its own; what was done before stays with the one before.
7. A project that was completed or broken off takes no more entries but corrections. What was written down wrongly is
   corrected by adding; nothing is added to a voided record.
"""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias, assert_never

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


class Type(StrEnum):
    """Whose project 项目类别."""

    SECRETARY = "secretary"
    MEMBER = "member"
    JOINT = "joint"


# --- values and events -----------------------------------------------------------


@record
class Milestone:
    """One step of the timetable 时间节点."""

    number: int
    title: str
    due_on: date
    person: str | None = None


@record
class ProjectProposed:
    """A project was proposed 申报项目."""

    organisation: str
    type: Type
    owner: str
    year: int
    title: str
    problem: str
    occurred_on: date
    research: str | None = None
    """Research of the owner that came before."""
    partners: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class ProjectApproved:
    """It was approved, with timetable 立项."""

    by: str
    occurred_on: date
    milestones: tuple[Milestone, ...]


@record
class ProjectRescheduled:
    """Its timetable was changed 调整时间表."""

    occurred_on: date
    milestones: tuple[Milestone, ...]
    reason: str


@record
class ProjectProgressReported:
    """Progress was reported 报告进展."""

    occurred_on: date
    text: str
    percent: int | None = None


@record
class MilestoneReached:
    """A step was reached 完成节点."""

    number: int
    occurred_on: date
    text: str = ""
    evidence: tuple[str, ...] = ()


@record
class ProjectOwnerChanged:
    """Another person took it over 变更负责人."""

    owner: str
    occurred_on: date
    reason: str


@record
class ProjectCompleted:
    """It was completed 完成项目."""

    occurred_on: date
    text: str
    evidence: tuple[str, ...] = ()


@record
class ProjectTerminated:
    """It was broken off 终止项目."""

    occurred_on: date
    reason: str


@record
class ProjectCorrected:
    """It was written down wrongly; ``proposed`` is how it should read 更正项目登记."""

    corrects: int
    proposed: ProjectProposed
    reason: str


@record
class ProjectVoided:
    """It was recorded by mistake 作废项目登记."""

    reason: str


Event: TypeAlias = (
    ProjectProposed
    | ProjectApproved
    | ProjectRescheduled
    | ProjectProgressReported
    | MilestoneReached
    | ProjectOwnerChanged
    | ProjectCompleted
    | ProjectTerminated
    | ProjectCorrected
    | ProjectVoided
)

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one project."""

    organisation: str
    proposed: ProjectProposed
    stands_at: int
    """Version of the entry that now says how it was proposed."""
    stage: str
    """proposed, approved, completed, terminated or voided."""
    owner: str
    milestones: tuple[Milestone, ...] = ()
    reached: frozenset[int] = frozenset()
    approved_by: str = ""
    owner_changed: bool = False
    next_on: date | None = None
    """Day of the first thing that happened to it after it was proposed."""
    last_on: date
    """Day of the last step: proposed, approved, owner or timetable changed, ended."""
    version: int

    @property
    def parties(self) -> tuple[str, ...]:
        """Who may act on it: the organisation, its partners, and who approved it."""
        named = (self.organisation, *self.proposed.partners, self.approved_by)
        return tuple(dict.fromkeys(one for one in named if one))


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    version = 1 if state is None else state.version + 1
    if isinstance(event, ProjectProposed):
        return State(
            organisation=event.organisation,
            proposed=event,
            stands_at=version,
            stage="proposed",
            owner=event.owner,
            last_on=event.occurred_on,
            version=version,
        )
    assert state is not None, "a project begins with being proposed"
    state = replace(state, version=version)
    match event:
        case ProjectApproved():
            moved = _moved(state, event.occurred_on)
            return replace(moved, stage="approved", milestones=event.milestones, approved_by=event.by)
        case ProjectRescheduled():
            return replace(_moved(state, event.occurred_on), milestones=event.milestones)
        case ProjectProgressReported():
            return _followed(state, event.occurred_on)
        case MilestoneReached():
            return replace(_followed(state, event.occurred_on), reached=state.reached | {event.number})
        case ProjectOwnerChanged():
            return replace(_moved(state, event.occurred_on), owner=event.owner, owner_changed=True)
        case ProjectCompleted():
            return replace(_moved(state, event.occurred_on), stage="completed")
        case ProjectTerminated():
            return replace(_moved(state, event.occurred_on), stage="terminated")
        case ProjectCorrected():
            proposed = event.proposed
            return replace(
                state,
                proposed=proposed,
                stands_at=version,
                owner=state.owner if state.owner_changed else proposed.owner,
                last_on=proposed.occurred_on if state.next_on is None else state.last_on,
            )
        case ProjectVoided():
            return replace(state, stage="voided")
        case _:
            assert_never(event)


def _followed(state: State, day: date) -> State:
    return replace(state, next_on=day if state.next_on is None else min(state.next_on, day))


def _moved(state: State, day: date) -> State:
    return replace(_followed(state, day), last_on=day)


# --- commands --------------------------------------------------------------------


@record
class ProposeProject:
    """Propose a project 申报项目."""

    project: str
    organisation: str
    type: Type
    owner: str
    year: int
    title: str
    problem: str
    occurred_on: date
    research: str | None = None
    """Research of the owner that came before."""
    partners: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class ApproveProject:
    """Approve it 批准立项."""

    project: str
    by: str
    occurred_on: date
    milestones: tuple[Milestone, ...]


@record
class RescheduleProject:
    """Change the timetable 调整时间表."""

    project: str
    occurred_on: date
    milestones: tuple[Milestone, ...]
    reason: str


@record
class ReportProgress:
    """Report progress 报告进展."""

    project: str
    occurred_on: date
    text: str
    percent: int | None = None


@record
class ReachMilestone:
    """Record a step reached 登记完成节点."""

    project: str
    number: int
    occurred_on: date
    text: str = ""
    evidence: tuple[str, ...] = ()


@record
class ChangeProjectOwner:
    """Change the owner 变更负责人."""

    project: str
    owner: str
    occurred_on: date
    reason: str


@record
class CompleteProject:
    """Complete it 完成项目."""

    project: str
    occurred_on: date
    text: str
    evidence: tuple[str, ...] = ()


@record
class TerminateProject:
    """Break it off 终止项目."""

    project: str
    occurred_on: date
    reason: str


@record
class CorrectProject:
    """Correct it 更正项目登记."""

    project: str
    type: Type
    owner: str
    year: int
    title: str
    problem: str
    occurred_on: date
    reason: str
    research: str | None = None
    """Research of the owner that came before."""
    partners: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidProject:
    """Void it 作废项目登记."""

    project: str
    reason: str


Command: TypeAlias = (
    ProposeProject
    | ApproveProject
    | RescheduleProject
    | ReportProgress
    | ReachMilestone
    | ChangeProjectOwner
    | CompleteProject
    | TerminateProject
    | CorrectProject
    | VoidProject
)

# --- decisions -------------------------------------------------------------------


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case ProposeProject():
            if state is not None:
                raise Refused("exists", zh="这个项目已经登记过。", en="This project is already on record.")
            return [_proposed(command, command.organisation, today)]
        case ApproveProject():
            return [_approved(_at(state, "proposed"), command, today)]
        case RescheduleProject():
            return _rescheduled(_at(state, "approved"), command, today)
        case ReportProgress():
            return [_progress(_at(state, "approved"), command, today)]
        case ReachMilestone():
            return [_reached(_at(state, "approved"), command, today)]
        case ChangeProjectOwner():
            return _owner_changed(_at(state, "proposed", "approved"), command, today)
        case CompleteProject():
            return [_completed(_at(state, "approved"), command, today)]
        case TerminateProject():
            standing = _at(state, "proposed", "approved")
            day = _in_order(standing, command.occurred_on, today, ("终止日期", "Date broken off"))
            return [ProjectTerminated(occurred_on=day, reason=require_reason(command.reason))]
        case CorrectProject():
            return _corrected(_on_record(state), command, today)
        case VoidProject():
            _on_record(state)
            return [ProjectVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


_STAGES = {
    "proposed": ("已申报、未立项", "proposed and not yet approved"),
    "approved": ("已立项", "approved"),
    "completed": ("已完成", "completed"),
    "terminated": ("已终止", "broken off"),
}


def _on_record(state: State | None) -> State:
    """The state of a project that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这个项目的记录。", en="There is no record of this project.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这个项目的登记已作废，不能再作登记。",
            en="The record of this project was voided; nothing more can be added to it.",
        )
    return state


def _at(state: State | None, *stages: str) -> State:
    """The state of a project that has come this far."""
    found = _on_record(state)
    if found.stage not in stages:
        stage = _STAGES[found.stage]
        clause = "shunde2015 四（四）3" if found.stage == "proposed" else ""
        raise Refused(
            "wrong_stage",
            zh=f"该项目现为“{stage[0]}”，不能作此登记。",
            en=f"The project is {stage[1]}; the act does not apply.",
            clause=clause,
        )
    return found


def _in_order(state: State, day: date, today: date, label: tuple[str, str]) -> date:
    require_past(day, today, "occurred_on", label=label)
    if day < state.last_on:
        raise Refused(
            "out_of_order",
            zh=f"“{label[0]}”不能早于上一环节的日期（{state.last_on.isoformat()}）。",
            en=f"{label[1]} cannot lie before the step that went before it ({state.last_on.isoformat()}).",
            field="occurred_on",
        )
    return day


def _proposed(command: ProposeProject | CorrectProject, organisation: str, today: date) -> ProjectProposed:
    refuse_repeat(command.duties, "duties", label=("对应职责", "Duties"))
    refuse_repeat(command.partners, "partners", label=("共建单位", "Partners"))
    if command.type is Type.JOINT and not command.partners:
        raise Refused(
            "partners_missing",
            zh="共建联建项目请至少选择一个共建单位。",
            en="A joint project names at least one partner.",
            field="partners",
            clause="shunde2015 四（一）7",
        )
    if organisation in command.partners:
        raise Refused(
            "own_partner",
            zh="共建单位应是本组织以外的组织。",
            en="A partner is another organisation.",
            field="partners",
        )
    if not 2000 <= command.year <= 2199:
        raise Refused(
            "year_out_of_range",
            zh="“年度”应在2000至2199之间。",
            en="The year lies between 2000 and 2199.",
            field="year",
        )
    return ProjectProposed(
        organisation=organisation,
        type=command.type,
        owner=command.owner,
        year=command.year,
        title=require_text(command.title, "title", label=("项目名称", "Title")),
        problem=require_text(command.problem, "problem", limit=2_000, label=("拟解决的问题", "Problem")),
        occurred_on=require_past(command.occurred_on, today, "occurred_on", label=("申报日期", "Date proposed")),
        research=command.research,
        partners=command.partners,
        duties=tuple(require_text(clause, "duties", label=("对应职责", "Duties")) for clause in command.duties),
        text=allow_text(command.text, "text", limit=TEXT_LIMIT, label=("项目内容", "What is to be done")),
    )


def _timetable(milestones: tuple[Milestone, ...], first: date) -> tuple[Milestone, ...]:
    clause = "shunde2015 四（四）3"
    if not milestones:
        raise Refused(
            "timetable_missing",
            zh="立项须排出时间表，请至少填写一个时间节点。",
            en="A project is approved with a timetable: give at least one step.",
            field="milestones",
            clause=clause,
        )
    refuse_repeat((str(one.number) for one in milestones), "milestones", label=("时间节点", "Timetable"))
    for one in milestones:
        if one.number < 1:
            raise Refused(
                "milestone_number", zh="节点编号从1开始。", en="Steps are numbered from 1.", field="milestones"
            )
        if one.person is None:
            raise Refused(
                "person_missing",
                zh=f"第{one.number}个节点没有责任人，每个节点都要落实责任人。",
                en=f"Step {one.number} has no person; every step has one who answers for it.",
                field="milestones",
                clause=clause,
            )
        if one.due_on < first:
            raise Refused(
                "due_before_approval",
                zh=f"第{one.number}个节点的时限不能早于立项日期（{first.isoformat()}）。",
                en=f"Step {one.number} cannot be due before the approval ({first.isoformat()}).",
                field="milestones",
            )
    return tuple(
        Milestone(
            number=one.number,
            title=require_text(one.title, "milestones", label=("时间节点", "Timetable")),
            due_on=one.due_on,
            person=one.person,
        )
        for one in milestones
    )


def _approved(state: State, command: ApproveProject, today: date) -> ProjectApproved:
    day = _in_order(state, command.occurred_on, today, ("立项日期", "Date approved"))
    return ProjectApproved(by=command.by, occurred_on=day, milestones=_timetable(command.milestones, day))


def _rescheduled(state: State, command: RescheduleProject, today: date) -> list[Event]:
    day = _in_order(state, command.occurred_on, today, ("调整日期", "Date of the change"))
    kept = {one.number: one for one in state.milestones}
    # A step that was reached, or was due before, keeps its day; only new days must lie ahead of the approval.
    milestones = _timetable(command.milestones, min(one.due_on for one in kept.values()))
    lost = sorted(state.reached - {one.number for one in milestones})
    if lost:
        raise Refused(
            "milestone_reached",
            zh=f"第{'、'.join(map(str, lost))}个节点已登记完成，须予保留。",
            en=f"Step {', '.join(map(str, lost))} is on record as reached and must stay.",
            field="milestones",
        )
    if milestones == state.milestones:
        return []
    return [ProjectRescheduled(occurred_on=day, milestones=milestones, reason=require_reason(command.reason))]


def _progress(state: State, command: ReportProgress, today: date) -> ProjectProgressReported:
    day = _in_order(state, command.occurred_on, today, ("报告日期", "Date reported"))
    if command.percent is not None and not 0 <= command.percent <= 100:
        raise Refused(
            "percent_out_of_range",
            zh="“完成进度”应在0至100之间。",
            en="Progress lies between 0 and 100 per cent.",
            field="percent",
        )
    text = require_text(command.text, "text", limit=TEXT_LIMIT, label=("进展情况", "Progress"))
    return ProjectProgressReported(occurred_on=day, text=text, percent=command.percent)


def _reached(state: State, command: ReachMilestone, today: date) -> MilestoneReached:
    if command.number not in {one.number for one in state.milestones}:
        raise Refused(
            "unknown_milestone",
            zh=f"时间表中没有第{command.number}个节点。",
            en=f"The timetable holds no step {command.number}.",
            field="number",
        )
    if command.number in state.reached:
        raise Refused("already_reached", zh="该节点已登记完成。", en="This step is already reached.", field="number")
    refuse_repeat(command.evidence, "evidence", label=("佐证", "Evidence"))
    return MilestoneReached(
        number=command.number,
        occurred_on=_in_order(state, command.occurred_on, today, ("完成日期", "Date reached")),
        text=allow_text(command.text, "text", limit=2_000, label=("完成情况", "What was done")),
        evidence=command.evidence,
    )


def _owner_changed(state: State, command: ChangeProjectOwner, today: date) -> list[Event]:
    day = _in_order(state, command.occurred_on, today, ("变更日期", "Date of the change"))
    if command.owner == state.owner:
        return []
    return [ProjectOwnerChanged(owner=command.owner, occurred_on=day, reason=require_reason(command.reason))]


def _completed(state: State, command: CompleteProject, today: date) -> ProjectCompleted:
    refuse_repeat(command.evidence, "evidence", label=("佐证", "Evidence"))
    day = _in_order(state, command.occurred_on, today, ("完成日期", "Date completed"))
    text = require_text(command.text, "text", limit=TEXT_LIMIT, label=("完成情况", "What was done"))
    return ProjectCompleted(occurred_on=day, text=text, evidence=command.evidence)


def _corrected(state: State, command: CorrectProject, today: date) -> list[Event]:
    proposed = _proposed(command, state.organisation, today)
    if proposed == state.proposed:
        return []
    if state.next_on is not None and proposed.occurred_on > state.next_on:
        raise Refused(
            "after_next_step",
            zh=f"该项目在{state.next_on.isoformat()}已有后续登记，申报日期不能晚于这一天。",
            en=f"Something happened to it on {state.next_on.isoformat()}; it cannot have been proposed later.",
            field="occurred_on",
        )
    return [ProjectCorrected(corrects=state.stands_at, proposed=proposed, reason=require_reason(command.reason))]
