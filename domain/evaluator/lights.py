"""Lights on another day, and the lights of list items: what can be told without looking at facts again."""

from datetime import date

from domain.evaluator.ground import Settings
from domain.fact import Fact
from domain.kernel import record
from domain.periods import STANDING
from domain.rule import Light, Status


def light_at(light: Light, opens: date, due: date, as_of: date) -> tuple[Light, int | None]:
    """Light and days over on ``as_of``, from a settled light; None: the days over that were stored stand.

    Holds for any day on or after the last counted fact.
    """
    if light is Light.UNASSIGNED and as_of < opens:
        return Light.DUE, 0
    if light is Light.MISSED:
        return (Light.MISSED, (as_of - due).days) if as_of > due else (Light.DUE, 0)
    return light, None


def at(status: Status, as_of: date) -> Status:
    """A settled status (`statuses_for` with ``date.max``) as it is on ``as_of``."""
    if status.window == STANDING:
        return status._replace(due=max(status.opens, min(status.closes, as_of)))
    light, days_over = light_at(status.light, status.opens, status.due, as_of)
    if light is status.light and (days_over is None or days_over == status.days_over):
        return status
    return status._replace(light=light, days_over=status.days_over if days_over is None else days_over)


@record
class ItemStatus:
    """How an item of a responsibility list stands on a day."""

    ref: str
    light: Light
    due: date | None
    days_over: int
    entered_late_days: int
    progress: str
    """planned, completed, verified, returned or draft."""


def item_status(item: Fact, as_of: date, settings: Settings | None = None) -> ItemStatus:
    """Whether a list item is done, done late, still due or overdue; without a time limit, never overdue."""
    due = date.fromisoformat(item.period) if item.period else None
    done = next((span.first for span in item.spans if span.holds(as_of)), None)
    late = 0
    if done is not None:
        entered = (item.recorded_on - done).days
        late = entered if entered > (settings or Settings()).entered_late_after else 0
        over = 0 if due is None else max(0, (done - due).days)
        light = Light.MET_LATE if over else Light.MET
    elif due is None:
        light, over = Light.NO_MINIMUM, 0
    else:
        over = max(0, (as_of - due).days)
        light = Light.MISSED if over else Light.DUE
    return ItemStatus(ref=item.ref, light=light, due=due, days_over=over, entered_late_days=late, progress=item.act)
