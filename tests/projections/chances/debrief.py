"""Debriefings by chance."""

from typing import TYPE_CHECKING

from domain import debrief as of

if TYPE_CHECKING:
    from log_book import Chance


def deliver(chance: "Chance") -> None:
    """Somebody debriefs."""
    chance.begin("debrief", of.DebriefDelivered)


def go_on(chance: "Chance") -> None:
    """It is evaluated, corrected or voided."""
    if (stream := chance.some("debrief")) is None:
        return
    events = [entry.event for entry in chance.book.entries if entry.stream == stream]
    evaluated = any(isinstance(event, of.DebriefEvaluated) for event in events)
    choice = chance.random.randrange(8)
    if choice < 4:
        event = chance.sample(of.EvaluationCorrected, corrects=2) if evaluated else chance.sample(of.DebriefEvaluated)
    elif choice < 7:
        right = chance.sample(of.DebriefDelivered, organisation=events[0].organisation)
        event = of.DebriefCorrected(corrects=1, delivered=right, reason="登记有误")
    else:
        chance.records["debrief"].remove(stream)
        event = of.DebriefVoided(reason="重复")
    chance.write(stream, event, events[0].organisation)


STEPS = (deliver, go_on, go_on)
