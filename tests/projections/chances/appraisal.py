"""Appraisals and their sheets by chance."""

from dataclasses import replace
from typing import TYPE_CHECKING

from domain import appraisal as of
from domain import sheet
from domain.identity import sheet_of

if TYPE_CHECKING:
    from log_book import Chance


def open_round(chance: "Chance") -> None:
    """A round is opened, and its indicators are fixed or not yet."""
    stream = chance.begin("appraisal", of.AppraisalOpened)
    if chance.random.randrange(3):
        chance.write(stream, chance.sample(of.IndicatorsFixed), "")


def go_on_with_round(chance: "Chance") -> None:
    """It is corrected, its indicators change, it is closed or voided."""
    if (stream := chance.some("appraisal")) is None:
        return
    opened = next(entry.event for entry in chance.book.entries if entry.stream == stream)
    choice = chance.random.randrange(8)
    if choice < 4:
        right = chance.sample(of.AppraisalOpened, organisation=opened.organisation)
        event = of.AppraisalCorrected(corrects=1, opened=right, reason="登记有误")
    elif choice < 7:
        event = chance.sample(chance.random.choice((of.IndicatorsChanged, of.AppraisalClosed)))
    else:
        chance.records["appraisal"].remove(stream)
        event = of.AppraisalVoided(reason="重复")
    chance.write(stream, event, opened.organisation)


def open_sheet(chance: "Chance") -> None:
    """A sheet is opened for an organisation or somebody of it, once in a round."""
    if (round := chance.some("appraisal")) is None:
        return
    place, someone = chance.place()
    subject = chance.random.choice((place, someone))
    stream = sheet_of(round, subject)
    if stream not in chance.records.get("sheet", ()):
        opened = chance.sample(sheet.SheetOpened, appraisal=round, organisation=place, subject=subject)
        chance.write(chance.keep("sheet", stream), opened, place)


_NEXT = (
    sheet.SelfReportFiled,
    sheet.DebriefLinked,
    sheet.SheetScored,
    sheet.ResultIssued,
    sheet.ResultUsed,
    sheet.ReviewRequested,
    sheet.ReviewDecided,
)


def go_on_with_sheet(chance: "Chance") -> None:
    """One more step of a sheet; a voided one may be opened anew."""
    if (stream := chance.some("sheet")) is None:
        return
    entries = [entry.event for entry in chance.book.entries if entry.stream == stream]
    opened = entries[0]
    if isinstance(entries[-1], sheet.SheetVoided):
        event = replace(opened, occurred_on=chance.day())
    elif chance.random.randrange(8):
        event = chance.sample(chance.random.choice(_NEXT))
    else:
        event = sheet.SheetVoided(reason="建错对象")
    chance.write(stream, event, opened.organisation)


STEPS = (open_round, go_on_with_round, open_sheet, go_on_with_sheet, go_on_with_sheet)
