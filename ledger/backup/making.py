"""A run of a backup: what is on record since the last one, written beside, read again, and only then signed for.

Nobody waits: rows are read through the port like any page's, up to a checkpoint that is made first. The ledger has to
be the one of the run before: same checkpoint, same last entry, same tree; an older or another one is refused before
a byte is written. Segments that a killed run left whole are taken over, if their rows are those of the tree.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from domain.kernel import record
from ledger.backup.lines import Kept, canonical, kept_line, row_line
from ledger.backup.manifest import (
    FORM,
    KEYS_FORM,
    Listed,
    Manifest,
    Run,
    list_lines,
    listed_in,
    path_of,
    runs_in,
    signed_manifest,
)
from ledger.backup.vault import CHUNK, Damaged, Piece, Vault
from ledger.backup.verifying import Progress, check_object, check_run, kept_in, rows_of
from ledger.lines import to_text
from ledger.proof.leaf import hashes_of, leaf_of
from ledger.proof.note import SigningKey, sign
from ledger.proof.sealing import HistoryChanged, Sealer
from ledger.proof.store import Cosigned, Refusal, Sealed
from ledger.proof.tree import Frontier

SEGMENT: Final = 50_000
"""Rows of one file."""
KEYS_KEPT: Final = 7
"""Copies of the keys that stay: an erased person's key is gone from all of them after so many runs."""


class Empty(Exception):
    """There is nothing on record yet."""


class Older(Exception):
    """The ledger ends before the backup does: it is the older one."""

    def __init__(self, ledger: int, backup: int) -> None:
        super().__init__(f"the ledger ends at {ledger}, the backup at {backup}")
        self.ledger = ledger
        self.backup = backup


class Another(Exception):
    """The ledger is not the one that was backed up before."""


@record
class Sources:
    """Folders of files beside the databases."""

    evidence: Path
    disclosures: Path
    papers: Path | None


@record
class Made:
    """What a run did."""

    run: int
    first: int
    """First new entry; above ``position`` where nothing was new."""
    position: int
    root: str
    files: int
    damaged: tuple[str, ...]
    """Evidence files that are not what their names say; they are left out."""


def make(
    vault: Vault,
    sealer: Sealer,
    sources: Sources,
    *,
    now: datetime,
    segment: int = SEGMENT,
    progress: Progress | None = None,
) -> Made:
    """Add what is new to the backup. Raises `Busy`, `Damaged`, `Foreign`, `Empty`, `Older`, `Another`, `OSError`."""
    with vault.writing():
        runs = runs_in(vault, sealer.key.verifier)
        last = runs[-1].manifest if runs else None
        before = Frontier() if last is None else _edge(last)
        sealed = sealer.seal()
        if sealed is None:
            raise Empty
        if last is not None:
            _continue(sealer, last, sealed.size)
        listed = list(_segments(vault, sealer, before.size, sealed.size, segment, progress))
        listed += _proofs(vault, sealer, runs, before.size, sealed.size)
        files, damaged = _files(vault, sources, runs)
        listed += files
        rows = sealer.ledger.rows(sealed.size - 1, 1, until=sealed.size)
        number = len(runs) + 1
        manifest = Manifest(
            form=FORM,
            log=sealer.origin,
            key=sealer.key.verifier.text,
            run=number,
            before=runs[-1].sha256 if runs else "",
            position=sealed.size,
            recorded_at=rows[0].recorded_at,
            leaf=leaf_of(sealer.origin, sealed.size - 1, rows[0]).hash.hex(),
            root=sealed.root.hex(),
            edge=tuple(one.hex() for one in sealer.store.frontier(sealed.size).edge),
            made_at=to_text(now),
            sealed=vault.key is not None,
            list=vault.write_packed(vault.place(f"runs/{number:06d}.jsonl.gz"), list_lines(listed)),
        )
        first = before.size + 1
        _read_again(vault, manifest, before)
        vault.write(path_of(number), [signed_manifest(manifest, sealer.key)], plain=True)
        _sweep(vault, sealed.size, listed, first)
    return Made(
        run=number,
        first=first,
        position=sealed.size,
        root=manifest.root,
        files=sum(one.sort == "evidence" for one in listed),
        damaged=damaged,
    )


