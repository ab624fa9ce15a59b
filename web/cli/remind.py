"""``zeren remind``: tell everybody what they asked to be reminded of; for cron, once a working day."""

from datetime import datetime
from typing import Final

import click

from web.app import create_app
from web.cli.common import told
from web.reminding.channels import channels
from web.reminding.sending import Came, Outcome, remind
from web.services import Services
from web.settings import Settings

_CAME: Final = {
    Came.SENT: "已发送 sent",
    Came.WOULD: "将发送 would be sent",
    Came.FAILED: "未发出，下次再发 not sent, tried again next time",
    Came.UNSURE: "不能确定是否发出，不再重发 may have gone out, not sent again",
    Came.TAKEN: "另一进程正在发送 another run is at it",
}


@click.command("remind")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="As if it were this day.")
@click.option("--dry-run", is_flag=True, help="Say who would be told of how many things; send and note nothing.")
@click.pass_obj
def remind_all(settings: Settings, today: datetime | None, dry_run: bool) -> None:
    """Send the reminders of the day: by mail and to groups, to whoever asked for it, each thing once.

    Exit code 0: all went out, or there was nothing to tell; 1: something did not.
    """
    with told(), Services(settings).opened() as services:
        found = channels(settings.reminders_file)
        services.secrets.create()
        app = create_app(services=services)
        day = today.date() if today else services.today()
        run = remind(app, services, found, today=day, dry_run=dry_run)
    if run.unsure:
        click.echo(
            f"此前有{run.unsure}项不能确定是否发出。 {run.unsure} things of before may or may not have gone out."
        )
    if not run.working:
        click.echo(f"{day}不是工作日，不发送。 {day} is no working day: nothing is sent.")
    elif not run.outcomes:
        click.echo("没有需要提醒的。 Nothing to tell.")
    for one in run.outcomes:
        click.echo(_said(one))
    if not run.well:
        raise SystemExit(1)


def _said(one: Outcome) -> str:
    channel, _, name = one.recipient.partition(":")
    who = f"邮件 mail {name.removeprefix('account-')}" if channel == "mail" else f"群 robot {name}"
    return f"{who}: {one.number}项, {_CAME[one.came]}{f' ({one.why})' if one.why else ''}"
