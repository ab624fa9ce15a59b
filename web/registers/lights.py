"""Lights and years: which light stands for a code of these registers, and about which year they are asked."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from domain.dues_status import Standing
from domain.education import Progress
from domain.floating_status import Gap
from domain.floating_steps import Mark
from domain.session_verdict import Verdict
from domain.terms import code_label
from web.asking import Clocks
from web.language import pick
from web.registers.extent import number


def year_of(clocks: Clocks) -> int:
    """The year of the address, or that of the day asked about."""
    return number("year", clocks.as_of.year, least=1900, most=2199)


def years(clocks: Clocks) -> range:
    """Years to choose from."""
    return range(clocks.today.year, clocks.today.year - 6, -1)


_LIGHTS: Final[Mapping[type[StrEnum], Mapping[str, str]]] = {
    Standing: {"on_time": "met", "late": "met_late", "due": "due", "unpaid": "missed", "not_begun": "no_minimum"},
    Progress: {
        "met": "met",
        "accumulating": "due",
        "short": "short",
        "with_alternative": "evidenced",
        "without_alternative": "unassigned",
    },
    Gap: {"contact_lost": "missed", "issued_late": "met_late"},
    Mark: {"done": "met", "late": "met_late", "missing": "short", "open": "no_minimum"},
    Verdict: {
        "credited": "met",
        "without_reason": "missed",
        "excused": "no_minimum",
        "unset": "undetermined",
        "elsewhere": "not_evidenced",
    },
}


def lit(code: StrEnum) -> tuple[str, str]:
    """Light and words of a code: never the colour alone."""
    return _LIGHTS[type(code)].get(code.value, "short"), pick(code_label(code))


def helpers() -> dict[str, Any]:
    """What the templates of registers may ask for besides."""
    return {"lit": lit, "days_text": days_text}


def days_text(half_days: int) -> str:
    """Half-days as days."""
    return str(half_days // 2) if half_days % 2 == 0 else f"{half_days / 2:.1f}"
