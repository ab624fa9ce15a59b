"""Shapes of the acts on research 调查研究."""

from domain import research as acts
from web.schemas.derived import shape_of

DecideTopic = shape_of(acts.DecideTopic)
WritePaper = shape_of(acts.WritePaper)
SubmitPaper = shape_of(acts.SubmitPaper)
AdoptPaper = shape_of(acts.AdoptPaper)
CorrectTopic = shape_of(acts.CorrectTopic)
CorrectPaper = shape_of(acts.CorrectPaper)
VoidResearch = shape_of(acts.VoidResearch)
