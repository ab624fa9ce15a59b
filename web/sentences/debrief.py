"""Sentences on debriefings 述职."""

from collections.abc import Mapping
from typing import Final

from domain import debrief
from web.sentences.telling import Tell, Telling, corrected, done


def _delivered(w: Telling, e: debrief.DebriefDelivered) -> str:
    return w.t(
        f"{w.name(e.organisation)}{w.name(e.person)}于{w.day(e.occurred_on)}向{w.name(e.recipient)}"
        f"作{w.code(e.type)}{w.quote(e.title)}（{w.code(e.form)}），述职期为{w.period(e.period)}",
        f"{w.name(e.person)} of {w.name(e.organisation)} debriefed before {w.name(e.recipient)} on"
        f" {w.day(e.occurred_on)} ({w.code(e.type)}, {w.code(e.form)}): {w.quote(e.title)}, on {w.period(e.period)}",
    )


def _evaluated(w: Telling, e: debrief.DebriefEvaluated) -> str:
    many = w.t(f"，{e.evaluators}人参加评议", f" by {e.evaluators}") if e.evaluators is not None else ""
    note = w.note(e.text)
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}评议为“{w.code(e.grade)}”{many}{note}",
        f"{w.this} was evaluated as {w.code(e.grade)} on {w.day(e.occurred_on)}{many}{note}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    debrief.DebriefDelivered: _delivered,
    debrief.DebriefEvaluated: _evaluated,
    debrief.EvaluationCorrected: corrected("评议结果", "the evaluation"),
    debrief.DebriefCorrected: corrected("述职登记", "the record of the debriefing"),
    debrief.DebriefVoided: done("述职登记作废", "the record of the debriefing was voided"),
}
"""Event -> how it is told."""
