"""Passwords: argon2id hashes, and one-time links under which a person sets their own."""

import secrets as chance
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, insert, select, update

from ledger.waiting import STATEMENT
from web.secrets.store import Store, digest, naive, new_token
from web.secrets.tables import links, passwords, sessions

LINK_LASTS: Final = timedelta(hours=24)


class Passwords(Store):
    """Password hashes and one-time links."""

    def __init__(self, url: str, *, hasher: PasswordHasher | None = None, patience: int = STATEMENT) -> None:
        super().__init__(url, patience=patience)
        self._hasher = hasher or PasswordHasher()
        self._nobody = ""

    def set_password(self, account: str, password: str, *, now: datetime, position: int = 0) -> None:
        """Keep a new password; every session and link of the account ends. ``position`` is where the log ends now."""
        self.set_passwords((account,), password, now=now, position=position)

    def set_passwords(self, accounts: Sequence[str], password: str, *, now: datetime, position: int = 0) -> None:
        """The same for several accounts with one password: a demonstration's, which everybody may know.

        It is hashed once, so whoever reads the hashes sees that they are of one password.
        """
        row = {
            "hash": self._hasher.hash(password),
            "must_change": False,  # older versions gave passwords that had to be changed
            "changed_at": naive(now),
            "at_position": position,
        }
        with self._engine.begin() as connection:
            for account in accounts:
                known = update(passwords).where(passwords.c.account == account)
                if connection.execute(known.values(row)).rowcount == 0:
                    connection.execute(insert(passwords).values(account=account, **row))
                connection.execute(delete(sessions).where(sessions.c.account == account))
                connection.execute(delete(links).where(links.c.account == account))

    def has_password(self, account: str) -> bool:
        """Whether a password was ever set."""
        with self._engine.connect() as connection:
            found = connection.execute(select(passwords.c.account).where(passwords.c.account == account)).first()
        return found is not None

    def password_at(self, account: str) -> int | None:
        """Log position at which the password was set; None: there is none."""
        with self._engine.connect() as connection:
            found: int | None = connection.scalar(select(passwords.c.at_position).where(passwords.c.account == account))
        return found

    def any_password(self) -> bool:
        """Whether anybody can sign in at all."""
        with self._engine.connect() as connection:
            return connection.execute(select(passwords.c.account).limit(1)).first() is not None

    def check_password(self, account: str, password: str) -> bool:
        """Whether the password is right. An unknown account takes as long as a known one.

        A hash made with older parameters is made anew.
        """
        if not self._nobody:
            self._nobody = self._hasher.hash(chance.token_hex(16))
        with self._engine.connect() as connection:
            stored: str | None = connection.scalar(select(passwords.c.hash).where(passwords.c.account == account))
        try:
            self._hasher.verify(stored or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        if stored is None:
            return False
        if self._hasher.check_needs_rehash(stored):
            anew = update(passwords).where(passwords.c.account == account, passwords.c.hash == stored)
            with self._engine.begin() as connection:
                connection.execute(anew.values(hash=self._hasher.hash(password)))
        return True

    # --- one-time links ---

    def make_link(self, account: str, *, now: datetime) -> str:
        """A link under which the account's password is set once, told once; an earlier one is void."""
        token = new_token()
        row = {"account": account, "made_at": naive(now), "expires_at": naive(now + LINK_LASTS)}
        with self._engine.begin() as connection:
            connection.execute(delete(links).where(links.c.account == account))
            connection.execute(insert(links).values(token_hash=digest(token), **row))
        return token

    def link_account(self, token: str, *, now: datetime) -> str | None:
        """Whose password the link would set; it is not used up."""
        live = select(links.c.account).where(links.c.token_hash == digest(token), links.c.expires_at > naive(now))
        with self._engine.connect() as connection:
            found: str | None = connection.scalar(live)
        return found

    def use_link(self, token: str, *, now: datetime) -> str | None:
        """Whose password the link sets; from now on it is used up. Of two who come at once, one is told."""
        account = self.link_account(token, now=now)
        with self._engine.begin() as connection:
            gone = connection.execute(delete(links).where(links.c.token_hash == digest(token))).rowcount
        return account if gone else None
