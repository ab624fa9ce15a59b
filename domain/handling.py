"""Handling: one table from each command to the kind that decides it and to what it must be told.

A command belongs to one stream. To decide it, the rules may need to know other streams, which are only read:
the posts of the organisation that met, the ancestors of a new parent. `judge` puts that together; whoever
executes a command hands it ``load`` and notes which streams were read at which version.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeAlias

from domain import (
    account,
    appointment,
    contact,
    drafting,
    evidence,
    meeting,
    organisation,
    person,
    policy,
    report,
    responsibility,
    work,
)
from domain.identity import is_stream_id, kind_of, list_of, posts_of, unknown_id
from domain.kernel import Refused, record
from domain.reading.policies import document_of

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


def judge(command: Any, *, today: date, load: Load) -> Judged:
    """Decide a command. ``load`` is called for every stream the decision rests on, its own included."""
    row = HANDLING[type(command)]
    stream = row.stream(command)
    if kind_of(stream) != row.kind:
        raise unknown_id(stream)
    state = load(stream)
    seen: set[tuple[str, str]] = set()
    for mention in row.existing(command, state):
        if mention[1:] not in seen:  # the chair is among those present, and often answers for what was decided
            require_existing(mention, load)
            seen.add(mention[1:])
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


def missing(kind: str, field: str) -> Refused:
    """The refusal of a record that is not there."""
    code, zh, en = _MISSING.get(kind, _MISSING_RECORD)
    return Refused(code, zh=zh, en=en, field=field)


def require_existing(mention: Mention, load: Load) -> None:
    """Refuse a mention of a record that is not there, or was entered by mistake and voided."""
    stream, mark, part = mention.ref.partition("#")
    state = load(stream) if is_stream_id(stream, mention.kind) else None
    if state is None or getattr(state, "stage", "") == "voided" or (mark and not _has_part(state, part)):
        raise missing(mention.kind, mention.field)


def _has_part(state: Any, part: str) -> bool:
    """Whether a record's part is there: an item of a list, or a version of any other record."""
    if isinstance(state, responsibility.State):
        return state.find(part) is not None
    return part.isascii() and part.isdigit() and len(part) < 10 and 1 <= int(part) <= state.version


def _names(**kinds: str) -> Callable[[Any, Any], Iterable[Mention]]:
    """The mentions of a command: which field names records of which kind. An empty field names none."""

    def mentions(command: Any, state: Any) -> Iterable[Mention]:
        for field, kind in kinds.items():
            said = getattr(command, field)
            for ref in said if isinstance(said, tuple) else (said,):
                if ref:
                    yield Mention(field=field, ref=ref, kind="" if kind == ANY else kind)

    return mentions


ANY: Final = "any"
ORGANISATION: Final = "organisation"
PERSON: Final = "person"
POLICY: Final = "policy"


def _one(stream: str) -> Need:
    """The state of one stream, as it is."""
    return Need(streams=(stream,), build=lambda states: states[stream])


def _own_organisation(command: Any, state: Any) -> str | None:
    return getattr(command, "organisation", None) or (None if state is None else state.organisation)


