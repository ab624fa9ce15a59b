"""Shapes of the acts on persons 人员."""

from domain import person as acts
from web.schemas.derived import shape_of, text
from web.schemas.fields import Flag

# Nobody is a member of the party because a client left the field out.
RegisterPerson = shape_of(acts.RegisterPerson, name=text(60), party_member=Flag(load_default=False))
CorrectPerson = shape_of(acts.CorrectPerson, name=text(60), party_member=Flag(load_default=False))
VoidPerson = shape_of(acts.VoidPerson)
