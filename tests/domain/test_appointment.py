"""Appointment: the class is the rule, the method the case."""

from datetime import date

from deciding import TODAY, fold, refusal, replaced

from domain import appointment
from domain.appointment import Portfolio, Post, State

ORG = "org-1"


class Founded:
    """An organisation that exists from a day on."""

    def __init__(self, first: date) -> None:
        self.first = first

    def exists_on(self, day: date) -> bool:
        return self.first <= day


APPOINT = appointment.AppointRole(
    organisation=ORG, person="person-a", post=Post.SECRETARY, occurred_on=date(2024, 1, 1)
)
END = appointment.EndRole(organisation=ORG, appointment=1, occurred_on=date(2024, 6, 15), reason="调任")
ASSIGN = appointment.AssignRole(
    organisation=ORG,
    appointment=1,
    portfolio=(Portfolio.PARTY_BUILDING,),
    occurred_on=date(2024, 3, 1),
    reason="班子分工调整",
)
CORRECT = appointment.CorrectAppointment(
    organisation=ORG,
    appointment=1,
    person="person-a",
    post=Post.SECRETARY,
    occurred_on=date(2024, 1, 10),
    reason="任职日期登记有误",
)
SUCCESSOR = replaced(APPOINT, person="person-b", occurred_on=date(2024, 6, 16))


def decide(state: State | None, command: appointment.Command) -> list[appointment.Event]:
    return appointment.decide(state, command, today=TODAY, organisation=Founded(date(2020, 1, 1)))


def given(*events: appointment.Event) -> State:
    state = fold(appointment.evolve, *events)
    assert state is not None
    return state


def after(*commands: appointment.Command) -> State:
    state: State | None = None
    for command in commands:
        for event in decide(state, command):
            state = appointment.evolve(state, event)
    assert state is not None
    return state


class TestThePostIsInAnOrganisationThatExists:
    def test_taken_up(self) -> None:
        state = after(APPOINT)
        assert state.holders(Post.SECRETARY, date(2024, 1, 1)) == ("person-a",)
        assert state.holders(Post.SECRETARY, date(2023, 12, 31)) == ()

    def test_not_before_the_organisation(self) -> None:
        refused = refusal(decide, None, replaced(APPOINT, occurred_on=date(2019, 12, 31)))
        assert (refused.code, refused.field) == ("not_standing", "occurred_on")

    def test_not_in_the_future(self) -> None:
        assert refusal(decide, None, replaced(APPOINT, occurred_on=date(2025, 1, 2))).code == "future_date"


class TestThereIsOneSecretaryAtATime:
    def test_a_second_is_refused(self) -> None:
        assert refusal(decide, after(APPOINT), SUCCESSOR).code == "second_secretary"

    def test_acting_or_not(self) -> None:
        assert refusal(decide, after(APPOINT), replaced(SUCCESSOR, acting=True)).code == "second_secretary"

    def test_not_on_the_last_day_of_the_first(self) -> None:
        state = after(APPOINT, END)
        assert refusal(decide, state, replaced(SUCCESSOR, occurred_on=date(2024, 6, 15))).code == "second_secretary"

    def test_the_successor_follows(self) -> None:
        state = after(APPOINT, END, SUCCESSOR)
        assert state.holders(Post.SECRETARY, date(2024, 6, 15)) == ("person-a",)
        assert state.holders(Post.SECRETARY, date(2024, 6, 16)) == ("person-b",)

    def test_a_tenure_entered_late_may_not_reach_into_the_next(self) -> None:
        assert refusal(decide, after(SUCCESSOR), APPOINT).code == "second_secretary"

    def test_entered_late_with_its_end_by_correction(self) -> None:
        late = replaced(CORRECT, appointment=3, person="person-c", occurred_on=date(2024, 5, 1))
        state = after(APPOINT, END, SUCCESSOR)
        assert refusal(decide, state, replaced(late, ended_on=date(2024, 6, 10))).code == "second_secretary"

    def test_deputies_may_be_several(self) -> None:
        deputy = replaced(APPOINT, post=Post.DEPUTY_SECRETARY)
        state = after(deputy, replaced(deputy, person="person-b"))
        assert state.holders(Post.DEPUTY_SECRETARY, date(2024, 1, 1)) == ("person-a", "person-b")


class TestNobodyHoldsOnePostTwice:
    def test_refused(self) -> None:
        deputy = replaced(APPOINT, post=Post.DEPUTY_SECRETARY)
        assert refusal(decide, after(deputy), deputy).code == "already_in_post"

    def test_two_different_posts_are_two(self) -> None:
        state = after(APPOINT, replaced(APPOINT, post=Post.STANDING_MEMBER))
        assert len(state.tenures) == 2


