"""Floating member 流动党员: a member away from home, between the organisation left and the one arrived at, with the certificate.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Assignment(StrEnum):
    """On what ground the member was assigned 编入依据."""

    EMPLOYER = "employer"
    RESIDENCE = "residence"
    SPECIAL_ORGANISATION = "special_organisation"


# --- events ----------------------------------------------------------------------


@record
class DepartureReported:
    """The member reported leaving 外出报告."""

    person: str
    organisation: str
    """Branch left 流出地党支部."""
    destination: str
    occurred_on: date
    expected_back: date | None = None
    abroad: bool = False
    text: str = ""


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
    text: str = ""


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

# --- commands --------------------------------------------------------------------


@record
class ReportDeparture:
    """Report leaving 登记外出报告."""

    person: str
    organisation: str
    """Branch left 流出地党支部."""
    destination: str
    occurred_on: date
    expected_back: date | None = None
    abroad: bool = False
    text: str = ""


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
    text: str = ""


@record
class CorrectDeparture:
    """Correct it 更正外出登记."""

    certificate: str
    destination: str
    occurred_on: date
    reason: str
    expected_back: date | None = None
    abroad: bool = False
    text: str = ""


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