def _edge(last: Manifest) -> Frontier:
    return Frontier(last.position, [bytes.fromhex(one) for one in last.edge])


def _continue(sealer: Sealer, last: Manifest, head: int) -> None:
    """The ledger goes on where the backup ends."""
    if head < last.position:
        raise Older(head, last.position)
    rows = sealer.ledger.rows(last.position - 1, 1, until=last.position)
    leaf = leaf_of(sealer.origin, last.position - 1, rows[0]).hash.hex() if rows else ""
    kept = sealer.store.checkpoint(last.position)
    tree = sealer.store.frontier(last.position).root().hex()
    if kept is None or not (leaf == last.leaf and kept.root.hex() == tree == last.root):
        raise Another(f"entry {last.position} is not the one that was backed up")


def _segments(
    vault: Vault, sealer: Sealer, start: int, end: int, size: int, progress: Progress | None
) -> Iterator[Listed]:
    while start < end:
        found = _left(vault, sealer, start, end)
        if found is None:
            until = min(start + size, end)
            path = vault.place(f"ledger/{start + 1:09d}-{until:09d}.jsonl.gz")
            lines = (row_line(row) for _, page in sealer.pages(start, until) for row in page)
            try:
                piece = vault.write_packed(path, lines)
            except UnicodeDecodeError as error:
                raise HistoryChanged(start + 1, f"a body from here on is not text: {error}") from error
            found = Listed(sort="ledger", name=f"{start + 1}-{until}", content="", piece=piece)
        start = int(found.name.partition("-")[2])
        if progress is not None:
            progress(start, end)
        yield found


def _left(vault: Vault, sealer: Sealer, start: int, end: int) -> Listed | None:
    """A segment of a run that was killed, whole and right; where it is not, it is written anew."""
    for path in sorted((vault.folder / "ledger").glob(f"{start + 1:09d}-*"), reverse=True):
        until = int(path.name[10:].partition(".")[0])
        if until > end or path.name != Path(vault.place(f"{start + 1:09d}-{until:09d}.jsonl.gz")).name:
            continue
        size, sha256 = _hashed(path)
        piece = Piece(path=f"ledger/{path.name}", sha256=sha256, size=size)
        found = Listed(sort="ledger", name=f"{start + 1}-{until}", content="", piece=piece)
        try:
            if _same(vault, sealer, found, start, until):
                return found
        except Damaged:
            continue
    return None


def _same(vault: Vault, sealer: Sealer, found: Listed, start: int, until: int) -> bool:
    ours = rows_of(vault, [found], start)
    for at, page in sealer.pages(start, until):
        if any(next(ours, None) != row for row in page):
            return False
        if sealer.store.leaves(at, at + len(page)) != hashes_of(sealer.origin, at, page):
            return False
    return next(ours, None) is None


def _proofs(vault: Vault, sealer: Sealer, runs: Sequence[Run], start: int, end: int) -> list[Listed]:
    """Checkpoints and answers of witnesses that came since, the latter also to older checkpoints."""
    have: set[bytes] = set()
    for run in runs:
        for one in kept_in(vault, listed_in(vault, run.manifest)):
            if not isinstance(one, Sealed):
                have.add(_known(one))
    store = sealer.store
    answers: list[Cosigned | Refusal] = [*store.cosignatures(), *store.refusals()]
    fresh: list[Kept] = [one for one in store.checkpoints() if start < one.size <= end]
    fresh += [one for one in answers if one.size <= end and _known(one) not in have]
    if not fresh:
        return []
    path = vault.place(f"proof/{len(runs) + 1:06d}.jsonl.gz")
    piece = vault.write_packed(path, map(kept_line, fresh))
    return [Listed(sort="proof", name=f"{start + 1}-{end}", content="", piece=piece)]


def _known(one: Kept) -> bytes:
    return hashlib.sha256(kept_line(one)).digest()


