"""Mass reception 接待群众: people were received; what they raised is solved or explained, and fed back.

Rules
1. Somebody receives, in person; how many came may be none, no names are kept (c2006-serve 二（六）).
2. Issues are numbered from 1, and lie on or after the day of the reception.
3. What can be solved is solved; what cannot be solved yet is explained, and others are asked to help: both
   (二（六）). A solution may come after an explanation.
4. An issue is closed only after feedback (三（三）) that came with or after its solution; or, unsolved, with or
   after its explanation, and when coordination was started. Explanation alone does not close it [inf: the text
   does not say what closes].
5. Nothing lies before the issue was raised, nor after today; a closed issue takes nothing more.
6. What was written down wrongly is corrected by adding; an issue recorded by mistake is voided, and its number
   is not given again.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

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


class Channel(StrEnum):
    """How they came 接待渠道."""

    RECEPTION_DAY = "reception_day"
    VISIT = "visit"
    LETTER = "letter"
    HOTLINE = "hotline"
    ONLINE = "online"
    STATION = "station"
    OTHER = "other"


class Category(StrEnum):
    """What it is about 问题类别."""

    LIVELIHOOD = "livelihood"
    HOUSING = "housing"
    EMPLOYMENT = "employment"
    LAND = "land"
    ENVIRONMENT = "environment"
    CONDUCT = "conduct"
    SUGGESTION = "suggestion"
    OTHER = "other"


# --- events ----------------------------------------------------------------------


@record
class ReceptionHeld:
    """People were received 接待群众."""

    organisation: str
    receivers: tuple[str, ...]
    """Who received them."""
    channel: Channel
    title: str
    occurred_on: date
    place: str = ""
    visitors: int | None = None
    """How many came; no names are kept."""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class IssueRaised:
    """An issue was raised 反映问题."""

    number: int
    category: Category
    text: str
    occurred_on: date


@record
class IssueResolved:
    """It was solved 解决问题."""

    number: int
    occurred_on: date
    text: str


@record
class IssueExplained:
    """It was explained why it cannot be solved yet 解释说明."""

    number: int
    occurred_on: date
    text: str


@record
class CoordinationStarted:
    """Others were asked to help 协调办理."""

    number: int
    organisations: tuple[str, ...]
    occurred_on: date
    text: str


@record
class IssueFedBack:
    """Those who raised it were told 反馈."""

    number: int
    occurred_on: date
    text: str


@record
class IssueClosed:
    """It was closed 办结."""

    number: int
    occurred_on: date
    note: str = ""


@record
class IssueVoided:
    """An issue was recorded by mistake 作废问题."""

    number: int
    reason: str


@record
class ReceptionCorrected:
    """It was written down wrongly; ``held`` is how it should read 更正接待登记."""

    corrects: int
    held: ReceptionHeld
    reason: str


@record
class ReceptionVoided:
    """It was recorded by mistake 作废接待登记."""

    reason: str


Event: TypeAlias = (
    ReceptionHeld
    | IssueRaised
    | IssueResolved
    | IssueExplained
    | CoordinationStarted
    | IssueFedBack
    | IssueClosed
    | IssueVoided
    | ReceptionCorrected
    | ReceptionVoided
)

# --- state -----------------------------------------------------------------------


@record
class Issue:
    """How far an issue has come."""

    raised_on: date
    resolved_on: date | None = None
    explained_on: date | None = None
    """First explanation."""
    coordinated_on: date | None = None
    fed_back_on: date | None = None
    """Latest feedback."""
    closed_on: date | None = None
    voided: bool = False


@record
class State:
    """What the rules need to know of one reception."""

    organisation: str
    held: ReceptionHeld
    stands_at: int
    """Version of the entry that now says how it was held."""
    stage: str
    """held or voided."""
    version: int
    issues: Mapping[int, Issue] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if isinstance(event, ReceptionHeld):
        return State(organisation=event.organisation, held=event, stands_at=1, stage="held", version=1)
    assert state is not None, "a reception begins with being held"
    state = replace(state, version=state.version + 1)
    match event:
        case ReceptionCorrected():
            return replace(state, held=event.held, stands_at=state.version)
        case ReceptionVoided():
            return replace(state, stage="voided")
        case IssueRaised():
            return _with(state, event.number, Issue(raised_on=event.occurred_on))
    issue = state.issues[event.number]
    match event:
        case IssueResolved():
            return _with(state, event.number, replace(issue, resolved_on=event.occurred_on))
        case IssueExplained():
            explained = min(event.occurred_on, issue.explained_on or event.occurred_on)
            return _with(state, event.number, replace(issue, explained_on=explained))
        case CoordinationStarted():
            started = min(event.occurred_on, issue.coordinated_on or event.occurred_on)
            return _with(state, event.number, replace(issue, coordinated_on=started))
        case IssueFedBack():
            told = max(event.occurred_on, issue.fed_back_on or event.occurred_on)
            return _with(state, event.number, replace(issue, fed_back_on=told))
        case IssueClosed():
            return _with(state, event.number, replace(issue, closed_on=event.occurred_on))
        case IssueVoided():
            return _with(state, event.number, replace(issue, voided=True))
        case _:
            assert_never(event)


def _with(state: State, number: int, issue: Issue) -> State:
    return replace(state, issues={**state.issues, number: issue})


# --- commands --------------------------------------------------------------------


@record
class HoldReception:
    """Record a reception 登记接待群众."""

    reception: str
    organisation: str
    receivers: tuple[str, ...]
    """Who received them."""
    channel: Channel
    title: str
    occurred_on: date
    place: str = ""
    visitors: int | None = None
    """How many came; no names are kept."""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class RaiseIssue:
    """Record an issue 登记反映的问题."""

    reception: str
    category: Category
    text: str
    occurred_on: date


@record
class ResolveIssue:
    """Record the solution 登记解决情况."""

    reception: str
    number: int
    occurred_on: date
    text: str


@record
class ExplainIssue:
    """Record the explanation 登记解释说明."""

    reception: str
    number: int
    occurred_on: date
    text: str


@record
class StartCoordination:
    """Record the coordination 登记协调办理."""

    reception: str
    number: int
    organisations: tuple[str, ...]
    occurred_on: date
    text: str


@record
class FeedIssueBack:
    """Record the feedback 登记反馈."""

    reception: str
    number: int
    occurred_on: date
    text: str


@record
class CloseIssue:
    """Close it 办结."""

    reception: str
    number: int
    occurred_on: date
    note: str = ""


@record
class VoidIssue:
    """Void an issue 作废问题."""

    reception: str
    number: int
    reason: str


@record
class CorrectReception:
    """Correct it 更正接待登记."""

    reception: str
    receivers: tuple[str, ...]
    """Who received them."""
    channel: Channel
    title: str
    occurred_on: date
    reason: str
    place: str = ""
    visitors: int | None = None
    """How many came; no names are kept."""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidReception:
    """Void it 作废接待登记."""

    reception: str
    reason: str


Command: TypeAlias = (
    HoldReception
    | RaiseIssue
    | ResolveIssue
    | ExplainIssue
    | StartCoordination
    | FeedIssueBack
    | CloseIssue
    | VoidIssue
    | CorrectReception
    | VoidReception
)

# --- decisions -------------------------------------------------------------------

_RECEIVE: Final = "c2006-serve 二（六）"
_FEEDBACK: Final = "c2006-serve 三（三）"


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case HoldReception():
            if state is not None:
                raise Refused("exists", zh="这次接待已经登记过。", en="This reception is already on record.")
            return [_held(command, command.organisation, today)]
        case CorrectReception():
            return _correct(_standing(state), command, today)
        case VoidReception():
            _standing(state)
            return [ReceptionVoided(reason=require_reason(command.reason))]
        case RaiseIssue():
            standing = _standing(state)
            day = _since(command.occurred_on, standing.held.occurred_on, today, ("反映日期", "Date raised"))
            text = require_text(command.text, "text", limit=2_000, label=("问题", "Issue"))
            number = len(standing.issues) + 1
            return [IssueRaised(number=number, category=command.category, text=text, occurred_on=day)]
        case VoidIssue():
            _issue(_standing(state), command.number, closed=True)
            return [IssueVoided(number=command.number, reason=require_reason(command.reason))]
        case CloseIssue():
            return [_closed(_issue(_standing(state), command.number), command, today)]
        case ResolveIssue() | ExplainIssue() | StartCoordination() | FeedIssueBack():
            return [_handled(_issue(_standing(state), command.number), command, today)]
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    """The state of a reception that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这次接待的记录。", en="There is no record of this reception.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这次接待的登记已作废，不能再作登记。",
            en="The record of this reception was voided; nothing more can be added to it.",
        )
    return state


