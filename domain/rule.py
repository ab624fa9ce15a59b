"""Rule: a clause of a regulation in countable form, and the status it leads to.

A rule comes from a catalogue file (`domain.catalogue`), is put into force by a policy, and is judged by
the pure functions of `domain.evaluator`.
"""

from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from domain.fact import OF_WORK, FactKind
from domain.kernel import record


class Strength(StrEnum):
    """How strongly a clause binds 约束力."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    ENCOURAGED = "encouraged"
    CONDITIONAL = "conditional"
    DEFINITION = "definition"
    AIM = "aim"


class Measure(StrEnum):
    """How a clause is measured 计量方式."""

    COUNT = "count"
    """Number of facts in each window against a minimum (none: just counted, 无最低要求)."""
    HOLDING = "holding"
    """Number of facts that stand on the day asked about, such as contact points."""
    QUANTITY = "quantity"
    """Sum of an amount in each window against a minimum."""
    EVIDENCE = "evidence"
    """Evidenced or not; never overdue."""
    FOLLOW = "follow"
    """For each case that began in the year, the later steps follow in the same case, one after the other."""
    NONE = "none"
    """Definition, permission, classification: stated, not measured. ``reason`` says why."""


class Window(StrEnum):
    """Counting window, always by the calendar 计数周期."""

    __hash__ = str.__hash__  # the enumeration's own runs in Python, and these are keys in every judging

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    TWO_YEARS = "two_years"
    THREE_YEARS = "three_years"
    FIVE_YEARS = "five_years"
    STANDING = "standing"
    """No window: asked of a day."""


class Grain(StrEnum):
    """Who is counted 计数对象."""

    ORGANISATION = "organisation"
    POST = "post"
    """A post with one holder at a time; its total is the post's, split by tenure."""
    PERSON = "person"
    """Each holder of the role."""


class Responsible(StrEnum):
    """Responsibility role 责任角色."""

    __hash__ = str.__hash__  # the enumeration's own runs in Python, and these are keys in every judging

    FIRST = "first"
    """第一责任人: the secretary on the day."""
    DIRECT = "direct"
    """直接责任人: the member in charge of party building."""
    SPECIFIC = "specific"
    """具体责任人: the other members of the leadership."""
    DEPUTY_SECRETARY = "deputy_secretary"
    SECRETARY_OR_DEPUTY = "secretary_or_deputy"
    STANDING_MEMBER = "standing_member"
    LEADERSHIP = "leadership"
    """Every member of the leadership, the secretary included."""
    POINT_OWNER = "point_owner"
    """Leaders who own a contact point on the day."""
    STAFF = "staff"
    """Staff of the party-work department."""
    MEMBER = "member"
    """Every party member whose formal relation is in the organisation on the day."""
    ORDINARY_MEMBER = "ordinary_member"
    """Of these, without a special situation."""
    UNIT_MEMBER = "unit_member"
    """Ordinary members of offices, state enterprises and public institutions 机关、国有企业和事业单位党员."""
    OTHER_MEMBER = "other_member"
    """All other ordinary members 其他党员."""
    SPECIAL_MEMBER = "special_member"
    """Members with a special situation on record 特殊情况党员."""


OF_MEMBERS: Final = frozenset(
    {
        Responsible.MEMBER,
        Responsible.ORDINARY_MEMBER,
        Responsible.UNIT_MEMBER,
        Responsible.OTHER_MEMBER,
        Responsible.SPECIAL_MEMBER,
    }
)
"""Roles that come from memberships and not from posts: many hold them at once."""


@record
class Counts:
    """What counts towards a rule: every condition given must hold; an empty one does not ask."""

    kinds: tuple[FactKind, ...] = ()
    acts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    """At least one of these topics."""
    chair: Responsible | None = None
    """The chair held this role in the organisation on that day."""
    performer: Responsible | None = None
    """Somebody who held this role did it in person."""
    recipient: str = ""
    """``superior``, ``own`` or an organisation kind."""
    form: str = ""
    own_point: bool = False
    """A visit at the visitor's own contact point, or something done at one's own point."""
    unit_kinds: tuple[str, ...] = ()
    unit_sectors: tuple[str, ...] = ()
    unit_ratings: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    cited: bool = False
    """The record cites this clause as one of its duties."""


@record
class Parameter:
    """A value that the text leaves open, with its default and why 参数."""

    name: str
    default: str
    zh: str
    en: str
    cite: str
    choices: tuple[str, ...] = ()


