"""Lists show each record once, with what it says now or said then."""

from datetime import date

import pytest
from log_book import Book, ident, meeting, organisation, report, work

from domain.contact import (
    ContactPointEstablished,
    ContactPointVisitCorrected,
    ContactPointVisited,
    ContactPointVisitVoided,
    ContactPointVoided,
    Purpose,
)
from domain.evidence import EvidenceAttached, EvidenceDetached, EvidenceFiled
from domain.meeting import MeetingConvened, MeetingCorrected, MeetingVoided
from domain.report import ReportAccepted, ReportReturned
from domain.responsibility import (
    Item,
    ResponsibilityItemAdded,
    ResponsibilityItemCompleted,
    ResponsibilityItemReturned,
    ResponsibilityListDrafted,
    ResponsibilityListIssued,
)
from projections import records
from projections.engine import Views
from projections.records import Records, Wanted

TOWN, OTHER = ident("org", 1), ident("org", 2)
ZHANG, LI = ident("person", 1), ident("person", 2)
MINE, THEIRS, POINT, LIST = ident("meeting", 1), ident("meeting", 2), ident("point", 1), f"list-{TOWN[4:]}-2024"
FILE = "file-" + "a" * 64


@pytest.fixture
def book() -> Book:
    book = Book()
    book.write(TOWN, organisation("柳溪乡党委"))
    book.write(OTHER, organisation("石门乡党委"))
    book.write(MINE, meeting(TOWN, ZHANG, "2024-03-01", "第一次会议"))
    book.write(THEIRS, meeting(OTHER, LI, "2024-03-02", "乡党委会"))
    book.write(ident("work", 1), work(TOWN, "2024-02-01"))
    book.write(ident("work", 2), work(OTHER, "2024-02-02"))
    return book


class Opened:
    """Views over a book, caught up one entry at a time, so that nothing rests on what is in memory."""

    def __init__(self, url: str, book: Book) -> None:
        self.views = Views(url, [Records])
        self.views.create()
        for end in range(self.views.position() + 1, book.head() + 1):
            self.views = Views(url, [Records])
            self.views.catch_up(book.until(end).log, book.until(end).head)
            self.views.close()

    def __enter__(self):
        self._context = self.views.reading()
        return self._context.__enter__()

    def __exit__(self, *error):
        self._context.__exit__(*error)


def refs(lines: list[records.Line]) -> list[str]:
    return [line.ref for line in lines]


BOTH = Wanted(organisations=[TOWN, OTHER])


def test_by_organisation_kind_period_text_and_page(url, book):
    with Opened(url, book) as reading:
        assert refs(records.find(reading, BOTH)) == [THEIRS, MINE, ident("work", 2), ident("work", 1)]
        assert records.count(reading, BOTH) == 4
        assert refs(records.find(reading, BOTH, limit=2, offset=1)) == [MINE, ident("work", 2)]
        assert refs(records.find(reading, Wanted(organisations=[TOWN]))) == [MINE, ident("work", 1)]
        assert refs(records.find(reading, Wanted(organisations=[TOWN], kinds=["work"]))) == [ident("work", 1)]
        window = Wanted(organisations=[TOWN, OTHER], first=date(2024, 2, 2), last=date(2024, 3, 1))
        assert refs(records.find(reading, window)) == [MINE, ident("work", 2)]
        assert refs(records.find(reading, Wanted(organisations=[TOWN, OTHER], text="乡党委"))) == [THEIRS]
        assert records.find(reading, Wanted(organisations=[TOWN, OTHER], text="%")) == []


def test_corrected_and_voided_lines_keep_what_they_said(url, book):
    before = book.head()
    right = meeting(TOWN, ZHANG, "2024-04-01", "第二次会议")
    book.write(MINE, MeetingCorrected(corrects=1, held=right, reason="笔误"))
    book.write(THEIRS, MeetingVoided(reason="重复"))
    with Opened(url, book) as reading:
        line = records.line_of(reading, MINE)
        assert (line.title, line.occurred_on, line.corrections, line.version) == (
            "第二次会议", date(2024, 4, 1), 1, 2
        )  # fmt: skip
        assert (line.first_position, line.position) == (3, 7)
        assert records.line_of(reading, MINE, before).title == "第一次会议"
        assert THEIRS not in refs(records.find(reading, BOTH))
        assert THEIRS in refs(records.find(reading, BOTH, known_at=before))
        assert refs(records.find(reading, Wanted(organisations=[TOWN, OTHER], stages=["voided"]))) == [THEIRS]


