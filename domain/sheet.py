"""Appraisal sheet 考核表: one organisation or person in one round: self-report, scores, result, use, review.

Rules
1. A sheet is opened once its round's indicators are fixed, and not before (jianxi 第十四条). There is one for each
   subject and round; the subject is of the sort the round appraises, organisations and persons being scored apart,
   and nobody is appraised by itself: that is the superior's to do (c2006-resp 四¶2). A sheet opened by mistake is
   voided, and may then be opened anew.
2. A self-report is filed before the scores are given. A debriefing joined to the sheet is on record as delivered, by
   the person or for the organisation appraised, on a period that shares days with the round's.
3. Scores give every indicator of the round its points, once each, between nothing and what there is to reach, and
   every score cites what it rests on: a record that is there, and not the sheet itself (c2006-resp 四¶2: appraisal
   is of how the duties were carried out; that it cites records is our reading).
4. Where an indicator takes points off by rule, the points are what is left of its maximum after the deductions, each
   of which is the indicator's for one window of its clause; they do not fall below nothing.
5. Nobody scores, or signs for, the own sheet; until the result is issued it may be scored again.
6. A result is issued on scores that are given and whose records still stand. It is the sum of the points, and frozen
   with what was known at issue (``known_at``): a later correction of what it cites flags it and does not alter it.
7. After issue a result is used or reviewed, and nothing else. It is used only as its round allows (township 三（七）
   names no selection), and not while a review is open [inf].
8. One review may be asked for, by the person appraised or on behalf of the organisation, and is decided by somebody
   who neither signed, nor scored, nor asked for it [inf: no text speaks of review]. It lets the result stand, grade
   included, or gives scores by rules 3 and 4 anew; the first result stays readable.
9. The days follow one another, and nothing lies after today.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final, Protocol, TypeAlias, assert_never

from domain.kernel import (
    TEXT_LIMIT,
    Refused,
    allow_text,
    record,
    refuse_repeat,
    require_past,
    require_reason,
    require_text,
)
from domain.periods import parse_period
from domain.scoring import Indicator, check_scores


class Grade(StrEnum):
    """Outcome 考核等次."""

    EXCELLENT = "excellent"
    GOOD = "good"
    QUALIFIED = "qualified"
    UNQUALIFIED = "unqualified"


class Use(StrEnum):
    """What a result may be used for 结果运用."""

    PERFORMANCE_RATING = "performance_rating"
    SELECTION = "selection"
    TRAINING = "training"
    REWARD_AND_DISCIPLINE = "reward_and_discipline"


# --- values and events -----------------------------------------------------------


@record
class Deduction:
    """Points taken off by rule for one missed window 扣分."""

    clause: str
    window: str
    points: int
    """Tenths of a point."""


@record
class Score:
    """Points for one indicator, and the entries they rest on 评分."""

    indicator: int
    points: int
    """Tenths of a point."""
    cites: tuple[str, ...]
    """Records on which the points rest."""
    deductions: tuple[Deduction, ...] = ()
    note: str = ""


@record
class SheetOpened:
    """A sheet was opened for one subject 建立考核表."""

    appraisal: str
    organisation: str
    """The organisation appraised, or the person's."""
    appraiser: str
    """The organisation that appraises, as the round says."""
    subject: str
    """The organisation or person appraised."""
    title: str
    """Title and period of the round, as they read when the sheet was opened."""
    period: str
    occurred_on: date


@record
class SelfReportFiled:
    """The subject filed its own report 自查自评."""

    occurred_on: date
    person: str
    text: str
    evidence: tuple[str, ...] = ()


@record
class DebriefLinked:
    """The subject's debriefing was joined to the sheet 关联述职."""

    debrief: str


@record
class SheetScored:
    """The sheet was scored 评分."""

    occurred_on: date
    scorer: str
    scores: tuple[Score, ...]
    known_at: int
    """Position of the log up to which was known."""


