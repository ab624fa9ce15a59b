"""Policies: which documents bind whom, and each of them clause by clause."""

from flask import Blueprint

from domain.identity import is_stream_id, kind_of
from domain.rule import Measure
from projections import directory, status
from web.acts import beginning, offered
from web.asking import asking, clocks
from web.errors import NotFound
from web.forms.opening import policy_binds_viewer, record_in_reach
from web.listings import directory as house
from web.sheets.listing import Reply, answered
from web.viewer import viewer

blueprint = Blueprint("policies", __name__)


@blueprint.get("/policies")
def listing() -> Reply:
    """Documents that bind anything in the viewer's reach."""
    asked, when = asking(), clocks()
    above = {one.id for one in asked.tree().path(viewer().organisation)}
    found = [
        one
        for one in directory.policies(asked.reading, when.known_at)
        if not above.isdisjoint(one.binds) or any(asked.reaches(body) for body in one.binds)
    ]
    asked.learn([body for one in found for body in one.binds])
    return answered(
        "policies.html",
        lambda: house.policies(found, viewer().organisation),
        rows=found,
        clocks=when,
        head=asked.reading.positions["directory"],
        begin=beginning(viewer(), "policy"),
    )


@blueprint.get("/policies/<stream>")
def show(stream: str) -> Reply:
    """A document, clause by clause."""
    if not is_stream_id(stream) or kind_of(stream) != "policy":
        raise NotFound
    state, body = record_in_reach(stream)
    asked, when = asking(), clocks()
    found = status.policies(asked.reading, when.known_at).get(stream)
    if found is None:
        raise NotFound
    asked.learn(state.issued.binds)
    writes = when.known_at is None and not (policy_binds_viewer(state) and not asked.reaches(body))
    return answered(
        "policy.html",
        lambda: house.clauses(found, state.issued.binds),
        stream=stream,
        state=state,
        policy=found,
        document=found.document,
        measure_none=Measure.NONE,
        clocks=when,
        head=asked.reading.positions["directory"],
        acts=offered(viewer(), "policy", state) if writes else [],
    )
