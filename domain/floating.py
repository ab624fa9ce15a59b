"""Floating member 流动党员: a member away from home, between the organisation left and the one arrived at.

The certificate 活动证 goes with the member; each step of its life is an act of one of the two sides.

One stream a member: journeys follow one another, and the state shows the present one.

Rules
1. A member has one valid certificate at a time: a new departure is recorded only when the last journey was
   checked off or voided, and not before its return [inf: the text does not say "one"] (c2006-float 二（一）1).
2. The report says why, when and where to the member leaves; a report after leaving is late, not refused
   (二（三）1). Instruction before leaving lies on or before the day of leaving (二（一）1).
3. A base committee that is the branch left, or stands above it, stamps the certificate; only a stamped one is
   issued, once (三（一）). Which kinds of organisation count as base committees is our reading
   (`BASE_COMMITTEES`, [inf]). Issuing after leaving is late, not refused.
4. At the new place: reported in, then verified, then filed with an organisation above that branch (二（二）1;
   三（一）). Reporting in needs no certificate, verifying does. A member who moves on reports in anew, and the
   steps there begin again.
5. A verified member is assigned to exactly one base organisation at the new place; where the employer has a
   party organisation, to that one (二（二）2; 三（二）). A new assignment replaces the old. Filing and assigning
   are not ordered by the text: either may come first.
6. The branch of the formal relation or the branch of daily life audits the certificate, once a year (三（一）);
   no year before the one of issue, none that has not begun.
7. The yearly report goes to the organisation left, whoever else hears it (二（三）3). A change of place goes to
   somebody; to whom it did not go is for the view to show.
8. After the return the certificate is handed in and checked; the check says what was found, and ends the
   journey (二（一）4; 二（三）4). Where no certificate was issued there is none to hand in.
9. No step lies before the step it rests on, after the return, or after today.
10. What the report of departure said wrongly is corrected by adding; a journey recorded by mistake is voided.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from domain.kernel import (
    Refused,
    allow_text,
    record,
    refuse_repeat,
    require_past,
    require_reason,
    require_text,
)

BASE_COMMITTEES: Final = frozenset(
    {
        "grassroots_committee",
        "town_committee",
        "township_committee",
        "street_working_committee",
        "department_party_committee",
        "department_working_committee",
    }
)
"""Kinds of organisation that stamp a certificate 基层委员会."""

BASE_ORGANISATIONS: Final = BASE_COMMITTEES | {"general_branch", "branch"}
"""Kinds of organisation to which a member is assigned 基层组织."""


class Assignment(StrEnum):
    """On what ground the member was assigned 编入依据."""

    EMPLOYER = "employer"
    RESIDENCE = "residence"
    NEARBY_UNIT = "nearby_unit"
    """A unit nearby 就近就便的其他单位."""
    TRADE_ASSOCIATION = "trade_association"
    """A chamber or trade association 商会、行业协会."""
    SPECIAL_ORGANISATION = "special_organisation"
    """An organisation made for floating members 流动党员党组织."""


# --- events ----------------------------------------------------------------------


@record
class DepartureReported:
    """The member reported leaving 外出报告."""

    person: str
    organisation: str
    """Branch left 流出地党支部."""
    destination: str
    text: str
    """Why 外出事由."""
    occurred_on: date
    leaves_on: date
    expected_back: date | None = None
    abroad: bool = False


@record
class PreDepartureEducationGiven:
    """The member was instructed before leaving 外出前教育."""

    occurred_on: date
    text: str = ""


@record
class CertificateStamped:
    """The base committee stamped the certificate 盖章."""

    by: str
    occurred_on: date


@record
class CertificateIssued:
    """The branch issued it 发放活动证."""

    number: str
    occurred_on: date


@record
class InflowReported:
    """The member reported at the new place 报到."""

    inflow: str
    """Branch arrived at 流入地党支部."""
    occurred_on: date


@record
class CertificateVerified:
    """The certificate was verified there 查验."""

    occurred_on: date
    text: str = ""


@record
class CertificateFiled:
    """It was filed with the superior there 备案."""

    superior: str
    occurred_on: date


@record
class FloatingMemberAssigned:
    """The member was assigned to one organisation there 编入党组织."""

    to: str
    assignment: Assignment
    occurred_on: date
    employer: str | None = None
    """The employer's party organisation, where it has one 就业单位党组织."""


@record
class OrganisationLifeRecorded:
    """The member took part in organisation life there 参加组织生活."""

    occurred_on: date
    text: str
    meeting: str | None = None


@record
class SituationFedBack:
    """The place left was told 反馈情况."""

    occurred_on: date
    text: str


