"""Shapes of the acts on accounts 账号."""

from domain import account as acts
from web.schemas.derived import LEFT_OUT, PART, shape_of
from web.schemas.fields import Day, Text

OpenAccount = shape_of(
    acts.OpenAccount,
    "sign_in_name",
    "organisation",
    "role",
    "person",
    account=LEFT_OUT,
    others=LEFT_OUT,
    sign_in_name=Text(
        required=True,
        limit=32,
        hint=("小写字母、数字和 . _ -，不用真实姓名", "Lower-case letters, digits and . _ -; not a personal name"),
    ),
)
GrantRole = shape_of(
    acts.GrantRole,
    "organisation",
    "role",
    "first",
    "last",
    "replaces",
    others=LEFT_OUT,
    first=Day(load_default=None, allow_none=True, hint=("不填为今天", "Empty: today")),
    last=Day(load_default=None, allow_none=True, hint=("不填为长期有效", "Empty: until it is withdrawn")),
)
WithdrawRole = shape_of(acts.WithdrawRole, grant=PART)
SuspendAccount = shape_of(acts.SuspendAccount)
ReinstateAccount = shape_of(acts.ReinstateAccount)
RequirePasswordReset = shape_of(acts.RequirePasswordReset)
