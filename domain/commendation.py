"""Commendation 表彰: organisations or persons are honoured.

Rules
1. Somebody is commended: one organisation or person at least, nobody twice, and not whoever commends
   (c2006-resp 四¶2: the superior does; for persons any organisation of theirs may).
2. An advanced organisation is an organisation, an excellent member or party worker a person (c2006-resp 三（四）;
   jianxi 第十一条（五）). Pace-setters and models may be either: the texts do not say.
3. It lies on or before the day it is recorded. It may cite what it rests on, and names the appraisal where it follows
   one (c2006-resp 四¶2); no clause makes that a condition.
4. It is withdrawn once, not before it was granted; that it was granted stays on record [inf].
5. What was written down wrongly is corrected by adding, and does not overtake the withdrawal. Nothing is added to a
   voided record.
"""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from domain.identity import is_stream_id
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


class Honour(StrEnum):
    """What for 表彰类别."""

    ADVANCED_ORGANISATION = "advanced_organisation"
    ADVANCED_MEMBER = "advanced_member"
    ADVANCED_WORKER = "advanced_worker"
    PACE_SETTER = "pace_setter"
    MODEL = "model"
    OTHER = "other"


# --- events ----------------------------------------------------------------------


@record
class CommendationGranted:
    """A commendation was granted 表彰."""

    organisation: str
    """Who commends."""
    honour: Honour
    recipients: tuple[str, ...]
    """Organisations and persons commended."""
    title: str
    occurred_on: date
    cites: tuple[str, ...] = ()
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class CommendationWithdrawn:
    """It was withdrawn 撤销表彰."""

    occurred_on: date
    reason: str


@record
class CommendationCorrected:
    """It was written down wrongly; ``granted`` is how it should read 更正表彰登记."""

    corrects: int
    granted: CommendationGranted
    reason: str


@record
class CommendationVoided:
    """It was recorded by mistake 作废表彰登记."""

    reason: str


Event: TypeAlias = CommendationGranted | CommendationWithdrawn | CommendationCorrected | CommendationVoided

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one commendation."""

    organisation: str
    granted: CommendationGranted
    stands_at: int
    """Version of the entry that now says who was commended for what."""
    stage: str
    """granted, withdrawn or voided."""
    version: int
    withdrawn_on: date | None = None


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if isinstance(event, CommendationGranted):
        version = 1 if state is None else state.version + 1
        return State(
            organisation=event.organisation, granted=event, stands_at=version, stage="granted", version=version
        )
    assert state is not None, "a commendation begins with being granted"
    state = replace(state, version=state.version + 1)
    match event:
        case CommendationWithdrawn():
            return replace(state, stage="withdrawn", withdrawn_on=event.occurred_on)
        case CommendationCorrected():
            return replace(state, granted=event.granted, stands_at=state.version)
        case CommendationVoided():
            return replace(state, stage="voided")
        case _:
            assert_never(event)


# --- commands --------------------------------------------------------------------


@record
class GrantCommendation:
    """Record a commendation 登记表彰."""

    commendation: str
    organisation: str
    """Who commends."""
    honour: Honour
    recipients: tuple[str, ...]
    """Organisations and persons commended."""
    title: str
    occurred_on: date
    cites: tuple[str, ...] = ()
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class WithdrawCommendation:
    """Withdraw it 撤销表彰."""

    commendation: str
    occurred_on: date
    reason: str


@record
class CorrectCommendation:
    """Correct it 更正表彰登记."""

    commendation: str
    honour: Honour
    recipients: tuple[str, ...]
    """Organisations and persons commended."""
    title: str
    occurred_on: date
    reason: str
    cites: tuple[str, ...] = ()
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidCommendation:
    """Void it 作废表彰登记."""

    commendation: str
    reason: str


Command: TypeAlias = GrantCommendation | WithdrawCommendation | CorrectCommendation | VoidCommendation

# --- decisions -------------------------------------------------------------------

OF_ORGANISATIONS: Final = frozenset({Honour.ADVANCED_ORGANISATION})
OF_PERSONS: Final = frozenset({Honour.ADVANCED_MEMBER, Honour.ADVANCED_WORKER})


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case GrantCommendation():
            if state is not None:
                raise Refused("exists", zh="这次表彰已经登记过。", en="This commendation is already on record.")
            return [_granted(command, command.organisation, today)]
        case CorrectCommendation():
            return _correct(_standing(state), command, today)
        case WithdrawCommendation():
            return [_withdrawn(_standing(state), command, today)]
        case VoidCommendation():
            _standing(state)
            return [CommendationVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    """The state of a commendation that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这次表彰的记录。", en="There is no record of this commendation.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这次表彰的登记已作废，不能再作登记。",
            en="The record of this commendation was voided; nothing more can be added to it.",
        )
    return state


