"""Approvals 会签: what waits for another person, and one of them with what it would record."""

from typing import Any

from flask import Blueprint, render_template

from domain.approval import DAYS_OPEN, State
from domain.identity import is_stream_id
from domain.kernel import Refused
from domain.terms import command_label
from web.access import may_give
from web.acts import ACTS, offered
from web.asking import asking
from web.errors import Forbidden, Misshapen, NotFound
from web.forms.opening import record_in_reach
from web.forms.pairs import asked_for
from web.forms.performing import shaped
from web.history import told
from web.language import pick
from web.listings import directory as house
from web.registers.approving import open_approvals
from web.services import services
from web.sheets.listing import Reply, answered
from web.viewer import viewer
from web.words import fact_rows

blueprint = Blueprint("approvals", __name__)


@blueprint.get("/approvals")
def listing() -> Reply:
    """What waits for another person in the viewer's subtree."""
    found = open_approvals()
    asking().learn(
        id for one in found for id in (one.state.organisation, one.state.asked.about, one.state.asked.asked_by)
    )
    rows = [(one.approval, one.state, _title(one.state), one.lapsed) for one in found]
    return answered(
        "approvals.html",
        lambda: house.approvals([row[1:] for row in rows], viewer().organisation),
        rows=rows,
        days=DAYS_OPEN,
    )


@blueprint.get("/approvals/<approval>")
def show(approval: str) -> str:
    """What would be recorded, who asked for it and when, and what the viewer may do about it."""
    if not is_stream_id(approval, "approval"):
        raise NotFound
    state, body = record_in_reach(approval)
    asking().learn((body, state.asked.about, state.asked.asked_by))
    return render_template(
        "approval.html",
        approval=approval,
        state=state,
        body=body,
        title=_title(state),
        facts=_said(state),
        lapsed=state.lapsed(asking().today),
        lines=told(services().ledger.stream(approval)),
        acts=_acts(state),
    )


def _title(state: State) -> str:
    return pick(command_label(ACTS[state.asked.act].command))


def _said(state: State) -> list[tuple[str, str, Any]]:
    """What the act says, in words; only who might do it is shown all of it."""
    try:
        _, act = asked_for(state, shaped)
    except (Forbidden, NotFound, Refused, Misshapen):
        return []
    return fact_rows(act)


def _acts(state: State) -> list[Any]:
    """Giving and refusing for another account that may do the act; withdrawing for whoever asked."""
    own = state.asked.asked_by == viewer().account
    if state.lapsed(asking().today) or not (own or may_give(viewer().role, ACTS[state.asked.act].command)):
        return []
    return [one for one in offered(viewer(), "approval", state) if (one.name == "withdraw_approval") == own]
