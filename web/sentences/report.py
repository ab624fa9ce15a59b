"""Sentences on reports 报告."""

from collections.abc import Mapping
from typing import Final

from domain import report
from web.sentences.telling import Tell, Telling, corrected, done


def _submitted(w: Telling, e: report.ReportSubmitted) -> str:
    who = w.t(f"（报告人{w.name(e.person)}）", f" ({w.name(e.person)} reporting)") if e.person else ""
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}向{w.name(e.recipient)}{w.code(e.form)}报送"
        f"{w.code(e.type)}{w.quote(e.title)}，报告期为{w.period(e.period)}{who}",
        f"{w.name(e.organisation)} handed in to {w.name(e.recipient)} on {w.day(e.occurred_on)}"
        f" ({w.code(e.form)}, {w.code(e.type)}): {w.quote(e.title)}, on {w.period(e.period)}{who}",
    )


def _returned(w: Telling, e: report.ReportReturned) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}被退回{w.because(e.reason)}",
        f"{w.this} was returned on {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


def _resubmitted(w: Telling, e: report.ReportResubmitted) -> str:
    return w.t(f"{w.this}于{w.day(e.occurred_on)}重新报送", f"{w.this} was handed in again on {w.day(e.occurred_on)}")


def _accepted(w: Telling, e: report.ReportAccepted) -> str:
    note = w.note(e.note)
    return w.t(f"{w.this}于{w.day(e.occurred_on)}接收{note}", f"{w.this} was accepted on {w.day(e.occurred_on)}{note}")


TELLS: Final[Mapping[type, Tell]] = {
    report.ReportSubmitted: _submitted,
    report.ReportReturned: _returned,
    report.ReportResubmitted: _resubmitted,
    report.ReportAccepted: _accepted,
    report.ReportCorrected: corrected("报送登记", "the record of the report"),
    report.ReportVoided: done("报送登记作废", "the record of the report was voided"),
}
"""Event -> how it is told."""
