"""Journeys: what a case expects of a floating member and of dues, held against how they stand on the day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from domain import dues, floating
from domain.dues_status import Standing, months_of
from domain.floating_status import Gap, Journey, Stage, begun, journey_after, standing_on
from domain.identity import certificate_of, dues_of
from domain.kernel import Entry
from domain.reading import local_day
from domain.terms import code_label
from web.scenarios.words import Unreadable, code_of


def compare_floating(ask: dict[str, Any], person: str, entries: Iterable[Entry], as_of: date, about: str) -> list[str]:
    """How the latest journey of a member stands; ``entries`` are those known."""
    journey: Journey | None = None
    for entry in entries:
        if entry.stream == certificate_of(person):
            if isinstance(entry.event, floating.DepartureReported):
                journey = begun(entry.stream, entry.version, entry.event)
            elif journey is not None:
                journey = journey_after(journey, entry.event)
    standing = None if journey is None else standing_on(journey, as_of)
    if standing is None:
        return [] if ask.get("none") else [f"{about}: 当日没有外出 (no journey)"]
    found: dict[str, object] = {
        "light": standing.stage,
        "days_over": standing.days,
        "filed_after": standing.filed_after,
        "gaps": set(standing.gaps),
        "none": False,
    }
    lines = []
    for key, said in ask.items():
        if key not in found:
            raise Unreadable(f"{key} cannot be asked of a floating member")
        expected: object = said
        if key == "light":
            expected = code_of(Stage, said, key)
        elif key == "gaps":
            expected = {code_of(Gap, word, key) for word in said}
        if expected != found[key]:
            lines.append(f"{about}: {key} 应为 {_show(expected)}，实为 {_show(found[key])}")
    return lines


def compare_dues(
    ask: dict[str, Any], person: str, year: int, entries: Iterable[Entry], as_of: date, about: str
) -> list[str]:
    """How the months of a member's dues stand; the count is of months paid on time."""
    state: dues.State | None = None
    for entry in entries:
        if entry.stream == dues_of(person, year):
            state = dues.evolve(state, entry.event)
    payments = [] if state is None else [one.paid for one in state.payments.values() if not one.voided]
    difficulties: Mapping[int, date] = {} if state is None else state.difficulties
    found = months_of(year, [(one.months, one.occurred_on) for one in payments], difficulties, as_of)
    lines = []
    for key, said in ask.items():
        match key:
            case "months":
                for month, word in said.items():
                    standing, expected = found[int(month) - 1].standing, code_of(Standing, word, key)
                    if standing is not expected:
                        lines.append(f"{about}: {month}月应为 {_show(expected)}，实为 {_show(standing)}")
            case "count":
                on_time = sum(one.standing is Standing.ON_TIME for one in found)
                if said != on_time:
                    lines.append(f"{about}: 按时 应为 {said}，实为 {on_time}")
            case _:
                raise Unreadable(f"{key} cannot be asked of dues")
    return lines


def known(entries: Iterable[Entry], known_at: date) -> list[Entry]:
    """Entries recorded by the end of a day."""
    return [entry for entry in entries if local_day(entry.recorded_at) <= known_at]


def _show(value: object) -> str:
    if isinstance(value, set):
        return "、".join(sorted(_show(one) for one in value)) or "（无）"
    return code_label(value)[0] if isinstance(value, Stage | Gap | Standing) else str(value)
