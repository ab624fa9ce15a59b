"""Responsibility list 责任清单: one for each organisation and year, its items, and what became of each.

Rules
1. An organisation has one list a year; what changes during the year is an amendment (shunde 五（二）).
2. Every item carries the fields that the policies demand: responsible person, department and time limit
   (shunde 五（二）), indicator, standard, time limit and person (township 三（一）). Without them the list is
   not issued, nor an item amended.
3. A time limit lies inside the list's year (the office's own reading).
4. The duties that a policy wants on every list are covered when it is issued, and stay so (shunde 四（一）-（四）).
5. Who answers for an item holds a post in the organisation on the day the list is issued, or the item is
   given to them.
6. An amendment names its reason and the clause it rests on, and makes the next version; item numbers are
   never used again.
7. A completion cites at least one record or file as evidence.
8. Whoever verifies or returns a completion is not the person who answers for the item.
9. What is returned is open again. The steps of an item follow each other in time, and none lies in the future.
10. A closed list takes nothing more; before the year is over a list closes only with nothing left open.
11. Only a draft can be voided; the year's list may then be drafted anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Protocol, TypeAlias, assert_never

from domain.identity import PREFIXES, is_stream_id, kind_of, stream_of
from domain.kernel import (
    TITLE_LIMIT,
    Refused,
    allow_text,
    record,
    refuse_repeat,
    require_past,
    require_reason,
    require_text,
)


@record
class Item:
    """One line of the list 清单事项."""

    item: str
    """Number within the list, e.g. ``7``; kept for life."""
    title: str
    clause: str
    """Catalogue clause it comes from, or ``""`` for the office's own."""
    policy: str
    """Stream of the policy, or ``""``."""
    person: str | None
    """Responsible person 责任人."""
    department: str
    """Responsible department 责任部门."""
    due_on: date | None
    """Time limit 完成时限."""
    indicator: str = ""
    """Quantified indicator 量化指标 (township 三（一）)."""
    standard: str = ""
    """Standard to reach 标准要求 (township 三（一）)."""


@record
class ResponsibilityListDrafted:
    """A list for an organisation and year was drafted 起草清单.

    ``required`` names the fields that the policies in force demand of every item;
    ``baseline`` the clauses that they demand the list to cover.
    """

    organisation: str
    year: int
    policies: tuple[str, ...]
    required: tuple[str, ...]
    baseline: tuple[str, ...]


@record
class ResponsibilityItemAdded:
    """An item was added to the draft 增列事项."""

    item: Item


@record
class ResponsibilityItemAssigned:
    """Person, department and time limit were laid down 落实责任人. Drafts only."""

    item: str
    person: str | None
    department: str
    due_on: date | None


@record
class ResponsibilityItemWithdrawn:
    """An item was taken off the list 撤销事项. ``list_version`` is the list's new version, 0 for a draft."""

    item: str
    list_version: int
    reason: str
    clause: str


@record
class ResponsibilityListIssued:
    """The list was issued as version 1 印发清单."""

    list_version: int
    occurred_on: date


@record
class ResponsibilityItemAmended:
    """An item of an issued list was changed, making a new version 调整事项."""

    item: Item
    list_version: int
    reason: str
    clause: str
    """Clause or document on which the change rests."""


@record
class ResponsibilityItemReassigned:
    """Another person answers for the item from a day on 改派."""

    item: str
    person: str
    occurred_on: date
    reason: str


@record
class ResponsibilityItemStarted:
    """Work on the item began 启动办理."""

    item: str
    occurred_on: date
    note: str


@record
class ResponsibilityItemCompleted:
    """The item was reported done, with evidence 完成. ``evidence`` are refs of records or files."""

    item: str
    occurred_on: date
    evidence: tuple[str, ...]
    note: str


@record
class ResponsibilityItemVerified:
    """Another person confirmed the completion 核验. ``person`` verified."""

    item: str
    person: str
    occurred_on: date
    note: str


@record
class ResponsibilityItemReturned:
    """The completion was not accepted 退回."""

    item: str
    person: str
    occurred_on: date
    reason: str


@record
class CompletionVoided:
    """A completion was reported by mistake 作废完成登记."""

    item: str
    reason: str


