"""The command ``zeren``: what an office's engineer types. ``zeren --help`` lists it."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from time import sleep
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from domain.account import OpenAccount, RequirePasswordReset, Role
from domain.catalogue import CatalogueError, load_all, parse
from domain.identity import account_of
from domain.organisation import Kind, RegisterOrganisation, Sector
from domain.policy import IssuePolicy
from domain.rule import Document
from domain.security import INSTALLATION, BeginInstallation
from ledger.application import init_ledger
from ledger.codec import UnknownName
from ledger.execution import state_of
from ledger.port import LedgerUnavailable
from ledger.proof.keys import create_signing_key, new_origin, read_signing_key
from ledger.proof.store import create_store
from projections import directory
from projections.engine import ViewsOutdated
from web import checking, sealing
from web import demo as demonstration
from web.cli.backup import backup, restore
from web.cli.common import (
    bar,
    err,
    first_line,
    gunicorn_command,
    organisation_called,
    rebuild_views,
    run,
    told,
    without_password,
)
from web.cli.doctor import doctor
from web.cli.export import export
from web.cli.factors import second_factor, single_sign_on
from web.cli.fsck import fsck
from web.cli.grants import grant, listing, withdraw
from web.cli.keys import keys
from web.cli.noted import note_settings
from web.cli.pairs import approval, ask, done_or_asked
from web.cli.papers import papers
from web.cli.proof import key, key_told, seal, verify_group
from web.cli.remind import remind_all
from web.cli.replay import replay
from web.cli.sheets import sheets
from web.cli.supposing import what_if
from web.cli.witness import witness
from web.follower import Following
from web.forms.pairs import reset_open
from web.ids import new_id
from web.services import LOCAL, Services
from web.settings import Settings, from_environment


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="zeren")
@click.pass_context
def main(context: click.Context) -> None:
    """责任 Zeren: the record of a responsibility system, as events that are never changed.

    Settings come from the environment: ZEREN_DATA (data folder), ZEREN_LEDGER, ZEREN_VIEWS, ZEREN_KEYS,
    ZEREN_SECRETS, ZEREN_MASTER_KEY_FILE. See docs/reference/settings.md.
    """
    try:
        context.obj = from_environment()
    except ValueError as error:
        if context.invoked_subcommand != "doctor":
            raise click.ClickException(first_line(error)) from error
        context.obj = error  # the doctor tells what is wrong with it


# --- installing and serving --------------------------------------------------------------


@main.command()
@click.option(
    "--owner", metavar="URL", help="PostgreSQL only: the owner's URL, who makes tables and the application's role."
)
@click.pass_obj
def init(settings: Settings, owner: str | None) -> None:
    """Create ledger, views, keys and sign-in data where missing. Safe to repeat."""
    with told():
        create(settings, owner or settings.owner or None)
    click.echo(f"Ready: ledger {without_password(settings.ledger)}")
    click.echo(key_told(read_signing_key(settings.log_key_file).verifier))


def create(settings: Settings, owner: str | None = None) -> Services:
    """Everything that must exist before a server starts."""
    settings.data.mkdir(parents=True, exist_ok=True)
    settings.files.mkdir(parents=True, exist_ok=True)
    init_ledger(settings.ledger, keys=settings.keys, master_key_file=settings.master_key_file, owner=owner)
    create_store(settings.proof)
    create_signing_key(settings.log_key_file, settings.log_name or new_origin())
    services = Services(settings)
    services.secrets.create()
    services.views.create()
    return services


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True)
@click.pass_obj
def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve pages and API with gunicorn. Views of an older version are rebuilt first."""
    with told():
        services = Services(settings)
        if services.ledger.head().position == 0:
            raise click.ClickException(
                "The ledger is empty: run `zeren demo`, or `zeren start` for an office of your own."
            )
        if outdated := services.views.outdated():
            rebuild_views(services, outdated, "Views of an older version")
        services.secrets.create()
        services.disclosures.prune()
        note_settings(services)
        _first_links(services)
        services.close()
    click.echo(f"责任 Zeren: http://{host}:{port}/   (Ctrl+C stops)", err=True)
    os.environ["ZEREN_BIND"] = f"{host}:{port}"
    os.environ["ZEREN_WORKERS"] = str(workers)
    command = gunicorn_command()
    os.execv(command[0], command)  # noqa: S606  # our own program


