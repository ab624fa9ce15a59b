"""Keys and secrets row by row, as lines of JSON, from either database and into either.

Read in one transaction: a copy shows one moment. What is written into has to be empty.
"""

import base64
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from ledger.backup.lines import LineMalformed, canonical, plain_of
from ledger.port import LedgerUnavailable
from ledger.proof.tables import is_postgres

_PAGE: Final = 500


class NotEmpty(Exception):
    """There are rows already where something is to be restored."""


def dump(database: str, metadata: sa.MetaData) -> Iterator[bytes]:
    """Every row of these tables, in order of table and key. Raises `LedgerUnavailable`."""
    engine = _engine(database)
    try:
        with engine.connect().execution_options(isolation_level=_SNAPSHOT[engine.dialect.name]) as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            for table in metadata.sorted_tables:
                yield canonical({"table": str(table.name)})
                for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings():
                    yield canonical({"row": {str(name): _plain(value) for name, value in row.items()}})
    except sa.exc.DBAPIError as error:
        raise LedgerUnavailable(f"{error.orig}") from error
    finally:
        engine.dispose()


def load(database: str, metadata: sa.MetaData, lines: Iterable[bytes]) -> None:
    """Put rows into tables that are there and empty, all or none. Raises `NotEmpty`, `LineMalformed`."""
    engine, table = _engine(database), None
    try:
        with engine.begin() as connection:
            for one in metadata.sorted_tables:
                if connection.execute(sa.select(sa.literal(1)).select_from(one).limit(1)).first() is not None:
                    raise NotEmpty(one.name)
            held: list[dict[str, Any]] = []
            for line in lines:
                said = plain_of(line)
                if "table" in said or len(held) >= _PAGE:
                    if held and table is not None:
                        connection.execute(table.insert(), held)
                    held = []
                if "table" in said:
                    table = metadata.tables[said["table"]]
                elif table is not None:
                    held.append({name: _value(value) for name, value in said["row"].items()})
            if held and table is not None:
                connection.execute(table.insert(), held)
    except (KeyError, TypeError, AttributeError) as error:
        raise LineMalformed(str(error)) from error
    except sa.exc.DBAPIError as error:
        raise LedgerUnavailable(f"{error.orig}") from error
    finally:
        engine.dispose()


_SNAPSHOT: Final[dict[str, Any]] = {"sqlite": "AUTOCOMMIT", "postgresql": "REPEATABLE READ"}


def _engine(database: str) -> sa.Engine:
    """``database``: a path, or a URL as settings give it."""
    if is_postgres(database):
        url = "postgresql+psycopg://" + database.split("://", 1)[1]
    else:
        path = database.removeprefix("sqlite:///")
        if not Path(path).is_file():
            raise LedgerUnavailable(f"there is no file {path}")
        url = f"sqlite:///{path}"
    return sa.create_engine(url, poolclass=NullPool, hide_parameters=True)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"base64": base64.b64encode(bytes(value)).decode()}
    return {"moment": value.isoformat()} if isinstance(value, datetime) else value


def _value(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "moment" in value:
        return datetime.fromisoformat(value["moment"])
    return base64.b64decode(value["base64"], validate=True)
