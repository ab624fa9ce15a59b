"""World: everything rules need to know, folded from the log up to some position.

It is the slow, sure way to any answer: replay a prefix of the log, then ask. Views keep the same things
in tables; a test holds the two together.
"""

from collections.abc import Iterable

from domain.fact import Fact
from domain.kernel import Entry
from domain.reading.facts import changes
from domain.reading.memberships import MEMBERSHIP_EVENTS, Membership, membership_after
from domain.reading.places import Place, is_place_event, place_after
from domain.reading.policies import POLICY_EVENTS, PolicyInForce, policy_after
from domain.reading.tenures import Tenure, tenure_changes


class World:
    """Fold of entries: facts, organisations, tenures, memberships, policies."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.position = 0
        self.facts: dict[str, Fact] = {}
        self.organisations: dict[str, Place] = {}
        self.tenures: dict[str, dict[str, Tenure]] = {}
        """Organisation -> ref -> tenure."""
        self.memberships: dict[str, Membership] = {}
        self.policies: dict[str, PolicyInForce] = {}
        self._facts_of: dict[str, dict[str, Fact]] = {}
        self._organisation_of_posts: dict[str, str] = {}
        for entry in entries:
            self.apply(entry)

    def apply(self, entry: Entry) -> None:
        """Take in the next entry."""
        self.position = entry.position
        for ref, fact in changes(entry, self.facts.get):
            self._put(ref, fact)
        if is_place_event(entry.event):
            place = place_after(self.organisations.get(entry.stream), entry)
            if place is None:
                self.organisations.pop(entry.stream, None)
            else:
                self.organisations[entry.stream] = place
        elif isinstance(entry.event, POLICY_EVENTS):
            policy = policy_after(self.policies.get(entry.stream), entry)
            if policy is None:
                self.policies.pop(entry.stream, None)
            else:
                self.policies[entry.stream] = policy
        elif isinstance(entry.event, MEMBERSHIP_EVENTS):
            membership = membership_after(self.memberships.get(entry.stream), entry)
            if membership is None:
                self.memberships.pop(entry.stream, None)
            else:
                self.memberships[entry.stream] = membership
        else:
            self._apply_posts(entry)

    def _apply_posts(self, entry: Entry) -> None:
        known = self._organisation_of_posts.get(entry.stream)
        for ref, tenure in tenure_changes(entry, self.tenures.get(known or "", {})):
            if tenure is None:
                del self.tenures[known or ""][ref]
            else:
                self._organisation_of_posts[entry.stream] = tenure.organisation
                self.tenures.setdefault(tenure.organisation, {})[ref] = tenure

    def _put(self, ref: str, fact: Fact | None) -> None:
        before = self.facts.pop(ref, None)
        if before is not None:
            del self._facts_of[before.organisation][ref]
        if fact is not None:
            self.facts[ref] = fact
            self._facts_of.setdefault(fact.organisation, {})[ref] = fact

    def facts_of(self, organisation: str) -> tuple[Fact, ...]:
        """Facts of one organisation, in the order in which they first appeared."""
        return tuple(sorted(self._facts_of.get(organisation, {}).values(), key=_appeared))

    def tenures_of(self, organisation: str) -> tuple[Tenure, ...]:
        """Tenures of one organisation, in the order of appointment."""
        return tuple(self.tenures.get(organisation, {}).values())

    def memberships_of(self, organisation: str) -> tuple[Membership, ...]:
        """Memberships of everybody who ever belonged to one organisation, in the order of registration."""
        return tuple(one for one in self.memberships.values() if organisation in one.organisations)


def _appeared(fact: Fact) -> tuple[int, str]:
    return fact.first_position, fact.ref
