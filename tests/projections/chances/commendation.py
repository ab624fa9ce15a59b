"""Commendations by chance."""

from typing import TYPE_CHECKING

from domain import commendation as of

if TYPE_CHECKING:
    from log_book import Chance


def _said(chance: "Chance") -> dict[str, object]:
    place, someone = chance.place()
    cited = {chance.some(kind) for kind in ("sheet", "work")} - {None}
    return {"recipients": (place, someone), "cites": tuple(sorted(str(one) for one in cited))}


def grant(chance: "Chance") -> None:
    """Somebody is commended."""
    chance.begin("commendation", of.CommendationGranted, **_said(chance))


def go_on(chance: "Chance") -> None:
    """It is withdrawn, corrected or voided."""
    if (stream := chance.some("commendation")) is None:
        return
    granted = chance.sample(of.CommendationGranted, **_said(chance))
    event = chance.random.choice(
        (
            chance.sample(of.CommendationWithdrawn),
            of.CommendationCorrected(corrects=1, granted=granted, reason="笔误"),
            of.CommendationVoided(reason="重复"),
        )
    )
    if not isinstance(event, of.CommendationCorrected):
        chance.records["commendation"].remove(stream)
    chance.write(stream, event, "")


STEPS = (grant, go_on)
