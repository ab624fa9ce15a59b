"""Sentences on commendations 表彰."""

from collections.abc import Mapping
from typing import Final

from domain import commendation
from web.sentences.telling import Tell, Telling, corrected, done


def _granted(w: Telling, e: commendation.CommendationGranted) -> str:
    cites = w.t(f"，引证{w.names(e.cites)}", f"; it rests on {w.names(e.cites)}") if e.cites else ""
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}表彰{w.names(e.recipients)}{w.quote(e.title)}"
        f"（{w.code(e.honour)}）{cites}",
        f"{w.name(e.organisation)} commended {w.names(e.recipients)} on {w.day(e.occurred_on)}: {w.quote(e.title)}"
        f" ({w.code(e.honour)}){cites}",
    )


def _withdrawn(w: Telling, e: commendation.CommendationWithdrawn) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}撤销{w.because(e.reason)}",
        f"{w.this} was withdrawn on {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    commendation.CommendationGranted: _granted,
    commendation.CommendationWithdrawn: _withdrawn,
    commendation.CommendationCorrected: corrected("表彰登记", "the record of the commendation"),
    commendation.CommendationVoided: done("表彰登记作废", "the record of the commendation was voided"),
}
"""Event -> how it is told."""
