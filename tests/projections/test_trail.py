"""The audit trail finds every entry about something, and no other."""

from datetime import date

import pytest
from log_book import Book, ident, meeting, organisation, person

from domain.evidence import EvidenceAttached, EvidenceFiled
from domain.meeting import MeetingVoided
from projections import trail
from projections.engine import Views
from projections.trail import Trail

TOWN, OTHER = ident("org", 1), ident("org", 2)
ZHANG, LI = ident("person", 1), ident("person", 2)
MINE, THEIRS = ident("meeting", 1), ident("meeting", 2)
FILE = "file-" + "a" * 64


@pytest.fixture
def book() -> Book:
    book = Book()
    book.write(TOWN, organisation("柳溪乡党委"), by="account-boss")
    book.write(OTHER, organisation("石门乡党委"), by="account-boss")
    book.write(ZHANG, person(ZHANG, "张甲", TOWN), behalf=TOWN)
    book.write(LI, person(LI, "李乙", OTHER), behalf=OTHER)
    book.write(MINE, meeting(TOWN, ZHANG, "2024-03-01"), behalf=TOWN)
    book.write(THEIRS, meeting(OTHER, LI, "2024-03-02"), behalf=OTHER)
    filed = EvidenceFiled(organisation=TOWN, sha256="a" * 64, size=1, media_type="text/plain", title="签到表")
    book.write(FILE, filed, behalf=TOWN)
    book.write(FILE, EvidenceAttached(subject=MINE), behalf=TOWN)
    book.write(MINE, MeetingVoided(reason="重复"), by="account-boss", behalf=OTHER)
    return book


@pytest.fixture
def reading(url: str, book: Book):
    views = Views(url, [Trail])
    views.create()
    # In three steps, so that what a page needs to know of earlier pages is asked of the tables.
    for end in (4, 6, book.head()):
        views = Views(url, [Trail])
        views.catch_up(book.until(end).log, book.until(end).head)
    with views.reading() as reading:
        yield reading


def positions(lines: list[trail.Line]) -> list[int]:
    return [line.position for line in lines]


def test_of_a_record(reading):
    assert positions(trail.of_record(reading, MINE)) == [9, 8, 5]
    assert positions(trail.of_record(reading, THEIRS)) == [6]


def test_of_an_organisation_by_owner_name_and_behalf(reading):
    # 9 voids the town's meeting on the other's behalf: it concerns both.
    assert positions(trail.of_organisation(reading, TOWN, newest_first=False)) == [1, 3, 5, 7, 8, 9]
    assert positions(trail.of_organisation(reading, OTHER, newest_first=False)) == [2, 4, 6, 9]
    assert positions(trail.of_organisation(reading, OTHER, TOWN, newest_first=False)) == list(range(1, 10))


def test_of_a_person_and_an_account(reading):
    assert positions(trail.of_person(reading, ZHANG)) == [5, 3]
    assert positions(trail.of_person(reading, LI)) == [6, 4]
    assert positions(trail.of_account(reading, "account-boss")) == [9, 2, 1]
    assert positions(trail.of_all(reading)) == list(range(9, 0, -1))


def test_pages_filters_and_what_was_known(reading):
    assert positions(trail.of_organisation(reading, TOWN, limit=2)) == [9, 8]
    assert positions(trail.of_organisation(reading, TOWN, limit=2, cursor=8)) == [7, 5]
    assert positions(trail.of_organisation(reading, TOWN, limit=2, cursor=3, newest_first=False)) == [5, 7]
    assert positions(trail.of_organisation(reading, TOWN, known_at=5)) == [5, 3, 1]
    assert positions(trail.of_organisation(reading, TOWN, names=["meeting.held/1", "meeting.voided/1"])) == [9, 5]


def test_a_line_is_the_whole_envelope(reading, book):
    line, entry = trail.of_record(reading, THEIRS)[0], book.entries[5]
    assert (line.ref, line.name, line.recorded_at) == (entry.ref, entry.name, entry.recorded_at)
    assert (line.recorded_by, line.on_behalf_of, line.command_id) == ("account-clerk", OTHER, "c6")
    assert line.occurred_on == date(2024, 3, 2)