@record
class ResponsibilityListClosed:
    """The year's list was closed 年终关闭."""

    occurred_on: date
    note: str


@record
class ResponsibilityListVoided:
    """A draft made by mistake was voided 作废清单; the year's list may then be drafted anew."""

    reason: str


Event: TypeAlias = (
    ResponsibilityListDrafted
    | ResponsibilityItemAdded
    | ResponsibilityItemAssigned
    | ResponsibilityItemWithdrawn
    | ResponsibilityListIssued
    | ResponsibilityItemAmended
    | ResponsibilityItemReassigned
    | ResponsibilityItemStarted
    | ResponsibilityItemCompleted
    | ResponsibilityItemVerified
    | ResponsibilityItemReturned
    | CompletionVoided
    | ResponsibilityListClosed
    | ResponsibilityListVoided
)

# --- state -----------------------------------------------------------------------


@record
class Step:
    """What happened to an item on a day: in_progress, reported, verified or returned."""

    stage: str
    occurred_on: date


@record
class Progress:
    """One item and how far it has come."""

    item: Item
    steps: tuple[Step, ...] = ()
    persons: tuple[tuple[date, str | None], ...] = ()
    """Who answers for it, from each day on, in order of day."""
    withdrawn: bool = False

    @property
    def stage(self) -> str:
        """planned, in_progress, reported, verified, returned or withdrawn."""
        if self.withdrawn:
            return "withdrawn"
        return self.steps[-1].stage if self.steps else "planned"

    @property
    def latest(self) -> date:
        """Day of its last step; the next cannot lie before it."""
        return self.steps[-1].occurred_on if self.steps else date.min

    def person_on(self, day: date) -> str | None:
        """Who answers for it on ``day``."""
        return next((person for first, person in reversed(self.persons) if first <= day), None)


@record
class State:
    """What the rules need to know of one list."""

    organisation: str
    year: int
    stage: str
    """draft, issued, closed or voided."""
    policies: tuple[str, ...]
    required: tuple[str, ...]
    baseline: tuple[str, ...]
    items: tuple[Progress, ...] = ()
    """In order of number, those withdrawn included."""
    next_number: int = 1
    list_version: int = 0
    """0 while a draft; 1 when issued; one more for each amendment."""
    issued_on: date | None = None
    version: int = 1

    def find(self, item: str) -> Progress | None:
        """The item with that number."""
        return next((progress for progress in self.items if progress.item.item == item), None)

    @property
    def standing(self) -> tuple[Progress, ...]:
        """Items that were not withdrawn."""
        return tuple(progress for progress in self.items if not progress.withdrawn)


def _begun(item: Item) -> Progress:
    return Progress(item=item, persons=((date.min, item.person),))


def _amended(progress: Progress, item: Item) -> Progress:
    persons = progress.persons if progress.persons[-1][1] == item.person else ((date.min, item.person),)
    return replace(progress, item=item, persons=persons)


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if isinstance(event, ResponsibilityListDrafted):
        return State(
            organisation=event.organisation,
            year=event.year,
            stage="draft",
            policies=event.policies,
            required=event.required,
            baseline=event.baseline,
            next_number=1 if state is None else state.next_number,
            version=1 if state is None else state.version + 1,
        )
    assert state is not None, "a list begins with its draft"
    state = replace(state, version=state.version + 1)
    match event:
        case ResponsibilityItemAdded():
            number = max(state.next_number, int(event.item.item) + 1)
            return replace(state, items=(*state.items, _begun(event.item)), next_number=number)
        case ResponsibilityListIssued():
            return replace(state, stage="issued", list_version=event.list_version, issued_on=event.occurred_on)
        case ResponsibilityListClosed():
            return replace(state, stage="closed")
        case ResponsibilityListVoided():
            return replace(state, stage="voided")
        case ResponsibilityItemAmended():
            old = _item(state, event.item.item)
            return replace(_with(state, _amended(old, event.item)), list_version=event.list_version)
        case ResponsibilityItemWithdrawn():
            gone = replace(_item(state, event.item), withdrawn=True)
            return replace(_with(state, gone), list_version=event.list_version)
    old = _item(state, event.item)
    match event:
        case ResponsibilityItemAssigned():
            item = replace(old.item, person=event.person, department=event.department, due_on=event.due_on)
            return _with(state, replace(old, item=item, persons=((date.min, event.person),)))
        case ResponsibilityItemReassigned():
            rows = [row for row in old.persons if row[0] != event.occurred_on]
            persons = tuple(sorted([*rows, (event.occurred_on, event.person)], key=lambda row: row[0]))
            return _with(state, replace(old, item=replace(old.item, person=persons[-1][1]), persons=persons))
        case ResponsibilityItemStarted():
            return _with(state, _stepped(old, "in_progress", event.occurred_on))
        case ResponsibilityItemCompleted():
            return _with(state, _stepped(old, "reported", event.occurred_on))
        case ResponsibilityItemVerified():
            return _with(state, _stepped(old, "verified", event.occurred_on))
        case ResponsibilityItemReturned():
            return _with(state, _stepped(old, "returned", event.occurred_on))
        case CompletionVoided():
            last = max(i for i, step in enumerate(old.steps) if step.stage == "reported")
            return _with(state, replace(old, steps=old.steps[:last]))
        case _:
            assert_never(event)


