"""Acts on commitments 党员承诺."""

from collections.abc import Mapping
from typing import Any, Final

from domain import commitment
from web.acts.row import Act, Form, standing, values_of

STANDING: Final = ("made", "accepted", "returned", "fulfilled", "confirmed", "not_confirmed")


def _promise(form: Form) -> Mapping[str, Any]:
    """What was promised, to be revised; the day is a new one."""
    return {name: value for name, value in values_of(form.state.made).items() if name != "occurred_on"}


ACTS: Final = (
    Act(command=commitment.MakeCommitment, begins=True, counts=True),
    Act(command=commitment.AcceptCommitment, stages=("made",), counts=True),
    Act(command=commitment.ReturnCommitment, stages=("made",)),
    Act(command=commitment.ReviseCommitment, stages=("returned",), prefill=_promise),
    Act(command=commitment.FulfilCommitment, stages=("accepted", "not_confirmed"), counts=True),
    Act(command=commitment.ConfirmCommitment, stages=("fulfilled",), counts=True),
    Act(command=commitment.RefuseCommitment, stages=("fulfilled",)),
    Act(command=commitment.CorrectCommitment, stages=STANDING, prefill=standing("made"), counts=True),
    Act(command=commitment.VoidCommitment, stages=STANDING),
)
