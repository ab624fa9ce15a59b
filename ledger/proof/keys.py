"""The log's own signing key: one file outside of every database, readable by its owner only.

Whoever has it can sign another history; whoever has not can sign none. Its name is that of the log.
"""

import os
import secrets
from pathlib import Path

from ledger.proof.note import NoteMalformed, SigningKey, check_name, new_key, parse_signing_key


class LogKeyProblem(RuntimeError):
    """The file of a signing key is missing, malformed, or open to others."""


def new_origin() -> str:
    """Name for a log that was given none: nobody else has it."""
    return f"zeren/{secrets.token_hex(8)}"


def create_signing_key(path: Path, name: str, *, sort: int | None = None) -> SigningKey:
    """Write a new key under ``name``; one that is there already is left alone. The key in the file."""
    key = new_key(check_name(name)) if sort is None else new_key(check_name(name), sort)
    if path.exists():
        return read_signing_key(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and linked: a crash leaves no empty file, and of two that begin at once one counts.
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(key.text + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
    except FileExistsError:
        return read_signing_key(path)
    finally:
        beside.unlink(missing_ok=True)
    return key


def read_signing_key(path: Path) -> SigningKey:
    """The key in a file. Raises `LogKeyProblem`."""
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii")
    except OSError as error:
        raise LogKeyProblem(f"signing key {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise LogKeyProblem(f"signing key {path} does not hold a key") from error
    if mode & 0o077:
        raise LogKeyProblem(f"signing key {path} is open to others (mode {mode & 0o777:04o}); it must be 0600")
    try:
        return parse_signing_key(text)
    except NoteMalformed as error:
        raise LogKeyProblem(f"signing key {path}: {error}") from error
