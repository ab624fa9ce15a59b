"""Databases: ledger with its fences, views, sign-ins, proofs, witnesses, and the clocks they go by."""

import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from sqlalchemy.exc import SQLAlchemyError

from domain.vocabulary import EVENTS, UPCASTS
from ledger.fences import clock_of, missing_fences
from ledger.port import LedgerUnavailable
from ledger.postgres_schema import UnsafeRole
from ledger.proof.keys import LogKeyProblem
from ledger.proof.note import NoteMalformed
from ledger.proof.policy import PolicyMalformed, WitnessNamed
from ledger.proof.store import StoreBroken
from web.doctor.findings import Finding, found
from web.sealing import alarm, policy
from web.services import Services
from web.wellbeing import file_of

SKEW = 2.0
"""So many seconds may clocks differ."""
LATE = 3
"""So many intervals may pass before what waits to be sealed is late."""
TIMEOUT = 5.0

LOOKED_AT = 2_000
"""Last entries that are looked at for names that this program does not know."""

NO_FILE = "no such file"

_AWAY = (LedgerUnavailable, SQLAlchemyError, OSError, LogKeyProblem, NoteMalformed, StoreBroken, UnsafeRole)


def ledger(of: Services, _: Mapping[str, str]) -> Iterator[Finding]:
    """Whether it answers, and whether it is guarded."""
    if not _is_there(of):
        yield found("ledger", said=NO_FILE)
        return
    try:
        of.ledger.head()
        if missing := missing_fences(of.settings.ledger):
            yield found("fences", names=", ".join(missing))
    except UnsafeRole:
        yield found("unsafe_role")
    except LedgerUnavailable as error:
        yield found("ledger", said=_first_line(error))


def views(of: Services, _: Mapping[str, str]) -> Iterator[Finding]:
    """Whether they can be read, and how far they are."""
    if not there(of.settings.views):
        yield found("views", said=NO_FILE)
        return
    try:
        if outdated := of.views.outdated():
            yield found("views_outdated", names=" ".join(outdated))
            return
        read = of.views.positions().values()
    except (SQLAlchemyError, OSError) as error:
        yield found("views", said=_first_line(error))
        return
    head = _head(of)
    if head is None:
        return
    if max(read) > head:
        yield found("views_ahead", count=max(read) - head)
    elif head - min(read) > of.settings.ready_lag:
        yield found("views_behind", count=head - min(read))


def standbys(of: Services, _: Mapping[str, str]) -> Iterator[Finding]:
    """Whether pages can be read from them."""
    head = _head(of)
    if of.standbys is None or head is None:
        return
    for url, look in zip(of.settings.standbys, of.standbys.looks(), strict=True):
        name = _host_of(url)
        if not look.answers:
            yield found("standby_away", name=name)
        elif not look.copies:
            yield found("standby_promoted", name=name)
        elif look.level is not None and head - look.level > of.settings.ready_lag:
            yield found("standby_behind", name=name, position=look.level, head=head)


def _host_of(url: str) -> str:
    parts = urlsplit(url)
    return parts.hostname or ", ".join(parse_qs(parts.query).get("host", ()))


def program(of: Services, _: Mapping[str, str]) -> Iterator[Finding]:
    """Whether another program records here that knows more than this one."""
    head = _head(of)
    if not head:
        return
    try:
        rows = of.ledger.rows(max(0, head - LOOKED_AT), LOOKED_AT)
    except _AWAY:
        return  # told of the ledger itself
    if unknown := sorted({row.name for row in rows} - EVENTS.keys() - UPCASTS.keys()):
        yield found("newer_program", names=", ".join(unknown))


def sign_in(of: Services, _: Mapping[str, str]) -> Iterator[Finding]:
    """Whether anybody can sign in."""
    if not there(of.settings.secrets):
        yield found("secrets", said=NO_FILE)
        return
    try:
        anybody = of.secrets.any_password()
    except (SQLAlchemyError, OSError) as error:
        yield found("secrets", said=_first_line(error))
        return
    if not anybody and (of.settings.single_sign_on is None or not of.settings.single_sign_on.only):
        yield found("nobody")