class TestATenureEndsAfterItBegins:
    def test_both_days_count(self) -> None:
        state = after(APPOINT, END)
        assert state.holds_post("person-a", date(2024, 6, 15))
        assert not state.holds_post("person-a", date(2024, 6, 16))

    def test_not_before_it_begins(self) -> None:
        refused = refusal(decide, after(APPOINT), replaced(END, occurred_on=date(2023, 12, 31)))
        assert refused.code == "ends_before_start"

    def test_not_in_the_future(self) -> None:
        assert refusal(decide, after(APPOINT), replaced(END, occurred_on=date(2025, 1, 2))).code == "future_date"

    def test_once(self) -> None:
        assert refusal(decide, after(APPOINT, END), END).code == "already_ended"

    def test_an_unknown_appointment(self) -> None:
        assert refusal(decide, after(APPOINT), replaced(END, appointment=7)).field == "appointment"
        assert refusal(decide, None, END).code == "unknown_appointment"


class TestAPortfolioChangesInsideTheTenure:
    def test_from_its_day_on(self) -> None:
        state = after(APPOINT, ASSIGN)
        assert state.in_charge_of(Portfolio.PARTY_BUILDING, date(2024, 2, 29)) == ()
        assert state.in_charge_of(Portfolio.PARTY_BUILDING, date(2024, 3, 1)) == ("person-a",)

    def test_not_after_it(self) -> None:
        assert refusal(decide, after(APPOINT, END), replaced(ASSIGN, occurred_on=date(2024, 7, 1))).code == (
            "outside_tenure"
        )

    def test_not_before_its_last_change(self) -> None:
        earlier = replaced(ASSIGN, occurred_on=date(2024, 2, 1), portfolio=(Portfolio.SAFETY,))
        assert refusal(decide, after(APPOINT, ASSIGN), earlier).code == "outside_tenure"

    def test_the_same_again_is_not_recorded(self) -> None:
        assert decide(after(APPOINT, ASSIGN), replaced(ASSIGN, occurred_on=date(2024, 4, 1))) == []

    def test_nothing_twice_in_it(self) -> None:
        twice = replaced(ASSIGN, portfolio=(Portfolio.SAFETY, Portfolio.SAFETY))
        assert refusal(decide, after(APPOINT), twice).code == "repeated"


class TestATenureIsCorrectedAsAWhole:
    def test_days_and_person(self) -> None:
        state = after(APPOINT, replaced(CORRECT, person="person-c", ended_on=date(2024, 2, 1)))
        assert state.holders(Post.SECRETARY, date(2024, 1, 9)) == ()
        assert state.holders(Post.SECRETARY, date(2024, 2, 1)) == ("person-c",)
        assert state.tenures[0].stands_at == 2

    def test_it_may_stand_open_again(self) -> None:
        state = after(APPOINT, END, CORRECT)
        assert state.tenures[0].last is None

    def test_portfolio_changes_inside_stay(self) -> None:
        state = after(APPOINT, ASSIGN, CORRECT)
        assert state.in_charge_of(Portfolio.PARTY_BUILDING, date(2024, 3, 1)) == ("person-a",)

    def test_the_same_again_is_not_recorded(self) -> None:
        assert decide(after(APPOINT, CORRECT), CORRECT) == []

    def test_its_end_is_not_before_its_beginning(self) -> None:
        refused = refusal(decide, after(APPOINT), replaced(CORRECT, ended_on=date(2024, 1, 9)))
        assert (refused.code, refused.field) == ("ends_before_start", "ended_on")

    def test_a_voided_tenure_frees_the_post(self) -> None:
        void = appointment.VoidAppointment(organisation=ORG, appointment=1, reason="登记错误")
        state = after(APPOINT, void, replaced(APPOINT, person="person-b"))
        assert state.holders(Post.SECRETARY, date(2024, 1, 1)) == ("person-b",)
        assert refusal(decide, state, void).code == "unknown_appointment"

    def test_given_events_fold_alike(self) -> None:
        assert given(*decide(None, APPOINT)) == after(APPOINT)


class TestAnEarlierTenureEnteredAfterTheFact:
    EARLIER = replaced(APPOINT, person="person-b", occurred_on=date(2022, 1, 1), ended_on=date(2023, 12, 31))

    def test_it_begins_and_ends_in_one_act(self) -> None:
        state = given(*decide(None, APPOINT))
        events = decide(state, self.EARLIER)
        assert [type(event).__name__ for event in events] == ["RoleAppointed", "RoleEnded"]
        state = given(*decide(None, APPOINT), *events)
        assert state is not None
        assert state.holders(Post.SECRETARY, date(2023, 6, 1)) == ("person-b",)
        assert state.holders(Post.SECRETARY, date(2024, 6, 1)) == ("person-a",)

    def test_it_may_not_reach_into_the_next(self) -> None:
        state = given(*decide(None, APPOINT))
        late = replaced(self.EARLIER, ended_on=date(2024, 1, 1))
        assert refusal(decide, state, late).code == "second_secretary"

    def test_it_ends_after_it_begins(self) -> None:
        assert refusal(decide, None, replaced(self.EARLIER, ended_on=date(2021, 1, 1))).field == "ended_on"
