"""Shapes of the acts on organisations 组织."""

from domain import organisation as acts
from domain.organisation import Authority, Kind, Rating, Relation, Sector
from web.schemas.fields import Choice, Day, Ref, Shape, Text, reason


class RegisterOrganisation(Shape):
    describes = acts.RegisterOrganisation
    organisation = Ref("organisation", hidden=True, required=True)
    name = Text(required=True)
    kind = Choice(Kind, required=True)
    sector = Choice(Sector, required=True)
    parent = Ref("organisation", allow_none=True, load_default=None)
    occurred_on = Day(required=True)
    code = Text(load_default="", limit=40)
    party_relation = Choice(Relation, load_default=Relation.TERRITORIAL)
    business_relation = Choice(Relation, load_default=Relation.TERRITORIAL)
    department = Ref("organisation", source="any_organisation", allow_none=True, load_default=None)


class SetOrganisationRelation(Shape):
    describes = acts.SetOrganisationRelation
    organisation = Ref("organisation", hidden=True, required=True)
    parent = Ref("organisation", source="any_organisation", allow_none=True, load_default=None)
    party_relation = Choice(Relation, required=True)
    business_relation = Choice(Relation, required=True)
    department = Ref("organisation", source="any_organisation", allow_none=True, load_default=None)
    occurred_on = Day(required=True)
    reason = reason()


class RenameOrganisation(Shape):
    describes = acts.RenameOrganisation
    organisation = Ref("organisation", hidden=True, required=True)
    name = Text(required=True)
    occurred_on = Day(required=True)
    reason = reason()


class GrantDepartmentAuthorisation(Shape):
    describes = acts.GrantDepartmentAuthorisation
    organisation = Ref("organisation", hidden=True, required=True)
    authority = Choice(Authority, required=True)
    occurred_on = Day(required=True)
    document = Text(required=True)


class DetermineLeadershipRelation(Shape):
    describes = acts.DetermineLeadershipRelation
    organisation = Ref("organisation", hidden=True, required=True)
    occurred_on = Day(required=True)


class RateOrganisation(Shape):
    describes = acts.RateOrganisation
    organisation = Ref("organisation", hidden=True, required=True)
    rating = Choice(Rating, required=True)
    occurred_on = Day(required=True)
    reason = reason()


class DissolveOrganisation(Shape):
    describes = acts.DissolveOrganisation
    organisation = Ref("organisation", hidden=True, required=True)
    occurred_on = Day(required=True)
    reason = reason()


class CorrectOrganisation(Shape):
    describes = acts.CorrectOrganisation
    organisation = Ref("organisation", hidden=True, required=True)
    name = Text(required=True)
    kind = Choice(Kind, required=True)
    sector = Choice(Sector, required=True)
    parent = Ref("organisation", source="any_organisation", allow_none=True, load_default=None)
    occurred_on = Day(required=True)
    code = Text(load_default="", limit=40)
    party_relation = Choice(Relation, load_default=Relation.TERRITORIAL)
    business_relation = Choice(Relation, load_default=Relation.TERRITORIAL)
    department = Ref("organisation", source="any_organisation", allow_none=True, load_default=None)
    reason = reason()


class VoidOrganisation(Shape):
    describes = acts.VoidOrganisation
    organisation = Ref("organisation", hidden=True, required=True)
    reason = reason()