def _issue(state: State, number: int, *, closed: bool = False) -> Issue:
    """An issue that is open; with ``closed``, a closed one will do."""
    issue = state.issues.get(number)
    if issue is None:
        raise Refused(
            "unknown_issue",
            zh=f"这次接待没有编号为{number}的问题。",
            en=f"There is no issue number {number} at this reception.",
            field="number",
        )
    if issue.voided:
        raise Refused("issue_voided", zh="该问题的登记已作废。", en="This issue was voided.", field="number")
    if issue.closed_on is not None and not closed:
        raise Refused(
            "issue_closed",
            zh=f"该问题已于{issue.closed_on.isoformat()}办结，不能再作登记。",
            en=f"This issue was closed on {issue.closed_on.isoformat()}; nothing more can be added.",
            field="number",
        )
    return issue


def _since(day: date, since: date, today: date, label: tuple[str, str]) -> date:
    require_past(day, today, "occurred_on", label=label)
    if day < since:
        raise Refused(
            "out_of_order",
            zh=f"“{label[0]}”不能早于{since.isoformat()}。",
            en=f"{label[1]} cannot lie before {since.isoformat()}.",
            field="occurred_on",
        )
    return day


def _held(command: HoldReception | CorrectReception, organisation: str, today: date) -> ReceptionHeld:
    day = require_past(command.occurred_on, today, "occurred_on", label=("接待日期", "Date"))
    if not command.receivers:
        raise Refused(
            "nobody_received",
            zh="请选择接待人：接待群众须由本人进行。",
            en="Name who received: it is done in person.",
            field="receivers",
            clause=_RECEIVE,
        )
    refuse_repeat(command.receivers, "receivers", label=("接待人", "Received by"))
    refuse_repeat(command.duties, "duties", label=("对应条款", "Clauses"))
    if command.visitors is not None and command.visitors < 0:
        raise Refused(
            "negative", zh="来访人数不能小于零。", en="The number of visitors cannot be negative.", field="visitors"
        )
    return ReceptionHeld(
        organisation=organisation,
        receivers=command.receivers,
        channel=command.channel,
        title=require_text(command.title, "title", label=("接待名称", "Title")),
        occurred_on=day,
        place=allow_text(command.place, "place", limit=200, label=("地点", "Place")),
        visitors=command.visitors,
        duties=command.duties,
        text=allow_text(command.text, "text", limit=TEXT_LIMIT, label=("接待情况", "Text")),
    )


