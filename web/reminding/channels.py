"""Channels: the office's mail server, and robots of group chats (企业微信, 钉钉), as one file of settings names them.

Passwords and webhook addresses are secrets: the file is mode 0600, and nothing of it gets into the ledger, a log or
the text of an error. What fails says whether the message certainly did not go out (`NotSent`: the next run tries
again) or may have gone out (`Unsure`: it is not sent again).
"""

import base64
import hashlib
import hmac
import smtplib
import ssl
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import field
from datetime import datetime
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import requests

from domain.identity import is_stream_id
from domain.kernel import record
from web.settings import carried_safely

TIMEOUT: Final = 20
"""Seconds that a server has for an answer."""
LONGEST: Final[Mapping[str, int]] = {"wecom": 2_000, "dingtalk": 6_000}
"""Bytes of a robot's text; WeCom takes 2,048."""
_HERE: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class Security(StrEnum):
    """How mail is carried to the server."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"
    """In the clear: to this very machine only."""


@record
class Mail:
    """The mail server through which reminders go."""

    server: str
    port: int
    security: Security
    sender: str
    domains: tuple[str, ...]
    """Mail goes to addresses of these domains only."""
    user: str = ""
    password: str = ""
    ca_file: str = ""

    def takes(self, address: str) -> bool:
        """Whether mail may go there."""
        name, at, domain = address.rpartition("@")
        plain = address.isascii() and address.isprintable() and not set(address) & set(' ,;<>"\\()')
        return bool(at and name) and plain and "@" not in name and domain.lower() in self.domains


@record
class Robot:
    """A robot of a group chat."""

    name: str
    kind: str
    """``wecom`` or ``dingtalk``."""
    title: str
    """What the group is called."""
    organisation: str
    """Accounts of it and below it may choose the robot."""
    address: str
    secret: str = ""
    """DingTalk: signs what is sent."""
    ca_file: str = ""


@record
class Channels:
    """What the office has set up; nothing: reminders stay on the desk."""

    mail: Mail | None = None
    robots: Mapping[str, Robot] = field(default_factory=dict)


class NotSent(Exception):
    """It certainly did not go out. ``why`` holds no address and no secret."""

    def __init__(self, why: str, *, whole: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.whole = whole
        """The whole channel is down, not only this recipient."""


class Unsure(Exception):
    """It may have gone out."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


# --- what is set up -------------------------------------------------------------------------


def channels(file: Path | None) -> Channels:
    """The channels of the file; none where there is no file. Raises ValueError, with a sentence for the engineer."""
    if file is None or not file.exists():
        return Channels()
    if file.stat().st_mode & 0o077:
        raise ValueError(f"{file} holds passwords: others must not read it (chmod 600)")
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{file} is no TOML: {error}") from error
    if unknown := set(found) - {"mail", "robots"}:
        raise ValueError(f"{file}: nothing is called {', '.join(sorted(unknown))}")
    mail, robots = found.get("mail"), found.get("robots", {})
    if not isinstance(robots, dict):
        raise ValueError(f"{file}: robots are written as [robots.NAME]")
    return Channels(
        mail=None if mail is None else _mail(f"{file}: mail", mail),
        robots={name: _robot(f"{file}: robots.{name}", name, row) for name, row in robots.items()},
    )


def _mail(where: str, row: Any) -> Mail:
    said = _Table(where, row, {"server", "port", "security", "from", "domains", "user", "password", "ca_file"})
    server, security = said.text("server", needed=True), said.text("security") or "tls"
    if security not in set(Security):
        raise ValueError(f"{where}: security is tls, starttls or none")
    if security == Security.NONE and server not in _HERE:
        raise ValueError(f"{where}: without TLS mail goes to this machine only")
    port = row.get("port", {"tls": 465, "starttls": 587, "none": 25}[security])
    domains = row.get("domains")
    if not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65536:
        raise ValueError(f"{where}: port is no port")
    if not isinstance(domains, list) or not domains or not all(isinstance(one, str) and one for one in domains):
        raise ValueError(f'{where}: domains names where mail may go, e.g. domains = ["anping.example"]')
    return Mail(
        server=server,
        port=port,
        security=Security(security),
        sender=said.text("from", needed=True),
        domains=tuple(one.lower() for one in domains),
        user=said.text("user"),
        password=said.text("password"),
        ca_file=said.text("ca_file"),
    )


