"""Projects: the class is the rule, the method the case."""

from datetime import date
from typing import Any

import pytest
from deciding import TODAY, fold, refusal, replaced

from domain import project
from domain.project import Milestone, Type

PROJECT, TOWN, DISTRICT = "project-00000000000000000001", "org-00000000000000000001", "org-00000000000000000002"
PROPOSE = project.ProposeProject(
    project=PROJECT,
    organisation=TOWN,
    type=Type.SECRETARY,
    owner="person-a",
    year=2024,
    title="村级活动场所提升",
    problem="三个村没有固定的活动场所",
    occurred_on=date(2024, 2, 1),
)
PROPOSED = project.ProjectProposed(**{k: getattr(PROPOSE, k) for k in PROPOSE.__dataclass_fields__ if k != "project"})
STEPS = (
    Milestone(number=1, title="选址", due_on=date(2024, 4, 30), person="person-a"),
    Milestone(number=2, title="建成", due_on=date(2024, 10, 31), person="person-b"),
)
APPROVE = project.ApproveProject(project=PROJECT, by=DISTRICT, occurred_on=date(2024, 3, 1), milestones=STEPS)
APPROVED = project.ProjectApproved(by=DISTRICT, occurred_on=APPROVE.occurred_on, milestones=STEPS)
RESCHEDULE = project.RescheduleProject(
    project=PROJECT,
    occurred_on=date(2024, 6, 1),
    milestones=(STEPS[0], replaced(STEPS[1], due_on=date(2024, 11, 30))),
    reason="雨季停工",
)
REPORT = project.ReportProgress(project=PROJECT, occurred_on=date(2024, 5, 6), text="两个村已开工", percent=40)
REPORTED = project.ProjectProgressReported(occurred_on=REPORT.occurred_on, text=REPORT.text, percent=40)
REACH = project.ReachMilestone(project=PROJECT, number=1, occurred_on=date(2024, 4, 28), text="选址已定")
REACHED = project.MilestoneReached(number=1, occurred_on=REACH.occurred_on, text=REACH.text)
HAND_OVER = project.ChangeProjectOwner(
    project=PROJECT, owner="person-c", occurred_on=date(2024, 7, 1), reason="书记调整"
)
HANDED_OVER = project.ProjectOwnerChanged(owner="person-c", occurred_on=HAND_OVER.occurred_on, reason="书记调整")
COMPLETE = project.CompleteProject(project=PROJECT, occurred_on=date(2024, 11, 20), text="三个村场所均已投用")
COMPLETED = project.ProjectCompleted(occurred_on=COMPLETE.occurred_on, text=COMPLETE.text)
TERMINATE = project.TerminateProject(project=PROJECT, occurred_on=date(2024, 8, 1), reason="用地未获批准")
TERMINATED = project.ProjectTerminated(occurred_on=TERMINATE.occurred_on, reason=TERMINATE.reason)
CORRECT = project.CorrectProject(
    **{k: getattr(PROPOSE, k) for k in PROPOSE.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
VOID = project.VoidProject(project=PROJECT, reason="重复登记")
CLAUSE = "shunde2015 四（四）3"


def decide(state: project.State | None, command: project.Command) -> list[project.Event]:
    return project.decide(state, command, today=TODAY)


def after(*events: project.Event) -> project.State:
    state = fold(project.evolve, *events)
    assert state is not None
    return state


class TestAProjectTakesOnAProblem:
    def test_proposed(self) -> None:
        assert decide(None, PROPOSE) == [PROPOSED]

    def test_once(self) -> None:
        assert refusal(decide, after(PROPOSED), PROPOSE).code == "exists"

    @pytest.mark.parametrize(
        ("field", "value"),
        [("problem", " "), ("title", ""), ("year", 1999), ("occurred_on", date(2025, 1, 2)), ("duties", ("甲", "甲"))],
    )
    def test_not_without(self, field: str, value: Any) -> None:
        assert refusal(decide, None, replaced(PROPOSE, **{field: value})).field == field

    def test_research_that_came_before_may_be_cited(self) -> None:
        (event,) = decide(None, replaced(PROPOSE, research="research-1"))
        assert event == replaced(PROPOSED, research="research-1")


class TestAJointProjectNamesPartners:
    def test_one_at_least(self) -> None:
        joint = replaced(PROPOSE, type=Type.JOINT, partners=("org-3",))
        assert decide(None, joint)
        refused = refusal(decide, None, replaced(joint, partners=()))
        assert (refused.code, refused.field, refused.clause) == ("partners_missing", "partners", "shunde2015 四（一）7")

    def test_others_than_itself(self) -> None:
        own = replaced(PROPOSE, type=Type.JOINT, partners=(TOWN,))
        assert refusal(decide, None, own).code == "own_partner"

    def test_each_once(self) -> None:
        twice = replaced(PROPOSE, type=Type.JOINT, partners=("org-3", "org-3"))
        assert refusal(decide, None, twice).code == "repeated"

    def test_all_of_them_act_on_it(self) -> None:
        state = after(replaced(PROPOSED, partners=("org-3",)), APPROVED)
        assert state.parties == (TOWN, "org-3", DISTRICT)


class TestItIsApprovedWithATimetable:
    def test_approved(self) -> None:
        assert decide(after(PROPOSED), APPROVE) == [APPROVED]

    def test_not_without_steps(self) -> None:
        refused = refusal(decide, after(PROPOSED), replaced(APPROVE, milestones=()))
        assert (refused.code, refused.clause) == ("timetable_missing", CLAUSE)

    def test_every_step_has_a_person(self) -> None:
        nobody = (STEPS[0], replaced(STEPS[1], person=None))
        refused = refusal(decide, after(PROPOSED), replaced(APPROVE, milestones=nobody))
        assert (refused.code, refused.clause) == ("person_missing", CLAUSE)
        assert "第2个节点" in refused.zh

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"due_on": date(2024, 2, 29)}, "due_before_approval"),
            ({"number": 0}, "milestone_number"),
            ({"number": 2}, "repeated"),
            ({"title": " "}, "required"),
        ],
    )
    def test_steps_that_cannot_be(self, change: dict[str, Any], code: str) -> None:
        steps = (replaced(STEPS[0], **change), STEPS[1])
        assert refusal(decide, after(PROPOSED), replaced(APPROVE, milestones=steps)).code == code

    def test_a_step_may_be_due_on_the_day_of_approval(self) -> None:
        steps = (replaced(STEPS[0], due_on=APPROVE.occurred_on),)
        assert decide(after(PROPOSED), replaced(APPROVE, milestones=steps))

    def test_not_before_it_was_proposed(self) -> None:
        early = replaced(APPROVE, occurred_on=date(2024, 1, 31))
        assert refusal(decide, after(PROPOSED), early).code == "out_of_order"

    def test_once(self) -> None:
        assert refusal(decide, after(PROPOSED, APPROVED), APPROVE).code == "wrong_stage"


