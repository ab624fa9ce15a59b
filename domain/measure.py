"""Measure 批评、诫勉、调整: what is done about one organisation or person for weak work, outside a case.

Rules
1. A measure concerns another organisation, or a person of one; it is taken on or before the day it is recorded.
2. To admonish, or to move from a post, concerns a person who holds a post there on that day, and rests on an
   inspection or a rectification: it is for heads found weak in supervision (shunde2015 五（三）). Which posts make a
   head is not said: any post is taken.
3. Training off the post, transfer, a lesser post, removal and the like concern a person, and need the behaviour and how
   serious it is: nothing done, slow or lazy (shunde2015 四（一）6); or irresponsible and shirking in the work with
   floating members, where that is serious (c2006-float 四¶3).
4. For absence from collective education, the measure cites a session from which the person stayed away without proper
   reason (c2006-edu 四¶3); an absence whose reason was not looked into is none.
5. For keeping no contact, or not transferring the relation, it cites the member's own record: certificate or membership
   (c2006-float 三（一）). How long is "long" the text does not say, so no number is asked.
6. For an unqualified appraisal it cites the sheet (c2006-resp 四¶2).
7. Every other measure cites a record too, except a criticism, or education and help, for lack of attention or weak
   work: there the texts ask for nothing on record, and a criticism may stand alone (c2006-resp 四¶2; S26).
8. Only a criticism carries a day by which to put things right, later than its own (c2006-resp 四¶2). The order is a
   record of its own.
9. A meeting need not be named; one that is was held by then, by the organisation that takes the measure.
10. Told, heard, ended, revoked follow in order of day; ended not before the last day that was set, revoked at any time.
    Afterwards nothing follows.
11. What was written down wrongly is corrected by adding, and does not overtake what followed. Nothing is added to a
    voided record.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final, Protocol, TypeAlias, assert_never

from domain.collective import Meeting, require_meeting
from domain.identity import certificate_of, is_stream_id, kind_of, member_of, stream_of
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


class Type(StrEnum):
    """What is done 处理种类."""

    EDUCATION_AND_HELP = "education_and_help"
    CRITICISM = "criticism"
    SERIOUS_CRITICISM = "serious_criticism"
    NOTICE_OF_CRITICISM = "notice_of_criticism"
    ADMONITION = "admonition"
    POST_ADJUSTMENT = "post_adjustment"
    LEAVE_POST_TRAINING = "leave_post_training"
    TRANSFER = "transfer"
    NON_LEADING_POST = "non_leading_post"
    REMOVAL = "removal"
    ORGANISATIONAL_MEASURE = "organisational_measure"


class Ground(StrEnum):
    """Why 处理事由."""

    NO_ATTENTION = "no_attention"
    WEAK_WORK = "weak_work"
    INACTION = "inaction"
    SLOWNESS = "slowness"
    LAZINESS = "laziness"
    NEGLECT = "neglect"
    SHIRKING = "shirking"
    UNQUALIFIED_APPRAISAL = "unqualified_appraisal"
    ABSENCE = "absence"
    NO_CONTACT = "no_contact"
    RELATION_NOT_TRANSFERRED = "relation_not_transferred"
    UNREPORTED_CHANGE = "unreported_change"
    OTHER = "other"


class Seriousness(StrEnum):
    """How serious 情节."""

    MINOR = "minor"
    FAIRLY_SERIOUS = "fairly_serious"
    SERIOUS = "serious"


# --- events ----------------------------------------------------------------------


@record
class MeasureTaken:
    """A measure was taken 作出处理."""

    organisation: str
    """Who takes it."""
    type: Type
    about: str
    """The organisation or person concerned."""
    subject: str
    """Organisation concerned, or the person's."""
    ground: Ground
    title: str
    occurred_on: date
    cites: tuple[str, ...] = ()
    """Records it rests on."""
    clause: str = ""
    seriousness: Seriousness | None = None
    document: str = ""
    meeting: str | None = None
    rectify_by: date | None = None
    """A criticism with a time limit asks for a rectification."""
    ends_on: date | None = None
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class MeasureNotified:
    """The one concerned was told 送达告知."""

    occurred_on: date
    text: str = ""


@record
class MeasureStatementTaken:
    """The one concerned was heard 听取陈述."""

    occurred_on: date
    text: str


@record
class MeasureEnded:
    """It ran out 期满解除."""

    occurred_on: date
    text: str = ""