@record
class NoticeSent:
    """The member was told of important matters 通知重要事项."""

    occurred_on: date
    text: str


@record
class AnnualContactReported:
    """The member's yearly report to the place left 年度汇报."""

    year: int
    recipient: str
    occurred_on: date
    text: str = ""


@record
class LocationChangeReported:
    """A change of place was reported 报告变动."""

    destination: str
    recipients: tuple[str, ...]
    occurred_on: date


@record
class CertificateAudited:
    """The certificate was audited for a year 年度审核."""

    year: int
    by: str
    occurred_on: date
    text: str = ""


@record
class ContactLost:
    """The member cannot be reached 失去联系."""

    occurred_on: date
    text: str


@record
class ContactRestored:
    """The member was reached again 恢复联系."""

    occurred_on: date
    text: str


@record
class ReturnReported:
    """The member came back 返回报告."""

    occurred_on: date


@record
class CertificateHandedIn:
    """The certificate was handed in 交回活动证."""

    occurred_on: date


@record
class CertificateChecked:
    """It was checked; the journey is over 查验办结."""

    occurred_on: date
    text: str
    """Conduct and organisation life away, as found 现实表现和组织生活情况."""


@record
class DepartureCorrected:
    """It was written down wrongly; ``departure`` is how it should read 更正外出登记."""

    corrects: int
    departure: DepartureReported
    reason: str


@record
class FloatingVoided:
    """It was recorded by mistake 作废外出登记."""

    reason: str


Event: TypeAlias = (
    DepartureReported
    | PreDepartureEducationGiven
    | CertificateStamped
    | CertificateIssued
    | InflowReported
    | CertificateVerified
    | CertificateFiled
    | FloatingMemberAssigned
    | OrganisationLifeRecorded
    | SituationFedBack
    | NoticeSent
    | AnnualContactReported
    | LocationChangeReported
    | CertificateAudited
    | ContactLost
    | ContactRestored
    | ReturnReported
    | CertificateHandedIn
    | CertificateChecked
    | DepartureCorrected
    | FloatingVoided
)

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of the present journey."""

    departure: DepartureReported
    stands_at: int
    """Version of the entry that now says how the member left."""
    version: int
    voided: bool = False
    earlier_until: date | None = None
    """Return from the journey before this one."""
    first_on: date | None = None
    """Day of the first step after the report."""
    last_on: date
    """Latest day of anything in the journey."""
    educated_on: date | None = None
    stamped_on: date | None = None
    issued_on: date | None = None
    host: str | None = None
    """Branch at the new place."""
    arrived_on: date | None = None
    verified_on: date | None = None
    filed_on: date | None = None
    assigned: str | None = None
    assigned_on: date | None = None
    audits: frozenset[int] = frozenset()
    lost_on: date | None = None
    """Since when the member cannot be reached."""
    restored_on: date | None = None
    returned_on: date | None = None
    handed_in_on: date | None = None
    checked_on: date | None = None

    @property
    def organisation(self) -> str:
        """Branch left."""
        return self.departure.organisation

    @property
    def person(self) -> str:
        """Whose journey it is."""
        return self.departure.person

    @property
    def parties(self) -> tuple[str, ...]:
        """Organisations whose people may act on it: of the place left and of the place arrived at."""
        return tuple(dict.fromkeys(one for one in (self.organisation, self.host, self.assigned) if one))

    @property
    def stage(self) -> str:
        """The furthest step: departed, stamped, issued, arrived, verified, filed, assigned, returned, ..."""
        if self.voided:
            return "voided"
        reached = (
            ("closed", self.checked_on),
            ("handed_in", self.handed_in_on),
            ("returned", self.returned_on),
            ("assigned", self.assigned_on),
            ("filed", self.filed_on),
            ("verified", self.verified_on),
            ("arrived", self.arrived_on),
            ("issued", self.issued_on),
            ("stamped", self.stamped_on),
        )
        return next((stage for stage, day in reached if day is not None), "departed")


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if isinstance(event, DepartureReported):
        return _departed(state, event)
    assert state is not None, "a journey begins with its departure"
    state = replace(state, version=state.version + 1)
    match event:
        case DepartureCorrected():
            last_on = event.departure.occurred_on if state.first_on is None else state.last_on
            return replace(state, departure=event.departure, stands_at=state.version, last_on=last_on)
        case FloatingVoided():
            return replace(state, voided=True)
    day = event.occurred_on
    state = replace(
        state,
        first_on=day if state.first_on is None else min(state.first_on, day),
        last_on=max(state.last_on, day),
    )
    match event:
        case PreDepartureEducationGiven():
            return replace(state, educated_on=day)
        case CertificateStamped():
            return replace(state, stamped_on=day)
        case CertificateIssued():
            return replace(state, issued_on=day)
        case InflowReported():
            # Moved on: what the place before did is of the past.
            return replace(
                state,
                host=event.inflow,
                arrived_on=day,
                verified_on=None,
                filed_on=None,
                assigned=None,
                assigned_on=None,
            )
        case CertificateVerified():
            return replace(state, verified_on=day)
        case CertificateFiled():
            return replace(state, filed_on=day)
        case FloatingMemberAssigned():
            return replace(state, assigned=event.to, assigned_on=day)
        case CertificateAudited():
            return replace(state, audits=state.audits | {event.year})
        case ContactLost():
            return replace(state, lost_on=day)
        case ContactRestored():
            return replace(state, lost_on=None, restored_on=day)
        case ReturnReported():
            return replace(state, returned_on=day)
        case CertificateHandedIn():
            return replace(state, handed_in_on=day)
        case CertificateChecked():
            return replace(state, checked_on=day)
        case (
            OrganisationLifeRecorded()
            | SituationFedBack()
            | NoticeSent()
            | AnnualContactReported()
            | LocationChangeReported()
        ):
            return state
        case _:
            assert_never(event)


def _departed(before: State | None, event: DepartureReported) -> State:
    version, earlier_until = 1, None
    if before is not None:
        version = before.version + 1
        earlier_until = before.earlier_until if before.voided else before.returned_on
    return State(
        departure=event, stands_at=version, version=version, earlier_until=earlier_until, last_on=event.occurred_on
    )


# --- commands --------------------------------------------------------------------


@record
class ReportDeparture:
    """Report leaving 登记外出报告."""

    person: str
    organisation: str
    """Branch left 流出地党支部."""
    destination: str
    text: str
    """Why 外出事由."""
    occurred_on: date
    leaves_on: date
    expected_back: date | None = None
    abroad: bool = False


@record
class GivePreDepartureEducation:
    """Record the instruction 登记外出前教育."""

    certificate: str
    occurred_on: date
    text: str = ""


@record
class StampCertificate:
    """Record the stamp 登记活动证盖章."""

    certificate: str
    by: str
    occurred_on: date


@record
class IssueCertificate:
    """Issue it 发放活动证."""

    certificate: str
    number: str
    occurred_on: date


@record
class ReportInflow:
    """Record the arrival 登记报到."""

    certificate: str
    inflow: str
    """Branch arrived at 流入地党支部."""
    occurred_on: date


@record
class VerifyCertificate:
    """Verify it 登记查验."""

    certificate: str
    occurred_on: date
    text: str = ""


@record
class FileCertificate:
    """File it 登记备案."""

    certificate: str
    superior: str
    occurred_on: date


@record
class AssignFloatingMember:
    """Assign the member 登记编入."""

    certificate: str
    to: str
    assignment: Assignment
    occurred_on: date
    employer: str | None = None
    """The employer's party organisation, where it has one 就业单位党组织."""


