"""Following: what a record asks for next, with a form begun for it; what rests on it, and what changed since.

Asks and citations come from the views; here they are told, and led to the form that answers them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from flask import url_for

from domain import inspection, reactions
from domain.accountability import Element
from domain.identity import is_stream_id, kind_of, stream_of
from domain.kernel import Entry, record
from domain.reactions import Reaction
from domain.terms import Label, code_label, command_label, event_label
from domain.vocabulary import EVENTS
from projections import asks, citations
from projections.asks import Asked
from projections.citations import Changed, Citation
from web.acts import ACTS
from web.acts.row import Act
from web.asking import Clocks, asking
from web.citing import cite_text
from web.errors import NotFound
from web.links import linked, visible
from web.services import services
from web.viewer import viewer
from web.words import entry_url

_ACTS: Final[Mapping[str, Act]] = {act.command.__name__: act for act in ACTS.values()}
COMMANDS: Final[Mapping[str, Label]] = {
    reaction.asks.__name__: command_label(reaction.asks) for row in reactions.REACTIONS.values() for reaction in row
}
"""Every command that anything asks for -> what it is called."""
_REACTIONS: Final[Mapping[tuple[str, str], Reaction]] = {
    (event.__module__.rpartition(".")[2], reaction.asks.__name__): reaction
    for event, row in reactions.REACTIONS.items()
    for reaction in row
}
"""Kind of record and command -> why it asks; a test sees that there is one only."""

_ROLES: Final[Mapping[str, Label]] = {
    "meeting": ("作出决定的会议", "meeting that decided"),
    "ground": ("依据", "ground"),
    "score": ("评分依据", "score"),
    "self_report": ("自评材料", "self-report"),
    "debrief": ("述职", "debriefing"),
    "source": ("整改来源", "source of the order"),
    "evidence": ("佐证", "evidence"),
    "criticism": ("批评教育", "criticism"),
    **{element.value: code_label(element) for element in Element},
}
"""What a record is cited for."""


# --- asks ----------------------------------------------------------------------------


@record
class Offer:
    """An ask, told, and the form that would answer it."""

    asked: Asked
    said: Label
    clause: str
    cite: str
    """The clause as a reader wants it."""
    act: Label
    about: str
    """What the record that asks is called."""
    about_url: str
    """Its address; empty where the viewer may not open it."""
    whom: str
    """Which of several alike: the person; empty where there is one only."""
    age_days: int
    overdue_days: int
    url: str
    """The form, begun with what is known; empty where the viewer may not do it."""


def offers(found: Iterable[Asked], when: Clocks) -> list[Offer]:
    """Asks, told. Forms are offered in the present only."""
    asked = list(found)
    asking().learn([id for one in asked for id in (one.organisation, one.key)])
    if len(asked) > 1:
        asking().look({stream_of(one.ref) for one in asked})
    kept: dict[str, Sequence[Entry]] = {}
    return [_offer(one, when, kept) for one in asked]


def _offer(one: Asked, when: Clocks, kept: dict[str, Sequence[Entry]]) -> Offer:
    stream = stream_of(one.ref)
    reaction = _REACTIONS[kind_of(stream), one.command]
    text, address = linked(one.ref)
    return Offer(
        asked=one,
        said=(reaction.zh, reaction.en),
        clause=reaction.clause,
        cite=cite_text(reaction.clause),
        act=COMMANDS[one.command],
        about=text,
        about_url=address,
        whom=one.key if is_stream_id(one.key) else "",
        age_days=one.age_days(when.as_of),
        overdue_days=one.overdue_days(when.as_of),
        url=_form(one, kept) if when.known_at is None and address and not one.answered_by else "",
    )


def _form(one: Asked, kept: dict[str, Sequence[Entry]]) -> str:
    act, stream = _ACTS[one.command], stream_of(one.ref)
    if not (viewer().may(act.command) and asking().reaches(one.organisation) and viewer().acts_for(one.organisation)):
        return ""
    if stream not in kept:
        kept[stream] = services().ledger.stream(stream)
    values = _begun(one.ref, one.command, one.key, kept[stream])
    named = values.get("organisation") if act.begins else values.get(act.target)
    there = isinstance(named, str) and (asking().reaches(named) if act.begins else visible(named))
    return url_for("acts.form", name=act.name, ask=one.ref, key=one.key or None) if there else ""


def begun_by(act: Act, ref: str, key: str) -> Mapping[str, Any]:
    """With what the form of an act begins, where a record asks for it."""
    if not visible(ref):
        raise NotFound
    return _begun(ref, act.command.__name__, key, services().ledger.stream(stream_of(ref)))


def known_from(act: Act, values: Mapping[str, Any]) -> dict[str, str]:
    """Of these, what the address of a form would say: for whom or on which record it is opened."""
    names = {act.part, "organisation"} if act.begins else {act.part, act.target}
    return {name: str(values[name]) for name in names if name and values.get(name)}


def _begun(ref: str, command: str, key: str, entries: Iterable[Entry]) -> Mapping[str, Any]:
    """What the entry that asks last says of it; corrections of a part are read into it."""
    context: reactions.Context = {}
    found: tuple[Entry, Reaction] | None = None
    for entry in entries:
        context = reactions.context_after(context, entry.event)
        fact = reactions.fact_in(entry.event)
        if reactions.part_of(entry.stream, fact) != ref:
            continue
        for reaction in reactions.REACTIONS.get(type(fact), ()):
            if reaction.asks.__name__ == command and key in reaction.each(fact):
                found = entry, reaction
        if found is not None and isinstance(entry.event, inspection.ProblemCorrected):
            found = found[0]._replace(event=entry.event), found[1]
    return {} if found is None else found[1].prefill(found[0], context, key)


def open_of(stream: str, when: Clocks) -> list[Offer]:
    """What a record asks for and nobody has answered."""
    found = asks.asks_of(asking().reading, stream, known_at=when.known_at)
    return offers([one for one in found if not one.answered_by], when)


def asked_of(bodies: Sequence[str], when: Clocks) -> list[Asked]:
    """What these organisations were asked for on a day and had not answered, the oldest first."""
    return asks.open_asks(asking().reading, bodies, as_of=when.as_of, known_at=when.known_at)


# --- citations -------------------------------------------------------------------------


@record
class Rests:
    """A record that rests on this one, and what for."""

    citation: Citation
    role: Label
    text: str
    url: str


@record
class Flag:
    """A record on which this one rests was corrected or voided after it was relied on."""

    changed: Changed
    act: Label
    text: str
    url: str
    """The entry that changed it; empty where the viewer may not open it."""


def flags_of(stream: str, when: Clocks) -> list[Flag]:
    """What a record rests on and was changed since."""
    found = []
    for one in citations.cited_changed(asking().reading, stream, when.known_at):
        text, address = linked(one.cited)
        changed = stream_of(one.cited)
        found.append(
            Flag(
                changed=one,
                act=event_label(EVENTS[one.name]),
                text=text,
                url=entry_url(changed, one.version) if address else "",
            )
        )
    return found


def resting_on(stream: str, when: Clocks) -> list[Rests]:
    """Which records rest on this one, as far as the viewer may open them."""
    found: dict[tuple[str, str], Rests] = {}
    for one in citations.citing(asking().reading, stream, when.known_at):
        if visible(one.stream):
            text, address = linked(one.stream)
            rests = Rests(citation=one, role=_ROLES.get(one.role, (one.role, one.role)), text=text, url=address)
            found.setdefault((one.stream, one.role), rests)
    return list(found.values())
