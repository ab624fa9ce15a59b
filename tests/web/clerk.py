"""A browser without JavaScript, as far as tests of pages need one: cookies, forms as they stand, redirects."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from office import ACCOUNTS, NOON, Office

from domain.identity import account_of

PASSWORD = "fixture-password"


@dataclass
class Form:
    """A form of a page: where it goes and what it holds."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class Reader(HTMLParser):
    """Forms, links and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.text: list[str] = []
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        if tag == "form":
            self.forms.append(Form(found.get("action", ""), found.get("method", "get")))
        elif tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag == "input" and name and self.forms:
            kind = found.get("type", "text")
            if kind in ("checkbox", "radio"):
                if "checked" in found:
                    self.forms[-1].fields.append((name, found.get("value", "on")))
            elif kind != "file":
                self.forms[-1].fields.append((name, found.get("value", "")))
        elif tag == "textarea":
            self._area = name
            self.forms[-1].fields.append((name, ""))
        elif tag == "select":
            self._select = name
            self.forms[-1].fields.append((name, ""))
        elif tag == "option" and self._select and "selected" in found:
            self.forms[-1].fields[-1] = (self._select, found.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._area is not None:
            name, value = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, value + data)


@dataclass
class Page:
    """An answer, read."""

    status: int
    html: str
    location: str
    headers: Any

    @property
    def read(self) -> Reader:
        reader = Reader()
        reader.feed(self.html)
        return reader

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.read.text).split())

    def form(self, action: str) -> dict[str, list[str]]:
        """Fields of the form that goes to ``action``."""
        form = next(form for form in self.read.forms if form.action.split("?")[0] == action and form.method == "post")
        fields: dict[str, list[str]] = {}
        for name, value in form.fields:
            fields.setdefault(name, []).append(value.removeprefix("\n"))
        return fields


class Browser:
    """One person's browser."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, path: str, **query: Any) -> Page:
        answer = self.client.get(path, query_string=query or None)
        return _page(answer)

    def post(self, path: str, data: dict[str, Any]) -> Page:
        return _page(self.client.post(path, data=data))

    def sign_in(self, name: str, password: str = PASSWORD) -> Page:
        fields = self.get("/sign-in").form("/sign-in")
        return self.post("/sign-in", {**fields, "sign_in_name": name, "password": password})

    def fill(self, path: str, **typed: Any) -> Page:
        """Open a form, type into it, send it."""
        page = self.get(path)
        assert page.status == 200, (page.status, page.words[:300])
        action = path.split("?")[0]
        return self.post(action, {**page.form(action), **typed})


def _page(answer: Any) -> Page:
    try:
        html = answer.get_data(as_text=True)
    except UnicodeDecodeError:
        html = ""  # a file to be kept, such as a workbook
    return Page(answer.status_code, html, answer.headers.get("Location", ""), answer.headers)


def signed_in(office: Office, name: str = "clerk") -> Browser:
    """A browser in which somebody has signed in."""
    give_password(office, name)
    browser = Browser(office.app)
    assert browser.sign_in(name).status == 303
    return browser


def give_password(office: Office, name: str) -> None:
    assert name in ACCOUNTS
    if not office.services.secrets.has_password(account_of(name)):
        office.services.secrets.set_password(
            account_of(name), PASSWORD, now=NOON, position=office.services.ledger.head().position
        )
