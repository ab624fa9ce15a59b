"""A log for tests of reading and judging: events in, entries out, recorded on the day that is said."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from domain import appointment, contact, meeting, organisation, policy, report, work
from domain.catalogue import load_all
from domain.kernel import Entry
from domain.vocabulary import NAMES

TOWN = "org-" + "a" * 20
DISTRICT = "org-" + "b" * 20
VILLAGE = "org-" + "c" * 20
POSTS = "posts-" + "a" * 20
SECRETARY, DEPUTY, MEMBER = "person-" + "1" * 20, "person-" + "2" * 20, "person-" + "3" * 20
START = date(2015, 1, 1)


class Logbook:
    """Entries in the order in which they were written down."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._versions: dict[str, int] = {}

    def add(self, stream: str, event: Any, recorded: date) -> Entry:
        """Write an event down at noon in China on ``recorded``."""
        version = self._versions[stream] = self._versions.get(stream, 0) + 1
        entry = Entry(
            position=len(self.entries) + 1,
            stream=stream,
            version=version,
            name=NAMES[type(event)],
            event=event,
            recorded_at=datetime.combine(recorded, time(4), UTC) + timedelta(milliseconds=len(self.entries)),
            recorded_by="account-clerk",
            on_behalf_of=TOWN,
            command_id=f"c{len(self.entries)}",
        )
        self.entries.append(entry)
        return entry


def registered(kind: str, parent: str | None, *, since: date = START, sector: str = "none") -> Any:
    return organisation.OrganisationRegistered(
        name="组织",
        kind=organisation.Kind(kind),
        sector=organisation.Sector(sector),
        parent=parent,
        party_relation=organisation.Relation.TERRITORIAL,
        business_relation=organisation.Relation.TERRITORIAL,
        department=None,
        occurred_on=since,
    )


def appointed(
    person: str, post: str, since: date = START, *, portfolio: tuple[str, ...] = (), acting: bool = False
) -> Any:
    return appointment.RoleAppointed(
        organisation=TOWN,
        person=person,
        post=appointment.Post(post),
        portfolio=tuple(appointment.Portfolio(p) for p in portfolio),
        acting=acting,
        occurred_on=since,
    )


def issued(code: str, binds: str = DISTRICT, since: date = START) -> Any:
    return policy.PolicyIssued(
        document=code, binds=(binds,), effective_on=since, catalogue=load_all()[code][0], sha256="0" * 64
    )


def held(day: date, *, body: str = "committee", chair: str = SECRETARY, topic: str = "party_building") -> Any:
    return meeting.MeetingHeld(
        organisation=TOWN,
        body=meeting.Body(body),
        title="会议",
        occurred_on=day,
        chair=chair,
        attendees=(SECRETARY, DEPUTY),
        agenda=(meeting.AgendaItem(topic=meeting.Topic(topic), title="议题"),),
    )


def submitted(day: date, *, period: str = "2024", recipient: str = DISTRICT, form: str = "written") -> Any:
    return report.ReportSubmitted(
        organisation=TOWN,
        recipient=recipient,
        type=report.Type.PARTY_BUILDING,
        form=report.Form(form),
        period=period,
        title="报告",
        occurred_on=day,
    )


def done(day: date, act: str, *, performers: tuple[str, ...] = (), **more: Any) -> Any:
    return work.WorkRecorded(
        organisation=TOWN, act=work.Act(act), title="工作", occurred_on=day, performers=performers, **more
    )


def established(day: date, owner: str = SECRETARY, *, rating: str = "") -> Any:
    return contact.ContactPointEstablished(
        organisation=TOWN,
        owner=owner,
        unit=VILLAGE,
        unit_kind="branch",
        unit_sector="village",
        unit_rating=rating,
        occurred_on=day,
    )


def visited(day: date, visitor: str = SECRETARY) -> Any:
    return contact.ContactPointVisited(
        visitor=visitor, purpose=contact.Purpose.INSPECT_GUIDE, occurred_on=day, text="走访"
    )


def town(code: str = "township", kind: str = "township_committee") -> Logbook:
    """A district, a town or township under it with secretary and deputy, a village, and one policy."""
    book = Logbook()
    book.add(DISTRICT, registered("district_committee", None), START)
    book.add(TOWN, registered(kind, DISTRICT), START)
    book.add(VILLAGE, registered("branch", TOWN, sector="village"), START)
    book.add(POSTS, appointed(SECRETARY, "secretary"), START)
    book.add(POSTS, appointed(DEPUTY, "deputy_secretary", portfolio=("party_building",)), START)
    book.add("policy-" + "e" * 20, issued(code), START)
    return book
