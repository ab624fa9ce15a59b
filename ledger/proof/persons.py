"""Which keys of persons are there: for the check, which opens none of them."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from ledger.port import LedgerUnavailable
from ledger.proof.store import is_postgres

_KEYS = sa.text("SELECT subject, wrapped IS NOT NULL AND destroyed IS NULL AS there FROM person_keys")


def keys_held(database: str) -> dict[str, bool]:
    """Persons that have a row, and whether a key stands in it. Raises `LedgerUnavailable`."""
    if is_postgres(database):
        url = "postgresql+psycopg://" + database.split("://", 1)[1]
    elif Path(database).is_file():
        url = f"sqlite:///{database}"
    else:
        raise LedgerUnavailable("there is no such file")
    engine = sa.create_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            return {str(row.subject): bool(row.there) for row in connection.execute(_KEYS)}
    except sa.exc.DBAPIError as error:
        raise LedgerUnavailable(f"{error.orig}") from error
    finally:
        engine.dispose()
