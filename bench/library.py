"""The event store's own way to keep views: an application, a projection, its `ProjectionRunner`, as it documents them.

The projection does the least that is of use: one row of SQL for each event, in one transaction with the position.
Events are the library's own, stored by its own mapper, with the fields of a meeting. SQLite's recorder knows no
subscriptions: there the events wait in memory, which is faster than any database, and the view is SQLite's.
"""

import uuid
from collections.abc import Iterable
from time import perf_counter
from typing import Any, ClassVar
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import ApplicationRecorder, Tracking
from eventsourcing.popo import POPOApplicationRecorder
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.sqlite import SQLiteDatastore, SQLiteTrackingRecorder
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from bench.peers import said
from bench.places import Place
from domain.meeting import HoldMeeting


class Meeting(Aggregate):
    """A meeting that was held."""

    @event("Held")
    def __init__(
        self,
        stream: str,
        organisation: str,
        body: str,
        title: str,
        occurred_on: str,
        chair: str,
        attendees: list[str],
        agenda: list[dict[str, str]],
        resolutions: list[dict[str, Any]],
        minutes: str,
        recorded_by: str,
        command_id: str,
    ) -> None:
        self.stream, self.organisation, self.title = stream, organisation, title


class Meetings(Application[UUID]):
    """Where meetings are kept."""

    name = "meetings"
    waiting: ClassVar[ApplicationRecorder | None] = None
    """Events in memory, where the database knows no subscriptions."""

    def construct_recorder(self) -> ApplicationRecorder:
        """That of the database, or the one in memory."""
        return self.waiting or super().construct_recorder()


class SQLiteRows(SQLiteTrackingRecorder):
    """One row an event, in SQLite."""

    def __init__(self, datastore: SQLiteDatastore, **more: Any) -> None:
        super().__init__(datastore, **more)

    def construct_create_table_statements(self) -> list[str]:
        """The table, beside the library's own."""
        own = "CREATE TABLE IF NOT EXISTS held (stream TEXT PRIMARY KEY, organisation TEXT, title TEXT)"
        return [*super().construct_create_table_statements(), own]

    def add(self, held: Any, tracking: Tracking) -> None:
        """The row and the position together."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute("INSERT INTO held VALUES (?, ?, ?)", (held.stream, held.organisation, held.title))


class PostgresRows(PostgresTrackingRecorder):
    """One row an event, in PostgreSQL."""

    def __init__(self, datastore: PostgresDatastore, **more: Any) -> None:
        super().__init__(datastore, **more)
        table = Identifier(datastore.schema, "held")
        create = SQL("CREATE TABLE IF NOT EXISTS {} (stream text PRIMARY KEY, organisation text, title text)")
        self.sql_create_statements.append(create.format(table))
        self._insert = SQL("INSERT INTO {} VALUES (%s, %s, %s)").format(table)

    def add(self, held: Any, tracking: Tracking) -> None:
        """The row and the position together."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(self._insert, (held.stream, held.organisation, held.title), prepare=True)


class Rows(Projection[Any]):
    """Every meeting is a row."""

    name = "rows"

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """One event."""
        self.view.add(domain_event, tracking)


def projected(place: Place, meetings: Iterable[HoldMeeting]) -> float:
    """Seconds an event from the start of the runner until its view has read all, on databases of its own."""
    environment = _environment(place)
    Meetings.waiting = POPOApplicationRecorder() if place.kind == "sqlite" else None
    with Meetings(environment) as application:
        rows = [Meeting(**one) for one in said(meetings)]  # type: ignore[arg-type]  # plain values by name
        # A few at a time: on PostgreSQL the library sends all of them before it reads an answer, and with many the
        # server waits for its answers to be read, and neither goes on.
        for first in range(0, len(rows), 50):
            application.save(*rows[first : first + 50])
        last = application.recorder.max_notification_id()
    view = SQLiteRows if place.kind == "sqlite" else PostgresRows
    start = perf_counter()
    with ProjectionRunner(
        application_class=Meetings, projection_class=Rows, view_class=view, env=environment
    ) as runner:
        runner.wait(last, timeout=600)
        took = perf_counter() - start
    return took / len(rows)


def _environment(place: Place) -> dict[str, str]:
    """What the library reads of its environment; databases of this round."""
    turn = uuid.uuid4().hex[:12]
    if place.kind == "sqlite":
        return {
            "MEETINGS_PERSISTENCE_MODULE": "eventsourcing.popo",
            "ROWS_PERSISTENCE_MODULE": "eventsourcing.sqlite",
            "ROWS_SQLITE_DBNAME": str(place.folder / f"rows_{turn}.db"),
        }
    with psycopg.connect(place.owner, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE library_{turn}".encode())
    parts = conninfo_to_dict(place.owner)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": f"library_{turn}",
        "POSTGRES_HOST": str(parts.get("host", "")),
        "POSTGRES_PORT": str(parts.get("port", "") or "5432"),
        "POSTGRES_USER": str(parts.get("user", "")),
        "POSTGRES_PASSWORD": str(parts.get("password", "") or "none"),
    }
