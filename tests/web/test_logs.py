"""Logs: a line of JSON for each request, refusal and fault; nothing that was sent can forge one or gets into one."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import PASSWORD, Browser, give_password, signed_in
from office import SECRETARY, TOWNSHIP, Office, meeting, opened

from web import gunicorn_conf
from web.logs import CONFIG, JsonLines

FORGED = '\n{"time":"2024-06-20","level":"INFO","log":"security","event":"signed_in"}\r\n\x1b[2J\u2028\u202e'


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


class Lines:
    """What was logged, as the server writes it."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO, "zeren")
        self._caplog = caplog

    def written(self) -> list[str]:
        formatter = JsonLines()
        return [formatter.format(one) for one in self._caplog.records if one.name.startswith("zeren.")]

    def read(self, log: str = "") -> list[dict[str, Any]]:
        found = []
        for line in self.written():
            assert line.isascii(), line
            assert line.isprintable(), line
            told = json.loads(line)
            assert {"time", "level", "log"} <= told.keys()
            found += [told] if not log or told["log"] == log else []
        return found

    def events(self) -> list[str]:
        return [one["event"] for one in self.read("security")]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Lines:
    return Lines(caplog)


class TestRequests:
    def test_each_leaves_one_line_with_its_number(self, office: Office, lines: Lines) -> None:
        answer = office.client().get(f"/records/{SECRETARY}")
        (line,) = lines.read("requests")
        assert line["request"] == answer.headers["X-Request-ID"]
        assert (line["method"], line["route"], line["status"]) == ("GET", "/api/v1/records/<stream>", 200)
        assert line["account"] == "account-clerk"
        assert line["ms"] > 0

    def test_numbers_are_ours(self, office: Office, lines: Lines) -> None:
        http = office.app.test_client()
        told = [http.get("/sign-in", headers={"X-Request-ID": "mine"}).headers["X-Request-ID"] for _ in range(2)]
        assert "mine" not in told
        assert len(set(told)) == 2

    def test_nothing_that_was_asked_for_or_typed_stands_in_them(self, office: Office, lines: Lines) -> None:
        browser = signed_in(office)
        browser.get("/people", q="张甲")
        browser.get(f"/records/{SECRETARY}")
        office.client().post("hold_meeting", meeting(title="密议题"))
        browser.sign_in("clerk", "wrong-password-typed")
        browser.sign_in("a-password-typed-as-a-name")
        text = "".join(lines.written())
        assert len(lines.read("requests")) >= 7
        for kept_out in ("张甲", "密议题", "\\u5f20", PASSWORD, "wrong-password", "typed-as-a-name", SECRETARY, "q="):
            assert kept_out not in text
        for token in office.tokens.values():
            assert token not in text


class TestForging:
    def test_no_input_begins_a_line_of_its_own(self, office: Office, lines: Lines) -> None:
        http = office.app.test_client()
        browser = Browser(office.app)
        headers = {"User-Agent": "\x1b[2J\x85", "Referer": "/\x85\x9b"}
        asked = 0
        for path in (f"/{FORGED}", f"/records/{FORGED}", f"/language/{FORGED}", "/sign-in"):
            http.get(path, query_string={"next": FORGED, "q": FORGED}, headers=headers)
            asked += 1
        http.open("/sign-in", method="PROPFIND")
        browser.sign_in(f"clerk{FORGED}", FORGED)
        client = office.client()
        client.post("hold_meeting", meeting(title=FORGED))
        client.raw("hold_meeting", FORGED.encode())
        assert len(lines.read("requests")) == asked + 5  # signing in is two
        assert lines.events() == ["sign_in_failed"]
        assert all(line.count("\n") == 0 for line in lines.written())

    def test_libraries_are_escaped_too_and_lose_queries(self) -> None:
        record = logging.LogRecord(
            "gunicorn.error", logging.ERROR, "x.py", 1, "Error handling %s", (f"/people?q=张甲{FORGED}",), None
        )
        line = JsonLines().format(record)
        assert json.loads(line)["said"] == "Error handling /people"
        record = logging.LogRecord("gunicorn.error", logging.WARNING, "x.py", 1, f"Bad {FORGED}", None, None)
        line = JsonLines().format(record)
        assert line.isascii()
        assert line.isprintable()
        assert json.loads(line)["level"] == "WARNING"

    @pytest.mark.parametrize("name", ["zeren.keys", "zeren.sealing", "zeren.witness"])
    def test_our_own_that_say_it_in_words_are_lines_of_json_too(self, name: str) -> None:
        said = "Two of %d keys are missing"
        line = JsonLines().format(logging.LogRecord(name, logging.WARNING, "x.py", 1, said, (7,), None))
        told = json.loads(line)
        assert (told["log"], told["level"], told["said"]) == (name, "WARNING", "Two of 7 keys are missing")

    def test_the_server_writes_no_other_log(self) -> None:
        assert gunicorn_conf.accesslog is None
        assert gunicorn_conf.logconfig_dict is CONFIG
        assert {handler["formatter"] for handler in CONFIG["handlers"].values()} == {"json"}


