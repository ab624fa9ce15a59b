"""Sentences on accounts 账号."""

from collections.abc import Mapping
from typing import Final

from domain import account
from web.sentences.telling import Tell, Telling, done


def _opened(w: Telling, e: account.AccountOpened) -> str:
    who = w.t(f"，使用人{w.name(e.person)}", f", used by {w.name(e.person)}") if e.person else ""
    return w.t(
        f"开设账号{w.quote(e.sign_in_name)}，所属{w.name(e.organisation)}，角色为{w.code(e.role)}{who}，"
        f"自{w.day(e.occurred_on)}起",
        f"account {w.quote(e.sign_in_name)} was opened at {w.name(e.organisation)} as {w.code(e.role)}{who},"
        f" from {w.day(e.occurred_on)}",
    )


def _granted(w: Telling, e: account.AccountRoleGranted) -> str:
    if e.first is None:  # an entry of the first stored form, which knew no days
        return w.t(
            f"账号权限变更为{w.name(e.organisation)}的{w.code(e.role)}{w.because(e.reason)}",
            f"the account is now {w.code(e.role)} at {w.name(e.organisation)}{w.because(e.reason)}",
        )
    last = "" if e.last is None else w.t(f"，至{w.day(e.last)}止", f" to {w.day(e.last)}")
    instead = w.t("，取代其他权限", ", in place of all other rights") if e.replaces else ""
    return w.t(
        f"授予{w.name(e.organisation)}的{w.code(e.role)}权限，自{w.day(e.first)}起{last}{instead}{w.because(e.reason)}",
        f"rights of {w.code(e.role)} at {w.name(e.organisation)} were granted from {w.day(e.first)}{last}{instead}"
        f"{w.because(e.reason)}",
    )


def _withdrawn(w: Telling, e: account.AccountRoleWithdrawn) -> str:
    given = w.previous
    if not isinstance(given, account.AccountOpened | account.AccountRoleGranted):
        return w.t(f"收回第{e.grant}号权限{w.because(e.reason)}", f"grant {e.grant} was withdrawn{w.because(e.reason)}")
    return w.t(
        f"收回{w.name(given.organisation)}的{w.code(given.role)}权限{w.because(e.reason)}",
        f"rights of {w.code(given.role)} at {w.name(given.organisation)} were withdrawn{w.because(e.reason)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    account.AccountOpened: _opened,
    account.AccountRoleGranted: _granted,
    account.AccountRoleWithdrawn: _withdrawn,
    account.AccountSuspended: done("账号停用", "the account was suspended"),
    account.AccountReinstated: done("账号恢复使用", "the account may sign in again"),
    account.PasswordResetRequired: done("要求重置密码", "the password must be set anew"),
}
"""Event -> how it is told."""
