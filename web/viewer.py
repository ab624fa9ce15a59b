"""Viewer: who is signed in during this request, under which of the account's grants, and what it may do."""

from datetime import date
from typing import Final

from domain.account import Grant, Role, State
from domain.kernel import record
from web.access import may_act, may_act_for, reads_records
from web.errors import SignInNeeded
from web.here import kept

IDENTITY: Final = "zeren_identity"
"""Cookie that says under which grant somebody last chose to act. A hint: what is not in force is not taken."""


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
    grant: int = 1
    """Number of the grant under which it acts."""
    grants: tuple[Grant, ...] = ()
    """All of the account's grants that are in force today."""

    def may(self, command: type) -> bool:
        """Whether the role may do this act somewhere."""
        return may_act(self.role, command)

    @property
    def reads_records(self) -> bool:
        """Whether the role reads business records at all."""
        return reads_records(self.role)

    def acts_for(self, *organisations: str) -> bool:
        """Whether the role acts for one of these organisations, all within its reach; some act for their own only."""
        return any(may_act_for(self.role, self.organisation, one) for one in organisations)


def acting(
    account: str, state: State, today: date, *, hint: str = "", only: int | None = None, token: bool = False
) -> Viewer | None:
    """The account under one of its grants in force today: the one hinted at, else the first; None: there is none.

    ``only``: under this one or not at all.
    """
    grants = tuple(one for one in state.in_force(today) if only is None or one.number == only)
    if not grants:
        return None
    chosen = next((one for one in grants if hinted(account, one.number) == hint), grants[0])
    return Viewer(
        account=account,
        sign_in_name=state.sign_in_name,
        role=chosen.role,
        organisation=chosen.organisation,
        person=state.person,
        token=token,
        grant=chosen.number,
        grants=grants,
    )


def hinted(account: str, grant: int) -> str:
    """How the cookie names a grant: of another account's it says nothing."""
    return f"{account}.{grant}"


def viewer() -> Viewer:
    """The account of this request."""
    found: Viewer | None = kept().get("viewer")
    if found is None:
        raise SignInNeeded
    return found


def viewer_or_none() -> Viewer | None:
    """The account of this request, if somebody is signed in."""
    found: Viewer | None = kept().get("viewer")
    return found
