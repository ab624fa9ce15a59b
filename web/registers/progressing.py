"""Progressing: a year against the calendar, and years beside each other; for pictures."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from flask import url_for

from domain.kernel import record
from domain.rule import Light
from domain.sheet import Grade
from domain.terms import code_label
from projections import appraisals, trail
from projections.store import Reading
from web.asking import Clocks, asking
from web.boards import light_text
from web.language import pick, t
from web.pictures import reckoning
from web.pictures.bars import Bar, Part
from web.pictures.marks import AREAS
from web.pictures.reckoning import Group, Progress
from web.pictures.year import SORTS, Month
from web.registers.extent import Extent
from web.registers.picturing import Pictured, month_name
from web.saying import day
from web.services import LOCAL

BEFORE: Final = 4
"""Years before the one asked about."""


def months_of(pictured: Pictured) -> list[Month]:
    """What falls due month by month."""
    every = [one for some in pictured.windows.values() for one in some]
    return [
        Month(
            name=month_name(month),
            counts=counts,
            said=tuple(
                f"{month_name(month)} {light_text(sort)} {count}" for sort, count in zip(SORTS, counts, strict=True)
            ),
            url="",
        )
        for month, counts in sorted(reckoning.by_month(every, pictured.year).items())
    ]


def today_in(year: int, as_of: date) -> float | None:
    """How far the day lies in the year, in months; None: outside it."""
    if as_of.year != year:
        return None
    return as_of.month - 1 + as_of.day / 31


@record
class Advance:
    """An organisation or group with its progress."""

    group: Group
    progress: Progress
    url: str


def progress_of(pictured: Pictured) -> list[Advance]:
    """The root alone, and each organisation directly below with all below it."""
    found = []
    for group in pictured.branches() if pictured.several() else pictured.each():
        every = [one for body in group.bodies for one in pictured.windows[body]]
        one = reckoning.progress(every, pictured.when.as_of)
        if one.total:
            found.append(Advance(group=group, progress=one, url=_progress_url(group, pictured.year)))
    return found


def _progress_url(group: Group, year: int) -> str:
    if len(group.bodies) > 1:
        return url_for("pictures.progress", organisation=group.key, year=year)
    return url_for("board.duty", organisation=group.key, year=year)


def progress_bars(found: Sequence[Advance], year: int) -> list[Bar]:
    """A bar for each, as long as all it owes; the mark stands where it should have come to."""
    return [
        Bar(
            name=one.group.name,
            said=t("应完成%s，完成%s", "%s due, %s done") % (one.progress.should, one.progress.done_of_should)
            + (t("，提前%s", ", %s ahead") % one.progress.ahead if one.progress.ahead else ""),
            url=one.url,
            parts=_parts(SORTS, one.progress.counts, _boards_of(one.group, year)),
            mark=one.progress.should,
            mark_said=t("到期应完成", "Due by now"),
        )
        for one in found
    ]


_GAPS: Final = frozenset({"missed", "unassigned", "short"})


def _boards_of(group: Group, year: int) -> Callable[[str], str]:
    """The board on which windows of a group are found, by how they stand."""
    page = "board.duty" if len(group.bodies) == 1 else "board.board"
    return lambda sort: url_for(page, organisation=group.key, year=year, gaps="1" if sort in _GAPS else None)


def _parts(sorts: Sequence[str], counts: Sequence[int], url: Callable[[str], str]) -> tuple[Part, ...]:
    return tuple(
        Part(sort=sort, count=count, said=f"{light_text(sort)} {count}", url=url(sort) if count else "")
        for sort, count in zip(sorts, counts, strict=True)
    )


# --- years beside each other ---------------------------------------------------------------


@record
class Trends:
    """Years beside each other."""

    years: Sequence[tuple[int, Mapping[str, int]]]
    """How many windows stood how. Years before anything was recorded, and of which nothing was, are left out."""
    grades: Sequence[tuple[int, Mapping[str, int]]]
    """Results issued in a year, by grade."""
    results: Sequence[tuple[appraisals.Sheet, appraisals.Result, int]]
    """Of the root alone: its results with the most there was to reach, oldest first."""


def _begun(reading: Reading) -> int:
    """The year in which the first entry was recorded."""
    first = trail.at(reading, (1,))
    return first[0].recorded_at.astimezone(LOCAL).year if first else 0


SHOWN_LIGHTS: Final = tuple(light.value for light in Light if light.value in AREAS)
GRADES: Final[Mapping[Grade, str]] = {
    Grade.EXCELLENT: "met",
    Grade.GOOD: "due",
    Grade.QUALIFIED: "met_late",
    Grade.UNQUALIFIED: "missed",
}
"""Grades, and by which pattern they are drawn."""


def trends_of(of: Extent, last: int, when: Clocks) -> Trends:
    """The year and those before it, each as it stands on the day asked about."""
    reading = asking().reading
    years = []
    begun = _begun(reading)
    for year in range(last - BEFORE, last + 1):
        every = [one for some in Pictured(of, year, when).windows.values() for one in some]
        counts = reckoning.lights((one for one in every if one.counted), SHOWN_LIGHTS)
        if year >= begun or counts["met"] or counts["met_late"]:
            years.append((year, counts))
    about = appraisals.sheets_about(reading, of.bodies, when.as_of, when.known_at)
    stood = [(one, result) for one in about if (result := one.result_on(when.as_of)) is not None]
    grades = [
        (year, {grade.value: sum(r.on.year == year and r.grade == grade.value for _, r in stood) for grade in GRADES})
        for year, _ in years
    ]
    own = sorted(((one, r) for one, r in stood if one.subject == of.root), key=lambda pair: pair[1].on)
    rounds = {id: appraisals.round_of(reading, id, when.known_at) for id in {one.appraisal for one, _ in own}}
    return Trends(
        years=years,
        grades=grades,
        results=[
            (one, result, 0 if (round := rounds[one.appraisal]) is None else round.maximum) for one, result in own
        ],
    )


def year_bars(trends: Trends, of: Extent) -> list[Bar]:
    """A bar for each year, put together from how its windows stand."""
    found = []
    for year, counts in trends.years:
        total, good = sum(counts.values()), counts["met"] + counts["met_late"]
        url = url_for("board.board", organisation=of.root, year=year)
        parts = _parts(SHOWN_LIGHTS, [counts[one] for one in SHOWN_LIGHTS], _gap_url(url))
        said = t("%s项中完成%s项（%s%%）", "%s, done: %s (%s%%)") % (total, good, _rounded(good, total))
        found.append(Bar(name=t(f"{year}年", str(year)), said=said if total else "—", url=url, parts=parts))
    return found


def _gap_url(url: str) -> Callable[[str], str]:
    return lambda sort: f"{url}&gaps=1" if sort in _GAPS else url


def _rounded(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole) if whole else 0


def _last_day(year: int, when: Clocks) -> str | None:
    """The day as of which the register of appraisals shows a year; None: it shows it as it is."""
    last = min(date(year, 12, 31), when.as_of)
    return None if last == when.today else last.isoformat()


def grade_bars(trends: Trends, of: Extent, when: Clocks) -> list[Bar]:
    """A bar for each year, put together from its grades."""
    found = []
    for year, counts in trends.grades:
        url = url_for("appraisals.listing", organisation=of.root, as_of=_last_day(year, when))
        parts = tuple(
            Part(sort=sort, count=counts[grade.value], said=f"{pick(code_label(grade))} {counts[grade.value]}", url=url)
            for grade, sort in GRADES.items()
        )
        total = sum(counts.values())
        said = t("%s个结果", "%s results") % total if total else "—"
        found.append(Bar(name=t(f"{year}年", str(year)), said=said, url=url, parts=parts))
    return found


def result_bars(trends: Trends) -> list[Bar]:
    """A bar for each result of the root alone: points out of what there was to reach."""
    found = []
    for one, result, most in trends.results:
        url = url_for("appraisals.show", stream=one.stream)
        grade = Grade(result.grade)
        missing = max(0, most - result.total)
        said = t("%s分，满分%s，%s", "%s of %s points, %s")
        parts = (
            Part(sort=GRADES[grade], count=result.total, said=pick(code_label(grade)), url=url),
            Part(sort="blank", count=missing, said=t("未得分", "points not reached")),
        )
        bar_said = said % (points_text(result.total), points_text(most), pick(code_label(grade)))
        found.append(Bar(name=f"{one.title}　{day(result.on)}", said=bar_said, url=url, parts=parts))
    return found


def points_text(tenths: int) -> str:
    """Points; without a fraction where there is none."""
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths / 10:.1f}"
