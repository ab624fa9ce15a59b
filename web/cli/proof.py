"""``zeren seal``, ``zeren key``, ``zeren verify receipt``: proof at the command line."""

import sys
from datetime import datetime
from pathlib import Path

import click

from ledger.proof.cosigning import alarms
from ledger.proof.keys import read_signing_key
from ledger.proof.note import NoteMalformed, VerifierKey, parse_verifier
from ledger.proof.receipt import LARGEST, ReceiptInvalid, Verified, parse, verify
from ledger.proof.sealing import HistoryChanged
from ledger.proof.store import AlreadySealed, StoreBroken
from web import sealing
from web.cli.common import told
from web.services import LOCAL, Services
from web.settings import Settings

HOLDS, FAILS, ALONE = 0, 1, 2
"""Exit codes: it holds; it does not; it agrees with itself, but no key was named by which to trust it."""


@click.command()
@click.option("--recompute", is_flag=True, help="Read all rows again, from the first, before signing.")
@click.pass_obj
def seal(settings: Settings, recompute: bool) -> None:
    """Sign a checkpoint over all that is on record, and ask the witnesses: by hand, or from cron."""
    with told(), Services(settings).opened() as services:
        try:
            sealed = sealing.seal(services, recompute=recompute)
            asked = sealing.ask_witnesses(services)
        except HistoryChanged as error:
            raise click.ClickException(
                f"台账与已签名的记录不符，没有签名，请立即联系审计人员：日志第{error.position}条。"
                f"The record is not the one that was signed; nothing was signed: {error}"
            ) from error
        except (AlreadySealed, StoreBroken) as error:
            raise click.ClickException(f"没有签名。Nothing was signed: {error}") from error
    if sealed is None:
        click.echo("台账中还没有登记。The ledger is empty.")
    else:
        click.echo(f"{sealed.size} {sealed.root.hex()} {sealed.sealed_at}")
    for one in asked:
        click.echo(f"见证 witness {one.witness}: {one.verdict} {one.size} {one.told}".rstrip())
    if alarms(asked):
        raise click.ClickException(
            "见证方称台账与它以前签过名的不符，请立即联系审计人员。"
            "A witness says that this log is not the one it signed before: call the auditor at once."
        )


@click.command()
@click.pass_obj
def key(settings: Settings) -> None:
    """Print the log's public key and its fingerprint: for paper, for witnesses, for whoever checks receipts."""
    with told():
        verifier = read_signing_key(settings.log_key_file).verifier
    click.echo(key_told(verifier))


def key_told(verifier: VerifierKey) -> str:
    """A public key, as it is printed."""
    return (
        f"台账名称 log\n  {verifier.name}\n公钥 public key\n  {verifier.text}\n"
        f"公钥指纹 fingerprint (SHA-256)\n  {_halved(verifier.fingerprint)}"
    )


def _halved(fingerprint: str) -> str:
    middle = len(fingerprint) // 2
    return f"{fingerprint[:middle].strip()}\n  {fingerprint[middle:].strip()}"


@click.group("verify")
def verify_group() -> None:
    """Check files that were handed out. No database is needed."""


@verify_group.command("receipt")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--key", "key_text", metavar="VKEY", help="The log's public key, which you hold from elsewhere.")
@click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    help="A file with it, such as `zeren key` prints.",
)
@click.option("--witness", "witnesses", multiple=True, metavar="VKEY", help="This witness must have signed.")
def verify_receipt(
    files: tuple[Path, ...], key_text: str | None, key_file: Path | None, witnesses: tuple[str, ...]
) -> None:
    """Check receipts. Exit code 0: all hold; 1: one does not; 2: no key was given, so nothing shows whose they are."""
    if key_text is not None and key_file is not None:
        raise click.ClickException("--key 和 --key-file 只能给一个。Give one of --key and --key-file.")
    log = _key(key_text) if key_text is not None else None if key_file is None else _key_in(key_file)
    trusted = [_key(one) for one in witnesses]
    failed = 0
    for file in files:
        try:
            found = verify(parse(_read(file)), log=log, witnesses=trusted)
        except ReceiptInvalid as error:
            failed += 1
            click.echo(f"✗ 不成立 DOES NOT HOLD  {file}\n  {error.zh}\n  {error.en} [{error.code}]")
        else:
            click.echo(_told(file, found))
    sys.exit(FAILS if failed else ALONE if log is None else HOLDS)


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise ReceiptInvalid(
            "file", zh=f"文件读不出来：{error.strerror}。", en=f"the file cannot be read: {error.strerror}"
        ) from error


def _key(text: str) -> VerifierKey:
    try:
        return parse_verifier(text.strip())
    except NoteMalformed as error:
        raise click.ClickException(f"不是公钥。Not a public key: {error}") from error


def _key_in(file: Path) -> VerifierKey:
    found = set()
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise click.ClickException(f"公钥文件读不出来。{file}: {error.strerror}") from error
    for line in lines:
        try:
            found.add(parse_verifier(line.strip()))
        except NoteMalformed:
            continue
    if len(found) != 1:
        raise click.ClickException(
            f"{file}：文件中应当有且只有一个公钥，现有{len(found)}个。The file holds {len(found)} public keys, not one."
        )
    return found.pop()


def _told(file: Path, found: Verified) -> str:
    leaf, checkpoint = found.leaf, found.checkpoint
    lines = [
        f"✓ 成立 HOLDS  {file}"
        if found.trusted
        else f"? 自身一致，但未指定公钥，不能确认是谁的台账 AGREES WITH ITSELF, no key given  {file}",
        f"  台账 log            {checkpoint.origin}",
        f"  位置 position       第{leaf.position}条",
        f"  登记时间 recorded   {_at(leaf.recorded_at)}",
        f"  记录 record         {leaf.stream} 第{leaf.version}次登记 version {leaf.version}",
        f"  事项 what           {leaf.name}",
        f"  登记内容 content    {_content(found)}",
        f"  检查点 checkpoint   {checkpoint.size}条 entries, root {checkpoint.root.hex()}",
    ]
    for one in found.witnesses:
        whose = "您指定的见证方 named by you" if one.trusted else "公钥仅见于回执 key known from the receipt only"
        lines.append(f"  见证 witness        {one.key.name} {_local(one.at)}（{whose}）")
    if not found.witnesses:
        lines.append("  见证 witness        没有 none")
    if not found.trusted:
        lines.append(f"  回执所附公钥 key     {found.log.text}")
    lines.append(f"  公钥指纹 fingerprint {found.log.fingerprint}")
    return "\n".join(lines)


def _content(found: Verified) -> str:
    if found.body is None:
        return f"未附 not in the receipt, SHA-256 {found.leaf.sha256}"
    return f"已附，校验值相符 in the receipt, hash fits: SHA-256 {found.leaf.sha256}"


def _at(text: str) -> str:
    try:
        return _local(datetime.fromisoformat(text))
    except ValueError:
        return text


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL):%Y-%m-%d %H:%M:%S} 北京时间 Beijing time"
