"""A member's year 党员年度: days of education credited, absences, review, training, problems, as of a day. Pure.

Readings that the text leaves open, and what is done here (c2006-edu 三（一）, 三（四）, 四¶3):
- a day of education is two half-days; how many hours make half a day the office settles [inf];
- credited are sessions of the organisation to which the member belonged on that day, wherever that was in the year;
- what is owed follows from the sort of member on the day asked about, at the latest on 31 December [inf];
- joining or leaving within the year changes nothing about the number [inf];
- rotation training is due three years after the last one, not in fixed blocks of years [inf].
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from domain.education import Progress
from domain.kernel import record
from domain.periods import years_after
from domain.reading.memberships import UNIT_CATEGORIES, Membership

UNIT_HALF_DAYS: Final = 24
"""12 days: offices, state enterprises, public institutions."""
OTHER_HALF_DAYS: Final = 12
"""6 days: all others."""
ROTATION_YEARS: Final = 3


@record
class Session:
    """A session of collective education. ``absences`` are (person, excuse)."""

    ref: str
    organisation: str
    occurred_on: date
    half_days: int
    contents: tuple[str, ...]
    attendees: tuple[str, ...]
    absences: tuple[tuple[str, str], ...]


@record
class Deed:
    """Something on a member's record besides where the member belongs."""

    entry: int
    what: str
    """home_study, rotation_training, lower_training, problem, help, failed, resolved or disposed."""
    occurred_on: date
    number: int = 0
    """Of the problem."""
    code: str = ""
    """Sort of problem, disposition, level of school."""
    half_days: int = 0
    due_on: date | None = None


@record
class Review:
    """A review that was held. ``results`` are (person, grade, whether an opinion was given)."""

    ref: str
    organisation: str
    type: str
    period: str
    occurred_on: date
    results: tuple[tuple[str, str, bool], ...]


@record
class Trouble:
    """A problem and how far it has come."""

    number: int
    problem: str
    found_on: date
    stage: str
    """problem, help, failed, resolved or disposed."""
    last_on: date
    disposition: str = ""
    due_on: date | None = None


@record
class MemberYear:
    """A member's year as of a day."""

    member: str
    person: str
    organisation: str
    """To which the member belonged on the day asked about, or last in the year."""
    category: str
    required: int
    """Half-days owed; 0 where a special situation stands on the day."""
    credited: int
    """Half-days credited."""
    education: Progress
    sessions: tuple[str, ...]
    """Sessions credited."""
    home_studies: tuple[date, ...]
    unexcused: tuple[str, ...]
    """Sessions missed without proper reason: each asks for a criticism."""
    excused: int
    unset: tuple[str, ...]
    """Sessions of the member's organisation that say nothing of the member."""
    grade: str
    """Of the democratic review of the year; empty: none on record."""
    analysed_on: date | None
    """Last party-spirit analysis."""
    trained_on: date | None
    """Last rotation training."""
    training_due: date | None
    """Three years after; None where none is on record, from when on it runs is not known then."""
    troubles: tuple[Trouble, ...]

    @property
    def left(self) -> int:
        """Half-days still wanting."""
        return max(0, self.required - self.credited)


def year_of(
    membership: Membership,
    year: int,
    as_of: date,
    *,
    sessions: Iterable[Session],
    deeds: Iterable[Deed],
    reviews: Iterable[Review],
) -> MemberYear | None:
    """The member's year; None for who belonged nowhere on any day of it up to ``as_of``."""
    first, last = date(year, 1, 1), min(as_of, date(year, 12, 31))
    spans = [
        one
        for one in membership.belonging()
        if one.span.first <= last and (one.span.last is None or one.span.last >= first)
    ]
    if not spans or last < first:
        return None
    person, there = membership.person, spans[-1]
    held = [one for one in sessions if first <= one.occurred_on <= last]
    own = [one for one in held if membership.organisation_on(one.occurred_on) == one.organisation]
    good = [one for one in own if person in one.attendees]
    gone = {one.ref: excuse for one in own for who, excuse in one.absences if who == person}
    done = sorted((one for one in deeds if one.occurred_on <= as_of), key=lambda one: (one.occurred_on, one.entry))
    studies = tuple(one.occurred_on for one in done if one.what == "home_study" and one.occurred_on >= first)
    trained = [one.occurred_on for one in done if one.what == "rotation_training"]
    credited = sum(one.half_days for one in good)
    special = membership.special_on(last)
    owed = UNIT_HALF_DAYS if there.category in UNIT_CATEGORIES else OTHER_HALF_DAYS
    mine = [one for one in reviews if one.occurred_on <= as_of and any(who == person for who, _, _ in one.results)]
    return MemberYear(
        member=membership.member,
        person=person,
        organisation=there.organisation,
        category=there.category,
        required=0 if special else owed,
        credited=credited,
        education=_education(special, credited, owed, bool(studies), over=as_of > date(year, 12, 31)),
        sessions=tuple(one.ref for one in good),
        home_studies=studies,
        unexcused=tuple(ref for ref, excuse in gone.items() if excuse == "without_reason"),
        excused=sum(excuse != "without_reason" for excuse in gone.values()),
        unset=tuple(one.ref for one in own if person not in one.attendees and one.ref not in gone),
        grade=_grade(mine, person, year),
        analysed_on=max((one.occurred_on for one in mine if one.type == "spirit_analysis"), default=None),
        trained_on=max(trained, default=None),
        training_due=years_after(max(trained), ROTATION_YEARS) if trained else None,
        troubles=_troubles(done),
    )


def _education(special: bool, credited: int, owed: int, studied: bool, *, over: bool) -> Progress:
    if special:
        return Progress.WITH_ALTERNATIVE if studied else Progress.WITHOUT_ALTERNATIVE
    if credited >= owed:
        return Progress.MET
    return Progress.SHORT if over else Progress.ACCUMULATING


def _grade(reviews: Iterable[Review], person: str, year: int) -> str:
    """The last result of the democratic review of the year."""
    found = [one for one in reviews if one.type == "democratic_review" and one.period == f"{year:04}"]
    if not found:
        return ""
    return next(grade for who, grade, _ in max(found, key=lambda one: one.occurred_on).results if who == person)


def _troubles(deeds: Iterable[Deed]) -> tuple[Trouble, ...]:
    found: dict[int, Trouble] = {}
    for one in deeds:
        if one.what == "problem":
            found[one.number] = Trouble(
                number=one.number,
                problem=one.code,
                found_on=one.occurred_on,
                stage=one.what,
                last_on=one.occurred_on,
            )
        elif one.number in found:
            before = found[one.number]
            disposed = one.what == "disposed"
            found[one.number] = Trouble(
                number=one.number,
                problem=before.problem,
                found_on=before.found_on,
                stage=one.what,
                last_on=one.occurred_on,
                disposition=one.code if disposed else before.disposition,
                due_on=one.due_on if disposed else before.due_on,
            )
    return tuple(found.values())
