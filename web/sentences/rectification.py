"""Sentences on rectifications 限期整改."""

from collections.abc import Mapping
from typing import Final

from domain import rectification
from domain.rectification import Counting
from web.sentences.telling import Tell, Telling, corrected


def _limit(w: Telling, e: rectification.RectificationOrdered | rectification.RectificationOrderedAgain) -> str:
    """The limit, and how it was reached where it was given in working days."""
    if e.working_days is None or e.counted_by is Counting.DAY:
        return w.day(e.due_on)
    return w.t(
        f"{w.day(e.due_on)}（{e.working_days}个工作日，{w.code(e.counted_by)}）",
        f"{w.day(e.due_on)} ({e.working_days} working days, {w.code(e.counted_by)})",
    )


def _ordered(w: Telling, e: rectification.RectificationOrdered) -> str:
    who = w.t(f"，责任人{w.name(e.responsible)}", f"; {w.name(e.responsible)} answers for it") if e.responsible else ""
    source = w.t(f"，来源为{w.name(e.source)}", f"; it follows from {w.name(e.source)}") if e.source else ""
    serious = w.t("严重问题", "serious, ") if e.serious else ""
    return w.t(
        f"{w.name(e.ordered_by)}于{w.day(e.occurred_on)}责令{w.name(e.organisation)}在{_limit(w, e)}前整改"
        f"{w.quote(e.title)}（{serious}{w.code(e.category)}）{who}{source}",
        f"{w.name(e.ordered_by)} ordered {w.name(e.organisation)} on {w.day(e.occurred_on)} to put right by"
        f" {_limit(w, e)}: {w.quote(e.title)} ({serious}{w.code(e.category)}){who}{source}",
    )


def _extended(w: Telling, e: rectification.RectificationExtended) -> str:
    return w.t(
        f"{w.name(e.by)}于{w.day(e.occurred_on)}将{w.this}期限延至{w.day(e.due_on)}{w.because(e.reason)}",
        f"{w.name(e.by)} extended {w.this} on {w.day(e.occurred_on)} to {w.day(e.due_on)}{w.because(e.reason)}",
    )


def _reported(w: Telling, e: rectification.RectificationReported) -> str:
    return w.t(
        f"{w.name(e.reporter)}于{w.day(e.occurred_on)}报告{w.this}整改情况：{w.line(e.text)}",
        f"{w.name(e.reporter)} reported on {w.this} on {w.day(e.occurred_on)}: {w.line(e.text)}",
    )


def _verified(w: Telling, e: rectification.RectificationVerified) -> str:
    return w.t(
        f"{w.name(e.by)}{w.name(e.verifier)}于{w.day(e.occurred_on)}验收{w.this}，结果合格{w.note(e.text)}",
        f"{w.this} was verified on {w.day(e.occurred_on)} by {w.name(e.verifier)} for {w.name(e.by)}{w.note(e.text)}",
    )


def _rejected(w: Telling, e: rectification.RectificationRejected) -> str:
    return w.t(
        f"{w.name(e.by)}{w.name(e.verifier)}于{w.day(e.occurred_on)}验收{w.this}，结果不合格{w.because(e.reason)}",
        f"{w.this} was rejected on {w.day(e.occurred_on)} by {w.name(e.verifier)} for {w.name(e.by)}"
        f"{w.because(e.reason)}",
    )


def _again(w: Telling, e: rectification.RectificationOrderedAgain) -> str:
    return w.t(
        f"{w.name(e.by)}于{w.day(e.occurred_on)}再次责令在{_limit(w, e)}前整改{w.this}{w.because(e.reason)}",
        f"{w.name(e.by)} ordered {w.this} again on {w.day(e.occurred_on)}, by {_limit(w, e)}{w.because(e.reason)}",
    )


def _closed(w: Telling, e: rectification.RectificationClosed) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}由{w.name(e.by)}销号{w.note(e.note)}",
        f"{w.this} was struck off by {w.name(e.by)} on {w.day(e.occurred_on)}{w.note(e.note)}",
    )


def _step(w: Telling, e: rectification.StepCorrected) -> str:
    return w.t(
        f"{w.name(e.by)}将{w.this}“{w.code(e.step)}”的日期更正为{w.day(e.occurred_on)}{w.because(e.reason)}",
        f"{w.name(e.by)} corrected the day of the {w.code(e.step)} of {w.this} to {w.day(e.occurred_on)}"
        f"{w.because(e.reason)}",
    )


def _voided(w: Telling, e: rectification.RectificationVoided) -> str:
    return w.t(
        f"{w.name(e.by)}作废整改登记{w.because(e.reason)}",
        f"{w.name(e.by)} voided the record of the rectification{w.because(e.reason)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    rectification.RectificationOrdered: _ordered,
    rectification.RectificationExtended: _extended,
    rectification.RectificationReported: _reported,
    rectification.RectificationVerified: _verified,
    rectification.RectificationRejected: _rejected,
    rectification.RectificationOrderedAgain: _again,
    rectification.RectificationClosed: _closed,
    rectification.StepCorrected: _step,
    rectification.RectificationCorrected: corrected("整改登记", "the record of the rectification"),
    rectification.RectificationVoided: _voided,
}
"""Event -> how it is told."""
