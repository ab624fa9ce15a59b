"""What is kept of the tree equals the tree in memory, at every boundary, and is only added to."""

import os
import random
import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from ledger.port import LedgerUnavailable
from ledger.proof import tree
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.note import COSIGNATURE, new_key, sign
from ledger.proof.store import (
    APPEND_ONLY,
    AlreadySealed,
    Cosigned,
    ProofStore,
    Refusal,
    Sealed,
    StoreBroken,
    create_store,
)
from ledger.proof.tree import Frontier

KEY = new_key("office.example/zeren")
WITNESS = new_key("witness.example/w", COSIGNATURE)
MOMENT = "2024-06-20T04:00:00.000000Z"


def database(place: Any, folder: Path) -> str:
    found = place.database if place.kind == "postgresql" else str(folder / "proof.db")
    create_store(found)
    return str(found)


@pytest.fixture
def store(place: Any, tmp_path: Path) -> Iterator[ProofStore]:
    with closing(ProofStore(database(place, tmp_path))) as made:
        yield made


def keep(store: ProofStore, before: Frontier, leaves: Sequence[bytes]) -> Frontier:
    """A checkpoint over some more leaves; the edge after it."""
    after = before.copy()
    after.extend(leaves)
    note = sign(Checkpoint(origin=KEY.name, size=after.size, root=after.root()).text, KEY)
    sealed = Sealed(size=after.size, root=after.root(), note=note.data, sealed_at=MOMENT, recomputed=False)
    store.keep(sealed, before, leaves)
    return after


def some_leaves(count: int, seed: int = 1) -> list[bytes]:
    data = random.Random(seed).randbytes(32 * count)
    return [data[place : place + 32] for place in range(0, len(data), 32)]


def holds(store: ProofStore, leaves: Sequence[bytes], size: int, indexes: Sequence[int]) -> None:
    """Edge, paths and parts at ``size`` are those of the tree in memory."""
    expected = Frontier()
    expected.extend(leaves[:size])
    assert store.frontier(size).edge == expected.edge
    memory = tree.subtree_of(leaves)
    for index in indexes:
        assert store.leaves(index, index + 1) == [leaves[index]]
        path = tree.inclusion_path(index, size, store.subtree)
        assert path == tree.inclusion_path(index, size, memory)
        tree.verify_inclusion(index, size, leaves[index], path, expected.root())
        if index:
            assert tree.consistency_path(index, size, store.subtree) == tree.consistency_path(index, size, memory)


