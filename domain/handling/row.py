"""Row: how one command is handled, and the words in which the kinds say so."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeAlias

from domain.identity import posts_of
from domain.kernel import Refused, record

Load: TypeAlias = Callable[[str], Any]
"""Folded state of a stream; None if there is nothing in it."""


@record
class Need:
    """Streams that are only read, and how their folded states become one argument of ``decide``.

    ``streams`` are folded with the evolve of their own kind (`evolve_of`). ``build`` is given the state of
    each (None where the stream is empty).
    """

    streams: tuple[str, ...]
    build: Callable[[Mapping[str, Any]], Any]


class Mention(NamedTuple):
    """A record that a command names and that must exist."""

    field: str
    ref: str
    kind: str = ""
    """Kind of record it must be; empty: any."""


def _no_needs(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    return {}


def _no_mentions(command: Any, state: Any) -> Iterable[Mention]:
    return ()


@record
class Row:
    """How one command is handled."""

    kind: str
    stream: Callable[[Any], str]
    """Stream the command belongs to."""
    evolve: Callable[[Any, Any], Any]
    decide: Callable[..., list[Any]]
    needs: Callable[[Any, Any, Mapping[str, Any]], Mapping[str, Need]] = _no_needs
    """Keyword arguments of ``decide``, from the command, its own stream's state and what has been loaded so far."""
    walks: bool = False
    """``needs`` is asked again until it names no stream that is not loaded: so it can walk up a tree."""
    existing: Callable[[Any, Any], Iterable[Mention]] = _no_mentions
    """Records that the command names, each with its field; one that is not there, or was voided, is refused."""


@record
class Judged:
    """What a command leads to: events for its own stream; none where nothing needs recording."""

    stream: str
    events: tuple[Any, ...]


_MISSING: Final[Mapping[str, tuple[str, str, str]]] = {
    "organisation": (
        "unknown_organisation",
        "没有找到所填组织，请从名录中选择或先登记。",
        "That organisation is not on record.",
    ),
    "person": ("unknown_person", "没有找到所填人员，请从名录中选择或先登记。", "That person is not on record."),
    "policy": ("unknown_policy", "没有找到所填制度文件，请先登记印发。", "That policy is not on record."),
}
_MISSING_RECORD: Final = ("unknown_record", "没有找到所填记录，请核对编号。", "That record is not on record.")


def missing(kind: str, field: str) -> Refused:
    """The refusal of a record that is not there."""
    code, zh, en = _MISSING.get(kind, _MISSING_RECORD)
    return Refused(code, zh=zh, en=en, field=field)


ANY: Final = "any"
ORGANISATION: Final = "organisation"
PERSON: Final = "person"
POLICY: Final = "policy"


def names(**kinds: str) -> Callable[[Any, Any], Iterable[Mention]]:
    """The mentions of a command: which field names records of which kind. An empty field names none."""

    fields = [(field, "" if kind == ANY else kind) for field, kind in kinds.items()]

    def mentions(command: Any, state: Any) -> Iterable[Mention]:
        found = []
        for field, kind in fields:
            said = getattr(command, field)
            for ref in said if isinstance(said, tuple) else (said,):
                if ref:
                    found.append(_mention(Mention, (field, ref, kind)))
        return found

    return mentions


_mention: Final = tuple.__new__
"""What the class itself does, without a step through Python for each; fields in the order of `Mention`."""


@lru_cache(maxsize=4_096)
def one(stream: str) -> Need:
    """The state of one stream, as it is."""
    return Need(streams=(stream,), build=lambda states: states[stream])


def _own_organisation(command: Any, state: Any) -> str | None:
    return getattr(command, "organisation", None) or (None if state is None else state.organisation)


def posts_need(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    """``posts``: the posts of the organisation that acts."""
    own = _own_organisation(command, state)
    return {} if own is None else _posts_of_one(own)


@lru_cache(maxsize=4_096)
def _posts_of_one(organisation: str) -> Mapping[str, Need]:
    return {"posts": one(posts_of(organisation))}


def rows(kind: Any, field: str, commands: Mapping[type, Mapping[str, Any]]) -> dict[type, Row]:
    """Rows of one kind, whose commands name their stream in ``field`` unless they say otherwise."""
    name = kind.__name__.rpartition(".")[2]
    common = {"kind": name, "evolve": kind.evolve, "decide": kind.decide, "stream": attrgetter(field)}
    return {command: Row(**{**common, **more}) for command, more in commands.items()}
