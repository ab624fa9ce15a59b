"""Party member: the class is the rule, the method the case."""

from datetime import date
from typing import Any

import pytest
from deciding import TODAY, fold, refusal, replaced
from hypothesis import given as supposing
from hypothesis import strategies as st

from domain import education, measure, meeting, member
from domain.education import Absence, Excuse
from domain.kernel import Refused
from domain.member import Category, Confirmation, Disposition, Problem, School, Situation, Standing, Status

BRANCH, OTHER = "org-00000000000000000001", "org-00000000000000000002"
ZHANG, LI, WANG = "person-00000000000000000001", "person-00000000000000000002", "person-00000000000000000003"
MEMBER = "member-00000000000000000001"
MEETING = "meeting-00000000000000000001"
CRITICISM = "measure-00000000000000000001"
SESSION = "education-00000000000000000001"

REGISTER = member.RegisterMembership(
    person=ZHANG,
    organisation=BRANCH,
    category=Category.VILLAGE,
    standing=Standing.FULL,
    occurred_on=date(2020, 1, 1),
    joined_on=date(2010, 7, 1),
)
REGISTERED = member.MembershipRegistered(**{k: getattr(REGISTER, k) for k in REGISTER.__dataclass_fields__})
PROBATION = replaced(REGISTERED, standing=Standing.PROBATIONARY)
TRANSFER = member.TransferRelation(
    member=MEMBER, organisation=OTHER, category=Category.OFFICE, occurred_on=date(2024, 6, 1), document="介绍信3号"
)
TRANSFERRED = member.RelationTransferred(
    organisation=OTHER, category=Category.OFFICE, occurred_on=date(2024, 6, 1), document="介绍信3号"
)
RECORD = member.RecordSpecialSituation(
    member=MEMBER, situation=Situation.FRAIL, occurred_on=date(2024, 2, 1), text="年满八十"
)
RECORDED = member.SpecialSituationRecorded(
    organisation=BRANCH, number=1, situation=Situation.FRAIL, occurred_on=date(2024, 2, 1), text="年满八十"
)
ENDED = member.SpecialSituationEnded(number=1, occurred_on=date(2024, 8, 1))
DELIVER = member.DeliverHomeStudy(member=MEMBER, occurred_on=date(2024, 3, 1), persons=(LI,), text="送学")
DELIVERED = member.HomeStudyDelivered(organisation=BRANCH, occurred_on=date(2024, 3, 1), persons=(LI,), text="送学")
IDENTIFY = member.IdentifyMemberProblem(
    member=MEMBER, problem=Problem.DUTY_NOT_DONE, occurred_on=date(2024, 3, 1), text="不履行义务"
)
FOUND = member.MemberProblemIdentified(
    organisation=BRANCH, number=1, problem=Problem.DUTY_NOT_DONE, occurred_on=date(2024, 3, 1), text="不履行义务"
)
HELP = member.GiveHelp(member=MEMBER, number=1, occurred_on=date(2024, 4, 1), persons=(LI,), text="谈话")
HELPED = member.HelpGiven(
    organisation=BRANCH, number=1, occurred_on=date(2024, 4, 1), persons=(LI,), text="谈话", criticism=None
)
FAIL = member.FailHelp(member=MEMBER, number=1, occurred_on=date(2024, 9, 1), text="不改")
FAILED = member.HelpFailed(organisation=BRANCH, number=1, occurred_on=date(2024, 9, 1), text="不改")
RESOLVE = member.ResolveMemberProblem(member=MEMBER, number=1, occurred_on=date(2024, 9, 1), text="已改正")
DISPOSE = member.DisposeMember(
    member=MEMBER,
    number=1,
    disposition=Disposition.CORRECT_WITHIN_LIMIT,
    occurred_on=date(2024, 10, 10),
    meeting=MEETING,
    document="支部决议1号",
    due_on=date(2025, 4, 10),
)
TRAIN = member.CompleteRotationTraining(
    member=MEMBER,
    occurred_on=date(2024, 5, 1),
    title="支部书记轮训班",
    half_days=10,
    school=School.COUNTY,
    organiser="县委党校",
)
END = member.EndMembership(member=MEMBER, occurred_on=date(2024, 11, 1), reason="去世")
STANDS = member.Stands(organisation=BRANCH, category=Category.VILLAGE, status=Status.FULL)
GONE = member.MembershipEnded(occurred_on=date(2024, 11, 1), reason="去世")
MET = meeting.State(
    organisation=BRANCH,
    stage="held",
    held=meeting.MeetingHeld(
        organisation=BRANCH,
        body=meeting.Body.BRANCH,
        title="支部大会",
        occurred_on=date(2024, 10, 10),
        chair=LI,
        attendees=(LI,),
        agenda=(),
    ),
)


