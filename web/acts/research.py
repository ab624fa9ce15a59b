"""Acts on research 调查研究: a topic, a paper of it or by itself."""

from collections.abc import Mapping
from typing import Any, Final

from domain import research
from web.acts.row import Act, Form, standing


def _of_topic(form: Form) -> Mapping[str, Any]:
    """A paper on a topic begins with what the topic says."""
    topic = None if form.state is None else form.state.topic
    if topic is None:
        return {}
    return {"organisation": topic.organisation, "period": topic.period, "authors": topic.researchers}


PAPER: Final = ("written", "submitted", "adopted")

ACTS: Final = (
    Act(command=research.DecideTopic, begins=True, counts=True),
    Act(command=research.WritePaper, begins=True, stages=("topic",), prefill=_of_topic, counts=True),
    Act(command=research.SubmitPaper, stages=PAPER, counts=True),
    Act(command=research.AdoptPaper, stages=PAPER),
    Act(command=research.CorrectTopic, stages=("topic",), prefill=standing("topic"), counts=True),
    Act(command=research.CorrectPaper, stages=PAPER, prefill=standing("written"), counts=True),
    Act(command=research.VoidResearch, stages=("topic", *PAPER)),
)
