"""Acts on organisations 组织."""

from collections.abc import Mapping
from typing import Any, Final

from domain import organisation
from web.acts.row import Act, Form, standing


def _place(form: Form) -> Mapping[str, Any]:
    place = form.state.places[-1]
    return {
        "parent": place.parent,
        "party_relation": place.party_relation,
        "business_relation": place.business_relation,
        "department": place.department,
    }


def _under(form: Form) -> Mapping[str, Any]:
    """A new organisation stands under the one whose page it was begun on."""
    return {"parent": form.organisation}


STANDING: Final = ("standing",)

ACTS: Final = (
    Act(command=organisation.RegisterOrganisation, begins=True, prefill=_under),
    Act(command=organisation.RenameOrganisation, stages=STANDING),
    Act(command=organisation.SetOrganisationRelation, stages=STANDING, prefill=_place),
    Act(command=organisation.GrantDepartmentAuthorisation, stages=STANDING),
    Act(command=organisation.DetermineLeadershipRelation, stages=STANDING),
    Act(command=organisation.RateOrganisation, stages=STANDING),
    Act(command=organisation.DissolveOrganisation, stages=STANDING),
    Act(command=organisation.CorrectOrganisation, stages=("standing", "dissolved"), prefill=standing("registered")),
    Act(command=organisation.VoidOrganisation, stages=STANDING),
)
