"""Mass reception: the class is the rule, the method the case."""

from datetime import date
from typing import Any

import pytest
from deciding import fold, refusal, replaced

from domain import reception
from domain.reception import Category, Channel

COMMITTEE, OFFICE, LEADER, OTHER = f"org-{1:020x}", f"org-{2:020x}", f"person-{1:020x}", f"person-{2:020x}"
RECEPTION = f"reception-{1:020x}"
TODAY = date(2024, 12, 31)

HELD = reception.ReceptionHeld(
    organisation=COMMITTEE,
    receivers=(LEADER,),
    channel=Channel.RECEPTION_DAY,
    title="五月接待日",
    occurred_on=date(2024, 5, 10),
    visitors=3,
)
HOLD = reception.HoldReception(reception=RECEPTION, **{k: getattr(HELD, k) for k in HELD.__dataclass_fields__})
RAISED = reception.IssueRaised(number=1, category=Category.LAND, text="承包地边界", occurred_on=date(2024, 5, 10))
RAISE = reception.RaiseIssue(
    reception=RECEPTION, category=Category.LAND, text="承包地边界", occurred_on=date(2024, 5, 10)
)
SOLVED = reception.IssueResolved(number=1, occurred_on=date(2024, 5, 20), text="重新丈量")
EXPLAINED = reception.IssueExplained(number=1, occurred_on=date(2024, 5, 12), text="须待确权")
ASKED = reception.CoordinationStarted(
    number=1, organisations=(OFFICE,), occurred_on=date(2024, 5, 15), text="请国土部门核查"
)
TOLD = reception.IssueFedBack(number=1, occurred_on=date(2024, 5, 22), text="电话告知")
CLOSED = reception.IssueClosed(number=1, occurred_on=date(2024, 5, 25))


def asked(event: Any, command: type, **changed: Any) -> Any:
    fields = {k: getattr(event, k) for k in event.__dataclass_fields__}
    return command(reception=RECEPTION, **{**fields, **changed})


SOLVE = asked(SOLVED, reception.ResolveIssue)
EXPLAIN = asked(EXPLAINED, reception.ExplainIssue)
ASK = asked(ASKED, reception.StartCoordination)
TELL = asked(TOLD, reception.FeedIssueBack)
CLOSE = asked(CLOSED, reception.CloseIssue)
VOID_ISSUE = reception.VoidIssue(reception=RECEPTION, number=1, reason="误记")
CORRECT = reception.CorrectReception(
    reception=RECEPTION,
    reason="登记有误",
    **{k: getattr(HELD, k) for k in HELD.__dataclass_fields__ if k != "organisation"},
)


def decide(state: reception.State | None, command: reception.Command) -> list[reception.Event]:
    return reception.decide(state, command, today=TODAY)


def given(*events: reception.Event) -> reception.State | None:
    return fold(reception.evolve, *events)


class TestSomebodyReceives:
    def test_held(self) -> None:
        assert decide(None, HOLD) == [HELD]
        assert decide(None, replaced(HOLD, visitors=0))
        assert refusal(decide, given(HELD), HOLD).code == "exists"

    @pytest.mark.parametrize(
        ("changed", "code", "field"),
        [
            ({"receivers": ()}, "nobody_received", "receivers"),
            ({"receivers": (LEADER, LEADER)}, "repeated", "receivers"),
            ({"visitors": -1}, "negative", "visitors"),
            ({"title": ""}, "required", "title"),
            ({"occurred_on": date(2025, 1, 1)}, "future_date", "occurred_on"),
        ],
    )
    def test_what_cannot_stand(self, changed: dict[str, Any], code: str, field: str) -> None:
        refused = refusal(decide, None, replaced(HOLD, **changed))
        assert (refused.code, refused.field) == (code, field)


class TestIssuesAreNumbered:
    def test_from_one(self) -> None:
        assert decide(given(HELD), RAISE) == [RAISED]
        (second,) = decide(given(HELD, RAISED), RAISE)
        assert second == replaced(RAISED, number=2)

    def test_a_voided_number_is_not_given_again(self) -> None:
        (voided,) = decide(given(HELD, RAISED), VOID_ISSUE)
        (next_one,) = decide(given(HELD, RAISED, voided), RAISE)
        assert next_one == replaced(RAISED, number=2)
        assert refusal(decide, given(HELD, RAISED, voided), SOLVE).code == "issue_voided"

    def test_not_before_the_reception(self) -> None:
        assert refusal(decide, given(HELD), replaced(RAISE, occurred_on=date(2024, 5, 9))).code == "out_of_order"

    def test_no_such_issue(self) -> None:
        assert refusal(decide, given(HELD, RAISED), replaced(SOLVE, number=2)).code == "unknown_issue"


