"""Appraisal round 考核: who is appraised in a period, by which indicators, fixed before anybody is scored.

Rules
1. A round has a period, a title, and subjects of one sort: organisations and persons are scored apart
   (c2006-resp 四¶2: the bodies, and above all their secretaries).
2. Indicators are numbered, each with more than nothing to reach. One that takes points off by rule names the
   clause whose windows it looks at, and takes off for one window no more than there is to reach.
3. Indicators are fixed before any sheet is opened, and are changed no more from then on; also a correction leaves
   them, and the sort of subjects, alone (jianxi 第十四条). The text wants them at the start of the year: fixing late
   is not refused, the day stands in the record and in the duty that counts it.
4. What results may be used for is said at the outset, within what the named policy allows (township 三（七） speaks of
   performance, training, reward and discipline, and not of selection). A document that names no uses sets no
   limit. The policy must be in force on the day the round is opened.
5. Only a round whose indicators are fixed is closed; from then on no sheet is opened, and those that are open run
   to their end [inf].
6. The days follow one another, and nothing lies after today.
7. What was written down wrongly is corrected by adding. Nothing is added to a voided round.
"""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from domain.kernel import (
    Refused,
    allow_text,
    record,
    refuse_repeat,
    require_past,
    require_reason,
    require_text,
)
from domain.periods import parse_period

MOST_POINTS: Final = 10_000
"""Most that one indicator can hold, in tenths of a point: beyond it something was mistyped."""


class Subjects(StrEnum):
    """Whom a round appraises 考核对象."""

    ORGANISATION = "organisation"
    PERSON = "person"


class Use(StrEnum):
    """What a result may be used for 结果运用."""

    PERFORMANCE_RATING = "performance_rating"
    SELECTION = "selection"
    TRAINING = "training"
    REWARD_AND_DISCIPLINE = "reward_and_discipline"


# --- values and events -----------------------------------------------------------


@record
class Indicator:
    """One indicator 考核指标; points are tenths of a point."""

    number: int
    title: str
    maximum: int
    """Tenths of a point."""
    clause: str = ""
    """Clause whose windows it looks at."""
    deduction: int = 0
    """Tenths taken off for each window missed; 0: scored by hand."""


@record
class AppraisalOpened:
    """An appraisal was opened 启动考核."""

    organisation: str
    """Who appraises."""
    subjects: Subjects
    period: str
    title: str
    occurred_on: date
    indicators: tuple[Indicator, ...]
    uses: tuple[Use, ...] = ()
    """Uses that the policy allows."""
    policy: str | None = None
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class IndicatorsChanged:
    """Indicators were changed before they were fixed 调整指标."""

    occurred_on: date
    indicators: tuple[Indicator, ...]
    reason: str


@record
class IndicatorsFixed:
    """Indicators were fixed; from now on sheets can be opened 确定指标."""

    occurred_on: date


@record
class AppraisalClosed:
    """The round was closed 结束考核."""

    occurred_on: date
    note: str = ""


@record
class AppraisalCorrected:
    """It was written down wrongly; ``opened`` is how it should read 更正考核登记."""

    corrects: int
    opened: AppraisalOpened
    reason: str


@record
class AppraisalVoided:
    """It was recorded by mistake 作废考核登记."""

    reason: str


