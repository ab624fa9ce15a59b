"""Reminders: what each person chose, with the address for mail sealed; and what was sent to whom, by hash.

No fact of the office hangs on either, and a ledger would keep them for ever: so they stand here.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from domain.kernel import record
from web.secrets.factors import Factors
from web.secrets.store import naive
from web.secrets.tables import reminder_choices, reminders_sent


@record
class Choice:
    """How an account wants to be reminded, beside its desk."""

    account: str
    grant: int
    scope: str
    ahead: int
    """Working days ahead."""
    mail: str
    """Address; empty: no mail."""
    robots: tuple[str, ...]


@record
class Mark:
    """Something that is due, at one stage: told once to each recipient."""

    thing: str
    """SHA-256 of what it is."""
    stage: str


class Reminders(Factors):
    """Choices, and marks of what was sent."""

    def choose(self, choice: Choice, *, now: datetime) -> None:
        """Keep what the account chose, in place of what it chose before."""
        sealed = self._seal(_about(choice.account), choice.mail.encode()) if choice.mail else None
        row = {
            "grant_number": choice.grant,
            "scope": choice.scope,
            "ahead": choice.ahead,
            "mail_sealed": sealed,
            "robots": "\n".join(choice.robots),
            "chosen_at": naive(now),
        }
        with self._engine.begin() as connection:
            connection.execute(delete(reminder_choices).where(reminder_choices.c.account == choice.account))
            connection.execute(insert(reminder_choices).values(account=choice.account, **row))

    def choice_of(self, account: str) -> Choice | None:
        """What the account chose; None: nothing yet."""
        with self._engine.connect() as connection:
            row = connection.execute(select(reminder_choices).where(reminder_choices.c.account == account)).first()
        return None if row is None else self._choice(row)

    def choices(self) -> Sequence[Choice]:
        """What all accounts chose that want to be told anything, by account."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(reminder_choices).order_by(reminder_choices.c.account)).all()
        return [one for one in map(self._choice, rows) if one.mail or one.robots]

    def _choice(self, row: Any) -> Choice:
        sealed = row.mail_sealed
        return Choice(
            account=row.account,
            grant=row.grant_number,
            scope=row.scope,
            ahead=row.ahead,
            mail="" if sealed is None else self._unseal(_about(row.account), sealed).decode(),
            robots=tuple(row.robots.split("\n")) if row.robots else (),
        )

    def reseal(self) -> int:
        """Addresses are sealed under the master key as well."""
        number = super().reseal()
        there = reminder_choices.c.mail_sealed.is_not(None)
        columns = (reminder_choices.c.account, reminder_choices.c.mail_sealed)
        with self._engine.begin() as connection:
            for account, sealed in connection.execute(select(*columns).where(there)).all():
                about = _about(account)
                fresh = {"mail_sealed": self._seal(about, self._unseal(about, sealed))}
                connection.execute(
                    update(reminder_choices).where(reminder_choices.c.account == account).values(**fresh)
                )
        return number

    # --- what was sent ---

    def untold(self, recipient: str, marks: Collection[Mark]) -> set[Mark]:
        """Of these, what the recipient was never told, and nobody is about to tell."""
        columns = (reminders_sent.c.thing_hash, reminders_sent.c.stage)
        with self._engine.connect() as connection:
            rows = connection.execute(select(*columns).where(reminders_sent.c.recipient == recipient)).all()
        return set(marks) - {Mark(thing=thing, stage=stage) for thing, stage in rows}

    def claim(self, recipient: str, marks: Collection[Mark], *, now: datetime) -> bool:
        """Note that these are about to be sent; False: somebody else is at one of them."""
        rows = [
            {"recipient": recipient, "thing_hash": one.thing, "stage": one.stage, "claimed_at": naive(now)}
            for one in marks
        ]
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(reminders_sent), rows)
        except IntegrityError:
            return False
        return True

    def settle(self, recipient: str, marks: Collection[Mark], *, now: datetime, sent: bool) -> None:
        """Note that these were sent, or that they certainly were not: then the next run tries again."""
        with self._engine.begin() as connection:
            for one in marks:
                this = (
                    reminders_sent.c.recipient == recipient,
                    reminders_sent.c.thing_hash == one.thing,
                    reminders_sent.c.stage == one.stage,
                )
                if sent:
                    connection.execute(update(reminders_sent).where(*this).values(sent_at=naive(now)))
                else:
                    connection.execute(delete(reminders_sent).where(*this))

    def unsure(self) -> int:
        """Marks of which nobody knows whether they were sent."""
        waiting = select(func.count()).select_from(reminders_sent).where(reminders_sent.c.sent_at.is_(None))
        with self._engine.connect() as connection:
            return int(connection.scalar(waiting) or 0)


def _about(account: str) -> str:
    """What the seal is bound to: an address is no seed of a second factor."""
    return f"{account}{_MAIL}"


_MAIL: Final = " mail"
