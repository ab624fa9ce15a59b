"""Plans: the clauses that meet in organisations of one kind, made ready for judging.

What a clause asks does not change from one organisation to the next. What can be read off it once is read
off once: a year of a thousand organisations asks the same clauses a thousand times.
"""

from datetime import date
from typing import Final

from domain.evaluator.governing import Binding, comparable
from domain.evaluator.ground import Sort, clauses_for
from domain.evaluator.matching import Part
from domain.fact import FactKind
from domain.reading import PolicyInForce
from domain.rule import OF_MEMBERS, Clause, Grain, Measure, Responsible, Window, window_asked

_ALWAYS_OWED: Final = frozenset(
    {Responsible.FIRST, Responsible.DIRECT, Responsible.SECRETARY_OR_DEPUTY, Responsible.LEADERSHIP}
)
"""Roles that somebody ought to hold: where nobody does, that is said."""


class Plan:
    """One clause of one policy in force, and what judging asks of it in every window."""

    def __init__(self, policy: PolicyInForce, clause: Clause) -> None:
        rule = clause.rule
        self.policy, self.clause, self.rule = policy, clause, rule
        self.role = rule.role
        self.grain = rule.grain.value
        self.by_person = rule.grain is Grain.PERSON
        asked = rule.each or rule.steps or (rule.counts,)
        self.parts = tuple(Part(counts, by_person=self.by_person) for counts in asked)
        self.by_post = rule.grain is Grain.POST
        self.holding = rule.measure is Measure.HOLDING
        self.quantity = rule.measure is Measure.QUANTITY
        self.evidence = rule.measure is Measure.EVIDENCE
        self.follow = rule.measure is Measure.FOLLOW
        self.summed = bool(rule.each) or self.quantity
        """Whether the count is more than the number of what counts."""
        self.standing = rule.window is Window.STANDING
        self.rolling = rule.rolling
        self.of_members = self.by_person and rule.role in OF_MEMBERS
        """Whether many owe it at once: they are told together on a board."""
        self.minimum = rule.minimum if rule.minimum is not None or not rule.each else 1
        """As the document's defaults have it; see `minimum_on`."""
        self.always_owed = rule.role in _ALWAYS_OWED
        self.asks_superior = any(part.counts.recipient == "superior" for part in self.parts)
        points = any(not part.counts.kinds or FactKind.CONTACT_POINT in part.counts.kinds for part in self.parts)
        self.by_day = not (self.holding or self.rolling or self.follow or rule.by_period or (self.evidence and points))
        """Whether each fact belongs to the window that holds its day, and to no other."""
        self.timing = 0
        """Clauses of one timing share their windows: its place in `Agenda.timings`."""
        self.rivals: tuple[Binding, ...] = ()
        """The clauses of other policies that it can be held against."""
        self.rivals_by_role = False
        """Whether some of them are on another role, so that it depends on the person who of them counts."""
        self.impersonal = not (self.by_person or self.by_post or self.asks_superior)
        """Whether it comes to the same in every organisation that has no facts for it."""

    def minimum_on(self, day: date) -> int | None:
        """What is asked of a window that closes on ``day``: a parameter may have been interpreted by then."""
        rule = self.rule
        if not rule.minimum_of:
            return self.minimum
        said = self.policy.value(rule.minimum_of, day)
        return rule.times * int(said) if said.isascii() and said.isdigit() else self.minimum


class Agenda:
    """The plans of all measured clauses for organisations of a kind and sector, in the order of the policies."""

    def __init__(self, plans: tuple[Plan, ...]) -> None:
        self.plans = plans
        timings: dict[tuple[str, str, str], Plan] = {}
        for plan in plans:
            key = (plan.policy.policy, window_asked(plan.rule)._value_, plan.rule.due)
            plan.timing = list(timings).index(key) if timings.setdefault(key, plan) is not plan else len(timings) - 1
        self.timings = tuple(timings.values())
        """One plan of each timing."""
        self._seeking: dict[tuple[frozenset[Sort], frozenset[str]], tuple[bool, ...]] = {}

    def seeking(self, sorts: frozenset[Sort], cited: frozenset[str]) -> tuple[bool, ...]:
        """For each plan whether it may find anything among facts of these sorts that cite these clauses."""
        found = self._seeking.get((sorts, cited))
        if found is None:
            if len(self._seeking) > 1024:
                self._seeking.clear()
            found = self._seeking[sorts, cited] = tuple(
                any(
                    plan.clause.id in cited if part.by_duty else not sorts.isdisjoint(part.sorts) for part in plan.parts
                )
                for plan in self.plans
            )
        return found


_MADE: Final[dict[tuple[tuple[int, ...], str, str], tuple[tuple[PolicyInForce, ...], Agenda]]] = {}


def agenda_for(policies: tuple[PolicyInForce, ...], kind: str, sector: str) -> Agenda:
    """What organisations of a kind and sector are to be judged by.

    Kept by the identity of the policies: comparing whole documents would cost more than planning anew.
    """
    key = (tuple(map(id, policies)), kind, sector)
    made = _MADE.get(key)
    if made is None:
        if len(_MADE) > 256:
            _MADE.clear()
        # The policies are kept too: as long as they live, no other can come by their identity.
        made = _MADE[key] = (policies, Agenda(_plans(policies, kind, sector)))
    return made[1]


def _plans(policies: tuple[PolicyInForce, ...], kind: str, sector: str) -> tuple[Plan, ...]:
    plans = [
        Plan(policy, clause)
        for policy in policies
        for clause in clauses_for(policy.document, kind, sector)
        if clause.rule.measure is not Measure.NONE
    ]
    by_duty: dict[str, list[Plan]] = {}
    for plan in plans:
        by_duty.setdefault(plan.clause.duty, []).append(plan)
    for plan in plans:
        plan.rivals = tuple(
            (other.policy, other.clause)
            for other in by_duty[plan.clause.duty]
            if other.policy is not plan.policy and comparable(plan.clause, other.clause)
        )
        plan.rivals_by_role = any(clause.rule.role is not plan.role for _, clause in plan.rivals)
    return tuple(plans)
