"""Appointment 任职: who holds which post in an organisation, with which portfolio, from when to when.

One stream holds all posts of one organisation, so that "at most one secretary" is a rule of one stream.

Rules
1. The organisation exists on the day the post is taken up; the person is on record.
2. On no day has an organisation more than one secretary, acting or not: responsibility attaches to the
   holder on the day, and must be one person's (the office's own reading; the texts are silent).
3. Nobody holds one post twice at the same time.
4. A tenure ends on or after the day it begins; both days count. What is recorded has happened: no day
   lies in the future.
5. A portfolio 分工 changes on a day inside the tenure, and not before its last change.
6. A tenure that was wrong is corrected as a whole, its last day included; one recorded by mistake is voided.
   Portfolio changes that then lie outside the tenure no longer tell.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final, Protocol, TypeAlias, assert_never

from domain.kernel import Refused, allow_text, record, refuse_repeat, require_past, require_reason


class Post(StrEnum):
    """Post in the leadership or staff 职务."""

    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    STANDING_MEMBER = "standing_member"
    MEMBER = "member"
    STAFF = "staff"


class Portfolio(StrEnum):
    """What a member is in charge of 分工."""

    PARTY_BUILDING = "party_building"
    """分管党建（组织工作）: makes its holder directly responsible 直接责任人."""
    DISCIPLINE = "discipline"
    PUBLICITY = "publicity"
    ECONOMY = "economy"
    LIVELIHOOD = "livelihood"
    SAFETY = "safety"
    OTHER = "other"


@record
class RoleAppointed:
    """A person took up a post 任职."""

    organisation: str
    person: str
    post: Post
    portfolio: tuple[Portfolio, ...]
    acting: bool
    occurred_on: date
    document: str = ""
    title: str = ""
    """Title as the office writes it, where it differs from the post's name 职务全称."""


@record
class RoleAssigned:
    """The portfolio changed from a day on 分工调整. ``appointment`` is the version of the `RoleAppointed`."""

    appointment: int
    portfolio: tuple[Portfolio, ...]
    occurred_on: date
    reason: str


@record
class RoleEnded:
    """The holder left the post; ``occurred_on`` is the last day in it 离任."""

    appointment: int
    occurred_on: date
    reason: str


@record
class AppointmentCorrected:
    """An appointment was written down wrongly; ``appointed`` is how it should read 更正任职.

    ``ended_on`` replaces the last day as well; None means still in post.
    """

    appointment: int
    corrects: int
    appointed: RoleAppointed
    ended_on: date | None
    reason: str


@record
class AppointmentVoided:
    """An appointment was recorded by mistake 作废任职."""

    appointment: int
    reason: str


Event: TypeAlias = RoleAppointed | RoleAssigned | RoleEnded | AppointmentCorrected | AppointmentVoided

# --- state -----------------------------------------------------------------------


@record
class Tenure:
    """One person in one post, from ``first`` to ``last`` inclusive; ``last`` None: still in it."""

    appointment: int
    """Version of the `RoleAppointed` that began it."""
    person: str
    post: Post
    acting: bool
    first: date
    last: date | None
    portfolios: tuple[tuple[date, tuple[Portfolio, ...]], ...]
    """Portfolio from each day on, in order of day; the first from the first day."""
    stands_at: int
    """Version of the entry that now says when and how it began."""
    appointed: RoleAppointed

    def holds(self, day: date) -> bool:
        """Whether the post was held on ``day``."""
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, first: date, last: date | None) -> bool:
        """Whether the post was held on any day from ``first`` to ``last``."""
        return (last is None or self.first <= last) and (self.last is None or first <= self.last)

    def portfolio(self, day: date) -> tuple[Portfolio, ...]:
        """What the holder was in charge of on ``day``."""
        return next((what for first, what in reversed(self.portfolios) if first <= day), ())


