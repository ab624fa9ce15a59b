"""Shapes of the acts on policies 制度文件."""

from domain import policy as acts
from web.schemas.derived import LEFT_OUT, code_of, record_of, shape_of

IssuePolicy = shape_of(acts.IssuePolicy, document=code_of("documents"), catalogue=LEFT_OUT)
"""``catalogue`` is not asked of a person: the packaged file of ``document`` is put in whole."""
SupersedePolicy = shape_of(acts.SupersedePolicy, "policy", "last_day", "by", by=record_of("policy", source="policies"))
InterpretPolicy = shape_of(acts.InterpretPolicy, parameter=code_of("parameters"))
CorrectPolicy = shape_of(acts.CorrectPolicy)
VoidPolicy = shape_of(acts.VoidPolicy)
