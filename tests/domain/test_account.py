"""Account: the class is the rule, the method the case."""

from datetime import date

import pytest
from deciding import TODAY, fold, refusal, replaced

from domain import account, identity
from domain.account import Role

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
GRANTED = account.AccountRoleGranted(organisation="org-00000000000000000002", role=Role.SUPERVISOR, reason="调动")
SUSPEND = account.SuspendAccount(account="account-liuxi.clerk", reason="离岗")
SUSPENDED = account.AccountSuspended(reason="离岗")
REINSTATE = account.ReinstateAccount(account="account-liuxi.clerk", reason="返岗")
REINSTATED = account.AccountReinstated(reason="返岗")
RESET = account.RequirePasswordReset(account="account-liuxi.clerk", reason="遗忘")


def decide(state: account.State | None, command: account.Command) -> list[account.Event]:
    return account.decide(state, command, today=TODAY)


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
        for command in (SUSPEND, REINSTATE, RESET, GRANT):
            assert refusal(decide, None, command).code == "unknown"


class TestWhatAnAccountMayDo:
    def test_is_granted(self) -> None:
        assert decide(given(OPENED), GRANT) == [GRANTED]

    def test_granting_what_it_has_records_nothing(self) -> None:
        assert decide(given(OPENED, GRANTED), GRANT) == []

    def test_stands_in_the_state(self) -> None:
        state = given(OPENED, GRANTED, SUSPENDED, account.PasswordResetRequired(reason="遗忘"))
        assert state is not None
        assert (state.role, state.organisation, state.active) == (Role.SUPERVISOR, "org-00000000000000000002", False)
