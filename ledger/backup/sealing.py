"""A file sealed under a key that is kept in a file: AES-256-GCM, piece by piece, for files larger than memory.

A head of 15 bytes that names the form, 16 bytes of salt, then pieces of 64 KiB, each with its tag. The key of a file
is derived from the office's key, the salt and the path of the file, so that files cannot change places. The nonce of
a piece is its number and whether it is the last one: pieces cannot be dropped, doubled or exchanged, nor the end be
cut off. A key file and no password: a run by night would have to find its password in a file as well.
"""

import base64
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HEAD: Final = b"zeren.sealed/1\n"
SALT: Final = 16
KEY: Final = 32
PIECE: Final = 64 * 1024
TAG: Final = 16


class KeyFileProblem(RuntimeError):
    """The key file of a backup is missing, malformed, or open to others."""


class Unopened(ValueError):
    """A sealed file does not open: another key, another place, or it was altered or cut off."""


def create_key_file(path: Path) -> None:
    """Write a new key, readable by its owner only; one that is there already is never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise KeyFileProblem(f"key of the backup {path}: {error.strerror}") from error
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(os.urandom(KEY)) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read_key_file(path: Path) -> bytes:
    """The key in a file. Raises `KeyFileProblem`."""
    try:
        mode, text = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise KeyFileProblem(f"key of the backup {path}: {error.strerror}") from error
    if mode & 0o077:
        raise KeyFileProblem(f"key of the backup {path} is open to others (mode {mode & 0o777:04o}); it must be 0600")
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY:
        raise KeyFileProblem(f"key of the backup {path} does not hold {KEY} bytes in base64")
    return key


def hidden_name(key: bytes, name: str) -> str:
    """A name that says nothing to whoever has not the key, and is the same each time."""
    code = HMAC(key, SHA256())
    code.update(b"name:" + name.encode())
    return code.finalize().hex()


def sealed(
    chunks: Iterable[bytes], key: bytes, path: str, *, randomness: Callable[[int], bytes] = os.urandom
) -> Iterator[bytes]:
    """The file as it is written."""
    salt = randomness(SALT)
    cipher = _cipher(key, salt, path)
    yield HEAD + salt
    held, number = bytearray(), 0
    for chunk in chunks:
        held += chunk
        while len(held) > PIECE:  # what may be the last piece is held back
            yield cipher.encrypt(_nonce(number, last=False), bytes(held[:PIECE]), None)
            del held[:PIECE]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(held), None)


def opened(chunks: Iterable[bytes], key: bytes, path: str) -> Iterator[bytes]:
    """What was sealed; never a byte of a piece that does not hold. Raises `Unopened`."""
    held, number, cipher = bytearray(), 0, None
    for chunk in chunks:
        held += chunk
        if cipher is None:
            if len(held) < len(HEAD) + SALT:
                continue
            cipher = _headed(held, key, path)
        while len(held) > PIECE + TAG:
            yield _piece(cipher, number, bytes(held[: PIECE + TAG]), last=False)
            del held[: PIECE + TAG]
            number += 1
    if cipher is None:
        raise Unopened("it ends before it begins")
    yield _piece(cipher, number, bytes(held), last=True)


def _headed(held: bytearray, key: bytes, path: str) -> AESGCM:
    if held[: len(HEAD)] != HEAD:
        raise Unopened("it is not sealed, or in another form")
    salt = bytes(held[len(HEAD) : len(HEAD) + SALT])
    del held[: len(HEAD) + SALT]
    return _cipher(key, salt, path)


def _piece(cipher: AESGCM, number: int, data: bytes, *, last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(number, last=last), data, None)
    except (InvalidTag, ValueError):
        raise Unopened("another key, or it was altered or cut off") from None


def _cipher(key: bytes, salt: bytes, path: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=KEY, salt=salt, info=b"zeren.sealed/1:" + path.encode())
    return AESGCM(derived.derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
