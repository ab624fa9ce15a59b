"""Calendar windows: every key, every edge."""

from datetime import date
from itertools import pairwise

import pytest

from domain.periods import MONTHS, bounds, parse_period, window_of, windows_of_year
from domain.rule import Window


class TestParsePeriod:
    @pytest.mark.parametrize(
        ("text", "first", "last"),
        [
            ("2024", date(2024, 1, 1), date(2024, 12, 31)),
            ("2024-H1", date(2024, 1, 1), date(2024, 6, 30)),
            ("2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
            ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
            ("2024-Q2", date(2024, 4, 1), date(2024, 6, 30)),
            ("2024-Q4", date(2024, 10, 1), date(2024, 12, 31)),
            ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
            ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
            ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        ],
    )
    def test_period_text(self, text: str, first: date, last: date) -> None:
        assert parse_period(text) == (first, last)

    @pytest.mark.parametrize(
        "text",
        ["", "24", "2024-", "2024-13", "2024-00", "2024-5", "2024-Q5", "2024-Q0", "2024-H3", "2024-q1", " 2024"],
    )
    def test_a_slip_is_no_period(self, text: str) -> None:
        with pytest.raises(ValueError, match="not a period"):
            parse_period(text)

    @pytest.mark.parametrize("text", ["2024-05-01", "2023-2024", "二〇二四", "２０２４", "2024\n", "standing"])
    def test_anything_else_is_no_period(self, text: str) -> None:
        with pytest.raises(ValueError, match="not a period"):
            parse_period(text)

    def test_there_is_no_year_nought(self) -> None:
        with pytest.raises(ValueError, match="year"):
            parse_period("0000")


class TestBounds:
    def test_a_window_of_years(self) -> None:
        assert bounds("2023-2024") == (date(2023, 1, 1), date(2024, 12, 31))
        assert bounds("2020-2024") == (date(2020, 1, 1), date(2024, 12, 31))

    def test_the_shorter_ones_read_like_periods(self) -> None:
        assert bounds("2024-Q3") == parse_period("2024-Q3")

    @pytest.mark.parametrize("key", ["2024-2024", "2024-2023", "standing", ""])
    def test_no_window(self, key: str) -> None:
        with pytest.raises(ValueError, match="not a"):
            bounds(key)


class TestWindowOfDay:
    @pytest.mark.parametrize(
        ("day", "window", "key"),
        [
            (date(2024, 2, 29), Window.MONTH, "2024-02"),
            (date(2024, 3, 31), Window.QUARTER, "2024-Q1"),
            (date(2024, 4, 1), Window.QUARTER, "2024-Q2"),
            (date(2024, 12, 31), Window.QUARTER, "2024-Q4"),
            (date(2024, 6, 30), Window.HALF_YEAR, "2024-H1"),
            (date(2024, 7, 1), Window.HALF_YEAR, "2024-H2"),
            (date(2024, 7, 1), Window.YEAR, "2024"),
            (date(2024, 7, 1), Window.TWO_YEARS, "2023-2024"),
            (date(2024, 7, 1), Window.FIVE_YEARS, "2020-2024"),
            (date(2024, 7, 1), Window.STANDING, "standing"),
        ],
    )
    def test_key(self, day: date, window: Window, key: str) -> None:
        assert window_of(day, window) == key


class TestWindowsOfYear:
    def test_quarters(self) -> None:
        assert windows_of_year(2024, Window.QUARTER) == (
            ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
            ("2024-Q2", date(2024, 4, 1), date(2024, 6, 30)),
            ("2024-Q3", date(2024, 7, 1), date(2024, 9, 30)),
            ("2024-Q4", date(2024, 10, 1), date(2024, 12, 31)),
        )

    def test_windows_of_several_years_end_in_the_year_asked_about(self) -> None:
        assert windows_of_year(2024, Window.TWO_YEARS) == (("2023-2024", date(2023, 1, 1), date(2024, 12, 31)),)
        assert windows_of_year(2024, Window.FIVE_YEARS) == (("2020-2024", date(2020, 1, 1), date(2024, 12, 31)),)

    def test_the_standing_one_spans_the_year(self) -> None:
        assert windows_of_year(2024, Window.STANDING) == (("standing", date(2024, 1, 1), date(2024, 12, 31)),)

    @pytest.mark.parametrize("window", [Window.MONTH, Window.QUARTER, Window.HALF_YEAR, Window.YEAR])
    def test_shorter_windows_tile_the_year(self, window: Window) -> None:
        windows = windows_of_year(2023, window)
        assert len(windows) == 12 // MONTHS[window]
        assert windows[0][1] == date(2023, 1, 1)
        assert windows[-1][2] == date(2023, 12, 31)
        for (_, _, closes), (_, opens, _) in pairwise(windows):
            assert (opens - closes).days == 1

    @pytest.mark.parametrize("window", list(Window))
    def test_every_window_has_a_length(self, window: Window) -> None:
        assert window in MONTHS

    @pytest.mark.parametrize("window", [w for w in Window if w is not Window.STANDING])
    def test_every_key_gives_its_bounds_back(self, window: Window) -> None:
        for key, opens, closes in windows_of_year(2024, window):
            assert bounds(key) == (opens, closes)
            assert window_of(closes, window) == key
