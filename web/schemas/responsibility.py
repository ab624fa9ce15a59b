"""Shapes of the acts on responsibility lists 责任清单."""

from domain import responsibility as acts
from web.schemas.derived import LEFT_OUT, LINE, shape_of
from web.schemas.fields import Text

DraftList = shape_of(acts.DraftList, policies=LEFT_OUT, required=LEFT_OUT, baseline=LEFT_OUT, items=LEFT_OUT)
"""Policies, required fields and items follow from what binds the organisation; they are not typed."""
AddItem = shape_of(acts.AddItem, policy=LEFT_OUT, department=LINE)
AssignItem = shape_of(acts.AssignItem, department=Text(load_default=""))
WithdrawItem = shape_of(acts.WithdrawItem, clause=LINE)
IssueList = shape_of(acts.IssueList)
AmendItem = shape_of(
    acts.AmendItem,
    *("list", "item", "title", "person", "department", "due_on", "indicator", "standard", "clause"),
    department=LINE,
    clause=LINE,
)
ReassignItem = shape_of(acts.ReassignItem)
StartItem = shape_of(acts.StartItem)
CompleteItem = shape_of(acts.CompleteItem)
VerifyItem = shape_of(acts.VerifyItem)
ReturnItem = shape_of(acts.ReturnItem)
VoidCompletion = shape_of(acts.VoidCompletion)
CloseList = shape_of(acts.CloseList)
VoidList = shape_of(acts.VoidList)
