"""Sentences on reviews of members 民主评议、党性分析评议."""

from collections.abc import Mapping
from typing import Final

from domain import review
from web.sentences.telling import Tell, Telling, corrected, count, done


def _arranged(w: Telling, e: review.ReviewArranged) -> str:
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}部署{w.period(e.period)}{w.code(e.type)}{w.quote(e.title)}",
        f"{w.name(e.organisation)} arranged a review on {w.day(e.occurred_on)}"
        f" ({w.code(e.type)}, {w.period(e.period)}): {w.quote(e.title)}",
    )


def _step(w: Telling, e: review.ReviewStepCompleted) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}完成“{w.code(e.step)}”{w.note(e.text)}",
        f"{w.this}: {w.code(e.step)} was completed on {w.day(e.occurred_on)}{w.note(e.text)}",
    )


def _held(w: Telling, e: review.ReviewHeld) -> str:
    number = len(e.results)
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}召开评议会{w.quote(e.title)}"
        f"（{w.code(e.type)}，{w.period(e.period)}），逐一评议党员{number}人",
        f"{w.name(e.organisation)} held a review on {w.day(e.occurred_on)} ({w.code(e.type)}, {w.period(e.period)}):"
        f" {w.quote(e.title)}, {count(number, 'member')} one by one",
    )


def _masses(w: Telling, e: review.MassEvaluationRecorded) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}听取群众意见，{e.asked}人参评，{e.satisfied}人满意{w.note(e.text)}",
        f"{w.this}: the masses were asked on {w.day(e.occurred_on)}, {e.satisfied} of {e.asked} satisfied"
        f"{w.note(e.text)}",
    )


def _notified(w: Telling, e: review.ResultNotified) -> str:
    told = w.listed([w.code(audience) for audience in e.audiences])
    return w.t(
        f"{w.this}的结果于{w.day(e.occurred_on)}向{told}通报{w.note(e.text)}",
        f"results of {w.this} were made known on {w.day(e.occurred_on)} to {told}{w.note(e.text)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    review.ReviewArranged: _arranged,
    review.ReviewStepCompleted: _step,
    review.ReviewHeld: _held,
    review.MassEvaluationRecorded: _masses,
    review.ResultNotified: _notified,
    review.ReviewCorrected: corrected("评议登记", "the record of the review"),
    review.ReviewVoided: done("评议登记作废", "the record of the review was voided"),
}
"""Event -> how it is told."""
