"""Which recorded facts are decisions: whoever they concern may hold them against us, so they are sealed at once.

A decision binds somebody, judges somebody, or takes such a judgement back. Reports, meetings and steps of work do not;
they are sealed with the next checkpoint.
"""

from typing import Final

from domain import (
    account,
    accountability,
    appointment,
    appraisal,
    commendation,
    commitment,
    debrief,
    inspection,
    measure,
    member,
    organisation,
    policy,
    rectification,
    responsibility,
    review,
    sheet,
)

DECISIVE: Final[frozenset[type]] = frozenset(
    {
        # Held to account or not: each step counts, since leaving one out voids the decision.
        accountability.CaseOpened,
        accountability.NoticeGiven,
        accountability.CaseDecided,
        accountability.ConsequenceImposed,
        accountability.AppealDecided,
        accountability.CaseClosed,
        accountability.CaseCorrected,
        accountability.CaseVoided,
        # Measures outside a case weigh on a person or organisation all the same.
        measure.MeasureTaken,
        measure.MeasureEnded,
        measure.MeasureRevoked,
        measure.MeasureCorrected,
        measure.MeasureVoided,
        # By what one is appraised may not be settled once the result is known.
        appraisal.IndicatorsFixed,
        appraisal.AppraisalClosed,
        appraisal.AppraisalCorrected,
        appraisal.AppraisalVoided,
        # Points, grade, what followed from them, and what became of an objection.
        sheet.SheetScored,
        sheet.ResultIssued,
        sheet.ResultUsed,
        sheet.ReviewDecided,
        sheet.SheetVoided,
        # What superiors and colleagues thought of a debriefing goes into the appraisal.
        debrief.DebriefEvaluated,
        debrief.EvaluationCorrected,
        debrief.DebriefVoided,
        # Praise is a decision too, and so is its withdrawal.
        commendation.CommendationGranted,
        commendation.CommendationWithdrawn,
        commendation.CommendationCorrected,
        commendation.CommendationVoided,
        # The rules by which everybody is judged, and from when.
        policy.PolicyIssued,
        policy.PolicySuperseded,
        policy.PolicyInterpreted,
        policy.PolicyCorrected,
        policy.PolicyVoided,
        # Who answers for what in a year, and whether it was accepted as done.
        responsibility.ResponsibilityListIssued,
        responsibility.ResponsibilityItemAmended,
        responsibility.ResponsibilityItemReassigned,
        responsibility.ResponsibilityItemWithdrawn,
        responsibility.ResponsibilityItemVerified,
        responsibility.ResponsibilityItemReturned,
        responsibility.ResponsibilityListClosed,
        responsibility.ResponsibilityListVoided,
        # What an inspection found and told the inspected.
        inspection.ProblemFound,
        inspection.ProblemCorrected,
        inspection.ProblemVoided,
        inspection.FeedbackGiven,
        inspection.InspectionCorrected,
        inspection.InspectionVoided,
        # Limits that run against an organisation, and whether they were kept.
        rectification.RectificationOrdered,
        rectification.RectificationExtended,
        rectification.RectificationVerified,
        rectification.RectificationRejected,
        rectification.RectificationOrderedAgain,
        rectification.RectificationClosed,
        rectification.StepCorrected,
        rectification.RectificationCorrected,
        rectification.RectificationVoided,
        # Standing in the party: admitted in full, disposed of, struck from the roll, judged by the branch.
        member.ConfirmationDecided,
        member.MemberDisposed,
        member.MembershipEnded,
        member.MemberEntryVoided,
        member.MembershipCorrected,
        member.MembershipVoided,
        review.ReviewHeld,
        review.ResultNotified,
        review.ReviewCorrected,
        review.ReviewVoided,
        # A promise found kept or not kept.
        commitment.CommitmentConfirmed,
        commitment.CommitmentNotConfirmed,
        commitment.CommitmentVoided,
        # A superior's rating, and who leads whom.
        organisation.OrganisationRatedWeak,
        organisation.OrganisationRerated,
        organisation.OrganisationDissolved,
        organisation.LeadershipRelationDetermined,
        # Who holds a post answers for it.
        appointment.RoleAppointed,
        appointment.RoleAssigned,
        appointment.RoleEnded,
        appointment.AppointmentCorrected,
        appointment.AppointmentVoided,
        # Who may act for whom in this ledger.
        account.AccountOpened,
        account.AccountRoleGranted,
        account.AccountRoleWithdrawn,
        account.AccountSuspended,
        account.AccountReinstated,
    }
)
"""Events after which everything is sealed anew, with all rows read again."""
