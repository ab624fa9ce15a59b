"""Person 人员: somebody who holds posts, chairs, visits, reports. Their data is encrypted under their own key.

Rules
1. A person has a name and belongs to an organisation on record.
2. An identity number is that of a resident: eighteen characters, a day that exists, a right check digit.
3. Name, identity number and telephone enter the log only as `Personal`: sealed under the person's own key.
4. What was wrong, or has changed, is corrected by adding; of an erased person nothing is recorded any more.
5. A person entered by mistake is voided with a reason and can no longer be named.
6. Personal values are restricted on a ground, and the restriction is lifted with a reason; while it stands they are
   kept and not used (Personal Information Protection Law, 第四十七条第二款). Official acts go on.
7. Erasure is asked for on a legal ground (第四十七条) by one officer and approved, or refused with a reason, by
   another: two accounts [inf]. One request stands at a time. For official records restriction is the rule, erasure the
   exception. A person whose entry was voided can be erased as well.

That erased values cannot be read again is the ledger's part: it destroys the person's key once the event is recorded.
"""

import re
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from domain.kernel import Personal, Refused, allow_text, record, require_past, require_reason, require_text


@record
class PersonRegistered:
    """A person was entered in the register 登记人员."""

    name: Personal
    party_member: bool
    organisation: str
    """Where the person's party membership or work is kept 所在组织."""
    identity_number: Personal | None = None
    phone: Personal | None = None


@record
class PersonCorrected:
    """The entry was wrong or has changed; ``registered`` is how it should read 更正人员信息."""

    corrects: int
    registered: PersonRegistered
    reason: str


@record
class PersonVoided:
    """The person was entered by mistake 作废人员登记."""

    reason: str


class RestrictionGround(StrEnum):
    """Why personal values may only be kept 限制处理的事由."""

    RETENTION = "retention"
    """They are no longer needed, but the law wants them kept 保存期限未届满."""
    DISPUTED = "disputed"
    """The person says that they are wrong 准确性有争议."""
    OBJECTION = "objection"
    """The person objects to their use 本人提出异议."""


class ErasureGround(StrEnum):
    """Legal ground of an erasure, as 第四十七条 lists them 删除的法定事由."""

    PURPOSE = "purpose"
    """The purpose was reached, cannot be reached, or no longer needs them 目的已实现、无法实现或者不再必要."""
    PERIOD = "period"
    """The service ended, or the period of retention is over 停止提供服务或者保存期限届满."""
    CONSENT = "consent"
    """The person withdrew the consent 撤回同意."""
    UNLAWFUL = "unlawful"
    """They were dealt with against law or agreement 违法违规或者违反约定处理."""
    OTHER = "other"
    """Another case that a law or regulation names 法律法规规定的其他情形."""


@record
class PersonRestricted:
    """Personal values may be kept and not used from now on 限制处理."""

    ground: RestrictionGround
    reason: str
    occurred_on: date


@record
class PersonRestrictionLifted:
    """They may be used again 解除限制."""

    reason: str
    occurred_on: date


@record
class PersonErasureRequested:
    """Somebody asked that personal values be erased 申请删除."""

    ground: ErasureGround
    reason: str
    asked_by: str
    """Account of the officer who asks."""
    occurred_on: date


@record
class PersonErasureRefused:
    """Another officer refused a request 不予删除. ``request`` is the version that asked."""

    request: int
    refused_by: str
    reason: str
    occurred_on: date


@record
class PersonErased:
    """Another officer approved a request (its version): the person's key is destroyed 依法删除."""

    request: int
    approved_by: str
    occurred_on: date


Event: TypeAlias = (
    PersonRegistered
    | PersonCorrected
    | PersonVoided
    | PersonRestricted
    | PersonRestrictionLifted
    | PersonErasureRequested
    | PersonErasureRefused
    | PersonErased
)

# --- state -----------------------------------------------------------------------


@record
class Request:
    """A request for erasure: the version that asked, and who did."""

    version: int
    asked_by: str


