"""Sealing for the golden samples: the real cipher, under a key and a nonce that never change."""

import dataclasses
import datetime
import enum

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.kernel import Personal

KEY = bytes(range(32))
NONCE = bytes(12)


class GoldenSealer:
    """As `ledger.keyring.Keyring` seals, but the same each time, so that samples can be compared."""

    def seal(self, subject: str, text: str) -> bytes:
        return NONCE + AESGCM(KEY).encrypt(NONCE, text.encode(), subject.encode())

    def unseal(self, subject: str, sealed: bytes) -> str | None:
        return AESGCM(KEY).decrypt(sealed[:12], sealed[12:], subject.encode()).decode()


def spelled(value: object) -> object:
    """An event in words that do not depend on the codec: class names, enum members, values."""
    if isinstance(value, Personal):
        return {"Personal": value.subject, "value": value.value}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {type(value).__name__: {f.name: spelled(getattr(value, f.name)) for f in dataclasses.fields(value)}}
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, datetime.date):
        return f"date {value.isoformat()}"
    if isinstance(value, tuple):
        return [spelled(item) for item in value]
    return value
