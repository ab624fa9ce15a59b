"""Lines of inspections, and one for every problem found: ``stream#number``."""

from typing import Any, Final

from domain import inspection
from domain.kernel import Entry
from projections.lines.line import TITLE, Plain, Values, blank, said


def _conducted(event: inspection.InspectionConducted) -> Values:
    return said(
        stage="conducted",
        on=event.occurred_on,
        act=event.method,
        organisation=event.organisation,
        title=event.title,
        about=event.inspected,
    )


_LINES: Final = Plain(
    "inspection",
    opens={inspection.InspectionConducted: _conducted},
    corrected={inspection.InspectionCorrected: "conducted"},
    stages={inspection.InspectionVoided: "voided"},
    parts={inspection.ProblemFound: 1, inspection.ProblemVoided: -1},
    silent=(inspection.ProblemCorrected, inspection.FeedbackGiven),
)

READS: Final = _LINES.reads


def fold(entry: Entry, lines: dict[str, Values]) -> list[tuple[str, Values]]:
    """See `projections.lines.line.Fold`."""
    event = entry.event
    ((stream, line),) = _LINES.fold(entry, lines)
    match event:
        case inspection.ProblemFound():
            ref = f"{stream}#{event.number}"
            return [(stream, line), (ref, {**blank(entry), **_problem(event, line), "stage": "found"})]
        case inspection.ProblemCorrected():
            ref = f"{stream}#{event.number}"
            old = lines[ref]
            fresh = {**old, **_problem(event, line), "version": entry.version, "corrections": old["corrections"] + 1}
            return [(stream, line), (ref, fresh)]
        case inspection.ProblemVoided():
            ref = f"{stream}#{event.number}"
            return [(stream, line), (ref, {**lines[ref], "stage": "voided", "version": entry.version})]
        case inspection.InspectionCorrected():
            return [(stream, line), *_problems(entry, lines, about=line["about"])]
        case inspection.InspectionVoided():
            return [(stream, line), *_problems(entry, lines, stage="voided")]
    return [(stream, line)]


def _problem(event: inspection.ProblemFound | inspection.ProblemCorrected, line: Values) -> Values:
    title = event.text[:TITLE]
    found = said(stage="", on=event.occurred_on, act=event.category, organisation=line["organisation"], title=title)
    del found["stage"]
    return {**found, "kind": "problem", "about": line["about"]}


def _problems(entry: Entry, lines: dict[str, Values], **changed: Any) -> list[tuple[str, Values]]:
    """The lines of all problems, with what an act on the whole inspection changed in them."""
    return [
        (ref, {**old, **changed, "version": entry.version})
        for ref, old in lines.items()
        if "#" in ref and any(old[key] != value for key, value in changed.items())
    ]
