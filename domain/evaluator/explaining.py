"""Explaining: on which records a status rests, and whether these alone lead to it. Pure.

A status rests on the policy that asks for it (and on those whose clauses it is held against), on the place of the
organisation below the one that is bound, on posts and memberships where the clause asks for persons, and on the facts
that were looked at: those that counted and those that did not. `recomputed` judges by the entries of these records
and of nothing else.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from domain.evaluator.ground import Ground, ground_of
from domain.evaluator.judging import statuses_for
from domain.evaluator.plans import Plan, agenda_for
from domain.fact import Fact, FactKind
from domain.identity import posts_of, stream_of
from domain.kernel import Entry, record
from domain.reading import Place, PolicyInForce, World
from domain.rule import OF_MEMBERS, Parameter, Responsible, Rule, Status

_OF_POINTS: Final = Responsible.POINT_OWNER


@record
class Setting:
    """A value that the text leaves open, as it was for the window."""

    parameter: Parameter
    value: str
    since: date | None
    """From when the office settled it so; None: the document's default."""


@record
class Explanation:
    """On which records a status rests, sort by sort; a record stands in one of them only."""

    status: Status
    policy: PolicyInForce
    plan: Plan
    settings: tuple[Setting, ...]
    policies: tuple[str, ...]
    """The policy itself first, then those whose clauses it is held against."""
    places: tuple[str, ...]
    """The organisation, what stood above it, and organisations that the facts are about."""
    posts: tuple[str, ...]
    memberships: tuple[str, ...]
    points: tuple[str, ...]
    """Contact points, where it matters whose they are."""
    counted: tuple[str, ...]
    passed: tuple[str, ...]

    @property
    def streams(self) -> tuple[str, ...]:
        """All of these records."""
        return tuple(
            dict.fromkeys(
                (
                    *self.policies,
                    *self.places,
                    *self.posts,
                    *self.memberships,
                    *self.points,
                    *self.counted,
                    *self.passed,
                )
            )
        )


def explained(ground: Ground, status: Status) -> Explanation:
    """On what a status of this ground rests."""
    plan = next(
        plan
        for plan in agenda_for(ground.policies, ground.place.kind, ground.place.sector).plans
        if (plan.policy.policy, plan.clause.id) == (status.policy, status.clause)
    )
    looked = {*(one.ref for one in status.counted), *(one.ref for one in status.passed)}
    facts = [fact for fact in ground.facts if fact.ref in looked]
    roles = _roles(plan)
    persons = bool(roles) or any(part.asks_persons for part in plan.parts)
    of_points = _OF_POINTS in roles or any(part.counts.own_point for part in plan.parts)
    points = [fact.ref for fact in ground.facts if fact.kind is FactKind.CONTACT_POINT] if of_points else []
    counted = _streams(one.ref for one in status.counted)
    passed = tuple(one for one in _streams(one.ref for one in status.passed) if one not in counted)
    return Explanation(
        status=status,
        policy=plan.policy,
        plan=plan,
        settings=tuple(_settings(plan, status)),
        policies=tuple(dict.fromkeys((status.policy, *(policy.policy for policy, _ in plan.rivals)))),
        places=tuple(_places(ground, facts)),
        posts=(posts_of(ground.place.organisation),) if persons else (),
        memberships=_memberships(ground, roles, persons=persons),
        points=tuple(one for one in _streams(points) if one not in counted and one not in passed),
        counted=counted,
        passed=passed,
    )


def recomputed(entries: Iterable[Entry], status: Status, year: int, as_of: date) -> Status | None:
    """The status that these entries alone lead to; None: none for this clause, window and person."""
    world = World(entries)
    if status.organisation not in world.organisations:
        return None
    found = statuses_for(ground_of(world, status.organisation), year, as_of, only=(status.clause,))
    wanted = (status.policy, status.clause, status.window, status.person)
    return next((one for one in found if (one.policy, one.clause, one.window, one.person) == wanted), None)


def _roles(plan: Plan) -> frozenset[Responsible]:
    """The roles of which it matters who held them."""
    rules: list[Rule] = [plan.rule, *(clause.rule for _, clause in plan.rivals)] if plan.rivals_by_role else [plan.rule]
    said = {rule.role for rule in rules}
    for part in plan.parts:
        said |= {part.counts.chair, part.counts.performer}
    return frozenset(role for role in said if role is not None)


def _memberships(ground: Ground, roles: frozenset[Responsible], *, persons: bool) -> tuple[str, ...]:
    if not persons or OF_MEMBERS.isdisjoint(roles):
        return ()
    return tuple(one.member for one in ground.memberships)


def _settings(plan: Plan, status: Status) -> Iterator[Setting]:
    """The parameters that the rule asks, with what they were for the window."""
    rule = plan.rule
    asked = {rule.minimum_of, rule.due.strip("{}") if rule.due.startswith("{") else ""}
    for parameter in plan.policy.document.parameters:
        if parameter.name in asked:
            said = [
                since
                for since, name, _ in plan.policy.interpretations
                if name == parameter.name and since <= status.closes
            ]
            yield Setting(
                parameter=parameter,
                value=plan.policy.value(parameter.name, status.closes),
                since=said[-1] if said else None,
            )


def _places(ground: Ground, facts: Iterable[Fact]) -> Iterator[str]:
    """The organisation and all that ever stood above it, then those that the facts are about."""
    found: dict[str, None] = {}
    waiting: list[Place] = [ground.place]
    while waiting:
        place = waiting.pop(0)
        found[place.organisation] = None
        for _, parent in place.parents:
            superior = None if parent is None or parent in found else ground.lookup(parent)
            if superior is not None and superior not in waiting:
                waiting.append(superior)
    for fact in facts:
        found.update(dict.fromkeys(one for one in (fact.unit, fact.recipient) if one and ground.lookup(one)))
    yield from found


def _streams(refs: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stream_of(ref) for ref in refs))
