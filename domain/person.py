"""Person 人员: somebody who holds posts, chairs, visits, reports. Their data is encrypted under their own key.

Rules
1. A person has a name and belongs to an organisation on record.
2. An identity number is that of a resident: eighteen characters, a day that exists, a right check digit.
3. Name, identity number and telephone enter the log only as `Personal`: sealed under the person's own key.
4. What was wrong, or has changed, is corrected by adding; once the key is destroyed by law, nothing is added.
5. A person entered by mistake is voided with a reason and can no longer be named.
"""

import re
from dataclasses import replace
from datetime import date
from typing import Final, TypeAlias, assert_never

from domain.kernel import Personal, Refused, allow_text, record, require_reason, require_text


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


Event: TypeAlias = PersonRegistered | PersonCorrected | PersonVoided

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one person."""

    registered: PersonRegistered
    stage: str = "registered"
    """registered or voided."""
    stands_at: int = 1
    version: int = 1

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
        case _:
            assert_never(event)


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


Command: TypeAlias = RegisterPerson | CorrectPerson | VoidPerson

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
            _known(state)
            return [PersonVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _known(state: State | None) -> State:
    if state is None:
        raise Refused("unknown", zh="没有找到该人员的登记。", en="There is no record of this person.")
    if state.stage == "voided":
        raise Refused("voided", zh="该人员的登记已作废。", en="This person's entry was voided.")
    return state


def _standing(state: State | None) -> State:
    """The state of a person to whose entry something may still be added."""
    state = _known(state)
    if state.registered.name.value is None:
        raise Refused(
            "erased",
            zh="该人员的个人信息已依法删除，不能再登记。",
            en="This person's data was erased by law; nothing can be added to it.",
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