def _robot(where: str, name: str, row: Any) -> Robot:
    said = _Table(where, row, {"kind", "title", "organisation", "address", "secret", "ca_file"})
    kind, address = said.text("kind", needed=True), said.text("address", needed=True)
    organisation = said.text("organisation", needed=True)
    if kind not in LONGEST:
        raise ValueError(f"{where}: kind is wecom or dingtalk")
    if not carried_safely(address):
        raise ValueError(f"{where}: address must begin with https://")
    if not is_stream_id(organisation, "organisation"):
        raise ValueError(f"{where}: organisation is the id of an organisation (org-…)")
    if not (name.isascii() and name.isprintable() and len(name) <= 40):
        raise ValueError(f"{where}: the name of a robot is short and ASCII")
    return Robot(
        name=name,
        kind=kind,
        title=said.text("title") or name,
        organisation=organisation,
        address=address,
        secret=said.text("secret"),
        ca_file=said.text("ca_file"),
    )


class _Table:
    """A table of the file, in which every value is a text."""

    def __init__(self, where: str, row: Any, known: set[str]) -> None:
        if not isinstance(row, dict):
            raise ValueError(f"{where} is no table")
        if unknown := set(row) - known:
            raise ValueError(f"{where}: nothing is called {', '.join(sorted(unknown))}")
        self._where, self._row = where, row

    def text(self, name: str, *, needed: bool = False) -> str:
        found = self._row.get(name, "")
        if not isinstance(found, str) or (needed and not found.strip()):
            raise ValueError(f"{self._where}: {name} is missing, or no text")
        return found.strip()


# --- mail -----------------------------------------------------------------------------------


def send_mail(mail: Mail, to: str, message: EmailMessage) -> None:
    """Hand a message to the mail server. Raises `NotSent` or `Unsure`."""
    if not mail.takes(to):
        raise NotSent("address_not_allowed")
    with _signed_in(mail) as server:
        try:
            _expect(server.mail(mail.sender.rpartition("<")[2].rstrip(">")), whole=True)
            _expect(server.rcpt(to))
            _expect(server.docmd("DATA"), good=(354,))
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(type(error).__name__, whole=True) from error
        try:
            server.send(_dotted(message))
            answer = server.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise Unsure(type(error).__name__) from error
        _expect(answer)


@contextmanager
def _signed_in(mail: Mail) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context(cafile=mail.ca_file or None)
    try:
        if mail.security is Security.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(mail.server, mail.port, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(mail.server, mail.port, timeout=TIMEOUT)
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(type(error).__name__, whole=True) from error
    try:
        try:
            if mail.security is Security.STARTTLS:
                server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
            if mail.user:
                server.login(mail.user, mail.password)
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(type(error).__name__, whole=True) from error
        yield server
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
    finally:
        server.close()


def _expect(answer: tuple[int, bytes], *, good: tuple[int, ...] = (250, 251), whole: bool = False) -> None:
    if answer[0] not in good:
        raise NotSent(f"smtp_{answer[0]}", whole=whole)


def _dotted(message: EmailMessage) -> bytes:
    """The message as it goes over the line: line ends, a dot more where a line begins with one, and the end."""
    lines = message.as_bytes().replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines) + b".\r\n"


# --- robots ---------------------------------------------------------------------------------


def send_robot(robot: Robot, text: str, *, now: datetime) -> None:
    """Have a robot say this in its group. Raises `NotSent` or `Unsure`."""
    body: dict[str, Any] = {"msgtype": "text", "text": {"content": text}}
    query = signed(robot.secret, now) if robot.kind == "dingtalk" and robot.secret else {}
    session = requests.Session()
    # Neither proxies nor passwords that the environment happens to name.
    session.trust_env = False
    try:
        answer = session.post(
            robot.address,
            json=body,
            params=query,
            timeout=TIMEOUT,
            allow_redirects=False,
            verify=robot.ca_file or True,
        )
    except (requests.exceptions.SSLError, requests.ConnectTimeout) as error:
        raise NotSent(type(error).__name__) from None  # what these say names the address
    except requests.ConnectionError as error:
        # Where no connection came about nothing can have arrived.
        if "NewConnectionError" in repr(error) or "NameResolutionError" in repr(error):
            raise NotSent("ConnectionError") from None
        raise Unsure("ConnectionError") from None
    except requests.RequestException as error:
        raise Unsure(type(error).__name__) from None
    finally:
        session.close()
    if answer.status_code != 200:
        raise NotSent(f"http_{answer.status_code}")
    try:
        code = answer.json()["errcode"]
    except (ValueError, KeyError, TypeError):
        raise Unsure("no_errcode") from None
    if code != 0:
        raise NotSent(f"errcode_{str(code)[:12]}")


def signed(secret: str, now: datetime) -> dict[str, str]:
    """DingTalk's signature: HMAC-SHA256 over the moment in milliseconds and the secret, with the secret as key."""
    moment = str(round(now.timestamp() * 1000))
    made = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": moment, "sign": base64.b64encode(made).decode()}
