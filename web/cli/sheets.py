"""``zeren sheets``: templates, records in their shape, and imports of any length."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from domain.account import Role
from domain.identity import account_of
from ledger import standing
from projections import directory
from web import sealing
from web.asking import asking
from web.bag.scope import reading_as
from web.cli.common import bar, organisation_called, told, whole
from web.errors import Answer, Forbidden, NotFound, answer_to
from web.services import Services
from web.settings import Settings
from web.sheets import mapping as mappings
from web.sheets import running
from web.sheets.columns import TEMPLATES
from web.sheets.jobs import Job, Jobs
from web.sheets.reading import Unreadable, opened
from web.sheets.report import write_report
from web.sheets.template import write_records, write_template
from web.viewer import Viewer, acting, hinted

_KIND = click.Choice(list(TEMPLATES))
_FILE = click.Path(dir_okay=False, path_type=Path)
SHOWN = 100


@click.group()
def sheets() -> None:
    """Excel: templates, records in their shape, imports."""


@contextmanager
def _as(settings: Settings, name: str | None, *, grant: int = 0) -> Iterator[tuple[Services, Viewer]]:
    """As this account sees things; nobody named: as an auditor of everything."""
    from web.app import create_app

    with told(), Services(settings).opened() as services:
        app = create_app(services=services)
        services.catch_up()
        with app.test_request_context("/"):
            who = _account(services, name, grant) if name else _everything(services)
            try:
                with reading_as(who):
                    yield services, who
            except Unreadable as error:
                raise click.ClickException(f"{error.zh} {error.en}") from error
            except (Forbidden, NotFound) as error:
                answer: Answer = answer_to(error)
                raise click.ClickException(f"{answer.zh} {answer.en}") from error


def _account(services: Services, name: str, grant: int) -> Viewer:
    account = account_of(name)
    state = standing.look(services.ledger, [account]).state(account)
    who = None if state is None else acting(account, state, services.today(), hint=hinted(account, grant))
    if who is None:
        raise click.ClickException(f"No account {name} that may act today.")
    return who


def _everything(services: Services) -> Viewer:
    with services.reading() as reading:
        roots = directory.tree(reading, services.today()).roots()
    if not roots:
        raise click.ClickException("There is no organisation on record.")
    return Viewer(account="account-sheets", sign_in_name="", role=Role.AUDITOR, organisation=roots[0].id, person=None)


@sheets.command("template")
@click.argument("kind", type=_KIND)
@click.argument("file", type=_FILE)
@click.option("--as", "account", metavar="NAME", help="Sign-in name: lists hold what this account may name.")
@click.pass_obj
def template(settings: Settings, kind: str, file: Path, account: str | None) -> None:
    """Write the empty template of KIND to FILE."""
    with _as(settings, account), whole(file) as out:
        write_template(TEMPLATES[kind], out)
    click.echo(f"{file}")


@sheets.command("export")
@click.argument("kind", type=_KIND)
@click.argument("file", type=_FILE)
@click.option("--as", "account", metavar="NAME", required=True, help="Sign-in name: what this account may correct.")
@click.option("--organisation", help="Name or id; with all below it. Default: the account's own.")
@click.pass_obj
def export(settings: Settings, kind: str, file: Path, account: str, organisation: str | None) -> None:
    """Write records of KIND to FILE in the shape of the template: to be changed and imported again."""
    with _as(settings, account) as (services, who):
        root = organisation_called(services, organisation) if organisation else who.organisation
        bodies = asking().tree().ids(asking().require(root))
        with whole(file) as out:
            count = write_records(TEMPLATES[kind], bodies, out)
    click.echo(f"{file}: {count}")


@sheets.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "account", metavar="NAME", required=True, help="Sign-in name under which it is recorded.")
@click.option("--dry-run", is_flag=True, help="Look at it and store nothing.")
@click.option(
    "--corrections", metavar="REASON", default="", help="Changed rows correct their records, for this reason."
)
@click.option("--columns", "kind", type=_KIND, help="An own sheet, read by the columns kept for its shape.")
@click.option("--report", type=_FILE, help="Where the workbook goes in which what is wrong is marked.")
@click.pass_obj
def import_(
    settings: Settings,
    file: Path,
    account: str,
    dry_run: bool,
    corrections: str,
    kind: str | None,
    report: Path | None,
) -> None:
    """Look at FILE, then record it; stopped halfway, the same command goes on. Exit code 1: something to put right."""
    with _as(settings, account) as (services, _):
        jobs = Jobs(services)
        with file.open("rb") as source:
            job = jobs.take(source, file.name)
        job.reason = corrections
        try:
            clean = _import(services, jobs, job, kind, report, dry_run=dry_run)
        finally:
            jobs.drop(job)
    sys.exit(0 if clean else 1)


def _import(services: Services, jobs: Jobs, job: Job, kind: str | None, report: Path | None, *, dry_run: bool) -> bool:
    if kind is not None:
        _by_columns(services, jobs, job, kind)
    with bar("检查 Looking at it") as step:
        running.check(services, job, step)
    if job.state == "mapping":
        raise click.ClickException(
            "没有一张工作表是模板：请在页面上设置列对应，再用 --columns 导入。"
            " No sheet follows a template: tell its columns on the page once, then use --columns."
        )
    if job.findings:
        _tell(services, jobs, job, report)
        return False
    click.echo(f"{job.records} 条：新登记 {job.new}，更正 {job.corrections}，已登记过 {job.repeats}", nl=False)
    click.echo(f"  {job.records} records: {job.new} new, {job.corrections} corrections, {job.repeats} on record")
    if dry_run:
        return True
    with bar("登记 Recording") as step:
        running.run(services, job, step)
    sealing.at_interval(services)
    click.echo(f"已登记 {job.recorded} 条。 {job.recorded} recorded.")
    if job.state != "done":
        _tell(services, jobs, job, None)
    return job.state == "done"


def _by_columns(services: Services, jobs: Jobs, job: Job, kind: str) -> None:
    """The mapping that was kept for a sheet of this shape."""
    with opened(jobs.path(job), limit=services.settings.upload_limit) as book:
        for leaf in book.leaves:
            heads = None if leaf.hidden else mappings.heads(book, leaf.title)
            kept = mappings.kept(jobs.root, job.organisation, heads.shape) if heads else None
            if heads is not None and kept is not None and kept.template == kind:
                job.mapping = {**kept.told(), "sheet": leaf.title}
                return
    raise click.ClickException(
        "没有保存过这种表格的列对应，请先在页面上设置。 No columns are kept for a sheet of this shape."
    )


def _tell(services: Services, jobs: Jobs, job: Job, report: Path | None) -> None:
    findings = jobs.findings(job)
    for one in findings[:SHOWN]:
        click.echo(f"{one.where[0]}：{one.zh}")
    if job.findings > SHOWN:
        click.echo(f"…… 共 {job.findings} 处 in all")
    click.echo(f"有 {job.findings} 处需要更正。 {job.findings} things to put right.")
    if report is not None:
        with opened(jobs.path(job), limit=services.settings.upload_limit) as book, whole(report) as out:
            write_report(book, job.sheets, findings, out)
        click.echo(str(report))


@sheets.command("work", hidden=True)
@click.argument("number")
@click.pass_obj
def work(settings: Settings, number: str) -> None:
    """Go on with an import that was begun on the page."""
    job = Jobs(Services(settings)).named(number)
    with _as(settings, job.account.removeprefix("account-"), grant=job.grant) as (services, _):
        jobs = Jobs(services)
        with jobs.alone(job) as alone:
            if not alone:
                return
            try:
                (running.check if job.state == "checking" else running.run)(services, job)
            except Unreadable as error:
                jobs.failed(job, error)
            sealing.at_interval(services)
