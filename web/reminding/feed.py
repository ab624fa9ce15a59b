"""Feed 日历订阅: what falls due as iCalendar (RFC 5545), for the calendar program of a person.

An event is a whole day and never busy time. Its UID stays as long as it is the same thing; DTSTAMP and SEQUENCE come
from the entries that it rests on, so that two fetches with nothing recorded in between are the same to the byte, and a
day that was moved comes with a higher SEQUENCE. What was done, or is owed no more, is no longer in the feed: programs
that subscribe take the feed as the whole. No names of persons go out; who wants to know follows the link.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from flask import url_for
from icalendar import Alarm, Calendar, Event, vDuration, vUri

from projections import trail
from web.asking import asking
from web.boards import window_text
from web.language import pick, t
from web.links import link
from web.registers.owing import WINDOW
from web.reminding.things import Due
from web.saying import day
from web.services import services

AHEAD: Final = 180
"""Days ahead that a feed holds."""
MOST: Final = 500
"""Events of one feed; of more, those that are due last are left out."""
REFRESH: Final = timedelta(hours=6)
ALARM_HOUR: Final = 9
"""A reminder of a whole day comes at this hour."""
_PRODUCT: Final = "-//Zeren//Responsibility records//ZH"
_LONGEST: Final = 200


def calendar(name: str, rows: Sequence[Due], *, alarm_days: int | None = None) -> bytes:
    """The feed: an event each."""
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Asia/Shanghai")
    made.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(REFRESH))
    # Of too many the longest overdue stand first and go first, then what is furthest away.
    late = [one for one in rows if one.owing.overdue]
    kept = [*late[-MOST // 2 :], *rows[len(late) :]][:MOST]
    stamps = _stamps(kept)
    for one in kept:
        made.add_component(_event(one, stamps, alarm_days))
    return bytes(made.to_ical())


def _event(one: Due, stamps: Mapping[str, tuple[int, datetime]], alarm_days: int | None) -> Event:
    owing, event = one.owing, Event()
    rests = [stamps[stream] for stream in _rests_on(one) if stream in stamps]
    event.add("uid", f"{one.key[:40]}@zeren")
    event.add("dtstamp", max((at for _, at in rests), default=_NEVER))
    event.add("sequence", sum(version - 1 for version, _ in rests))
    event.add("dtstart", owing.due_on)
    event.add("dtend", owing.due_on + timedelta(days=1))
    event.add("summary", f"{said(one)}{t('（', ' (')}{asking().name(owing.organisation)}{t('）', ')')}")
    event.add("description", _described(one))
    event.add("categories", [pick(one.sort)])
    event.add("transp", "TRANSPARENT")
    event.add("class", "CONFIDENTIAL")
    event.add("url", vUri(services().settings.url + _address(one)))
    if alarm_days is not None:
        event.add_component(_alarm(said(one), alarm_days))
    return event


_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)


def said(one: Due) -> str:
    """What it is, in one line."""
    what = " ".join(pick(one.what).split())
    return (what if len(what) <= _LONGEST else f"{what[: _LONGEST - 1]}…") or pick(one.sort)


def _described(one: Due) -> str:
    owing = one.owing
    lines = [pick(one.sort) + (f" {window_text(owing.window)}" if owing.window else "")]
    if owing.clause:
        lines.append(asking().citation(owing.clause))
    lines.append(t("截止日期：%s", "Due: %s") % day(owing.due_on))
    return "\n".join(line for line in lines if line)


def _address(one: Due) -> str:
    """The page it stands on, whether or not the reader is signed in: that page asks."""
    owing = one.owing
    if owing.sort != WINDOW:
        return link(owing.ref)
    return url_for("board.duty", organisation=owing.organisation, year=owing.window[:4], clause=owing.clause)


def _alarm(text: str, days: int) -> Alarm:
    found = Alarm()
    found.add("action", "DISPLAY")
    found.add("description", text)
    found.add("trigger", timedelta(hours=ALARM_HOUR) - timedelta(days=days))
    return found


def _rests_on(one: Due) -> tuple[str, ...]:
    """Records whose entries decide what the event says."""
    own = one.owing.ref.partition("#")[0] or one.owing.policy
    return (own, one.owing.organisation)


def _stamps(rows: Iterable[Due]) -> Mapping[str, tuple[int, datetime]]:
    return trail.last_of(asking().reading, {stream for one in rows for stream in _rests_on(one)})
