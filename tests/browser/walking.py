"""Somebody who goes through the pages by what stands on them: links, buttons and labels, never addresses."""

import os
from pathlib import Path
from typing import Any, Final

SHOTS: Final = Path(__file__).parents[2] / "build" / "screenshots"
"""Build output: kept out of git."""
PICTURES: Final = "ZEREN_PICTURES"
"""The setting with which pictures are kept; a soak keeps them always. No test compares them."""
TALLEST: Final = 2400
"""Pixels of a picture: what is further down the page is more of the same."""

_sessions: dict[tuple[str, str], list[Any]] = {}
"""Cookies of who signed in already: server, name."""
_forms: set[tuple[str, bool]] = set()
"""Where the form was filled in already: server, whether scripts ran."""


def picture(page: Any, name: str) -> None:
    """A picture for people to look at, where somebody asked for them: drawing one takes longer than the page."""
    if os.environ.get(PICTURES):
        SHOTS.mkdir(parents=True, exist_ok=True)
        width = page.viewport_size["width"]
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        clip = {"x": 0, "y": 0, "width": width, "height": height}
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True, clip=clip)


def sign_in(page: Any, url: str, name: str, *, scripts: bool) -> None:
    """To the first page of an account: by the form the first time, later with the session that was begun then.

    With scripts and without them somebody comes by the form.
    """
    page.context.clear_cookies()
    out = page.get_by_role("button", name="退出")
    kept = _sessions.get((url, name))
    if kept and (url, scripts) in _forms:
        page.context.add_cookies(kept)
        page.goto(f"{url}/")
        assert out.count() == 1, f"the session of {name} has ended"
        return
    page.goto(f"{url}/sign-in")
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill("zeren-demo")
    page.get_by_role("button", name="登录", exact=True).click()
    out.wait_for()
    _sessions[url, name] = page.context.cookies()
    _forms.add((url, scripts))


class Walker:
    """One browser window, the way through it, and a picture of each station."""

    def __init__(self, page: Any, url: str, journey: str, *, screen: str = "", scripts: bool = True) -> None:
        self.page, self.url, self.journey, self.screen, self.scripts = page, url, journey, screen, scripts
        self.stations = 0

    @property
    def main(self) -> Any:
        return self.page.locator("main")

    def begin(self, name: str) -> None:
        """Signs in, whoever was signed in before."""
        sign_in(self.page, self.url, name, scripts=self.scripts)

    def station(self, *texts: str) -> None:
        """The page holds these texts and fits the screen; a picture of it is kept where somebody asked for it."""
        body = self.main.inner_text()
        for text in texts:
            assert text in body, f"{text!r} does not stand on {self.page.url}:\n{body[:3000]}"
        width = self.page.viewport_size["width"]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, self.page.url
        self.stations += 1
        picture(self.page, f"{self.journey}-{self.stations:02}")

    def menu(self, name: str) -> None:
        self._click(self.page.locator("header").get_by_role("link", name=name, exact=True))

    def follow(self, name: str, *, row: str = "") -> None:
        """A link of the page; of the line about something, where several lines have one."""
        place = self.row(row, name) if row else self.main
        self._click(place.get_by_role("link", name=name))

    def press(self, name: str) -> None:
        self._click(self.main.get_by_role("button", name=name, exact=True))

    def row(self, *texts: str) -> Any:
        """The line of a table or list that has the texts."""
        found = self.main.locator("tr, li, p, div.status")
        for text in texts:
            found = found.filter(has_text=text)
        return found.last

    def fill(self, label: str, value: str) -> None:
        self._seen(self.main.get_by_label(label)).fill(value)

    def choose(self, label: str, text: str) -> None:
        """The option that has the text."""
        field = self.main.get_by_label(label).first
        option = field.locator("option", has_text=text).first
        field.select_option(value=option.get_attribute("value"))

    def tick(self, label: str) -> None:
        """A box; where there are many of them they lie folded, and are unfolded first."""
        self._tick(self.main.get_by_label(label).first)

    def tick_first(self, name: str) -> None:
        """The first box of a group."""
        self._tick(self.main.locator(f"input[name={name}]").first)

    def _tick(self, box: Any) -> None:
        box.evaluate("box => { const folded = box.closest('details'); if (folded) folded.open = true }")
        box.check()

    def download(self, name: str) -> Path:
        """The file that a link gives."""
        with self.page.expect_download() as given:
            self.main.get_by_role("link", name=name).first.click()
        return Path(given.value.path())

    def _seen(self, found: Any) -> Any:
        """What lies behind a folded line on a phone is unfolded first, as a person would."""
        if not found.count() or not found.first.is_visible():
            for fold in self.page.locator("details.fold").all():
                if fold.get_attribute("open") is None and fold.is_visible():
                    fold.locator("summary").click()
        return found.first

    def _click(self, found: Any) -> None:
        self._seen(found).click()
        self.page.wait_for_load_state("domcontentloaded")
