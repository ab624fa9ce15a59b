"""Shapes of the acts on leading groups 领导小组."""

from domain import leading_group as acts
from web.schemas.derived import shape_of

EstablishGroup = shape_of(acts.EstablishGroup)
ChangeGroup = shape_of(acts.ChangeGroup)
DissolveGroup = shape_of(acts.DissolveGroup)
CorrectGroup = shape_of(acts.CorrectGroup)
VoidGroup = shape_of(acts.VoidGroup)
