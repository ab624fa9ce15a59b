"""Judging: from the facts that counted to a light, for every clause, window and holder of a year.

Readings that the texts leave open, and what is done here:
- a policy judges the windows that it covers wholly; one that came or went in the middle does not;
- an organisation owes a window at whose end it exists;
- a person owes what falls due while in the role; who left before is shown with what was done, never as
  missed; a newcomer owes the window, and the finding ``partial_window`` says that part of it had passed;
- a member in a special situation when it falls due is treated differently, and owes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from domain.evaluator.counting import count_of, reached_on, sorted_out
from domain.evaluator.findings import Row, findings_of, is_evaluation, tenure_findings
from domain.evaluator.following import followed
from domain.evaluator.governing import Governing, governing
from domain.evaluator.ground import Ground
from domain.evaluator.matching import Outcome, involved, looked
from domain.evaluator.plans import Agenda, Plan, agenda_for
from domain.evaluator.rolling import rolled
from domain.evaluator.telling import Judged, told
from domain.evaluator.windows import Frame, binds, frames_of, window_key, window_of
from domain.fact import Fact, FactKind
from domain.rule import Light, Responsible, Status

_UNASSIGNED: Final = Light.UNASSIGNED
_MISSED: Final = Light.MISSED
_DUE: Final = Light.DUE
_MET: Final = Light.MET
_NO_MINIMUM: Final = Light.NO_MINIMUM
_EVIDENCED: Final = Light.EVIDENCED
_NOT_EVIDENCED: Final = Light.NOT_EVIDENCED
_SHORT: Final = Light.SHORT
_CONTACT_POINT: Final = FactKind.CONTACT_POINT
_SPECIAL: Final = Responsible.SPECIAL_MEMBER


def statuses_for(ground: Ground, year: int, as_of: date, *, only: Iterable[str] | None = None) -> list[Status]:
    """Every status of one organisation in a year, as of a day; ``only`` names clauses to keep to.

    ``date.max`` as the day gives the settled statuses, as if every window had closed: `at` turns them into
    those of any day on or after the last fact.
    """
    return [told(ground, judged) for judged in judged_for(ground, year, as_of, only=only)]


def judged_for(ground: Ground, year: int, as_of: date, *, only: Iterable[str] | None = None) -> list[Judged]:
    """The same, in the same order, for whoever needs no facts told: a board of a thousand organisations."""
    wanted = None if only is None else frozenset(only)
    found: list[Judged] = []
    settled: dict[tuple[date, str | None], Governing | None]
    agenda = agenda_for(ground.policies, ground.place.kind, ground.place.sector)
    framed = [frames_of(ground, plan.policy, plan.rule, year, as_of) for plan in agenda.timings]
    for ready, plan, seeking in _course(ground, agenda, framed, as_of):
        found += ready if wanted is None else [one for one in ready if one.plan.clause.id in wanted]
        if plan is None or (wanted is not None and plan.clause.id not in wanted):
            continue
        judged = _judge(ground, plan, framed[plan.timing], as_of, seeking=seeking)
        if plan.rivals:
            settled = {}
            found += [_held_against(ground, one, settled) for one in judged]
        else:
            found += judged
    return found


_Course = tuple[tuple[tuple[Judged, ...], Plan | None, bool], ...]
"""Outcomes that are the same everywhere, then a plan that each is judged by, and whether it may find facts."""

_COURSES: Final[dict[tuple[object, ...], tuple[Agenda, Sequence[tuple[Frame, ...]], _Course]]] = {}


def _course(ground: Ground, agenda: Agenda, framed: Sequence[tuple[Frame, ...]], as_of: date) -> _Course:
    """The way through an agenda: what is the same wherever nothing was done is laid ready once for all."""
    key = (id(agenda), *map(id, framed), ground.sorts, ground.cited, ground.fixed_line is not None, as_of)
    made = _COURSES.get(key)
    if made is not None:
        return made[2]
    ready: list[Judged] = []
    course: list[tuple[tuple[Judged, ...], Plan | None, bool]] = []
    for plan, seeking in zip(agenda.plans, agenda.seeking(ground.sorts, ground.cited), strict=True):
        frames = framed[plan.timing]
        if not frames:
            continue
        if plan.impersonal and not seeking and not plan.rivals and ground.fixed_line is not None:
            ready += _without_facts(ground, plan, frames, as_of)
            continue
        course.append((tuple(ready), plan, seeking))
        ready = []
    course.append((tuple(ready), None, False))
    if len(_COURSES) > 2048:
        _COURSES.clear()
    # Agenda and frames are kept too: as long as they live, no others can come by their identity.
    _COURSES[key] = (agenda, framed, tuple(course))
    return _COURSES[key][2]


# --- facts into windows ----------------------------------------------------------


def _judge(ground: Ground, plan: Plan, frames: tuple[Frame, ...], as_of: date, *, seeking: bool) -> Iterable[Judged]:
    rows = _rows(ground, plan, frames, as_of) if seeking else {}
    if not rows and plan.by_person and not plan.asks_superior and len(frames) == 1:
        frame, role = frames[0], plan.role
        assert role is not None, "the schema asks a role of the person grain"
        people = _holders(ground, plan, role, frame, as_of)
        if people and _all_along(ground, plan, frame):
            return _undone(ground, plan, frame, people, as_of)
    if rows or not plan.impersonal or ground.fixed_line is None:
        return _each(ground, plan, frames, rows, as_of)
    return _without_facts(ground, plan, frames, as_of)


_BLANK: Final[dict[tuple[int, int, date], tuple[Plan, tuple[Frame, ...], tuple[Judged, ...]]]] = {}


def _without_facts(ground: Ground, plan: Plan, frames: tuple[Frame, ...], as_of: date) -> tuple[Judged, ...]:
    """What an impersonal clause comes to where nothing was done, which is so in most organisations."""
    key = (id(plan), id(frames), as_of)
    made = _BLANK.get(key)
    if made is None:
        if len(_BLANK) > 4096:
            _BLANK.clear()
        # Plan and frames are kept too: as long as they live, no others can come by their identity.
        made = _BLANK[key] = (plan, frames, tuple(_each(ground, plan, frames, {}, as_of)))
    return made[2]


def _each(
    ground: Ground, plan: Plan, frames: Sequence[Frame], rows: Mapping[str, Sequence[Row]], as_of: date
) -> Iterator[Judged]:
    for frame in frames:
        here = rows.get(frame.key, ())
        if plan.by_person:
            yield from _per_person(ground, plan, frame, here, as_of)
        else:
            holders: tuple[str, ...] = ()
            if plan.by_post and plan.role is not None:
                holders = _holders(ground, plan, plan.role, frame, as_of)
            yield _conclude(ground, plan, frame, here, as_of, holders)


def _holders(ground: Ground, plan: Plan, role: Responsible, frame: Frame, as_of: date) -> tuple[str, ...]:
    if plan.standing:
        return tuple(sorted(ground.roles.holders(role, frame.due)))
    last = frame.closes if as_of < frame.opens else min(frame.closes, as_of)
    return ground.roles.holders_in(role, frame.opens, last)


def _rows(ground: Ground, plan: Plan, frames: Sequence[Frame], as_of: date) -> dict[str, list[Row]]:
    """Everything looked at for the clause, by window."""
    clause = plan.clause.id
    rows: dict[str, list[Row]] = {}
    first, last = (frames[0].opens, frames[-1].closes) if plan.by_day else (date.min, date.max)
    for number, part in enumerate(plan.parts):
        candidates = ground.citing(clause) if part.by_duty else ground.candidates(part.sorts)
        if not candidates:
            continue
        placed = _placed(candidates, plan, frames) if not number or not plan.follow else _later(candidates, frames)
        for key, outcome in looked(part, clause, placed, ground, as_of, first, last):
            if plan.holding:
                outcome = _standing_on(outcome, frames[0].due)
            row = _made(Row, (number, outcome))
            if key in rows:
                rows[key].append(row)
            else:
                rows[key] = [row]
    return rows


_made: Final = tuple.__new__  # what the class itself does, without a step through Python for each fact


def _placed(candidates: Iterable[Fact], plan: Plan, frames: Sequence[Frame]) -> Iterable[tuple[Fact, str]]:
    """The facts that belong to one of the windows, each with its key."""
    first, last = frames[0].opens, frames[-1].closes
    if plan.by_day and len(frames) == 1:
        key = frames[0].key
        return [(fact, key) for fact in candidates if first <= fact.occurred_on <= last]
    if plan.by_day:
        window = plan.rule.window
        placed = [
            (fact, window_of(fact.occurred_on, window)) for fact in candidates if first <= fact.occurred_on <= last
        ]
    else:
        placed = [(fact, window_key(plan.rule, fact, frames)) for fact in candidates]
    keys = {frame.key for frame in frames}
    return [row for row in placed if row[1] in keys]


def _later(candidates: Iterable[Fact], frames: Sequence[Frame]) -> Iterable[tuple[Fact, str]]:
    """Later steps of cases: they may come long after the year in which the case began."""
    first, key = frames[0].opens, frames[0].key
    return [(fact, key) for fact in candidates if fact.occurred_on >= first]


def _standing_on(outcome: Outcome, day: date) -> Outcome:
    """A fact with spans must stand on the very day that is asked about."""
    fact = outcome.fact
    if not outcome.reason and fact.spans and not any(span.holds(day) for span in fact.spans):
        return outcome._replace(reason="not_standing")
    return outcome


# --- one window ------------------------------------------------------------------


def _per_person(ground: Ground, plan: Plan, frame: Frame, rows: Sequence[Row], as_of: date) -> Iterator[Judged]:
    role = plan.role
    assert role is not None, "the schema asks a role of the person grain"
    people = _holders(ground, plan, role, frame, as_of)
    if not people:
        if plan.always_owed and frame.opens <= as_of:
            yield _conclude(ground, plan, frame, (), as_of, ())
        return
    if not rows and not plan.asks_superior and _all_along(ground, plan, frame):
        yield from _undone(ground, plan, frame, people, as_of)
        return
    named = [(row, involved(row.outcome.fact)) for row in rows]
    when_due = ground.roles.holders(role, min(frame.due, max(as_of, frame.opens)))
    special = ground.roles.holders(_SPECIAL, min(frame.due, max(as_of, frame.opens))) if plan.of_members else ()
    when_opened = ground.roles.holders(role, frame.opens)
    for person in people:
        own = [
            Row(row.part, _for_person(ground, plan, role, row.outcome, person)) for row, all_ in named if person in all_
        ]
        judged = _conclude(ground, plan, frame, own, as_of, (person,), person)
        if not plan.standing:
            if person not in when_due and (judged.light is _MISSED or judged.light is _DUE):
                findings = (*judged.findings, "differentiated" if person in special else "left_before_due")
                judged = judged._replace(light=_NO_MINIMUM, days_over=0, findings=findings)
            elif person not in when_opened:
                judged = judged._replace(findings=(*judged.findings, "partial_window"))
        yield judged


def _all_along(ground: Ground, plan: Plan, frame: Frame) -> bool:
    """Whether all who held the role in the window held it from its opening to the day on which it is due."""
    return plan.standing or (
        frame.opens <= frame.due <= frame.closes and ground.roles.steady(frame.opens, frame.closes)
    )


_UNDONE: Final[dict[tuple[int, int, date], tuple[Plan, Frame, Judged]]] = {}


def _undone(ground: Ground, plan: Plan, frame: Frame, people: Iterable[str], as_of: date) -> list[Judged]:
    """What it comes to for people who did nothing and held the role all along."""
    _, _, _, light, _, _, over, said, _, _ = _not_done(ground, plan, frame, as_of)
    return [_made(Judged, (plan, frame, person, light, 0, (person,), over, said, (), ())) for person in people]


def _not_done(ground: Ground, plan: Plan, frame: Frame, as_of: date) -> Judged:
    """What a clause comes to for anybody who owed it and did nothing: nothing in it but the plan says who it was."""
    key = (id(plan), id(frame), as_of)
    made = _UNDONE.get(key)
    if made is None:
        if len(_UNDONE) > 4096:
            _UNDONE.clear()
        # Plan and frame are kept too: as long as they live, no others can come by their identity.
        made = _UNDONE[key] = (plan, frame, _conclude(ground, plan, frame, (), as_of, ("",), ""))
    return made[2]


def _for_person(ground: Ground, plan: Plan, role: Responsible, outcome: Outcome, person: str) -> Outcome:
    """The outcome as it is for one person."""
    if outcome.reason not in ("", "not_in_person"):
        return outcome
    # Who was trained in an earlier post was trained.
    standing = plan.standing or plan.rolling or outcome.fact.kind is _CONTACT_POINT
    if not standing and person not in ground.roles.holders(role, outcome.fact.occurred_on):
        return outcome._replace(reason="not_in_post")
    if person not in outcome.credited:
        return outcome._replace(reason="not_in_person")
    return outcome


def _conclude(
    ground: Ground,
    plan: Plan,
    frame: Frame,
    rows: Sequence[Row],
    as_of: date,
    holders: tuple[str, ...],
    person: str | None = None,
) -> Judged:
    good: Sequence[Row] = ()
    passed: list[Outcome] = []
    findings: list[str] = []
    count = 0
    if rows:
        good, passed = sorted_out(plan, rows)
    if plan.rolling and (holders or not (plan.by_person or plan.by_post)):
        frame, light, count, days_over, good, said = rolled(plan, frame, good, as_of)
        findings = [*findings_of(ground, plan.rule, good, passed, count), *said]
        return Judged(plan, frame, person, light, count, holders, days_over, tuple(findings), good, passed)
    if plan.follow:
        frame, light, count, days_over, good, said = followed(plan, frame, good, as_of)
        findings = [*findings_of(ground, plan.rule, good, passed, count), *said]
        return Judged(plan, frame, person, light, count, holders, days_over, tuple(findings), good, passed)
    if rows:
        count = count_of(plan, good)
        findings = findings_of(ground, plan.rule, good, passed, count)
    light, days_over = _light(ground, plan, frame, as_of, good, count, holders, findings)
    if plan.by_post and plan.role is not None and not plan.standing:
        findings += tenure_findings(ground, plan.role, frame, holders, as_of)
    elif light is _UNASSIGNED:
        findings.append("organisation_gap")
    return Judged(plan, frame, person, light, count, holders, days_over, tuple(findings), good, passed)


def _light(
    ground: Ground,
    plan: Plan,
    frame: Frame,
    as_of: date,
    good: Sequence[Row],
    done: int,
    holders: Sequence[str],
    findings: list[str],
) -> tuple[Light, int]:
    if not good and not holders and (plan.by_person or plan.by_post) and frame.opens <= as_of:
        return _UNASSIGNED, 0
    if plan.evidence:
        return (_EVIDENCED if good else _NOT_EVIDENCED), 0
    rule, minimum = plan.rule, plan.minimum_on(frame.closes)
    if minimum is None:
        return _NO_MINIMUM, 0
    reached = reached_on(plan, good, minimum)
    if reached is None and minimum == 0:
        reached = frame.opens
    if rule.exact and rule.maximum is not None and done > rule.maximum:
        reached = None
    if plan.holding:
        return (_SHORT if reached is None else _MET), 0
    if reached is not None:
        if reached <= frame.due:
            return _MET, 0
        if rule.each and reached > frame.closes:
            findings.append("evaluated_after_window" if is_evaluation(rule.each[1:]) else "late")
        return Light.MET_LATE, (reached - frame.due).days
    if plan.asks_superior and ground.place.parent(frame.closes) is None:
        findings.append("leadership_undetermined")
        return Light.UNDETERMINED, 0
    return (_MISSED, (as_of - frame.due).days) if as_of > frame.due else (_DUE, 0)


# --- several clauses of one duty -------------------------------------------------


def _held_against(ground: Ground, judged: Judged, settled: dict[tuple[date, str | None], Governing | None]) -> Judged:
    """The outcome with what comparable clauses in force at the window's end make of it."""
    plan, frame = judged.plan, judged.frame
    day = min(frame.closes, frame.due) if plan.standing else frame.closes
    key = (day, judged.person if plan.rivals_by_role else None)
    if key not in settled:
        settled[key] = _weighed(ground, plan, day, judged.person)
    outcome = settled[key]
    if outcome is None:
        return judged
    named = (plan.policy.policy, plan.clause.id)
    more = []
    if named in outcome.looser:
        more.append("looser_than_superior")
    if named != outcome.governs:
        more.append("stricter_governs")
    elif outcome.local:
        more.append("stricter_than_superior")
    return judged._replace(findings=(*judged.findings, *more)) if more else judged


def _weighed(ground: Ground, plan: Plan, day: date, person: str | None) -> Governing | None:
    rows = [row for row in plan.rivals if binds(ground, row[0], day)]
    if plan.rivals_by_role and rows and plan.role is not None:
        people = ground.roles.holders(plan.role, day) if person is None else frozenset((person,))
        rows = [row for row in rows if row[1].rule.role is plan.role or _hold(ground, row[1].rule.role, people, day)]
    return governing([(plan.policy, plan.clause), *rows]) if rows else None


def _hold(ground: Ground, role: Responsible | None, people: frozenset[str], day: date) -> bool:
    """Whether all these people, and there are some, hold the other role too."""
    return role is not None and bool(people) and people <= ground.roles.holders(role, day)
