"""Shapes of the acts on responsibility lists 责任清单."""

from domain import responsibility as acts
from web.schemas.fields import Code, Day, Ref, Refs, Shape, Text, Whole, reason


class DraftList(Shape):
    """Policies, required fields and items follow from what binds the organisation; they are not typed."""

    describes = acts.DraftList
    organisation = Ref("organisation", required=True)
    year = Whole(least=2000, most=2199, required=True)


class AddItem(Shape):
    describes = acts.AddItem
    list = Ref("responsibility", hidden=True, required=True)
    title = Text(required=True, limit=200)
    clause = Code("clauses", load_default="")
    person = Ref("person", allow_none=True, load_default=None)
    department = Text(load_default="")
    due_on = Day(allow_none=True, load_default=None)
    indicator = Text(load_default="", limit=2_000, lines=2)
    standard = Text(load_default="", limit=2_000, lines=2)


class AssignItem(Shape):
    describes = acts.AssignItem
    list = Ref("responsibility", hidden=True, required=True)
    item = Code("items", hidden=True, required=True)
    person = Ref("person", allow_none=True, load_default=None)
    department = Text(load_default="")
    due_on = Day(allow_none=True, load_default=None)


class WithdrawItem(Shape):
    describes = acts.WithdrawItem
    list = Ref("responsibility", hidden=True, required=True)
    item = Code("items", hidden=True, required=True)
    clause = Text(load_default="")
    reason = reason()


class IssueList(Shape):
    describes = acts.IssueList
    list = Ref("responsibility", hidden=True, required=True)
    occurred_on = Day(required=True)


class AmendItem(Shape):
    describes = acts.AmendItem
    list = Ref("responsibility", hidden=True, required=True)
    item = Code("items", hidden=True, required=True)
    title = Text(required=True, limit=200)
    person = Ref("person", allow_none=True, load_default=None)
    department = Text(load_default="")
    due_on = Day(allow_none=True, load_default=None)
    indicator = Text(load_default="", limit=2_000, lines=2)
    standard = Text(load_default="", limit=2_000, lines=2)
    clause = Text(required=True)
    reason = reason()


class ReassignItem(Shape):
    describes = acts.ReassignItem
    list = Ref("responsibility", hidden=True, required=True)
    item = Code("items", hidden=True, required=True)
    person = Ref("person", required=True)
    occurred_on = Day(required=True)
    reason = reason()


class StartItem(Shape):
    describes = acts.StartItem
    list = Ref("responsibility", hidden=True, required=True)
    item = Code("items", hidden=True, required=True)
    occurred_on = Day(required=True)
    note = Text(load_default="", limit=2_000, lines=3)


class CompleteItem(Shape):
    describes = acts.CompleteItem
    list = Ref("responsibility", hidden=True, required=True)
    item = Code("items", hidden=True, required=True)
    occurred_on = Day(required=True)
    evidence = Refs(source="evidence", required=True)
    note = Text(load_default="", limit=2_000, lines=3)


class VerifyItem(Shape):
    describes = acts.VerifyItem
    list = Ref("responsibility", hidden=True, required=True)
    item = Code("items", hidden=True, required=True)
    person = Ref("person", required=True)
    occurred_on = Day(required=True)
    note = Text(load_default="", limit=2_000, lines=3)


class ReturnItem(Shape):
    describes = acts.ReturnItem
    list = Ref("responsibility", hidden=True, required=True)
    item = Code("items", hidden=True, required=True)
    person = Ref("person", required=True)
    occurred_on = Day(required=True)
    reason = reason()


class VoidCompletion(Shape):
    describes = acts.VoidCompletion
    list = Ref("responsibility", hidden=True, required=True)
    item = Code("items", hidden=True, required=True)
    reason = reason()


class CloseList(Shape):
    describes = acts.CloseList
    list = Ref("responsibility", hidden=True, required=True)
    occurred_on = Day(required=True)
    note = Text(load_default="", limit=2_000, lines=3)


class VoidList(Shape):
    describes = acts.VoidList
    list = Ref("responsibility", hidden=True, required=True)
    reason = reason()
