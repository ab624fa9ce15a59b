"""Dossiers 案卷: an accountability case laid open, and the register of cases; for pages and the API.

Each cited record is shown as it stood when it was judged by and as it stands now; so is the duty itself. What a
decision rests on is not altered by what comes later: it is flagged.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from flask import request

from domain.accountability import (
    CLAUSES,
    REQUIRED,
    AppealDecided,
    AppealLodged,
    CaseClosed,
    CaseCorrected,
    CaseDecided,
    CaseOpened,
    ConsequenceImposed,
    Element,
    ElementCited,
    ElementWithdrawn,
    Flag,
    NoticeGiven,
    Route,
    StatementTaken,
)
from domain.kernel import Entry, record
from domain.reading import local_day
from domain.rule import Clause, Status
from domain.terms import Label
from projections import citations, directory, discipline, records, status
from projections.discipline import Case, stage_on
from projections.store import Reading
from web.asking import Clocks, asking
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.registers.resting import Rests, rest, said_by
from web.services import services

STAGES: Final[Mapping[str, Label]] = {
    "opened": ("已启动", "Opened"),
    "told": ("已告知", "Told"),
    "heard": ("已听取陈述", "Heard"),
    "held_to_account": ("已决定追究", "Held to account"),
    "not_held_to_account": ("已决定不予追究", "Not held to account"),
    "appealed": ("申诉复查中", "Under appeal"),
    "revoked": ("决定已撤销", "Revoked on appeal"),
    "closed": ("已结案", "Closed"),
}
"""How far a case has come."""


# --- one case -----------------------------------------------------------------------------


@record
class Cited:
    """One citation for an element."""

    version: int
    said: ElementCited
    rests: tuple[Rests, ...]


@record
class ElementRead:
    """One element of a case: what shows it, or that nothing does."""

    element: Element
    required: bool
    """Whether the route asks for it; the superior's wording asks for all."""
    clause: str
    """Where it is asked for."""
    cited: tuple[Cited, ...]

    @property
    def shown(self) -> bool:
        """Whether a record that stands is cited for it."""
        return any(one.stands for cited in self.cited for one in cited.rests)

    @property
    def missing(self) -> bool:
        """Whether it is asked for and nothing that stands shows it."""
        return self.required and not self.shown


@record
class Decision:
    """A decision of the case."""

    version: int
    said: CaseDecided
    known_at: int
    """Position of the log it was judged by."""
    meeting: records.Line | None


@record
class CaseRead:
    """A case as it is laid on the desk."""

    case: Case
    opened: CaseOpened
    stage: str
    version: int
    clause: Clause | None
    judged_on: date | None
    """Day of the look that the decision rests on; None while there is none."""
    judged_at: int | None
    then: tuple[Status, ...]
    """The duty as known for the decision."""
    now: tuple[Status, ...]
    """The duty on the page's clocks."""
    holders: tuple[directory.Tenure, ...]
    """Who held which post where the duty lay, on the day it was due."""
    elements: tuple[ElementRead, ...]
    notice: NoticeGiven | None
    statement: StatementTaken | None
    decisions: tuple[Decision, ...]
    consequences: tuple[discipline.Imposed, ...]
    imposed: tuple[ConsequenceImposed, ...]
    appeals: tuple[AppealLodged | AppealDecided, ...]
    closed: CaseClosed | None
    changed: tuple[citations.Changed, ...]

    @property
    def missing(self) -> tuple[ElementRead, ...]:
        """Elements asked for that nothing shows."""
        return tuple(one for one in self.elements if one.missing)

    @property
    def wording_not_met(self) -> bool:
        """The latest decision stands on the township's wider conditions alone."""
        return bool(self.decisions) and Flag.SUPERIOR_WORDING_NOT_MET in self.decisions[-1].said.flags


def read_case(stream: str, clocks: Clocks) -> CaseRead:
    """A case in reach, as of a day, as known at a position."""
    record_in_reach(stream)
    reading = asking().reading
    found = discipline.case_of(reading, stream, clocks.known_at)
    if found is None or not stage_on(found, clocks.as_of):
        raise NotFound
    entries = services().ledger.stream(stream)
    said = said_by(entries, clocks)
    opened = _opened(said)
    decisions = tuple(_decision(reading, entry, clocks) for entry in said if isinstance(entry.event, CaseDecided))
    judged = next((entry for entry in reversed(said) if isinstance(entry.event, CaseDecided)), None)
    judged_on = None if judged is None else local_day(judged.recorded_at)
    judged_at = decisions[-1].known_at if decisions else None
    changed = tuple(citations.cited_changed(reading, stream, clocks.known_at))
    events = [entry.event for entry in said]
    return CaseRead(
        case=found,
        opened=opened,
        stage=stage_on(found, clocks.as_of),
        version=entries[-1].version,
        clause=status.clauses(reading, clocks.known_at).get((opened.policy, opened.clause)),
        judged_on=judged_on,
        judged_at=judged_at,
        then=() if judged_on is None else duty_of(reading, opened, judged_on, judged_at),
        now=duty_of(reading, opened, clocks.as_of, clocks.known_at),
        holders=tuple(directory.roster(reading, opened.subject, opened.due_on, clocks.known_at)),
        elements=_elements(reading, opened, said, judged_at, clocks, changed),
        notice=_last(events, NoticeGiven),
        statement=_last(events, StatementTaken),
        decisions=decisions,
        consequences=tuple(one for one in found.consequences if one.on <= clocks.as_of),
        imposed=tuple(event for event in events if isinstance(event, ConsequenceImposed)),
        appeals=tuple(event for event in events if isinstance(event, AppealLodged | AppealDecided)),
        closed=_last(events, CaseClosed),
        changed=changed,
    )


