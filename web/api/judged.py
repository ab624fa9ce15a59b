"""Registers over the JSON API: appraisals and their sheets, cases, praise and criticism. As the pages have them."""

from collections.abc import Iterable, Mapping

from flask import Response

from domain.appointment import Post
from domain.identity import is_stream_id
from domain.rule import Clause, Status
from domain.scoring import points_text
from domain.sheet import Deduction
from domain.terms import code_label
from projections import status
from projections.citations import Changed
from projections.discipline import Balance, Imposed
from web.api import answers as common
from web.api import asked, encoding
from web.api import judged_answers as answers
from web.api.queries import status_told
from web.asking import asking, clocks
from web.errors import NotFound
from web.naming import Names, names
from web.registers.appraising import Point, RoundRead, Row, read_sheet, register
from web.registers.dossiers import STAGES, CaseRead, CaseRow, ElementRead, asked_for, cases_wanted, read_case
from web.registers.extent import extent
from web.registers.outcomes import OutcomeRow, read_outcomes, type_text
from web.registers.resting import Rests

FIRST_YEAR, LAST_YEAR = 1900, 2199

Clauses = Mapping[tuple[str, str], Clause]


# --- appraisals -----------------------------------------------------------------------


def appraisals() -> Response:
    """Rounds with their sheets, who has none yet, what came out and what it served."""
    when, called = clocks(), names()
    of = extent(when)
    found = register(of.bodies, when)
    rows, cursor = asked.paged(found.rounds, size=asked.limit())
    return encoding.respond(
        answers.AppraisalRegister(
            organisation=of.root,
            below=of.below,
            clocks=encoding.clock(when),
            rounds=[_round(one, called) for one in rows],
            about=[_sheet(row, called) for row in found.about],
            weak=[row.sheet.stream for row in found.weak],
            balance=_balance(read_outcomes(of.bodies, when.as_of.year, when).balance),
            cursor=cursor,
        )
    )


def _round(one: RoundRead, called: Names) -> answers.AppraisalRound:
    round = one.round
    return answers.AppraisalRound(
        stream=round.stream,
        organisation=round.organisation,
        organisation_name=called(round.organisation),
        subjects=round.subjects,
        period=round.period,
        title=round.title,
        stage=one.stage,
        indicators=round.indicators,
        maximum=points_text(round.maximum),
        uses=list(round.uses),
        tally=answers.SheetTally(
            sheets=one.tally.sheets,
            scored=one.tally.scored,
            issued=one.tally.issued,
            used=one.tally.used,
            grades=dict(one.tally.grades),
            uses=dict(one.tally.uses),
        ),
        without=[subject for subject, _ in one.without],
        sheets=[_sheet(row, called) for row in one.rows],
    )


def _sheet(row: Row, called: Names) -> answers.SheetLine:
    sheet, result = row.sheet, row.result
    return answers.SheetLine(
        stream=sheet.stream,
        appraisal=sheet.appraisal,
        organisation=sheet.organisation,
        subject=sheet.subject,
        subject_name=called(sheet.subject),
        period=sheet.period,
        title=sheet.title,
        stage=row.stage,
        grade="" if result is None else result.grade,
        total="" if result is None else points_text(result.total),
        issued_on=None if result is None else result.on,
        uses=[used.use for used in row.used],
        changed=row.changed,
        order_missing=row.order_missing,
    )


def _balance(found: Iterable[Balance]) -> list[answers.OutcomeBalance]:
    return [answers.OutcomeBalance(year=one.year, **one.counts) for one in found]


