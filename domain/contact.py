"""Contact point and visits 联系点: a unit assigned to one leader, who goes there in person.

Rules
1. The owner holds a post in the organisation on the day the point is established, or passes to the owner:
   points belong to members of the leadership (c2006-resp 三（三）).
2. The unit exists on that day and is not the owner's own organisation (c2006-resp 三（三）).
3. What the unit was on that day (kind, sector, rating) is written down with the point and stays: whether a
   backward unit was chosen is judged by its rating at choosing (township 三（三）; S15).
4. Visits, problems found, recognition and change of owner fall between the point's first and last day,
   and never after today.
5. A visit says what was done there. A visit by somebody else than the owner is recorded all the same; it is
   nobody's visit in person (shunde2015 四（二）1).
6. Problems are numbered from 1 by the point; one is solved once, not before it was found, and also after the
   point was given up.
7. A point is recognised as a demonstration point once (c2006-resp 三（三）).
8. The owner changes to somebody else, later than the present owner began.
9. A point is given up once, and not before the last thing on record there.
10. What was written down wrongly is corrected by adding; numbers of visits and problems stay. Nothing is
    added to a voided point, nor to a voided visit.
"""

from collections.abc import Mapping
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


class Purpose(StrEnum):
    """What a visit was for 走访目的."""

    INSPECT_GUIDE = "inspect_guide"
    RESEARCH = "research"
    LECTURE = "lecture"
    HELP = "help"
    OTHER = "other"


# --- events ----------------------------------------------------------------------


@record
class ContactPointEstablished:
    """A unit became the contact point of a leader 建立联系点.

    ``unit_kind``, ``unit_sector`` and ``unit_rating`` are the unit's on that day: what it was at choosing decides.
    """

    organisation: str
    """Organisation in whose leadership the owner serves."""
    owner: str
    unit: str
    unit_kind: str
    unit_sector: str
    unit_rating: str
    occurred_on: date
    note: str = ""


@record
class ContactPointVisited:
    """The owner, or somebody for the owner, went there 走访指导."""

    visitor: str
    purpose: Purpose
    occurred_on: date
    text: str
    companions: tuple[str, ...] = ()


@record
class ContactPointVisitCorrected:
    """A visit was written down wrongly 更正走访. ``visit`` is the version of the first entry of that visit."""

    visit: int
    corrects: int
    visited: ContactPointVisited
    reason: str


@record
class ContactPointVisitVoided:
    """A visit was recorded by mistake 作废走访."""

    visit: int
    reason: str


@record
class ContactPointProblemRaised:
    """A problem was found there 发现问题."""

    number: int
    text: str
    occurred_on: date


@record
class ContactPointProblemResolved:
    """A problem found there was solved or passed on 解决问题."""

    number: int
    text: str
    occurred_on: date
    passed_to: str | None = None


@record
class DemonstrationPointRecognised:
    """The point became a demonstration point 建成示范点."""

    occurred_on: date
    basis: str


@record
class ContactPointReassigned:
    """Another leader owns the point from a day on 调整联系人."""

    owner: str
    occurred_on: date
    reason: str


@record
class ContactPointClosed:
    """The point was given up; ``occurred_on`` is its last day 撤销联系点."""

    occurred_on: date
    reason: str


@record
class ContactPointCorrected:
    """The point was written down wrongly 更正联系点."""

    corrects: int
    established: ContactPointEstablished
    reason: str


@record
class ContactPointVoided:
    """The point was recorded by mistake 作废联系点."""

    reason: str


Event: TypeAlias = (
    ContactPointEstablished
    | ContactPointVisited
    | ContactPointVisitCorrected
    | ContactPointVisitVoided
    | ContactPointProblemRaised
    | ContactPointProblemResolved
    | DemonstrationPointRecognised
    | ContactPointReassigned
    | ContactPointClosed
    | ContactPointCorrected
    | ContactPointVoided
)

# --- state -----------------------------------------------------------------------