@record
class State:
    """The posts of one organisation, as they are known."""

    organisation: str
    tenures: tuple[Tenure, ...] = ()
    """Those that stand (not voided), in the order in which they were recorded."""
    version: int = 0

    def holds_post(self, person: str, day: date) -> bool:
        """Whether ``person`` holds any post here on ``day``."""
        return any(tenure.person == person and tenure.holds(day) for tenure in self.tenures)

    def holders(self, post: Post, day: date) -> tuple[str, ...]:
        """Who holds ``post`` on ``day``."""
        return tuple(tenure.person for tenure in self.tenures if tenure.post is post and tenure.holds(day))

    def in_charge_of(self, portfolio: Portfolio, day: date) -> tuple[str, ...]:
        """Whose portfolio names ``portfolio`` on ``day``."""
        return tuple(t.person for t in self.tenures if t.holds(day) and portfolio in t.portfolio(day))

    def tenure(self, appointment: int) -> Tenure | None:
        """The tenure that began with that version."""
        return next((tenure for tenure in self.tenures if tenure.appointment == appointment), None)


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if state is None:
        assert isinstance(event, RoleAppointed), "the posts of an organisation begin with an appointment"
        state = State(organisation=event.organisation)
    version = state.version + 1
    match event:
        case RoleAppointed():
            tenure = _tenure(event, version, version, None, ())
            return replace(state, tenures=(*state.tenures, tenure), version=version)
        case AppointmentVoided():
            kept = tuple(tenure for tenure in state.tenures if tenure.appointment != event.appointment)
            return replace(state, tenures=kept, version=version)
    old = state.tenure(event.appointment)
    assert old is not None, "a change names a tenure that stands"
    match event:
        case RoleAssigned():
            changed = [row for row in old.portfolios if row[0] != event.occurred_on]
            changed.append((event.occurred_on, event.portfolio))
            tenure = replace(old, portfolios=tuple(sorted(changed, key=lambda row: row[0])))
        case RoleEnded():
            tenure = replace(old, last=event.occurred_on)
        case AppointmentCorrected():
            tenure = _tenure(event.appointed, old.appointment, version, event.ended_on, old.portfolios[1:])
        case _:
            assert_never(event)
    tenures = tuple(tenure if one.appointment == tenure.appointment else one for one in state.tenures)
    return replace(state, tenures=tenures, version=version)


def _tenure(
    event: RoleAppointed,
    appointment: int,
    stands_at: int,
    last: date | None,
    changes: Iterable[tuple[date, tuple[Portfolio, ...]]],
) -> Tenure:
    inside = [row for row in changes if event.occurred_on < row[0] and (last is None or row[0] <= last)]
    return Tenure(
        appointment=appointment,
        person=event.person,
        post=event.post,
        acting=event.acting,
        first=event.occurred_on,
        last=last,
        portfolios=((event.occurred_on, event.portfolio), *inside),
        stands_at=stands_at,
        appointed=event,
    )


# --- commands --------------------------------------------------------------------


@record
class AppointRole:
    """Record that a person takes up a post 登记任职."""

    organisation: str
    person: str
    post: Post
    occurred_on: date
    portfolio: tuple[Portfolio, ...] = ()
    acting: bool = False
    document: str = ""
    title: str = ""
    ended_on: date | None = None
    """Last day in post, where an earlier tenure is entered after the fact."""


@record
class AssignRole:
    """Change a portfolio 登记分工调整."""

    organisation: str
    appointment: int
    portfolio: tuple[Portfolio, ...]
    occurred_on: date
    reason: str


@record
class EndRole:
    """Record that a holder leaves 登记离任."""

    organisation: str
    appointment: int
    occurred_on: date
    reason: str


@record
class CorrectAppointment:
    """Correct an appointment 更正任职."""

    organisation: str
    appointment: int
    person: str
    post: Post
    occurred_on: date
    reason: str
    portfolio: tuple[Portfolio, ...] = ()
    acting: bool = False
    ended_on: date | None = None
    document: str = ""
    title: str = ""


@record
class VoidAppointment:
    """Void an appointment recorded by mistake 作废任职."""

    organisation: str
    appointment: int
    reason: str


Command: TypeAlias = AppointRole | AssignRole | EndRole | CorrectAppointment | VoidAppointment

# --- decisions -------------------------------------------------------------------


class Standing(Protocol):
    """What this kind must know of an organisation."""

    def exists_on(self, day: date) -> bool:
        """Whether it was registered, and not yet dissolved, on ``day``."""
        ...


