"""Rounds of the simulator: a few that are always the same, and in a soak as many as there is time for.

A failure tells the last steps; `ZEREN_SEED` and `ZEREN_ROUND` show the same round again.
"""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import faulty_disk
import psycopg
import pytest
import soak_table
from fault_office import Office
from faulty_disk import Disk, mounted
from simulator import CLIENTS, Figures, Flaky, Simulation

from ledger.proof.keys import create_signing_key
from ledger.proof.store import create_store

ROUNDS = {"sqlite": 1, "postgresql": 2}
"""In the everyday run, as many as it takes for enough to go wrong; a soak goes on for as long as it may."""


@pytest.fixture(scope="module")
def template(new_office: Callable[[str], Office], database_kind: str) -> Office:
    """An office that nothing has befallen yet; copied for each round."""
    if database_kind == "sqlite" and not faulty_disk.available():
        pytest.skip("the database library of this Python does not let its file layer be reached")
    office = new_office(database_kind)
    create_store(office.settings.proof)
    create_signing_key(office.settings.log_key_file, "office.example/zeren")
    return office


@pytest.fixture
def copies(template: Office, tmp_path: Path) -> Iterator[Callable[[int], Office]]:
    """Copies of it, by number of the round. They go when the next one comes."""
    made: list[Office] = []

    def drop() -> None:
        for office in made:
            shutil.rmtree(office.folder)
            if office.owner is not None:
                with psycopg.connect(_beside(office.owner), autocommit=True) as connection:
                    connection.execute(f"DROP DATABASE {_name(office.owner)} WITH (FORCE)".encode())
        made.clear()

    def copy(number: int) -> Office:
        drop()
        folder = tmp_path / f"round{number}"
        shutil.copytree(template.folder, folder)
        if template.owner is None:
            office = Office("sqlite", folder, str(folder / "ledger.db"))
        else:
            name = f"{_name(template.owner)}_round{number}"
            with psycopg.connect(_beside(template.owner), autocommit=True) as connection:
                for statement in (
                    f"CREATE DATABASE {name} TEMPLATE {_name(template.owner)} STRATEGY FILE_COPY",
                    f"GRANT CONNECT ON DATABASE {name} TO zeren_app",
                ):
                    connection.execute(statement.encode())
            urls = [
                url.replace(f"/{_name(template.owner)}?", f"/{name}?") for url in (template.database, template.owner)
            ]
            office = Office("postgresql", folder, urls[0], owner=urls[1])
        made.append(office)
        return office

    yield copy
    drop()


def _name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def _beside(url: str) -> str:
    return url.replace(f"/{_name(url)}?", "/postgres?")


def played(office: Office, number: int, *, lies: bool = False) -> Figures:
    """One round; on a disk that lies, if told so."""
    chance = random.Random(f"{soak_table.seed()} {number}")
    if office.kind == "postgresql":
        server = Flaky()
        with server.between():
            return Simulation(office, chance, number * CLIENTS, server=server).run()
    disk = Disk(office.folder, lies=lies, chance=random.Random(f"{soak_table.seed()} {number} disk"))
    with mounted(disk):
        return Simulation(office, chance, number * CLIENTS, disk=disk).run()


def noted(office: Office, figures: Figures) -> None:
    """A row of the table."""
    lost = {"power_cuts": figures.power_cuts} if office.kind == "sqlite" else {}
    soak_table.note(
        "simulator: disk, clock, lost answers" if office.kind == "sqlite" else "simulator: server, clock, lost answers",
        office.kind,
        acknowledged=figures.acknowledged,
        lost=0,
        duplicated=0,
        undecided=figures.undecided,
        kills=figures.restarts,
        refused_or_broken=figures.refusals,
        clock_jumps=figures.jumps,
        checkpoints=figures.seals,
        rounds=1,
        **lost,
    )


def test_a_few_rounds(copies: Callable[[int], Office], database_kind: str) -> None:
    found = []
    for number in range(ROUNDS[database_kind]):
        office = copies(number)
        found.append(played(office, number))
        noted(office, found[-1])
    # A simulator in which nothing goes wrong shows nothing.
    assert sum(one.undecided for one in found) > 10
    assert sum(one.refusals for one in found) > 3


def noticed(copies: Callable[[int], Office], rounds: int) -> int:
    """In how many rounds it is noticed that the disk lies: something is gone, and the list beside it knows."""
    found = 0
    for number in range(rounds):
        try:
            played(copies(number), number, lies=True)
        except Exception:  # whoever notices first: the list, the tree, or the database, which finds half of its file
            found += 1
    soak_table.note("simulator: a disk that lies", "sqlite", detected=f"{found} of {rounds}")
    return found


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_disk_that_lies_is_noticed(copies: Callable[[int], Office]) -> None:
    assert noticed(copies, 1) == 1


@pytest.mark.soak
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_disks_that_lie_are_noticed(copies: Callable[[int], Office]) -> None:
    assert noticed(copies, 20) >= 16


@pytest.mark.soak(search=True)
def test_rounds(copies: Callable[[int], Office]) -> None:
    for number in soak_table.rounds():
        office = copies(number)
        noted(office, played(office, number))
