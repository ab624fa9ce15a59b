"""Settings: where this installation keeps its data, read from the environment once (``ZEREN_*``)."""

import os
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from domain.account import Role
from domain.kernel import record
from ledger.waiting import STATEMENT

DISCLOSURE_DAYS: Final = 184
"""Six months at their longest; an office may keep the log of who was shown sensitive data longer, not shorter."""


@record
class SingleSignOn:
    """An identity provider (OpenID Connect) on whose word people are signed in."""

    issuer: str
    client: str
    secret_file: Path
    """Holds what we prove ourselves with to the issuer; mode 0600."""
    claim: str = "preferred_username"
    """Which claim names the account, by its sign-in name."""
    only: bool = False
    """No passwords any more, but for the emergency account."""
    emergency: str = ""
    """Sign-in name of the account that keeps its password, for the day the issuer is down."""
    ca_file: Path | None = None
    """Certificates that vouch for an issuer inside the office's network; None: the public ones."""


@record
class Settings:
    """Where things are kept, and the few choices an office may make."""

    data: Path
    """Folder of everything below, unless a setting of its own says otherwise."""
    ledger: str
    """Path of a SQLite file, or ``postgresql://…`` under which the application signs in."""
    views: str
    """URL of the views: ``sqlite:///…`` or ``postgresql://…``."""
    keys: str
    """Path of a SQLite file, or ``postgresql://…``: keys of persons."""
    secrets: str
    """URL of passwords and sessions."""
    master_key_file: Path
    proof: str
    """Path of a SQLite file, or the ledger's own ``postgresql://…``: checkpoints and hashes of leaves."""
    log_key_file: Path
    """The log's signing key; best kept apart from the databases."""
    files: Path
    """Evidence files, under the SHA-256 of their content."""
    idle_minutes: int = 60
    """A session that was not used for so long ends."""
    session_hours: int = 12
    """A session ends after so long in any case."""
    secure_cookies: bool = False
    """Send cookies over HTTPS only: on wherever the office serves Zeren over HTTPS."""
    upload_limit: int = 50 * 1024 * 1024
    form_limit: int = 16 * 1024 * 1024
    """Largest form; above the longest text allowed, so that the answer can name the field."""
    owner: str = ""
    """Owner of a PostgreSQL ledger; needed to create it, never to serve it."""
    log_name: str = ""
    """Name of the log, given to its key when that is made; a random one where none is set."""
    until: int | None = None
    """Log position at which a replay of the past ends; None: the present. Set by `zeren replay`."""
    replay_at: datetime | None = None
    """The moment at which a replay stands still; None: that of its last entry."""
    replay_token: str = ""
    """Opens the pages of a replay."""
    replay_root: str = ""
    """Organisation whose subtree a replay shows."""
    notice: str = ""
    """A line shown on every page, e.g. that this is a demonstration."""
    seal_minutes: int = 10
    """While entries come in, a checkpoint is made at least so often."""
    witness_policy_file: Path | None = None
    """Which witnesses are asked to sign checkpoints, and how many have to; nobody where there is no such file."""
    disclosures: Path | None = None
    """Folder of the log of who was shown sensitive data; None: ``disclosures`` beside everything else."""
    disclosure_days: int = DISCLOSURE_DAYS
    """So long its files are kept at least."""
    proxies: int = 0
    """So many proxies of ours stand in front; each adds the address it sees to X-Forwarded-For. None: not believed."""
    url: str = "http://127.0.0.1:8000"
    """Where people open Zeren; stands in links that commands print."""
    password_classes: int = 0
    """Kinds of characters that a password must have, for offices that are made to ask; none: any will do."""
    password_days: int = 0
    """A password must be changed after so many days, for offices that are made to ask; none: never."""
    second_factor_roles: frozenset[str] = frozenset()
    """Whoever holds one of these roles needs a second factor."""
    four_eyes: bool = True
    """Acts of weight take two people (会签); off only where an office has one person for them, and then said on
    the pages of those who watch."""
    papers: Path | None = None
    """Folder of the office's own Word templates; None: there are none."""
    single_sign_on: SingleSignOn | None = None
    """The office's own identity provider; None: there is none, and nothing of it is seen."""

    statement_seconds: int = STATEMENT
    """PostgreSQL ends a statement of a page after so many seconds, and the page says so."""
    ready_lag: int = 20_000
    """Views that are more entries behind the log make `/health/ready` say no: reading them would hold a page up."""
    ready_free_mib: int = 500
    """So does less room on a disk."""
    standbys: tuple[str, ...] = ()
    """URLs of PostgreSQL standbys from which pages and replays are read; see `web.standbys`."""
    staleness_seconds: float = 5
    """What is read from a standby was the whole record at most so many seconds ago."""
    metrics_token_file: Path | None = None
    """Holds what others than this machine show to be told metrics; mode 0600. None: nobody else is told."""
    reminders_file: Path | None = None
    """The office's mail server and robots, as TOML with their passwords; without it reminders stay on the desk."""

    @property
    def postgresql(self) -> bool:
        """Whether the ledger lives in PostgreSQL."""
        return self.ledger.startswith("postgresql")


