"""Scored, and what follows, as lists: appraisals and their sheets, cases, praise and criticism, numbers of a year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from domain.accountability import Consequence, Flag
from domain.appraisal import Subjects, Use
from domain.sheet import Grade
from domain.terms import code_label
from web.asking import asking
from web.boards import short_window
from web.language import pick, t
from web.registers.appraising import Register, RoundRead, SheetRead
from web.registers.appraising import Row as Sheeted
from web.registers.dossiers import STAGES as CASE_STAGES
from web.registers.dossiers import CaseRow
from web.registers.outcomes import SORTS, STAGES, OutcomeRow, Outcomes, type_text
from web.registers.statistics import FEN, PERCENT, Section
from web.saying import day
from web.sheets.listing import Listing, col, joined, listed, person, rows_of
from web.sheets.writing import Column, Kind, Sheet, Value
from web.words import STAGES as LINE_STAGES
from web.words import STAGES_OF, ref_text

# --- appraisals -------------------------------------------------------------------


def appraisals(found: Register, root: str) -> Listing:
    """Rounds, and sheets by which those here are appraised."""
    name = asking().name
    grades, uses = _words(Grade), _words(Use)
    columns = (
        col("考核", "Round", Kind.LONG),
        col("考核单位", "Organisation", width=28),
        col("考核期", "Period", width=10),
        col("考核对象", "Who is appraised", width=16),
        col("指标数", "Indicators", Kind.WHOLE, 8),
        col("满分", "Maximum", Kind.DECIMAL, 8),
        col("状态", "Stage", width=14),
        col("考核表", "Sheets", Kind.WHOLE, 8),
        col("未建表", "None yet", Kind.WHOLE, 8),
        col("已评分", "Scored", Kind.WHOLE, 8),
        col("已公布", "Issued", Kind.WHOLE, 8),
        col("等次", "Grades", width=24),
        col("结果运用", "Results used", width=24),
    )

    def cells(one: RoundRead) -> tuple[Value, ...]:
        round, tally = one.round, one.tally
        return (
            round.title,
            name(round.organisation),
            round.period,
            pick(code_label(Subjects(round.subjects))),
            round.indicators,
            _points(round.maximum),
            _stage("appraisal", one.stage),
            tally.sheets,
            len(one.without) if one.stage == "fixed" else None,
            tally.scored,
            tally.issued,
            listed(f"{text} {n}" for code, text in grades.items() if (n := tally.grades.get(code))),
            listed(f"{text} {n}" for code, text in uses.items() if (n := tally.uses.get(code))),
        )

    return Listing(
        title=t("考核台账", "Appraisals"),
        scope=name(root),
        sheets=(
            Sheet(
                title=t("考核", "Rounds"),
                columns=columns,
                rows=rows_of(found.rounds, lambda one: (one.round.organisation,), cells),
            ),
            _sheets(t("由上级考核", "Appraised by superiors"), found.about),
        ),
    )


def round(found: RoundRead) -> Listing:
    """The sheets of a round, and who has none yet."""
    name = asking().name
    sheets = [_sheets(t("考核表", "Sheets"), found.rows)]
    if found.stage == "fixed" and found.without:
        columns = (col("考核对象", "Subject", width=30), col("所属组织", "Organisation", width=30))
        rows = rows_of(found.without, lambda pair: pair, lambda pair: (name(pair[0]), name(pair[1])))
        sheets.append(Sheet(title=t("尚未建表", "No sheet yet"), columns=columns, rows=rows))
    return Listing(title=found.round.title, scope=name(found.round.organisation), sheets=tuple(sheets))


def _sheets(title: str, rows: Iterable[Sheeted]) -> Sheet:
    name = asking().name
    uses = _words(Use)
    columns = (
        col("考核对象", "Subject", width=28),
        col("所属组织", "Organisation", width=28),
        col("考核单位", "Appraised by", width=28),
        col("考核", "Round", Kind.LONG, 36),
        col("考核期", "Period", width=10),
        col("状态", "Stage", width=14),
        col("等次", "Grade", width=10),
        col("得分", "Points", Kind.DECIMAL),
        col("公布日期", "Issued on", Kind.DAY),
        col("结果运用", "Result used", Kind.LONG, 30),
        col("提示", "Flags", width=24),
    )

    def cells(row: Sheeted) -> tuple[Value, ...]:
        sheet, result = row.sheet, row.result
        flags = (
            t("依据事后有变", "evidence changed") if row.changed else "",
            t("未责令整改", "no order") if row.order_missing else "",
        )
        return (
            name(sheet.subject),
            name(sheet.organisation),
            name(sheet.appraiser),
            sheet.title,
            sheet.period,
            _stage("sheet", row.stage),
            pick(code_label(Grade(result.grade))) if result else "",
            _points(result.total) if result else None,
            result.on if result else None,
            joined(f"{uses[used.use]} {day(used.on)}" for used in row.used),
            listed(flags),
        )

    def named(row: Sheeted) -> tuple[str, ...]:
        return (row.sheet.subject, row.sheet.organisation, row.sheet.appraiser)

    return Sheet(title=title, columns=columns, rows=rows_of(rows, named, cells))


def sheet(found: SheetRead) -> Listing:
    """One sheet, point by point."""
    columns = (
        col("序号", "No.", Kind.WHOLE, 7),
        col("指标", "Indicator", Kind.LONG),
        col("依据", "Clause", width=36),
        col("分值", "Maximum", Kind.DECIMAL),
        col("得分", "Points", Kind.DECIMAL),
        col("得分状态", "Points are", width=12),
        col("扣分", "Taken off", Kind.LONG, 28),
        col("说明", "Note", Kind.LONG, 36),
        col("按现在所知", "As known now", Kind.DECIMAL),
    )

    def rows() -> Iterator[tuple[Value, ...]]:
        for point in found.points:
            indicator, score = point.indicator, point.score
            taken = score.deductions if score else point.now.taken
            expected = point.now.points is not None
            yield (
                indicator.number,
                indicator.title,
                ref_text(indicator.clause) if indicator.clause else "",
                _points(indicator.maximum),
                _points(score.points if score else point.now.points),
                t("已评", "scored") if score else t("预计", "expected") if expected else t("待评", "open"),
                joined(f"{short_window(one.window)} −{_points(one.points)}" for one in taken),
                score.note if score else "",
                _points(point.now.points),
            )
        if found.total is not None:
            total_now = _points(found.total_now) if found.differs else None
            yield (None, t("合计", "Total"), "", _points(found.maximum), _points(found.total), "", "", "", total_now)

    name = asking().name
    subject = found.sheet.subject
    one = Sheet(title=t("逐项得分", "Point by point"), columns=columns, rows=rows())
    return Listing(title=found.sheet.title, scope=name(subject), sheets=(one,))


def _points(tenths: int | None) -> Decimal | None:
    """Points are kept in tenths."""
    return None if tenths is None else Decimal(tenths) / 10


def _stage(kind: str, stage: str) -> str:
    return pick(STAGES_OF.get((kind, stage)) or LINE_STAGES[stage])


def _words(codes: type[Grade] | type[Use]) -> dict[str, str]:
    return {one.value: pick(code_label(one)) for one in codes}


# --- what follows -----------------------------------------------------------------


def cases(rows: Iterable[CaseRow], as_of: date, root: str) -> Listing:
    """Who is held to account for which duty."""
    name = asking().name
    columns = (
        col("启动日期", "Opened", Kind.DAY),
        col("案由", "Case", Kind.LONG),
        col("责任人", "Who answers", width=14),
        col("责任单位", "Organisation", width=26),
        col("决定单位", "Decided by", width=26),
        col("职责条款", "Duty", Kind.LONG, 36),
        col("到期日", "Due", Kind.DAY),
        col("状态", "Stage", width=14),
        col("处理", "Consequence", Kind.LONG, 28),
        col("提示", "Flags", width=28),
    )

    def cells(row: CaseRow) -> tuple[Value, ...]:
        case = row.case
        consequences = (
            f"{pick(code_label(Consequence(one.consequence)))} {day(one.on)}"
            + ("" if one.stands(as_of) else t("（已撤销）", " (revoked)"))
            for one in case.consequences
            if one.on <= as_of
        )
        flags = (
            t("依据事后有变", "evidence changed") if row.changed else "",
            pick(code_label(Flag.SUPERIOR_WORDING_NOT_MET)) if row.wording_not_met else "",
        )
        return (
            case.steps[0].on,
            case.title,
            person(case.person) or t("领导班子", "The leadership"),
            name(case.subject),
            name(case.organisation),
            ref_text(case.clause) or case.clause,
            case.due_on,
            pick(CASE_STAGES[row.stage]),
            joined(consequences),
            listed(flags),
        )

    title = t("追责台账", "Accountability cases")
    found = rows_of(rows, lambda row: (row.case.organisation, row.case.subject, row.case.person), cells)
    return Listing(title=title, scope=name(root), sheets=(Sheet(title=title, columns=columns, rows=found),))


def measures(found: Outcomes, year: int, root: str) -> Listing:
    """Praise and criticism of a year, by organisation, and by year."""
    name = asking().name
    columns = (
        col("日期", "Date", Kind.DAY),
        col("种类", "Sort", width=16),
        col("方式", "What", width=20),
        col("对象", "Whom", Kind.LONG, 26),
        col("所属组织", "Organisation", width=26),
        col("事由", "What for", Kind.LONG),
        col("文号", "Document"),
        col("作出单位", "By", width=26),
        col("状态", "Stage", width=12),
        col("整改期限", "To be put right by", Kind.DAY),
        col("期满日期", "Runs until", Kind.DAY),
    )

    def cells(row: OutcomeRow) -> tuple[Value, ...]:
        return (
            row.on,
            pick(SORTS[row.sort]),
            pick(type_text(row)) + (t("（追责处理）", " (in a case)") if row.kind == "accountability" else ""),
            listed(person(id) for id in row.about),
            name(row.subject),
            row.title,
            row.document,
            name(row.organisation),
            pick(STAGES[row.stage]),
            row.rectify_by,
            row.ends_on,
        )

    sorts = tuple(Column(heading=pick(label), kind=Kind.WHOLE, width=14) for label in SORTS.values())
    rows = rows_of(found.rows, lambda row: (row.organisation, row.subject, *row.about), cells)

    def counted(counts: Mapping[str, int]) -> list[int]:
        return [counts[code] for code in SORTS]

    return Listing(
        title=t("%s年奖惩台账", "Praise and criticism %s") % year,
        scope=name(root),
        sheets=(
            Sheet(title=t("奖惩台账", "Praise and criticism"), columns=columns, rows=rows),
            Sheet(
                title=t("按组织", "By organisation"),
                columns=(col("组织", "Organisation", width=32), *sorts),
                rows=rows_of(
                    found.by_organisation.items(),
                    lambda one: (one[0],),
                    lambda one: (name(one[0]), *counted(one[1])),
                ),
            ),
            Sheet(
                title=t("按年度", "By year"),
                columns=(col("年度", "Year", Kind.WHOLE), *sorts),
                rows=((one.year, *counted(one.counts)) for one in found.balance),
            ),
        ),
    )


def statistics(sections: Sequence[Section], year: int, root: str) -> Listing:
    """The numbers of a year beside the year before."""
    columns = (
        col("类别", "Section", width=22),
        col("指标", "Figure", width=44),
        col("单位", "Unit", width=10),
        Column(heading=str(year), kind=Kind.DECIMAL, width=16),
        Column(heading=str(year - 1), kind=Kind.DECIMAL, width=16),
        col("增减", "Change", Kind.DECIMAL, 16),
    )
    units = {PERCENT: "%", FEN: t("元", "yuan"), "days": t("天", "days")}

    def rows() -> Iterator[tuple[Value, ...]]:
        for section in sections:
            for one in section.figures:
                value, before = _figure(one.value, one.unit), _figure(one.before, one.unit)
                change = value - before if value is not None and before is not None else None
                label = "　" * one.depth + pick(one.label)
                yield (pick(section.label), label, units.get(one.unit, ""), value, before, change)

    title = t("%s年度统计", "Statistics of %s") % year
    return Listing(title=title, scope=asking().name(root), sheets=(Sheet(title=title, columns=columns, rows=rows()),))


def _figure(value: int | None, unit: str) -> Decimal | int | None:
    """Shares are kept in tenths of a percent, money in fen."""
    if value is None:
        return None
    return Decimal(value) / 10 if unit == PERCENT else Decimal(value) / 100 if unit == FEN else value
