"""Words of a floating member 流动党员."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import floating
from domain.terms.common import Label

KIND: Final[Label] = ("流动党员", "Floating member")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    floating.Assignment: {
        "employer": ("就业单位党组织", "Employer's party organisation"),
        "residence": ("居住地社区（村）党组织", "Community or village of residence"),
        "nearby_unit": ("就近其他单位党组织", "Another unit nearby"),
        "trade_association": ("商会、行业协会党组织", "Chamber or trade association"),
        "special_organisation": ("流动党员党组织", "Organisation for floating members"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    floating.DepartureReported: ("外出报告", "Departure reported"),
    floating.PreDepartureEducationGiven: ("外出前教育", "Instructed before leaving"),
    floating.CertificateStamped: ("活动证盖章", "Certificate stamped"),
    floating.CertificateIssued: ("发放活动证", "Certificate issued"),
    floating.InflowReported: ("流入地报到", "Reported in"),
    floating.CertificateVerified: ("查验活动证", "Certificate verified"),
    floating.CertificateFiled: ("报上级备案", "Certificate filed"),
    floating.FloatingMemberAssigned: ("编入党组织", "Assigned to an organisation"),
    floating.OrganisationLifeRecorded: ("参加组织生活", "Took part in organisation life"),
    floating.SituationFedBack: ("向流出地反馈", "Place left was told"),
    floating.NoticeSent: ("通知重要事项", "Member was notified"),
    floating.AnnualContactReported: ("年度汇报", "Yearly report to the place left"),
    floating.LocationChangeReported: ("报告变动", "Change of place reported"),
    floating.CertificateAudited: ("年度审核活动证", "Certificate audited"),
    floating.ContactLost: ("失去联系", "Contact lost"),
    floating.ContactRestored: ("恢复联系", "Contact restored"),
    floating.ReturnReported: ("返回报告", "Return reported"),
    floating.CertificateHandedIn: ("交回活动证", "Certificate handed in"),
    floating.CertificateChecked: ("查验办结", "Checked off"),
    floating.DepartureCorrected: ("更正外出登记", "Departure corrected"),
    floating.FloatingVoided: ("作废外出登记", "Journey voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    floating.ReportDeparture: ("登记外出报告", "Record departure"),
    floating.GivePreDepartureEducation: ("登记外出前教育", "Record instruction before leaving"),
    floating.StampCertificate: ("登记活动证盖章", "Record stamp"),
    floating.IssueCertificate: ("发放活动证", "Issue certificate"),
    floating.ReportInflow: ("登记报到", "Record reporting in"),
    floating.VerifyCertificate: ("登记查验活动证", "Verify certificate"),
    floating.FileCertificate: ("登记报上级备案", "File with superior"),
    floating.AssignFloatingMember: ("登记编入党组织", "Assign to an organisation"),
    floating.RecordOrganisationLife: ("登记参加组织生活", "Record organisation life"),
    floating.FeedSituationBack: ("登记情况反馈", "Record feedback to the place left"),
    floating.SendNotice: ("登记重要事项通知", "Record notice to the member"),
    floating.ReportAnnualContact: ("登记年度汇报", "Record yearly report"),
    floating.ReportLocationChange: ("登记变动报告", "Record change of place"),
    floating.AuditCertificate: ("登记活动证年度审核", "Audit certificate"),
    floating.LoseContact: ("登记失去联系", "Record lost contact"),
    floating.RestoreContact: ("登记恢复联系", "Record restored contact"),
    floating.ReportReturn: ("登记返回", "Record return"),
    floating.HandInCertificate: ("登记交回活动证", "Record certificate handed in"),
    floating.CheckCertificate: ("查验办结", "Check off"),
    floating.CorrectDeparture: ("更正外出登记", "Correct departure"),
    floating.VoidFloating: ("作废外出登记", "Void journey"),
}

FIELDS: Final[Mapping[str, Label]] = {}

_COMMON: Final[Mapping[str, Label]] = {
    "certificate": ("流动党员", "Floating member"),
    "person": ("流动党员", "Floating member"),
    "organisation": ("流出地党支部", "Branch left"),
    "destination": ("流动去向", "Destination"),
    "leaves_on": ("外出日期", "Date of leaving"),
    "expected_back": ("预计返回日期", "Expected back"),
    "abroad": ("出国（境）", "Abroad"),
    "inflow": ("流入地党支部", "Branch arrived at"),
    "year": ("年度", "Year"),
}


def _own(**more: Label) -> Mapping[str, Label]:
    """The words of the kind, and what one record means by a field besides."""
    return {**_COMMON, **more}


_LEFT: Final = _own(occurred_on=("报告日期", "Date reported"), text=("外出事由", "Why"))
_EDUCATED: Final = _own(occurred_on=("教育日期", "Date of the instruction"), text=("情况说明", "Text"))
_STAMPED: Final = _own(occurred_on=("盖章日期", "Date stamped"), by=("盖章的基层委员会", "Base committee"))
_ISSUED: Final = _own(occurred_on=("发放日期", "Date issued"), number=("活动证编号", "Number"))
_ARRIVED: Final = _own(occurred_on=("报到日期", "Date reported in"))
_VERIFIED: Final = _own(occurred_on=("查验日期", "Date verified"), text=("情况说明", "Text"))
_FILED: Final = _own(occurred_on=("备案日期", "Date filed"), superior=("备案的上级党组织", "Superior"))
_ASSIGNED: Final = _own(
    occurred_on=("编入日期", "Date assigned"),
    to=("编入的党组织", "Assigned to"),
    assignment=("编入依据", "Ground"),
    employer=("就业单位党组织（如有）", "Employer's party organisation, if any"),
)
_LIFE: Final = _own(
    occurred_on=("参加日期", "Date"), text=("组织生活情况", "Organisation life"), meeting=("会议", "Meeting")
)
_FED_BACK: Final = _own(occurred_on=("反馈日期", "Date"), text=("反馈情况", "What was told"))
_NOTICE: Final = _own(occurred_on=("通知日期", "Date of the notice"), text=("通知内容", "Notice"))
_REPORT: Final = _own(
    occurred_on=("汇报日期", "Date reported"), recipient=("汇报对象", "Reported to"), text=("情况说明", "Text")
)
_CHANGED: Final = _own(
    occurred_on=("报告日期", "Date reported"), destination=("现去向", "Destination"), recipients=("报告对象", "Told")
)
_AUDITED: Final = _own(
    occurred_on=("审核日期", "Date audited"), by=("审核党支部", "Audited by"), text=("情况说明", "Text")
)
_LOST: Final = _own(occurred_on=("失联日期", "Date contact was lost"), text=("情况说明", "What is known"))
_RESTORED: Final = _own(occurred_on=("恢复日期", "Date contact was restored"), text=("情况说明", "What is known"))
_RETURNED: Final = _own(occurred_on=("返回日期", "Date of return"))
_HANDED_IN: Final = _own(occurred_on=("交回日期", "Date handed in"))
_CHECKED: Final = _own(occurred_on=("查验日期", "Date checked"), text=("查验情况", "What was found"))
_CORRECTED: Final = _own(departure=("外出登记", "Departure"))

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    floating.DepartureReported: _LEFT,
    floating.ReportDeparture: _LEFT,
    floating.CorrectDeparture: _LEFT,
    floating.PreDepartureEducationGiven: _EDUCATED,
    floating.GivePreDepartureEducation: _EDUCATED,
    floating.CertificateStamped: _STAMPED,
    floating.StampCertificate: _STAMPED,
    floating.CertificateIssued: _ISSUED,
    floating.IssueCertificate: _ISSUED,
    floating.InflowReported: _ARRIVED,
    floating.ReportInflow: _ARRIVED,
    floating.CertificateVerified: _VERIFIED,
    floating.VerifyCertificate: _VERIFIED,
    floating.CertificateFiled: _FILED,
    floating.FileCertificate: _FILED,
    floating.FloatingMemberAssigned: _ASSIGNED,
    floating.AssignFloatingMember: _ASSIGNED,
    floating.OrganisationLifeRecorded: _LIFE,
    floating.RecordOrganisationLife: _LIFE,
    floating.SituationFedBack: _FED_BACK,
    floating.FeedSituationBack: _FED_BACK,
    floating.NoticeSent: _NOTICE,
    floating.SendNotice: _NOTICE,
    floating.AnnualContactReported: _REPORT,
    floating.ReportAnnualContact: _REPORT,
    floating.LocationChangeReported: _CHANGED,
    floating.ReportLocationChange: _CHANGED,
    floating.CertificateAudited: _AUDITED,
    floating.AuditCertificate: _AUDITED,
    floating.ContactLost: _LOST,
    floating.LoseContact: _LOST,
    floating.ContactRestored: _RESTORED,
    floating.RestoreContact: _RESTORED,
    floating.ReturnReported: _RETURNED,
    floating.ReportReturn: _RETURNED,
    floating.CertificateHandedIn: _HANDED_IN,
    floating.HandInCertificate: _HANDED_IN,
    floating.CertificateChecked: _CHECKED,
    floating.CheckCertificate: _CHECKED,
    floating.DepartureCorrected: _CORRECTED,
    floating.VoidFloating: _CORRECTED,
}
