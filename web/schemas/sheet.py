"""Shapes of the acts on appraisal sheets 考核表."""

from collections.abc import Sequence
from typing import Any

from domain import sheet as acts
from domain.scoring import points_of, points_text
from web.schemas.derived import record_of, shape_of, whole
from web.schemas.fields import Lines, Rows


class Deductions(Lines):
    """Deductions of a score: clause, window and points, one deduction a line, in forms and the API alike.

    A score stands in a row of a table, where a table of its own has no room.
    """

    def __init__(self, **kwargs: Any) -> None:
        hint = ("每行一项：条款 周期 扣分，例如 clause-id 2024-Q3 5", "One a line: clause, window, points")
        super().__init__(hint=hint, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[Any, ...]:
        return tuple(self._one(line) for line in super()._deserialize(value, attr, data, **kwargs))

    def _one(self, line: str) -> acts.Deduction:
        try:
            clause, window, points = line.split()
            return acts.Deduction(clause=clause, window=window, points=points_of(points))
        except ValueError:
            raise self.refuse(
                "“{0}”请每行填写条款、周期和扣分，中间用空格分开。",
                "{0}: write clause, window and points on each line, with blanks between.",
            ) from None

    def as_typed(self, taken: Sequence[acts.Deduction]) -> str:
        """As a form begins with them."""
        return "\n".join(f"{one.clause} {one.window} {points_text(one.points)}" for one in taken)


_JUDGED_AT = whole(1, hidden=True)
"""The form carries the position of the log that it was opened at, so that sending it again is the same act."""

Deduction = shape_of(acts.Deduction)
Score = shape_of(acts.Score, indicator=whole(1, 999, source="indicators"), deductions=Deductions())
OpenSheet = shape_of(
    acts.OpenSheet,
    appraisal=record_of("appraisal", source="appraisal_rounds"),
    subject=record_of(source="appraised"),
)
FileSelfReport = shape_of(acts.FileSelfReport)
LinkDebrief = shape_of(acts.LinkDebrief)
ScoreSheet = shape_of(
    acts.ScoreSheet,
    # One row an indicator: they were fixed before the sheet was opened, and stand in the form.
    scores=Rows(Score, required=True, blank=0),
    known_at=_JUDGED_AT,
)
IssueResult = shape_of(acts.IssueResult, known_at=_JUDGED_AT)
UseResult = shape_of(acts.UseResult)
RequestReview = shape_of(acts.RequestReview)
DecideReview = shape_of(
    acts.DecideReview,
    scores=Rows(Score, hint=("维持原结果的留空", "Leave empty where the result stands")),
    known_at=_JUDGED_AT,
)
VoidSheet = shape_of(acts.VoidSheet)