def _handled(
    issue: Issue, command: ResolveIssue | ExplainIssue | StartCoordination | FeedIssueBack, today: date
) -> Event:
    number = command.number
    match command:
        case ResolveIssue():
            _unsolved(issue)
            day = _since(command.occurred_on, issue.raised_on, today, ("解决日期", "Date solved"))
            return IssueResolved(number=number, occurred_on=day, text=_told(command.text, ("解决情况", "Solution")))
        case ExplainIssue():
            _unsolved(issue)
            day = _since(command.occurred_on, issue.raised_on, today, ("解释日期", "Date explained"))
            return IssueExplained(number=number, occurred_on=day, text=_told(command.text, ("解释说明", "Explanation")))
        case StartCoordination():
            _unsolved(issue)
            day = _since(command.occurred_on, issue.raised_on, today, ("协调日期", "Date"))
            if not command.organisations:
                raise Refused(
                    "nobody_asked",
                    zh="请选择协调了哪些单位。",
                    en="Name whom you asked to help.",
                    field="organisations",
                    clause=_RECEIVE,
                )
            refuse_repeat(command.organisations, "organisations", label=("协调单位", "Asked to help"))
            text = _told(command.text, ("协调情况", "What was agreed"))
            return CoordinationStarted(number=number, organisations=command.organisations, occurred_on=day, text=text)
        case FeedIssueBack():
            day = _since(command.occurred_on, issue.raised_on, today, ("反馈日期", "Date of feedback"))
            return IssueFedBack(number=number, occurred_on=day, text=_told(command.text, ("反馈情况", "Feedback")))
        case _:
            assert_never(command)


def _told(text: str, label: tuple[str, str]) -> str:
    return require_text(text, "text", limit=2_000, label=label)


def _unsolved(issue: Issue) -> None:
    if issue.resolved_on is not None:
        raise Refused(
            "already_resolved",
            zh=f"该问题已于{issue.resolved_on.isoformat()}解决。",
            en=f"This issue was solved on {issue.resolved_on.isoformat()}.",
            field="number",
        )


def _closed(issue: Issue, command: CloseIssue, today: date) -> IssueClosed:
    if issue.resolved_on is None and (issue.explained_on is None or issue.coordinated_on is None):
        raise Refused(
            "neither_solved_nor_coordinated",
            zh="问题解决后，或者已作解释并启动协调的，才能办结；只作解释不能办结。",
            en="An issue is closed when solved, or explained with others asked to help; explaining alone will not do.",
            field="number",
            clause=_RECEIVE,
        )
    outcome_on = issue.resolved_on or issue.explained_on
    if issue.fed_back_on is None or (outcome_on is not None and issue.fed_back_on < outcome_on):
        raise Refused(
            "not_fed_back",
            zh="办理结果尚未向群众反馈，不能办结。",
            en="Those who raised it have not been told what came of it; it cannot be closed.",
            field="number",
            clause=_FEEDBACK,
        )
    since = max(day for day in (issue.fed_back_on, issue.resolved_on, issue.coordinated_on) if day is not None)
    day = _since(command.occurred_on, since, today, ("办结日期", "Date closed"))
    note = allow_text(command.note, "note", limit=2_000, label=("备注", "Note"))
    return IssueClosed(number=command.number, occurred_on=day, note=note)


def _correct(state: State, command: CorrectReception, today: date) -> list[Event]:
    held = _held(command, state.organisation, today)
    if held == state.held:
        return []
    first = min((issue.raised_on for issue in state.issues.values() if not issue.voided), default=None)
    if first is not None and held.occurred_on > first:
        raise Refused(
            "after_first_issue",
            zh=f"该次接待在{first.isoformat()}已登记问题，接待日期不能晚于这一天。",
            en=f"An issue was raised on {first.isoformat()}; the reception cannot have been later.",
            field="occurred_on",
        )
    return [ReceptionCorrected(corrects=state.stands_at, held=held, reason=require_reason(command.reason))]
