"""What one run added to a backup: a line of JSON, signed by the log as a note, naming the run before by its hash.

Small whatever the run brought: what it wrote stands in a list of its own, which the manifest names by its hash. The
text of a checkpoint has three lines and more, this one has one: neither passes for the other.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from domain.kernel import record
from ledger.backup.lines import LineMalformed, canonical, plain_of
from ledger.backup.vault import Damaged, Piece, Vault
from ledger.proof.note import (
    NoteMalformed,
    NoteUnverified,
    SigningKey,
    VerifierKey,
    parse_note,
    parse_verifier,
    sign,
    verified,
)

FORM: Final = "zeren.backup/1"
KEYS_FORM: Final = "zeren.backup.keys/1"
_FILE: Final = re.compile(r"[0-9]{6,}\.note")


class Foreign(Exception):
    """A backup of another log, or one that this key did not sign."""


@record
class Listed:
    """A file of a backup and what it holds."""

    sort: str
    """``ledger``, ``proof``, ``evidence``, ``disclosures``, ``papers``; ``keys``, ``secrets`` in the folder apart."""
    name: str
    """As it is called where it came from; of rows their first and last position."""
    content: str
    """SHA-256 of what it holds, where it is kept under that; else empty."""
    piece: Piece


@record
class Manifest:
    """What one run says."""

    form: str
    log: str
    key: str
    """The log's public key."""
    run: int
    before: str
    """SHA-256 of the manifest of the run before; empty: this is the first one."""
    position: int
    """Last entry that is in the backup by now."""
    recorded_at: str
    leaf: str
    """Hash of that entry in the tree."""
    root: str
    edge: tuple[str, ...]
    """Right edge of the tree at ``position`` (see `ledger.proof.tree.Frontier`)."""
    made_at: str
    sealed: bool
    """Whether files are encrypted."""
    list: Piece
    """The list of what this run wrote."""


@record
class Run:
    """A manifest that was read, and the hash of its file."""

    manifest: Manifest
    sha256: str


def path_of(run: int) -> str:
    """Where the manifest of a run lies."""
    return f"runs/{run:06d}.note"


def runs_in(vault: Vault, known: VerifierKey | None) -> list[Run]:
    """All runs of a folder, the first one first, each signed and naming the one before.

    ``known``: the log's key, where it is known from elsewhere; else the first manifest says it. Raises `Damaged`,
    `Foreign`.
    """
    folder = vault.folder / "runs"
    names = sorted(path.name for path in folder.glob("*.note")) if folder.is_dir() else []
    found: list[Run] = []
    for number, name in enumerate(sorted(names, key=lambda one: (len(one), one)), 1):
        if not _FILE.fullmatch(name) or f"runs/{name}" != path_of(number):
            raise Damaged(path_of(number), "this run is missing")
        data = vault.read_plain(path_of(number))
        manifest = read_manifest(data, path_of(number), known)
        known = known or _key(manifest)
        before = found[-1] if found else None
        if manifest.form != FORM or manifest.run != number or manifest.before != (before.sha256 if before else ""):
            raise Damaged(path_of(number), "it does not follow the run before it")
        if before is not None and manifest.position < before.manifest.position:
            raise Damaged(path_of(number), "it ends before the run before it")
        if manifest.sealed != (vault.key is not None):
            raise Foreign("the backup is encrypted" if manifest.sealed else "the backup is not encrypted")
        found.append(Run(manifest=manifest, sha256=hashlib.sha256(data).hexdigest()))
    return found


def signed_manifest(manifest: Manifest, key: SigningKey) -> bytes:
    """The file of a manifest."""
    return sign(canonical(_plain(manifest)).decode(), key).data


def read_manifest(data: bytes, path: str, known: VerifierKey | None) -> Manifest:
    """A manifest from its file. Raises `Damaged`, `Foreign`."""
    try:
        note = parse_note(data)
        manifest = _manifest(plain_of(note.text.encode()))
        own = _key(manifest)
        if known is not None and own != known:
            raise Foreign(f"{path} is of the log {own.name} ({own.fingerprint[:19]}), not of {known.name}")
        verified(note, [own])
        if note.data != data or canonical(_plain(manifest)).decode() != note.text or len(note.signatures) != 1:
            raise Damaged(path, "not in canonical form")
    except (NoteMalformed, NoteUnverified, LineMalformed) as error:
        raise Damaged(path, str(error)) from error
    return manifest


def list_lines(listed: Sequence[Listed]) -> Iterator[bytes]:
    """The list of what a run wrote."""
    for one in listed:
        piece = one.piece
        yield canonical(
            {
                "content": one.content,
                "name": one.name,
                "path": piece.path,
                "sha256": piece.sha256,
                "size": piece.size,
                "sort": one.sort,
            }
        )


def listed_in(vault: Vault, manifest: Manifest) -> Iterator[Listed]:
    """What a run wrote. Raises `Damaged`."""
    try:
        for line in vault.read_lines(manifest.list):
            said = plain_of(line)
            piece = Piece(path=str(said["path"]), sha256=str(said["sha256"]), size=int(said["size"]))
            yield Listed(sort=str(said["sort"]), name=str(said["name"]), content=str(said["content"]), piece=piece)
    except (LineMalformed, KeyError, TypeError, ValueError) as error:
        raise Damaged(manifest.list.path, str(error)) from error


def _key(manifest: Manifest) -> VerifierKey:
    return parse_verifier(manifest.key)


def _plain(manifest: Manifest) -> dict[str, Any]:
    said = {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}
    piece: Piece = said.pop("list")
    return {
        **said,
        "edge": list(manifest.edge),
        "list": {"path": piece.path, "sha256": piece.sha256, "size": piece.size},
    }


def _manifest(said: Any) -> Manifest:
    try:
        fields = dict(said)
        return Manifest(**{**fields, "edge": tuple(fields["edge"]), "list": Piece(**fields["list"])})
    except (TypeError, KeyError, ValueError) as error:
        raise LineMalformed(f"not a manifest: {error}") from error