def session(day: date, excuse: Excuse, person: str = ZHANG) -> education.State:
    held = education.EducationHeld(
        organisation=BRANCH,
        title="学习",
        form=education.Form.STUDY,
        contents=(education.Content.THEORY,),
        occurred_on=day,
        half_days=1,
        attendees=(LI,),
        absences=(Absence(person=person, excuse=excuse),),
    )
    return education.State(organisation=BRANCH, stage="held", held=held, stands_at=1, version=1)


def decide(state: member.State | None, command: member.Command, **needs: Any) -> list[member.Event]:
    return member.decide(state, command, today=TODAY, **needs)


def given(*events: member.Event) -> member.State | None:
    return fold(member.evolve, *events)


class TestOneFormalRelationAtATime:
    def test_registered(self) -> None:
        assert decide(None, REGISTER) == [REGISTERED]

    def test_once(self) -> None:
        assert refusal(decide, given(REGISTERED), REGISTER).code == "exists"

    def test_joined_before(self) -> None:
        assert refusal(decide, None, replaced(REGISTER, joined_on=date(2020, 1, 2))).field == "joined_on"

    def test_transferred(self) -> None:
        assert decide(given(REGISTERED), TRANSFER) == [TRANSFERRED]
        state = given(REGISTERED, TRANSFERRED)
        assert state is not None
        assert state.organisation == OTHER
        assert state.organisation_on(date(2024, 5, 31)) == BRANCH
        assert state.organisation_on(date(2024, 6, 1)) == OTHER

    def test_to_another_category_of_the_same_branch(self) -> None:
        assert decide(given(REGISTERED), replaced(TRANSFER, organisation=BRANCH, category=Category.RETIRED))
        same = replaced(TRANSFER, organisation=BRANCH, category=Category.VILLAGE)
        assert refusal(decide, given(REGISTERED), same).code == "same_relation"

    def test_later_than_the_relation_there_is(self) -> None:
        early = replaced(TRANSFER, occurred_on=date(2020, 1, 1))
        assert refusal(decide, given(REGISTERED), early).code == "out_of_order"

    def test_entered_again_after_leaving(self) -> None:
        state = given(REGISTERED, GONE)
        assert refusal(decide, state, replaced(REGISTER, occurred_on=date(2024, 11, 1))).code == "before_end"
        (event,) = decide(state, replaced(REGISTER, occurred_on=date(2024, 11, 2)))
        again = given(REGISTERED, GONE, event)
        assert again is not None
        assert (again.stage, again.stands_at, again.ended_on) == ("full", 3, None)

    def test_who_left_is_no_member(self) -> None:
        for command in (TRANSFER, END, RECORD, IDENTIFY):
            assert refusal(decide, given(REGISTERED, GONE), command).code == "ended"

    def test_what_happened_before_is_recorded_late(self) -> None:
        assert decide(given(REGISTERED, GONE), TRAIN)
        late = replaced(TRAIN, occurred_on=date(2024, 11, 2))
        assert refusal(decide, given(REGISTERED, GONE), late).code == "outside_membership"


class TestProbation:
    DECIDE = member.DecideConfirmation(
        member=MEMBER, outcome=Confirmation.CONFIRMED, occurred_on=date(2021, 1, 1), meeting=None
    )

    def test_confirmed(self) -> None:
        (event,) = decide(given(PROBATION), self.DECIDE)
        state = given(PROBATION, event)
        assert state is not None
        assert state.stage == "full"
        assert refusal(decide, state, self.DECIDE).code == "not_probationary"

    def test_extended_until(self) -> None:
        extend = replaced(self.DECIDE, outcome=Confirmation.EXTENDED, until=date(2021, 7, 1))
        (event,) = decide(given(PROBATION), extend)
        state = given(PROBATION, event)
        assert state is not None
        assert state.stage == "probationary"
        assert refusal(decide, given(PROBATION), replaced(extend, until=None)).field == "until"
        assert refusal(decide, given(PROBATION), replaced(self.DECIDE, until=date(2021, 7, 1))).field == "until"

    def test_cancelled(self) -> None:
        (event,) = decide(given(PROBATION), replaced(self.DECIDE, outcome=Confirmation.CANCELLED))
        state = given(PROBATION, event)
        assert state is not None
        assert (state.stage, state.ended_on) == ("ended", date(2021, 1, 1))


