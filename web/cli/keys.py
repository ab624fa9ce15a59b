"""``zeren keys``: keys of persons and the master key that wraps them."""

import click

from ledger.keyring import Keyring, MasterKeyProblem, Undecipherable
from ledger.proof.persons import keys_held
from web.checking import compare_keys, persons_on_record
from web.cli.common import bar, told
from web.secrets import Secrets
from web.services import Services
from web.settings import Settings


@click.group()
def keys() -> None:
    """Keys of persons, and the master key."""


@keys.command("rotate")
@click.pass_obj
def rotate(settings: Settings) -> None:
    """Wrap every key under a new master key. Safe to repeat after a crash; running servers go on."""
    with told():
        keyring = Keyring(settings.keys, settings.master_key_file)
        secrets = Secrets(settings.secrets, master_key_file=settings.master_key_file)

        def reseal(_: str) -> None:
            secrets.reseal()

        try:
            secrets.create()
            # Seeds of second factors hang on the same key; both are sealed anew while the file holds both keys.
            count = keyring.rotate(after=reseal)
        except (MasterKeyProblem, Undecipherable) as error:
            raise click.ClickException(str(error)) from error
        finally:
            keyring.close()
            secrets.close()
    click.echo(f"已用新的主密钥重新封装{count}个密钥。{count} keys wrapped under the new master key.")
    click.echo("请重新备份主密钥文件，旧的主密钥文件作废。Back up the file anew; copies of the old one are void.")


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
