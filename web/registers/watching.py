"""Watching: what auditors and the three officers find on their desk: late entries, corrections, accounts, the proof."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from shutil import disk_usage
from typing import Final

from domain.kernel import record
from domain.vocabulary import EVENTS
from projections import directory, trail
from projections.trail import Line
from web.asking import Clocks, asking
from web.saying import moment
from web.sealing import Alarm, Look, alarm, look
from web.services import LOCAL, services

LATE_DAYS: Final = 7
"""Entered more than so many days after it happened."""
LOOK_BACK: Final = 30
"""Days of entries that are told of."""
ENDS_SOON: Final = 30
"""Days ahead in which a grant that ends is told of."""
SHOWN: Final = 10
_MOST: Final = 2_000
"""Entries that are looked at; of more, the latest."""

AMENDING: Final = frozenset(
    name
    for name, event in EVENTS.items()
    if not name.startswith("account.")
    and (event.__name__.endswith("Voided") or any(field.name == "corrects" for field in fields(event)))
)
"""Stored names of what corrects or voids."""


# --- auditors -----------------------------------------------------------------------------


@record
class Noticed:
    """Entries of the last days that an auditor looks at first: heads, the latest first, and how many there are."""

    late: Sequence[Line]
    late_number: int
    amended: Sequence[Line]
    amended_number: int
    since: date


def noticed(when: Clocks) -> Noticed:
    """What was entered long after it happened, and what corrects or voids, on records of the subtree."""
    asked = asking()
    since = when.as_of - timedelta(days=LOOK_BACK)
    after = services().ledger.position_at(datetime.combine(since, time(), tzinfo=LOCAL))
    until = _end(when)

    def told(*names: str) -> list[Line]:
        found = trail.recent(asked.reading, asked.scope(), after=after, known_at=until, names=names, limit=_MOST)
        return [one for one in found if asked.reaches(one.on_behalf_of)]

    late, amended = [one for one in told() if late_by(one) > LATE_DAYS], told(*sorted(AMENDING))
    return Noticed(
        late=late[:SHOWN],
        late_number=len(late),
        amended=amended[:SHOWN],
        amended_number=len(amended),
        since=since,
    )


def _end(when: Clocks) -> int | None:
    """The last position that is asked about: what was recorded after the day asked about is of another time."""
    if when.as_of == when.today:
        return when.known_at
    end = datetime.combine(when.as_of + timedelta(days=1), time(), tzinfo=LOCAL) - timedelta(microseconds=1)
    position = services().ledger.position_at(end)
    return position if when.known_at is None else min(position, when.known_at)


def late_by(line: Line) -> int:
    """Days from what happened to when it was recorded."""
    return 0 if line.occurred_on is None else (line.recorded_at.astimezone(LOCAL).date() - line.occurred_on).days


# --- the three officers -------------------------------------------------------------------


@record
class Accounts:
    """Accounts of the subtree today."""

    active: int
    suspended: int
    idle: Sequence[directory.Account]
    """Active, but nothing is granted to them today."""
    ending: Sequence[tuple[directory.Account, date]]
    """With the last day of a grant that ends soon."""


def accounts() -> Accounts:
    """How the accounts of the subtree stand, and what the security administrator has to look after."""
    asked = asking()
    found, today = directory.accounts(asked.reading, asked.scope()), asked.today
    active = [one for one in found if one.active]
    ending = [
        (one, grant.last)
        for one in active
        for grant in one.in_force(today)
        if grant.last is not None and grant.last <= today + timedelta(days=ENDS_SOON)
    ]
    return Accounts(
        active=len(active),
        suspended=len(found) - len(active),
        idle=[one for one in active if not one.in_force(today)][:SHOWN],
        ending=sorted(ending, key=lambda one: (one[1], one[0].sign_in_name))[:SHOWN],
    )


@record
class Health:
    """How far the log is sealed, and whether views and disk keep up."""

    look: Look
    alarm: Alarm | None
    sealed_at: str
    behind: int
    """Entries that the views have not taken in."""
    free: int
    """Bytes left where the data lie."""


def health() -> Health:
    """What the system administrator looks at in the morning."""
    of = services()
    found = look(of)
    last = found.last
    return Health(
        look=found,
        alarm=alarm(of),
        sealed_at="" if last is None else moment(last.sealed_at),
        behind=max(0, found.head - min(asking().reading.positions.values())),
        free=disk_usage(of.settings.data).free,
    )