@record
class State:
    """What the rules need to know of one person."""

    registered: PersonRegistered
    stage: str = "registered"
    """registered, voided or erased."""
    stands_at: int = 1
    version: int = 1
    restricted: bool = False
    request: Request | None = None
    """The request for erasure that stands."""

    @property
    def organisation(self) -> str:
        """Where the person's membership or work is kept."""
        return self.registered.organisation


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if state is None:
        assert isinstance(event, PersonRegistered), "a person begins with being registered"
        return State(registered=event)
    version = state.version + 1
    match event:
        case PersonRegistered():
            raise AssertionError("a person is registered once")
        case PersonCorrected():
            return replace(state, registered=event.registered, stands_at=version, version=version)
        case PersonVoided():
            return replace(state, stage="voided", version=version)
        case PersonRestricted():
            return replace(state, restricted=True, version=version)
        case PersonRestrictionLifted():
            return replace(state, restricted=False, version=version)
        case PersonErasureRequested():
            return replace(state, request=Request(version=version, asked_by=event.asked_by), version=version)
        case PersonErasureRefused():
            return replace(state, request=None, version=version)
        case PersonErased():
            return replace(state, registered=_emptied(state.registered), stage="erased", request=None, version=version)
        case _:
            assert_never(event)


def _emptied(registered: PersonRegistered) -> PersonRegistered:
    """The entry without what was personal in it."""
    nobody = Personal(registered.name.subject, None)
    return replace(
        registered,
        name=nobody,
        identity_number=None if registered.identity_number is None else nobody,
        phone=None if registered.phone is None else nobody,
    )


# --- commands --------------------------------------------------------------------


@record
class RegisterPerson:
    """Enter a person 登记人员."""

    person: str
    name: str
    organisation: str
    party_member: bool = True
    identity_number: str = ""
    phone: str = ""


@record
class CorrectPerson:
    """Correct a person's entry 更正人员信息."""

    person: str
    name: str
    organisation: str
    reason: str
    party_member: bool = True
    identity_number: str = ""
    phone: str = ""


@record
class VoidPerson:
    """Void a person entered by mistake 作废人员登记."""

    person: str
    reason: str


@record
class RestrictPerson:
    """Let personal values be kept and not used 限制处理."""

    person: str
    ground: RestrictionGround
    reason: str
    occurred_on: date


@record
class LiftRestriction:
    """Let them be used again 解除限制."""

    person: str
    reason: str
    occurred_on: date


@record
class RequestErasure:
    """Ask that personal values be erased 申请删除个人信息."""

    person: str
    ground: ErasureGround
    reason: str
    occurred_on: date
    asked_by: str
    """Whoever is signed in."""


@record
class ApproveErasure:
    """Approve a request: the values cannot be read again 批准删除个人信息."""

    person: str
    occurred_on: date
    approved_by: str
    """Whoever is signed in."""


@record
class RefuseErasure:
    """Refuse a request 不予删除个人信息."""

    person: str
    reason: str
    occurred_on: date
    refused_by: str
    """Whoever is signed in."""


Command: TypeAlias = (
    RegisterPerson
    | CorrectPerson
    | VoidPerson
    | RestrictPerson
    | LiftRestriction
    | RequestErasure
    | ApproveErasure
    | RefuseErasure
)

# --- decisions -------------------------------------------------------------------


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case RegisterPerson():
            if state is not None:
                raise Refused("exists", zh="该人员已经登记。", en="This person is already on record.")
            return [_registered(command, today)]
        case CorrectPerson():
            standing = _standing(state)
            registered = _registered(command, today)
            if registered == standing.registered:
                return []
            reason = require_reason(command.reason)
            return [PersonCorrected(corrects=standing.stands_at, registered=registered, reason=reason)]
        case VoidPerson():
            if _known(state).stage == "voided":
                raise _voided()
            return [PersonVoided(reason=require_reason(command.reason))]
        case RestrictPerson():
            if _known(state).restricted:
                raise Refused("restricted", zh="该人员的个人信息已限制处理。", en="This person is restricted already.")
            day = require_past(command.occurred_on, today, "occurred_on", label=_DAY)
            return [PersonRestricted(ground=command.ground, reason=require_reason(command.reason), occurred_on=day)]
        case LiftRestriction():
            if not _known(state).restricted:
                raise Refused(
                    "not_restricted", zh="该人员的个人信息没有限制处理。", en="This person is not restricted."
                )
            day = require_past(command.occurred_on, today, "occurred_on", label=_DAY)
            return [PersonRestrictionLifted(reason=require_reason(command.reason), occurred_on=day)]
        case RequestErasure() | ApproveErasure() | RefuseErasure():
            return [_erasure(_known(state), command, today)]
        case _:
            assert_never(command)


_DAY: Final = ("日期", "Day")
_LAW: Final = "个人信息保护法 第四十七条"


