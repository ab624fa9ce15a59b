"""The bench's own sums: ratios, what takes the place of what, the page and its picture; its facts are whole."""

from dataclasses import replace
from itertools import count
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import facts, peers, picture, report
from bench.measure import Row, compare, dump, in_turn, load, merged, row_of
from bench.report import TABLES, amount
from domain.appointment import AppointRole
from domain.meeting import HoldMeeting
from domain.organisation import Kind, RegisterOrganisation
from domain.person import RegisterPerson

ROOT = Path(__file__).parent.parent


def figure(
    work: str = "import", database: str = "sqlite", ratio: float = 0.5, target: float = 0.3, table: str = "writing"
) -> Row:
    return Row(
        table=table,
        work=work,
        database=database,
        size="60 facts",
        limit="raw insert",
        ours=2.0,
        bare=2.0 * ratio,
        ratio=ratio,
        low=ratio / 2,
        high=ratio * 2,
        target=target,
        commit="abc",
        day="2026-01-01",
    )


class TestRatio:
    def test_is_the_median_of_the_rounds_and_not_of_the_two_sides(self) -> None:
        row = row_of(
            "writing", "w", "sqlite", size="s", limit="l", ours=[1.0, 2.0, 4.0], bare=[3.0, 1.0, 4.0], target=1.0
        )
        assert (row.ratio, row.low, row.high) == (1.0, 0.5, 3.0)
        assert (row.ours, row.bare) == (2.0, 3.0)
        assert row.reached

    def test_what_only_stands_beside_is_never_missed(self) -> None:
        assert figure(ratio=0.01, target=0.0).reached
        assert not figure(ratio=0.29).reached

    def test_rounds_take_turns_at_being_first(self) -> None:
        order: list[str] = []

        def one() -> float:
            order.append("ours")
            return 1.0

        def other() -> float:
            order.append("theirs")
            return 1.0

        in_turn(one, other, 3)
        assert order == ["ours", "theirs", "theirs", "ours", "ours", "theirs"]

    def test_the_first_round_does_not_count_unless_work_is_long(self) -> None:
        for settle, expected in ((True, 2.5e6), (False, 1.5e6)):
            numbers = count(1)
            row = compare(
                "writing",
                "w",
                "sqlite",
                size="s",
                limit="l",
                ours=lambda numbers=numbers: float(next(numbers)),
                bare=lambda: 1.0,
                target=0.1,
                rounds=2,
                settle=settle,
            )
            assert row.ours == expected


class TestKept:
    def test_a_table_of_one_database_is_replaced_as_a_whole(self) -> None:
        kept = [figure("old"), figure("old", "postgresql"), figure("old", table="views")]
        found = merged(kept, [replace(figure("new"), commit="", day="")], day="2026-02-02", at="def")
        assert [(row.table, row.work, row.database) for row in found] == [
            ("writing", "old", "postgresql"),
            ("views", "old", "sqlite"),
            ("writing", "new", "sqlite"),
        ]
        assert (found[-1].day, found[-1].commit) == ("2026-02-02", "def")

    def test_figures_are_read_as_they_were_written(self, tmp_path: Path) -> None:
        rows = [figure(), figure("catch-up", table="views")]
        dump(rows, tmp_path / "figures.jsonl")
        assert load(tmp_path / "figures.jsonl") == rows
        assert load(tmp_path / "none.jsonl") == []

    def test_the_figures_of_the_project_can_be_read_and_each_stands_once(self) -> None:
        rows = load(ROOT / "docs" / "reference" / "performance.jsonl")
        assert rows
        assert {row.table for row in rows} <= set(TABLES)
        assert len({row.key for row in rows}) == len(rows)


