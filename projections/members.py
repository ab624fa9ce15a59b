"""Members 党员: who belongs where, how many days of education each was credited, and what else is on record of them.

Kept are memberships, sessions, reviews and what was done for and about each member, each with both clocks. A
member's year is worked out from them (`domain.member_year`), so that it can be asked of any day, as known at any
position. How many days are owed, and whether they are reached, is never stored.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, get_args

import msgspec
import sqlalchemy as sa

from domain import (
    account,
    accountability,
    appointment,
    appraisal,
    approval,
    calendar,
    commendation,
    commitment,
    contact,
    debrief,
    dues,
    education,
    evidence,
    floating,
    funding,
    inspection,
    leading_group,
    lecture,
    measure,
    meeting,
    member,
    organisation,
    person,
    plan,
    policy,
    project,
    publicity,
    reception,
    rectification,
    report,
    research,
    responsibility,
    review,
    security,
    sheet,
    work,
)
from domain.education import Content
from domain.kernel import Entry, record
from domain.member_year import Deed, MemberYear, Review, Session, year_of
from domain.periods import years_after
from domain.reading.memberships import MEMBERSHIP_EVENTS, Membership, membership_after
from domain.session_verdict import concerns
from projections.store import (
    Kept,
    Reading,
    Row,
    Store,
    Tables,
    iso,
    kept_columns,
    kept_index,
    of_streams,
    portions,
)
from projections.store import known_at as known

NAME: Final = "members"

_OTHER_KINDS: Final = (
    organisation, person, appointment, policy, responsibility, meeting, contact, report, work, evidence, account,
    inspection, rectification, calendar, debrief, appraisal, sheet, accountability, measure, commendation, project,
    research, lecture, leading_group, plan, funding, publicity, commitment, reception, floating, dues, approval,
    security,
)  # fmt: skip
"""Kinds that do not bear on the question: a floating member's certificate leaves the formal relation where it is."""

ANALYSIS_YEARS: Final = 5
"""A concentrated analysis every five years, reckoned from the last [inf] (c2006-edu 二（二）3¶2)."""

_DEEDS: Final[Mapping[type, str]] = {
    member.HomeStudyDelivered: "home_study",
    member.RotationTrainingCompleted: "rotation_training",
    member.MemberProblemIdentified: "problem",
    member.HelpGiven: "help",
    member.HelpFailed: "failed",
    member.MemberProblemResolved: "resolved",
    member.MemberDisposed: "disposed",
}

_encode: Final = msgspec.json.Encoder().encode
_membership: Final = msgspec.json.Decoder(Membership).decode
_session: Final = msgspec.json.Decoder(Session).decode
_deed: Final = msgspec.json.Decoder(Deed).decode
_review: Final = msgspec.json.Decoder(Review).decode


class Members:
    """The view: memberships, deeds, sessions, reviews, arranged rounds."""

    name = NAME
    version = 1
    effort = 1
    reads: frozenset[type] = frozenset(
        {
            *get_args(member.Event),
            *get_args(education.Event),
            review.ReviewArranged,
            review.ReviewHeld,
            review.ReviewCorrected,
            review.ReviewVoided,
        }
    )
    ignores: frozenset[type] = frozenset(
        {
            review.ReviewStepCompleted,
            review.MassEvaluationRecorded,
            review.ResultNotified,
            *(event for kind in _OTHER_KINDS for event in get_args(kind.Event)),
        }
    )

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """Each table has both clocks; what is read whole stands in ``body``."""

        def kept(name: str, *columns: str, indexes: Sequence[str] = ()) -> sa.Table:
            return sa.Table(
                f"{prefix}{name}{suffix}",
                metadata,
                *kept_columns(),
                *(sa.Column(column, sa.String) for column in columns),
                kept_index(f"{prefix}{name}_", suffix),
                *(sa.Index(f"{prefix}{name}_{column}{suffix}", column, "known_to") for column in indexes),
            )

        return {
            "memberships": kept("memberships", "body"),
            "belonging": kept("belonging", indexes=("part",)),
            "deeds": kept("deeds", "body"),
            "sessions": kept("sessions", "organisation", "occurred_on", "body", indexes=("organisation",)),
            "reviews": kept("reviews", "organisation", "occurred_on", "body", indexes=("organisation",)),
            "rounds": kept("rounds", "organisation", "type", "occurred_on", indexes=("organisation",)),
        }

    def apply(self, store: Store, entries: Sequence[Entry], after: int) -> None:
        """Fold each entry into its rows."""
        mine = [entry for entry in entries if type(entry.event) in self.reads]
        if mine:
            _Page(store, mine).run(mine)

    def settle(self, store: Store) -> bool:
        """Nothing waits."""
        return True


