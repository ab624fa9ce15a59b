"""Asking: the answers a case expects, held against those that the evaluator gives."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from domain.evaluator import all_statuses, effective, item_status
from domain.identity import stream_of
from domain.organisation import LeadershipRelationDetermined
from domain.reading import World, local_day
from domain.rectification import Standing
from domain.rectification_status import Case, case_after, standing_on
from domain.rule import Light, Status
from domain.terms import reason_label
from web.scenarios.books import Book
from web.scenarios.cases import compare_case
from web.scenarios.commands import Names
from web.scenarios.journeys import compare_dues, compare_floating, known
from web.scenarios.story import world_of
from web.scenarios.words import ASK_KEYS, Unreadable, code_of, day_of, english


def compare(asked: Sequence[Mapping[str, Any]], default: str, names: Names, book: Book) -> list[str]:
    """What differs, one line for each difference."""
    problems = []
    worlds: dict[date, World] = {}
    judged: dict[tuple[str, int, date, date], list[Status]] = {}
    for number, row in _one_by_one(asked):
        ask = english(row, ASK_KEYS)
        unknown = [key for key in ask if key not in ASK_KEYS.values()]
        if unknown:
            raise Unreadable(f"核对第{number}项: 不认识的内容 (unknown): {', '.join(unknown)}")
        as_of = day_of(ask.pop("as_of"))
        known_at = day_of(ask.pop("known_at", as_of))
        world = worlds.get(known_at)
        if world is None:
            world = worlds[known_at] = world_of(book, known_at)
        about = f"核对{number} [{as_of}{'' if known_at == as_of else f'，已知至{known_at}'}]"
        if "led" in ask:
            problems += _compare_leadership(ask, names, book, as_of, known_at, about)
            continue
        if "rectification" in ask:
            problems += _compare_rectification(ask, names, book, as_of, known_at, about)
            continue
        if "case" in ask:
            problems += compare_case(ask, names, book, known_at, about)
            continue
        if "floating" in ask:
            word = str(ask.pop("floating"))
            entries = known(book.entries(), known_at)
            problems += compare_floating(ask, names.ref(word), entries, as_of, f"{about} {word}")
            continue
        if "dues" in ask:
            word, in_year = str(ask.pop("dues")), int(ask.pop("window", as_of.year))
            entries = known(book.entries(), known_at)
            problems += compare_dues(ask, names.ref(word), in_year, entries, as_of, f"{about} {word}")
            continue
        if "item" in ask:
            problems += _compare_item(ask, names, world.facts.get(names.ref(str(ask["item"]))), as_of, about)
            continue
        window = str(ask.pop("window", as_of.year))
        year = as_of.year if window == "standing" else int(window[5:] if len(window) == 9 else window[:4])
        organisation = names.ref(str(ask.pop("at", default)))
        key = (organisation, year, as_of, known_at)
        found = judged.get(key)
        if found is None:
            found = judged[key] = all_statuses(world, organisation, year, as_of)
        problems += _compare_statuses(ask, found, window, names, about)
    return problems


def _one_by_one(asked: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rows with their numbers; one that names several clauses asks the same of each of them."""
    for number, row in enumerate(asked, 1):
        key = next((key for key in row if ASK_KEYS.get(key, key) == "clause"), "")
        if isinstance(row.get(key), list):
            yield from ((number, {**row, key: clause}) for clause in row[key])
        else:
            yield number, row


def _compare_statuses(ask: dict[str, Any], found: list[Status], window: str, names: Names, about: str) -> list[str]:
    clause, duty = str(ask.pop("clause", "")), str(ask.pop("duty", ""))
    person = ask.pop("person", None)
    rows = effective(found, duty) if duty else [status for status in found if status.clause == clause]
    about = f"{about} {clause or duty} {window}{f' {person}' if person else ''}"
    rows = [status for status in rows if status.window == window]
    if person is not None:
        rows = [status for status in rows if status.person == names.ref(str(person))]
    if ask.pop("none", False):
        return [f"{about}: 应不适用，却有{len(rows)}项结论 (expected no status)"] if rows else []
    if len(rows) != 1:
        people = "、".join(names.name(status.person or "") for status in rows)
        return [f"{about}: 应有1项结论，实有{len(rows)}项 {people} (expected one status)"]
    return [f"{about}: {line}" for line in _differences(ask, rows[0], names)]


