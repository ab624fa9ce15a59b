"""Inspection 督促检查: one organisation looks at how another does its work, and finds problems.

Rules
1. An inspection has a method and at least one topic: which ways were used and what was covered is asked by
   the regulations (c2006-resp 三（六）; shunde2015 五（三）; jianxi2020 第十一条（六）; township 三（五）).
2. Superiors inspect subordinates (c2006-serve 三（四）): an organisation does not inspect one that stands above it
   on that day. Departments inspect what does not stand under them (shunde2015 五（三）), and an organisation may
   inspect itself, its members' work (c2006-serve 三（四）).
3. The day is not after today, and the inspected organisation exists on it.
4. A problem belongs to an inspection and is found on its day or later; problems are numbered from 1 by the
   inspection, and a number is never given twice (c2006-resp 三（六）: problems found are to be solved).
5. The inspected organisation may be told more than once (by word, then in writing), never before the inspection [inf].
6. What was written down wrongly is corrected by adding: the inspection, or one problem of it. An inspection is not
   moved behind what followed from it. Nothing is added to what was voided; voiding an inspection voids its problems.
"""

from collections.abc import Collection, Mapping
from dataclasses import field, replace
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeAlias, assert_never

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


class Method(StrEnum):
    """Way of inspecting 检查方式."""

    SUPERVISION = "supervision"
    PATROL = "patrol"
    SAMPLING = "sampling"
    UNANNOUNCED = "unannounced"
    RANDOM_RESEARCH = "random_research"
    SPOT_CHECK = "spot_check"
    OTHER = "other"


class Topic(StrEnum):
    """What is inspected 检查内容."""

    RESPONSIBILITY_SYSTEM = "responsibility_system"
    PARTY_BUILDING = "party_building"
    ORGANISATION_LIFE = "organisation_life"
    MEMBER_EDUCATION = "member_education"
    SERVICE = "service"
    FLOATING_MEMBERS = "floating_members"
    DUES = "dues"
    COMMUNITIES = "communities"
    NEW_ECONOMIC = "new_economic"
    NEW_SOCIAL = "new_social"
    CADRES = "cadres"
    DISCIPLINE = "discipline"
    IDEOLOGY = "ideology"
    FUNDING = "funding"
    OTHER = "other"


class Category(StrEnum):
    """Sort of problem 问题类别."""

    RESPONSIBILITY_LIST = "responsibility_list"
    MEETING = "meeting"
    CONTACT_POINT = "contact_point"
    REPORT = "report"
    ORGANISATION_LIFE = "organisation_life"
    MEMBER_EDUCATION = "member_education"
    FLOATING_MEMBERS = "floating_members"
    SERVICE = "service"
    CADRES = "cadres"
    DISCIPLINE = "discipline"
    FUNDING = "funding"
    FORMALISM = "formalism"
    OTHER = "other"


# --- events ----------------------------------------------------------------------


@record
class InspectionConducted:
    """An inspection took place 开展检查."""

    organisation: str
    """Who inspects."""
    inspected: str
    """Organisation that was inspected."""
    method: Method
    topics: tuple[Topic, ...]
    title: str
    occurred_on: date
    inspectors: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class ProblemFound:
    """A problem was found 发现问题."""

    number: int
    """Numbered from 1 within the inspection."""
    category: Category
    text: str
    occurred_on: date
    clause: str = ""
    """Clause that was not kept."""
    serious: bool = False


@record
class ProblemCorrected:
    """A problem was written down wrongly 更正问题."""

    number: int
    category: Category
    text: str
    occurred_on: date
    reason: str
    clause: str = ""
    serious: bool = False


@record
class ProblemVoided:
    """A problem was recorded by mistake 作废问题."""

    number: int
    reason: str


@record
class FeedbackGiven:
    """The inspected organisation was told 反馈检查情况."""

    occurred_on: date
    text: str


@record
class InspectionCorrected:
    """It was written down wrongly; ``conducted`` is how it should read 更正检查登记."""

    corrects: int
    conducted: InspectionConducted
    reason: str


@record
class InspectionVoided:
    """It was recorded by mistake 作废检查登记."""

    reason: str


Event: TypeAlias = (
    InspectionConducted
    | ProblemFound
    | ProblemCorrected
    | ProblemVoided
    | FeedbackGiven
    | InspectionCorrected
    | InspectionVoided
)

# --- state -----------------------------------------------------------------------


@record
class Problem:
    """One problem as it now reads."""

    found: ProblemFound
    voided: bool = False


