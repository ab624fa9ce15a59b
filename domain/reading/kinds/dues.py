"""Facts of dues: every month that was paid is a fact of its own, whose period is the month.

They stand under ``stream#version-month``, the version being that of the payment; so a rule by the month finds each
month of a payment for three. A difficulty stands under ``stream#version-Qn``, with its quarter as the period.
"""

from typing import Final

from domain import dues
from domain.fact import Fact, FactKind
from domain.kernel import Entry
from domain.reading.changing import Change, Get, continued
from domain.reading.plain import fact_of

READS: Final = (dues.DuesPaid, dues.DuesDifficultyRecorded, dues.PaymentCorrected, dues.PaymentVoided)
IGNORES: Final[tuple[type, ...]] = ()

_KIND: Final = FactKind.DUES


def changes(entry: Entry, get: Get) -> list[Change]:
    """See `domain.reading.facts.changes`."""
    match entry.event:
        case dues.DuesPaid() as paid:
            return [(fact.ref, fact) for fact in _months(entry, entry.version, paid)]
        case dues.DuesDifficultyRecorded() as difficulty:
            return [(fact.ref, fact) for fact in _difficulty(entry, difficulty)]
        case dues.PaymentCorrected() as event:
            before = _standing(entry, event.payment, get)
            fresh = {fact.ref: fact for fact in _months(entry, event.payment, event.paid)}
            gone: list[Change] = [(ref, None) for ref in before if ref not in fresh]
            first = next(iter(before.values()), None)
            return gone + [
                (ref, fact if (old := before.get(ref) or first) is None else continued(old, fact))
                for ref, fact in fresh.items()
            ]
        case dues.PaymentVoided() as event:
            return [(ref, None) for ref in _standing(entry, event.payment, get)]
    return []


def _standing(entry: Entry, payment: int, get: Get) -> dict[str, Fact]:
    refs = (_ref(entry, payment, month) for month in range(1, 13))
    return {ref: fact for ref in refs if (fact := get(ref)) is not None}


def _ref(entry: Entry, payment: int, month: int) -> str:
    return f"{entry.stream}#{payment}-{month:02}"


def _months(entry: Entry, payment: int, paid: dues.DuesPaid) -> list[Fact]:
    return [
        fact_of(
            entry,
            _KIND,
            "dues_paid",
            paid.organisation,
            paid.occurred_on,
            ref=_ref(entry, payment, month),
            period=f"{paid.year:04}-{month:02}",
            performers=(paid.person,),
        )
        for month in paid.months
    ]


def _difficulty(entry: Entry, event: dues.DuesDifficultyRecorded) -> list[Fact]:
    return [
        fact_of(
            entry,
            _KIND,
            "dues_difficulty",
            event.organisation,
            event.occurred_on,
            ref=f"{entry.ref}-Q{quarter}",
            period=f"{event.year:04}-Q{quarter}",
            performers=(event.person,),
        )
        for quarter in event.quarters
    ]
