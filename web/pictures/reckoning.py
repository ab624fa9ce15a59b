"""Reckoning: cells of the board put together as pictures show them. The fold is that of the board."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from domain.kernel import record
from domain.periods import STANDING
from projections.status import Cell
from web.boards import RANK, Shown, in_window
from web.pictures.year import DONE, LATE, MISSED, OPEN, SORTS, VACANT

Duty = tuple[str, str]
"""Policy and clause."""
NEXT_YEAR: Final = 13
"""The month of what falls due after the year."""


@record
class Window:
    """One duty of one organisation in one window: several persons are told as one."""

    duty: Duty
    window: str
    opens: str
    closes: str
    due: str
    shown: Shown
    counted: bool
    """Whether there is a number to reach."""

    @property
    def light(self) -> str:
        """How it stands."""
        return self.shown.light

    @property
    def dated(self) -> bool:
        """Whether it falls due on a day, so that it can be early or late."""
        return self.counted and self.window != STANDING and self.light in SORTS


def windows(cells: Iterable[Cell], wanted: Callable[[Cell], bool] = lambda cell: True) -> list[Window]:
    """Cells of one organisation by duty and window, in the order of the board."""
    groups: dict[tuple[str, str, str], list[Cell]] = {}
    for cell in cells:
        if cell.governs and wanted(cell):
            groups.setdefault((cell.policy, cell.clause, cell.window), []).append(cell)
    return [
        Window(
            duty=(policy, clause),
            window=window,
            opens=min(cell.opens for cell in same),
            closes=max(cell.closes for cell in same),
            due=max(cell.due for cell in same),
            shown=in_window(window, same),
            counted=any(cell.minimum is not None for cell in same),
        )
        for (policy, clause, window), same in groups.items()
    ]


def worst(some: Sequence[Window]) -> Window:
    """Of several windows, the one that asks for most attention."""
    return min(some, key=lambda one: RANK[one.light])


def by_duty(some: Iterable[Window]) -> dict[Duty, list[Window]]:
    """Windows of one organisation, duty by duty."""
    found: dict[Duty, list[Window]] = {}
    for one in some:
        found.setdefault(one.duty, []).append(one)
    return found


def month_of(due: str, year: int) -> int:
    """The month of the year in which a day lies; what lies before counts in the first, what lies after in the next."""
    day = date.fromisoformat(due)
    return 1 if day.year < year else NEXT_YEAR if day.year > year else day.month


# --- the year against the calendar --------------------------------------------------------


@record
class Progress:
    """What one organisation, or a group of them, owes in a year, and how it stands."""

    counts: tuple[int, ...]
    """By `web.pictures.year.SORTS`."""
    should: int
    """Due by the day asked about."""
    done_of_should: int
    """Done, of these."""

    @property
    def total(self) -> int:
        """All that falls due for this year."""
        return sum(self.counts)

    @property
    def done(self) -> int:
        """Done, in time or not."""
        return self.counts[0] + self.counts[1]

    @property
    def ahead(self) -> int:
        """Done before it fell due."""
        return self.done - self.done_of_should


def progress(some: Iterable[Window], as_of: date) -> Progress:
    """Windows that fall due on a day, by how they stand."""
    dated = [one for one in some if one.dated]
    counts = Counter(one.light for one in dated)
    due = [one for one in dated if one.due <= as_of.isoformat()]
    return Progress(
        counts=tuple(counts[sort] for sort in SORTS),
        should=len(due),
        done_of_should=sum(one.light in (DONE, LATE) for one in due),
    )


def by_month(some: Iterable[Window], year: int) -> dict[int, tuple[int, ...]]:
    """Windows by the month in which they fall due, and how they stand."""
    counts: dict[int, Counter[str]] = {month: Counter() for month in range(1, 13)}
    for one in some:
        if one.dated:
            counts.setdefault(month_of(one.due, year), Counter())[one.light] += 1
    return {month: tuple(count[sort] for sort in SORTS) for month, count in counts.items()}


def lights(some: Iterable[Window], of: Collection[str]) -> dict[str, int]:
    """How many windows stand how, of these lights."""
    counts = Counter(one.light for one in some)
    return {light: counts[light] for light in of}


# --- groups of organisations --------------------------------------------------------------


@record
class Group:
    """A line of a picture: one organisation, or several taken together."""

    key: str
    name: str
    bodies: tuple[str, ...]
    depth: int = 0
    whole: bool = False
    """Several, even if it is one by chance."""


@record
class Share:
    """Of a group's organisations that owe something, how many have a gap."""

    gaps: int
    owing: int


def share(group: Iterable[Sequence[Window]]) -> Share:
    """How many organisations of a group have a gap; each is given by its windows."""
    owing = [some for some in group if some]
    return Share(gaps=sum(any(one.shown.gap for one in some) for some in owing), owing=len(owing))


def branches(lines: Sequence[tuple[int, str]]) -> list[tuple[str, tuple[str, ...]]]:
    """A subtree, top down with depths, cut at its first level: the root alone, then each organisation directly below
    with all below it."""
    found: list[tuple[str, list[str]]] = []
    for depth, id in lines:
        if depth <= 1:
            found.append((id, [id]))
        else:
            found[-1][1].append(id)
    return [(id, tuple(ids)) for id, ids in found]


def sorts(kinds: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Organisations by kind, in the order in which kinds first appear."""
    found: dict[str, list[str]] = {}
    for id, kind in kinds.items():
        found.setdefault(kind, []).append(id)
    return {kind: tuple(ids) for kind, ids in found.items()}


__all__ = [
    "DONE",
    "LATE",
    "MISSED",
    "NEXT_YEAR",
    "OPEN",
    "VACANT",
    "Duty",
    "Group",
    "Progress",
    "Share",
    "Window",
    "branches",
    "by_duty",
    "by_month",
    "lights",
    "month_of",
    "progress",
    "share",
    "sorts",
    "windows",
    "worst",
]