class TestPage:
    def test_missed_figures_are_named_above_and_marked_below(self) -> None:
        said = report.page([figure(), figure("append", ratio=0.2)], about=["Machine: one."], notes="## Notes")
        assert "- 1 of 2 reached; missed are:" in said
        assert "    - SQLite, append, against raw insert: 0.20 of 0.30" in said
        assert "| append | 60 facts | raw insert | 0.20 **missed** | 0.10-0.40 | 0.30 | 2.0 us | 0.4 us |" in said
        assert said.index("- Machine: one.") < said.index("### Writing: SQLite") < said.index("## Notes")

    def test_tables_without_figures_are_left_out(self) -> None:
        said = report.page([figure(table="views", database="postgresql")], about=[], notes="")
        assert [line for line in said.splitlines() if line.startswith("#")] == [
            "# Performance",
            "## Views",
            "### Views: PostgreSQL",
        ]

    @pytest.mark.parametrize(
        ("value", "unit", "said"),
        [
            (12.34, "us", "12.3 us"),
            (1_234.0, "us", "1.2 ms"),
            (2_500_000.0, "us", "2.5 s"),
            (7.25, "ms", "7.2 ms"),
            (81.4, "MB", "81 MB"),
            (1_076.7, "bytes", "1,077 bytes"),
        ],
    )
    def test_amounts_are_said_as_one_reads_them(self, value: float, unit: str, said: str) -> None:
        assert amount(value, unit) == said


class TestPicture:
    def test_both_databases_stand_on_one_line(self) -> None:
        ((heading, lines),) = picture.lines_of([figure(), figure(database="postgresql"), figure("beside", target=0.0)])
        assert heading == "Writing"
        assert [(work, len(some)) for work, _, some in lines] == [("import", 2)]

    def test_two_sizes_of_one_work_are_told_apart(self) -> None:
        ((_, lines),) = picture.lines_of([figure(), replace(figure(), size="600 facts")])
        assert [work for work, _, _ in lines] == ["import (60 facts)", "import (600 facts)"]

    def test_reached_is_right_of_the_line_and_nothing_leaves_the_picture(self) -> None:
        assert picture.place(0.9) < picture.place(1.0) < picture.place(1.1)
        assert picture.place(1e-9) == picture.LABEL
        assert picture.place(1e9) == pytest.approx(picture.WIDTH - picture.RIGHT)

    def test_it_is_well_formed_whatever_the_work_is_called(self) -> None:
        drawn = picture.drawn([figure('a < b & "c"', ratio=0.1), figure("d", ratio=9.0)])
        root = ElementTree.fromstring(drawn)
        marks = [one for one in root.iter("{http://www.w3.org/2000/svg}circle") if one.get("r") == "4"]
        assert [one.get("fill") == "#fff" for one in marks] == [True, False]


class TestFacts:
    def test_a_city_has_districts_of_at_most_a_thousand(self) -> None:
        township, commands = facts.township(2_005)
        bodies = [one for one in commands if isinstance(one, RegisterOrganisation)]
        under = [one.parent for one in bodies if one.kind is Kind.TOWNSHIP_COMMITTEE]
        assert sorted(under.count(parent) for parent in set(under)) == [5, 1_000, 1_000]
        assert under.count(facts.organisation()) == 1_000
        assert len(township.bodies) == 2_005
        assert sum(isinstance(one, AppointRole) for one in commands) == 3 * 2_005

    @pytest.mark.parametrize("organisations", [20, 2_005])
    def test_everybody_who_meets_is_on_record_and_in_post(self, organisations: int) -> None:
        township, commands = facts.township(organisations)
        people = [one.person for one in commands if isinstance(one, RegisterPerson)]
        posts = {(one.organisation, one.person) for one in commands if isinstance(one, AppointRole)}
        assert len(people) == len(set(people))
        assert {person for _, some in township.bodies for person in some} == set(people)
        assert {(body, person) for body, some in township.bodies for person in some} == posts

    @pytest.mark.parametrize(("organisations", "asked"), [(20, 50), (2_005, 4_321)])
    def test_as_many_meetings_as_asked_for_each_under_its_own_id(self, organisations: int, asked: int) -> None:
        held = list(facts.meetings(facts.township(organisations)[0], asked, "x"))
        assert len({one.meeting for one in held}) == asked
        assert len({one.organisation for one in held}) == organisations

    def test_peers_are_told_all_that_a_meeting_says(self) -> None:
        (one,) = peers.said(facts.meetings(facts.township(1)[0], 1, "x"))
        left_out = set(HoldMeeting.__dataclass_fields__) - {*one, "meeting"}
        (held,) = facts.meetings(facts.township(1)[0], 1, "x")
        assert not any(getattr(held, field) for field in left_out), left_out

    def test_every_peer_is_pinned_to_one_version(self) -> None:
        lines = [line for line in peers.PINS.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
        assert all(line.count("==") == 1 for line in lines)
