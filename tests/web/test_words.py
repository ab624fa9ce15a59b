"""Words: every page in both languages, and nothing left over from the other.

The test walks from page to page as a person would, for several roles, looks at what stands there, and takes away what
was recorded (names, titles, texts) and what documents call themselves. No Chinese may be left on an English page, and
no English sentence on a Chinese one.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from clerk import Browser, signed_in
from judged import case_opened, round_of, sheet_in
from lively import begun
from office import Office, opened_in_files
from werkzeug.exceptions import HTTPException

from domain.catalogue import load_all
from domain.kernel import Personal

ROLES: Final = ("supervisor", "clerk", "auditor", "administrator", "decider", "system")
EACH: Final = 2
"""Addresses of one sort of page that are looked at."""
ELSEWHERE: Final = ("static", "session.choose_language", "api.", "api-docs.", "session.sign_out", "health.", "papers.")
"""What says nothing, what speaks to programs, and official papers, which are written in Chinese."""
CHINESE: Final = re.compile(r"[㐀-鿿＀-￯、。《》〔〕「」]+")
SENTENCE: Final = re.compile(r"\b[A-Za-z][a-z’]+(?:[ ,]+[a-z’]{2,}){2,}")
COMMAND: Final = "zeren "
"""What begins so is typed at a command line, in any language."""
ISO: Final = re.compile(r"(?<![\w-])\d{4}-\d{2}(-\d{2})?(?![\w-])")
"""A day or month as programs write it."""
SPOKEN: Final = frozenset({"title", "alt", "aria-label", "placeholder"})
"""Attributes that are read out."""


class Spoken(HTMLParser):
    """What a page says: its text, and attributes that are shown or read out; its links."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.links: list[str] = []
        self.examples: set[str] = set()
        """What a field is filled in like: it stands as it is to be typed."""
        self.switches = 0
        self._hinting = False
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag in ("script", "style", "code", "pre"):
            self._silent.append(tag)
        if tag == "a" and found.get("hreflang") in ("zh", "en"):
            self.switches += 1
            self._silent.append(tag)  # the switch names the other language in that language
            return
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        self.said += [found[name] for name in SPOKEN & found.keys()]
        self.examples |= {found.get("placeholder", "")}
        self._hinting = "hint" in found.get("class", "").split()

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.said.append(" ".join(data.split()))
            if self._hinting:
                self.examples.add(self.said[-1])


def texts(value: Any) -> Iterator[str]:
    """Every text in an event."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Personal):
        yield value.value or ""
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, (tuple, list, frozenset)):
        for one in value:
            yield from texts(one)


def recorded(office: Office) -> list[str]:
    """What somebody wrote, or a document says of itself: it stays in its own language."""
    found = {text for entry in office.services.ledger.log(0, 10_000) for text in texts(entry.event)}
    for _, document in load_all().values():
        found |= {document.title, document.number, document.issuer, document.cite}
        found |= {clause.cite for clause in document.clauses} | {one.cite for one in document.parameters}
        found |= {clause.rule.reason for clause in document.clauses}
    wanted = {text for text in found if CHINESE.search(text)}
    return sorted({" ".join(text.split()) for text in wanted}, key=len, reverse=True)


class World:
    """An office with a record of nearly every kind."""

    def __init__(self, office: Office) -> None:
        self.office = office
        begun(office)
        sheet_in(office, round_of(office))
        case_opened(office)
        self.known = recorded(office)
        self._walked: dict[str, list[tuple[str, Spoken]]] = {}

    def pages(self, language: str) -> Iterator[tuple[str, list[str]]]:
        """Every sort of page that somebody can reach by links: address, what it says."""
        for path, page in self.read(language):
            yield path, page.said

    def read(self, language: str) -> list[tuple[str, Spoken]]:
        """Every sort of page that somebody can reach by links; walked to once in a language."""
        if language not in self._walked:
            seen: Counter[str] = Counter()
            found = self._walked[language] = []
            for role in ROLES:
                browser = signed_in(self.office, role)
                browser.client.get(f"/language/{language}")
                found += self._walk(browser, seen)
        return self._walked[language]

    def _walk(self, browser: Browser, seen: Counter[str]) -> Iterator[tuple[str, Spoken]]:
        waiting, met, home = ["/"], {"/"}, True
        while waiting:
            path = waiting.pop(0)
            sort = self._sort(path)
            if not sort or (seen[sort] >= EACH and not home):
                continue
            home = False
            seen[sort] += 1
            answer = browser.client.get(path)
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            page = Spoken()
            page.feed(answer.get_data(as_text=True))
            assert page.switches == 1, f"{path}: no way to the other language"
            yield path, page
            new = [one.partition("#")[0] for one in page.links if one.startswith("/")]
            fresh = [one for one in dict.fromkeys(new) if one not in met]
            met.update(fresh)
            waiting += fresh

    def _sort(self, path: str) -> str:
        """Of which sort a page is: forms are one sort an act."""
        parts = urlsplit(path)
        try:
            endpoint, values = self.office.app.url_map.bind("localhost").match(parts.path, method="GET")
        except HTTPException:
            return ""
        if str(endpoint).startswith(ELSEWHERE) or "format=xlsx" in parts.query:
            return ""
        return f"{endpoint} {values['name']}" if endpoint == "acts.form" else str(endpoint)

    def without_data(self, said: str) -> str:
        for text in self.known:
            if text in said:
                said = said.replace(text, "·")
        return said.replace("《·》", "·")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened_in_files(tmp_path_factory.mktemp("words")) as office:
        yield World(office)


def test_an_english_page_says_nothing_in_chinese_but_what_was_recorded(world: World) -> None:
    left: dict[str, str] = {}
    visited = 0
    for path, said in world.pages("en"):
        visited += 1
        for text in said:
            if CHINESE.search(text) and CHINESE.search(rest := world.without_data(text)):
                left.setdefault(rest, path)
    assert not left, "\n".join(f"{path}: {text}" for text, path in left.items())
    assert visited > 100


def test_a_chinese_page_says_no_sentence_in_english(world: World) -> None:
    left: dict[str, str] = {}
    for path, said in world.pages("zh"):
        for text in said:
            if (found := SENTENCE.search(text)) and not found.group().startswith(COMMAND):
                left.setdefault(text, path)
    assert not left, "\n".join(f"{path}: {text}" for text, path in left.items())


def test_whoever_has_not_signed_in_yet_can_choose_too(world: World) -> None:
    browser = Browser(world.office.app)
    for language, said in (("en", "Sign in"), ("zh", "登录")):
        browser.client.get(f"/language/{language}")
        html = browser.get("/sign-in").html
        page = Spoken()
        page.feed(html)
        assert page.switches == 1
        assert any(said in text for text in page.said)
        assert f'lang="{"en" if language == "en" else "zh-CN"}"' in html


@pytest.mark.parametrize("chosen", ["zh", "en"])
def test_no_day_is_said_as_programs_write_it(world: World, chosen: str) -> None:
    left: dict[str, str] = {}
    for path, page in world.read(chosen):
        for text in page.said:
            if text not in page.examples and ISO.search(text) and ISO.search(rest := world.without_data(text)):
                left.setdefault(rest, path)
    assert not left, "\n".join(f"{path}: {text}" for text, path in left.items())