@main.command()
@click.option("--if-empty", is_flag=True, help="Do nothing where the ledger already holds entries.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the story (default: yesterday).")
@click.option("--seed", default=demonstration.SEED, show_default=True)
@click.pass_obj
def demo(settings: Settings, if_empty: bool, until: datetime | None, seed: int) -> None:
    """Load the fictional demonstration district and print its sign-in names."""
    with told():
        services = create(settings, settings.owner or None)
        if services.ledger.head().position == 0:
            last = until.date() if until else services.today() - timedelta(days=1)
            load_demonstration(settings, services, last, seed)
        elif not if_empty:
            raise click.ClickException(
                "The ledger already holds entries; the demonstration needs an empty one (set ZEREN_DATA)."
            )
    if services.secrets.has_password(account_of("clerk")):
        _print_accounts()


def load_demonstration(settings: Settings, services: Services, last: date, seed: int = demonstration.SEED) -> None:
    """Enter the story on its simulated clock, give the accounts their password, bring the views up to date."""
    clock = demonstration.SimulatedClock()
    with bar("Demonstration district") as step, Services(settings, clock=clock).opened() as simulated:
        demonstration.load(simulated.ledger, clock, until=last, seed=seed, progress=step)
    accounts = [account_of(name) for name, *_ in demonstration.ACCOUNTS]
    services.secrets.set_passwords(accounts, demonstration.PASSWORD, now=services.now())
    rebuild_views(services, (), "Views")


def _print_accounts() -> None:
    click.echo("\n登录名 Sign-in names (密码 password: " + demonstration.PASSWORD + ")")
    for name, _, organisation, zh, en in demonstration.ACCOUNTS:
        click.echo(f"  {name:<20} {zh}（{organisation}）  {en}")
    click.echo("")


@main.command()
@click.option("--name", required=True, help="Name of the root organisation, e.g. 中共某某区委.")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in Kind]), default=Kind.DISTRICT_COMMITTEE.value, show_default=True
)
@click.option(
    "--administrator", default="administrator", show_default=True, help="Sign-in name of the security administrator."
)
@click.option("--system-administrator", default="system-administrator", show_default=True, help="Likewise.")
@click.option("--audit-officer", default="audit-officer", show_default=True, help="Likewise; three people.")
@click.option(
    "--supervisor", default="supervisor", show_default=True, help="Sign-in name of the organisation department."
)
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Day from which the organisation existed (default: today)."
)
@click.pass_obj
def start(
    settings: Settings,
    name: str,
    kind: str,
    administrator: str,
    system_administrator: str,
    audit_officer: str,
    supervisor: str,
    since: datetime | None,
) -> None:
    """Begin an office's own ledger: root organisation, the three officers, the organisation department."""
    with told():
        services = create(settings, settings.owner or None)
        if services.ledger.head().position:
            raise click.ClickException("The ledger already holds entries.")
        root, today = new_id("organisation"), services.today()
        first = account_of(administrator)
        run(
            services,
            RegisterOrganisation(
                organisation=root,
                name=name,
                kind=Kind(kind),
                sector=Sector.NONE,
                parent=None,
                occurred_on=since.date() if since else today,
            ),
            first,
            root,
        )
        for sign_in_name, role in (
            (administrator, Role.SECURITY_ADMINISTRATOR),
            (system_administrator, Role.SYSTEM_ADMINISTRATOR),
            (audit_officer, Role.AUDIT_OFFICER),
            (supervisor, Role.SUPERVISOR),
        ):
            open_account(services, sign_in_name, role, root, by=administrator, alone=True)
        officers = tuple(account_of(one) for one in (administrator, system_administrator, audit_officer))
        begun = BeginInstallation(security=INSTALLATION, organisation=root, officers=officers)
        run(services, begun, first, root)
        services.catch_up()


@main.group()
def account() -> None:
    """Accounts."""


@account.command("open")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--organisation", required=True, help="Name or id of the organisation whose subtree it may work in.")
@click.option(
    "--by",
    default="administrator",
    show_default=True,
    help="Sign-in name of the administrator who opens it; asked for the password where it takes two people.",
)
@click.pass_obj
def account_open(settings: Settings, name: str, role: str, organisation: str, by: str) -> None:
    """Open an account and print a one-time link under which its password is set."""
    with told(), Services(settings).opened() as services:
        open_account(services, name, Role(role), organisation_called(services, organisation), by=by)