def _opened(said: Sequence[Entry]) -> CaseOpened:
    found: CaseOpened | None = None
    for entry in said:
        if isinstance(entry.event, CaseOpened):
            found = entry.event
        elif isinstance(entry.event, CaseCorrected):
            found = entry.event.opened
    if found is None:
        raise NotFound
    return found


def _last(events: Sequence[Any], kind: type) -> Any:
    return next((event for event in reversed(events) if isinstance(event, kind)), None)


def _decision(reading: Reading, entry: Entry, clocks: Clocks) -> Decision:
    event = entry.event
    return Decision(
        version=entry.version,
        said=event,
        known_at=event.known_at or entry.position - 1,
        meeting=records.line_of(reading, event.meeting, clocks.known_at),
    )


def duty_of(reading: Reading, opened: CaseOpened, as_of: date, known_at: int | None) -> tuple[Status, ...]:
    """How the duty of a case stands: the windows that fell due on its day, else those that day lay in."""
    found = [
        one
        for year in dict.fromkeys((opened.due_on.year - 1, opened.due_on.year))
        for one in status.duties(reading, opened.subject, year, as_of, known_at)
        if (one.policy, one.clause) == (opened.policy, opened.clause)
        and (opened.person is None or one.person in (None, opened.person))
    ]
    due = [one for one in found if one.due == opened.due_on]
    return tuple(due or (one for one in found if one.opens <= opened.due_on <= one.due))


def _elements(
    reading: Reading,
    opened: CaseOpened,
    said: Sequence[Entry],
    judged_at: int | None,
    clocks: Clocks,
    changed: Sequence[citations.Changed],
) -> tuple[ElementRead, ...]:
    withdrawn = {entry.event.citation for entry in said if isinstance(entry.event, ElementWithdrawn)}
    by_element: dict[Element, list[Cited]] = {element: [] for element in Element}
    for entry in said:
        event = entry.event
        if isinstance(event, ElementCited) and entry.version not in withdrawn:
            # What was cited after the decision was not judged by; it is shown as it stood when it was cited.
            then = entry.position if judged_at is None or entry.position > judged_at else judged_at
            rests = tuple(rest(reading, ref, then, clocks.known_at, changed) for ref in event.refs)
            by_element[event.element].append(Cited(version=entry.version, said=event, rests=rests))
    asked = REQUIRED[opened.route]
    return tuple(
        ElementRead(
            element=element,
            required=element in asked,
            clause=CLAUSES[opened.route if element in asked else Route.SUPERIOR],
            cited=tuple(by_element[element]),
        )
        for element in Element
    )


# --- the register ----------------------------------------------------------------------------


@record
class CaseRow:
    """A case in the register."""

    case: Case
    stage: str
    changed: bool
    """Something it rests on was corrected or voided since it was judged by."""

    @property
    def wording_not_met(self) -> bool:
        """The latest decision does not meet the superior's wording."""
        return Flag.SUPERIOR_WORDING_NOT_MET.value in self.case.flags


def read_cases(organisations: Sequence[str], clocks: Clocks) -> list[CaseRow]:
    """Cases that concern these organisations, as far as they lie in reach; the latest first."""
    reading, asked = asking().reading, asking()
    found = discipline.cases(reading, organisations, clocks.as_of, clocks.known_at)
    found = [one for one in found if asked.reaches(one.organisation)]
    changed = citations.changed_among(reading, [one.stream for one in found], clocks.known_at)
    return [CaseRow(case=one, stage=stage_on(one, clocks.as_of), changed=bool(changed[one.stream])) for one in found]


@record
class Wanted:
    """Which cases the register shows."""

    stage: str
    flagged: bool
    """Only those with a flag."""


def asked_for() -> Wanted:
    """What the address asks for."""
    return Wanted(stage=request.args.get("stage", ""), flagged=request.args.get("flagged") in ("1", "true"))


def cases_wanted(organisations: Sequence[str], clocks: Clocks, wanted: Wanted) -> list[CaseRow]:
    """Cases that concern these organisations and are asked for."""
    return [
        one
        for one in read_cases(organisations, clocks)
        if wanted.stage in ("", one.stage) and (not wanted.flagged or one.changed or one.wording_not_met)
    ]
