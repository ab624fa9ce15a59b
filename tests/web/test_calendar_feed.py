"""Calendars by subscription: what they hold, that they are the same twice, and whom they obey."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from clerk import Browser, signed_in
from icalendar import Calendar
from judged import does
from office import DEPUTY, EAST, EASTERNER, SECRETARY, TOWNSHIP, Office, meeting, opened, opened_in_files, sent

from domain import commitment
from domain.identity import account_of
from web.secrets.calendars import LASTS


@pytest.fixture
def fresh(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """For what does not depend on the database: each test has an account of its own."""
    with opened_in_files(tmp_path_factory.mktemp("calendars")) as made:
        yield made


def decided(office: Office, *rows: tuple[str, str, str], who: str = "clerk", **changed: Any) -> str:
    resolutions = [
        {"number": number, "text": text, "responsible": person, "due_on": day}
        for number, (text, person, day) in enumerate(rows, 1)
    ]
    return does(office, who, "hold_meeting", **meeting(resolutions=resolutions, **changed))


def calendar_of(browser: Browser, **typed: Any) -> str:
    """Path of a new calendar."""
    forms = browser.get("/reminders").read.forms
    form = next(dict(one.fields) for one in forms if "label" in dict(one.fields))
    made = browser.post("/reminders/calendars", {**form, "label": "我的手机", "scope": "office", **typed})
    assert made.status == 200, made.words[:300]
    (address,) = [word for word in made.words.split() if word.endswith(".ics")]
    return urlsplit(address).path


def events(body: bytes) -> dict[str, Any]:
    """Events by the words before the organisation; the file itself is held against RFC 5545."""
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert max(map(len, body.split(b"\r\n"))) <= 75
    body.decode()
    found = Calendar.from_ical(body)
    assert (found["version"], found["method"]) == ("2.0", "PUBLISH")
    assert found["prodid"]
    every = found.walk("VEVENT")
    assert len({str(one["uid"]) for one in every}) == len(every)
    for one in every:
        assert not one.errors
        assert one["dtstamp"].dt.tzinfo is not None
        assert one["dtend"].dt - one["dtstart"].dt == timedelta(days=1)
        assert one["transp"] == "TRANSPARENT"
    return {str(one["summary"]).partition("（")[0]: one for one in every}


def fetched(office: Office, path: str) -> bytes:
    answer = office.app.test_client().get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return bytes(answer.data)


def test_a_calendar_from_page_to_program(fresh: Office) -> None:
    office = fresh
    text = "走访困难户，逐户登记存在的困难和需要组织出面协调解决的问题，形成台账并报党委会研究；" * 3
    held = decided(office, (text, SECRETARY, "2024-06-28"), ("修缮活动室", DEPUTY, "2024-06-10"))
    elsewhere = {"organisation": EAST, "chair": EASTERNER, "attendees": [EASTERNER]}
    decided(office, ("东岭的事", EASTERNER, "2024-06-29"), who="east", **elsewhere)
    browser = signed_in(office)
    path = calendar_of(browser, alarm="1")
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    first = fetched(office, path)
    assert fetched(office, path) == first, "nothing was recorded in between"
    found = events(first)
    assert [one for one in found if one.startswith("走访困难户")]
    assert not [one for one in found if "东岭" in one]
    one = found["修缮活动室"]
    assert one["dtstart"].dt == date(2024, 6, 10), "what is past its day still stands"
    assert "柳溪乡党委" in one["summary"]
    assert "李乙" not in first.decode(), "no names of persons"
    assert str(one["url"]) == f"http://127.0.0.1:8000/records/{held}#v1" or held in str(one["url"])
    (alarm,) = one.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(hours=9) - timedelta(days=1)
    assert [str(name) for name in found if "每季度" in str(name) or "联系点" in str(name)], (
        "windows of clauses stand too"
    )

    # Something else is recorded: what that does not touch stays as it was, to the byte.
    office.clock.forward(hours=1)
    does(office, "clerk", "carry_out_resolution", meeting=held, number=2, occurred_on="2024-06-18", text="已修好")
    second = events(fetched(office, path))
    assert "修缮活动室" not in second, "what was done is no longer in the feed"
    (before,) = [one for name, one in found.items() if name.startswith("走访")]
    (after,) = [one for name, one in second.items() if name.startswith("走访")]
    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after["dtstamp"].dt > before["dtstamp"].dt

    # Unchanged is said in a line.
    client = office.app.test_client()
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304

    # The token reads the calendar and nothing else; the database does not hold it.
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert client.get("/board").status_code == 303
    client.set_cookie("zeren_session", token)
    assert client.get("/board").status_code == 303
    assert client.get(f"/calendar/{'x' * 43}.ics").status_code == 404
    assert token not in browser.get("/reminders").html, "shown once"
    database = (office.services.settings.data / "secrets.db").read_bytes()
    assert token.encode() not in database


def test_a_moved_day_moves_the_event(office: Office) -> None:
    promised = {"organisation": TOWNSHIP, "person": DEPUTY, "title": "修缮屋顶", "occurred_on": "2024-06-01"}

    made = does(office, "clerk", "make_commitment", **sent(commitment.MakeCommitment, **promised, due_on="2024-07-10"))
    path = calendar_of(signed_in(office))
    before = events(fetched(office, path))["修缮屋顶"]
    changed = {**promised, "organisation": None, "commitment": made, "due_on": "2024-07-20", "reason": "误写"}
    does(office, "clerk", "correct_commitment", **sent(commitment.CorrectCommitment, **changed))
    after = events(fetched(office, path))["修缮屋顶"]
    assert after["uid"] == before["uid"]
    assert (before["dtstart"].dt, after["dtstart"].dt) == (date(2024, 7, 10), date(2024, 7, 20))
    assert after["sequence"] > before["sequence"]


class TestWhoseItIs:
    def test_ends_with_the_account_for_good(self, office: Office) -> None:
        path, reviewer = calendar_of(signed_in(office, "reviewer")), account_of("reviewer")
        office.clock.forward(minutes=1)
        does(office, "administrator", "suspend_account", account=reviewer, reason="离岗")
        does(office, "administrator", "reinstate_account", account=reviewer, reason="返岗")
        assert office.app.test_client().get(path).status_code == 404, "suspended since, though nobody fetched it then"
        assert office.services.secrets.calendars_of(reviewer) == []

    def test_ends_with_the_grant(self, office: Office) -> None:
        path = calendar_of(signed_in(office, "inspector"))
        body = {"account": account_of("inspector"), "organisation": TOWNSHIP, "role": "reviewer", "reason": "转岗"}
        does(office, "administrator", "grant_role", **body, replaces=True)
        assert office.app.test_client().get(path).status_code == 404

    def test_is_not_for_officers(self, office: Office) -> None:
        assert signed_in(office, "administrator").get("/reminders").status == 403

    def test_of_a_person_wants_a_person(self, office: Office) -> None:
        browser = signed_in(office, "appraiser")
        assert 'value="own"' not in browser.get("/reminders").html
        path = calendar_of(browser, scope="own")
        assert "本组织的事项" in Calendar.from_ical(fetched(office, path))["name"]

    def test_withdrawn_or_ended(self, office: Office) -> None:
        browser, client = signed_in(office, "supervisor"), office.app.test_client()
        phone, other = calendar_of(browser), calendar_of(browser, label="电脑", days="90")
        assert [client.get(one).status_code for one in (phone, other)] == [200, 200]
        office.clock.forward(days=91)
        assert [client.get(one).status_code for one in (phone, other)] == [200, 404]
        browser = signed_in(office, "supervisor")
        for form in browser.get("/reminders").read.forms:
            if "drop" in dict(form.fields):
                browser.post("/reminders/calendars", dict(form.fields))
        assert office.services.secrets.calendars_of(account_of("supervisor")) == []
        assert client.get(phone).status_code == 404
        again = calendar_of(browser)
        office.clock.forward(days=LASTS.days + 1)
        assert client.get(again).status_code == 404
