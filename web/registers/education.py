"""Education of members for register and member's page: years with what was criticised, sessions with their verdicts."""

from collections.abc import Sequence

from domain.identity import is_stream_id, member_of, stream_of
from domain.kernel import record
from domain.member_year import MemberYear, Session
from domain.reading.memberships import Membership
from domain.session_verdict import Verdict, verdict_on
from projections import asks, members
from projections.store import Reading
from web.asking import Clocks, asking
from web.errors import NotFound
from web.forms.opening import record_in_reach


@record
class Looked:
    """A session that was looked at for a member's year."""

    session: Session
    verdict: Verdict
    criticised_by: str | None
    """Record of the criticism that followed; ``""``: none followed; None: none is asked for."""


@record
class File:
    """A member's year with the sessions behind its numbers."""

    membership: Membership
    year: MemberYear | None
    """None: the member belonged nowhere in that year, as far as the day asked about has come."""
    looked: tuple[Looked, ...]


def file_of(person: str, year: int, clocks: Clocks) -> File:
    """One member's year."""
    if not is_stream_id(person, "person"):
        raise NotFound
    stream = member_of(person)
    record_in_reach(stream)
    reading = asking().reading
    membership = members.membership_of(reading, stream, clocks.known_at)
    found = members.year_of_member(reading, stream, year, clocks.as_of, clocks.known_at)
    if membership is None:
        raise NotFound
    sessions = members.sessions_of_member(reading, membership, year, clocks.as_of, clocks.known_at) if found else []
    return File(
        membership=membership,
        year=found,
        looked=tuple(
            Looked(
                session=one,
                verdict=verdict_on(membership, one),
                criticised_by=_criticised(reading, one.ref, person, clocks)
                if verdict_on(membership, one) is Verdict.WITHOUT_REASON
                else None,
            )
            for one in sessions
        ),
    )


def _criticised(reading: Reading, session: str, person: str, clocks: Clocks) -> str:
    found = asks.asks_of(reading, session, known_at=clocks.known_at)
    return next((one.answered_by for one in found if one.key == person and _answered(one, clocks)), "")


def _answered(ask: asks.Asked, clocks: Clocks) -> bool:
    """Whether it was answered by the day asked about; an answer that carries no day counts from the first."""
    return bool(ask.answered_by) and (ask.answered_on is None or ask.answered_on <= clocks.as_of)


def chosen(every: Sequence[MemberYear], progress: str, clocks: Clocks) -> list[MemberYear]:
    """Those whose education stands so; ``unexcused``: absent without reason; ``training``: training has run out."""
    return [
        one
        for one in every
        if not progress
        or progress == one.education.value
        or (progress == "unexcused" and one.unexcused)
        or (progress == "training" and one.training_due is not None and one.training_due < clocks.as_of)
    ]


def uncriticised(reading: Reading, years: Sequence[MemberYear], clocks: Clocks) -> dict[str, int]:
    """Member -> absences without proper reason that no criticism has followed."""
    sessions = {ref for one in years for ref in one.unexcused}
    unanswered = {
        (stream_of(ask.ref), ask.key)
        for ask in asks.asks_of_all(reading, sessions, known_at=clocks.known_at)
        if not _answered(ask, clocks)
    }
    return {one.member: sum((ref, one.person) in unanswered for ref in one.unexcused) for one in years}
