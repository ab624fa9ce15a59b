"""Groups 分类: kinds of record under seven headings, and by which codes a kind is told apart further.

Thirty-four kinds in one row would have to be searched; the same headings stand over the buttons of an organisation's
page, in the filter of records and in statistics.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from domain import (
    accountability,
    appraisal,
    commendation,
    contact,
    debrief,
    education,
    inspection,
    leading_group,
    lecture,
    measure,
    meeting,
    member,
    plan,
    project,
    publicity,
    reception,
    rectification,
    report,
    research,
    review,
    work,
)
from domain.kernel import record
from domain.terms import Label, code_label
from web.acts.row import Act
from web.language import pick
from web.words import LINE_KINDS


@record
class Group:
    """One heading, the kinds of record under it, and what their lines are called where that differs."""

    code: str
    label: Label
    kinds: tuple[str, ...]
    lines: tuple[str, ...]


def _group(code: str, label: Label, *kinds: str, lines: tuple[str, ...] | None = None) -> Group:
    return Group(code=code, label=label, kinds=kinds, lines=kinds if lines is None else lines)


GROUPS: Final = (
    _group("meetings", ("会议与学习", "Meetings and study"), "meeting", "lecture", "research", "publicity"),
    _group(
        "duties",
        ("责任与报告", "Duties and reports"),
        *("responsibility", "report", "work", "contact", "evidence"),
        lines=("list", "report", "work", "contact_point", "visit", "file"),
    ),
    _group(
        "inspections",
        ("督查整改", "Inspection and rectification"),
        *("inspection", "rectification", "calendar"),
        lines=("inspection", "problem", "rectification", "calendar"),
    ),
    _group(
        "appraisals",
        ("考核与追责", "Appraisal and accountability"),
        *("debrief", "appraisal", "sheet", "accountability", "measure", "commendation", "approval"),
    ),
    _group("members", ("党员", "Members"), "member", "education", "review", "floating", "dues"),
    _group("service", ("服务群众", "Serving the people"), "reception", "commitment"),
    _group("plans", ("计划与保障", "Plans and means"), "plan", "project", "leading_group", "funding"),
    _group("register", ("组织与人员", "Organisations and persons"), "organisation", "person", "appointment", lines=()),
)
"""In the order of pages; the last is for what has pages of its own."""

SORTS_OF: Final[Mapping[str, type[StrEnum]]] = {
    "meeting": meeting.Body,
    "lecture": lecture.Type,
    "publicity": publicity.Type,
    "research": research.Paper,
    "report": report.Type,
    "work": work.Act,
    "visit": contact.Purpose,
    "inspection": inspection.Method,
    "problem": inspection.Category,
    "rectification": rectification.Category,
    "debrief": debrief.Type,
    "appraisal": appraisal.Subjects,
    "accountability": accountability.Route,
    "measure": measure.Type,
    "commendation": commendation.Honour,
    "member": member.Category,
    "education": education.Form,
    "review": review.Type,
    "reception": reception.Channel,
    "plan": plan.Type,
    "project": project.Type,
    "leading_group": leading_group.Type,
}
"""Kind of line -> the codes by which its lines are told apart."""


def sort_text(kind: str, code: str) -> str:
    """What a line's sort is called; ``""`` where the kind has none by this code."""
    codes = SORTS_OF.get(kind)
    return pick(code_label(codes(code))) if codes is not None and code in set(codes) else ""


def grouped(acts: Iterable[Act]) -> list[tuple[str, list[Act]]]:
    """Acts under their headings; headings without any are left out."""
    every = list(acts)
    found = [(pick(one.label), [act for act in every if act.kind in one.kinds]) for one in GROUPS]
    named = {kind for one in GROUPS for kind in one.kinds}
    rest = [act for act in every if act.kind not in named]
    return [(label, some) for label, some in (*found, (pick(("其他", "Others")), rest)) if some]


def line_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Kinds of lines under their headings: (heading, (code, words))."""
    found = [(one.label, [kind for kind in one.lines if kind in LINE_KINDS]) for one in GROUPS]
    named = {kind for _, kinds in found for kind in kinds}
    found.append((("其他", "Others"), [kind for kind in LINE_KINDS if kind not in named]))
    return [(pick(label), [(kind, pick(LINE_KINDS[kind])) for kind in kinds]) for label, kinds in found if kinds]
