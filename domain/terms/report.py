"""Words of a report 报告."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import report
from domain.terms.common import Label

KIND: Final[Label] = ("报告", "Report")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    report.Form: {
        "written": ("书面", "Written"),
        "oral": ("口头", "Oral"),
    },
    report.Type: {
        "party_building": ("基层党建工作情况报告", "Report on party building"),
        "plenary": ("常委会向全委会报告", "Report to the plenary"),
        "integrity_debrief": ("述职述廉报告", "Debriefing on duty and integrity"),
        "implementation_problem": ("执行中遇到问题的报告", "Report on a problem met"),
        "other": ("其他报告", "Other report"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    report.ReportSubmitted: ("报送报告", "Report handed in"),
    report.ReportReturned: ("退回报告", "Report returned"),
    report.ReportResubmitted: ("重报报告", "Report handed in again"),
    report.ReportAccepted: ("接收报告", "Report accepted"),
    report.ReportCorrected: ("更正报送登记", "Report corrected"),
    report.ReportVoided: ("作废报送登记", "Report voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    report.SubmitReport: ("报送报告", "Hand in report"),
    report.ReturnReport: ("退回报告", "Return report"),
    report.ResubmitReport: ("重报报告", "Hand in again"),
    report.AcceptReport: ("接收报告", "Accept report"),
    report.CorrectReport: ("更正报送登记", "Correct report"),
    report.VoidReport: ("作废报送登记", "Void report"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "form": ("报告形式", "Form"),
    "report": ("报告", "Report"),
    "sections": ("包含部分", "Sections"),
    "submitted": ("报送登记", "Submission"),
    "type": ("报告类型", "Type"),
}

_REPORT: Final = {
    "organisation": ("报告单位", "Reporter"),
    "period": ("报告期", "Period"),
    "title": ("报告标题", "Title"),
    "occurred_on": ("报送日期", "Date handed in"),
    "person": ("报告（述职）人", "Reporting person"),
    "text": ("报告内容", "Text"),
}
_RETURNED: Final = {"occurred_on": ("退回日期", "Date returned")}
_AGAIN: Final = {"occurred_on": ("重报日期", "Date handed in again"), "text": ("报告内容", "Text")}
_ACCEPTED: Final = {"occurred_on": ("接收日期", "Date accepted")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    report.ReportSubmitted: _REPORT,
    report.SubmitReport: _REPORT,
    report.CorrectReport: _REPORT,
    report.ReportReturned: _RETURNED,
    report.ReturnReport: _RETURNED,
    report.ReportResubmitted: _AGAIN,
    report.ResubmitReport: _AGAIN,
    report.ReportAccepted: _ACCEPTED,
    report.AcceptReport: _ACCEPTED,
}
