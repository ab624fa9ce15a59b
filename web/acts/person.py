"""Acts on persons 人员."""

from typing import Final

from domain import person
from web.acts.row import Act, Form, standing


def _member(form: Form) -> dict[str, object]:
    return {"party_member": True, "organisation": form.organisation}


ACTS: Final = (
    Act(command=person.RegisterPerson, begins=True, prefill=_member),
    Act(command=person.CorrectPerson, stages=("registered",), prefill=standing("registered")),
    Act(command=person.VoidPerson, stages=("registered",)),
)
