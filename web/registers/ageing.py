"""Ageing: open orders by age and by organisation; for pictures."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import url_for

from domain.kernel import record
from domain.rectification import Standing
from domain.terms import code_label
from projections import rectifications
from web.asking import Clocks, asking
from web.language import pick, t
from web.pictures.bars import Bar, Part
from web.registers.extent import Extent

ORDERS: Final[Mapping[Standing, str]] = {
    Standing.OVERDUE: "missed",
    Standing.REJECTED: "short",
    Standing.OPEN: "due",
    Standing.REPORTED: "met_late",
    Standing.VERIFIED: "met",
}
"""Standings of orders that are open, and by which pattern they are drawn; overdue first."""


@record
class Ages:
    """Open orders by age, and by who has them open."""

    bands: Sequence[tuple[str, str, Mapping[Standing, int]]]
    """(age as the register is asked, in words, how they stand)."""
    bodies: Sequence[tuple[str, Mapping[Standing, int]]]
    """By organisation, who has most overdue first."""
    total: int


def ages_of(of: Extent, when: Clocks) -> Ages:
    """Open orders of an extent on a day."""
    found = rectifications.open_on(asking().reading, of.bodies, when.as_of, when.known_at)
    bands = []
    for least, most, _ in rectifications.by_age(found):
        mine = [
            one.verdict.standing
            for one in found
            if least <= one.verdict.age_days and (most is None or one.verdict.age_days <= most)
        ]
        bands.append((f"{least}-{'' if most is None else most}", _age(least, most), _stood(mine)))
    bodies: dict[str, list[Standing]] = {}
    for order in found:
        bodies.setdefault(order.case.organisation, []).append(order.verdict.standing)
    stood = [(body, _stood(mine)) for body, mine in bodies.items()]
    stood.sort(key=lambda one: (-one[1][Standing.OVERDUE], -sum(one[1].values()), one[0]))
    return Ages(bands=bands, bodies=stood, total=len(found))


def _stood(mine: Sequence[Standing]) -> dict[Standing, int]:
    return {standing: mine.count(standing) for standing in ORDERS}


def _age(least: int, most: int | None) -> str:
    if most is None:
        return t("%s天以上", "%s days and more") % least
    return t("%s至%s天", "%s to %s days") % (least, most)


def order_bar(name: str, counts: Mapping[Standing, int], keep: Mapping[str, Any]) -> Bar:
    """A bar of open orders; each piece leads to its orders in the register."""
    total, overdue = sum(counts.values()), counts[Standing.OVERDUE]
    said = t("共%s项，逾期%s项", "%s, overdue: %s") % (total, overdue)
    parts = tuple(
        Part(
            sort=sort,
            count=counts[standing],
            said=f"{pick(code_label(standing))} {counts[standing]}",
            url=url_for("rectifications.register", **keep, standing=standing.value),
        )
        for standing, sort in ORDERS.items()
    )
    return Bar(name=name, said=said, url=url_for("rectifications.register", **keep), parts=parts)
