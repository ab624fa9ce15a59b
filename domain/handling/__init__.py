"""Handling: one table from each command to the kind that decides it and to what it must be told.

A command belongs to one stream. To decide it, the rules may need to know other streams, which are only read:
the posts of the organisation that met, the ancestors of a new parent. One module per kind says so, in the
words of `row`. `judge` puts it together; whoever executes a command hands it ``load`` and notes which
streams were read at which version.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from domain.handling import (
    account,
    accountability,
    appointment,
    appraisal,
    approval,
    calendar,
    commendation,
    commitment,
    contact,
    debrief,
    dues,
    education,
    evidence,
    floating,
    funding,
    inspection,
    leading_group,
    lecture,
    measure,
    meeting,
    member,
    organisation,
    person,
    plan,
    policy,
    project,
    publicity,
    reception,
    rectification,
    report,
    research,
    responsibility,
    review,
    security,
    sheet,
    work,
)
from domain.handling.row import (
    ANY,
    ORGANISATION,
    PERSON,
    POLICY,
    Judged,
    Load,
    Mention,
    Need,
    Row,
    missing,
)
from domain.identity import is_stream_id, kind_of, unknown_id
from domain.responsibility import State as ListState

__all__ = [
    "ANY",
    "EVOLVES",
    "HANDLING",
    "KINDS",
    "ORGANISATION",
    "PERSON",
    "POLICY",
    "Judged",
    "Load",
    "Mention",
    "Need",
    "Row",
    "arguments_of",
    "evolve_of",
    "judge",
    "missing",
    "require_existing",
]

KINDS: Final = (
    organisation,
    person,
    appointment,
    policy,
    responsibility,
    meeting,
    contact,
    report,
    work,
    evidence,
    account,
    inspection,
    rectification,
    calendar,
    debrief,
    appraisal,
    sheet,
    lecture,
    publicity,
    member,
    education,
    review,
    accountability,
    measure,
    commendation,
    commitment,
    reception,
    floating,
    dues,
    leading_group,
    plan,
    funding,
    project,
    research,
    approval,
    security,
)
"""One module per kind, in order of the vocabulary; each says in ``ROWS`` how its commands are handled."""

HANDLING: Final[Mapping[type, Row]] = {command: row for kind in KINDS for command, row in kind.ROWS.items()}
"""Every command and how it is handled."""

EVOLVES: Final[Mapping[str, Callable[[Any, Any], Any]]] = {row.kind: row.evolve for row in HANDLING.values()}
"""Kind -> the fold of its streams."""


def judge(command: Any, *, today: date, load: Load, standing: set[tuple[str, str]] | None = None) -> Judged:
    """Decide a command. ``load`` is called for every stream the decision rests on, its own included.

    ``standing`` are records that were loaded and found to stand for an earlier command of the same batch, each with the
    kind asked for; what is found now is added, parts of records excepted. Whoever moves a record takes it out again.
    """
    row = HANDLING[type(command)]
    stream = row.stream(command)
    if kind_of(stream) != row.kind:
        raise unknown_id(stream)
    state = load(stream)
    # The chair is among those present, and often answers for what was decided.
    seen = set[tuple[str, str]]() if standing is None else standing
    for mention in row.existing(command, state):
        named = mention[1:]
        if named not in seen:
            require_existing(mention, load)
            if "#" not in mention.ref:
                seen.add(named)
    arguments = arguments_of(row, command, state, load)
    return Judged(stream=stream, events=tuple(row.decide(state, command, today=today, **arguments)))


def arguments_of(row: Row, command: Any, state: Any, load: Load) -> dict[str, Any]:
    """The keyword arguments that ``decide`` is to be told, loading what they rest on."""
    loaded: dict[str, Any] = {}
    while True:
        needs = row.needs(command, state, loaded)
        unread = {stream: None for need in needs.values() for stream in need.streams if stream not in loaded}
        if not unread:
            break
        for stream in unread:
            loaded[stream] = load(stream)
        if not row.walks:
            break
    return {name: need.build({stream: loaded[stream] for stream in need.streams}) for name, need in needs.items()}


def evolve_of(stream: str) -> Callable[[Any, Any], Any]:
    """The fold of a stream's kind."""
    return EVOLVES[kind_of(stream)]


def require_existing(mention: Mention, load: Load) -> None:
    """Refuse a mention of a record that is not there, or was entered by mistake and voided."""
    stream, mark, part = mention.ref.partition("#")
    state = load(stream) if is_stream_id(stream, mention.kind) else None
    if state is None or getattr(state, "stage", "") == "voided" or (mark and not _has_part(state, part)):
        raise missing(mention.kind, mention.field)


def _has_part(state: Any, part: str) -> bool:
    """Whether a record's part is there: what the kind numbers itself, or a version of any other record."""
    if isinstance(state, ListState):
        return state.find(part) is not None
    own = getattr(state, "has_part", None)
    if own is not None:
        return bool(own(part))
    return part.isascii() and part.isdigit() and len(part) < 10 and 1 <= int(part) <= state.version
