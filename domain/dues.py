"""Dues 党费: what a member paid for which months of a year. Amounts are fen (1/100 yuan).

Rules
1. (to be written)
"""

from datetime import date
from typing import TypeAlias

from domain.kernel import record

# --- events ----------------------------------------------------------------------


@record
class DuesPaid:
    """Dues were paid 交纳党费."""

    person: str
    organisation: str
    """Who received them."""
    year: int
    months: tuple[int, ...]
    amount: int
    """Fen."""
    occurred_on: date


@record
class DuesDifficultyRecorded:
    """Paying by the month is difficult; by the quarter is allowed 按月交纳确有困难."""

    person: str
    organisation: str
    year: int
    quarters: tuple[int, ...]
    occurred_on: date
    reason: str


@record
class PaymentCorrected:
    """A payment was written down wrongly 更正交纳登记."""

    payment: int
    """Version of the entry that was wrong."""
    paid: DuesPaid
    reason: str


@record
class PaymentVoided:
    """A payment was recorded by mistake 作废交纳登记."""

    payment: int
    reason: str


Event: TypeAlias = DuesPaid | DuesDifficultyRecorded | PaymentCorrected | PaymentVoided

# --- commands --------------------------------------------------------------------


@record
class PayDues:
    """Record a payment 登记交纳党费."""

    person: str
    organisation: str
    """Who received them."""
    year: int
    months: tuple[int, ...]
    amount: int
    """Fen."""
    occurred_on: date


@record
class RecordDuesDifficulty:
    """Record the difficulty 登记按月交纳困难."""

    person: str
    organisation: str
    year: int
    quarters: tuple[int, ...]
    occurred_on: date
    reason: str


@record
class CorrectPayment:
    """Correct a payment 更正交纳登记."""

    dues: str
    payment: int
    """Version of the entry that was wrong."""
    months: tuple[int, ...]
    amount: int
    """Fen."""
    occurred_on: date
    reason: str


@record
class VoidPayment:
    """Void a payment 作废交纳登记."""

    dues: str
    payment: int
    reason: str


Command: TypeAlias = PayDues | RecordDuesDifficulty | CorrectPayment | VoidPayment