@account.command("password")
@click.argument("name")
@click.option("--by", default="administrator", show_default=True, help="Sign-in name of who gives it.")
@click.pass_obj
def account_password(settings: Settings, name: str, by: str) -> None:
    """Print a one-time link under which the person sets a new password; good for 24 hours. Sign-ins so far end."""
    with told(), Services(settings).opened() as services:
        own = account_of(name)
        state = state_of(services.ledger, own)
        if state is None:
            raise click.ClickException(f"No account {name}.")
        reset = RequirePasswordReset(account=own, reason="发放一次性链接，由本人设置密码")
        if not reset_open(services, own):
            ask(services, reset, by=by)
            return
        run(services, reset, account_of(by), state.organisation)
        services.secrets.close_sessions(own)
        _give_password(services, name)


for _command in (grant, withdraw, listing, second_factor, single_sign_on):
    account.add_command(_command)


def open_account(services: Services, name: str, role: Role, organisation: str, *, by: str, alone: bool = False) -> None:
    """Record the account and give a link under which its password is set; an officer's takes two but at the start."""
    command = OpenAccount(
        account=account_of(name),
        sign_in_name=name,
        organisation=organisation,
        role=role,
        occurred_on=services.today(),
    )
    if alone:
        run(services, command, account_of(by), organisation)
    elif not done_or_asked(services, command, by=by, organisation=organisation):
        return
    _give_password(services, name)


def _give_password(services: Services, name: str) -> None:
    token = services.secrets.make_link(account_of(name), now=services.now())
    click.echo(f"{name}: {services.settings.url}/first-password/{token}")


def _first_links(services: Services) -> None:
    """Where nobody has set a password yet, nobody can sign in to hand out links: whoever starts the server is told."""
    if services.secrets.any_password():
        return
    with services.reading() as reading:
        found = [one.sign_in_name for one in directory.accounts(reading) if one.active]
    if not sys.stdout.isatty():  # what is printed goes into a log, where a link does not belong
        click.echo(
            f"还没有人设置密码 Nobody has set a password: zeren account password {found[0] if found else 'NAME'}"
        )
        return
    click.echo("\n一次性链接，24小时内有效，由本人设置密码 One-time links, good for 24 hours, to set a password:")
    for name in found:
        _give_password(services, name)
    click.echo("")


# --- views -------------------------------------------------------------------------------


@main.command()
@click.argument("views", nargs=-1)
@click.option("--verify", is_flag=True, help="Change nothing: compare the live views with a rebuild, digest by digest.")
@click.pass_obj
def rebuild(settings: Settings, views: tuple[str, ...], verify: bool) -> None:
    """Rebuild VIEWS (default: all) from the ledger, beside the live ones, and swap.

    With --verify, exit code 0: as rebuilt; 1: not.
    """
    with told(), Services(settings).opened() as services:
        if unknown := set(views) - set(services.views.names):
            known = ", ".join(services.views.names)
            raise click.ClickException(f"There is no view {', '.join(sorted(unknown))}; there are {known}.")
        if not verify:
            rebuild_views(services, views, "Rebuilding")
            return
        with bar("Rebuilding beside") as step:
            found = services.compared_views(views, progress=step)
    click.echo(f"截至第{found.position}条记录 as of entry {found.position}")
    for view, (standing, rebuilt) in found.digests.items():
        said = standing if standing == rebuilt else f"{standing} ≠ {rebuilt}"
        click.echo(f"{'✓' if standing == rebuilt else '✗'} {view:<16} {said}")
    for one in found.differences:
        click.echo("✗ " + " ".join(checking.difference_told(one)))
    sys.exit(1 if found.differences else 0)