def _posts_need(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    own = _own_organisation(command, state)
    return {} if own is None else {"posts": _one(posts_of(own))}


# --- organisation: what stands above ---------------------------------------------


def _tree(parent: str | None, department: str | None, span: tuple[date, date], loaded: Mapping[str, Any]) -> Need:
    streams = dict.fromkeys(organisation.above(parent, *span, loaded))
    if department is not None:
        streams[department] = None
    return Need(streams=tuple(streams), build=dict)


def _above_new_place(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    span = organisation.span_of_change(state, command.occurred_on)
    return {"tree": _tree(command.parent, command.department, span, loaded)}


def _above_on_day(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    place = None if state is None else state.place_on(command.occurred_on)
    if place is None:
        return {}
    return {"tree": _tree(place.parent, place.department, (command.occurred_on, command.occurred_on), loaded)}


# --- posts, policies, lists ------------------------------------------------------


def _posts_stream(command: Any) -> str:
    if not is_stream_id(command.organisation, ORGANISATION):
        raise missing(ORGANISATION, "organisation")
    return posts_of(command.organisation)


def _appointing(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    return {"organisation": _one(command.organisation)}


def _drafted_stream(command: Any) -> str:
    if not is_stream_id(command.organisation, ORGANISATION):
        raise missing(ORGANISATION, "organisation")
    return list_of(command.organisation, command.year)


def _draft_mentions(command: Any, state: Any) -> Iterable[Mention]:
    yield from _names(organisation=ORGANISATION, policies=POLICY)(command, state)
    for item in command.items:
        if item.person:
            yield Mention(field="items", ref=item.person, kind=PERSON)


def _demands(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    """What the named policies demand of a list of this kind of body."""

    def build(states: Mapping[str, Any]) -> responsibility.Demands:
        own = states[command.organisation]
        documents = [document_of(states[policy].issued.catalogue) for policy in command.policies]
        return drafting.demands(own.kind, own.sector, documents)

    return {"demands": Need(streams=(command.organisation, *command.policies), build=build)}


# --- meetings and contact points -------------------------------------------------


_CHAIR_AND_ATTENDEES: Final = _names(chair=PERSON, attendees=PERSON)


def _meeting_mentions(command: Any, state: Any) -> Iterable[Mention]:
    yield from _CHAIR_AND_ATTENDEES(command, state)
    if isinstance(command, meeting.HoldMeeting):
        yield Mention(field="organisation", ref=command.organisation, kind=ORGANISATION)
    for resolution in command.resolutions:
        if resolution.responsible:
            yield Mention(field="resolutions", ref=resolution.responsible, kind=PERSON)


def _posts_and_unit(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    return {**_posts_need(command, state, loaded), "unit": _one(command.unit)}


# --- the table -------------------------------------------------------------------


def _rows(kind: Any, field: str, commands: Mapping[type, Mapping[str, Any]]) -> dict[type, Row]:
    """Rows of one kind, whose commands name their stream in ``field`` unless they say otherwise."""
    name = kind.__name__.rpartition(".")[2]
    common = {"kind": name, "evolve": kind.evolve, "decide": kind.decide, "stream": attrgetter(field)}
    return {command: Row(**{**common, **more}) for command, more in commands.items()}


_PLACE: Final = _names(parent=ORGANISATION, department=ORGANISATION)
_WORK: Final = {"performers": PERSON, "recipient": ORGANISATION, "unit": ORGANISATION, "point": "contact"}

HANDLING: Final[Mapping[type, Row]] = {
    **_rows(
        organisation,
        "organisation",
        {
            organisation.RegisterOrganisation: {"existing": _PLACE, "needs": _above_new_place, "walks": True},
            organisation.SetOrganisationRelation: {"existing": _PLACE, "needs": _above_new_place, "walks": True},
            organisation.RenameOrganisation: {},
            organisation.GrantDepartmentAuthorisation: {},
            organisation.DetermineLeadershipRelation: {"needs": _above_on_day, "walks": True},
            organisation.RateOrganisation: {},
            organisation.DissolveOrganisation: {},
            organisation.CorrectOrganisation: {"existing": _PLACE, "needs": _above_new_place, "walks": True},
            organisation.VoidOrganisation: {},
        },
    ),
    **_rows(
        person,
        "person",
        {
            person.RegisterPerson: {"existing": _names(organisation=ORGANISATION)},
            person.CorrectPerson: {"existing": _names(organisation=ORGANISATION)},
            person.VoidPerson: {},
        },
    ),
    **_rows(
        appointment,
        "organisation",
        {
            appointment.AppointRole: {
                "stream": _posts_stream,
                "existing": _names(organisation=ORGANISATION, person=PERSON),
                "needs": _appointing,
            },
            appointment.AssignRole: {"stream": _posts_stream},
            appointment.EndRole: {"stream": _posts_stream},
            appointment.CorrectAppointment: {
                "stream": _posts_stream,
                "existing": _names(organisation=ORGANISATION, person=PERSON),
                "needs": _appointing,
            },
            appointment.VoidAppointment: {"stream": _posts_stream},
        },
    ),
    **_rows(
        policy,
        "policy",
        {
            policy.IssuePolicy: {"existing": _names(binds=ORGANISATION)},
            policy.SupersedePolicy: {"existing": _names(by=POLICY)},
            policy.InterpretPolicy: {},
            policy.CorrectPolicy: {"existing": _names(binds=ORGANISATION)},
            policy.VoidPolicy: {},
        },
    ),
    **_rows(
        responsibility,
        "list",
        {
            responsibility.DraftList: {
                "stream": _drafted_stream,
                "existing": _draft_mentions,
                "needs": _demands,
            },
            responsibility.AddItem: {"existing": _names(person=PERSON, policy=POLICY)},
            responsibility.AssignItem: {"existing": _names(person=PERSON)},
            responsibility.WithdrawItem: {},
            responsibility.IssueList: {"needs": _posts_need},
            responsibility.AmendItem: {"existing": _names(person=PERSON), "needs": _posts_need},
            responsibility.ReassignItem: {"existing": _names(person=PERSON), "needs": _posts_need},
            responsibility.StartItem: {},
            responsibility.CompleteItem: {"existing": _names(evidence=ANY)},
            responsibility.VerifyItem: {"existing": _names(person=PERSON)},
            responsibility.ReturnItem: {"existing": _names(person=PERSON)},
            responsibility.VoidCompletion: {},
            responsibility.CloseList: {},
            responsibility.VoidList: {},
        },
    ),
    **_rows(
        meeting,
        "meeting",
        {
            meeting.ConveneMeeting: {"existing": _names(organisation=ORGANISATION)},
            meeting.HoldMeeting: {"existing": _meeting_mentions, "needs": _posts_need},
            meeting.CancelMeeting: {},
            meeting.CarryOutResolution: {},
            meeting.CorrectMeeting: {"existing": _meeting_mentions, "needs": _posts_need},
            meeting.VoidMeeting: {},
        },
    ),
    **_rows(
        contact,
        "point",
        {
            contact.EstablishContactPoint: {
                "existing": _names(organisation=ORGANISATION, owner=PERSON, unit=ORGANISATION),
                "needs": _posts_and_unit,
            },
            contact.VisitContactPoint: {"existing": _names(visitor=PERSON, companions=PERSON)},
            contact.CorrectVisit: {"existing": _names(visitor=PERSON, companions=PERSON)},
            contact.VoidVisit: {},
            contact.RaiseProblem: {},
            contact.ResolveProblem: {"existing": _names(passed_to=ORGANISATION)},
            contact.RecogniseDemonstrationPoint: {},
            contact.ReassignContactPoint: {"existing": _names(owner=PERSON), "needs": _posts_need},
            contact.CloseContactPoint: {},
            contact.CorrectContactPoint: {
                "existing": _names(owner=PERSON, unit=ORGANISATION),
                "needs": _posts_and_unit,
            },
            contact.VoidContactPoint: {},
        },
    ),
    **_rows(
        report,
        "report",
        {
            report.SubmitReport: {"existing": _names(organisation=ORGANISATION, recipient=ORGANISATION, person=PERSON)},
            report.ReturnReport: {},
            report.ResubmitReport: {},
            report.AcceptReport: {},
            report.CorrectReport: {"existing": _names(recipient=ORGANISATION, person=PERSON)},
            report.VoidReport: {},
        },
    ),
    **_rows(
        work,
        "work",
        {
            work.RecordWork: {"existing": _names(organisation=ORGANISATION, **_WORK)},
            work.CorrectWork: {"existing": _names(**_WORK)},
            work.VoidWork: {},
        },
    ),
    **_rows(
        evidence,
        "evidence",
        {
            evidence.FileEvidence: {"existing": _names(organisation=ORGANISATION)},
            evidence.AttachEvidence: {"existing": _names(subject=ANY)},
            evidence.DetachEvidence: {},
            evidence.VoidEvidence: {},
        },
    ),
    **_rows(
        account,
        "account",
        {
            account.OpenAccount: {"existing": _names(organisation=ORGANISATION, person=PERSON)},
            account.GrantRole: {"existing": _names(organisation=ORGANISATION)},
            account.SuspendAccount: {},
            account.ReinstateAccount: {},
            account.RequirePasswordReset: {},
        },
    ),
}
"""Every command and how it is handled."""

EVOLVES: Final[Mapping[str, Callable[[Any, Any], Any]]] = {row.kind: row.evolve for row in HANDLING.values()}
"""Kind -> the fold of its streams."""
