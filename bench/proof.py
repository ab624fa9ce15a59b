"""The tree over the log: hashing, what it adds to an append, how long a proof takes, and the check of it all."""

import hashlib
import random
import statistics
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from itertools import count
from time import perf_counter

from bench import facts
from bench.checking import fsck, sealed
from bench.measure import Row, compare, row_of
from bench.places import Places, Sizes
from domain.work import Act, WorkRecorded
from ledger.application import LocalLedger
from ledger.port import Draft
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.keys import create_signing_key
from ledger.proof.leaf import hashes_of, leaf_of
from ledger.proof.note import SigningKey, sign
from ledger.proof.sealing import Sealer
from ledger.proof.store import ProofStore, Sealed, create_store
from ledger.proof.tree import Frontier, inclusion_path, leaf_hash

EVERY = 64
"""Appends between two checkpoints; the program's own interval is minutes."""
TABLE = "proof"
ALLOWED = 1e-3
"""Seconds that one proof in a hundred may exceed."""


def run(places: Places, kinds: list[str], sizes: Sizes) -> Iterator[Row]:
    """All rows of this table."""
    quick = sizes.quick
    yield from hashing(places, size=5_000 if quick else 50_000, rounds=sizes.rounds)
    for kind in kinds:
        yield from appending(places, kind, acts=EVERY * (1 if quick else 4), rounds=2 if quick else sizes.rounds)
        yield from proving(
            places,
            kind,
            entries=2_000 if quick else sizes.facts,
            leaves=sizes.large,
            proofs=200 if quick else 2_000,
            rounds=2 if quick else sizes.rounds,
        )
    yield from fsck(places, kinds, sizes)


def hashing(places: Places, *, size: int, rounds: int) -> list[Row]:
    """Leaves into the tree, in memory: texts that are there, and rows of which they are made first."""
    place, key = sealed(places, "sqlite", size)
    with closing(place.open()) as ledger:
        rows = ledger.rows(0, size)
    texts = [leaf_of(key.name, index, row).text for index, row in enumerate(rows)]
    pair = bytes(64)

    def bare() -> float:
        sha256 = hashlib.sha256
        started = perf_counter()
        for text in texts:
            sha256(b"\x00" + text).digest()
            sha256(b"\x01" + pair).digest()
        return (perf_counter() - started) / size

    def tree(hashes: Callable[[], Iterable[bytes]]) -> float:
        started = perf_counter()
        frontier = Frontier()
        frontier.extend(hashes())
        frontier.root()
        return (perf_counter() - started) / size

    return [
        compare(
            TABLE,
            work,
            "none",
            size=f"{size:,} leaves",
            limit="SHA-256 of each leaf and of one node",
            ours=partial(tree, hashes),
            bare=bare,
            target=target,
            rounds=rounds,
        )
        for work, hashes, target in (
            ("tree: leaves in memory", lambda: map(leaf_hash, texts), 0.5),
            ("tree: leaves made of rows, bodies hashed", lambda: hashes_of(key.name, 0, rows), 0.25),
        )
    ]


def appending(places: Places, kind: str, *, acts: int, rounds: int) -> list[Row]:
    """Durable appends of one event: with checkpoints between them, and without."""
    place = places.fresh(kind)
    create_store(place.proof)
    key = create_signing_key(place.log_key, "bench.example/zeren")
    with closing(place.open()) as ledger, closing(ProofStore(place.proof)) as store:
        sealer = Sealer(ledger, store, key)
        append = _appender(ledger)

        def appends(every: int | None) -> float:
            started = perf_counter()
            for done in range(1, acts + 1):
                append()
                if every and done % every == 0:
                    sealer.seal()
            return (perf_counter() - started) / acts

        def alone() -> float:
            took = appends(None)
            sealer.seal()  # what these left unsealed is not the others' work
            return took

        return [
            compare(
                TABLE,
                work,
                kind,
                size=f"{acts} appends a round",
                limit="the same appends without checkpoints",
                ours=partial(appends, every),
                bare=alone,
                target=target,
                rounds=rounds,
            )
            for work, every, target in (
                (f"append, a checkpoint every {EVERY}", EVERY, 0.87),
                ("append, a checkpoint after each", 1, 0.2),
            )
        ]


def _appender(ledger: LocalLedger) -> Callable[[], None]:
    """One event in a stream of its own, durable, undecided: the less an append does, the more the log weighs."""
    numbers = count()
    organisation = f"org-{1:020x}"
    event = WorkRecorded(organisation=organisation, act=Act.TRAINING, title="专题学习", occurred_on=facts.FIRST)

    def append() -> None:
        number = next(numbers)
        signature = facts.signature(number, organisation, "append")
        ledger.append([Draft(stream=f"work-{number:020x}", after=0, events=(event,))], signature)

    return append


def proving(places: Places, kind: str, *, entries: int, leaves: int, proofs: int, rounds: int) -> list[Row]:
    """The slowest of a hundred proofs: the path alone, of any leaf; and all of it, of any entry there is.

    The tree is as large as it says; beyond the entries it is grown with hashes of nothing.
    """
    place, key = sealed(places, kind, entries)
    rng = random.Random(1)
    with closing(place.open()) as ledger, closing(ProofStore(place.proof)) as store:
        size = _grown(store, key, leaves, rng)
        sealer = Sealer(ledger, store, key)

        def path(index: int) -> object:
            with store.reading():
                return inclusion_path(index, size, store.subtree)

        return [
            _slowest(work, kind, f"{size:,} leaves", one, last, rng, proofs=proofs, rounds=rounds)
            for work, one, last in (
                ("proof: the path of a leaf, p99", path, size),
                ("proof: entry, path, checkpoint, compared, p99", lambda index: sealer.prove(index + 1), entries),
            )
        ]


def _grown(store: ProofStore, key: SigningKey, leaves: int, rng: random.Random) -> int:
    last = store.last()
    assert last is not None
    before = store.frontier(last.size)
    data = rng.randbytes(32 * (leaves - last.size))
    hashes = [data[place : place + 32] for place in range(0, len(data), 32)]
    after = before.copy()
    after.extend(hashes)
    note = sign(Checkpoint(origin=key.name, size=after.size, root=after.root()).text, key)
    made = Sealed(size=after.size, root=after.root(), note=note.data, sealed_at=last.sealed_at, recomputed=False)
    store.keep(made, before, hashes)
    return after.size


def _slowest(
    work: str,
    kind: str,
    size: str,
    prove: Callable[[int], object],
    last: int,
    rng: random.Random,
    *,
    proofs: int,
    rounds: int,
) -> Row:
    """Against a fixed time, since nothing bare does the same."""
    found: list[float] = []
    for _ in range(rounds + 1):
        times = []
        for index in [rng.randrange(last) for _ in range(proofs)]:
            started = perf_counter()
            prove(index)
            times.append(perf_counter() - started)
        found.append(statistics.quantiles(times, n=100)[98])
    del found[0]  # the first round opens connections
    return row_of(
        TABLE,
        work,
        kind,
        size=size,
        limit="1 ms",
        ours=[one * 1e3 for one in found],
        bare=[ALLOWED * 1e3] * len(found),
        target=1.0,
        unit="ms",
    )
