"""Sentences on work records 工作记录."""

from collections.abc import Mapping
from typing import Final

from domain import work
from web.sentences.telling import Tell, Telling, corrected, done


def _worked(w: Telling, e: work.WorkRecorded) -> str:
    people = w.t(f"，由{w.names(e.performers)}承担", f", done by {w.names(e.performers)}") if e.performers else ""
    to = w.t(f"，对象为{w.name(e.recipient)}", f", before {w.name(e.recipient)}") if e.recipient else ""
    amount = f"{e.quantity}{w.t('', ' ')}{w.line(e.unit_of_measure)}" if e.quantity is not None else ""
    much = w.t(f"，数量{amount}", f", amount {amount}") if amount else ""
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}开展工作（{w.code(e.act)}）{w.quote(e.title)}{people}{to}{much}",
        f"{w.name(e.organisation)}, {w.day(e.occurred_on)}, {w.code(e.act)}: {w.quote(e.title)}{people}{to}{much}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    work.WorkRecorded: _worked,
    work.WorkCorrected: corrected("工作记录", "the work record"),
    work.WorkVoided: done("工作记录作废", "the work record was voided"),
}
"""Event -> how it is told."""
