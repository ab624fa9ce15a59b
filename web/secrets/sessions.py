"""Sessions: who is signed in, since when, from what; when a password was last given."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from domain.kernel import record
from web.secrets.store import Store, aware, digest, moment, naive, new_token, not_yet
from web.secrets.tables import sessions, tokens

SEEN_EVERY: Final = timedelta(minutes=1)
"""``seen_at`` is written at most so often: a page view should not cost a write."""
MOST_SESSIONS: Final = 20
"""So many at once of one account; a further one ends the one that rested longest."""
FINGERPRINT: Final = 12


@record
class Session:
    """A live session: whose it is, and what is known of the password it rests on."""

    account: str
    must_change: bool
    password_at: int
    """Log position when the password was set: a reset demanded later outweighs it."""
    changed_at: datetime
    """When the password was set."""
    proven_at: datetime | None
    """When the password was last given, with the second factor where there is one."""
    factor: bool
    """Whether the second factor was given."""
    standing: str
    """Role and organisation that the account had when the session was last given a new token."""
    by_issuer: bool
    """Opened on the word of the office's identity provider: it rests on no password."""


@record
class IssuerWord:
    """What the office's identity provider said of a sign-in."""

    proven_at: datetime | None
    """When it last asked the person for proof; None: it did not say."""


@record
class OpenSession:
    """A session as its owner sees it: never the token itself."""

    fingerprint: str
    opened_at: datetime
    seen_at: datetime
    device: str
    address: str
    here: bool
    """The one that asks."""


_SESSION: Final = (
    "SELECT s.account, s.opened_at, s.seen_at, s.proven_at, s.factor, s.standing, s.by_issuer,"
    " p.must_change, p.at_position, p.changed_at"
    " FROM secret_sessions AS s LEFT JOIN secret_passwords AS p ON p.account = s.account"
    " WHERE s.token_hash = {} AND (p.account IS NOT NULL OR s.by_issuer)"
)
"""Text, not an expression: it is asked before every page."""


class Sessions(Store):
    """Sessions, each under the SHA-256 of its token."""

    def open_session(
        self,
        account: str,
        *,
        now: datetime,
        factor: bool = False,
        device: str = "",
        address: str = "",
        issuer: IssuerWord | None = None,
    ) -> str:
        """A new session; its token is told once."""
        token = new_token()
        row = {"device": device[:80], "address": address[:64], "factor": factor, "standing": ""}
        proven_at = now if issuer is None else issuer.proven_at
        times = {"opened_at": naive(now), "seen_at": naive(now), "proven_at": proven_at and naive(proven_at)}
        row["by_issuer"] = issuer is not None
        of_account = sessions.c.account == account
        with self._engine.begin() as connection:
            connection.execute(insert(sessions).values(token_hash=digest(token), account=account, **row, **times))
            newest = select(sessions.c.token_hash).where(of_account).order_by(sessions.c.seen_at.desc())
            kept = connection.scalars(newest.limit(MOST_SESSIONS)).all()
            connection.execute(delete(sessions).where(of_account, sessions.c.token_hash.not_in({*kept, digest(token)})))
        return token

    def session(self, token: str, *, now: datetime, idle: timedelta, longest: timedelta) -> Session | None:
        """A live session; an idle or old one is ended."""
        key, at = digest(token), naive(now)
        row = self._one(_SESSION, key)
        if row is None:
            return None
        account, opened_at, seen_at, proven_at, factor, standing, by_issuer, must_change, at_position, changed_at = row
        rested = at - moment(seen_at)
        if rested > idle or at - moment(opened_at) > longest:
            # It has ended, whether or not a full disk lets its row be removed.
            with suppress(DBAPIError):
                self.close_session(token)
            return None
        if any(not_yet(one, at) for one in (opened_at, seen_at, proven_at or at)):
            # The clock was fast and was mended: what seems to lie ahead counts from now, or the session would last
            # until that hour comes again; and whoever gave a password then is asked for it anew.
            proven_at = None
            self._note(sessions, key, seen_at=at, opened_at=min(moment(opened_at), at), proven_at=None)
        elif rested > SEEN_EVERY:
            self._note(sessions, key, seen_at=at)
        return Session(
            account=account,
            must_change=bool(must_change),
            password_at=at_position or 0,
            changed_at=aware(opened_at if changed_at is None else changed_at),
            proven_at=None if proven_at is None else aware(proven_at),
            factor=bool(factor),
            standing=standing,
            by_issuer=bool(by_issuer),
        )

    def rotate(
        self,
        token: str,
        *,
        proven_at: datetime | None = None,
        factor: bool | None = None,
        standing: str | None = None,
    ) -> str | None:
        """The same session under a new token, with what changed; the old token is worth nothing from now on.

        None: it was no session any more, or another request was first.
        """
        fresh = new_token()
        changed: dict[str, object] = {"token_hash": digest(fresh)}
        if proven_at is not None:
            changed["proven_at"] = naive(proven_at)
        if factor is not None:
            changed["factor"] = factor
        if standing is not None:
            changed["standing"] = standing
        with self._engine.begin() as connection:
            moved = update(sessions).where(sessions.c.token_hash == digest(token)).values(changed)
            return fresh if connection.execute(moved).rowcount else None

    def stand(self, token: str, standing: str) -> None:
        """Note the role and organisation under which the session began."""
        self._note(sessions, digest(token), standing=standing)

    def sessions_of(
        self, account: str, *, here: str, now: datetime, idle: timedelta, longest: timedelta
    ) -> list[OpenSession]:
        """The account's live sessions, the last used first. ``here`` is the token of the one that asks."""
        at = naive(now)
        live = select(sessions).where(
            sessions.c.account == account, sessions.c.seen_at >= at - idle, sessions.c.opened_at >= at - longest
        )
        with self._engine.connect() as connection:
            rows = connection.execute(live.order_by(sessions.c.seen_at.desc(), sessions.c.token_hash)).all()
        return [
            OpenSession(
                fingerprint=row.token_hash[:FINGERPRINT],
                opened_at=aware(row.opened_at),
                seen_at=aware(row.seen_at),
                device=row.device,
                address=row.address,
                here=row.token_hash == digest(here),
            )
            for row in rows
        ]

    def close_session(self, token: str) -> None:
        """Sign out."""
        with self._engine.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == digest(token)))

    def drop_session(self, account: str, fingerprint: str) -> None:
        """End one of the account's sessions, named as its owner sees it."""
        with self._engine.begin() as connection:
            named = sessions.c.token_hash.startswith(fingerprint[:FINGERPRINT], autoescape=True)
            connection.execute(delete(sessions).where(sessions.c.account == account, named))

    def close_others(self, account: str, token: str) -> None:
        """End every session of the account but this one."""
        with self._engine.begin() as connection:
            others = sessions.c.token_hash != digest(token)
            connection.execute(delete(sessions).where(sessions.c.account == account, others))

    def close_sessions(self, account: str) -> None:
        """End every session and bearer token of an account: it was suspended, or its password is to be reset."""
        with self._engine.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.account == account))
            connection.execute(delete(tokens).where(tokens.c.account == account))
