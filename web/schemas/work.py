"""Shapes of the acts on work records 工作记录."""

from domain import work as acts
from web.schemas.derived import shape_of

RecordWork = shape_of(acts.RecordWork)
CorrectWork = shape_of(acts.CorrectWork)
VoidWork = shape_of(acts.VoidWork)
