"""Receptions and commitments by chance."""

from typing import TYPE_CHECKING, Any

from domain import commitment, reception

if TYPE_CHECKING:
    from log_book import Chance

_STEPS = (
    reception.IssueResolved,
    reception.IssueExplained,
    reception.CoordinationStarted,
    reception.IssueFedBack,
    reception.IssueClosed,
    reception.IssueVoided,
)
_LIFE = (
    commitment.CommitmentAccepted,
    commitment.CommitmentReturned,
    commitment.CommitmentRevised,
    commitment.CommitmentFulfilled,
    commitment.CommitmentConfirmed,
    commitment.CommitmentNotConfirmed,
)


def receive(chance: "Chance") -> None:
    """People are received, or something is done about what they raised."""
    choice = chance.random.randrange(10)
    if choice < 3 or (stream := chance.some("reception")) is None:
        chance.begin("reception", reception.ReceptionHeld)
        return
    events = [entry.event for entry in chance.book.entries if entry.stream == stream]
    raised = sum(isinstance(event, reception.IssueRaised) for event in events)
    voided = {event.number for event in events if isinstance(event, reception.IssueVoided)}
    open_now = [number for number in range(1, raised + 1) if number not in voided]
    event: Any = chance.sample(reception.IssueRaised, number=raised + 1)
    if choice < 8 and open_now:
        event = chance.sample(chance.random.choice(_STEPS), number=chance.random.choice(open_now))
    elif choice == 8:
        event = chance.sample(reception.ReceptionCorrected)
    elif choice == 9:
        chance.records["reception"].remove(stream)
        event = reception.ReceptionVoided(reason="误登")
    chance.write(stream, event, "")


def promise(chance: "Chance") -> None:
    """A member promises something, or the promise goes its way."""
    choice = chance.random.randrange(10)
    if choice < 4 or (stream := chance.some("commitment")) is None:
        chance.begin("commitment", commitment.CommitmentMade, period="2024")
        return
    event: Any = chance.sample(chance.random.choice(_LIFE))
    if choice == 8:
        event = chance.sample(commitment.CommitmentCorrected)
    elif choice == 9:
        chance.records["commitment"].remove(stream)
        event = commitment.CommitmentVoided(reason="误登")
    chance.write(stream, event, "")


STEPS = (receive, promise)