def _item(state: State, number: str) -> Progress:
    progress = state.find(number)
    assert progress is not None, "an event names an item of the list"
    return progress


def _with(state: State, changed: Progress) -> State:
    number = changed.item.item
    return replace(state, items=tuple(changed if one.item.item == number else one for one in state.items))


def _stepped(progress: Progress, stage: str, day: date) -> Progress:
    return replace(progress, steps=(*progress.steps, Step(stage=stage, occurred_on=day)))


# --- status of an item -----------------------------------------------------------


@record
class ItemStatus:
    """How an item stood on a day."""

    stage: str
    """planned, in_progress, reported, verified, returned or withdrawn."""
    overdue_days: int = 0
    """Days since the time limit while it is not reported done; 0 if none have passed."""
    done_on: date | None = None
    """Day on which it was done, by the completion that stands."""
    late_days: int = 0
    """Days between the time limit and the day it was done; 0 if in time."""

    @property
    def light(self) -> str:
        """The stage, or ``overdue``."""
        return "overdue" if self.overdue_days else self.stage


def item_status(state: State, item: str, as_of: date) -> ItemStatus:
    """How an item stood on ``as_of``, by what ``state`` knows; fold to a position for what was known then."""
    progress = _item(state, item)
    if progress.withdrawn:
        return ItemStatus(stage="withdrawn")
    steps = [step for step in progress.steps if step.occurred_on <= as_of]
    stage = steps[-1].stage if steps else "planned"
    due = progress.item.due_on
    if stage in ("reported", "verified"):
        done = next(step.occurred_on for step in reversed(steps) if step.stage == "reported")
        late = 0 if due is None else max(0, (done - due).days)
        return ItemStatus(stage=stage, done_on=done, late_days=late)
    return ItemStatus(stage=stage, overdue_days=0 if due is None else max(0, (as_of - due).days))


# --- commands --------------------------------------------------------------------


@record
class DraftList:
    """Draft the list of a year 起草清单; ``items`` come from the policies that bind the organisation."""

    organisation: str
    year: int
    policies: tuple[str, ...]
    required: tuple[str, ...]
    baseline: tuple[str, ...]
    items: tuple[Item, ...] = ()


@record
class AddItem:
    """Add an item to a draft 增列事项."""

    list: str
    title: str
    clause: str = ""
    policy: str = ""
    person: str | None = None
    department: str = ""
    due_on: date | None = None
    indicator: str = ""
    standard: str = ""


@record
class AssignItem:
    """Lay down person, department and time limit 落实责任人."""

    list: str
    item: str
    person: str | None
    department: str
    due_on: date | None


@record
class WithdrawItem:
    """Take an item off 撤销事项."""

    list: str
    item: str
    reason: str
    clause: str = ""


@record
class IssueList:
    """Issue the list 印发清单."""

    list: str
    occurred_on: date