class TestWhatFollowsTheApproval:
    @pytest.mark.parametrize("command", [REPORT, REACH, RESCHEDULE, COMPLETE])
    def test_nothing_of_it_before(self, command: project.Command) -> None:
        refused = refusal(decide, after(PROPOSED), command)
        assert (refused.code, refused.clause) == ("wrong_stage", CLAUSE)

    def test_progress(self) -> None:
        assert decide(after(PROPOSED, APPROVED), REPORT) == [REPORTED]

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"percent": 101}, "percent_out_of_range"),
            ({"percent": -1}, "percent_out_of_range"),
            ({"text": ""}, "required"),
            ({"occurred_on": date(2024, 2, 29)}, "out_of_order"),
            ({"occurred_on": date(2025, 1, 2)}, "future_date"),
        ],
    )
    def test_progress_that_cannot_be(self, change: dict[str, Any], code: str) -> None:
        assert refusal(decide, after(PROPOSED, APPROVED), replaced(REPORT, **change)).code == code

    def test_a_step_reached(self) -> None:
        assert decide(after(PROPOSED, APPROVED), REACH) == [REACHED]

    def test_a_step_of_the_timetable(self) -> None:
        assert refusal(decide, after(PROPOSED, APPROVED), replaced(REACH, number=3)).code == "unknown_milestone"

    def test_a_step_once(self) -> None:
        assert refusal(decide, after(PROPOSED, APPROVED, REACHED), REACH).code == "already_reached"

    def test_completed(self) -> None:
        assert decide(after(PROPOSED, APPROVED, REACHED), COMPLETE) == [COMPLETED]

    def test_completed_not_before_it_was_approved(self) -> None:
        early = replaced(COMPLETE, occurred_on=date(2024, 2, 29))
        assert refusal(decide, after(PROPOSED, APPROVED), early).code == "out_of_order"


