"""Words of dues 党费."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import dues
from domain.terms.common import Label

KIND: Final[Label] = ("党费", "Dues")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {}

EVENTS: Final[Mapping[type, Label]] = {
    dues.DuesPaid: ("交纳党费", "Dues paid"),
    dues.DuesDifficultyRecorded: ("登记按月交纳困难", "Difficulty recorded"),
    dues.PaymentCorrected: ("更正交纳登记", "Payment corrected"),
    dues.PaymentVoided: ("作废交纳登记", "Payment voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    dues.PayDues: ("登记交纳党费", "Record dues"),
    dues.RecordDuesDifficulty: ("登记按月交纳困难", "Record difficulty"),
    dues.CorrectPayment: ("更正交纳登记", "Correct payment"),
    dues.VoidPayment: ("作废交纳登记", "Void payment"),
}

FIELDS: Final[Mapping[str, Label]] = {}

_COMMON: Final[Mapping[str, Label]] = {
    "dues": ("党费", "Dues"),
    "person": ("党员", "Member"),
    "organisation": ("收缴党组织", "Received by"),
    "year": ("年度", "Year"),
    "months": ("月份", "Months"),
    "quarters": ("季度", "Quarters"),
    "amount": ("金额（元）", "Amount (yuan)"),
    "payment": ("交纳登记", "Payment"),
    "paid": ("交纳登记", "Payment"),
}


def _own(**more: Label) -> Mapping[str, Label]:
    """The words of the kind, and what one record means by a field besides."""
    return {**_COMMON, **more}


_PAID: Final = _own(occurred_on=("交纳日期", "Date paid"))
_DIFFICULT: Final = _own(occurred_on=("登记日期", "Date recorded"), reason=("困难情况", "Difficulty"))

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    dues.DuesPaid: _PAID,
    dues.PayDues: _PAID,
    dues.CorrectPayment: _PAID,
    dues.PaymentCorrected: _PAID,
    dues.VoidPayment: _PAID,
    dues.PaymentVoided: _PAID,
    dues.DuesDifficultyRecorded: _DIFFICULT,
    dues.RecordDuesDifficulty: _DIFFICULT,
}
