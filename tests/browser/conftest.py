"""The demonstration district, served as `make run` serves it, and a headless Chromium that looks at it."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from demonstrated import district
from places import temporary_folder
from walking import PICTURES, picture, sign_in


@dataclass(frozen=True)
class Served:
    """A running server and its data."""

    url: str
    data: Path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """What `zeren demo` loaded, and `zeren serve` on a folder of their own."""
    folder = district(tmp_path_factory, temporary_folder("zeren-served-"))
    zeren = str(Path(sys.executable).with_name("zeren"))
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ZEREN_")}
    environment["ZEREN_DATA"] = str(folder)
    port = _free_port()
    log = (folder / "server.log").open("w")
    server = subprocess.Popen([zeren, "serve", "--port", str(port)], env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1200):
            try:
                urllib.request.urlopen(f"{url}/sign-in", timeout=5).read()
                break
            except OSError:
                assert server.poll() is None, (folder / "server.log").read_text()
                # Bounded polling of a server that starts; nothing else to wait on.
                subprocess.run(["sleep", "0.1"], check=True)
        else:
            pytest.fail("the server did not answer in time")
        yield Served(url, folder)
    finally:
        server.terminate()
        server.wait(30)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def pictures_in_a_soak(pytestconfig: pytest.Config) -> None:
    """What takes long may take a little longer."""
    asked = str(pytestconfig.option.markexpr)
    if "soak" in asked and "not soak" not in asked:
        os.environ.setdefault(PICTURES, "1")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, headless."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("no Chromium on this machine and it could not be installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=[
                *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
                # All pages are of one server: a process for each of them, begun in advance, would never be needed.
                *("--process-per-site", "--renderer-process-limit=1"),
            ],
        )
        yield browser
        browser.close()


class Screens:
    """Windows of two profiles, with scripts and without, opened one after the other: a new profile costs a second."""

    def __init__(self, chromium: Any) -> None:
        self._chromium = chromium
        self._profiles: dict[bool, Any] = {}

    @contextmanager
    def page(self, width: int, *, scripts: bool = True) -> Iterator[Any]:
        """A window in which nobody is signed in."""
        profile = self._profiles.get(scripts)
        if profile is None:
            profile = self._chromium.new_context(
                viewport={"width": 1280, "height": 900}, locale="zh-CN", java_script_enabled=scripts
            )
            profile.set_default_timeout(15_000)
            self._profiles[scripts] = profile
        profile.clear_cookies()
        page = profile.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        try:
            yield page
        finally:
            page.close()


@pytest.fixture(scope="session")
def screens(chromium: Any) -> Screens:
    """See `Screens`; they end with the browser."""
    return Screens(chromium)


class Visitor:
    """Somebody at a screen."""

    def __init__(self, page: Any, url: str, *, scripts: bool) -> None:
        self.page, self.url, self.scripts = page, url, scripts
        self.signed_in = False

    def sign_in(self, name: str) -> None:
        """See `walking.sign_in`."""
        sign_in(self.page, self.url, name, scripts=self.scripts)
        self.signed_in = True

    def goto(self, path: str) -> int:
        """Status of the page."""
        answer = self.page.goto(f"{self.url}{path}")
        sent_away = self.signed_in and urlsplit(self.page.url).path == "/sign-in"
        assert not sent_away, f"the session ended before {path}"
        return int(answer.status)

    def picture(self, name: str) -> None:
        """See `walking.picture`."""
        picture(self.page, name)


@pytest.fixture
def visitor(screens: Screens, served: Served, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A fresh visitor; marked by `screen` parameters: width and whether scripts run."""
    width, scripts = getattr(request, "param", (1280, True))
    with screens.page(width, scripts=scripts) as page:
        yield Visitor(page, served.url, scripts=scripts)
