"""Settings that bear on security, as they stand when the server starts: another one is an entry of the ledger."""

import hashlib

from domain.security import INSTALLATION, PROGRAM, NoteSettings, Setting
from ledger.proof.keys import read_signing_key
from projections import directory
from web.cli.common import run
from web.services import Services
from web.settings import Settings


def note_settings(services: Services) -> None:
    """Record the settings where they are others than those on record; neither secrets nor places of files."""
    if (root := topmost(services)) is None:
        return
    command = NoteSettings(security=INSTALLATION, organisation=root, settings=bearing(services.settings))
    run(services, command, PROGRAM, root)


def topmost(services: Services) -> str | None:
    """The organisation with the most below it; None: there is none."""
    services.catch_up()
    with services.reading() as reading:
        tree = directory.tree(reading, services.today())
    return max(tree.roots(), key=lambda one: len(tree.ids(one.id))).id if tree.roots() else None


def bearing(settings: Settings) -> tuple[Setting, ...]:
    """What bears on security, by the names of the variables, without ``ZEREN_``."""
    single, witnesses = settings.single_sign_on, settings.witness_policy_file
    policy = hashlib.sha256(witnesses.read_bytes()).hexdigest() if witnesses is not None and witnesses.exists() else ""
    said = {
        "four_eyes": _on(settings.four_eyes),
        "second_factor_roles": " ".join(sorted(settings.second_factor_roles)),
        "password_classes": str(settings.password_classes),
        "password_days": str(settings.password_days),
        "idle_minutes": str(settings.idle_minutes),
        "session_hours": str(settings.session_hours),
        "secure_cookies": _on(settings.secure_cookies),
        "proxies": str(settings.proxies),
        "disclosure_days": str(settings.disclosure_days),
        "seal_minutes": str(settings.seal_minutes),
        "upload_limit": str(settings.upload_limit),
        "oidc_issuer": "" if single is None else single.issuer,
        "oidc_only": "" if single is None else _on(single.only),
        "oidc_emergency": "" if single is None else single.emergency,
        "log_key": read_signing_key(settings.log_key_file).verifier.text,
        "witness_policy_sha256": policy,
    }
    return tuple(Setting(name=name, value=value) for name, value in said.items())


def _on(flag: bool) -> str:
    return "on" if flag else "off"
