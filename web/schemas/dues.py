"""Shapes of the acts on dues 党费."""

from domain import dues as acts
from web.schemas.derived import shape_of

PayDues = shape_of(acts.PayDues)
RecordDuesDifficulty = shape_of(acts.RecordDuesDifficulty)
CorrectPayment = shape_of(acts.CorrectPayment)
VoidPayment = shape_of(acts.VoidPayment)