_TABLES: Final = ("memberships", "belonging", "deeds", "sessions", "reviews", "rounds")


class _Page:
    """The work of one page."""

    def __init__(self, store: Store, entries: Sequence[Entry]) -> None:
        self._kept = {name: Kept(store, name) for name in _TABLES}
        self._rows: dict[str, dict[str, dict[str, Row]]] = {name: {} for name in _TABLES}
        """Table -> stream -> part -> row, as it stands."""
        going_on = {entry.stream for entry in entries if entry.version > 1}
        for name, rows in self._rows.items():
            for stream, part, _, _, _, *values in store.select_streams(name, going_on, None):
                rows.setdefault(stream, {})[part] = tuple(values)

    def run(self, entries: Sequence[Entry]) -> None:
        """Fold and write."""
        for entry in entries:
            event = entry.event
            kind = type(event)
            if kind in MEMBERSHIP_EVENTS:
                self._membership(entry)
            if kind in _DEEDS:
                self._put("deeds", entry, str(entry.version), (_encode(_deed_of(entry)).decode(),))
            elif isinstance(event, member.MemberEntryVoided):
                self._put("deeds", entry, str(event.entry), None)
            elif isinstance(event, member.MembershipVoided):
                for part in list(self._rows["deeds"].get(entry.stream, ())):
                    self._put("deeds", entry, part, None)
            elif kind not in MEMBERSHIP_EVENTS:
                self._other(entry)
        for kept in self._kept.values():
            kept.flush()

    def _membership(self, entry: Entry) -> None:
        row = self._rows["memberships"].get(entry.stream, {}).get("")
        before = None if row is None else _membership(row[0])
        after = membership_after(before, entry)
        self._put("memberships", entry, "", None if after is None else (_encode(after).decode(),))
        was = set() if before is None else set(before.organisations)
        is_now = set() if after is None else set(after.organisations)
        for body in sorted(was - is_now):
            self._put("belonging", entry, body, None)
        for body in sorted(is_now - was):
            self._put("belonging", entry, body, ())

    def _other(self, entry: Entry) -> None:
        event = entry.event
        match event:
            case education.EducationHeld():
                self._put("sessions", entry, "", _session_row(entry.stream, event))
            case education.EducationCorrected():
                self._put("sessions", entry, "", _session_row(entry.stream, event.held))
            case education.EducationVoided():
                self._put("sessions", entry, "", None)
            case review.ReviewArranged():
                self._put("rounds", entry, "", (event.organisation, event.type.value, iso(event.occurred_on)))
            case review.ReviewHeld():
                self._put("reviews", entry, "", _review_row(entry.stream, event))
            case review.ReviewCorrected():
                self._put("reviews", entry, "", _review_row(entry.stream, event.held))
            case review.ReviewVoided():
                self._put("rounds", entry, "", None)
                self._put("reviews", entry, "", None)

    def _put(self, name: str, entry: Entry, part: str, row: Row | None) -> None:
        rows = self._rows[name].setdefault(entry.stream, {})
        before = rows.pop(part, None)
        if row is not None:
            rows[part] = row
        if row != before:
            self._kept[name].put(entry.stream, part, entry.position, row, had=before is not None)


def _deed_of(entry: Entry) -> Deed:
    event = entry.event
    what, code, half_days, due_on = _DEEDS[type(event)], "", 0, None
    match event:
        case member.RotationTrainingCompleted():
            code, half_days = event.school.value, event.half_days
            what = "lower_training" if event.school is member.School.BELOW_COUNTY else what
        case member.MemberProblemIdentified():
            code = event.problem.value
        case member.MemberDisposed():
            code, due_on = event.disposition.value, event.due_on
    return Deed(
        entry=entry.version,
        what=what,
        occurred_on=event.occurred_on,
        number=getattr(event, "number", 0),
        code=code,
        half_days=half_days,
        due_on=due_on,
    )


