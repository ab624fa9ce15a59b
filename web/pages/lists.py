"""The responsibility list of an organisation and year: items and what became of each; the duties and their reasons."""

from flask import Blueprint

from projections import status
from web.acts import beginning, offered, offered_for_part
from web.asking import asking, clocks
from web.history import told
from web.language import t
from web.listings import duties
from web.registers.listed import STAGES, STEPS, read_list
from web.sheets.listing import Reply, answered
from web.viewer import viewer

blueprint = Blueprint("lists", __name__)

LAST = 12
"""Entries of a list's history that stand below it; all of them stand on the page of the record."""


@blueprint.get("/lists/<stream>")
def show(stream: str) -> Reply:
    """A list on a day, as known at a moment."""
    when = clocks()
    found = read_list(stream, when)
    state = found.state
    writes = when.known_at is None and viewer().acts_for(found.body)
    rows = [
        (
            one.progress,
            one.status,
            one.clause,
            one.counts,
            offered_for_part(viewer(), "responsibility", "item", state, one.progress.stage) if writes else [],
        )
        for one in found.items
    ]
    return answered(
        "list.html",
        lambda: duties.responsibilities(found.items, found.missing, state.year, found.body),
        stream=stream,
        body=found.body,
        state=state,
        stage=t(*STAGES[state.stage]),
        rows=rows,
        steps=STEPS,
        missing=found.missing,
        clocks=when,
        head=asking().reading.positions[status.NAME],
        acts=offered(viewer(), "responsibility", state) if writes else [],
        begin=beginning(viewer(), "work", "meeting") if writes else [],
        entries=len(found.entries),
        lines=told(found.entries)[-LAST:],
    )
