"""Contact point and visits 联系点: a unit assigned to one leader, who goes there in person."""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Purpose(StrEnum):
    """What a visit was for 走访目的."""

    INSPECT_GUIDE = "inspect_guide"
    RESEARCH = "research"
    LECTURE = "lecture"
    HELP = "help"
    OTHER = "other"


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
