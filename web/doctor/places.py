"""Files and folders: whether they are there, whose they are, how much room there is; keys in files."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import disk_usage

from ledger.keyring import MasterKeyProblem, look_into, opens, read_master_keys
from ledger.port import LedgerUnavailable
from ledger.proof.keys import LogKeyProblem, read_signing_key
from web.doctor.findings import Finding, found
from web.services import Services
from web.wellbeing import MEBIBYTE, file_of
from web.wellbeing import places as places_of

_OTHERS = 0o077


def folders(of: Services, _: Mapping[str, str]) -> Iterator[Finding]:
    """Folders in which the program writes."""
    if not of.settings.data.is_dir():
        yield found("no_data", place=of.settings.data)
    for folder in sorted(set(places_of(of).values())):
        if not os.access(folder, os.W_OK | os.X_OK):
            yield found("not_writable", place=folder)
    for folder in (of.settings.data, of.settings.log_key_file.parent):
        mode = folder.stat().st_mode & 0o777 if folder.is_dir() else 0
        # Files made by the service are its own alone (UMask=0077); a folder that others enter is worth a word.
        if mode & 0o022:
            yield found("open_folder", place=folder, mode=f"{mode:04o}")


def secret_files(of: Services, _: Mapping[str, str]) -> Iterator[Finding]:
    """Files that nobody else may read."""
    settings, single = of.settings, of.settings.single_sign_on
    files = [
        settings.master_key_file,
        settings.log_key_file,
        None if settings.keys.startswith("postgres") else Path(settings.keys),
        file_of(settings.secrets),
        settings.reminders_file,
        settings.metrics_token_file,
        None if single is None else single.secret_file,
    ]
    for file in files:
        if file is None or not file.is_file():
            continue
        mode = file.stat().st_mode & 0o777
        inside = file.parent.stat().st_mode & _OTHERS == 0  # nobody comes as far as the file
        if mode & _OTHERS and not (inside and file.suffix == ".db"):
            yield found("open_file", place=file, mode=f"{mode:04o}")


def disks(of: Services, _: Mapping[str, str]) -> Iterator[Finding]:
    """Room on each disk, once."""
    seen = set()
    for folder in places_of(of).values():
        device = folder.stat().st_dev
        free = disk_usage(folder).free // MEBIBYTE
        if device not in seen and free < of.settings.ready_free_mib:
            yield found("disk", place=folder, free=free)
        seen.add(device)


def identity(_: Services, __: Mapping[str, str]) -> Iterator[Finding]:
    """As whom this runs."""
    if os.geteuid() == 0:
        yield found("root")


def keys(of: Services, _: Mapping[str, str]) -> Iterator[Finding]:
    """The two key files, and the database of keys under the one."""
    settings, readable = of.settings, True
    try:
        read_master_keys(settings.master_key_file)
    except MasterKeyProblem as error:
        readable = False
        yield found("master_key", said=error, place=settings.master_key_file)
    try:
        look_into(settings.keys)
        if readable and not opens(settings.keys, settings.master_key_file):
            yield found("other_master_key")
    except LedgerUnavailable as error:
        yield found("keys", said=str(error).partition("\n")[0])
    try:
        read_signing_key(settings.log_key_file)
    except LogKeyProblem as error:
        yield found("log_key", said=error, place=settings.log_key_file)
