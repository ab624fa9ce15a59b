"""A list as JSON and a form that is saved, through gunicorn with two workers, against bare Flask and a bare insert."""

import http.client
import os
import re
import selectors
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

import psycopg

from bench import facts
from bench.measure import Row, compare, row_of
from bench.places import Place, Places, Sizes
from domain.account import OpenAccount, Role
from domain.identity import account_of
from ledger.execution import execute
from ledger.port import Signature
from web.auth import COOKIE
from web.services import Services
from web.settings import Settings, from_environment

TABLE = "serving"
CLIENTS = 8
SLOWEST = {"sqlite": 30.0, "postgresql": 10.0}
"""Milliseconds that one in a hundred of the forms sent by eight clients may take."""
URLENCODED = "application/x-www-form-urlencoded"

HELLO = '''
"""The limit: Flask that says hello, and Flask that inserts what it was sent."""
import os, sqlite3
from flask import Flask, request
app = Flask(__name__)
PLACE = os.environ["BENCH_RAW"]
if PLACE.startswith("postgresql"):
    import psycopg
    connections = {}
    def insert(text):
        connection = connections.get(os.getpid())
        if connection is None:
            connection = connections[os.getpid()] = psycopg.connect(PLACE, autocommit=True, prepare_threshold=0)
        connection.execute("INSERT INTO raw (name, body) VALUES (%s, %s)", ("fact", text))
else:
    connections = {}
    def insert(text):
        connection = connections.get(os.getpid())
        if connection is None:
            connection = sqlite3.connect(PLACE, isolation_level=None, timeout=30, check_same_thread=False)
            connections[os.getpid()] = connection
            connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO raw (name, body) VALUES (?, ?)", ("fact", text))
        connection.execute("COMMIT")

@app.get("/hello")
def hello():
    return "hello"

@app.post("/insert")
def post():
    insert(request.get_data(as_text=True))
    return "", 303, {"Location": "/hello"}
'''


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _served(application: str, environment: dict[str, str], folder: Path, *extra: str) -> Iterator[int]:
    """gunicorn with two workers on a free port."""
    port = _free_port()
    gunicorn = Path(sys.executable).with_name("gunicorn")
    process = subprocess.Popen(
        [str(gunicorn), *extra, "--workers", "2", "--bind", f"127.0.0.1:{port}", application],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=(folder / "gunicorn.log").open("w"),
    )
    try:
        for _ in range(200):
            try:
                http.client.HTTPConnection("127.0.0.1", port, timeout=5).connect()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


