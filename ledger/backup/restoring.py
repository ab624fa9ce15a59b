"""A ledger and its proofs from a backup: same positions, same times, same bytes, in an empty place.

Rows come into a ledger that is being made, before its triggers stand or by its owner: there is no such way into one
that is there. What was loaded is read back through the port, and its tree held against the last checkpoint that
covers it, before anybody is told that it worked.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from domain.kernel import record
from ledger import postgres_schema, sqlite_schema
from ledger.backup.lines import LineMalformed, batches, plain_of
from ledger.backup.making import keys_in
from ledger.backup.manifest import KEYS_FORM, Foreign, Listed, Run, listed_in, runs_in
from ledger.backup.vault import Damaged, Piece, Vault
from ledger.backup.verifying import Progress, check_checkpoint, check_run, kept_in, rows_of
from ledger.port import Ledger, Row
from ledger.proof.checkpoint import checkpoint_of
from ledger.proof.entries import Entries
from ledger.proof.leaf import hashes_of
from ledger.proof.note import NoteMalformed, NoteUnverified, VerifierKey, parse_note, parse_verifier, verified
from ledger.proof.reader import open_rows
from ledger.proof.store import Cosigned, ProofStore, Refusal, Sealed, create_store
from ledger.proof.tables import is_postgres
from ledger.proof.tree import Frontier

_PAGE: Final = 2_000


class NothingThere(Exception):
    """No entry of the backup lies at or before what was asked for."""


class Divided(Exception):
    """A newer checkpoint does not continue this backup: it is of another history under the same key."""


@record
class Plan:
    """What will be restored."""

    runs: tuple[Run, ...]
    """Those that are read: all up to the one that covers ``position``."""
    position: int
    ends: int
    """Where the whole backup ends."""


@record
class Restored:
    """What was restored, as read back."""

    position: int
    recorded_at: str
    root: str
    sealed: int
    """Size of the last checkpoint up to there; its root was found again in the restored rows."""


@record
class Newest:
    """The newest that is known of the log: so many entries it had once."""

    size: int
    root: bytes


def plan(vault: Vault, key: VerifierKey, *, position: int | None = None, moment: datetime | None = None) -> Plan:
    """What to read of the backup for the end of it, a position or a moment. Raises `NothingThere`, `Damaged`."""
    runs = runs_in(vault, key)
    if not runs:
        raise Damaged("runs", "there is no backup in this folder")
    ends = runs[-1].manifest.position
    wanted = ends if position is None else position
    if moment is not None:
        wanted = _position_at(vault, runs, moment)
    if not 0 < wanted <= ends:
        raise NothingThere(f"the backup holds entries 1 to {ends}")
    # The first run that reaches so far, and those after it that brought no rows but answers and files.
    reached = next(run.manifest.position for run in runs if run.manifest.position >= wanted)
    return Plan(runs=tuple(run for run in runs if run.manifest.position <= reached), position=wanted, ends=ends)


def _position_at(vault: Vault, runs: Sequence[Run], moment: datetime) -> int:
    """Last entry recorded at or before a moment: of the run in which it falls row by row."""
    text, at = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), 0
    for run in runs:
        if run.manifest.recorded_at <= text:
            at = run.manifest.position
            continue
        for row in rows_of(vault, listed_in(vault, run.manifest), at):
            if row.recorded_at > text:
                return at
            at = row.position
    return at


def restore_proofs(vault: Vault, chosen: Plan, database: str, *, progress: Progress | None = None) -> None:
    """Check every row that will be restored, and keep checkpoints and leaves in a new store. Raises `Damaged`."""
    create_store(database)
    store = ProofStore(database)
    try:
        if store.last() is not None:
            raise ValueError("the database of proofs holds checkpoints already")
        frontier = Frontier()
        look = Entries(bodies=False)
        for run in chosen.runs:
            listed = list(listed_in(vault, run.manifest))
            before = frontier.copy()
            check_run(vault, run.manifest, listed, frontier, look, progress=progress, total=chosen.position)
            _keep(vault, run, listed, before, store, chosen.position)
    finally:
        store.close()


def _keep(vault: Vault, run: Run, listed: Sequence[Listed], edge: Frontier, store: ProofStore, until: int) -> None:
    """The checkpoints of a run with their leaves, and what witnesses answered."""
    path, key = f"runs/{run.manifest.run:06d}.note", _key(run)
    kept = [one for one in kept_in(vault, listed) if one.size <= until]
    sealed = sorted((one for one in kept if isinstance(one, Sealed)), key=lambda one: one.size)
    leaves = _leaves(vault, run, listed, edge.size)
    for one in sealed:
        check_checkpoint(one, key, path)
        fresh = [next(leaves) for _ in range(one.size - edge.size)]
        before = edge.copy()
        edge.extend(fresh)
        if edge.root() != one.root:
            raise Damaged(path, f"the rows do not give the root of the checkpoint of {one.size}")
        store.keep(one, before, fresh)
    for answer in kept:
        if isinstance(answer, Cosigned):
            store.keep_cosignature(answer)
        elif isinstance(answer, Refusal):
            store.keep_refusal(answer)


def _key(run: Run) -> VerifierKey:
    """The log's public key, as the manifest names it; it was compared when the manifest was read."""
    return parse_verifier(run.manifest.key)