@main.command()
@click.option("--every", default=1.0, show_default=True, help="Seconds between two looks at the log.")
@click.pass_obj
def follow(settings: Settings, every: float) -> None:
    """Keep the views up to date, and seal at the interval, until stopped: for installations with many readers."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # what is under way is let go in order, as with Ctrl-C
    with Services(settings).opened() as services, closing(Following(settings.data)) as following:
        while True:
            applied = 0
            try:
                # First, and whatever the views say: sealing reads rows, and needs to understand none of them.
                sealing.at_interval(services)
                applied = services.catch_up()
                following.looked(services.now(), applied=applied)
            except (LedgerUnavailable, DBAPIError) as error:
                said = first_line(error)
                err.print(f"{datetime.now(LOCAL):%H:%M:%S} database unavailable, trying again: {said}", style="yellow")
                following.failed(services.now())
            except (UnknownName, ViewsOutdated) as error:
                said = "another version of the program is at work here, waiting for it to go on or for a rebuild"
                err.print(f"{datetime.now(LOCAL):%H:%M:%S} {said}: {first_line(error)}", style="yellow")
                following.failed(services.now())
            if not applied:
                sleep(every)


# --- catalogue, scenarios ------------------------------------------------------------------


@main.group()
def catalogue() -> None:
    """Regulations as data."""


@catalogue.command("check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def catalogue_check(files: tuple[Path, ...]) -> None:
    """Check FILES (default: those that come with Zeren); every mistake is named by file, clause and field."""
    wrong = 0
    sources: list[tuple[str, Callable[[], Any]]] = [(str(file), partial(_parse_file, file)) for file in files] or [
        ("catalogue", load_all)
    ]
    for source, read in sources:
        try:
            found = read()
        except CatalogueError as error:
            wrong += len(error.problems)
            for problem in error.problems:
                click.echo(
                    f"{problem.file}: {problem.clause or '-'}: {problem.field or '-'}: {problem.zh} / {problem.en}"
                )
        else:
            documents = [document for _, document in found.values()] if isinstance(found, dict) else [found]
            for document in documents:
                click.echo(f"{source}: {document.code}: {len(document.clauses)} clauses, no mistakes")
    if wrong:
        raise click.ClickException(f"{wrong} mistakes")


@catalogue.command("coverage")
@click.option("--gaps", is_flag=True, help="Only clauses that are not in order.")
@click.option(
    "--scenarios",
    "folder",
    type=click.Path(exists=True, path_type=Path),
    default=Path("docs/scenarios"),
    show_default=True,
    help="Scenario files to hold them against.",
)
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def catalogue_coverage(files: tuple[Path, ...], folder: Path, gaps: bool) -> None:
    """Clause by clause: its rule, what can satisfy it, which scenarios exercise it; exit code 1 if any is lacking."""
    from web.coverage import coverage, summary

    documents = [_parse_file(file) for file in files] or [document for _, document in load_all().values()]
    rows = coverage(documents, folder)
    for row in rows:
        if row.gap or not gaps:
            click.echo(row.line())
    click.echo(summary(rows))
    if any(row.gap for row in rows):
        raise click.ClickException("the catalogue is not covered")


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def scenarios(paths: tuple[Path, ...]) -> None:
    """Run scenario files or folders: one line a case, a readable difference on failure."""
    from web.scenarios import run

    results = [result for path in paths for result in run(path)]
    failed = [result for result in results if not result.ok]
    for result in results:
        click.echo(result.line())
    click.echo(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    if failed or not results:
        sys.exit(1)


@main.command()
@click.option("--write", is_flag=True, help="Write them; otherwise only say which differ (exit code 1).")
def reference(write: bool) -> None:
    """Reference pages under docs/reference that follow from the code."""
    from web.reference import FOLDER, pages

    stale = [name for name, text in pages().items() if not _reads(FOLDER / name, text)]
    for name in stale:
        if write:
            (FOLDER / name).write_text(pages()[name], encoding="utf-8")
        click.echo(f"{FOLDER / name}: {'written' if write else 'differs from the code'}")
    if stale and not write:
        sys.exit(1)


def _parse_file(file: Path) -> Document:
    return parse(file.read_text(encoding="utf-8"), file.name)


def _reads(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


@main.group()
def policy() -> None:
    """Regulations in force."""


@policy.command("issue")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--binds", multiple=True, required=True, help="Name or id of an organisation; with all below it. May be repeated."
)
@click.option("--effective", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--by", default="supervisor", show_default=True, help="Sign-in name of who records it.")
@click.pass_obj
def policy_issue(settings: Settings, file: Path, binds: tuple[str, ...], effective: datetime, by: str) -> None:
    """Put a catalogue file into force."""
    with told():
        text = file.read_text(encoding="utf-8")
        document = parse(text, file.name)
        services = Services(settings)
        roots = tuple(organisation_called(services, name) for name in binds)
        run(
            services,
            IssuePolicy(
                policy=new_id("policy"),
                document=document.code,
                binds=roots,
                effective_on=effective.date(),
                catalogue=text,
            ),
            account_of(by),
            roots[0],
        )
    click.echo(f"{document.code}: in force from {effective.date()} for {', '.join(binds)}")


main.add_command(backup)
main.add_command(restore)
main.add_command(replay)
main.add_command(remind_all)
main.add_command(fsck)
main.add_command(doctor)
main.add_command(what_if)
main.add_command(witness)
main.add_command(keys)
main.add_command(approval)
main.add_command(seal)
main.add_command(key)
main.add_command(verify_group)
main.add_command(export)
main.add_command(sheets)
main.add_command(papers)
main.add_command(sheets)

if __name__ == "__main__":
    main()
