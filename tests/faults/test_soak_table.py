"""The table of a soak: notes add up by fault and database, whichever process made them; a round can be had alone."""

import json
from pathlib import Path
from typing import Any

import pytest
import soak_table


@pytest.fixture(autouse=True)
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of this test's own, and a run of nobody else's."""
    path = tmp_path / "rows.jsonl"
    path.touch()
    monkeypatch.setenv("ZEREN_SOAK_ROWS", str(path))
    for name in ("ZEREN_SEED", "ZEREN_ROUND", "ZEREN_SOAK_UNTIL", "ZEREN_SOAK_MINUTES"):
        monkeypatch.delenv(name, raising=False)
    return path


def test_notes_of_one_fault_add_up() -> None:
    soak_table.note("power cut", "sqlite", acknowledged=3, lost=0, detected="1 of 2", recovery_s=0.5, rounds=1)
    soak_table.note("power cut", "sqlite", acknowledged=4, lost=0, detected="2 of 2", recovery_s=1.5, rounds=1)
    soak_table.note("power cut", "postgresql", kills=2, seed="7")
    other, row = soak_table.table()
    assert (other.database, other.counts, other.seeds) == ("postgresql", {"kills": 2}, ["7"])
    assert row.as_data == {
        "fault": "power cut",
        "database": "sqlite",
        "seeds": [str(soak_table.SEED)],
        "acknowledged": 7,
        "lost": 0,
        "detected": {"found": 3, "of": 4},
        "recovery_s": {"median": 1.0, "most": 1.5},
        "also": {"rounds": 2},
    }


def test_the_table_leaves_out_what_nobody_noted() -> None:
    soak_table.note("power cut", "sqlite", acknowledged=12, lost=0)
    head, line = soak_table.lines(soak_table.table())
    assert head.split() == ["fault", "database", "acknowledged", "lost", "seed"]
    assert line.split() == ["power", "cut", "sqlite", "12", "0", str(soak_table.SEED)]


def test_as_a_page_each_row_has_every_column() -> None:
    soak_table.note("power cut", "sqlite", lost=0)
    text = soak_table.markdown(soak_table.table(), {"seed": "7"})
    assert "- seed: 7" in text
    assert {line.count("|") for line in text.splitlines() if line.startswith("|")} == {len(soak_table.HEAD) + 1}


def test_a_child_notes_in_the_same_file(rows: Path, forked_fresh: Any) -> None:
    process = forked_fresh.Process(target=_note, args=(str(rows),))
    process.start()
    process.join(60)
    assert [json.loads(line)["fault"] for line in rows.read_text().splitlines()] == ["in a child"]


def _note(path: str) -> None:
    import os

    os.environ["ZEREN_SOAK_ROWS"] = path
    soak_table.note("in a child", "sqlite", kills=1)


class TestRounds:
    def test_one_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ZEREN_ROUND", "17")
        assert list(soak_table.rounds()) == [17]

    def test_there_is_always_a_first_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(soak_table, "minutes", lambda: 0.0)
        assert list(soak_table.rounds()) == [0]

    def test_what_is_left_is_shared(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(soak_table, "monotonic", lambda: 1_000.0)
        monkeypatch.setenv("ZEREN_SOAK_UNTIL", "2200")
        monkeypatch.setattr(soak_table.plan(), "left", 4)
        assert soak_table.minutes() == 5.0

    @pytest.mark.parametrize("late", [3_000, 2_200])
    def test_a_run_that_took_too_long_still_tries(self, monkeypatch: pytest.MonkeyPatch, late: float) -> None:
        monkeypatch.setattr(soak_table, "monotonic", lambda: float(late))
        monkeypatch.setenv("ZEREN_SOAK_UNTIL", "2200")
        assert 0 < soak_table.minutes() < 1


def test_the_seed_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZEREN_SEED", "")
    soak_table.begin(soak=True)
    drawn = soak_table.seed()
    soak_table.begin(soak=True)
    assert soak_table.seed() == drawn > 0
