"""Cases: what a scenario asks of an accountability case: how far it has come, what is imposed, what is flagged."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

from domain import accountability
from domain.accountability import Consequence, Flag
from domain.reading import local_day
from domain.rule import Responsible
from domain.terms import CODES, KINDS
from web.scenarios.books import Book
from web.scenarios.commands import Names
from web.scenarios.words import Unreadable, code_of

_STAGES: Final[Mapping[str, str]] = {zh: stage for stage, (zh, _) in accountability.STAGES.items()}


def compare_case(ask: dict[str, Any], names: Names, book: Book, known_at: date, about: str) -> list[str]:
    """What differs from the case as it was known."""
    word = str(ask.pop("case"))
    state: accountability.State | None = None
    for entry in book.entries():
        if entry.stream == names.ref(word) and local_day(entry.recorded_at) <= known_at:
            state = accountability.evolve(state, entry.event)
    if state is None:
        return [f"{about}: 没有这件{KINDS['accountability'][0]} (no such case): {word}"]
    decided = state.decided
    lines = []
    for key, said in ask.items():
        match key:
            case "light":
                expected: object = _STAGES.get(str(said), said)
                found: object = state.stage
            case "findings":
                expected = _codes(Flag, said, key)
                found = [] if decided is None else sorted(decided.flags)
            case "consequences":
                expected = _codes(Consequence, said, key)
                found = sorted(one.consequence for one in state.consequences)
            case "holders":
                expected = _codes(Responsible, said, key)
                found = sorted(state.opened.roles)
            case _:
                raise Unreadable(f"{key} cannot be asked of a case")
        if expected != found:
            lines.append(f"{about} {word}: {key} 应为 {said}，实为 {_shown(found)}")
    return lines


def _codes(enumeration: type[StrEnum], said: Any, key: str) -> list[StrEnum]:
    return sorted(code_of(enumeration, word, key) for word in (said if isinstance(said, list) else [said]))


def _shown(found: object) -> str:
    if isinstance(found, list):
        return "、".join(CODES[type(one)][one.value][0] for one in found) or "（无）"
    return accountability.STAGES[str(found)][0]
