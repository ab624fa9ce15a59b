"""Who may do what: one matrix of roles by acts and pages. Within it, an account reaches its organisation's subtree.

Three sorts of people are kept apart: who records, who administers accounts, who audits. What lies outside an
account's subtree does not exist for it: the answer is 404, not 403, so that nothing can be learnt by asking.
"""

from collections.abc import Mapping
from typing import Final

from domain import (
    account,
    accountability,
    appointment,
    calendar,
    commendation,
    contact,
    evidence,
    inspection,
    leading_group,
    lecture,
    measure,
    meeting,
    organisation,
    person,
    plan,
    policy,
    publicity,
    rectification,
    report,
    work,
)
from domain import responsibility as lists
from domain.account import Role

RECORDERS: Final = frozenset({Role.CLERK, Role.SUPERVISOR})
SUPERVISORS: Final = frozenset({Role.SUPERVISOR})
ADMINISTRATORS: Final = frozenset({Role.ADMINISTRATOR})
READERS: Final = frozenset({Role.CLERK, Role.SUPERVISOR, Role.AUDITOR})
OVERSEERS: Final = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
EVERYBODY: Final = frozenset(Role)

ACTS: Final[Mapping[type, frozenset[Role]]] = {
    organisation.RegisterOrganisation: SUPERVISORS,
    organisation.SetOrganisationRelation: SUPERVISORS,
    organisation.RenameOrganisation: SUPERVISORS,
    organisation.GrantDepartmentAuthorisation: SUPERVISORS,
    organisation.DetermineLeadershipRelation: SUPERVISORS,
    organisation.RateOrganisation: SUPERVISORS,
    organisation.DissolveOrganisation: SUPERVISORS,
    organisation.CorrectOrganisation: SUPERVISORS,
    organisation.VoidOrganisation: SUPERVISORS,
    person.RegisterPerson: RECORDERS,
    person.CorrectPerson: RECORDERS,
    person.VoidPerson: RECORDERS,
    appointment.AppointRole: SUPERVISORS,
    appointment.AssignRole: SUPERVISORS,
    appointment.EndRole: SUPERVISORS,
    appointment.CorrectAppointment: SUPERVISORS,
    appointment.VoidAppointment: SUPERVISORS,
    policy.IssuePolicy: SUPERVISORS,
    policy.SupersedePolicy: SUPERVISORS,
    policy.InterpretPolicy: SUPERVISORS,
    policy.CorrectPolicy: SUPERVISORS,
    policy.VoidPolicy: SUPERVISORS,
    lists.DraftList: RECORDERS,
    lists.AddItem: RECORDERS,
    lists.AssignItem: RECORDERS,
    lists.WithdrawItem: RECORDERS,
    lists.IssueList: RECORDERS,
    lists.AmendItem: RECORDERS,
    lists.ReassignItem: RECORDERS,
    lists.StartItem: RECORDERS,
    lists.CompleteItem: RECORDERS,
    lists.VerifyItem: RECORDERS,
    lists.ReturnItem: RECORDERS,
    lists.VoidCompletion: RECORDERS,
    lists.CloseList: RECORDERS,
    lists.VoidList: RECORDERS,
    meeting.ConveneMeeting: RECORDERS,
    meeting.HoldMeeting: RECORDERS,
    meeting.CancelMeeting: RECORDERS,
    meeting.CarryOutResolution: RECORDERS,
    meeting.CorrectMeeting: RECORDERS,
    meeting.VoidMeeting: RECORDERS,
    contact.EstablishContactPoint: RECORDERS,
    contact.VisitContactPoint: RECORDERS,
    contact.CorrectVisit: RECORDERS,
    contact.VoidVisit: RECORDERS,
    contact.RaiseProblem: RECORDERS,
    contact.ResolveProblem: RECORDERS,
    contact.RecogniseDemonstrationPoint: SUPERVISORS,
    contact.ReassignContactPoint: RECORDERS,
    contact.CloseContactPoint: RECORDERS,
    contact.CorrectContactPoint: RECORDERS,
    contact.VoidContactPoint: RECORDERS,
    report.SubmitReport: RECORDERS,
    report.ReturnReport: SUPERVISORS,
    report.ResubmitReport: RECORDERS,
    report.AcceptReport: SUPERVISORS,
    report.CorrectReport: RECORDERS,
    report.VoidReport: RECORDERS,
    work.RecordWork: RECORDERS,
    work.CorrectWork: RECORDERS,
    work.VoidWork: RECORDERS,
    evidence.FileEvidence: RECORDERS,
    evidence.AttachEvidence: RECORDERS,
    evidence.DetachEvidence: RECORDERS,
    evidence.VoidEvidence: RECORDERS,
    account.OpenAccount: ADMINISTRATORS,
    account.GrantRole: ADMINISTRATORS,
    account.SuspendAccount: ADMINISTRATORS,
    account.ReinstateAccount: ADMINISTRATORS,
    account.RequirePasswordReset: ADMINISTRATORS,
    lecture.DeliverLecture: RECORDERS,
    lecture.CorrectLecture: RECORDERS,
    lecture.VoidLecture: RECORDERS,
    publicity.ReleasePublicity: RECORDERS,
    publicity.SpreadExperience: RECORDERS,
    publicity.CorrectPublicity: RECORDERS,
    publicity.VoidPublicity: RECORDERS,
    leading_group.EstablishGroup: RECORDERS,
    leading_group.ChangeGroup: RECORDERS,
    leading_group.DissolveGroup: RECORDERS,
    leading_group.CorrectGroup: RECORDERS,
    leading_group.VoidGroup: RECORDERS,
    plan.AdoptPlan: RECORDERS,
    plan.RevisePlan: RECORDERS,
    plan.ReachTarget: RECORDERS,
    plan.EndPlan: RECORDERS,
    plan.CorrectPlan: RECORDERS,
    plan.VoidPlan: RECORDERS,
    inspection.ConductInspection: SUPERVISORS,
    inspection.FindProblem: SUPERVISORS,
    inspection.CorrectProblem: SUPERVISORS,
    inspection.VoidProblem: SUPERVISORS,
    inspection.GiveFeedback: SUPERVISORS,
    inspection.CorrectInspection: SUPERVISORS,
    inspection.VoidInspection: SUPERVISORS,
    rectification.OrderRectification: SUPERVISORS,
    rectification.ExtendRectification: SUPERVISORS,
    rectification.ReportRectification: RECORDERS,
    rectification.VerifyRectification: SUPERVISORS,
    rectification.RejectRectification: SUPERVISORS,
    rectification.OrderRectificationAgain: SUPERVISORS,
    rectification.CloseRectification: SUPERVISORS,
    rectification.CorrectRectificationStep: RECORDERS,
    rectification.CorrectRectification: SUPERVISORS,
    rectification.VoidRectification: SUPERVISORS,
    calendar.PublishCalendar: SUPERVISORS,
    calendar.CorrectCalendar: SUPERVISORS,
    accountability.OpenCase: SUPERVISORS,
    accountability.CiteElement: SUPERVISORS,
    accountability.WithdrawElement: SUPERVISORS,
    accountability.GiveNotice: SUPERVISORS,
    accountability.TakeStatement: SUPERVISORS,
    accountability.DecideCase: SUPERVISORS,
    accountability.ImposeConsequence: SUPERVISORS,
    accountability.LodgeAppeal: SUPERVISORS,
    accountability.DecideAppeal: SUPERVISORS,
    accountability.CloseCase: SUPERVISORS,
    accountability.CorrectCase: SUPERVISORS,
    accountability.VoidCase: SUPERVISORS,
    measure.TakeMeasure: RECORDERS,
    measure.NotifyMeasure: RECORDERS,
    measure.TakeMeasureStatement: RECORDERS,
    measure.EndMeasure: RECORDERS,
    measure.RevokeMeasure: RECORDERS,
    measure.CorrectMeasure: RECORDERS,
    measure.VoidMeasure: RECORDERS,
    commendation.GrantCommendation: SUPERVISORS,
    commendation.WithdrawCommendation: SUPERVISORS,
    commendation.CorrectCommendation: SUPERVISORS,
    commendation.VoidCommendation: SUPERVISORS,
}
"""Who may do which act."""

