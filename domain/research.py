"""Research 调查研究: a topic decided, a paper written, handed in, put to use.

Rules
1. A topic is decided for a period, by the organisation (shunde2015 五（一）; jianxi 第十一条（二）; township 三（四）).
2. A paper names who wrote it: it counts for its authors in person (township 三（四）; jianxi 第九条（二）).
   It may come of a topic on record, then it is of the organisation that decided the topic; or stand by itself.
3. One paper a record; it is written on or after the day its topic was decided.
4. A paper is handed in to another organisation, and put to use only after it was written; neither is a condition of
   the other (c2006-serve 二（五）: results of research are turned into decisions).
5. What was written down wrongly is corrected by adding, topic and paper apart; nothing is added to a voided record.
"""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias, assert_never

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


class Paper(StrEnum):
    """What was written 调研成果类别."""

    REPORT = "report"
    ARTICLE = "article"


# --- events ----------------------------------------------------------------------


@record
class TopicDecided:
    """A topic was decided 确定调研课题."""

    organisation: str
    period: str
    title: str
    occurred_on: date
    researchers: tuple[str, ...] = ()
    key: bool = True
    """A key topic of the organisation 重点课题."""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class PaperWritten:
    """A paper was written 撰写调研报告（文章）."""

    organisation: str
    paper: Paper
    authors: tuple[str, ...]
    period: str
    title: str
    occurred_on: date
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class PaperSubmitted:
    """It was handed in 报送调研成果."""

    recipient: str
    occurred_on: date


@record
class PaperAdopted:
    """It was put to use 成果转化运用."""

    by: str
    occurred_on: date
    text: str


@record
class TopicCorrected:
    """It was written down wrongly; ``topic`` is how it should read 更正课题登记."""

    corrects: int
    topic: TopicDecided
    reason: str


@record
class PaperCorrected:
    """It was written down wrongly; ``written`` is how it should read 更正调研成果登记."""

    corrects: int
    written: PaperWritten
    reason: str


@record
class ResearchVoided:
    """It was recorded by mistake 作废调研登记."""

    reason: str


Event: TypeAlias = (
    TopicDecided | PaperWritten | PaperSubmitted | PaperAdopted | TopicCorrected | PaperCorrected | ResearchVoided
)

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one piece of research."""

    organisation: str
    topic: TopicDecided | None = None
    topic_at: int = 0
    """Version of the entry that now says what the topic is."""
    written: PaperWritten | None = None
    written_at: int = 0
    """Version of the entry that now says what was written."""
    stage: str
    """topic, written, submitted, adopted or voided."""
    next_on: date | None = None
    """First day on which the paper was handed in or put to use."""
    recipients: tuple[str, ...] = ()
    """Organisations to which it was handed in."""
    version: int


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    version = 1 if state is None else state.version + 1
    if state is None:
        match event:
            case TopicDecided():
                return State(
                    organisation=event.organisation, topic=event, topic_at=version, stage="topic", version=version
                )
            case PaperWritten():
                return State(
                    organisation=event.organisation,
                    written=event,
                    written_at=version,
                    stage="written",
                    version=version,
                )
    assert state is not None, "research begins with a topic or a paper"
    state = replace(state, version=version)
    match event:
        case PaperWritten():
            return replace(state, written=event, written_at=version, stage="written")
        case PaperSubmitted():
            stage = "adopted" if state.stage == "adopted" else "submitted"
            return replace(
                state,
                stage=stage,
                next_on=_earlier(state.next_on, event.occurred_on),
                recipients=(*state.recipients, event.recipient),
            )
        case PaperAdopted():
            return replace(state, stage="adopted", next_on=_earlier(state.next_on, event.occurred_on))
        case TopicCorrected():
            return replace(state, topic=event.topic, topic_at=version)
        case PaperCorrected():
            return replace(state, written=event.written, written_at=version)
        case ResearchVoided():
            return replace(state, stage="voided")
        case TopicDecided():
            raise AssertionError("a topic is decided once")
        case _:
            assert_never(event)


def _earlier(known: date | None, day: date) -> date:
    return day if known is None else min(known, day)


# --- commands --------------------------------------------------------------------


@record
class DecideTopic:
    """Decide a topic 确定调研课题."""

    research: str
    organisation: str
    period: str
    title: str
    occurred_on: date
    researchers: tuple[str, ...] = ()
    key: bool = True
    """A key topic of the organisation 重点课题."""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class WritePaper:
    """Record a paper 登记调研报告（文章）."""

    research: str
    organisation: str
    paper: Paper
    authors: tuple[str, ...]
    period: str
    title: str
    occurred_on: date
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class SubmitPaper:
    """Hand it in 报送调研成果."""

    research: str
    recipient: str
    occurred_on: date


@record
class AdoptPaper:
    """Record its use 登记成果转化运用."""

    research: str
    by: str
    occurred_on: date
    text: str


@record
class CorrectTopic:
    """Correct it 更正课题登记."""

    research: str
    period: str
    title: str
    occurred_on: date
    reason: str
    researchers: tuple[str, ...] = ()
    key: bool = True
    """A key topic of the organisation 重点课题."""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class CorrectPaper:
    """Correct it 更正调研成果登记."""

    research: str
    paper: Paper
    authors: tuple[str, ...]
    period: str
    title: str
    occurred_on: date
    reason: str
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidResearch:
    """Void it 作废调研登记."""

    research: str
    reason: str


Command: TypeAlias = DecideTopic | WritePaper | SubmitPaper | AdoptPaper | CorrectTopic | CorrectPaper | VoidResearch

# --- decisions -------------------------------------------------------------------


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case DecideTopic():
            if state is not None:
                raise Refused("exists", zh="这个课题已经登记过。", en="This topic is already on record.")
            return [_decided(command, command.organisation, today)]
        case WritePaper():
            return [_first_paper(state, command, today)]
        case SubmitPaper():
            return [_submitted(_with_paper(state), command, today)]
        case AdoptPaper():
            return [_adopted(_with_paper(state), command, today)]
        case CorrectTopic():
            return _correct_topic(_on_record(state), command, today)
        case CorrectPaper():
            return _correct_paper(_with_paper(state), command, today)
        case VoidResearch():
            _on_record(state)
            return [ResearchVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _on_record(state: State | None) -> State:
    """The state of research that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这项调研的记录。", en="There is no record of this research.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这项调研的登记已作废，不能再作登记。",
            en="The record of this research was voided; nothing more can be added to it.",
        )
    return state


