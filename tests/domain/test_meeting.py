"""Meeting: the class is the rule, the method the case."""

from datetime import date

import pytest
from deciding import SECRETARY, TODAY, Posts, fold, refusal, replaced

from domain import meeting
from domain.kernel import Refused
from domain.meeting import AgendaItem, Body, Resolution, Topic

ORG, MEETING = "org-00000000000000000001", "meeting-00000000000000000001"
POSTS = Posts({SECRETARY: (date(2024, 1, 1), None)})

HOLD = meeting.HoldMeeting(
    meeting=MEETING,
    organisation=ORG,
    body=Body.COMMITTEE,
    title="柳溪乡党委会议",
    occurred_on=date(2024, 5, 20),
    chair=SECRETARY,
    attendees=(SECRETARY, "person-b"),
    agenda=(AgendaItem(topic=Topic.PARTY_BUILDING, title="研究第二季度党建工作"),),
    resolutions=(
        Resolution(number=1, text="整改石桥村支部", due_on=date(2024, 6, 30)),
        Resolution(number=2, text="培训"),
    ),
)
HELD = meeting.MeetingHeld(**{k: getattr(HOLD, k) for k in HOLD.__dataclass_fields__ if k != "meeting"})
CONVENED = meeting.MeetingConvened(
    organisation=ORG, body=Body.COMMITTEE, title="柳溪乡党委会议", planned_on=date(2024, 5, 20)
)
CORRECT = meeting.CorrectMeeting(
    **{k: getattr(HOLD, k) for k in HOLD.__dataclass_fields__ if k != "organisation"}, reason="主持人登记有误"
)


def decide(state: meeting.State | None, command: meeting.Command) -> list[meeting.Event]:
    return meeting.decide(state, command, today=TODAY, posts=POSTS)


def given(*events: meeting.Event) -> meeting.State | None:
    return fold(meeting.evolve, *events)


class TestAMeetingIsRecordedOnceHeld:
    def test_held(self) -> None:
        assert decide(None, HOLD) == [HELD]

    def test_convened_then_held(self) -> None:
        assert decide(given(CONVENED), HOLD) == [HELD]

    def test_not_twice(self) -> None:
        assert refusal(decide, given(HELD), HOLD).code == "exists"

    def test_not_for_another_organisation_than_convened_it(self) -> None:
        assert refusal(decide, given(CONVENED), replaced(HOLD, organisation="org-2")).code == "exists"

    def test_convened_once(self) -> None:
        convene = meeting.ConveneMeeting(
            meeting=MEETING,
            organisation=ORG,
            body=Body.COMMITTEE,
            title=" 柳溪乡党委会议 ",
            planned_on=date(2024, 5, 20),
        )
        assert decide(None, convene) == [CONVENED]
        assert refusal(decide, given(CONVENED), convene).code == "exists"


class TestOnlyAConvenedMeetingIsCancelled:
    def test_cancelled(self) -> None:
        command = meeting.CancelMeeting(meeting=MEETING, reason="改期")
        assert decide(given(CONVENED), command) == [meeting.MeetingCancelled(reason="改期")]

    def test_not_a_held_or_cancelled_or_unknown_one(self) -> None:
        command = meeting.CancelMeeting(meeting=MEETING, reason="改期")
        cancelled = given(CONVENED, meeting.MeetingCancelled(reason="改期"))
        for state in (None, given(HELD), cancelled):
            assert refusal(decide, state, command).code == "not_convened"

    def test_a_cancelled_one_is_not_held(self) -> None:
        assert refusal(decide, given(CONVENED, meeting.MeetingCancelled(reason="改期")), HOLD).code == "exists"


class TestNoMeetingInTheFuture:
    def test_today_is_the_last_day(self) -> None:
        assert decide(None, replaced(HOLD, occurred_on=TODAY))

    def test_tomorrow_is_refused(self) -> None:
        refused = refusal(decide, None, replaced(HOLD, occurred_on=date(2025, 1, 2)))
        assert (refused.code, refused.field) == ("future_date", "occurred_on")


class TestTheChair:
    def test_must_be_present(self) -> None:
        refused = refusal(decide, None, replaced(HOLD, attendees=("person-b",)))
        assert (refused.code, refused.field) == ("chair_absent", "chair")

    def test_must_hold_a_post_on_the_day(self) -> None:
        refused = refusal(decide, None, replaced(HOLD, chair="person-b"))
        assert (refused.code, refused.field, refused.clause) == ("chair_without_post", "chair", "township 三（二）")
        assert refusal(decide, None, replaced(HOLD, occurred_on=date(2023, 12, 31))).code == "chair_without_post"

    def test_is_refused_where_no_posts_are_known(self) -> None:
        with pytest.raises(Refused, match="chair_without_post"):
            meeting.decide(None, HOLD, today=TODAY)


