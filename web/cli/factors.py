"""``zeren account``: device and recovery codes both lost; another identity at the office's provider."""

import click

from domain.account import RequirePasswordReset
from domain.identity import account_of, security_of
from domain.security import RemoveSecondFactor
from ledger import standing
from web.cli.common import run, told
from web.cli.pairs import ask
from web.forms.pairs import reset_open
from web.services import Services
from web.settings import Settings


@click.command("second-factor")
@click.argument("name")
@click.option("--remove", is_flag=True, help="Take it off. The password must be set anew, and every sign-in ends.")
@click.option("--by", default="administrator", show_default=True, help="Sign-in name of who takes it off.")
@click.pass_obj
def second_factor(settings: Settings, name: str, remove: bool, by: str) -> None:
    """Say whether an account has a second factor, or take it off where device and recovery codes are lost."""
    with told(), Services(settings).opened() as services:
        account = account_of(name)
        state = standing.look(services.ledger, (account,)).state(account)
        if state is None:
            raise click.ClickException(f"No account {name}.")
        if not services.secrets.has_factor(account):
            click.echo(f"{name}: 没有启用二次验证 no second factor")
            return
        if not remove:
            left = services.secrets.recovery_left(account)
            click.echo(f"{name}: 已启用二次验证，剩余恢复码{left}个 second factor in use, recovery codes left: {left}")
            return
        reason = "停用二次验证（设备和恢复码遗失），须重新设置密码"
        reset = RequirePasswordReset(account=account, reason=reason)
        if not reset_open(services, account):
            ask(services, reset, by=by)
            return
        run(services, reset, account_of(by), state.organisation)
        gone = RemoveSecondFactor(security=security_of(account), organisation=state.organisation, account=account)
        run(services, gone, account_of(by), state.organisation)
        services.secrets.drop_factor(account)
        services.secrets.close_sessions(account)
        link = services.secrets.make_link(account, now=services.now())
    click.echo(f"{name}: {settings.url}/first-password/{link}")


@click.command("single-sign-on")
@click.argument("name")
@click.option("--forget", is_flag=True, required=True, help="Bind the account to the next identity that comes.")
@click.option("--by", default="administrator", show_default=True, help="Sign-in name of who asks for it.")
@click.pass_obj
def single_sign_on(settings: Settings, name: str, forget: bool, by: str) -> None:
    """Let the account belong to another identity at the office's identity provider; its sign-ins end."""
    assert forget, "an option that must be given: a slip of the hand should change nothing"
    with told(), Services(settings).opened() as services:
        account = account_of(name)
        state = standing.look(services.ledger, (account,)).state(account)
        if state is None:
            raise click.ClickException(f"No account {name}.")
        reset = RequirePasswordReset(account=account, reason="解除与统一身份认证的绑定")
        if not reset_open(services, account):
            ask(services, reset, by=by)
            return
        run(services, reset, account_of(by), state.organisation)
        services.secrets.forget_subject(account)
        services.secrets.close_sessions(account)
    click.echo(f"{name}: 下次统一身份认证登录时重新绑定 bound anew at the next single sign-on")