@record
class AmendItem:
    """Change an item of an issued list, or with ``item`` empty add one to it 调整事项."""

    list: str
    item: str
    title: str
    reason: str
    clause: str
    person: str | None = None
    department: str = ""
    due_on: date | None = None
    indicator: str = ""
    standard: str = ""


@record
class ReassignItem:
    """Give the item to another person 改派."""

    list: str
    item: str
    person: str
    occurred_on: date
    reason: str


@record
class StartItem:
    """Record that work began 登记启动."""

    list: str
    item: str
    occurred_on: date
    note: str = ""


@record
class CompleteItem:
    """Report an item done 登记完成."""

    list: str
    item: str
    occurred_on: date
    evidence: tuple[str, ...]
    note: str = ""


@record
class VerifyItem:
    """Confirm a completion 核验."""

    list: str
    item: str
    person: str
    occurred_on: date
    note: str = ""


@record
class ReturnItem:
    """Do not accept a completion 退回."""

    list: str
    item: str
    person: str
    occurred_on: date
    reason: str


@record
class VoidCompletion:
    """Void a completion reported by mistake 作废完成登记."""

    list: str
    item: str
    reason: str


@record
class CloseList:
    """Close the year's list 年终关闭."""

    list: str
    occurred_on: date
    note: str = ""


@record
class VoidList:
    """Void a draft 作废清单."""

    list: str
    reason: str


Command: TypeAlias = (
    DraftList
    | AddItem
    | AssignItem
    | WithdrawItem
    | IssueList
    | AmendItem
    | ReassignItem
    | StartItem
    | CompleteItem
    | VerifyItem
    | ReturnItem
    | VoidCompletion
    | CloseList
    | VoidList
)

# --- decisions -------------------------------------------------------------------


class Posts(Protocol):
    """What this kind must know of the organisation's posts."""

    def holds_post(self, person: str, day: date) -> bool:
        """Whether ``person`` holds any post there on ``day``."""
        ...


@record
class Demands:
    """What the policies named in a draft ask of it: fields of every item, clauses to be covered."""

    required: tuple[str, ...] = ()
    baseline: tuple[str, ...] = ()


FIELDS: Final = {
    "person": ("责任人", "responsible person", "shunde 五（二）"),
    "department": ("责任部门", "responsible department", "shunde 五（二）"),
    "due_on": ("完成时限", "time limit", "shunde 五（二）"),
    "indicator": ("量化指标", "indicator", "township 三（一）"),
    "standard": ("标准要求", "standard", "township 三（一）"),
}
"""Fields that a policy can demand of an item: name in Chinese and English, and the clause that asks for it."""

ONE_LIST: Final = "shunde 五（二）"
EVIDENCE_KINDS: Final = frozenset(PREFIXES.values()) - {
    "organisation",
    "person",
    "appointment",
    "policy",
    "account",
    "calendar",
    "responsibility",
}
"""Kinds of record that can prove a completion: files, and whatever is a record of something done."""


