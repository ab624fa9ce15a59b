"""A PostgreSQL that hangs: whoever waits is told within the time set, and the next one is served."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from clerk import signed_in
from office import Office, meeting, opened

from ledger.application import init_ledger
from web.secrets import Secrets

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def office(postgres_cluster: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Views and sign-in data on PostgreSQL, a second for each statement."""
    folder: Path = tmp_path_factory.mktemp("waiting")
    ledger, secrets = postgres_cluster.create(), postgres_cluster.create()
    keys, key_file = str(folder / "keys.db"), folder / "master.key"
    init_ledger(ledger.application, keys=keys, master_key_file=key_file, owner=ledger.owner)
    place = SimpleNamespace(
        kind="postgresql", database=ledger.application, owner=ledger.owner, keys=keys, master_key_file=key_file
    )
    with opened(place, folder, secrets=secrets.owner, statement_seconds=1) as made:
        made.told = {"views": ledger.owner, "secrets": secrets.owner}
        yield made
    postgres_cluster.drop(ledger)
    postgres_cluster.drop(secrets)


@contextmanager
def held(office: Office, which: str, table: str) -> Iterator[None]:
    """Somebody holds a table and does not let go: every question to it hangs."""
    with psycopg.connect(office.told[which]) as owner:
        owner.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        yield


class TestAPageThatHangs:
    def test_views_503_a_sentence_and_then_as_before(self, office: Office) -> None:
        clerk = signed_in(office)
        assert clerk.get("/records").status == 200
        with held(office, "views", "views.view_bookmarks"):
            office.client().post("hold_meeting", meeting(), key="while-it-hangs")
            page = clerk.get("/records")
            assert page.status == 503
            assert "数据库暂时无法使用" in page.words
            told = office.client().get("/records")
            assert (told.status_code, told.json["code"]) == (503, "unavailable")
        for _ in range(8):  # more than connections are kept: none of them is left in a broken transaction
            assert clerk.get("/records").status == 200

    def test_an_act_does_not_wait_for_views(self, office: Office) -> None:
        with held(office, "views", "views.view_bookmarks"):
            assert office.client().post("hold_meeting", meeting(), key="not-waiting").status_code == 201

    def test_sign_in_data(self, office: Office) -> None:
        clerk = signed_in(office)
        with held(office, "secrets", "secret_sessions, secret_tokens"):
            page = clerk.get("/records")
            assert page.status == 503
            assert "数据库暂时无法使用" in page.words
            assert office.client().get("/me").status_code == 503
        for _ in range(8):
            assert clerk.get("/records").status == 200
            assert office.client().get("/me").status_code == 200

    def test_the_longer_time_of_who_writes_ends_with_the_transaction(self, office: Office) -> None:
        views = office.services.views
        with views._writing() as connection:
            assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "20s"
        with views.reading() as reading:
            assert reading.connection.exec_driver_sql("SHOW statement_timeout").scalar() == "1s"
        with views.reading(whole=True) as reading:
            assert reading.connection.exec_driver_sql("SHOW statement_timeout").scalar() == "20s"


class TestConnectionsKeptAtHand:
    def test_of_a_server_that_was_restarted(self, office: Office) -> None:
        """Nobody is told of it: a fresh connection knows that all is well again."""
        clerk = signed_in(office)
        assert clerk.get("/records").status == 200
        with psycopg.connect(office.told["secrets"], autocommit=True) as owner:
            owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert office.client().get("/me").status_code == 200
        assert clerk.get("/records").status == 200

    def test_each_question_is_one_way_there_and_back(self, office: Office) -> None:
        secrets: Secrets = office.services.secrets
        signed_in(office).get("/records")
        with secrets._engine.connect() as connection:
            open_ones = connection.exec_driver_sql(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND starts_with(state, 'idle in')"
            ).scalar()
        assert open_ones == 0