@record
class ResultIssued:
    """The result was issued; it is not changed any more 公布结果."""

    occurred_on: date
    grade: Grade
    person: str
    """Who signs for it."""
    total: int
    """Tenths of a point."""
    known_at: int
    text: str = ""


@record
class ResultUsed:
    """The result was used 结果运用."""

    use: Use
    occurred_on: date
    text: str
    ref: str = ""
    """Record of what it led to."""


@record
class ReviewRequested:
    """The subject asked for a review 申请复核."""

    occurred_on: date
    person: str
    text: str


@record
class ReviewDecided:
    """The review was decided 复核决定."""

    occurred_on: date
    person: str
    scores: tuple[Score, ...]
    """Empty where the result stands."""
    grade: Grade
    total: int
    known_at: int
    text: str


@record
class SheetVoided:
    """It was recorded by mistake 作废考核表."""

    reason: str


Event: TypeAlias = (
    SheetOpened
    | SelfReportFiled
    | DebriefLinked
    | SheetScored
    | ResultIssued
    | ResultUsed
    | ReviewRequested
    | ReviewDecided
    | SheetVoided
)

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one sheet."""

    appraisal: str
    organisation: str
    appraiser: str
    subject: str
    title: str
    period: str
    stage: str = "opened"
    """opened, reported, scored, issued, contested, reviewed or voided."""
    last_on: date
    """Day of the last step."""
    debriefs: frozenset[str] = frozenset()
    scored: SheetScored | None = None
    issued: ResultIssued | None = None
    asked: ReviewRequested | None = None
    reviewed: ReviewDecided | None = None
    version: int = 1

    @property
    def parties(self) -> tuple[str, ...]:
        """Organisations whose people may act on it."""
        return (self.organisation, self.appraiser)

    @property
    def scores(self) -> tuple[Score, ...]:
        """The scores that stand."""
        if self.reviewed is not None and self.reviewed.scores:
            return self.reviewed.scores
        return () if self.scored is None else self.scored.scores


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if isinstance(event, SheetOpened):
        return State(
            appraisal=event.appraisal,
            organisation=event.organisation,
            appraiser=event.appraiser,
            subject=event.subject,
            title=event.title,
            period=event.period,
            last_on=event.occurred_on,
            version=1 if state is None else state.version + 1,
        )
    assert state is not None, "a sheet begins with being opened"
    state = replace(state, version=state.version + 1)
    match event:
        case SelfReportFiled():
            return replace(state, stage="reported", last_on=event.occurred_on)
        case DebriefLinked():
            return replace(state, debriefs=state.debriefs | {event.debrief})
        case SheetScored():
            return replace(state, stage="scored", scored=event, last_on=event.occurred_on)
        case ResultIssued():
            return replace(state, stage="issued", issued=event, last_on=event.occurred_on)
        case ResultUsed():
            return replace(state, last_on=max(state.last_on, event.occurred_on))
        case ReviewRequested():
            return replace(state, stage="contested", asked=event, last_on=max(state.last_on, event.occurred_on))
        case ReviewDecided():
            return replace(state, stage="reviewed", reviewed=event, last_on=event.occurred_on)
        case SheetVoided():
            return replace(state, stage="voided")
        case _:
            assert_never(event)


# --- commands --------------------------------------------------------------------


@record
class OpenSheet:
    """Open a sheet 建立考核表."""

    appraisal: str
    organisation: str
    """The organisation appraised, or the person's."""
    subject: str
    """The organisation or person appraised."""
    occurred_on: date


@record
class FileSelfReport:
    """File the self-report 登记自查自评."""

    sheet: str
    occurred_on: date
    person: str
    text: str
    evidence: tuple[str, ...] = ()


@record
class LinkDebrief:
    """Join a debriefing 关联述职."""

    sheet: str
    debrief: str


@record
class ScoreSheet:
    """Score the sheet 评分."""

    sheet: str
    occurred_on: date
    scorer: str
    scores: tuple[Score, ...]
    known_at: int
    """Position of the log that the person judged by; the sheet's form carries it."""


