"""Acts on appraisal sheets 考核表: scores by rule stand in the form before anybody types, with what they rest on."""

from collections.abc import Mapping
from typing import Any, Final

from domain import appraisal, sheet
from domain.kernel import Refused, record
from ledger.execution import state_of
from projections import status
from web.acts.row import Act, Form
from web.asking import asking
from web.registers.deducting import by_rule
from web.services import services

OPEN: Final = ("opened", "reported", "scored")
SCORED: Final = ("scored",)


def _judged_at(form: Form) -> Mapping[str, Any]:
    """The position of the log that what the form shows was read at."""
    return {"known_at": asking().reading.positions[status.NAME]}


@record
class Begun:
    """A score as the form begins with it; named like `sheet.Score`."""

    indicator: int
    points: int | None
    """None: it is scored by hand, and left open."""
    cites: tuple[str, ...]
    deductions: tuple[sheet.Deduction, ...] = ()
    note: str = ""


def _scores(form: Form) -> Mapping[str, Any]:
    """The scores that stand; where there are none yet, those that follow by rule, to be completed by hand."""
    if form.state.scored is not None:
        return {**_judged_at(form), "scorer": form.state.scored.scorer, "scores": form.state.scores}
    round = state_of(services().ledger, form.state.appraisal)
    return {**_judged_at(form), "scores": scores_by_rule(form.state, round)}


def scores_by_rule(of: sheet.State, round: appraisal.State) -> tuple[Begun, ...]:
    """One score an indicator: those that take points off by rule worked out, the others with their records at most."""
    asked = asking()
    ruled = by_rule(
        asked.reading,
        round.indicators,
        organisation=of.organisation,
        subject=of.subject,
        period=of.period,
        as_of=asked.today,
    )
    return tuple(
        Begun(
            indicator=one.indicator.number,
            points=one.points,
            # Where nothing was done there is no record to cite; what then says so is the round, with its indicator.
            cites=one.cites or (() if one.points is None else (of.appraisal,)),
            deductions=one.taken,
        )
        for one in ruled
    )


def _judged(form: Form, data: dict[str, Any]) -> Any:
    """Nobody judges on what is not recorded yet."""
    if data["known_at"] > services().ledger.head().position:
        raise Refused(
            "known_at",
            zh="所依据的记录截止位置超出现有记录，请重新打开表单后办理。",
            en="It is judged on more than the log holds; open the form again.",
            field="known_at",
        )
    return form.act.command(**data)


ACTS: Final = (
    Act(command=sheet.OpenSheet, begins=True),
    Act(command=sheet.FileSelfReport, stages=("opened", "reported")),
    Act(command=sheet.LinkDebrief, stages=OPEN),
    Act(command=sheet.ScoreSheet, stages=OPEN, prefill=_scores, build=_judged),
    Act(command=sheet.IssueResult, stages=SCORED, prefill=_judged_at, build=_judged),
    Act(command=sheet.UseResult, stages=("issued", "reviewed"), counts=True),
    Act(command=sheet.RequestReview, stages=("issued",)),
    Act(command=sheet.DecideReview, stages=("contested",), prefill=_judged_at, build=_judged),
    Act(command=sheet.VoidSheet, stages=OPEN),
)