class Client:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers: dict[str, str] = {}
        self.cookies: dict[str, str] = {}

    def renew(self) -> None:
        """Begin a new connection: the server lets go of one that rested."""
        self._connection.close()

    def ask(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body of the answer."""
        self._connection.request(method, path, body or None, {**self.headers, **(headers or {})})
        answer = self._connection.getresponse()
        told = answer.read()
        # What a browser would keep: the form's secret changes with the first page.
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if self.cookies:
            self.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return answer.status, told


def _office(places: Places, kind: str) -> tuple[Place, Settings, str, str]:
    """A small office with an account, a year of meetings; a token for the API and a session for the forms."""
    place = places.fresh(kind)
    settings = from_environment(
        {
            "ZEREN_DATA": str(place.folder),
            "ZEREN_LEDGER": place.database if kind == "postgresql" else "",
            "ZEREN_VIEWS": place.views if kind == "postgresql" else "",
        }
    )
    services = Services(settings)
    services.secrets.create()
    services.views.create()
    facts.enter(services.ledger, facts.township(20)[1], "opening")
    facts.enter(services.ledger, facts.meetings(TOWNSHIP, 1_200, "e"), "facts")
    root = f"org-{'a' * 4}{0:016x}"
    account = account_of("clerk")
    execute(
        services.ledger,
        OpenAccount(account=account, sign_in_name="clerk", organisation=root, role=Role.CLERK, occurred_on=facts.FIRST),
        Signature(command_id="bench-account", recorded_by=account, on_behalf_of=root),
        facts.TODAY,
    )
    services.catch_up()
    token = services.secrets.make_token(account, "bench", now=services.now())
    services.secrets.set_password(account, token, now=services.now(), position=services.ledger.head().position)
    session = services.secrets.open_session(account, now=services.now())
    services.close()
    return place, settings, token, session


def _raw(place: Place) -> str:
    if place.kind == "sqlite":
        path = str(place.folder / "raw.db")
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE raw (position INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, body TEXT)")
        return path
    with psycopg.connect(place.owner, autocommit=True) as connection:
        connection.execute("CREATE TABLE raw (position bigserial PRIMARY KEY, name text, body text)")
        connection.execute("GRANT ALL ON raw, raw_position_seq TO zeren_app")
    return place.database


TOWNSHIP = facts.township(20)[0]


def _meeting(number: int) -> list[tuple[str, str]]:
    """A meeting as a browser sends it."""
    body, people = TOWNSHIP.bodies[number % 20]
    return [
        ("_command_id", f"bench-post-{number}"),
        ("_expecting", "0"),
        ("meeting", f"meeting-ffff{number:016x}"),
        ("organisation", body),
        ("body", "committee"),
        ("title", "党委会（研究党建工作）"),
        ("occurred_on", date(2025, 11, 5).isoformat()),
        ("chair", people[0]),
        *(("attendees", person) for person in people),
        ("agenda-0-topic", "party_building"),
        ("agenda-0-title", "研究季度党建重点任务"),
        ("minutes", "会议听取了上季度工作情况汇报，研究了三项工作，明确了责任人和完成时间。"),
    ]


def _form_key(client: Client) -> str:
    """The secret that the form carries, from its page."""
    status, page = client.ask("GET", "/acts/hold_meeting")
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.decode())
    assert found, (status, page[:500])
    return found[1]


def serving(places: Places, kind: str, *, requests: int, rounds: int) -> list[Row]:
    """GET of one list, POST of the form of a meeting."""
    place, settings, token, session = _office(places, kind)
    folder = place.folder / "hello"
    folder.mkdir()
    (folder / "hello.py").write_text(HELLO, encoding="utf-8")
    environment = {
        "ZEREN_DATA": str(settings.data),
        "ZEREN_LEDGER": place.database if kind == "postgresql" else "",
        "ZEREN_VIEWS": place.views if kind == "postgresql" else "",
    }
    configuration = Path(__file__).parent.parent / "web" / "gunicorn_conf.py"
    number = count(1)
    body = TOWNSHIP.bodies[3][0]
    with (
        _served("web.app:create_app()", environment, place.folder, "--config", str(configuration)) as port,
        # The same server with the same settings: kinds of workers, threads, keeping connections alive.
        _served("hello:app", {"BENCH_RAW": _raw(place)}, folder, "--config", str(configuration)) as hello,
    ):
        ours, forms, bare = Client(port), Client(port), Client(hello)
        ours.headers = {"Authorization": f"Bearer {token}"}
        forms.cookies = {COOKIE: session}
        forms.headers = {"Cookie": f"{COOKIE}={session}"}
        key = _form_key(forms)

        def timed(client: Client, act: Callable[[], tuple[int, bytes]], good: tuple[int, ...]) -> float:
            client.renew()
            start = perf_counter()
            for _ in range(requests):
                status, answer = act()
                assert status in good, (status, answer[:500])
            return (perf_counter() - start) / requests

        listing = f"/api/v1/records?{urlencode({'organisation': body})}"

        def post() -> tuple[int, bytes]:
            typed = urlencode([("csrf_token", key), *_meeting(next(number))])
            return forms.ask("POST", "/acts/hold_meeting", typed, {"Content-Type": URLENCODED})

        def together() -> float:
            typed = (urlencode([("csrf_token", key), *_meeting(next(number))]) for _ in range(requests * 2))
            waits = _at_once(port, forms.headers["Cookie"], typed)
            return statistics.quantiles(waits, n=100)[98] * 1e3

        payload = urlencode([("csrf_token", key), *_meeting(0)])
        rows = [
            compare(
                TABLE,
                "GET of one list as JSON",
                kind,
                size=f"{requests} requests a round, two workers",
                limit="Flask hello",
                ours=lambda: timed(ours, lambda: ours.ask("GET", listing), (200,)),
                bare=lambda: timed(bare, lambda: bare.ask("GET", "/hello"), (200,)),
                target=0.6,
                rounds=rounds,
            ),
            compare(
                TABLE,
                "POST of a form, saved",
                kind,
                size=f"{requests} requests a round, two workers",
                limit="a bare insert behind Flask",
                ours=lambda: timed(forms, post, (303,)),
                bare=lambda: timed(bare, lambda: bare.ask("POST", "/insert", payload), (303,)),
                target=0.7,
                rounds=rounds,
            ),
        ]
        together()
        slowest = [together() for _ in range(rounds)]
        rows.append(
            row_of(
                TABLE,
                f"POST by {CLIENTS} clients: the wait of one in a hundred",
                kind,
                size=f"{requests * 2} requests a round, two workers",
                limit=f"{SLOWEST[kind]:.0f} ms",
                ours=slowest,
                bare=[SLOWEST[kind]] * len(slowest),
                target=1.0,
                unit="ms",
            )
        )
    return rows


def _at_once(port: int, cookie: str, forms: Iterable[str]) -> list[float]:
    """Seconds that each form took, sent by eight clients that send the next when the last is answered.

    One thread holds all connections, so that the clients take as little of the machine as they can.
    """
    head = (
        f"POST /acts/hold_meeting HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
        f"Content-Type: {URLENCODED}\r\nContent-Length: "
    )
    waiting = iter([f"{head}{len(typed)}\r\n\r\n{typed}".encode() for typed in forms])
    chosen = selectors.DefaultSelector()
    waits: list[float] = []

    def send(connection: socket.socket) -> None:
        """The next form, or nothing more on this connection."""
        if (data := next(waiting, None)) is None:
            chosen.unregister(connection)
            connection.close()
            return
        chosen.modify(connection, selectors.EVENT_READ, (perf_counter(), bytearray()))
        connection.sendall(data)

    for _ in range(CLIENTS):
        connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chosen.register(connection, selectors.EVENT_READ)
        send(connection)
    while chosen.get_map():
        for ready, _ in chosen.select(30):
            connection, (start, answer) = ready.fileobj, ready.data
            assert isinstance(connection, socket.socket)
            answer += connection.recv(65536)
            told, _, body = bytes(answer).partition(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: *(\d+)", told)
            if length is None or len(body) < int(length[1]):
                continue
            waits.append(perf_counter() - start)
            assert told.startswith(b"HTTP/1.1 303"), told[:200]
            send(connection)
    return waits


def run(places: Places, kinds: list[str], sizes: Sizes) -> Iterator[Row]:
    """All rows of this table."""
    for kind in kinds:
        yield from serving(places, kind, requests=50 if sizes.quick else 300, rounds=3 if sizes.quick else sizes.rounds)
