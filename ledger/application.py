"""The ledger put together: the event store's Application behind the port of `ledger.port`.

`init_ledger` makes what must exist, once; `open_ledger` gives the ledger of this process. Nothing is
connected before the first use, and after a fork the child starts afresh: connections of the parent are
neither used nor closed by it.
"""

import base64
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, Final, cast

import psycopg
from eventsourcing.application import Application
from eventsourcing.persistence import (
    InfrastructureFactory,
    Mapper,
    PersistenceError,
    StoredEvent,
    Transcoder,
)
from eventsourcing.utils import Environment, EnvType

from domain.kernel import LOST, Entry
from ledger import postgres, postgres_schema, sqlite, sqlite_schema
from ledger.codec import Codec, canonical
from ledger.keyring import KeyDestroyed, KeyMissing, Keyring
from ledger.lines import ERASED, NEWS, CommandOnRecord, Line, LoggedLine, StoredLine, StreamsMoved, Terms, to_text
from ledger.port import CommandReused, Conflict, Draft, Head, Ledger, LedgerUnavailable, News, Receipt, Row, Signature

Clock = Callable[[], datetime]
Acts = Sequence[tuple[Sequence[Draft], Signature]]

PAGE: Final = 2_000
UNREAD: Final = datetime.min.replace(tzinfo=UTC)


def is_postgres(database: str) -> bool:
    """Whether a setting names a PostgreSQL database and not a file."""
    return database.startswith(("postgresql://", "postgres://"))


def init_ledger(database: str, *, keys: str, master_key_file: Path, owner: str | None = None) -> None:
    """Create ledger, keys and master key, where missing. Safe to repeat.

    ``database`` is a file's path or the URL under which the application will sign in; with a URL,
    ``owner`` is that of the owner, who makes the application's role.
    """
    Keyring.create(keys, master_key_file)
    try:
        if is_postgres(database):
            if owner is None:
                raise ValueError("a PostgreSQL ledger is created by its owner: give the owner's URL")
            postgres_schema.init(owner, database)
        else:
            sqlite_schema.init(Path(database))
    except (psycopg.OperationalError, sqlite3.Error) as error:
        raise LedgerUnavailable(f"the ledger could not be created: {error}") from error


def open_ledger(database: str, *, keys: str, master_key_file: Path, clock: Clock | None = None) -> "LocalLedger":
    """The ledger in ``database`` (path or URL). ``clock`` is for the demonstration and scenarios only."""
    return LocalLedger(database, keys=keys, master_key_file=master_key_file, clock=clock)