def decide(state: State | None, command: Command, *, today: date, organisation: Standing | None = None) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`.

    ``organisation`` is the one whose posts these are, for the acts that begin or move a tenure.
    """
    match command:
        case AppointRole():
            return _tenure_begun(state, command, today, organisation)
        case CorrectAppointment():
            return _corrected(state, command, today, organisation)
        case AssignRole():
            return _assigned(_tenure_of(state, command.appointment), command, today)
        case EndRole():
            return [_ended(_tenure_of(state, command.appointment), command, today)]
        case VoidAppointment():
            _tenure_of(state, command.appointment)
            return [AppointmentVoided(appointment=command.appointment, reason=require_reason(command.reason))]
        case _:
            assert_never(command)


_LAST_DAY: Final = ("离任日期", "Last day in post")


def _tenure_of(state: State | None, appointment: int) -> Tenure:
    tenure = None if state is None else state.tenure(appointment)
    if tenure is None:
        raise Refused(
            "unknown_appointment",
            zh="没有找到这条任职记录，或该记录已作废。",
            en="There is no such appointment, or it was voided.",
            field="appointment",
        )
    return tenure


def _tenure_begun(state: State | None, command: AppointRole, today: date, organisation: Standing | None) -> list[Event]:
    """An appointment; with its last day where the tenure is already over."""
    if command.ended_on is not None:
        _check_last(command.occurred_on, command.ended_on, today, "ended_on")
    appointed = _appointed(state, command, today, organisation, command.ended_on, None)
    if command.ended_on is None:
        return [appointed]
    appointment = 1 if state is None else state.version + 1
    ended = RoleEnded(appointment=appointment, occurred_on=command.ended_on, reason="补记任职时一并登记")
    return [appointed, ended]


def _appointed(
    state: State | None,
    command: AppointRole | CorrectAppointment,
    today: date,
    organisation: Standing | None,
    last: date | None,
    own: int | None,
) -> RoleAppointed:
    """The appointment as the command says it; ``own`` is the tenure that it corrects."""
    first = require_past(command.occurred_on, today, "occurred_on", label=("任职日期", "First day in post"))
    refuse_repeat(command.portfolio, "portfolio", label=("分工", "Portfolio"))
    if organisation is None or not organisation.exists_on(first):
        raise Refused(
            "not_standing",
            zh=f"该组织在{first.isoformat()}尚未登记或已撤销，不能登记任职。",
            en=f"The organisation did not exist on {first.isoformat()}.",
            field="occurred_on",
        )
    others = [] if state is None else [t for t in state.tenures if t.appointment != own and t.overlaps(first, last)]
    for other in others:
        if command.post is Post.SECRETARY and other.post is Post.SECRETARY:
            until = "至今" if other.last is None else f"至{other.last.isoformat()}"
            raise Refused(
                "second_secretary",
                zh=f"该组织自{other.first.isoformat()}{until}已有书记在任（含代理、主持工作），"
                "同一时间只能有一名书记；请先登记原任离任或更正任职日期。",
                en=f"The organisation has a secretary from {other.first.isoformat()} on; there is one at a time, "
                "acting or not. End or correct that tenure first.",
                field="occurred_on",
            )
        if other.post is command.post and other.person == command.person:
            raise Refused(
                "already_in_post",
                zh="此人在该时间已担任同一职务，不必重复登记。",
                en="This person already holds that post at that time.",
                field="person",
            )
    return RoleAppointed(
        organisation=command.organisation,
        person=command.person,
        post=command.post,
        portfolio=command.portfolio,
        acting=command.acting,
        occurred_on=first,
        document=allow_text(command.document, "document", limit=200, label=("任职文件", "Document")),
        title=allow_text(command.title, "title", limit=100, label=("职务全称", "Title in full")),
    )


def _check_last(first: date, last: date, today: date, field: str) -> None:
    require_past(last, today, field, label=_LAST_DAY)
    if last < first:
        raise Refused(
            "ends_before_start",
            zh=f"离任日期不能早于任职日期（{first.isoformat()}）。",
            en=f"A tenure cannot end before it begins ({first.isoformat()}).",
            field=field,
        )


def _corrected(
    state: State | None, command: CorrectAppointment, today: date, organisation: Standing | None
) -> list[Event]:
    old = _tenure_of(state, command.appointment)
    if command.ended_on is not None:
        _check_last(command.occurred_on, command.ended_on, today, "ended_on")
    appointed = _appointed(state, command, today, organisation, command.ended_on, old.appointment)
    if appointed == old.appointed and command.ended_on == old.last:
        return []
    return [
        AppointmentCorrected(
            appointment=old.appointment,
            corrects=old.stands_at,
            appointed=appointed,
            ended_on=command.ended_on,
            reason=require_reason(command.reason),
        )
    ]


def _assigned(tenure: Tenure, command: AssignRole, today: date) -> list[Event]:
    day = require_past(command.occurred_on, today, "occurred_on", label=("分工调整日期", "Date of the change"))
    refuse_repeat(command.portfolio, "portfolio", label=("分工", "Portfolio"))
    if not tenure.holds(day) or day < tenure.portfolios[-1][0]:
        raise Refused(
            "outside_tenure",
            zh="分工调整日期须在任职期间内，且不早于上一次分工的日期。",
            en="A portfolio changes inside the tenure, and not before its last change.",
            field="occurred_on",
        )
    if tenure.portfolio(day) == command.portfolio:
        return []
    return [
        RoleAssigned(
            appointment=tenure.appointment,
            portfolio=command.portfolio,
            occurred_on=day,
            reason=require_reason(command.reason),
        )
    ]


def _ended(tenure: Tenure, command: EndRole, today: date) -> RoleEnded:
    if tenure.last is not None:
        raise Refused(
            "already_ended",
            zh=f"该任职已于{tenure.last.isoformat()}登记离任；如日期有误，请更正任职。",
            en=f"This tenure ended on {tenure.last.isoformat()}; correct it if that is wrong.",
            field="appointment",
        )
    _check_last(tenure.portfolios[-1][0], command.occurred_on, today, "occurred_on")
    return RoleEnded(
        appointment=tenure.appointment, occurred_on=command.occurred_on, reason=require_reason(command.reason)
    )
