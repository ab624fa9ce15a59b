"""What is due 到期事项: promised steps with a day that no other view keeps.

Items of responsibility lists, resolutions of meetings, milestones of projects, targets of plans, dispositions of
members with a limit. One row holds for a stretch of days, so that the calendar of any day, as known at any position,
is one query, and so are the counts of a year. Being overdue is never stored.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

import msgspec
import sqlalchemy as sa

from domain.kernel import Entry, record
from domain.vocabulary import EVENTS
from projections.debts import NEVER, READS, Sort, Story, stretches, told
from projections.store import (
    LAST_DAY,
    Kept,
    Reading,
    Row,
    Store,
    Tables,
    day_of,
    iso,
    kept_columns,
    kept_index,
    ref_of,
)
from projections.store import known_at as known

NAME: Final = "due"

_OWED: Final = ("organisation", "person", "kind", "period", "what", "due_on", "first", "last", "done_on")
_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Story).decode


class Due:
    """The view: what is owed, and the stories from which rows are worked out."""

    name = NAME
    version = 1
    effort = 2
    reads: frozenset[type] = READS
    ignores: frozenset[type] = frozenset(EVENTS.values()) - reads
    """Every other event: its day stands in another view, or it has none."""

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """Rows with two clocks and stretches of days; stories as they stand."""
        owed = sa.Table(
            f"{prefix}owed{suffix}",
            metadata,
            *kept_columns(),
            *(sa.Column(name, sa.String, nullable=False) for name in _OWED),
            kept_index(f"{prefix}owed_", suffix),
            sa.Index(f"{prefix}owed_organisation{suffix}", "organisation", "known_to", "due_on"),
            sa.Index(f"{prefix}owed_person{suffix}", "person", "known_to"),
        )
        stories = sa.Table(
            f"{prefix}stories{suffix}",
            metadata,
            sa.Column("stream", sa.String, primary_key=True),
            sa.Column("body", sa.String, nullable=False),
        )
        return {"owed": owed, "stories": stories}

    def apply(self, store: Store, entries: Sequence[Entry], after: int) -> None:
        """Fold each entry into its record's story, and write what that changed."""
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
        self._kept = Kept(store, "owed", order="organisation")
        going_on = {entry.stream for entry in entries if entry.version > 1}
        self._stories: dict[str, Story] = {
            stream: _decode(body) for stream, body in store.select_in("stories", "stream", sorted(going_on))
        }
        self._stored = set(self._stories)
        self._rows: dict[str, dict[str, Row]] = {}
        for stream, part, _, _, _, *values in store.select_streams("owed", self._stored, None):
            self._rows.setdefault(stream, {})[part] = tuple(values)

    def run(self, entries: Sequence[Entry]) -> None:
        """Fold and write."""
        changed = set()
        for entry in entries:
            before = self._stories.get(entry.stream)
            after = told(before, entry)
            if after is not None and after != before:
                self._stories[entry.stream] = after
                changed.add(entry.stream)
                self._write(entry, before, after)
        self._kept.flush()
        self._store.delete("stories", ["stream"], [(stream,) for stream in sorted(changed & self._stored)])
        rows = [(stream, self._store.body(_encode(self._stories[stream]))) for stream in sorted(changed)]
        self._store.insert("stories", rows)

    def _write(self, entry: Entry, before: Story | None, after: Story) -> None:
        rows = self._rows.setdefault(entry.stream, {})
        alike = before is not None and before._replace(debts={}) == after._replace(debts={})
        for part in {**(before.debts if before else {}), **after.debts}:
            debt = after.debts.get(part)
            if alike and before is not None and before.debts.get(part) == debt:
                continue
            fresh = [] if debt is None else stretches(after, debt)
            there = sorted(key for key in rows if key.partition("/")[0] == part)
            for number in range(max(len(fresh), len(there))):
                key = f"{part}/{number}"
                row = fresh[number] if number < len(fresh) else None
                if row != rows.get(key):
                    self._kept.put(entry.stream, key, entry.position, row, had=key in rows)
                    rows.pop(key, None)
                    if row is not None:
                        rows[key] = row


# --- queries ----------------------------------------------------------------------------


@record
class Owed:
    """Something owed, as it stands on the day asked about."""

    ref: str
    """``stream#number``: the record, and which part of it."""
    kind: Sort
    organisation: str
    person: str
    """Who owes it; empty: nobody is named."""
    what: str
    due_on: date


def open_on(
    reading: Reading,
    organisations: Collection[str],
    until: date,
    as_of: date,
    known_at: int | None = None,
    *,
    person: str = "",
) -> list[Owed]:
    """What these organisations (or one person, wherever) still owe on a day and is due by ``until``, in that order."""
    table = reading.table(NAME, "owed")
    conditions = _standing(table, as_of, known_at)
    conditions += [table.c.done_on == LAST_DAY, table.c.due_on <= iso(until)]
    conditions.append(table.c.person == person if person else table.c.organisation.in_(organisations))
    statement = sa.select(table).where(*conditions).order_by(table.c.due_on, table.c.stream, table.c.part)
    return [
        Owed(
            ref=ref_of(row.stream, row.part.partition("/")[0]),
            kind=Sort(row.kind),
            organisation=row.organisation,
            person=row.person,
            what=row.what,
            due_on=day_of(row.due_on),
        )
        for row in reading.rows(statement)
    ]


@record
class Totals:
    """How many there are of a sort, and how they stand."""

    total: int = 0
    done: int = 0
    late: int = 0
    """Of those done: after their day."""
    overdue: int = 0
    """Of those not done: past their day."""


def totals(
    reading: Reading, organisations: Collection[str], period: str, as_of: date, known_at: int | None = None
) -> dict[Sort, Totals]:
    """Counts of a year by sort, as of a day."""
    table = reading.table(NAME, "owed")
    done, day = table.c.done_on.not_in([LAST_DAY, NEVER]), iso(as_of)
    statement = (
        sa.select(
            table.c.kind,
            sa.func.count(),
            _count(done),
            _count(sa.and_(done, table.c.done_on > table.c.due_on)),
            _count(sa.and_(~done, table.c.due_on < day)),
        )
        .where(table.c.organisation.in_(organisations), table.c.period == period, *_standing(table, as_of, known_at))
        .group_by(table.c.kind)
    )
    return {
        Sort(kind): Totals(total=total, done=made, late=late, overdue=overdue)
        for kind, total, made, late, overdue in map(tuple, reading.rows(statement))
    }


def _standing(table: sa.Table, as_of: date, known_at: int | None) -> list[sa.ColumnElement[bool]]:
    return [known(table, known_at), table.c.first <= iso(as_of), table.c.last >= iso(as_of)]


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))
