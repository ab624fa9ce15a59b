"""Viewer: who is signed in during this request, and what of the house lies in reach."""

from flask import g

from domain.account import Role
from domain.kernel import record
from web.access import may_act
from web.errors import SignInNeeded


@record
class Viewer:
    """The account that asks."""

    account: str
    sign_in_name: str
    role: Role
    organisation: str
    """Root of the subtree in which the role holds."""
    person: str | None
    token: bool = False
    """Came with a bearer token, not a session."""

    def may(self, command: type) -> bool:
        """Whether the role may do this act somewhere."""
        return may_act(self.role, command)


def viewer() -> Viewer:
    """The account of this request."""
    found: Viewer | None = g.get("viewer")
    if found is None:
        raise SignInNeeded
    return found


def viewer_or_none() -> Viewer | None:
    """The account of this request, if somebody is signed in."""
    found: Viewer | None = g.get("viewer")
    return found