class TestTree:
    def test_an_empty_store(self, store: ProofStore) -> None:
        assert store.last() is None
        assert store.signed() is None
        assert store.checkpoints() == store.leaves(0, 10) == []
        assert store.frontier(0).root() == tree.EMPTY
        assert store.note(1) is store.checkpoint(1) is store.first_covering(1) is None

    def test_around_the_end_of_a_tile(self, store: ProofStore) -> None:
        leaves, edge = some_leaves(600), Frontier()
        for size in (1, 254, 255, 256, 257, 258, 511, 512, 513, 600):
            edge = keep(store, edge, leaves[edge.size : size])
            holds(store, leaves, size, sorted({0, size // 2, size - 1, min(size - 1, 255), min(size - 1, 256)}))
        assert store.leaves(0, 10**9) == leaves
        assert store.leaves(250, 260) == leaves[250:260]
        assert store.leaves(600, 700) == store.leaves(10**8, 10**9) == []
        with closing(ProofStore(store.database)) as anew:
            for size in (255, 256, 257, 600):
                holds(anew, leaves, size, [0, size - 1])

    def test_around_the_end_of_the_second_level(self, store: ProofStore) -> None:
        leaves, edge = some_leaves(65_537), Frontier()
        for size in (65_279, 65_535, 65_536, 65_537):
            edge = keep(store, edge, leaves[edge.size : size])
            holds(store, leaves, size, [0, 255, 256, size - 1, min(size - 1, 65_535)])
        with closing(ProofStore(store.database)) as anew:
            holds(anew, leaves, 65_537, [0, 32_768, 65_535, 65_536])

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(runs=some.lists(some.integers(1, 700), min_size=1, max_size=6), seed=some.integers(0, 2**32))
    def test_in_any_runs(self, tmp_path: Path, runs: list[int], seed: int) -> None:
        path = tmp_path / f"{seed}-{'-'.join(map(str, runs))}.db"
        path.unlink(missing_ok=True)
        create_store(str(path))
        with closing(ProofStore(str(path))) as store:
            leaves, edge = some_leaves(sum(runs), seed), Frontier()
            for count in runs:
                edge = keep(store, edge, leaves[edge.size : edge.size + count])
            rng = random.Random(seed)
            holds(store, leaves, edge.size, sorted({rng.randrange(edge.size) for _ in range(8)}))
            start, end = sorted((rng.randrange(edge.size), rng.randrange(edge.size + 1)))
            assert store.leaves(start, end) == leaves[start:end]

    def test_nothing_lies_beyond_the_end(self, store: ProofStore) -> None:
        keep(store, Frontier(), some_leaves(3))
        with pytest.raises(StoreBroken, match="level 0 ends at 3"):
            store.frontier(4)
        with pytest.raises(ValueError, match="has leaves"):
            store.subtree(2, 2)


class TestCheckpoints:
    def test_a_tree_is_continued_from_where_it_is(self, store: ProofStore) -> None:
        leaves = some_leaves(10)
        edge = keep(store, Frontier(), leaves[:4])
        for before in (Frontier(), tree_of(leaves[:3])):
            with pytest.raises(AlreadySealed):
                keep(store, before, leaves[before.size : 7])
        assert store.leaves(0, 10) == leaves[:4], "nothing was kept of what came second"
        keep(store, edge, leaves[4:])
        assert [one.size for one in store.checkpoints()] == [4, 10]
        assert [one.size for one in store.latest(1)] == [10]
        covering = [store.first_covering(position) for position in (1, 4, 5, 10, 11)]
        assert [one and one.size for one in covering] == [4, 4, 10, 10, None]

    def test_witnesses(self, store: ProofStore) -> None:
        edge = keep(store, Frontier(), some_leaves(3))
        keep(store, edge, some_leaves(2, 2))
        sealed = store.checkpoint(3)
        assert sealed is not None
        text = sealed.note.decode().partition("\n\n")[0] + "\n"
        for at in (1, 2):
            signature = WITNESS.sign(text, now=lambda at=at: at)  # type: ignore[misc]
            store.keep_cosignature(Cosigned(size=3, witness="w", signature=signature, received_at=MOMENT))
        store.keep_refusal(Refusal(size=5, witness="w", status=409, answer="3", received_at=MOMENT))
        assert len(store.cosignatures()) == len(store.cosignatures(3)) == 2
        assert store.cosignatures(5) == []
        assert [one.signature.timestamp for one in store.last_cosignatures()] == [2]
        note, other = store.note(3), store.note(5)
        assert note is not None
        assert other is not None
        assert [one.name for one in note.signatures] == [KEY.name, WITNESS.name]
        assert note.signatures[1].timestamp == 2
        assert store.signed(3) == (sealed, note)
        assert store.signed() == (store.last(), other)
        assert len(other.signatures) == 1
        assert [(one.size, one.status, one.answer) for one in store.refusals()] == [(5, 409, "3")]


def tree_of(leaves: Sequence[bytes]) -> Frontier:
    made = Frontier()
    made.extend(leaves)
    return made


def filled(store: ProofStore) -> None:
    """A row in every table."""
    keep(store, Frontier(), some_leaves(300))
    signature = WITNESS.sign("a\n", now=lambda: 1)
    store.keep_cosignature(Cosigned(size=300, witness="w", signature=signature, received_at=MOMENT))
    store.keep_refusal(Refusal(size=300, witness="w", status=409, answer="x", received_at=MOMENT))


class TestOnlyAddedTo:
    @pytest.mark.parametrize("table", APPEND_ONLY)
    def test_by_the_program(self, store: ProofStore, place: Any, table: str) -> None:
        filled(store)
        name = f"zeren.{table}" if place.kind == "postgresql" else table
        statements = [f"UPDATE {name} SET {column(table)} = {column(table)}", f"DELETE FROM {name}"]
        if place.kind == "postgresql":
            statements += [f"TRUNCATE {name}", f"ALTER TABLE {name} DISABLE TRIGGER ALL", f"DROP TABLE {name}"]
        for statement in statements:
            with pytest.raises(sa.exc.DBAPIError), store._engine.begin() as connection:
                connection.exec_driver_sql(statement)
        with store.reading() as connection:
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() == 1

    @pytest.mark.parametrize("table", APPEND_ONLY)
    def test_by_the_owner(self, store: ProofStore, place: Any, table: str) -> None:
        """By mistake, that is; on purpose the owner of a machine can do anything, which is what witnesses are for."""
        filled(store)
        change = f"UPDATE {table} SET {column(table)} = {column(table)}"
        if place.kind == "sqlite":
            with closing(sqlite3.connect(store.database)) as plain:
                for statement in (change, f"DELETE FROM {table}"):
                    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
                        plain.execute(statement)
            return
        with psycopg.connect(place.owner, autocommit=True) as owner:
            owner.execute("SET search_path = zeren")
            for statement in (change, f"DELETE FROM {table}", f"TRUNCATE {table}"):
                with pytest.raises(psycopg.Error, match="never changed"):
                    owner.execute(statement.encode())

    @pytest.mark.parametrize("table", APPEND_ONLY)
    @pytest.mark.parametrize("how", ["REPLACE", "OR REPLACE", "ON CONFLICT"])
    def test_what_stands_is_not_replaced(self, tmp_path: Path, table: str, how: str) -> None:
        path = str(tmp_path / "proof.db")
        create_store(path)
        with closing(ProofStore(path)) as store:
            filled(store)
        with closing(sqlite3.connect(path)) as connection:
            before = connection.execute(f"SELECT rowid, * FROM {table}").fetchall()
            values = ", ".join("?" * (len(before[0]) - 1))
            statement = {
                "REPLACE": f"REPLACE INTO {table} VALUES ({values})",
                "OR REPLACE": f"INSERT OR REPLACE INTO {table} VALUES ({values})",
                "ON CONFLICT": f"INSERT INTO {table} VALUES ({values}) ON CONFLICT DO UPDATE SET {column(table)} = 0",
            }[how]
            with pytest.raises(sqlite3.IntegrityError, match="never changed"):
                connection.execute(statement, before[0][1:])
            assert connection.execute(f"SELECT rowid, * FROM {table}").fetchall() == before

    def test_nor_by_the_number_of_its_row(self, tmp_path: Path) -> None:
        path = str(tmp_path / "proof.db")
        create_store(path)
        with closing(ProofStore(path)) as store:
            filled(store)
        with (
            closing(sqlite3.connect(path)) as connection,
            pytest.raises(sqlite3.IntegrityError, match="never changed"),
        ):
            connection.execute("REPLACE INTO subtrees (rowid, level, number, hash) VALUES (1, 7, 7, x'00')")


def column(table: str) -> str:
    return {"leaves": "hashes", "subtrees": "hash", "checkpoints": "note"}.get(table, "received_at")


class TestFile:
    """Of SQLite alone."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        create_store(str(tmp_path / "proof.db"))
        return tmp_path / "proof.db"

    def test_one_that_is_missing_is_not_made(self, tmp_path: Path) -> None:
        with closing(ProofStore(str(tmp_path / "proof.db"))) as store:
            with pytest.raises(LedgerUnavailable, match="not there"):
                store.last()
            with pytest.raises(LedgerUnavailable, match="not there"):
                keep(store, Frontier(), some_leaves(1))
        assert list(tmp_path.iterdir()) == []

    def test_one_that_is_taken_away_is_missed(self, path: Path) -> None:
        with closing(ProofStore(str(path))) as store:
            edge = keep(store, Frontier(), some_leaves(3))
            path.rename(path.with_name("elsewhere.db"))
            with pytest.raises(LedgerUnavailable, match="not there"):
                store.last()
            with pytest.raises(LedgerUnavailable, match="not there"):
                keep(store, edge, some_leaves(1))
            assert not path.exists()

    def test_one_that_is_put_in_its_place_counts(self, path: Path) -> None:
        with closing(ProofStore(str(path))) as store:
            keep(store, Frontier(), some_leaves(3))
            assert store.subtree(0, 1) == some_leaves(3)[0]
            for left in path.parent.glob("proof.db*"):
                left.unlink()
            create_store(str(path))
            assert store.last() is None
            keep(store, Frontier(), some_leaves(2, 9))
            assert store.subtree(0, 1) == some_leaves(2, 9)[0]

    def test_names_that_are_odd(self, tmp_path: Path) -> None:
        path = str(tmp_path / "证据 ?mode=memory#1%20.db")
        create_store(path)
        with closing(ProofStore(path)) as store:
            keep(store, Frontier(), some_leaves(3))
        assert Path(path).exists()

    def test_made_twice_is_made_once(self, path: Path) -> None:
        with closing(ProofStore(str(path))) as store:
            keep(store, Frontier(), some_leaves(3))
            create_store(str(path))
            assert len(store.checkpoints()) == 1

    def test_a_child_process_has_connections_of_its_own(self, path: Path) -> None:
        with closing(ProofStore(str(path))) as store:
            keep(store, Frontier(), some_leaves(3))
            before = id(store._engine.pool)
            held = [connection for _, connection in store._held]
            store._held = deque(((0, *opened[1:]), connection) for opened, connection in store._held)
            store._open = (os.getpid() + 1, *store._open[1:])  # type: ignore[index]
            assert store.last() is not None
            assert id(store._engine.pool) != before
            assert [connection for _, connection in store._held] != held
            assert all(connection.execute("SELECT 1").fetchone() for connection in held), "the parent's stay open"

    def test_one_that_was_forked(self, path: Path) -> None:
        with closing(ProofStore(str(path))) as store:
            edge = keep(store, Frontier(), some_leaves(3))
            child = os.fork()
            if child == 0:
                try:
                    keep(store, edge, some_leaves(2, 5))
                    os._exit(0)
                finally:
                    os._exit(1)
            assert os.waitpid(child, 0)[1] == 0
            last = store.last()
            assert last is not None
            assert last.size == 5

    def test_what_did_not_end_well_leaves_nothing(self, path: Path) -> None:
        class Stumbling(ProofStore):
            def _keep_leaves(self, connection: Any, first: int, leaves: Sequence[bytes]) -> None:
                super()._keep_leaves(connection, first, leaves)
                raise KeyError(first)

        with closing(Stumbling(str(path))) as stumbling:
            for _ in range(2):
                with pytest.raises(KeyError):
                    keep(stumbling, Frontier(), some_leaves(3))
                assert stumbling.last() is None
            assert stumbling.leaves(0, 10) == []
        with closing(ProofStore(str(path))) as store:
            keep(store, Frontier(), some_leaves(3))

    def test_many_threads_share_few_connections(self, path: Path) -> None:
        with closing(ProofStore(str(path))) as store:
            keep(store, Frontier(), some_leaves(300))
            start = Barrier(8)

            def read(_: int) -> bytes:
                with store.together():
                    start.wait()
                    return store.subtree(0, 300)

            with ThreadPoolExecutor(8) as pool:
                assert set(pool.map(read, range(8))) == {tree.root_of(some_leaves(300))}
            assert len(store._held) == 4

    @pytest.mark.parametrize(
        ("table", "change"),
        [
            ("leaves", "UPDATE leaves SET hashes = substr(hashes, 1, 31)"),
            ("leaves", "UPDATE leaves SET hashes = CAST('x' AS TEXT)"),
            ("leaves", "UPDATE leaves SET first = first + 1"),
            ("leaves", "DELETE FROM leaves"),
            ("subtrees", "UPDATE subtrees SET number = number + 5"),
            ("subtrees", "DELETE FROM subtrees"),
            ("checkpoints", "UPDATE checkpoints SET root = CAST('x' AS TEXT)"),
        ],
    )
    def test_what_contradicts_itself_is_told(self, path: Path, table: str, change: str) -> None:
        with closing(ProofStore(str(path))) as store:
            keep(store, Frontier(), some_leaves(300))
        with closing(sqlite3.connect(path)) as connection:
            for verb in ("update", "delete"):
                connection.execute(f"DROP TRIGGER {table}_no_{verb}")
            connection.execute(change)
            connection.commit()
        with closing(ProofStore(str(path))) as store, pytest.raises(StoreBroken):
            _ = store.last(), store.leaves(0, 300), store.frontier(300)


def test_what_is_read_within_one_reading_uses_one_connection(store: ProofStore) -> None:
    keep(store, Frontier(), some_leaves(300))
    with store.reading() as outer:
        with store.reading() as inner:
            assert inner is outer
        assert store.last() is not None
        assert store.subtree(0, 300) == tree.root_of(some_leaves(300))
    with store.reading() as later:
        assert later is not outer
