"""Catch-up and rebuild of all views against reading the log; the board against the bare SELECT of its cells.

The view keeps the cells of an organisation and year together. The limit is a plain table, made from the very
cells that the board shows, one a row with a column for each field, read in order by the driver's own cursor.
"""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from time import perf_counter

import orjson
import psycopg
import sqlalchemy as sa

from bench import facts
from bench.measure import Row, compare
from bench.places import Place, Places
from projections import status
from projections.engine import Views
from projections.store import cursor_of
from web.services import VIEWS

YEAR = 2025
TARGET = 0.04


def select_and_loads(place: Place) -> float:
    """Read every body in order and parse it: seconds an entry."""
    start = perf_counter()
    seen = 0
    if place.kind == "sqlite":
        with sqlite3.connect(place.database) as connection:
            for _, body in connection.execute("SELECT position, body FROM ledger ORDER BY position"):
                orjson.loads(body)
                seen += 1
    else:
        with psycopg.connect(place.database) as postgres, postgres.cursor(name="all") as cursor:
            cursor.itersize = 2_000
            cursor.execute("SELECT position, body FROM zeren.ledger ORDER BY position")
            for _, body in cursor:
                orjson.loads(body)
                seen += 1
    return (perf_counter() - start) / seen


def _filled(places: Places, kind: str, size: int, bodies: int) -> Place:
    place = places.fresh(kind)
    # Recorded by the end of the facts' last year, as in an office: no year without facts is worked out.
    ledger = place.open(clock=lambda: datetime(YEAR, 12, 31, tzinfo=UTC))
    township, opening = facts.township(bodies)
    facts.enter(ledger, opening, "opening")
    facts.enter(ledger, list(facts.meetings(township, size, "d")), "facts")
    ledger.close()
    return place


def catching_up(places: Places, kind: str, *, size: int, rounds: int) -> list[Row]:
    """Catch-up from nothing, and rebuild, of all views over ``size`` facts."""
    place = _filled(places, kind, size, bodies=max(20, size // 60))
    ledger = place.open()
    head = ledger.head().position
    views = Views(place.views, VIEWS)
    views.create()

    def catch_up() -> float:
        _empty(views, place)
        start = perf_counter()
        views.catch_up(ledger.log, lambda: head)
        return (perf_counter() - start) / head

    def rebuild() -> float:
        start = perf_counter()
        views.rebuild(ledger.log, head=head)
        return (perf_counter() - start) / head

    def row(work: str, ours: Callable[[], float]) -> Row:
        return compare(
            work,
            kind,
            size=f"{size:,} facts",
            limit="SELECT in order and orjson.loads",
            ours=ours,
            bare=lambda: select_and_loads(place),
            target=TARGET,
            rounds=rounds,
        )

    rows = [row("catch-up of all views", catch_up), row("rebuild of all views", rebuild)]
    views.close()
    return rows


def _empty(views: Views, place: Place) -> None:
    """Views as right after installation."""
    views.close()
    engine = sa.create_engine(place.views.replace("postgresql://", "postgresql+psycopg://", 1))
    schema = "views" if place.kind == "postgresql" else None
    with engine.begin() as connection:
        for table in sa.inspect(connection).get_table_names(schema=schema):
            sa.Table(table, sa.MetaData(schema=schema)).drop(connection)
    engine.dispose()
    views.__init__(place.views, VIEWS)  # type: ignore[misc]  # a new start of the same object
    views.create()


def board(places: Places, kind: str, *, organisations: int, rounds: int) -> Row:
    """The board of many organisations, as the page asks for it, against the SELECT of the same rows."""
    place = _filled(places, kind, organisations * 6, bodies=organisations)
    ledger = place.open()
    views = Views(place.views, VIEWS)
    views.create()
    views.catch_up(ledger.log, lambda: ledger.head().position)
    root = f"org-{'a' * 4}{0:016x}"
    shape: list[int] = []

    def ours() -> float:
        with views.reading() as reading:
            start = perf_counter()
            found = status.board(reading, root, YEAR, date(YEAR, 12, 31))
            took = perf_counter() - start
            shape[:] = [len(found.lines), sum(len(cells) for cells in found.cells.values())]
        return took / shape[1]

    with views.reading() as reading:
        table, statement = _flat(place, status.board(reading, root, YEAR, date(YEAR, 12, 31)))

    def bare() -> float:
        with views.reading() as reading:
            cursor = cursor_of(reading.connection)
            start = perf_counter()
            cursor.execute(statement)
            rows = cursor.fetchall()
            took = perf_counter() - start
        assert len(rows) == table
        return took / len(rows)

    result = compare(
        "board from the view",
        kind,
        size=f"{organisations:,} organisations",
        limit="bare SELECT of those cells, one a row",
        ours=ours,
        bare=bare,
        target=0.5,
        rounds=rounds,
    )
    views.close()
    return result


def _flat(place: Place, board: status.Board) -> tuple[int, str]:
    """A table of the board's cells, one a row: how many, and the SELECT of them."""
    rows = [
        (YEAR, line, organisation, *cell)
        for line, (organisation, cell) in enumerate(
            (one.id, cell) for one in board.lines for cell in board.cells[one.id]
        )
    ]
    columns = ", ".join(f'"{field}"' for field in ("organisation", *status.Cell._fields))
    kinds = dict.fromkeys(("days_over", "done", "minimum", "persons"), "bigint")
    typed = ", ".join(f'"{field}" {kinds.get(field, "text")}' for field in ("organisation", *status.Cell._fields))
    engine = sa.create_engine(place.views.replace("postgresql://", "postgresql+psycopg://", 1))
    name = "views.flat" if place.kind == "postgresql" else "flat"
    mark = "%s" if place.kind == "postgresql" else "?"
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE TABLE {name} (year integer, line integer, {typed}, PRIMARY KEY (year, line))"
        )
        marks = ", ".join([mark] * len(rows[0]))
        connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({marks})", rows)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()
    return len(rows), f"SELECT {columns} FROM {name} WHERE year = {YEAR} ORDER BY line"


def run(places: Places, kinds: list[str], *, quick: bool) -> list[Row]:
    """All rows of this table."""
    rows: list[Row] = []
    for kind in kinds:
        for size in (6_000, 30_000) if quick else (60_000, 300_000):
            rows += catching_up(places, kind, size=size, rounds=1 if quick or size > 100_000 else 2)
        rows.append(board(places, kind, organisations=200 if quick else 1_000, rounds=3 if quick else 9))
    return rows
