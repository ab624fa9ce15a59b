"""Making: a whole bag, from what was chosen."""

from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from domain.kernel import record
from ledger.proof.note import NoteUnverified, VerifierKey, verified
from ledger.proof.sealing import HistoryChanged
from web import sealing
from web.asking import asking
from web.bag import reporting
from web.bag.provenance import provenance
from web.bag.proving import Under, checkpoint_for, proven, tile_data, tiles
from web.bag.scope import Chosen, refuse_empty
from web.bag.telling import Account, canonical
from web.bag.writing import Bag, beside
from web.filestore import FileDamaged
from web.services import services
from web.viewer import viewer

FORM: Final = "zeren.bag/1"

Progress = Callable[[int, int], None]


@record
class Made:
    """A bag that was written."""

    path: Path
    entries: int
    files: int
    missing: tuple[str, ...]
    """Evidence files whose content is lost or damaged, by SHA-256."""
    size: int
    """Of the checkpoint."""
    log: VerifierKey


@record
class Facts:
    """What the report says of a bag."""

    chosen: Chosen
    under: Under
    told: Account
    log: VerifierKey
    witnesses: tuple[VerifierKey, ...]
    missing: tuple[str, ...]


def make(
    chosen: Chosen,
    target: Path,
    *,
    witnesses: Sequence[VerifierKey] | None = None,
    progress: Progress | None = None,
    durable: bool = True,
) -> Made:
    """Write the bag to ``target``, for the reader of this request (see `scope.reading_as`).

    ``witnesses``: whose keys go along; those that are asked, where none are given.
    Raises `Refused`, `HistoryChanged`, and what keeps files from being written; nothing is left then.
    """
    refuse_empty(chosen)
    of = services()
    under = checkpoint_for(of, chosen.positions[-1])
    log, known = of.sealer.key.verifier, tuple(sealing.known_witnesses(of) if witnesses is None else witnesses)
    try:
        verified(under.note, (log, *known))
    except NoteUnverified as error:
        raise HistoryChanged(under.size, f"the checkpoint: {error}") from error
    asking().close()
    total = 2 * len(chosen.positions)
    step = progress or (lambda done, total: None)
    with beside(target, durable=durable) as bag:
        bag.add("checkpoint", under.note.data)
        for number, (row, leaf, proof) in enumerate(proven(of.sealer, under, chosen.positions), 1):
            place = f"entries/{row.position:09d}"
            bag.add(f"{place}.body", row.body)
            bag.add(f"{place}.leaf", leaf.text)
            bag.add(f"{place}.proof", proof.data)
            step(number, total)
        told = Account()
        bag.add("events.jsonl", _counted(told.lines(chosen.positions), step, total))
        missing = _files(bag, chosen)
        facts = Facts(chosen=chosen, under=under, told=told, log=log, witnesses=known, missing=missing)
        bag.add("files.jsonl", b"".join(_index(chosen, missing)))
        bag.add("keys.txt", keys_text(log, known))
        if chosen.scope.decision:
            bag.add("prov.json", canonical(provenance(chosen, log.name)) + b"\n")
        bag.add("report.zh.html", reporting.page(facts).encode())
        bag.add("report.zh.txt", reporting.text(facts).encode())
        for tile in tiles(chosen.positions, under.size):
            bag.add(tile.path, tile_data(of.sealer, tile))
        bag.finish({**_outside(), "bag-info.txt": _info(facts, bag)})
    return Made(
        path=target,
        entries=len(chosen.positions),
        files=len(chosen.files) - len(missing),
        missing=missing,
        size=under.size,
        log=log,
    )


def _counted(lines: Iterator[bytes], step: Progress, total: int) -> Iterator[bytes]:
    for number, line in enumerate(lines, total // 2 + 1):
        yield line
        step(number, total)


def keys_text(log: VerifierKey, witnesses: tuple[VerifierKey, ...]) -> bytes:
    """Public keys, each with the fingerprint to compare with the one on paper."""
    lines = []
    for role, key in (("log", log), *(("witness", one) for one in witnesses)):
        lines += [f"# {key.fingerprint}\n", f"{role} {key.text}\n"]
    return "".join(lines).encode()


def _files(bag: Bag, chosen: Chosen) -> tuple[str, ...]:
    """Write the contents of evidence files; which of them are lost or damaged."""
    missing = []
    for one in chosen.files:
        try:
            content = services().files.read(one.sha256)
        except FileDamaged:
            missing.append(one.sha256)
            continue
        bag.add(f"files/{one.sha256}", content)
    return tuple(missing)


def _index(chosen: Chosen, missing: tuple[str, ...]) -> Iterator[bytes]:
    for one in chosen.files:
        says: dict[str, Any] = {
            "media_type": one.media_type,
            "missing": one.sha256 in missing,
            "sha256": one.sha256,
            "size": one.size,
            "stream": one.stream,
            "title": one.title,
        }
        yield canonical(says) + b"\n"


def _outside() -> dict[str, bytes]:
    """What goes into every bag as it is: two verifiers and how to use them."""
    folder = files("web.bag") / "outside"
    return {name: (folder / name).read_bytes() for name in ("README.txt", "verify.py", "verify.sh", "说明.txt")}


def _info(facts: Facts, bag: Bag) -> bytes:
    checkpoint, scope = facts.under, facts.chosen.scope
    lines = [
        ("Source-Organization", asking().name(viewer().organisation)),
        ("Bagging-Date", services().today().isoformat()),
        ("Payload-Oxum", f"{bag.size}.{bag.count}"),
        ("Internal-Sender-Identifier", scope.decision or viewer().organisation),
        ("Zeren-Form", FORM),
        ("Zeren-Log", facts.log.name),
        ("Zeren-Size", str(checkpoint.size)),
        ("Zeren-Entries", str(len(facts.chosen.positions))),
        *(("Zeren-From", scope.first.isoformat()) for _ in [0] if scope.first),
        *(("Zeren-To", scope.last.isoformat()) for _ in [0] if scope.last),
        *(("Zeren-Until", str(scope.until)) for _ in [0] if scope.until is not None),
    ]
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in lines).encode()
