"""Security 安全事项: what was done to the keys of the house and to the proofs by which people sign in.

One record an account, named after it, and one for the installation itself (`INSTALLATION`). No secret stands in it:
not a password, not a seed, not a token, not a key; only that there is another one, since when, and by whose hand.

Rules
1. An installation is begun once; whoever begins it opens the three officers' accounts alone, and the entry says so.
2. Settings are recorded where they differ from those that are on record, and only then.
3. The master key is changed under an order that is good for `DAYS_TO_CARRY_OUT` days and for one change.
4. A refusal is recorded once a day, account and sort: whoever tries a thousand times leaves one entry a day.
5. The rest is recorded as it happens: password set, second factor added or removed, token made or withdrawn,
   sign-ins ended, bag handed out, record brought back from a backup.

The rules are the office's own.
"""

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from domain.kernel import Refused, record, require_reason

INSTALLATION: Final = "security-0"
"""Record of the installation itself; no account can have this name, for those begin with a letter."""
PROGRAM: Final = "account-0"
"""Who signs what nobody did: the program itself. No account can be opened under this name."""

DAYS_TO_CARRY_OUT: Final = 7


class Refusal(StrEnum):
    """What was refused, where it is of importance 拒绝事项."""

    PASSWORD = "password"  # noqa: S105  # name of a sort
    """登录失败: so many wrong passwords or codes that further attempts had to wait."""
    PROOF = "proof"
    """再次验证失败: the same, by somebody who was signed in."""
    RIGHTS = "rights"
    """越权操作: something that the role does not cover."""
    TOKEN = "token"  # noqa: S105  # nosec B105 - name of a sort
    """令牌超出用途: a token was made for less than what was asked."""
    FOREIGN_FORM = "foreign_form"
    """伪造提交: a form that was not ours."""
    ONE_PERSON = "one_person"
    """未经两人: one person tried to do what takes two."""


class Scope(StrEnum):
    """What a token is for 令牌用途."""

    READ = "read"
    RECORD = "record"
    DECIDE = "decide"
    CALENDAR = "calendar"
    """日历订阅: reads what falls due, and nothing else."""


@record
class Setting:
    """One setting and what it says."""

    name: str
    value: str


# --- events ----------------------------------------------------------------------


@record
class InstallationBegun:
    """The installation was begun 系统启用: by one person alone, for there was nobody else yet."""

    organisation: str
    officers: tuple[str, ...]
    """Accounts that were opened by this one person."""
    occurred_on: date


@record
class SettingsChanged:
    """Settings that bear on security are others than those on record 安全设置变更."""

    organisation: str
    settings: tuple[Setting, ...]
    """All that bear on security, as they stand now."""
    occurred_on: date


@record
class MasterKeyRotationOrdered:
    """Another master key was decided on 决定更换主密钥."""

    organisation: str
    reason: str
    occurred_on: date


@record
class MasterKeyRotated:
    """Keys are wrapped under another master key 更换主密钥."""

    organisation: str
    keys: int
    """So many keys of persons."""
    order: int | None
    """Version of the entry that ordered it; None: this office does without a second person."""
    occurred_on: date


@record
class PasswordSet:
    """A password was set 设置密码."""

    organisation: str
    account: str
    by_link: bool
    """Under a one-time link; else by whoever knew the one before."""
    occurred_on: date


@record
class SecondFactorAdded:
    """A second factor was set up 启用二次验证."""

    organisation: str
    account: str
    occurred_on: date


@record
class SecondFactorRemoved:
    """The second factor was taken off 停用二次验证."""

    organisation: str
    account: str
    occurred_on: date


@record
class TokenMade:
    """A token for a program was made 生成令牌."""

    organisation: str
    account: str
    token: str
    """What it is known by; not the token."""
    scope: Scope
    grant: int
    """Number of the grant under which it acts."""
    last: date
    occurred_on: date


@record
class TokenWithdrawn:
    """A token was withdrawn 撤销令牌."""

    organisation: str
    account: str
    token: str
    occurred_on: date


@record
class SignInsEnded:
    """Sign-ins were ended from another one 结束其他登录."""

    organisation: str
    account: str
    count: int
    occurred_on: date


