"""Account: the class is the rule, the method the case."""

from datetime import date, timedelta
from functools import partial

import pytest
from deciding import TODAY, fold, refusal, replaced

from domain import account, identity
from domain.account import Role
from domain.kernel import Refused

OPEN = account.OpenAccount(
    account="account-liuxi.clerk",
    sign_in_name="liuxi.clerk",
    organisation="org-00000000000000000001",
    role=Role.CLERK,
    occurred_on=date(2024, 1, 2),
)
OPENED = account.AccountOpened(
    sign_in_name="liuxi.clerk",
    organisation="org-00000000000000000001",
    role=Role.CLERK,
    person=None,
    occurred_on=date(2024, 1, 2),
)
GRANT = account.GrantRole(
    account="account-liuxi.clerk", organisation="org-00000000000000000002", role=Role.SUPERVISOR, reason="调动"
)
GRANTED = account.AccountRoleGranted(
    organisation="org-00000000000000000002", role=Role.SUPERVISOR, first=TODAY, last=None, replaces=True, reason="调动"
)
BESIDE = replaced(GRANT, role=Role.INSPECTOR, replaces=False, last=date(2025, 6, 30))
BEGAN_BESIDE = replaced(GRANTED, role=Role.INSPECTOR, replaces=False, last=date(2025, 6, 30))
WITHDRAW = account.WithdrawRole(account="account-liuxi.clerk", grant=2, reason="不再兼任")
SUSPEND = account.SuspendAccount(account="account-liuxi.clerk", reason="离岗")
SUSPENDED = account.AccountSuspended(reason="离岗")
REINSTATE = account.ReinstateAccount(account="account-liuxi.clerk", reason="返岗")
REINSTATED = account.AccountReinstated(reason="返岗")
RESET = account.RequirePasswordReset(account="account-liuxi.clerk", reason="遗忘")


def decide(
    state: account.State | None, command: account.Command, **others: account.State | None
) -> list[account.Event]:
    return account.decide(state, command, today=TODAY, others=others)


def held(state: account.State | None, day: date = TODAY) -> list[tuple[int, Role]]:
    assert state is not None
    return [(grant.number, grant.role) for grant in state.in_force(day)]


def refused(state: account.State | None, command: account.Command, **others: account.State | None) -> Refused:
    return refusal(partial(decide, **others), state, command)


def given(*events: account.Event) -> account.State | None:
    return fold(account.evolve, *events)


class TestTheSignInName:
    @pytest.mark.parametrize("name", ["abc", "liuxi.clerk", "a-b_c.9", "a" * 32])
    def test_opens_an_account(self, name: str) -> None:
        (event,) = decide(None, replaced(OPEN, sign_in_name=name, account=identity.account_of(name)))
        assert event == replaced(OPENED, sign_in_name=name)

    @pytest.mark.parametrize("name", ["", "ab", "a" * 33, "Clerk", "9abc", "张甲", "a b", "abc\n", "abc.", "ａｂｃ"])
    def test_that_cannot_stand(self, name: str) -> None:
        refused = refusal(decide, None, replaced(OPEN, sign_in_name=name, account=f"account-{name}"))
        assert (refused.code, refused.field) == ("sign_in_name", "sign_in_name")

    def test_names_the_account(self) -> None:
        assert refusal(decide, None, replaced(OPEN, account="account-other")).field == "account"

    def test_is_taken_once(self) -> None:
        assert refusal(decide, given(OPENED), OPEN).code == "exists"
        assert refusal(decide, given(OPENED, SUSPENDED), OPEN).code == "exists"

    def test_not_in_the_future(self) -> None:
        assert refusal(decide, None, replaced(OPEN, occurred_on=date(2025, 1, 2))).code == "future_date"