Event: TypeAlias = (
    AppraisalOpened | IndicatorsChanged | IndicatorsFixed | AppraisalClosed | AppraisalCorrected | AppraisalVoided
)

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules, and those of the sheets, need to know of one round."""

    organisation: str
    opened: AppraisalOpened
    """As it stands now, with the indicators that stand."""
    stage: str = "opened"
    """opened, fixed, closed or voided."""
    fixed_on: date | None = None
    last_on: date
    """Day of the last thing that happened to it."""
    next_on: date | None = None
    """Day of the first thing that happened to it after it was opened."""
    stands_at: int = 1
    version: int = 1

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators, changed no more once they are fixed."""
        return self.opened.indicators

    @property
    def subjects(self) -> Subjects:
        """Whom the round appraises."""
        return self.opened.subjects

    @property
    def uses(self) -> tuple[Use, ...]:
        """What its results may be used for."""
        return self.opened.uses

    @property
    def period(self) -> str:
        """Period appraised."""
        return self.opened.period

    @property
    def title(self) -> str:
        """Title of the round."""
        return self.opened.title


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if state is None:
        assert isinstance(event, AppraisalOpened), "a round begins with being opened"
        return State(organisation=event.organisation, opened=event, last_on=event.occurred_on)
    version = state.version + 1
    state = replace(state, version=version)
    match event:
        case AppraisalOpened():
            raise AssertionError("a round is opened once")
        case IndicatorsChanged():
            opened = replace(state.opened, indicators=event.indicators)
            return _moved(replace(state, opened=opened), event.occurred_on)
        case IndicatorsFixed():
            return _moved(replace(state, stage="fixed", fixed_on=event.occurred_on), event.occurred_on)
        case AppraisalClosed():
            return _moved(replace(state, stage="closed"), event.occurred_on)
        case AppraisalCorrected():
            last_on = event.opened.occurred_on if state.next_on is None else state.last_on
            return replace(state, opened=event.opened, stands_at=version, last_on=last_on)
        case AppraisalVoided():
            return replace(state, stage="voided")
        case _:
            assert_never(event)


def _moved(state: State, day: date) -> State:
    return replace(state, last_on=day, next_on=state.next_on or day)


# --- commands --------------------------------------------------------------------


@record
class OpenAppraisal:
    """Open an appraisal 启动考核."""

    appraisal: str
    organisation: str
    """Who appraises."""
    subjects: Subjects
    period: str
    title: str
    occurred_on: date
    indicators: tuple[Indicator, ...]
    uses: tuple[Use, ...] = ()
    """Uses that the policy allows."""
    policy: str | None = None
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class ChangeIndicators:
    """Change the indicators 调整指标."""

    appraisal: str
    occurred_on: date
    indicators: tuple[Indicator, ...]
    reason: str


@record
class FixIndicators:
    """Fix the indicators 确定指标."""

    appraisal: str
    occurred_on: date


@record
class CloseAppraisal:
    """Close the round 结束考核."""

    appraisal: str
    occurred_on: date
    note: str = ""


@record
class CorrectAppraisal:
    """Correct it 更正考核登记."""

    appraisal: str
    subjects: Subjects
    period: str
    title: str
    occurred_on: date
    indicators: tuple[Indicator, ...]
    reason: str
    uses: tuple[Use, ...] = ()
    """Uses that the policy allows."""
    policy: str | None = None
    document: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidAppraisal:
    """Void it 作废考核登记."""

    appraisal: str
    reason: str


Command: TypeAlias = (
    OpenAppraisal | ChangeIndicators | FixIndicators | CloseAppraisal | CorrectAppraisal | VoidAppraisal
)

# --- decisions -------------------------------------------------------------------


@record
class Terms:
    """What the named policy says of results, as it stands on the day the round is opened."""

    uses: tuple[str, ...]
    """Uses that it names; empty: it says nothing, and sets no limit."""
    cite: str
    in_force: bool