def appraisal_sheet(stream: str) -> Response:
    """A sheet: every point with its reasons, as known when it was given, and what the rule would say now."""
    if not is_stream_id(stream, "sheet"):
        raise NotFound
    when, called = clocks(), names()
    found = read_sheet(stream, when)
    sheet = found.sheet
    clauses = status.clauses(asking().reading, when.known_at)
    order = found.order
    return encoding.respond(
        answers.SheetReasons(
            stream=stream,
            appraisal=sheet.appraisal,
            organisation=sheet.organisation,
            subject=sheet.subject,
            subject_name=called(sheet.subject),
            appraiser=sheet.appraiser,
            period=sheet.period,
            title=sheet.title,
            stage=found.stage,
            clocks=encoding.clock(when),
            maximum=points_text(found.maximum),
            total=_points(found.total),
            grade="" if found.grade is None else found.grade.value,
            scored_known_at=found.scored_known_at,
            scored_as_of=found.scored_as_of,
            issued_known_at=None if found.issued is None else found.issued.known_at,
            differs=found.differs,
            total_now=_points(found.total_now),
            points=[_point(one, clauses, called) for one in found.points],
            changed=_changes(found.changed),
            order_missing=order is not None and not order.answered_by,
            debriefs=list(found.debriefs),
            uses=[
                answers.UsedResult(use=one.use.value, occurred_on=one.occurred_on, text=one.text, ref=one.ref)
                for one in found.used
            ],
        ),
        headers={"ETag": f'"{found.version}"'},
    )


def _point(one: Point, clauses: Clauses, called: Names) -> answers.PointReasons:
    indicator, score = one.indicator, one.score
    return answers.PointReasons(
        indicator=indicator.number,
        title=indicator.title,
        maximum=points_text(indicator.maximum),
        clause=indicator.clause,
        deduction=points_text(indicator.deduction),
        points=None if score is None else points_text(score.points),
        note="" if score is None else score.note,
        deductions=[] if score is None else _taken(score.deductions),
        rests=[_evidence(rests, called) for rests in one.rests],
        statuses=_statuses((one.then or one.now).statuses, clauses, called),
        points_now=_points(one.now.points),
        deductions_now=_taken(one.now.taken),
        differs=one.differs,
    )


def _points(tenths: int | None) -> str | None:
    return None if tenths is None else points_text(tenths)


def _taken(deductions: Iterable[Deduction]) -> list[answers.Taken]:
    return [answers.Taken(clause=one.clause, window=one.window, points=points_text(one.points)) for one in deductions]


def _statuses(found: Iterable[Status], clauses: Clauses, called: Names) -> list[common.Status]:
    return [status_told(one, clauses.get((one.policy, one.clause)), called) for one in found]


def _evidence(one: Rests, called: Names) -> answers.Evidence:
    return answers.Evidence(
        ref=one.ref,
        title=called(one.ref),
        stage_then=None if one.then is None else one.then.stage,
        stage_now=None if one.now is None else one.now.stage,
        changes=_changes(one.changes),
    )


def _changes(found: Iterable[Changed]) -> list[answers.EvidenceChange]:
    return [answers.EvidenceChange(cited=one.cited, position=one.position, name=one.name) for one in found]


# --- cases ------------------------------------------------------------------------------


def cases() -> Response:
    """Cases that an organisation and those below it decide, or in which the duty lay there."""
    when, called = clocks(), names()
    of = extent(when)
    rows, cursor = asked.paged(cases_wanted(of.bodies, when, asked_for()), size=asked.limit())
    return encoding.respond(
        answers.CaseRegister(
            organisation=of.root,
            below=of.below,
            clocks=encoding.clock(when),
            cases=[_case(row, called) for row in rows],
            cursor=cursor,
        )
    )


def _case(row: CaseRow, called: Names) -> answers.CaseLine:
    case, as_of = row.case, clocks().as_of
    return answers.CaseLine(
        stream=case.stream,
        organisation=case.organisation,
        subject=case.subject,
        subject_name=called(case.subject),
        person=case.person,
        person_name=called(case.person) if case.person else "",
        policy=case.policy,
        clause=case.clause,
        route=case.route,
        due_on=case.due_on,
        title=case.title,
        opened_on=case.steps[0].on,
        stage=row.stage,
        stage_text=encoding.text(STAGES[row.stage]),
        consequences=[_imposed(one, one.stands(as_of)) for one in case.consequences if one.on <= as_of],
        superior_wording_not_met=row.wording_not_met,
        changed=row.changed,
    )


def _imposed(one: Imposed, stands: bool) -> answers.ImposedLine:
    return answers.ImposedLine(
        consequence=one.consequence,
        occurred_on=one.on,
        document=one.document,
        ends_on=one.ends_on,
        stands=stands,
    )


