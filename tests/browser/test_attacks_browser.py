"""Stored scripts, looked at in a real browser: whatever is typed anywhere is text, and stays text.

The whole story of the demonstration is entered once more, a script in every text that a form takes. Then a browser
opens every sort of page and form, with the policy against scripts switched off in it: what runs is what was not
escaped, and not only what the policy let through.
"""

import json
import re
import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from domain.handling import HANDLING
from domain.identity import account_of, kind_of
from domain.kernel import Refused
from ledger.execution import execute_many
from web import demo
from web.app import create_app
from web.cli import create
from web.demo import PASSWORD, SimulatedClock
from web.schemas import SHAPES
from web.schemas import fields as shapes
from web.schemas.fields import made
from web.services import Services
from web.settings import from_environment

pytestmark = pytest.mark.browser

SCRIPT: Final = "'\"></textarea></title><script>alert(1)</script><img src=x onerror=alert(2)>"
SHORT: Final = "'\"><img src=x onerror=alert(3)>"
UNTIL: Final = date(2026, 6, 30)


def few(story: list[Any]) -> list[Any]:
    """The first day, and the records of as few bodies as have every command among them, whoever went on with them."""
    commands: dict[str, set[type]] = {}
    acts: Counter[str] = Counter()
    for act in story:
        commands.setdefault(act.body.id, set()).add(type(act.command))
        acts[act.body.id] += 1
    wanted, chosen = set().union(*commands.values()), set()
    while wanted:
        most = max(commands, key=lambda body: len(commands[body] & wanted) / acts[body] ** 0.5)
        chosen.add(most)
        wanted -= commands[most]
    first = story[0].day
    records = {stream_of_act(act) for act in story if act.body.id in chosen}
    return [act for act in story if act.day == first or stream_of_act(act) in records]


def stream_of_act(act: Any) -> str:
    return str(HANDLING[type(act.command)].stream(act.command))


def poisoned(command: Any) -> tuple[Any, set[str]]:
    """The command with a script in every text that its form takes, and which fields those are."""
    shape = SHAPES.get(type(command))
    if shape is None:
        return command, set()
    return _poisoned(command, made(shape), type(command).__name__)


def _poisoned(value: Any, shape: shapes.Shape, name: str) -> tuple[Any, set[str]]:
    changed: dict[str, Any] = {}
    found: set[str] = set()
    for one in fields(value):
        asked, given = shape.fields.get(one.name), getattr(value, one.name)
        if isinstance(asked, shapes.Period) or not given:
            continue
        if isinstance(asked, shapes.Text) and isinstance(given, str):
            changed[one.name] = _text(given, asked.limit)
        elif type(asked) is shapes.Lines:
            changed[one.name] = tuple(_text(text, asked.limit) for text in given)
        elif isinstance(asked, shapes.Rows):
            rows = [_poisoned(row, made(asked.row), f"{name}.{one.name}") for row in given]
            changed[one.name] = tuple(row for row, _ in rows)
            found |= {inner for _, names in rows for inner in names}
            continue
        if one.name in changed:
            found.add(f"{name}.{one.name}")
    return replace(value, **changed) if changed else value, found


