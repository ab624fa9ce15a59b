"""``zeren account grant``, ``withdraw`` and ``list``: what accounts may do, where, on which days."""

from datetime import date, datetime
from typing import Any

import click

from domain.account import GrantRole, Role, WithdrawRole
from domain.identity import account_of, is_stream_id
from domain.terms import code_label
from ledger import standing
from projections import directory
from web.cli.common import organisation_called, told
from web.cli.pairs import done_or_asked
from web.services import Services
from web.settings import Settings

_DAY = click.DateTime(["%Y-%m-%d"])
_BY = click.option(
    "--by",
    default="administrator",
    show_default=True,
    help="Sign-in name of who signs; asked for the password where it takes two people.",
)


@click.command("grant")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--organisation", required=True, help="Name or id of the organisation in whose subtree it holds.")
@click.option("--from", "first", type=_DAY, help="First day (default: today).")
@click.option("--to", "last", type=_DAY, help="Last day (default: until it is withdrawn).")
@click.option("--beside", is_flag=True, help="Beside what the account has; otherwise in place of it.")
@click.option("--reason", required=True)
@_BY
@click.pass_obj
def grant(
    settings: Settings,
    name: str,
    role: str,
    organisation: str,
    first: datetime | None,
    last: datetime | None,
    beside: bool,
    reason: str,
    by: str,
) -> None:
    """Grant an account a role in an organisation's subtree."""
    with told(), Services(settings).opened() as services:
        body, state = organisation_called(services, organisation), _state(services, name)
        with services.reading() as reading:
            others = directory.accounts_of(reading, state.person) if state.person else ()
        command = GrantRole(
            account=account_of(name),
            organisation=body,
            role=Role(role),
            reason=reason,
            first=_day(first),
            last=_day(last),
            replaces=not beside,
            others=tuple(one for one in others if one != account_of(name)),
        )
        if done_or_asked(services, command, by=by, organisation=body):
            _tell(services, name)


@click.command("withdraw")
@click.argument("name")
@click.argument("number", type=int)
@click.option("--reason", required=True)
@_BY
@click.pass_obj
def withdraw(settings: Settings, name: str, number: int, reason: str, by: str) -> None:
    """Withdraw the grant of this NUMBER (`zeren account list` tells it)."""
    with told(), Services(settings).opened() as services:
        state = _state(services, name)
        body = next((one.organisation for one in state.grants if one.number == number), state.organisation)
        command = WithdrawRole(account=account_of(name), grant=number, reason=reason)
        if done_or_asked(services, command, by=by, organisation=body):
            _tell(services, name)


@click.command("list")
@click.pass_obj
def listing(settings: Settings) -> None:
    """Accounts, and what is granted to them."""
    with told(), Services(settings).opened() as services:
        services.catch_up()
        with services.reading() as reading:
            names = [one.sign_in_name for one in directory.accounts(reading)]
        for name in names:
            _tell(services, name)


def _state(services: Services, name: str) -> Any:
    account = account_of(name) if is_stream_id(f"account-{name}", "account") else ""
    state = standing.look(services.ledger, (account,)).state(account) if account else None
    if state is None:
        raise click.ClickException(f"No account {name}.")
    return state


def _tell(services: Services, name: str) -> None:
    state, today = _state(services, name), services.today()
    click.echo(f"{name}{'' if state.active else '  停用 suspended'}")
    bodies = [one.organisation for one in state.grants]
    services.catch_up()
    with services.reading() as reading:
        names = directory.names(reading, bodies, today)
    for one in state.grants:
        zh, en = code_label(one.role)
        stands = "有效 in force" if one.covers(today) else "已终止 ended" if one.over(today) else "尚未生效 not yet"
        days = f"{one.first or ''}—{one.last or ''}"
        click.echo(f"  {one.number:>3}  {zh} {en}  {names.get(one.organisation, one.organisation)}  {days}  {stands}")


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
