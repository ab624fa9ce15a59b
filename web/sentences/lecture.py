"""Sentences on lectures and situation reports 党课、形势报告."""

from collections.abc import Mapping
from typing import Final

from domain import lecture
from web.sentences.telling import Tell, Telling, corrected, done


def _delivered(w: Telling, e: lecture.LectureDelivered) -> str:
    report = e.type is lecture.Type.SITUATION_REPORT
    where = w.t(f"在{w.name(e.unit)}", f" at {w.name(e.unit)}") if e.unit else ""
    heard = w.t(f"，{e.audience}人参加", f", heard by {e.audience}") if e.audience is not None else ""
    return w.t(
        f"{w.name(e.organisation)}{w.name(e.lecturer)}于{w.day(e.occurred_on)}{where}"
        f"{'作形势报告' if report else '讲党课'}{w.quote(e.title)}{heard}",
        f"{w.name(e.lecturer)} of {w.name(e.organisation)} gave a {'situation report' if report else 'party lecture'}"
        f"{where} on {w.day(e.occurred_on)}: {w.quote(e.title)}{heard}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    lecture.LectureDelivered: _delivered,
    lecture.LectureCorrected: corrected("党课登记", "the record of the lecture"),
    lecture.LectureVoided: done("党课登记作废", "the record of the lecture was voided"),
}
"""Event -> how it is told."""
