"""Rectifying: orders of an extent as the board shows them; inspections with what they found. For pages and API."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from flask import request

from domain.inspection import Method, Topic
from domain.kernel import record
from domain.rectification import Category, Standing
from projections import rectifications
from projections.rectifications import Coverage, Inspected, Owner, Problem, Repeat, Standings
from web.asking import Clocks, asking
from web.errors import Misshapen
from web.registers.extent import Extent
from web.schemas.fields import Problem as Wrong

LIGHTS: Final[Mapping[Standing, str]] = {
    Standing.OPEN: "due",
    Standing.OVERDUE: "missed",
    Standing.REPORTED: "not_evidenced",
    Standing.REJECTED: "short",
    Standing.VERIFIED: "evidenced",
    Standing.CLOSED: "met",
}
"""The mark with which a standing is shown; the word stands beside it."""


@record
class Orders:
    """The board of an extent on a day."""

    rows: Sequence[Standings]
    """Those asked for: open ones unless struck-off ones are, the longest overdue first."""
    standings: Mapping[Standing, int]
    """Open orders by how they stand; of those struck off, the ones of this year."""
    ages: Sequence[tuple[int, int | None, int]]
    owners: Sequence[Owner]
    closed: int
    """Struck off since the first of January."""
    average_days: float | None
    """From order to striking off, of these."""
    repeats: Sequence[Repeat]


@record
class Filter:
    """Which orders are asked for; what is empty does not ask."""

    standing: str = ""
    category: str = ""
    owner: str = ""
    """Person who answers, or organisation whose orders name nobody."""
    age: str = ""
    """``31-90`` or ``181-``: days since the order."""

    def parameters(self) -> dict[str, str]:
        """For links and forms that keep to it."""
        return {"standing": self.standing, "category": self.category, "owner": self.owner, "age": self.age}

    def fits(self, one: Standings) -> bool:
        """Whether an order is asked for."""
        least, _, most = self.age.partition("-")
        return (
            self.standing in ("", one.verdict.standing.value)
            and self.category in ("", one.case.category.value)
            and self.owner in ("", one.case.responsible or one.case.organisation)
            and (not self.age or int(least) <= one.verdict.age_days <= int(most or one.verdict.age_days))
        )


def asked_filter() -> Filter:
    """What the address asks for."""
    age = request.args.get("age", "")
    bounds = age.split("-")
    if age and not (len(bounds) == 2 and all(text.isascii() and (text.isdigit() or not text) for text in bounds)):
        raise _wrong("age", "已责令天数", "Age")
    if age and (not bounds[0] or len(age) > 12):
        raise _wrong("age", "已责令天数", "Age")
    return Filter(
        standing=_choice("standing", [one.value for one in Standing], ("整改状态", "Standing")),
        category=_choice("category", [one.value for one in Category], ("问题类别", "Category")),
        owner=request.args.get("owner", "")[:60],
        age=age,
    )


def _choice(name: str, allowed: Iterable[str], label: tuple[str, str]) -> str:
    text = request.args.get(name, "")
    if text and text not in allowed:
        raise _wrong(name, *label)
    return text


def _wrong(field: str, zh: str, en: str) -> Misshapen:
    problem = Wrong(field=field, zh=f"“{zh}”没有这个选项，请从列表中选择。", en=f"{en}: choose from the list.")
    return Misshapen([problem])


def orders(of: Extent, when: Clocks, wanted: Filter) -> Orders:
    """The board of rectifications."""
    reading = asking().reading
    found = rectifications.open_on(reading, of.bodies, when.as_of, when.known_at)
    opens = date(when.as_of.year, 1, 1)
    closed = rectifications.closed_between(reading, of.bodies, opens, when.as_of, when.known_at)
    standings = {standing: sum(one.verdict.standing is standing for one in (*found, *closed)) for standing in Standing}
    shown = closed if wanted.standing == Standing.CLOSED else found
    return Orders(
        rows=[one for one in shown if wanted.fits(one)],
        standings=standings,
        ages=rectifications.by_age(found),
        owners=rectifications.by_owner(found),
        closed=len(closed),
        average_days=rectifications.average_days_to_close(reading, of.bodies, opens, when.as_of, when.known_at),
        repeats=rectifications.repeats(reading, of.bodies, when.as_of, when.known_at),
    )


# --- inspections ---------------------------------------------------------------------------


@record
class Inspections:
    """Inspections of a year, by an extent's organisations and of them, and what they found there."""

    rows: Sequence[Inspected]
    coverage: Coverage
    """Of those that these organisations carried out."""
    problems: Sequence[Problem]
    orders: Mapping[str, Standings]
    """Orders that follow from the problems, by stream."""
    never: Sequence[str]
    """Organisations that nobody inspected in the year."""

    @property
    def unordered(self) -> int:
        """Problems for which nothing was ordered yet."""
        return sum(not any(order in self.orders for order in one.orders) for one in self.problems)


def inspected(of: Extent, when: Clocks, year: int, method: str = "", topic: str = "") -> Inspections:
    """Inspections in a year up to the day asked about."""
    reading = asking().reading
    first, last = date(year, 1, 1), min(date(year, 12, 31), when.as_of)
    known_at = when.known_at
    rows = rectifications.inspections(reading, of.bodies, first, last, known_at)
    problems = rectifications.problems_at(reading, of.bodies, known_at, first=first, last=last)
    subordinate = [body for body in of.bodies if body != of.root] or [of.root]
    return Inspections(
        rows=[
            one
            for one in rows
            if method in ("", one.method.value) and (not topic or any(topic == own.value for own in one.topics))
        ],
        coverage=rectifications.coverage(reading, of.bodies, first, last, known_at),
        problems=problems,
        orders=standings_of([order for one in problems for order in one.orders], when),
        never=rectifications.never_inspected(reading, subordinate, first, last, known_at),
    )


def problems_of(inspection: str, when: Clocks) -> Sequence[Problem]:
    """Problems of one inspection that were found by the day asked about."""
    found = rectifications.problems_of(asking().reading, inspection, when.known_at)
    return [one for one in found if one.found_on <= when.as_of]


def standings_of(orders: Sequence[str], when: Clocks) -> Mapping[str, Standings]:
    """How orders stand on the day asked about."""
    return rectifications.standings_of(asking().reading, orders, when.as_of, when.known_at)


def asked_method() -> str:
    """Way of inspecting that the address asks for."""
    return _choice("method", [one.value for one in Method], ("检查方式", "Method"))


def asked_topic() -> str:
    """What was inspected, as the address asks."""
    return _choice("topic", [one.value for one in Topic], ("检查内容", "Topic"))
