"""Shapes of the acts on accountability cases 追究责任: the duty, what is cited, and who decides on appeal."""

from domain import accountability as acts
from web.schemas.derived import ANY_ORGANISATION, ORGANISATION, code_of, record_of, shape_of, text, whole

_CLAUSE = code_of("every_clause")
_DOCUMENT = text(200)

OpenCase = shape_of(acts.OpenCase, subject=ANY_ORGANISATION, clause=_CLAUSE)
CiteElement = shape_of(acts.CiteElement, refs=record_of(source="below"))
WithdrawElement = shape_of(acts.WithdrawElement, citation=whole(1, source="citations"))
GiveNotice = shape_of(acts.GiveNotice)
TakeStatement = shape_of(acts.TakeStatement)
DecideCase = shape_of(acts.DecideCase, document=_DOCUMENT, known_at=whole(hidden=True))
ImposeConsequence = shape_of(acts.ImposeConsequence, document=_DOCUMENT)
LodgeAppeal = shape_of(acts.LodgeAppeal)
DecideAppeal = shape_of(acts.DecideAppeal, by=ORGANISATION, document=_DOCUMENT)
CloseCase = shape_of(acts.CloseCase)
CorrectCase = shape_of(acts.CorrectCase, subject=ANY_ORGANISATION, clause=_CLAUSE)
VoidCase = shape_of(acts.VoidCase)
