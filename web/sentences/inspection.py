"""Sentences on inspections 督促检查."""

from collections.abc import Mapping
from typing import Final

from domain import inspection
from web.sentences.telling import Tell, Telling, corrected, done


def _conducted(w: Telling, e: inspection.InspectionConducted) -> str:
    who = w.t(f"，检查人员{w.names(e.inspectors)}", f", by {w.names(e.inspectors)}") if e.inspectors else ""
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}以{w.code(e.method)}方式检查{w.name(e.inspected)}"
        f"{w.quote(e.title)}，内容为{w.codes(e.topics)}{who}",
        f"{w.name(e.organisation)} inspected {w.name(e.inspected)} on {w.day(e.occurred_on)} ({w.code(e.method)}):"
        f" {w.quote(e.title)}, on {w.codes(e.topics)}{who}",
    )


def _found(w: Telling, e: inspection.ProblemFound) -> str:
    serious = w.t("严重", "serious ") if e.serious else ""
    clause = w.t(f"，不符合{w.name(e.clause)}", f", against {w.name(e.clause)}") if e.clause else ""
    return w.t(
        f"{w.day(e.occurred_on)}发现第{e.number}号{serious}问题（{w.code(e.category)}）：{w.line(e.text)}{clause}",
        f"{serious}problem number {e.number} was found on {w.day(e.occurred_on)} ({w.code(e.category)}):"
        f" {w.line(e.text)}{clause}",
    )


def _problem_corrected(w: Telling, e: inspection.ProblemCorrected) -> str:
    serious = w.t("，严重问题", ", serious") if e.serious else ""
    return w.t(
        f"第{e.number}号问题更正为{w.day(e.occurred_on)}发现（{w.code(e.category)}{serious}）：{w.line(e.text)}"
        f"{w.because(e.reason)}",
        f"problem number {e.number} was corrected to: found on {w.day(e.occurred_on)}"
        f" ({w.code(e.category)}{serious}), {w.line(e.text)}{w.because(e.reason)}",
    )


def _problem_voided(w: Telling, e: inspection.ProblemVoided) -> str:
    return w.t(
        f"第{e.number}号问题作废{w.because(e.reason)}", f"problem number {e.number} was voided{w.because(e.reason)}"
    )


def _told(w: Telling, e: inspection.FeedbackGiven) -> str:
    return w.t(
        f"{w.day(e.occurred_on)}向被检查组织反馈：{w.line(e.text)}",
        f"the inspected organisation was told on {w.day(e.occurred_on)}: {w.line(e.text)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    inspection.InspectionConducted: _conducted,
    inspection.ProblemFound: _found,
    inspection.ProblemCorrected: _problem_corrected,
    inspection.ProblemVoided: _problem_voided,
    inspection.FeedbackGiven: _told,
    inspection.InspectionCorrected: corrected("检查登记", "the record of the inspection"),
    inspection.InspectionVoided: done("检查登记作废", "the record of the inspection was voided"),
}
"""Event -> how it is told."""
