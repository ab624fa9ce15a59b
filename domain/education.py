"""Collective education 党员集体教育: a session of an organisation for its members, with attendance and days.

Rules
1. A session is recorded once it is over. It lasts whole half-days, from the day it began; how many hours make half
   a day the office settles (c2006-edu 三（四） gives days only [inf]).
2. It says on which of the seven groups of content it was (c2006-edu 二（一）¶1), and in what form.
3. Who was there is named, each once; nobody is both present and absent (c2006-edu 四¶3: attendance is followed).
4. An absence says of what sort it is. Only one without proper reason is followed by anything (c2006-edu 四¶3).
5. Members of other organisations may sit in; whose days it is credited to is read from the memberships
   (c2006-edu 三（四）: sessions of the member's own organisation).
6. What was written down wrongly is corrected by adding; what was recorded by mistake is voided.
"""

from dataclasses import replace
from datetime import date, timedelta
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

MOST_HALF_DAYS: Final = 60
"""Longest single session: a course of a month. Longer ones are recorded in parts."""


class Form(StrEnum):
    """How 教育形式; the first four are those of c2006-edu 二（二）1."""

    TRAINING_CLASS = "training_class"
    PARTY_LECTURE = "party_lecture"
    REPORT_MEETING = "report_meeting"
    SEMINAR = "seminar"
    STUDY = "study"
    VISIT = "visit"
    FILM = "film"
    ONLINE = "online"
    OTHER = "other"


class Content(StrEnum):
    """The seven groups of content, in the order of c2006-edu 二（一） 教育内容."""

    THEORY = "theory"
    CONSTITUTION = "constitution"
    POLICY_AND_SITUATION = "policy_and_situation"
    IDEALS = "ideals"
    PATRIOTISM = "patriotism"
    TRADITION_AND_DISCIPLINE = "tradition_and_discipline"
    KNOWLEDGE_AND_SKILLS = "knowledge_and_skills"


class Excuse(StrEnum):
    """Why somebody was absent 缺席原因."""

    PROPER_REASON = "proper_reason"
    SPECIAL_SITUATION = "special_situation"
    WITHOUT_REASON = "without_reason"


class Progress(StrEnum):
    """How the education of a member's year stands 集体教育完成情况."""

    MET = "met"
    ACCUMULATING = "accumulating"
    """The year is not over."""
    SHORT = "short"
    WITH_ALTERNATIVE = "with_alternative"
    """A special situation stands, and study was brought home."""
    WITHOUT_ALTERNATIVE = "without_alternative"
    """A special situation stands, and nothing was done instead: a finding about the organisation."""


# --- values and events -----------------------------------------------------------


@record
class Absence:
    """Somebody who was not there 缺席."""

    person: str
    excuse: Excuse
    note: str = ""


@record
class EducationHeld:
    """A session was held 开展集体教育."""

    organisation: str
    title: str
    form: Form
    contents: tuple[Content, ...]
    occurred_on: date
    half_days: int
    attendees: tuple[str, ...]
    absences: tuple[Absence, ...] = ()
    lecturer: str | None = None
    place: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class EducationCorrected:
    """It was written down wrongly; ``held`` is how it should read 更正集体教育登记."""

    corrects: int
    held: EducationHeld
    reason: str


@record
class EducationVoided:
    """It was recorded by mistake 作废集体教育登记."""

    reason: str