def test_stages_of_meetings_and_reports(url, book):
    planned = MeetingConvened(
        organisation=TOWN, body=meeting(TOWN, ZHANG, "2024-01-01").body, title="拟开", planned_on=date(2024, 5, 1)
    )
    book.write(ident("meeting", 3), planned)
    book.write(ident("report", 1), report(TOWN, OTHER, "2024-05-02"))
    book.write(ident("report", 2), report(OTHER, TOWN, "2024-05-03", "2024-Q1"))
    book.write(ident("report", 1), ReportReturned(occurred_on=date(2024, 5, 4), reason="数据不全"))
    book.write(ident("report", 2), ReportAccepted(occurred_on=date(2024, 5, 5)))
    with Opened(url, book) as reading:
        assert records.line_of(reading, ident("meeting", 3)).stage == "convened"
        mine, theirs = (records.line_of(reading, ident("report", n)) for n in (1, 2))
        assert (mine.stage, mine.about, mine.period) == ("returned", OTHER, "2024")
        assert (theirs.stage, theirs.about, theirs.period) == ("accepted", TOWN, "2024-Q1")


def test_contact_points_and_their_visits(url, book):
    point = ContactPointEstablished(
        organisation=TOWN, owner=ZHANG, unit=OTHER, unit_kind="branch", unit_sector="village", unit_rating="weak",
        occurred_on=date(2024, 1, 5), note="联系石桥村",
    )  # fmt: skip
    book.write(POINT, point)
    for day in (6, 7):
        visit = ContactPointVisited(visitor=ZHANG, purpose=Purpose.HELP, occurred_on=date(2024, 2, day), text="走访")
        book.write(POINT, visit)
    again = ContactPointVisited(visitor=ZHANG, purpose=Purpose.RESEARCH, occurred_on=date(2024, 2, 9), text="调研")
    book.write(POINT, ContactPointVisitCorrected(visit=2, corrects=2, visited=again, reason="日期"))
    book.write(POINT, ContactPointVisitVoided(visit=3, reason="重复"))
    with Opened(url, book) as reading:
        first, second = records.visits_of(reading, POINT)[::-1]
        assert (first.ref, first.act, first.occurred_on, first.about) == (
            f"{POINT}#2", "research", date(2024, 2, 9), OTHER
        )  # fmt: skip
        assert (second.ref, second.stage) == (f"{POINT}#3", "voided")
        assert records.line_of(reading, POINT).parts == 1
    book.write(POINT, ContactPointVoided(reason="误登"))
    with Opened(url, book) as reading:
        assert {line.stage for line in records.visits_of(reading, POINT)} == {"voided"}


def test_a_list_counts_its_items(url, book):
    book.write(LIST, ResponsibilityListDrafted(organisation=TOWN, year=2024, policies=(), required=(), baseline=()))
    for number in ("1", "2"):
        item = Item(item=number, title="抓党建", clause="", policy="", person=ZHANG, department="", due_on=None)
        book.write(LIST, ResponsibilityItemAdded(item=item))
    day = date(2024, 3, 1)
    book.write(LIST, ResponsibilityListIssued(list_version=1, occurred_on=day))
    for number in ("1", "2"):
        book.write(LIST, ResponsibilityItemCompleted(item=number, occurred_on=day, evidence=(), note=""))
    book.write(LIST, ResponsibilityItemReturned(item="2", person=LI, occurred_on=day, reason="不实"))
    with Opened(url, book) as reading:
        line = records.line_of(reading, LIST)
        assert (line.stage, line.period, line.parts, line.done, line.occurred_on) == ("issued", "2024", 2, 1, day)


def test_evidence_of_a_record(url, book):
    filed = EvidenceFiled(organisation=TOWN, sha256="a" * 64, size=1, media_type="text/plain", title="签到表")
    book.write(FILE, filed)
    book.write(FILE, EvidenceAttached(subject=MINE))
    attached = book.write(FILE, EvidenceAttached(subject=THEIRS)).position
    book.write(FILE, EvidenceDetached(subject=MINE, reason="误关联"))
    with Opened(url, book) as reading:
        assert refs(records.evidence_of(reading, MINE)) == []
        assert refs(records.evidence_of(reading, MINE, attached)) == [FILE]
        assert [line.title for line in records.evidence_of(reading, THEIRS)] == ["签到表"]