def _text(text: str, limit: int) -> str:
    return next((text + more for more in (SCRIPT, SHORT) if len(text + more) <= limit), text)


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def _serving(app: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@dataclass
class Poisoned:
    """The served office, and the fields that hold a script."""

    url: str
    texts: set[str]
    records: list[str]
    """A page of a record of every kind."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poisoned]:
    folder = tmp_path_factory.mktemp("poisoned")
    settings = from_environment({"ZEREN_DATA": str(folder)})
    create(settings).close()
    district, story = demo.compose(UNTIL)
    texts: set[str] = set()
    clock, number = SimulatedClock(), 0
    with Services(settings, clock=clock).opened() as simulated:
        for day, acts in groupby(few(story), key=lambda act: act.day):
            clock.open_day(day)
            opening = day == district.first
            batch = []
            for number, act in enumerate(acts, number + 1):  # noqa: B020  # goes on through the days
                command, found = poisoned(act.command)
                texts |= found
                batch.append((command, demo._signed(act, demo.SEED, number, opening), day))
            for some in [batch] if opening else [[one] for one in batch]:
                with suppress(Refused):  # rests on a record that was left out
                    execute_many(simulated.ledger, some)
    with Services(settings).opened() as services:
        services.rebuild()
        services.secrets.set_password(account_of("supervisor"), PASSWORD, now=services.now())
        with _serving(create_app(services=services)) as url:
            kinds = {kind_of(one.stream): one.stream for one in services.ledger.log(0, 100_000)}
            records = [f"/records/{stream}" for kind, stream in sorted(kinds.items()) if kind != "account"]
            yield Poisoned(url, texts, records)


def sort_of(url: str) -> str:
    """What sort of page an address leads to: addresses of one sort differ in ids, clocks and pages only."""
    path = urlsplit(url).path
    return re.sub(r"-[0-9a-f]{8,}(-\d{4})?(?:-[0-9a-z-]+)?|/\d+", "", path)


@pytest.mark.parametrize(
    ("most", "forms"), [pytest.param(110, 40, id="some"), pytest.param(400, 400, id="all", marks=pytest.mark.soak)]
)
def test_no_text_that_was_recorded_ever_runs(office: Poisoned, chromium: Any, most: int, forms: int) -> None:
    """On pages of every sort; ``forms``: how many of them begin with what was typed."""
    assert len(office.texts) > 100, sorted(office.texts)
    context = chromium.new_context(locale="zh-CN", bypass_csp=True)
    ran: list[str] = []
    shown, opened = 0, set()
    try:
        page = context.new_page()
        page.on("dialog", lambda dialog: (ran.append(f"{page.url}: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda sent: ran.append(f"{page.url} wants {sent.url}") if sent.url.endswith("/x") else None)
        page.goto(f"{office.url}/sign-in")
        page.fill("input[name=sign_in_name]", "supervisor")
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        waiting = deque(["/registers", "/people", "/organisations", *office.records])
        while waiting and len(opened) < most:
            path = waiting.popleft()
            if sort_of(path) in opened or not worth_opening(path):
                continue
            if path.startswith("/acts/"):
                if forms == 0:
                    continue
                forms -= 1
            opened.add(sort_of(path))
            answer = page.goto(office.url + path, wait_until="domcontentloaded")
            assert answer.status < 400, path
            found = page.evaluate(_LOOK)
            assert found["scripts"] == 0, path
            shown += found["shown"]
            waiting.extend(link for link in found["links"] if link.startswith("/"))
        assert not ran
        assert {sort_of(path) for path in office.records} <= opened, "a record of every kind"
        assert sum("/acts/correct_" in path for path in opened) >= 10, "and forms that begin with what was typed"
        assert shown > 1_000, "the scripts were there to be read"
    finally:
        context.close()


def worth_opening(path: str) -> bool:
    """Whether an address leads to a page that shows what was typed: no files, no empty forms."""
    bare, _, asked = path.partition("?")
    if bare.startswith("/acts/"):
        return re.search(r"=(?!org-)[a-z]+-[0-9a-f]{20}", asked) is not None
    return not bare.startswith(("/api/", "/language/", "/proof", "/sheets/")) and not bare.endswith(
        (".json", "/content", "/word")
    )


_LOOK: Final = """() => ({
    scripts: document.querySelectorAll('script, img[src=x], [onerror], [onload], iframe, object, embed').length,
    shown: (document.body.innerText.match(/onerror=alert/g) || []).length
        + [...document.querySelectorAll('input, textarea')].filter(one => one.value.includes('onerror=alert')).length,
    links: [...document.querySelectorAll('a[href]')].map(one => one.getAttribute('href')),
})"""


def test_every_line_of_the_server_s_log_is_json(served: Any, visitor: Any) -> None:
    visitor.sign_in("clerk")
    visitor.goto("/people?q=%0A%7B%22log%22%3A%22security%22%7D")
    lines = [
        line for line in (served.data / "server.log").read_text().splitlines() if not line.startswith("责任 Zeren:")
    ]
    read = [json.loads(line) for line in lines]
    assert {"requests", "security"} <= {line["log"] for line in read}
    assert not any(line.get("said", "").startswith("{") for line in read)
    assert "%0A" not in "".join(lines)
