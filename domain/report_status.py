"""How a report or debriefing stands on a day 报送进度: handed in, returned, handed in again, accepted, evaluated.

A paper, folded from its entries, is a row of steps with their days; how it stands on a day follows from the steps
up to that day. Whether it was owed, and came in time, is the evaluator's question.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from domain import debrief, report
from domain.fact import FactKind
from domain.kernel import Entry, record
from domain.reading.kinds.debrief import DELIVERED, WRITTEN
from domain.rule import Counts, Rule


class Stage(StrEnum):
    """How far a paper has come 报送进度."""

    HANDED_IN = "handed_in"
    RETURNED = "returned"
    HANDED_IN_AGAIN = "handed_in_again"
    ACCEPTED = "accepted"
    EVALUATED = "evaluated"


@record
class Taken:
    """One step: what was done, on which day, and what was said of it."""

    stage: Stage
    day: date
    said: str = ""
    """Why it was returned; the note with which it was accepted."""


@record
class Paper:
    """One report or debriefing with its steps, in the order in which they were taken."""

    ref: str
    organisation: str
    """Who reports."""
    recipient: str
    type: str
    """Type of report, or of debriefing."""
    form: str
    period: str
    title: str
    person: str | None
    """Who reports in person."""
    steps: tuple[Taken, ...]

    def on(self, as_of: date) -> "Progress | None":
        """How it stood on a day; None before it was handed in."""
        steps = [step for step in self.steps if step.day <= as_of]
        if not steps or as_of < self.steps[0].day:
            return None
        returned = [step for step in steps if step.stage is Stage.RETURNED]
        again = [step.day for step in steps if step.stage is Stage.HANDED_IN_AGAIN]
        last = steps[-1]
        return Progress(
            stage=last.stage,
            handed_in_on=steps[0].day,
            again_on=again[-1] if again else None,
            returned_on=returned[-1].day if returned else None,
            returned_why=returned[-1].said if returned else "",
            times_returned=len(returned),
            settled_on=last.day if last.stage in (Stage.ACCEPTED, Stage.EVALUATED) else None,
        )


@record
class Progress:
    """How a paper stands on a day."""

    stage: Stage
    handed_in_on: date
    again_on: date | None
    """Day on which it was last handed in again."""
    returned_on: date | None
    """Day on which it was last returned."""
    returned_why: str
    times_returned: int
    settled_on: date | None
    """Day on which it was accepted, or evaluated."""


_OPENED: Final[dict[type, str]] = {report.ReportCorrected: "submitted", debrief.DebriefCorrected: "delivered"}
_STEPS: Final[dict[type, tuple[Stage, str]]] = {
    report.ReportReturned: (Stage.RETURNED, "reason"),
    report.ReportResubmitted: (Stage.HANDED_IN_AGAIN, ""),
    report.ReportAccepted: (Stage.ACCEPTED, "note"),
    debrief.DebriefEvaluated: (Stage.EVALUATED, ""),
}
PAPER_EVENTS: Final[tuple[type, ...]] = (
    report.ReportSubmitted,
    debrief.DebriefDelivered,
    debrief.EvaluationCorrected,
    report.ReportVoided,
    debrief.DebriefVoided,
    *_OPENED,
    *_STEPS,
)
"""What `paper_after` reads: every event of a report and of a debriefing."""


def paper_after(before: Paper | None, entry: Entry) -> Paper | None:
    """The paper once the entry is known; None where it was voided. For entries of `PAPER_EVENTS`."""
    event = entry.event
    if isinstance(event, report.ReportSubmitted | debrief.DebriefDelivered):
        return _opened(entry.stream, event)
    if before is None or isinstance(event, report.ReportVoided | debrief.DebriefVoided):
        return None
    if field := _OPENED.get(type(event)):
        fresh = _opened(entry.stream, getattr(event, field))
        return replace(fresh, steps=(*fresh.steps, *before.steps[1:]))
    if isinstance(event, debrief.EvaluationCorrected):
        return replace(before, steps=(*before.steps[:-1], _step(event.evaluated)))
    return replace(before, steps=(*before.steps, _step(event)))


def _opened(stream: str, event: report.ReportSubmitted | debrief.DebriefDelivered) -> Paper:
    return Paper(
        ref=stream,
        organisation=event.organisation,
        recipient=event.recipient,
        type=event.type.value,
        form=event.form.value,
        period=event.period,
        title=event.title,
        person=event.person,
        steps=(Taken(stage=Stage.HANDED_IN, day=event.occurred_on),),
    )


def _step(event: Any) -> Taken:
    stage, said = _STEPS[type(event)]
    return Taken(stage=stage, day=event.occurred_on, said=getattr(event, said) if said else "")


# --- who has to report -------------------------------------------------------------------


def asks_for_paper(rule: Rule) -> bool:
    """Whether the rule asks for a report or debriefing on a period: what a register of reports lists.

    A problem to be reported when it comes up is on no period, and nobody is late with it.
    """
    return rule.by_period and any(_of_paper(part) for part in _parts(rule))


def _parts(rule: Rule) -> Iterator[Counts]:
    yield from rule.each or rule.steps or (rule.counts,)


def _of_paper(part: Counts) -> bool:
    return FactKind.REPORT in part.kinds or not _DELIVERY.isdisjoint(part.acts)


_DELIVERY: Final = frozenset({DELIVERED, WRITTEN})
