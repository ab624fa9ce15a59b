"""Given, when, then for rules: fold the past, decide, and look at what is refused. No mocks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import pytest

from domain.kernel import Refused

T = TypeVar("T")

TODAY = date(2025, 1, 1)
SECRETARY = "person-a"


class Posts:
    """Posts of one organisation: person -> first and last day of holding one."""

    def __init__(self, held: Mapping[str, tuple[date, date | None]]) -> None:
        self.held = held

    def holds_post(self, person: str, day: date) -> bool:
        if person not in self.held:
            return False
        first, last = self.held[person]
        return first <= day and (last is None or day <= last)


def fold(evolve: Callable[[Any, Any], T], *events: Any) -> T | None:
    """The state that the events lead to."""
    state: T | None = None
    for event in events:
        state = evolve(state, event)
    return state


def refusal(decide: Callable[[Any, Any], Any], state: Any, command: Any) -> Refused:
    """How ``decide`` refuses the command; every refusal speaks Chinese and English in whole sentences."""
    with pytest.raises(Refused) as caught:
        decide(state, command)
    assert caught.value.zh.endswith("。")
    assert caught.value.en.endswith(".")
    return caught.value


def replaced(record: T, **changes: Any) -> T:
    """A copy of a record with some fields changed."""
    return replace(record, **changes)  # type: ignore[type-var]  # every record is a dataclass
