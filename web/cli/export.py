"""``zeren export bag``: what an auditor or archive takes away."""

from datetime import date, datetime
from pathlib import Path

import click

from domain.identity import account_of, is_stream_id, security_of
from domain.security import PROGRAM, HandOutBag
from ledger import standing
from ledger.proof.sealing import HistoryChanged, NotSealed
from projections import directory
from web.bag.making import Made, make
from web.bag.scope import Scope, choose, reading_as, receiver
from web.cli.common import bar, organisation_called, run, told
from web.cli.replay import place_of
from web.errors import Forbidden, NotFound
from web.services import Services
from web.settings import Settings
from web.viewer import Viewer, acting

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def export() -> None:
    """Hand out what is on record, to be checked without Zeren."""


@export.command("bag")
@click.argument("directory_", metavar="DIRECTORY", type=click.Path(path_type=Path))
@click.option("--organisation", help="Name or id; with all below it. Default: the topmost, or that of --as.")
@click.option("--from", "first", type=_DAY, help="First day of recording (Beijing time).")
@click.option("--to", "last", type=_DAY, help="Last day of recording.")
@click.option("--record", "records", multiple=True, metavar="STREAM", help="These records only. May be repeated.")
@click.option("--decision", metavar="STREAM", default="", help="One decision, what it rests on, and the files for it.")
@click.option("--until", help="Last log position; or a moment: 2025-06-30 (its end), 2025-06-30T17:00.")
@click.option(
    "--as", "account", metavar="NAME", help="Sign-in name of the receiver: no more than this account may see."
)
@click.pass_obj
def export_bag(
    settings: Settings,
    directory_: Path,
    organisation: str | None,
    first: datetime | None,
    last: datetime | None,
    records: tuple[str, ...],
    decision: str,
    until: str | None,
    account: str | None,
) -> None:
    """Write an evidence bag 证据包 to DIRECTORY: entries, proofs, keys, files, report, and two verifiers."""
    from web.app import create_app

    if decision and records:
        raise click.UsageError("Either --decision or --record.")
    with told(), Services(settings).opened() as services:
        app = create_app(services=services)
        services.catch_up()
        try:
            with app.test_request_context("/"):
                who = _account(services, account) if account else None
                root = organisation_called(services, organisation) if organisation else _topmost(services, who)
                scope = Scope(
                    organisation=root,
                    records=records,
                    decision=decision,
                    first=_day(first),
                    last=_day(last),
                    until=None if until is None else place_of(services.ledger, until)[0],
                )
                with reading_as(receiver(root, who)), bar("Evidence bag") as step:
                    made = make(choose(scope), directory_, progress=step)
                _note(services, root, decision, who, made)
        except NotFound:
            raise click.ClickException("没有找到，或超出接收方的查看范围。There is no such thing in reach.") from None
        except Forbidden:
            raise click.ClickException("这个账号不能查看业务记录。This account reads no records.") from None
        except NotSealed as error:
            raise click.ClickException(f"无法封存。Not sealed: {error}") from error
        except HistoryChanged as error:
            raise click.ClickException(
                f"台账与已签名的不一致（第{error.position}条），没有打包；请运行 zeren fsck。 "
                f"The ledger is not what was signed: {error}. Nothing was packed; run zeren fsck."
            ) from error
        except OSError as error:
            raise click.ClickException(f"无法写入，没有留下任何内容。Nothing was written: {error}") from error
    for sha256 in made.missing:
        click.echo(f"佐证材料缺失或损坏 Evidence file missing or damaged: {sha256}", err=True)
    click.echo(f"{directory_}: {made.entries} entries, {made.files} files, checkpoint {made.size}")
    click.echo(f"{made.log.name}  {made.log.fingerprint}")


def _note(services: Services, root: str, decision: str, who: Viewer | None, made: Made) -> None:
    """That it was handed out, and to whom: an account, or whoever stands at the server."""
    account = PROGRAM if who is None else who.account
    handed = HandOutBag(
        security=security_of(account),
        organisation=root,
        account=account,
        root=root,
        decision=decision,
        entries=made.entries,
        files=made.files,
        checkpoint=made.size,
    )
    run(services, handed, account, root)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _account(services: Services, name: str) -> Viewer:
    account = account_of(name)
    state = standing.look(services.ledger, (account,)).state(account) if is_stream_id(account, "account") else None
    who = None if state is None or not state.active else acting(account, state, services.today())
    if who is None:
        raise click.ClickException(f"There is no active account {name}.")
    return who


def _topmost(services: Services, who: Viewer | None) -> str:
    if who is not None:
        return who.organisation
    with services.reading() as reading:
        tree = directory.tree(reading, services.today())
    roots = tree.roots()
    if not roots:
        raise click.ClickException("There is no organisation on record.")
    return max(roots, key=lambda one: len(tree.ids(one.id))).id
