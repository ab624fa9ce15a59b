"""Reading a backup again: every file against its hash, every row against the tree, the tree against its signature."""

import hashlib
from collections.abc import Callable, Iterable, Iterator

from domain.kernel import record
from ledger.backup.lines import Kept, LineMalformed, batches, kept_of, row_of
from ledger.backup.manifest import Listed, Manifest, listed_in, runs_in
from ledger.backup.vault import Damaged, Vault
from ledger.port import Row
from ledger.proof.checkpoint import checkpoint_of
from ledger.proof.entries import Entries
from ledger.proof.leaf import hashes_of
from ledger.proof.note import NoteMalformed, NoteUnverified, VerifierKey, parse_note, parse_verifier, verified
from ledger.proof.store import Sealed
from ledger.proof.tree import Frontier

Progress = Callable[[int, int], None]


@record
class Checked:
    """A backup that holds."""

    runs: int
    position: int
    root: str
    recorded_at: str
    key: VerifierKey
    files: int


def verify(vault: Vault, known: VerifierKey | None = None, *, progress: Progress | None = None) -> Checked:
    """Read the whole backup again. Raises `Damaged`, `Foreign`."""
    runs = runs_in(vault, known)
    if not runs:
        raise Damaged("runs", "there is no backup in this folder")
    frontier, files = Frontier(), 0
    look = Entries(bodies=False)
    total = runs[-1].manifest.position
    for run in runs:
        listed = list(listed_in(vault, run.manifest))
        for one in listed:
            if one.sort not in ("ledger", "proof"):
                check_object(vault, one)
                files += 1
        check_run(vault, run.manifest, listed, frontier, look, progress=progress, total=total)
    last = runs[-1].manifest
    return Checked(
        runs=len(runs),
        position=last.position,
        root=last.root,
        recorded_at=last.recorded_at,
        key=parse_verifier(last.key),
        files=files,
    )


def check_run(
    vault: Vault,
    manifest: Manifest,
    listed: Iterable[Listed],
    frontier: Frontier,
    look: Entries | None = None,
    *,
    progress: Progress | None = None,
    total: int = 0,
) -> None:
    """Continue the tree by what a run wrote, and hold it against what the log signed. Raises `Damaged`."""
    listed = list(listed)
    leaf, recorded_at = manifest.leaf, manifest.recorded_at
    for page in batches(rows_of(vault, listed, frontier.size)):
        hashes = hashes_of(manifest.log, frontier.size, page)
        frontier.extend(hashes)
        if look is not None:
            look.look(page)
            if look.findings:
                raise Damaged("ledger", look.findings[0].line)
        leaf, recorded_at = hashes[-1].hex(), page[-1].recorded_at
        if progress is not None:
            progress(frontier.size, total)
    path = f"runs/{manifest.run:06d}.note"
    if frontier.size != manifest.position:
        raise Damaged(path, f"rows end at {frontier.size} and not at {manifest.position}")
    if (frontier.root().hex(), tuple(one.hex() for one in frontier.edge)) != (manifest.root, manifest.edge):
        raise Damaged(path, "the rows do not give the root that was signed")
    if (leaf, recorded_at) != (manifest.leaf, manifest.recorded_at):
        raise Damaged(path, "the last row is not the one that it names")
    key, covered = parse_verifier(manifest.key), False
    for one in kept_in(vault, listed):
        if isinstance(one, Sealed):
            check_checkpoint(one, key, path)
            covered = covered or (one.size == manifest.position and one.root.hex() == manifest.root)
    if not covered and any(segment.sort == "ledger" for segment in listed):
        raise Damaged(path, "no checkpoint covers its last row")


def check_checkpoint(sealed: Sealed, key: VerifierKey, path: str) -> None:
    """A checkpoint says what the log signed. Raises `Damaged`."""
    try:
        note = parse_note(sealed.note)
        verified(note, [key])
        said = checkpoint_of(note)
    except (NoteMalformed, NoteUnverified) as error:
        raise Damaged(path, f"the checkpoint of {sealed.size}: {error}") from error
    if (said.origin, said.size, said.root) != (key.name, sealed.size, sealed.root):
        raise Damaged(path, f"the checkpoint of {sealed.size} says something else")


def rows_of(vault: Vault, listed: Iterable[Listed], after: int) -> Iterator[Row]:
    """Rows that a run wrote, in order, without a gap after ``after``. Raises `Damaged`."""
    for one in listed:
        if one.sort != "ledger":
            continue
        for line in vault.read_lines(one.piece):
            try:
                row = row_of(line)
            except LineMalformed as error:
                raise Damaged(one.piece.path, str(error)) from error
            after += 1
            if row.position != after:
                raise Damaged(one.piece.path, f"position {after} is missing")
            yield row


def kept_in(vault: Vault, listed: Iterable[Listed]) -> Iterator[Kept]:
    """Checkpoints, cosignatures and refusals that a run wrote. Raises `Damaged`."""
    for one in listed:
        if one.sort != "proof":
            continue
        for line in vault.read_lines(one.piece):
            try:
                yield kept_of(line)
            except LineMalformed as error:
                raise Damaged(one.piece.path, str(error)) from error


def check_object(vault: Vault, one: Listed) -> None:
    """A file that is kept under its content. Raises `Damaged`."""
    hashed = hashlib.sha256()
    for chunk in vault.read(one.piece):
        hashed.update(chunk)
    if hashed.hexdigest() != one.content:
        raise Damaged(one.piece.path, "it does not hold the content under which it is kept")
