"""Accounts by chance."""

from typing import TYPE_CHECKING, Any

from domain.account import AccountOpened, AccountReinstated, AccountRoleGranted, AccountSuspended, Role

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
                AccountRoleGranted(organisation=id, role=Role.AUDITOR, reason="轮岗"),
                AccountSuspended(reason="离岗"),
                AccountReinstated(reason="返岗"),
            ]
        )
    chance.write(stream, event, id)


STEPS = (account,)