def _with_paper(state: State | None) -> State:
    found = _on_record(state)
    if found.written is None:
        raise Refused(
            "not_written",
            zh="这个课题还没有登记调研报告（文章），不能作此登记。",
            en="No paper on this topic is on record; the act does not apply.",
        )
    return found


def _period(text: str) -> str:
    period = require_text(text, "period", limit=20, label=("所属时期", "Period"))
    try:
        parse_period(period)
    except ValueError:
        raise Refused(
            "not_a_period",
            zh="“所属时期”请按“2024”“2024-H1”（上半年）“2024-Q3”（第三季度）或“2024-05”的格式填写。",
            en="Give the period as 2024, 2024-H1 (half-year), 2024-Q3 (quarter) or 2024-05 (month).",
            field="period",
        ) from None
    return period


def _duties(duties: tuple[str, ...]) -> tuple[str, ...]:
    refuse_repeat(duties, "duties", label=("对应职责", "Duties"))
    return tuple(require_text(clause, "duties", label=("对应职责", "Duties")) for clause in duties)


def _decided(command: DecideTopic | CorrectTopic, organisation: str, today: date) -> TopicDecided:
    refuse_repeat(command.researchers, "researchers", label=("调研人员", "Researchers"))
    return TopicDecided(
        organisation=organisation,
        period=_period(command.period),
        title=require_text(command.title, "title", label=("课题名称", "Topic")),
        occurred_on=require_past(command.occurred_on, today, "occurred_on", label=("确定日期", "Date decided")),
        researchers=command.researchers,
        key=command.key,
        duties=_duties(command.duties),
        text=allow_text(command.text, "text", limit=TEXT_LIMIT, label=("调研安排", "How it is to be done")),
    )


def _first_paper(state: State | None, command: WritePaper, today: date) -> PaperWritten:
    if state is not None:
        if _on_record(state).written is not None:
            raise Refused(
                "exists",
                zh="这项调研已登记过成果；另一篇请作为新的调研登记。",
                en="A paper of this research is on record; enter another one as research of its own.",
            )
        if state.organisation != command.organisation:
            raise Refused(
                "another_organisation",
                zh="调研成果应由确定课题的组织登记。",
                en="A paper on a topic belongs to the organisation that decided the topic.",
                field="organisation",
            )
    topic = None if state is None else state.topic
    return _written(command, command.organisation, today, topic)


