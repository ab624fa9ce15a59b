"""Debts 待办: from entries to what is owed under a record, by whom, and since which day it is done.

Items of responsibility lists, resolutions of meetings, milestones of projects, targets of plans, dispositions of
members with a limit. Pure: `projections.due` keeps what comes of it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple, get_args

from domain import meeting, member, plan, project, responsibility
from domain.identity import person_of
from domain.kernel import Entry
from projections.store import LAST_DAY, Row, day_of, iso


class Sort(StrEnum):
    """What is owed 到期事项类别."""

    ITEM = "item"
    """An item of an issued responsibility list 清单事项."""
    RESOLUTION = "resolution"
    """A resolution of a meeting 会议决定事项."""
    MILESTONE = "milestone"
    """A step of a project's timetable 项目节点."""
    TARGET = "target"
    """A target of a plan 计划目标."""
    DISPOSITION = "disposition"
    """A member's problem to be put right within a limit 限期改正."""


NEVER: Final = ""
"""Day on which it was done, of what was not done and is owed no more."""
_FIRST_DAY: Final = "0001-01-01"


class Step(NamedTuple):
    """Something that happened to it on a day: done, confirmed (still done), open again, or gone: owed no more."""

    entry: int
    sort: str
    day: str


class Debt(NamedTuple):
    """One thing owed: by whom from which day on (empty: nobody is named), and what happened to it."""

    what: str
    organisation: str
    due_on: str
    persons: list[tuple[str, str]]
    steps: list[Step]
    number: int = 0

    def on(self, day: str) -> tuple[str, str]:
        """Who owes it on a day, and since which day it is done (`LAST_DAY`: it is open; gone: it is not owed)."""
        person = ""
        for since, named in self.persons:
            if since <= day:
                person = named
        steps = [step for step in self.steps if step.day <= day]
        if not steps or steps[-1].sort == _OPEN:
            return person, LAST_DAY
        if steps[-1].sort == _GONE:
            return "", _GONE
        return person, next((step.day for step in reversed(steps) if step.sort == _DONE), steps[-1].day)


class Story(NamedTuple):
    """A record whose parts are owed, as far as it has come."""

    kind: str
    organisation: str
    period: str
    since: str
    """From when on its parts are owed; `LAST_DAY`: not yet."""
    over: str
    """From when on what is open stays undone and is owed no more; `LAST_DAY`: it still is."""
    owner: list[tuple[str, str]]
    """Who answers for parts that name nobody, from each day on."""
    debts: dict[str, Debt]
    settled: bool = False
    """Its parts were laid down anew after it began: a corrected beginning leaves them."""


_OPEN, _DONE, _CONFIRMED, _GONE = "open", "done", "confirmed", "gone"
_MEMBER: Final = (
    member.MemberDisposed,
    member.MemberProblemResolved,
    member.MembershipEnded,
    member.MemberEntryVoided,
    member.MembershipVoided,
)

READS: Final[frozenset[type]] = frozenset(
    {
        *get_args(responsibility.Event),
        *get_args(meeting.Event),
        *get_args(project.Event),
        *get_args(plan.Event),
        *_MEMBER,
    }
) - {meeting.MeetingConvened, project.ProjectProgressReported}
"""Events that bear on it."""


# --- rows ----------------------------------------------------------------------------------


def stretches(story: Story, debt: Debt) -> list[Row]:
    """Rows of one debt: a stretch of days each, in which the same person owes it and it stands alike.

    The day on which it was done comes last: `LAST_DAY` while it is open, `NEVER` once it is over and was not done.
    """
    if story.since == LAST_DAY:
        return []
    owner = debt if debt.persons else debt._replace(persons=story.owner)
    days = {story.since, story.over, *(day for day, _ in owner.persons), *(step.day for step in debt.steps)}
    found: list[tuple[str, str, str]] = []
    for start in sorted(day for day in days if story.since <= day < LAST_DAY):
        person, done_on = owner.on(start)
        if done_on == LAST_DAY and start >= story.over:
            done_on = NEVER
        if not found or found[-1][1:] != (person, done_on):
            found.append((start, person, done_on))
    rows: list[Row] = []
    for number, (start, person, done_on) in enumerate(found):
        if done_on == _GONE:
            continue
        last = _before(found[number + 1][0]) if number + 1 < len(found) else LAST_DAY
        said = (debt.organisation or story.organisation, person, story.kind, story.period, debt.what)
        rows.append((*said, debt.due_on, start, last, done_on))
    return rows


def _before(day: str) -> str:
    return iso(day_of(day) - timedelta(days=1))


# --- from entries to stories ---------------------------------------------------------------


