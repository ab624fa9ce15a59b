"""Acts on leading groups 领导小组."""

from collections.abc import Mapping
from typing import Any, Final

from domain import leading_group
from web.acts.row import Act, Form, standing


def _present(form: Form) -> Mapping[str, Any]:
    return {"head": form.state.head, "seats": form.state.seats, "office": form.state.office}


ACTS: Final = (
    Act(command=leading_group.EstablishGroup, begins=True, counts=True),
    Act(command=leading_group.ChangeGroup, stages=("standing",), prefill=_present),
    Act(command=leading_group.DissolveGroup, stages=("standing",)),
    Act(
        command=leading_group.CorrectGroup,
        stages=("standing", "dissolved"),
        prefill=standing("established"),
        counts=True,
    ),
    Act(command=leading_group.VoidGroup, stages=("standing", "dissolved")),
)
