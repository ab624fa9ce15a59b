"""Commitment: the class is the rule, the method the case."""

from datetime import date
from typing import Any

import pytest
from deciding import fold, refusal, replaced

from domain import commitment

BRANCH, MEMBER, SECRETARY = f"org-{1:020x}", f"person-{1:020x}", f"person-{2:020x}"
COMMITMENT = f"commitment-{1:020x}"
TODAY = date(2025, 1, 31)

MADE = commitment.CommitmentMade(
    organisation=BRANCH,
    person=MEMBER,
    title="为两户独居老人修缮屋顶",
    period="2024",
    occurred_on=date(2024, 3, 1),
    due_on=date(2024, 9, 30),
)
MAKE = commitment.MakeCommitment(commitment=COMMITMENT, **{k: getattr(MADE, k) for k in MADE.__dataclass_fields__})
ACCEPTED = commitment.CommitmentAccepted(occurred_on=date(2024, 3, 5))
RETURNED = commitment.CommitmentReturned(occurred_on=date(2024, 3, 5), reason="不够具体")
REVISED = commitment.CommitmentRevised(occurred_on=date(2024, 3, 8), title="修缮屋顶两处", due_on=date(2024, 8, 31))
FULFILLED = commitment.CommitmentFulfilled(occurred_on=date(2024, 9, 20), text="已修缮")
CONFIRMED = commitment.CommitmentConfirmed(occurred_on=date(2024, 9, 25), person=SECRETARY)
REFUSED = commitment.CommitmentNotConfirmed(occurred_on=date(2024, 9, 25), person=SECRETARY, reason="一户未修")


def asked(event: Any, command: type, **changed: Any) -> Any:
    fields = {k: getattr(event, k) for k in event.__dataclass_fields__}
    return command(commitment=COMMITMENT, **{**fields, **changed})


ACCEPT = asked(ACCEPTED, commitment.AcceptCommitment)
RETURN = asked(RETURNED, commitment.ReturnCommitment)
REVISE = asked(REVISED, commitment.ReviseCommitment)
FULFIL = asked(FULFILLED, commitment.FulfilCommitment)
CONFIRM = asked(CONFIRMED, commitment.ConfirmCommitment)
REFUSE = asked(REFUSED, commitment.RefuseCommitment)
CORRECT = commitment.CorrectCommitment(
    commitment=COMMITMENT,
    reason="登记有误",
    **{k: getattr(MADE, k) for k in MADE.__dataclass_fields__ if k != "organisation"},
)
VOID = commitment.VoidCommitment(commitment=COMMITMENT, reason="重复登记")


def decide(state: commitment.State | None, command: commitment.Command) -> list[commitment.Event]:
    return commitment.decide(state, command, today=TODAY)


def given(*events: commitment.Event) -> commitment.State | None:
    return fold(commitment.evolve, *events)


class TestSomethingDefiniteByADay:
    def test_made(self) -> None:
        assert decide(None, MAKE) == [MADE]
        assert refusal(decide, given(MADE), MAKE).code == "exists"

    @pytest.mark.parametrize(
        ("changed", "code", "field"),
        [
            ({"title": " "}, "required", "title"),
            ({"due_on": date(2024, 2, 29)}, "due_before_made", "due_on"),
            ({"period": "2024-Q1"}, "not_a_year", "period"),
            ({"period": ""}, "required", "period"),
            ({"duties": ("a", "a")}, "repeated", "duties"),
            ({"occurred_on": date(2025, 2, 1), "due_on": date(2025, 3, 1)}, "future_date", "occurred_on"),
        ],
    )
    def test_what_cannot_stand(self, changed: dict[str, Any], code: str, field: str) -> None:
        refused = refusal(decide, None, replaced(MAKE, **changed))
        assert (refused.code, refused.field) == (code, field)


