"""Floating members 流动党员: who is away and who has come, how far each journey is; and one member's file."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, render_template, request

from domain import floating as kind
from domain.floating_status import Gap
from domain.floating_steps import Side
from domain.terms import code_label, event_label
from projections import floating as view
from web.acts import beginning, offered
from web.acts.row import Act
from web.asking import asking, clocks
from web.history import told
from web.language import pick
from web.listings import rolls as rolled
from web.registers import floating as rolls
from web.registers import lights as rolling
from web.registers.extent import extent, sheet
from web.registers.reach import reachable
from web.services import services
from web.sheets.listing import Reply, answered
from web.viewer import viewer

blueprint = Blueprint("floating", __name__)

SIDES: Final = ("home", "host")


@blueprint.get("/registers/floating")
def listing() -> Reply:
    """Members away from these organisations, or come to them."""
    asked, when = asking(), clocks()
    of = extent(when)
    side = request.args.get("side", "")
    closed = request.args.get("closed") == "1"
    gap = request.args.get("gap", "")
    every = view.members(asked.reading, of.bodies, when.as_of, when.known_at, closed=closed)
    rows = rolls.chosen(every, side, gap)
    part = sheet(rows)
    asked.learn(
        id
        for one in part.rows
        for id in (one.journey.person, one.journey.home, one.standing.host, one.standing.assigned)
        if id
    )
    return answered(
        "floating.html",
        lambda: rolled.floating(rows, of.root, left=side != "host", came=side != "home"),
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        part=part,
        side=side if side in SIDES else "",
        closed=closed,
        gap=gap,
        gaps=[(each.value, pick(code_label(each)), sum(each in one.standing.gaps for one in every)) for each in Gap],
        unpaid=sum(bool(one.unpaid) for one in every),
        left=sum(one.left_here for one in every),
        came=sum(one.came_here for one in every),
        keep={**of.parameters(), "side": side, "closed": "1" if closed else "", "gap": gap},
        clocks=when,
        head=asked.reading.positions[view.NAME],
        reached=reachable(one.journey.certificate for one in part.rows),
        begin=beginning(viewer(), "floating"),
        **rolling.helpers(),
    )


@blueprint.get("/registers/floating/<person>")
def show(person: str) -> str:
    """One member: each journey step by step for both sides, dues by month, what could be recorded next."""
    asked, when = asking(), clocks()
    year = rolling.year_of(when)
    file = rolls.file_of(person, year, when)
    entries = [
        entry
        for entry in services().ledger.stream(file.certificate)
        if when.known_at is None or entry.position <= when.known_at
    ]
    lines = told(entries)
    acts = offered(viewer(), "floating", asked.standing.state(file.certificate)) if when.known_at is None else []
    return render_template(
        "floating_member.html",
        file=file,
        sides=[(side, pick(code_label(side))) for side in Side],
        lines={one.journey.number: _lines(one.journey.number, file, lines, when.as_of) for one in file.journeys},
        number=_number(lines, when.as_of),
        next=_next(acts, file.journeys[0].standing.gaps),
        acts=acts,
        pay=beginning(viewer(), "dues") if when.known_at is None else [],
        event_text=lambda event: pick(event_label(event)),
        year=year,
        years=rolling.years(when),
        clocks=when,
        head=asked.reading.positions[view.NAME],
        **rolling.helpers(),
    )


def _lines(number: int, file: rolls.File, lines: Any, as_of: Any) -> list[Any]:
    """Entries of one journey: from its beginning to the next one's; acts of later days are left out."""
    ends = [one.journey.number for one in file.journeys if one.journey.number > number]
    end = min(ends, default=None)
    return [
        line
        for line in lines
        if line.entry.version >= number
        and (end is None or line.entry.version < end)
        and getattr(line.entry.event, "occurred_on", as_of) <= as_of
    ]


def _number(lines: Any, as_of: Any) -> Mapping[int, str]:
    """Journey -> number of its certificate."""
    found: dict[int, str] = {}
    journey = 0
    for line in lines:
        match line.entry.event:
            case kind.DepartureReported():
                journey = line.entry.version
            case kind.CertificateIssued(occurred_on=day, number=number) if day <= as_of:
                found[journey] = number
    return found


def _next(acts: list[Act], gaps: tuple[Gap, ...]) -> list[tuple[Gap, list[Act]]]:
    """Each gap with the acts that would close it, as far as the record lets them be done now."""
    return [(gap, [act for act in acts if act.command in CLOSING[gap]]) for gap in gaps]


CLOSING: Final[Mapping[Gap, tuple[type, ...]]] = {
    Gap.NO_CERTIFICATE: (kind.StampCertificate, kind.IssueCertificate),
    Gap.ISSUED_LATE: (),
    Gap.NOT_ARRIVED: (kind.ReportInflow,),
    Gap.UNVERIFIED: (kind.VerifyCertificate,),
    Gap.UNFILED: (kind.FileCertificate,),
    Gap.UNASSIGNED: (kind.AssignFloatingMember,),
    Gap.CONTACT_LOST: (kind.RestoreContact,),
    Gap.HOME_NOT_TOLD: (kind.ReportLocationChange,),
    Gap.HOST_NOT_TOLD: (kind.ReportLocationChange,),
    Gap.NOT_AUDITED: (kind.AuditCertificate,),
    Gap.NOT_REPORTED: (kind.ReportAnnualContact,),
    Gap.NOT_CHECKED: (kind.HandInCertificate, kind.CheckCertificate),
}
"""Gap -> acts by which it closes; a certificate issued late stays so."""
