"""Steps of a record: its entries as a timeline shows them, told as its history tells them."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any, Final

from flask import url_for
from markupsafe import Markup

from domain.evaluator.ground import Settings
from domain.reading import local_day
from web.history import Told
from web.language import t
from web.pictures.timeline import Step, timeline

LATE_AFTER: Final = Settings().entered_late_after
"""Days between happening and being recorded; what takes longer is marked."""
STEPS: Final = 40
"""Entries of a record in one picture; of a longer one, the latest."""


def steps_of(stream: str, lines: Sequence[Told]) -> list[Step]:
    """The latest entries of a record, oldest first; ``lines`` are all that were known."""
    return [_step(stream, line) for line in lines[-STEPS:]]


def _step(stream: str, line: Told) -> Step:
    entry = line.entry
    occurred, recorded = _occurred_on(entry.event), local_day(entry.recorded_at)
    # A correction says anew on which day the thing happened: that it comes later is its nature.
    days = 0 if occurred is None or line.sort else (recorded - occurred).days
    return Step(
        number=entry.version,
        occurred_on=occurred,
        recorded_on=recorded,
        said=line.label,
        note=_note(line, days),
        sort=line.sort,
        late=days > LATE_AFTER,
        url=url_for("records.show", stream=stream, _anchor=f"v{entry.version}"),
    )


def _occurred_on(event: Any) -> date | None:
    """The day an entry says; a correction says it in the fact that it carries."""
    for said in (event, *(getattr(event, field.name) for field in fields(event))):
        if isinstance(day := getattr(said, "occurred_on", None), date):
            return day
    return None


def _note(line: Told, days: int) -> str:
    if line.sort == "void":
        return t("作废", "void")
    if line.sort == "correction":
        corrected = getattr(line.entry.event, "corrects", "")
        return t(f"更正第{corrected}条", f"corrects {corrected}")
    return t(f"迟录{days}天", f"{days} days late") if days > LATE_AFTER else ""


def drawn_steps(steps: Sequence[Step]) -> Markup:
    """The timeline of a record."""
    return timeline(
        steps,
        label=t(
            "时间线：每条从发生日期到登记日期",
            "Timeline: each entry from the day it happened to the day it was recorded",
        ),
        occurred=t("发生", "happened"),
        recorded=t("登记", "recorded"),
    )
