"""Sentences on appraisal rounds 考核."""

from collections.abc import Mapping
from typing import Final

from domain import appraisal
from domain.scoring import points_text
from web.sentences.telling import Tell, Telling, corrected, count, done


def _opened(w: Telling, e: appraisal.AppraisalOpened) -> str:
    uses = w.t(f"，结果用于{w.codes(e.uses)}", f"; results serve {w.codes(e.uses)}") if e.uses else ""
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}启动{w.quote(e.title)}，考核对象为{w.code(e.subjects)}，"
        f"考核期为{w.period(e.period)}，{_many(w, e.indicators)}{uses}",
        f"{w.name(e.organisation)} opened {w.quote(e.title)} on {w.day(e.occurred_on)}, appraising"
        f" {w.code(e.subjects)} on {w.period(e.period)}, with {_many(w, e.indicators)}{uses}",
    )


def _many(w: Telling, indicators: tuple[appraisal.Indicator, ...]) -> str:
    total = points_text(sum(one.maximum for one in indicators))
    return w.t(
        f"指标{len(indicators)}项，共{total}分", f"{count(len(indicators), 'indicator')} of {total} points in all"
    )


def _changed(w: Telling, e: appraisal.IndicatorsChanged) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}调整指标，调整后{_many(w, e.indicators)}{w.because(e.reason)}",
        f"the indicators of {w.this} were changed on {w.day(e.occurred_on)} to {_many(w, e.indicators)}"
        f"{w.because(e.reason)}",
    )


def _fixed(w: Telling, e: appraisal.IndicatorsFixed) -> str:
    return w.t(
        f"{w.this}的指标于{w.day(e.occurred_on)}确定",
        f"the indicators of {w.this} were fixed on {w.day(e.occurred_on)}",
    )


def _closed(w: Telling, e: appraisal.AppraisalClosed) -> str:
    note = w.note(e.note)
    return w.t(f"{w.this}于{w.day(e.occurred_on)}结束{note}", f"{w.this} was closed on {w.day(e.occurred_on)}{note}")


TELLS: Final[Mapping[type, Tell]] = {
    appraisal.AppraisalOpened: _opened,
    appraisal.IndicatorsChanged: _changed,
    appraisal.IndicatorsFixed: _fixed,
    appraisal.AppraisalClosed: _closed,
    appraisal.AppraisalCorrected: corrected("考核登记", "the record of the appraisal"),
    appraisal.AppraisalVoided: done("考核登记作废", "the record of the appraisal was voided"),
}
"""Event -> how it is told."""
