"""Who may do what: one matrix of roles by acts and pages. Within it, a grant reaches its organisation's subtree.

Sorts of people are kept apart: who records, who reviews, inspects, appraises and decides, who audits; and the three
officers (三员), who run the system, keep the accounts, and watch these two. What lies outside the subtree does not
exist for an account: the answer is 404, not 403, so that nothing can be learnt by asking. Rights are those of today,
and hold for the past as they do for the present. docs/reference/rights.md is written from here.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from domain import (
    account,
    accountability,
    appointment,
    appraisal,
    approval,
    calendar,
    commendation,
    commitment,
    contact,
    debrief,
    dues,
    education,
    evidence,
    floating,
    funding,
    inspection,
    leading_group,
    lecture,
    measure,
    meeting,
    member,
    organisation,
    person,
    plan,
    policy,
    project,
    publicity,
    reception,
    rectification,
    report,
    research,
    review,
    security,
    sheet,
    work,
)
from domain import responsibility as lists
from domain.account import OFFICERS, Role

# --- who --------------------------------------------------------------------------

SUPERVISORS: Final = frozenset({Role.SUPERVISOR})
RECORDERS: Final = frozenset({Role.CLERK, Role.RESPONSIBLE_PERSON, Role.SUPERVISOR})
REVIEWERS: Final = frozenset({Role.REVIEWER, Role.SUPERVISOR})
CHECKERS: Final = RECORDERS | REVIEWERS
"""What the office itself does, or who reviews its work."""
INSPECTORS: Final = frozenset({Role.INSPECTOR, Role.SUPERVISOR})
APPRAISERS: Final = frozenset({Role.APPRAISER, Role.SUPERVISOR})
DECIDERS: Final = frozenset({Role.DECISION_MAKER, Role.SUPERVISOR})
ADMINISTRATORS: Final = frozenset({Role.SECURITY_ADMINISTRATOR})
SYSTEM: Final = frozenset({Role.SYSTEM_ADMINISTRATOR})
COUNTERWEIGHTS: Final = OFFICERS - ADMINISTRATORS
"""Without one of these, who keep no accounts, no officer loses a right or a sign-in: so none can be silenced."""
EVERYBODY: Final = frozenset(Role)
READERS: Final = EVERYBODY - OFFICERS
OVERSEERS: Final = frozenset({Role.SECURITY_ADMINISTRATOR, Role.AUDIT_OFFICER, Role.AUDITOR})
WATCHERS: Final = frozenset({Role.SUPERVISOR, Role.AUDITOR}) | OFFICERS
IMPORTERS: Final = RECORDERS | INSPECTORS
"""Who enters records from sheets; each sheet asks for the right to its own act besides."""
EXPORTERS: Final = frozenset({Role.SUPERVISOR, Role.AUDITOR})

OWN_ONLY: Final = frozenset({Role.RESPONSIBLE_PERSON})
"""Roles that act for the organisation they are granted in, and only read what lies below it."""
MASKED: Final = READERS - DECIDERS - {Role.AUDITOR}
"""Roles from which names of persons whose data are restricted are kept back."""

# --- acts -------------------------------------------------------------------------

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
    person.RestrictPerson: SUPERVISORS,
    person.LiftRestriction: SUPERVISORS,
    person.RequestErasure: SUPERVISORS,
    person.ApproveErasure: SUPERVISORS,
    person.RefuseErasure: SUPERVISORS,
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
    lists.VerifyItem: CHECKERS,
    lists.ReturnItem: CHECKERS,
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
    report.ReturnReport: REVIEWERS,
    report.ResubmitReport: RECORDERS,
    report.AcceptReport: REVIEWERS,
    report.CorrectReport: RECORDERS,
    report.VoidReport: RECORDERS,
    work.RecordWork: RECORDERS,
    work.CorrectWork: RECORDERS,
    work.VoidWork: RECORDERS,
    evidence.FileEvidence: RECORDERS,
    evidence.AttachEvidence: RECORDERS,
    evidence.DetachEvidence: RECORDERS,
    evidence.VoidEvidence: RECORDERS,
    commitment.MakeCommitment: RECORDERS,
    commitment.AcceptCommitment: RECORDERS,
    commitment.ReturnCommitment: RECORDERS,
    commitment.ReviseCommitment: RECORDERS,
    commitment.FulfilCommitment: RECORDERS,
    commitment.ConfirmCommitment: RECORDERS,
    commitment.RefuseCommitment: RECORDERS,
    commitment.CorrectCommitment: RECORDERS,
    commitment.VoidCommitment: RECORDERS,
    reception.HoldReception: RECORDERS,
    reception.RaiseIssue: RECORDERS,
    reception.ResolveIssue: RECORDERS,
    reception.ExplainIssue: RECORDERS,
    reception.StartCoordination: RECORDERS,
    reception.FeedIssueBack: RECORDERS,
    reception.CloseIssue: RECORDERS,
    reception.VoidIssue: RECORDERS,
    reception.CorrectReception: RECORDERS,
    reception.VoidReception: RECORDERS,
    floating.ReportDeparture: RECORDERS,
    floating.GivePreDepartureEducation: RECORDERS,
    floating.StampCertificate: RECORDERS,
    floating.IssueCertificate: RECORDERS,
    floating.ReportInflow: RECORDERS,
    floating.VerifyCertificate: RECORDERS,
    floating.FileCertificate: RECORDERS,
    floating.AssignFloatingMember: RECORDERS,
    floating.RecordOrganisationLife: RECORDERS,
    floating.FeedSituationBack: RECORDERS,
    floating.SendNotice: RECORDERS,
    floating.ReportAnnualContact: RECORDERS,
    floating.ReportLocationChange: RECORDERS,
    floating.AuditCertificate: RECORDERS,
    floating.LoseContact: RECORDERS,
    floating.RestoreContact: RECORDERS,
    floating.ReportReturn: RECORDERS,
    floating.HandInCertificate: RECORDERS,
    floating.CheckCertificate: RECORDERS,
    floating.CorrectDeparture: RECORDERS,
    floating.VoidFloating: RECORDERS,
    dues.PayDues: RECORDERS,
    dues.RecordDuesDifficulty: RECORDERS,
    dues.CorrectPayment: RECORDERS,
    dues.VoidPayment: RECORDERS,
    account.OpenAccount: ADMINISTRATORS,
    account.GrantRole: ADMINISTRATORS,
    account.WithdrawRole: ADMINISTRATORS,
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
    research.DecideTopic: RECORDERS,
    research.WritePaper: RECORDERS,
    research.SubmitPaper: RECORDERS,
    research.AdoptPaper: RECORDERS,
    research.CorrectTopic: RECORDERS,
    research.CorrectPaper: RECORDERS,
    research.VoidResearch: RECORDERS,
    project.ProposeProject: RECORDERS,
    project.ApproveProject: SUPERVISORS,
    project.RescheduleProject: RECORDERS,
    project.ReportProgress: RECORDERS,
    project.ReachMilestone: RECORDERS,
    project.ChangeProjectOwner: RECORDERS,
    project.CompleteProject: RECORDERS,
    project.TerminateProject: RECORDERS,
    project.CorrectProject: RECORDERS,
    project.VoidProject: RECORDERS,
    plan.AdoptPlan: RECORDERS,
    plan.RevisePlan: RECORDERS,
    plan.ReachTarget: RECORDERS,
    plan.EndPlan: RECORDERS,
    plan.CorrectPlan: RECORDERS,
    plan.VoidPlan: RECORDERS,
    funding.ApproveBudget: RECORDERS,
    funding.AdjustBudget: RECORDERS,
    funding.SpendMoney: RECORDERS,
    funding.CorrectSpending: RECORDERS,
    funding.VoidSpending: RECORDERS,
    funding.CorrectBudget: RECORDERS,
    inspection.ConductInspection: INSPECTORS,
    inspection.FindProblem: INSPECTORS,
    inspection.CorrectProblem: INSPECTORS,
    inspection.VoidProblem: INSPECTORS,
    inspection.GiveFeedback: INSPECTORS,
    inspection.CorrectInspection: INSPECTORS,
    inspection.VoidInspection: INSPECTORS,
    rectification.OrderRectification: INSPECTORS,
    rectification.ExtendRectification: INSPECTORS,
    rectification.ReportRectification: RECORDERS,
    rectification.VerifyRectification: REVIEWERS,
    rectification.RejectRectification: REVIEWERS,
    rectification.OrderRectificationAgain: INSPECTORS,
    rectification.CloseRectification: INSPECTORS,
    rectification.CorrectRectificationStep: CHECKERS,
    rectification.CorrectRectification: INSPECTORS,
    rectification.VoidRectification: INSPECTORS,
    calendar.PublishCalendar: SUPERVISORS,
    calendar.CorrectCalendar: SUPERVISORS,
    accountability.OpenCase: SUPERVISORS,
    accountability.CiteElement: SUPERVISORS,
    accountability.WithdrawElement: SUPERVISORS,
    accountability.GiveNotice: SUPERVISORS,
    accountability.TakeStatement: SUPERVISORS,
    accountability.DecideCase: DECIDERS,
    accountability.ImposeConsequence: DECIDERS,
    accountability.LodgeAppeal: SUPERVISORS,
    accountability.DecideAppeal: DECIDERS,
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
    commendation.GrantCommendation: DECIDERS,
    commendation.WithdrawCommendation: DECIDERS,
    commendation.CorrectCommendation: DECIDERS,
    commendation.VoidCommendation: DECIDERS,
    member.RegisterMembership: RECORDERS,
    member.TransferRelation: RECORDERS,
    member.DecideConfirmation: RECORDERS,
    member.RecordSpecialSituation: RECORDERS,
    member.EndSpecialSituation: RECORDERS,
    member.DeliverHomeStudy: RECORDERS,
    member.CompleteRotationTraining: RECORDERS,
    member.IdentifyMemberProblem: RECORDERS,
    member.GiveHelp: RECORDERS,
    member.FailHelp: RECORDERS,
    member.ResolveMemberProblem: RECORDERS,
    member.DisposeMember: RECORDERS,
    member.EndMembership: RECORDERS,
    member.VoidMemberEntry: RECORDERS,
    member.CorrectMembership: RECORDERS,
    member.VoidMembership: RECORDERS,
    education.HoldEducation: RECORDERS,
    education.CorrectEducation: RECORDERS,
    education.VoidEducation: RECORDERS,
    review.ArrangeReview: RECORDERS,
    review.CompleteReviewStep: RECORDERS,
    review.HoldReview: RECORDERS,
    review.RecordMassEvaluation: RECORDERS,
    review.NotifyResult: RECORDERS,
    review.CorrectReview: RECORDERS,
    review.VoidReview: RECORDERS,
    debrief.DeliverDebrief: RECORDERS,
    debrief.EvaluateDebrief: APPRAISERS,
    debrief.CorrectEvaluation: APPRAISERS,
    debrief.CorrectDebrief: RECORDERS,
    debrief.VoidDebrief: RECORDERS,
    appraisal.OpenAppraisal: APPRAISERS,
    appraisal.ChangeIndicators: APPRAISERS,
    appraisal.FixIndicators: APPRAISERS,
    appraisal.CloseAppraisal: APPRAISERS,
    appraisal.CorrectAppraisal: APPRAISERS,
    appraisal.VoidAppraisal: APPRAISERS,
    sheet.OpenSheet: APPRAISERS,
    sheet.FileSelfReport: RECORDERS,
    sheet.LinkDebrief: RECORDERS,
    sheet.ScoreSheet: APPRAISERS,
    sheet.IssueResult: APPRAISERS,
    sheet.UseResult: APPRAISERS,
    sheet.RequestReview: RECORDERS,
    sheet.DecideReview: APPRAISERS,
    sheet.VoidSheet: APPRAISERS,
    security.RotateMasterKey: SYSTEM,
    approval.GiveApproval: DECIDERS | OFFICERS,
    approval.RefuseApproval: DECIDERS | OFFICERS,
    approval.WithdrawApproval: DECIDERS | OFFICERS,
}
"""Who may do which act."""

STEP_UP: Final[frozenset[type]] = frozenset(
    {
        accountability.DecideCase,
        accountability.ImposeConsequence,
        accountability.DecideAppeal,
        sheet.IssueResult,
        sheet.DecideReview,
        person.RequestErasure,
        person.ApproveErasure,
        account.OpenAccount,
        account.GrantRole,
        account.WithdrawRole,
        account.ReinstateAccount,
        account.RequirePasswordReset,
        security.RotateMasterKey,
        approval.GiveApproval,
    }
)
"""Acts that ask for the password again where it was not given within the last minutes."""

FOUR_EYES: Final[Mapping[type, frozenset[Role]]] = {
    accountability.DecideCase: DECIDERS,
    accountability.ImposeConsequence: DECIDERS,
    accountability.DecideAppeal: DECIDERS,
    account.OpenAccount: OFFICERS,
    account.GrantRole: OFFICERS,
    account.ReinstateAccount: OFFICERS,
    account.WithdrawRole: COUNTERWEIGHTS,
    account.SuspendAccount: COUNTERWEIGHTS,
    account.RequirePasswordReset: COUNTERWEIGHTS,
    security.RotateMasterKey: OFFICERS,
}
"""Acts that two people do (会签): one who may do the act asks, another of these roles gives. Of accounts, what makes,
changes or ends an officer (`givers`). Erasure is asked for and approved by events of its own."""

# --- pages ------------------------------------------------------------------------

PUBLIC: Final[frozenset[str]] = frozenset(
    {
        "static",
        "session.sign_in",
        "session.first_password",
        "session.choose_language",
        "single.begin",
        "single.back",
        "reminders.feed",
        "health.health_check",
        "health.live",
        "health.ready",
        "health.metrics",
        "api-docs.swagger_file",
    }
)
"""Endpoints that ask for no account."""

PAGES: Final[Mapping[str, frozenset[Role]]] = {
    "session.sign_out": EVERYBODY,
    "session.password": EVERYBODY,
    "session.tokens": EVERYBODY,
    "single.again": EVERYBODY,
    "own.sessions": EVERYBODY,
    "own.factor": EVERYBODY,
    "reminders.choose": READERS,
    "reminders.calendars": READERS,
    "identity.choose": EVERYBODY,
    "identity.change": EVERYBODY,
    "home.home": EVERYBODY,
    "board.board": READERS,
    "board.duty": READERS,
    "explain.reasons_of": READERS,
    "supposing.page": READERS,
    "compare.page": READERS,
    "advice.register": READERS,
    "organisations.tree": READERS,
    "organisations.show": READERS,
    "lists.show": READERS,
    "records.listing": READERS,
    "records.show": READERS,
    "records.receipt": EVERYBODY,
    "registers.index": READERS,
    "rectifications.register": READERS,
    "inspections.register": READERS,
    "reports.show": READERS,
    "asks.register": READERS,
    "floating.listing": READERS,
    "floating.show": READERS,
    "education.listing": READERS,
    "education.show": READERS,
    "members.listing": READERS,
    "receptions.listing": READERS,
    "receptions.commitments": READERS,
    "dues.listing": READERS,
    "appraisals.listing": READERS,
    "appraisals.round": READERS,
    "appraisals.show": READERS,
    "cases.listing": READERS,
    "cases.show": READERS,
    "cases.word": READERS,
    "papers.show": READERS,
    "papers.word": READERS,
    "papers.yearly": READERS,
    "papers.yearly_word": READERS,
    "measures.listing": READERS,
    "due.register": READERS,
    "statistics.register": READERS,
    "pictures.index": READERS,
    "pictures.board": READERS,
    "pictures.progress": READERS,
    "pictures.ages": READERS,
    "pictures.trends": READERS,
    "pictures.tree": READERS,
    "pictures.record_line": READERS,
    "people.listing": READERS,
    "people.show": READERS,
    "policies.listing": READERS,
    "policies.show": READERS,
    "search.page": READERS,
    "evidence.content": READERS,
    "exports.choose_scope": EXPORTERS,
    "exports.bag": EXPORTERS,
    "sheets.index": IMPORTERS,
    "sheets.template": IMPORTERS,
    "sheets.records": IMPORTERS,
    "sheets.upload": IMPORTERS,
    "sheets.job": IMPORTERS,
    "sheets.report": IMPORTERS,
    "sheets.confirm": IMPORTERS,
    "sheets.discard": IMPORTERS,
    "sheets.columns_of": IMPORTERS,
    "sheets.map_columns": IMPORTERS,
    "trail.trail": EVERYBODY,
    "proof.entry": EVERYBODY,
    "proof.entry_file": EVERYBODY,
    "proof.overview": WATCHERS,
    "proof.checkpoint": WATCHERS,
    "approvals.listing": EVERYBODY,
    "approvals.show": EVERYBODY,
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
    "api.rectifications": READERS,
    "api.inspections": READERS,
    "api.reports": READERS,
    "api.asks": READERS,
    "api.following": READERS,
    "api.floating_members": READERS,
    "api.floating_member": READERS,
    "api.education": READERS,
    "api.member_education": READERS,
    "api.members": READERS,
    "api.receptions": READERS,
    "api.commitments": READERS,
    "api.dues": READERS,
    "api.due": READERS,
    "api.statistics": READERS,
    "api.compare": READERS,
    "api.searched": READERS,
    "api.trail": EVERYBODY,
    "api.entry_proof": EVERYBODY,
    "api.appraisals": READERS,
    "api.appraisal_sheet": READERS,
    "api.cases": READERS,
    "api.case": READERS,
    "api.paper": READERS,
    "api.yearly_paper": READERS,
    "api.measures": READERS,
    "api.me": EVERYBODY,
    "api-docs.openapi_json": EVERYBODY,
    "api-docs.openapi_swagger_ui": EVERYBODY,
}
"""Who may open which page. Forms and commands ask `ACTS` besides; trails show accounts only to overseers."""


def may_act(role: Role, command: type) -> bool:
    """Whether the role may do this act somewhere."""
    return role in ACTS[command]


def may_act_for(role: Role, own: str, organisation: str) -> bool:
    """Whether the role, granted in ``own``, may act for an organisation that it reaches."""
    return role not in OWN_ONLY or organisation == own


def may_open(role: Role, endpoint: str) -> bool:
    """Whether the role may open this page. What is not in the table is open to nobody."""
    return role in PAGES.get(endpoint, frozenset())


def reads_records(role: Role) -> bool:
    """Whether the role reads business records at all."""
    return role in READERS


def reads(role: Role, kind: str) -> bool:
    """Whether the role reads records of this kind: accounts are for others than business records."""
    if kind == "approval":
        return True  # what may be seen of it depends on the act: `sees_approval`
    if kind == "security":
        return role in OVERSEERS | SYSTEM
    return role in (OVERSEERS if kind == "account" else READERS)


def givers(command: object, state: account.State | None, today: date) -> frozenset[Role]:
    """Whose approval this act takes; nobody's: one person does it. ``state``: of the account that it is about."""
    roles = FOUR_EYES.get(type(command), frozenset())
    match command:
        case account.OpenAccount():
            return roles if command.role in OFFICERS else frozenset()
        case account.GrantRole():
            if command.replaces and is_officer(state, today):
                return COUNTERWEIGHTS
            return roles if command.role in OFFICERS else frozenset()
        case account.WithdrawRole():
            return roles if is_officer(state, today, command.grant) else frozenset()
        case account.SuspendAccount() | account.ReinstateAccount() | account.RequirePasswordReset():
            return roles if is_officer(state, today) else frozenset()
    return roles


def is_officer(state: account.State | None, today: date, grant: int | None = None) -> bool:
    """Whether the account is, or will be, one of the three officers: under this grant, or any."""
    held = () if state is None else state.grants
    return any(one.role in OFFICERS and not one.over(today) and (grant is None or one.number == grant) for one in held)


def may_give(role: Role, command: type) -> bool:
    """Whether the role may give approvals of this sort of act."""
    return role in FOUR_EYES.get(command, frozenset())


def sees_approval(role: Role, act: str) -> bool:
    """Whether the role sees approvals of this act: who may do or give it, or reads what it would be recorded in."""
    command = _BY_NAME.get(act)
    if command is None:
        return False
    kind = command.__module__.rpartition(".")[2]
    return may_act(role, command) or may_give(role, command) or reads(role, kind)


_BY_NAME: Final[Mapping[str, type]] = {
    re.sub(r"(?<!^)(?=[A-Z])", "_", command.__name__).lower(): command for command in FOUR_EYES
}
