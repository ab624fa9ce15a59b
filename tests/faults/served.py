"""The application as it is served: gunicorn with two workers on a free port, and clients that talk to it."""

import html
import http.client
import http.cookiejar
import json
import os
import re
import resource
import signal
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import TimeoutExpired
from time import monotonic, sleep
from typing import Any, Final

import psutil
from fault_office import PASSWORD, Office
from log_sound import assert_sound
from server_process import Process, forked
from views_equal import assert_equal_to_a_rebuild

from web.gunicorn_conf import keepalive

CONFIGURATION: Final = Path(__file__).parent.parent.parent / "web" / "gunicorn_conf.py"
PATIENCE: Final = 60


@dataclass(frozen=True)
class Answer:
    """What came back: status and text; ``place`` is where a redirect leads."""

    status: int
    text: str
    place: str = ""

    @property
    def json(self) -> Any:
        """The text, read."""
        return json.loads(self.text)

    @property
    def said(self) -> str:
        """What a page says in its middle, without marks."""
        return " ".join(re.sub(r"<[^>]*>", " ", self.text.partition("<main")[2]).split())


class Server:
    """One gunicorn; it can be killed and started again on the same port."""

    def __init__(
        self,
        office: Office,
        *,
        log: Path | None = None,
        begin: Callable[[dict[str, str], list[str], Path], Process] = forked,
    ) -> None:
        """``log``: where its standard error goes, if not into the office's folder; ``begin``: see `server_process`."""
        self.office = office
        self._log = log or office.folder / "gunicorn.log"
        self._begin = begin
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._process: Process | None = None

    def start(self) -> "Server":
        """Start, and wait until both workers answer the port."""
        words = ["--config", str(CONFIGURATION), "--bind", f"127.0.0.1:{self.port}"]
        self._process = self._begin(self.office.environment, words, self._log)
        self.wait()
        return self

    def wait(self) -> None:
        """Until both workers are there and a page is answered."""
        end = monotonic() + PATIENCE
        while True:
            try:
                if len(self.workers()) == 2 and self._hello():
                    return
            except (OSError, http.client.HTTPException, psutil.Error):
                pass
            assert self._process is not None
            assert self._process.poll() is None, f"the server ended: {self.log()[-2000:]}"
            assert monotonic() < end, f"the server does not answer: {self.log()[-2000:]}"
            sleep(0.05)

    def _hello(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", "/static/mark.svg")
        return connection.getresponse().status == 200

    def workers(self) -> list[int]:
        """Process ids of the workers; one that was killed is none, though its parent has not noticed yet."""
        assert self._process is not None
        return sorted(child.pid for child in psutil.Process(self._process.pid).children() if _lives(child))

    def kill_worker(self, number: int) -> None:
        """kill -9 one worker; the master starts another."""
        pid, end = self.workers()[number], monotonic() + PATIENCE
        os.kill(pid, signal.SIGKILL)
        while pid in self.workers():
            assert monotonic() < end, "it cannot be killed"
            sleep(0.002)

    def kill_master(self) -> None:
        """kill -9 the master alone; its workers go on until they notice."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(PATIENCE)

    def kill(self) -> None:
        """kill -9 master and workers, or what is left of them."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)

    def limit_files(self, size: int) -> None:
        """No file of the workers may grow beyond this: what a full disk does to whoever writes."""
        for pid in self.workers():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def log(self) -> str:
        """What gunicorn and the application wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """In order."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(PATIENCE)
            except TimeoutExpired:
                self.kill()


class Api:
    """A client of the JSON API, with one connection that is kept alive."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._used = monotonic()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request; ``body`` is sent as JSON, or as it is if it is bytes."""
        sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if monotonic() > self._used + keepalive / 2:
            self._connection.close()  # on a busy machine the server may be about to
        try:
            self._connection.request(method, f"/api/v1{path}", sent, {**self._headers, **named})
            answer = self._connection.getresponse()
            found = Answer(answer.status, answer.read().decode())
            self._used = monotonic()
            return found
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise

    def command(self, name: str, body: Any, *, id: str, **headers: str) -> Answer:
        """Send one command under an id."""
        return self.ask("POST", f"/commands/{name}", body, Idempotency_Key=id, **headers)

    def upload(self, name: str, fields: dict[str, str], content: bytes, *, id: str) -> Answer:
        """A command with a file."""
        edge = "zeren-edge"
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
        parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n')
        sent = "".join(parts).encode() + content + f"\r\n--{edge}--\r\n".encode()
        kind = f"multipart/form-data; boundary={edge}"
        return self.ask("POST", f"/commands/{name}", sent, Idempotency_Key=id, Content_Type=kind)

    def insist(self, name: str, body: Any, *, id: str) -> Answer:
        """The same until it is answered: what a client does whose connection broke."""
        end = monotonic() + PATIENCE
        while True:
            try:
                return self.command(name, body, id=id)
            except (OSError, http.client.HTTPException):
                assert monotonic() < end, "no answer"
                sleep(0.02)

    def until_steady(self, path: str) -> None:
        """Until the question was answered so often in a row that both workers must have answered."""
        end, good = monotonic() + PATIENCE, 0
        while good < 12:
            # A connection belongs to one worker: a new one each time.
            self._connection.close()
            answer = self.ask("GET", path)
            good = good + 1 if answer.status == 200 else 0
            assert answer.status in (200, 503), answer.text
            assert monotonic() < end, answer.text


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:  # gone since it was listed
        return False


class _Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are answers too."""

    def redirect_request(self, *_: Any) -> None:
        """Do not follow."""


class Browser:
    """A person at a browser: cookies, and forms sent as they were shown."""

    def __init__(self, port: int) -> None:
        self._root = f"http://127.0.0.1:{port}"
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), _Stay()
        )

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._open(urllib.request.Request(self._root + path))

    def post(self, path: str, fields: dict[str, Any] | bytes, *, length: int | None = None) -> Answer:
        """Send a form; ``length`` is what it claims to have, where that is not so."""
        data = fields if isinstance(fields, bytes) else urllib.parse.urlencode(fields, doseq=True).encode()
        headers = {"Content-Length": str(len(data) if length is None else length)}
        return self._open(urllib.request.Request(self._root + path, data=data, headers=headers))

    def _open(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                return Answer(answer.status, answer.read().decode(), answer.headers.get("Location", ""))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode(), error.headers.get("Location", ""))

    def sign_in(self) -> "Browser":
        """As the clerk."""
        fields = hidden(self.get("/sign-in").text)
        answer = self.post("/sign-in", {**fields, "sign_in_name": "clerk", "password": PASSWORD})
        assert answer.status == 303, answer.text
        return self


def hidden(page: str) -> dict[str, str]:
    """Hidden fields of the page's forms."""
    found = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is not None:
            found[html.unescape(name[1])] = html.unescape(value[1]) if value else ""
    return found


@dataclass
class Served:
    """A running server and who talks to it."""

    office: Office
    server: Server
    token: str
    stop_database: Callable[[], None]
    start_database: Callable[[], None]

    def api(self) -> Api:
        """A client of the JSON API."""
        return Api(self.server.port, self.token)

    def browser(self) -> Browser:
        """The clerk, signed in."""
        return Browser(self.server.port).sign_in()

    def commands(self) -> list[str]:
        """Command ids on record, one for each entry."""
        ledger = self.office.open()
        found = [entry.command_id for entry in assert_sound(ledger)]
        ledger.close()
        return found

    def assert_sound(self) -> None:
        """The log is whole, and the views are what a rebuild makes of it."""
        ledger, views = self.office.open(), self.office.views()
        assert_sound(ledger)
        views.catch_up(ledger.log, lambda: ledger.head().position)
        assert_equal_to_a_rebuild(views, ledger.log)
        views.close()
        ledger.close()