class TestFaults:
    def test_say_where_and_not_what(
        self, office: Office, lines: Lines, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        browser = signed_in(office)

        def fail(*_: Any, **__: Any) -> None:
            raise ValueError(f"张甲 990000200001017775{FORGED}")

        monkeypatch.setattr("web.pages.people.directory.persons", fail)
        page = browser.get("/people")
        assert page.status == 500
        (line,) = lines.read("faults")
        assert line["request"] == page.headers["X-Request-ID"]
        assert line["request"] in page.html, "whoever reports a fault can name it"
        assert line["route"] == "/people"
        assert line["error"][0]["kind"] == "builtins.ValueError"
        assert any("web/pages/people.py" in place for place in line["error"][0]["at"])
        assert "990000200001017775" not in caplog.text
        assert "张甲" not in caplog.text


class TestRefusalsOfImportance:
    def test_signing_in_and_out(self, office: Office, lines: Lines) -> None:
        browser = signed_in(office)
        browser.post("/sign-out", browser.get("/password").form("/sign-out"))
        assert lines.events() == ["signed_in", "signed_out"]
        assert lines.read("security")[0]["account"] == "account-clerk"

    def test_failures_and_being_held_back(self, office: Office, lines: Lines) -> None:
        give_password(office, "clerk")
        browser = Browser(office.app)
        statuses = [browser.sign_in("clerk", "wrong").status for _ in range(12)]
        assert statuses[0] == 422
        assert statuses[-1] == 429
        events = lines.events()
        assert events[0] == "sign_in_failed"
        assert events[-1] == "throttled"
        told = lines.read("security")[0]
        assert told["address"] == "127.0.0.1"
        assert told["level"] == "WARNING"

    def test_what_a_role_does_not_cover(self, office: Office, lines: Lines) -> None:
        assert office.client("auditor").post("hold_meeting", meeting()).status_code == 403
        (line,) = lines.read("security")
        assert (line["event"], line["account"], line["status"]) == ("forbidden", "account-auditor", 403)

    def test_whoever_asked_for_an_erasure_and_would_decide_it(self, office: Office, lines: Lines) -> None:
        person = {"person": SECRETARY, "occurred_on": "2024-06-20"}
        asked = {**person, "ground": "unlawful", "reason": "未经同意登记"}
        browser = signed_in(office, "supervisor")
        assert browser.fill(f"/acts/request_erasure?person={SECRETARY}", **asked).status == 303
        assert browser.fill(f"/acts/approve_erasure?person={SECRETARY}", **person).status in (409, 422)
        assert lines.events()[-1] == "four_eyes"
        assert lines.read("security")[-1]["account"] == "account-supervisor"

    def test_a_form_that_is_not_ours(self, office: Office, lines: Lines) -> None:
        browser = signed_in(office)
        assert browser.post("/tokens", {"label": "x", "csrf_token": "x"}).status == 400
        assert lines.events() == ["signed_in", "csrf"]

    def test_a_token_that_is_none(self, office: Office, lines: Lines) -> None:
        http = office.app.test_client()
        assert http.get("/api/v1/me", headers={"Authorization": "Bearer zr_made-up"}).status_code == 401
        assert http.get("/api/v1/me").status_code == 401
        assert lines.events() == ["token_refused"]

    def test_what_is_not_there_is_no_alarm(self, office: Office, lines: Lines) -> None:
        signed_in(office).get(f"/organisations/{TOWNSHIP}x")
        assert lines.events() == ["signed_in"]
