"""Journeys to the office's identity provider and back: begun in one browser, ended there, once.

Under way are the SHA-256 of the state and of the browser's own secret, and what has to be there at the end, sealed
under that secret. Nonce and PKCE verifier follow from it, so they need not be kept. A copy of this database takes
nobody's place.

Who the provider means is pinned at first use: a name may be given again there, its subject never is.
"""

import base64
import os
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from domain.kernel import record
from web.secrets.store import Store, aware, digest, naive, new_token
from web.secrets.tables import journeys, subjects

JOURNEY_LASTS: Final = timedelta(minutes=10)
_NONCE: Final = 12


@record
class Journey:
    """One way to the provider and back."""

    state: str
    nonce: str
    verifier: str
    account: str
    """Who is to prove anew who they are; none: somebody who signs in."""
    luggage: str
    """What travels along."""
    begun_at: datetime


class Journeys(Store):
    """Ways to the provider that are under way, and the subjects it named."""

    def begin_journey(self, browser: str, *, now: datetime, account: str = "", luggage: str = "") -> Journey:
        """Set out. ``browser`` is a secret that this browser alone holds."""
        state = new_token()
        nonce = os.urandom(_NONCE)
        sealed = nonce + AESGCM(_key(browser, state, "luggage")).encrypt(nonce, luggage.encode(), state.encode())
        row = {"browser_hash": digest(browser), "account": account, "sealed": base64.b64encode(sealed).decode()}
        with self._engine.begin() as connection:
            connection.execute(delete(journeys).where(journeys.c.begun_at < naive(now - JOURNEY_LASTS)))
            connection.execute(insert(journeys).values(state_hash=digest(state), begun_at=naive(now), **row))
        return _journey(browser, state, account, luggage, now)

    def end_journey(self, state: str, browser: str, *, now: datetime) -> Journey | None:
        """Come back, once. None: it was not begun in this browser, took too long, or has ended already."""
        of_state = (journeys.c.state_hash == digest(state), journeys.c.browser_hash == digest(browser))
        with self._engine.begin() as connection:
            row = connection.execute(select(journeys).where(*of_state)).first()
            if row is None or not connection.execute(delete(journeys).where(*of_state)).rowcount:
                return None
        if abs(now - aware(row.begun_at)) > JOURNEY_LASTS:
            return None  # took too long, or the clock was set back meanwhile
        sealed = base64.b64decode(row.sealed)
        cipher = AESGCM(_key(browser, state, "luggage"))
        try:
            luggage = cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], state.encode()).decode()
        except InvalidTag:
            return None
        return _journey(browser, state, row.account, luggage, aware(row.begun_at))

    # --- subjects ---

    def pin_subject(self, account: str, issuer: str, subject: str, *, now: datetime) -> bool:
        """Whether this is the subject that the account belongs to; the first one is kept, and belongs to no other."""
        told = digest(f"{issuer}\0{subject}")
        with self._engine.connect() as connection:
            pinned = connection.scalar(select(subjects.c.subject_hash).where(subjects.c.account == account))
        if pinned is not None:
            return bool(pinned == told)
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(subjects).values(account=account, subject_hash=told, pinned_at=naive(now)))
        except IntegrityError:  # another account's, or another request was first
            with self._engine.connect() as connection:
                mine = (subjects.c.account == account, subjects.c.subject_hash == told)
                return connection.execute(select(subjects.c.account).where(*mine)).first() is not None
        return True

    def is_subject(self, account: str, issuer: str, subject: str) -> bool:
        """Whether the account belongs to this subject already."""
        told = digest(f"{issuer}\0{subject}")
        mine = (subjects.c.account == account, subjects.c.subject_hash == told)
        with self._engine.connect() as connection:
            return connection.execute(select(subjects.c.account).where(*mine)).first() is not None

    def has_subject(self, account: str) -> bool:
        """Whether the account belongs to anybody at an identity provider."""
        with self._engine.connect() as connection:
            return (
                connection.execute(select(subjects.c.account).where(subjects.c.account == account)).first() is not None
            )

    def forget_subject(self, account: str) -> bool:
        """Let the next one to come under this account's name be the one it belongs to; whether there was one."""
        with self._engine.begin() as connection:
            return bool(connection.execute(delete(subjects).where(subjects.c.account == account)).rowcount)


def _journey(browser: str, state: str, account: str, luggage: str, begun_at: datetime) -> Journey:
    return Journey(
        state=state,
        nonce=_key(browser, state, "nonce").hex(),
        verifier=_key(browser, state, "verifier").hex(),
        account=account,
        luggage=luggage,
        begun_at=begun_at,
    )


def _key(browser: str, state: str, purpose: str) -> bytes:
    """What only this browser can know on this journey."""
    told = f"zeren journey {purpose}".encode()
    return HKDF(SHA256(), 32, salt=state.encode(errors="replace"), info=told).derive(browser.encode(errors="replace"))
