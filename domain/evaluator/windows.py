"""Windows: in which windows of a year a clause binds an organisation, and into which one a fact falls."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from domain.catalogue.schema import is_month_day
from domain.evaluator.ground import Ground, period_days
from domain.fact import Fact, FactKind, Span
from domain.periods import window_of as _window_of
from domain.periods import windows_of_year as _windows_of_year
from domain.reading import PolicyInForce
from domain.rule import Measure, Rule, Window, window_asked

# Few days and few years are asked for again and again.
window_of = lru_cache(maxsize=16_384)(_window_of)
windows_of_year = lru_cache(maxsize=512)(_windows_of_year)

_LONG: Final = (Window.TWO_YEARS, Window.THREE_YEARS, Window.FIVE_YEARS)


class Frame(NamedTuple):
    """One window of one clause."""

    key: str
    opens: date
    closes: date
    due: date


def binds(ground: Ground, policy: PolicyInForce, day: date) -> bool:
    """Whether the policy binds the organisation on a day."""
    return policy.in_force(day) and not ground.line(day).isdisjoint(policy.binds)


_Dated = tuple[tuple[Frame, date], ...]
"""Frames, each with the day on which an organisation must be there and be bound to owe it."""

_FRAMED: Final[dict[tuple[int, Window, str, int, date], tuple[PolicyInForce, _Dated, tuple[Frame, ...]]]] = {}


def frames_of(ground: Ground, policy: PolicyInForce, rule: Rule, year: int, as_of: date) -> tuple[Frame, ...]:
    """The windows of the year in which the clause binds the organisation."""
    key = (id(policy), window_asked(rule), rule.due, year, as_of)
    made = _FRAMED.get(key)
    if made is None:
        if len(_FRAMED) > 4096:
            _FRAMED.clear()
        dated = tuple(_dated(policy, rule, year, as_of))
        # The policy is kept too: as long as it lives, no other can come by its identity.
        made = _FRAMED[key] = (policy, dated, tuple(frame for frame, _ in dated))
    _, dated, frames = made
    place = ground.place
    if dated and ground.fixed_line is not None and place.until is None and place.since <= dated[0][1]:
        # There all the time and never moved, as most are: all windows or none.
        return () if ground.fixed_line.isdisjoint(policy.binds) else frames
    return tuple([frame for frame, day in dated if place.exists(day) and not ground.line(day).isdisjoint(policy.binds)])


def _dated(policy: PolicyInForce, rule: Rule, year: int, as_of: date) -> Iterator[tuple[Frame, date]]:
    for key, opens, closes in windows_of_year(year, window_asked(rule)):
        if rule.window is Window.STANDING:
            asked = max(opens, min(closes, as_of))
            applies, due, day = policy.in_force(asked), asked, asked
        else:
            applies, due, day = policy.covers(opens, closes), _due(policy, rule, closes), closes
        if applies:
            yield Frame(key, opens, closes, due), day


def _due(policy: PolicyInForce, rule: Rule, closes: date) -> date:
    if not rule.due:
        return closes
    due = rule.due
    if due.startswith("{"):
        name = due.strip("{}")
        due = policy.value(name, closes)
        if not is_month_day(due):
            due = next(p.default for p in policy.document.parameters if p.name == name)
    month, day = int(due[:2]), int(due[3:])
    try:
        return date(closes.year, month, day)
    except ValueError:
        return date(closes.year, month, 28)


def window_key(rule: Rule, fact: Fact, frames: Sequence[Frame]) -> str:
    """Key of the window to which the fact belongs; empty: none of these."""
    first, last = frames[0].opens, frames[-1].closes
    if rule.measure is Measure.HOLDING or (rule.measure is Measure.EVIDENCE and fact.kind is FactKind.CONTACT_POINT):
        if fact.spans:
            return frames[0].key if any(_overlaps(span, first, last) for span in fact.spans) else ""
        return frames[0].key if fact.occurred_on <= last else ""
    begins = ends = fact.occurred_on
    if rule.rolling:
        # When it is due follows from the last time, however long ago that was.
        return frames[0].key if ends <= last else ""
    if rule.by_period and fact.period and fact.kind is not FactKind.LIST_ITEM:
        period = period_days(fact.period)
        if period is None:
            return ""
        begins, ends = period
    if begins < first or ends > last:
        return ""
    if rule.window in _LONG:
        return frames[0].key
    key = window_of(begins, rule.window)
    return key if begins == ends or key == window_of(ends, rule.window) else ""


def _overlaps(span: Span, first: date, last: date) -> bool:
    return span.first <= last and (span.last is None or span.last >= first)