@record
class RecordOrganisationLife:
    """Record organisation life 登记参加组织生活."""

    certificate: str
    occurred_on: date
    text: str
    meeting: str | None = None


@record
class FeedSituationBack:
    """Record the feedback 登记情况反馈."""

    certificate: str
    occurred_on: date
    text: str


@record
class SendNotice:
    """Record the notice 登记通知."""

    certificate: str
    occurred_on: date
    text: str


@record
class ReportAnnualContact:
    """Record the yearly report 登记年度汇报."""

    certificate: str
    year: int
    recipient: str
    occurred_on: date
    text: str = ""


@record
class ReportLocationChange:
    """Record the change 登记变动报告."""

    certificate: str
    destination: str
    recipients: tuple[str, ...]
    occurred_on: date


@record
class AuditCertificate:
    """Audit it 登记年度审核."""

    certificate: str
    year: int
    by: str
    occurred_on: date
    text: str = ""


@record
class LoseContact:
    """Record that contact was lost 登记失去联系."""

    certificate: str
    occurred_on: date
    text: str


@record
class RestoreContact:
    """Record that contact was restored 登记恢复联系."""

    certificate: str
    occurred_on: date
    text: str


@record
class ReportReturn:
    """Record the return 登记返回."""

    certificate: str
    occurred_on: date


@record
class HandInCertificate:
    """Record it handed in 登记交回."""

    certificate: str
    occurred_on: date


@record
class CheckCertificate:
    """Check it 查验办结."""

    certificate: str
    occurred_on: date
    text: str
    """Conduct and organisation life away, as found 现实表现和组织生活情况."""


