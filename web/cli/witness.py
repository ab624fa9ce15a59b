"""``zeren witness``: serve one, ask others, and do both by files that are carried."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from ledger.proof.cosigning import NothingToSign, Verdict, request_for, signed_by, take
from ledger.proof.keys import LogKeyProblem, create_signing_key
from ledger.proof.note import COSIGNATURE, NoteMalformed, parse_verifier
from ledger.proof.policy import Policy, PolicyMalformed, WitnessNamed
from ledger.proof.sealing import HistoryChanged
from ledger.proof.witness import Answer, WitnessProblem, init_witness, parse_request
from web import sealing
from web.cli.common import gunicorn_command, told
from web.cli.proof import key_told
from web.services import LOCAL, Services
from web.settings import Settings
from web.witness_app import witness_in

SAID = {
    Verdict.SIGNED: ("已签名", "signed"),
    Verdict.UNREACHABLE: ("没有应答", "did not answer"),
    Verdict.REFUSED: ("拒绝签名（不认识本台账或其公钥）", "refused: it does not know this log or its key"),
    Verdict.AHEAD: ("警报：见证方签过的条目比现有台账还多", "ALARM: it has signed more than this ledger holds"),
    Verdict.FORK: ("警报：现有台账与见证方签过的不是同一份", "ALARM: this ledger does not continue what it signed"),
}

ANSWER = "zeren.witness-answer/1"
"""First line of an answer that is carried as a file; then the status, an empty line, the body."""


@click.group()
def witness() -> None:
    """Witnesses: sign that a log continues what it showed before, and ask others to."""


def _folder(settings: Settings, given: Path | None) -> Path:
    return given or settings.data / "witness"


_DATA = click.option("--data", "given", type=click.Path(path_type=Path), help="Folder of the witness.")


@contextmanager
def _witness_told() -> Iterator[None]:
    with told():
        try:
            yield
        except (WitnessProblem, LogKeyProblem, NoteMalformed, PolicyMalformed, NothingToSign) as error:
            raise click.ClickException(str(error)) from error
        except HistoryChanged as error:
            raise click.ClickException(
                f"台账与已签名的记录不符。The record is not the one that was signed: {error}"
            ) from error


# --- being one --------------------------------------------------------------------


@witness.command("init")
@click.option("--name", required=True, help="Its name for ever, such as witness.anping.example.")
@_DATA
@click.pass_obj
def init(settings: Settings, name: str, given: Path | None) -> None:
    """Make key and database of a witness, where missing; print the key for those who ask it."""
    folder = _folder(settings, given)
    with _witness_told():
        key = create_signing_key(folder / "witness.key", name, sort=COSIGNATURE)
        init_witness(folder / "witness.db")
    click.echo(key_told(key.verifier))


@witness.command("add-log")
@click.argument("vkey")
@_DATA
@click.pass_obj
def add_log(settings: Settings, vkey: str, given: Path | None) -> None:
    """Know a log by its public key VKEY, compared with paper before."""
    with _witness_told():
        key = parse_verifier(vkey)
        witness_in(_folder(settings, given)).add_log(key)
    click.echo(f"{key.name}: {key.fingerprint}")


@witness.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8010, show_default=True)
@_DATA
@click.pass_obj
def serve(settings: Settings, host: str, port: int, given: Path | None) -> None:
    """Answer requests over http; put it behind https for others than this machine."""
    folder = _folder(settings, given)
    with _witness_told():
        witness_in(folder).logs()
    click.echo(f"见证 Witness: http://{host}:{port}/   (Ctrl+C stops)", err=True)
    os.environ.update(ZEREN_BIND=f"{host}:{port}", ZEREN_WORKERS="1", ZEREN_WITNESS_DATA=str(folder.absolute()))
    command = gunicorn_command("web.witness_app:create_app()")
    os.execv(command[0], command)  # noqa: S606  # our own program


@witness.command("answer")
@click.argument("request", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("answer", type=click.Path(dir_okay=False, path_type=Path))
@_DATA
@click.pass_obj
def answer(settings: Settings, request: Path, answer: Path, given: Path | None) -> None:
    """Read a REQUEST that was carried here, write the ANSWER that is carried back."""
    with _witness_told():
        said = witness_in(_folder(settings, given)).add_checkpoint(request.read_bytes())
        answer.write_bytes(f"{ANSWER}\n{said.status}\n\n".encode() + said.body)
    click.echo(f"{said.status} {said.body.decode('utf-8', 'replace').strip()}")
    if said.status != 200:
        raise SystemExit(1)


@witness.command("status")
@_DATA
@click.pass_obj
def status(settings: Settings, given: Path | None) -> None:
    """What is known of each log; exit code 1 where one has signed two histories."""
    with _witness_told():
        logs = witness_in(_folder(settings, given)).logs()
    for one in logs:
        when = f"{datetime.fromtimestamp(one.signed_at, LOCAL):%Y-%m-%d %H:%M:%S}" if one.signed_at else "-"
        click.echo(f"{one.origin}  {one.size}  {one.root.hex()}  {when}  refused {one.refused}  forks {one.forks}")
    if any(one.forks for one in logs):
        click.echo("警报：有台账对同一条目总数签过两个不同的总校验值。ALARM: a log has signed two histories.", err=True)
        raise SystemExit(1)


# --- asking one -------------------------------------------------------------------


@witness.command("ask")
@click.pass_obj
def ask(settings: Settings) -> None:
    """Seal, and ask every witness of the policy. Exit code 0: enough have signed; 1: not enough; 2: an alarm."""
    with _witness_told(), Services(settings).opened() as services:
        policy = _policy(services)
        sealed = sealing.seal(services)
        if sealed is None:
            raise NothingToSign("the ledger is empty")
        answers = sealing.ask_witnesses(services)
        signed = {parse_verifier(one.witness) for one in services.sealer.store.cosignatures(sealed.size)}
    for one in answers:
        zh, en = SAID[one.verdict]
        click.echo(f"{one.witness}: {zh}。{en}" + (f" ({one.told})" if one.told else ""))
    if any(one.verdict.alarming for one in answers):
        raise SystemExit(2)
    enough = policy.satisfied(signed)
    click.echo("签名已够。Enough have signed." if enough else "签名还不够。Not enough have signed.")
    raise SystemExit(0 if enough else 1)


@witness.command("request")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--witness", "name", required=True, help="Name of the witness in the policy.")
@click.pass_obj
def request(settings: Settings, file: Path, name: str) -> None:
    """Write a request for a witness that is reached by carrying a FILE."""
    with _witness_told(), Services(settings).opened() as services:
        named = _named(_policy(services), name)
        sealed = sealing.seal(services)
        if sealed is None:
            raise NothingToSign("the ledger is empty")
        asked = request_for(services.sealer, signed_by(services.sealer, named.key), sealed.size)
        file.write_bytes(asked.data)
    click.echo(f"{sealed.size} {sealed.root.hex()}")


@witness.command("accept")
@click.argument("request", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("answer", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--witness", "name", required=True, help="Name of the witness in the policy.")
@click.pass_obj
def accept(settings: Settings, request: Path, answer: Path, name: str) -> None:
    """Take the ANSWER to a REQUEST; its signature is checked. Exit code 2: an alarm."""
    with _witness_told(), Services(settings).opened() as services:
        named = _named(_policy(services), name)
        asked = parse_request(request.read_bytes())
        said = _carried(answer.read_bytes())
        taken = take(services.sealer, named, asked.old, asked.checkpoint.size, said.status, said.body)
    zh, en = SAID[taken.verdict]
    click.echo(f"{taken.witness}: {zh}。{en}" + (f" ({taken.told})" if taken.told else ""))
    if taken.verdict is not Verdict.SIGNED:
        raise SystemExit(2 if taken.verdict.alarming else 1)


def _policy(services: Services) -> Policy:
    policy = sealing.policy(services)
    if policy is None:
        file = services.settings.witness_policy_file
        raise click.ClickException(f"没有见证方名单。No witnesses are named: write {file}, see docs/howto/witness.md")
    return policy


def _named(policy: Policy, name: str) -> WitnessNamed:
    found = policy.witnesses.get(name)
    if found is None:
        raise click.ClickException(f"The policy names no witness {name}.")
    return found


def _carried(data: bytes) -> Answer:
    head, _, body = data.partition(b"\n\n")
    first, _, number = head.decode("ascii", "replace").partition("\n")
    if first != ANSWER or not (number.isascii() and number.isdigit() and len(number) == 3):
        raise NoteMalformed("this is no answer of a witness")
    return Answer(status=int(number), media_type="", body=body)


__all__ = ["witness"]
