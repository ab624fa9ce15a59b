"""Boards: cells and statuses arranged for the eye; what pages and the JSON API share."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from domain.kernel import record
from domain.rule import Clause, Light, Measure, Status
from domain.terms import code_label
from projections.status import Cell
from web.language import pick, t
from web.saying import month

ORDER: Final = tuple(Light)
MOST_APART: Final = 4
"""So many windows of one duty are told one by one."""
GAPS: Final = frozenset({Light.MISSED.value, Light.SHORT.value, Light.UNASSIGNED.value})
"""Lights that ask for somebody's attention."""


@record
class Column:
    """One duty on the board: a clause of a policy."""

    policy: str
    clause: str
    zh: str
    en: str
    cite: str


@record
class Shown:
    """What a cell of the board shows for one window: several persons are told as one."""

    window: str
    light: str
    text: str
    said: str
    """Count against minimum, or how many persons."""
    gap: bool
    times: int = 1
    """Windows told in one."""


def light_text(light: str) -> str:
    """A light in words."""
    return pick(code_label(Light(light)))


def columns(cells: Mapping[str, Sequence[Cell]], clauses: Mapping[tuple[str, str], Clause]) -> list[Column]:
    """The duties that appear in any row: those with a number first, then in the order of documents and clauses."""
    there = {(cell.policy, cell.clause) for row in cells.values() for cell in row if cell.governs}
    return [
        Column(policy=policy, clause=id, zh=clause.zh, en=clause.en, cite=clause.cite)
        for (policy, id), clause in sorted(clauses.items(), key=lambda item: weight(item[1]))
        if (policy, id) in there
    ]


def weight(clause: Clause | None) -> int:
    """What asks for attention first: a number to reach, then what is counted, then what is evidenced or not."""
    if clause is None:
        return 3
    if clause.rule.measure is Measure.EVIDENCE:
        return 2
    return 0 if clause.rule.minimum is not None else 1


def arranged(cells: Sequence[Cell], *, gaps_only: bool) -> dict[tuple[str, str], list[Shown]]:
    """Cells of one organisation by duty; windows in order."""
    groups: dict[tuple[str, str], dict[str, list[Cell]]] = {}
    for cell in cells:
        if cell.governs:
            groups.setdefault((cell.policy, cell.clause), {}).setdefault(cell.window, []).append(cell)
    found: dict[tuple[str, str], list[Shown]] = {}
    for duty, windows in groups.items():
        shown = [in_window(window, same) for window, same in windows.items()]
        if gaps_only:
            shown = [one for one in shown if one.gap]
        elif len(shown) > MOST_APART:
            shown = _runs(shown)
        if shown:
            found[duty] = shown
    return found


def _runs(windows: Sequence[Shown]) -> list[Shown]:
    """Neighbouring windows that stand alike are told as one: twelve months would crowd a cell."""
    found: list[Shown] = []
    for alike in (tuple(run) for _, run in groupby(windows, key=lambda one: (one.light, one.said))):
        first, last = alike[0], alike[-1]
        window = first.window if first is last else f"{first.window.removesuffix('月')}–{last.window}"
        found.append(replace(first, window=window, times=len(alike)))
    return found


def in_window(window: str, cells: Sequence[Cell]) -> Shown:
    """Cells of one duty and window, told as one: the worst of them."""
    worst = min(cells, key=lambda cell: RANK[cell.light])
    persons = sum(cell.persons for cell in cells)
    if persons == 1:
        said = _count(worst.done, worst.minimum)
    else:
        good = sum(cell.persons for cell in cells if cell.light in ("met", "met_late", "evidenced"))
        said = t("%d/%d人", "%d/%d persons") % (good, persons)
    return Shown(
        window=short_window(window),
        light=worst.light,
        text=light_text(worst.light),
        said=said,
        gap=any(cell.light in GAPS for cell in cells),
    )


RANK: Final = {
    light: rank
    for rank, light in enumerate(
        (
            "missed",
            "short",
            "unassigned",
            "undetermined",
            "due",
            "not_evidenced",
            "no_minimum",
            "met_late",
            "evidenced",
            "met",
        )
    )
}
"""Lights, the one that asks for most attention first."""


def _count(count: int, minimum: int | None) -> str:
    return str(count) if minimum is None else f"{count}/{minimum}"


def window_text(window: str) -> str:
    """A window in words, with its year."""
    year, dash, part = window.partition("-")
    if window == "standing" or not dash:
        return short_window(window)
    if len(part) == 4:
        return t(f"{year}至{part}年", f"{year}–{part}")
    return month(window) if part.isdigit() else t(f"{year}年{short_window(window)}", f"{part} {year}")


def short_window(window: str) -> str:
    """A window without its year, which stands above the board."""
    year, dash, part = window.partition("-")
    if window == "standing":
        return t("现状", "now")
    if not dash or not part:
        return year
    if part.isdigit() and len(part) == 2:
        return t(f"{int(part)}月", part)
    return {
        "H1": t("上半年", "H1"),
        "H2": t("下半年", "H2"),
        "Q1": t("一季度", "Q1"),
        "Q2": t("二季度", "Q2"),
        "Q3": t("三季度", "Q3"),
        "Q4": t("四季度", "Q4"),
    }.get(part, window)


def summary(statuses: Iterable[Status]) -> list[tuple[str, str, int]]:
    """How many windows stand how: (light, words, number), in the order of lights."""
    counts = Counter(one.light for one in statuses if "stricter_governs" not in one.findings)
    return [(light.value, pick(code_label(light)), counts[light]) for light in ORDER if counts[light]]
