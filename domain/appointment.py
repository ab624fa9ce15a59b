"""Appointment 任职: who holds which post in an organisation, with which portfolio, from when to when.

One stream holds all posts of one organisation, so that "at most one secretary" is a rule of one stream.
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Post(StrEnum):
    """Post in the leadership or staff 职务."""

    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    STANDING_MEMBER = "standing_member"
    MEMBER = "member"
    STAFF = "staff"


class Portfolio(StrEnum):
    """What a member is in charge of 分工."""

    PARTY_BUILDING = "party_building"
    """分管党建（组织工作）: makes its holder directly responsible 直接责任人."""
    DISCIPLINE = "discipline"
    PUBLICITY = "publicity"
    ECONOMY = "economy"
    LIVELIHOOD = "livelihood"
    SAFETY = "safety"
    OTHER = "other"


@record
class RoleAppointed:
    """A person took up a post 任职."""

    organisation: str
    person: str
    post: Post
    portfolio: tuple[Portfolio, ...]
    acting: bool
    occurred_on: date
    document: str = ""
    title: str = ""
    """Title as the office writes it, where it differs from the post's name 职务全称."""


@record
class RoleAssigned:
    """The portfolio changed from a day on 分工调整. ``appointment`` is the version of the `RoleAppointed`."""

    appointment: int
    portfolio: tuple[Portfolio, ...]
    occurred_on: date
    reason: str


@record
class RoleEnded:
    """The holder left the post; ``occurred_on`` is the last day in it 离任."""

    appointment: int
    occurred_on: date
    reason: str


@record
class AppointmentCorrected:
    """An appointment was written down wrongly; ``appointed`` is how it should read 更正任职.

    ``ended_on`` replaces the last day as well; None means still in post.
    """

    appointment: int
    corrects: int
    appointed: RoleAppointed
    ended_on: date | None
    reason: str


@record
class AppointmentVoided:
    """An appointment was recorded by mistake 作废任职."""

    appointment: int
    reason: str


Event: TypeAlias = RoleAppointed | RoleAssigned | RoleEnded | AppointmentCorrected | AppointmentVoided


@record
class AppointRole:
    """Record that a person takes up a post 登记任职."""

    organisation: str
    person: str
    post: Post
    occurred_on: date
    portfolio: tuple[Portfolio, ...] = ()
    acting: bool = False
    document: str = ""
    title: str = ""


@record
class AssignRole:
    """Change a portfolio 登记分工调整."""

    organisation: str
    appointment: int
    portfolio: tuple[Portfolio, ...]
    occurred_on: date
    reason: str


@record
class EndRole:
    """Record that a holder leaves 登记离任."""

    organisation: str
    appointment: int
    occurred_on: date
    reason: str


@record
class CorrectAppointment:
    """Correct an appointment 更正任职."""

    organisation: str
    appointment: int
    person: str
    post: Post
    occurred_on: date
    reason: str
    portfolio: tuple[Portfolio, ...] = ()
    acting: bool = False
    ended_on: date | None = None
    document: str = ""
    title: str = ""


@record
class VoidAppointment:
    """Void an appointment recorded by mistake 作废任职."""

    organisation: str
    appointment: int
    reason: str


Command: TypeAlias = AppointRole | AssignRole | EndRole | CorrectAppointment | VoidAppointment
