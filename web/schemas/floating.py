"""Shapes of the acts on floating members 流动党员."""

from domain import floating as acts
from web.schemas.derived import NOTE, ORGANISATION, PARAGRAPH, record_of, shape_of, text

# The two sides of a journey may lie anywhere in the tree.
_EVERYWHERE = record_of("organisation", source="everywhere")

ReportDeparture = shape_of(acts.ReportDeparture, text=PARAGRAPH)
GivePreDepartureEducation = shape_of(acts.GivePreDepartureEducation, text=NOTE)
StampCertificate = shape_of(acts.StampCertificate, by=ORGANISATION)
IssueCertificate = shape_of(acts.IssueCertificate, number=text(40))
ReportInflow = shape_of(acts.ReportInflow, inflow=_EVERYWHERE)
VerifyCertificate = shape_of(acts.VerifyCertificate, text=NOTE)
FileCertificate = shape_of(acts.FileCertificate, superior=_EVERYWHERE)
AssignFloatingMember = shape_of(acts.AssignFloatingMember, to=_EVERYWHERE, employer=_EVERYWHERE)
RecordOrganisationLife = shape_of(acts.RecordOrganisationLife, text=PARAGRAPH)
FeedSituationBack = shape_of(acts.FeedSituationBack, text=PARAGRAPH)
SendNotice = shape_of(acts.SendNotice, text=PARAGRAPH)
ReportAnnualContact = shape_of(acts.ReportAnnualContact, recipient=_EVERYWHERE, text=NOTE)
ReportLocationChange = shape_of(acts.ReportLocationChange, recipients=_EVERYWHERE)
AuditCertificate = shape_of(acts.AuditCertificate, by=ORGANISATION, text=NOTE)
LoseContact = shape_of(acts.LoseContact, text=PARAGRAPH)
RestoreContact = shape_of(acts.RestoreContact, text=PARAGRAPH)
ReportReturn = shape_of(acts.ReportReturn)
HandInCertificate = shape_of(acts.HandInCertificate)
CheckCertificate = shape_of(acts.CheckCertificate, text=PARAGRAPH)
CorrectDeparture = shape_of(acts.CorrectDeparture, text=PARAGRAPH)
VoidFloating = shape_of(acts.VoidFloating)