def told(story: Story | None, entry: Entry) -> Story | None:
    """The story of a record with one more entry; None where nothing of it can be owed yet."""
    teller = _TELLERS.get(type(entry.event))
    return _of_member(story, entry) if teller is None else teller(story, entry.event, entry.version)


def _begun(sort: Sort, organisation: str, period: str, since: str = LAST_DAY, owner: str = "") -> Story:
    return Story(sort.value, organisation, period, since, LAST_DAY, [(_FIRST_DAY, owner)], {})


def _limit(day: date | None) -> str:
    return LAST_DAY if day is None else iso(day)


def _debt(what: str, due_on: date | None, person: str | None, old: Debt | None = None) -> Debt:
    """A debt; what happened to it before it was laid down anew stays."""
    persons = [(_FIRST_DAY, person)] if person else []
    return Debt(what, "", _limit(due_on), persons, [] if old is None else old.steps)


def _with(story: Story, part: str, debt: Debt | None) -> Story:
    debts = {key: one for key, one in story.debts.items() if key != part or debt is not None}
    if debt is not None:
        debts[part] = debt
    return story._replace(debts=debts)


def _stepped(story: Story, part: str, entry: int, sort: str, day: date) -> Story:
    debt = story.debts.get(part)
    if debt is None:
        return story
    return _with(story, part, debt._replace(steps=[*debt.steps, Step(entry, sort, iso(day))]))


_ITEM_STEPS: Final[Mapping[type, str]] = {
    responsibility.ResponsibilityItemStarted: _OPEN,
    responsibility.ResponsibilityItemCompleted: _DONE,
    responsibility.ResponsibilityItemVerified: _CONFIRMED,
    responsibility.ResponsibilityItemReturned: _OPEN,
}


def _of_list(story: Story | None, event: Any, version: int) -> Story | None:
    if isinstance(event, responsibility.ResponsibilityListDrafted):
        return _begun(Sort.ITEM, event.organisation, str(event.year))
    if story is None:
        return None
    match event:
        case responsibility.ResponsibilityItemAdded(item=item):
            return _with(story, item.item, _debt(item.title, item.due_on, item.person))
        case responsibility.ResponsibilityItemAmended(item=item):
            old = story.debts.get(item.item)
            fresh = _debt(item.title, item.due_on, item.person, old)
            if old is not None and (old.persons or [("", "")])[-1][1] == (item.person or ""):
                fresh = fresh._replace(persons=old.persons)
            return _with(story, item.item, fresh)
        case responsibility.ResponsibilityListIssued():
            return story._replace(since=iso(event.occurred_on))
        case responsibility.ResponsibilityListClosed():
            return story._replace(over=iso(event.occurred_on))
        case responsibility.ResponsibilityListVoided():
            return story._replace(debts={}, since=LAST_DAY, over=LAST_DAY)
        case responsibility.ResponsibilityItemWithdrawn():
            return _with(story, event.item, None)
    debt = story.debts.get(event.item)
    if debt is None:
        return story
    match event:
        case responsibility.ResponsibilityItemAssigned():
            persons = [(_FIRST_DAY, event.person)] if event.person else []
            return _with(story, event.item, debt._replace(persons=persons, due_on=_limit(event.due_on)))
        case responsibility.ResponsibilityItemReassigned():
            day = iso(event.occurred_on)
            rows = [row for row in debt.persons if row[0] != day]
            return _with(story, event.item, debt._replace(persons=sorted([*rows, (day, event.person)])))
        case responsibility.CompletionVoided():
            last = max((i for i, step in enumerate(debt.steps) if step.sort == _DONE), default=len(debt.steps))
            return _with(story, event.item, debt._replace(steps=debt.steps[:last]))
    return _stepped(story, event.item, version, _ITEM_STEPS[type(event)], event.occurred_on)


def _of_meeting(story: Story | None, event: Any, version: int) -> Story | None:
    match event:
        case meeting.MeetingHeld() | meeting.MeetingCorrected():
            held = event if isinstance(event, meeting.MeetingHeld) else event.held
            old = story.debts if story is not None else {}
            debts = {
                str(one.number): _debt(one.text, one.due_on, one.responsible, old.get(str(one.number)))
                for one in held.resolutions
                if one.due_on is not None
            }
            begun = _begun(Sort.RESOLUTION, held.organisation, "", iso(held.occurred_on))
            return begun._replace(debts=debts) if debts or story is not None else None
        case meeting.ResolutionCarriedOut() if story is not None:
            return _stepped(story, str(event.number), version, _DONE, event.occurred_on)
        case meeting.MeetingCancelled() | meeting.MeetingVoided() if story is not None:
            return story._replace(debts={})
    return story


