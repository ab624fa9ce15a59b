"""Performing an act: shape, reach, command, ledger, receipt. Forms and the JSON API both come this way."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from domain import account, approval
from domain.identity import is_stream_id
from domain.kernel import Refused
from ledger.execution import execute
from ledger.port import Conflict, Receipt, Signature
from web.acts.row import Form
from web.asking import asking
from web.errors import Misshapen
from web.forms import pairs
from web.schemas.fields import Problem, made, problems
from web.sealing import follow_up
from web.services import services
from web.stepup import require_proof_for
from web.viewer import viewer


def shaped(form: Form, values: Mapping[str, Any], **extra: Any) -> Any:
    """The command that the values ask for. Raises `Misshapen`, or `Refused` where something lies out of reach."""
    shape = made(form.act.shape)
    try:
        data = dict(shape.load(values))
    except ValidationError as error:
        raise Misshapen(problems(error.messages)) from error
    _in_reach(form, data)
    return form.act.build(form, {**data, **extra})


def perform(form: Form, command: Any, *, command_id: str, expecting: int | None) -> Receipt:
    """Record the act, signed by the viewer on behalf of the record's organisation.

    Where rights and reach were read on trust, what they rest on is checked with the rest.
    """
    require_proof_for(type(command))
    of = services()
    signature = Signature(command_id=command_id, recorded_by=viewer().account, on_behalf_of=form.organisation)
    standing = asking().standing
    if pairs.needs_another(command, form.state) or isinstance(command, approval.GiveApproval | approval.RefuseApproval):
        if standing.on_trust:
            raise Conflict([form.stream])
        return _by_two(form, command, signature, expecting)
    rests_on = standing.versions() if standing.on_trust else None
    receipt = execute(of.ledger, command, signature, of.today(), expecting=expecting, rests_on=rests_on)
    carry_on(command)
    follow_up(receipt)
    return receipt


def carry_on(command: Any) -> None:
    """What an act brings along outside the log."""
    match command:
        case account.SuspendAccount() | account.RequirePasswordReset():
            services().secrets.close_sessions(command.account)


def _by_two(form: Form, command: Any, signature: Signature, expecting: int | None) -> Receipt:
    """What takes two people: asked for by the first, carried out or refused by another."""
    if pairs.needs_another(command, form.state):
        receipts = [pairs.ask(form, command, signature, expecting)]
    else:
        pairs.require_right(form, command)
        if isinstance(command, approval.GiveApproval):
            receipts, act = pairs.give(command, signature, shaped)
            carry_on(act)
        else:
            receipts = [execute(services().ledger, command, signature, services().today(), expecting=expecting)]
    for receipt in receipts:
        follow_up(receipt)
    return receipts[0]


def _in_reach(form: Form, data: Mapping[str, Any]) -> None:
    """What an act puts something under, or binds, or is done for, must lie in the viewer's subtree."""
    asked = asking()
    named = [(field, data.get(field)) for field in ("organisation", "parent")]
    acting = [(field, data.get(field)) for field in ("by", "ordered_by")]
    named += [(field, one) for field, one in acting if one and is_stream_id(one, "organisation")]
    named += [("binds", one) for one in data.get("binds") or ()]
    wrong = [field for field, one in named if one and one != form.known.get(field) and not asked.reaches(one)]
    own = form.stream == data.get("organisation")
    wrong = [field for field in wrong if not (own and field == "organisation")]
    if wrong:
        raise Refused(
            "out_of_reach",
            zh="所选组织不在您的管辖范围内，请从列表中选择。",
            en="That organisation lies outside your subtree; choose from the list.",
            field=wrong[0],
        )


def as_problems(error: Refused) -> list[Problem]:
    """A refusal as a form shows it."""
    return [Problem(field=error.field, zh=error.zh, en=error.en, code=error.code, clause=error.clause)]
