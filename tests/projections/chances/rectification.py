"""Rectifications by chance."""

from typing import TYPE_CHECKING

from domain import rectification as of

if TYPE_CHECKING:
    from log_book import Chance

_LIFE = (
    of.RectificationExtended,
    of.RectificationReported,
    of.RectificationRejected,
    of.RectificationOrderedAgain,
    of.RectificationReported,
    of.RectificationVerified,
    of.RectificationClosed,
)
_STEPS = {
    of.RectificationExtended: of.Step.EXTENDED,
    of.RectificationReported: of.Step.REPORTED,
    of.RectificationVerified: of.Step.VERIFIED,
    of.RectificationClosed: of.Step.CLOSED,
}


def order(chance: "Chance") -> None:
    """Something is ordered to be put right, at times what an inspection found."""
    inspection = chance.some("inspection")
    source = f"{inspection}#1" if inspection and chance.random.random() < 0.5 else ""
    chance.begin("rectification", of.RectificationOrdered, source=source)


def go_on(chance: "Chance") -> None:
    """An order goes its way, is corrected or voided."""
    if (stream := chance.some("rectification")) is None:
        return
    events = [entry.event for entry in chance.book.entries if entry.stream == stream]
    taken = [event for event in events if isinstance(event, _LIFE)]
    choice = chance.random.randrange(10)
    if choice < 7 and len(taken) < len(_LIFE):
        chance.write(stream, chance.sample(_LIFE[len(taken)]), "")
    elif choice < 8 and (steps := [_STEPS[type(event)] for event in taken if type(event) in _STEPS]):
        chance.write(stream, chance.sample(of.StepCorrected, step=chance.random.choice(steps)), "")
    elif choice < 9:
        chance.write(stream, chance.sample(of.RectificationCorrected), "")
    else:
        chance.records["rectification"].remove(stream)
        chance.write(stream, chance.sample(of.RectificationVoided), "")


STEPS = (order, go_on)
