"""One record with its whole history; lists of records; the receipt of an act."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from math import ceil
from typing import Any

from flask import Blueprint, render_template, request, url_for

from domain import appointment, contact, dues, funding, inspection, reception
from domain.approval import ApprovalAsked
from domain.identity import kind_of, stream_of
from domain.rectification import OrderRectification
from domain.terms import KINDS, command_label
from ledger.standing import fold
from projections import records as kept
from web.access import reads_records
from web.acts import ACTS, beginning, offered, offered_for_part
from web.asking import Clocks, asking, clocks
from web.counting import Duties, duties_of
from web.errors import NotFound
from web.following import flags_of, open_of, resting_on
from web.forms.opening import record_in_reach
from web.groups import grouped, line_groups, sort_text
from web.history import told
from web.language import pick
from web.listings import directory as house
from web.papers.kinds import paper_label
from web.phrases import fact_in
from web.registers.extent import number
from web.registers.rectifying import LIGHTS, problems_of, standings_of
from web.registers.steps import drawn_steps, steps_of
from web.services import services
from web.sheets.listing import HANDFUL, Reply, answered
from web.standing import standing
from web.viewer import viewer
from web.words import LINE_KINDS, STAGES, fact_rows, ref_text, stage_text

blueprint = Blueprint("records", __name__)

COUNTING = frozenset(
    {
        "meeting",
        "work",
        "report",
        "contact",
        "member",
        "education",
        "review",
        "measure",
        "commendation",
        "inspection",
        "rectification",
        "commitment",
        "reception",
        "floating",
        "dues",
        "debrief",
        "appraisal",
        "sheet",
        "lecture",
        "publicity",
        "leading_group",
        "plan",
        "funding",
        "project",
        "research",
    }
)
DIRECTORY = ("organisation", "person", "appointment", "policy", "account")
"""Kinds that are begun on pages of their own."""
PAGE = 50


@blueprint.get("/records/<stream>")
def show(stream: str) -> str:
    """A record: how it stands, what it counts for, its history, what can be done next."""
    state, body = record_in_reach(stream)
    kind = kind_of(stream)
    if kind == "account":
        raise NotFound
    when = clocks()
    entries = services().ledger.stream(stream)
    known = [entry for entry in entries if when.known_at is None or entry.position <= when.known_at]
    if not known:
        raise NotFound
    then = state if when.known_at is None else fold(stream, [entry.event for entry in known])
    stage = str(getattr(then, "stage", ""))
    lines = told(known)
    stands = fact_in(standing(kind, [line.entry.event for line in lines]))
    return render_template(
        "record.html",
        stream=stream,
        kind=kind,
        kind_text=pick(KINDS[kind]),
        body=body,
        state=then,
        stage_text=stage_text(kind, stage),
        clocks=when,
        head=asking().reading.positions["trail"],
        lines=lines,
        timeline=drawn_steps(steps_of(stream, lines)) if len(lines) > 1 else "",
        facts=fact_rows(stands),
        title=ref_text(stream) or pick(KINDS[kind]),
        corrected=any(line.sort == "correction" for line in lines),
        voided=stage == "voided",
        duties=duties_of(stream) if kind in COUNTING and when.known_at is None else Duties(counted=(), passed=()),
        counting=kind in COUNTING,
        acts=offered(viewer(), kind, state) if when.known_at is None else [],
        parts=_parts(kind, state, lines) if when.known_at is None else {},
        attach=beginning(viewer(), "evidence") if viewer().acts_for(body) else [],
        target=next(act.target for act in ACTS.values() if act.kind == kind),
        subject_id=body if kind == "appointment" else stream,
        evidence=kept.evidence_of(asking().reading, stream, when.known_at),
        offers=open_of(stream, when),
        papered=paper_label(kind, stands, when) if stage != "voided" else None,
        flags=flags_of(stream, when),
        resting=resting_on(stream, when),
        **_problems(stream, state, when),
    )


def _problems(stream: str, state: Any, when: Clocks) -> dict[str, Any]:
    """Of an inspection: its problems, each with its orders and what the viewer may do to it."""
    if kind_of(stream) != "inspection":
        return {}
    found = problems_of(stream, when)
    acts = {}
    for one in found if when.known_at is None else ():
        number = one.ref.partition("#")[2]
        links = offered_for_part(viewer(), "inspection", "number", state)
        acts[number] = [
            (pick(command_label(act.command)), url_for("acts.form", name=act.name, inspection=stream, number=number))
            for act in links
        ]
        if viewer().may(OrderRectification) and asking().reaches(one.inspected):
            order = url_for("acts.form", name="order_rectification", ask=one.ref)
            acts[number].insert(0, (pick(command_label(OrderRectification)), order))
    return {
        "problems": found,
        "orders": standings_of([order for one in found for order in one.orders], when),
        "problem_acts": acts,
        "lights": {standing.value: light for standing, light in LIGHTS.items()},
    }


def _parts(kind: str, state: Any, lines: Any) -> dict[int, list[tuple[Any, str, str]]]:
    """Acts on parts, by the version of the entry beside which they are offered: (act, field, value)."""
    found: dict[int, list[tuple[Any, str, str]]] = {}
    for line in lines:
        event = line.entry.event
        version = number = line.entry.version
        match event:
            case contact.ContactPointVisited() if number in state.visits:
                part = "visit"
            case dues.DuesPaid() if not state.payments[number].voided:
                part = "payment"
            case funding.MoneySpent() if number in state.expenses:
                part = "spending"
            case reception.IssueRaised() if not state.issues[event.number].voided:
                part, number = "number", event.number
            case inspection.ProblemFound() if state.has_part(str(event.number)):
                part, number = "number", event.number
            case appointment.RoleAppointed() if state.tenure(number) is not None:
                part = "appointment"
            case _:
                continue
        found[version] = [(act, part, str(number)) for act in offered_for_part(viewer(), kind, part, state)]
    return found


@blueprint.get("/records")
def listing() -> Reply:
    """Records of an organisation or subtree, the latest day first."""
    asked, when = asking(), clocks()
    body = asked.require(request.args.get("organisation") or viewer().organisation)
    below = request.args.get("below") == "1"
    kind = request.args.get("kind", "")
    text = request.args.get("q", "").strip()[:80]
    bodies = asked.tree(when.as_of, when.known_at).ids(body) if below else [body]
    page, year = number("page", 1), number("year", 0, least=0)
    sort, stage = request.args.get("sort", ""), request.args.get("stage", "")
    voided = request.args.get("voided") == "1"
    first, last = (date(year, 1, 1), min(date(year, 12, 31), when.as_of)) if year else (None, when.as_of)
    wanted = kept.Wanted(
        organisations=bodies or [body],
        kinds=(kind,) if kind in LINE_KINDS else (),
        acts=(sort,) if sort_text(kind, sort) else (),
        stages=(stage,) if stage in STAGES else tuple(STAGES) if voided else (),
        first=first,
        last=None if last == when.today else last,
        text=text,
    )
    total = kept.count(asked.reading, wanted, known_at=when.known_at)
    found = kept.find(asked.reading, wanted, known_at=when.known_at, limit=PAGE, offset=(page - 1) * PAGE)
    asked.learn(id for one in found for id in (one.organisation, one.about))
    return answered(
        "records.html",
        lambda: house.records(_every(wanted, when), body),
        rows=found,
        total=total,
        pages=max(1, ceil(total / PAGE)),
        page=page,
        body=body,
        below=below,
        kind=kind,
        text=text,
        voided=voided,
        year=year,
        years=range(when.today.year, when.today.year - 6, -1),
        sort=sort if wanted.acts else "",
        sort_text=sort_text(kind, sort),
        stage=stage if stage in STAGES else "",
        stage_text=stage_text(kind, stage),
        groups=line_groups(),
        clocks=when,
        head=asked.reading.positions[kept.NAME],
        begin=grouped(act for act in beginning(viewer()) if act.kind not in DIRECTORY and viewer().acts_for(body)),
    )


def _every(wanted: kept.Wanted, when: Clocks) -> Iterator[kept.Line]:
    """All of them, a handful at a time."""
    for offset in count(0, HANDFUL):
        found = kept.find(asking().reading, wanted, known_at=when.known_at, limit=HANDFUL, offset=offset)
        yield from found
        if len(found) < HANDFUL:
            return


@blueprint.get("/receipts/<command_id>")
def receipt(command_id: str) -> str:
    """What an act led to. Its own account sees it, and whoever reaches the record."""
    found = services().ledger.receipt(command_id[:80])
    if found is None or not found.entries:
        raise NotFound
    first = found.entries[0]
    stream = stream_of(first.stream)
    if first.recorded_by != viewer().account:
        _, body = record_in_reach(stream)
    else:
        body = first.on_behalf_of
    kind = kind_of(stream)
    counts = kind in COUNTING and reads_records(viewer().role)
    return render_template(
        "receipt.html",
        receipt=found,
        lines=told(found.entries),
        stream=stream,
        kind=kind,
        kind_text=pick(KINDS[kind]),
        body=body,
        waits=isinstance(found.entries[-1].event, ApprovalAsked),
        duties=duties_of(stream) if counts else None,
        again=beginning(viewer(), kind)[:1],
        offers=open_of(stream, clocks()) if reads_records(viewer().role) else [],
    )