@record
class Visit:
    """One visit as it now reads, and the version of the entry that says so."""

    visited: ContactPointVisited
    stands_at: int
    voided: bool = False


@record
class State:
    """What the rules need to know of one contact point."""

    organisation: str
    established: ContactPointEstablished
    stands_at: int
    """Version of the entry that now says how it was established."""
    owner: str
    """Who owns it now, or owned it last."""
    stage: str = "standing"
    """standing, closed or voided."""
    version: int = 1
    reassigned_on: date | None = None
    closed_on: date | None = None
    recognised_on: date | None = None
    visits: Mapping[int, Visit] = field(default_factory=dict)
    """By the version of the entry that first recorded the visit."""
    problems: Mapping[int, date] = field(default_factory=dict)
    """Number -> day on which it was found."""
    resolved: frozenset[int] = frozenset()


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if isinstance(event, ContactPointEstablished):
        version = 1 if state is None else state.version + 1
        return State(
            organisation=event.organisation, established=event, stands_at=version, owner=event.owner, version=version
        )
    assert state is not None, "a contact point begins with being established"
    state = replace(state, version=state.version + 1)
    match event:
        case ContactPointVisited():
            visit = Visit(visited=event, stands_at=state.version)
            return replace(state, visits={**state.visits, state.version: visit})
        case ContactPointVisitCorrected():
            visit = Visit(visited=event.visited, stands_at=state.version)
            return replace(state, visits={**state.visits, event.visit: visit})
        case ContactPointVisitVoided():
            visit = replace(state.visits[event.visit], voided=True)
            return replace(state, visits={**state.visits, event.visit: visit})
        case ContactPointProblemRaised():
            return replace(state, problems={**state.problems, event.number: event.occurred_on})
        case ContactPointProblemResolved():
            return replace(state, resolved=state.resolved | {event.number})
        case DemonstrationPointRecognised():
            return replace(state, recognised_on=event.occurred_on)
        case ContactPointReassigned():
            return replace(state, owner=event.owner, reassigned_on=event.occurred_on)
        case ContactPointClosed():
            return replace(state, stage="closed", closed_on=event.occurred_on)
        case ContactPointCorrected():
            owner = event.established.owner if state.reassigned_on is None else state.owner
            return replace(state, established=event.established, stands_at=state.version, owner=owner)
        case ContactPointVoided():
            return replace(state, stage="voided")
        case _:
            assert_never(event)


# --- commands --------------------------------------------------------------------


@record
class EstablishContactPoint:
    """Assign a unit to a leader 建立联系点."""

    point: str
    organisation: str
    owner: str
    unit: str
    occurred_on: date
    note: str = ""


@record
class VisitContactPoint:
    """Record a visit 登记走访."""

    point: str
    visitor: str
    purpose: Purpose
    occurred_on: date
    text: str
    companions: tuple[str, ...] = ()


@record
class CorrectVisit:
    """Correct a visit 更正走访."""

    point: str
    visit: int
    visitor: str
    purpose: Purpose
    occurred_on: date
    text: str
    reason: str
    companions: tuple[str, ...] = ()


@record
class VoidVisit:
    """Void a visit 作废走访."""

    point: str
    visit: int
    reason: str


@record
class RaiseProblem:
    """Record a problem found 登记发现问题."""

    point: str
    text: str
    occurred_on: date


@record
class ResolveProblem:
    """Record how a problem was solved 登记解决问题."""

    point: str
    number: int
    text: str
    occurred_on: date
    passed_to: str | None = None


@record
class RecogniseDemonstrationPoint:
    """Recognise a demonstration point 认定示范点."""

    point: str
    occurred_on: date
    basis: str


@record
class ReassignContactPoint:
    """Give the point to another leader 调整联系人."""

    point: str
    owner: str
    occurred_on: date
    reason: str


@record
class CloseContactPoint:
    """Give the point up 撤销联系点."""

    point: str
    occurred_on: date
    reason: str