@record
class Rule:
    """How a clause is counted."""

    measure: Measure
    window: Window = Window.YEAR
    grain: Grain = Grain.ORGANISATION
    role: Responsible | None = None
    """Whose duty it is, for the person and post grains."""
    minimum: int | None = None
    minimum_of: str = ""
    """Parameter whose value, ``times`` over, is the minimum; ``minimum`` is then what its default gives."""
    times: int = 1
    maximum: int | None = None
    """Above it is flagged, never a breach, unless ``exact``."""
    exact: bool = False
    per: int = 1
    """How many of the facts' units make one of the rule's: 2, where facts are in half-days and the rule in days."""
    rolling: bool = False
    """A window of several years runs from the last one, and not in blocks of years."""
    due: str = ""
    """``MM-DD`` inside the window's last year, or ``{parameter}``; empty: the window's end."""
    by_period: bool = False
    """The window is the period the fact is about (a report on 2024), not the day it happened."""
    each: tuple[Counts, ...] = ()
    """Several parts that are all needed in the window (delivered *and* evaluated)."""
    steps: tuple[Counts, ...] = ()
    """For measure follow: the first begins a case, each of the others follows in it."""
    within: int | None = None
    """For measure follow: days from the first step to the last; none: the text has no number, never overdue."""
    distinct: str = ""
    """Count distinct values of this fact field, e.g. ``unit_kind``."""
    counts: Counts = field(default_factory=Counts)
    reason: str = ""
    """For measure none: why it is not counted."""


def kinds_asked(counts: Counts) -> frozenset[FactKind]:
    """Kinds of fact that can count: work is the general case, and whoever asks for it gets its special ones too."""
    kinds = frozenset(counts.kinds)
    return kinds | OF_WORK if FactKind.WORK in kinds else kinds


def window_asked(rule: Rule) -> Window:
    """In which windows the rule is judged: one that rolls is asked of every year."""
    return Window.YEAR if rule.rolling else rule.window


@record
class Clause:
    """One clause of a document."""

    id: str
    cite: str
    subjects: tuple[str, ...]
    """Subject codes, defined in the document's ``[subjects]``."""
    role: str
    """Responsibility role of the text, or ``""``."""
    kind: str
    strength: Strength
    zh: str
    en: str
    duty: str
    """Key of comparable duties: clauses of different documents that bind the same thing share it."""
    rule: Rule
    baseline: bool = False
    """A responsibility list must cover it."""
    note_zh: str = ""
    note_en: str = ""


@record
class Subject:
    """Whom a subject code of the document means."""

    code: str
    zh: str
    en: str
    kinds: tuple[str, ...]
    sectors: tuple[str, ...] = ()


@record
class Document:
    """A regulation, clause by clause."""

    code: str
    title: str
    title_en: str
    number: str
    issuer: str
    date: date | None
    level: str
    """central, province, city, district or township: who is whose superior."""
    cite: str
    list_required: tuple[str, ...]
    """Fields every item of a responsibility list must carry: person, department, due_on, indicator, standard."""
    subjects: tuple[Subject, ...]
    parameters: tuple[Parameter, ...]
    clauses: tuple[Clause, ...]
    uses: tuple[str, ...] = ()
    """What it lets results of an appraisal be used for (``domain.appraisal.Use``); empty: it says nothing."""
    uses_cite: str = ""
    """Where it says so."""


class Light(StrEnum):
    """The status of a rule for a subject and window."""

    MET = "met"
    """达标"""
    MET_LATE = "met_late"
    """逾期完成"""
    DUE = "due"
    """进行中（未到期）"""
    MISSED = "missed"
    """未完成"""
    SHORT = "short"
    """数量不足: a standing number is not reached on the day asked about"""
    NO_MINIMUM = "no_minimum"
    """无最低要求: counted, nothing can be overdue"""
    EVIDENCED = "evidenced"
    """有佐证"""
    NOT_EVIDENCED = "not_evidenced"
    """暂无佐证"""
    UNASSIGNED = "unassigned"
    """责任人空缺: nobody held the post in the whole window"""
    UNDETERMINED = "undetermined"
    """无法判定: what it takes to judge is not on record"""


class Counted(NamedTuple):
    """A fact that counted. A tuple, as `Passed` and `Status` are: a year of one organisation makes a hundred."""

    ref: str
    occurred_on: date
    position: int
    late_days: int = 0
    """Days after the due date on which it happened; 0 if in time."""
    entered_late_days: int = 0
    """Days between happening and being recorded, beyond the allowance; 0 if in time."""


class Passed(NamedTuple):
    """A fact that was looked at and did not count, and why."""

    ref: str
    occurred_on: date
    position: int
    reason: str
    """Stable code: wrong_chair, wrong_body, wrong_topic, not_in_person, returned, ...; all stand in `domain.terms`."""


class Status(NamedTuple):
    """Answer of the evaluator for one rule, subject and window, as of a day."""

    clause: str
    policy: str
    organisation: str
    person: str | None
    """For the person grain: who."""
    window: str
    """``2024``, ``2024-H1``, ``2024-Q2``, ``2024-05`` or ``standing``."""
    opens: date
    closes: date
    due: date
    light: Light
    count: int  # type: ignore[assignment]  # a tuple's own method, which nobody asks of a status
    minimum: int | None
    holders: tuple[str, ...]
    """Who held the role in the window (person and post grains)."""
    days_over: int
    """Days overdue (missed) or late (met_late); else 0."""
    findings: tuple[str, ...]
    """Codes worth showing: wrong_chair, above_range, entered_late, looser_than_superior, delivered_not_evaluated ..."""
    counted: tuple[Counted, ...]
    passed: tuple[Passed, ...]
    duty: str = ""
