"""Cases 追责台账: who is held to account for which duty; and one case laid open as a file 案卷."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from domain.accountability import CLAUSES, Consequence, Flag, Route
from domain.identity import is_stream_id
from domain.terms import code_label
from projections import discipline
from web.acts import beginning, offered
from web.asking import asking, clocks
from web.boards import short_window
from web.citing import cite_text
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.language import pick
from web.links import linked
from web.listings import judged
from web.papers.handing_out import as_word
from web.papers.kinds import paper_of
from web.registers.dossiers import STAGES, asked_for, cases_wanted, read_case
from web.registers.extent import extent, sheet
from web.registers.resting import looked_at
from web.sheets.listing import Reply, answered
from web.viewer import viewer

blueprint = Blueprint("cases", __name__)


@blueprint.get("/registers/cases")
def listing() -> Reply:
    """Cases that an organisation and those below it decide, or in which the duty lay there."""
    asked, when = asking(), clocks()
    of = extent(when)
    wanted = asked_for()
    rows = cases_wanted(of.bodies, when, wanted)
    shown = sheet(rows)
    cases = [one.case for one in shown.rows]
    asked.learn([id for case in cases for id in (case.organisation, case.subject, case.person or "")])
    return answered(
        "cases.html",
        lambda: judged.cases(rows, when.as_of, of.root),
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        stage=wanted.stage,
        flagged=wanted.flagged,
        shown=shown,
        stages={code: pick(text) for code, text in STAGES.items()},
        consequences=_consequences(),
        flags={one.value: pick(code_label(one)) for one in Flag},
        keep={**of.parameters(), "stage": wanted.stage, "flagged": "1" if wanted.flagged else ""},
        clocks=when,
        head=asked.reading.positions[discipline.NAME],
        begin=beginning(viewer(), "accountability") if when.present else [],
    )


@blueprint.get("/registers/cases/<case>")
def show(case: str) -> str:
    """A case: the duty, who held it, each element with its evidence then and now, the steps, what is missing."""
    if not is_stream_id(case, "accountability"):
        raise NotFound
    asked, when = asking(), clocks()
    found = read_case(case, when)
    state, body = record_in_reach(case)
    asked.learn([found.opened.organisation, found.opened.subject, found.opened.person or ""])
    asked.learn([one.person for one in found.holders])
    refs = {one.ref for element in found.elements for cited in element.cited for one in cited.rests}
    refs |= {one.said.meeting for one in found.decisions} | {change.cited for change in found.changed}
    return render_template(
        "case.html",
        stream=case,
        path=asked.tree(when.as_of, when.known_at).path(body),
        found=found,
        stage=pick(STAGES[found.stage]),
        missing=[pick(code_label(one.element)) for one in found.missing],
        missing_clause=cite_text(CLAUSES[found.opened.route]),
        superior_clause=cite_text(CLAUSES[Route.SUPERIOR]),
        cite_text=cite_text,
        links={ref: linked(ref) for ref in refs},
        titles={ref: linked(ref)[0] for ref in looked_at((*found.then, *found.now))},
        short_window=short_window,
        consequences=_consequences(),
        clocks=when,
        head=asked.reading.positions[discipline.NAME],
        acts=offered(viewer(), "accountability", state) if when.present else [],
    )


@blueprint.get("/registers/cases/<case>/word")
def word(case: str) -> Response:
    """The file as a Word document, by the same two clocks."""
    if not is_stream_id(case, "accountability"):
        raise NotFound
    return as_word(*paper_of(case, clocks()))


def _consequences() -> dict[str, str]:
    return {one.value: pick(code_label(one)) for one in Consequence}
