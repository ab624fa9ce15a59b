"""Sentences on floating members 流动党员."""

from collections.abc import Mapping
from typing import Final

from domain import floating
from web.sentences.telling import Tell, Telling, corrected, done


def _departed(w: Telling, e: floating.DepartureReported) -> str:
    back = w.t(f"，预计{w.day(e.expected_back)}返回", f", back by {w.day(e.expected_back)}") if e.expected_back else ""
    abroad = w.t("（出国境）", " (abroad)") if e.abroad else ""
    return w.t(
        f"{w.name(e.person)}于{w.day(e.occurred_on)}向{w.name(e.organisation)}报告，将于{w.day(e.leaves_on)}前往"
        f"{w.line(e.destination)}{abroad}{back}，事由：{w.line(e.text)}",
        f"{w.name(e.person)} reported to {w.name(e.organisation)} on {w.day(e.occurred_on)}: leaving on"
        f" {w.day(e.leaves_on)} for {w.line(e.destination)}{abroad}{back}; {w.line(e.text)}",
    )


def _educated(w: Telling, e: floating.PreDepartureEducationGiven) -> str:
    return w.t(
        f"{w.day(e.occurred_on)}对{w.this}进行外出前教育{w.note(e.text)}",
        f"{w.this} was instructed on {w.day(e.occurred_on)} before leaving{w.note(e.text)}",
    )


def _stamped(w: Telling, e: floating.CertificateStamped) -> str:
    return w.t(
        f"{w.name(e.by)}于{w.day(e.occurred_on)}在活动证上盖章",
        f"{w.name(e.by)} stamped the certificate on {w.day(e.occurred_on)}",
    )


def _issued(w: Telling, e: floating.CertificateIssued) -> str:
    return w.t(
        f"{w.day(e.occurred_on)}发放活动证，编号{w.line(e.number)}",
        f"certificate {w.line(e.number)} was issued on {w.day(e.occurred_on)}",
    )


def _inflow(w: Telling, e: floating.InflowReported) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}到{w.name(e.inflow)}报到",
        f"{w.this} reported in at {w.name(e.inflow)} on {w.day(e.occurred_on)}",
    )


def _verified(w: Telling, e: floating.CertificateVerified) -> str:
    return w.t(
        f"流入地党支部于{w.day(e.occurred_on)}查验活动证{w.note(e.text)}",
        f"the branch arrived at verified the certificate on {w.day(e.occurred_on)}{w.note(e.text)}",
    )


def _filed(w: Telling, e: floating.CertificateFiled) -> str:
    return w.t(
        f"{w.day(e.occurred_on)}报{w.name(e.superior)}备案",
        f"the certificate was filed with {w.name(e.superior)} on {w.day(e.occurred_on)}",
    )


def _assigned(w: Telling, e: floating.FloatingMemberAssigned) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}编入{w.name(e.to)}（{w.code(e.assignment)}）",
        f"{w.this} was assigned to {w.name(e.to)} on {w.day(e.occurred_on)} ({w.code(e.assignment)})",
    )


def _life(w: Telling, e: floating.OrganisationLifeRecorded) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}在流入地参加组织生活{w.note(e.text)}",
        f"{w.this} took part in organisation life at the new place on {w.day(e.occurred_on)}{w.note(e.text)}",
    )


def _fed_back(w: Telling, e: floating.SituationFedBack) -> str:
    return w.t(
        f"流入地于{w.day(e.occurred_on)}向流出地反馈{w.note(e.text)}",
        f"the new place told the place left on {w.day(e.occurred_on)}{w.note(e.text)}",
    )


def _notice(w: Telling, e: floating.NoticeSent) -> str:
    return w.t(
        f"流出地于{w.day(e.occurred_on)}通知{w.this}{w.note(e.text)}",
        f"the place left notified {w.this} on {w.day(e.occurred_on)}{w.note(e.text)}",
    )


def _contact_report(w: Telling, e: floating.AnnualContactReported) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}向{w.name(e.recipient)}作{e.year}年度汇报{w.note(e.text)}",
        f"{w.this} made the yearly report of {e.year} to {w.name(e.recipient)} on {w.day(e.occurred_on)}"
        f"{w.note(e.text)}",
    )


def _changed(w: Telling, e: floating.LocationChangeReported) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}向{w.names(e.recipients)}报告变动，现去向为{w.line(e.destination)}",
        f"{w.this} reported to {w.names(e.recipients)} on {w.day(e.occurred_on)} a move to {w.line(e.destination)}",
    )


def _audited(w: Telling, e: floating.CertificateAudited) -> str:
    return w.t(
        f"{w.name(e.by)}于{w.day(e.occurred_on)}审核{e.year}年度活动证{w.note(e.text)}",
        f"{w.name(e.by)} audited the certificate for {e.year} on {w.day(e.occurred_on)}{w.note(e.text)}",
    )


def _lost(w: Telling, e: floating.ContactLost) -> str:
    return w.t(
        f"{w.this}自{w.day(e.occurred_on)}起失去联系{w.note(e.text)}",
        f"contact with {w.this} was lost on {w.day(e.occurred_on)}{w.note(e.text)}",
    )


def _restored(w: Telling, e: floating.ContactRestored) -> str:
    return w.t(
        f"{w.day(e.occurred_on)}与{w.this}恢复联系{w.note(e.text)}",
        f"contact with {w.this} was restored on {w.day(e.occurred_on)}{w.note(e.text)}",
    )


def _returned(w: Telling, e: floating.ReturnReported) -> str:
    return w.t(f"{w.this}于{w.day(e.occurred_on)}返回", f"{w.this} came back on {w.day(e.occurred_on)}")


def _handed_in(w: Telling, e: floating.CertificateHandedIn) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}交回活动证", f"{w.this} handed the certificate in on {w.day(e.occurred_on)}"
    )


def _checked(w: Telling, e: floating.CertificateChecked) -> str:
    return w.t(
        f"流出地于{w.day(e.occurred_on)}查验办结{w.note(e.text)}",
        f"the place left checked the journey off on {w.day(e.occurred_on)}{w.note(e.text)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    floating.DepartureReported: _departed,
    floating.PreDepartureEducationGiven: _educated,
    floating.CertificateStamped: _stamped,
    floating.CertificateIssued: _issued,
    floating.InflowReported: _inflow,
    floating.CertificateVerified: _verified,
    floating.CertificateFiled: _filed,
    floating.FloatingMemberAssigned: _assigned,
    floating.OrganisationLifeRecorded: _life,
    floating.SituationFedBack: _fed_back,
    floating.NoticeSent: _notice,
    floating.AnnualContactReported: _contact_report,
    floating.LocationChangeReported: _changed,
    floating.CertificateAudited: _audited,
    floating.ContactLost: _lost,
    floating.ContactRestored: _restored,
    floating.ReturnReported: _returned,
    floating.CertificateHandedIn: _handed_in,
    floating.CertificateChecked: _checked,
    floating.DepartureCorrected: corrected("外出登记", "the departure"),
    floating.FloatingVoided: done("作废外出登记", "the journey was voided"),
}
