"""What stands around the program: the door, mail, leftovers of a demonstration, Python and packages, copies."""

import platform
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.exc import SQLAlchemyError

from domain.identity import account_of
from web import demo
from web.doctor.databases import there
from web.doctor.findings import Finding, found
from web.reminding.channels import channels
from web.services import LOCAL, Services
from web.settings import carried_safely
from web.wellbeing import newest_backup

REQUIREMENTS: Final = Path(__file__).parents[2] / "requirements.txt"
"""Beside a program that runs where its source lies; not installed with it."""
OLDEST: Final = (3, 11)
BACKUP_DAYS: Final = 2
_EAST: Final = timedelta(hours=8)
_PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)$", re.MULTILINE)


def door(of: Services, _: Mapping[str, str]) -> Iterator[Finding]:
    """TLS, cookies and proxies."""
    settings, https = of.settings, urlsplit(of.settings.url).scheme == "https"
    if not carried_safely(settings.url):
        yield found("plain_http", said=settings.url)
    if https and not settings.secure_cookies:
        yield found("cookies")
    if not https and settings.secure_cookies:
        yield found("cookies_over_http")
    if https and not settings.proxies:
        yield found("proxies")


def channels_file(of: Services, _: Mapping[str, str]) -> Iterator[Finding]:
    """Mail server and robots; that others may not read the file is told of secret files."""
    file = of.settings.reminders_file
    if file is None or not file.is_file() or file.stat().st_mode & 0o077:
        return
    try:
        channels(file)
    except ValueError as error:
        yield found("channels", said=str(error).partition("\n")[0], place=file)


def demonstration(of: Services, _: Mapping[str, str]) -> Iterator[Finding]:
    """Accounts that open with a password that everybody knows."""
    if not there(of.settings.secrets):
        return
    try:
        accounts = {name: account_of(name) for name, *_ in demo.ACCOUNTS}
        # Trying a password takes time on purpose: only where there is one.
        with_one = [name for name, account in accounts.items() if of.secrets.has_password(account)]
        names = [name for name in with_one if of.secrets.check_password(accounts[name], demo.PASSWORD)]
    except (SQLAlchemyError, OSError):
        return  # told of the database itself
    if names:
        yield found("demonstration_accounts", names=", ".join(names))


def time_zone(_: Services, __: Mapping[str, str]) -> Iterator[Finding]:
    """The office's own."""
    try:
        right = ZoneInfo.no_cache(LOCAL.key).utcoffset(datetime(2024, 6, 20)) == _EAST  # noqa: DTZ001  # a wall clock
    except (ZoneInfoNotFoundError, ValueError, OSError):
        right = False
    if not right:
        yield found("time_zone")


def program(_: Services, __: Mapping[str, str]) -> Iterator[Finding]:
    """Python and packages, against what was tested."""
    if sys.version_info[:2] < OLDEST:
        yield found("python", version=platform.python_version())
    if not REQUIREMENTS.is_file():
        return
    pins = dict(_PIN.findall(REQUIREMENTS.read_text(encoding="utf-8")))
    differing = [
        f"{name} {there or '-'} ({wanted})" for name, wanted in pins.items() if (there := _there(name)) != wanted
    ]
    if differing:
        yield found("packages", names=", ".join(differing))


def _there(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def copies(of: Services, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Backups, where `zeren-backup` lays them."""
    newest = newest_backup(environ)
    if newest is None:
        yield found("no_backup")
    elif (days := (of.now().timestamp() - newest) / 86_400) > BACKUP_DAYS:
        yield found("old_backup", days=round(days))
