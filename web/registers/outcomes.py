"""Outcomes 奖惩: what was said and done about organisations and persons in a year; for pages and the API.

Measures, commendations and the consequences of cases stand side by side, each in one column of the balance.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from domain.accountability import Consequence
from domain.commendation import Honour
from domain.kernel import record
from domain.measure import Type
from domain.terms import Label, code_label
from projections import discipline
from projections.discipline import Balance, Case, Commendation, Measure, stage_on
from web.asking import Clocks, asking

SORTS: Final[Mapping[str, Label]] = {
    discipline.COMMENDED: ("表彰", "Commended"),
    discipline.CRITICISED: ("批评教育", "Criticised"),
    discipline.ADMONISHED: ("诫勉", "Admonished"),
    discipline.ADJUSTED: ("调整及组织处理", "Adjusted"),
}
"""Columns of the balance."""

STAGES: Final[Mapping[str, Label]] = {
    "taken": ("有效", "In effect"),
    "told": ("已送达", "Told"),
    "expired": ("已期满解除", "Ended"),
    "revoked": ("已撤销", "Revoked"),
    "granted": ("有效", "In effect"),
    "withdrawn": ("已撤销", "Withdrawn"),
}
"""How a measure, commendation or consequence stands."""


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


def type_text(row: OutcomeRow) -> Label:
    """What it is called."""
    match row.kind:
        case "commendation":
            return code_label(Honour(row.type))
        case "measure":
            return code_label(Type(row.type))
    return code_label(Consequence(row.type))


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
