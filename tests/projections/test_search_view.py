"""Words are found where they stand or sound so, as they were known; nothing of it rests on how the log is cut."""

from collections.abc import Iterator
from datetime import date

import pytest
from histories import Deciding
from log_book import Book, ident, meeting, organisation, person, work
from views_equal import contents

from domain.contact import (
    ContactPointEstablished,
    ContactPointVisitCorrected,
    ContactPointVisited,
    ContactPointVisitVoided,
    Purpose,
)
from domain.meeting import MeetingCorrected, MeetingVoided
from projections import search, sounds
from projections.engine import Views
from projections.search import Search
from projections.sounds import Rank, terms_of

TOWN, OTHER = ident("org", 1), ident("org", 2)
ZHANG = ident("person", 1)
FIRST, SECOND, THEIRS, POINT = ident("meeting", 1), ident("meeting", 2), ident("meeting", 3), ident("point", 1)
WORK = ident("work", 1)


def visit(text: str) -> ContactPointVisited:
    return ContactPointVisited(visitor=ZHANG, purpose=next(iter(Purpose)), text=text, occurred_on=date(2024, 5, 6))


@pytest.fixture(scope="module")
def book() -> Book:
    book = Book()
    book.write(TOWN, organisation("柳溪乡党委"))
    book.write(OTHER, organisation("石门乡党委"))
    book.write(ZHANG, person(ZHANG, "张甲", TOWN))
    book.write(FIRST, meeting(TOWN, ZHANG, "2024-03-01", "研究安全生产工作"))
    book.write(SECOND, meeting(TOWN, ZHANG, "2023-04-01", "传达安委发〔２０２６〕３号文件"))
    book.write(THEIRS, meeting(OTHER, ZHANG, "2024-03-02", "安全生产"))
    book.write(WORK, work(TOWN, "2024-02-01", text="到重庆调研，100%完成 a_b"))
    book.write(POINT, ContactPointEstablished(
        owner=ZHANG, organisation=TOWN, unit=OTHER, unit_kind="village", unit_sector="", unit_rating="",
        occurred_on=date(2024, 1, 1), note="联系石桥村"))  # fmt: skip
    book.write(POINT, visit("了解水库除险加固"))
    return book


@pytest.fixture(scope="module")
def later(book: Book) -> Book:
    """The same, with corrections: a title, a visit taken back, a meeting voided."""
    more = book.until(book.head())
    more.entries = list(book.entries)
    more.versions, more.now = dict(book.versions), book.now
    held = meeting(TOWN, ZHANG, "2024-03-01", "研究森林防火工作")
    more.write(FIRST, MeetingCorrected(corrects=1, held=held, reason="议题写错"))
    more.write(POINT, ContactPointVisitCorrected(visit=2, corrects=2, visited=visit("了解河道清淤"), reason="写错"))
    more.write(POINT, ContactPointVisitVoided(visit=2, reason="未成行"))
    more.write(THEIRS, MeetingVoided(reason="重复登记"))
    return more


@pytest.fixture
def reading(url: str, later: Book) -> Iterator[object]:
    views = Views(url, [Search])
    views.create()
    views.catch_up(later.log, later.head)
    with views.reading() as found:
        yield found
    views.close()


def found(reading, query: str, *, known_at: int | None = None, slip: bool = False, **more) -> list[tuple[str, str]]:
    hits = find(reading, query, known_at=known_at, slip=slip, **more)
    return [(hit.stream, hit.rank.name) for hit in hits]


def find(reading, query, *, known_at=None, slip=False, bodies=(TOWN, OTHER), **more):
    asked = search.Asked(organisations=bodies, terms=terms_of(query, slip=slip), **more)
    return search.find(reading, asked, known_at=known_at, most=50)


BEFORE = 9
"""Position before anything was corrected."""


def test_by_words_pinyin_initials_and_slips_on_both_databases(reading) -> None:
    at = {"known_at": BEFORE}
    assert found(reading, "安全生产", **at) == [(THEIRS, "EXACT"), (FIRST, "WITHIN")]
    assert found(reading, "研究", **at) == [(FIRST, "PREFIX")]
    for query, rank in (
        ("anquanshengchan", "PINYIN"),
        ("an quan", "PINYIN"),
        ("AnQuanSh", "PINYIN"),
        ("aqsc", "INITIALS"),
    ):
        assert sorted(found(reading, query, **at)) == [(FIRST, rank), (THEIRS, rank)], query
    for query in (
        "anqvanshengchan",
        "anquansengcan",
        "angquanshenchang",
        "anquanshegnchan",
        "aqcs",
        "anqsc",
        "按全生产",
    ):
        assert found(reading, query, **at) == [], query
        assert sorted(found(reading, query, slip=True, **at)) == [(FIRST, "SLIP"), (THEIRS, "SLIP")], query


def test_numbers_brackets_and_width_are_one(reading) -> None:
    for query in ("安委发〔2026〕3号", "安委发[2026]3号", "安委发(2026)３号", "〔2026〕3号", "2026 安委发"):
        assert [stream for stream, _ in found(reading, query)] == [SECOND], query


