"""A server that is told to stop: who is being answered is answered; counters outlive a worker, not the server."""

import signal
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen

import psutil
import psycopg
import pytest
from fault_office import Office, meeting
from served import PATIENCE, Api, Server
from server_process import begun

from ledger.postgres_schema import _LOCK


@contextmanager
def held(office: Office) -> Iterator[None]:
    """Nobody can append while this lasts."""
    if office.kind == "sqlite":
        connection = sqlite3.connect(office.database, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
        connection.close()
    else:
        with psycopg.connect(office.database) as database:
            database.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            yield


def until(reached: Callable[[], bool], what: str) -> None:
    end = monotonic() + PATIENCE
    while not reached():
        assert monotonic() < end, what
        sleep(0.02)


def refused(server: Server) -> bool:
    """Whether the server takes no new connections."""
    try:
        with urlopen(f"http://127.0.0.1:{server.port}/static/mark.svg", timeout=2):
            return False
    except OSError:
        return True


def counters(server: Server) -> set[Path]:
    """Files in which the workers count."""
    found = set()
    for pid in server.workers():
        maps = psutil.Process(pid).memory_maps(grouped=True)
        found |= {Path(one.path) for one in maps if "zeren-metrics-" in one.path}
    return found


def metrics(server: Server) -> dict[str, float]:
    with urlopen(f"http://127.0.0.1:{server.port}/metrics", timeout=PATIENCE) as answer:
        lines = answer.read().decode().splitlines()
    pairs = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name: float(value) for name, _, value in pairs}


def busy(server: Server) -> bool:
    """Whether somebody waits for an answer: the connection is there, and nothing of it left to be read."""
    there = [one for pid in server.workers() for one in psutil.Process(pid).net_connections("tcp4")]
    return any(one.status == psutil.CONN_ESTABLISHED and one.laddr.port == server.port for one in there)


@pytest.fixture
def token(office: Office) -> str:
    """The clerk's; making it makes the database of secrets, which a server wants to find."""
    return office.token()


def test_an_act_under_way_is_answered_and_sealed(office: Office, token: str) -> None:
    server = Server(office).start()
    try:
        assert Api(server.port, token).command("hold_meeting", meeting(1), id="before").status == 201
        files, process = counters(server), server._process
        assert files
        assert process is not None
        with ThreadPoolExecutor(1) as pool:
            with held(office):
                waiting = pool.submit(Api(server.port, token).command, "hold_meeting", meeting(2), id="under-way")
                until(lambda: busy(server), "it does not come to be waiting")
                process.send_signal(signal.SIGTERM)
                until(lambda: refused(server), "still takes connections")
                assert not waiting.done()
            answer = waiting.result(PATIENCE)
        assert answer.status == 201
        assert process.wait(PATIENCE) == 0
    finally:
        server.stop()
    ledger = office.open()
    assert ledger.receipt("under-way") is not None
    ledger.close()
    assert "stopped before sealing had ended" not in server.log()
    assert "Exception" not in server.log()
    assert not any(file.exists() for file in files), "counters go with the server"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_counters_outlive_a_worker(office: Office, token: str) -> None:
    """Of gunicorn as an office starts it."""
    server, name = Server(office, begin=begun).start(), "zeren_append_seconds_count"
    api = Api(server.port, token)
    try:
        for number in range(1, 7):
            # A connection belongs to one worker: a new one each time.
            api._connection.close()
            assert api.command("hold_meeting", meeting(number), id=f"c-{number}").status == 201
        assert metrics(server)[name] == 6
        folder = next(iter(counters(server))).parent
        assert folder.stat().st_mode & 0o777 == 0o700
        server.kill_worker(0)
        server.wait()
        api._connection.close()
        assert api.insist("hold_meeting", meeting(8), id="c-8").status == 201
        assert metrics(server)[name] == 7
        places = {file.stem.rpartition("_")[2] for file in folder.glob("*.db")}
        assert places <= {"0", "1"}, "whoever follows a worker goes on in its files"
    finally:
        server.stop()
