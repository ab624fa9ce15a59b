"""Acts on persons 人员."""

from collections.abc import Mapping
from typing import Final

from domain import person
from web.acts.row import Act, Build, Form, standing
from web.viewer import viewer


def _member(form: Form) -> dict[str, object]:
    return {"party_member": True, "organisation": form.organisation}


def _signed(field: str) -> Build:
    """The officer who decides is whoever is signed in, and nobody types it."""
    return lambda form, data: form.act.command(**{**data, field: viewer().account})


def _entry(form: Form) -> Mapping[str, object]:
    """The entry as it stands; nothing of a person whose data may not be used."""
    return {} if form.state.restricted else standing("registered")(form)


_ANY: Final = ("registered", "voided")

ACTS: Final = (
    Act(command=person.RegisterPerson, begins=True, prefill=_member),
    Act(command=person.CorrectPerson, stages=("registered",), prefill=_entry),
    Act(command=person.VoidPerson, stages=("registered",)),
    Act(command=person.RestrictPerson, stages=_ANY),
    Act(command=person.LiftRestriction, stages=_ANY),
    Act(command=person.RequestErasure, stages=_ANY, build=_signed("asked_by")),
    Act(command=person.ApproveErasure, stages=_ANY, build=_signed("approved_by")),
    Act(command=person.RefuseErasure, stages=_ANY, build=_signed("refused_by")),
)
