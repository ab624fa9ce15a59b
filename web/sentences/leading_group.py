"""Sentences on leading groups 领导小组."""

from collections.abc import Mapping
from typing import Final

from domain import leading_group
from web.sentences.telling import Tell, Telling, corrected, done


def _led(w: Telling, head: str, seats: tuple[leading_group.Seat, ...], office: str) -> str:
    members = w.names([seat.person for seat in seats])
    daily = w.t(f"，日常工作由{w.line(office)}承担", f"; daily work: {w.line(office)}") if office else ""
    return w.t(f"组长{w.name(head)}，成员{members}{daily}", f"head {w.name(head)}, members {members}{daily}")


def _established(w: Telling, e: leading_group.GroupEstablished) -> str:
    paper = w.t(f"（{w.line(e.document)}）", f" ({w.line(e.document)})") if e.document else ""
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}成立{w.quote(e.title)}{paper}，"
        f"{_led(w, e.head, e.seats, e.office)}",
        f"{w.name(e.organisation)} set up {w.quote(e.title)} on {w.day(e.occurred_on)}{paper};"
        f" {_led(w, e.head, e.seats, e.office)}",
    )


def _changed(w: Telling, e: leading_group.GroupChanged) -> str:
    return w.t(
        f"{w.this}自{w.day(e.occurred_on)}起调整成员：{_led(w, e.head, e.seats, e.office)}{w.because(e.reason)}",
        f"{w.this} changed its members from {w.day(e.occurred_on)}: {_led(w, e.head, e.seats, e.office)}"
        f"{w.because(e.reason)}",
    )


def _dissolved(w: Telling, e: leading_group.GroupDissolved) -> str:
    return w.t(
        f"{w.this}自{w.day(e.occurred_on)}起撤销{w.because(e.reason)}",
        f"{w.this} was dissolved from {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    leading_group.GroupEstablished: _established,
    leading_group.GroupChanged: _changed,
    leading_group.GroupDissolved: _dissolved,
    leading_group.GroupCorrected: corrected("领导小组登记", "the record of the leading group"),
    leading_group.GroupVoided: done("领导小组登记作废", "the record of the leading group was voided"),
}
"""Event -> how it is told."""