@record
class MeasureRevoked:
    """It was revoked 撤销处理."""

    occurred_on: date
    document: str
    reason: str


@record
class MeasureCorrected:
    """It was written down wrongly; ``taken`` is how it should read 更正处理登记."""

    corrects: int
    taken: MeasureTaken
    reason: str


@record
class MeasureVoided:
    """It was recorded by mistake 作废处理登记."""

    reason: str


Event: TypeAlias = (
    MeasureTaken
    | MeasureNotified
    | MeasureStatementTaken
    | MeasureEnded
    | MeasureRevoked
    | MeasureCorrected
    | MeasureVoided
)

# --- which measures are which ----------------------------------------------------

CRITICISMS: Final = frozenset(
    {Type.EDUCATION_AND_HELP, Type.CRITICISM, Type.SERIOUS_CRITICISM, Type.NOTICE_OF_CRITICISM}
)
"""Words, not deeds."""
OF_HEADS: Final = frozenset({Type.ADMONITION, Type.POST_ADJUSTMENT})
"""For heads found weak (shunde2015 五（三）)."""
ORGANISATIONAL: Final = frozenset(
    {Type.LEAVE_POST_TRAINING, Type.TRANSFER, Type.NON_LEADING_POST, Type.REMOVAL, Type.ORGANISATIONAL_MEASURE}
)
"""组织处理: the four that shunde2015 四（一）6 names, and others of their kind."""

INACTIVE: Final = frozenset({Ground.INACTION, Ground.SLOWNESS, Ground.LAZINESS})
NEGLIGENT: Final = frozenset({Ground.NEGLECT, Ground.SHIRKING})
OUT_OF_TOUCH: Final = frozenset({Ground.NO_CONTACT, Ground.RELATION_NOT_TRANSFERRED})
ON_WORD: Final = frozenset({Ground.NO_ATTENTION, Ground.WEAK_WORK})
"""Grounds on which a criticism may stand alone."""

FOUND_IN: Final = ("inspection", "rectification")
"""Kinds of record in which weak work is found."""

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one measure."""

    organisation: str
    taken: MeasureTaken
    stands_at: int
    """Version of the entry that now says what was done."""
    stage: str
    """taken, notified, ended, revoked or voided."""
    version: int
    last_on: date
    """Day of the last thing that happened."""
    next_on: date | None = None
    """Day of the first thing that followed."""
    heard: bool = False


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if isinstance(event, MeasureTaken):
        version = 1 if state is None else state.version + 1
        return State(
            organisation=event.organisation,
            taken=event,
            stands_at=version,
            stage="taken",
            version=version,
            last_on=event.occurred_on,
        )
    assert state is not None, "a measure begins with being taken"
    state = replace(state, version=state.version + 1)
    match event:
        case MeasureNotified():
            return _moved(state, "notified", event.occurred_on)
        case MeasureStatementTaken():
            return replace(_moved(state, state.stage, event.occurred_on), heard=True)
        case MeasureEnded():
            return _moved(state, "ended", event.occurred_on)
        case MeasureRevoked():
            return _moved(state, "revoked", event.occurred_on)
        case MeasureCorrected():
            last_on = event.taken.occurred_on if state.next_on is None else state.last_on
            return replace(state, taken=event.taken, stands_at=state.version, last_on=last_on)
        case MeasureVoided():
            return replace(state, stage="voided")
        case _:
            assert_never(event)


def _moved(state: State, stage: str, day: date) -> State:
    return replace(state, stage=stage, next_on=state.next_on or day, last_on=day)


# --- commands --------------------------------------------------------------------


@record
class TakeMeasure:
    """Take a measure 登记批评、诫勉、调整."""

    measure: str
    organisation: str
    """Who takes it."""
    type: Type
    about: str
    """The organisation or person concerned."""
    subject: str
    """Organisation concerned, or the person's."""
    ground: Ground
    title: str
    occurred_on: date
    cites: tuple[str, ...] = ()
    """Records it rests on."""
    clause: str = ""
    seriousness: Seriousness | None = None
    document: str = ""
    meeting: str | None = None
    rectify_by: date | None = None
    """A criticism with a time limit asks for a rectification."""
    ends_on: date | None = None
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class NotifyMeasure:
    """Record that it was delivered 登记送达."""

    measure: str
    occurred_on: date
    text: str = ""


