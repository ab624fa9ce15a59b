"""A responsibility list as it was known: its items, what became of each, and what it has yet to cover."""

from collections.abc import Mapping
from typing import Final

from domain import responsibility
from domain.identity import is_stream_id, kind_of
from domain.kernel import Entry, record
from domain.responsibility import ItemStatus, Progress, item_status
from domain.rule import Clause
from domain.terms import Label
from ledger.execution import fold
from projections import status
from web.asking import Clocks, asking
from web.boards import summary
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.services import services

STEPS: Final[Mapping[str, Label]] = {
    "planned": ("未启动", "Not begun"),
    "in_progress": ("办理中", "In progress"),
    "reported": ("已报完成，待核验", "Reported done, to be verified"),
    "verified": ("已核验", "Verified"),
    "returned": ("被退回", "Returned"),
    "withdrawn": ("已撤销", "Taken off"),
    "overdue": ("逾期未完成", "Overdue"),
}
STAGES: Final[Mapping[str, Label]] = {
    "draft": ("草稿", "Draft"),
    "issued": ("已印发", "Issued"),
    "closed": ("已关闭", "Closed"),
    "voided": ("已作废", "Voided"),
}


@record
class Listed:
    """One item."""

    progress: Progress
    status: ItemStatus
    clause: Clause | None
    counts: tuple[tuple[str, str, int], ...]
    """How the windows of its clause stand: (light, words, number)."""


@record
class ListRead:
    """A list as it is shown."""

    body: str
    state: responsibility.State
    entries: tuple[Entry, ...]
    """What was known."""
    items: tuple[Listed, ...]
    missing: tuple[Clause, ...]
    """Clauses the list ought to cover and does not."""


def read_list(stream: str, when: Clocks) -> ListRead:
    """A list in reach, on a day, as known at a moment."""
    if not is_stream_id(stream) or kind_of(stream) != "responsibility":
        raise NotFound
    _, body = record_in_reach(stream)
    asked = asking()
    entries = tuple(
        entry for entry in services().ledger.stream(stream) if when.known_at is None or entry.position <= when.known_at
    )
    if not entries:
        raise NotFound
    state: responsibility.State = fold(stream, [entry.event for entry in entries])
    statuses = status.duties(asked.reading, body, state.year, when.as_of, when.known_at)
    clauses = {clause.id: clause for clause in status.clauses(asked.reading, when.known_at).values()}
    asked.learn([one.item.person for one in state.items if one.item.person])
    asked.learn(state.policies)
    items = tuple(
        Listed(
            progress=progress,
            status=item_status(state, progress.item.item, when.as_of),
            clause=clauses.get(progress.item.clause),
            counts=tuple(
                summary([one for one in statuses if progress.item.clause and one.clause == progress.item.clause])
            ),
        )
        for progress in state.items
    )
    covered = {progress.item.clause for progress in state.standing}
    missing = tuple(clauses[id] for id in state.baseline if id not in covered and id in clauses)
    return ListRead(body=body, state=state, entries=entries, items=items, missing=missing)