@record
class IssueResult:
    """Issue the result 公布结果."""

    sheet: str
    occurred_on: date
    grade: Grade
    person: str
    """Who signs for it."""
    known_at: int
    """The same, no earlier than that of the scores."""
    text: str = ""


@record
class UseResult:
    """Record the use of the result 登记结果运用."""

    sheet: str
    use: Use
    occurred_on: date
    text: str
    ref: str = ""
    """Record of what it led to."""


@record
class RequestReview:
    """Ask for a review 申请复核."""

    sheet: str
    occurred_on: date
    person: str
    text: str


@record
class DecideReview:
    """Decide the review 作出复核决定."""

    sheet: str
    occurred_on: date
    person: str
    scores: tuple[Score, ...]
    """Empty where the result stands."""
    grade: Grade
    known_at: int
    text: str


@record
class VoidSheet:
    """Void it 作废考核表."""

    sheet: str
    reason: str


Command: TypeAlias = (
    OpenSheet
    | FileSelfReport
    | LinkDebrief
    | ScoreSheet
    | IssueResult
    | UseResult
    | RequestReview
    | DecideReview
    | VoidSheet
)

# --- decisions -------------------------------------------------------------------


class Round(Protocol):
    """What this kind must know of the round a sheet belongs to."""

    @property
    def organisation(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def subjects(self) -> str: ...
    @property
    def uses(self) -> Sequence[str]: ...
    @property
    def indicators(self) -> Sequence[Indicator]: ...
    @property
    def fixed_on(self) -> date | None: ...


@record
class Delivered:
    """What this kind must know of a debriefing that is on record."""

    organisation: str
    person: str
    period: str


def decide(
    state: State | None,
    command: Command,
    *,
    today: date,
    round: Round | None = None,
    debrief: Delivered | None = None,
    gone: tuple[str, ...] = (),
) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`.

    ``round`` is the round the sheet belongs to, ``debrief`` the debriefing to be joined, ``gone`` what the standing
    scores cite and is not on record any more.
    """
    match command:
        case OpenSheet():
            if state is not None and state.stage != "voided":
                raise Refused(
                    "exists",
                    zh="该对象在这次考核中已有考核表，每个对象只有一份。",
                    en="This subject has a sheet in this round already; there is one for each.",
                    field="subject",
                )
            return [_opened(command, _round(round), today)]
        case FileSelfReport():
            standing = _standing(state)
            if standing.stage not in ("opened", "reported"):
                raise _too_late("已评分，不能再登记自查自评", "It is scored; a self-report comes before the scores")
            return [_self_reported(standing, command, today)]
        case LinkDebrief():
            standing = _unissued(state)
            return [] if command.debrief in standing.debriefs else [_linked(standing, command, debrief)]
        case ScoreSheet():
            return [_scored(_unissued(state), command, _round(round), today)]
        case IssueResult():
            return [_issued(_unissued(state), command, gone, today)]
        case UseResult():
            return [_used(_result(state), command, _round(round), today)]
        case RequestReview():
            return [_asked(_result(state), command, today)]
        case DecideReview():
            return [_reviewed(_standing(state), command, _round(round), today)]
        case VoidSheet():
            _unissued(state)
            return [SheetVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


# --- where the sheet stands ------------------------------------------------------


def _round(round: Round | None) -> Round:
    if round is None or round.stage == "voided":
        raise Refused(
            "unknown_appraisal",
            zh="没有找到所属的考核，或该考核已作废。",
            en="The appraisal this sheet belongs to is not on record, or was voided.",
            field="appraisal",
        )
    return round


def _standing(state: State | None) -> State:
    """The state of a sheet that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这份考核表。", en="There is no record of this sheet.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这份考核表已作废，不能再作登记。",
            en="This sheet was voided; nothing more can be added to it.",
        )
    return state


def _unissued(state: State | None) -> State:
    """The state of a sheet whose result is still open."""
    standing = _standing(state)
    if standing.issued is not None:
        raise _too_late(
            "考核结果已公布，不能再改；有异议的请申请复核",
            "The result is issued and not changed any more; ask for a review instead",
        )
    return standing


def _result(state: State | None) -> State:
    """The state of a sheet whose result is issued and not under review."""
    standing = _standing(state)
    if standing.issued is None:
        raise Refused(
            "not_issued",
            zh="考核结果尚未公布，不能作此登记。",
            en="The result is not issued yet; the act does not apply.",
        )
    if standing.stage == "contested":
        raise Refused(
            "under_review",
            zh="复核尚未作出决定，不能作此登记。",
            en="A review is open and not decided yet; the act does not apply.",
        )
    return standing


def _too_late(zh: str, en: str) -> Refused:
    return Refused("too_late", zh=f"{zh}。", en=f"{en}.")


def _in_order(state: State, day: date, today: date, label: tuple[str, str]) -> date:
    require_past(day, today, "occurred_on", label=label)
    if day < state.last_on:
        raise Refused(
            "out_of_order",
            zh=f"“{label[0]}”不能早于上一环节的日期（{state.last_on.isoformat()}）。",
            en=f"{label[1]} cannot lie before the step that went before it ({state.last_on.isoformat()}).",
            field="occurred_on",
        )
    return day


# --- opening, self-report, debriefing --------------------------------------------


def _opened(command: OpenSheet, round: Round, today: date) -> SheetOpened:
    if round.stage == "closed":
        raise Refused(
            "appraisal_closed",
            zh="这次考核已经结束，不能再建立考核表。",
            en="This appraisal is closed; no more sheets are opened.",
            field="appraisal",
        )
    if round.stage != "fixed" or round.fixed_on is None:
        raise Refused(
            "indicators_not_fixed",
            zh="考核指标尚未确定，不能建立考核表；请先确定指标。",
            en="The indicators are not fixed yet; fix them before a sheet is opened.",
            field="appraisal",
            clause="jianxi 第十四条",
        )
    _check_subject(command, round)
    day = require_past(command.occurred_on, today, "occurred_on", label=("建表日期", "Date opened"))
    if day < round.fixed_on:
        raise Refused(
            "before_fixing",
            zh=f"建表日期不能早于指标确定日期（{round.fixed_on.isoformat()}）。",
            en=f"A sheet cannot have been opened before the indicators were fixed ({round.fixed_on.isoformat()}).",
            field="occurred_on",
            clause="jianxi 第十四条",
        )
    return SheetOpened(
        appraisal=command.appraisal,
        organisation=command.organisation,
        appraiser=round.organisation,
        subject=command.subject,
        title=round.title,
        period=round.period,
        occurred_on=day,
    )


def _check_subject(command: OpenSheet, round: Round) -> None:
    person = not command.subject.startswith("org-")
    if person is not (round.subjects == "person"):
        zh, en = ("个人", "persons") if round.subjects == "person" else ("组织", "organisations")
        raise Refused(
            "wrong_subject",
            zh=f"这次考核的对象是{zh}；组织和个人分别考核，不在同一次考核中评分。",
            en=f"This round appraises {en}; organisations and persons are scored apart.",
            field="subject",
            clause="c2006-resp 四¶2",
        )
    if not person and command.subject != command.organisation:
        raise Refused(
            "wrong_organisation",
            zh="考核对象是组织的，所属组织应为该组织本身。",
            en="Where an organisation is appraised, the sheet belongs to that organisation.",
            field="organisation",
        )
    if not person and command.subject == round.organisation:
        raise Refused(
            "own_appraisal",
            zh="组织不能由自己考核，应由上级党组织考核。",
            en="An organisation is not appraised by itself; its superior does that.",
            field="subject",
            clause="c2006-resp 四¶2",
        )


def _self_reported(state: State, command: FileSelfReport, today: date) -> SelfReportFiled:
    refuse_repeat(command.evidence, "evidence", label=("佐证材料", "Evidence"))
    return SelfReportFiled(
        occurred_on=_in_order(state, command.occurred_on, today, ("自查日期", "Date of the self-report")),
        person=command.person,
        text=require_text(command.text, "text", limit=TEXT_LIMIT, label=("自查自评", "Self-report")),
        evidence=command.evidence,
    )


def _linked(state: State, command: LinkDebrief, debrief: Delivered | None) -> DebriefLinked:
    if debrief is None:
        raise Refused(
            "debrief_not_delivered",
            zh="没有找到所选述职的记录，或该记录已作废；请先登记述职。",
            en="That debriefing is not on record as delivered, or was voided.",
            field="debrief",
        )
    if state.subject not in (debrief.organisation, debrief.person):
        raise Refused(
            "another_debrief",
            zh="所选述职不是该考核对象的述职。",
            en="That debriefing is not the subject's.",
            field="debrief",
        )
    (opens, closes), (first, last) = parse_period(state.period), parse_period(debrief.period)
    if last < opens or closes < first:
        raise Refused(
            "another_period",
            zh=f"所选述职是关于{debrief.period}的，不在考核期（{state.period}）内。",
            en=f"That debriefing is on {debrief.period}, outside the period appraised ({state.period}).",
            field="debrief",
        )
    return DebriefLinked(debrief=command.debrief)


# --- scores ----------------------------------------------------------------------


def _scored(state: State, command: ScoreSheet, round: Round, today: date) -> SheetScored:
    day = _in_order(state, command.occurred_on, today, ("评分日期", "Date scored"))
    if command.scorer == state.subject:
        raise Refused(
            "own_score",
            zh="评分人不能是被考核人本人。",
            en="Nobody scores the own sheet.",
            field="scorer",
        )
    return SheetScored(
        occurred_on=day,
        scorer=command.scorer,
        scores=_scores(command.sheet, command.scores, round.indicators),
        known_at=_known_at(command.known_at, 1),
    )


def _known_at(position: int, least: int) -> int:
    if position < least:
        raise Refused(
            "known_at",
            zh="所依据的记录截止位置早于上一环节，请重新打开表单后办理。",
            en="It is judged on less of the log than the step before it was; open the form again.",
            field="known_at",
        )
    return position


def _scores(sheet: str, given: tuple[Score, ...], indicators: Sequence[Indicator]) -> tuple[Score, ...]:
    """The scores as they are recorded."""
    check_scores(sheet, given, indicators)
    return tuple(
        replace(
            score,
            deductions=tuple(
                replace(one, window=require_text(one.window, "scores", limit=20, label=("扣分", "Deductions")))
                for one in score.deductions
            ),
            note=allow_text(score.note, "scores", limit=2_000, label=("评分说明", "Note")),
        )
        for score in given
    )


# --- result and what follows -----------------------------------------------------


def _issued(state: State, command: IssueResult, gone: tuple[str, ...], today: date) -> ResultIssued:
    if state.scored is None:
        raise Refused(
            "not_scored",
            zh="考核表尚未评分，不能公布结果；结果须有逐项评分及其依据。",
            en="The sheet is not scored; a result rests on scores and on what they cite.",
            clause="c2006-resp 四¶2",
        )
    if gone:
        raise Refused(
            "cited_record_gone",
            zh=f"评分所依据的记录已作废（{'、'.join(gone[:3])}），请重新评分。",
            en=f"Records that the scores cite were voided ({', '.join(gone[:3])}); score the sheet again.",
        )
    day = _in_order(state, command.occurred_on, today, ("公布日期", "Date issued"))
    if command.person == state.subject:
        raise Refused(
            "own_result",
            zh="被考核人本人不能签发自己的考核结果。",
            en="Nobody signs for the own result.",
            field="person",
        )
    return ResultIssued(
        occurred_on=day,
        grade=command.grade,
        person=command.person,
        total=sum(score.points for score in state.scored.scores),
        known_at=_known_at(command.known_at, state.scored.known_at),
        text=allow_text(command.text, "text", label=("说明", "Text")),
    )


_USES: Final = {
    Use.PERFORMANCE_RATING: ("实绩评定", "the rating of performance"),
    Use.SELECTION: ("选拔任用", "selection and appointment"),
    Use.TRAINING: ("培养教育", "training"),
    Use.REWARD_AND_DISCIPLINE: ("奖励惩戒", "reward and discipline"),
}


def _used(state: State, command: UseResult, round: Round, today: date) -> ResultUsed:
    if command.use not in round.uses:
        zh, en = _USES[command.use]
        raise Refused(
            "use_not_allowed",
            zh=f"这次考核的结果不用于“{zh}”：启动考核时没有列入该项用途。",
            en=f"Results of this round do not serve {en}: that was not said when it was opened.",
            field="use",
            clause="township 三（七）",
        )
    assert state.issued is not None
    day = require_past(command.occurred_on, today, "occurred_on", label=("运用日期", "Date used"))
    _not_before_issue(day, state.issued.occurred_on)
    return ResultUsed(
        use=command.use,
        occurred_on=day,
        text=require_text(command.text, "text", limit=2_000, label=("运用情况", "What it was used for")),
        ref=command.ref,
    )


def _not_before_issue(day: date, issued_on: date) -> None:
    if day < issued_on:
        raise Refused(
            "before_issue",
            zh=f"日期不能早于结果公布日期（{issued_on.isoformat()}）。",
            en=f"It cannot lie before the result was issued ({issued_on.isoformat()}).",
            field="occurred_on",
        )


def _asked(state: State, command: RequestReview, today: date) -> ReviewRequested:
    assert state.issued is not None
    if state.reviewed is not None:
        raise Refused(
            "reviewed",
            zh="这份考核结果已经复核并作出决定，不再复核。",
            en="This result was reviewed and decided on; there is no second review.",
        )
    if state.subject.startswith("person-") and command.person != state.subject:
        raise Refused(
            "not_the_subject",
            zh="个人考核结果的复核由被考核人本人申请。",
            en="A review of a person's result is asked for by that person.",
            field="person",
        )
    day = require_past(command.occurred_on, today, "occurred_on", label=("申请日期", "Date asked"))
    _not_before_issue(day, state.issued.occurred_on)
    return ReviewRequested(
        occurred_on=day,
        person=command.person,
        text=require_text(command.text, "text", limit=TEXT_LIMIT, label=("申请理由", "Grounds")),
    )


def _reviewed(state: State, command: DecideReview, round: Round, today: date) -> ReviewDecided:
    issued, asked, scored = state.issued, state.asked, state.scored
    if state.stage != "contested" or issued is None or asked is None or scored is None:
        raise Refused(
            "no_review_open",
            zh="没有待决定的复核申请。",
            en="No review is waiting to be decided.",
        )
    if command.person in (issued.person, scored.scorer, asked.person, state.subject):
        raise Refused(
            "own_review",
            zh="复核须由结果签发人、评分人、申请人以外的人员决定。",
            en="A review is decided by somebody who neither signed, nor scored, nor asked for it.",
            field="person",
        )
    day = _in_order(state, command.occurred_on, today, ("复核日期", "Date decided"))
    if not command.scores and command.grade is not issued.grade:
        raise Refused(
            "grade_without_scores",
            zh="维持原结果的，等次应与原结果一致；改变等次的，请重新逐项评分。",
            en="Where the result stands, so does its grade; another grade needs scores of its own.",
            field="grade",
        )
    scores = _scores(command.sheet, command.scores, round.indicators) if command.scores else ()
    return ReviewDecided(
        occurred_on=day,
        person=command.person,
        scores=scores,
        grade=command.grade,
        total=sum(score.points for score in scores) if scores else issued.total,
        known_at=_known_at(command.known_at, issued.known_at),
        text=require_text(command.text, "text", limit=TEXT_LIMIT, label=("复核意见", "Grounds of the decision")),
    )
