"""Acts on meetings 会议."""

from typing import Final

from domain import meeting
from web.acts.row import Act, Form, standing


def _convened(form: Form) -> dict[str, object]:
    """A meeting that was called begins with what the call said."""
    if form.state is None:
        return {}
    called = form.entries[0].event
    return {"organisation": called.organisation, "body": called.body, "title": called.title}


ACTS: Final = (
    Act(command=meeting.HoldMeeting, begins=True, prefill=_convened, stages=("convened",), counts=True),
    Act(command=meeting.ConveneMeeting, begins=True),
    Act(command=meeting.CancelMeeting, stages=("convened",)),
    Act(command=meeting.CarryOutResolution, stages=("held",)),
    Act(command=meeting.CorrectMeeting, stages=("held",), prefill=standing("held"), counts=True),
    Act(command=meeting.VoidMeeting, stages=("held",)),
)
