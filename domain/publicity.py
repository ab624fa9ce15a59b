"""Publicity 宣传、公开、经验推广: what an organisation made known, and how it spread.

Rules
1. It was made known on or before the day it is recorded, and has a title; photographs are never asked for.
2. Experience that was spread names where it was taken up; it is spread after it was made known
   (c2006-edu 四¶4, c2006-float 四: results and models are publicised and spread).
3. News, models, experience and openness are kept apart, because clauses ask for the one or the other
   (c2006-serve 三（二）: matters of concern to the people are made public).
4. What was written down wrongly is corrected by adding; nothing is added to a voided record.
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
    """What was made known 类别."""

    EXPERIENCE = "experience"
    MODEL = "model"
    NEWS = "news"
    OPENNESS = "openness"


class Medium(StrEnum):
    """Through what 宣传载体."""

    NEWSPAPER = "newspaper"
    BROADCAST = "broadcast"
    WEBSITE = "website"
    SOCIAL_MEDIA = "social_media"
    BULLETIN = "bulletin"
    BOARD = "board"
    MEETING = "meeting"
    OTHER = "other"


# --- events ----------------------------------------------------------------------


@record
class PublicityReleased:
    """Something was made known 宣传（公开）."""

    organisation: str
    type: Type
    medium: Medium
    title: str
    occurred_on: date
    about: str = ""
    """Organisation or person it is about."""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class ExperienceSpread:
    """It was taken up elsewhere 推广."""

    organisations: tuple[str, ...]
    occurred_on: date
    text: str = ""


@record
class PublicityCorrected:
    """It was written down wrongly; ``released`` is how it should read 更正宣传登记."""

    corrects: int
    released: PublicityReleased
    reason: str


@record
class PublicityVoided:
    """It was recorded by mistake 作废宣传登记."""

    reason: str


Event: TypeAlias = PublicityReleased | ExperienceSpread | PublicityCorrected | PublicityVoided

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one piece of publicity."""

    organisation: str
    released: PublicityReleased
    stands_at: int
    """Version of the entry that now says what was made known."""
    stage: str
    """released, spread or voided."""
    version: int
    spread_on: date | None = None
    """First day on which it was taken up elsewhere."""


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    version = 1 if state is None else state.version + 1
    if isinstance(event, PublicityReleased):
        return State(
            organisation=event.organisation, released=event, stands_at=version, stage="released", version=version
        )
    assert state is not None, "publicity begins with something being made known"
    match event:
        case ExperienceSpread():
            first = min(event.occurred_on, state.spread_on or event.occurred_on)
            return replace(state, stage="spread", spread_on=first, version=version)
        case PublicityCorrected():
            return replace(state, released=event.released, stands_at=version, version=version)
        case PublicityVoided():
            return replace(state, stage="voided", version=version)
        case _:
            assert_never(event)


# --- commands --------------------------------------------------------------------


@record
class ReleasePublicity:
    """Record publicity 登记宣传、公开、经验推广."""

    publicity: str
    organisation: str
    type: Type
    medium: Medium
    title: str
    occurred_on: date
    about: str = ""
    """Organisation or person it is about."""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class SpreadExperience:
    """Record that it was taken up 登记推广."""

    publicity: str
    organisations: tuple[str, ...]
    occurred_on: date
    text: str = ""


@record
class CorrectPublicity:
    """Correct it 更正宣传登记."""

    publicity: str
    type: Type
    medium: Medium
    title: str
    occurred_on: date
    reason: str
    about: str = ""
    """Organisation or person it is about."""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidPublicity:
    """Void it 作废宣传登记."""

    publicity: str
    reason: str


Command: TypeAlias = ReleasePublicity | SpreadExperience | CorrectPublicity | VoidPublicity

# --- decisions -------------------------------------------------------------------


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case ReleasePublicity():
            if state is not None:
                raise Refused("exists", zh="这条宣传（公开）已经登记过。", en="This publicity is already on record.")
            return [_released(command, command.organisation, today)]
        case SpreadExperience():
            return [_spread(_standing(state), command, today)]
        case CorrectPublicity():
            return _corrected(_standing(state), command, today)
        case VoidPublicity():
            _standing(state)
            return [PublicityVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    """The state of a record that is there and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这条宣传（公开）记录。", en="There is no such record of publicity.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这条宣传（公开）记录已作废，不能再作登记。",
            en="This record of publicity was voided; nothing more can be added to it.",
        )
    return state


def _released(command: ReleasePublicity | CorrectPublicity, organisation: str, today: date) -> PublicityReleased:
    refuse_repeat(command.duties, "duties", label=("对应职责", "Duties"))
    return PublicityReleased(
        organisation=organisation,
        type=command.type,
        medium=command.medium,
        title=require_text(command.title, "title", label=("标题", "Title")),
        occurred_on=require_past(command.occurred_on, today, "occurred_on", label=("宣传日期", "Date made known")),
        about=command.about,
        duties=tuple(require_text(clause, "duties", label=("对应职责", "Duties")) for clause in command.duties),
        text=allow_text(command.text, "text", label=("主要内容", "What was made known")),
    )


def _spread(state: State, command: SpreadExperience, today: date) -> ExperienceSpread:
    day = require_past(command.occurred_on, today, "occurred_on", label=("推广日期", "Date taken up"))
    if day < state.released.occurred_on:
        raise Refused(
            "out_of_order",
            zh=f"“推广日期”不能早于宣传日期（{state.released.occurred_on.isoformat()}）。",
            en=f"It cannot be taken up before it was made known ({state.released.occurred_on.isoformat()}).",
            field="occurred_on",
        )
    if not command.organisations:
        raise Refused(
            "organisations_missing",
            zh="请选择在哪些组织推广。",
            en="Say which organisations took it up.",
            field="organisations",
        )
    refuse_repeat(command.organisations, "organisations", label=("推广到的组织", "Taken up by"))
    return ExperienceSpread(
        organisations=command.organisations,
        occurred_on=day,
        text=allow_text(command.text, "text", label=("推广情况", "How it was taken up")),
    )


def _corrected(state: State, command: CorrectPublicity, today: date) -> list[Event]:
    released = _released(command, state.organisation, today)
    if released == state.released:
        return []
    if state.spread_on is not None and released.occurred_on > state.spread_on:
        raise Refused(
            "after_next_step",
            zh=f"该项内容在{state.spread_on.isoformat()}已有推广登记，宣传日期不能晚于这一天。",
            en=f"It was taken up on {state.spread_on.isoformat()}; it cannot have been made known later.",
            field="occurred_on",
        )
    return [PublicityCorrected(corrects=state.stands_at, released=released, reason=require_reason(command.reason))]
