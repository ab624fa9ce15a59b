"""Dossiers 案卷: an accountability case laid open, and the register of praise and criticism; for pages and the API.

Each cited record is shown as it stood when it was judged by and as it stands now; so is the duty itself. What a
decision rests on is not altered by what comes later: it is flagged.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

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
from projections import citations, directory, discipline, records, status
from projections.discipline import Balance, Case, Commendation, Measure, stage_on
from projections.store import Reading
from web.asking import Clocks, asking
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.resting import Rests, rest, said_by
from web.services import services

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


# --- registers ----------------------------------------------------------------------------


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
class OutcomeRow:
    """A measure, a commendation, or a consequence of a case, in the register."""

    stream: str
    kind: str
    """measure, commendation or accountability."""
    sort: str
    """commended, criticised, admonished or adjusted."""
    type: str
    """Code of the measure, honour or consequence."""
    on: date
    organisation: str
    """Who took it."""
    subject: str
    """Organisation concerned; empty where persons of several are commended."""
    about: tuple[str, ...]
    """Organisations and persons concerned."""
    title: str
    document: str
    stage: str
    rectify_by: date | None = None
    ends_on: date | None = None


@record
class Outcomes:
    """The register of a year, and the balance of every year."""

    rows: tuple[OutcomeRow, ...]
    balance: tuple[Balance, ...]
    by_organisation: Mapping[str, Mapping[str, int]]
    """Organisation concerned -> sort -> how many in the year; what was done away with is left out."""


def read_outcomes(organisations: Sequence[str], year: int, clocks: Clocks, *, sort: str = "") -> Outcomes:
    """What was said and done about these organisations and by them, as far as it lies in reach."""
    reading, reaches = asking().reading, asking().reaches
    asked = (reading, organisations, clocks.as_of, clocks.known_at)
    cases = [one for one in discipline.cases(*asked) if reaches(one.organisation)]
    measures = [one for one in discipline.measures(*asked) if reaches(one.organisation)]
    commendations = [one for one in discipline.commendations(*asked) if reaches(one.organisation)]
    rows = [
        *(_measured(one, clocks.as_of) for one in measures),
        *(_commended(one, clocks.as_of) for one in commendations),
        *(row for one in cases for row in _imposed(one, clocks.as_of)),
    ]
    rows = [one for one in rows if one.on.year == year]
    rows.sort(key=lambda one: (one.on, one.stream), reverse=True)
    by_organisation: dict[str, dict[str, int]] = {}
    for one in rows:
        if one.stage not in ("revoked", "withdrawn"):
            for body in _bodies(one):
                counts = by_organisation.setdefault(body, dict.fromkeys(discipline.SORTS, 0))
                counts[one.sort] += 1
    return Outcomes(
        rows=tuple(one for one in rows if not sort or one.sort == sort),
        balance=tuple(discipline.balance(cases, measures, commendations, clocks.as_of)),
        by_organisation=by_organisation,
    )


def _bodies(row: OutcomeRow) -> tuple[str, ...]:
    """Organisations concerned; a person commended counts for whoever commends."""
    if row.subject:
        return (row.subject,)
    named = tuple(one for one in row.about if one.startswith("org-"))
    return named or (row.organisation,)


def _measured(one: Measure, as_of: date) -> OutcomeRow:
    return OutcomeRow(
        stream=one.stream,
        kind="measure",
        sort=discipline.sort_of(one.type),
        type=one.type,
        on=one.steps[0].on,
        organisation=one.organisation,
        subject=one.subject,
        about=(one.about,),
        title=one.title,
        document=one.document,
        stage=stage_on(one, as_of),
        rectify_by=one.rectify_by,
        ends_on=one.ends_on,
    )


def _commended(one: Commendation, as_of: date) -> OutcomeRow:
    return OutcomeRow(
        stream=one.stream,
        kind="commendation",
        sort=discipline.COMMENDED,
        type=one.honour,
        on=one.steps[0].on,
        organisation=one.organisation,
        subject="",
        about=one.recipients,
        title=one.title,
        document=one.document,
        stage=stage_on(one, as_of),
    )


def _imposed(case: Case, as_of: date) -> list[OutcomeRow]:
    return [
        OutcomeRow(
            stream=case.stream,
            kind="accountability",
            sort=discipline.sort_of(one.consequence),
            type=one.consequence,
            on=one.on,
            organisation=case.organisation,
            subject=case.subject,
            about=(case.person or case.subject,),
            title=case.title,
            document=one.document,
            stage="taken" if one.stands(as_of) else "revoked",
            ends_on=one.ends_on,
        )
        for one in case.consequences
        if one.on <= as_of
    ]
