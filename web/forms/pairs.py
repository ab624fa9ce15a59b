"""Acts that take two people: the first asks, another gives, and only then is the act carried out.

What was asked for stands in the approval as the JSON API would have it. Whoever gives it does the act: with their own
rights and reach, decided anew on what is on record then, in one transaction with the approval itself.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from domain import account
from domain.account import Role
from domain.approval import AskApproval, GiveApproval, RefuseApproval, State, digest_of
from domain.handling import HANDLING, judge
from domain.identity import HEX, security_of
from domain.kernel import Refused
from domain.security import PasswordSet, SecondFactorRemoved
from ledger.execution import execute, execute_many, state_of
from ledger.port import Receipt, Signature, Stale
from ledger.standing import read
from web.access import givers, is_officer, may_give
from web.acts import ACTS
from web.acts.row import Form
from web.errors import Forbidden, NotFound
from web.forms.opening import open_form
from web.schemas.fields import made
from web.services import Services, services
from web.viewer import viewer


def needs_another(command: object, state: Any = None) -> bool:
    """Whether this act waits for another person, in this office. ``state``: of the record that it is about."""
    return services().settings.four_eyes and bool(_givers(command, state))


def _givers(command: object, state: Any) -> frozenset[Role]:
    return givers(command, state if isinstance(state, account.State) else None, services().today())


def reset_open(of: Services, one: str) -> bool:
    """Whether one person may give this account other proofs: an officer's take two, who require a reset first."""
    if not of.settings.four_eyes or not is_officer(state_of(of.ledger, one), of.today()):
        return True
    since = of.secrets.password_at(one)
    if since is None and not of.secrets.has_subject(one):
        return True  # nobody has signed in with it yet
    done = [entry.position for entry in of.ledger.stream(security_of(one)) if isinstance(entry.event, _RENEWED)]
    asked = [
        entry.position for entry in of.ledger.stream(one) if isinstance(entry.event, account.PasswordResetRequired)
    ]
    return bool(asked) and asked[-1] > max((since or 0, *done))


_RENEWED: Final = (PasswordSet, SecondFactorRemoved)


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


def give(command: GiveApproval, signature: Signature, shaped: Callable[..., Any]) -> tuple[list[Receipt], Any]:
    """Give the approval and carry out what was asked for: both, or neither. Told: the act that was carried out."""
    of = services()
    state: State | None = state_of(of.ledger, command.approval)
    if state is None or state.stage != "asked":
        return [execute(of.ledger, command, signature, of.today())], None
    opened, act = asked_for(state, shaped)
    _require_counterweight(opened, act)
    number = hashlib.sha256(f"{viewer().account} {signature.command_id} carried out".encode()).hexdigest()[:32]
    second = Signature(command_id=number, recorded_by=viewer().account, on_behalf_of=opened.organisation)
    return execute_many(of.ledger, [(command, signature, of.today()), (act, second, of.today())]), act


def asked_for(state: State, shaped: Callable[..., Any]) -> tuple[Form, Any]:
    """The act that was asked for, as the viewer would do it now. Raises where they have no right to, or no reach."""
    asked = state.asked
    act = ACTS.get(asked.act)
    if act is None or digest_of(asked.body) != asked.digest:
        raise NotFound
    values: Mapping[str, Any] = json.loads(asked.body)
    known = {name: value for name, value in values.items() if isinstance(value, str)}
    if act.part in values:
        known[act.part] = str(values[act.part])
    opened = open_form(act, known, giving=True)
    return opened, shaped(opened, values)


def _require_counterweight(form: Form, command: object) -> None:
    """Nobody gives what is about the own account, nor keeps of accounts alone what weakens an officer."""
    if isinstance(command, _OF_ACCOUNTS) and form.stream == viewer().account:
        raise Refused(
            "own_account",
            zh="涉及本人账号的事项，不能由本人会签，请由其他人会签。",
            en="Nobody gives what is about the own account; let somebody else.",
        )
    roles = _givers(command, form.state)
    if roles and viewer().role not in roles:
        raise Refused(
            "four_eyes",
            zh="停用三员账号、收回或改变三员权限，须由系统管理员或安全审计员会签，不能由安全管理员会签。",
            en="Whatever takes a right from an officer is given by a system administrator or an audit officer.",
        )


_OF_ACCOUNTS: Final = (
    account.GrantRole
    | account.WithdrawRole
    | account.SuspendAccount
    | account.ReinstateAccount
    | (account.RequirePasswordReset)
)


def require_right(form: Form, command: object) -> None:
    """Who may not give the act may not refuse it either."""
    if not isinstance(command, GiveApproval | RefuseApproval):
        return
    if not may_give(viewer().role, ACTS[form.state.asked.act].command):
        raise Forbidden
