"""What commands of the command line share: faults as sentences, a progress bar, carrying out an act."""

import os
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import IO, Any, Final

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import DBAPIError

from domain.catalogue import CatalogueError
from domain.kernel import Refused
from ledger.codec import Undecodable, UnknownName
from ledger.execution import execute
from ledger.keyring import MasterKeyProblem
from ledger.port import LedgerUnavailable, Signature
from ledger.postgres_schema import UnsafeRole
from ledger.proof.keys import LogKeyProblem
from projections.engine import ViewsOutdated
from web.services import Services

err = Console(stderr=True)


def rebuild_views(services: Services, views: Sequence[str], title: str) -> None:
    """Rebuild views under a progress bar."""
    with bar(title) as step:
        services.rebuild(views, progress=step)


def run(services: Services, command: Any, by: str, organisation: str) -> None:
    """Carry out one act under an account."""
    signature = Signature(command_id=secrets.token_hex(16), recorded_by=by, on_behalf_of=organisation)
    execute(services.ledger, command, signature, services.today())


def organisation_called(services: Services, name: str) -> str:
    """Id of the organisation with this name or id."""
    services.catch_up()
    found = services.organisations_named(name)
    if len(found) != 1:
        raise click.ClickException(f"{'No' if not found else 'More than one'} organisation is called {name}.")
    return found[0]


def without_password(url: str) -> str:
    """A setting as it may be shown."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}" if separator else url


def gunicorn_command(application: str = "web.app:create_app()") -> list[str]:
    """How pages are served; ``ZEREN_BIND`` and ``ZEREN_WORKERS`` say where and by how many."""
    gunicorn = Path(sys.executable).with_name("gunicorn")
    configuration = Path(__file__).parent.with_name("gunicorn_conf.py")
    return [str(gunicorn), "--config", str(configuration), application]


NEWER: Final = (
    "台账中有新版程序登记的内容，本程序版本较旧，不能读取：请改用新版程序。"
    " A newer program has recorded what this one cannot read; use the newer one:"
)


@contextmanager
def told() -> Iterator[None]:
    """Refusals and faults as one sentence, not as a traceback."""
    try:
        yield
    except Refused as error:
        raise click.ClickException(f"{error.zh} {error.en}") from error
    except CatalogueError as error:
        raise click.ClickException("; ".join(f"{p.clause} {p.field}: {p.en}" for p in error.problems)) from error
    except LedgerUnavailable as error:
        raise click.ClickException(f"台账数据库不可用。The ledger is not available: {error}") from error
    except UnknownName as error:
        raise click.ClickException(f"{NEWER} {error}") from error
    except Undecodable as error:
        raise click.ClickException(
            f"台账中有一条记录无法读取，可能由新版程序登记，也可能已损坏：请核对程序版本，再运行 zeren fsck。"
            f" An entry cannot be read; a newer program recorded it, or it is damaged: zeren fsck. {error}"
        ) from error
    except (DBAPIError, ViewsOutdated) as error:
        raise click.ClickException(f"视图数据库不可用。The views cannot be read: {first_line(error)}") from error
    except (UnsafeRole, MasterKeyProblem, LogKeyProblem, ValueError) as error:
        raise click.ClickException(first_line(error)) from error


@contextmanager
def whole(file: Path) -> Iterator[IO[bytes]]:
    """A file that gets its name once it is whole; where it cannot be written, what was there before stays."""
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except OSError as error:
        raise click.ClickException(
            f"无法写入，没有留下任何内容。Nothing was written to {file}: {error.strerror or error}"
        ) from error
    finally:
        part.unlink(missing_ok=True)


def first_line(error: Exception) -> str:
    """What an error says, without what hangs on it."""
    return str(error).partition("\n")[0]


@contextmanager
def bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal; a line a few seconds apart elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as shown_bar:
        task = shown_bar.add_task(title, total=None)
        shown = monotonic()

        def step(done: int, total: int) -> None:
            nonlocal shown
            shown_bar.update(task, completed=done, total=total)
            if not err.is_terminal and (monotonic() - shown > 5 or done == total):
                shown = monotonic()
                click.echo(f"{title}: {done}/{total}", err=True)

        yield step
