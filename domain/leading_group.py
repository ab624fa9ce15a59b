"""Leading group 领导小组: a body set up to lead a piece of work, with head, members and office.

Rules
1. It has a head and at least one member; nobody stands in it twice (jianxi 第十条（一）; shunde2015 五（一）).
2. It was set up on or before the day it is recorded; changes and its end follow in the order of their days.
3. Members need no post in the organisation that set it up: departments send theirs [inf].
4. A group that was dissolved takes no more changes; a new one is set up as a record of its own.
5. What was written down wrongly is corrected by adding, while its members have not been changed since: later
   members are then a matter of the change. Nothing is added to a voided record.
"""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias, assert_never

from domain.kernel import (
    Refused,
    allow_text,
    record,
    refuse_repeat,
    require_past,
    require_reason,
    require_text,
)


class Type(StrEnum):
    """What it leads 小组类别."""

    PARTY_BUILDING = "party_building"
    EDUCATION_CONFERENCE = "education_conference"
    OTHER = "other"


# --- values and events -----------------------------------------------------------


@record
class Seat:
    """A member of the group 成员."""

    person: str
    role: str = ""


@record
class GroupEstablished:
    """A leading group was set up 成立领导小组."""

    organisation: str
    type: Type
    title: str
    head: str
    seats: tuple[Seat, ...]
    occurred_on: date
    office: str = ""
    """Department that does its daily work."""
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class GroupChanged:
    """Its members changed 调整成员."""

    head: str
    seats: tuple[Seat, ...]
    occurred_on: date
    reason: str
    office: str = ""


@record
class GroupDissolved:
    """It was dissolved 撤销领导小组."""

    occurred_on: date
    reason: str


@record
class GroupCorrected:
    """It was written down wrongly; ``established`` is how it should read 更正领导小组登记."""

    corrects: int
    established: GroupEstablished
    reason: str


@record
class GroupVoided:
    """It was recorded by mistake 作废领导小组登记."""

    reason: str


Event: TypeAlias = GroupEstablished | GroupChanged | GroupDissolved | GroupCorrected | GroupVoided

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one leading group."""

    organisation: str
    established: GroupEstablished
    stands_at: int
    """Version of the entry that now says how it was set up."""
    stage: str
    """standing, dissolved or voided."""
    head: str
    seats: tuple[Seat, ...]
    office: str
    last_on: date
    """Day of the last thing that happened to it."""
    changed_on: date | None = None
    """Day of the first thing that happened to it after it was set up."""
    version: int


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    version = 1 if state is None else state.version + 1
    if isinstance(event, GroupEstablished):
        return _as_established(event, version)
    assert state is not None, "a leading group begins with being set up"
    match event:
        case GroupChanged():
            return replace(
                _moved(state, event.occurred_on),
                head=event.head,
                seats=event.seats,
                office=event.office,
                version=version,
            )
        case GroupDissolved():
            return replace(_moved(state, event.occurred_on), stage="dissolved", version=version)
        case GroupCorrected():
            if state.changed_on is None:
                return _as_established(event.established, version)
            return replace(state, established=event.established, stands_at=version, version=version)
        case GroupVoided():
            return replace(state, stage="voided", version=version)
        case _:
            assert_never(event)


def _as_established(event: GroupEstablished, version: int) -> State:
    return State(
        organisation=event.organisation,
        established=event,
        stands_at=version,
        stage="standing",
        head=event.head,
        seats=event.seats,
        office=event.office,
        last_on=event.occurred_on,
        version=version,
    )


def _moved(state: State, day: date) -> State:
    return replace(state, last_on=day, changed_on=state.changed_on or day)


# --- commands --------------------------------------------------------------------


@record
class EstablishGroup:
    """Set up a leading group 成立领导小组."""

    group: str
    organisation: str
    type: Type
    title: str
    head: str
    seats: tuple[Seat, ...]
    occurred_on: date
    office: str = ""
    """Department that does its daily work."""
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class ChangeGroup:
    """Change its members 调整成员."""

    group: str
    head: str
    seats: tuple[Seat, ...]
    occurred_on: date
    reason: str
    office: str = ""


@record
class DissolveGroup:
    """Dissolve it 撤销领导小组."""

    group: str
    occurred_on: date
    reason: str


@record
class CorrectGroup:
    """Correct it 更正领导小组登记."""

    group: str
    type: Type
    title: str
    head: str
    seats: tuple[Seat, ...]
    occurred_on: date
    reason: str
    office: str = ""
    """Department that does its daily work."""
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidGroup:
    """Void it 作废领导小组登记."""

    group: str
    reason: str


Command: TypeAlias = EstablishGroup | ChangeGroup | DissolveGroup | CorrectGroup | VoidGroup

# --- decisions -------------------------------------------------------------------


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case EstablishGroup():
            if state is not None:
                raise Refused("exists", zh="这个领导小组已经登记过。", en="This leading group is already on record.")
            return [_established(command, command.organisation, today)]
        case ChangeGroup():
            return _changed(_standing(state), command, today)
        case DissolveGroup():
            standing = _standing(state)
            day = _in_order(standing, command.occurred_on, today, ("撤销日期", "Date dissolved"))
            return [GroupDissolved(occurred_on=day, reason=require_reason(command.reason))]
        case CorrectGroup():
            return _corrected(_on_record(state), command, today)
        case VoidGroup():
            _on_record(state)
            return [GroupVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _on_record(state: State | None) -> State:
    """The state of a group that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这个领导小组的记录。", en="There is no record of this leading group.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这条领导小组记录已作废，不能再作登记。",
            en="The record of this leading group was voided; nothing more can be added to it.",
        )
    return state


