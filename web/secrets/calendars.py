"""Addresses of calendars: each holds a token that reads what falls due and nothing else, and ends in time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, insert, select

from domain.kernel import record
from web.secrets.sessions import FINGERPRINT, SEEN_EVERY
from web.secrets.store import Store, aware, digest, moment, naive, new_token
from web.secrets.tables import calendars

LASTS: Final = timedelta(days=365)
"""A calendar is set up once and then forgotten; it is renewed once a year."""


@record
class Calendar:
    """A calendar as its owner sees it: never the token itself."""

    fingerprint: str
    account: str
    grant: int
    label: str
    scope: str
    alarm_days: int | None
    made_at: datetime
    expires_at: datetime
    seen_at: datetime | None


class Calendars(Store):
    """Calendars, each under the SHA-256 of its token."""

    def make_calendar(
        self,
        account: str,
        label: str,
        *,
        now: datetime,
        grant: int,
        scope: str,
        alarm_days: int | None = None,
        lasts: timedelta = LASTS,
    ) -> str:
        """The token of a new calendar; it is told once."""
        token = new_token()
        row = {
            "account": account,
            "grant_number": grant,
            "label": label,
            "scope": scope,
            "alarm_days": alarm_days,
            "made_at": naive(now),
            "expires_at": naive(now + min(lasts, LASTS)),
        }
        with self._engine.begin() as connection:
            connection.execute(insert(calendars).values(token_hash=digest(token), **row))
        return token

    def calendar(self, token: str, *, now: datetime) -> Calendar | None:
        """The live calendar of this token; when it was last read is noted."""
        key, at = digest(token), naive(now)
        with self._engine.connect() as connection:
            row = connection.execute(select(calendars).where(calendars.c.token_hash == key)).first()
        if row is None or at >= moment(row.expires_at):
            return None
        if row.seen_at is None or abs(at - moment(row.seen_at)) > SEEN_EVERY:
            self._note(calendars, key, seen_at=at)
        return _calendar(row)

    def calendars_of(self, account: str) -> Sequence[Calendar]:
        """The account's calendars, those that have ended too until they are withdrawn."""
        mine = select(calendars).where(calendars.c.account == account)
        with self._engine.connect() as connection:
            rows = connection.execute(mine.order_by(calendars.c.made_at, calendars.c.token_hash)).all()
        return [_calendar(row) for row in rows]

    def drop_calendar(self, account: str, fingerprint: str) -> None:
        """Withdraw a calendar."""
        with self._engine.begin() as connection:
            named = calendars.c.token_hash.startswith(fingerprint[:FINGERPRINT], autoescape=True)
            connection.execute(delete(calendars).where(calendars.c.account == account, named))

    def drop_calendars(self, account: str) -> None:
        """Withdraw all of an account's calendars."""
        with self._engine.begin() as connection:
            connection.execute(delete(calendars).where(calendars.c.account == account))


def _calendar(row: Any) -> Calendar:
    return Calendar(
        fingerprint=row.token_hash[:FINGERPRINT],
        account=row.account,
        grant=row.grant_number,
        label=row.label,
        scope=row.scope,
        alarm_days=row.alarm_days,
        made_at=aware(row.made_at),
        expires_at=aware(row.expires_at),
        seen_at=None if row.seen_at is None else aware(row.seen_at),
    )