def test_text_characters_with_two_readings_and_wildcards(reading) -> None:
    assert found(reading, "调研") == [(WORK, "TEXT")]
    assert found(reading, "100%") == [(WORK, "TEXT")]
    assert found(reading, "a_b") == [(WORK, "TEXT")]
    for query in ("*", "?", "\\", "' OR 1=1 --", "a%b", "[a-z]", "00%a", "a?b", "^", "$", "."):
        assert found(reading, query) == [], query
    assert [stream for stream, _ in found(reading, "%")] == [WORK]
    assert [stream for stream, _ in found(reading, "[")] == [SECOND], "a bracket is any bracket"


def test_what_was_corrected_or_taken_back_is_found_as_it_was_known(reading) -> None:
    assert found(reading, "安全生产") == [(THEIRS, "EXACT")], "a voided record is still found, and told as voided"
    assert found(reading, "森林防火") == [(FIRST, "WITHIN")]
    assert found(reading, "森林防火", known_at=BEFORE) == []
    assert found(reading, "slfh") == [(FIRST, "INITIALS")]
    assert found(reading, "水库", known_at=BEFORE) == [(POINT, "WITHIN")]
    assert found(reading, "清淤", known_at=BEFORE + 2) == [(POINT, "WITHIN")]
    assert found(reading, "水库", known_at=BEFORE + 2) == []
    assert found(reading, "清淤") == []
    (hit,) = find(reading, "水库", known_at=BEFORE)
    assert (hit.part, hit.organisation, hit.day) == ("2", TOWN, "2024-05-06")
    assert search.said(reading, hit, BEFORE).title == "了解水库除险加固"


def test_narrowed_by_organisation_kind_year_and_day(reading) -> None:
    assert found(reading, "安全生产", bodies=(TOWN,)) == []
    assert found(reading, "安全生产", bodies=(TOWN,), known_at=BEFORE) == [(FIRST, "WITHIN")]
    assert found(reading, "调研", kinds=("meeting",)) == []
    assert found(reading, "调研", kinds=("work",), year=2024) == [(WORK, "TEXT")]
    assert found(reading, "调研", year=2023) == []
    assert found(reading, "安全生产", known_at=BEFORE, last=date(2024, 3, 1)) == [(FIRST, "WITHIN")]


def test_no_name_of_a_person_stands_in_the_view(reading) -> None:
    rows = repr(reading.rows(search.sa.select(reading.table("search", "said"))))
    assert "张甲" not in rows
    assert "sealed:" not in rows


def test_step_by_step_is_what_a_rebuild_gives(fresh_url, later: Book) -> None:
    history = Deciding(11)
    for _ in range(250):
        history.step()
    for book in (history.book, later):
        url = fresh_url()
        Views(url, [Search]).create()
        for end in (*range(1, book.head(), 9 if book.head() > 30 else 1), book.head()):
            views = Views(url, [Search])  # nothing rests on what is in memory
            views.catch_up(book.until(end).log, book.until(end).head)
            views.close()
        slow, once = Views(url, [Search]), Views(fresh_url(), [Search])
        once.create()
        once.catch_up(book.log, book.head)
        assert contents(slow) == contents(once)
        assert contents(once)["search.said"]
        slow.close()
        once.close()


def test_the_past_is_what_was_then(fresh_url, later: Book) -> None:
    for position in (BEFORE, BEFORE + 1, BEFORE + 2, BEFORE + 3):
        whole, short = Views(fresh_url(), [Search]), Views(fresh_url(), [Search])
        for views, book in ((whole, later), (short, later.until(position))):
            views.create()
            views.catch_up(book.log, book.head)
        with whole.reading() as now, short.reading() as then:
            for query in ("安全", "水库", "清淤", "slfh", "工作"):
                assert found(now, query, known_at=position) == found(then, query), (position, query)
        whole.close()
        short.close()


@pytest.mark.parametrize(
    ("query", "title", "rank"),
    [
        ("zhangjia", "张甲", Rank.PINYIN),
        ("zj", "张甲", Rank.INITIALS),
        ("changsha", "长沙", Rank.PINYIN),
        ("cq", "重庆", Rank.INITIALS),
        ("kuaiji", "会计", Rank.PINYIN),
        ("xi'an", "西安", Rank.PINYIN),
        ("lvshi", "律师", Rank.PINYIN),
        ("anquan2026", "安全2026年", Rank.PINYIN),
    ],
)
def test_readings(query: str, title: str, rank: Rank) -> None:
    (term,) = terms_of(query)
    assert term.rank(title) is rank


def test_long_and_odd_queries_end_soon() -> None:
    for query in (
        "an" * 40,
        "a" * 80,
        "zhuangshuang" * 9,
        "x" * 60,
        "ng'" * 20,
        "1" * 60,
        "安" * 60,
        "a b c d e f g h",
    ):
        for slip in (False, True):
            assert sum(len(term.patterns) for term in terms_of(query, slip=slip)) <= 100


def test_marks_that_are_replaced_at_once_are_folded_as_each_is_alone() -> None:
    every = [chr(code) for code in range(0x110000)]
    alone = [sign for sign in every if not sounds._CHANGING.match(sign)]
    assert [sign for sign in alone if sign.translate(sounds._FOLDED) != sign] == []
    assert {written: written.translate(sounds._FOLDED) for written, _ in sounds._USUAL} == dict(sounds._USUAL)
    text = "关于《党建》的会议（A组），共２项：“一”；[二]！"
    assert sounds.fold(text) == text.translate(sounds._FOLDED)
