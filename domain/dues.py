"""Dues 党费: what a member paid for which months of a year. Amounts are fen (1/100 yuan).

Rules
1. A payment is for months of the year that have begun on the day it is made [inf: the text knows no payment in
   advance], each named once, and is more than nothing (c2006-float 二（三）2: by the month).
2. A month is paid once: a payment for a month already paid is refused.
3. Paying for three months at once is recorded as it happened; whether the months were on time follows from
   the days (`domain.dues_status`). The exception, by the quarter, needs a recorded difficulty with its reason,
   for each quarter once, and not after the quarter is over. Who approves it the text does not say.
4. A payment lies on or before the day it is recorded.
5. What was written down wrongly is corrected by adding; a payment recorded by mistake is voided, and its months
   are open again.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date
from typing import Final, TypeAlias, assert_never

from domain.kernel import Refused, record, require_past, require_reason
from domain.money import MOST, yuan_of

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

# --- state -----------------------------------------------------------------------


@record
class Payment:
    """A payment as it now stands."""

    paid: DuesPaid
    stands_at: int
    voided: bool = False


@record
class State:
    """What the rules need to know of one member's dues of a year."""

    person: str
    year: int
    organisation: str
    """Who received dues last."""
    parties: tuple[str, ...]
    """Whoever received dues or took note of a difficulty in the year."""
    version: int = 0
    payments: Mapping[int, Payment] = field(default_factory=dict)
    """Version at which a payment was recorded -> how it stands."""
    difficulties: Mapping[int, date] = field(default_factory=dict)
    """Quarter -> day from which paying by the quarter is allowed."""

    def paid_by(self, month: int) -> int | None:
        """Number of the payment that covers a month."""
        return next(
            (number for number, one in self.payments.items() if not one.voided and month in one.paid.months), None
        )


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if state is None:
        assert isinstance(event, DuesPaid | DuesDifficultyRecorded), "dues begin with a payment or a difficulty"
        state = State(person=event.person, year=event.year, organisation=event.organisation, parties=())
    version = state.version + 1
    state = replace(state, version=version)
    match event:
        case DuesPaid():
            payments = {**state.payments, version: Payment(paid=event, stands_at=version)}
            return replace(_known_to(state, event.organisation), payments=payments)
        case DuesDifficultyRecorded():
            difficulties = {**state.difficulties, **dict.fromkeys(event.quarters, event.occurred_on)}
            return replace(_known_to(state, event.organisation), difficulties=difficulties)
        case PaymentCorrected():
            mended = Payment(paid=event.paid, stands_at=version)
            return replace(state, payments={**state.payments, event.payment: mended})
        case PaymentVoided():
            gone = replace(state.payments[event.payment], voided=True)
            return replace(state, payments={**state.payments, event.payment: gone})
        case _:
            assert_never(event)


def _known_to(state: State, organisation: str) -> State:
    parties = tuple(dict.fromkeys((*state.parties, organisation)))
    return replace(state, organisation=organisation, parties=parties)


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

# --- decisions -------------------------------------------------------------------

_CLAUSE: Final = "c2006-float 二（三）2"


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case PayDues():
            return [_paid(state, command, command.person, command.organisation, command.year, today)]
        case RecordDuesDifficulty():
            return [_difficulty(state, command, today)]
        case CorrectPayment():
            known, payment = _payment(state, command.payment)
            old = payment.paid
            paid = _paid(known, command, old.person, old.organisation, old.year, today, but=command.payment)
            if paid == old:
                return []
            return [PaymentCorrected(payment=command.payment, paid=paid, reason=require_reason(command.reason))]
        case VoidPayment():
            _payment(state, command.payment)
            return [PaymentVoided(payment=command.payment, reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _payment(state: State | None, number: int) -> tuple[State, Payment]:
    payment = None if state is None else state.payments.get(number)
    if state is None or payment is None:
        raise Refused(
            "unknown_payment", zh="没有找到这笔党费的登记。", en="There is no such payment on record.", field="payment"
        )
    if payment.voided:
        raise Refused("payment_voided", zh="这笔党费的登记已作废。", en="This payment was voided.", field="payment")
    return state, payment


def _paid(
    state: State | None,
    command: PayDues | CorrectPayment,
    person: str,
    organisation: str,
    year: int,
    today: date,
    but: int | None = None,
) -> DuesPaid:
    day = require_past(command.occurred_on, today, "occurred_on", label=("交纳日期", "Date paid"))
    months = _distinct(command.months, 12, "months", ("月份", "Months"))
    for month in months:
        if day < date(year, month, 1):
            raise Refused(
                "month_not_begun",
                zh=f"{year}年{month}月在交纳日期（{day.isoformat()}）尚未开始，不能预先登记交纳。",
                en=f"{year}-{month:02} had not begun on the day of payment ({day.isoformat()}).",
                field="months",
                clause=_CLAUSE,
            )
        number = None if state is None else state.paid_by(month)
        if state is not None and number is not None and number != but:
            paid_on = state.payments[number].paid.occurred_on
            raise Refused(
                "month_paid",
                zh=f"{year}年{month}月的党费已于{paid_on.isoformat()}交纳，不能重复登记。",
                en=f"The dues of {year}-{month:02} were paid on {paid_on.isoformat()}; a month is paid once.",
                field="months",
                clause=_CLAUSE,
            )
    if not 0 < command.amount <= MOST:
        raise Refused(
            "no_amount",
            zh=f"党费金额应大于零（现填{yuan_of(command.amount)}元）。",
            en=f"Dues are more than nothing ({yuan_of(command.amount)} yuan given).",
            field="amount",
        )
    return DuesPaid(
        person=person, organisation=organisation, year=year, months=months, amount=command.amount, occurred_on=day
    )


def _distinct(numbers: tuple[int, ...], most: int, field: str, label: tuple[str, str]) -> tuple[int, ...]:
    if not numbers:
        raise Refused("required", zh=f"请填写“{label[0]}”。", en=f"{label[1]} are required.", field=field)
    if len(set(numbers)) < len(numbers):
        raise Refused("repeated", zh=f"“{label[0]}”中有重复。", en=f"{label[1]} name one twice.", field=field)
    if not all(1 <= number <= most for number in numbers):
        raise Refused(
            "out_of_range",
            zh=f"“{label[0]}”应在1到{most}之间。",
            en=f"{label[1]} lie between 1 and {most}.",
            field=field,
        )
    return tuple(sorted(numbers))


def _difficulty(state: State | None, command: RecordDuesDifficulty, today: date) -> DuesDifficultyRecorded:
    day = require_past(command.occurred_on, today, "occurred_on", label=("登记日期", "Date recorded"))
    quarters = _distinct(command.quarters, 4, "quarters", ("季度", "Quarters"))
    for quarter in quarters:
        if state is not None and quarter in state.difficulties:
            raise Refused(
                "difficulty_recorded",
                zh=f"第{quarter}季度已登记按月交纳确有困难。",
                en=f"The difficulty is on record for quarter {quarter}.",
                field="quarters",
                clause=_CLAUSE,
            )
        if (day.year, (day.month + 2) // 3) > (command.year, quarter):
            raise Refused(
                "quarter_over",
                zh=f"{command.year}年第{quarter}季度已经结束，困难情况不能事后登记。",
                en=f"Quarter {quarter} of {command.year} was over; the difficulty cannot be recorded afterwards.",
                field="quarters",
                clause=_CLAUSE,
            )
    return DuesDifficultyRecorded(
        person=command.person,
        organisation=command.organisation,
        year=command.year,
        quarters=quarters,
        occurred_on=day,
        reason=require_reason(command.reason),
    )
