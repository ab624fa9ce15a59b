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
_EARLY: Final = "taken_over"
"""Mark of a project that somebody took over before it was approved: a correction of who proposed it leaves them."""


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
            return [(stream, _taken_over(entry, event.owner, before))]
        case project.ProjectCorrected():
            own = _corrected(entry, event.proposed, before)
            return [(stream, own), *((fact.ref, _follows(fact, before, own)) for fact in _steps(entry, get))]
        case project.ProjectTerminated() if before.act != _PROPOSED:
            return []  # it was approved, and that stays so
    return [(stream, None), *((fact.ref, None) for fact in _steps(entry, get))]


def _steps(entry: Entry, get: Get) -> list[Fact]:
    """Reports of progress and the completion, as they were before the entry."""
    refs = [f"{entry.stream}#{version}" for version in range(2, entry.version)]
    return [fact for ref in refs if (fact := get(ref)) is not None]


def _taken_over(entry: Entry, owner: str, before: Fact) -> Fact:
    """What was done before stays with the one before; ``owner`` is whose the project is from now on."""
    if before.act != _PROPOSED:
        return before._replace(owner=owner, position=entry.position)
    sections = tuple(dict.fromkeys((*before.sections, _EARLY)))
    return before._replace(owner=owner, performers=(owner,), sections=sections, position=entry.position)


def _follows(step: Fact, before: Fact, own: Fact) -> Fact:
    """A step of a project that was corrected; who took the project over did what came after."""
    performers = own.performers if step.performers == before.performers else step.performers
    return step._replace(
        title=own.title, form=own.form, duties=own.duties, performers=performers, position=own.position, corrected=True
    )


def _step(entry: Entry, own: Fact, act: str) -> Fact:
    return fact_of(
        entry,
        FactKind.PROJECT,
        act,
        own.organisation,
        entry.event.occurred_on,
        ref=entry.ref,
        title=own.title,
        performers=own.performers if own.owner is None else (own.owner,),
        form=own.form,
        duties=own.duties,
    )


def _corrected(entry: Entry, proposed: project.ProjectProposed, before: Fact) -> Fact:
    fresh = _proposed(entry, proposed)._replace(owner=before.owner)
    if _EARLY in before.sections:
        fresh = fresh._replace(performers=before.performers, sections=(*fresh.sections, _EARLY))
    if before.act != _PROPOSED:  # the approval keeps its day
        fresh = fresh._replace(act=before.act, occurred_on=before.occurred_on)
    return continued(before, fresh)
