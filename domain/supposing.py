"""What if 推演: the same facts under other rules. Nothing is recorded; two readings of one history are compared.

Another text of a document takes the place of the one that was issued, with the same binding and from the same day; a
parameter takes a value as if it had been interpreted so from the first day; a document is left out; another calendar
moves the limits that were given in working days.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeAlias

from domain.kernel import Entry, Refused, record
from domain.periods import STANDING
from domain.policy import require_value
from domain.reading import PolicyInForce
from domain.rectification import RectificationCorrected, RectificationOrdered, RectificationOrderedAgain
from domain.rectification_status import Case, Verdict, case_after, standing_on
from domain.rule import Document, Light, Status
from domain.workdays import YearCalendar, after_workdays


@record
class Supposition:
    """Other rules than those that were in force."""

    documents: Mapping[str, Document] = field(default_factory=dict)
    """Code of a document -> the text that takes its place."""
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(code of a document, parameter) -> its value, on every day."""
    withdrawn: frozenset[str] = frozenset()
    """Codes of documents that are left out."""

    def policies(self, policies: Mapping[str, PolicyInForce]) -> dict[str, PolicyInForce]:
        """The policies in force under it. Raises `Refused` where it names what is not there."""
        codes = {one.document.code for one in policies.values()}
        named = (*self.documents, *self.withdrawn, *(code for code, _ in self.values))
        if unknown := [code for code in named if code not in codes]:
            raise Refused(
                "unknown_document",
                zh=f"没有印发过代码为“{unknown[0][:50]}”的制度文件。",
                en=f"No document with the code {unknown[0][:50]} was issued.",
                field="document",
            )
        return {id: self._supposed(one) for id, one in policies.items() if one.document.code not in self.withdrawn}

    def _supposed(self, policy: PolicyInForce) -> PolicyInForce:
        code = policy.document.code
        document = self.documents.get(code, policy.document)
        values = {name: value for (of, name), value in self.values.items() if of == code}
        for name, value in values.items():
            require_value(document, name, value)
        kept = tuple(one for one in policy.interpretations if one[1] not in values)
        settled = tuple((date.min, name, value) for name, value in sorted(values.items()))
        return replace(policy, document=document, interpretations=(*settled, *kept))


class Turn(StrEnum):
    """How a status turns out otherwise."""

    FAILS = "fails"
    """It would not be met 由达标变为未达标."""
    PASSES = "passes"
    """It would be met 由未达标变为达标."""
    APPEARS = "appears"
    """It would be owed as well 新增."""
    GOES = "goes"
    """It would not be owed 不再要求."""
    OTHERWISE = "otherwise"
    """It would stand otherwise, and neither fail nor pass 其他变化."""


FAILING: Final = frozenset({Light.MISSED, Light.SHORT, Light.UNASSIGNED})
"""Lights of what is not met."""


@record
class Difference:
    """A status that would be another one. One side is None where it is owed on the other only."""

    turn: Turn
    before: Status | None
    after: Status | None

    @property
    def either(self) -> Status:
        """The side that is there."""
        found = self.after or self.before
        assert found is not None, "a difference has a side"
        return found


Key: TypeAlias = tuple[str, str, str, str, int]


def differences(before: Iterable[Status], after: Iterable[Status]) -> list[Difference]:
    """What would be otherwise: who would newly fail first, then who would pass."""
    one, other = _by_key(before), _by_key(after)
    found: list[Difference] = []
    for key in dict.fromkeys((*one, *other)):
        was, would = one.get(key), other.get(key)
        turn = _turn(was, would)
        if turn is not None:
            found.append(Difference(turn=turn, before=was, after=would))
    order = list(Turn)
    return sorted(found, key=lambda each: order.index(each.turn))


def _by_key(statuses: Iterable[Status]) -> dict[Key, Status]:
    found: dict[Key, Status] = {}
    for status in statuses:
        base = (status.policy, status.clause, status.window, status.person or "")
        number = 0
        while (*base, number) in found:
            number += 1
        found[(*base, number)] = status
    return found


def _turn(was: Status | None, would: Status | None) -> Turn | None:
    if was is None or would is None:
        there = would or was
        assert there is not None
        if there.light in FAILING:
            return Turn.FAILS if was is None else Turn.PASSES
        return Turn.APPEARS if was is None else Turn.GOES
    governs, governed = _governs(would), _governs(was)
    fails, failed = would.light in FAILING and governs, was.light in FAILING and governed
    if fails != failed:
        return Turn.FAILS if fails else Turn.PASSES
    same = (was.light, was.count, was.minimum, governed) == (would.light, would.count, would.minimum, governs)
    # What has to hold at all times is due today, on both sides.
    return None if same and (was.window == STANDING or was.due == would.due) else Turn.OTHERWISE


def _governs(status: Status) -> bool:
    return "stricter_governs" not in status.findings


# --- another calendar -------------------------------------------------------------

Calendars: TypeAlias = Mapping[int, YearCalendar]


@record
class Moved:
    """An order whose limit would lie on another day."""

    case: Case
    before: Verdict
    after: Verdict


def moved(entries: Sequence[Entry], calendars: Calendars, as_of: date) -> Moved | None:
    """What another calendar would make of one order (its entries, oldest first); None: nothing."""
    was: Case | None = None
    would: Case | None = None
    for entry in entries:
        was = case_after(was, entry)
        would = case_after(would, entry._replace(event=_redated(entry.event, calendars)))
    if was is None or would is None:
        return None
    before, after = standing_on(was, as_of), standing_on(would, as_of)
    if before is None or after is None or before == after:
        return None
    return Moved(case=was, before=before, after=after)


def _redated(event: Any, calendars: Calendars) -> Any:
    """The event with its limit as another calendar gives it, where the limit was given in working days."""
    match event:
        case RectificationCorrected():
            return replace(event, ordered=_redated(event.ordered, calendars))
        case RectificationOrdered() | RectificationOrderedAgain() if event.working_days is not None:
            return replace(event, due_on=after_workdays(event.occurred_on, event.working_days, calendars).day)
        case _:
            return event
