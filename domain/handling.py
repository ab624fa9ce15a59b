"""Handling: one table from each command to the kind that decides it and to what it must be told.

A command belongs to one stream. To decide it, the rules may need to know other streams, which are only read:
the posts of the organisation that met, the ancestors of a new parent. `judge` puts that together; whoever
executes a command hands it ``load`` and notes which streams were read at which version.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, TypeAlias

from domain import meeting
from domain.identity import is_stream_id, kind_of, posts_of, stream_of, unknown_id
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


@record
class Mention:
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
    """Keyword arguments of ``decide``, from the command, its own stream's state and what has been loaded so
    far. It is asked again until it names no stream that is not loaded: so it can walk up a tree."""
    existing: Callable[[Any, Any], Iterable[Mention]] = _no_mentions
    """Records that the command names, each with its field; one that is not there, or was voided, is refused."""


@record
class Judged:
    """What a command leads to: events for its own stream; none where nothing needs recording."""

    stream: str
    events: tuple[Any, ...]


def judge(command: Any, *, today: date, load: Load) -> Judged:
    """Decide a command. ``load`` is called for every stream the decision rests on, its own included."""
    row = HANDLING[type(command)]
    stream = row.stream(command)
    if kind_of(stream) != row.kind:
        raise unknown_id(stream)
    state = load(stream)
    for mention in row.existing(command, state):
        require_existing(mention, load)
    arguments = arguments_of(row, command, state, load)
    return Judged(stream=stream, events=tuple(row.decide(state, command, today=today, **arguments)))


def arguments_of(row: Row, command: Any, state: Any, load: Load) -> dict[str, Any]:
    """The keyword arguments that ``decide`` is to be told, loading what they rest on."""
    loaded: dict[str, Any] = {}
    while True:
        needs = row.needs(command, state, loaded)
        missing = {stream: None for need in needs.values() for stream in need.streams if stream not in loaded}
        if not missing:
            break
        for stream in missing:
            loaded[stream] = load(stream)
    return {name: need.build({stream: loaded[stream] for stream in need.streams}) for name, need in needs.items()}


def evolve_of(stream: str) -> Callable[[Any, Any], Any]:
    """The fold of a stream's kind."""
    return EVOLVES[kind_of(stream)]


# --- records that must exist -----------------------------------------------------

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


def require_existing(mention: Mention, load: Load) -> None:
    """Refuse a mention of a record that is not there, or was entered by mistake and voided."""
    stream = stream_of(mention.ref)
    state = load(stream) if is_stream_id(stream, mention.kind) else None
    if state is None or getattr(state, "stage", "") == "voided":
        code, zh, en = _MISSING.get(mention.kind, _MISSING_RECORD)
        raise Refused(code, zh=zh, en=en, field=mention.field)


def _organisations(**fields: str | None) -> list[Mention]:
    return [Mention(field=f, ref=ref, kind="organisation") for f, ref in fields.items() if ref is not None]


def _persons(**fields: str | None) -> list[Mention]:
    return [Mention(field=f, ref=ref, kind="person") for f, ref in fields.items() if ref is not None]


# --- meeting ---------------------------------------------------------------------


def _meeting_mentions(command: Any, state: Any) -> Iterable[Mention]:
    own = getattr(command, "organisation", None)
    people = [Mention(field="attendees", ref=ref, kind="person") for ref in command.attendees]
    carriers = [
        Mention(field="resolutions", ref=r.responsible, kind="person") for r in command.resolutions if r.responsible
    ]
    return [*_organisations(organisation=own), *_persons(chair=command.chair), *people, *carriers]


def _posts_need(organisation: str) -> Need:
    stream = posts_of(organisation)
    return Need(streams=(stream,), build=lambda states: states[stream])


def _meeting_posts(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    organisation = getattr(command, "organisation", None) or (state.organisation if state is not None else None)
    return {} if organisation is None else {"posts": _posts_need(organisation)}


def _meeting(**more: Any) -> Row:
    return Row(
        kind="meeting",
        stream=lambda command: str(command.meeting),
        evolve=meeting.evolve,
        decide=meeting.decide,
        **more,
    )


HANDLING: Final[Mapping[type, Row]] = {
    meeting.ConveneMeeting: _meeting(existing=lambda c, s: _organisations(organisation=c.organisation)),
    meeting.HoldMeeting: _meeting(existing=_meeting_mentions, needs=_meeting_posts),
    meeting.CancelMeeting: _meeting(),
    meeting.CarryOutResolution: _meeting(),
    meeting.CorrectMeeting: _meeting(existing=_meeting_mentions, needs=_meeting_posts),
    meeting.VoidMeeting: _meeting(),
}
"""Every command and how it is handled."""

EVOLVES: Final[Mapping[str, Callable[[Any, Any], Any]]] = {row.kind: row.evolve for row in HANDLING.values()}
"""Kind -> the fold of its streams."""
