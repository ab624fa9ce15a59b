"""Signing in by the office's own identity provider, in a real browser with its rules for forms and cookies."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import Screens
from werkzeug.serving import WSGIRequestHandler, make_server

sys.path.append(str(Path(__file__).parents[1] / "web"))  # the office and the provider of the tests of the web

from office import NOON, opened_in_files
from provider import CLIENT, SECRET, served

from domain.identity import account_of
from web.settings import SingleSignOn

pytestmark = pytest.mark.browser

BACK = "/sign-in/single/back"


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def serving() -> Iterator[Any]:
    """A server whose application comes later: provider and office each have to know where the other lies."""
    server = make_server("127.0.0.1", 0, lambda environ, start: b"", threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_there_and_back(screens: Screens, tmp_path: Path, scripts: bool) -> None:
    secret = tmp_path / "client.secret"
    secret.write_text(f"{SECRET}\n", encoding="utf-8")
    secret.chmod(0o600)
    with serving() as server:
        url = f"http://127.0.0.1:{server.server_port}"
        with served(lambda: NOON, url + BACK) as provider:
            single = SingleSignOn(issuer=provider.issuer, client=CLIENT, secret_file=secret)
            with opened_in_files(tmp_path / "office", single_sign_on=single, url=url) as office:
                server.app = office.app
                provider.user = {"sub": "u-1", "preferred_username": "clerk"}
                refused: list[str] = []
                with screens.page(1280, scripts=scripts) as page:
                    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
                    page.goto(f"{url}/records")
                    page.get_by_role("button", name="统一身份认证").click()
                    page.wait_for_url(f"{url}/records**")
                    assert "clerk" in page.locator(".who").inner_text()
                    assert office.services.secrets.has_subject(account_of("clerk"))
                    assert not refused, "the policy of our own pages let the journey pass"
                    page.get_by_role("button", name="退出").click()
                    page.wait_for_url(f"{url}/sign-in**")
                    page.goto(f"{url}/records")
                    assert "/sign-in" in page.url
