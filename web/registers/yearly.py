"""Yearly 一年数字: what a year has in numbers, each from the view that keeps it.

Records are counted by kind, sort and stage in one query: a record counts in the year in which it happened, and its
stage is that of what was known. Numbers that follow from steps with days are those of the year's last day, or of the
day asked about while the year runs.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property
from math import floor

from projections import appraisals, due, floating, funds, members, receptions, records, rectifications
from projections.debts import Sort
from web.asking import Clocks, asking
from web.registers.extent import Extent
from web.registers.members import Enrolled, enrolled


class Year:
    """What one year has in numbers, asked for when first wanted."""

    def __init__(self, of: Extent, year: int, when: Clocks) -> None:
        self.of, self.year = of, year
        self.first, self.last = date(year, 1, 1), min(date(year, 12, 31), when.as_of)
        self.when = replace(when, as_of=self.last)
        self.known_at = when.known_at
        self._reading = asking().reading

    @cached_property
    def lines(self) -> dict[tuple[str, str, str], int]:
        """Records by kind, sort and stage."""
        wanted = records.Wanted(organisations=self.of.bodies, first=self.first, last=self.last)
        return records.tally(self._reading, wanted, known_at=self.known_at)

    def count(self, kind: str, act: str = "", stages: Iterable[str] = ()) -> int:
        """Records of a kind, of one sort, in some stages."""
        some = frozenset(stages)
        return sum(
            number
            for (of, sort, stage), number in self.lines.items()
            if of == kind and act in ("", sort) and (not some or stage in some)
        )

    @cached_property
    def items(self) -> due.Totals:
        """Items of the year's responsibility lists."""
        found = due.totals(self._reading, self.of.bodies, str(self.year), self.last, self.known_at)
        return found.get(Sort.ITEM, due.Totals())

    @cached_property
    def orders(self) -> rectifications.Numbers:
        """Orders to put something right."""
        return rectifications.numbers(self._reading, self.of.bodies, self.first, self.last, self.known_at)

    @cached_property
    def days_to_close(self) -> int | None:
        """Days from order to striking off, on average; a half is rounded up 四舍五入."""
        found = rectifications.average_days_to_close(
            self._reading, self.of.bodies, self.first, self.last, self.known_at
        )
        return None if found is None else floor(found + 0.5)

    @cached_property
    def grades(self) -> Counter[str]:
        """Results issued in the year, by grade."""
        about = appraisals.sheets_about(self._reading, self.of.bodies, self.last, self.known_at)
        results = [one.result_on(self.last) for one in about]
        return Counter(one.grade for one in results if one is not None and one.on >= self.first)

    @cached_property
    def roll(self) -> list[Enrolled]:
        """Members on the last day, each with the year."""
        return enrolled(self._reading, self.of.bodies, self.when)

    @cached_property
    def education(self) -> tuple[int, int]:
        """Members who owe the ordinary days, and those who reached them."""
        totals = members.totals((one.year for one in self.roll), self.last)
        return sum(one.owing for one in totals), sum(one.met for one in totals)

    @cached_property
    def away(self) -> list[floating.Member]:
        """Floating members on the last day."""
        return floating.members(self._reading, self.of.bodies, self.last, self.known_at)

    @cached_property
    def issues(self) -> list[receptions.Issue]:
        """Issues raised in the year."""
        every = receptions.issues(self._reading, self.of.bodies, self.last, self.known_at, closed=True)
        return [one for one in every if one.raised_on >= self.first]

    @cached_property
    def promises(self) -> tuple[int, int, int]:
        """Commitments for the year: made, reported as kept, confirmed."""
        found = receptions.promises(self._reading, self.of.bodies, self.last, self.known_at, period=str(self.year))
        return receptions.fulfilment(found)

    @cached_property
    def money(self) -> funds.Sums:
        """Funds."""
        return funds.sums(self._reading, self.of.bodies, self.year, self.last, self.known_at)
