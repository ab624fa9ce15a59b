"""Explaining 说明理由: one status laid open from its clause to the entries it rests on, and computed anew from them.

Only what the two clocks of the page can see is named; the entries come from the ledger itself and not from a view.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from domain.catalogue.acts import ACTS
from domain.evaluator.explaining import Explanation, Setting, explained, recomputed
from domain.identity import stream_of
from domain.kernel import Entry, record
from domain.rule import Counts, Grain, Rule, Status, Window
from domain.terms import CODES, SECTIONS, Label, code_label
from projections import status
from web.asking import Clocks, asking
from web.history import Told, learn, told
from web.language import pick, t
from web.saying import day


@record
class Record:
    """A record that the status rests on, with its entries up to the moment that is asked about."""

    stream: str
    lines: tuple[Told, ...]
    occurred_on: date | None = None
    reasons: tuple[str, ...] = ()
    """Why it did not count; none: it counted, or the question does not arise."""


@record
class Group:
    """Records of one sort."""

    code: str
    label: Label
    records: tuple[Record, ...]


@record
class Reasons:
    """All there is to say of one status."""

    told: Explanation
    rows: tuple[tuple[str, str], ...]
    """The rule with its parameters: (what, how much), in words."""
    settings: tuple[Setting, ...]
    groups: tuple[Group, ...]
    entries: int
    year: int
    """In which it is owed."""
    same: bool
    """Whether these entries, judged anew and alone, lead to this very status."""

    @property
    def status(self) -> Status:
        """What is explained."""
        return self.told.status


def reasons(
    organisation: str, year: int, when: Clocks, *, policy: str, clause: str, window: str, person: str
) -> Reasons | None:
    """The status of one clause, window and (where it counts each) person; None: there is none."""
    asked = asking()
    ground = status.ground_of(asked.reading, organisation, when.known_at)
    if ground is None:
        return None
    wanted = (policy, clause, window, person or None)
    one: Status | None = None
    for owed in _years(year, window, when.as_of):
        found = status.duties(asked.reading, organisation, owed, when.as_of, when.known_at)
        one = next((one for one in found if (one.policy, one.clause, one.window, one.person) == wanted), None)
        if one is not None:
            break
    if one is None:
        return None
    about = explained(ground, one)
    entries = {stream: _known(stream, when) for stream in about.streams}
    every = sorted((entry for of in entries.values() for entry in of), key=lambda entry: entry.position)
    learn(every)
    asked.learn(id for id in (one.person or "", *one.holders) if id)
    return Reasons(
        told=about,
        rows=tuple(_rule(about.plan.rule, about)),
        settings=about.settings,
        groups=tuple(_groups(about, entries)),
        entries=len(every),
        same=recomputed(every, one, owed, when.as_of) == one,
        year=owed,
    )


def _years(year: int, window: str, as_of: date) -> Iterator[int]:
    """Years in which the window may be owed: one of several years need not have begun in the organisation's time."""
    yield year
    named = [int(one) for one in re.findall(r"\b(?:19|20|21)[0-9]{2}\b", window)[:2]]
    others = range(min(named), max(named) + 1)[:_MOST_YEARS] if named else ()
    yield from (one for one in dict.fromkeys((as_of.year, *others)) if one != year)


_MOST_YEARS: Final = 12
"""No window is longer."""


def _known(stream: str, when: Clocks) -> list[Entry]:
    entries = asking().services.ledger.stream(stream)
    return [entry for entry in entries if when.known_at is None or entry.position <= when.known_at]


# --- records ----------------------------------------------------------------------------

_GROUPS: Final[tuple[tuple[str, Label], ...]] = (
    ("counted", ("计入的记录", "Counted")),
    ("passed", ("看过而未计入的记录", "Looked at and not counted")),
    ("policies", ("制度文件的印发、解释和废止", "The document: issued, interpreted, ended")),
    ("places", ("组织的设立和隶属", "Organisations and where they stood")),
    ("posts", ("任职和分工", "Posts and portfolios")),
    ("memberships", ("党员组织关系", "Memberships")),
    ("points", ("联系点", "Contact points")),
)


def _groups(about: Explanation, entries: dict[str, list[Entry]]) -> Iterator[Group]:
    days: dict[str, date] = {}
    why: dict[str, list[str]] = {}
    for passed in about.status.passed:
        days[stream_of(passed.ref)] = passed.occurred_on
        why.setdefault(stream_of(passed.ref), []).append(passed.reason)
    days |= {stream_of(one.ref): one.occurred_on for one in about.status.counted}
    for code, label in _GROUPS:
        streams: Sequence[str] = getattr(about, code)
        found = tuple(
            Record(
                stream=stream,
                lines=told(entries[stream]),
                occurred_on=days.get(stream),
                reasons=tuple(dict.fromkeys(why.get(stream, ()))) if code in ("counted", "passed") else (),
            )
            for stream in streams
            if entries[stream]
        )
        if found or code == "counted":
            yield Group(code=code, label=label, records=found)