def sqlite_url(path: Path) -> str:
    """URL of a SQLite file."""
    return f"sqlite:///{path}"


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from ``ZEREN_*``; whatever is left out has a default under ``ZEREN_DATA``."""
    env = os.environ if environ is None else environ
    data = Path(env.get("ZEREN_DATA", "data")).absolute()
    ledger = one_form(env.get("ZEREN_LEDGER") or str(data / "ledger.db"))
    views = one_form(env.get("ZEREN_VIEWS") or "") or (
        ledger if ledger.startswith("postgresql") else sqlite_url(data / "views.db")
    )
    return Settings(
        data=data,
        ledger=ledger,
        views=views,
        keys=one_form(env.get("ZEREN_KEYS") or str(data / "keys.db")),
        secrets=one_form(env.get("ZEREN_SECRETS") or sqlite_url(data / "secrets.db")),
        master_key_file=Path(env.get("ZEREN_MASTER_KEY_FILE") or data / "master.key"),
        proof=ledger if ledger.startswith("postgresql") else env.get("ZEREN_PROOF") or str(data / "proof.db"),
        log_key_file=Path(env.get("ZEREN_LOG_KEY_FILE") or data / "log.key"),
        files=Path(env.get("ZEREN_FILES") or data / "files"),
        idle_minutes=int(env.get("ZEREN_IDLE_MINUTES", "60")),
        session_hours=int(env.get("ZEREN_SESSION_HOURS", "12")),
        secure_cookies=env.get("ZEREN_SECURE_COOKIES", "") == "1",
        owner=one_form(env.get("ZEREN_OWNER", "")),
        log_name=env.get("ZEREN_LOG_NAME", ""),
        until=int(env["ZEREN_REPLAY_UNTIL"]) if env.get("ZEREN_REPLAY_UNTIL") else None,
        replay_at=datetime.fromisoformat(env["ZEREN_REPLAY_AT"]) if env.get("ZEREN_REPLAY_AT") else None,
        replay_token=env.get("ZEREN_REPLAY_TOKEN", ""),
        replay_root=env.get("ZEREN_REPLAY_ROOT", ""),
        notice=env.get("ZEREN_NOTICE", ""),
        seal_minutes=int(env.get("ZEREN_SEAL_MINUTES", "10")),
        witness_policy_file=Path(env.get("ZEREN_WITNESS_POLICY") or data / "witnesses.policy"),
        disclosures=Path(env.get("ZEREN_DISCLOSURES") or data / "disclosures"),
        disclosure_days=max(int(env.get("ZEREN_DISCLOSURE_DAYS") or 0), DISCLOSURE_DAYS),
        proxies=int(env.get("ZEREN_PROXIES") or 0),
        url=(env.get("ZEREN_URL") or "http://127.0.0.1:8000").rstrip("/"),
        password_classes=int(env.get("ZEREN_PASSWORD_CLASSES") or 0),
        password_days=int(env.get("ZEREN_PASSWORD_DAYS") or 0),
        second_factor_roles=_roles(env.get("ZEREN_SECOND_FACTOR_ROLES", "")),
        four_eyes=_on(env, "ZEREN_FOUR_EYES"),
        papers=Path(env.get("ZEREN_PAPERS") or data / "papers"),
        single_sign_on=_single_sign_on(env),
        reminders_file=Path(env.get("ZEREN_REMINDERS_FILE") or data / "reminders.toml"),
        statement_seconds=max(1, int(env.get("ZEREN_STATEMENT_SECONDS") or STATEMENT)),
        ready_lag=int(env.get("ZEREN_READY_LAG") or 20_000),
        ready_free_mib=int(env.get("ZEREN_READY_FREE_MIB") or 500),
        standbys=_standbys(env, ledger, views),
        staleness_seconds=float(env.get("ZEREN_STALENESS") or 5),
        metrics_token_file=Path(env["ZEREN_METRICS_TOKEN_FILE"]) if env.get("ZEREN_METRICS_TOKEN_FILE") else None,
    )


_HOSTS: Final = re.compile(r"(postgres(?:ql)?://(?:[^@/?]*@)?)([^@/?]*,[^@/?]*)(/[^?]*)?(?:\?(.*))?")


def one_form(database: str) -> str:
    """A URL that names several servers, as ``//USER@/DATABASE?host=A,B&port=1,2``: that form everything here reads."""
    found = _HOSTS.fullmatch(database)
    if found is None:
        return database
    begin, servers, name, query = found.groups()
    hosts, ports = [], []
    for server in servers.split(","):
        host, _, port = server.rpartition(":") if re.search(r":\d+$", server) else (server, "", "")
        hosts.append(host.strip("[]"))
        ports.append(port)
    told = [
        f"host={','.join(hosts)}",
        *([f"port={','.join(ports)}"] if any(ports) else []),
        *([query] if query else []),
    ]
    return f"{begin}{name or '/'}?{'&'.join(told)}"


