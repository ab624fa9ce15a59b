"""Measures by chance, some in answer to what records ask for."""

from typing import TYPE_CHECKING

from domain import measure as of

if TYPE_CHECKING:
    from log_book import Chance


def _said(chance: "Chance") -> dict[str, object]:
    cited = {chance.some(kind) for kind in ("education", "inspection", "certificate")} - {None}
    _, someone = chance.place()
    return {
        "about": someone,
        "cites": tuple(sorted(str(one) for one in cited)),
        "meeting": chance.some("meeting"),
        "rectify_by": chance.random.choice([None, chance.day()]),
    }


def take(chance: "Chance") -> None:
    """A measure is taken."""
    chance.begin("measure", of.MeasureTaken, **_said(chance))


def go_on(chance: "Chance") -> None:
    """Something follows."""
    if (stream := chance.some("measure")) is None:
        return
    taken = chance.sample(of.MeasureTaken, **_said(chance))
    events = (
        chance.sample(of.MeasureNotified),
        chance.sample(of.MeasureStatementTaken),
        chance.sample(of.MeasureEnded),
        chance.sample(of.MeasureRevoked),
        of.MeasureCorrected(corrects=1, taken=taken, reason="笔误"),
        of.MeasureCorrected(corrects=1, taken=taken, reason="笔误"),
        of.MeasureVoided(reason="重复"),
    )
    event = chance.random.choice(events)
    if isinstance(event, of.MeasureVoided | of.MeasureRevoked | of.MeasureEnded):
        chance.records["measure"].remove(stream)
    chance.write(stream, event, "")


STEPS = (take, go_on)
