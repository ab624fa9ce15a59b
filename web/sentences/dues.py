"""Sentences on dues 党费."""

from collections.abc import Iterable, Mapping
from typing import Final

from domain import dues
from web.saying import yuan
from web.sentences.telling import Tell, Telling


def _months(w: Telling, months: Iterable[int]) -> str:
    return w.t("、".join(f"{month}月" for month in months), ", ".join(str(month) for month in months))


def _what(w: Telling, e: dues.DuesPaid) -> str:
    return w.t(
        f"{e.year}年{_months(w, e.months)}党费{yuan(e.amount)}元",
        f"dues of {yuan(e.amount)} yuan for month {_months(w, e.months)} of {e.year}",
    )


def _paid(w: Telling, e: dues.DuesPaid) -> str:
    return w.t(
        f"{w.name(e.person)}于{w.day(e.occurred_on)}向{w.name(e.organisation)}交纳{_what(w, e)}",
        f"{w.name(e.person)} paid {_what(w, e)} to {w.name(e.organisation)} on {w.day(e.occurred_on)}",
    )


def _difficulty(w: Telling, e: dues.DuesDifficultyRecorded) -> str:
    quarters = w.t("、".join(f"第{q}季度" for q in e.quarters), ", ".join(f"Q{q}" for q in e.quarters))
    return w.t(
        f"{w.day(e.occurred_on)}登记{w.name(e.person)}{e.year}年{quarters}按月交纳党费确有困难，可按季交纳"
        f"{w.because(e.reason)}",
        f"{w.name(e.person)} may pay the dues of {quarters} of {e.year} by the quarter, from {w.day(e.occurred_on)}"
        f"{w.because(e.reason)}",
    )


def _corrected(w: Telling, e: dues.PaymentCorrected) -> str:
    return w.t(
        f"更正党费交纳登记{w.amended(e)}，现为{_what(w, e.paid)}{w.because(e.reason)}",
        f"a payment was corrected{w.amended(e)}, now {_what(w, e.paid)}{w.because(e.reason)}",
    )


def _voided(w: Telling, e: dues.PaymentVoided) -> str:
    what = (
        w.t(f"（{_what(w, w.previous)}）", f" ({_what(w, w.previous)})")
        if isinstance(w.previous, dues.DuesPaid)
        else ""
    )
    return w.t(f"作废党费交纳登记{what}{w.because(e.reason)}", f"a payment was voided{what}{w.because(e.reason)}")


TELLS: Final[Mapping[type, Tell]] = {
    dues.DuesPaid: _paid,
    dues.DuesDifficultyRecorded: _difficulty,
    dues.PaymentCorrected: _corrected,
    dues.PaymentVoided: _voided,
}