class TestSpecialSituations:
    def test_recorded_and_ended(self) -> None:
        assert decide(given(REGISTERED), RECORD) == [RECORDED]
        end = member.EndSpecialSituation(member=MEMBER, number=1, occurred_on=date(2024, 8, 1))
        assert decide(given(REGISTERED, RECORDED), end) == [ENDED]
        assert refusal(decide, given(REGISTERED, RECORDED, ENDED), end).code == "already_ended"
        assert refusal(decide, given(REGISTERED), end).code == "unknown_situation"
        early = replaced(end, occurred_on=date(2024, 1, 31))
        assert refusal(decide, given(REGISTERED, RECORDED), early).code == "out_of_order"

    def test_home_study_needs_one(self) -> None:
        assert decide(given(REGISTERED, RECORDED), DELIVER) == [DELIVERED]
        refused = refusal(decide, given(REGISTERED), DELIVER)
        assert (refused.code, refused.clause) == ("no_situation", "c2006-edu 三（四）")
        after = replaced(DELIVER, occurred_on=date(2024, 8, 2))
        assert refusal(decide, given(REGISTERED, RECORDED, ENDED), after).code == "no_situation"

    def test_numbers_are_given_once(self) -> None:
        voided = member.MemberEntryVoided(entry=2, stands=STANDS, reason="误登")
        (event,) = decide(given(REGISTERED, RECORDED, voided), RECORD)
        assert isinstance(event, member.SpecialSituationRecorded)
        assert event.number == 2


class TestRotationTraining:
    def test_completed(self) -> None:
        (event,) = decide(given(REGISTERED), TRAIN)
        assert isinstance(event, member.RotationTrainingCompleted)
        assert event.organisation == BRANCH

    def test_half_a_day_at_least(self) -> None:
        assert refusal(decide, given(REGISTERED), replaced(TRAIN, half_days=0)).field == "half_days"


class TestHelpComesBeforeADisposition:
    def test_found_helped_failed_disposed(self) -> None:
        assert decide(given(REGISTERED), IDENTIFY) == [FOUND]
        assert decide(given(REGISTERED, FOUND), HELP) == [HELPED]
        assert decide(given(REGISTERED, FOUND, HELPED), FAIL) == [FAILED]
        (event,) = decide(given(REGISTERED, FOUND, HELPED, FAILED), DISPOSE, meeting=MET)
        assert isinstance(event, member.MemberDisposed)
        assert event.organisation == BRANCH

    @pytest.mark.parametrize("events", [(FOUND,), (FOUND, HELPED)])
    def test_no_disposition_without_it(self, events: tuple[member.Event, ...]) -> None:
        def told(state: Any, command: Any) -> Any:
            return decide(state, command, meeting=MET)

        refused = refusal(told, given(REGISTERED, *events), DISPOSE)
        assert (refused.code, refused.clause) == ("help_first", "c2006-edu 二（二）3¶3")

    def test_what_was_not_given_did_not_fail(self) -> None:
        assert refusal(decide, given(REGISTERED, FOUND), FAIL).code == "no_help"
        assert refusal(decide, given(REGISTERED), HELP).code == "unknown_problem"

    def test_in_order(self) -> None:
        early = replaced(HELP, occurred_on=date(2024, 2, 29))
        assert refusal(decide, given(REGISTERED, FOUND), early).code == "out_of_order"

    def test_overcome(self) -> None:
        (event,) = decide(given(REGISTERED, FOUND, HELPED), RESOLVE)
        state = given(REGISTERED, FOUND, HELPED, event)
        for command in (HELP, FAIL, RESOLVE, DISPOSE):
            assert refusal(decide, state, command).code == "wrong_stage"

    def test_helped_once_more(self) -> None:
        again = replaced(HELP, occurred_on=date(2024, 9, 15))
        assert decide(given(REGISTERED, FOUND, HELPED, FAILED), again)