def _erasure(state: State, command: RequestErasure | ApproveErasure | RefuseErasure, today: date) -> Event:
    day = require_past(command.occurred_on, today, "occurred_on", label=_DAY)
    if isinstance(command, RequestErasure):
        if state.request is not None:
            raise Refused(
                "requested",
                zh="该人员已有一项删除申请待处理。",
                en="A request for erasure is waiting already.",
                clause=_LAW,
            )
        reason = require_reason(command.reason)
        return PersonErasureRequested(ground=command.ground, reason=reason, asked_by=command.asked_by, occurred_on=day)
    if state.request is None:
        raise Refused(
            "not_requested", zh="没有待处理的删除申请。", en="No request for erasure is waiting.", clause=_LAW
        )
    by = command.approved_by if isinstance(command, ApproveErasure) else command.refused_by
    if by == state.request.asked_by:
        raise Refused(
            "four_eyes",
            zh="删除须由两人分别办理：申请人不能审批自己的申请，请由另一账号审批。",
            en="Erasure takes two people: whoever asked cannot decide; let another account do it.",
        )
    if isinstance(command, ApproveErasure):
        return PersonErased(request=state.request.version, approved_by=by, occurred_on=day)
    reason = require_reason(command.reason)
    return PersonErasureRefused(request=state.request.version, refused_by=by, reason=reason, occurred_on=day)


def _voided() -> Refused:
    return Refused("voided", zh="该人员的登记已作废。", en="This person's entry was voided.")


def _known(state: State | None) -> State:
    """The state of a person who is on record and was not erased."""
    if state is None:
        raise Refused("unknown", zh="没有找到该人员的登记。", en="There is no record of this person.")
    if state.stage == "erased" or state.registered.name.value is None:
        raise Refused(
            "erased",
            zh="该人员的个人信息已依法删除，不能再登记。",
            en="This person's data was erased by law; nothing can be added to it.",
            clause=_LAW,
        )
    return state


def _standing(state: State | None) -> State:
    """The state of a person whose entry may still be corrected."""
    state = _known(state)
    if state.stage == "voided":
        raise _voided()
    if state.restricted:
        raise Refused(
            "restricted",
            zh="该人员的个人信息已限制处理，请先解除限制再更正。",
            en="This person is restricted; lift the restriction before correcting.",
        )
    if state.registered.name.lost:
        raise Refused(
            "key_missing",
            zh="该人员的密钥缺失，又没有依法删除的登记，暂不能更正，请立即联系审计人员。",
            en="This person's key is gone and no erasure is on record: call the auditor before anything is corrected.",
        )
    return state


def _registered(command: RegisterPerson | CorrectPerson, today: date) -> PersonRegistered:
    identity_number = command.identity_number.strip().upper()
    if identity_number:
        check_identity_number(identity_number, today)
    phone = allow_text(command.phone, "phone", limit=30, label=("联系电话", "Telephone"))
    if phone and not _PHONE.fullmatch(phone):
        raise Refused(
            "not_a_phone_number",
            zh="“联系电话”只能填写数字、空格、加号和短横线。",
            en="A telephone number holds digits, spaces, plus and hyphen only.",
            field="phone",
        )
    name = require_text(command.name, "name", limit=50, label=("姓名", "Name"))
    return PersonRegistered(
        name=Personal(command.person, name),
        party_member=command.party_member,
        organisation=command.organisation,
        identity_number=Personal(command.person, identity_number) if identity_number else None,
        phone=Personal(command.person, phone) if phone else None,
    )


_PHONE: Final = re.compile(r"\+?[0-9][0-9 -]{3,28}[0-9]")
_IDENTITY: Final = re.compile(r"[1-9][0-9]{5}([0-9]{4})([0-9]{2})([0-9]{2})[0-9]{3}[0-9X]")
_WEIGHTS: Final = tuple(2 ** (17 - place) % 11 for place in range(17))
_CHECK_DIGITS: Final = "10X98765432"


def check_identity_number(number: str, today: date) -> None:
    """Refuse what cannot be a resident's identity number (GB 11643: birthday and check digit)."""
    parts = _IDENTITY.fullmatch(number)
    born = None
    if parts is not None:
        try:
            born = date(int(parts[1]), int(parts[2]), int(parts[3]))
        except ValueError:
            born = None
    digit = _CHECK_DIGITS[sum(w * int(d) for w, d in zip(_WEIGHTS, number[:17], strict=True)) % 11] if born else ""
    if born is None or born > today or number[17] != digit:
        raise Refused(
            "not_an_identity_number",
            zh="“身份证号”不正确：应为18位，出生日期和校验码须相符，请核对。",
            en="This is not a resident identity number: 18 characters with a real birthday and check digit.",
            field="identity_number",
        )
