"""Shapes of the acts on accounts 账号."""

from domain import account as acts
from domain.account import Role
from web.schemas.fields import Choice, Day, Ref, Shape, Text, reason


class OpenAccount(Shape):
    describes = acts.OpenAccount
    sign_in_name = Text(
        required=True,
        limit=32,
        hint=("小写字母、数字和 . _ -，不用真实姓名", "Lower-case letters, digits and . _ -; not a personal name"),
    )
    organisation = Ref("organisation", required=True)
    role = Choice(Role, required=True)
    person = Ref("person", allow_none=True, load_default=None)
    occurred_on = Day(required=True)


class GrantRole(Shape):
    describes = acts.GrantRole
    account = Ref("account", hidden=True, required=True)
    organisation = Ref("organisation", required=True)
    role = Choice(Role, required=True)
    reason = reason()


class SuspendAccount(Shape):
    describes = acts.SuspendAccount
    account = Ref("account", hidden=True, required=True)
    reason = reason()


class ReinstateAccount(Shape):
    describes = acts.ReinstateAccount
    account = Ref("account", hidden=True, required=True)
    reason = reason()


class RequirePasswordReset(Shape):
    describes = acts.RequirePasswordReset
    account = Ref("account", hidden=True, required=True)
    reason = reason()
