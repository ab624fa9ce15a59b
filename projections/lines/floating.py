"""Lines of floating members: one a member, which says how far the present journey has come."""

from typing import Final

from domain import floating
from domain.kernel import Entry
from projections.lines.line import Plain, Values, said


def _departed(event: floating.DepartureReported) -> Values:
    return said(
        stage="departed",
        on=event.occurred_on,
        organisation=event.organisation,
        title=event.destination,
        about=event.person,
    )


_LINES: Final = Plain(
    "floating",
    opens={floating.DepartureReported: _departed},
    corrected={floating.DepartureCorrected: "departure"},
    stages={
        floating.CertificateStamped: "stamped",
        floating.CertificateIssued: "issued",
        floating.InflowReported: "arrived",
        floating.CertificateVerified: "verified",
        floating.CertificateFiled: "filed",
        floating.FloatingMemberAssigned: "assigned",
        floating.ReturnReported: "returned",
        floating.CertificateHandedIn: "handed_in",
        floating.CertificateChecked: "closed",
        floating.FloatingVoided: "voided",
    },
    silent=(
        floating.PreDepartureEducationGiven,
        floating.OrganisationLifeRecorded,
        floating.SituationFedBack,
        floating.NoticeSent,
        floating.AnnualContactReported,
        floating.LocationChangeReported,
        floating.CertificateAudited,
        floating.ContactLost,
        floating.ContactRestored,
    ),
)

READS: Final = _LINES.reads

STEPS: Final = (
    "departed", "stamped", "issued", "arrived", "verified", "filed", "assigned", "returned", "handed_in", "closed",
)  # fmt: skip
"""Steps of a journey, in their order."""

_BEHIND: Final = (
    floating.CertificateStamped,
    floating.CertificateIssued,
    floating.CertificateVerified,
    floating.CertificateFiled,
    floating.FloatingMemberAssigned,
)
"""Steps that may be recorded when the member has come further already."""


def fold(entry: Entry, lines: dict[str, Values]) -> list[tuple[str, Values]]:
    """See `projections.lines.line.Fold`; the stage is the furthest step, as in the state of the record."""
    before = lines.get(entry.stream)
    found = _LINES.fold(entry, lines)
    if before is not None and isinstance(entry.event, _BEHIND):
        found = [(ref, {**line, "stage": max(line["stage"], before["stage"], key=STEPS.index)}) for ref, line in found]
    return found
