"""From entries to facts: what a line of the log adds to, changes in or takes from what rules can count.

`changes` looks at one entry and at the facts it touches, nothing else; so a view can keep facts in a
table and step through the log, and a replay of the same lines gives the same facts.
"""

from collections.abc import Mapping
from typing import Final

from domain import meeting, report, work
from domain.fact import Fact, FactKind, Span
from domain.kernel import Entry
from domain.reading.changing import Change, Get, Reader, continued, ended
from domain.reading.days import local_day
from domain.reading.kinds import KINDS
from domain.reading.lists import LIST_EVENTS, list_changes
from domain.reading.points import CONTACT_EVENTS, point_changes

# Members named once and their values taken as stored: both cost a call each in Python 3.11.
_MEETING: Final = FactKind.MEETING
_WORK: Final = FactKind.WORK
_REPORT_KIND: Final = FactKind.REPORT

_REPORT: Final = (report.ReportSubmitted, report.ReportReturned, report.ReportResubmitted, report.ReportCorrected)


READERS: Final[Mapping[type, Reader]] = {event: kind.changes for kind in KINDS for event in kind.READS}
"""Event -> the reader of its kind; the older kinds are told apart below."""


def changes(entry: Entry, get: Get) -> list[Change]:
    """What the entry does to facts; empty for entries that rules do not read."""
    event = entry.event
    match event:
        case meeting.MeetingHeld():
            return [(entry.stream, _meeting(entry, event))]
        case meeting.MeetingCorrected():
            return _corrected(entry, get, _meeting(entry, event.held))
        case work.WorkRecorded():
            return [(entry.stream, _work(entry, event))]
        case work.WorkCorrected():
            return _corrected(entry, get, _work(entry, event.recorded))
        case meeting.MeetingVoided() | work.WorkVoided() | report.ReportVoided():
            return [(entry.stream, None)] if get(entry.stream) is not None else []
    if isinstance(event, _REPORT):
        return _report(entry, event, get)
    if isinstance(event, CONTACT_EVENTS):
        return point_changes(entry, event, get)
    if isinstance(event, LIST_EVENTS):
        return list_changes(entry, event, get)
    reader = READERS.get(type(event))
    return [] if reader is None else reader(entry, get)


def _corrected(entry: Entry, get: Get, fact: Fact) -> list[Change]:
    before = get(entry.stream)
    return [(entry.stream, fact if before is None else continued(before, fact))]


# --- meeting and work ------------------------------------------------------------


def _meeting(entry: Entry, held: meeting.MeetingHeld) -> Fact:
    return Fact(
        ref=entry.stream,
        kind=_MEETING,
        act=held.body._value_,
        organisation=held.organisation,
        occurred_on=held.occurred_on,
        recorded_on=local_day(entry.recorded_at),
        position=entry.position,
        first_position=entry.position,
        title=held.title,
        topics=_topics(held),
        chair=held.chair,
        performers=held.attendees,
    )


def _topics(held: meeting.MeetingHeld) -> tuple[str, ...]:
    found = tuple([item.topic._value_ for item in held.agenda])
    return tuple(dict.fromkeys(found)) if len(found) > 1 else found


def _work(entry: Entry, done: work.WorkRecorded) -> Fact:
    return Fact(
        ref=entry.stream,
        kind=_WORK,
        act=done.act._value_,
        organisation=done.organisation,
        occurred_on=done.occurred_on,
        recorded_on=local_day(entry.recorded_at),
        position=entry.position,
        first_position=entry.position,
        title=done.title,
        period=done.period,
        performers=done.performers,
        recipient=done.recipient,
        unit=done.unit,
        point=done.point,
        quantity=done.quantity,
        duties=done.duties,
    )


# --- report ----------------------------------------------------------------------


def _submitted(entry: Entry, handed_in: report.ReportSubmitted) -> Fact:
    return Fact(
        ref=entry.stream,
        kind=_REPORT_KIND,
        act=handed_in.type.value,
        organisation=handed_in.organisation,
        occurred_on=handed_in.occurred_on,
        recorded_on=local_day(entry.recorded_at),
        position=entry.position,
        first_position=entry.position,
        title=handed_in.title,
        period=handed_in.period,
        performers=() if handed_in.person is None else (handed_in.person,),
        recipient=handed_in.recipient,
        form=handed_in.form.value,
        sections=handed_in.sections,
        spans=(Span(first=handed_in.occurred_on),),
    )


def _report(entry: Entry, event: object, get: Get) -> list[Change]:
    """A report stands from the day it is handed in until the day it is sent back, and again once resubmitted."""
    if isinstance(event, report.ReportSubmitted):
        return [(entry.stream, _submitted(entry, event))]
    before = get(entry.stream)
    if before is None:
        return []
    match event:
        case report.ReportReturned():
            fact = before._replace(spans=ended(before.spans, event.occurred_on), returned_on=event.occurred_on)
        case report.ReportResubmitted():
            fact = before._replace(
                spans=(*before.spans, Span(first=event.occurred_on)),
                returned_on=None,
                recorded_on=local_day(entry.recorded_at),
            )
        case report.ReportCorrected():
            fresh = continued(before, _submitted(entry, event.submitted))
            first = Span(first=event.submitted.occurred_on, last=before.spans[0].last if before.spans else None)
            untouched = bool(before.spans) and before.spans[0].first == before.occurred_on
            spans = (first, *before.spans[1:]) if untouched else before.spans
            fact = fresh._replace(spans=spans, returned_on=before.returned_on)
        case _:
            return []
    return [(entry.stream, fact._replace(position=entry.position))]
