"""Facts of projects: proposed ones wait under ``project_proposed``; approved, each report and completion count apart.

The record's own fact is of act ``project_approved`` once it is approved; before, no rule counts it.
"""

from typing import Final

from domain import project
from domain.fact import Fact, FactKind
from domain.kernel import Entry
from domain.reading.changing import Change, Get, continued
from domain.reading.days import local_day
from domain.reading.plain import fact_of

READS: Final[tuple[type, ...]] = (
    project.ProjectProposed,
    project.ProjectApproved,
    project.ProjectProgressReported,
    project.ProjectOwnerChanged,
    project.ProjectCompleted,
    project.ProjectTerminated,
    project.ProjectCorrected,
    project.ProjectVoided,
)
IGNORES: Final[tuple[type, ...]] = (project.ProjectRescheduled, project.MilestoneReached)

_PROPOSED: Final = "project_proposed"


def _proposed(entry: Entry, event: project.ProjectProposed) -> Fact:
    return fact_of(
        entry,
        FactKind.PROJECT,
        _PROPOSED,
        event.organisation,
        event.occurred_on,
        title=event.title,
        period=str(event.year),
        performers=(event.owner,),
        form=event.type.value,
        sections=() if event.research is None else ("research",),
        duties=event.duties,
    )


def changes(entry: Entry, get: Get) -> list[Change]:
    """See `domain.reading.facts.changes`."""
    event, stream = entry.event, entry.stream
    if isinstance(event, project.ProjectProposed):
        return [(stream, _proposed(entry, event))]
    before = get(stream)
    if before is None:
        return []
    match event:
        case project.ProjectApproved():
            approved = before._replace(
                act="project_approved",
                occurred_on=event.occurred_on,
                recorded_on=local_day(entry.recorded_at),
                position=entry.position,
            )
            return [(stream, approved)]
        case project.ProjectProgressReported():
            return [(entry.ref, _step(entry, before, "project_progress"))]
        case project.ProjectCompleted():
            return [(entry.ref, _step(entry, before, "project_completed"))]
        case project.ProjectOwnerChanged():
            return [(stream, before._replace(performers=(event.owner,), position=entry.position))]
        case project.ProjectCorrected():
            return [(stream, _corrected(entry, event.proposed, before))]
        case project.ProjectTerminated() if before.act != _PROPOSED:
            return []  # it was approved, and that stays so
    return [(stream, None)]


def _step(entry: Entry, own: Fact, act: str) -> Fact:
    return fact_of(
        entry,
        FactKind.PROJECT,
        act,
        own.organisation,
        entry.event.occurred_on,
        ref=entry.ref,
        title=own.title,
        performers=own.performers,
        form=own.form,
        duties=own.duties,
    )


def _corrected(entry: Entry, proposed: project.ProjectProposed, before: Fact) -> Fact:
    fresh = _proposed(entry, proposed)
    if before.act == _PROPOSED:
        return continued(before, fresh)
    # The approval keeps its day; who took the project over since stays its owner.
    moved = fresh._replace(act=before.act, occurred_on=before.occurred_on)
    return continued(before, moved)
