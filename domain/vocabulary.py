"""Everything that can happen, on one page: stored name -> event class, by kind, in order of life.

Stored names live only here. A class may move or be renamed; a name, once stored, never changes. A
changed shape takes the next number and leaves an upcast behind (see `UPCASTS`); a retired name stays
as a comment.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from domain import (
    account,
    appointment,
    contact,
    evidence,
    meeting,
    organisation,
    person,
    policy,
    report,
    responsibility,
    work,
)

EVENTS: Final[Mapping[str, type]] = {
    # organisation
    "organisation.registered/1": organisation.OrganisationRegistered,
    "organisation.relation_set/1": organisation.OrganisationRelationSet,
    "organisation.renamed/1": organisation.OrganisationRenamed,
    "organisation.department_authorised/1": organisation.DepartmentAuthorisationGranted,
    "organisation.leadership_determined/1": organisation.LeadershipRelationDetermined,
    "organisation.rated_weak/1": organisation.OrganisationRatedWeak,
    "organisation.rerated/1": organisation.OrganisationRerated,
    "organisation.dissolved/1": organisation.OrganisationDissolved,
    "organisation.corrected/1": organisation.OrganisationCorrected,
    "organisation.voided/1": organisation.OrganisationVoided,
    # person
    "person.registered/1": person.PersonRegistered,
    "person.corrected/1": person.PersonCorrected,
    "person.voided/1": person.PersonVoided,
    # appointment
    "appointment.appointed/1": appointment.RoleAppointed,
    "appointment.portfolio_assigned/1": appointment.RoleAssigned,
    "appointment.ended/1": appointment.RoleEnded,
    "appointment.corrected/1": appointment.AppointmentCorrected,
    "appointment.voided/1": appointment.AppointmentVoided,
    # policy
    "policy.issued/1": policy.PolicyIssued,
    "policy.superseded/1": policy.PolicySuperseded,
    "policy.interpreted/1": policy.PolicyInterpreted,
    "policy.corrected/1": policy.PolicyCorrected,
    "policy.voided/1": policy.PolicyVoided,
    # responsibility
    "list.drafted/1": responsibility.ResponsibilityListDrafted,
    "list.item_added/1": responsibility.ResponsibilityItemAdded,
    "list.item_assigned/1": responsibility.ResponsibilityItemAssigned,
    "list.item_withdrawn/1": responsibility.ResponsibilityItemWithdrawn,
    "list.issued/1": responsibility.ResponsibilityListIssued,
    "list.item_amended/1": responsibility.ResponsibilityItemAmended,
    "list.item_reassigned/1": responsibility.ResponsibilityItemReassigned,
    "list.item_started/1": responsibility.ResponsibilityItemStarted,
    "list.item_completed/1": responsibility.ResponsibilityItemCompleted,
    "list.item_verified/1": responsibility.ResponsibilityItemVerified,
    "list.item_returned/1": responsibility.ResponsibilityItemReturned,
    "list.completion_voided/1": responsibility.CompletionVoided,
    "list.closed/1": responsibility.ResponsibilityListClosed,
    "list.voided/1": responsibility.ResponsibilityListVoided,
    # meeting
    "meeting.convened/1": meeting.MeetingConvened,
    "meeting.held/1": meeting.MeetingHeld,
    "meeting.cancelled/1": meeting.MeetingCancelled,
    "meeting.resolution_carried_out/1": meeting.ResolutionCarriedOut,
    "meeting.corrected/1": meeting.MeetingCorrected,
    "meeting.voided/1": meeting.MeetingVoided,
    # contact
    "contact_point.established/1": contact.ContactPointEstablished,
    "contact_point.visited/1": contact.ContactPointVisited,
    "contact_point.visit_corrected/1": contact.ContactPointVisitCorrected,
    "contact_point.visit_voided/1": contact.ContactPointVisitVoided,
    "contact_point.problem_raised/1": contact.ContactPointProblemRaised,
    "contact_point.problem_resolved/1": contact.ContactPointProblemResolved,
    "contact_point.demonstration_recognised/1": contact.DemonstrationPointRecognised,
    "contact_point.reassigned/1": contact.ContactPointReassigned,
    "contact_point.closed/1": contact.ContactPointClosed,
    "contact_point.corrected/1": contact.ContactPointCorrected,
    "contact_point.voided/1": contact.ContactPointVoided,
    # report
    "report.submitted/1": report.ReportSubmitted,
    "report.returned/1": report.ReportReturned,
    "report.resubmitted/1": report.ReportResubmitted,
    "report.accepted/1": report.ReportAccepted,
    "report.corrected/1": report.ReportCorrected,
    "report.voided/1": report.ReportVoided,
    # work
    "work.recorded/1": work.WorkRecorded,
    "work.corrected/1": work.WorkCorrected,
    "work.voided/1": work.WorkVoided,
    # evidence
    "evidence.filed/1": evidence.EvidenceFiled,
    "evidence.attached/1": evidence.EvidenceAttached,
    "evidence.detached/1": evidence.EvidenceDetached,
    "evidence.voided/1": evidence.EvidenceVoided,
    # account
    "account.opened/1": account.AccountOpened,
    "account.role_granted/1": account.AccountRoleGranted,
    "account.suspended/1": account.AccountSuspended,
    "account.reinstated/1": account.AccountReinstated,
    "account.password_reset_required/1": account.PasswordResetRequired,
}

UPCASTS: Final[Mapping[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]]] = {}
"""Older stored name -> (next name, how its data becomes the next shape). Applied on reading, one by one."""

NAMES: Final[Mapping[type, str]] = {cls: name for name, cls in EVENTS.items()}
"""Event class -> the name under which it is stored today."""