def _standing(state: State | None) -> State:
    """The state of a group that was not dissolved."""
    found = _on_record(state)
    if found.stage != "standing":
        raise Refused(
            "dissolved",
            zh="这个领导小组已经撤销；重新成立的，请另行登记。",
            en="This leading group was dissolved; record a new one if it was set up again.",
        )
    return found


def _in_order(state: State, day: date, today: date, label: tuple[str, str]) -> date:
    require_past(day, today, "occurred_on", label=label)
    if day < state.last_on:
        raise Refused(
            "out_of_order",
            zh=f"“{label[0]}”不能早于上一环节的日期（{state.last_on.isoformat()}）。",
            en=f"{label[1]} cannot lie before what went before it ({state.last_on.isoformat()}).",
            field="occurred_on",
        )
    return day


def _seats(head: str, seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
    if not seats:
        raise Refused("seats_missing", zh="请至少填写一名成员。", en="Name at least one member.", field="seats")
    refuse_repeat((seat.person for seat in seats), "seats", label=("成员", "Members"))
    if head in {seat.person for seat in seats}:
        raise Refused(
            "head_repeated",
            zh="组长不必再列为成员，请从成员中删去。",
            en="The head need not be named among the members as well; take the name out there.",
            field="seats",
        )
    role = ("分工", "Part")
    return tuple(Seat(person=seat.person, role=allow_text(seat.role, "seats", limit=200, label=role)) for seat in seats)


def _established(command: EstablishGroup | CorrectGroup, organisation: str, today: date) -> GroupEstablished:
    refuse_repeat(command.duties, "duties", label=("对应职责", "Duties"))
    return GroupEstablished(
        organisation=organisation,
        type=command.type,
        title=require_text(command.title, "title", label=("小组名称", "Name")),
        head=command.head,
        seats=_seats(command.head, command.seats),
        occurred_on=require_past(command.occurred_on, today, "occurred_on", label=("成立日期", "Date set up")),
        office=allow_text(command.office, "office", limit=200, label=("日常工作机构", "Office")),
        document=allow_text(command.document, "document", limit=200, label=("成立文件", "Document")),
        duties=tuple(require_text(clause, "duties", label=("对应职责", "Duties")) for clause in command.duties),
        text=allow_text(command.text, "text", label=("工作职责", "What it is to do")),
    )


def _changed(state: State, command: ChangeGroup, today: date) -> list[Event]:
    day = _in_order(state, command.occurred_on, today, ("调整日期", "Date of the change"))
    seats = _seats(command.head, command.seats)
    office = allow_text(command.office, "office", limit=200, label=("日常工作机构", "Office"))
    if (command.head, seats, office) == (state.head, state.seats, state.office):
        return []
    reason = require_reason(command.reason)
    return [GroupChanged(head=command.head, seats=seats, office=office, occurred_on=day, reason=reason)]


def _corrected(state: State, command: CorrectGroup, today: date) -> list[Event]:
    established = _established(command, state.organisation, today)
    if established == state.established:
        return []
    if state.changed_on is not None and established.occurred_on > state.changed_on:
        raise Refused(
            "after_next_step",
            zh=f"该小组在{state.changed_on.isoformat()}已有后续登记，成立日期不能晚于这一天。",
            en=f"Something happened to it on {state.changed_on.isoformat()}; it cannot have been set up later.",
            field="occurred_on",
        )
    reason = require_reason(command.reason)
    return [GroupCorrected(corrects=state.stands_at, established=established, reason=reason)]
