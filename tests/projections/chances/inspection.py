"""Inspections by chance."""

from typing import TYPE_CHECKING

from domain import inspection as of

if TYPE_CHECKING:
    from log_book import Chance


def _found(chance: "Chance", stream: str) -> list[int]:
    """Numbers of the problems found so far."""
    entries = [entry.event for entry in chance.book.entries if entry.stream == stream]
    voided = {event.number for event in entries if isinstance(event, of.ProblemVoided)}
    return [event.number for event in entries if isinstance(event, of.ProblemFound) and event.number not in voided]


def inspect(chance: "Chance") -> None:
    """An inspection takes place, and finds something."""
    stream = chance.begin("inspection", of.InspectionConducted)
    chance.write(stream, chance.sample(of.ProblemFound, number=1), "")


def go_on(chance: "Chance") -> None:
    """Something more is written down about an inspection."""
    if (stream := chance.some("inspection")) is None:
        return
    numbers, every = _found(chance, stream), chance.book.entries
    count = sum(entry.stream == stream and isinstance(entry.event, of.ProblemFound) for entry in every)
    choice = chance.random.randrange(10)
    if choice < 3:
        event = chance.sample(of.ProblemFound, number=count + 1)
    elif choice < 5 and numbers:
        event = chance.sample(of.ProblemCorrected, number=chance.random.choice(numbers))
    elif choice < 6 and numbers:
        event = chance.sample(of.ProblemVoided, number=chance.random.choice(numbers))
    elif choice < 9:
        event = chance.sample(of.InspectionCorrected) if choice < 8 else chance.sample(of.FeedbackGiven)
    else:
        chance.records["inspection"].remove(stream)
        event = of.InspectionVoided(reason="重复")
    chance.write(stream, event, "")


STEPS = (inspect, go_on)
