"""Shapes of the acts on organisations 组织."""

from typing import Final

from domain import organisation as acts
from web.schemas.derived import ORGANISATION, shape_of

_ORDER: Final = ("organisation", "name", "kind", "sector", "parent", "occurred_on", "code")

RegisterOrganisation = shape_of(acts.RegisterOrganisation, *_ORDER, parent=ORGANISATION)
SetOrganisationRelation = shape_of(acts.SetOrganisationRelation)
RenameOrganisation = shape_of(acts.RenameOrganisation)
GrantDepartmentAuthorisation = shape_of(acts.GrantDepartmentAuthorisation)
DetermineLeadershipRelation = shape_of(acts.DetermineLeadershipRelation)
RateOrganisation = shape_of(acts.RateOrganisation)
DissolveOrganisation = shape_of(acts.DissolveOrganisation)
CorrectOrganisation = shape_of(acts.CorrectOrganisation, *_ORDER)
VoidOrganisation = shape_of(acts.VoidOrganisation)