def _session_row(stream: str, held: education.EducationHeld) -> Row:
    session = Session(
        ref=stream,
        organisation=held.organisation,
        occurred_on=held.occurred_on,
        half_days=held.half_days,
        contents=tuple(content.value for content in held.contents),
        attendees=held.attendees,
        absences=tuple((absence.person, absence.excuse.value) for absence in held.absences),
    )
    return held.organisation, iso(held.occurred_on), _encode(session).decode()


def _review_row(stream: str, held: review.ReviewHeld) -> Row:
    found = Review(
        ref=stream,
        organisation=held.organisation,
        type=held.type.value,
        period=held.period,
        occurred_on=held.occurred_on,
        results=tuple((one.person, one.grade.value, bool(one.opinion)) for one in held.results),
    )
    return held.organisation, iso(held.occurred_on), _encode(found).decode()


# --- queries ------------------------------------------------------------------------------


def years_of(
    reading: Reading, organisations: Collection[str], year: int, as_of: date, known_at: int | None = None
) -> list[MemberYear]:
    """The year of every member who belonged to one of these organisations on some day of it, up to ``as_of``.

    By the organisation to which the member belonged last, then by member.
    """
    table = reading.table(NAME, "belonging")
    streams = sorted(
        {
            row.stream
            for portion in portions(sorted(organisations))
            for row in reading.rows(sa.select(table.c.stream).where(table.c.part.in_(portion), known(table, known_at)))
        }
    )
    found = [one for one in _years(reading, streams, year, as_of, known_at) if one.organisation in organisations]
    return sorted(found, key=lambda one: (one.organisation, one.member))


def year_of_member(
    reading: Reading, stream: str, year: int, as_of: date, known_at: int | None = None
) -> MemberYear | None:
    """The year of one member."""
    return next(iter(_years(reading, [stream], year, as_of, known_at)), None)


def membership_of(reading: Reading, stream: str, known_at: int | None = None) -> Membership | None:
    """Where the member belonged, and which special situations there were."""
    return next(iter(_bodies(reading, "memberships", [stream], known_at, _membership)), None)


def memberships_of(reading: Reading, streams: Collection[str], known_at: int | None = None) -> dict[str, Membership]:
    """Memberships by their streams."""
    found: list[Membership] = _bodies(reading, "memberships", sorted(streams), known_at, _membership)
    return {one.member: one for one in found}


def sessions_of_member(
    reading: Reading, membership: Membership, year: int, as_of: date, known_at: int | None = None
) -> list[Session]:
    """Sessions of a year that bear on a member: those of the member's organisations, and all that name the member."""
    table = reading.table(NAME, "sessions")
    rows = reading.rows(
        sa.select(table.c.body).where(
            sa.or_(table.c.organisation.in_(membership.organisations), table.c.body.contains(membership.person)),
            table.c.occurred_on >= f"{year:04}-01-01",
            table.c.occurred_on <= min(iso(as_of), f"{year:04}-12-31"),
            known(table, known_at),
        )
    )
    found = [session for row in rows if concerns(membership, session := _session(row.body))]
    return sorted(found, key=lambda one: (one.occurred_on, one.ref))


def deeds_of(reading: Reading, stream: str, known_at: int | None = None) -> list[Deed]:
    """What was done for and about the member, in order of days."""
    found: list[Deed] = _bodies(reading, "deeds", [stream], known_at, _deed)
    return sorted(found, key=lambda one: (one.occurred_on, one.entry))


@record
class Totals:
    """An organisation's members in a year."""

    organisation: str
    members: int
    owing: int
    """Members for whom the ordinary days are owed."""
    met: int
    short: int
    """Below what is owed; while the year runs, so far."""
    differentiated: int
    without_alternative: int
    """Of these, with nothing done instead."""
    unexcused: int
    """Members who were away without proper reason."""
    unreviewed: int
    """Members without a result of the year's democratic review."""
    training_due: int
    """Members whose rotation training has run out by the day asked about."""


