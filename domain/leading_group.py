"""Leading group 领导小组: a body set up to lead a piece of work, with head, members and office.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


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
