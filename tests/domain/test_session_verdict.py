"""Which sessions count for a member, and why the others do not: the same reading as the member's year."""

from datetime import date

import pytest

from domain.identity import member_of
from domain.member_year import Session, year_of
from domain.reading.memberships import Membership, Relation
from domain.session_verdict import Verdict, concerns, verdict_on

ZHANG = f"person-{1:020x}"
HERE, THERE = f"org-{1:020x}", f"org-{2:020x}"
MEMBERSHIP = Membership(
    member=member_of(ZHANG),
    relations=(
        Relation(entry=1, first=date(2020, 1, 1), organisation=HERE, category="village"),
        Relation(entry=2, first=date(2024, 6, 1), organisation=THERE, category="village"),
    ),
)


def session(day: str, at: str, there: bool, excuse: str = "") -> Session:
    return Session(
        ref=f"education-{day}-{at[-1]}-{there}-{excuse}",
        organisation=at,
        occurred_on=date.fromisoformat(day),
        half_days=2,
        contents=(),
        attendees=(ZHANG,) if there else (),
        absences=((ZHANG, excuse),) if excuse else (),
    )


@pytest.mark.parametrize(
    ("held", "verdict"),
    [
        (session("2024-02-01", HERE, True), Verdict.CREDITED),
        (session("2024-02-01", HERE, False, "without_reason"), Verdict.WITHOUT_REASON),
        (session("2024-02-01", HERE, False, "special_situation"), Verdict.EXCUSED),
        (session("2024-02-01", HERE, False), Verdict.UNSET),
        (session("2024-05-31", THERE, True), Verdict.ELSEWHERE),
        (session("2024-06-01", THERE, True), Verdict.CREDITED),
        (session("2024-06-01", HERE, True), Verdict.ELSEWHERE),
    ],
)
def test_a_session_has_one_verdict(held: Session, verdict: Verdict) -> None:
    assert verdict_on(MEMBERSHIP, held) is verdict
    assert concerns(MEMBERSHIP, held)


def test_what_was_held_elsewhere_without_the_member_is_not_told() -> None:
    assert not concerns(MEMBERSHIP, session("2024-02-01", THERE, False))


def test_the_year_reads_them_alike() -> None:
    sessions = [
        session(day, at, there, excuse)
        for day in ("2024-02-01", "2024-05-31", "2024-06-01", "2024-09-01")
        for at in (HERE, THERE)
        for there, excuse in ((True, ""), (False, "without_reason"), (False, "proper_reason"), (False, ""))
    ]
    year = year_of(MEMBERSHIP, 2024, date(2025, 1, 1), sessions=sessions, deeds=(), reviews=())
    assert year is not None

    def told(verdict: Verdict) -> set[str]:
        return {one.ref for one in sessions if verdict_on(MEMBERSHIP, one) is verdict}

    assert set(year.sessions) == told(Verdict.CREDITED)
    assert set(year.unexcused) == told(Verdict.WITHOUT_REASON)
    assert set(year.unset) == told(Verdict.UNSET)
    assert year.excused == len(told(Verdict.EXCUSED))