@record
class BagHandedOut:
    """An evidence bag was handed out 移交证据包."""

    organisation: str
    account: str
    """Who took it."""
    root: str
    """Organisation whose records, and those below it, it holds."""
    decision: str
    """The decision that it is about; empty: none."""
    entries: int
    files: int
    checkpoint: int
    """Size of the log that its checkpoint covers."""
    occurred_on: date


@record
class LedgerRestored:
    """The record was brought back from a backup 从备份恢复; what was recorded after it is missing here."""

    organisation: str
    position: int
    """Last entry that was brought back; this one follows it."""
    root_hash: str
    """Root of the tree over these entries, hexadecimal."""
    known: int
    """So many entries are known to have been on record once; those above ``position`` are missing."""
    occurred_on: date


@record
class RefusalNoted:
    """Something of importance was refused 重要操作被拒绝; more of the same on that day is in the log of security."""

    organisation: str
    account: str
    refusal: Refusal
    occurred_on: date


Event: TypeAlias = (
    InstallationBegun
    | SettingsChanged
    | MasterKeyRotationOrdered
    | MasterKeyRotated
    | PasswordSet
    | SecondFactorAdded
    | SecondFactorRemoved
    | TokenMade
    | TokenWithdrawn
    | SignInsEnded
    | BagHandedOut
    | LedgerRestored
    | RefusalNoted
)

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know."""

    organisation: str
    begun: bool = False
    settings: tuple[Setting, ...] = ()
    order: int | None = None
    """Version of the order to change the master key that is not carried out yet."""
    ordered_on: date | None = None
    refused: tuple[tuple[Refusal, date], ...] = ()
    """Day on which each sort of refusal was last recorded."""
    version: int = 0

    def order_open(self, day: date) -> bool:
        """Whether there is an order that may still be carried out."""
        return self.ordered_on is not None and day <= self.ordered_on + timedelta(days=DAYS_TO_CARRY_OUT)


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    known = state or State(organisation=event.organisation)
    known = replace(known, organisation=event.organisation, version=known.version + 1)
    match event:
        case InstallationBegun():
            return replace(known, begun=True)
        case SettingsChanged():
            return replace(known, settings=event.settings)
        case MasterKeyRotationOrdered():
            return replace(known, order=known.version, ordered_on=event.occurred_on)
        case MasterKeyRotated():
            return replace(known, order=None, ordered_on=None)
        case RefusalNoted():
            others = tuple(one for one in known.refused if one[0] is not event.refusal)
            return replace(known, refused=(*others, (event.refusal, event.occurred_on)))
        case (
            PasswordSet()
            | SecondFactorAdded()
            | SecondFactorRemoved()
            | TokenMade()
            | TokenWithdrawn()
            | SignInsEnded()
            | BagHandedOut()
            | LedgerRestored()
        ):
            return known
        case _:
            assert_never(event)


# --- commands --------------------------------------------------------------------


@record
class BeginInstallation:
    """Begin the installation 系统启用."""

    security: str
    organisation: str
    officers: tuple[str, ...]


@record
class NoteSettings:
    """Note which settings bear on security 登记安全设置."""

    security: str
    organisation: str
    settings: tuple[Setting, ...]


@record
class RotateMasterKey:
    """Change the master key 更换主密钥."""

    organisation: str
    reason: str
    security: str = INSTALLATION


@record
class CarryOutRotation:
    """The master key has been changed 登记主密钥已更换."""

    security: str
    organisation: str
    keys: int
    alone: bool = False
    """In an office that does without a second person."""


@record
class SetPassword:
    """A password has been set 登记设置密码."""

    security: str
    organisation: str
    account: str
    by_link: bool = False


@record
class AddSecondFactor:
    """A second factor has been set up 登记启用二次验证."""

    security: str
    organisation: str
    account: str


@record
class RemoveSecondFactor:
    """The second factor has been taken off 登记停用二次验证."""

    security: str
    organisation: str
    account: str


@record
class MakeToken:
    """A token has been made 登记生成令牌."""

    security: str
    organisation: str
    account: str
    token: str
    scope: Scope
    grant: int
    last: date


@record
class WithdrawToken:
    """A token has been withdrawn 登记撤销令牌."""

    security: str
    organisation: str
    account: str
    token: str


@record
class EndSignIns:
    """Sign-ins have been ended 登记结束登录."""

    security: str
    organisation: str
    account: str
    count: int


@record
class HandOutBag:
    """A bag is handed out 登记移交证据包."""

    security: str
    organisation: str
    account: str
    root: str
    decision: str
    entries: int
    files: int
    checkpoint: int


@record
class NoteRestored:
    """The record was brought back from a backup 登记从备份恢复."""

    security: str
    organisation: str
    position: int
    root_hash: str
    known: int


@record
class NoteRefusal:
    """Something of importance was refused 登记拒绝事项."""

    security: str
    organisation: str
    account: str
    refusal: Refusal


Command: TypeAlias = (
    BeginInstallation
    | NoteSettings
    | RotateMasterKey
    | CarryOutRotation
    | SetPassword
    | AddSecondFactor
    | RemoveSecondFactor
    | MakeToken
    | WithdrawToken
    | EndSignIns
    | HandOutBag
    | NoteRestored
    | NoteRefusal
)

# --- decisions -------------------------------------------------------------------


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`."""
    at, body = today, command.organisation
    match command:
        case BeginInstallation():
            if state is not None and state.begun:
                raise Refused("exists", zh="系统已经启用。", en="The installation was begun already.")
            return [InstallationBegun(organisation=body, officers=command.officers, occurred_on=at)]
        case NoteSettings():
            if state is not None and state.settings == command.settings:
                return []
            return [SettingsChanged(organisation=body, settings=command.settings, occurred_on=at)]
        case RotateMasterKey():
            return [_ordered(state, command, at)]
        case CarryOutRotation():
            return [_rotated(state, command, at)]
        case NoteRestored():
            known = max(command.known, command.position)
            return [
                LedgerRestored(
                    organisation=body,
                    position=command.position,
                    root_hash=command.root_hash,
                    known=known,
                    occurred_on=at,
                )
            ]
        case NoteRefusal():
            if state is not None and (command.refusal, at) in state.refused:
                return []
            return [RefusalNoted(organisation=body, account=command.account, refusal=command.refusal, occurred_on=at)]
        case _:
            return [_noted(command, at)]


