"""The board says what the evaluator says of the whole world, on any day, as known at any position."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from log_book import Book, Chance, appointed, ident, issued, meeting, organisation, person, posts_of, work

from domain.appointment import Post
from domain.evaluator import Judged, all_statuses
from domain.kernel import Entry
from domain.meeting import MeetingVoided
from domain.organisation import Kind
from domain.reading import World
from domain.rule import Light, Status
from domain.work import Act
from projections import engine as engine_module
from projections import status as status_module
from projections.engine import Views
from projections.status import Cell, StatusView, board, clauses, counts_for, drafts_of, duties

TOWN, OTHER, DISTRICT = ident("org", 2), ident("org", 3), ident("org", 1)
ZHANG, LI, WANG = ident("person", 1), ident("person", 2), ident("person", 3)
CODES = ["township", "shunde2015", "jianxi2020", "c2006_resp"]


def told(status: Status) -> tuple:
    return (
        status.clause, status.policy, status.person or "", status.window, status.light.value, status.days_over,
        status.count, status.minimum, " ".join(status.findings), status.due.isoformat(),
    )  # fmt: skip


def shown(cell: Cell) -> tuple:
    return (
        cell.clause, cell.policy, cell.person, cell.window, cell.light, cell.days_over, cell.done, cell.minimum,
        cell.findings, cell.due,
    )  # fmt: skip


def without_standing_day(row: tuple) -> tuple:
    # A standing number is due on the day asked about; a settled cell says the year's last.
    return row[:-1] if row[3] == "standing" else row


def history(number: int, steps: int = 100) -> Book:
    chance = Chance(number, organisations=5)
    for code in chance.random.sample(CODES, 2):
        root = chance.random.choice(chance.organisations[:2])
        chance.issue(code, root, chance.random.choice(["2023-01-01", "2023-07-01", "2024-01-01"]))
    return chance.steps(steps)


@seed(20240607)
@settings(max_examples=12, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(number=st.integers(0, 10**6), cut=st.integers(20, 120), days=st.integers(0, 1100))
def test_the_board_agrees_with_the_evaluator(fresh_url, number, cut, days):
    book = history(number)
    views = Views(fresh_url(), [StatusView])
    views.create()
    for end in sorted({min(cut, book.head()), book.head()}):
        part = book.until(end)
        views.catch_up(part.log, part.head)
    asked = date(2023, 1, 1) + timedelta(days=days)
    late = date(2026, 1, 15)
    with views.reading() as reading:
        for known_at in (None, cut):
            world = World(book.entries if known_at is None else book.entries[:known_at])
            for as_of in (asked, late):
                for year in (2023, 2024, 2025):
                    _compare(reading, world, year, as_of, known_at)
    views.close()


def _compare(reading, world, year, as_of, known_at):
    for root in [id for id, place in world.organisations.items() if place.parent(as_of) is None]:
        found = board(reading, root, year, as_of, known_at)
        for line in found.lines:
            truth = all_statuses(world, line.id, year, as_of)
            assert duties(reading, line.id, year, as_of, known_at) == truth
            seen = [without_standing_day(shown(cell)) for cell in found.cells[line.id]]
            assert seen == [without_standing_day(told(status)) for status in truth]


@pytest.fixture
def book() -> Book:
    book = Book()
    book.write(DISTRICT, organisation("安平区委", kind=Kind.DISTRICT_COMMITTEE))
    book.write(TOWN, organisation("柳溪乡党委", DISTRICT))
    book.write(OTHER, organisation("石门乡党委", DISTRICT))
    for place, secretary in ((TOWN, ZHANG), (OTHER, WANG)):
        book.write(secretary, person(secretary, "张甲", place))
        book.write(posts_of(place), appointed(place, secretary))
    book.write(LI, person(LI, "李乙", TOWN))
    book.write(posts_of(TOWN), appointed(TOWN, LI, Post.DEPUTY_SECRETARY))
    book.write(ident("policy", 1), issued("township", DISTRICT))
    book.now = book.now.replace(year=2024, month=6, day=1)
    return book


QUARTERLY = "township-quarterly-committee-meeting"


def quarters(reading, organisation: str, as_of: date, known_at: int | None = None) -> dict[str, str]:
    found = board(reading, DISTRICT, 2024, as_of, known_at)
    return {cell.window: cell.light for cell in found.cells[organisation] if cell.clause == QUARTERLY}


def opened(url: str, book: Book) -> Views:
    views = Views(url, [StatusView])
    views.create()
    views.catch_up(book.log, book.head)
    return views


def test_a_meeting_changes_the_cell_of_its_quarter_only(url, book):
    views = opened(url, book)
    today = date(2024, 6, 1)
    with views.reading() as reading:
        assert quarters(reading, TOWN, today) == {
            "2024-Q1": "missed", "2024-Q2": "due", "2024-Q3": "due", "2024-Q4": "due"
        }  # fmt: skip
        assert [line.name for line in board(reading, DISTRICT, 2024, today).lines] == [
            "安平区委", "柳溪乡党委", "石门乡党委"
        ]  # fmt: skip
    before = book.head()
    book.write(ident("meeting", 1), meeting(TOWN, ZHANG, "2024-05-10"))
    book.write(ident("meeting", 2), meeting(OTHER, WANG, "2024-02-10"))
    views.catch_up(book.log, book.head)
    with views.reading() as reading:
        assert quarters(reading, TOWN, today)["2024-Q2"] == "met"
        assert quarters(reading, TOWN, today)["2024-Q1"] == "missed"
        assert quarters(reading, OTHER, today)["2024-Q1"] == "met"
        assert quarters(reading, TOWN, today, before)["2024-Q2"] == "due"
        assert quarters(reading, TOWN, date(2024, 5, 9))["2024-Q2"] == "due"
        assert quarters(reading, TOWN, date(2024, 7, 1))["2024-Q3"] == "due"
    book.write(ident("meeting", 1), MeetingVoided(reason="重复"))
    views.catch_up(book.log, book.head)
    with views.reading() as reading:
        assert quarters(reading, TOWN, today)["2024-Q2"] == "due"
        assert quarters(reading, TOWN, today, book.head() - 1)["2024-Q2"] == "met"
        assert quarters(reading, OTHER, today)["2024-Q1"] == "met"


def test_the_live_board_asks_no_facts(url, book, monkeypatch):
    book.write(ident("meeting", 1), meeting(TOWN, ZHANG, "2024-05-10"))
    views = opened(url, book)

    def never(*_: object) -> list[Judged]:
        raise AssertionError("evaluated")

    monkeypatch.setattr(status_module, "judged_for", never)
    with views.reading() as reading:
        assert quarters(reading, TOWN, date(2024, 6, 1))["2024-Q2"] == "met"
        with pytest.raises(AssertionError, match="evaluated"):
            board(reading, DISTRICT, 2024, date(2024, 5, 1))


def test_a_reader_before_the_settling_sees_the_same(url, book, monkeypatch):
    """Between two pages of a long catch-up cells are marked, not yet worked out."""
    monkeypatch.setattr(engine_module, "PAGE", 5)
    views = opened(url, book)
    for number in range(1, 12):
        book.write(ident("meeting", number), meeting(TOWN if number % 2 else OTHER, ZHANG, "2024-05-10"))

    def stops(after: int, limit: int) -> list[Entry]:
        if after >= book.head() - 4:
            raise InterruptedError
        return list(book.log(after, limit))

    with pytest.raises(InterruptedError):
        views.catch_up(stops, book.head)
    with views.reading() as reading:
        assert quarters(reading, TOWN, date(2024, 6, 1))["2024-Q2"] == Light.MET.value
    views.catch_up(book.log, book.head)
    with views.reading() as reading:
        assert quarters(reading, TOWN, date(2024, 6, 1))["2024-Q2"] == Light.MET.value


def test_a_new_year_opens_for_all(url, book):
    views = opened(url, book)
    book.now = book.now.replace(year=2025, month=1, day=2)
    book.write(ident("work", 1), work(OTHER, "2025-01-02"))
    views.catch_up(book.log, book.head)
    with views.reading() as reading:
        found = board(reading, DISTRICT, 2025, date(2025, 1, 2))
        assert {cell.light for cell in found.cells[TOWN] if cell.clause == QUARTERLY} == {"due"}
        # A year in which nothing was recorded yet is evaluated.
        later = board(reading, DISTRICT, 2026, date(2026, 1, 2))
        assert {cell.light for cell in later.cells[TOWN] if cell.clause == QUARTERLY} == {"due"}


def test_the_form_learns_what_a_record_would_count_for(url, book):
    views = opened(url, book)

    def draft(event) -> Entry:
        other = Book()
        other.now = book.now
        return other.write(ident("meeting", 9), event)

    with views.reading() as reading:
        today = date(2024, 6, 1)
        right = counts_for(reading, drafts_of(reading, draft(meeting(TOWN, ZHANG, "2024-05-10"))), today)
        wrong = counts_for(reading, drafts_of(reading, draft(meeting(TOWN, LI, "2024-05-10"))), today)
        found = {one.status.clause: one for one in right}[QUARTERLY]
        assert (found.reason, found.status.window, found.status.light) == ("", "2024-Q2", Light.MET)
        assert {one.status.clause: one.reason for one in wrong}[QUARTERLY] == "wrong_chair"
        assert clauses(reading)[found.status.policy, QUARTERLY].id == QUARTERLY
        lecture = counts_for(reading, drafts_of(reading, draft(work(TOWN, "2024-05-10", Act.PARTY_LECTURE))), today)
        assert QUARTERLY not in {one.status.clause for one in lecture}