@record
class CorrectContactPoint:
    """Correct the point 更正联系点."""

    point: str
    owner: str
    unit: str
    occurred_on: date
    reason: str
    note: str = ""


@record
class VoidContactPoint:
    """Void a point recorded by mistake 作废联系点."""

    point: str
    reason: str


Command: TypeAlias = (
    EstablishContactPoint
    | VisitContactPoint
    | CorrectVisit
    | VoidVisit
    | RaiseProblem
    | ResolveProblem
    | RecogniseDemonstrationPoint
    | ReassignContactPoint
    | CloseContactPoint
    | CorrectContactPoint
    | VoidContactPoint
)

# --- decisions -------------------------------------------------------------------


class Posts(Protocol):
    """What this kind must know of the posts of the owner's organisation."""

    def holds_post(self, person: str, day: date) -> bool:
        """Whether ``person`` holds any post there on ``day``."""
        ...


class Unit(Protocol):
    """What this kind must know of the unit that becomes a contact point."""

    @property
    def kind(self) -> str:
        """Kind of organisation."""
        ...

    @property
    def sector(self) -> str:
        """Where it stands."""
        ...

    def exists_on(self, day: date) -> bool:
        """Whether it was founded, and not dissolved, on ``day``."""
        ...

    def rating_on(self, day: date) -> str:
        """How its superior rated it on ``day``."""
        ...