def _differences(ask: dict[str, Any], status: Status, names: Names) -> list[str]:
    lines = []

    def differ(what: str, expected: object, found: object) -> None:
        if expected != found:
            lines.append(f"{what} 应为 {_show(expected, names)}，实为 {_show(found, names)}")

    for key, expected in ask.items():
        match key:
            case "light":
                differ("状态", code_of(Light, expected, "light"), status.light)
            case "count" | "minimum" | "days_over":
                differ(key, expected, getattr(status, key))
            case "due":
                differ("期限", day_of(expected), status.due)
            case "governs":
                differ("适用条款", expected, status.clause)
            case "findings" | "not_findings":
                codes = {_finding(str(word), status) for word in _listed(expected)}
                there = codes & set(status.findings)
                if there != (codes if key == "findings" else set()):
                    lines.append(f"{key} {_show(sorted(codes), names)}，实有 {_show(list(status.findings), names)}")
            case "counted":
                found = [row.ref for row in status.counted]
                differ("计入", sorted(names.among(word, found) for word in _listed(expected)), sorted(found))
            case "passed":
                reasons = {passed.ref: passed.reason for passed in status.passed}
                for word, reason in expected.items():
                    said = reasons.get(names.among(word, reasons), "")
                    if reason not in (said, said and reason_label(said)[0]):
                        lines.append(f"未计 {word} 应因 {reason}，实为 {said or '（未列）'}")
            case "holders":
                differ("责任人", [names.ref(word) for word in _listed(expected)], list(status.holders))
            case "entered_late":
                differ("补登天数", expected, max((counted.entered_late_days for counted in status.counted), default=0))
            case _:
                raise Unreadable(f"{key} cannot be asked of a status")
    return lines


def _compare_item(ask: dict[str, Any], names: Names, fact: Any, as_of: date, about: str) -> list[str]:
    about = f"{about} {ask.pop('item')}"
    if fact is None:
        return [] if ask.get("none") else [f"{about}: 清单中没有该事项 (no such item)"]
    status = item_status(fact, as_of)
    expected = {"days_over": status.days_over, "entered_late": status.entered_late_days, "progress": status.progress}
    lines = []
    for key, word in ask.items():
        if key == "light":
            found: object = status.light
            word = code_of(Light, word, "light")
        elif key == "due":
            found, word = status.due, day_of(word)
        elif key == "holders":
            found, word = fact.owner, names.ref(str(word))
        else:
            found = expected[key]
        if word != found:
            lines.append(f"{about}: {key} 应为 {_show(word, names)}，实为 {_show(found, names)}")
    return lines


def _compare_rectification(
    ask: dict[str, Any], names: Names, book: Book, as_of: date, known_at: date, about: str
) -> list[str]:
    """How an order to put something right stands."""
    word = str(ask.pop("rectification"))
    case: Case | None = None
    for entry in book.entries():
        if entry.stream == stream_of(names.ref(word)) and local_day(entry.recorded_at) <= known_at:
            case = case_after(case, entry)
    verdict = None if case is None else standing_on(case, as_of)
    about = f"{about} {word}"
    if verdict is None:
        return [] if ask.get("none") else [f"{about}: 当日没有这项整改 (no such order)"]
    found: dict[str, object] = {
        "light": verdict.standing,
        "due": verdict.due_on,
        "days_over": verdict.overdue_days,
        "none": False,
    }
    lines = []
    for key, said in ask.items():
        if key not in found:
            raise Unreadable(f"{key} cannot be asked of a rectification")
        expected = code_of(Standing, said, key) if key == "light" else day_of(said) if key == "due" else said
        if expected != found[key]:
            lines.append(f"{about}: {key} 应为 {_show(expected, names)}，实为 {_show(found[key], names)}")
    return lines


def _compare_leadership(
    ask: dict[str, Any], names: Names, book: Book, as_of: date, known_at: date, about: str
) -> list[str]:
    """Who was determined to lead and to guide an organisation, the latest by ``as_of``."""
    stream = names.ref(str(ask["led"]))
    found = [
        entry.event
        for entry in book.entries()
        if entry.stream == stream
        and isinstance(entry.event, LeadershipRelationDetermined)
        and entry.event.occurred_on <= as_of
        and local_day(entry.recorded_at) <= known_at
    ]
    if not found:
        return [f"{about}: 尚未确定领导关系 (nothing determined)"]
    latest = found[-1]
    there: dict[str, object] = {"leader": latest.leader, "guides": sorted(latest.guides), "basis": latest.basis}
    lines = []
    for key in ("leader", "guides", "basis"):
        if key in ask:
            word: object = ask[key]
            if key == "guides":
                word = sorted(names.ref(name) for name in _listed(word))
            elif key == "leader":
                word = None if word is None else names.ref(str(word))
            if word != there[key]:
                lines.append(f"{about}: {key} 应为 {_show(word, names)}，实为 {_show(there[key], names)}")
    return lines


def _finding(word: str, status: Status) -> str:
    """Code of a finding by its label or code."""
    return next((code for code in status.findings if word == reason_label(code)[0]), word)


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _show(value: object, names: Names) -> str:
    if isinstance(value, list):
        return "[" + "、".join(_show(item, names) for item in value) + "]"
    return names.name(value) if isinstance(value, str) else str(value)
