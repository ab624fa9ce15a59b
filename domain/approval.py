"""Approval 会签: an act of weight that one person asks for and another lets happen (four eyes).

Rules
1. What is asked for is an act, as it would be sent: its name, what it says, and the digest of that.
2. It is given or refused by another account than the one that asked and, where both accounts are of persons on
   record, by another person. Whoever asked may withdraw it.
3. It is decided once, on or before the thirtieth day after it was asked for; after that it has lapsed.
4. Refusing and withdrawing say why.

That the act itself is carried out together with being given, decided anew on what the log holds then, is for whoever
executes it: both are recorded, or neither.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, TypeAlias, assert_never

from domain.kernel import Refused, record, require_reason

DAYS_OPEN: Final = 30
"""Days on which it can be decided, after the day it was asked for."""

# --- events ----------------------------------------------------------------------


@record
class ApprovalAsked:
    """An act was asked for 提交会签."""

    organisation: str
    """On whose behalf the act would be done."""
    act: str
    body: str
    """What the act says: JSON, its names in order."""
    digest: str
    """SHA-256 of it, in hexadecimal digits."""
    about: str
    """Record that the act is for."""
    asked_by: str
    """Account that asked."""
    occurred_on: date


@record
class ApprovalGiven:
    """Another person let it happen 会签同意."""

    given_by: str
    occurred_on: date


@record
class ApprovalRefused:
    """Another person did not let it happen 会签不同意."""

    refused_by: str
    reason: str
    occurred_on: date


@record
class ApprovalWithdrawn:
    """Whoever asked for it does so no more 撤回会签."""

    reason: str
    occurred_on: date


Event: TypeAlias = ApprovalAsked | ApprovalGiven | ApprovalRefused | ApprovalWithdrawn

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one approval."""

    asked: ApprovalAsked
    stage: str = "asked"
    """asked, given, refused or withdrawn."""
    version: int = 1

    @property
    def organisation(self) -> str:
        """On whose behalf the act would be done."""
        return self.asked.organisation

    def lapsed(self, day: date) -> bool:
        """Whether nobody decided in time."""
        return self.stage == "asked" and day > self.asked.occurred_on + timedelta(days=DAYS_OPEN)


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if state is None:
        assert isinstance(event, ApprovalAsked), "an approval begins with being asked for"
        return State(asked=event)
    version = state.version + 1
    match event:
        case ApprovalAsked():
            raise AssertionError("an approval is asked for once")
        case ApprovalGiven():
            return replace(state, stage="given", version=version)
        case ApprovalRefused():
            return replace(state, stage="refused", version=version)
        case ApprovalWithdrawn():
            return replace(state, stage="withdrawn", version=version)
        case _:
            assert_never(event)


# --- commands --------------------------------------------------------------------


@record
class AskApproval:
    """Ask for an act that takes two people 提交会签."""

    approval: str
    organisation: str
    act: str
    body: str
    about: str
    asked_by: str
    """Whoever is signed in."""


@record
class GiveApproval:
    """Let it happen 会签同意."""

    approval: str
    given_by: str
    """Whoever is signed in."""


@record
class RefuseApproval:
    """Do not let it happen 会签不同意."""

    approval: str
    reason: str
    refused_by: str
    """Whoever is signed in."""


@record
class WithdrawApproval:
    """Ask for it no more 撤回会签."""

    approval: str
    reason: str
    withdrawn_by: str
    """Whoever is signed in."""


Command: TypeAlias = AskApproval | GiveApproval | RefuseApproval | WithdrawApproval

# --- decisions -------------------------------------------------------------------

NOBODY: Final[Mapping[str, str | None]] = {}


def decide(
    state: State | None, command: Command, *, today: date, persons: Mapping[str, str | None] = NOBODY
) -> list[Event]:
    """What the command leads to: events, or `Refused`. ``persons``: account -> the person whose it is."""
    if isinstance(command, AskApproval):
        return [_asked(state, command, today)]
    open_ = _open(state, today)
    match command:
        case GiveApproval():
            _require_another(open_.asked.asked_by, command.given_by, persons)
            return [ApprovalGiven(given_by=command.given_by, occurred_on=today)]
        case RefuseApproval():
            _require_another(open_.asked.asked_by, command.refused_by, persons)
            reason = require_reason(command.reason)
            return [ApprovalRefused(refused_by=command.refused_by, reason=reason, occurred_on=today)]
        case WithdrawApproval():
            if command.withdrawn_by != open_.asked.asked_by:
                raise Refused(
                    "not_the_asker",
                    zh="只有提交人可以撤回；不同意的，请选择“会签不同意”。",
                    en="Only whoever asked withdraws it; refuse it instead.",
                )
            return [ApprovalWithdrawn(reason=require_reason(command.reason), occurred_on=today)]
        case _:
            assert_never(command)


def digest_of(body: str) -> str:
    """Digest of what an act says."""
    return hashlib.sha256(body.encode()).hexdigest()


def _asked(state: State | None, command: AskApproval, today: date) -> ApprovalAsked:
    if state is not None:
        raise Refused("exists", zh="这项会签已经提交。", en="This was asked for already.")
    return ApprovalAsked(
        organisation=command.organisation,
        act=command.act,
        body=command.body,
        digest=digest_of(command.body),
        about=command.about,
        asked_by=command.asked_by,
        occurred_on=today,
    )


def _open(state: State | None, today: date) -> State:
    if state is None:
        raise Refused("unknown", zh="没有找到这项会签。", en="There is no such approval.")
    if state.stage != "asked":
        raise Refused(
            "decided", zh="这项会签已经办结，不能再次办理。", en="This was decided or withdrawn; it is decided once."
        )
    if state.lapsed(today):
        raise Refused(
            "lapsed",
            zh=f"这项会签提交已超过{DAYS_OPEN}天，已经失效，请重新提交。",
            en=f"This was asked for more than {DAYS_OPEN} days ago and has lapsed; ask again.",
        )
    return state


def _require_another(asker: str, by: str, persons: Mapping[str, str | None]) -> None:
    person = persons.get(asker)
    if by == asker or (person is not None and person == persons.get(by)):
        raise Refused(
            "four_eyes",
            zh="须由两人分别办理：提交人不能会签自己提交的事项，换用本人的另一账号也不可以，请由他人会签。",
            en="This takes two people: whoever asked cannot decide, nor under another account; let somebody else.",
        )