def _standbys(env: Mapping[str, str], ledger: str, views: str) -> tuple[str, ...]:
    """Standbys hold what the server holds: ledger and views together, or nobody knows which goes with which."""
    found = tuple(one_form(url) for url in env.get("ZEREN_STANDBYS", "").split())
    if found and not (ledger.startswith("postgresql") and views == ledger):
        raise ValueError("ZEREN_STANDBYS asks for a PostgreSQL that holds ledger and views")
    return found


def _single_sign_on(env: Mapping[str, str]) -> SingleSignOn | None:
    """The identity provider, whole or not at all: half of it would be a door that nobody thought through."""
    issuer = env.get("ZEREN_OIDC_ISSUER", "")
    if not issuer:
        if named := sorted(name for name, value in env.items() if name.startswith("ZEREN_OIDC_") and value):
            raise ValueError(f"ZEREN_OIDC_ISSUER is not set, but {', '.join(named)}")
        return None
    client, secret_file = env.get("ZEREN_OIDC_CLIENT_ID", ""), env.get("ZEREN_OIDC_CLIENT_SECRET_FILE", "")
    if not client or not secret_file:
        raise ValueError("ZEREN_OIDC_ISSUER asks for ZEREN_OIDC_CLIENT_ID and ZEREN_OIDC_CLIENT_SECRET_FILE")
    if not carried_safely(issuer):
        raise ValueError("ZEREN_OIDC_ISSUER must begin with https://")
    return SingleSignOn(
        issuer=issuer,
        client=client,
        secret_file=Path(secret_file),
        claim=env.get("ZEREN_OIDC_CLAIM") or "preferred_username",
        only=env.get("ZEREN_OIDC_ONLY", "") == "1",
        emergency=env.get("ZEREN_OIDC_EMERGENCY", "").strip().lower(),
        ca_file=Path(env["ZEREN_OIDC_CA_FILE"]) if env.get("ZEREN_OIDC_CA_FILE") else None,
    )


def carried_safely(address: str) -> bool:
    """Whether nobody on the way can read or change what is sent there: HTTPS, or this very machine."""
    parts = urlsplit(address)
    here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")
    return bool(parts.hostname) and (parts.scheme == "https" or here)


def _on(env: Mapping[str, str], name: str) -> bool:
    """A protection that is on unless it is switched off in so many words."""
    if (said := env.get(name, "")) not in ("", "on", "off"):
        raise ValueError(f"{name} is on or off, not {said!r}")
    return said != "off"


def _roles(text: str) -> frozenset[str]:
    """Roles by their codes, one after the other; a role that there is not would protect nobody."""
    named = frozenset(text.replace(",", " ").split())
    if unknown := named - {role.value for role in Role}:
        raise ValueError(f"ZEREN_SECOND_FACTOR_ROLES names no role: {', '.join(sorted(unknown))}")
    return named