def _noted(
    command: SetPassword | AddSecondFactor | RemoveSecondFactor | MakeToken | WithdrawToken | EndSignIns | HandOutBag,
    today: date,
) -> Event:
    """What is recorded as it happens."""
    body, account = command.organisation, command.account
    match command:
        case SetPassword():
            return PasswordSet(organisation=body, account=account, by_link=command.by_link, occurred_on=today)
        case AddSecondFactor():
            return SecondFactorAdded(organisation=body, account=account, occurred_on=today)
        case RemoveSecondFactor():
            return SecondFactorRemoved(organisation=body, account=account, occurred_on=today)
        case MakeToken():
            return TokenMade(
                organisation=body,
                account=account,
                token=command.token,
                scope=command.scope,
                grant=command.grant,
                last=command.last,
                occurred_on=today,
            )
        case WithdrawToken():
            return TokenWithdrawn(organisation=body, account=account, token=command.token, occurred_on=today)
        case EndSignIns():
            return SignInsEnded(organisation=body, account=account, count=command.count, occurred_on=today)
        case HandOutBag():
            return BagHandedOut(
                organisation=body,
                account=account,
                root=command.root,
                decision=command.decision,
                entries=command.entries,
                files=command.files,
                checkpoint=command.checkpoint,
                occurred_on=today,
            )
        case _:
            assert_never(command)


def _ordered(state: State | None, command: RotateMasterKey, today: date) -> MasterKeyRotationOrdered:
    reason = require_reason(command.reason)
    if state is not None and state.order_open(today):
        raise Refused(
            "ordered",
            zh="已经决定更换主密钥，尚未执行；请在服务器上运行 zeren keys rotate。",
            en="Another master key was decided on and is not there yet; run zeren keys rotate on the server.",
        )
    return MasterKeyRotationOrdered(organisation=command.organisation, reason=reason, occurred_on=today)


def _rotated(state: State | None, command: CarryOutRotation, today: date) -> MasterKeyRotated:
    order = None if state is None or not state.order_open(today) else state.order
    if order is None and not command.alone:
        raise Refused(
            "not_ordered",
            zh="更换主密钥须先由两人会签决定。",
            en="Another master key takes a decision of two people first.",
        )
    return MasterKeyRotated(organisation=command.organisation, keys=command.keys, order=order, occurred_on=today)
