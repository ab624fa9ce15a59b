"""Collective decisions 集体研究决定: what a decision asks of the meeting that is said to have taken it.

Several kinds of record name a meeting (an accountability decision, an admonition); a kind knows no other kind, so it
asks here of whatever it is handed as the meeting.
"""

from datetime import date
from typing import Protocol

from domain.kernel import Refused


class Held(Protocol):
    """How a meeting went."""

    @property
    def occurred_on(self) -> date:
        """Day on which it was held."""
        ...


class Meeting(Protocol):
    """What a decision must know of the meeting it names."""

    @property
    def organisation(self) -> str:
        """Who met."""
        ...

    @property
    def stage(self) -> str:
        """``held`` once it took place."""
        ...

    @property
    def held(self) -> Held | None:
        """How it went; None while it is only called."""
        ...


def require_meeting(meeting: Meeting | None, organisation: str, day: date, *, clause: str = "") -> None:
    """Refuse a decision unless a meeting of ``organisation`` was held on or before ``day``."""
    if meeting is None or meeting.stage != "held" or meeting.held is None:
        raise Refused(
            "meeting_not_held",
            zh="所选会议没有召开、已取消或已作废，不能作为集体研究的依据。",
            en="That meeting was not held, or was cancelled or voided; it cannot have decided this.",
            field="meeting",
            clause=clause,
        )
    if meeting.organisation != organisation:
        raise Refused(
            "meeting_of_another",
            zh="所选会议不是作出决定的组织召开的，请选择本组织的会议。",
            en="That meeting was held by another organisation than the one that decides.",
            field="meeting",
            clause=clause,
        )
    if meeting.held.occurred_on > day:
        raise Refused(
            "decided_before_meeting",
            zh=f"会议于{meeting.held.occurred_on.isoformat()}召开，决定日期不能早于这一天。",
            en=f"The meeting was held on {meeting.held.occurred_on.isoformat()}; nothing was decided there before.",
            field="occurred_on",
            clause=clause,
        )
