"""Acts: every command that a form or the JSON API takes, one row each, by kind of record."""

from collections.abc import Mapping
from typing import Any, Final

from web.acts import (
    account,
    accountability,
    appointment,
    appraisal,
    approval,
    calendar,
    commendation,
    commitment,
    contact,
    debrief,
    dues,
    education,
    evidence,
    floating,
    funding,
    inspection,
    leading_group,
    lecture,
    measure,
    meeting,
    member,
    organisation,
    person,
    plan,
    policy,
    project,
    publicity,
    reception,
    rectification,
    report,
    research,
    responsibility,
    review,
    security,
    sheet,
    work,
)
from web.acts.row import Act
from web.viewer import Viewer

ACTS: Final[Mapping[str, Act]] = {
    act.name: act
    for module in (
        meeting,
        work,
        report,
        contact,
        responsibility,
        evidence,
        person,
        appointment,
        organisation,
        policy,
        account,
        lecture,
        research,
        project,
        plan,
        leading_group,
        funding,
        publicity,
        inspection,
        rectification,
        calendar,
        accountability,
        measure,
        commendation,
        member,
        education,
        review,
        commitment,
        reception,
        floating,
        dues,
        debrief,
        appraisal,
        sheet,
        approval,
        security,
    )
    for act in module.ACTS
}
"""Name -> row."""

# Steps of a list item in which an act on it makes sense; rules decide, this only keeps forms out of the way.
_ITEM_STEPS: Final[Mapping[str, frozenset[str]]] = {
    "start_item": frozenset({"planned", "returned"}),
    "complete_item": frozenset({"planned", "in_progress", "returned"}),
    "verify_item": frozenset({"reported"}),
    "return_item": frozenset({"reported"}),
    "void_completion": frozenset({"reported"}),
}


def beginning(viewer: Viewer, *kinds: str) -> list[Act]:
    """Acts by which the viewer may begin a record of these kinds (none given: any)."""
    return [act for act in ACTS.values() if act.begins and viewer.may(act.command) and (not kinds or act.kind in kinds)]


def _for_owner(viewer: Viewer, state: Any) -> bool:
    """Whether the viewer acts for the organisation of a record; a state that names none stands for its own."""
    own = getattr(state, "organisation", None)
    return own is None or viewer.acts_for(own, *getattr(state, "parties", ()))


def offered(viewer: Viewer, kind: str, state: Any) -> list[Act]:
    """Acts on a record as a whole that the viewer may do, as the record stands."""
    stage = getattr(state, "stage", "")
    if not _for_owner(viewer, state):
        return []
    found = []
    for act in ACTS.values():
        if act.kind != kind or act.part or not viewer.may(act.command):
            continue
        if act.begins and not (act.stages and stage in act.stages):
            continue
        if stage == "voided" or (act.stages and stage not in act.stages):
            continue
        found.append(act)
    return found


def offered_for_part(viewer: Viewer, kind: str, part: str, state: Any, step: str = "") -> list[Act]:
    """Acts on a part of a record (a visit, an item, a tenure)."""
    stage = getattr(state, "stage", "")
    if not _for_owner(viewer, state):
        return []
    return [
        act
        for act in ACTS.values()
        if act.kind == kind
        and act.part == part
        and viewer.may(act.command)
        and (not act.stages or stage in act.stages)
        and (not step or step in _ITEM_STEPS.get(act.name, frozenset({step})))
    ]