class TestTheOrganisationOfTheRelationDecides:
    FAILED = given(REGISTERED, FOUND, HELPED, FAILED)

    @pytest.mark.parametrize(
        "other", [None, replaced(MET, organisation=OTHER), replaced(MET, stage="voided"), replaced(MET, held=None)]
    )
    def test_in_a_meeting_of_its_own(self, other: meeting.State | None) -> None:
        def told(state: Any, command: Any) -> Any:
            return decide(state, command, meeting=other)

        refused = refusal(told, self.FAILED, DISPOSE)
        assert (refused.code, refused.field) == ("wrong_meeting", "meeting")

    def test_that_of_the_day(self) -> None:
        moved = given(REGISTERED, FOUND, HELPED, FAILED, replaced(TRANSFERRED, occurred_on=date(2024, 10, 1)))

        def told(state: Any, command: Any) -> Any:
            return decide(state, command, meeting=MET)

        assert refusal(told, moved, DISPOSE).code == "wrong_meeting"
        assert decide(moved, DISPOSE, meeting=replaced(MET, organisation=OTHER))

    def test_not_before_the_meeting(self) -> None:
        def told(state: Any, command: Any) -> Any:
            return decide(state, command, meeting=MET)

        assert refusal(told, self.FAILED, replaced(DISPOSE, occurred_on=date(2024, 10, 9))).code == "before_meeting"

    def test_a_limit_is_a_day(self) -> None:
        def told(state: Any, command: Any) -> Any:
            return decide(state, command, meeting=MET)

        assert refusal(told, self.FAILED, replaced(DISPOSE, due_on=None)).code == "due_missing"
        unlimited = replaced(DISPOSE, disposition=Disposition.STRUCK_OFF)
        assert refusal(told, self.FAILED, unlimited).code == "due_without_limit"
        assert decide(self.FAILED, replaced(unlimited, due_on=None), meeting=MET)


class TestStayingAway:
    ABSENT = replaced(IDENTIFY, problem=Problem.LONG_ABSENCE, cites=(SESSION,))
    AWAY = replaced(FOUND, problem=Problem.LONG_ABSENCE, cites=(SESSION,))
    CRITICISED = replaced(HELPED, criticism=CRITICISM)

    def test_without_reason(self) -> None:
        assert decide(given(REGISTERED), self.ABSENT, sessions=[session(date(2024, 2, 1), Excuse.WITHOUT_REASON)])

    @pytest.mark.parametrize(
        "cited",
        [
            [],
            [session(date(2024, 2, 1), Excuse.PROPER_REASON)],
            [session(date(2024, 2, 1), Excuse.SPECIAL_SITUATION)],
            [session(date(2024, 2, 1), Excuse.WITHOUT_REASON, WANG)],
            [session(date(2024, 3, 2), Excuse.WITHOUT_REASON)],
        ],
    )
    def test_otherwise_it_is_no_problem(self, cited: list[education.State]) -> None:
        def told(state: Any, command: Any) -> Any:
            return decide(state, command, sessions=cited)

        refused = refusal(told, given(REGISTERED), self.ABSENT)
        assert (refused.code, refused.clause) == ("no_absence", "c2006-edu 四¶3")

    def test_criticised_first(self) -> None:
        def told(state: Any, command: Any) -> Any:
            return decide(state, command, sessions=[session(date(2024, 5, 1), Excuse.WITHOUT_REASON)])

        assert refusal(told, given(REGISTERED, self.AWAY, HELPED), FAIL).code == "not_criticised"
        assert told(given(REGISTERED, self.AWAY, self.CRITICISED), FAIL)

    def criticism(self, **said: Any) -> measure.State:
        taken = measure.MeasureTaken(
            organisation=BRANCH,
            type=measure.Type.SERIOUS_CRITICISM,
            about=ZHANG,
            subject=BRANCH,
            ground=measure.Ground.ABSENCE,
            cites=(SESSION,),
            title="严肃批评",
            occurred_on=date(2024, 3, 20),
        )
        return measure.evolve(None, replaced(taken, **said))

    def test_help_names_a_criticism_of_this_member(self) -> None:
        named = replaced(HELP, criticism=CRITICISM)
        state = given(REGISTERED, self.AWAY)
        assert decide(state, named, criticism=self.criticism()) == [self.CRITICISED]

        for wrong in (
            None,
            self.criticism(about=WANG),
            self.criticism(type=measure.Type.ADMONITION),
            self.criticism(occurred_on=date(2024, 4, 2)),
            replaced(self.criticism(), stage="revoked"),
        ):
            with pytest.raises(Refused) as caught:
                decide(state, named, criticism=wrong)
            assert caught.value.code == "wrong_criticism"

    def test_away_again(self) -> None:
        def told(state: Any, command: Any) -> Any:
            return decide(state, command, sessions=[session(date(2024, 3, 31), Excuse.WITHOUT_REASON)])

        assert refusal(told, given(REGISTERED, self.AWAY, self.CRITICISED), FAIL).code == "not_repeated"


