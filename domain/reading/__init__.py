"""Reading: what the lines of the log mean for rules. Pure: the same lines give the same reading.

One module a concern: facts, places (organisations), tenures, memberships, policies in force, and the world they
make up.
"""

from domain.reading.changing import Change, Get
from domain.reading.days import local_day
from domain.reading.facts import changes
from domain.reading.memberships import MEMBERSHIP_EVENTS, Membership, membership_after
from domain.reading.places import Lookup, Place, ancestors, is_place_event, place_after
from domain.reading.policies import POLICY_EVENTS, PolicyInForce, document_of, policy_after
from domain.reading.tenures import Tenure, tenure_changes
from domain.reading.world import World

__all__ = [
    "MEMBERSHIP_EVENTS",
    "POLICY_EVENTS",
    "Change",
    "Get",
    "Lookup",
    "Membership",
    "Place",
    "PolicyInForce",
    "Tenure",
    "World",
    "ancestors",
    "changes",
    "document_of",
    "is_place_event",
    "local_day",
    "membership_after",
    "place_after",
    "policy_after",
    "tenure_changes",
]
