"""Owing 到期事项: what organisations, or one person, still owe by a day, gathered from every view that keeps a day.

Windows of clauses come from the board, steps with a day from the views of their kinds. What is past its day stands
first. Windows that are past are those of the year asked about: earlier years are judged and closed.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from domain import dues_status
from domain.floating_status import Journey, standing_on
from domain.identity import member_of
from domain.kernel import record
from domain.rectification import Standing, Step
from domain.rule import Clause, Grain, Light, Status
from domain.terms import Label
from projections import directory, due, floating, members, receptions, rectifications, status
from projections.asks import Asked
from projections.debts import Sort
from web.asking import Clocks, asking
from web.following import asked_of
from web.saying import both_months
from web.ways import way_of

WINDOW, RECTIFICATION, VERIFICATION, COMMITMENT, ASK, AUDIT, CONTACT, DUES = (
    "window", "rectification", "verification", "commitment", "ask", "audit", "contact", "dues",
)  # fmt: skip

SORTS: Final[Mapping[str, Label]] = {
    WINDOW: ("制度要求", "Required by a document"),
    Sort.ITEM.value: ("清单事项", "List item"),
    Sort.RESOLUTION.value: ("会议决定", "Resolution"),
    Sort.MILESTONE.value: ("项目节点", "Project milestone"),
    Sort.TARGET.value: ("计划目标", "Plan target"),
    RECTIFICATION: ("限期整改", "Rectification"),
    VERIFICATION: ("整改验收", "To be verified"),
    Sort.DISPOSITION.value: ("限期改正", "Disposition with a limit"),
    COMMITMENT: ("承诺", "Commitment"),
    ASK: ("待办联动", "Asked for by a record"),
    AUDIT: ("活动证年审", "Yearly audit of a certificate"),
    CONTACT: ("年度汇报", "Yearly report of a floating member"),
    DUES: ("党费", "Dues"),
}
"""Sorts of what is owed, in the order in which a day tells them."""

_ORDER: Final = {sort: place for place, sort in enumerate(SORTS)}
_OPEN: Final = frozenset({Light.DUE.value, Light.MISSED.value, Light.UNASSIGNED.value})
_FORMS: Final = {
    Sort.ITEM: ("complete_item", "list", "item"),
    Sort.RESOLUTION: ("carry_out_resolution", "meeting", "number"),
    Sort.MILESTONE: ("reach_milestone", "project", "number"),
    Sort.TARGET: ("reach_target", "plan", "number"),
    Sort.DISPOSITION: ("resolve_member_problem", "member", ""),
}
"""Form that ends it, and its fields that name the record and the part."""


@record
class Owing:
    """One thing owed."""

    sort: str
    what: Label
    organisation: str
    due_on: date
    persons: tuple[str, ...] = ()
    """Who owes it now; nobody: the organisation."""
    times: int = 1
    """Members who owe it alike."""
    overdue_days: int = 0
    ref: str = ""
    """Record it stands in; empty for a window, which has its reasons instead."""
    policy: str = ""
    clause: str = ""
    window: str = ""
    grain: str = ""
    light: str = Light.DUE.value
    form: str = ""
    begun: tuple[tuple[str, str], ...] = ()
    """Form that would fulfil it, and what it begins with."""
    asked: Asked | None = None

    @property
    def overdue(self) -> bool:
        """Past its day."""
        return self.overdue_days > 0


@record
class Wanted:
    """Whose debts, and due by when."""

    bodies: tuple[str, ...]
    root: str
    until: date
    first: date
    """What is not overdue and due before this day is left out."""
    person: str = ""


def owing(wanted: Wanted, when: Clocks) -> list[Owing]:
    """What is still owed, past days first, then by day."""
    found: list[Owing] = []
    for gather in _SOURCES:
        found += gather(wanted, when)
    kept = [replace(one, overdue_days=max(0, (when.as_of - one.due_on).days)) for one in found]
    kept = [one for one in kept if one.due_on <= wanted.until and (one.overdue or one.due_on >= wanted.first)]
    kept = [replace(one, light=_light(one)) for one in kept]
    place = {body: number for number, body in enumerate(wanted.bodies)}
    return sorted(kept, key=lambda one: (one.due_on, place.get(one.organisation, 0), _ORDER[one.sort], one.ref))


def _light(one: Owing) -> str:
    if one.light == Light.UNASSIGNED.value:
        return one.light
    return Light.MISSED.value if one.overdue else Light.DUE.value


def bodies_of(person: str, when: Clocks) -> tuple[str, ...]:
    """Organisations in which a person may owe something: of posts, of the membership, of the registration."""
    reading = asking().reading
    held = directory.posts_held(reading, person, when.known_at)
    found = [
        one.organisation for one in held if one.first <= when.as_of and (one.last is None or when.as_of <= one.last)
    ]
    membership = members.membership_of(reading, member_of(person), when.known_at)
    for part in membership.belonging() if membership is not None else ():
        if part.span.holds(when.as_of):
            found.append(part.organisation)
    registered = directory.person_of(reading, person, when.known_at)
    if registered is not None:
        found.append(registered.organisation)
    return tuple(body for body in dict.fromkeys(found) if asking().reaches(body))


# --- windows of clauses -----------------------------------------------------------------


def _windows(wanted: Wanted, when: Clocks) -> Iterable[Owing]:
    clauses = status.clauses(asking().reading, when.known_at)
    for year in range(when.as_of.year, wanted.until.year + 1):
        if wanted.person or len(wanted.bodies) == 1:
            yield from _told_windows(wanted, when, year, clauses)
        else:
            yield from _board_windows(wanted, when, year, clauses)


def _board_windows(
    wanted: Wanted, when: Clocks, year: int, clauses: Mapping[tuple[str, str], Clause]
) -> Iterable[Owing]:
    found = status.board(asking().reading, wanted.root, year, when.as_of, when.known_at)
    until = wanted.until.isoformat()
    for body, cells in found.cells.items():
        for cell in cells:
            if cell.light in _OPEN and cell.due <= until and cell.governs and cell.window != "standing":
                clause = clauses[cell.policy, cell.clause]
                yield Owing(
                    sort=WINDOW,
                    what=(clause.zh, clause.en),
                    organisation=body,
                    due_on=date.fromisoformat(cell.due),
                    persons=(cell.person,) if cell.person else (),
                    times=cell.persons,
                    policy=cell.policy,
                    clause=cell.clause,
                    window=cell.window,
                    grain=cell.grain,
                    light=cell.light,
                )


def _told_windows(
    wanted: Wanted, when: Clocks, year: int, clauses: Mapping[tuple[str, str], Clause]
) -> Iterable[Owing]:
    for body in wanted.bodies:
        judged = status.duties(asking().reading, body, year, when.as_of, when.known_at)
        serving = _serving(body, when)
        for one in judged:
            if one.light.value not in _OPEN or one.window == "standing" or one.due > wanted.until:
                continue
            if "stricter_governs" in one.findings:
                continue
            grain = clauses[one.policy, one.clause].rule.grain
            persons = _persons(one, serving)
            if wanted.person and wanted.person not in persons:
                continue
            clause = clauses[one.policy, one.clause]
            yield Owing(
                sort=WINDOW,
                what=(clause.zh, clause.en),
                organisation=body,
                due_on=one.due,
                persons=persons,
                policy=one.policy,
                clause=one.clause,
                window=one.window,
                grain=grain.value,
                light=one.light.value,
            )


def _serving(body: str, when: Clocks) -> frozenset[str]:
    return frozenset(one.person for one in directory.roster(asking().reading, body, when.as_of, when.known_at))


def _persons(one: Status, serving: Collection[str]) -> tuple[str, ...]:
    """Whose duty it is now: the person, or of the holders of the post those still in one."""
    return (one.person,) if one.person else tuple(holder for holder in one.holders if holder in serving)


def with_holders(rows: Sequence[Owing], when: Clocks) -> list[Owing]:
    """The same rows; windows of a post say who holds it now. For one page: it reads the facts of each organisation."""
    open_posts = [one for one in rows if one.grain == Grain.POST.value and not one.persons]
    holders: dict[tuple[str, str, str, str], tuple[str, ...]] = {}
    for year in sorted({int(one.window[:4]) for one in open_posts}):
        bodies = {one.organisation for one in open_posts if one.window.startswith(f"{year:04}")}
        only = {one.clause for one in open_posts}
        found = status.statuses_of(asking().reading, sorted(bodies), year, when.as_of, when.known_at, only=only)
        for body, judged in found.items():
            serving = _serving(body, when)
            holders.update({(body, one.policy, one.clause, one.window): _persons(one, serving) for one in judged})
    return [
        replace(one, persons=holders.get((one.organisation, one.policy, one.clause, one.window), one.persons))
        for one in rows
    ]


def with_forms(rows: Sequence[Owing], when: Clocks) -> list[Owing]:
    """The same rows; each window with the form that would fulfil it. Forms are of the present only."""
    if when.known_at is not None:
        return [replace(one, form="", begun=()) for one in rows]
    clauses = status.clauses(asking().reading)
    found = []
    for one in rows:
        if one.sort == WINDOW:
            form, begun = way_of(clauses[one.policy, one.clause], one.organisation, one.window)
            one = replace(one, form=form, begun=tuple(begun.items()))
        found.append(one)
    return found


# --- steps with a day -------------------------------------------------------------------


def _steps(wanted: Wanted, when: Clocks) -> Iterable[Owing]:
    found = due.open_on(asking().reading, wanted.bodies, wanted.until, when.as_of, when.known_at, person=wanted.person)
    for one in found:
        if wanted.person and not asking().reaches(one.organisation):
            continue
        form, target, part = _FORMS[one.kind]
        stream, _, number = one.ref.partition("#")
        yield Owing(
            sort=one.kind.value,
            what=(one.what, one.what),
            organisation=one.organisation,
            due_on=one.due_on,
            persons=(one.person,) if one.person else (),
            ref=one.ref,
            form=form,
            begun=((target, stream), *(((part, number),) if part else ())),
        )


def _rectifications(wanted: Wanted, when: Clocks) -> Iterable[Owing]:
    bodies = set(wanted.bodies)
    for case, verdict, _ in rectifications.open_on(asking().reading, wanted.bodies, when.as_of, when.known_at):
        if verdict.standing is Standing.VERIFIED:
            continue
        steps = [taken.step for taken in case.steps if taken.day <= when.as_of]
        waits = steps[-1] == Step.REPORTED
        body = case.ordered_by if waits else case.organisation
        person = "" if waits else case.responsible or ""
        if body not in bodies or (wanted.person and wanted.person != person):
            continue
        yield Owing(
            sort=VERIFICATION if waits else RECTIFICATION,
            what=(case.title, case.title),
            organisation=body,
            due_on=verdict.due_on,
            persons=(person,) if person else (),
            ref=case.rectification,
            form="verify_rectification" if waits else "report_rectification",
            begun=(("rectification", case.rectification),),
        )


def _commitments(wanted: Wanted, when: Clocks) -> Iterable[Owing]:
    for one in receptions.open_promises(asking().reading, wanted.bodies, when.as_of, when.known_at):
        if one.stage == "fulfilled" or (wanted.person and wanted.person != one.person):
            continue
        form = {"made": "accept_commitment", "returned": "revise_commitment"}.get(one.stage, "fulfil_commitment")
        yield Owing(
            sort=COMMITMENT,
            what=(one.title, one.title),
            organisation=one.organisation,
            due_on=one.due_on,
            persons=(one.person,),
            ref=one.commitment,
            form=form,
            begun=(("commitment", one.commitment),),
        )


def _asks(wanted: Wanted, when: Clocks) -> Iterable[Owing]:
    if wanted.person:
        return
    for one in asked_of(wanted.bodies, when):
        if one.due_on is not None:
            yield Owing(
                sort=ASK, what=("", ""), organisation=one.organisation, due_on=one.due_on, ref=one.ref, asked=one
            )


# --- floating members -------------------------------------------------------------------


def _floating(wanted: Wanted, when: Clocks) -> Iterable[Owing]:
    for one in floating.members(asking().reading, wanted.bodies, when.as_of, when.known_at):
        journey = one.journey
        if not one.left_here or (wanted.person and wanted.person != journey.person):
            continue
        yield from _yearly(journey, wanted, when)
        if one.unpaid:
            yield _unpaid(journey, one.unpaid)


def _yearly(journey: Journey, wanted: Wanted, when: Clocks) -> Iterable[Owing]:
    """Audit and report of each year away: due at its end, the running one too."""
    so_far = replace(journey, steps=tuple(taken for taken in journey.steps if taken.day <= when.as_of))
    ahead = standing_on(so_far, date(wanted.until.year + 1, 1, 1))
    assert ahead is not None, "who is away now is away then, as far as is known"
    about = (("certificate", journey.certificate),)
    for sort, years, form in (
        (AUDIT, ahead.not_audited, "audit_certificate"),
        (CONTACT, ahead.not_reported, "report_annual_contact"),
    ):
        for year in years:
            yield Owing(
                sort=sort,
                what=(f"{year}年度", f"of {year}"),
                organisation=journey.home,
                due_on=date(year, 12, 31),
                persons=(journey.person,),
                ref=journey.certificate,
                form=form,
                begun=(*about, ("year", str(year))),
            )


def _unpaid(journey: Journey, unpaid: Sequence[tuple[int, int]]) -> Owing:
    year, month = unpaid[0]
    months = [both_months(of, number) for of, number in unpaid]
    return Owing(
        sort=DUES,
        what=("、".join(zh for zh, _ in months), ", ".join(en for _, en in months)),
        organisation=journey.home,
        due_on=dues_status.months_of(year, (), {}, date(year, 1, 1))[month - 1].due_on,
        persons=(journey.person,),
        ref=journey.certificate,
        form="pay_dues",
        begun=(("organisation", journey.home), ("person", journey.person), ("year", str(year))),
    )


_SOURCES: Final[tuple[Callable[[Wanted, Clocks], Iterable[Owing]], ...]] = (
    _windows,
    _steps,
    _rectifications,
    _commitments,
    _asks,
    _floating,
)
