"""Appraisals 考核台账: rounds, their sheets and what came of them; one round; one sheet, every point with reasons."""

from typing import Any, Final

from flask import Blueprint

from domain.appraisal import Subjects, Use
from domain.identity import is_stream_id
from domain.scoring import points_text
from domain.sheet import Grade
from domain.terms import code_label
from projections import appraisals
from web.acts import beginning, offered
from web.asking import asking, clocks
from web.boards import short_window
from web.citing import cite_text
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.language import pick
from web.links import linked
from web.listings import judged
from web.registers.appraising import read_round, read_sheet, register
from web.registers.extent import extent, sheet
from web.registers.outcomes import read_outcomes
from web.registers.resting import looked_at
from web.sheets.listing import Reply, answered
from web.viewer import viewer
from web.words import STAGES, STAGES_OF

blueprint = Blueprint("appraisals", __name__)

ROUNDS: Final = 30
"""Rounds on one page."""
WEAK: Final = "c2006-resp 四¶2"
"""Where a rectification is asked for after an unqualified result."""


@blueprint.get("/registers/appraisals")
def listing() -> Reply:
    """Rounds of an organisation and those below it; by whom they are appraised; praise and criticism by year."""
    asked, when = asking(), clocks()
    of = extent(when)
    found = register(of.bodies, when)
    shown = sheet(found.rounds, ROUNDS)
    asked.learn([id for one in shown.rows for id in (one.round.organisation, *(who for who, _ in one.without))])
    sheets = [row.sheet for row in (*found.about, *found.weak)]
    asked.learn([id for one in sheets for id in (one.appraiser, one.organisation, one.subject)])
    return answered(
        "appraisals.html",
        lambda: judged.appraisals(found, of.root),
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        period=found.period,
        subjects=found.subjects,
        sorts=[(one.value, pick(code_label(one))) for one in Subjects],
        shown=shown,
        about=sheet(found.about),
        weak=found.weak,
        balance=read_outcomes(of.bodies, when.as_of.year, when).balance,
        grades=_grades(),
        uses=_uses(),
        weak_clause=cite_text(WEAK),
        points_text=points_text,
        stage_text=_stage_text,
        keep={**of.parameters(), "period": found.period, "subjects": found.subjects},
        clocks=when,
        head=asked.reading.positions[appraisals.NAME],
        begin=beginning(viewer(), "appraisal") if when.present else [],
    )


@blueprint.get("/registers/appraisals/<round>/sheets")
def round(round: str) -> Reply:
    """One round: every sheet, who has none yet, results, flags."""
    if not is_stream_id(round, "appraisal"):
        raise NotFound
    asked, when = asking(), clocks()
    found = read_round(round, when)
    state, body = record_in_reach(round)
    shown = sheet(found.rows)
    asked.learn([id for row in shown.rows for id in (row.sheet.organisation, row.sheet.subject)])
    asked.learn([id for pair in found.without for id in pair])
    return answered(
        "appraisal_round.html",
        lambda: judged.round(found),
        path=asked.tree(when.as_of, when.known_at).path(body),
        found=found,
        shown=shown,
        links={used.ref: linked(used.ref) for row in shown.rows for used in row.used if used.ref},
        grades=_grades(),
        uses=_uses(),
        weak_clause=cite_text(WEAK),
        points_text=points_text,
        stage_text=_stage_text,
        clocks=when,
        head=asked.reading.positions[appraisals.NAME],
        acts=offered(viewer(), "appraisal", state) if when.present else [],
        opens=bool([act for act in beginning(viewer(), "sheet") if when.present]),
    )


@blueprint.get("/registers/appraisals/<stream>")
def show(stream: str) -> Reply:
    """A sheet: each indicator's points, what was taken off and why, what that rests on and whether it still stands."""
    if not is_stream_id(stream, "sheet"):
        raise NotFound
    asked, when = asking(), clocks()
    found = read_sheet(stream, when)
    state, _ = record_in_reach(stream)
    asked.learn(_named(found))
    refs = {one.ref for point in found.points for one in point.rests} | set(found.debriefs)
    refs |= {used.ref for used in found.used if used.ref} | {change.cited for change in found.changed}
    looked = [by for point in found.points for by in (point.then, point.now) if by is not None]
    facts = looked_at([s for by in looked for s in by.statuses])
    return answered(
        "appraisal_sheet.html",
        lambda: judged.sheet(found),
        stream=stream,
        path=asked.tree(when.as_of, when.known_at).path(found.sheet.organisation),
        found=found,
        links={ref: linked(ref) for ref in refs},
        titles={ref: linked(ref)[0] for ref in facts},
        short_window=short_window,
        weak_clause=cite_text(WEAK),
        points_text=points_text,
        stage_text=_stage_text,
        clocks=when,
        head=asked.reading.positions[appraisals.NAME],
        acts=offered(viewer(), "sheet", state) if when.present else [],
    )


def _named(found: Any) -> list[str]:
    said = (found.scored, found.report, found.issued, found.asked, found.reviewed)
    people = [getattr(one, "scorer", "") or getattr(one, "person", "") for one in said if one is not None]
    held = [id for point in found.points for s in point.now.statuses for id in (s.person or "", *s.holders)]
    return [found.sheet.organisation, found.sheet.appraiser, found.sheet.subject, *people, *held]


def _stage_text(kind: str, stage: str) -> str:
    """How far a round or sheet has come, in words."""
    return pick(STAGES_OF.get((kind, stage)) or STAGES[stage])


def _grades() -> dict[str, str]:
    return {one.value: pick(code_label(one)) for one in Grade}


def _uses() -> dict[str, str]:
    return {one.value: pick(code_label(one)) for one in Use}