def decide(
    state: State | None, command: Command, *, today: date, posts: Posts | None = None, unit: Unit | None = None
) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`.

    ``posts`` are the posts of the organisation in whose leadership the owner serves, for the acts that name an
    owner; ``unit`` is the named unit, for establishing and correcting a point.
    """
    match command:
        case EstablishContactPoint():
            if state is not None:
                raise Refused("exists", zh="这个联系点已经登记过。", en="This contact point is already on record.")
            return [_established(command, command.organisation, today, posts, unit)]
        case CorrectContactPoint():
            return _correct(_standing(state), command, today, posts, unit)
        case VisitContactPoint():
            return [_visited(_standing(state), command, today)]
        case CorrectVisit():
            standing = _standing(state)
            visit = _visit(standing, command.visit)
            visited = _visited(standing, command, today)
            if visited == visit.visited:
                return []
            reason = require_reason(command.reason)
            return [
                ContactPointVisitCorrected(
                    visit=command.visit, corrects=visit.stands_at, visited=visited, reason=reason
                )
            ]
        case VoidVisit():
            _visit(_standing(state), command.visit)
            return [ContactPointVisitVoided(visit=command.visit, reason=require_reason(command.reason))]
        case RaiseProblem():
            standing = _standing(state)
            day = _while_standing(standing, command.occurred_on, today, ("发现日期", "Date found"))
            text = require_text(command.text, "text", limit=2_000, label=("问题", "Problem"))
            return [ContactPointProblemRaised(number=len(standing.problems) + 1, text=text, occurred_on=day)]
        case ResolveProblem():
            return [_resolved(_standing(state), command, today)]
        case RecogniseDemonstrationPoint():
            return [_recognised(_standing(state), command, today)]
        case ReassignContactPoint():
            return [_reassigned(_standing(state), command, today, posts)]
        case CloseContactPoint():
            return [_closed(_standing(state), command, today)]
        case VoidContactPoint():
            _standing(state)
            return [ContactPointVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    """The state of a point that is on record and not voided; a closed one may still be added to, in its time."""
    if state is None:
        raise Refused("unknown", zh="没有找到这个联系点。", en="There is no record of this contact point.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这个联系点的登记已作废，不能再作登记。",
            en="The record of this contact point was voided; nothing more can be added to it.",
        )
    return state


def _established(
    command: EstablishContactPoint | CorrectContactPoint,
    organisation: str,
    today: date,
    posts: Posts | None,
    unit: Unit | None,
) -> ContactPointEstablished:
    day = require_past(command.occurred_on, today, "occurred_on", label=("建立日期", "Date established"))
    if command.unit == organisation:
        raise Refused(
            "own_organisation",
            zh="联系点应是本组织以外的基层单位，不能选本组织自己。",
            en="A contact point is another unit, not the leader's own organisation.",
            field="unit",
            clause="c2006-resp 三（三）",
        )
    if unit is None or not unit.exists_on(day):
        raise Refused(
            "unknown_unit",
            zh=f"所选联系单位在{day.isoformat()}尚未设立、已经撤销或未登记，请核对单位和日期。",
            en=f"The unit was not on the register on {day.isoformat()}; check the unit and the date.",
            field="unit",
        )
    _require_post(command.owner, day, posts)
    return ContactPointEstablished(
        organisation=organisation,
        owner=command.owner,
        unit=command.unit,
        unit_kind=str(unit.kind),
        unit_sector=str(unit.sector),
        unit_rating=str(unit.rating_on(day)),
        occurred_on=day,
        note=allow_text(command.note, "note", limit=2_000, label=("备注", "Note")),
    )


def _require_post(owner: str, day: date, posts: Posts | None) -> None:
    if posts is None or not posts.holds_post(owner, day):
        raise Refused(
            "owner_without_post",
            zh="所选联系人当日未在本组织任职，请核对联系人或先登记任职。",
            en="The owner held no post in this organisation on that day; check the owner or record the post first.",
            field="owner",
            clause="c2006-resp 三（三）",
        )


def _correct(
    state: State, command: CorrectContactPoint, today: date, posts: Posts | None, unit: Unit | None
) -> list[Event]:
    established = _established(command, state.organisation, today, posts, unit)
    if established == state.established:
        return []
    first = min(_days(state), default=None)
    if first is not None and first < established.occurred_on:
        raise Refused(
            "after_first_act",
            zh=f"该联系点在{first.isoformat()}已有登记，建立日期不能晚于这一天。",
            en=f"Something is on record there for {first.isoformat()}; the point cannot have begun later.",
            field="occurred_on",
        )
    reason = require_reason(command.reason)
    return [ContactPointCorrected(corrects=state.stands_at, established=established, reason=reason)]


def _days(state: State) -> list[date]:
    """Every day for which something is on record at the point."""
    days = [visit.visited.occurred_on for visit in state.visits.values() if not visit.voided]
    days += state.problems.values()
    return days + [day for day in (state.reassigned_on, state.recognised_on, state.closed_on) if day is not None]


def _while_standing(state: State, day: date, today: date, label: tuple[str, str]) -> date:
    """Refuse a day in the future, before the point was established, or after its last day."""
    require_past(day, today, "occurred_on", label=label)
    since, until = state.established.occurred_on, state.closed_on
    if day < since:
        raise Refused(
            "before_established",
            zh=f"“{label[0]}”不能早于联系点建立日期（{since.isoformat()}）。",
            en=f"{label[1]} cannot lie before the point was established ({since.isoformat()}).",
            field="occurred_on",
            clause="c2006-resp 三（三）",
        )
    if until is not None and day > until:
        raise Refused(
            "after_closing",
            zh=f"该联系点已于{until.isoformat()}撤销，“{label[0]}”不能晚于这一天。",
            en=f"The point was given up on {until.isoformat()}; {label[1].lower()} cannot lie after that.",
            field="occurred_on",
        )
    return day


def _visit(state: State, number: int) -> Visit:
    visit = state.visits.get(number)
    if visit is None:
        raise Refused("unknown_visit", zh="没有找到这次走访的记录。", en="There is no such visit.", field="visit")
    if visit.voided:
        raise Refused("visit_voided", zh="这次走访的登记已作废。", en="This visit was voided.", field="visit")
    return visit


def _visited(state: State, command: VisitContactPoint | CorrectVisit, today: date) -> ContactPointVisited:
    label = ("同行人员", "Companions")
    refuse_repeat(command.companions, "companions", label=label)
    if command.visitor in command.companions:
        raise Refused(
            "visitor_among_companions",
            zh="走访人不必再列入同行人员。",
            en="The visitor is not listed among the companions as well.",
            field="companions",
        )
    return ContactPointVisited(
        visitor=command.visitor,
        purpose=command.purpose,
        occurred_on=_while_standing(state, command.occurred_on, today, ("走访日期", "Date of the visit")),
        text=require_text(command.text, "text", limit=TEXT_LIMIT, label=("走访情况", "What was done")),
        companions=command.companions,
    )


def _resolved(state: State, command: ResolveProblem, today: date) -> ContactPointProblemResolved:
    # A problem outlives the point: it may be solved after the point was given up.
    require_past(command.occurred_on, today, "occurred_on", label=("解决日期", "Date solved"))
    raised = state.problems.get(command.number)
    if raised is None:
        raise Refused(
            "unknown_problem",
            zh=f"该联系点没有编号为{command.number}的问题。",
            en=f"There is no problem number {command.number} at this point.",
            field="number",
        )
    if command.number in state.resolved:
        raise Refused(
            "already_resolved",
            zh="该问题已登记解决。",
            en="This problem is already on record as solved.",
            field="number",
        )
    if command.occurred_on < raised:
        raise Refused(
            "before_raised",
            zh=f"“解决日期”不能早于发现日期（{raised.isoformat()}）。",
            en=f"It cannot have been solved before it was found ({raised.isoformat()}).",
            field="occurred_on",
        )
    return ContactPointProblemResolved(
        number=command.number,
        text=require_text(command.text, "text", limit=2_000, label=("解决情况", "How it was solved")),
        occurred_on=command.occurred_on,
        passed_to=command.passed_to,
    )


def _recognised(state: State, command: RecogniseDemonstrationPoint, today: date) -> DemonstrationPointRecognised:
    if state.recognised_on is not None:
        raise Refused(
            "already_recognised",
            zh=f"该联系点已于{state.recognised_on.isoformat()}认定为示范点。",
            en=f"This has been a demonstration point since {state.recognised_on.isoformat()}.",
            clause="c2006-resp 三（三）",
        )
    return DemonstrationPointRecognised(
        occurred_on=_while_standing(state, command.occurred_on, today, ("认定日期", "Date recognised")),
        basis=require_text(command.basis, "basis", limit=2_000, label=("认定依据", "Basis")),
    )


def _reassigned(
    state: State, command: ReassignContactPoint, today: date, posts: Posts | None
) -> ContactPointReassigned:
    day = _while_standing(state, command.occurred_on, today, ("调整日期", "Date of the change"))
    if command.owner == state.owner:
        raise Refused(
            "same_owner",
            zh="所选人员已是该联系点的联系人。",
            en="This person owns the point already.",
            field="owner",
        )
    since = state.reassigned_on or state.established.occurred_on
    if day <= since:
        raise Refused(
            "not_after_owner",
            zh=f"现联系人自{since.isoformat()}起联系该点，调整日期应在此之后；如原登记有误，请更正。",
            en=f"The present owner has had it since {since.isoformat()}; change it later, or correct that record.",
            field="occurred_on",
        )
    _require_post(command.owner, day, posts)
    return ContactPointReassigned(owner=command.owner, occurred_on=day, reason=require_reason(command.reason))


def _closed(state: State, command: CloseContactPoint, today: date) -> ContactPointClosed:
    if state.closed_on is not None:
        raise Refused(
            "already_closed",
            zh=f"该联系点已于{state.closed_on.isoformat()}撤销。",
            en=f"The point was already given up on {state.closed_on.isoformat()}.",
        )
    day = _while_standing(state, command.occurred_on, today, ("撤销日期", "Last day"))
    last = max(_days(state), default=None)
    if last is not None and day < last:
        raise Refused(
            "before_last_act",
            zh=f"该联系点在{last.isoformat()}还有登记，撤销日期不能早于这一天。",
            en=f"Something is on record there for {last.isoformat()}; the point cannot have ended earlier.",
            field="occurred_on",
        )
    return ContactPointClosed(occurred_on=day, reason=require_reason(command.reason))
