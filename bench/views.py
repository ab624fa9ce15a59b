"""Catch-up and rebuild of all views against reading the log; board and trail against the bare SELECT of what they show.

The view keeps the cells of an organisation and year together. The limit is a plain table, made from the very
cells that the board shows, one a row with a column for each field, read in order by the driver's own cursor.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from time import perf_counter

import orjson
import psycopg
import sqlalchemy as sa

from bench import facts, library
from bench.large import YEAR
from bench.measure import Row, compare
from bench.places import Office, Place, Places, Sizes
from projections import status, trail
from projections.engine import Views
from projections.store import cursor_of
from web.services import VIEWS

TABLE = "views"
REACH = {"sqlite": 0.10, "postgresql": 0.15}
LINES = 60
"""Entries of an organisation that are asked for."""
LAST = date(YEAR, 12, 31)


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


def caught_up(office: Office) -> Views:
    """Views of an office that have read all there is."""
    views = Views(office.place.views, VIEWS)
    views.create()
    with closing(office.place.open()) as ledger:
        views.catch_up(ledger.log, lambda: ledger.head().position)
    return views


def catching_up(places: Places, office: Office, *, rounds: int, events: int) -> Iterator[Row]:
    """Catch-up from nothing, and rebuild, of all views."""
    place = office.place
    with closing(place.open()) as ledger, closing(caught_up(office)) as views:
        head = ledger.head().position

        def catch_up() -> float:
            _empty(views, place)
            start = perf_counter()
            views.catch_up(ledger.log, lambda: head)
            return (perf_counter() - start) / head

        def rebuild() -> float:
            start = perf_counter()
            views.rebuild(ledger.log, head=head)
            return (perf_counter() - start) / head

        def row(work: str, ours: Callable[[], float], limit: str, bare: Callable[[], float], target: float) -> Row:
            return compare(
                TABLE,
                work,
                place.kind,
                size=f"{office.facts:,} facts",
                limit=limit,
                ours=ours,
                bare=bare,
                target=target,
                rounds=rounds,
                settle=False,
            )

        bare = "SELECT in order and orjson.loads"
        yield row("catch-up of all views", catch_up, bare, lambda: select_and_loads(place), REACH[place.kind])
        yield row("rebuild of all views", rebuild, bare, lambda: select_and_loads(place), REACH[place.kind])
        fresh = places.fresh(place.kind)
        yield row(
            "catch-up of all views",
            catch_up,
            f"the library's ProjectionRunner, {events:,} events",
            lambda: library.projected(fresh, facts.meetings(facts.township(20)[0], events, "p")),
            20.0,
        )


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


def board(office: Office, *, rounds: int) -> Row:
    """The board of a district, as the page asks for it, against the SELECT of the same rows."""
    place = office.place
    shape: list[int] = []
    with closing(caught_up(office)) as views:

        def ours() -> float:
            with views.reading() as reading:
                start = perf_counter()
                found = status.board(reading, facts.organisation(), YEAR, LAST)
                took = perf_counter() - start
                shape[:] = [len(found.lines), sum(len(cells) for cells in found.cells.values())]
            return took / shape[1]

        with views.reading() as reading:
            table, statement = _flat(place, status.board(reading, facts.organisation(), YEAR, LAST))
        ours()

        return compare(
            TABLE,
            "board from the view",
            place.kind,
            size=f"{shape[0]:,} organisations by {shape[1] / shape[0]:.0f} duties",
            limit="bare SELECT of those cells, one a row",
            ours=ours,
            bare=lambda: _selected(views, statement, table),
            target=0.7,
            rounds=rounds,
        )


def trailing(office: Office, *, rounds: int) -> Row:
    """The last entries of one organisation as the trail tells them, against reading and parsing their bodies."""
    place, body = office.place, facts.organisation(7)
    with closing(caught_up(office)) as views:

        def ours() -> float:
            with views.reading() as reading:
                start = perf_counter()
                lines = trail.of_organisation(reading, body, limit=LINES)
                took = perf_counter() - start
            assert len(lines) == LINES
            return took

        with views.reading() as reading:
            positions = [line.position for line in trail.of_organisation(reading, body, limit=LINES)]
        statement = _bodies_apart(place, body, positions)

        def bare() -> float:
            with views.reading() as reading:
                cursor = cursor_of(reading.connection)
                start = perf_counter()
                cursor.execute(statement)
                found = [orjson.loads(text) for _, text in cursor.fetchall()]
                took = perf_counter() - start
            assert len(found) == LINES
            return took

        return compare(
            TABLE,
            "audit trail of one organisation",
            place.kind,
            size=f"its last {LINES} entries of {office.facts:,}",
            limit="SELECT and orjson.loads of the same",
            ours=ours,
            bare=bare,
            target=0.5,
            rounds=rounds * 9,
        )


def _selected(views: Views, statement: str, expected: int) -> float:
    with views.reading() as reading:
        cursor = cursor_of(reading.connection)
        start = perf_counter()
        cursor.execute(statement)
        rows = cursor.fetchall()
        took = perf_counter() - start
    assert len(rows) == expected
    return took / len(rows)


def _bodies_apart(place: Place, body: str, positions: list[int]) -> str:
    """A table of bodies by organisation and position, those of others beside them: the SELECT of one organisation's."""
    found = dict(_bodies(place))
    own = set(positions)
    rows = [(body if at in own else f"{body[:-4]}{at % 1000:04x}x", at, text) for at, text in found.items()]
    _plain_table(place, "entries", "organisation text, position bigint", "organisation, position", "body text", rows)
    name = "views.entries" if place.kind == "postgresql" else "entries"
    return f"SELECT position, body FROM {name} WHERE organisation = '{body}' ORDER BY position DESC LIMIT {LINES}"


def _bodies(place: Place) -> list[tuple[int, str]]:
    if place.kind == "sqlite":
        with sqlite3.connect(place.database) as connection:
            return connection.execute("SELECT position, body FROM ledger").fetchall()
    with psycopg.connect(place.database) as postgres:
        return postgres.execute("SELECT position, body FROM zeren.ledger").fetchall()


def _plain_table(place: Place, name: str, key: str, primary: str, more: str, rows: list[tuple[object, ...]]) -> None:
    """A table with these rows beside the views, looked over by the database's own ANALYZE."""
    engine = sa.create_engine(place.views.replace("postgresql://", "postgresql+psycopg://", 1))
    name = f"views.{name}" if place.kind == "postgresql" else name
    marks = ", ".join(["%s" if place.kind == "postgresql" else "?"] * len(rows[0]))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE TABLE {name} ({key}, {more}, PRIMARY KEY ({primary}))")
        connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({marks})", rows)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


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
    _plain_table(place, "flat", "year integer, line integer", "year, line", typed, rows)
    name = "views.flat" if place.kind == "postgresql" else "flat"
    return len(rows), f"SELECT {columns} FROM {name} WHERE year = {YEAR} ORDER BY line"


def run(places: Places, kinds: list[str], sizes: Sizes) -> Iterator[Row]:
    """All rows of this table."""
    offices = places.offices(*((kind, sizes.facts) for kind in kinds), organisations=sizes.organisations)
    for office in offices:
        yield from catching_up(
            places, office, rounds=1 if sizes.quick else sizes.few, events=300 if sizes.quick else 3_000
        )
        yield board(office, rounds=3 if sizes.quick else sizes.rounds)
        yield trailing(office, rounds=1 if sizes.quick else sizes.rounds)
