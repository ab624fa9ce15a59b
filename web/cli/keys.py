"""``zeren keys``: keys of persons and the master key that wraps them."""

import click

from domain.security import INSTALLATION, PROGRAM, CarryOutRotation, RotateMasterKey, State
from ledger.execution import state_of
from ledger.keyring import Keyring, MasterKeyProblem, Undecipherable
from ledger.proof.persons import keys_held
from web.checking import compare_keys, persons_on_record
from web.cli.common import bar, run, told
from web.cli.noted import topmost
from web.cli.pairs import ask
from web.secrets import Secrets
from web.services import Services
from web.settings import Settings


@click.group()
def keys() -> None:
    """Keys of persons, and the master key."""


@keys.command("rotate")
@click.option("--by", metavar="NAME", help="Sign-in name of the system administrator who asks for it.")
@click.option("--reason", default="定期更换", show_default=True)
@click.pass_obj
def rotate(settings: Settings, by: str | None, reason: str) -> None:
    """Wrap every key under a new master key. Safe to repeat after a crash; running servers go on.

    It takes two people: with --by it is asked for, another gives it (`zeren approval give`, or in the browser), and
    then it is carried out without --by. A ledger that holds nothing yet has nobody to ask.
    """
    with told(), Services(settings).opened() as services:
        root = topmost(services) if services.ledger.head().position else None
        if root is not None and not _ordered(services, root, by, reason):
            return
        count = _rewrapped(settings)
        if root is not None:
            alone = not services.settings.four_eyes
            noted = CarryOutRotation(security=INSTALLATION, organisation=root, keys=count, alone=alone)
            run(services, noted, PROGRAM, root)
    click.echo(f"已用新的主密钥重新封装{count}个密钥。{count} keys wrapped under the new master key.")
    click.echo("请重新备份主密钥文件，旧的主密钥文件作废。Back up the file anew; copies of the old one are void.")


def _ordered(services: Services, root: str, by: str | None, reason: str) -> bool:
    """Whether two people want it; else it is asked for, where somebody asks."""
    state: State | None = state_of(services.ledger, INSTALLATION)
    if not services.settings.four_eyes or (state is not None and state.order_open(services.today())):
        return True
    if by is None:
        raise click.ClickException(
            "更换主密钥须由两人办理：先用 --by 系统管理员登录名 提交，另一人会签后再运行。"
            "It takes two people: ask with --by NAME of the system administrator; run it again once another gave it."
        )
    ask(services, RotateMasterKey(organisation=root, reason=reason), by=by)
    return False


def _rewrapped(settings: Settings) -> int:
    """Seeds of second factors hang on the same key; both are sealed anew while the file holds both keys."""
    keyring = Keyring(settings.keys, settings.master_key_file)
    secrets = Secrets(settings.secrets, master_key_file=settings.master_key_file)

    def reseal(_: str) -> None:
        secrets.reseal()

    try:
        secrets.create()
        return keyring.rotate(after=reseal)
    except (MasterKeyProblem, Undecipherable) as error:
        raise click.ClickException(str(error)) from error
    finally:
        keyring.close()
        secrets.close()


@keys.command("check")
@click.pass_obj
def check(settings: Settings) -> None:
    """Every person with sealed values has a key, or was erased; exit code 1 where that is not so."""
    with told(), Services(settings).opened() as services:
        with bar("Persons") as step:
            subjects, erased = persons_on_record(services.ledger, progress=step)
        held = keys_held(settings.keys)
        findings = compare_keys(held, subjects, erased)
    for one in findings:
        click.echo(f"{one.zh} {one.en}")
    alive = sum(there for subject, there in held.items() if subject in subjects)
    click.echo(f"{len(subjects)}人有加密信息，{alive}个密钥在，{len(erased)}人已依法删除。", nl=False)
    click.echo(f" {len(subjects)} persons with sealed values, {alive} keys, {len(erased)} erased.")
    if findings:
        raise SystemExit(1)