class TestClosedOnlyWhenDoneAndTold:
    def test_solved_and_told(self) -> None:
        assert decide(given(HELD, RAISED, SOLVED, TOLD), CLOSE) == [CLOSED]

    def test_explained_coordinated_and_told(self) -> None:
        assert decide(given(HELD, RAISED, EXPLAINED, ASKED, TOLD), CLOSE) == [CLOSED]

    @pytest.mark.parametrize(
        "events", [(TOLD,), (EXPLAINED, TOLD), (ASKED, TOLD)], ids=["nothing", "explained alone", "coordinated alone"]
    )
    def test_explaining_alone_does_not_close(self, events: Any) -> None:
        refused = refusal(decide, given(HELD, RAISED, *events), CLOSE)
        assert (refused.code, refused.clause) == ("neither_solved_nor_coordinated", "c2006-serve 二（六）")

    @pytest.mark.parametrize("events", [(SOLVED,), (EXPLAINED, ASKED)])
    def test_not_without_feedback(self, events: Any) -> None:
        refused = refusal(decide, given(HELD, RAISED, *events), CLOSE)
        assert (refused.code, refused.clause) == ("not_fed_back", "c2006-serve 三（三）")

    def test_feedback_before_the_solution_does_not_do(self) -> None:
        early = replaced(TOLD, occurred_on=date(2024, 5, 19))
        assert refusal(decide, given(HELD, RAISED, early, SOLVED), CLOSE).code == "not_fed_back"

    def test_not_before_the_feedback(self) -> None:
        early = replaced(CLOSE, occurred_on=date(2024, 5, 21))
        assert refusal(decide, given(HELD, RAISED, SOLVED, TOLD), early).code == "out_of_order"

    @pytest.mark.parametrize("command", [SOLVE, EXPLAIN, ASK, TELL, CLOSE])
    def test_closed_takes_nothing_more(self, command: Any) -> None:
        assert refusal(decide, given(HELD, RAISED, SOLVED, TOLD, CLOSED), command).code == "issue_closed"

    def test_but_can_be_voided(self) -> None:
        assert decide(given(HELD, RAISED, SOLVED, TOLD, CLOSED), VOID_ISSUE)


class TestWhatIsDoneAboutIt:
    @pytest.mark.parametrize("command", [SOLVE, EXPLAIN, ASK, TELL])
    def test_not_before_it_was_raised(self, command: Any) -> None:
        assert (
            refusal(decide, given(HELD, RAISED), replaced(command, occurred_on=date(2024, 5, 9))).code == "out_of_order"
        )

    @pytest.mark.parametrize("command", [SOLVE, EXPLAIN, ASK])
    def test_once_solved_that_is_it(self, command: Any) -> None:
        assert refusal(decide, given(HELD, RAISED, SOLVED), command).code == "already_resolved"

    def test_solved_after_an_explanation(self) -> None:
        assert decide(given(HELD, RAISED, EXPLAINED, ASKED), SOLVE) == [SOLVED]

    def test_asking_names_somebody(self) -> None:
        assert refusal(decide, given(HELD, RAISED), replaced(ASK, organisations=())).field == "organisations"


class TestCorrections:
    def test_it_points_at_what_was_wrong(self) -> None:
        (event,) = decide(given(HELD, RAISED), replaced(CORRECT, receivers=(LEADER, OTHER)))
        assert event == reception.ReceptionCorrected(
            corrects=1, held=replaced(HELD, receivers=(LEADER, OTHER)), reason="登记有误"
        )
        assert decide(given(HELD), CORRECT) == []

    def test_not_after_the_first_issue(self) -> None:
        late = replaced(CORRECT, occurred_on=date(2024, 5, 11))
        assert refusal(decide, given(HELD, RAISED), late).code == "after_first_issue"

    def test_voided_takes_nothing_more(self) -> None:
        (event,) = decide(given(HELD), reception.VoidReception(reception=RECEPTION, reason="误记"))
        assert refusal(decide, given(HELD, event), RAISE).code == "voided"
        assert refusal(decide, None, RAISE).code == "unknown"
