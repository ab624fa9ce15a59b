"""``zeren papers``: the office's own Word templates: ours as a starting point, and a check of theirs."""

from pathlib import Path

import click

from web.cli.common import whole
from web.papers.kinds import COMMON, KINDS, WHOLE
from web.papers.template import check, starting_point, trouble_in
from web.settings import Settings

_KIND = click.Choice(list(KINDS))


@click.group()
def papers() -> None:
    """Word templates of the office's own. KIND is one of: list, yearly, rectification, minutes, result, ..."""


@papers.command()
@click.argument("kind", type=_KIND)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def template(kind: str, file: Path) -> None:
    """Write our layout of KIND with its placeholders to FILE, for the office to change."""
    if file.exists():
        raise click.ClickException(f"{file} exists; nothing was written.")
    with whole(file) as out:
        out.write(starting_point(KINDS[kind]))
    click.echo(f"Written: {file}. Change it in Word, then put it into the templates' folder as {kind}.docx.")


@papers.command()
@click.argument("kind", type=_KIND)
def placeholders(kind: str) -> None:
    """What a template of KIND may name."""
    for names in (COMMON, KINDS[kind].fields, WHOLE):
        for name, (zh, en) in names.items():
            click.echo(f"{{{{{name}}}}}  {zh}  {en}")
    for listed, columns in KINDS[kind].rows.items():
        for name, (zh, en) in columns.items():
            click.echo(f"{{{{{listed}.{name}}}}}  {zh}  {en}")


@papers.command("check")
@click.argument("kind", type=_KIND, required=False)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.pass_obj
def check_command(settings: Settings, kind: str | None, file: Path | None) -> None:
    """Check the templates in the templates' folder, or FILE as a template of KIND."""
    wrong = 0
    if kind and file:
        problems = check(file.read_bytes(), KINDS[kind])
        wrong += _told(file.name, problems)
    else:
        found = 0
        for one in KINDS.values() if kind is None else [KINDS[kind]]:
            present, problems = trouble_in(settings.papers, one)
            found += present
            wrong += _told(f"{one.code}.docx", problems) if present else 0
        click.echo(f"{settings.papers}: {found} template(s), {wrong} broken.")
    if wrong:
        raise SystemExit(1)


def _told(name: str, problems: list[tuple[str, str]]) -> int:
    for zh, en in problems:
        click.echo(f"{name}: {zh} ({en})", err=True)
    if not problems:
        click.echo(f"{name}: ok")
    return bool(problems)