class TestSuspendedAndReinstated:
    def test_in_turn(self) -> None:
        assert decide(given(OPENED), SUSPEND) == [SUSPENDED]
        assert decide(given(OPENED, SUSPENDED), REINSTATE) == [REINSTATED]
        assert decide(given(OPENED, SUSPENDED, REINSTATED), SUSPEND) == [SUSPENDED]

    def test_not_twice(self) -> None:
        assert refusal(decide, given(OPENED, SUSPENDED), SUSPEND).code == "suspended"
        assert refusal(decide, given(OPENED), REINSTATE).code == "not_suspended"

    def test_a_password_is_reset_for_an_active_one(self) -> None:
        assert decide(given(OPENED), RESET) == [account.PasswordResetRequired(reason="遗忘")]
        assert refusal(decide, given(OPENED, SUSPENDED), RESET).code == "suspended"

    def test_with_a_reason(self) -> None:
        assert refusal(decide, given(OPENED), replaced(SUSPEND, reason=" ")).field == "reason"

    def test_only_a_known_one(self) -> None:
        for command in (SUSPEND, REINSTATE, RESET, GRANT, WITHDRAW):
            assert refusal(decide, None, command).code == "unknown"


class TestWhatAnAccountMayDo:
    def test_is_granted(self) -> None:
        assert decide(given(OPENED), GRANT) == [GRANTED]

    def test_granting_what_it_has_records_nothing(self) -> None:
        assert decide(given(OPENED, GRANTED), GRANT) == []
        assert decide(given(OPENED, BEGAN_BESIDE), BESIDE) == []
        assert decide(given(OPENED, BEGAN_BESIDE), replaced(BESIDE, last=date(2025, 3, 31))) == []
        assert decide(given(OPENED, BEGAN_BESIDE), replaced(BESIDE, last=None)) != []

    def test_taking_the_place_of_others_is_more_than_having_it(self) -> None:
        (event,) = decide(given(OPENED, BEGAN_BESIDE), replaced(BESIDE, replaces=True))
        assert held(given(OPENED, BEGAN_BESIDE, event)) == [(3, Role.INSPECTOR)]

    def test_stands_in_the_state(self) -> None:
        state = given(OPENED, GRANTED, SUSPENDED, account.PasswordResetRequired(reason="遗忘"))
        assert state is not None
        assert held(state) == [(2, Role.SUPERVISOR)]
        assert (state.organisation, state.active) == ("org-00000000000000000002", False)

    def test_one_grant_takes_the_place_of_the_others_from_its_first_day(self) -> None:
        first = TODAY + timedelta(days=10)
        (event,) = decide(given(OPENED, BEGAN_BESIDE), replaced(GRANT, first=first))
        state = given(OPENED, BEGAN_BESIDE, event)
        assert held(state, first - timedelta(days=1)) == [(1, Role.CLERK), (2, Role.INSPECTOR)]
        assert held(state, first) == [(3, Role.SUPERVISOR)]

    def test_what_had_not_begun_is_dropped_by_what_takes_its_place(self) -> None:
        later = replaced(BEGAN_BESIDE, first=date(2025, 3, 1))
        state = given(OPENED, later, GRANTED)
        assert held(state, date(2025, 4, 1)) == [(3, Role.SUPERVISOR)]

    def test_one_stands_beside_the_others_on_its_days(self) -> None:
        (event,) = decide(given(OPENED), BESIDE)
        assert event == BEGAN_BESIDE
        state = given(OPENED, event)
        assert state is not None
        assert held(state) == held(state, date(2025, 6, 30)) == [(1, Role.CLERK), (2, Role.INSPECTOR)]
        assert held(state, date(2025, 7, 1)) == [(1, Role.CLERK)]
        assert held(state, TODAY - timedelta(days=1)) == [(1, Role.CLERK)]
        assert state.organisation == OPENED.organisation
        assert state.parties == (OPENED.organisation, GRANT.organisation)

    def test_ends_no_earlier_than_it_begins(self) -> None:
        assert refusal(decide, given(OPENED), replaced(BESIDE, last=TODAY - timedelta(days=1))).field == "last"
        assert decide(given(OPENED), replaced(BESIDE, last=TODAY)) != []

    def test_is_not_granted_for_days_that_have_passed(self) -> None:
        refused = refusal(decide, given(OPENED), replaced(GRANT, first=TODAY - timedelta(days=1)))
        assert (refused.code, refused.field) == ("past_date", "first")

    def test_entries_of_the_first_stored_form_took_the_place_of_everything(self) -> None:
        old = replaced(GRANTED, first=None)
        assert held(given(OPENED, BEGAN_BESIDE, old), OPENED.occurred_on) == [(3, Role.SUPERVISOR)]


