"""Acts that take two people: the first asks, another gives, and only then is the act carried out.

What was asked for stands in the approval as the JSON API would have it. Whoever gives it does the act: with their own
rights and reach, decided anew on what is on record then, in one transaction with the approval itself.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from domain.approval import AskApproval, GiveApproval, RefuseApproval, State, digest_of
from domain.handling import HANDLING, judge
from domain.identity import HEX
from ledger.execution import execute, execute_many, state_of
from ledger.port import Receipt, Signature, Stale
from ledger.standing import read
from web.access import takes_two
from web.acts import ACTS
from web.acts.row import Form
from web.errors import Forbidden, NotFound
from web.forms.opening import open_form
from web.schemas.fields import made
from web.services import services
from web.viewer import viewer


def needs_another(command: object) -> bool:
    """Whether this act waits for another person, in this office."""
    return services().settings.four_eyes and takes_two(command)


def ask(form: Form, command: object, signature: Signature, expecting: int | None) -> Receipt:
    """Ask for the act. What the rules would refuse now is refused now."""
    of, own = services(), HANDLING[type(command)].stream(command)
    digest = hashlib.sha256(f"{viewer().account} {signature.command_id}".encode()).hexdigest()
    stream = f"approval-{digest[:HEX]}"
    if state_of(of.ledger, stream) is None:
        if expecting is not None and read(of.ledger, own)[0] != expecting:
            raise Stale(own, expecting, of.ledger.stream(own, after=expecting))
        if not judge(command, today=of.today(), load=lambda one: state_of(of.ledger, one)).events:
            return Receipt(command_id=signature.command_id, entries=())
    asked = AskApproval(
        approval=stream,
        organisation=form.organisation,
        act=form.act.name,
        body=_body(form, command),
        about=own,
        asked_by=viewer().account,
    )
    return execute(of.ledger, asked, signature, of.today())


def _body(form: Form, command: object) -> str:
    """What the act says, as the JSON API takes it."""
    said = msgspec.to_builtins(command)
    kept = {name: said[name] for name in made(form.act.shape).fields if said.get(name) is not None}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def give(command: GiveApproval, signature: Signature, shaped: Callable[..., Any]) -> list[Receipt]:
    """Give the approval and carry out what was asked for: both, or neither."""
    of = services()
    state: State | None = state_of(of.ledger, command.approval)
    if state is None or state.stage != "asked":
        return [execute(of.ledger, command, signature, of.today())]
    opened, act = asked_for(state, shaped)
    number = hashlib.sha256(f"{viewer().account} {signature.command_id} carried out".encode()).hexdigest()[:32]
    second = Signature(command_id=number, recorded_by=viewer().account, on_behalf_of=opened.organisation)
    return execute_many(of.ledger, [(command, signature, of.today()), (act, second, of.today())])


def asked_for(state: State, shaped: Callable[..., Any]) -> tuple[Form, Any]:
    """The act that was asked for, as the viewer would do it now. Raises where they have no right to, or no reach."""
    asked = state.asked
    act = ACTS.get(asked.act)
    if act is None or digest_of(asked.body) != asked.digest:
        raise NotFound
    values: Mapping[str, Any] = json.loads(asked.body)
    opened = open_form(act, {name: value for name, value in values.items() if isinstance(value, str)})
    return opened, shaped(opened, values)


def require_right(form: Form, command: object) -> None:
    """Who may not do the act may not decide on it either."""
    if isinstance(command, GiveApproval | RefuseApproval) and not viewer().may(ACTS[form.state.asked.act].command):
        raise Forbidden
