"""Personal data never goes into logs or error texts."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from domain.kernel import Personal
from ledger.keyring import Keyring
from projections.store import connect
from web.secrets import Secrets

NAME = "张甲乙"


def test_a_personal_value_does_not_show_itself() -> None:
    value = Personal("person-0", NAME)
    assert NAME not in repr(value)
    assert NAME not in f"{value} {value!r} {[value]}"


@pytest.mark.parametrize("database", ["views", "keys", "secrets"])
def test_a_failing_statement_does_not_show_its_values(database: str, tmp_path: Path) -> None:
    path = tmp_path / f"{database}.db"
    engines = {
        "views": lambda: connect(f"sqlite:///{path}"),
        "keys": lambda: Keyring(str(path), tmp_path / "master.key")._engine,
        "secrets": lambda: Secrets(f"sqlite:///{path}")._engine,
    }
    engine = engines[database]()
    with pytest.raises(sa.exc.DBAPIError) as caught, engine.connect() as connection:
        connection.execute(sa.text("INSERT INTO nowhere VALUES (:name)"), {"name": NAME})
    assert NAME not in str(caught.value)
    engine.dispose()