def _written(
    command: WritePaper | CorrectPaper, organisation: str, today: date, topic: TopicDecided | None
) -> PaperWritten:
    if not command.authors:
        raise Refused(
            "authors_missing",
            zh="调研报告（文章）由本人撰写，请选择撰写人。",
            en="A paper is written in person: say who wrote it.",
            field="authors",
            clause="township 三（四）",
        )
    refuse_repeat(command.authors, "authors", label=("撰写人", "Authors"))
    day = require_past(command.occurred_on, today, "occurred_on", label=("完成日期", "Date finished"))
    if topic is not None and day < topic.occurred_on:
        raise Refused(
            "before_topic",
            zh=f"“完成日期”不能早于确定课题的日期（{topic.occurred_on.isoformat()}）。",
            en=f"It cannot be finished before its topic was decided ({topic.occurred_on.isoformat()}).",
            field="occurred_on",
        )
    return PaperWritten(
        organisation=organisation,
        paper=command.paper,
        authors=command.authors,
        period=_period(command.period),
        title=require_text(command.title, "title", label=("题目", "Title")),
        occurred_on=day,
        duties=_duties(command.duties),
        text=allow_text(command.text, "text", limit=TEXT_LIMIT, label=("主要内容", "What it says")),
    )


def _after_writing(state: State, day: date, today: date, label: tuple[str, str]) -> date:
    require_past(day, today, "occurred_on", label=label)
    assert state.written is not None
    if day < state.written.occurred_on:
        raise Refused(
            "out_of_order",
            zh=f"“{label[0]}”不能早于成果完成日期（{state.written.occurred_on.isoformat()}）。",
            en=f"{label[1]} cannot lie before the paper was finished ({state.written.occurred_on.isoformat()}).",
            field="occurred_on",
        )
    return day


def _submitted(state: State, command: SubmitPaper, today: date) -> PaperSubmitted:
    if command.recipient == state.organisation:
        raise Refused(
            "own_recipient",
            zh="调研成果应报送其他组织。",
            en="A paper is handed in to another organisation.",
            field="recipient",
        )
    if command.recipient in state.recipients:
        raise Refused(
            "already_submitted",
            zh="这项成果已登记报送该组织。",
            en="It is on record as handed in there.",
            field="recipient",
        )
    day = _after_writing(state, command.occurred_on, today, ("报送日期", "Date handed in"))
    return PaperSubmitted(recipient=command.recipient, occurred_on=day)


def _adopted(state: State, command: AdoptPaper, today: date) -> PaperAdopted:
    day = _after_writing(state, command.occurred_on, today, ("采纳日期", "Date put to use"))
    text = require_text(command.text, "text", limit=2_000, label=("转化运用情况", "What came of it"))
    return PaperAdopted(by=command.by, occurred_on=day, text=text)


def _correct_topic(state: State, command: CorrectTopic, today: date) -> list[Event]:
    if state.topic is None:
        raise Refused("no_topic", zh="这项调研没有登记课题。", en="No topic of this research is on record.")
    topic = _decided(command, state.organisation, today)
    if topic == state.topic:
        return []
    if state.written is not None and topic.occurred_on > state.written.occurred_on:
        raise Refused(
            "after_next_step",
            zh=f"该课题在{state.written.occurred_on.isoformat()}已有成果，确定日期不能晚于这一天。",
            en=f"Its paper was finished on {state.written.occurred_on.isoformat()}; it was not decided later.",
            field="occurred_on",
        )
    return [TopicCorrected(corrects=state.topic_at, topic=topic, reason=require_reason(command.reason))]


def _correct_paper(state: State, command: CorrectPaper, today: date) -> list[Event]:
    written = _written(command, state.organisation, today, state.topic)
    if written == state.written:
        return []
    if state.next_on is not None and written.occurred_on > state.next_on:
        raise Refused(
            "after_next_step",
            zh=f"该成果在{state.next_on.isoformat()}已有后续登记，完成日期不能晚于这一天。",
            en=f"Something happened to it on {state.next_on.isoformat()}; it cannot have been finished later.",
            field="occurred_on",
        )
    return [PaperCorrected(corrects=state.written_at, written=written, reason=require_reason(command.reason))]