@record
class TakeMeasureStatement:
    """Record the statement 登记陈述."""

    measure: str
    occurred_on: date
    text: str


@record
class EndMeasure:
    """Record its end 登记期满解除."""

    measure: str
    occurred_on: date
    text: str = ""


@record
class RevokeMeasure:
    """Revoke it 撤销处理."""

    measure: str
    occurred_on: date
    reason: str
    document: str = ""


@record
class CorrectMeasure:
    """Correct it 更正处理登记."""

    measure: str
    type: Type
    about: str
    """The organisation or person concerned."""
    subject: str
    """Organisation concerned, or the person's."""
    ground: Ground
    title: str
    occurred_on: date
    cites: tuple[str, ...] = ()
    """Records it rests on."""
    reason: str
    clause: str = ""
    seriousness: Seriousness | None = None
    document: str = ""
    meeting: str | None = None
    rectify_by: date | None = None
    """A criticism with a time limit asks for a rectification."""
    ends_on: date | None = None
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidMeasure:
    """Void it 作废处理登记."""

    measure: str
    reason: str


Command: TypeAlias = (
    TakeMeasure | NotifyMeasure | TakeMeasureStatement | EndMeasure | RevokeMeasure | CorrectMeasure | VoidMeasure
)

# --- decisions -------------------------------------------------------------------


class Posts(Protocol):
    """What this kind must know of the posts of the organisation concerned."""

    def holds_post(self, person: str, day: date) -> bool:
        """Whether ``person`` holds any post there on ``day``."""
        ...


_STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "taken": ("已作出", "taken"),
    "notified": ("已送达", "delivered"),
    "ended": ("已期满解除", "ended"),
    "revoked": ("已撤销", "revoked"),
}


