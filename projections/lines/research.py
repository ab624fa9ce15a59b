"""Lines of research: the topic first; once there is a paper, the line is about the paper."""

from typing import Any, Final

from domain import research
from domain.kernel import Entry
from projections.lines.line import Plain, Values, said


def _topic(event: research.TopicDecided) -> Values:
    return said(
        stage="topic",
        on=event.occurred_on,
        act="topic",
        organisation=event.organisation,
        title=event.title,
        period=event.period,
    )


def _paper(event: research.PaperWritten) -> Values:
    return said(
        stage="written",
        on=event.occurred_on,
        act=event.paper,
        organisation=event.organisation,
        title=event.title,
        period=event.period,
    )


_LINES: Final = Plain(
    "research",
    opens={research.TopicDecided: _topic, research.PaperWritten: _paper},
    corrected={research.TopicCorrected: "topic", research.PaperCorrected: "written"},
    stages={research.PaperAdopted: "adopted", research.ResearchVoided: "voided"},
    silent=(research.PaperSubmitted,),
)

READS: Final = _LINES.reads


def fold(entry: Entry, lines: dict[str, Values]) -> list[tuple[str, Values]]:
    """See `projections.lines.line.Fold`. A corrected topic does not take the line back from the paper."""
    before = lines.get(entry.stream)
    [(ref, line)] = _LINES.fold(entry, lines)
    match entry.event:
        case research.PaperSubmitted(recipient=recipient):
            line["about"] = line["about"] or recipient
            line["stage"] = "adopted" if line["stage"] == "adopted" else "submitted"
        case research.TopicCorrected() if before is not None and before["act"] != "topic":
            kept: Any = {name: before[name] for name in ("act", "title", "occurred_on", "period")}
            line |= kept
    return [(ref, line)]
