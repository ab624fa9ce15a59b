"""Texts of reminders: one message gathers all of a day, in Chinese, by how near each day is.

Mail goes to one person and says what that person may see. A robot speaks to a group, of which Zeren does not know who
reads along: it says sorts, days and organisations, the text of a clause, and never what somebody typed.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from domain.kernel import record
from web.registers.owing import WINDOW
from web.reminding.things import Stage

HEADINGS: Final[Mapping[Stage, str]] = {
    Stage.OVER: "已逾期",
    Stage.LAST: "最后一个工作日",
    Stage.AHEAD: "即将到期",
}
"""In the order in which they are told."""
_LONGEST: Final = 80


@record
class Line:
    """One thing that is told."""

    stage: Stage
    due_on: date
    sort: str
    """Which sort of thing, by its code."""
    sort_text: str
    what: str
    organisation: str
    """What it is called."""


def subject(lines: Sequence[Line], today: date) -> str:
    """What a mail is about: so many of each."""
    return f"责任提醒（{today.month}月{today.day}日）：{_counts(lines)}"


def _counts(lines: Sequence[Line]) -> str:
    numbers = {stage: sum(one.stage is stage for one in lines) for stage in HEADINGS}
    return "，".join(f"{HEADINGS[stage]}{number}项" for stage, number in numbers.items() if number)


def mail_text(lines: Sequence[Line], url: str) -> str:
    """Everything, under its heading, and where to go on."""
    told = []
    for stage, heading in HEADINGS.items():
        some = [one for one in lines if one.stage is stage]
        if some:
            told += [f"{heading}（{len(some)}项）", *(f"  {_line(one, one.what)}" for one in some), ""]
    told += [f"办理：{url}/", f"不再接收，或者改变提醒方式：{url}/reminders", "", "本邮件由系统发送，请勿回复。"]
    return "\n".join(told)


def _line(one: Line, what: str) -> str:
    what = " ".join(what.split())
    what = what if len(what) <= _LONGEST else f"{what[: _LONGEST - 1]}…"
    said = f"{one.sort_text}：{what}" if what else one.sort_text
    return f"{one.due_on}  {said}（{one.organisation}）"


def robot_text(lines: Sequence[Line], url: str, today: date, *, longest: int) -> str:
    """As many lines as the robot takes; the others are counted."""
    head, foot = f"【责任提醒】{today}：{_counts(lines)}", f"详情：{url}/"
    told: list[str] = []
    rows = [one for stage in HEADINGS for one in lines if one.stage is stage]
    for number, one in enumerate(rows):
        line = f"{HEADINGS[one.stage]} {_line(one, one.what if one.sort == WINDOW else '')}"
        more = f"……另有{len(rows) - number}项"
        if len("\n".join((head, *told, line, more, foot)).encode()) > longest:
            told.append(more)
            break
        told.append(line)
    return "\n".join((head, *told, foot))


def message(*, sender: str, to: str, about: str, text: str, now: datetime, number: str) -> EmailMessage:
    """A mail; ``number`` makes its Message-ID, the same for the same content."""
    made = EmailMessage()
    made["From"] = sender
    made["To"] = to
    made["Subject"] = about
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{number}@{sender.rpartition('@')[2].rstrip('>')}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text, charset="utf-8", cte="base64")
    return made
