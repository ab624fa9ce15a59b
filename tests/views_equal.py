"""One question for every test that harms the views: are they still what a rebuild from the log would give?"""

from typing import Any

import sqlalchemy as sa

from projections.engine import Log, Views

Rows = list[tuple[Any, ...]]


def contents(views: Views) -> dict[str, Rows]:
    """Every row of every table of the live generations, in a fixed order."""
    found = {}
    with views.reading() as reading:
        for name in views.names:
            for key, table in reading.tables(name).items():
                found[f"{name}.{key}"] = sorted((tuple(row) for row in reading.rows(sa.select(table))), key=repr)
    return found


def table_names(views: Views) -> list[str]:
    """Tables that exist, of whatever generation."""
    schema = "views" if views._engine.dialect.name == "postgresql" else None
    return sa.inspect(views._engine).get_table_names(schema=schema)


def assert_equal_to_a_rebuild(views: Views, log: Log) -> None:
    """Compare what stands, row by row, with what a rebuild makes; nothing of a broken rebuild may be left over."""
    before = contents(views)
    views.rebuild(log)
    after = contents(views)
    assert before.keys() == after.keys()
    for name in after:
        if before[name] != after[name]:
            missing, surplus = set(after[name]) - set(before[name]), set(before[name]) - set(after[name])
            raise AssertionError(f"{name}: missing {list(missing)[:3]}, surplus {list(surplus)[:3]}")
    assert len(table_names(views)) == 1 + len(after), "tables of other generations were left behind"