# --- the rule in words --------------------------------------------------------------------


def _rule(rule: Rule, about: Explanation) -> Iterator[tuple[str, str]]:
    status = about.status
    yield t("计量方式", "Measure"), pick(code_label(rule.measure))
    yield (
        t("周期", "Window"),
        pick(code_label(rule.window)) + (t("（自上次起滚动）", " (from the last one)") if rule.rolling else ""),
    )
    who = pick(code_label(rule.grain))
    yield t("计量对象", "Who is counted"), who if rule.role is None else f"{who} · {pick(code_label(rule.role))}"
    minimum = status.minimum
    asked = t("不设最低数，只计数", "no number, counted only") if minimum is None else str(minimum)
    if rule.minimum_of:
        asked += t("（取自参数）", " (from a parameter)") + (f" × {rule.times}" if rule.times > 1 else "")
    yield t("最低要求", "Minimum"), asked
    if rule.maximum is not None:
        yield t("上限", "Maximum"), str(rule.maximum)
    if rule.window is not Window.STANDING:
        yield t("期限", "Due"), day(status.due)
    if rule.within is not None:
        yield t("时限", "Within"), t("%s天", "%s days") % rule.within
    if rule.distinct:
        yield t("不重复计算", "Each counted once"), pick(_DISTINCT.get(rule.distinct, (rule.distinct, rule.distinct)))
    parts = rule.each or rule.steps or (rule.counts,)
    for number, part in enumerate(parts, 1):
        label = t("计入条件", "What counts")
        if len(parts) > 1:
            label = t("第%s项条件", "What counts, part %s") % number
        yield label, t("；", "; ").join(_conditions(part, rule)) or t("任何记录", "any record")


_DISTINCT: Final = {"unit_kind": ("单位类型", "kind of unit"), "unit": ("单位", "unit"), "chair": ("主持人", "chair")}


def _conditions(part: Counts, rule: Rule) -> Iterator[str]:
    between = t("、", ", ")
    if part.kinds:
        yield between.join(pick(code_label(kind)) for kind in part.kinds)
    if part.acts:
        yield t("类别：", "sort: ") + between.join(_coded(part.acts))
    if part.topics:
        yield t("内容：", "topic: ") + between.join(_coded(part.topics))
    if part.chair:
        yield t("主持人：", "chaired by: ") + pick(code_label(part.chair))
    if part.performer:
        yield t("本人完成：", "done in person by: ") + pick(code_label(part.performer))
    elif rule.grain is Grain.PERSON:
        yield t("须由本人完成", "done by the person")
    if part.recipient:
        yield t("报送对象：", "handed to: ") + pick(_RECIPIENTS.get(part.recipient, (part.recipient, part.recipient)))
    if part.form:
        yield t("形式：", "form: ") + between.join(_coded((part.form,)))
    if part.own_point:
        yield t("须在本人的联系点", "at one's own contact point")
    for said, label in (
        (part.unit_kinds, ("单位类型：", "kind of unit: ")),
        (part.unit_sectors, ("单位领域：", "sector of the unit: ")),
        (part.unit_ratings, ("单位评定：", "rating of the unit: ")),
        (part.sections, ("报告须含：", "with the sections: ")),
    ):
        if said:
            yield pick(label) + between.join(_coded(said))
    if part.cited:
        yield t("须注明对应本条", "citing this clause")


_RECIPIENTS: Final = {"superior": ("上级", "the superior"), "own": ("本组织", "the organisation itself")}


def _coded(codes: Iterable[str]) -> list[str]:
    """Codes of rules in the words of the kinds that use them."""
    return [pick(_WORDS[code]) if code in _WORDS else code for code in codes]


def _words() -> dict[str, Label]:
    found: dict[str, Label] = dict(SECTIONS)
    kinds = {type(act) for acts in ACTS.values() for act in acts if isinstance(act, StrEnum)}
    # What an act is called comes first: some codes mean something else in other enumerations.
    for of in (*kinds, *(of for of in CODES if of not in kinds)):
        for code, label in CODES.get(of, {}).items():
            found.setdefault(code, label)
    return found


_WORDS: Final = _words()
