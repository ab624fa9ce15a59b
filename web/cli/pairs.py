"""Acts that take two people, at the terminal: the first asks and shows who they are, so does the second who gives it.

What is asked for here may be given in the browser, and the other way round. ``zeren approval`` lists, gives, refuses.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import click
import msgspec

from domain.account import OpenAccount, State
from domain.approval import GiveApproval, RefuseApproval
from domain.identity import account_of, is_stream_id
from domain.security import RotateMasterKey
from domain.terms import command_label
from ledger import standing
from ledger.execution import execute
from ledger.port import Signature
from web.access import givers
from web.acts import ACTS
from web.acts.row import Act
from web.asking import asking
from web.bag.scope import reading_as
from web.cli.common import run, told
from web.errors import Forbidden, Misshapen, NotFound
from web.forms import pairs
from web.forms.opening import open_form
from web.forms.performing import carry_on, shaped
from web.ids import new_command_id
from web.registers.approving import open_approvals
from web.schemas.fields import made
from web.secrets import seconds
from web.services import Services
from web.settings import Settings
from web.viewer import Viewer, acting

AT: Final = "terminal"
"""Where attempts at the terminal are counted."""


def done_or_asked(services: Services, command: Any, *, by: str, organisation: str) -> bool:
    """Do the act, or, where it takes two, ask for it: whether it is done. ``by``: sign-in name of who signs."""
    state = standing.look(services.ledger, (command.account,)).state(command.account) if _of_account(command) else None
    if not services.settings.four_eyes or not givers(command, state, services.today()):
        run(services, command, account_of(by), organisation)
        return True
    ask(services, command, by=by)
    return False


def _of_account(command: Any) -> bool:
    return isinstance(getattr(command, "account", None), str)


def ask(services: Services, command: Any, *, by: str) -> None:
    """Ask for an act that takes two: whoever asks shows who they are."""
    act = next(one for one in ACTS.values() if one.command is type(command))
    said = msgspec.to_builtins(command)
    values = {name: said[name] for name in made(act.shape).fields if said.get(name) is not None}
    with _as_proven(services, by) as who:
        opened = open_form(act, _known(act, values))
        signature = Signature(command_id=new_command_id(), recorded_by=who.account, on_behalf_of=opened.organisation)
        receipt = pairs.ask(opened, shaped(opened, values), signature, None)
    if not receipt.entries:
        click.echo("内容与现有记录一致，没有需要登记的变化。There was nothing to add.")
        return
    stream = receipt.entries[0].stream
    click.echo(f"须由另一人会签，已提交 Another person has to give it; asked for: {stream}")
    click.echo(f"  网页 web: {services.settings.url}/approvals/{stream}")
    click.echo(f"  本机 here: zeren approval give {stream} --by NAME")


def _known(act: Act, values: dict[str, Any]) -> dict[str, str]:
    known = {name: value for name, value in values.items() if isinstance(value, str)}
    return known | ({act.part: str(values[act.part])} if act.part in values else {})


@contextmanager
def _as_proven(services: Services, name: str) -> Iterator[Viewer]:
    """Act as this account, whose password and code are asked for; faults as one sentence."""
    from web.app import create_app

    account = account_of(name)
    state = standing.look(services.ledger, (account,)).state(account) if is_stream_id(account, "account") else None
    who = acting(account, state, services.today()) if isinstance(state, State) and state.active else None
    if who is None or not services.secrets.has_password(account):
        raise click.ClickException(
            f"{name}：没有这个账号，或它没有密码；用统一身份认证的，请在网页上办理。"
            "No such account, or none with a password; whoever has single sign-on does it in the browser."
        )
    _prove(services, name, account)
    app = create_app(services=services)
    try:
        with app.test_request_context("/"), reading_as(who):
            yield who
    except NotFound:
        raise click.ClickException("没有找到，或不在该账号的管辖范围内。There is no such thing in reach.") from None
    except Forbidden:
        raise click.ClickException("该账号的角色不能办理。The account’s role does not cover this.") from None
    except Misshapen as error:
        raise click.ClickException("; ".join(f"{one.field}: {one.zh} {one.en}" for one in error.problems)) from error


def _prove(services: Services, name: str, account: str) -> None:
    """Password, and code where there is a second factor; who guesses waits, as in the browser."""
    secrets, now = services.secrets, services.now()
    if wait := secrets.attempt(name, AT, now=now):
        raise click.ClickException(f"请在{seconds(wait)}秒后再试。Try again in {seconds(wait)} seconds.")
    right = secrets.check_password(account, click.prompt(f"{name} 密码 password", hide_input=True))
    if secrets.has_factor(account):
        right &= secrets.check_factor(account, click.prompt(f"{name} 验证码 code"), now=now)
    if not right:
        raise click.ClickException("密码或验证码不正确。The password or the code is wrong.")
    secrets.forgive(name, AT, now=now)


# --- zeren approval -----------------------------------------------------------------------


@click.group()
def approval() -> None:
    """What waits for another person (会签): list it, give it, refuse it."""


_BY = click.option("--by", required=True, metavar="NAME", help="Sign-in name of who decides; asked for the password.")


@approval.command("list")
@_BY
@click.pass_obj
def listing(settings: Settings, by: str) -> None:
    """What waits, as far as this account sees it."""
    with told(), Services(settings).opened() as services:
        services.catch_up()
        with _as_proven(services, by):
            for one in open_approvals():
                asked = one.state.asked
                label = command_label(ACTS[asked.act].command)
                asker, body = asking().name(asked.asked_by), asking().name(asked.organisation)
                lapsed = "  已失效 lapsed" if one.lapsed else ""
                click.echo(f"{one.approval}  {asked.occurred_on}  {label[0]} {label[1]}  {asker}  {body}{lapsed}")


@approval.command("give")
@click.argument("stream")
@_BY
@click.pass_obj
def give(settings: Settings, stream: str, by: str) -> None:
    """Let it happen: it is carried out at once, and both people stand in the ledger."""
    with told(), Services(settings).opened() as services:
        services.catch_up()
        with _as_proven(services, by) as who:
            opened = open_form(ACTS["give_approval"], {"approval": stream})
            command = GiveApproval(approval=stream, given_by=who.account)
            pairs.require_right(opened, command)
            signature = Signature(
                command_id=new_command_id(), recorded_by=who.account, on_behalf_of=opened.organisation
            )
            _, act = pairs.give(command, signature, shaped)
            carry_on(act)
        services.catch_up()
    click.echo("会签同意，已办理。Given and carried out.")
    if isinstance(act, OpenAccount):
        click.echo(f"  发放一次性链接 for its link: zeren account password {act.sign_in_name}")
    if isinstance(act, RotateMasterKey):
        click.echo("  在服务器上执行 now, on the server: zeren keys rotate")


@approval.command("refuse")
@click.argument("stream")
@click.option("--reason", required=True)
@_BY
@click.pass_obj
def refuse(settings: Settings, stream: str, reason: str, by: str) -> None:
    """Do not let it happen."""
    with told(), Services(settings).opened() as services:
        services.catch_up()
        with _as_proven(services, by) as who:
            opened = open_form(ACTS["refuse_approval"], {"approval": stream})
            command = RefuseApproval(approval=stream, reason=reason, refused_by=who.account)
            pairs.require_right(opened, command)
            signature = Signature(
                command_id=new_command_id(), recorded_by=who.account, on_behalf_of=opened.organisation
            )
            execute(services.ledger, command, signature, services.today())
    click.echo("会签不同意，已登记。Refused, and on record.")