class TestWithdrawn:
    def test_at_once(self) -> None:
        (event,) = decide(given(OPENED, BEGAN_BESIDE), WITHDRAW)
        assert event == account.AccountRoleWithdrawn(grant=2, reason="不再兼任")
        assert held(given(OPENED, BEGAN_BESIDE, event)) == [(1, Role.CLERK)]

    def test_the_one_of_the_opening_too(self) -> None:
        (event,) = decide(given(OPENED), replaced(WITHDRAW, grant=1))
        assert held(given(OPENED, event)) == []

    def test_before_it_began(self) -> None:
        assert decide(given(OPENED, replaced(BEGAN_BESIDE, first=date(2025, 3, 1))), WITHDRAW) != []

    @pytest.mark.parametrize("number", [0, 3, 99])
    def test_only_what_was_granted(self, number: int) -> None:
        assert refusal(decide, given(OPENED, BEGAN_BESIDE), replaced(WITHDRAW, grant=number)).field == "grant"

    def test_not_what_has_ended(self) -> None:
        ended = replaced(BEGAN_BESIDE, first=date(2024, 1, 1), last=date(2024, 12, 31))
        assert refusal(decide, given(OPENED, ended), WITHDRAW).code == "not_granted"

    def test_with_a_reason(self) -> None:
        assert refusal(decide, given(OPENED, BEGAN_BESIDE), replaced(WITHDRAW, reason="")).field == "reason"


OFFICERS = sorted(account.OFFICERS)
OTHERS = sorted(set(Role) - account.OFFICERS)


class TestThreeOfficers:
    """三员分立: three people, and none of them reads or writes records."""

    @pytest.mark.parametrize("officer", OFFICERS)
    @pytest.mark.parametrize("other", sorted(Role))
    def test_no_account_is_one_and_anything_else(self, officer: Role, other: Role) -> None:
        for first, second in ((officer, other), (other, officer)):
            state = given(replaced(OPENED, role=first))
            if first is second:
                assert decide(state, replaced(GRANT, role=second, replaces=False)) != []
            else:
                refused = refusal(decide, state, replaced(GRANT, role=second, replaces=False))
                assert (refused.code, refused.field) == ("officers_apart", "role")
                assert decide(state, replaced(GRANT, role=second)) != [], "in place of the other"

    def test_others_stand_beside_each_other(self) -> None:
        for other in OTHERS:
            assert decide(given(OPENED), replaced(GRANT, role=other, replaces=False)) != []

    def test_days_that_do_not_meet(self) -> None:
        until = given(OPENED, replaced(GRANTED, role=Role.AUDIT_OFFICER, last=date(2025, 3, 31)))
        after = replaced(GRANT, role=Role.CLERK, first=date(2025, 4, 1), replaces=False)
        assert decide(until, after) != []
        assert refusal(decide, until, replaced(after, first=date(2025, 3, 31))).code == "officers_apart"

    def test_no_person_is_two_of_them_under_two_names(self) -> None:
        person = "person-00000000000000000001"
        other = given(replaced(OPENED, role=Role.SYSTEM_ADMINISTRATOR, person=person))
        opening = replaced(OPEN, role=Role.SECURITY_ADMINISTRATOR, person=person, others=("other",))
        assert refused(None, opening, other=other).code == "officers_apart"
        assert refused(None, replaced(opening, role=Role.CLERK), other=other).code == "officers_apart"
        assert decide(None, replaced(opening, role=Role.SYSTEM_ADMINISTRATOR), other=other) != []
        own = given(replaced(OPENED, person=person))
        granting = replaced(GRANT, role=Role.AUDIT_OFFICER)
        assert refused(own, granting, other=other).code == "officers_apart"
        assert decide(own, granting, other=None) != []
        somebody_else = given(replaced(OPENED, role=Role.SYSTEM_ADMINISTRATOR, person="person-0"))
        assert decide(own, granting, other=somebody_else) != []

    def test_a_suspended_account_counts(self) -> None:
        person = "person-00000000000000000001"
        other = given(replaced(OPENED, role=Role.SYSTEM_ADMINISTRATOR, person=person), SUSPENDED)
        opening = replaced(OPEN, role=Role.SECURITY_ADMINISTRATOR, person=person)
        assert refused(None, opening, other=other).code == "officers_apart"
