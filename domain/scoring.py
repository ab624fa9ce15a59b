"""Scoring 评分: points for the indicators of an appraisal, and what they rest on.

Rules (those of a sheet, `domain.sheet`, that concern its scores)
1. Every indicator is scored, once, between nothing and what there is to reach.
2. Every score cites a record, and not its own sheet.
3. Where an indicator takes points off by rule, each deduction is the indicator's for one window of its clause, and
   the points are what is left of the maximum, never below nothing. Where it does not, there are no deductions.

Points are whole tenths of a point, so that sums are exact.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from domain.kernel import Refused, refuse_repeat

_POINTS: Final = re.compile(r"([0-9]{1,4})(?:\.([0-9]))?")


class Indicator(Protocol):
    """What must be known of an indicator, as its round fixed it."""

    @property
    def number(self) -> int: ...
    @property
    def maximum(self) -> int: ...
    @property
    def clause(self) -> str: ...
    @property
    def deduction(self) -> int: ...


class Deduction(Protocol):
    """Points taken off by rule for one missed window."""

    @property
    def clause(self) -> str: ...
    @property
    def window(self) -> str: ...
    @property
    def points(self) -> int: ...


class Score(Protocol):
    """Points for one indicator, and the records they rest on."""

    @property
    def indicator(self) -> int: ...
    @property
    def points(self) -> int: ...
    @property
    def cites(self) -> tuple[str, ...]: ...
    @property
    def deductions(self) -> Sequence[Deduction]: ...


def check_scores(sheet: str, given: Sequence[Score], indicators: Sequence[Indicator]) -> None:
    """Refuse scores of ``sheet`` that do not keep the rules above."""
    refuse_repeat((str(score.indicator) for score in given), "scores", label=("评分指标", "Indicators scored"))
    by_number = {indicator.number: indicator for indicator in indicators}
    scored = {score.indicator for score in given}
    if missing := sorted(by_number.keys() - scored):
        raise Refused(
            "indicator_not_scored",
            zh=f"第{'、'.join(map(str, missing))}项指标尚未评分，每项指标都须评分。",
            en=f"Indicator {', '.join(map(str, missing))} is not scored; every one must be.",
            field="scores",
        )
    if unknown := sorted(scored - by_number.keys()):
        raise Refused(
            "unknown_indicator",
            zh=f"这次考核没有第{'、'.join(map(str, unknown))}项指标。",
            en=f"The appraisal has no indicator {', '.join(map(str, unknown))}.",
            field="scores",
            clause="jianxi 第十四条",
        )
    for score in given:
        _check_score(sheet, score, by_number[score.indicator])


def _check_score(sheet: str, score: Score, indicator: Indicator) -> None:
    number = score.indicator
    if not 0 <= score.points <= indicator.maximum:
        raise Refused(
            "out_of_range",
            zh=f"第{number}项指标的得分应在0到{points_text(indicator.maximum)}分之间。",
            en=f"Indicator {number}: the points lie between 0 and {points_text(indicator.maximum)}.",
            field="scores",
        )
    if not score.cites:
        raise Refused(
            "cites_missing",
            zh=f"第{number}项指标的评分没有注明依据，请至少选择一条记录。",
            en=f"Indicator {number} is scored without citing anything; choose one record at least.",
            field="scores",
            clause="c2006-resp 四¶2",
        )
    refuse_repeat(score.cites, "scores", label=(f"第{number}项评分依据", f"Records cited for indicator {number}"))
    if any(ref.partition("#")[0] == sheet for ref in score.cites):
        raise Refused(
            "cites_itself",
            zh=f"第{number}项指标的评分不能以本考核表为依据。",
            en=f"Indicator {number}: a score does not rest on its own sheet.",
            field="scores",
        )
    _check_deductions(score, indicator)


def _check_deductions(score: Score, indicator: Indicator) -> None:
    number, each = score.indicator, indicator.deduction
    if any(one.clause != indicator.clause or one.points != each for one in score.deductions) or (
        score.deductions and not each
    ):
        raise Refused(
            "deduction_not_by_rule",
            zh=f"第{number}项指标的扣分与确定的规则不符："
            + (f"每次未完成扣{points_text(each)}分。" if each else "该项不按次扣分。"),
            en=f"Indicator {number}: the deductions are not those that were fixed: "
            + (f"{points_text(each)} for each window missed." if each else "it takes none off by rule."),
            field="scores",
            clause="jianxi 第十四条",
        )
    refuse_repeat(
        (one.window for one in score.deductions),
        "scores",
        label=(f"第{number}项扣分周期", f"Windows deducted for indicator {number}"),
    )
    left = points_left(indicator.maximum, score.deductions)
    if each and score.points != left:
        raise Refused(
            "not_the_sum",
            zh=f"第{number}项指标按规则扣分后应为{points_text(left)}分，所填得分不符。",
            en=f"Indicator {number}: after the deductions {points_text(left)} are left; other points were given.",
            field="scores",
            clause="jianxi 第十四条",
        )


def points_left(maximum: int, taken: Iterable[Deduction]) -> int:
    """What is left of an indicator's maximum, never below nothing."""
    return max(maximum - sum(one.points for one in taken), 0)


def points_text(tenths: int) -> str:
    """Tenths of a point as an official writes them: ``8.5``."""
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if rest else str(whole)


def points_of(text: str) -> int:
    """Tenths of the points that are written so: ``8``, ``8.0`` and ``8.5``; ValueError for anything else."""
    found = _POINTS.fullmatch(text)
    if found is None:
        raise ValueError(f"not points: {text!r}")
    return int(found[1]) * 10 + int(found[2] or "0")