def _granted(command: GrantCommendation | CorrectCommendation, organisation: str, today: date) -> CommendationGranted:
    label = ("表彰对象", "Commended")
    refuse_repeat(command.recipients, "recipients", label=label)
    if not command.recipients:
        raise Refused(
            "recipients_missing",
            zh="请至少选择一个表彰对象。",
            en="Name at least one organisation or person commended.",
            field="recipients",
            clause="c2006-resp 四¶2",
        )
    if organisation in command.recipients:
        raise Refused(
            "own_organisation",
            zh="表彰由上级组织作出，表彰对象不能是本组织。",
            en="An organisation does not commend itself.",
            field="recipients",
            clause="c2006-resp 四¶2",
        )
    _require_sort(command)
    refuse_repeat(command.cites, "cites", label=("引证记录", "Records cited"))
    refuse_repeat(command.duties, "duties", label=("对应职责", "Duties"))
    return CommendationGranted(
        organisation=organisation,
        honour=command.honour,
        recipients=command.recipients,
        title=require_text(command.title, "title", label=("表彰名称", "Title")),
        occurred_on=require_past(command.occurred_on, today, "occurred_on", label=("表彰日期", "Date granted")),
        cites=command.cites,
        document=allow_text(command.document, "document", limit=200, label=("表彰文号", "Document")),
        duties=command.duties,
        text=allow_text(command.text, "text", limit=TEXT_LIMIT, label=("主要事迹", "Text")),
    )


def _require_sort(command: GrantCommendation | CorrectCommendation) -> None:
    """Organisations or persons, as the honour asks."""
    if not all(is_stream_id(one, "organisation") or is_stream_id(one, "person") for one in command.recipients):
        raise Refused(
            "nobody_commended",
            zh="表彰对象应为组织或人员，请从列表中选择。",
            en="Organisations and persons are commended; choose from the list.",
            field="recipients",
        )
    organisations = [is_stream_id(one, "organisation") for one in command.recipients]
    if command.honour in OF_ORGANISATIONS and not all(organisations):
        raise Refused(
            "organisation_needed",
            zh="先进基层党组织的表彰对象是组织，请不要选择人员。",
            en="An advanced organisation is an organisation, no person.",
            field="recipients",
            clause="c2006-resp 三（四）",
        )
    if command.honour in OF_PERSONS and any(organisations):
        raise Refused(
            "person_needed",
            zh="优秀共产党员、优秀党务工作者的表彰对象是人员，请不要选择组织。",
            en="Excellent members and party workers are persons, no organisations.",
            field="recipients",
            clause="c2006-resp 三（四）",
        )


def _correct(state: State, command: CorrectCommendation, today: date) -> list[Event]:
    granted = _granted(command, state.organisation, today)
    if granted == state.granted:
        return []
    if state.withdrawn_on is not None and granted.occurred_on > state.withdrawn_on:
        raise Refused(
            "after_withdrawal",
            zh=f"这次表彰已于{state.withdrawn_on.isoformat()}撤销，表彰日期不能晚于这一天。",
            en=f"It was withdrawn on {state.withdrawn_on.isoformat()}; it cannot have been granted later.",
            field="occurred_on",
        )
    return [CommendationCorrected(corrects=state.stands_at, granted=granted, reason=require_reason(command.reason))]


def _withdrawn(state: State, command: WithdrawCommendation, today: date) -> CommendationWithdrawn:
    if state.withdrawn_on is not None:
        raise Refused(
            "already_withdrawn",
            zh=f"这次表彰已于{state.withdrawn_on.isoformat()}撤销。",
            en=f"It was already withdrawn on {state.withdrawn_on.isoformat()}.",
        )
    day = require_past(command.occurred_on, today, "occurred_on", label=("撤销日期", "Date withdrawn"))
    if day < state.granted.occurred_on:
        raise Refused(
            "before_granted",
            zh=f"撤销日期不能早于表彰日期（{state.granted.occurred_on.isoformat()}）。",
            en=f"It cannot be withdrawn before it was granted ({state.granted.occurred_on.isoformat()}).",
            field="occurred_on",
        )
    return CommendationWithdrawn(occurred_on=day, reason=require_reason(command.reason))
