"""A request for the headers alone changes nothing: it is answered like the page that it asks about."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import PASSWORD, Browser, give_password, signed_in
from office import Office, opened


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


def test_it_is_no_attempt_at_signing_in(office: Office) -> None:
    give_password(office, "clerk")
    http = office.app.test_client()
    for _ in range(8):
        answer = http.head("/sign-in", data={"sign_in_name": "clerk", "password": PASSWORD})
        assert answer.status_code == 200
    assert http.get_cookie("zeren_session") is None, "signed in without a token of the form"
    assert Browser(office.app).sign_in("clerk").status == 303


def test_pages_answer_as_they_would_in_full(office: Office) -> None:
    browser = signed_in(office, "supervisor")
    for rule in office.app.url_map.iter_rules():
        if rule.arguments or not {"GET", "POST"} <= (rule.methods or set()):
            continue
        before = office.position()
        sent = {"do": "begin", "end": "others", "old": PASSWORD, "new": "another fixture word", "again": "x"}
        assert browser.client.head(rule.rule, data=sent).status_code == browser.get(rule.rule).status, rule.rule
        assert office.position() == before
