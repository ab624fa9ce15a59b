"""The demonstration district, served as `make run` serves it, and a headless Chromium that looks at it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from demonstrated import district


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
    folder = district(tmp_path_factory, Path(tempfile.mkdtemp(prefix="zeren-served-")))
    zeren = str(Path(sys.executable).with_name("zeren"))
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ZEREN_")}
    environment["ZEREN_DATA"] = str(folder)
    port = _free_port()
    log = (folder / "server.log").open("w")
    server = subprocess.Popen([zeren, "serve", "--port", str(port)], env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{url}/sign-in", timeout=5).read()
                break
            except OSError:
                assert server.poll() is None, (folder / "server.log").read_text()
                # Bounded polling of a server that starts; nothing else to wait on.
                subprocess.run(["sleep", "0.1"], check=True)
        yield Served(url, folder)
    finally:
        server.terminate()
        server.wait(30)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


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
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


class Visitor:
    """Somebody at a screen."""

    def __init__(self, page: Any, url: str) -> None:
        self.page = page
        self.url = url

    def sign_in(self, name: str) -> None:
        """Through the form."""
        self.page.goto(f"{self.url}/sign-in")
        self.page.get_by_label("登录名").fill(name)
        self.page.get_by_label("密码").fill("zeren-demo")
        self.page.get_by_role("button", name="登录").click()
        self.page.get_by_role("link", name="退出").or_(self.page.get_by_role("button", name="退出")).wait_for()

    def goto(self, path: str) -> int:
        """Status of the page."""
        return int(self.page.goto(f"{self.url}{path}").status)

    def picture(self, name: str) -> None:
        """A screenshot among the build output."""
        folder = Path(__file__).parents[2] / "build" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{name}.png", full_page=True)


@pytest.fixture
def visitor(chromium: Any, served: Served, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A fresh visitor; marked by `screen` parameters: width and whether scripts run."""
    width, scripts = getattr(request, "param", (1280, True))
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", java_script_enabled=scripts
    )
    context.set_default_timeout(15_000)
    yield Visitor(context.new_page(), served.url)
    context.close()
