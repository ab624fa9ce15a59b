"""Policy of witnesses (C2SP tlog-policy): which witnesses are asked, and how many of them have to sign.

::

    log <public key>
    witness superior <public key> https://witness.example/
    witness archive <public key>
    group both all superior archive
    quorum both
"""

import re
from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import urlsplit

from domain.kernel import record
from ledger.proof.note import COSIGNATURE, ED25519, NoteMalformed, VerifierKey, parse_verifier

NONE: Final = "none"
_NAME: Final = re.compile(r"[!-~]+")
_COUNT: Final = re.compile(r"[1-9][0-9]{0,5}")


class PolicyMalformed(ValueError):
    """A line of a policy cannot be read."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")
        self.line = line
        self.why = why


@record
class WitnessNamed:
    """A witness of the policy. Without ``url`` it is asked by file."""

    name: str
    key: VerifierKey
    url: str = ""


@record
class Group:
    """So many of these witnesses and groups."""

    least: int
    members: tuple[str, ...]


@record
class Policy:
    """Who is asked, and when it is enough."""

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, WitnessNamed]
    groups: Mapping[str, Group]
    quorum: str
    """Name of a witness or group; ``none``: nobody has to sign."""

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """Public keys of all witnesses."""
        return tuple(one.key for one in self.witnesses.values())

    def satisfied(self, signed: Collection[VerifierKey]) -> bool:
        """Whether these signatures are enough."""
        return self.quorum == NONE or self._holds(self.quorum, signed)

    def _holds(self, name: str, signed: Collection[VerifierKey]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name].key in signed
        group = self.groups[name]
        return sum(self._holds(member, signed) for member in group.members) >= group.least


def parse_policy(text: str) -> Policy:
    """A policy from its file. Raises `PolicyMalformed`, which names the line."""
    logs: list[VerifierKey] = []
    witnesses: dict[str, WitnessNamed] = {}
    groups: dict[str, Group] = {}
    quorum = ""
    used: set[str] = set()
    number = 0
    for number, line in enumerate(text.split("\n"), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        match words:
            case ["log", key] | ["log", key, _]:
                logs.append(_key(number, key, ED25519))
            case ["witness", name, key, *rest] if len(rest) <= 1:
                _fresh(number, name, witnesses, groups)
                found = _key(number, key, COSIGNATURE)
                if any(one.key == found for one in witnesses.values()):
                    raise PolicyMalformed(number, "this key is named twice")
                witnesses[name] = WitnessNamed(name=name, key=found, url=_url(number, rest[0]) if rest else "")
            case ["group", name, least, *members] if members:
                _fresh(number, name, witnesses, groups)
                groups[name] = _group(number, least, members, witnesses, groups, used)
            case ["quorum", name]:
                if quorum:
                    raise PolicyMalformed(number, "there is one quorum")
                if name != NONE and name not in witnesses and name not in groups:
                    raise PolicyMalformed(number, f"nothing is called {name}")
                quorum = name
            case _:
                raise PolicyMalformed(number, f"cannot be read: {line.strip()[:60]}")
    if not quorum:
        raise PolicyMalformed(number, "the policy says no quorum")
    return Policy(logs=tuple(logs), witnesses=witnesses, groups=groups, quorum=quorum)


def _key(number: int, text: str, sort: int) -> VerifierKey:
    try:
        key = parse_verifier(text)
    except NoteMalformed as error:
        raise PolicyMalformed(number, str(error)) from error
    if key.sort != sort:
        raise PolicyMalformed(number, "the key of a log is given for a witness, or the other way round")
    return key


def _fresh(number: int, name: str, *taken: Mapping[str, object]) -> None:
    if name == NONE or not _NAME.fullmatch(name) or any(name in one for one in taken):
        raise PolicyMalformed(number, f"the name {name[:40]} cannot be given, or was given before")


def _url(number: int, text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise PolicyMalformed(number, "a witness is asked at an http or https address")
    return text.rstrip("/")


def _group(
    number: int,
    least: str,
    members: list[str],
    witnesses: Mapping[str, object],
    groups: Mapping[str, object],
    used: set[str],
) -> Group:
    for member in members:
        if member not in witnesses and member not in groups:
            raise PolicyMalformed(number, f"nothing is called {member}")
        if member in used:
            raise PolicyMalformed(number, f"{member} belongs to a group already")
        used.add(member)
    if least in ("any", "all"):
        return Group(least=1 if least == "any" else len(members), members=tuple(members))
    if not _COUNT.fullmatch(least) or int(least) > len(members):
        raise PolicyMalformed(number, f"a group of {len(members)} cannot want {least[:10]}")
    return Group(least=int(least), members=tuple(members))
