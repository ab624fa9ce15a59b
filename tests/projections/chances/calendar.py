"""Working calendars by chance."""

from typing import TYPE_CHECKING

from domain import calendar as of

if TYPE_CHECKING:
    from log_book import Chance


def publish(chance: "Chance") -> None:
    """The calendar of a year is entered, or corrected."""
    stream = f"calendar-{chance.random.choice((2023, 2024, 2025))}"
    fresh = chance.book.versions.get(stream, 0) == 0
    chance.write(stream, chance.sample(of.CalendarPublished if fresh else of.CalendarCorrected), "")


STEPS = (publish,)
