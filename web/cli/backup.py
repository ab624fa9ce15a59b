"""``zeren backup``, ``zeren restore``: the record on another medium, and back from there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import click

from domain.security import INSTALLATION, PROGRAM, NoteRestored, State
from ledger.application import init_ledger
from ledger.backup import making, restoring, verifying
from ledger.backup.lines import LineMalformed
from ledger.backup.manifest import Foreign
from ledger.backup.sealing import KeyFileProblem, create_key_file, read_key_file
from ledger.backup.tables import NotEmpty, dump, load
from ledger.backup.vault import Busy, Damaged, Piece, Vault
from ledger.execution import state_of
from ledger.keyring import TABLES, Keyring, MasterKeyProblem, opens, read_master_keys
from ledger.proof.keys import read_signing_key
from ledger.proof.note import NoteMalformed, VerifierKey, parse_verifier
from ledger.proof.sealing import HistoryChanged
from ledger.proof.store import ProofStore, is_postgres
from web.cli.common import bar, first_line, run, told
from web.cli.noted import topmost
from web.secrets import tables as secret_tables
from web.services import LOCAL, Services
from web.settings import Settings

_FOLDER: Final = click.Path(file_okay=False, path_type=Path)
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_ENCRYPT: Final = click.option(
    "--encrypt",
    "key_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File of the key under which the backup is encrypted (`zeren backup key FILE` makes one).",
)


@click.group()
def backup() -> None:
    """Copies of the record on another medium: online, verified, a little each time."""


@backup.command("key")
@click.argument("file", type=click.Path(path_type=Path))
def backup_key(file: Path) -> None:
    """Make a key for encrypted backups. Without it nobody restores them: keep a copy in a safe."""
    with _told():
        create_key_file(file)
    click.echo(f"已生成备份密钥，请另存一份于保险柜。Key made; keep a copy in a safe: {file}")


@backup.command("make")
@click.argument("folder", type=_FOLDER)
@click.option(
    "--keys", "keys_folder", type=_FOLDER, required=True, help="Folder on another medium: keys, sign-in data."
)
@_ENCRYPT
@click.pass_obj
def backup_make(settings: Settings, folder: Path, keys_folder: Path, key_file: Path | None) -> None:
    """Add what is new since the last run to the backup in FOLDER, and read it again. Nobody has to stop working.

    The master key, the log's signing key and the backup's own key go into neither folder.
    """
    with _told(), Services(settings).opened() as services:
        vault, apart = _vaults(folder, keys_folder, key_file)
        sources = making.Sources(
            evidence=settings.files,
            disclosures=settings.disclosures or settings.data / "disclosures",
            papers=settings.papers,
        )
        with bar("备份 Backup") as step:
            made = making.make(vault, services.sealer, sources, now=services.now(), progress=step)
        # Keys after the record: a key is made before the first entry that needs it.
        number = making.make_keys(
            apart,
            services.sealer.key,
            [
                ("keys", partial(dump, settings.keys, TABLES)),
                ("secrets", partial(dump, settings.secrets, secret_tables.METADATA)),
            ],
            position=made.position,
            now=services.now(),
        )
    new = made.position - made.first + 1
    click.echo(
        f"第{made.run}次备份 run {made.run}: {new}条新记录 new entries, {made.files}件佐证材料 files, ", nl=False
    )
    click.echo(f"至第{made.position}条 up to entry {made.position}")
    click.echo(f"校验树根已复核 root verified {made.root}")
    click.echo(f"密钥副本 copy of keys {number}")
    for sha256 in made.damaged:
        click.echo(f"佐证材料损坏，未备份 Evidence file damaged, left out: {sha256}", err=True)


@backup.command("verify")
@click.argument("folder", type=_FOLDER)
@_ENCRYPT
@click.option("--key", "key_text", metavar="VKEY", help="The log's public key (default: of the key file, if there).")
@click.pass_obj
def backup_verify(settings: Settings, folder: Path, key_file: Path | None, key_text: str | None) -> None:
    """Read the whole backup again, from its first byte; no database is needed."""
    with _told():
        known = _key(settings, key_text)
        vault = Vault(folder, None if key_file is None else read_key_file(key_file))
        with bar("核验 Verifying") as step:
            checked = verifying.verify(vault, known, progress=step)
    click.echo(f"{checked.key.name}  {checked.key.fingerprint}")
    if known is None:
        click.echo("未指定公钥：请与纸上的指纹核对。No key was named: compare the fingerprint with the one on paper.")
    click.echo(
        f"备份完好 The backup holds: {checked.runs} runs, {checked.position} entries, {checked.files} files, "
        f"root {checked.root}"
    )


@click.command()
@click.argument("folder", type=_FOLDER)
@click.option("--keys", "keys_folder", type=_FOLDER, required=True, help="Folder of the keys.")
@_ENCRYPT
@click.option("--until", help="Last log position; or a moment: 2025-06-30 (its end), 2025-06-30T17:00.")
@click.option("--newest", type=_FILE, help="The newest checkpoint that anybody has, as a file.")
@click.option("--owner", metavar="URL", help="PostgreSQL only: the owner's URL.")
@click.pass_obj
def restore(
    settings: Settings,
    folder: Path,
    keys_folder: Path,
    key_file: Path | None,
    until: str | None,
    newest: Path | None,
    owner: str | None,
) -> None:
    """Bring the record back from FOLDER, into the empty place that the settings name.

    The master key and the log's signing key have to be there already: they are in no backup.
    """
    with _told():
        _refuse_what_is_there(settings)
        vault, apart = _vaults(folder, keys_folder, key_file)
        key = read_signing_key(settings.log_key_file).verifier
        read_master_keys(settings.master_key_file)
        position, moment = _place(until)
        chosen = restoring.plan(vault, key, position=position, moment=moment)
        known = chosen.ends
        if newest is not None:
            last = restoring.newest_of(newest.read_bytes(), key)
            restoring.check_newest(vault, restoring.plan(vault, key), last)
            known = max(known, last.size)
        pieces = restoring.keys_from(apart, key)
        with _all_or_nothing(settings):
            _restore_all(settings, vault, chosen, apart, pieces, owner or settings.owner or None)
        with Services(settings).opened() as services:
            found = _compared(services)
            services.views.create()
            _note(services, found, known)
    click.echo(f"已恢复至第{found.position}条 restored up to entry {found.position} ({found.recorded_at})")
    click.echo(f"与第{found.sealed}条处的检查点一致 the checkpoint over {found.sealed} entries holds")
    click.echo(f"校验树根 root {found.root}")
    if known > found.position:
        click.echo(
            f"这是较早的备份：其后已知曾有{known - found.position}条记录（至第{known}条），这里没有。"
            f"This is an older state: {known - found.position} later entries, up to {known}, are missing here."
        )
    click.echo("请运行 zeren rebuild 和 zeren seal。Now run: zeren rebuild, then zeren seal.")


def _restore_all(
    settings: Settings, vault: Vault, chosen: restoring.Plan, apart: Vault, pieces: dict[str, Piece], owner: str | None
) -> None:
    """Proofs, keys, files; the ledger last: where it is, everything else is."""
    if is_postgres(settings.ledger):
        init_ledger(settings.ledger, keys=settings.keys, master_key_file=settings.master_key_file, owner=owner)
    else:
        Keyring.create(settings.keys, settings.master_key_file)
    with bar("恢复 Restoring") as step:
        restoring.restore_proofs(vault, chosen, settings.proof, progress=step)
    _restore_keys(settings, apart, pieces)
    if not opens(settings.keys, settings.master_key_file):
        raise MasterKeyProblem(
            "主密钥打不开备份中的密钥。The master key is not the one of these keys; nothing was restored"
        )
    folders = {"evidence": settings.files, "disclosures": settings.disclosures or settings.data / "disclosures"}
    if settings.papers is not None:
        folders["papers"] = settings.papers
    restoring.restore_files(vault, chosen, folders)
    settings.files.mkdir(parents=True, exist_ok=True)
    restoring.restore_rows(vault, chosen, settings.ledger, owner=owner)


@contextmanager
def _all_or_nothing(settings: Settings) -> Iterator[None]:
    """Databases in files that did not come about are taken away again; on a server the owner drops the database."""
    try:
        yield
    except BaseException:
        # A ledger is never removed here: it gets its name last, and by then nothing can fail.
        for where in _places(settings):
            if where == settings.ledger:
                continue
            for ending in ("", "-wal", "-shm"):
                Path(where + ending).unlink(missing_ok=True)
        raise


def _places(settings: Settings) -> list[str]:
    """Databases that lie in files."""
    named = (settings.ledger, settings.proof, settings.keys, settings.secrets.removeprefix("sqlite:///"))
    return [where for where in named if not is_postgres(where)]


def _vaults(folder: Path, keys_folder: Path, key_file: Path | None) -> tuple[Vault, Vault]:
    one, other = folder.resolve(), keys_folder.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise click.ClickException(
            "密钥须另存他处：两个文件夹不能相同，也不能一个在另一个里面。"
            "Keys are kept apart: neither folder may be, or lie within, the other."
        )
    key = None if key_file is None else read_key_file(key_file)
    return Vault(folder, key), Vault(keys_folder, key)


def _key(settings: Settings, text: str | None) -> VerifierKey | None:
    if text is not None:
        return parse_verifier(text.strip())
    return read_signing_key(settings.log_key_file).verifier if settings.log_key_file.exists() else None


def _place(until: str | None) -> tuple[int | None, datetime | None]:
    """A position, or a moment: a day means its end in Beijing time."""
    if until is None:
        return None, None
    if until.isascii() and until.isdigit():
        return int(until), None
    try:
        moment = datetime.fromisoformat(until)
    except ValueError:
        raise click.BadParameter(f"{until} is neither a log position nor a moment", param_hint="--until") from None
    if len(until) == len("2025-06-30"):
        moment = datetime.combine(moment.date() + timedelta(days=1), time()) - timedelta(microseconds=1)
    return None, moment if moment.tzinfo is not None else moment.replace(tzinfo=LOCAL)


def _refuse_what_is_there(settings: Settings) -> None:
    """Into an empty place only."""
    there = [where for where in _places(settings) if Path(where).exists()]
    if there:
        raise click.ClickException(f"只能恢复到空的位置。Only into an empty place; this is there: {', '.join(there)}")


def _restore_keys(settings: Settings, apart: Vault, pieces: dict[str, Piece]) -> None:
    for sort, database, metadata in (
        ("keys", settings.keys, TABLES),
        ("secrets", settings.secrets, secret_tables.METADATA),
    ):
        if sort == "secrets":
            with Services(settings).opened() as services:
                services.secrets.create()
        load(database, metadata, apart.read_lines(pieces[sort]))


def _compared(services: Services) -> restoring.Restored:
    store = ProofStore(services.settings.proof)
    try:
        return restoring.compare(services.ledger, store, services.sealer.origin, services.settings.ledger)
    finally:
        store.close()


def _note(services: Services, found: restoring.Restored, known: int) -> None:
    """The record itself says that it was brought back, and what is known to be missing."""
    state: State | None = state_of(services.ledger, INSTALLATION)
    organisation = state.organisation if state is not None else topmost(services)
    if organisation is not None:
        note = NoteRestored(
            security=INSTALLATION,
            organisation=organisation,
            position=found.position,
            root_hash=found.root,
            known=known,
        )
        run(services, note, PROGRAM, organisation)


@contextmanager
def _told() -> Iterator[None]:
    """What keeps a backup from being made or restored, as one sentence."""
    try:
        with told():
            yield
    except Damaged as error:
        raise click.ClickException(f"备份不完整或已损坏。The backup is damaged: {error}") from error
    except (Foreign, restoring.Divided) as error:
        raise click.ClickException(f"不是本台账的备份，或密钥不符。Not a backup of this log: {error}") from error
    except making.Older as error:
        raise click.ClickException(
            f"台账只到第{error.ledger}条，备份已到第{error.backup}条：台账是较早的，没有备份。"
            f"The ledger is the older one: {error}. Nothing was backed up."
        ) from error
    except making.Another as error:
        raise click.ClickException(
            f"台账与已备份的不一致，没有备份；请运行 zeren fsck。Not the ledger that was backed up: {error}."
        ) from error
    except making.Empty:
        raise click.ClickException("台账中还没有登记。The ledger is empty.") from None
    except HistoryChanged as error:
        raise click.ClickException(
            f"台账与已签名的不一致（第{error.position}条），没有备份；请运行 zeren fsck。"
            f"The ledger is not what was signed: {error}"
        ) from error
    except Busy as error:
        raise click.ClickException(f"另一次备份正在进行。Another run is at work in {error}.") from error
    except restoring.NothingThere as error:
        raise click.ClickException(f"备份中没有所要的时点。Not within the backup: {error}.") from error
    except NotEmpty as error:
        raise click.ClickException(f"只能恢复到空的位置。Only into an empty place: {error} holds rows.") from error
    except (KeyFileProblem, LineMalformed, NoteMalformed) as error:
        raise click.ClickException(first_line(error)) from error
    except OSError as error:
        raise click.ClickException(
            f"无法写入或读取，没有留下不完整的内容。Could not be written or read; nothing half is left: {error}"
        ) from error
