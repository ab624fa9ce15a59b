"""Sentences on meetings 会议."""

from collections.abc import Mapping
from typing import Final

from domain import meeting
from web.sentences.telling import Tell, Telling, corrected, count, done


def _convened(w: Telling, e: meeting.MeetingConvened) -> str:
    return w.t(
        f"{w.name(e.organisation)}定于{w.day(e.planned_on)}召开{w.code(e.body)}{w.quote(e.title)}",
        f"{w.name(e.organisation)} called a meeting for {w.day(e.planned_on)} ({w.code(e.body)}): {w.quote(e.title)}",
    )


def _held(w: Telling, e: meeting.MeetingHeld) -> str:
    agenda, decided = len(e.agenda), len(e.resolutions)
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}召开{w.code(e.body)}{w.quote(e.title)}，"
        f"{w.name(e.chair)}主持，{len(e.attendees)}人出席，议题{agenda}项{f'，决定事项{decided}项' if decided else ''}",
        f"{w.name(e.organisation)} met on {w.day(e.occurred_on)} ({w.code(e.body)}): {w.quote(e.title)},"
        f" chaired by {w.name(e.chair)}, {len(e.attendees)} present, {count(agenda, 'agenda item')}"
        f"{', ' + count(decided, 'resolution') if decided else ''}",
    )


def _cancelled(w: Telling, e: meeting.MeetingCancelled) -> str:
    return w.t(f"{w.this}取消召开{w.because(e.reason)}", f"{w.this} was cancelled{w.because(e.reason)}")


def _carried_out(w: Telling, e: meeting.ResolutionCarriedOut) -> str:
    return w.t(
        f"第{e.number}号决定事项于{w.day(e.occurred_on)}落实：{w.line(e.text)}",
        f"resolution number {e.number} was carried out on {w.day(e.occurred_on)}: {w.line(e.text)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    meeting.MeetingConvened: _convened,
    meeting.MeetingHeld: _held,
    meeting.MeetingCancelled: _cancelled,
    meeting.ResolutionCarriedOut: _carried_out,
    meeting.MeetingCorrected: corrected("会议记录", "the record of the meeting"),
    meeting.MeetingVoided: done("会议记录作废", "the record of the meeting was voided"),
}
"""Event -> how it is told."""
