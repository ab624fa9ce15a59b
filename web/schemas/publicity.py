"""Shapes of the acts on publicity 宣传、公开."""

from domain import publicity as acts
from web.schemas.derived import shape_of

ReleasePublicity = shape_of(acts.ReleasePublicity)
SpreadExperience = shape_of(acts.SpreadExperience)
CorrectPublicity = shape_of(acts.CorrectPublicity)
VoidPublicity = shape_of(acts.VoidPublicity)
