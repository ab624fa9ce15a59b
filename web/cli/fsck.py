"""``zeren fsck``: is the record what was recorded?"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import click

from ledger.port import LedgerUnavailable
from ledger.proof.keys import LogKeyProblem, read_signing_key
from ledger.proof.note import NoteMalformed, parse_verifier
from web import checking
from web.checking import Checked
from web.cli.common import bar, first_line
from web.services import Services
from web.settings import Settings

COULD_NOT: Final = 2
"""Exit code: nothing was checked."""

_TITLES: Final = {
    "tree": "校验树 Tree",
    "rows": "记录 Entries",
    "files": "佐证文件 Files",
    "views": "视图 Views",
}

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--quick", is_flag=True, help="Rows, tree and checkpoints only: no bodies, files, keys or views.")
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=_FILE,
    help="A checkpoint kept elsewhere. May be repeated.",
)
@click.option("--receipt", "receipts", multiple=True, type=_FILE, help="A receipt handed out. May be repeated.")
@click.option("--key", "key_text", metavar="VKEY", help="The log's public key (default: of the key file).")
@click.option("--no-views", is_flag=True, help="Do not compare the views with a rebuild.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.pass_obj
def fsck(
    settings: Settings,
    quick: bool,
    checkpoints: tuple[Path, ...],
    receipts: tuple[Path, ...],
    key_text: str | None,
    no_views: bool,
    as_json: bool,
) -> None:
    """Check the whole record; name the first bad position and what was done there.

    Exit code 0: in order; 1: something was found; 2: it could not be checked.
    """
    try:
        key = parse_verifier(key_text.strip()) if key_text else read_signing_key(settings.log_key_file).verifier
        brought = checking.outside(key, checkpoints, receipts)
        with Services(settings).opened() as services, _stages() as progress:
            checked = checking.run(services, key, brought, quick=quick, views=not no_views, progress=progress)
    except LedgerUnavailable as error:
        _could_not(f"数据库不可用。The database is not available: {first_line(error)}")
    except (LogKeyProblem, NoteMalformed) as error:
        _could_not(f"没有可用的公钥（可用 --key 指定）。No public key; --key may name it: {first_line(error)}")
    except OSError as error:
        _could_not(f"{error.filename}: {error.strerror}")
    else:
        click.echo(json.dumps(plain(checked), ensure_ascii=False, indent=2) if as_json else told(checked))
        sys.exit(checked.exit_code)


def _could_not(why: str) -> None:
    click.echo(f"无法检查 Could not be checked: {why}", err=True)
    sys.exit(COULD_NOT)


@contextmanager
def _stages() -> Iterator[Callable[[str], Callable[[int, int], None]]]:
    """One progress bar after the other."""
    with ExitStack() as shown:

        def begin(stage: str) -> Callable[[int, int], None]:
            shown.close()
            return shown.enter_context(bar(_TITLES[stage]))

        yield begin


def told(checked: Checked) -> str:
    """The report, as it is printed."""
    report = checked.report
    lines = [
        f"台账 log           {checked.key.name}",
        f"公钥 key           {checked.key.text}",
        f"记录 entries       {report.entries}（已封存 sealed {report.sealed}）",
        f"检查点 checkpoints {report.checkpoints}（见证签名 cosignatures {report.cosignatures}）",
        f"佐证文件 files     {_count(checked.files)}",
        f"个人密钥 keys      {_count(checked.persons)}",
        f"视图 views         {_count(checked.views)}",
    ]
    lines += [f"说明 note: {one.line}" for one in checked.notes]
    lines += [f"未检查 not checked: {one.line}" for one in checked.unchecked]
    if not checked.findings:
        lines.append("没有发现问题。Nothing was found." if checked.unchecked else "全部相符。All is in order.")
        return "\n".join(lines)
    first = checked.first
    if first is not None:
        lines.append(f"第一处问题 first bad position: {first.position} {first.verdict.zh} {first.verdict.en}")
    lines += [f"✗ {one.line}" for one in checked.findings]
    return "\n".join(lines)


def _count(number: int | None) -> str:
    return "未查 not looked at" if number is None else str(number)


def plain(checked: Checked) -> dict[str, Any]:
    """The report as data."""
    report, first = checked.report, checked.first
    return {
        "in_order": checked.exit_code == 0,
        "log": checked.key.name,
        "key": checked.key.text,
        "entries": report.entries,
        "sealed": report.sealed,
        "checkpoints": report.checkpoints,
        "cosignatures": report.cosignatures,
        "files": checked.files,
        "persons": checked.persons,
        "views": checked.views,
        "first_bad_position": None if first is None else first.position,
        "findings": [
            {"verdict": one.verdict.value, "position": one.position, "until": one.until, "zh": one.zh, "en": one.en}
            for one in checked.findings
        ],
        "notes": [{"zh": one.zh, "en": one.en} for one in checked.notes],
        "unchecked": [{"zh": one.zh, "en": one.en} for one in checked.unchecked],
    }
