"""The register of floating members, from both sides, on any day, as known at any position."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from log_book import Book, ident
from views_equal import assert_equal_to_a_rebuild

from domain import dues, floating
from domain.floating import Assignment
from domain.floating_status import Gap
from domain.identity import certificate_of, dues_of
from projections import floating as view
from projections.engine import Views
from projections.floating import Floating
from projections.store import Reading

HOME, HOST, NEXT, COMMITTEE, OTHER = (ident("org", n) for n in range(1, 6))
ZHANG, LI = ident("person", 1), ident("person", 2)
ZHANGS, LIS = certificate_of(ZHANG), certificate_of(LI)


def day(text: str) -> date:
    return date.fromisoformat(text)


def left(person: str, on: str, home: str = HOME) -> Any:
    return floating.DepartureReported(
        person=person, organisation=home, destination="东江市", text="务工", occurred_on=day(on), leaves_on=day(on)
    )


def on(cls: type, when: str, /, **more: Any) -> Any:
    return cls(occurred_on=day(when), **more)


def arrived(text: str, there: str = HOST) -> Any:
    return on(floating.InflowReported, text, inflow=there)


STAMPED = on(floating.CertificateStamped, "2024-02-20", by=COMMITTEE)
ISSUED = on(floating.CertificateIssued, "2024-02-21", number="001")
VERIFIED = on(floating.CertificateVerified, "2024-03-10")
FILED = on(floating.CertificateFiled, "2024-03-20", superior=COMMITTEE)
ASSIGNED = on(floating.FloatingMemberAssigned, "2024-03-22", to=HOST, assignment=Assignment.RESIDENCE)
RETURNED = on(floating.ReturnReported, "2025-01-10")
CHECKED = on(floating.CertificateChecked, "2025-01-12", text="良好")


@contextmanager
def reading(url: str, book: Book) -> Iterator[Reading]:
    """The view over a book, caught up one entry at a time by a new process each, and equal to a rebuild."""
    made = Views(url, [Floating])
    made.create()
    for end in range(1, book.head() + 1):
        views = Views(url, [Floating])
        views.catch_up(book.until(end).log, book.until(end).head)
        views.close()
    assert_equal_to_a_rebuild(made, book.log)
    with made.reading() as found:
        yield found
    made.close()


def shown(at: Reading, body: str, as_of: str, known_at: int | None = None, **more: Any) -> list[Any]:
    return [
        (one.journey.person, one.standing.stage, one.standing.days, one.left_here, one.came_here)
        for one in view.members(at, [body], day(as_of), known_at, **more)
    ]


@pytest.fixture
def book() -> Book:
    """Two members leave one branch; one arrives."""
    book = Book()
    book.write(ZHANGS, left(ZHANG, "2024-02-21"))
    book.write(LIS, left(LI, "2024-05-01"))
    for event in (STAMPED, ISSUED, arrived("2024-03-05"), VERIFIED):
        book.write(ZHANGS, event)
    return book


class TestFromBothSides:
    def test_verified_not_filed_then_filed(self, url: str, book: Book) -> None:
        """S32."""
        book.write(ZHANGS, FILED)
        with reading(url, book) as at:
            (one,) = view.members(at, [HOST], day("2024-03-15"))
            assert (one.standing.stage, one.standing.filed_after) == ("verified", None)
            assert Gap.UNFILED in one.standing.gaps
            (one,) = view.members(at, [HOST], day("2024-03-20"))
            assert (one.standing.stage, one.standing.filed_after) == ("filed", 10)
            assert one.standing.gaps == (Gap.UNASSIGNED,)
            (before,) = view.members(at, [HOST], day("2024-03-20"), book.head() - 1)
            assert before.standing.stage == "verified"

    def test_home_sees_those_away_and_host_those_come(self, url: str, book: Book) -> None:
        with reading(url, book) as at:
            assert shown(at, HOME, "2024-06-01") == [
                (ZHANG, "verified", 83, True, False),
                (LI, "departed", 31, True, False),
            ]
            assert shown(at, HOST, "2024-06-01") == [(ZHANG, "verified", 83, False, True)]
            assert shown(at, HOST, "2024-03-04") == []
            assert shown(at, OTHER, "2024-06-01") == []
            assert shown(at, HOME, "2024-02-20") == []

    def test_moved_on(self, url: str, book: Book) -> None:
        for event in (FILED, ASSIGNED, arrived("2024-09-01", NEXT)):
            book.write(ZHANGS, event)
        with reading(url, book) as at:
            assert shown(at, HOST, "2024-08-31") == [(ZHANG, "assigned", 162, False, True)]
            assert shown(at, HOST, "2024-09-01") == []
            assert shown(at, NEXT, "2024-09-11") == [(ZHANG, "arrived", 10, False, True)]
            (one,) = view.members(at, [NEXT], day("2024-09-11"))
            assert one.standing.gaps == (Gap.UNVERIFIED,)

    def test_checked_off(self, url: str, book: Book) -> None:
        handed_in = on(floating.CertificateHandedIn, "2025-01-11")
        for event in (FILED, ASSIGNED, RETURNED, handed_in, CHECKED):
            book.write(ZHANGS, event)
        book.write(ZHANGS, left(ZHANG, "2025-02-01", OTHER))
        with reading(url, book) as at:
            assert shown(at, HOST, "2025-01-11") == [(ZHANG, "handed_in", 0, False, True)]
            assert shown(at, HOST, "2025-01-12") == []
            assert shown(at, HOST, "2025-01-12", closed=True) == [(ZHANG, "closed", 0, False, True)]
            assert shown(at, OTHER, "2025-02-03") == [(ZHANG, "departed", 2, True, False)]
            assert [journey.number for journey, _ in view.journeys_of(at, ZHANG, day("2025-03-01"))] == [11, 1]

    def test_corrected_and_voided(self, url: str, book: Book) -> None:
        fresh = left(ZHANG, "2024-02-22")
        book.write(ZHANGS, floating.DepartureCorrected(corrects=1, departure=fresh, reason="日期有误"))
        book.write(LIS, floating.FloatingVoided(reason="误登"))
        with reading(url, book) as at:
            (one,) = view.members(at, [HOME], day("2024-06-01"))
            assert (one.journey.person, one.journey.leaves_on) == (ZHANG, day("2024-02-22"))
            assert len(view.members(at, [HOME], day("2024-06-01"), book.head() - 1)) == 2
            assert len(view.journeys_of(at, LI, day("2024-06-01"), 2)) == 1
            assert view.journeys_of(at, LI, day("2024-06-01")) == []


class TestWhatIsMissing:
    def test_a_certificate(self, url: str, book: Book) -> None:
        book.write(LIS, on(floating.CertificateStamped, "2024-06-01", by=COMMITTEE))
        book.write(LIS, on(floating.CertificateIssued, "2024-06-02", number="002"))
        with reading(url, book) as at:
            missing = {one.journey.person: one.standing.gaps for one in view.members(at, [HOME], day("2024-06-01"))}
            assert missing[LI] == (Gap.NO_CERTIFICATE, Gap.NOT_ARRIVED)
            later = {one.journey.person: one.standing.gaps for one in view.members(at, [HOME], day("2024-06-02"))}
            assert later[LI] == (Gap.ISSUED_LATE, Gap.NOT_ARRIVED)

    def test_audits_and_yearly_reports(self, url: str, book: Book) -> None:
        for event in (FILED, ASSIGNED, on(floating.CertificateAudited, "2024-12-10", by=HOST, year=2024)):
            book.write(ZHANGS, event)
        with reading(url, book) as at:
            (one,) = view.members(at, [HOST], day("2025-06-01"))
            assert (one.standing.audited, one.standing.not_audited) == ((2024,), ())
            assert (one.standing.reported, one.standing.not_reported) == ((), (2024,))
            assert one.standing.gaps == (Gap.NOT_REPORTED,)
            (one,) = view.members(at, [HOST], day("2025-06-01"), book.head() - 1)
            assert one.standing.not_audited == (2024,)
            (one,) = view.members(at, [HOST], day("2024-12-31"))
            assert (one.standing.not_audited, one.standing.not_reported) == ((), ())

    def test_changes_told_to_one_side_only(self, url: str, book: Book) -> None:
        to_host = on(floating.LocationChangeReported, "2024-08-01", destination="西江市", recipients=(HOST,))
        to_home = on(floating.LocationChangeReported, "2024-09-01", destination="北江市", recipients=(HOME,))
        for event in (FILED, ASSIGNED, to_host, to_home):
            book.write(ZHANGS, event)
        with reading(url, book) as at:
            (one,) = view.members(at, [HOST], day("2024-08-15"))
            assert one.standing.gaps == (Gap.HOME_NOT_TOLD,)
            (one,) = view.members(at, [HOST], day("2024-09-15"))
            assert one.standing.gaps == (Gap.HOME_NOT_TOLD, Gap.HOST_NOT_TOLD)

    def test_lost_and_found(self, url: str, book: Book) -> None:
        for event in (
            FILED,
            ASSIGNED,
            on(floating.ContactLost, "2024-07-01", text="停机"),
            on(floating.ContactRestored, "2024-08-01", text="来电"),
        ):
            book.write(ZHANGS, event)
        with reading(url, book) as at:
            (one,) = view.members(at, [HOST], day("2024-07-15"))
            assert (one.standing.lost_on, one.standing.gaps) == (day("2024-07-01"), (Gap.CONTACT_LOST,))
            (one,) = view.members(at, [HOST], day("2024-08-01"))
            assert (one.standing.lost_on, one.standing.gaps) == (None, ())


class TestDues:
    def paid(self, text: str, *months: int) -> Any:
        return on(dues.DuesPaid, text, person=ZHANG, organisation=HOST, year=2024, months=months, amount=2000)

    def test_months_away_that_nobody_paid(self, url: str, book: Book) -> None:
        stream = dues_of(ZHANG, 2024)
        book.write(stream, self.paid("2024-04-20", 2, 3, 4))
        book.write(stream, self.paid("2024-05-20", 5))
        book.write(stream, dues.PaymentVoided(payment=2, reason="误登"))
        with reading(url, book) as at:
            (one,) = view.members(at, [HOST], day("2024-06-15"))
            assert one.unpaid == ((2024, 5),)
            (one,) = view.members(at, [HOST], day("2024-06-15"), book.head() - 1)
            assert one.unpaid == ()
            (one,) = view.members(at, [HOST], day("2024-04-10"))
            assert one.unpaid == ((2024, 2), (2024, 3))

    def test_s30(self, url: str, book: Book) -> None:
        stream = dues_of(ZHANG, 2024)
        book.write(stream, self.paid("2024-03-29", 1, 2, 3))
        difficulty = on(
            dues.DuesDifficultyRecorded,
            "2024-04-05",
            person=ZHANG,
            organisation=HOST,
            year=2024,
            quarters=(2,),
            reason="随船",
        )
        book.write(stream, difficulty)
        fresh = self.paid("2024-01-30", 1)
        book.write(stream, dues.PaymentCorrected(payment=1, paid=fresh, reason="月份有误"))
        with reading(url, book) as at:
            months = view.dues_months(at, ZHANG, 2024, day("2024-04-01"), book.head() - 1)
            assert [one.standing.value for one in months[:4]] == ["late", "late", "on_time", "due"]
            months = view.dues_months(at, ZHANG, 2024, day("2024-05-10"))
            assert [one.standing.value for one in months[:6]] == [
                "on_time",
                "unpaid",
                "unpaid",
                "due",
                "due",
                "not_begun",
            ]
            assert view.dues_months(at, LI, 2024, day("2024-05-10"))[0].standing.value == "unpaid"