@record
class State:
    """What the rules need to know of one inspection."""

    organisation: str
    conducted: InspectionConducted
    stands_at: int
    """Version of the entry that now says how the inspection went."""
    stage: str = "conducted"
    """conducted or voided."""
    version: int = 1
    problems: Mapping[int, Problem] = field(default_factory=dict)
    told_on: tuple[date, ...] = ()
    """Days on which the inspected organisation was told."""

    def has_part(self, part: str) -> bool:
        """Whether a problem of this number is on record and not voided; so others refer to ``inspection-…#2``."""
        number = int(part) if part.isascii() and part.isdigit() and len(part) < 10 else 0
        return number in self.problems and not self.problems[number].voided


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if isinstance(event, InspectionConducted):
        return State(organisation=event.organisation, conducted=event, stands_at=1)
    assert state is not None, "an inspection begins with being conducted"
    state = replace(state, version=state.version + 1)
    match event:
        case ProblemFound():
            return _with(state, Problem(found=event))
        case ProblemCorrected():
            return _with(state, Problem(found=_as_corrected(event)))
        case ProblemVoided():
            return _with(state, replace(state.problems[event.number], voided=True))
        case FeedbackGiven():
            return replace(state, told_on=(*state.told_on, event.occurred_on))
        case InspectionCorrected():
            return replace(state, conducted=event.conducted, stands_at=state.version)
        case InspectionVoided():
            return replace(state, stage="voided")
        case _:
            assert_never(event)


def _with(state: State, problem: Problem) -> State:
    return replace(state, problems={**state.problems, problem.found.number: problem})


def _as_corrected(event: ProblemCorrected) -> ProblemFound:
    return ProblemFound(
        number=event.number,
        category=event.category,
        text=event.text,
        occurred_on=event.occurred_on,
        clause=event.clause,
        serious=event.serious,
    )


# --- commands --------------------------------------------------------------------


@record
class ConductInspection:
    """Record an inspection 登记检查."""

    inspection: str
    organisation: str
    """Who inspects."""
    inspected: str
    """Organisation that was inspected."""
    method: Method
    topics: tuple[Topic, ...]
    title: str
    occurred_on: date
    inspectors: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class FindProblem:
    """Record a problem found 登记发现的问题."""

    inspection: str
    category: Category
    text: str
    occurred_on: date
    clause: str = ""
    """Clause that was not kept."""
    serious: bool = False


@record
class CorrectProblem:
    """Correct a problem 更正问题."""

    inspection: str
    number: int
    category: Category
    text: str
    occurred_on: date
    reason: str
    clause: str = ""
    serious: bool = False


@record
class VoidProblem:
    """Void a problem 作废问题."""

    inspection: str
    number: int
    reason: str


@record
class GiveFeedback:
    """Record the feedback 登记检查反馈."""

    inspection: str
    occurred_on: date
    text: str


@record
class CorrectInspection:
    """Correct it 更正检查登记."""

    inspection: str
    inspected: str
    """Organisation that was inspected."""
    method: Method
    topics: tuple[Topic, ...]
    title: str
    occurred_on: date
    reason: str
    inspectors: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidInspection:
    """Void it 作废检查登记."""

    inspection: str
    reason: str


Command: TypeAlias = (
    ConductInspection | FindProblem | CorrectProblem | VoidProblem | GiveFeedback | CorrectInspection | VoidInspection
)

# --- decisions -------------------------------------------------------------------


class Unit(Protocol):
    """What this kind must know of the inspected organisation."""

    def exists_on(self, day: date) -> bool:
        """Whether it was founded, and not dissolved, on ``day``."""
        ...