class TestTheTimetableMayChange:
    def test_rescheduled(self) -> None:
        (event,) = decide(after(PROPOSED, APPROVED, REACHED), RESCHEDULE)
        state = after(PROPOSED, APPROVED, REACHED, event)
        assert state.milestones == RESCHEDULE.milestones
        assert state.reached == {1}

    def test_with_a_reason(self) -> None:
        assert refusal(decide, after(PROPOSED, APPROVED), replaced(RESCHEDULE, reason="")).field == "reason"

    def test_without_a_change_nothing_happens(self) -> None:
        assert decide(after(PROPOSED, APPROVED), replaced(RESCHEDULE, milestones=STEPS)) == []

    def test_what_was_reached_stays(self) -> None:
        without = replaced(RESCHEDULE, milestones=(STEPS[1],))
        assert refusal(decide, after(PROPOSED, APPROVED, REACHED), without).code == "milestone_reached"
        assert decide(after(PROPOSED, APPROVED), without)


class TestTheOwnerMayChange:
    def test_handed_over(self) -> None:
        assert decide(after(PROPOSED, APPROVED), HAND_OVER) == [HANDED_OVER]
        assert after(PROPOSED, APPROVED, HANDED_OVER).owner == "person-c"

    def test_to_somebody_else(self) -> None:
        assert decide(after(PROPOSED, APPROVED), replaced(HAND_OVER, owner="person-a")) == []

    def test_a_correction_leaves_whoever_took_it_over(self) -> None:
        (event,) = decide(after(PROPOSED, APPROVED, HANDED_OVER), replaced(CORRECT, owner="person-b"))
        assert after(PROPOSED, APPROVED, HANDED_OVER, event).owner == "person-c"
        assert after(PROPOSED, APPROVED, event).owner == "person-b"

    def test_not_once_it_ended(self) -> None:
        assert refusal(decide, after(PROPOSED, APPROVED, COMPLETED), HAND_OVER).code == "wrong_stage"


class TestAProjectThatEndedTakesNoMore:
    @pytest.mark.parametrize("given", [(PROPOSED,), (PROPOSED, APPROVED)])
    def test_broken_off(self, given: tuple[project.Event, ...]) -> None:
        assert decide(after(*given), TERMINATE) == [TERMINATED]

    def test_with_a_reason(self) -> None:
        assert refusal(decide, after(PROPOSED), replaced(TERMINATE, reason=" ")).field == "reason"

    @pytest.mark.parametrize("end", [COMPLETED, TERMINATED])
    @pytest.mark.parametrize("command", [REPORT, REACH, RESCHEDULE, COMPLETE, TERMINATE, APPROVE])
    def test_nothing_after(self, end: project.Event, command: project.Command) -> None:
        assert refusal(decide, after(PROPOSED, APPROVED, end), command).code == "wrong_stage"

    @pytest.mark.parametrize("end", [COMPLETED, TERMINATED])
    def test_but_corrections(self, end: project.Event) -> None:
        assert decide(after(PROPOSED, APPROVED, end), replaced(CORRECT, title="活动场所"))


class TestWhatWasWrongIsCorrectedByAdding:
    def test_it_points_at_what_was_wrong(self) -> None:
        (event,) = decide(after(PROPOSED), replaced(CORRECT, title="活动场所"))
        assert event == project.ProjectCorrected(
            corrects=1, proposed=replaced(PROPOSED, title="活动场所"), reason="登记有误"
        )
        (again,) = decide(after(PROPOSED, event), CORRECT)
        assert isinstance(again, project.ProjectCorrected)
        assert again.corrects == 2

    def test_nothing_to_correct(self) -> None:
        assert decide(after(PROPOSED), CORRECT) == []

    def test_by_the_same_rules(self) -> None:
        assert refusal(decide, after(PROPOSED), replaced(CORRECT, type=Type.JOINT)).code == "partners_missing"

    def test_not_past_what_followed(self) -> None:
        late = replaced(CORRECT, occurred_on=date(2024, 3, 2))
        assert refusal(decide, after(PROPOSED, APPROVED), late).code == "after_next_step"
        assert decide(after(PROPOSED, APPROVED), replaced(late, occurred_on=date(2024, 3, 1)))

    def test_voided(self) -> None:
        assert decide(after(PROPOSED), VOID) == [project.ProjectVoided(reason="重复登记")]
        voided = after(PROPOSED, project.ProjectVoided(reason="重复登记"))
        for command in (APPROVE, CORRECT, VOID, TERMINATE):
            assert refusal(decide, voided, command).code == "voided"

    def test_nothing_without_a_record(self) -> None:
        assert refusal(decide, None, APPROVE).code == "unknown"
