"""Logs: one line of JSON for each request, refusal and fault, which nothing that was sent can forge.

What a line holds is chosen here and nowhere else: the route's pattern instead of the address, ids instead of names,
the place of a fault instead of what it said. So neither a query nor a form nor a personal value gets into a log; and
whatever text does get in is escaped as JSON, in which neither a line break nor a control character survives.

Lines go to standard error, where the system's journal picks them up. What a person was shown of sensitive data stands
in a log of its own: see `web.disclosures`.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from flask import has_request_context

from web.here import asked as current
from web.here import kept

REQUEST_ID: Final = "zeren.request_id"
"""Where a request's number stands in its environment."""

REQUESTS: Final = logging.getLogger("zeren.requests")
SECURITY: Final = logging.getLogger("zeren.security")
FAULTS: Final = logging.getLogger("zeren.faults")

_OWN: Final = frozenset({REQUESTS.name, SECURITY.name, FAULTS.name})
"""Logs whose lines are made here."""

_ROOT: Final = Path(__file__).parents[1]
_LONGEST: Final = 1_000
"""Longest text of somebody else's in a line."""

REFUSALS: Final = frozenset({"forbidden", "csrf", "read_only", "token_scope", "four_eyes", "officers_apart"})
"""Refusals, by their code, that a security officer wants to know of."""


class JsonLines(logging.Formatter):
    """Every record as one line of JSON: those made here as they are, all others with what they say, escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        if record.name in _OWN:
            return record.getMessage()
        if isinstance(record.args, tuple):
            # A library that names an address names its query too.
            record.args = tuple(one.partition("?")[0] if isinstance(one, str) else one for one in record.args)
        told: dict[str, Any] = {"said": record.getMessage().partition("\nTraceback")[0][:_LONGEST]}
        if record.exc_info and record.exc_info[1] is not None:
            told["error"] = _where(record.exc_info[1])
        return _line(record.levelname, record.name, told)


CONFIG: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "web.logs.JsonLines"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
    "root": {"level": "WARNING", "handlers": ["lines"]},
    "loggers": {
        "zeren": {"level": "INFO"},
        "gunicorn.error": {"level": "INFO", "handlers": ["lines"], "propagate": False},
        "gunicorn.access": {"level": "WARNING", "handlers": ["lines"], "propagate": False},
    },
}
"""For the server's workers (`logging.config.dictConfig`)."""


def new_request_id() -> str:
    """A number for a request. What a client calls its request is not asked: it would be written as it came."""
    return token_hex(8)


def request_id() -> str:
    """The number of this request."""
    return str(current().environ.get(REQUEST_ID, ""))


def answered(status: int, seconds: float) -> None:
    """A request was answered: its line, and one for security where it was refused."""
    if REQUESTS.isEnabledFor(logging.INFO):
        line = _line("INFO", "requests", {**_asked(), "status": status, "ms": round(seconds * 1000, 1)})
        # As `Logger.info` does, without going through the stack for the place it was called from: it is always here.
        REQUESTS.handle(logging.LogRecord(REQUESTS.name, logging.INFO, __file__, 0, line, None, None))
    if event := _security_event(status):
        told = {"event": event, **_asked(), "status": status, "address": _cut(current().remote_addr or "")}
        level = logging.INFO if status < 400 else logging.WARNING
        SECURITY.log(level, _line(logging.getLevelName(level), "security", told))


def security(event: str, **told: str) -> None:
    """Something that a security officer wants to know of, beside what the status of an answer says."""
    address = current().remote_addr or "" if has_request_context() else ""
    SECURITY.warning(_line("WARNING", "security", {"event": event, **_asked(), **told, "address": _cut(address)}))


def fault(error: BaseException, code: str) -> None:
    """Something went wrong on our side: where, not what it said, because that may hold what was sent."""
    FAULTS.error(_line("ERROR", "faults", {**_asked(), "code": code, "error": _where(error)}))


def refused(code: str) -> None:
    """Note why this request was refused, for its line."""
    kept().refused = code


def signed_in(account: str) -> None:
    """Note who has just signed in, for the line."""
    kept().signed_in = account


def _security_event(status: int) -> str:
    """What this answer means to security; ``""``: nothing."""
    if not has_request_context():
        return ""
    request, held = current(), kept()
    code, endpoint = held.get("refused", ""), request.endpoint or ""
    if code in REFUSALS:
        return str(code)
    if status == 429:
        return "throttled"
    if status == 401 and "Authorization" in request.headers:
        return "token_refused"
    if status < 400 and "signed_in" in held:
        return "signed_in"
    if not endpoint.startswith(("session.", "own.")) or request.method == "GET":
        return ""
    if status >= 400:
        return "sign_in_failed" if endpoint == "session.sign_in" else "refused"
    return "signed_out" if endpoint == "session.sign_out" else ""


def _asked() -> dict[str, Any]:
    """What is told of a request: nothing that whoever sent it could have chosen freely."""
    if not has_request_context():
        return {}
    request, held = current(), kept()
    who, rule = held.get("viewer"), request.url_rule
    return {
        "request": str(request.environ.get(REQUEST_ID, "")),
        "method": _cut(request.method, 12),
        "route": "" if rule is None else rule.rule,
        "account": held.get("signed_in", "") if who is None else who.account,
    }


def _line(level: str, log: str, told: dict[str, Any]) -> str:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    # Escaped down to ASCII: line ends of other scripts and marks that turn text around are escaped as well.
    return _ENCODER.encode({"time": now, "level": level, "log": log, **told})


_ENCODER: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))
"""Made once: `json.dumps` makes one for each line."""


def _cut(text: str, length: int = 60) -> str:
    return text[:length]


def _where(error: BaseException) -> list[dict[str, Any]]:
    """An error and what led to it: kinds and places."""
    found: list[dict[str, Any]] = []
    at: BaseException | None = error
    while at is not None and len(found) < 6:
        frames = traceback.extract_tb(at.__traceback__)[-12:]
        places = [f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        found.append({"kind": f"{type(at).__module__}.{type(at).__qualname__}", "at": places})
        at = at.__cause__ or at.__context__
    return found


def _place(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) else "/".join(path.parts[-2:])
