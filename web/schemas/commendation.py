"""Shapes of the acts on commendations 表彰."""

from domain import commendation as acts
from web.schemas.derived import ANYBODY, record_of, shape_of, text

_SAID = {"recipients": ANYBODY, "cites": record_of(source="below"), "document": text(200)}

GrantCommendation = shape_of(acts.GrantCommendation, **_SAID)
WithdrawCommendation = shape_of(acts.WithdrawCommendation)
CorrectCommendation = shape_of(acts.CorrectCommendation, **_SAID)
VoidCommendation = shape_of(acts.VoidCommendation)