def addresses(of: Services, environ: Mapping[str, str]) -> Iterator[Finding]:
    """How the settings name the databases."""
    settings = of.settings
    named = {
        "ZEREN_LEDGER": settings.ledger,
        "ZEREN_VIEWS": settings.views,
        "ZEREN_KEYS": settings.keys,
        "ZEREN_SECRETS": settings.secrets,
    }
    told = set()
    for name, url in named.items():
        if url.startswith("postgres") and urlsplit(url).password and url not in told:
            told.add(url)
            yield found("password_in_url", name=name)
    if settings.owner or environ.get("ZEREN_OWNER"):
        yield found("owner_set")
    if settings.postgresql and _server_of(settings.keys) == _server_of(settings.ledger):
        yield found("keys_beside_ledger")


def _server_of(url: str) -> tuple[object, ...]:
    parts = urlsplit(url)
    return (parts.scheme, parts.hostname, parts.port, parts.path, parts.query)


def proof(of: Services, _: Mapping[str, str]) -> Iterator[Finding]:
    """Whether what is recorded is sealed in time."""
    if (standing := alarm(of)) is not None:
        yield found("alarm", said=f"{standing.code} {standing.why}")
    head = _head(of)
    if not head:
        return
    try:
        last = of.sealer.store.last()
        first = of.ledger.log(last.size if last else 0, 1)
    except _AWAY:
        return  # told of the key and of the database itself
    minutes = of.settings.seal_minutes * LATE
    if first and (of.now() - first[0].recorded_at).total_seconds() > minutes * 60:
        yield found("unsealed", count=head - (last.size if last else 0), minutes=minutes)


def witnesses(of: Services, _: Mapping[str, str]) -> Iterator[Finding]:
    """Whether anybody outside is asked, and can be reached."""
    try:
        asked = policy(of)
    except (PolicyMalformed, OSError, UnicodeDecodeError) as error:
        yield found("policy", said=error, place=of.settings.witness_policy_file)
        return
    if asked is None or not asked.witnesses:
        yield found("no_witness")
        return
    for one in asked.witnesses.values():
        if one.url and not _reached(one):
            yield found("witness_away", name=one.name)


def _reached(witness: WitnessNamed) -> bool:
    """Whether somebody listens there; nothing is asked."""
    parts = urlsplit(witness.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=TIMEOUT):
            return True
    except OSError:
        return False


def clocks(of: Services, _: Mapping[str, str]) -> Iterator[Finding]:
    """This machine's against the database's, and against the last entry."""
    if not _is_there(of):
        return
    try:
        theirs, last = clock_of(of.settings.ledger), of.ledger.head().recorded_at
    except _AWAY:
        return  # told of the ledger itself
    now = of.now()
    if theirs is not None and (apart := abs(theirs - now.timestamp())) > SKEW:
        yield found("clock_database", seconds=round(apart))
    if last is not None and (ahead := (last - now).total_seconds()) > SKEW:
        yield found("clock_behind", seconds=round(ahead))


def there(url: str) -> bool:
    """Whether the file of a database is there: to ask one that is not would make it, and the doctor makes nothing."""
    file = file_of(url)
    return file is None or file.is_file()


def _is_there(of: Services) -> bool:
    return of.settings.postgresql or Path(of.settings.ledger).is_file()


def _head(of: Services) -> int | None:
    if not _is_there(of):
        return None
    try:
        return of.ledger.head().position
    except _AWAY:
        return None


def _first_line(error: Exception) -> str:
    """What an error says; of a driver's, only its kind, because it may quote an address."""
    return type(error).__name__ if isinstance(error, SQLAlchemyError) else str(error).partition("\n")[0]


__all__ = ["addresses", "clocks", "ledger", "program", "proof", "sign_in", "standbys", "there", "views", "witnesses"]
