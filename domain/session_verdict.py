"""Which sessions of education count for a member's year, and why the others do not.

The same reading as `domain.member_year`, session by session: credited is what the member's own organisation of that
day held, with the member there.
"""

from enum import StrEnum

from domain.member_year import Session
from domain.reading.memberships import Membership


class Verdict(StrEnum):
    """What a session says of a member 是否计入."""

    CREDITED = "credited"
    WITHOUT_REASON = "without_reason"
    """Absent without proper reason."""
    EXCUSED = "excused"
    UNSET = "unset"
    """The record says nothing of the member."""
    ELSEWHERE = "elsewhere"
    """Held by an organisation to which the member did not belong on that day."""


def verdict_on(membership: Membership, session: Session) -> Verdict:
    """What the session says of the member."""
    if membership.organisation_on(session.occurred_on) != session.organisation:
        return Verdict.ELSEWHERE
    if membership.person in session.attendees:
        return Verdict.CREDITED
    excuses = [excuse for who, excuse in session.absences if who == membership.person]
    if not excuses:
        return Verdict.UNSET
    return Verdict.WITHOUT_REASON if "without_reason" in excuses else Verdict.EXCUSED


def concerns(membership: Membership, session: Session) -> bool:
    """Whether the session is worth telling in the member's year: its own, or one that names the member."""
    named = membership.person in session.attendees or any(who == membership.person for who, _ in session.absences)
    return named or verdict_on(membership, session) is not Verdict.ELSEWHERE
