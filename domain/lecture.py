"""Lecture 党课、形势报告: somebody lectures party members in person.

Rules
1. It was given on or before the day it is recorded, and has a title.
2. Who lectured is a matter of record: it counts for the lecturer in person (c2006-edu 二（二）1;
   jianxi 第十一条（三）).
3. Lectures and situation reports are counted apart (c2006-edu 二（二）1).
4. Contact point and place are optional: only some clauses ask where it was held (jianxi 第十一条（三）).
5. What was written down wrongly is corrected by adding; nothing is added to a voided record.
"""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

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

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one lecture."""

    organisation: str
    delivered: LectureDelivered
    stands_at: int
    """Version of the entry that now says how it was given."""
    stage: str
    """delivered or voided."""
    version: int


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    version = 1 if state is None else state.version + 1
    if isinstance(event, LectureDelivered):
        return State(
            organisation=event.organisation, delivered=event, stands_at=version, stage="delivered", version=version
        )
    assert state is not None, "a lecture begins with being given"
    match event:
        case LectureCorrected():
            return replace(state, delivered=event.delivered, stands_at=version, version=version)
        case LectureVoided():
            return replace(state, stage="voided", version=version)
        case _:
            assert_never(event)


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

# --- decisions -------------------------------------------------------------------

LARGEST_AUDIENCE: Final = 100_000
"""Beyond it something was mistyped."""


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case DeliverLecture():
            if state is not None:
                raise Refused("exists", zh="这次党课（形势报告）已经登记过。", en="This lecture is already on record.")
            return [_delivered(command, command.organisation, today)]
        case CorrectLecture():
            standing = _standing(state)
            delivered = _delivered(command, standing.organisation, today)
            if delivered == standing.delivered:
                return []
            reason = require_reason(command.reason)
            return [LectureCorrected(corrects=standing.stands_at, delivered=delivered, reason=reason)]
        case VoidLecture():
            _standing(state)
            return [LectureVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    """The state of a lecture that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这次党课（形势报告）的记录。", en="There is no record of this lecture.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这条党课（形势报告）记录已作废，不能再作登记。",
            en="The record of this lecture was voided; nothing more can be added to it.",
        )
    return state


def _delivered(command: DeliverLecture | CorrectLecture, organisation: str, today: date) -> LectureDelivered:
    refuse_repeat(command.duties, "duties", label=("对应职责", "Duties"))
    if command.audience is not None and not 0 <= command.audience <= LARGEST_AUDIENCE:
        raise Refused(
            "audience_out_of_range",
            zh=f"“听课人数”应在0至{LARGEST_AUDIENCE}之间。",
            en=f"The audience lies between 0 and {LARGEST_AUDIENCE}.",
            field="audience",
        )
    return LectureDelivered(
        organisation=organisation,
        type=command.type,
        lecturer=command.lecturer,
        title=require_text(command.title, "title", label=("题目", "Title")),
        occurred_on=require_past(command.occurred_on, today, "occurred_on", label=("讲课日期", "Date given")),
        unit=command.unit,
        point=command.point,
        audience=command.audience,
        duties=tuple(require_text(clause, "duties", label=("对应职责", "Duties")) for clause in command.duties),
        text=allow_text(command.text, "text", label=("主要内容", "What it was about")),
    )
