"""Acts on accountability cases 追究责任."""

from collections.abc import Mapping
from typing import Any, Final

from domain import accountability
from web.acts.row import Act, Form, standing
from web.services import services

_BEFORE: Final = accountability.BEFORE_DECISION
_DECIDED: Final = accountability.DECIDED


def _known(form: Form) -> Mapping[str, Any]:
    """The decision is judged by what was on record when its form was opened."""
    return {"known_at": services().ledger.head().position}


ACTS: Final = (
    Act(command=accountability.OpenCase, begins=True),
    Act(command=accountability.CiteElement, stages=(*_BEFORE, *_DECIDED)),
    Act(command=accountability.WithdrawElement, stages=_BEFORE),
    Act(command=accountability.GiveNotice, stages=("opened",)),
    Act(command=accountability.TakeStatement, stages=("notified",)),
    Act(command=accountability.DecideCase, stages=("heard", *_DECIDED), prefill=_known),
    Act(command=accountability.ImposeConsequence, stages=("held",)),
    Act(command=accountability.LodgeAppeal, stages=("held",)),
    Act(command=accountability.DecideAppeal, stages=("appealed",)),
    Act(command=accountability.CloseCase, stages=("held", "not_held", "revoked")),
    Act(command=accountability.CorrectCase, stages=_BEFORE, prefill=standing("opened")),
    Act(command=accountability.VoidCase, stages=_BEFORE),
)
