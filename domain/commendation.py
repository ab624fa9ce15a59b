"""Commendation 表彰: organisations or persons are honoured.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


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