@record
class CorrectDeparture:
    """Correct it 更正外出登记."""

    certificate: str
    destination: str
    text: str
    """Why 外出事由."""
    occurred_on: date
    leaves_on: date
    reason: str
    expected_back: date | None = None
    abroad: bool = False


@record
class VoidFloating:
    """Void it 作废外出登记."""

    certificate: str
    reason: str


Command: TypeAlias = (
    ReportDeparture
    | GivePreDepartureEducation
    | StampCertificate
    | IssueCertificate
    | ReportInflow
    | VerifyCertificate
    | FileCertificate
    | AssignFloatingMember
    | RecordOrganisationLife
    | FeedSituationBack
    | SendNotice
    | ReportAnnualContact
    | ReportLocationChange
    | AuditCertificate
    | LoseContact
    | RestoreContact
    | ReportReturn
    | HandInCertificate
    | CheckCertificate
    | CorrectDeparture
    | VoidFloating
)

# --- decisions -------------------------------------------------------------------

Line: TypeAlias = Mapping[str, str]
"""An organisation and those above it on a day, with the kind of each."""

_OUT: Final = "c2006-float 二（一）1"
_IN: Final = "c2006-float 二（二）1"
_ASSIGN: Final = "c2006-float 三（二）"
_CERTIFICATE: Final = "c2006-float 三（一）"
_BACK: Final = "c2006-float 二（三）4"