class TestWhatWasOnTheTable:
    def test_at_least_one_agenda_item(self) -> None:
        assert refusal(decide, None, replaced(HOLD, agenda=())).field == "agenda"

    def test_an_agenda_item_says_something(self) -> None:
        empty = (AgendaItem(topic=Topic.OTHER, title="  "),)
        assert refusal(decide, None, replaced(HOLD, agenda=empty)).field == "agenda"

    def test_resolutions_have_numbers_of_their_own(self) -> None:
        twice = (Resolution(number=1, text="甲"), Resolution(number=1, text="乙"))
        assert refusal(decide, None, replaced(HOLD, resolutions=twice)).field == "resolutions"

    def test_nobody_attends_twice(self) -> None:
        assert refusal(decide, None, replaced(HOLD, attendees=(SECRETARY, SECRETARY))).code == "repeated"

    @pytest.mark.parametrize(
        ("title", "code"), [("", "required"), ("会" * 201, "too_long"), ("会议\x00", "control_characters")]
    )
    def test_a_title_that_cannot_stand(self, title: str, code: str) -> None:
        refused = refusal(decide, None, replaced(HOLD, title=title))
        assert (refused.code, refused.field) == (code, "title")

    def test_minutes_of_ten_megabytes(self) -> None:
        assert refusal(decide, None, replaced(HOLD, minutes="字" * 3_500_000)).field == "minutes"

    def test_text_that_looks_like_a_formula_is_text(self) -> None:
        (held,) = decide(None, replaced(HOLD, title="=SUM(A1)", minutes="+cmd"))
        assert isinstance(held, meeting.MeetingHeld)
        assert (held.title, held.minutes) == ("=SUM(A1)", "+cmd")


class TestACorrectionAdds:
    def test_it_carries_the_whole_meeting_and_points_at_what_was_wrong(self) -> None:
        (event,) = decide(given(CONVENED, HELD), replaced(CORRECT, title="柳溪乡党委扩大会议"))
        assert event == meeting.MeetingCorrected(
            corrects=2, held=replaced(HELD, title="柳溪乡党委扩大会议"), reason="主持人登记有误"
        )

    def test_a_correction_is_corrected(self) -> None:
        first = meeting.MeetingCorrected(corrects=1, held=replaced(HELD, place="礼堂"), reason="补地点")
        (event,) = decide(given(HELD, first), CORRECT)
        assert isinstance(event, meeting.MeetingCorrected)
        assert (event.corrects, event.held) == (2, HELD)

    def test_nothing_to_correct(self) -> None:
        assert decide(given(HELD), CORRECT) == []

    def test_with_a_reason(self) -> None:
        assert refusal(decide, given(HELD), replaced(CORRECT, title="另一会议", reason=" ")).field == "reason"

    def test_by_the_same_rules(self) -> None:
        assert refusal(decide, given(HELD), replaced(CORRECT, chair="person-b")).code == "chair_without_post"

    def test_only_of_a_meeting_on_record(self) -> None:
        assert refusal(decide, None, CORRECT).code == "unknown"
        assert refusal(decide, given(CONVENED), CORRECT).code == "not_held"


class TestWhatWasCarriedOutStaysDecided:
    DONE = meeting.ResolutionCarriedOut(number=2, occurred_on=date(2024, 6, 1), text="已组织培训")

    def test_a_correction_keeps_it(self) -> None:
        shorter = replaced(CORRECT, resolutions=CORRECT.resolutions[:1])
        assert refusal(decide, given(HELD, self.DONE), shorter).field == "resolutions"

    def test_others_may_go(self) -> None:
        shorter = replaced(CORRECT, resolutions=CORRECT.resolutions[1:])
        assert len(decide(given(HELD, self.DONE), shorter)) == 1

    def test_numbers_begin_with_one(self) -> None:
        wrong = replaced(HOLD, resolutions=(Resolution(number=0, text="培训"),))
        assert refusal(decide, None, wrong).code == "resolution_number"


class TestAVoidedMeeting:
    def test_takes_no_further_act(self) -> None:
        void = meeting.VoidMeeting(meeting=MEETING, reason="重复登记")
        assert decide(given(HELD), void) == [meeting.MeetingVoided(reason="重复登记")]
        voided = given(HELD, meeting.MeetingVoided(reason="重复登记"))
        carry = meeting.CarryOutResolution(meeting=MEETING, number=1, occurred_on=date(2024, 6, 1), text="已整改")
        for command in (void, CORRECT, carry):
            assert refusal(decide, voided, command).code == "not_held"


class TestAResolutionIsCarriedOut:
    DONE = meeting.CarryOutResolution(meeting=MEETING, number=1, occurred_on=date(2024, 6, 1), text="已整改")

    def test_once(self) -> None:
        (event,) = decide(given(HELD), self.DONE)
        assert event == meeting.ResolutionCarriedOut(number=1, occurred_on=date(2024, 6, 1), text="已整改")
        assert refusal(decide, given(HELD, event), self.DONE).code == "already_carried_out"
        assert decide(given(HELD, event), replaced(self.DONE, number=2))

    def test_if_the_meeting_took_it(self) -> None:
        assert refusal(decide, given(HELD), replaced(self.DONE, number=3)).field == "number"

    def test_not_before_the_meeting_and_not_in_the_future(self) -> None:
        early, late = (replaced(self.DONE, occurred_on=day) for day in (date(2024, 5, 19), date(2025, 1, 2)))
        assert refusal(decide, given(HELD), early).code == "before_meeting"
        assert refusal(decide, given(HELD), late).code == "future_date"

    def test_stays_so_when_the_meeting_is_corrected(self) -> None:
        done = meeting.ResolutionCarriedOut(number=1, occurred_on=date(2024, 6, 1), text="已整改")
        fixed = meeting.MeetingCorrected(corrects=1, held=replaced(HELD, place="礼堂"), reason="补地点")
        assert refusal(decide, given(HELD, done, fixed), self.DONE).code == "already_carried_out"
