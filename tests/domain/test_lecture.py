"""Lecture: the class is the rule, the method the case."""

from datetime import date

from deciding import TODAY, fold, refusal, replaced

from domain import lecture
from domain.lecture import Type

GIVE = lecture.DeliverLecture(
    lecture="lecture-00000000000000000001",
    organisation="org-00000000000000000001",
    type=Type.PARTY_LECTURE,
    lecturer="person-a",
    title="学习党章",
    occurred_on=date(2024, 7, 1),
    audience=30,
)
GIVEN = lecture.LectureDelivered(**{k: getattr(GIVE, k) for k in GIVE.__dataclass_fields__ if k != "lecture"})
CORRECT = lecture.CorrectLecture(
    **{k: getattr(GIVE, k) for k in GIVE.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
VOID = lecture.VoidLecture(lecture=GIVE.lecture, reason="重复登记")


def decide(state: lecture.State | None, command: lecture.Command) -> list[lecture.Event]:
    return lecture.decide(state, command, today=TODAY)


def after(*events: lecture.Event) -> lecture.State | None:
    return fold(lecture.evolve, *events)


class TestALectureIsRecordedOnceGiven:
    def test_recorded(self) -> None:
        assert decide(None, GIVE) == [GIVEN]

    def test_once(self) -> None:
        assert refusal(decide, after(GIVEN), GIVE).code == "exists"

    def test_not_in_the_future(self) -> None:
        assert refusal(decide, None, replaced(GIVE, occurred_on=date(2025, 1, 2))).field == "occurred_on"

    def test_with_a_title(self) -> None:
        assert refusal(decide, None, replaced(GIVE, title=" ")).field == "title"

    def test_an_audience_that_can_be(self) -> None:
        assert refusal(decide, None, replaced(GIVE, audience=-1)).field == "audience"
        assert decide(None, replaced(GIVE, audience=None)) == [replaced(GIVEN, audience=None)]


class TestWhatWasWrongIsCorrectedByAdding:
    def test_corrected(self) -> None:
        [event] = decide(after(GIVEN), replaced(CORRECT, type=Type.SITUATION_REPORT))
        assert isinstance(event, lecture.LectureCorrected)
        assert (event.corrects, event.delivered.type) == (1, Type.SITUATION_REPORT)
        state = after(GIVEN, event)
        assert state is not None
        assert state.delivered.type is Type.SITUATION_REPORT
        assert state.stands_at == 2

    def test_nothing_changed_nothing_recorded(self) -> None:
        assert decide(after(GIVEN), CORRECT) == []

    def test_only_what_is_there(self) -> None:
        assert refusal(decide, None, CORRECT).code == "unknown"

    def test_nothing_after_voiding(self) -> None:
        assert decide(after(GIVEN), VOID) == [lecture.LectureVoided(reason="重复登记")]
        voided = after(GIVEN, lecture.LectureVoided(reason="重复登记"))
        assert refusal(decide, voided, CORRECT).code == "voided"
        assert refusal(decide, voided, VOID).code == "voided"
