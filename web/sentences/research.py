"""Sentences on research 调查研究."""

from collections.abc import Mapping
from typing import Final

from domain import research
from web.sentences.telling import Tell, Telling, corrected, done


def _topic(w: Telling, e: research.TopicDecided) -> str:
    by = (
        w.t(f"，调研人员{w.names(e.researchers)}", f", researched by {w.names(e.researchers)}") if e.researchers else ""
    )
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}确定{w.period(e.period)}{'重点' if e.key else '调研'}课题"
        f"{w.quote(e.title)}{by}",
        f"{w.name(e.organisation)} decided on {w.day(e.occurred_on)} on a {'key ' if e.key else ''}topic for"
        f" {w.period(e.period)}: {w.quote(e.title)}{by}",
    )


def _paper(w: Telling, e: research.PaperWritten) -> str:
    return w.t(
        f"{w.names(e.authors)}于{w.day(e.occurred_on)}完成{w.code(e.paper)}{w.quote(e.title)}（{w.name(e.organisation)}，"
        f"{w.period(e.period)}）",
        f"{w.names(e.authors)} finished on {w.day(e.occurred_on)} ({w.code(e.paper)}): {w.quote(e.title)}"
        f" ({w.name(e.organisation)}, {w.period(e.period)})",
    )


def _submitted(w: Telling, e: research.PaperSubmitted) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}报送{w.name(e.recipient)}",
        f"{w.this} was handed in to {w.name(e.recipient)} on {w.day(e.occurred_on)}",
    )


def _adopted(w: Telling, e: research.PaperAdopted) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}被{w.name(e.by)}采纳运用：{w.line(e.text)}",
        f"{w.this} was put to use by {w.name(e.by)} on {w.day(e.occurred_on)}: {w.line(e.text)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    research.TopicDecided: _topic,
    research.PaperWritten: _paper,
    research.PaperSubmitted: _submitted,
    research.PaperAdopted: _adopted,
    research.TopicCorrected: corrected("课题登记", "the record of the topic"),
    research.PaperCorrected: corrected("调研成果登记", "the record of the paper"),
    research.ResearchVoided: done("调研登记作废", "the record of the research was voided"),
}
"""Event -> how it is told."""
