"""Person 人员: somebody who holds posts, chairs, visits, reports. Their data is encrypted under their own key."""

from typing import TypeAlias

from domain.kernel import Personal, record


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
