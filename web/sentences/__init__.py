"""Sentences: every event of the vocabulary told in one sentence, in the office's Chinese and in plain English.

A sentence says what happened; who wrote it down and when stands beside it, from the envelope. Where an event only
points at an earlier one (a correction, an item of a list, a tenure), the earlier one is handed in as ``previous``
and the sentence can say what it was about; `concerned` finds it among the entries of the record.

One module a kind, each with a table ``TELLS``: one row an event.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from domain.kernel import Entry
from web.phrases import Names, changes, value_text
from web.sentences import (
    account,
    accountability,
    appointment,
    appraisal,
    approval,
    calendar,
    commendation,
    commitment,
    contact,
    debrief,
    dues,
    education,
    evidence,
    floating,
    funding,
    inspection,
    leading_group,
    lecture,
    measure,
    meeting,
    member,
    organisation,
    person,
    plan,
    policy,
    project,
    publicity,
    reception,
    rectification,
    report,
    research,
    responsibility,
    review,
    security,
    sheet,
    work,
)
from web.sentences.telling import Tell, Telling

TOLD: Final[Mapping[type, Tell]] = {
    **organisation.TELLS,
    **person.TELLS,
    **appointment.TELLS,
    **policy.TELLS,
    **responsibility.TELLS,
    **meeting.TELLS,
    **contact.TELLS,
    **report.TELLS,
    **work.TELLS,
    **evidence.TELLS,
    **account.TELLS,
    **approval.TELLS,
    **security.TELLS,
    **research.TELLS,
    **project.TELLS,
    **funding.TELLS,
    **plan.TELLS,
    **leading_group.TELLS,
    **publicity.TELLS,
    **lecture.TELLS,
    **inspection.TELLS,
    **rectification.TELLS,
    **calendar.TELLS,
    **accountability.TELLS,
    **measure.TELLS,
    **commendation.TELLS,
    **member.TELLS,
    **education.TELLS,
    **review.TELLS,
    **commitment.TELLS,
    **reception.TELLS,
    **floating.TELLS,
    **dues.TELLS,
    **debrief.TELLS,
    **appraisal.TELLS,
    **sheet.TELLS,
}
"""Event -> how it is told."""

_EARLIER: Final = ("corrects", "entry", "appointment", "visit", "payment", "spending", "citation", "grant")
"""Fields in which an event names an earlier entry of its record by its number."""


def sentence(entry: Entry, names: Names, language: str, previous: Any = None) -> str:
    """What the entry says, in one sentence. ``previous`` is the earlier event it concerns (`concerned`)."""
    telling = Telling(entry, names, language, previous)
    said = TOLD[type(entry.event)](telling, entry.event)
    return f"{said[:1].upper()}{said[1:]}." if telling.english else f"{said}。"


def concerned(entry: Entry, before: Sequence[Entry]) -> Any:
    """The earlier event of the record that this one corrects, continues or ends; None where there is none."""
    event = entry.event
    for field in _EARLIER:
        number = getattr(event, field, None)
        if isinstance(number, int):
            return next((one.event for one in before if one.version == number), None)
    item = getattr(event, "item", None)
    if isinstance(item, str):
        return next(
            (one.event for one in reversed(before) if getattr(getattr(one.event, "item", None), "item", None) == item),
            None,
        )
    return None


__all__ = ["TOLD", "Telling", "changes", "concerned", "sentence", "value_text"]