PUBLIC: Final[frozenset[str]] = frozenset(
    {"static", "session.sign_in", "session.choose_language", "health.health_check", "api-docs.swagger_file"}
)
"""Endpoints that ask for no account."""

PAGES: Final[Mapping[str, frozenset[Role]]] = {
    "session.sign_out": EVERYBODY,
    "session.password": EVERYBODY,
    "session.tokens": EVERYBODY,
    "home.home": EVERYBODY,
    "board.board": READERS,
    "board.duty": READERS,
    "organisations.tree": READERS,
    "organisations.show": READERS,
    "lists.show": READERS,
    "records.listing": READERS,
    "records.show": READERS,
    "records.receipt": EVERYBODY,
    "people.listing": READERS,
    "policies.listing": READERS,
    "policies.show": READERS,
    "evidence.content": READERS,
    "trail.trail": EVERYBODY,
    "accounts.listing": OVERSEERS,
    "accounts.show": OVERSEERS,
    "accounts.new_password": ADMINISTRATORS,
    "acts.form": EVERYBODY,
    "acts.submit": EVERYBODY,
    "api.command": EVERYBODY,
    "api.commands": EVERYBODY,
    "api.receipt": EVERYBODY,
    "api.board": READERS,
    "api.duties": READERS,
    "api.responsibility_list": READERS,
    "api.organisations": READERS,
    "api.roster": READERS,
    "api.persons": READERS,
    "api.policies": READERS,
    "api.record": READERS,
    "api.records": READERS,
    "api.trail": EVERYBODY,
    "api.me": EVERYBODY,
    "api-docs.openapi_json": EVERYBODY,
    "api-docs.openapi_swagger_ui": EVERYBODY,
}
"""Who may open which page. Forms and commands ask `ACTS` besides; trails show accounts only to overseers."""


def may_act(role: Role, command: type) -> bool:
    """Whether the role may do this act."""
    return role in ACTS[command]


def may_open(role: Role, endpoint: str) -> bool:
    """Whether the role may open this page. What is not in the table is open to nobody."""
    return role in PAGES.get(endpoint, frozenset())


def reads_records(role: Role) -> bool:
    """Whether the role reads business records at all."""
    return role in READERS