class TestMistakes:
    CORRECT = member.CorrectMembership(
        member=MEMBER,
        category=Category.OFFICE,
        standing=Standing.FULL,
        occurred_on=date(2019, 12, 1),
        joined_on=date(2010, 7, 1),
        reason="登记有误",
    )

    def void(self, entry: int) -> member.VoidMemberEntry:
        return member.VoidMemberEntry(member=MEMBER, entry=entry, reason="误登")

    def test_corrected(self) -> None:
        (event,) = decide(given(REGISTERED, TRANSFERRED), self.CORRECT)
        assert isinstance(event, member.MembershipCorrected)
        state = given(REGISTERED, TRANSFERRED, event)
        assert state is not None
        assert [relation.organisation for relation in state.relations] == [BRANCH, OTHER]
        assert event.stands == member.Stands(organisation=OTHER, category=Category.OFFICE, status=Status.FULL)
        assert (state.relations[0].first, state.stands_at, state.version) == (date(2019, 12, 1), 1, 3)
        assert decide(state, self.CORRECT) == []

    def test_not_past_what_followed(self) -> None:
        late = replaced(self.CORRECT, occurred_on=date(2024, 6, 2))
        assert refusal(decide, given(REGISTERED, TRANSFERRED), late).code == "after_next_step"

    def test_an_entry_is_voided(self) -> None:
        (event,) = decide(given(REGISTERED, TRANSFERRED), self.void(2))
        state = given(REGISTERED, TRANSFERRED, event)
        assert state is not None
        assert (state.organisation, state.version) == (BRANCH, 3)
        assert isinstance(event, member.MemberEntryVoided)
        assert event.stands == STANDS
        assert refusal(decide, state, self.void(2)).code == "no_such_entry"

    def test_the_end_is_voided(self) -> None:
        (event,) = decide(given(REGISTERED, GONE), self.void(2))
        state = given(REGISTERED, GONE, event)
        assert state is not None
        assert (state.stage, state.ended_on) == ("full", None)

    def test_not_the_registration(self) -> None:
        assert refusal(decide, given(REGISTERED), self.void(1)).code == "no_such_entry"

    def test_not_what_a_later_one_rests_on(self) -> None:
        for entry, events in ((2, (RECORDED, ENDED)), (2, (RECORDED, DELIVERED)), (2, (FOUND, HELPED))):
            assert refusal(decide, given(REGISTERED, *events), self.void(entry)).code == "later_entry"
        assert decide(given(REGISTERED, FOUND, HELPED), self.void(3))

    def test_voided_and_entered_anew(self) -> None:
        (event,) = decide(given(REGISTERED), member.VoidMembership(member=MEMBER, reason="误登"))
        state = given(REGISTERED, event)
        for command in (TRANSFER, TRAIN, self.CORRECT):
            assert refusal(decide, state, command).code == "voided"
        assert decide(state, REGISTER) == [REGISTERED]
        again = given(REGISTERED, event, REGISTERED)
        assert again is not None
        assert (again.stands_at, len(again.relations)) == (3, 1)

    def test_unknown(self) -> None:
        assert refusal(decide, None, TRANSFER).code == "unknown"


@supposing(st.lists(st.sampled_from([RECORDED, FOUND, HELPED, FAILED, TRANSFERRED, DELIVERED, GONE]), unique=True))
def test_voiding_the_last_entry_leaves_the_state_before_it(events: list[member.Event]) -> None:
    """Whatever happened to a member, taking the last step back leads to where it was taken."""
    told: list[member.Event] = [REGISTERED]
    order: list[member.Event] = [RECORDED, DELIVERED, FOUND, HELPED, FAILED, TRANSFERRED, GONE]
    needed = {DELIVERED: RECORDED, HELPED: FOUND, FAILED: HELPED}
    for event in order:
        if event in events and needed.get(event, REGISTERED) in told:
            told.append(event)
    before = given(*told[:-1])
    undone = (
        given(*told, member.MemberEntryVoided(entry=len(told), stands=STANDS, reason="误登")) if len(told) > 1 else None
    )
    if before is not None and undone is not None:
        keep = {"version": 0, "next_situation": 0, "next_problem": 0}
        assert replaced(undone, **keep) == replaced(before, **keep)