def decide(state: State | None, command: Command, *, today: date, terms: Terms | None = None) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`. ``terms`` are those of the policy, if one is named."""
    match command:
        case OpenAppraisal():
            if state is not None:
                raise Refused("exists", zh="这次考核已经登记过。", en="This appraisal is already on record.")
            return [_opened(command, command.organisation, today, terms)]
        case ChangeIndicators():
            standing = _open(state)
            indicators = _indicators(command.indicators)
            if indicators == standing.indicators:
                return []
            day = _in_order(standing, command.occurred_on, today, ("调整日期", "Date changed"))
            return [
                IndicatorsChanged(occurred_on=day, indicators=indicators, reason=require_reason(command.reason)),
            ]
        case FixIndicators():
            standing = _open(state)
            if not standing.indicators:
                raise Refused(
                    "no_indicators",
                    zh="请先登记考核指标，再予以确定。",
                    en="Give the indicators first; there is nothing to fix yet.",
                    clause="jianxi 第十四条",
                )
            day = _in_order(standing, command.occurred_on, today, ("确定日期", "Date fixed"))
            return [IndicatorsFixed(occurred_on=day)]
        case CloseAppraisal():
            standing = _standing(state)
            if standing.stage != "fixed":
                raise Refused(
                    "not_fixed" if standing.stage == "opened" else "closed",
                    zh="只有指标已确定、尚未结束的考核才能结束；误登的考核请作废。",
                    en="Only an appraisal whose indicators are fixed and that is not closed yet can be closed.",
                )
            day = _in_order(standing, command.occurred_on, today, ("结束日期", "Date closed"))
            note = allow_text(command.note, "note", limit=2_000, label=("备注", "Note"))
            return [AppraisalClosed(occurred_on=day, note=note)]
        case CorrectAppraisal():
            return _correct(_standing(state), command, today, terms)
        case VoidAppraisal():
            _standing(state)
            return [AppraisalVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    """The state of a round that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这次考核的记录。", en="There is no record of this appraisal.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这次考核的登记已作废，不能再作登记。",
            en="The record of this appraisal was voided; nothing more can be added to it.",
        )
    return state


def _open(state: State | None) -> State:
    """The state of a round whose indicators may still be changed."""
    standing = _standing(state)
    if standing.stage != "opened":
        raise _fixed(standing)
    return standing


def _fixed(state: State) -> Refused:
    day = "" if state.fixed_on is None else state.fixed_on.isoformat()
    return Refused(
        "indicators_fixed",
        zh=f"考核指标已于{day}确定，不能再改；考核须按事先确定的指标进行。",
        en=f"The indicators were fixed on {day} and are changed no more: nobody is scored by what came later.",
        field="indicators",
        clause="jianxi 第十四条",
    )


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


def _opened(
    command: OpenAppraisal | CorrectAppraisal, organisation: str, today: date, terms: Terms | None
) -> AppraisalOpened:
    day = require_past(command.occurred_on, today, "occurred_on", label=("启动日期", "Date opened"))
    refuse_repeat(command.duties, "duties", label=("对应职责", "Duties"))
    if command.policy is not None:
        _check_terms(command, terms)
    refuse_repeat(command.uses, "uses", label=("结果运用", "Uses"))
    return AppraisalOpened(
        organisation=organisation,
        subjects=command.subjects,
        period=_period(command.period),
        title=require_text(command.title, "title", label=("考核名称", "Title")),
        occurred_on=day,
        indicators=_indicators(command.indicators),
        uses=command.uses,
        policy=command.policy,
        document=allow_text(command.document, "document", limit=200, label=("文号", "Document")),
        duties=tuple(require_text(text, "duties", label=("对应职责", "Duties")) for text in command.duties),
        text=allow_text(command.text, "text", label=("说明", "Text")),
    )


def _check_terms(command: OpenAppraisal | CorrectAppraisal, terms: Terms | None) -> None:
    if terms is None or not terms.in_force:
        raise Refused(
            "policy_not_in_force",
            zh="所选制度文件在启动日期未生效，请核对日期或文件。",
            en="The policy is not in force on the day the appraisal is opened; check the day or the policy.",
            field="policy",
        )
    beyond = [use for use in command.uses if terms.uses and use not in terms.uses]
    if beyond:
        raise Refused(
            "use_not_allowed",
            zh=f"该文件没有把考核结果用于“{'、'.join(_USES[use][0] for use in beyond)}”的规定，请取消所选用途。",
            en=f"The policy does not let results serve {', '.join(_USES[use][1] for use in beyond)}.",
            field="uses",
            clause=terms.cite,
        )


_USES: Final = {
    Use.PERFORMANCE_RATING: ("实绩评定", "the rating of performance"),
    Use.SELECTION: ("选拔任用", "selection and appointment"),
    Use.TRAINING: ("培养教育", "training"),
    Use.REWARD_AND_DISCIPLINE: ("奖励惩戒", "reward and discipline"),
}


def _period(text: str) -> str:
    period = require_text(text, "period", limit=20, label=("考核期", "Period"))
    try:
        parse_period(period)
    except ValueError:
        raise Refused(
            "not_a_period",
            zh="“考核期”请按“2024”“2024-H1”（上半年）“2024-Q3”（第三季度）或“2024-05”的格式填写。",
            en="Give the period as 2024, 2024-H1 (half-year), 2024-Q3 (quarter) or 2024-05 (month).",
            field="period",
        ) from None
    return period


def _indicators(given: tuple[Indicator, ...]) -> tuple[Indicator, ...]:
    refuse_repeat((str(one.number) for one in given), "indicators", label=("指标编号", "Number"))
    return tuple(_indicator(one) for one in given)


def _indicator(one: Indicator) -> Indicator:
    title = require_text(one.title, "indicators", label=("考核指标", "Indicator"))
    clause = allow_text(one.clause, "indicators", limit=120, label=("对应条款", "Clause"))
    if one.number < 1:
        raise Refused(
            "indicator_number",
            zh="指标编号从1开始。",
            en="Indicators are numbered from 1.",
            field="indicators",
        )
    if not 0 < one.maximum <= MOST_POINTS:
        raise Refused(
            "indicator_maximum",
            zh=f"第{one.number}项指标的分值须大于0，且不超过{MOST_POINTS // 10}分。",
            en=f"Indicator {one.number}: the points to reach lie above 0, and are {MOST_POINTS // 10} at most.",
            field="indicators",
        )
    if not 0 <= one.deduction <= one.maximum:
        raise Refused(
            "indicator_deduction",
            zh=f"第{one.number}项指标每次扣分不能小于0，也不能超过该项分值。",
            en=f"Indicator {one.number}: what a missed window takes off is neither negative nor above its points.",
            field="indicators",
        )
    if one.deduction and not clause:
        raise Refused(
            "indicator_clause",
            zh=f"第{one.number}项指标按次扣分，请选择所依据的条款。",
            en=f"Indicator {one.number} takes points off by rule: name the clause whose windows it looks at.",
            field="indicators",
        )
    return Indicator(number=one.number, title=title, maximum=one.maximum, clause=clause, deduction=one.deduction)


def _correct(state: State, command: CorrectAppraisal, today: date, terms: Terms | None) -> list[Event]:
    opened = _opened(command, state.organisation, today, terms)
    if opened == state.opened:
        return []
    if state.stage != "opened":
        if opened.indicators != state.indicators:
            raise _fixed(state)
        if opened.subjects is not state.subjects:
            raise Refused(
                "subjects_fixed",
                zh="指标确定后不能再更改考核对象；如有误请作废后重新启动。",
                en="Whom it appraises is not changed once the indicators are fixed; void it and open another.",
                field="subjects",
                clause="c2006-resp 四¶2",
            )
    if state.next_on is not None and opened.occurred_on > state.next_on:
        raise Refused(
            "after_next_step",
            zh=f"这次考核在{state.next_on.isoformat()}已有后续登记，启动日期不能晚于这一天。",
            en=f"Something happened to it on {state.next_on.isoformat()}; it cannot have been opened later.",
            field="occurred_on",
        )
    reason = require_reason(command.reason)
    return [AppraisalCorrected(corrects=state.stands_at, opened=opened, reason=reason)]
