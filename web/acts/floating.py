"""Acts on floating members 流动党员."""

from collections.abc import Mapping
from typing import Any, Final

from domain import floating
from web.acts.row import Act, Form, standing

AT_HOME: Final = ("departed", "stamped", "issued")
AT_HOST: Final = ("arrived", "verified", "filed", "assigned")
AWAY: Final = (*AT_HOME, *AT_HOST)
BACK: Final = ("returned", "handed_in")
LATE: Final = (*AWAY, *BACK)
"""What was done away may be written down after the return."""


def _home(field: str) -> Any:
    """Begin with the branch left."""

    def prefill(form: Form) -> Mapping[str, Any]:
        return {field: form.state.organisation}

    return prefill


def _told(form: Form) -> Mapping[str, Any]:
    """Begin with both sides: a change is reported to both."""
    return {"recipients": form.state.parties}


ACTS: Final = (
    Act(command=floating.ReportDeparture, begins=True, counts=True),
    Act(command=floating.GivePreDepartureEducation, stages=LATE, counts=True),
    Act(command=floating.StampCertificate, stages=LATE),
    Act(command=floating.IssueCertificate, stages=LATE, counts=True),
    Act(command=floating.ReportInflow, stages=AWAY, counts=True),
    Act(command=floating.VerifyCertificate, stages=(*AT_HOST, *BACK), counts=True),
    Act(command=floating.FileCertificate, stages=(*AT_HOST, *BACK), counts=True),
    Act(command=floating.AssignFloatingMember, stages=(*AT_HOST, *BACK), counts=True),
    Act(command=floating.RecordOrganisationLife, stages=(*AT_HOST, *BACK), counts=True),
    Act(command=floating.FeedSituationBack, stages=(*AT_HOST, *BACK), counts=True),
    Act(command=floating.SendNotice, stages=LATE, counts=True),
    Act(command=floating.ReportAnnualContact, stages=LATE, prefill=_home("recipient"), counts=True),
    Act(command=floating.ReportLocationChange, stages=LATE, prefill=_told, counts=True),
    Act(command=floating.AuditCertificate, stages=LATE, prefill=_home("by"), counts=True),
    Act(command=floating.LoseContact, stages=LATE),
    Act(command=floating.RestoreContact, stages=LATE),
    Act(command=floating.ReportReturn, stages=AWAY, counts=True),
    Act(command=floating.HandInCertificate, stages=BACK, counts=True),
    Act(command=floating.CheckCertificate, stages=BACK, counts=True),
    Act(command=floating.CorrectDeparture, stages=(*LATE, "closed"), prefill=standing("departure")),
    Act(command=floating.VoidFloating, stages=(*LATE, "closed")),
)
