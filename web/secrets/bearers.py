"""Bearer tokens for the JSON API: named, for reading or recording, each with its end."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import delete, insert, select

from domain.kernel import record
from web.secrets.sessions import FINGERPRINT, SEEN_EVERY
from web.secrets.store import Store, aware, digest, moment, naive, new_token
from web.secrets.tables import tokens

LASTS: Final = timedelta(days=90)
LASTS_AT_MOST: Final = timedelta(days=365)


class Scope(StrEnum):
    """What a program may do with a token, within the rights of its account."""

    READ = "read"
    """Reads only."""
    RECORD = "record"
    """Reads and records, but for acts that ask a person for the password again."""
    DECIDE = "decide"
    """These acts too."""


@record
class Token:
    """A bearer token as its owner sees it: never the token itself."""

    fingerprint: str
    label: str
    scope: Scope
    grant: int | None
    """Number of the grant under which it acts; None: the first that the account has."""
    made_at: datetime
    expires_at: datetime
    seen_at: datetime | None


@record
class Bearer:
    """Whose live token it is, and what it is for."""

    account: str
    scope: Scope
    grant: int | None = None
    """Number of the grant under which it acts; None: the first that the account has."""


_BEARER: Final = (
    "SELECT account, scope, grant_number, made_at, expires_at, seen_at FROM secret_tokens WHERE token_hash = {}"
)
"""Text, not an expression: it is asked before every answer."""


class Bearers(Store):
    """Bearer tokens, each under its SHA-256."""

    def make_token(
        self,
        account: str,
        label: str,
        *,
        now: datetime,
        scope: Scope = Scope.RECORD,
        lasts: timedelta = LASTS,
        grant: int | None = None,
    ) -> str:
        """A bearer token for the JSON API; it is told once. ``grant``: the one under which it acts."""
        token = f"zr_{new_token()}"
        row = {
            "account": account,
            "label": label,
            "scope": scope.value,
            "grant_number": grant,
            "made_at": naive(now),
            "expires_at": naive(now + min(lasts, LASTS_AT_MOST)),
        }
        with self._engine.begin() as connection:
            connection.execute(insert(tokens).values(token_hash=digest(token), **row))
        return token

    def bearer(self, token: str, *, now: datetime) -> Bearer | None:
        """The live token of this text; when it was last used is noted."""
        key, at = digest(token), naive(now)
        row = self._one(_BEARER, key)
        if row is None:
            return None
        account, scope, grant, made_at, expires_at, seen_at = row
        if at >= _end(made_at, expires_at):
            return None
        if seen_at is None or abs(at - moment(seen_at)) > SEEN_EVERY:
            self._note(tokens, key, seen_at=at)
        return Bearer(account=str(account), scope=Scope(scope), grant=grant)

    def tokens_of(self, account: str) -> list[Token]:
        """The account's tokens, those that have ended too until they are withdrawn."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(tokens).where(tokens.c.account == account).order_by(tokens.c.made_at, tokens.c.token_hash)
            ).all()
        return [
            Token(
                fingerprint=row.token_hash[:FINGERPRINT],
                label=row.label,
                scope=Scope(row.scope),
                grant=row.grant_number,
                made_at=aware(row.made_at),
                expires_at=_end(row.made_at, row.expires_at).replace(tzinfo=UTC),
                seen_at=None if row.seen_at is None else aware(row.seen_at),
            )
            for row in rows
        ]

    def drop_token(self, account: str, fingerprint: str) -> None:
        """Withdraw a token."""
        with self._engine.begin() as connection:
            named = tokens.c.token_hash.startswith(fingerprint[:FINGERPRINT], autoescape=True)
            connection.execute(delete(tokens).where(tokens.c.account == account, named))


def known_as(token: str) -> str:
    """What a token is known by: to its owner, and in the ledger."""
    return digest(token)[:FINGERPRINT]


def _end(made_at: Any, expires_at: Any) -> datetime:
    """When a token ends; one from before they ended, a year after it was made."""
    return moment(made_at) + LASTS_AT_MOST if expires_at is None else moment(expires_at)
