"""The database is gone, locked or full: a clear error, nothing recorded, and recovery without a restart."""

import os
import sqlite3
import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest
from ledger_writers import draft, raw, signature

from ledger import sqlite
from ledger.application import LocalLedger, init_ledger, open_ledger
from ledger.port import LedgerUnavailable


class TestSQLite:
    @pytest.fixture
    def database_kind(self) -> str:
        """SQLite only."""
        return "sqlite"

    def test_a_ledger_that_was_never_made(self, tmp_path: Path) -> None:
        ledger = open_ledger(str(tmp_path / "none.db"), keys=str(tmp_path / "keys.db"), master_key_file=tmp_path / "m")
        with pytest.raises(LedgerUnavailable):
            ledger.fingerprint("whatever is asked first")
        for use in (ledger.head, lambda: ledger.append([draft("work-a", 0)], signature("c1"))):
            with pytest.raises(LedgerUnavailable):
                use()
        assert not (tmp_path / "none.db").exists()

    def test_locked_by_another_program(self, place: Any, ledger: LocalLedger, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sqlite, "LOCK_TIMEOUT", 0.05)
        other = sqlite3.connect(place.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerUnavailable, match="locked"):
            ledger.append([draft("work-a", 0)], signature("c1"))
        assert ledger.head().position == 0
        other.execute("ROLLBACK")
        assert ledger.append([draft("work-a", 0)], signature("c1")).position == 1

    def test_full(self, ledger: LocalLedger) -> None:
        """The limit on pages stands for a full disk: SQLite gives the same error."""
        ledger.append([draft("work-a", 0)], signature("c1"))
        connection = ledger._current().recorder._writer.raw  # type: ignore[union-attr]
        connection.set_authorizer(None)
        connection.execute("PRAGMA max_page_count = 1")
        with pytest.raises(LedgerUnavailable, match="full"):
            ledger.append_many([([draft(f"work-{n:020d}", 0, 9)], signature(f"f{n}")) for n in range(99)])
        connection.execute("PRAGMA max_page_count = 1000000")
        assert ledger.append([draft("work-b", 0)], signature("c2")).position == 2

    def test_moved_away_and_put_back(self, place: Any, ledger: LocalLedger) -> None:
        """A file that is no longer there must not take rows into the void."""
        ledger.append([draft("work-a", 0)], signature("c1"))
        os.rename(place.database, place.database + ".away")
        for use in (ledger.head, lambda: ledger.append([draft("work-b", 0)], signature("c2"))):
            with pytest.raises(LedgerUnavailable):
                use()
        os.rename(place.database + ".away", place.database)
        assert ledger.append([draft("work-b", 0)], signature("c2")).position == 2

    def test_replaced_by_another_ledger(self, place: Any, ledger: LocalLedger, tmp_path: Path) -> None:
        """After a restore from a backup the next call meets the restored file."""
        ledger.append([draft("work-a", 0)], signature("c1"))
        other = tmp_path / "other.db"
        init_ledger(str(other), keys=place.keys, master_key_file=place.master_key_file)
        for suffix in ("-wal", "-shm"):
            Path(place.database + suffix).unlink(missing_ok=True)
        os.replace(other, place.database)
        assert ledger.head().position == 0
        assert ledger.append([draft("work-b", 0)], signature("c2")).position == 1

    def test_not_a_database(self, tmp_path: Path) -> None:
        path = tmp_path / "ledger.db"
        path.write_bytes(b"no database" * 1000)
        ledger = open_ledger(str(path), keys=str(tmp_path / "keys.db"), master_key_file=tmp_path / "m")
        with pytest.raises(LedgerUnavailable):
            ledger.head()

    def test_a_busy_queue_gives_up(self, ledger: LocalLedger, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sqlite, "LOCK_TIMEOUT", 0.05)
        ledger.append([draft("work-a", 0)], signature("c1"))
        entered, leave = threading.Event(), threading.Event()

        def hold() -> None:
            with ledger._current().recorder._queue:  # type: ignore[union-attr]
                entered.set()
                leave.wait(10)

        holder = threading.Thread(target=hold)
        holder.start()
        entered.wait(10)
        with pytest.raises(LedgerUnavailable, match="busy"):
            ledger.append([draft("work-b", 0)], signature("c2"))
        leave.set()
        holder.join(10)
        assert ledger.append([draft("work-b", 0)], signature("c2")).position == 2


@pytest.mark.postgresql
class TestPostgreSQL:
    @pytest.fixture
    def database_kind(self) -> str:
        """PostgreSQL only."""
        return "postgresql"

    def test_connections_that_the_server_closed_are_replaced(self, place: Any, ledger: LocalLedger) -> None:
        ledger.append([draft("work-a", 0)], signature("c1"))
        for n in range(3):
            with psycopg.connect(place.owner, autocommit=True) as owner:
                owner.execute(b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'zeren_app'")
            assert ledger.append([draft(f"work-{n:020d}", 0)], signature(f"d{n}")).position == n + 2

    def test_a_database_that_does_not_answer_and_comes_back(self, place: Any, ledger: LocalLedger) -> None:
        ledger.append([draft("work-a", 0)], signature("c1"))
        admin = place.owner.replace("/" + place.owner.split("/")[3].split("?")[0], "/postgres", 1)
        name = place.owner.split("/")[3].split("?")[0]
        with psycopg.connect(admin, autocommit=True) as owner:
            owner.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
            owner.execute(b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'zeren_app'")
            ledger._current().recorder.datastore.pool.timeout = 0.3
            for use in (ledger.head, lambda: ledger.append([draft("work-b", 0)], signature("c2"))):
                with pytest.raises(LedgerUnavailable):
                    use()
            owner.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())
        ledger._current().recorder.datastore.pool.timeout = 20
        assert ledger.append([draft("work-b", 0)], signature("c2")).position == 2

    def test_locked_by_another_program(self, place: Any, ledger: LocalLedger) -> None:
        with raw(ledger) as connection:
            connection.execute(b"SET lock_timeout = '50ms'")
        with psycopg.connect(place.owner) as other:
            other.execute(b"LOCK TABLE zeren.ledger IN EXCLUSIVE MODE")
            with pytest.raises(LedgerUnavailable, match="lock"):
                ledger.append([draft("work-a", 0)], signature("c1"))
        assert ledger.append([draft("work-a", 0)], signature("c1")).position == 1

    def test_a_ledger_that_was_never_made(self, postgres_database: Any, tmp_path: Path) -> None:
        ledger = open_ledger(
            postgres_database.owner, keys=str(tmp_path / "keys.db"), master_key_file=tmp_path / "master.key"
        )
        with pytest.raises(LedgerUnavailable):
            ledger.head()
        ledger.close()

    def test_without_an_owner_nothing_can_be_made(self, postgres_database: Any, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="owner"):
            init_ledger(
                postgres_database.application, keys=str(tmp_path / "keys.db"), master_key_file=tmp_path / "master.key"
            )

    def test_init_may_be_repeated(self, place: Any, ledger: LocalLedger) -> None:
        ledger.append([draft("work-a", 0)], signature("c1"))
        place.init()
        assert ledger.append([draft("work-b", 0)], signature("c2")).position == 2
