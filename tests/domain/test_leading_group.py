"""Leading group: the class is the rule, the method the case."""

from datetime import date

from deciding import TODAY, fold, refusal, replaced

from domain import leading_group
from domain.leading_group import Seat, Type

SET_UP = leading_group.EstablishGroup(
    group="group-00000000000000000001",
    organisation="org-00000000000000000001",
    type=Type.PARTY_BUILDING,
    title="柳溪乡党建工作领导小组",
    head="person-a",
    seats=(Seat(person="person-b", role="副组长"), Seat(person="person-c")),
    occurred_on=date(2024, 2, 1),
)
STANDING = leading_group.GroupEstablished(
    **{k: getattr(SET_UP, k) for k in SET_UP.__dataclass_fields__ if k != "group"}
)
CHANGE = leading_group.ChangeGroup(
    group=SET_UP.group,
    head="person-b",
    seats=(Seat(person="person-c"),),
    occurred_on=date(2024, 6, 1),
    reason="调整分工",
)
CHANGED = leading_group.GroupChanged(
    head="person-b", seats=CHANGE.seats, office="", occurred_on=CHANGE.occurred_on, reason="调整分工"
)
CORRECT = leading_group.CorrectGroup(
    **{k: getattr(SET_UP, k) for k in SET_UP.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
DISSOLVE = leading_group.DissolveGroup(group=SET_UP.group, occurred_on=date(2024, 9, 1), reason="机构调整")
DISSOLVED = leading_group.GroupDissolved(occurred_on=DISSOLVE.occurred_on, reason="机构调整")


def decide(state: leading_group.State | None, command: leading_group.Command) -> list[leading_group.Event]:
    return leading_group.decide(state, command, today=TODAY)


def after(*events: leading_group.Event) -> leading_group.State | None:
    return fold(leading_group.evolve, *events)


class TestAGroupHasAHeadAndMembers:
    def test_set_up(self) -> None:
        assert decide(None, SET_UP) == [STANDING]

    def test_once(self) -> None:
        assert refusal(decide, after(STANDING), SET_UP).code == "exists"

    def test_members(self) -> None:
        assert refusal(decide, None, replaced(SET_UP, seats=())).code == "seats_missing"

    def test_nobody_twice(self) -> None:
        twice = (Seat(person="person-b"), Seat(person="person-b"))
        assert refusal(decide, None, replaced(SET_UP, seats=twice)).code == "repeated"
        assert refusal(decide, None, replaced(SET_UP, seats=(Seat(person="person-a"),))).code == "head_repeated"


class TestItsMembersChange:
    def test_changed(self) -> None:
        assert decide(after(STANDING), CHANGE) == [CHANGED]
        state = after(STANDING, CHANGED)
        assert state is not None
        assert (state.head, state.seats) == ("person-b", CHANGE.seats)

    def test_the_same_members_are_no_change(self) -> None:
        same = replaced(CHANGE, head=SET_UP.head, seats=SET_UP.seats)
        assert decide(after(STANDING), same) == []

    def test_days_follow_one_another(self) -> None:
        early = replaced(CHANGE, occurred_on=date(2024, 1, 31))
        assert refusal(decide, after(STANDING), early).code == "out_of_order"
        assert refusal(decide, after(STANDING, CHANGED), replaced(DISSOLVE, occurred_on=date(2024, 5, 1))).code == (
            "out_of_order"
        )

    def test_not_once_dissolved(self) -> None:
        assert decide(after(STANDING), DISSOLVE) == [DISSOLVED]
        assert refusal(decide, after(STANDING, DISSOLVED), CHANGE).code == "dissolved"


class TestWhatWasWrongIsCorrectedByAdding:
    def test_corrected_members_stand(self) -> None:
        [event] = decide(after(STANDING), replaced(CORRECT, head="person-d"))
        state = after(STANDING, event)
        assert state is not None
        assert state.head == "person-d"

    def test_later_members_are_a_matter_of_the_change(self) -> None:
        [event] = decide(after(STANDING, CHANGED), replaced(CORRECT, title="党建工作领导小组"))
        state = after(STANDING, CHANGED, event)
        assert state is not None
        assert (state.head, state.established.title) == ("person-b", "党建工作领导小组")

    def test_not_past_what_followed(self) -> None:
        late = replaced(CORRECT, occurred_on=date(2024, 6, 2))
        assert refusal(decide, after(STANDING, CHANGED), late).code == "after_next_step"

    def test_nothing_changed_nothing_recorded(self) -> None:
        assert decide(after(STANDING), CORRECT) == []

    def test_nothing_after_voiding(self) -> None:
        voided = after(STANDING, leading_group.GroupVoided(reason="重复登记"))
        assert refusal(decide, voided, CORRECT).code == "voided"
        assert refusal(decide, None, CHANGE).code == "unknown"