def decide(
    state: State | None, command: Command, *, today: date, line: Line | None = None, kind: str = ""
) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`.

    ``line`` is the branch left and what stands above it (stamping), or the branch arrived at and what stands above
    it (filing); ``kind`` the kind of the organisation to which the member is assigned.
    """
    line = {} if line is None else line
    match command:
        case ReportDeparture():
            return [_departure(state, command, today)]
        case CorrectDeparture():
            return _correct(_known(state), command, today)
        case VoidFloating():
            _known(state)
            return [FloatingVoided(reason=require_reason(command.reason))]
        case ReportReturn() | HandInCertificate() | CheckCertificate():
            return [_home(_open(state), command, today)]
        case GivePreDepartureEducation() | StampCertificate() | IssueCertificate():
            return [_before_leaving(_open(state), command, today, line)]
        case ReportInflow() | VerifyCertificate() | FileCertificate() | AssignFloatingMember():
            return [_arriving(_open(state), command, today, line, kind)]
        case AuditCertificate():
            return [_audited(_open(state), command, today)]
        case LoseContact() | RestoreContact():
            return [_contact(_open(state), command, today)]
        case (
            RecordOrganisationLife()
            | FeedSituationBack()
            | SendNotice()
            | ReportAnnualContact()
            | ReportLocationChange()
        ):
            return [_while_away(_open(state), command, today)]
        case _:
            assert_never(command)


def _known(state: State | None) -> State:
    """The state of a journey that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这名党员的外出登记。", en="No departure of this member is on record.")
    if state.voided:
        raise Refused(
            "voided",
            zh="这次外出登记已作废，不能再作登记；如再次外出，请重新登记外出报告。",
            en="This journey was voided; nothing more can be added to it. Record a new departure.",
        )
    return state


def _open(state: State | None) -> State:
    """The state of a journey that is not over."""
    known = _known(state)
    if known.checked_on is not None:
        raise Refused(
            "closed",
            zh=f"这次外出已于{known.checked_on.isoformat()}查验办结，不能再作登记。",
            en=f"This journey was checked off on {known.checked_on.isoformat()}; nothing more can be added.",
            clause="c2006-float 二（一）4",
        )
    return known


def _on(state: State, day: date, since: date, today: date, label: tuple[str, str], clause: str = "") -> date:
    """Refuse a day in the future, before the step it rests on, or after the return."""
    require_past(day, today, "occurred_on", label=label)
    if day < since:
        raise Refused(
            "out_of_order",
            zh=f"“{label[0]}”不能早于上一环节的日期（{since.isoformat()}）。",
            en=f"{label[1]} cannot lie before the step that it rests on ({since.isoformat()}).",
            field="occurred_on",
            clause=clause,
        )
    if state.returned_on is not None and day > state.returned_on:
        raise Refused(
            "after_return",
            zh=f"该党员已于{state.returned_on.isoformat()}返回，“{label[0]}”不能晚于这一天。",
            en=f"The member came back on {state.returned_on.isoformat()}; {label[1].lower()} cannot lie after that.",
            field="occurred_on",
            clause=_BACK,
        )
    return day


def _text(text: str) -> str:
    return allow_text(text, "text", label=("情况说明", "Text"))


def _told(text: str, label: tuple[str, str]) -> str:
    return require_text(text, "text", limit=2_000, label=label)


# --- leaving ---------------------------------------------------------------------


def _departure(state: State | None, command: ReportDeparture, today: date) -> DepartureReported:
    if state is not None and not state.voided and state.checked_on is None:
        raise Refused(
            "still_away",
            zh="该党员上一次外出尚未查验办结，同一时间只能有一本有效的活动证；请先办结或作废。",
            en="The last journey is not over, and a member has one valid certificate at a time. End or void it first.",
            field="person",
            clause=_OUT,
        )
    until = None if state is None else state.earlier_until if state.voided else state.returned_on
    return _said(command, command.person, command.organisation, today, until)


def _said(
    command: ReportDeparture | CorrectDeparture, person: str, organisation: str, today: date, until: date | None
) -> DepartureReported:
    day = require_past(command.occurred_on, today, "occurred_on", label=("报告日期", "Date reported"))
    if until is not None and min(day, command.leaves_on) < until:
        raise Refused(
            "before_last_return",
            zh=f"该党员上一次外出于{until.isoformat()}返回，再次外出不能早于这一天。",
            en=f"The member came back from the last journey on {until.isoformat()}; the next cannot begin before.",
            field="occurred_on" if day < until else "leaves_on",
            clause=_OUT,
        )
    if command.expected_back is not None and command.expected_back < command.leaves_on:
        raise Refused(
            "back_before_leaving",
            zh=f"“预计返回日期”不能早于外出日期（{command.leaves_on.isoformat()}）。",
            en=f"The member cannot be expected back before leaving ({command.leaves_on.isoformat()}).",
            field="expected_back",
        )
    return DepartureReported(
        person=person,
        organisation=organisation,
        destination=require_text(command.destination, "destination", label=("流动去向", "Destination")),
        text=_told(command.text, ("外出事由", "Why")),
        occurred_on=day,
        leaves_on=command.leaves_on,
        expected_back=command.expected_back,
        abroad=command.abroad,
    )


def _correct(state: State, command: CorrectDeparture, today: date) -> list[Event]:
    departure = _said(command, state.person, state.organisation, today, state.earlier_until)
    if departure == state.departure:
        return []
    if state.first_on is not None and min(departure.occurred_on, departure.leaves_on) > state.first_on:
        raise Refused(
            "after_next_step",
            zh=f"该次外出在{state.first_on.isoformat()}已有后续办理，报告日期不能晚于这一天。",
            en=f"Something happened on {state.first_on.isoformat()} already; it cannot have been reported later.",
            field="occurred_on",
        )
    away = (state.arrived_on, state.returned_on)
    first_away = min((day for day in away if day is not None), default=None)
    if first_away is not None and departure.leaves_on > first_away:
        raise Refused(
            "leaving_after_arrival",
            zh=f"该党员在{first_away.isoformat()}已有报到或返回登记，外出日期不能晚于这一天。",
            en=f"The member reported in or came back on {first_away.isoformat()}, and cannot have left later.",
            field="leaves_on",
        )
    if state.educated_on is not None and departure.leaves_on < state.educated_on:
        raise _educated_late(departure.leaves_on, "leaves_on")
    reason = require_reason(command.reason)
    return [DepartureCorrected(corrects=state.stands_at, departure=departure, reason=reason)]


def _educated_late(leaves_on: date, field: str) -> Refused:
    return Refused(
        "after_leaving",
        zh=f"外出前教育应在外出日期（{leaves_on.isoformat()}）当日或之前进行。",
        en=f"Instruction before leaving lies on or before the day of leaving ({leaves_on.isoformat()}).",
        field=field,
        clause=_OUT,
    )


def _once(done_on: date | None, zh: str, en: str, clause: str) -> None:
    if done_on is not None:
        raise Refused(
            "already_done",
            zh=f"{zh}（{done_on.isoformat()}），不能重复登记。",
            en=f"{en} ({done_on.isoformat()}) already.",
            clause=clause,
        )


def _before_leaving(
    state: State, command: GivePreDepartureEducation | StampCertificate | IssueCertificate, today: date, line: Line
) -> Event:
    left = state.departure
    match command:
        case GivePreDepartureEducation():
            _once(state.educated_on, "外出前教育已登记", "Instruction before leaving is on record", _OUT)
            # A report that came late cannot hold the instruction back.
            since = min(left.occurred_on, left.leaves_on)
            day = _on(state, command.occurred_on, since, today, ("教育日期", "Date of the instruction"), _OUT)
            if day > left.leaves_on:
                raise _educated_late(left.leaves_on, "occurred_on")
            return PreDepartureEducationGiven(occurred_on=day, text=_text(command.text))
        case StampCertificate():
            _once(state.stamped_on, "活动证已盖章", "The certificate is stamped", _CERTIFICATE)
            day = _on(state, command.occurred_on, left.occurred_on, today, ("盖章日期", "Date stamped"))
            _require_base_committee(command.by, line)
            return CertificateStamped(by=command.by, occurred_on=day)
        case IssueCertificate():
            _once(state.issued_on, "活动证已发放", "The certificate is issued", _OUT)
            if state.stamped_on is None:
                raise Refused(
                    "not_stamped",
                    zh="活动证须先由流出地党的基层委员会盖章，再由党支部发放。",
                    en="The base committee of the place left stamps the certificate before the branch issues it.",
                    clause=_CERTIFICATE,
                )
            day = _on(state, command.occurred_on, state.stamped_on, today, ("发放日期", "Date issued"), _CERTIFICATE)
            number = require_text(command.number, "number", limit=40, label=("活动证编号", "Number"))
            return CertificateIssued(number=number, occurred_on=day)
        case _:
            assert_never(command)


def _require_base_committee(by: str, line: Line) -> None:
    if by not in line:
        raise Refused(
            "not_above_branch",
            zh="活动证由流出党支部所属的基层委员会盖章，所选组织不是该支部的上级。",
            en="The stamp is that of a base committee above the branch left; this one does not stand above it.",
            field="by",
            clause=_CERTIFICATE,
        )
    if line[by] not in BASE_COMMITTEES:
        raise Refused(
            "not_base_committee",
            zh="活动证由党的基层委员会盖章，党支部、党总支和其他机关不能盖章。",
            en="A base committee stamps the certificate; a branch, general branch or office does not.",
            field="by",
            clause=_CERTIFICATE,
        )


# --- arriving --------------------------------------------------------------------


def _arriving(
    state: State,
    command: ReportInflow | VerifyCertificate | FileCertificate | AssignFloatingMember,
    today: date,
    line: Line,
    kind: str,
) -> Event:
    match command:
        case ReportInflow():
            return _inflow(state, command, today)
        case VerifyCertificate():
            arrived = _arrived(state)
            _once(state.verified_on, "活动证已查验", "The certificate is verified", _IN)
            if state.issued_on is None:
                raise Refused(
                    "not_issued",
                    zh="尚未发放活动证，不能查验；请流出地先补办。",
                    en="No certificate was issued, so there is none to verify; the place left has to issue it first.",
                    clause=_CERTIFICATE,
                )
            since = max(arrived, state.issued_on)
            day = _on(state, command.occurred_on, since, today, ("查验日期", "Date verified"), _IN)
            return CertificateVerified(occurred_on=day, text=_text(command.text))
        case FileCertificate():
            verified = _verified(state, "备案", "filed")
            _once(state.filed_on, "活动证已备案", "The certificate is filed", _CERTIFICATE)
            day = _on(state, command.occurred_on, verified, today, ("备案日期", "Date filed"), _CERTIFICATE)
            if command.superior == state.host or command.superior not in line:
                raise Refused(
                    "not_superior",
                    zh="备案应报流入地党支部的上级党组织，所选组织不是其上级。",
                    en="The certificate is filed with an organisation above the branch arrived at; this is none.",
                    field="superior",
                    clause=_CERTIFICATE,
                )
            return CertificateFiled(superior=command.superior, occurred_on=day)
        case AssignFloatingMember():
            return _assigned(state, command, today, kind)
        case _:
            assert_never(command)


def _inflow(state: State, command: ReportInflow, today: date) -> InflowReported:
    if command.inflow == state.organisation:
        raise Refused(
            "own_branch",
            zh="流入地党支部应是流出地以外的党组织。",
            en="The branch arrived at is another than the branch left.",
            field="inflow",
            clause="c2006-float 二（三）2",
        )
    if command.inflow == state.host:
        raise Refused(
            "already_there",
            zh="该党员已在这个党组织报到。",
            en="The member has reported in there already.",
            field="inflow",
            clause="c2006-float 二（三）2",
        )
    since = max(day for day in (state.departure.leaves_on, state.arrived_on) if day is not None)
    day = _on(state, command.occurred_on, since, today, ("报到日期", "Date reported in"), "c2006-float 二（三）2")
    return InflowReported(inflow=command.inflow, occurred_on=day)


def _arrived(state: State) -> date:
    if state.arrived_on is None:
        raise Refused(
            "not_arrived",
            zh="该党员尚未在流入地报到，请先登记报到。",
            en="The member has not reported in anywhere; record that first.",
            clause=_IN,
        )
    return state.arrived_on


def _verified(state: State, zh: str, en: str) -> date:
    _arrived(state)
    if state.verified_on is None:
        raise Refused(
            "not_verified",
            zh=f"活动证尚未由流入地党支部查验，不能{zh}。",
            en=f"The branch arrived at has not verified the certificate; it cannot be {en} yet.",
            clause=_CERTIFICATE,
        )
    return state.verified_on


def _assigned(state: State, command: AssignFloatingMember, today: date, kind: str) -> FloatingMemberAssigned:
    since = max(day for day in (_verified(state, "编入", "assigned"), state.assigned_on) if day is not None)
    day = _on(state, command.occurred_on, since, today, ("编入日期", "Date assigned"), _ASSIGN)
    if command.to == state.assigned:
        raise Refused(
            "already_assigned",
            zh="该党员已编入这个党组织。",
            en="The member is assigned to that organisation already.",
            field="to",
            clause="c2006-float 二（二）2",
        )
    if command.to == state.organisation or kind not in BASE_ORGANISATIONS:
        raise Refused(
            "not_base_organisation",
            zh="流动党员应编入流入地的一个基层党组织。",
            en="The member is assigned to one base organisation of the place arrived at.",
            field="to",
            clause="c2006-float 二（二）2",
        )
    by_employer = command.assignment is Assignment.EMPLOYER
    employer = command.employer or (command.to if by_employer else None)
    if employer is not None and (employer != command.to or not by_employer):
        raise Refused(
            "employer_first",
            zh="就业单位已建立党组织的，应编入就业单位党组织。",
            en="Where the employer has a party organisation, the member is assigned to that one.",
            field="to",
            clause=_ASSIGN,
        )
    return FloatingMemberAssigned(to=command.to, assignment=command.assignment, occurred_on=day, employer=employer)


# --- away ------------------------------------------------------------------------


def _while_away(
    state: State,
    command: RecordOrganisationLife | FeedSituationBack | SendNotice | ReportAnnualContact | ReportLocationChange,
    today: date,
) -> Event:
    match command:
        case RecordOrganisationLife():
            day = _on(state, command.occurred_on, _arrived(state), today, ("参加日期", "Date"), "c2006-float 二（二）4")
            text = _told(command.text, ("组织生活情况", "Organisation life"))
            return OrganisationLifeRecorded(occurred_on=day, text=text, meeting=command.meeting)
        case FeedSituationBack():
            day = _on(state, command.occurred_on, _arrived(state), today, ("反馈日期", "Date"), "c2006-float 二（二）4")
            return SituationFedBack(occurred_on=day, text=_told(command.text, ("反馈情况", "What was told")))
        case SendNotice():
            day = _since_report(state, command.occurred_on, today, ("通知日期", "Date of the notice"))
            return NoticeSent(occurred_on=day, text=_told(command.text, ("通知内容", "Notice")))
        case ReportAnnualContact():
            return _contact_report(state, command, today)
        case ReportLocationChange():
            day = _since_report(state, command.occurred_on, today, ("报告日期", "Date reported"))
            refuse_repeat(command.recipients, "recipients", label=("报告对象", "Told"))
            if not command.recipients:
                raise Refused(
                    "nobody_told",
                    zh="请选择向哪些党组织报告了变动。",
                    en="Name the organisations to which the change was reported.",
                    field="recipients",
                    clause="c2006-float 二（三）3",
                )
            destination = require_text(command.destination, "destination", label=("现去向", "Destination"))
            return LocationChangeReported(destination=destination, recipients=command.recipients, occurred_on=day)
        case _:
            assert_never(command)


def _since_report(state: State, day: date, today: date, label: tuple[str, str]) -> date:
    return _on(state, day, min(state.departure.occurred_on, state.departure.leaves_on), today, label)


def _of_year(year: int, first: int, day: date, clause: str) -> int:
    if not first <= year <= day.year:
        raise Refused(
            "wrong_year",
            zh=f"“年度”应在{first}年至{day.year}年之间。",
            en=f"The year lies between {first} and {day.year}.",
            field="year",
            clause=clause,
        )
    return year


def _contact_report(state: State, command: ReportAnnualContact, today: date) -> AnnualContactReported:
    clause = "c2006-float 二（三）3"
    day = _since_report(state, command.occurred_on, today, ("汇报日期", "Date reported"))
    if command.recipient != state.organisation:
        raise Refused(
            "not_to_the_place_left",
            zh="年度汇报应向流出地党组织作出，向其他组织汇报不能代替。",
            en="The yearly report goes to the organisation left; one to another organisation does not take its place.",
            field="recipient",
            clause=clause,
        )
    first = min(state.departure.leaves_on, state.departure.occurred_on).year
    return AnnualContactReported(
        year=_of_year(command.year, first, day, clause),
        recipient=command.recipient,
        occurred_on=day,
        text=_text(command.text),
    )


def _audited(state: State, command: AuditCertificate, today: date) -> CertificateAudited:
    if state.issued_on is None:
        raise Refused(
            "not_issued",
            zh="尚未发放活动证，不能审核。",
            en="No certificate was issued, so there is none to audit.",
            clause=_CERTIFICATE,
        )
    if command.by not in state.parties:
        raise Refused(
            "not_the_members_branch",
            zh="活动证由正式组织关系所在党支部或参加组织生活的党支部审核。",
            en="The branch of the formal relation, or the branch of daily life, audits the certificate.",
            field="by",
            clause=_CERTIFICATE,
        )
    day = _on(state, command.occurred_on, state.issued_on, today, ("审核日期", "Date audited"), _CERTIFICATE)
    year = _of_year(command.year, state.issued_on.year, day, _CERTIFICATE)
    if year in state.audits:
        raise Refused(
            "audited",
            zh=f"该活动证{year}年度已审核，每年审核一次。",
            en=f"The certificate was audited for {year}; that is done once a year.",
            field="year",
            clause=_CERTIFICATE,
        )
    return CertificateAudited(year=year, by=command.by, occurred_on=day, text=_text(command.text))


def _contact(state: State, command: LoseContact | RestoreContact, today: date) -> Event:
    text = _told(command.text, ("情况说明", "What is known"))
    begun = min(state.departure.occurred_on, state.departure.leaves_on)
    match command:
        case LoseContact():
            _once(state.lost_on, "已登记失去联系", "Lost contact is on record", _CERTIFICATE)
            since = max(begun, state.restored_on or begun)
            day = _on(state, command.occurred_on, since, today, ("失联日期", "Date contact was lost"))
            return ContactLost(occurred_on=day, text=text)
        case RestoreContact():
            if state.lost_on is None:
                raise Refused(
                    "not_lost",
                    zh="该党员没有失去联系的登记。",
                    en="Nothing says that contact with this member was lost.",
                    clause=_CERTIFICATE,
                )
            day = _on(state, command.occurred_on, state.lost_on, today, ("恢复日期", "Date contact was restored"))
            return ContactRestored(occurred_on=day, text=text)
        case _:
            assert_never(command)


# --- coming back -----------------------------------------------------------------


def _home(state: State, command: ReportReturn | HandInCertificate | CheckCertificate, today: date) -> Event:
    match command:
        case ReportReturn():
            _once(state.returned_on, "返回已登记", "The return is on record", _BACK)
            since = max(state.departure.leaves_on, state.last_on)
            day = _on(state, command.occurred_on, since, today, ("返回日期", "Date of return"), _BACK)
            return ReturnReported(occurred_on=day)
        case HandInCertificate():
            returned = _returned(state)
            _once(state.handed_in_on, "活动证已交回", "The certificate is handed in", _BACK)
            if state.issued_on is None:
                raise Refused(
                    "not_issued",
                    zh="这次外出没有发放活动证，不需交回，可直接查验办结。",
                    en="No certificate was issued for this journey; it can be checked off at once.",
                    clause=_BACK,
                )
            return CertificateHandedIn(
                occurred_on=_after_return(command.occurred_on, returned, today, ("交回日期", "Date handed in"))
            )
        case CheckCertificate():
            since = _returned(state)
            if state.issued_on is not None:
                if state.handed_in_on is None:
                    raise Refused(
                        "not_handed_in",
                        zh="活动证尚未交回，不能查验办结。",
                        en="The certificate has not been handed in; it cannot be checked off.",
                        clause=_BACK,
                    )
                since = state.handed_in_on
            day = _after_return(command.occurred_on, since, today, ("查验日期", "Date checked"))
            text = _told(command.text, ("查验情况", "What was found"))
            return CertificateChecked(occurred_on=day, text=text)
        case _:
            assert_never(command)


def _returned(state: State) -> date:
    if state.returned_on is None:
        raise Refused(
            "not_returned",
            zh="请先登记党员返回。",
            en="Record the member's return first.",
            clause=_BACK,
        )
    return state.returned_on


def _after_return(day: date, since: date, today: date, label: tuple[str, str]) -> date:
    require_past(day, today, "occurred_on", label=label)
    if day < since:
        raise Refused(
            "out_of_order",
            zh=f"“{label[0]}”不能早于上一环节的日期（{since.isoformat()}）。",
            en=f"{label[1]} cannot lie before the step that it rests on ({since.isoformat()}).",
            field="occurred_on",
            clause=_BACK,
        )
    return day