def decide(
    state: State | None,
    command: Command,
    *,
    today: date,
    posts: Posts | None = None,
    meeting: Meeting | None = None,
    absent: frozenset[str] = frozenset(),
) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`.

    ``posts`` are those of the organisation concerned, ``meeting`` the one that is named, ``absent`` who stayed away
    without proper reason from the education sessions that are cited.
    """
    match command:
        case TakeMeasure():
            if state is not None:
                raise Refused("exists", zh="这项处理已经登记过。", en="This measure is already on record.")
            return [_taken(command, command.organisation, today, posts, meeting, absent)]
        case CorrectMeasure():
            standing = _standing(state)
            taken = _taken(command, standing.organisation, today, posts, meeting, absent)
            return _correct(standing, taken, command.reason)
        case NotifyMeasure():
            told = _at(state, ("taken",), "送达", "delivered")
            day = _in_order(told, command.occurred_on, today, ("送达日期", "Date told"))
            text = allow_text(command.text, "text", limit=2_000, label=("送达情况", "How it was told"))
            return [MeasureNotified(occurred_on=day, text=text)]
        case TakeMeasureStatement():
            running = _at(state, RUNNING, "登记陈述", "answered")
            if running.heard:
                raise Refused("heard_already", zh="已登记过陈述。", en="The statement is already on record.")
            day = _in_order(running, command.occurred_on, today, ("陈述日期", "Date heard"))
            text = require_text(command.text, "text", limit=TEXT_LIMIT, label=("陈述内容", "What was said"))
            return [MeasureStatementTaken(occurred_on=day, text=text)]
        case EndMeasure():
            return [_ended(_at(state, RUNNING, "期满解除", "ended"), command, today)]
        case RevokeMeasure():
            running = _at(state, RUNNING, "撤销", "revoked")
            day = _in_order(running, command.occurred_on, today, ("撤销日期", "Date revoked"))
            document = allow_text(command.document, "document", limit=200, label=("撤销文号", "Document"))
            return [MeasureRevoked(occurred_on=day, document=document, reason=require_reason(command.reason))]
        case VoidMeasure():
            _standing(state)
            return [MeasureVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


RUNNING: Final = ("taken", "notified")


def _standing(state: State | None) -> State:
    """The state of a measure that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这项处理的记录。", en="There is no record of this measure.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这项处理的登记已作废，不能再作登记。",
            en="The record of this measure was voided; nothing more can be added to it.",
        )
    return state


def _at(state: State | None, stages: tuple[str, ...], act: str, acted: str) -> State:
    standing = _standing(state)
    if standing.stage not in stages:
        now = _STAGES[standing.stage]
        raise Refused("wrong_stage", zh=f"这项处理{now[0]}，不能再{act}。", en=f"It is {now[1]}; it cannot be {acted}.")
    return standing


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


def _taken(
    command: TakeMeasure | CorrectMeasure,
    organisation: str,
    today: date,
    posts: Posts | None,
    meeting: Meeting | None,
    absent: frozenset[str],
) -> MeasureTaken:
    day = require_past(command.occurred_on, today, "occurred_on", label=("处理日期", "Date taken"))
    _require_concerned(command, organisation)
    refuse_repeat(command.cites, "cites", label=("引证记录", "Records cited"))
    refuse_repeat(command.duties, "duties", label=("对应职责", "Duties"))
    _require_grounds(command, day, posts)
    _require_cited(command, absent)
    _require_days(command, day)
    if command.meeting is not None:
        require_meeting(meeting, organisation, day)
    return MeasureTaken(
        organisation=organisation,
        type=command.type,
        about=command.about,
        subject=command.subject,
        ground=command.ground,
        cites=command.cites,
        title=require_text(command.title, "title", label=("事由", "Title")),
        occurred_on=day,
        clause=allow_text(command.clause, "clause", limit=200, label=("依据条款", "Clause")),
        seriousness=command.seriousness,
        document=allow_text(command.document, "document", limit=200, label=("处理文号", "Document")),
        meeting=command.meeting,
        rectify_by=command.rectify_by,
        ends_on=command.ends_on,
        duties=command.duties,
        text=allow_text(command.text, "text", limit=TEXT_LIMIT, label=("处理内容", "Text")),
    )


def _require_concerned(command: TakeMeasure | CorrectMeasure, organisation: str) -> None:
    """Whom it concerns: another organisation, or a person."""
    if is_stream_id(command.about, "person"):
        return
    if not is_stream_id(command.about, "organisation"):
        raise Refused(
            "nobody_concerned",
            zh="处理对象应为组织或人员，请从列表中选择。",
            en="A measure concerns an organisation or a person; choose from the list.",
            field="about",
        )
    if command.about != command.subject:
        raise Refused(
            "another_subject",
            zh="处理对象为组织时，“涉及单位”应为该组织。",
            en="Where an organisation is dealt with, it is the organisation concerned.",
            field="subject",
        )
    if command.about == organisation:
        raise Refused(
            "own_organisation",
            zh="处理由上级或其他组织作出，处理对象不能是本组织。",
            en="A measure is taken by another organisation than the one it concerns.",
            field="about",
            clause="c2006-resp 四¶2",
        )
    if command.type in OF_HEADS | ORGANISATIONAL:
        raise Refused(
            "person_needed",
            zh="诫勉、调整和组织处理以人为对象，请选择人员。",
            en="Admonition, post adjustment and organisational measures concern a person.",
            field="about",
            clause="shunde2015 五（三）" if command.type in OF_HEADS else "shunde2015 四（一）6",
        )


def _require_grounds(command: TakeMeasure | CorrectMeasure, day: date, posts: Posts | None) -> None:
    """What the type of measure asks of ground, seriousness and post."""
    if command.type in OF_HEADS and (posts is None or not posts.holds_post(command.about, day)):
        raise Refused(
            "not_in_post",
            zh=f"诫勉、调整的对象是负责人，所选人员在{day.isoformat()}未在涉及单位任职。",
            en=f"Heads are admonished or moved; that person held no post there on {day.isoformat()}.",
            field="about",
            clause="shunde2015 五（三）",
        )
    if command.type not in ORGANISATIONAL:
        return
    if command.ground not in INACTIVE | NEGLIGENT:
        raise Refused(
            "behaviour_missing",
            zh="组织处理须认定为不作为、慢作为、懒作为，或不负责任、推诿扯皮。",
            en="An organisational measure rests on inaction, slowness or laziness, or on neglect or shirking.",
            field="ground",
            clause="shunde2015 四（一）6",
        )
    if command.seriousness is None:
        raise Refused(
            "seriousness_missing",
            zh="组织处理根据情节轻重作出，请选择情节。",
            en="An organisational measure depends on how serious it is; say so.",
            field="seriousness",
            clause="shunde2015 四（一）6",
        )
    if command.ground in NEGLIGENT and command.seriousness is not Seriousness.SERIOUS:
        raise Refused(
            "not_serious",
            zh="不负责任、推诿扯皮的，先给予教育帮助；情节严重的才作组织处理。",
            en="Neglect and shirking are met with education and help; only serious cases with organisational measures.",
            field="seriousness",
            clause="c2006-float 四¶3",
        )


def _require_cited(command: TakeMeasure | CorrectMeasure, absent: frozenset[str]) -> None:
    """The records that the ground, or the type, asks for."""
    streams = [stream_of(ref) for ref in command.cites]
    kinds = {kind_of(stream) for stream in streams}
    if command.ground is Ground.ABSENCE:
        if command.about not in absent:
            raise Refused(
                "no_unexcused_absence",
                zh="请引证该党员无正当理由缺席的集体教育活动；原因未查明的不算无故缺席。",
                en="Cite an education session from which this member stayed away without proper reason.",
                field="cites",
                clause="c2006-edu 四¶3",
            )
    elif command.ground in OUT_OF_TOUCH:
        own = is_stream_id(command.about, "person") and {certificate_of(command.about), member_of(command.about)}
        if not own or own.isdisjoint(streams):
            raise Refused(
                "own_record_missing",
                zh="请引证该党员本人的流动党员活动证或党员记录。",
                en="Cite the member's own certificate or membership record.",
                field="cites",
                clause="c2006-float 三（一）",
            )
    elif command.ground is Ground.UNQUALIFIED_APPRAISAL:
        _require_kind(("sheet",), kinds, "考核结果", "the appraisal sheet", "c2006-resp 四¶2")
    if command.type in OF_HEADS:
        _require_kind(FOUND_IN, kinds, "督查检查或整改记录", "an inspection or a rectification", "shunde2015 五（三）")
    if not command.cites and not (command.type in CRITICISMS and command.ground in ON_WORD):
        raise Refused(
            "nothing_cited",
            zh="请至少引证一条记录，说明处理的事实依据。",
            en="Cite at least one record on which the measure rests.",
            field="cites",
        )


def _require_kind(wanted: tuple[str, ...], cited: set[str], zh: str, en: str, clause: str) -> None:
    if cited.isdisjoint(wanted):
        raise Refused(f"{wanted[0]}_not_cited", zh=f"请引证{zh}。", en=f"Cite {en}.", field="cites", clause=clause)


def _require_days(command: TakeMeasure | CorrectMeasure, day: date) -> None:
    if command.rectify_by is not None:
        if command.type not in CRITICISMS:
            raise Refused(
                "rectify_without_criticism",
                zh="只有批评可以附整改期限。",
                en="Only a criticism carries a day by which to put things right.",
                field="rectify_by",
                clause="c2006-resp 四¶2",
            )
        if command.rectify_by <= day:
            raise Refused(
                "rectify_by_past",
                zh=f"“整改期限”应晚于处理日期（{day.isoformat()}）。",
                en=f"The limit lies after the day of the criticism ({day.isoformat()}).",
                field="rectify_by",
                clause="c2006-resp 四¶2",
            )
    if command.ends_on is not None and command.ends_on < day:
        raise Refused(
            "ends_before",
            zh=f"“期满日期”不能早于处理日期（{day.isoformat()}）。",
            en=f"It cannot end before it was taken ({day.isoformat()}).",
            field="ends_on",
        )


def _correct(state: State, taken: MeasureTaken, reason: str) -> list[Event]:
    if taken == state.taken:
        return []
    if state.next_on is not None and taken.occurred_on > state.next_on:
        raise Refused(
            "after_next_step",
            zh=f"这项处理在{state.next_on.isoformat()}已有后续登记，处理日期不能晚于这一天。",
            en=f"Something followed on {state.next_on.isoformat()}; it cannot have been taken later.",
            field="occurred_on",
        )
    return [MeasureCorrected(corrects=state.stands_at, taken=taken, reason=require_reason(reason))]


def _ended(state: State, command: EndMeasure, today: date) -> MeasureEnded:
    day = _in_order(state, command.occurred_on, today, ("解除日期", "Date ended"))
    until = state.taken.ends_on
    if until is not None and day < until:
        raise Refused(
            "not_run_out",
            zh=f"这项处理{until.isoformat()}期满，期满前只能撤销。",
            en=f"It runs until {until.isoformat()}; before that day it can only be revoked.",
            field="occurred_on",
        )
    return MeasureEnded(occurred_on=day, text=allow_text(command.text, "text", limit=2_000, label=("解除说明", "Text")))