Event: TypeAlias = EducationHeld | EducationCorrected | EducationVoided

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one session."""

    organisation: str
    stage: str
    """held or voided."""
    held: EducationHeld
    stands_at: int
    """Version of the entry that now says how it went."""
    version: int

    def unexcused(self, person: str) -> date | None:
        """Day on which ``person`` stayed away from it without proper reason; None: not so."""
        gone = {absence.person for absence in self.held.absences if absence.excuse is Excuse.WITHOUT_REASON}
        return self.held.occurred_on if self.stage == "held" and person in gone else None


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if isinstance(event, EducationHeld):
        return State(organisation=event.organisation, stage="held", held=event, stands_at=1, version=1)
    assert state is not None, "a session begins with being held"
    version = state.version + 1
    match event:
        case EducationCorrected():
            return replace(state, held=event.held, stands_at=version, version=version)
        case EducationVoided():
            return replace(state, stage="voided", version=version)
        case _:
            assert_never(event)


# --- commands --------------------------------------------------------------------


@record
class HoldEducation:
    """Record a session 登记集体教育."""

    education: str
    organisation: str
    title: str
    form: Form
    contents: tuple[Content, ...]
    occurred_on: date
    half_days: int
    attendees: tuple[str, ...]
    absences: tuple[Absence, ...] = ()
    lecturer: str | None = None
    place: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class CorrectEducation:
    """Correct it 更正集体教育登记."""

    education: str
    title: str
    form: Form
    contents: tuple[Content, ...]
    occurred_on: date
    half_days: int
    attendees: tuple[str, ...]
    reason: str
    absences: tuple[Absence, ...] = ()
    lecturer: str | None = None
    place: str = ""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidEducation:
    """Void it 作废集体教育登记."""

    education: str
    reason: str


Command: TypeAlias = HoldEducation | CorrectEducation | VoidEducation

# --- decisions -------------------------------------------------------------------


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    match command:
        case HoldEducation():
            if state is not None:
                raise Refused(
                    "exists", zh="这次集体教育已经登记过。", en="This session of education is already on record."
                )
            return [_held(command, command.organisation, today)]
        case CorrectEducation():
            standing = _standing(state)
            held = _held(command, standing.organisation, today)
            if held == standing.held:
                return []
            return [EducationCorrected(corrects=standing.stands_at, held=held, reason=require_reason(command.reason))]
        case VoidEducation():
            _standing(state)
            return [EducationVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    if state is None:
        raise Refused("unknown", zh="没有找到这次集体教育的记录。", en="There is no record of this session.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这次集体教育的登记已作废，不能再作登记。",
            en="The record of this session was voided; nothing more can be added to it.",
        )
    return state


def _held(command: HoldEducation | CorrectEducation, organisation: str, today: date) -> EducationHeld:
    _require_length(command, today)
    if not command.contents:
        raise Refused(
            "contents_missing",
            zh="请至少选择一类教育内容。",
            en="Choose one group of content at least.",
            field="contents",
            clause="c2006-edu 二（一）¶1",
        )
    refuse_repeat(command.contents, "contents", label=("教育内容", "Contents"))
    refuse_repeat(command.duties, "duties", label=("对应条款", "Duties"))
    return EducationHeld(
        organisation=organisation,
        title=require_text(command.title, "title", label=("教育主题", "Title")),
        form=command.form,
        contents=command.contents,
        occurred_on=command.occurred_on,
        half_days=command.half_days,
        attendees=_attendees(command),
        absences=tuple(
            replace(absence, note=allow_text(absence.note, "absences", limit=200, label=("缺席说明", "Note")))
            for absence in command.absences
        ),
        lecturer=command.lecturer,
        place=allow_text(command.place, "place", limit=200, label=("地点", "Place")),
        duties=command.duties,
        text=allow_text(command.text, "text", label=("教育情况", "How it went")),
    )


def _require_length(command: HoldEducation | CorrectEducation, today: date) -> None:
    if not 1 <= command.half_days <= MOST_HALF_DAYS:
        raise Refused(
            "half_days",
            zh=f"时长按半天计，应在1到{MOST_HALF_DAYS}个半天之间。",
            en=f"The length is given in half-days, 1 to {MOST_HALF_DAYS}.",
            field="half_days",
        )
    require_past(command.occurred_on, today, "occurred_on", label=("开始日期", "First day"))
    last = command.occurred_on + timedelta(days=(command.half_days + 1) // 2 - 1)
    if last > today:
        raise Refused(
            "not_over",
            zh=f"按所填时长，到{last.isoformat()}才结束，请在结束后登记。",
            en=f"At that length it ends on {last.isoformat()}; record it once it is over.",
            field="half_days",
        )


def _attendees(command: HoldEducation | CorrectEducation) -> tuple[str, ...]:
    if not command.attendees:
        raise Refused(
            "attendees_missing",
            zh="请至少填写一名参加人员。",
            en="Name one person at least who attended.",
            field="attendees",
        )
    refuse_repeat(command.attendees, "attendees", label=("参加人员", "Attendance"))
    refuse_repeat((one.person for one in command.absences), "absences", label=("缺席人员", "Absences"))
    if not {absence.person for absence in command.absences}.isdisjoint(command.attendees):
        raise Refused(
            "present_and_absent",
            zh="同一人不能既参加又缺席。",
            en="Nobody is both present and absent.",
            field="absences",
            clause="c2006-edu 四¶3",
        )
    return command.attendees
