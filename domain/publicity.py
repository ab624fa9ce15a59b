"""Publicity 宣传、公开、经验推广: what an organisation made known, and how it spread.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


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
