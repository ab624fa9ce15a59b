"""Shapes of the acts on work records 工作记录."""

from typing import Final

from domain import work as acts
from web.schemas.derived import shape_of
from web.schemas.fields import Choice

_ACT: Final = Choice(acts.Act, retired=frozenset(acts.OWN_KIND), required=True)

RecordWork = shape_of(acts.RecordWork, act=_ACT)
CorrectWork = shape_of(acts.CorrectWork, act=_ACT)
VoidWork = shape_of(acts.VoidWork)