class VocabularyMapper(Mapper[str]):
    """The library's mapper with names from the vocabulary; a stored name is never imported."""

    def __init__(self, codec: Codec, keyring: Keyring, transcoder: Transcoder) -> None:
        super().__init__(transcoder)
        self.codec = codec
        self.keyring = keyring

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """Envelope and event as a row."""
        return self.to_stored_line(domain_event, act=0)

    def to_stored_line(self, line: Line, *, act: int) -> StoredLine:
        """The same, for one act of several."""
        return StoredLine(
            originator_id=line.originator_id,
            originator_version=line.originator_version,
            topic=self.codec.name(line.event),
            state=self.codec.encode(
                line.event,
                command_id=line.command_id,
                digest=line.digest,
                on_behalf_of=line.on_behalf_of,
                recorded_by=line.recorded_by,
            ),
            command_id=line.command_id,
            command_part=line.command_part,
            act=act,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """A row as an entry."""
        return self.to_entry(cast(LoggedLine, stored_event))[0]

    def to_entry(self, line: LoggedLine) -> tuple[Entry, str]:
        """A row as an entry, and the digest of its command."""
        if line.topic == ERASED:
            self.keyring.erased((cast(str, line.originator_id),))
        body = self.codec.decode(line.topic, line.state)
        entry = Entry(
            position=line.id,
            stream=cast(str, line.originator_id),
            version=line.originator_version,
            name=line.topic,
            event=body.data,
            recorded_at=datetime.fromisoformat(line.recorded_at),
            recorded_by=body.recorded_by,
            on_behalf_of=body.on_behalf_of,
            command_id=line.command_id,
        )
        return entry, body.digest

    def to_entries(self, lines: Sequence[LoggedLine]) -> list[Entry]:
        """Many rows as entries: what `to_entry` does, without a call of its own for each, for the log is long."""
        decode, entries = self.codec.decode, []
        text, moment = "", UNREAD
        for line in lines:
            row = line.__dict__
            name, stream, recorded_at = row["topic"], row["originator_id"], row["recorded_at"]
            if name == ERASED:
                self.keyring.erased((stream,))
            body = decode(name, row["state"])
            if recorded_at != text:
                text, moment = recorded_at, datetime.fromisoformat(recorded_at)
            entries.append(
                _entry(
                    Entry,
                    (
                        row["id"],
                        stream,
                        row["originator_version"],
                        name,
                        body.data,
                        moment,
                        body.recorded_by,
                        body.on_behalf_of,
                        row["command_id"],
                    ),
                )
            )
        return entries


_entry: Final = tuple.__new__
"""What the class itself does, without a step through Python for each; fields in the order of `Entry`."""

Recorder = sqlite.SQLiteRecorder | postgres.PostgresRecorder


class Journal(Application[str]):
    """The library's application. Its name is fixed: it is part of what readers of the log rely on."""

    name = "zeren"
    log_section_size = 1_000_000

    def __init__(self, database: str, codec: Codec, keyring: Keyring) -> None:
        self._database = database
        self._codec = codec
        self._keyring = keyring
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Settings come as arguments; the library's environment variables are not consulted."""
        return Environment(name, {})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """Our factories, not one named by a topic."""
        if is_postgres(self._database):
            return postgres.PostgresLedgerFactory(self._database)
        return sqlite.SQLiteLedgerFactory(Path(self._database))

    def construct_mapper(self) -> Mapper[str]:
        """The vocabulary's."""
        return VocabularyMapper(self._codec, self._keyring, self.construct_transcoder())


class _Process:
    """What one process holds open."""

    def __init__(self, database: str, keys: str, master_key_file: Path) -> None:
        self.pid = os.getpid()
        self.keyring = Keyring(keys, master_key_file)
        self.codec = Codec(self.keyring)
        self.journal = Journal(database, self.codec, self.keyring)
        self.mapper = cast(VocabularyMapper, self.journal.mapper)
        self.recorder = cast(Recorder, self.journal.recorder)
        self.keyring.ask = self.recorder.select_erased
        self._told = False

    def tell_keyring(self) -> None:
        """Who was erased, before the first value is opened. Later ones are met when their entries are read."""
        if not self._told:
            self.keyring.erased(self.recorder.select_erased())
            self._told = True

    def close(self) -> None:
        self.journal.close()
        self.keyring.close()


_LEFT_TO_PARENT: Final[list[_Process]] = []
"""After a fork: kept for ever, because collecting them would close the parent's connections."""


class LocalLedger(Ledger):
    """The ledger, in a database that this process reaches itself."""

    def __init__(self, database: str, *, keys: str, master_key_file: Path, clock: Clock | None = None) -> None:
        self._settings = (database, keys, master_key_file)
        self._clock = clock
        self._process: _Process | None = None
        self._opening = Lock()

    # --- writing -----------------------------------------------------------------

    def append(
        self, drafts: Sequence[Draft], signature: Signature, *, expects: Mapping[str, int] | None = None
    ) -> Receipt:
        """See `Ledger.append`."""
        return self.append_many([(drafts, signature)], expects=expects)[0]

    def append_many(self, acts: Acts, *, expects: Mapping[str, int] | None = None) -> list[Receipt]:
        """See `Ledger.append_many`. Acts that are on record already are left out of what is recorded."""
        try:
            return self._append_many(self._current(), acts, expects or {})
        except PersistenceError as error:
            raise LedgerUnavailable(str(error)) from error

    def _append_many(self, process: _Process, acts: Acts, expects: Mapping[str, int]) -> list[Receipt]:
        try:
            return self._insert(process, acts, expects)
        except (StreamsMoved, CommandOnRecord) as error:
            repeated = self._repeats(process, [signature for _, signature in acts])
            if not repeated:
                raise _conflict(error) from error
        rest = [act for act in acts if act[1].command_id not in repeated]
        try:
            recorded = self._insert(process, rest, expects) if rest else []
        except (StreamsMoved, CommandOnRecord) as error:
            raise _conflict(error) from error
        remaining = iter(recorded)
        return [repeated.get(signature.command_id) or next(remaining) for _, signature in acts]

    def _insert(self, process: _Process, acts: Acts, expects: Mapping[str, int]) -> list[Receipt]:
        lines, wanted = _lines(acts, expects)
        try:
            stored = [process.mapper.to_stored_line(line, act=act) for act, line in lines]
        except KeyDestroyed as error:
            # For who was erased nothing is sealed any more, not even to be compared with what is on record. Whoever
            # has not seen the erasure has not seen the stream as it stands, and may be asking a second time.
            moved = [one for one, version in wanted.items() if process.recorder.select_events(one, gt=version, limit=1)]
            if not moved:
                raise
            raise StreamsMoved(moved) from error
        if not stored:
            return [Receipt(command_id=signature.command_id, entries=()) for _, signature in acts]
        terms = Terms(expects=wanted, clock=self._clock)
        positions = process.recorder.insert_events(stored, terms=terms)
        entries: list[list[Entry]] = [[] for _ in acts]
        text, moment = "", UNREAD
        for (act, line), row, position, recorded_at in zip(lines, stored, positions, terms.recorded_at, strict=True):
            if recorded_at != text:
                text, moment = recorded_at, datetime.fromisoformat(recorded_at)
            entries[act].append(
                _entry(
                    Entry,
                    (
                        position,
                        line.originator_id,
                        line.originator_version,
                        row.topic,
                        line.event,
                        moment,
                        line.recorded_by,
                        line.on_behalf_of,
                        line.command_id,
                    ),
                )
            )
        if erased := [row.originator_id for row in stored if row.topic == ERASED]:
            process.keyring.erased(cast(list[str], erased))
        return [
            Receipt(command_id=signature.command_id, entries=tuple(own))
            for (_, signature), own in zip(acts, entries, strict=True)
        ]

    def _repeats(self, process: _Process, signatures: Sequence[Signature]) -> dict[str, Receipt]:
        """First receipts of the acts that are on record; refuses an id that was used for something else."""
        found = self._receipts(process, [signature.command_id for signature in signatures])
        for signature in signatures:
            if signature.command_id not in found:
                continue
            command_id = signature.command_id
            receipt, digest = found[command_id]
            if digest != signature.digest or receipt.entries[0].recorded_by != signature.recorded_by:
                raise CommandReused(command_id)
        return {command_id: receipt for command_id, (receipt, _) in found.items()}

    # --- reading -----------------------------------------------------------------

    def stream(self, stream: str, *, after: int = 0) -> list[Entry]:
        """See `Ledger.stream`."""
        with self._available() as process:
            return _entries(process, process.recorder.select_events(stream, gt=after))

    def log(self, after: int, limit: int, *, until: int | None = None) -> list[Entry]:
        """See `Ledger.log`."""
        with self._available() as process:
            lines = process.journal.notification_log.select(after, limit, until, inclusive_of_start=False)
            return _entries(process, lines)

    def pages(self, after: int = 0, *, size: int = PAGE, until: int | None = None) -> Iterator[list[Entry]]:
        """See `Ledger.pages`."""
        while page := self.log(after, size, until=until):
            yield page
            after = page[-1].position

    def rows(self, after: int, limit: int, *, until: int | None = None) -> list[Row]:
        """See `Ledger.rows`."""
        with self._available() as process:
            return process.recorder.select_rows(after, limit, until)

    def receipt(self, command_id: str) -> Receipt | None:
        """See `Ledger.receipt`."""
        with self._available() as process:
            found = self._receipts(process, [command_id]).get(command_id)
            return None if found is None else found[0]

    def recorded(self, signatures: Sequence[Signature]) -> dict[str, Receipt]:
        """See `Ledger.recorded`."""
        with self._available() as process:
            return self._repeats(process, signatures)

    def head(self) -> Head:
        """See `Ledger.head`."""
        with self._available() as process:
            position, text = process.recorder.head()
            return Head(position=position, recorded_at=datetime.fromisoformat(text) if text else None)

    def news(self, since: Head, streams: Sequence[str] = ()) -> News:
        """See `Ledger.news`."""
        with self._available() as process:
            recorder, known = process.recorder, True
            moved, lines = recorder.select_news(since.position, streams)
            if len(moved) > NEWS or (since.position and (not moved or _end(moved[0]) != since)):
                known = False
                moved, lines = recorder.select_news(recorder.head()[0], streams)
            entries: dict[str, list[Entry]] = {}
            for entry in _entries(process, lines):
                entries.setdefault(entry.stream, []).append(entry)
            return News(
                head=_end(moved[-1]) if moved else Head(position=0, recorded_at=None),
                moved={stream: version for _, _, stream, version in moved} if known else None,
                entries=entries,
            )

    def position_at(self, moment: datetime) -> int:
        """See `Ledger.position_at`."""
        with self._available() as process:
            return process.recorder.position_at(to_text(moment))

    def fingerprint(self, command: object) -> str:
        """See `Ledger.fingerprint`. Keyed, because commands hold personal values in plain text."""
        with self._available() as process:
            return process.keyring.fingerprint(type(command).__name__.encode() + b"\0" + canonical(command))

    def personal_text(self, subject: str, sealed: str) -> str | None:
        """See `Ledger.personal_text`."""
        with self._available() as process:
            try:
                return process.keyring.text(subject, base64.b64decode(sealed))
            except KeyMissing:
                return LOST

    def close(self) -> None:
        """See `Ledger.close`. The next use opens anew."""
        with self._opening:
            process, self._process = self._process, None
        if process is not None and process.pid == os.getpid():
            process.close()

    # --- the process -------------------------------------------------------------

    def _receipts(self, process: _Process, command_ids: Sequence[str]) -> dict[str, tuple[Receipt, str]]:
        found: dict[str, list[tuple[Entry, str]]] = {}
        for line in process.recorder.select_commands(command_ids):
            found.setdefault(line.command_id, []).append(process.mapper.to_entry(line))
        return {
            command_id: (
                Receipt(command_id=command_id, entries=tuple(entry for entry, _ in pairs), repeated=True),
                pairs[0][1],
            )
            for command_id, pairs in found.items()
        }

    @contextmanager
    def _available(self) -> Iterator[_Process]:
        try:
            yield self._current()
        except PersistenceError as error:
            raise LedgerUnavailable(str(error)) from error

    def _current(self) -> _Process:
        process = self._process
        if process is not None and process.pid == os.getpid():
            process.tell_keyring()
            return process
        with self._opening:
            process = self._process
            if process is None or process.pid != os.getpid():
                if process is not None:
                    _LEFT_TO_PARENT.append(process)
                process = self._process = _Process(*self._settings)
        process.tell_keyring()
        return process


def _lines(acts: Acts, expects: Mapping[str, int]) -> tuple[list[tuple[int, Line]], dict[str, int]]:
    """Lines of all acts, each with the number of its act, and the versions they rest on."""
    wanted = dict(expects)
    reached: dict[str, int] = {}
    lines: list[tuple[int, Line]] = []
    for act, (drafts, signature) in enumerate(acts):
        part = 0
        for draft in drafts:
            if draft.stream not in reached:
                if wanted.setdefault(draft.stream, draft.after) != draft.after:
                    raise StreamsMoved([draft.stream])
            elif reached[draft.stream] != draft.after:
                raise StreamsMoved([draft.stream])
            for version, event in enumerate(draft.events, draft.after + 1):
                part += 1
                lines.append(
                    (
                        act,
                        Line(
                            originator_id=draft.stream,
                            originator_version=version,
                            event=event,
                            command_id=signature.command_id,
                            command_part=part,
                            digest=signature.digest,
                            recorded_by=signature.recorded_by,
                            on_behalf_of=signature.on_behalf_of,
                        ),
                    )
                )
            reached[draft.stream] = draft.after + len(draft.events)
    return lines, wanted


def _end(moved: tuple[int, str, str, int]) -> Head:
    return Head(position=moved[0], recorded_at=datetime.fromisoformat(moved[1]))


def _entries(process: _Process, lines: Sequence[StoredEvent]) -> list[Entry]:
    return process.mapper.to_entries(cast(Sequence[LoggedLine], lines))


def _conflict(error: StreamsMoved | CommandOnRecord) -> Exception:
    if isinstance(error, StreamsMoved):
        return Conflict(error.streams)
    # On record when the insert failed, gone when looked up: the log cannot do that.
    return CommandReused(str(error))
