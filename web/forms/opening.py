"""Opening a form: which record it is for, on whose behalf, and whether it lies in reach."""

from collections.abc import Mapping
from typing import Any

from domain.identity import PREFIXES, RANDOM, is_stream_id, kind_of, organisation_of, posts_of
from ledger.port import Ledger
from web.access import may_give, reads, sees_approval
from web.acts.row import Act, Form
from web.asking import asking
from web.errors import Forbidden, NotFound
from web.ids import new_id
from web.services import services
from web.viewer import viewer

RANDOM_KINDS = frozenset(PREFIXES[prefix] for prefix in RANDOM)


def owner(stream: str, state: Any) -> str:
    """Organisation a record belongs to: rights follow it."""
    kind = kind_of(stream)
    match kind:
        case "organisation":
            return stream
        case "appointment" | "responsibility":
            return organisation_of(stream)
        case "policy":
            # Whoever reaches any subtree it binds may read it; the first in reach speaks for it.
            asked = asking()
            bound: tuple[str, ...] = state.issued.binds
            return next((one for one in bound if asked.reaches(one)), bound[0])
        case _:
            # Where two organisations act on a record, whoever reaches one of them does so for it.
            own = str(state.organisation)
            parties: tuple[str, ...] = getattr(state, "parties", ())
            if viewer().organisation in parties and not viewer().acts_for(own):
                return viewer().organisation
            return next((one for one in (own, *parties) if asking().reaches(one)), own) if parties else own


def record_in_reach(stream: str, *, giving: bool = False) -> tuple[Any, str]:
    """State and owner of a record in reach of the viewer; else it does not exist for them.

    ``giving``: who gives an approval need not read records of the kind; what they give is told them.
    """
    if not is_stream_id(stream) or not (giving or reads(viewer().role, kind_of(stream))):
        raise NotFound
    state = asking().standing.state(stream)
    if state is None:
        raise NotFound
    if kind_of(stream) == "approval" and not sees_approval(viewer().role, state.asked.act):
        raise NotFound
    body = owner(stream, state)
    if kind_of(stream) == "policy" and policy_binds_viewer(state):
        return state, body
    asking().require(body)
    return state, body


def policy_binds_viewer(state: Any) -> bool:
    """Everybody may read the documents that bind them, issued above their own subtree as they are."""
    above = {one.id for one in asking().tree().path(viewer().organisation)}
    return not above.isdisjoint(state.issued.binds)


def open_form(act: Act, known: Mapping[str, str], *, giving: bool = False) -> Form:
    """The form of an act, for what the address or the typed fields say; ``giving``: to let another's act happen."""
    if not (may_give(viewer().role, act.command) if giving else viewer().may(act.command)):
        raise Forbidden
    form = _beginning(act, known) if act.begins else _continuing(act, known, giving=giving)
    if not viewer().acts_for(form.organisation):
        raise Forbidden
    return form


def _continuing(act: Act, known: Mapping[str, str], *, giving: bool = False) -> Form:
    target = known.get(act.target, "")
    stream = target
    if act.kind == "appointment":
        stream = posts_of(target) if is_stream_id(target, "organisation") else ""
    if not is_stream_id(stream, act.kind):
        raise NotFound
    state, body = record_in_reach(stream, giving=giving)
    if act.kind == "policy":
        asking().require(body)
    kept = {name: known[name] for name in (act.target, act.part) if name and known.get(name)}
    return _form(act, stream, state, body, kept, services().ledger)


def _beginning(act: Act, known: Mapping[str, str]) -> Form:
    asked, field = asking(), act.target
    body = known.get("parent") or "" if act.kind == "organisation" else known.get("organisation") or ""
    body = body or viewer().organisation
    if not is_stream_id(body, "organisation"):
        raise NotFound
    asked.require(body)
    if act.kind == "appointment":
        stream = posts_of(body)
        return _form(act, stream, asked.standing.state(stream), body, {"organisation": body}, None)
    if act.kind not in RANDOM_KINDS:
        return _form(act, "", None, body, {}, None)
    stream = known.get(field) or new_id(act.kind)
    state = asked.standing.begun(stream) if is_stream_id(stream, act.kind) else None
    if state is None:
        return Form(act=act, stream=stream, version=0, state=None, entries=(), organisation=body, known={field: stream})
    # A meeting that was convened is held on its own record.
    body = asked.require(owner(stream, state))
    return _form(act, stream, state, body, {field: stream}, services().ledger)


def _form(act: Act, stream: str, state: Any, body: str, known: Mapping[str, str], ledger: Ledger | None) -> Form:
    entries = ledger.stream(stream) if ledger is not None else []
    version = entries[-1].version if entries else 0
    return Form(act=act, stream=stream, version=version, state=state, entries=entries, organisation=body, known=known)
