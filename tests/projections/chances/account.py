"""Accounts by chance."""

from typing import TYPE_CHECKING, Any

from domain.account import (
    AccountOpened,
    AccountReinstated,
    AccountRoleGranted,
    AccountRoleWithdrawn,
    AccountSuspended,
    Role,
)

if TYPE_CHECKING:
    from log_book import Chance


def account(chance: "Chance") -> None:
    """An account is opened, or changed."""
    id, _ = chance.place()
    stream = f"account-a{chance.random.randrange(3)}"
    if chance.book.versions.get(stream, 0) == 0:
        event: Any = AccountOpened(
            sign_in_name=stream[8:], organisation=id, role=Role.CLERK, person=None, occurred_on=chance.day()
        )
    else:
        event = chance.random.choice(
            [
                _granted(chance, id),
                AccountRoleWithdrawn(grant=chance.random.randint(1, chance.book.versions[stream]), reason="调整分工"),
                AccountSuspended(reason="离岗"),
                AccountReinstated(reason="返岗"),
            ]
        )
    chance.write(stream, event, id)


def _granted(chance: "Chance", organisation: str) -> AccountRoleGranted:
    """For a while or for good, in place of the rest or beside it; the oldest entries tell no first day."""
    replaces = chance.random.random() < 0.5
    return AccountRoleGranted(
        organisation=organisation,
        role=chance.random.choice((Role.AUDITOR, Role.REVIEWER)),
        first=None if replaces and chance.random.random() < 0.3 else chance.day(),
        last=chance.day() if chance.random.random() < 0.5 else None,
        replaces=replaces,
        reason="轮岗",
    )


STEPS = (account,)