class TestTheBranchLooksAtIt:
    def test_accepted_or_sent_back(self) -> None:
        assert decide(given(MADE), ACCEPT) == [ACCEPTED]
        assert decide(given(MADE), RETURN) == [RETURNED]

    def test_revised_it_waits_again(self) -> None:
        assert decide(given(MADE, RETURNED), REVISE) == [REVISED]
        state = given(MADE, RETURNED, REVISED)
        assert state is not None
        assert (state.stage, state.made.title, state.made.due_on) == ("made", "修缮屋顶两处", date(2024, 8, 31))
        assert decide(state, replaced(ACCEPT, occurred_on=date(2024, 3, 9)))

    @pytest.mark.parametrize(
        ("events", "command"),
        [
            ((MADE, ACCEPTED), ACCEPT),
            ((MADE, ACCEPTED), RETURN),
            ((MADE,), REVISE),
            ((MADE,), FULFIL),
            ((MADE, RETURNED), FULFIL),
            ((MADE, ACCEPTED), CONFIRM),
            ((MADE, ACCEPTED, FULFILLED, CONFIRMED), REFUSE),
        ],
    )
    def test_one_step_after_the_other(self, events: Any, command: Any) -> None:
        refused = refusal(decide, given(*events), command)
        assert (refused.code, refused.clause) == ("wrong_stage", "c2006-serve 二（二）")


class TestAnotherConfirms:
    def test_confirmed(self) -> None:
        assert decide(given(MADE, ACCEPTED, FULFILLED), CONFIRM) == [CONFIRMED]

    @pytest.mark.parametrize("command", [CONFIRM, REFUSE])
    def test_not_the_member(self, command: Any) -> None:
        refused = refusal(decide, given(MADE, ACCEPTED, FULFILLED), replaced(command, person=MEMBER))
        assert (refused.code, refused.field, refused.clause) == ("own_confirmation", "person", "c2006-serve 二（二）")

    def test_not_confirmed_it_can_be_kept_yet(self) -> None:
        again = replaced(FULFIL, occurred_on=date(2024, 10, 20))
        assert decide(given(MADE, ACCEPTED, FULFILLED, REFUSED), again)

    def test_kept_late_is_not_refused(self) -> None:
        assert decide(given(MADE, ACCEPTED), replaced(FULFIL, occurred_on=date(2024, 12, 1)))


class TestTheDaysFollowOneAnother:
    @pytest.mark.parametrize(
        ("events", "command"),
        [
            ((MADE,), replaced(ACCEPT, occurred_on=date(2024, 2, 29))),
            ((MADE, ACCEPTED), replaced(FULFIL, occurred_on=date(2024, 3, 4))),
            ((MADE, ACCEPTED, FULFILLED), replaced(CONFIRM, occurred_on=date(2024, 9, 19))),
        ],
    )
    def test_not_before_the_step_before(self, events: Any, command: Any) -> None:
        assert refusal(decide, given(*events), command).code == "out_of_order"

    def test_nor_after_today(self) -> None:
        assert refusal(decide, given(MADE), replaced(ACCEPT, occurred_on=date(2025, 2, 1))).code == "future_date"


class TestCorrections:
    def test_it_points_at_what_was_wrong(self) -> None:
        (event,) = decide(given(MADE, ACCEPTED), replaced(CORRECT, title="修缮屋顶一处"))
        assert event == commitment.CommitmentCorrected(
            corrects=1, made=replaced(MADE, title="修缮屋顶一处"), reason="登记有误"
        )
        assert decide(given(MADE), CORRECT) == []

    def test_it_does_not_overtake_what_followed(self) -> None:
        assert (
            refusal(decide, given(MADE, ACCEPTED), replaced(CORRECT, occurred_on=date(2024, 3, 6))).code
            == "after_next_step"
        )

    def test_voided_takes_nothing_more(self) -> None:
        (event,) = decide(given(MADE), VOID)
        assert refusal(decide, given(MADE, event), ACCEPT).code == "voided"
        assert refusal(decide, None, VOID).code == "unknown"
