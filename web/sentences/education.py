"""Sentences on collective education 集体教育."""

from collections.abc import Mapping
from typing import Final

from domain import education
from domain.education import Excuse
from web.sentences.telling import Tell, Telling, corrected, done


def _held(w: Telling, e: education.EducationHeld) -> str:
    days = f"{e.half_days / 2:g}"
    gone = sum(absence.excuse is Excuse.WITHOUT_REASON for absence in e.absences)
    away = w.t(
        (f"，缺席{len(e.absences)}人" + (f"（其中无正当理由{gone}人）" if gone else "")) if e.absences else "",
        (f", {len(e.absences)} absent" + (f" ({gone} without proper reason)" if gone else "")) if e.absences else "",
    )
    speaker = w.t(f"，{w.name(e.lecturer)}主讲", f", {w.name(e.lecturer)} speaking") if e.lecturer else ""
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}开展集体教育{w.quote(e.title)}"
        f"（{w.code(e.form)}，{days}天）{speaker}，{len(e.attendees)}人参加{away}",
        f"{w.name(e.organisation)} held collective education on {w.day(e.occurred_on)} ({w.code(e.form)},"
        f" {days} days): {w.quote(e.title)}{speaker}, {len(e.attendees)} present{away}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    education.EducationHeld: _held,
    education.EducationCorrected: corrected("集体教育登记", "the record of the session"),
    education.EducationVoided: done("集体教育登记作废", "the record of the session was voided"),
}
"""Event -> how it is told."""
