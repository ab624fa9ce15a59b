"""Mass reception 接待群众: people were received; what they raised is solved or explained, and fed back.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Channel(StrEnum):
    """How they came 接待渠道."""

    RECEPTION_DAY = "reception_day"
    VISIT = "visit"
    LETTER = "letter"
    HOTLINE = "hotline"
    ONLINE = "online"
    STATION = "station"
    OTHER = "other"


class Category(StrEnum):
    """What it is about 问题类别."""

    LIVELIHOOD = "livelihood"
    HOUSING = "housing"
    EMPLOYMENT = "employment"
    LAND = "land"
    ENVIRONMENT = "environment"
    CONDUCT = "conduct"
    SUGGESTION = "suggestion"
    OTHER = "other"


# --- events ----------------------------------------------------------------------


@record
class ReceptionHeld:
    """People were received 接待群众."""

    organisation: str
    receivers: tuple[str, ...]
    """Who received them."""
    channel: Channel
    title: str
    occurred_on: date
    place: str = ""
    visitors: int | None = None
    """How many came; no names are kept."""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class IssueRaised:
    """An issue was raised 反映问题."""

    number: int
    category: Category
    text: str
    occurred_on: date


@record
class IssueResolved:
    """It was solved 解决问题."""

    number: int
    occurred_on: date
    text: str


@record
class IssueExplained:
    """It was explained why it cannot be solved yet 解释说明."""

    number: int
    occurred_on: date
    text: str


@record
class CoordinationStarted:
    """Others were asked to help 协调办理."""

    number: int
    organisations: tuple[str, ...]
    occurred_on: date
    text: str


@record
class IssueFedBack:
    """Those who raised it were told 反馈."""

    number: int
    occurred_on: date
    text: str


@record
class IssueClosed:
    """It was closed 办结."""

    number: int
    occurred_on: date
    note: str = ""


@record
class IssueVoided:
    """An issue was recorded by mistake 作废问题."""

    number: int
    reason: str


@record
class ReceptionCorrected:
    """It was written down wrongly; ``held`` is how it should read 更正接待登记."""

    corrects: int
    held: ReceptionHeld
    reason: str


@record
class ReceptionVoided:
    """It was recorded by mistake 作废接待登记."""

    reason: str


Event: TypeAlias = (
    ReceptionHeld
    | IssueRaised
    | IssueResolved
    | IssueExplained
    | CoordinationStarted
    | IssueFedBack
    | IssueClosed
    | IssueVoided
    | ReceptionCorrected
    | ReceptionVoided
)

# --- commands --------------------------------------------------------------------


@record
class HoldReception:
    """Record a reception 登记接待群众."""

    reception: str
    organisation: str
    receivers: tuple[str, ...]
    """Who received them."""
    channel: Channel
    title: str
    occurred_on: date
    place: str = ""
    visitors: int | None = None
    """How many came; no names are kept."""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class RaiseIssue:
    """Record an issue 登记反映的问题."""

    reception: str
    category: Category
    text: str
    occurred_on: date


@record
class ResolveIssue:
    """Record the solution 登记解决情况."""

    reception: str
    number: int
    occurred_on: date
    text: str


@record
class ExplainIssue:
    """Record the explanation 登记解释说明."""

    reception: str
    number: int
    occurred_on: date
    text: str


@record
class StartCoordination:
    """Record the coordination 登记协调办理."""

    reception: str
    number: int
    organisations: tuple[str, ...]
    occurred_on: date
    text: str


@record
class FeedIssueBack:
    """Record the feedback 登记反馈."""

    reception: str
    number: int
    occurred_on: date
    text: str


@record
class CloseIssue:
    """Close it 办结."""

    reception: str
    number: int
    occurred_on: date
    note: str = ""


@record
class VoidIssue:
    """Void an issue 作废问题."""

    reception: str
    number: int
    reason: str


@record
class CorrectReception:
    """Correct it 更正接待登记."""

    reception: str
    receivers: tuple[str, ...]
    """Who received them."""
    channel: Channel
    title: str
    occurred_on: date
    reason: str
    place: str = ""
    visitors: int | None = None
    """How many came; no names are kept."""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidReception:
    """Void it 作废接待登记."""

    reception: str
    reason: str


Command: TypeAlias = (
    HoldReception
    | RaiseIssue
    | ResolveIssue
    | ExplainIssue
    | StartCoordination
    | FeedIssueBack
    | CloseIssue
    | VoidIssue
    | CorrectReception
    | VoidReception
)
