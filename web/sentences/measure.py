"""Sentences on measures 批评、诫勉、调整."""

from collections.abc import Mapping
from typing import Final

from domain import measure
from web.sentences.telling import Tell, Telling, corrected, done


def _taken(w: Telling, e: measure.MeasureTaken) -> str:
    serious = w.t(f"，{w.code(e.seriousness)}", f", {w.code(e.seriousness)}") if e.seriousness else ""
    clause = w.t(f"，依据{w.name(e.clause)}", f", under {w.name(e.clause)}") if e.clause else ""
    limit = (
        w.t(f"，限{w.day(e.rectify_by)}前整改", f", to be put right by {w.day(e.rectify_by)}") if e.rectify_by else ""
    )
    cites = w.t(f"，引证{w.names(e.cites)}", f"; it rests on {w.names(e.cites)}") if e.cites else ""
    about = w.name(e.about) if e.about == e.subject else w.t(w.name(e.subject), "") + w.name(e.about)
    where = "" if e.about == e.subject else f" of {w.name(e.subject)}"
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}对{about}给予{w.code(e.type)}{w.quote(e.title)}"
        f"（{w.code(e.ground)}{serious}）{clause}{limit}{cites}",
        f"{w.name(e.organisation)} took a measure on {w.day(e.occurred_on)} about {about}{where}: {w.code(e.type)},"
        f" {w.quote(e.title)} ({w.code(e.ground)}{serious}){clause}{limit}{cites}",
    )


def _notified(w: Telling, e: measure.MeasureNotified) -> str:
    note = w.note(e.text)
    return w.t(f"{w.this}于{w.day(e.occurred_on)}送达{note}", f"{w.this} was delivered on {w.day(e.occurred_on)}{note}")


def _heard(w: Telling, e: measure.MeasureStatementTaken) -> str:
    return w.t(
        f"{w.day(e.occurred_on)}就{w.this}听取陈述：{w.line(e.text)}",
        f"a statement on {w.this} was taken on {w.day(e.occurred_on)}: {w.line(e.text)}",
    )


def _ended(w: Telling, e: measure.MeasureEnded) -> str:
    note = w.note(e.text)
    return w.t(f"{w.this}于{w.day(e.occurred_on)}期满解除{note}", f"{w.this} ended on {w.day(e.occurred_on)}{note}")


def _revoked(w: Telling, e: measure.MeasureRevoked) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}撤销{w.because(e.reason)}",
        f"{w.this} was revoked on {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    measure.MeasureTaken: _taken,
    measure.MeasureNotified: _notified,
    measure.MeasureStatementTaken: _heard,
    measure.MeasureEnded: _ended,
    measure.MeasureRevoked: _revoked,
    measure.MeasureCorrected: corrected("处理登记", "the record of the measure"),
    measure.MeasureVoided: done("处理登记作废", "the record of the measure was voided"),
}
"""Event -> how it is told."""
