"""Drafting: which items a body's responsibility list starts from, given the policies that bind it.

The draft is a proposal. Whoever issues the list fills in what is still open; what the policies demand of
every item, and which clauses they want covered, is computed here and checked again when the list is issued.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from domain import appointment
from domain.appointment import Portfolio, Post
from domain.kernel import TITLE_LIMIT, record
from domain.responsibility import Demands, Item
from domain.rule import OF_MEMBERS, Clause, Document, Measure, Responsible, Rule, Strength, Window

Policies: TypeAlias = Sequence[tuple[str, Document]]
"""Stream of each policy in force, with its document."""


@record
class Drafted:
    """What a list can be drafted from."""

    items: tuple[Item, ...]
    required: tuple[str, ...]
    baseline: tuple[str, ...]


_BINDING: Final = frozenset({Strength.MUST, Strength.SHOULD})
_EVERY: Final = {
    Window.MONTH: "每月",
    Window.QUARTER: "每季度",
    Window.HALF_YEAR: "每半年",
    Window.YEAR: "全年",
    Window.TWO_YEARS: "每两年",
    Window.THREE_YEARS: "每三年",
    Window.FIVE_YEARS: "每五年",
    Window.STANDING: "保持",
}


def binds(document: Document, clause: Clause, kind: str, sector: str) -> bool:
    """Whether a clause speaks of organisations of this kind and sector."""
    subjects = [subject for subject in document.subjects if subject.code in clause.subjects]
    return any(kind in one.kinds and (not one.sectors or sector in one.sectors) for one in subjects)


def demands(kind: str, sector: str, documents: Sequence[Document]) -> Demands:
    """Fields that the documents want of every item, and clauses that they want covered, for such a body."""
    bound = [
        (document, [clause for clause in document.clauses if binds(document, clause, kind, sector)])
        for document in documents
    ]
    required = [name for document, clauses in bound if clauses for name in document.list_required]
    baseline = [clause.id for _, clauses in bound for clause in clauses if clause.baseline]
    return Demands(required=tuple(dict.fromkeys(required)), baseline=tuple(dict.fromkeys(baseline)))


def draft_items(
    *,
    kind: str,
    sector: str,
    year: int,
    policies: Policies,
    holders: Mapping[Responsible, Sequence[str]],
    department: str = "",
    values: Mapping[tuple[str, str], str] | None = None,
) -> Drafted:
    """The items of a year's list for a body of this kind and sector.

    ``holders`` says who holds each role (`holders_of`): where it is one person, that person is proposed; the
    duties of the body as a whole are proposed to its first responsible. ``department`` is proposed for every
    item. ``values`` are interpretations in force: (policy, parameter) -> value.
    """
    values = {} if values is None else values
    asked = demands(kind, sector, [document for _, document in policies])
    items: list[Item] = []
    for policy, document, clause in _duties(policies, kind, sector):
        # What each member owes the organisation sees to.
        role = clause.rule.role
        if role is None or role in OF_MEMBERS:
            role = Responsible.FIRST
        people = tuple(holders.get(role, ()))
        items.append(
            Item(
                item=str(len(items) + 1),
                title=clause.zh[:TITLE_LIMIT],
                clause=clause.id,
                policy=policy,
                person=people[0] if len(people) == 1 else None,
                department=department,
                due_on=_due_on(clause.rule, document, policy, year, values),
                indicator=_indicator(clause.rule),
                standard=f"符合《{document.title}》{clause.cite}的要求，有记录可查",
            )
        )
    return Drafted(items=tuple(items), required=asked.required, baseline=asked.baseline)


def holders_of(posts: appointment.State | None, day: date) -> dict[Responsible, tuple[str, ...]]:
    """Who holds each role on ``day``, as far as a draft needs it."""
    if posts is None:
        return {}
    secretary = posts.holders(Post.SECRETARY, day)
    deputies = posts.holders(Post.DEPUTY_SECRETARY, day)
    return {
        Responsible.FIRST: secretary,
        Responsible.DIRECT: posts.in_charge_of(Portfolio.PARTY_BUILDING, day),
        Responsible.DEPUTY_SECRETARY: deputies,
        Responsible.SECRETARY_OR_DEPUTY: (*secretary, *deputies),
        Responsible.STANDING_MEMBER: posts.holders(Post.STANDING_MEMBER, day),
        Responsible.STAFF: posts.holders(Post.STAFF, day),
    }


def _duties(policies: Policies, kind: str, sector: str) -> Iterator[tuple[str, Document, Clause]]:
    for policy, document in policies:
        for clause in document.clauses:
            measured = clause.rule.measure is not Measure.NONE and clause.strength in _BINDING
            if (measured or clause.baseline) and binds(document, clause, kind, sector):
                yield policy, document, clause


def _due_on(rule: Rule, document: Document, policy: str, year: int, values: Mapping[tuple[str, str], str]) -> date:
    """The rule's own day in the year, or the last of December."""
    due = rule.due
    if due.startswith("{"):
        name = due.strip("{}")
        default = next((parameter.default for parameter in document.parameters if parameter.name == name), "")
        due = values.get((policy, name), default)
    if not due:
        return date(year, 12, 31)
    month, day = (int(part) for part in due.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, 2, 28)  # 29 February falls on the last day of the month in a common year


def _indicator(rule: Rule) -> str:
    if rule.minimum is None or rule.measure is Measure.EVIDENCE:
        return "有记录可查"
    # Every amount that the documents ask for is one of days.
    unit = {Measure.HOLDING: "个", Measure.QUANTITY: "天"}.get(rule.measure, "次")
    most = f"、不超过{rule.maximum}{unit}" if rule.maximum is not None and rule.exact else ""
    return f"{_EVERY[rule.window]}不少于{rule.minimum}{unit}{most}"
