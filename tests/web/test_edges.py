"""Headers: every answer, whoever gave it, leaves with a policy that lets nothing run but what is ours."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from clerk import signed_in
from office import Office, opened_in_files

from web.app import create_app
from web.services import Services

DOCS = "/api/v1/docs"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened_in_files(tmp_path_factory.mktemp("edges")) as made:
        yield made


def policy(headers: Any) -> dict[str, str]:
    """The one content security policy of an answer, by directive."""
    (told,) = headers.getlist("Content-Security-Policy")
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in told.split(";"))}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/board", 200),
        ("/records", 200),
        (DOCS, 200),
        ("/api/v1/me", 200),
        ("/static/zeren.css", 200),
        ("/nowhere", 404),
        ("/records/x", 404),
        ("/api/v1/nowhere", 404),
        ("/accounts", 403),
        ("/board?as_of=x", 422),
    ],
)
def test_every_answer_carries_them(office: Office, path: str, status: int) -> None:
    answer = signed_in(office).client.get(path)
    assert answer.status_code == status
    headers = answer.headers
    told = policy(headers)
    assert told["default-src"] == "'none'"
    assert told["base-uri"] == told["frame-ancestors"] == "'none'"
    assert told["form-action"] == told["style-src"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "script-src" not in told or path == DOCS, "no page of ours runs a script"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Server" not in headers or "Python" not in headers["Server"]
    assert re.fullmatch("[0-9a-f]{16}", headers["X-Request-ID"])
    assert (headers["Cache-Control"] == "no-store") == (not path.startswith("/static"))


def test_the_one_page_with_scripts_names_them_by_a_number_for_once(office: Office) -> None:
    browser = signed_in(office)
    numbers = set()
    for _ in range(2):
        answer = browser.client.get(DOCS)
        (number,) = re.findall(r"'nonce-([\w-]{20,})'", policy(answer.headers)["script-src"])
        assert policy(answer.headers)["script-src"] == f"'nonce-{number}'", "and nothing beside"
        scripts = re.findall(r"<script([^>]*)>", answer.get_data(as_text=True))
        assert len(scripts) == 2
        assert all(f'nonce="{number}"' in script and "src=" in script for script in scripts)
        numbers.add(number)
    assert len(numbers) == 2


def test_https_is_asked_for_where_there_is_https_only(office: Office) -> None:
    assert "Strict-Transport-Security" not in office.app.test_client().get("/sign-in").headers
    settings = replace(office.services.settings, secure_cookies=True)
    with Services(settings, clock=office.clock).opened() as services:
        answer = create_app(services=services).test_client().get("/sign-in")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_nothing_is_shown_that_is_older_than_the_page(office: Office) -> None:
    """Signing out leaves nothing in the browser's store that the key back would show."""
    browser = signed_in(office)
    assert browser.client.get("/people").headers["Cache-Control"] == "no-store"
    assert "ETag" not in browser.client.get("/people").headers
