"""The second factor: codes that change every half minute (RFC 6238), and recovery codes for a lost device.

The seed has to be read again at each check, so it is sealed under a key that follows from the master key, which lies
outside every database. A code is good once: of the last one accepted the half minute is kept.
"""

import base64
import os
from datetime import datetime
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import delete, insert, select, update

from domain.kernel import record
from ledger.keyring import MasterKeyProblem, read_master_keys
from ledger.waiting import STATEMENT
from web.secrets.passwords import Passwords
from web.secrets.store import digest, naive
from web.secrets.tables import factors, recovery

STEP: Final = 30
DIGITS: Final = 6
WINDOW: Final = 1
"""So many half minutes before and after are accepted, for clocks that differ."""
SEED_BYTES: Final = 20
RECOVERY_CODES: Final = 8
RECOVERY_BYTES: Final = 15
"""120 bits: enough for a plain hash."""
_NONCE: Final = 12
_LETTERS: Final = str.maketrans({"0": "O", "1": "I", "8": "B"})


@record
class Enrolment:
    """A second factor that waits for its first code."""

    text: str
    """The seed, to be typed where no code can be scanned."""
    uri: str
    """The same for a QR code."""


class Factors(Passwords):
    """Second factors and their recovery codes."""

    def __init__(
        self,
        url: str,
        *,
        hasher: PasswordHasher | None = None,
        master_key_file: Path | None = None,
        patience: int = STATEMENT,
    ) -> None:
        super().__init__(url, hasher=hasher, patience=patience)
        self._master_key_file = master_key_file

    def has_factor(self, account: str) -> bool:
        """Whether a second factor is asked for."""
        confirmed = select(factors.c.account).where(factors.c.account == account, factors.c.confirmed_at.is_not(None))
        with self._engine.connect() as connection:
            return connection.execute(confirmed).first() is not None

    def begin_factor(self, account: str, *, now: datetime) -> None:
        """A new seed, which counts once a code shows that it arrived. A factor that is confirmed stays."""
        seed = os.urandom(SEED_BYTES)
        row = {"sealed": self._seal(account, seed), "made_at": naive(now), "confirmed_at": None, "last_step": 0}
        with self._engine.begin() as connection:
            connection.execute(delete(factors).where(factors.c.account == account, factors.c.confirmed_at.is_(None)))
            if connection.execute(select(factors.c.account).where(factors.c.account == account)).first() is None:
                connection.execute(insert(factors).values(account=account, **row))

    def enrolment(self, account: str, *, issuer: str, name: str) -> Enrolment | None:
        """What the device must be told, as long as the factor waits for its first code."""
        seed = self._seed(account, confirmed=False)
        if seed is None:
            return None
        uri = TOTP(seed, DIGITS, SHA1(), STEP).get_provisioning_uri(name, issuer)  # noqa: S303  # RFC 6238
        text = base64.b32encode(seed).decode()
        return Enrolment(text=" ".join(text[at : at + 4] for at in range(0, len(text), 4)), uri=uri)

    def confirm_factor(self, account: str, code: str, *, now: datetime) -> list[str] | None:
        """The device's first code: the factor counts from now on. Recovery codes, told once; None: a wrong code."""
        step = self._step(account, code, now, confirmed=False)
        if step is None:
            return None
        codes = [_grouped(base64.b32encode(os.urandom(RECOVERY_BYTES)).decode()) for _ in range(RECOVERY_CODES)]
        with self._engine.begin() as connection:
            waiting = update(factors).where(factors.c.account == account, factors.c.confirmed_at.is_(None))
            if not connection.execute(waiting.values(confirmed_at=naive(now), last_step=step)).rowcount:
                return None
            connection.execute(delete(recovery).where(recovery.c.account == account))
            rows = [{"code_hash": _recovery_digest(account, code), "account": account} for code in codes]
            connection.execute(insert(recovery), rows)
        return codes

    def check_factor(self, account: str, code: str, *, now: datetime) -> bool:
        """Whether the code, or recovery code, is right; it is used up."""
        step = self._step(account, code, now, confirmed=True)
        with self._engine.begin() as connection:
            if step is not None:
                later = update(factors).where(factors.c.account == account, factors.c.last_step < step)
                return connection.execute(later.values(last_step=step)).rowcount == 1
            hashed = recovery.c.code_hash == _recovery_digest(account, code)
            return connection.execute(delete(recovery).where(hashed, recovery.c.account == account)).rowcount == 1

    def recovery_left(self, account: str) -> int:
        """How many recovery codes are left."""
        with self._engine.connect() as connection:
            return len(connection.execute(select(recovery.c.code_hash).where(recovery.c.account == account)).all())

    def drop_factor(self, account: str) -> None:
        """No second factor any more, and no recovery codes."""
        with self._engine.begin() as connection:
            connection.execute(delete(factors).where(factors.c.account == account))
            connection.execute(delete(recovery).where(recovery.c.account == account))

    def _step(self, account: str, code: str, now: datetime, *, confirmed: bool) -> int | None:
        """The half minute to which the code belongs, if it is one of now and was not used."""
        typed = "".join(code.split())
        if len(typed) != DIGITS or not (typed.isascii() and typed.isdigit()):
            return None
        seed = self._seed(account, confirmed=confirmed)
        if seed is None:
            return None
        present, codes = int(now.timestamp()) // STEP, HOTP(seed, DIGITS, SHA1())  # noqa: S303  # RFC 6238
        around = range(present - WINDOW, present + WINDOW + 1)
        found = [step for step in around if bytes_eq(codes.generate(step), typed.encode())]
        return found[-1] if found else None

    def _seed(self, account: str, *, confirmed: bool) -> bytes | None:
        wanted = factors.c.confirmed_at.is_not(None) if confirmed else factors.c.confirmed_at.is_(None)
        with self._engine.connect() as connection:
            sealed = connection.scalar(select(factors.c.sealed).where(factors.c.account == account, wanted))
        return None if sealed is None else self._unseal(account, sealed)

    # --- sealing ---

    def reseal(self) -> int:
        """Seal every seed anew under the present master key, while the file still holds the one before; how many."""
        with self._engine.begin() as connection:
            rows = connection.execute(select(factors.c.account, factors.c.sealed)).all()
            for account, sealed in rows:
                fresh = self._seal(account, self._unseal(account, sealed))
                connection.execute(update(factors).where(factors.c.account == account).values(sealed=fresh))
        return len(rows)

    def _keys(self) -> list[bytes]:
        """The key of seeds, and while the master key is being changed the one before."""
        if self._master_key_file is None:
            raise MasterKeyProblem("no master key file is set; second factors need one")
        return [
            HKDF(algorithm=SHA256(), length=32, salt=None, info=b"zeren second factor").derive(key)
            for key in read_master_keys(self._master_key_file)
        ]

    def _seal(self, account: str, seed: bytes) -> str:
        nonce = os.urandom(_NONCE)
        sealed = nonce + AESGCM(self._keys()[0]).encrypt(nonce, seed, account.encode())
        return base64.b64encode(sealed).decode()

    def _unseal(self, account: str, sealed: str) -> bytes:
        stored = base64.b64decode(sealed)
        for key in self._keys():
            try:
                return AESGCM(key).decrypt(stored[:_NONCE], stored[_NONCE:], account.encode())
            except InvalidTag:
                continue
        raise MasterKeyProblem("a second factor does not open under the master key")


def _grouped(text: str) -> str:
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def _recovery_digest(account: str, code: str) -> str:
    letters = "".join(one for one in code.upper().translate(_LETTERS) if one.isalnum())
    return digest(f"{account}\0{letters}")