def decide(
    state: State | None,
    command: Command,
    *,
    today: date,
    posts: Posts | None = None,
    demands: Demands | None = None,
) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`.

    ``posts`` are those of the list's organisation, for the acts that make a person answer for an item;
    ``demands`` are those of the policies that a draft names.
    """
    match command:
        case DraftList():
            return _drafted(state, command, today, Demands() if demands is None else demands)
        case AddItem():
            draft = _draft(state)
            return [ResponsibilityItemAdded(item=_new_item(draft, command, draft.next_number))]
        case AssignItem():
            return _assigned(_draft(state), command)
        case WithdrawItem():
            return [_withdrawn(_open(state), command)]
        case IssueList():
            return [_issued(_draft(state), command, today, posts)]
        case AmendItem():
            return _amendment(_in_force(state), command, today, posts)
        case ReassignItem():
            return [_reassigned(_in_force(state), command, today, posts)]
        case StartItem():
            return _started(_in_force(state), command, today)
        case CompleteItem():
            return [_completed(_in_force(state), command, today)]
        case VerifyItem() | ReturnItem():
            return [_judged(_in_force(state), command, today)]
        case VoidCompletion():
            return [_completion_voided(_in_force(state), command)]
        case CloseList():
            return [_closed(_in_force(state), command, today)]
        case VoidList():
            _draft(state)
            return [ResponsibilityListVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _open(state: State | None) -> State:
    """A list that still takes something: a draft, or one in force."""
    if state is None or state.stage == "voided":
        raise Refused("unknown", zh="没有找到这份责任清单。", en="There is no such responsibility list.")
    if state.stage == "closed":
        raise Refused(
            "closed", zh="该责任清单已年终关闭，不能再登记。", en="This list is closed; nothing more can be recorded."
        )
    return state


def _draft(state: State | None) -> State:
    state = _open(state)
    if state.stage != "draft":
        raise Refused(
            "already_issued",
            zh="清单已印发，请用“调整事项”办理并说明理由和依据。",
            en="The list is issued: amend it, with reason and clause.",
            clause=ONE_LIST,
        )
    return state


def _in_force(state: State | None) -> State:
    state = _open(state)
    if state.stage != "issued":
        raise Refused("not_issued", zh="清单尚未印发，不能作此登记。", en="The list is not issued yet.")
    return state


def _standing(state: State, number: str) -> Progress:
    progress = state.find(number)
    if progress is None:
        raise Refused(
            "unknown_item", zh=f"清单中没有第{number[:20]}项。", en=f"The list has no item {number[:20]}.", field="item"
        )
    if progress.withdrawn:
        raise Refused("item_withdrawn", zh=f"第{number}项已撤销。", en=f"Item {number} was withdrawn.", field="item")
    return progress


# --- drafting and issuing --------------------------------------------------------


def _drafted(state: State | None, command: DraftList, today: date, demands: Demands) -> list[Event]:
    if state is not None and state.stage != "voided":
        raise Refused(
            "list_exists",
            zh=f"该组织{command.year}年度责任清单已经存在，每年只有一份；需要改动的，请对现有清单进行调整。",
            en=f"The list of {command.year} exists; there is one a year. Amend it instead.",
            field="year",
            clause=ONE_LIST,
        )
    if not 1949 <= command.year <= today.year + 1:
        raise Refused(
            "year_out_of_range",
            zh=f"年度应在1949年至{today.year + 1}年之间。",
            en=f"The year must lie between 1949 and {today.year + 1}.",
            field="year",
        )
    refuse_repeat(command.policies, "policies", label=("依据文件", "Policies"))
    required = tuple(dict.fromkeys((*demands.required, *command.required)))
    unknown = [name for name in required if name not in FIELDS]
    if unknown:
        raise Refused(
            "unknown_field",
            zh=f"清单事项没有“{unknown[0][:30]}”这一栏。",
            en=f"An item has no field {unknown[0][:30]!r}.",
            field="required",
        )
    drafted = ResponsibilityListDrafted(
        organisation=command.organisation,
        year=command.year,
        policies=command.policies,
        required=required,
        baseline=tuple(dict.fromkeys((*demands.baseline, *command.baseline))),
    )
    draft = evolve(state, drafted)
    added = [
        ResponsibilityItemAdded(item=_new_item(draft, item, number))
        for number, item in enumerate(command.items, draft.next_number)
    ]
    return [drafted, *added]


def _new_item(state: State, said: AddItem | AmendItem | Item, number: int) -> Item:
    """The item as it will stand; its number is the list's to give."""
    policy = said.policy if not isinstance(said, AmendItem) else ""
    clause = said.clause if not isinstance(said, AmendItem) else ""
    if policy and policy not in state.policies:
        raise Refused(
            "not_a_basis",
            zh="所填制度文件不在本清单的依据文件之中。",
            en="That policy is not one the list rests on.",
            field="policy",
        )
    _check_due(state, said.due_on)
    return Item(
        item=str(number),
        title=require_text(said.title, "title", label=("事项", "Item")),
        clause=allow_text(clause, "clause", limit=TITLE_LIMIT, label=("条款", "Clause")),
        policy=policy,
        person=said.person,
        department=allow_text(said.department, "department", limit=TITLE_LIMIT, label=("责任部门", "Department")),
        due_on=said.due_on,
        indicator=allow_text(said.indicator, "indicator", limit=500, label=("量化指标", "Indicator")),
        standard=allow_text(said.standard, "standard", limit=2_000, label=("标准要求", "Standard")),
    )


def _check_due(state: State, due_on: date | None) -> None:
    if due_on is not None and due_on.year != state.year:
        raise Refused(
            "due_outside_year",
            zh=f"完成时限须在清单年度（{state.year}年）之内。",
            en=f"A time limit lies inside the list's year ({state.year}).",
            field="due_on",
        )


def _assigned(state: State, command: AssignItem) -> list[Event]:
    old = _standing(state, command.item).item
    _check_due(state, command.due_on)
    department = allow_text(command.department, "department", limit=TITLE_LIMIT, label=("责任部门", "Department"))
    if (old.person, old.department, old.due_on) == (command.person, department, command.due_on):
        return []
    return [
        ResponsibilityItemAssigned(
            item=command.item, person=command.person, department=department, due_on=command.due_on
        )
    ]


def _missing(state: State, item: Item) -> list[str]:
    return [name for name in state.required if getattr(item, name) in (None, "")]


def _check_complete(state: State, items: Sequence[Item]) -> None:
    """Refuse items without a field the policies demand, naming item and field."""
    gaps = [(item, name) for item in items for name in _missing(state, item)]
    if not gaps:
        return
    told = gaps[:_GAPS_TOLD]
    zh = "；".join(f"第{item.item}项“{item.title}”未填写“{FIELDS[name][0]}”" for item, name in told)
    en = "; ".join(f"item {item.item} ({item.title}) lacks its {FIELDS[name][1]}" for item, name in told)
    left = len(gaps) - len(told)
    more_zh = f"；另有{left}处未填" if left else ""
    more_en = f"; and {left} more gaps" if left else ""
    raise Refused(
        "item_incomplete",
        zh=f"{zh}{more_zh}，不能印发。",
        en=f"{en[0].upper()}{en[1:]}{more_en}; the list cannot be issued.",
        field=gaps[0][1],
        clause=FIELDS[gaps[0][1]][2],
    )


_GAPS_TOLD: Final = 20
"""Gaps that are named one by one."""


def _check_posts(state: State, items: Iterable[Item], day: date, posts: Posts | None) -> None:
    for item in items:
        if item.person is not None and (posts is None or not posts.holds_post(item.person, day)):
            raise Refused(
                "person_without_post",
                zh=f"第{item.item}项“{item.title}”的责任人在{day.isoformat()}未在本组织任职，请核对或先登记任职。",
                en=f"Whoever answers for item {item.item} ({item.title}) held no post in this organisation "
                f"on {day.isoformat()}.",
                field="person",
            )


def _uncovered(state: State, items: Iterable[Item]) -> list[str]:
    covered = {item.clause for item in items}
    return [clause for clause in state.baseline if clause not in covered]


def _check_baseline(state: State, items: Iterable[Item]) -> None:
    gaps = _uncovered(state, items)
    if gaps:
        shown = "、".join(gaps[:5]) + (f"等{len(gaps)}条" if len(gaps) > 5 else "")
        raise Refused(
            "baseline_not_covered",
            zh=f"清单未覆盖制度要求必列的条款：{shown}。请补列相应事项。",
            en=f"The list leaves out clauses that it must cover: {', '.join(gaps[:5])} ({len(gaps)} in all).",
            field="items",
            clause=gaps[0],
        )


def _issued(state: State, command: IssueList, today: date, posts: Posts | None) -> ResponsibilityListIssued:
    day = require_past(command.occurred_on, today, "occurred_on", label=("印发日期", "Date issued"))
    if not state.year - 1 <= day.year <= state.year:
        raise Refused(
            "issued_outside_year",
            zh=f"{state.year}年度清单的印发日期应在上一年或本年度之内。",
            en=f"The list of {state.year} is issued in that year or the one before.",
            field="occurred_on",
        )
    items = [progress.item for progress in state.standing]
    if not items:
        raise Refused("no_items", zh="清单没有事项，不能印发。", en="The list has no items.", field="items")
    _check_complete(state, items)
    _check_baseline(state, items)
    _check_posts(state, items, day, posts)
    return ResponsibilityListIssued(list_version=1, occurred_on=day)


# --- amending --------------------------------------------------------------------


def _basis(clause: str) -> str:
    return require_text(clause, "clause", limit=TITLE_LIMIT, label=("调整依据（条款或文件）", "Clause or document"))


def _withdrawn(state: State, command: WithdrawItem) -> ResponsibilityItemWithdrawn:
    progress = _standing(state, command.item)
    reason = require_reason(command.reason)
    if state.stage == "draft":
        clause = allow_text(command.clause, "clause", limit=TITLE_LIMIT, label=("依据", "Clause"))
        return ResponsibilityItemWithdrawn(item=command.item, list_version=0, reason=reason, clause=clause)
    if progress.stage == "verified":
        raise _finished(command.item)
    _check_baseline(state, [one.item for one in state.standing if one is not progress])
    return ResponsibilityItemWithdrawn(
        item=command.item, list_version=state.list_version + 1, reason=reason, clause=_basis(command.clause)
    )


def _finished(number: str) -> Refused:
    return Refused(
        "item_verified",
        zh=f"第{number}项已核验完成，不能再作此登记。",
        en=f"Item {number} is verified as done; the act does not apply.",
        field="item",
    )


def _amendment(state: State, command: AmendItem, today: date, posts: Posts | None) -> list[Event]:
    """Change an item, or with an empty number add one; both make the next version."""
    reason, clause = require_reason(command.reason), _basis(command.clause)
    version = state.list_version + 1
    if not command.item:
        item = _new_item(state, command, state.next_number)
        _check_complete(state, [item])
        _check_posts(state, [item], today, posts)
        return [
            ResponsibilityItemAdded(item=item),
            ResponsibilityItemAmended(item=item, list_version=version, reason=reason, clause=clause),
        ]
    progress = _standing(state, command.item)
    if progress.stage == "verified":
        raise _finished(command.item)
    old = progress.item
    item = replace(_new_item(state, command, int(old.item)), clause=old.clause, policy=old.policy)
    if item == old:
        return []
    _check_complete(state, [item])
    if item.person != old.person:
        _check_posts(state, [item], today, posts)
    return [ResponsibilityItemAmended(item=item, list_version=version, reason=reason, clause=clause)]


def _reassigned(state: State, command: ReassignItem, today: date, posts: Posts | None) -> ResponsibilityItemReassigned:
    progress = _standing(state, command.item)
    if progress.stage == "verified":
        raise _finished(command.item)
    day = require_past(command.occurred_on, today, "occurred_on", label=("改派日期", "Date of the change"))
    if state.issued_on is not None and day < state.issued_on:
        raise _too_early(state.issued_on, "清单印发", "the list was issued")
    if progress.person_on(day) == command.person:
        raise Refused(
            "same_person", zh="该事项已由此人负责。", en="This person already answers for the item.", field="person"
        )
    _check_posts(state, [replace(progress.item, person=command.person)], day, posts)
    return ResponsibilityItemReassigned(
        item=command.item, person=command.person, occurred_on=day, reason=require_reason(command.reason)
    )


# --- working through the items ---------------------------------------------------


def _too_early(day: date, zh: str, en: str) -> Refused:
    return Refused(
        "too_early",
        zh=f"日期不能早于{zh}之日（{day.isoformat()}）。",
        en=f"It cannot lie before {en} ({day.isoformat()}).",
        field="occurred_on",
    )


def _next_step(progress: Progress, day: date, today: date, label: tuple[str, str]) -> date:
    require_past(day, today, "occurred_on", label=label)
    if day < progress.latest:
        raise _too_early(progress.latest, "该事项上一步办理", "the item's last step")
    return day


def _unreported(state: State, number: str) -> Progress:
    progress = _standing(state, number)
    if progress.stage == "verified":
        raise _finished(number)
    if progress.stage == "reported":
        raise Refused(
            "already_reported",
            zh=f"第{number}项已登记完成，待核验；如登记有误，请作废后重新登记。",
            en=f"Item {number} is reported done and awaits verification.",
            field="item",
        )
    return progress


def _started(state: State, command: StartItem, today: date) -> list[Event]:
    progress = _unreported(state, command.item)
    if progress.stage == "in_progress":
        return []
    day = _next_step(progress, command.occurred_on, today, ("启动日期", "Date begun"))
    note = allow_text(command.note, "note", limit=2_000, label=("说明", "Note"))
    return [ResponsibilityItemStarted(item=command.item, occurred_on=day, note=note)]


def _completed(state: State, command: CompleteItem, today: date) -> ResponsibilityItemCompleted:
    progress = _unreported(state, command.item)
    day = _next_step(progress, command.occurred_on, today, ("完成日期", "Date done"))
    if not command.evidence:
        raise Refused(
            "evidence_missing",
            zh=f"登记第{command.item}项完成须至少关联一份佐证（会议、走访、报告、工作记录或文件）。",
            en=f"Item {command.item} is reported done with at least one record or file as evidence.",
            field="evidence",
        )
    refuse_repeat(command.evidence, "evidence", label=("佐证", "Evidence"))
    for ref in command.evidence:
        stream = stream_of(ref)
        if not is_stream_id(stream) or kind_of(stream) not in EVIDENCE_KINDS:
            raise Refused(
                "not_evidence",
                zh="佐证应是会议、走访、报告、党课等工作的记录，或者佐证文件。",
                en="Evidence is a record of something done (a meeting, a visit, a report, a lecture ...), or a file.",
                field="evidence",
            )
    note = allow_text(command.note, "note", limit=2_000, label=("完成情况", "Note"))
    return ResponsibilityItemCompleted(item=command.item, occurred_on=day, evidence=command.evidence, note=note)


def _judged(state: State, command: VerifyItem | ReturnItem, today: date) -> Event:
    """Verification or return, by somebody other than who answers for the item."""
    progress = _standing(state, command.item)
    if progress.stage != "reported":
        raise Refused(
            "not_reported",
            zh=f"第{command.item}项没有待核验的完成登记。",
            en=f"Item {command.item} has no completion to judge.",
            field="item",
        )
    day = _next_step(progress, command.occurred_on, today, ("核验日期", "Date of verification"))
    if command.person in (progress.person_on(progress.latest), progress.person_on(day)):
        raise Refused(
            "own_verification",
            zh="核验人不能是该事项的责任人本人，请由其他人员核验。",
            en="Whoever answers for the item cannot verify it; somebody else must.",
            field="person",
        )
    if isinstance(command, ReturnItem):
        return ResponsibilityItemReturned(
            item=command.item, person=command.person, occurred_on=day, reason=require_reason(command.reason)
        )
    note = allow_text(command.note, "note", limit=2_000, label=("核验意见", "Note"))
    return ResponsibilityItemVerified(item=command.item, person=command.person, occurred_on=day, note=note)


def _completion_voided(state: State, command: VoidCompletion) -> CompletionVoided:
    progress = _standing(state, command.item)
    if progress.stage not in ("reported", "verified"):
        raise Refused(
            "not_reported",
            zh=f"第{command.item}项没有可作废的完成登记。",
            en=f"Item {command.item} has no completion to void.",
            field="item",
        )
    return CompletionVoided(item=command.item, reason=require_reason(command.reason))


def _closed(state: State, command: CloseList, today: date) -> ResponsibilityListClosed:
    day = require_past(command.occurred_on, today, "occurred_on", label=("关闭日期", "Date closed"))
    assert state.issued_on is not None, "a list in force was issued on a day"
    if day < state.issued_on:
        raise _too_early(state.issued_on, "清单印发", "the list was issued")
    unfinished = [progress.item.item for progress in state.standing if progress.stage != "verified"]
    if day < date(state.year, 12, 31) and unfinished:
        raise Refused(
            "open_items",
            zh=f"年度未满，仍有{len(unfinished)}项未核验完成（如第{unfinished[0]}项），不能关闭清单。",
            en=f"The year is not over and {len(unfinished)} items are open (such as {unfinished[0]}).",
            field="occurred_on",
        )
    note = allow_text(command.note, "note", limit=2_000, label=("说明", "Note"))
    return ResponsibilityListClosed(occurred_on=day, note=note)
