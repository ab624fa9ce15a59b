"""Acts on responsibility lists 责任清单: the list, and each of its items."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from domain import drafting, organisation
from domain import responsibility as lists
from domain.identity import posts_of
from domain.kernel import Refused
from domain.reading import document_of
from ledger.execution import state_of
from projections import directory
from web.acts.row import Act, Form
from web.asking import asking
from web.services import services

ITEM: Final = "item"


def _this_year(form: Form) -> Mapping[str, Any]:
    return {"organisation": form.organisation, "year": services().today().year}


def _in_force(body: str, day: date) -> dict[str, Any]:
    """Policies that bind a body on a day: stream -> folded state."""
    found = directory.policies_in_force(asking().reading, body, day)
    return {one.id: state_of(services().ledger, one.id) for one in found}


def _drafted(form: Form, data: dict[str, Any]) -> lists.DraftList:
    """Items, required fields and clauses to be covered follow from the policies that bind the body."""
    body, year, ledger, today = data["organisation"], data["year"], services().ledger, services().today()
    state = state_of(ledger, body)
    if not isinstance(state, organisation.State):
        raise Refused(
            "unknown_organisation",
            zh="没有找到所填组织，请从名录中选择或先登记。",
            en="That organisation is not on record.",
            field="organisation",
        )
    # A list for a year is judged by what binds in that year: from its first day, or from today within it.
    day = min(max(today, date(year, 1, 1)), date(year, 12, 31))
    policies = _in_force(body, day)
    documents = [(stream, document_of(policy.issued.catalogue)) for stream, policy in policies.items()]
    values = {
        (stream, settled.parameter): settled.value
        for stream, policy in policies.items()
        for settled in policy.interpretations
        if settled.effective_on <= day
    }
    made = drafting.draft_items(
        kind=state.kind,
        sector=state.sector,
        year=year,
        policies=documents,
        holders=drafting.holders_of(state_of(ledger, posts_of(body)), today),
        department=state.name,
        values=values,
    )
    return lists.DraftList(
        organisation=body,
        year=year,
        policies=tuple(policies),
        required=made.required,
        baseline=made.baseline,
        items=made.items,
    )


def _added(form: Form, data: dict[str, Any]) -> lists.AddItem:
    """The policy follows from the clause."""
    holds = ""
    if data["clause"]:
        for stream in form.state.policies:
            policy = state_of(services().ledger, stream)
            if any(clause.id == data["clause"] for clause in document_of(policy.issued.catalogue).clauses):
                holds = stream
    return lists.AddItem(**data, policy=holds)


def _item(form: Form) -> Mapping[str, Any]:
    progress = form.state.find(form.known.get(ITEM, ""))
    if progress is None:
        return {}
    item = progress.item
    return {
        "title": item.title,
        "person": item.person,
        "department": item.department,
        "due_on": item.due_on,
        "indicator": item.indicator,
        "standard": item.standard,
    }


ACTS: Final = (
    Act(command=lists.DraftList, begins=True, prefill=_this_year, build=_drafted),
    Act(command=lists.AddItem, stages=("draft",), build=_added),
    Act(command=lists.IssueList, stages=("draft",)),
    Act(command=lists.CloseList, stages=("issued",)),
    Act(command=lists.VoidList, stages=("draft",)),
    Act(command=lists.AssignItem, part=ITEM, stages=("draft",), prefill=_item),
    Act(command=lists.StartItem, part=ITEM, stages=("issued",)),
    Act(command=lists.CompleteItem, part=ITEM, stages=("issued",), counts=True),
    Act(command=lists.VerifyItem, part=ITEM, stages=("issued",)),
    Act(command=lists.ReturnItem, part=ITEM, stages=("issued",)),
    Act(command=lists.VoidCompletion, part=ITEM, stages=("issued",)),
    Act(command=lists.ReassignItem, part=ITEM, stages=("issued",)),
    Act(command=lists.AmendItem, part=ITEM, stages=("issued",), prefill=_item),
    Act(command=lists.WithdrawItem, part=ITEM, stages=("draft", "issued")),
)
