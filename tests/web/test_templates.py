"""Offices that tests get as copies are what an office founded from nothing is, and do not touch each other."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from clerk import signed_in
from office import NOON, TOWNSHIP, VILLAGE, Office, meeting, opened, opened_in_files
from places import Place, PostgresCluster

from domain.identity import account_of
from ledger.application import init_ledger


def lived(office: Office) -> dict[str, str]:
    office.clock.forward(hours=1)
    return {"meeting": office.client().post("hold_meeting", meeting()).json["stream"]}


def rows(office: Office) -> list[tuple[Any, ...]]:
    """What is on record, but for what is random in every office: keys and so what is sealed under them."""
    return [
        (entry.position, entry.stream, entry.name, entry.recorded_at, entry.recorded_by, entry.command_id)
        for page in office.services.ledger.pages()
        for entry in page
    ]


def test_a_copy_is_what_is_founded(place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "apart"
    folder.mkdir()
    with opened(place, tmp_path) as copied, opened_in_files(folder, files=folder / "files") as founded:
        assert rows(copied) == rows(founded) != []
        assert copied.clock.now == founded.clock.now == NOON
        assert copied.tokens.keys() == founded.tokens.keys()
        assert "石桥村" in signed_in(copied).get(f"/organisations/{VILLAGE}").words


def test_what_one_does_another_does_not_see(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with opened_in_files(tmp_path / "one", lived) as one, opened_in_files(tmp_path / "two", lived) as two:
        assert one.told == two.told
        assert one.app is not two.app
        assert one.client().post("hold_meeting", meeting(title="另一次")).status_code == 201
        assert one.position() == two.position() + 1
        assert one.clock.now == two.clock.now > NOON
        one.told["meeting"] = ""
        one.services.secrets.set_password(account_of("clerk"), "only here 4711", now=NOON)
        assert not two.services.secrets.has_password(account_of("clerk"))
        found = two.client().get("/records", organisation=TOWNSHIP)
        assert found.status_code == 200
    (tmp_path / "three").mkdir()
    with opened_in_files(tmp_path / "three", lived) as three:
        assert three.told == two.told
        assert three.position() == two.position()


@pytest.mark.postgresql
def test_a_copied_database_gives_the_same_rights(postgres_cluster: PostgresCluster, tmp_path: Path) -> None:
    copied, made = Place(tmp_path, postgres_cluster), postgres_cluster.create()
    (tmp_path / "apart").mkdir()
    keys, master_key_file = str(tmp_path / "apart" / "keys.db"), tmp_path / "apart" / "master.key"
    init_ledger(made.application, keys=keys, master_key_file=master_key_file, owner=made.owner)
    asked = """SELECT pg_get_userbyid(datdba), ARRAY(SELECT unnest(datacl)::text ORDER BY 1)
               FROM pg_database WHERE datname = current_database()"""
    try:
        with psycopg.connect(str(copied.owner)) as one, psycopg.connect(made.owner) as other:
            assert one.execute(asked).fetchone() == other.execute(asked).fetchone()
    finally:
        copied.drop()
        postgres_cluster.drop(made)
