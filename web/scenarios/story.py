"""Story of a case: what was given and what was done, in the order of being recorded, entered in a book."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, Final, NamedTuple

from domain import appointment, inspection, organisation, person, policy, responsibility
from domain.catalogue import load_all
from domain.drafting import draft_items
from domain.evaluator import binds, ground_of
from domain.identity import prefix_of
from domain.kernel import Entry, Refused
from domain.reading import World, local_day
from domain.rule import Responsible
from web.scenarios.books import Book
from web.scenarios.commands import Names
from web.scenarios.naming import begins_by_chance, by_field, kind_of_act, own_field
from web.scenarios.words import ACT_KEYS, GIVEN_KEYS, Unreadable, command_class, day_of, english, id_of
from web.targets import target_kind

_SHANGHAI: Final = timezone(timedelta(hours=8))
_BY_POLICY: Final = "按制度"
"""Items of a draft: those that the policies in force call for."""


class Step(NamedTuple):
    """One thing to be recorded."""

    day: date
    command: type
    values: dict[str, Any]
    name: str = ""
    refused: Mapping[str, Any] | None = None


class Told(NamedTuple):
    """What came of telling a story."""

    names: Names
    problems: list[str]


def tell(given: Mapping[str, Any], acts: list[Mapping[str, Any]], default: str, book: Book) -> Told:
    """Enter everything in the book; the problems are refusals that came unexpected, or did not come."""
    names, problems = Names(), []
    steps = sorted((*_given_steps(given, names), *_act_steps(acts, default)), key=lambda step: step.day)
    for number, step in enumerate(steps, 1):
        moment = datetime.combine(step.day, time(9), _SHANGHAI).astimezone(UTC) + timedelta(milliseconds=number)
        try:
            command = names.command(step.command, _prepared(step, names, book))
            behalf = names.ref(default) if default else ""
            added = book.enter(command, moment, step.day, command_id=f"step-{number}", on_behalf_of=behalf)
        except Refused as refusal:
            problems += _compare_refusal(step, refusal)
            continue
        if step.refused is not None:
            problems.append(f"{step.name or step.command.__name__}: 应予拒绝，却已登记 (should have been refused)")
        if step.name and added:
            names.entries[step.name] = added[0]
            names.refs[step.name] = _ref_of(step, added[0])
    return Told(names, problems)


def world_of(book: Book, known_at: date) -> World:
    """The world as it was known at the end of a day."""
    return World(entry for entry in book.entries() if local_day(entry.recorded_at) <= known_at)


def _compare_refusal(step: Step, refusal: Refused) -> list[str]:
    what = step.name or step.command.__name__
    if step.refused is None:
        return [f"{what}: 被拒绝 (refused): {refusal.code} [{refusal.field}] {refusal.zh}"]
    expected = english(step.refused, {"代码": "code", "字段": "field", "含": "says"})
    problems = []
    for key, found in (("code", refusal.code), ("field", refusal.field)):
        if key in expected and expected[key] != found:
            problems.append(f"{what}: 拒绝的 {key} 应为 {expected[key]}，实为 {found} ({refusal.zh})")
    if "says" in expected and str(expected["says"]) not in refusal.zh:
        problems.append(f"{what}: 拒绝理由应含“{expected['says']}”，实为“{refusal.zh}”")
    return problems


# --- what is given ---------------------------------------------------------------

_BEGINNING: Final = "2000-01-01"


def _given_steps(given: Mapping[str, Any], names: Names) -> list[Step]:
    steps = []
    for name, row in given.get("organisations", {}).items():
        row = english(row, GIVEN_KEYS)
        names.refs[name] = id_of("org", name)
        since = row.get("from", _BEGINNING)
        values = {"organisation": name, "name": name, "kind": row["kind"], "sector": row.get("sector", "none")}
        values |= {"parent": row.get("under"), "occurred_on": since}
        steps.append(Step(day_of(row.get("recorded", since)), organisation.RegisterOrganisation, values))
    for name, home in given.get("persons", {}).items():
        names.refs[name] = id_of("person", name)
        values = {"person": name, "name": name, "organisation": home}
        steps.append(Step(day_of(_BEGINNING), person.RegisterPerson, values))
    for number, row in enumerate(given.get("posts", []), 1):
        steps += _post_steps(english(row, GIVEN_KEYS), f"任职{number}")
    for name, row in given.get("policies", {}).items():
        names.refs[name] = id_of("policy", name)
        steps += _policy_steps(name, english(row, GIVEN_KEYS))
    return steps


def _post_steps(row: dict[str, Any], name: str) -> list[Step]:
    since = row.get("from", "2012-01-01")
    values: dict[str, Any] = {
        key: row[key] for key in ("person", "organisation", "post", "portfolio", "acting") if key in row
    }
    name = row.get("as", name)
    begun = Step(day_of(row.get("recorded", since)), appointment.AppointRole, {**values, "occurred_on": since}, name)
    if "to" not in row:
        return [begun]
    ended = {"organisation": row["organisation"], "appointment": name, "occurred_on": row["to"], "reason": "调整"}
    return [begun, Step(day_of(row["to"]), appointment.EndRole, ended)]


def _policy_steps(name: str, row: dict[str, Any]) -> list[Step]:
    text, document = row.get("text"), row.get("document", "")
    since = row.get("from", "2016-01-01")
    if text is None:
        text = load_all()[document][0]
    values = {"policy": name, "document": document, "binds": row["binds"], "effective_on": since, "catalogue": text}
    issued = Step(day_of(row.get("recorded", since)), policy.IssuePolicy, values)
    if "to" not in row:
        return [issued]
    ended = {"policy": name, "last_day": row["to"], "reason": "废止"}
    return [issued, Step(day_of(row["to"]), policy.SupersedePolicy, ended)]


# --- what was done ---------------------------------------------------------------


def _act_steps(acts: list[Mapping[str, Any]], default: str) -> list[Step]:
    steps, last = [], date.min
    for number, row in enumerate(acts, 1):
        values = english(row, ACT_KEYS)
        command = command_class(str(values.pop("do")))
        name, refused = str(values.pop("as", "")), values.pop("refused", None)
        recorded = values.pop("recorded", None)
        said = values.get("on")
        if recorded is not None:
            day = day_of(recorded)
        elif refused is not None:
            day = last
        else:
            day = last if said is None else day_of(said)
        if day < last:
            if recorded is not None:
                raise Unreadable(f"{name or command.__name__}: 登记日期早于上一条 (recorded before the act above it)")
            day = last
        last = day
        if "topics" in values:
            values["agenda"] = values.pop("topics")
            values["agenda"] = values["agenda"] if isinstance(values["agenda"], list) else [values["agenda"]]
        values = by_field(command, values, default)
        if begins_by_chance(command, values):
            name = name or f"经过第{number}项"
        if default and "organisation" in command.__dataclass_fields__ and "organisation" not in values:  # type: ignore[attr-defined]  # commands are dataclasses
            values["organisation"] = default
        steps.append(Step(day, command, values, name, refused))
    return steps


def _prepared(step: Step, names: Names, book: Book) -> dict[str, Any]:
    """The values with the id of a new record, and for a draft with what the policies in force demand."""
    values = dict(step.values)
    if step.name and begins_by_chance(step.command, values):
        values[own_field(step.command)] = id_of(prefix_of(kind_of_act(step.command)), step.name)
    if step.name and "title" in step.command.__dataclass_fields__:  # type: ignore[attr-defined]  # commands are dataclasses
        values.setdefault("title", step.name)
    if step.command is responsibility.DraftList and "policies" not in values:
        values |= _draft(values, step, names, book)
    return values


def _draft(values: Mapping[str, Any], step: Step, names: Names, book: Book) -> dict[str, Any]:
    """What a draft rests on: the policies in force, and the items they call for where the scenario asks for them."""
    world = world_of(book, step.day)
    ground = ground_of(world, names.ref(str(values["organisation"])))
    year = int(values["year"])
    bound = [one for one in world.policies.values() if binds(ground, one, max(step.day, date(year, 1, 1)))]
    found: dict[str, Any] = {"policies": [one.policy for one in bound], "required": [], "baseline": []}
    if values.get("items") == _BY_POLICY:
        found["items"] = draft_items(
            kind=ground.place.kind,
            sector=ground.place.sector,
            year=year,
            policies=[(one.policy, one.document) for one in bound],
            holders={role: tuple(sorted(ground.roles.holders(role, step.day))) for role in Responsible},
            department="党建工作办公室",
        ).items
        secretary = next(iter(ground.roles.holders(Responsible.FIRST, step.day)), None)
        found["items"] = [item if item.person else replace(item, person=secretary) for item in found["items"]]
    return found


def _ref_of(step: Step, entry: Entry) -> str:
    """What the name of an act stands for: the record it began, or the part of a record it added."""
    if step.command is responsibility.AddItem:
        return f"{entry.stream}#{entry.event.item.item}"
    if step.command is inspection.FindProblem:
        return f"{entry.stream}#{entry.event.number}"
    kind, asked = kind_of_act(step.command), step.command.__dataclass_fields__  # type: ignore[attr-defined]  # commands are dataclasses
    if target_kind(kind) != kind:
        return entry.ref  # one of the posts of an organisation
    if begins_by_chance(step.command, step.values):
        return entry.stream
    if own_field(step.command):
        return entry.stream if "organisation" in asked else entry.ref  # a meeting held that was convened before
    return entry.stream if entry.version == 1 else entry.ref  # a list, a year's dues; then what was added to it
