"""Shapes of the acts on policies 制度文件."""

from domain import policy as acts
from web.schemas.fields import Code, Day, Ref, Refs, Shape, Text, reason


class IssuePolicy(Shape):
    """``catalogue`` is not asked of a person: the packaged file of ``document`` is put in whole."""

    describes = acts.IssuePolicy
    policy = Ref("policy", hidden=True, required=True)
    document = Code("documents", required=True)
    binds = Refs("organisation", required=True)
    effective_on = Day(required=True)


class SupersedePolicy(Shape):
    describes = acts.SupersedePolicy
    policy = Ref("policy", hidden=True, required=True)
    last_day = Day(required=True)
    by = Ref("policy", source="policies", allow_none=True, load_default=None)
    reason = reason()


class InterpretPolicy(Shape):
    describes = acts.InterpretPolicy
    policy = Ref("policy", hidden=True, required=True)
    parameter = Code("parameters", required=True)
    value = Text(required=True, limit=200)
    effective_on = Day(required=True)
    basis = Text(required=True, limit=200)


class CorrectPolicy(Shape):
    describes = acts.CorrectPolicy
    policy = Ref("policy", hidden=True, required=True)
    binds = Refs("organisation", required=True)
    effective_on = Day(required=True)
    reason = reason()


class VoidPolicy(Shape):
    describes = acts.VoidPolicy
    policy = Ref("policy", hidden=True, required=True)
    reason = reason()
