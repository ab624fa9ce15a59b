"""Replay: the office as it was at a past position of the log, read-only; its story told entry by entry.

Everything is computed from nothing up to that position: the ledger ends there (`ledger.past`), the views are replayed
into a folder of their own, today is the day on which the last entry was recorded. So a page of a replay owes nothing to
how a query looks back, and can be held against the same page of the present asked with both clocks.
"""

import hmac
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from flask import Flask, g, redirect, request
from werkzeug.wrappers import Response

from domain.account import Role
from domain.kernel import Entry
from ledger.past import ReadOnly
from projections.engine import Progress
from web.csrf import SAFE
from web.errors import SignInNeeded
from web.history import Told, learn, told_after
from web.services import LOCAL, Services, services
from web.settings import Settings, sqlite_url
from web.viewer import Viewer

COOKIE = "zeren_replay"
ACCOUNT = "account-replay"
"""Nobody's account: a replay is opened by whoever sits at the machine, and reads."""


@contextmanager
def past_office(
    settings: Settings, until: int, *, at: datetime | None = None, progress: Progress | None = None
) -> Iterator[Services]:
    """The office as it was at log position ``until``, today being the day of ``at`` (none: of the last entry).

    What is computed for it is gone afterwards; nothing is written elsewhere.
    """
    with tempfile.TemporaryDirectory(prefix="zeren-replay-") as folder:
        then = replace(
            settings,
            until=until,
            replay_at=at,
            views=sqlite_url(Path(folder) / "views.db"),
            secrets=sqlite_url(Path(folder) / "secrets.db"),
        )
        with Services(then).opened() as office:
            office.secrets.create()
            office.views.create()
            office.rebuild(progress=progress)
            yield office


def notice(office: Services) -> str:
    """What stands above every page of a replay."""
    position = office.ledger.head().position
    at = f"{office.now().astimezone(LOCAL):%Y-%m-%d %H:%M:%S}"
    zh = f"历史回放，只读：{at}，日志共{position}条。"
    return f"{zh} Replay of the past, read-only: {at}, {position} entries."


# --- pages ------------------------------------------------------------------------


def admit() -> Response | None:
    """In place of signing in: the token that the command printed; and nothing can be changed."""
    settings = services().settings
    token = request.args.get("replay_token", "")
    if token and _opens(token):
        answer = redirect(request.path, 303)
        answer.set_cookie(COOKIE, token, httponly=True, samesite="Lax", path="/")
        return answer
    if not _opens(request.cookies.get(COOKIE, "")):
        raise SignInNeeded
    if request.method not in SAFE:
        raise ReadOnly
    g.viewer = _reader(settings)
    g.session, g.must_change = "", False
    return None


def _opens(token: str) -> bool:
    expected = services().settings.replay_token
    return bool(expected) and hmac.compare_digest(token.encode(), expected.encode())


def _reader(settings: Settings) -> Viewer:
    return Viewer(
        account=ACCOUNT,
        sign_in_name="回放",
        role=Role.AUDITOR,
        organisation=settings.replay_root,
        person=None,
    )


# --- story ------------------------------------------------------------------------


def story(app: Flask, office: Services, *, after: int = 0, english: bool = False) -> Iterator[list[tuple[Entry, Told]]]:
    """Every entry after a position, told, page by page; names as they were at the end of the replay."""
    for page in office.ledger.pages(after, size=500):
        with app.test_request_context("/"):
            g.viewer, g.language = _reader(office.settings), "en" if english else "zh"
            learn(page)
            told = [(entry, told_after(entry, _before(office, entry))) for entry in page]
        yield told


def _before(office: Services, entry: Entry) -> list[Entry]:
    return office.ledger.stream(entry.stream)[: entry.version - 1] if entry.version > 1 else []