def totals(years: Iterable[MemberYear], as_of: date) -> list[Totals]:
    """Counts by organisation, in the order given."""
    groups: dict[str, list[MemberYear]] = {}
    for one in years:
        groups.setdefault(one.organisation, []).append(one)
    return [
        Totals(
            organisation=body,
            members=len(rows),
            owing=sum(one.required > 0 for one in rows),
            met=sum(one.required > 0 and one.left == 0 for one in rows),
            short=sum(one.left > 0 for one in rows),
            differentiated=sum(one.required == 0 for one in rows),
            without_alternative=sum(one.required == 0 and not one.home_studies for one in rows),
            unexcused=sum(bool(one.unexcused) for one in rows),
            unreviewed=sum(not one.grade for one in rows),
            training_due=sum(one.training_due is not None and one.training_due < as_of for one in rows),
        )
        for body, rows in groups.items()
    ]


def sessions_of(
    reading: Reading, organisations: Collection[str], year: int, as_of: date, known_at: int | None = None
) -> list[Session]:
    """Sessions that these organisations held in a year, in order of days."""
    found = _held(reading, "sessions", organisations, year, as_of, known_at, _session)
    return sorted(found, key=lambda one: (one.occurred_on, one.ref))


def by_content(sessions: Iterable[Session]) -> dict[Content, int]:
    """Sessions on each of the seven groups; none on a group is a finding, no breach (c2006-edu 二（一）¶1)."""
    counts = dict.fromkeys(Content, 0)
    for session in sessions:
        for content in session.contents:
            counts[Content(content)] += 1
    return counts


def analysis_due(reading: Reading, body: str, as_of: date, known_at: int | None = None) -> date | None:
    """By when the next concentrated party-spirit analysis is to be arranged; None: no earlier one is on record."""
    table = reading.table(NAME, "rounds")
    statement = sa.select(sa.func.max(table.c.occurred_on)).where(
        table.c.organisation == body,
        table.c.type == review.Type.SPIRIT_ANALYSIS.value,
        table.c.occurred_on <= iso(as_of),
        known(table, known_at),
    )
    last = reading.connection.execute(statement).scalar()
    return None if last is None else years_after(date.fromisoformat(last), ANALYSIS_YEARS)


def _years(
    reading: Reading, streams: Sequence[str], year: int, as_of: date, known_at: int | None
) -> Iterable[MemberYear]:
    memberships: list[Membership] = _bodies(reading, "memberships", streams, known_at, _membership)
    places = {body for one in memberships for body in one.organisations}
    sessions = _held(reading, "sessions", places, year, as_of, known_at, _session)
    reviews = _held(reading, "reviews", places, None, as_of, known_at, _review)
    deeds = _deeds(reading, streams, known_at)
    for one in memberships:
        there = set(one.organisations)
        found = year_of(
            one,
            year,
            as_of,
            sessions=[session for session in sessions if session.organisation in there],
            deeds=deeds.get(one.member, ()),
            reviews=[held for held in reviews if held.organisation in there],
        )
        if found is not None:
            yield found


def _deeds(reading: Reading, streams: Sequence[str], known_at: int | None) -> dict[str, list[Deed]]:
    table = reading.table(NAME, "deeds")
    found: dict[str, list[Deed]] = {}
    for portion in portions(streams):
        statement = sa.select(table.c.stream, table.c.body).where(of_streams(table, portion), known(table, known_at))
        for row in reading.rows(statement):
            found.setdefault(row.stream, []).append(_deed(row.body))
    return found


def _bodies(reading: Reading, name: str, streams: Sequence[str], known_at: int | None, decode: Any) -> list[Any]:
    table = reading.table(NAME, name)
    return [
        decode(row.body)
        for portion in portions(streams)
        for row in reading.rows(sa.select(table.c.body).where(of_streams(table, portion), known(table, known_at)))
    ]


def _held(
    reading: Reading,
    name: str,
    organisations: Collection[str],
    year: int | None,
    as_of: date,
    known_at: int | None,
    decode: Any,
) -> list[Any]:
    """What organisations held up to a day, in one year or ever."""
    table = reading.table(NAME, name)
    days = [table.c.occurred_on <= iso(as_of)]
    if year is not None:
        days += [table.c.occurred_on >= f"{year:04}-01-01", table.c.occurred_on <= f"{year:04}-12-31"]
    return [
        decode(row.body)
        for portion in portions(sorted(organisations))
        for row in reading.rows(
            sa.select(table.c.body).where(table.c.organisation.in_(portion), *days, known(table, known_at))
        )
    ]
