"""Sentences on appraisal sheets 考核表."""

from collections.abc import Mapping
from typing import Final

from domain import sheet
from domain.scoring import points_text
from web.sentences.telling import Tell, Telling, done


def _opened(w: Telling, e: sheet.SheetOpened) -> str:
    return w.t(
        f"{w.name(e.appraiser)}于{w.day(e.occurred_on)}为{w.name(e.subject)}建立{w.quote(e.title)}考核表，"
        f"考核期为{w.period(e.period)}",
        f"{w.name(e.appraiser)} opened a sheet for {w.name(e.subject)} in {w.quote(e.title)} on"
        f" {w.day(e.occurred_on)}, on {w.period(e.period)}",
    )


def _reported(w: Telling, e: sheet.SelfReportFiled) -> str:
    return w.t(
        f"{w.name(e.person)}于{w.day(e.occurred_on)}填报自查自评：{w.line(e.text)}",
        f"{w.name(e.person)} filed the self-report on {w.day(e.occurred_on)}: {w.line(e.text)}",
    )


def _linked(w: Telling, e: sheet.DebriefLinked) -> str:
    return w.t(f"考核表关联述职“{w.name(e.debrief)}”", f"the debriefing “{w.name(e.debrief)}” was joined to the sheet")


def _scored(w: Telling, e: sheet.SheetScored) -> str:
    total = points_text(sum(score.points for score in e.scores))
    return w.t(
        f"{w.name(e.scorer)}于{w.day(e.occurred_on)}评分，{len(e.scores)}项指标共{total}分",
        f"{w.name(e.scorer)} scored the sheet on {w.day(e.occurred_on)}: {total} points for {len(e.scores)} indicators",
    )


def _issued(w: Telling, e: sheet.ResultIssued) -> str:
    return w.t(
        f"考核结果于{w.day(e.occurred_on)}公布：{w.code(e.grade)}，{points_text(e.total)}分，{w.name(e.person)}签发",
        f"the result was issued on {w.day(e.occurred_on)}: {w.code(e.grade)}, {points_text(e.total)} points,"
        f" signed by {w.name(e.person)}",
    )


def _used(w: Telling, e: sheet.ResultUsed) -> str:
    ref = w.t(f"（{w.name(e.ref)}）", f" ({w.name(e.ref)})") if e.ref else ""
    return w.t(
        f"考核结果于{w.day(e.occurred_on)}用于{w.code(e.use)}{ref}：{w.line(e.text)}",
        f"the result served {w.code(e.use)} on {w.day(e.occurred_on)}{ref}: {w.line(e.text)}",
    )


def _asked(w: Telling, e: sheet.ReviewRequested) -> str:
    return w.t(
        f"{w.name(e.person)}于{w.day(e.occurred_on)}申请复核考核结果：{w.line(e.text)}",
        f"{w.name(e.person)} asked for a review of the result on {w.day(e.occurred_on)}: {w.line(e.text)}",
    )


def _reviewed(w: Telling, e: sheet.ReviewDecided) -> str:
    said = (
        w.t(
            f"调整为{w.code(e.grade)}，{points_text(e.total)}分",
            f"now {w.code(e.grade)}, {points_text(e.total)} points",
        )
        if e.scores
        else w.t("维持原结果", "the result stands")
    )
    return w.t(
        f"{w.name(e.person)}于{w.day(e.occurred_on)}作出复核决定，{said}：{w.line(e.text)}",
        f"{w.name(e.person)} decided the review on {w.day(e.occurred_on)}, {said}: {w.line(e.text)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    sheet.SheetOpened: _opened,
    sheet.SelfReportFiled: _reported,
    sheet.DebriefLinked: _linked,
    sheet.SheetScored: _scored,
    sheet.ResultIssued: _issued,
    sheet.ResultUsed: _used,
    sheet.ReviewRequested: _asked,
    sheet.ReviewDecided: _reviewed,
    sheet.SheetVoided: done("考核表作废", "the sheet was voided"),
}
"""Event -> how it is told."""
