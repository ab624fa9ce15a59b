"""The demonstration district: fictional, seeded, entered through the same commands as the forms.

Only here (and in scenarios) does a simulated clock run: what a clerk would have entered over eighteen months is
entered in some seconds, each act with the time at which it would have been recorded.
"""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Final

from domain.account import GrantRole, OpenAccount, Role
from domain.identity import account_of
from domain.organisation import RegisterOrganisation
from domain.person import ApproveErasure
from ledger.execution import execute_many
from ledger.port import Ledger, Signature
from web.demo.district import Body, District
from web.demo.kinds import with_kinds
from web.demo.lists import with_lists
from web.demo.story import Entered, Story

SEED: Final = 2026
PASSWORD: Final = "zeren-demo"  # noqa: S105  # of a fictional district on the local machine; printed at every start
OPENING: Final = time(1, 0)
"""Nine in the morning in Shanghai, as UTC."""

ACCOUNTS: Final[tuple[tuple[str, Role, str, str, str], ...]] = (
    ("clerk", Role.CLERK, "中共柳溪乡委员会", "柳溪乡经办人", "Clerk of Liuxi township"),
    ("clerk-anping", Role.CLERK, "中共安平区委", "安平区经办人", "Clerk of Anping district"),
    ("clerk-dongling", Role.CLERK, "中共东岭区委", "东岭区经办人", "Clerk of Dongling district"),
    ("clerk-hekou", Role.CLERK, "中共河口县委", "河口县经办人", "Clerk of Hekou county"),
    ("supervisor", Role.SUPERVISOR, "中共清江市委", "市委组织部门", "Organisation department"),
    ("supervisor-2", Role.SUPERVISOR, "中共清江市委", "市委组织部门另一人", "Organisation department, another person"),
    ("auditor", Role.AUDITOR, "中共清江市委", "审计人员", "Auditor"),
    ("administrator", Role.SECURITY_ADMINISTRATOR, "中共清江市委", "安全管理员", "Security administrator"),
    ("system-administrator", Role.SYSTEM_ADMINISTRATOR, "中共清江市委", "系统管理员", "System administrator"),
    ("audit-officer", Role.AUDIT_OFFICER, "中共清江市委", "安全审计员", "Audit officer"),
    ("responsible", Role.RESPONSIBLE_PERSON, "中共柳溪乡委员会", "柳溪乡责任人", "Responsible person of Liuxi"),
    ("reviewer", Role.REVIEWER, "中共安平区委", "安平区审核人，兼东岭区督查员", "Reviewer; inspector in Dongling"),
    ("inspector", Role.INSPECTOR, "中共清江市委", "市委督查员", "Inspector"),
    ("appraiser", Role.APPRAISER, "中共清江市委", "市委考核员", "Appraiser"),
    ("decision-maker", Role.DECISION_MAKER, "中共清江市委", "市委决策人", "Decision maker"),
)
"""Sign-in name, role, organisation, and what it is in both languages."""


class SimulatedClock:
    """A clock that is set to each day of the story and goes on by some seconds an act."""

    def __init__(self) -> None:
        self._now = datetime(2000, 1, 1, tzinfo=UTC)

    def open_day(self, day: date) -> None:
        """Begin a day's work at nine."""
        self._now = max(self._now, datetime.combine(day, OPENING, tzinfo=UTC))

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=11)
        return self._now


def beginning(until: date) -> date:
    """First day of the half-year that lies at least eighteen months before ``until``."""
    months = until.year * 12 + until.month - 1 - 18
    year, month = divmod(months, 12)
    return date(year, 1 if month < 6 else 7, 1)


def compose(until: date, seed: int = SEED) -> tuple[District, list[Entered]]:
    """The whole story up to and including ``until``: the same for the same day and seed."""
    rng = random.Random(seed)  # noqa: S311  # chance of a story, not of a secret
    first = beginning(until)
    district = District(rng, first)
    told = Story(district, rng, first, until).told()
    listed = with_lists(district, told, rng, first, until)
    return district, _opening(district) + with_kinds(district, listed, until)


def load(
    ledger: Ledger,
    clock: SimulatedClock,
    *,
    until: date,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> District:
    """Enter the story into an empty ledger that runs on ``clock``."""
    district, story = compose(until, seed)
    done = 0
    for day, acts in groupby(story, key=lambda act: act.day):
        clock.open_day(day)
        batch = [
            (act.command, _signed(act, seed, done + number, day == district.first), day)
            for number, act in enumerate(acts)
        ]
        execute_many(ledger, batch)
        done += len(batch)
        if progress is not None:
            progress(done, len(story))
    return district


def _opening(district: District) -> list[Entered]:
    """The first day: the root and who may enter, then the register, the posts and the regulations."""
    root = district.bodies[0]
    named = {body.name: body for body in district.bodies}
    accounts = {
        name: Entered(
            district.first,
            0,
            OpenAccount(
                account=account_of(name),
                sign_in_name=name,
                organisation=named[organisation].id,
                role=role,
                occurred_on=district.first,
                # Sees on the first page what that person owes.
                person=named[organisation].secretary(district.first) if role is Role.RESPONSIBLE_PERSON else None,
            ),
            root,
        )
        for name, role, organisation, _, _ in ACCOUNTS
    }
    register = [Entered(district.first, 0, command, body) for command, body in district.commands]
    organisations = [act for act in register if isinstance(act.command, RegisterOrganisation)]
    others = [act for act in register if not isinstance(act.command, RegisterOrganisation)]
    responsible = accounts.pop("responsible")
    return [
        organisations[0],
        accounts.pop("administrator"),
        accounts.pop("supervisor"),
        *organisations[1:],
        *accounts.values(),
        Entered(district.first, 0, _beside(named["中共东岭区委"], district.first), root),
        *others,
        responsible,
    ]


def _beside(body: Body, first: date) -> GrantRole:
    """One account acts in two roles, in two places, one at a time."""
    return GrantRole(
        account=account_of("reviewer"),
        organisation=body.id,
        role=Role.INSPECTOR,
        first=first,
        replaces=False,
        reason="抽调督查",
    )


def _signed(act: Entered, seed: int, number: int, opening: bool) -> Signature:
    if isinstance(act.command, OpenAccount | GrantRole):
        name = "administrator"
    elif isinstance(act.command, ApproveErasure):
        name = "supervisor-2"  # whoever asked does not decide
    else:
        name = "supervisor" if opening else _clerk(act.body)
    return Signature(command_id=f"demo-{seed}-{number:06d}", recorded_by=account_of(name), on_behalf_of=act.body.id)


def _clerk(body: Body) -> str:
    """Sign-in name of who enters for a body: the nearest clerk above, else the organisation department."""
    clerks = {organisation: name for name, role, organisation, _, _ in ACCOUNTS if role is Role.CLERK}
    at: Body | None = body
    while at is not None:
        if at.name in clerks:
            return clerks[at.name]
        at = at.parent
    return "supervisor"