def _files(vault: Vault, sources: Sources, runs: Sequence[Run]) -> tuple[list[Listed], tuple[str, ...]]:
    """Evidence that is new; of disclosures and templates all that is there now. Content that is kept already stays."""
    have = {one.piece.path: one.piece for run in runs for one in listed_in(vault, run.manifest) if one.content}
    listed, damaged = [], []
    for path in sorted(sources.evidence.glob("??/*")) if sources.evidence.is_dir() else ():
        if not path.is_file() or vault.object("evidence", path.name) in have:
            continue
        size, content = _hashed(path)
        if content == path.name:
            piece = vault.write(vault.object("evidence", content), chunks(path, size))
            listed.append(Listed(sort="evidence", name=content, content=content, piece=piece))
        else:
            damaged.append(path.name)
    for sort, folder in (("disclosures", sources.disclosures), ("papers", sources.papers)):
        if folder is None or not folder.is_dir():
            continue
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            # A log may be added to meanwhile: what stood there at first is what is hashed and what is copied.
            size, content = _hashed(path)
            place = vault.object(sort, content)
            piece = have.get(place) or vault.write(place, chunks(path, size))
            have[place] = piece
            name = path.relative_to(folder).as_posix()
            listed.append(Listed(sort=sort, name=name, content=content, piece=piece))
    return listed, tuple(damaged)


def _hashed(path: Path) -> tuple[int, str]:
    size, hashed = path.stat().st_size, hashlib.sha256()
    for chunk in chunks(path, size):
        hashed.update(chunk)
    return size, hashed.hexdigest()


def chunks(path: Path, size: int) -> Iterator[bytes]:
    """The first so many bytes of a file."""
    with path.open("rb") as file:
        while size > 0 and (chunk := file.read(min(CHUNK, size))):
            size -= len(chunk)
            yield chunk


def _read_again(vault: Vault, manifest: Manifest, before: Frontier) -> None:
    listed = list(listed_in(vault, manifest))
    for one in listed:
        if one.content:
            check_object(vault, one)
    check_run(vault, manifest, listed, before.copy())


def _sweep(vault: Vault, end: int, listed: Sequence[Listed], first: int) -> None:
    """Segments of killed runs that were not taken over."""
    taken = {one.piece.path for one in listed}
    for path in (vault.folder / "ledger").glob("*-*"):
        begins = path.name[:9]
        if begins.isdecimal() and first <= int(begins) <= end and f"ledger/{path.name}" not in taken:
            path.unlink(missing_ok=True)


# --- keys, apart ---------------------------------------------------------------------


def make_keys(
    vault: Vault,
    key: SigningKey,
    dumps: Sequence[tuple[str, Callable[[], Iterator[bytes]]]],
    *,
    position: int,
    now: datetime,
    keep: int = KEYS_KEPT,
) -> int:
    """A copy of keys and secrets, whole each time; its number. Older ones go, so that erased persons' keys do."""
    with vault.writing():
        numbers = keys_in(vault)
        number = numbers[-1] + 1 if numbers else 1
        listed = [
            Listed(
                sort=sort,
                name=sort,
                content="",
                piece=vault.write_packed(vault.place(f"{number:06d}-{sort}.jsonl.gz"), lines()),
            )
            for sort, lines in dumps
        ]
        for one in listed:
            for _ in vault.read_lines(one.piece):
                pass
        said = {
            "form": KEYS_FORM,
            "log": key.name,
            "made_at": to_text(now),
            "pieces": [
                {"path": one.piece.path, "sha256": one.piece.sha256, "size": one.piece.size, "sort": one.sort}
                for one in listed
            ],
            "position": position,
            "run": number,
        }
        vault.write(f"{number:06d}.note", [sign(canonical(said).decode(), key).data], plain=True)
        for old in numbers[: max(len(numbers) + 1 - keep, 0)]:
            for path in vault.folder.glob(f"{old:06d}[.-]*"):
                path.unlink(missing_ok=True)
    return number


def keys_in(vault: Vault) -> list[int]:
    """Numbers of the copies of keys that are whole."""
    return sorted(int(path.stem) for path in vault.folder.glob("*.note") if path.stem.isdecimal())