def _leaves(vault: Vault, run: Run, listed: Sequence[Listed], after: int) -> Iterator[bytes]:
    for page in batches(rows_of(vault, listed, after)):
        yield from hashes_of(run.manifest.log, page[0].position - 1, page)


def restore_rows(vault: Vault, chosen: Plan, database: str, *, owner: str | None) -> None:
    """Make the ledger and put the rows into it. On PostgreSQL its tables are there and empty."""
    pages = batches(_rows(vault, chosen))
    if is_postgres(database):
        if owner is None:
            raise ValueError("a PostgreSQL ledger is restored by its owner: give the owner's URL")
        postgres_schema.restore(owner, pages)
    else:
        sqlite_schema.restore(Path(database), pages)


def _rows(vault: Vault, chosen: Plan) -> Iterator[Row]:
    at = 0
    for run in chosen.runs:
        for row in rows_of(vault, listed_in(vault, run.manifest), at):
            if row.position > chosen.position:
                return
            at = row.position
            yield row


def compare(ledger: Ledger, store: ProofStore, origin: str, database: str) -> Restored:
    """Read all of it back: the root again, versions without a gap. Raises `Damaged`."""
    last, frontier = store.last(), Frontier()
    size = 0 if last is None else last.size
    root_at, recorded_at = Frontier().root(), ""
    while rows := ledger.rows(frontier.size, min(_PAGE, size - frontier.size) if frontier.size < size else _PAGE):
        frontier.extend(hashes_of(origin, frontier.size, rows))
        recorded_at = rows[-1].recorded_at
        if frontier.size == size:
            root_at = frontier.root()
    if last is not None and root_at != last.root:
        raise Damaged("ledger", f"what was restored does not give the root that was signed over {size} entries")
    reader = open_rows(database)
    try:
        broken = reader.broken_stream()
    finally:
        reader.close()
    if broken is not None:
        raise Damaged("ledger", f"versions of {broken[1]} do not follow at {broken[0]}")
    return Restored(position=frontier.size, recorded_at=recorded_at, root=frontier.root().hex(), sealed=size)


def newest_of(data: bytes, key: VerifierKey) -> Newest:
    """A checkpoint kept elsewhere: on paper, with a witness, in a receipt's note. Raises `Foreign`."""
    try:
        note = parse_note(data)
        verified(note, [key])
        said = checkpoint_of(note)
    except (NoteMalformed, NoteUnverified) as error:
        raise Foreign(f"not a checkpoint of {key.name}: {error}") from error
    return Newest(size=said.size, root=said.root)


def check_newest(vault: Vault, chosen: Plan, newest: Newest) -> None:
    """A checkpoint within the backup has the backup's root there. Raises `Divided`. A later one cannot be compared."""
    if newest.size > chosen.runs[-1].manifest.position:
        return
    frontier = Frontier()
    for page in batches(_rows(vault, chosen)):
        fresh = hashes_of(chosen.runs[0].manifest.log, frontier.size, page)
        frontier.extend(fresh[: newest.size - frontier.size])
        if frontier.size == newest.size:
            break
    if frontier.size == newest.size and frontier.root() != newest.root:
        raise Divided(f"the checkpoint over {newest.size} entries")


def restore_files(vault: Vault, chosen: Plan, folders: dict[str, Path]) -> int:
    """Evidence of every run that is read; disclosures and templates as the last run saw them. How many files."""
    count = 0
    for run in chosen.runs:
        for one in listed_in(vault, run.manifest):
            folder = folders.get(one.sort)
            if folder is None or (one.sort != "evidence" and run is not chosen.runs[-1]):
                continue
            target = folder / one.name[:2] / one.name if one.sort == "evidence" else folder / one.name
            if folder.resolve() not in target.resolve().parents:
                raise Damaged(one.piece.path, "a name that leads out of the folder")
            _put(target, vault.read(one.piece), 0o440 if one.sort == "evidence" else 0o600)
            count += 1
    return count


def _put(target: Path, data: Iterator[bytes], mode: int) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as file:
            for chunk in data:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(mode)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def keys_from(vault: Vault, key: VerifierKey) -> dict[str, Piece]:
    """The newest copy of keys and secrets. Raises `Damaged`, `Foreign`."""
    numbers = keys_in(vault)
    if not numbers:
        raise Damaged(f"{vault.folder}", "there are no keys in this folder")
    path = f"{numbers[-1]:06d}.note"
    try:
        note = parse_note(vault.read_plain(path))
        verified(note, [key])
        said = plain_of(note.text.encode())
        if said["form"] != KEYS_FORM or said["log"] != key.name or said["run"] != numbers[-1]:
            raise Foreign(f"{path} is of another log")
        return {one["sort"]: Piece(path=one["path"], sha256=one["sha256"], size=one["size"]) for one in said["pieces"]}
    except NoteUnverified as error:
        raise Foreign(f"{path}: {error}") from error
    except (NoteMalformed, LineMalformed, KeyError, TypeError) as error:
        raise Damaged(path, str(error)) from error
