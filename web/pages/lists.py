"""The responsibility list of an organisation and year: items and what became of each; the duties and their reasons."""

from flask import Blueprint, render_template

from domain import responsibility
from domain.identity import is_stream_id, kind_of
from domain.responsibility import item_status
from domain.rule import Clause
from ledger.execution import fold
from projections import status
from web.acts import beginning, offered, offered_for_part
from web.asking import asking, clocks
from web.boards import summary
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.history import told
from web.language import t
from web.services import services
from web.viewer import viewer

blueprint = Blueprint("lists", __name__)

STEPS = {
    "planned": ("未启动", "Not begun"),
    "in_progress": ("办理中", "In progress"),
    "reported": ("已报完成，待核验", "Reported done, to be verified"),
    "verified": ("已核验", "Verified"),
    "returned": ("被退回", "Returned"),
    "withdrawn": ("已撤销", "Taken off"),
    "overdue": ("逾期未完成", "Overdue"),
}
STAGES = {
    "draft": ("草稿", "Draft"),
    "issued": ("已印发", "Issued"),
    "closed": ("已关闭", "Closed"),
    "voided": ("已作废", "Voided"),
}


@blueprint.get("/lists/<stream>")
def show(stream: str) -> str:
    """A list on a day, as known at a moment."""
    if not is_stream_id(stream) or kind_of(stream) != "responsibility":
        raise NotFound
    _, body = record_in_reach(stream)
    asked, when = asking(), clocks()
    entries = services().ledger.stream(stream)
    if when.known_at is not None:
        entries = [entry for entry in entries if entry.position <= when.known_at]
    if not entries:
        raise NotFound
    state: responsibility.State = fold(stream, [entry.event for entry in entries])
    writes = when.known_at is None and viewer().acts_for(body)
    statuses = status.duties(asked.reading, body, state.year, when.as_of, when.known_at)
    clauses = {clause.id: clause for clause in status.clauses(asked.reading, when.known_at).values()}
    asked.learn([id for one in state.items for id in (one.item.person or "",) if id])
    asked.learn(state.policies)
    rows = [
        (
            progress,
            item_status(state, progress.item.item, when.as_of),
            clauses.get(progress.item.clause),
            summary([one for one in statuses if progress.item.clause and one.clause == progress.item.clause]),
            offered_for_part(viewer(), "responsibility", "item", state, progress.stage) if writes else [],
        )
        for progress in state.items
    ]
    return render_template(
        "list.html",
        stream=stream,
        body=body,
        state=state,
        stage=t(*STAGES[state.stage]),
        rows=rows,
        steps=STEPS,
        missing=_missing(state, clauses),
        clocks=when,
        head=asked.reading.positions[status.NAME],
        acts=offered(viewer(), "responsibility", state) if writes else [],
        begin=beginning(viewer(), "work", "meeting") if writes else [],
        lines=told(entries),
    )


def _missing(state: responsibility.State, clauses: dict[str, Clause]) -> list[Clause]:
    """Clauses the list ought to cover and does not."""
    covered = {progress.item.clause for progress in state.standing}
    return [clauses[id] for id in state.baseline if id not in covered and id in clauses]
