"""Sentences on commitments 党员承诺."""

from collections.abc import Mapping
from typing import Final

from domain import commitment
from web.sentences.telling import Tell, Telling, corrected, done


def _made(w: Telling, e: commitment.CommitmentMade) -> str:
    return w.t(
        f"{w.name(e.person)}于{w.day(e.occurred_on)}作出{w.period(e.period)}承诺{w.quote(e.title)}，"
        f"{w.day(e.due_on)}前兑现",
        f"{w.name(e.person)} promised on {w.day(e.occurred_on)} for {w.period(e.period)}: {w.quote(e.title)},"
        f" by {w.day(e.due_on)}",
    )


def _accepted(w: Telling, e: commitment.CommitmentAccepted) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}审核通过{w.note(e.note)}",
        f"{w.this} was accepted on {w.day(e.occurred_on)}{w.note(e.note)}",
    )


def _returned(w: Telling, e: commitment.CommitmentReturned) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}退回修改{w.because(e.reason)}",
        f"{w.this} was sent back on {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


def _revised(w: Telling, e: commitment.CommitmentRevised) -> str:
    return w.t(
        f"{w.day(e.occurred_on)}修改承诺为{w.quote(e.title)}，{w.day(e.due_on)}前兑现",
        f"the promise was revised on {w.day(e.occurred_on)}: {w.quote(e.title)}, by {w.day(e.due_on)}",
    )


def _fulfilled(w: Telling, e: commitment.CommitmentFulfilled) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}报告兑现{w.note(e.text)}",
        f"{w.this} was reported as kept on {w.day(e.occurred_on)}{w.note(e.text)}",
    )


def _confirmed(w: Telling, e: commitment.CommitmentConfirmed) -> str:
    return w.t(
        f"{w.name(e.person)}于{w.day(e.occurred_on)}确认{w.this}已兑现{w.note(e.note)}",
        f"{w.name(e.person)} confirmed on {w.day(e.occurred_on)} that {w.this} was kept{w.note(e.note)}",
    )


def _not_confirmed(w: Telling, e: commitment.CommitmentNotConfirmed) -> str:
    return w.t(
        f"{w.name(e.person)}于{w.day(e.occurred_on)}认定{w.this}未兑现{w.because(e.reason)}",
        f"{w.name(e.person)} found on {w.day(e.occurred_on)} that {w.this} was not kept{w.because(e.reason)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    commitment.CommitmentMade: _made,
    commitment.CommitmentAccepted: _accepted,
    commitment.CommitmentReturned: _returned,
    commitment.CommitmentRevised: _revised,
    commitment.CommitmentFulfilled: _fulfilled,
    commitment.CommitmentConfirmed: _confirmed,
    commitment.CommitmentNotConfirmed: _not_confirmed,
    commitment.CommitmentCorrected: corrected("承诺登记", "the commitment"),
    commitment.CommitmentVoided: done("作废承诺登记", "the commitment was voided"),
}