def decide(
    state: State | None,
    command: Command,
    *,
    today: date,
    above: Collection[str] = (),
    unit: Unit | None = None,
) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`.

    For the acts that name the inspected organisation: ``above`` are the organisations that stand above the inspecting
    one on the day, ``unit`` is the inspected one.
    """
    match command:
        case ConductInspection():
            if state is not None:
                raise Refused("exists", zh="这次检查已经登记过。", en="This inspection is already on record.")
            return [_conducted(command, command.organisation, today, above, unit)]
        case CorrectInspection():
            return _correct(_standing(state), command, today, above, unit)
        case FindProblem():
            standing = _standing(state)
            return [_problem(standing, command, len(standing.problems) + 1, today)]
        case CorrectProblem():
            standing = _standing(state)
            before = _standing_problem(standing, command.number)
            found = _problem(standing, command, command.number, today)
            if found == before:
                return []
            return [
                ProblemCorrected(
                    number=found.number,
                    category=found.category,
                    text=found.text,
                    occurred_on=found.occurred_on,
                    reason=require_reason(command.reason),
                    clause=found.clause,
                    serious=found.serious,
                )
            ]
        case VoidProblem():
            _standing_problem(_standing(state), command.number)
            return [ProblemVoided(number=command.number, reason=require_reason(command.reason))]
        case GiveFeedback():
            day = _after_inspection(_standing(state), command.occurred_on, today, ("反馈日期", "Date of the feedback"))
            text = require_text(command.text, "text", limit=TEXT_LIMIT, label=("反馈内容", "Feedback"))
            return [FeedbackGiven(occurred_on=day, text=text)]
        case VoidInspection():
            _standing(state)
            return [InspectionVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    """The state of an inspection that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这次检查的记录。", en="There is no record of this inspection.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这次检查的登记已作废，不能再作登记。",
            en="The record of this inspection was voided; nothing more can be added to it.",
        )
    return state


def _standing_problem(state: State, number: int) -> ProblemFound:
    problem = state.problems.get(number)
    if problem is None:
        raise Refused(
            "unknown_problem",
            zh=f"这次检查没有编号为{number}的问题。",
            en=f"There is no problem number {number} in this inspection.",
            field="number",
        )
    if problem.voided:
        raise Refused("problem_voided", zh="该问题已作废。", en="This problem was voided.", field="number")
    return problem.found


def _conducted(
    command: ConductInspection | CorrectInspection,
    organisation: str,
    today: date,
    above: Collection[str],
    unit: Unit | None,
) -> InspectionConducted:
    day = require_past(command.occurred_on, today, "occurred_on", label=("检查日期", "Date of the inspection"))
    if not command.topics:
        raise Refused(
            "topics_missing",
            zh="请至少选择一项检查内容。",
            en="Say what was inspected: choose at least one topic.",
            field="topics",
            clause="c2006-resp 三（六）",
        )
    refuse_repeat(command.topics, "topics", label=("检查内容", "Topics"))
    refuse_repeat(command.inspectors, "inspectors", label=("检查人员", "Inspectors"))
    refuse_repeat(command.duties, "duties", label=("对应职责", "Duties served"))
    if command.inspected in above:
        raise Refused(
            "inspects_superior",
            zh="督促检查由上级对下级开展，不能检查本组织的上级。",
            en="Superiors inspect subordinates: the inspected organisation stands above the inspecting one.",
            field="inspected",
            clause="c2006-serve 三（四）",
        )
    if unit is None or not unit.exists_on(day):
        raise Refused(
            "unknown_unit",
            zh=f"被检查组织在{day.isoformat()}尚未设立、已经撤销或未登记，请核对组织和日期。",
            en=f"The inspected organisation was not on the register on {day.isoformat()}; check it and the date.",
            field="inspected",
        )
    return InspectionConducted(
        organisation=organisation,
        inspected=command.inspected,
        method=command.method,
        topics=command.topics,
        title=require_text(command.title, "title", label=("检查名称", "Title")),
        occurred_on=day,
        inspectors=command.inspectors,
        duties=command.duties,
        text=allow_text(command.text, "text", label=("检查情况", "What was seen")),
    )


def _correct(
    state: State, command: CorrectInspection, today: date, above: Collection[str], unit: Unit | None
) -> list[Event]:
    conducted = _conducted(command, state.organisation, today, above, unit)
    if conducted == state.conducted:
        return []
    followed = [problem.found.occurred_on for problem in state.problems.values() if not problem.voided]
    first = min((*followed, *state.told_on), default=None)
    if first is not None and conducted.occurred_on > first:
        raise Refused(
            "after_next_step",
            zh=f"这次检查在{first.isoformat()}已有问题或反馈登记，检查日期不能晚于这一天。",
            en=f"A problem or feedback is on record for {first.isoformat()}; the inspection cannot have been later.",
            field="occurred_on",
        )
    return [InspectionCorrected(corrects=state.stands_at, conducted=conducted, reason=require_reason(command.reason))]


def _after_inspection(state: State, day: date, today: date, label: tuple[str, str]) -> date:
    require_past(day, today, "occurred_on", label=label)
    since = state.conducted.occurred_on
    if day < since:
        raise Refused(
            "before_inspection",
            zh=f"“{label[0]}”不能早于检查日期（{since.isoformat()}）。",
            en=f"{label[1]} cannot lie before the inspection ({since.isoformat()}).",
            field="occurred_on",
            clause="c2006-resp 三（六）",
        )
    return day


def _problem(state: State, command: FindProblem | CorrectProblem, number: int, today: date) -> ProblemFound:
    return ProblemFound(
        number=number,
        category=command.category,
        text=require_text(command.text, "text", limit=2_000, label=("问题", "Problem")),
        occurred_on=_after_inspection(state, command.occurred_on, today, ("发现日期", "Date found")),
        clause=allow_text(command.clause, "clause", limit=200, label=("违反条款", "Clause not kept")),
        serious=command.serious,
    )
