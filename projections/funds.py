"""Funds 经费: what was approved for a year's party work and what was spent of it, as sums of a day.

A budget holds for a stretch of days, from its approval or adjustment to the next one; an expense stands on its day.
Amounts are in fen.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, get_args

import msgspec
import sqlalchemy as sa

from domain import funding
from domain.funding import Purpose, Source
from domain.kernel import Entry, record
from domain.vocabulary import EVENTS
from projections.store import LAST_DAY, Kept, Reading, Row, Store, Tables, iso, kept_columns, kept_index
from projections.store import known_at as known

NAME: Final = "funds"

_APPROVED: Final = ("organisation", "year", "source", "amount", "first", "last")
_SPENT: Final = ("organisation", "year", "purpose", "source", "amount", "occurred_on")


class _Budget(msgspec.Struct):
    """A budget as far as it has come: what was said of its lines, by the day from which it held."""

    organisation: str
    year: int
    approved: tuple[str, list[tuple[str, int]]]
    adjusted: list[tuple[str, list[tuple[str, int]]]]
    expenses: dict[str, list[Any]]


_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(_Budget).decode


class Funds:
    """The view: budgets by source, expenses, and what both follow from."""

    name = NAME
    version = 1
    effort = 1
    reads: frozenset[type] = frozenset(get_args(funding.Event))
    ignores: frozenset[type] = frozenset(EVENTS.values()) - reads
    """Every other kind: none bears on the question."""

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """Two tables with two clocks, and the budgets as they stand."""
        kinds: dict[str, Any] = {"year": sa.Integer, "amount": sa.BigInteger}

        def kept(name: str, columns: Sequence[str]) -> sa.Table:
            return sa.Table(
                f"{prefix}{name}{suffix}",
                metadata,
                *kept_columns(),
                *(sa.Column(column, kinds.get(column, sa.String), nullable=False) for column in columns),
                kept_index(f"{prefix}{name}_", suffix),
                sa.Index(f"{prefix}{name}_organisation{suffix}", "organisation", "known_to"),
            )

        budgets = sa.Table(
            f"{prefix}budgets{suffix}",
            metadata,
            sa.Column("stream", sa.String, primary_key=True),
            sa.Column("body", sa.String, nullable=False),
        )
        return {"approved": kept("approved", _APPROVED), "spent": kept("spent", _SPENT), "budgets": budgets}

    def apply(self, store: Store, entries: Sequence[Entry], after: int) -> None:
        """Fold each entry into its budget, and write what that changed."""
        mine = [entry for entry in entries if type(entry.event) in self.reads]
        if mine:
            _Page(store, mine).run(mine)

    def settle(self, store: Store) -> bool:
        """Nothing waits."""
        return True


class _Page:
    """The work of one page."""

    def __init__(self, store: Store, entries: Sequence[Entry]) -> None:
        self._store = store
        self._kept = {name: Kept(store, name) for name in ("approved", "spent")}
        going_on = {entry.stream for entry in entries if entry.version > 1}
        self._budgets = {
            stream: _decode(body) for stream, body in store.select_in("budgets", "stream", sorted(going_on))
        }
        self._stored = set(self._budgets)
        self._rows: dict[str, dict[str, dict[str, Row]]] = {name: {} for name in self._kept}
        for name, rows in self._rows.items():
            for stream, part, _, _, _, *values in store.select_streams(name, self._stored, None):
                rows.setdefault(stream, {})[part] = tuple(values)

    def run(self, entries: Sequence[Entry]) -> None:
        """Fold and write."""
        for entry in entries:
            budget = _after(self._budgets.get(entry.stream), entry.event, entry.version)
            self._budgets[entry.stream] = budget
            self._write("approved", entry, _approved(budget))
            self._write("spent", entry, _spent(budget))
        for kept in self._kept.values():
            kept.flush()
        changed = sorted({entry.stream for entry in entries})
        self._store.delete("budgets", ["stream"], [(stream,) for stream in changed if stream in self._stored])
        rows = [(stream, self._store.body(_encode(self._budgets[stream]))) for stream in changed]
        self._store.insert("budgets", rows)

    def _write(self, name: str, entry: Entry, fresh: Mapping[str, Row]) -> None:
        there = self._rows[name].get(entry.stream, {})
        for part in sorted({*there, *fresh}):
            if there.get(part) != fresh.get(part):
                self._kept[name].put(entry.stream, part, entry.position, fresh.get(part), had=part in there)
        self._rows[name][entry.stream] = dict(fresh)


def _lines(lines: Sequence[funding.Allocation]) -> list[tuple[str, int]]:
    return [(line.source.value, line.amount) for line in lines]


def _expense(spent: funding.MoneySpent) -> list[Any]:
    return [spent.purpose.value, spent.source.value, spent.amount, iso(spent.occurred_on)]


def _after(budget: _Budget | None, event: Any, version: int) -> _Budget:
    if isinstance(event, funding.BudgetApproved):
        approved = (iso(event.occurred_on), _lines(event.lines))
        return _Budget(event.organisation, event.year, approved, [], {})
    assert budget is not None, "a budget begins with its approval"
    match event:
        case funding.BudgetAdjusted():
            budget.adjusted = [*budget.adjusted, (iso(event.occurred_on), _lines(event.lines))]
        case funding.BudgetCorrected(approved=approved_):
            budget.approved = (iso(approved_.occurred_on), _lines(approved_.lines))
        case funding.MoneySpent():
            budget.expenses = {**budget.expenses, str(version): _expense(event)}
        case funding.SpendingCorrected():
            budget.expenses = {**budget.expenses, str(event.spending): _expense(event.spent)}
        case funding.SpendingVoided():
            budget.expenses = {key: one for key, one in budget.expenses.items() if key != str(event.spending)}
    return budget


def _approved(budget: _Budget) -> dict[str, Row]:
    """What each source gave, from each day on; an adjustment says all lines anew."""
    said = [budget.approved, *sorted(budget.adjusted, key=lambda one: one[0])]
    rows: dict[str, Row] = {}
    for number, (first, lines) in enumerate(said):
        later = said[number + 1][0] if number + 1 < len(said) else None
        last = LAST_DAY if later is None else iso(date.fromisoformat(later) - timedelta(days=1))
        if last < first:
            continue
        for place, (source, amount) in enumerate(lines):
            rows[f"{number}/{place}"] = (budget.organisation, budget.year, source, amount, first, last)
    return rows


def _spent(budget: _Budget) -> dict[str, Row]:
    return {
        part: (budget.organisation, budget.year, purpose, source, amount, day)
        for part, (purpose, source, amount, day) in budget.expenses.items()
    }


# --- queries ----------------------------------------------------------------------------


@record
class Sums:
    """Money of a year as of a day, in fen."""

    approved: Mapping[Source, int]
    spent: Mapping[Purpose, int]

    @property
    def total_approved(self) -> int:
        """From all sources."""
        return sum(self.approved.values())

    @property
    def total_spent(self) -> int:
        """For all purposes."""
        return sum(self.spent.values())


def sums(reading: Reading, organisations: Collection[str], year: int, as_of: date, known_at: int | None = None) -> Sums:
    """What these organisations were granted for a year, and what they have spent of it by a day."""
    approved, spent = reading.table(NAME, "approved"), reading.table(NAME, "spent")
    day = iso(as_of)
    granted = reading.rows(
        sa.select(approved.c.source, sa.func.sum(approved.c.amount))
        .where(
            approved.c.organisation.in_(organisations),
            approved.c.year == year,
            approved.c.first <= day,
            approved.c.last >= day,
            known(approved, known_at),
        )
        .group_by(approved.c.source)
    )
    used = reading.rows(
        sa.select(spent.c.purpose, sa.func.sum(spent.c.amount))
        .where(
            spent.c.organisation.in_(organisations),
            spent.c.year == year,
            spent.c.occurred_on <= day,
            known(spent, known_at),
        )
        .group_by(spent.c.purpose)
    )
    return Sums(
        approved={Source(source): int(amount) for source, amount in map(tuple, granted)},
        spent={Purpose(purpose): int(amount) for purpose, amount in map(tuple, used)},
    )