def _of_project(story: Story | None, event: Any, version: int) -> Story | None:
    if isinstance(event, project.ProjectProposed):
        return _begun(Sort.MILESTONE, event.organisation, str(event.year), owner=event.owner)
    if story is None:
        return None
    match event:
        case project.ProjectApproved() | project.ProjectRescheduled():
            debts = {
                str(one.number): _debt(one.title, one.due_on, one.person, story.debts.get(str(one.number)))
                for one in event.milestones
            }
            since = iso(event.occurred_on) if isinstance(event, project.ProjectApproved) else story.since
            return story._replace(debts=debts, since=since)
        case project.MilestoneReached():
            return _stepped(story, str(event.number), version, _DONE, event.occurred_on)
        case project.ProjectOwnerChanged():
            owner = sorted([*story.owner, (iso(event.occurred_on), event.owner)], key=lambda row: row[0])
            return story._replace(owner=owner, settled=True)
        case project.ProjectCompleted() | project.ProjectTerminated():
            return story._replace(over=iso(event.occurred_on))
        case project.ProjectCorrected(proposed=proposed):
            owner = [(_FIRST_DAY, proposed.owner), *story.owner[1:]]
            return story._replace(organisation=proposed.organisation, period=str(proposed.year), owner=owner)
        case project.ProjectVoided():
            return story._replace(debts={})
    return story


def _of_plan(story: Story | None, event: Any, version: int) -> Story | None:
    match event:
        case plan.PlanAdopted():
            begun = _begun(Sort.TARGET, event.organisation, event.period, iso(event.occurred_on))
            return begun._replace(debts=_targets(event.targets, {}))
        case plan.PlanCorrected(adopted=adopted) if story is not None:
            begun = _begun(Sort.TARGET, adopted.organisation, adopted.period, iso(adopted.occurred_on))
            debts = story.debts if story.settled else _targets(adopted.targets, story.debts)
            return begun._replace(debts=debts, over=story.over, settled=story.settled)
        case plan.PlanRevised() if story is not None:
            return story._replace(debts=_targets(event.targets, story.debts), settled=True)
        case plan.TargetReached() if story is not None:
            return _stepped(story, str(event.number), version, _DONE, event.occurred_on)
        case plan.PlanEnded() if story is not None:
            return story._replace(over=iso(event.occurred_on))
        case plan.PlanVoided() if story is not None:
            return story._replace(debts={})
    return story


def _targets(targets: Iterable[plan.Target], old: Mapping[str, Debt]) -> dict[str, Debt]:
    found = {}
    for one in targets:
        person = one.responsible if one.responsible.startswith("person-") else ""
        debt = _debt(one.title, one.due_on, person, old.get(str(one.number)))
        body = one.responsible if one.responsible.startswith("org-") else ""
        found[str(one.number)] = debt._replace(organisation=body)
    return found


def _of_member(story: Story | None, entry: Entry) -> Story | None:
    """Dispositions by the entry that decided them: one that is voided takes what followed from it along."""
    event = entry.event
    if isinstance(event, member.MemberDisposed):
        story = story or _begun(Sort.DISPOSITION, event.organisation, "", _FIRST_DAY)
        if event.due_on is None:
            return story if story.debts else None
        # Each is owed from a day of its own on: until then it is gone.
        steps = [Step(entry.version, _GONE, _FIRST_DAY), Step(entry.version, _OPEN, iso(event.occurred_on))]
        persons = [(_FIRST_DAY, person_of(entry.stream))]
        debt = Debt(event.text, event.organisation, iso(event.due_on), persons, steps, event.number)
        return _with(story, str(entry.version), debt)
    if story is None:
        return None
    match event:
        case member.MemberProblemResolved():
            for part, debt in story.debts.items():
                if debt.number == event.number:
                    story = _stepped(story, part, entry.version, _DONE, event.occurred_on)
        case member.MembershipEnded():
            for part in story.debts:
                story = _stepped(story, part, entry.version, _GONE, event.occurred_on)
        case member.MemberEntryVoided():
            debts = {
                part: debt._replace(steps=[step for step in debt.steps if step.entry != event.entry])
                for part, debt in story.debts.items()
                if part != str(event.entry)
            }
            return story._replace(debts=debts)
        case member.MembershipVoided():
            return story._replace(debts={})
    return story


_TELLERS: Final[dict[type, Callable[[Story | None, Any, int], Story | None]]] = {
    event: teller
    for kind, teller in ((responsibility, _of_list), (meeting, _of_meeting), (project, _of_project), (plan, _of_plan))
    for event in get_args(kind.Event)
}
"""Event class -> how it goes into the story of its record."""
