"""Judging: from the facts that counted to a light, for every clause, window and holder of a year.

Readings that the texts leave open, and what is done here:
- a policy judges the windows that it covers wholly; one that came or went in the middle does not;
- an organisation owes a window at whose end it exists;
- a person owes what falls due while in the role; who left before is shown with what was done, never as
  missed; a newcomer owes the window, and the finding ``partial_window`` says that part of it had passed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from domain.evaluator.governing import Binding, DutyKey, Governing, duty_key, governing
from domain.evaluator.ground import Ground, clauses_for
from domain.evaluator.matching import Outcome, involved, look
from domain.evaluator.windows import Frame, binds, frames_of, window_key
from domain.fact import FactKind
from domain.reading import PolicyInForce
from domain.rule import Clause, Counted, Counts, Grain, Light, Measure, Passed, Responsible, Rule, Status, Window

_ALWAYS_OWED = frozenset(
    {Responsible.FIRST, Responsible.DIRECT, Responsible.SECRETARY_OR_DEPUTY, Responsible.LEADERSHIP}
)
"""Roles that somebody ought to hold: where nobody does, that is said."""


class _Row(NamedTuple):
    """A looked-at fact in its place: the part of the rule it was held against, and the outcome."""

    part: int
    outcome: Outcome


def statuses_for(ground: Ground, year: int, as_of: date, *, only: Iterable[str] | None = None) -> list[Status]:
    """Every status of one organisation in a year, as of a day; ``only`` names clauses to keep to.

    ``date.max`` as the day gives the settled statuses, as if every window had closed: `at` turns them into
    those of any day on or after the last fact.
    """
    wanted = None if only is None else frozenset(only)
    bound = [
        (policy, clause)
        for policy in ground.policies
        for clause in clauses_for(policy.document, ground.place.kind, ground.place.sector)
    ]
    groups: dict[DutyKey, list[Binding]] = {}
    for policy, clause in bound:
        key = duty_key(clause)
        if key is not None:
            groups.setdefault(key, []).append((policy, clause))
    found: list[Status] = []
    settled: dict[tuple[DutyKey, date], Governing | None] = {}
    framed: dict[tuple[str, Window, str], list[Frame]] = {}
    for policy, clause in bound:
        if clause.rule.measure is Measure.NONE or (wanted is not None and clause.id not in wanted):
            continue
        timing = (policy.policy, clause.rule.window, clause.rule.due)
        frames = framed.get(timing)
        if frames is None:
            frames = framed[timing] = frames_of(ground, policy, clause.rule, year, as_of)
        if not frames:
            continue
        judged = _judge(ground, policy, clause, frames, as_of)
        key = duty_key(clause)
        if key is not None and len(groups[key]) > 1:
            judged = [_held_against(ground, status, key, groups[key], settled) for status in judged]
        found += judged
    return found


# --- facts into windows ----------------------------------------------------------


def _judge(ground: Ground, policy: PolicyInForce, clause: Clause, frames: Sequence[Frame], as_of: date) -> list[Status]:
    rows = _rows(ground, clause, frames, as_of)
    rule = clause.rule
    if rule.grain is Grain.PERSON:
        return [
            status
            for frame in frames
            for status in _per_person(ground, policy, clause, frame, rows.get(frame.key, ()), as_of)
        ]
    statuses = []
    for frame in frames:
        holders: tuple[str, ...] = ()
        if rule.grain is Grain.POST and rule.role is not None:
            holders = _holders(ground, rule.role, frame, rule.window, as_of)
        statuses.append(_conclude(ground, policy, clause, frame, rows.get(frame.key, ()), as_of, holders))
    return statuses


def _holders(ground: Ground, role: Responsible, frame: Frame, window: Window, as_of: date) -> tuple[str, ...]:
    if window is Window.STANDING:
        return tuple(sorted(ground.roles.holders(role, frame.due)))
    last = frame.closes if as_of < frame.opens else min(frame.closes, as_of)
    return ground.roles.holders_in(role, frame.opens, last)


def _rows(ground: Ground, clause: Clause, frames: Sequence[Frame], as_of: date) -> dict[str, list[_Row]]:
    """Everything looked at for the clause, by window."""
    rule = clause.rule
    keys = {frame.key for frame in frames}
    rows: dict[str, list[_Row]] = {}
    for number, part in enumerate(rule.each or (rule.counts,)):
        for fact in ground.candidates(part, clause.id):
            key = window_key(rule, fact, frames)
            if key not in keys:
                continue
            outcome = look(part, clause.id, fact, ground, as_of)
            if outcome is None:
                continue
            if rule.measure is Measure.HOLDING:
                outcome = _standing_on(outcome, frames[0].due)
            rows.setdefault(key, []).append(_Row(number, outcome))
    return rows


def _standing_on(outcome: Outcome, day: date) -> Outcome:
    """A fact with spans must stand on the very day that is asked about."""
    fact = outcome.fact
    if not outcome.reason and fact.spans and not any(span.holds(day) for span in fact.spans):
        return outcome._replace(reason="not_standing")
    return outcome


# --- one status ------------------------------------------------------------------


def _per_person(
    ground: Ground,
    policy: PolicyInForce,
    clause: Clause,
    frame: Frame,
    rows: Sequence[_Row],
    as_of: date,
) -> list[Status]:
    rule = clause.rule
    assert rule.role is not None, "the schema asks a role of the person grain"
    people = _holders(ground, rule.role, frame, rule.window, as_of)
    if not people:
        if rule.role in _ALWAYS_OWED and frame.opens <= as_of:
            return [_conclude(ground, policy, clause, frame, (), as_of, ())]
        return []
    statuses = []
    named = [(row, involved(row.outcome.fact)) for row in rows]
    for person in people:
        own = [_Row(row.part, _for_person(ground, rule, row.outcome, person)) for row, all_ in named if person in all_]
        statuses.append(_conclude(ground, policy, clause, frame, own, as_of, (person,), person))
    return statuses


def _for_person(ground: Ground, rule: Rule, outcome: Outcome, person: str) -> Outcome:
    """The outcome as it is for one person."""
    if outcome.reason not in ("", "not_in_person"):
        return outcome
    assert rule.role is not None
    standing = rule.window is Window.STANDING or outcome.fact.kind is FactKind.CONTACT_POINT
    if not standing and person not in ground.roles.holders(rule.role, outcome.fact.occurred_on):
        return outcome._replace(reason="not_in_post")
    if person not in outcome.credited:
        return outcome._replace(reason="not_in_person")
    return outcome


def _conclude(
    ground: Ground,
    policy: PolicyInForce,
    clause: Clause,
    frame: Frame,
    rows: Sequence[_Row],
    as_of: date,
    holders: tuple[str, ...],
    person: str | None = None,
) -> Status:
    rule = clause.rule
    good = [row for row in rows if not row.outcome.reason]
    passed = [row.outcome for row in rows if row.outcome.reason] if len(good) < len(rows) else []
    if len(good) > 1:
        good.sort(key=_by_day)
    if rule.measure is Measure.QUANTITY:
        passed += [row.outcome._replace(reason="no_quantity") for row in good if row.outcome.fact.quantity is None]
        good = [row for row in good if row.outcome.fact.quantity is not None]
    if rule.distinct:
        good, repeats = _distinct(rule, good)
        passed += repeats
    steps = _steps(rule, good)
    count = steps[-1][1] if steps else 0
    minimum = rule.minimum if rule.minimum is not None or not rule.each else 1
    findings = _findings(ground, rule, good, passed, count) if rows else []
    light, days_over = _light(ground, rule, frame, as_of, steps, minimum, holders, findings)
    if rule.grain is Grain.POST and rule.role is not None and rule.window is not Window.STANDING:
        findings += _tenure_findings(ground, rule.role, frame, holders, as_of)
    elif light is Light.UNASSIGNED:
        findings.append("organisation_gap")
    if person is not None and rule.window is not Window.STANDING and rule.role is not None:
        if light in (Light.MISSED, Light.DUE) and person not in ground.roles.holders(
            rule.role, min(frame.due, max(as_of, frame.opens))
        ):
            light, days_over = Light.NO_MINIMUM, 0
            findings.append("left_before_due")
        elif person not in ground.roles.holders(rule.role, frame.opens):
            findings.append("partial_window")
    return Status(
        clause=clause.id,
        policy=policy.policy,
        organisation=ground.place.organisation,
        person=person,
        window=frame.key,
        opens=frame.opens,
        closes=frame.closes,
        due=frame.due,
        light=light,
        count=count,
        minimum=minimum,
        holders=holders,
        days_over=days_over,
        findings=tuple(findings),
        counted=tuple([_counted(ground, row.outcome, frame.due) for row in good]) if good else (),
        passed=tuple(
            Passed(ref=o.fact.ref, occurred_on=o.fact.occurred_on, position=o.fact.position, reason=o.reason)
            for o in sorted(passed, key=_passed_order)
        )
        if passed
        else (),
        duty=clause.duty,
    )


def _by_day(row: _Row) -> tuple[date, int, str]:
    return row.outcome.day, row.outcome.fact.first_position, row.outcome.fact.ref


def _passed_order(outcome: Outcome) -> tuple[date, int, str]:
    return outcome.fact.occurred_on, outcome.fact.first_position, outcome.fact.ref


def _distinct(rule: Rule, good: Sequence[_Row]) -> tuple[list[_Row], list[Outcome]]:
    """The first row of each value that is to be distinct, and the others with the reason."""
    first: dict[object, _Row] = {}
    repeats = []
    for row in good:
        value = getattr(row.outcome.fact, rule.distinct)
        if first.setdefault(value, row) is not row:
            repeats.append(row.outcome._replace(reason="not_distinct"))
    return list(first.values()), repeats


def _steps(rule: Rule, good: Sequence[_Row]) -> list[tuple[date, int]]:
    """How the count grew: (day, count from then on)."""
    steps: list[tuple[date, int]] = []
    if rule.each:
        have = [0] * len(rule.each)
        for row in good:
            have[row.part] += 1
            steps.append((row.outcome.day, min(have)))
    elif rule.measure is Measure.QUANTITY:
        total = 0
        for row in good:
            total += row.outcome.fact.quantity or 0
            steps.append((row.outcome.day, total))
    else:
        steps = [(row.outcome.day, number) for number, row in enumerate(good, 1)]
    return steps


def _findings(ground: Ground, rule: Rule, good: Sequence[_Row], passed: Sequence[Outcome], count: int) -> list[str]:
    found = []
    if any(outcome.reason == "wrong_chair" for outcome in passed):
        found.append("wrong_chair")
    if any(outcome.reason == "returned" for outcome in passed):
        found.append("returned_open")
    if rule.each and good:
        have = {row.part for row in good}
        lacking = [part for number, part in enumerate(rule.each) if number not in have]
        if lacking:
            found.append("delivered_not_evaluated" if _is_evaluation(lacking) else "incomplete")
    if rule.maximum is not None and count > rule.maximum:
        found.append("above_range")
    allowed = ground.settings.entered_late_after
    if any((row.outcome.fact.recorded_on - row.outcome.day).days > allowed for row in good):
        found.append("entered_late")
    return found


def _is_evaluation(parts: Sequence[Counts]) -> bool:
    return all("debrief_evaluated" in part.acts for part in parts)


def _tenure_findings(ground: Ground, role: Responsible, frame: Frame, holders: Sequence[str], as_of: date) -> list[str]:
    """How the post was held in the window."""
    if as_of < frame.opens:
        return []
    if not holders:
        return ["organisation_gap"]
    last = min(frame.closes, as_of)
    found = []
    if len(holders) > 1:
        found.append("holder_changed")
    if ground.roles.vacant(role, frame.opens, last):
        found.append("vacancy")
    if any(ground.roles.acting(person, last) for person in ground.roles.holders(role, last)):
        found.append("acting")
    return found


def _light(
    ground: Ground,
    rule: Rule,
    frame: Frame,
    as_of: date,
    steps: Sequence[tuple[date, int]],
    minimum: int | None,
    holders: Sequence[str],
    findings: list[str],
) -> tuple[Light, int]:
    if rule.grain is not Grain.ORGANISATION and not holders and not steps and frame.opens <= as_of:
        return Light.UNASSIGNED, 0
    if rule.measure is Measure.EVIDENCE:
        return (Light.EVIDENCED if steps else Light.NOT_EVIDENCED), 0
    if minimum is None:
        return Light.NO_MINIMUM, 0
    reached = next((day for day, count in steps if count >= minimum), None)
    if reached is None and minimum == 0:
        reached = frame.opens
    if rule.exact and rule.maximum is not None and steps and steps[-1][1] > rule.maximum:
        reached = None
    if rule.measure is Measure.HOLDING:
        return (Light.SHORT if reached is None else Light.MET), 0
    if reached is not None:
        if reached <= frame.due:
            return Light.MET, 0
        if rule.each and reached > frame.closes:
            findings.append("evaluated_after_window" if _is_evaluation(rule.each[1:]) else "late")
        return Light.MET_LATE, (reached - frame.due).days
    parts = rule.each or (rule.counts,)
    if any(part.recipient == "superior" for part in parts) and ground.place.parent(frame.closes) is None:
        findings.append("leadership_undetermined")
        return Light.UNDETERMINED, 0
    return (Light.MISSED, (as_of - frame.due).days) if as_of > frame.due else (Light.DUE, 0)


def _counted(ground: Ground, outcome: Outcome, due: date) -> Counted:
    fact, day = outcome.fact, outcome.day
    entered = (fact.recorded_on - day).days
    return Counted(
        ref=fact.ref,
        occurred_on=day,
        position=fact.position,
        late_days=max(0, (day - due).days),
        entered_late_days=entered if entered > ground.settings.entered_late_after else 0,
    )


# --- several clauses of one duty -------------------------------------------------


def _held_against(
    ground: Ground,
    status: Status,
    key: DutyKey,
    group: Sequence[Binding],
    settled: dict[tuple[DutyKey, date], Governing | None],
) -> Status:
    """The status with what comparable clauses in force at the window's end make of it."""
    day = min(status.closes, status.due) if status.window == "standing" else status.closes
    if (key, day) not in settled:
        rows = [row for row in group if binds(ground, row[0], day)]
        settled[key, day] = governing(rows) if len({policy.policy for policy, _ in rows}) > 1 else None
    outcome = settled[key, day]
    if outcome is None:
        return status
    named = (status.policy, status.clause)
    more = []
    if named in outcome.looser:
        more.append("looser_than_superior")
    if named != outcome.governs:
        more.append("stricter_governs")
    elif outcome.local:
        more.append("stricter_than_superior")
    return replace(status, findings=(*status.findings, *more)) if more else status
