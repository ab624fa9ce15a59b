"""Stream ids: how every record of the ledger is named, and what its name says about it.

A name is a prefix and a body. Most bodies are random (made in ``web``, where chance is allowed); where a
regulation or the nature of the thing allows one only, the body follows from what the thing is: the posts of
an organisation, its list of a year, a file with this content, an account under this name.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from domain.kernel import Refused

HEX: Final = 20
"""Length of a random body, in hexadecimal digits (80 bits)."""

PREFIXES: Final[Mapping[str, str]] = {
    "org": "organisation",
    "person": "person",
    "posts": "appointment",
    "policy": "policy",
    "list": "responsibility",
    "meeting": "meeting",
    "point": "contact",
    "report": "report",
    "work": "work",
    "file": "evidence",
    "account": "account",
    "inspection": "inspection",
    "rectification": "rectification",
    "calendar": "calendar",
    "debrief": "debrief",
    "appraisal": "appraisal",
    "sheet": "sheet",
    "accountability": "accountability",
    "measure": "measure",
    "commendation": "commendation",
    "project": "project",
    "research": "research",
    "lecture": "lecture",
    "group": "leading_group",
    "plan": "plan",
    "budget": "funding",
    "publicity": "publicity",
    "member": "member",
    "education": "education",
    "review": "review",
    "commitment": "commitment",
    "reception": "reception",
    "certificate": "floating",
    "dues": "dues",
    "approval": "approval",
    "security": "security",
}
"""Prefix of a stream id -> kind of record (name of the module that holds its rules)."""

SIGN_IN_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?")
"""A sign-in name: lower case Latin letters, digits, and . _ - inside."""

_ONE: Final = rf"[0-9a-f]{{{HEX}}}"

_DERIVED: Final[Mapping[str, re.Pattern[str]]] = {
    "posts": re.compile(_ONE),
    "list": re.compile(rf"{_ONE}-[0-9]{{4}}"),
    "file": re.compile(r"[0-9a-f]{64}"),
    "account": SIGN_IN_NAME,
    "security": SIGN_IN_NAME,
    "calendar": re.compile(r"[0-9]{4}"),
    "sheet": re.compile(rf"{_ONE}-[op]{_ONE}"),
    "budget": re.compile(rf"{_ONE}-[0-9]{{4}}"),
    "member": re.compile(_ONE),
    "certificate": re.compile(_ONE),
    "dues": re.compile(rf"{_ONE}-[0-9]{{4}}"),
}
"""Prefixes whose body follows from what the thing is, by the functions below -> what that body looks like."""

RANDOM: Final = frozenset(PREFIXES) - frozenset(_DERIVED)
"""Prefixes whose body is random: all the others."""

_BODY: Final[Mapping[str, re.Pattern[str]]] = {**dict.fromkeys(RANDOM, re.compile(_ONE)), **_DERIVED}


def is_stream_id(text: str, kind: str = "") -> bool:
    """Whether ``text`` is a well-formed stream id, of ``kind`` if one is given."""
    return len(text) <= _LONGEST and _is_stream_id(text, kind)


_LONGEST: Final = 100
"""No id is longer; what is longer is not even looked at, nor kept."""


@lru_cache(maxsize=16_384)
def _is_stream_id(text: str, kind: str) -> bool:
    # Kept, because an act names the same few organisations and persons many times over.
    prefix, dash, body = text.partition("-")
    if not dash or prefix not in PREFIXES or (kind and PREFIXES[prefix] != kind):
        return False
    return _BODY[prefix].fullmatch(body) is not None


def kind_of(stream: str) -> str:
    """Kind of record that a stream holds: ``organisation``, ``meeting``, ..."""
    if not is_stream_id(stream):
        raise unknown_id(stream)
    return PREFIXES[stream.partition("-")[0]]


def prefix_of(kind: str) -> str:
    """Prefix of a kind's stream ids."""
    return _PREFIX_OF[kind]


def pattern_of(kind: str) -> str:
    """What ids of a kind look like, as a regular expression."""
    prefix = prefix_of(kind)
    return f"{prefix}-{_BODY[prefix].pattern}"


def stream_of(ref: str) -> str:
    """Stream of a ref: ``meeting-…#3`` and ``list-…#7`` point into a stream, ``meeting-…`` at all of it."""
    return ref.partition("#")[0]


def posts_of(organisation: str) -> str:
    """Stream that holds all posts of an organisation."""
    return f"posts-{_body(organisation, 'org')}"


def list_of(organisation: str, year: int) -> str:
    """Stream of an organisation's responsibility list of a year: there can be one only."""
    return f"list-{_body(organisation, 'org')}-{_year(year)}"


def calendar_of(year: int) -> str:
    """Stream of the working calendar of a year."""
    return _checked(f"calendar-{_year(year)}")


def sheet_of(appraisal: str, subject: str) -> str:
    """Stream of the sheet of an organisation or person in an appraisal: there can be one only."""
    body = f"o{_body(subject, 'org')}" if subject.startswith("org-") else f"p{_body(subject, 'person')}"
    return f"sheet-{_body(appraisal, 'appraisal')}-{body}"


def budget_of(organisation: str, year: int) -> str:
    """Stream of an organisation's budget of a year."""
    return f"budget-{_body(organisation, 'org')}-{_year(year)}"


def member_of(person: str) -> str:
    """Stream of a person's party membership."""
    return f"member-{_body(person, 'person')}"


def certificate_of(person: str) -> str:
    """Stream of a person's journeys as a floating member: one valid certificate at a time."""
    return f"certificate-{_body(person, 'person')}"


def dues_of(person: str, year: int) -> str:
    """Stream of the dues a person paid for a year."""
    return f"dues-{_body(person, 'person')}-{_year(year)}"


def organisation_of(stream: str) -> str:
    """Organisation whose posts or list a derived stream holds."""
    prefix, _, body = stream.partition("-")
    if prefix not in ("posts", "list") or not is_stream_id(stream):
        raise unknown_id(stream)
    return f"org-{body[:HEX]}"


def person_of(stream: str) -> str:
    """Person whose membership, journeys or dues a derived stream holds."""
    prefix, _, body = stream.partition("-")
    if prefix not in ("member", "certificate", "dues") or not is_stream_id(stream):
        raise unknown_id(stream)
    return f"person-{body[:HEX]}"


def file_of(sha256: str) -> str:
    """Stream of the file with this content."""
    return _checked(f"file-{sha256}")


def account_of(sign_in_name: str) -> str:
    """Stream of the account under this sign-in name."""
    return _checked(f"account-{sign_in_name}")


def security_of(account: str) -> str:
    """Stream of what was done to the keys and proofs of an account."""
    if not is_stream_id(account, "account"):
        raise unknown_id(account)
    return f"security-{account.partition('-')[2]}"


def unknown_id(text: str) -> Refused:
    """The refusal of a name under which nothing can be kept."""
    return Refused(
        "unknown_id",
        zh="没有找到：编号格式不正确，请从列表中选择。",
        en=f"Nothing can be on record under {text[:80]!r}; choose from the list.",
    )


_PREFIX_OF: Final = {kind: prefix for prefix, kind in PREFIXES.items()}


def _body(stream: str, prefix: str) -> str:
    if not stream.startswith(f"{prefix}-") or not is_stream_id(stream):
        raise unknown_id(stream)
    return stream[len(prefix) + 1 :]


def _year(year: int) -> str:
    if not 1 <= year <= 9999:
        raise unknown_id(str(year))
    return f"{year:04d}"


def _checked(stream: str) -> str:
    if not is_stream_id(stream):
        raise unknown_id(stream)
    return stream
