"""Acts on work records 工作记录."""

from typing import Final

from domain import work
from web.acts.row import Act, standing

ACTS: Final = (
    Act(command=work.RecordWork, begins=True, counts=True),
    Act(command=work.CorrectWork, stages=("recorded",), prefill=standing("recorded"), counts=True),
    Act(command=work.VoidWork, stages=("recorded",)),
)