def case(case: str) -> Response:
    """A case laid open: duty, holders, elements with evidence then and now, decisions, flags."""
    if not is_stream_id(case, "accountability"):
        raise NotFound
    when, called = clocks(), names()
    found = read_case(case, when)
    clauses = status.clauses(asking().reading, when.known_at)
    row = CaseRow(case=found.case, stage=found.stage, changed=bool(found.changed))
    return encoding.respond(
        answers.CaseFile(
            case=_case(row, called),
            clocks=encoding.clock(when),
            text=found.opened.text,
            roles=[role.value for role in found.opened.roles],
            judged_at=found.judged_at,
            duty_then=_statuses(found.then, clauses, called),
            duty_now=_statuses(found.now, clauses, called),
            holders=_holders(found, called),
            elements=[_element(one, called) for one in found.elements],
            missing=[one.element.value for one in found.missing],
            decisions=[
                answers.CaseDecision(
                    occurred_on=one.said.occurred_on,
                    held=one.said.held,
                    meeting=one.said.meeting,
                    document=one.said.document,
                    text=one.said.text,
                    flags=[flag.value for flag in one.said.flags],
                    known_at=one.known_at,
                )
                for one in found.decisions
            ],
            steps=_steps(found),
            changed=_changes(found.changed),
        ),
        headers={"ETag": f'"{found.version}"'},
    )


def _holders(found: CaseRead, called: Names) -> list[common.Holder]:
    return [
        common.Holder(
            appointment=one.ref,
            person=one.person,
            name=called(one.person),
            post=one.post,
            post_text=encoding.text(code_label(Post(one.post))),
            title=one.title,
            portfolio=list(one.portfolio),
            acting=one.acting,
            first=one.first,
            last=one.last,
        )
        for one in found.holders
    ]


def _element(one: ElementRead, called: Names) -> answers.CaseElement:
    return answers.CaseElement(
        element=one.element.value,
        required=one.required,
        clause=one.clause,
        missing=one.missing,
        cited=[
            answers.CitedRecords(
                version=cited.version,
                occurred_on=cited.said.occurred_on,
                text=cited.said.text,
                rests=[_evidence(rests, called) for rests in cited.rests],
            )
            for cited in one.cited
        ],
    )


def _steps(found: CaseRead) -> list[answers.CaseStep]:
    steps = []
    if found.notice is not None:
        steps.append(("told", found.notice.occurred_on, found.notice.text, ""))
    if found.statement is not None:
        step = "waived" if found.statement.waived else "heard"
        steps.append((step, found.statement.occurred_on, found.statement.text, ""))
    for one in found.appeals:
        outcome, by = getattr(one, "outcome", None), getattr(one, "by", "")
        steps.append(("appealed" if outcome is None else outcome.value, one.occurred_on, one.text, by))
    if found.closed is not None:
        steps.append(("closed", found.closed.occurred_on, found.closed.note, ""))
    return [answers.CaseStep(step=step, occurred_on=day, text=text, by=by) for step, day, text, by in steps]


# --- praise and criticism -----------------------------------------------------------------


def measures() -> Response:
    """Commendations, criticisms, admonitions and adjustments of a year, and the balance of every year."""
    when, called = clocks(), names()
    of = extent(when)
    year = asked.whole("year", when.as_of.year, least=FIRST_YEAR, most=LAST_YEAR)
    found = read_outcomes(of.bodies, year, when, sort=asked.parameter("sort"))
    rows, cursor = asked.paged(found.rows, size=asked.limit())
    return encoding.respond(
        answers.OutcomeRegister(
            organisation=of.root,
            below=of.below,
            year=year,
            clocks=encoding.clock(when),
            balance=_balance(found.balance),
            by_organisation={id: dict(counts) for id, counts in found.by_organisation.items()},
            outcomes=[_outcome(row, called) for row in rows],
            cursor=cursor,
        )
    )


def _outcome(row: OutcomeRow, called: Names) -> answers.OutcomeLine:
    return answers.OutcomeLine(
        stream=row.stream,
        kind=row.kind,
        sort=row.sort,
        type=row.type,
        type_text=encoding.text(type_text(row)),
        occurred_on=row.on,
        organisation=row.organisation,
        organisation_name=called(row.organisation),
        subject=row.subject,
        about=list(row.about),
        title=row.title,
        document=row.document,
        stage=row.stage,
        rectify_by=row.rectify_by,
        ends_on=row.ends_on,
    )
