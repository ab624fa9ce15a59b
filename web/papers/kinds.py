"""Kinds of papers 公文种类: what each is called, what it is made from, and what templates may ask for."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from domain.identity import is_stream_id, kind_of
from domain.kernel import record
from domain.terms import Label
from projections import discipline
from web.asking import Clocks, asking
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.language import in_chinese
from web.papers import duties, inspection, minutes, rectification, results, yearly
from web.papers.case import case_paper
from web.papers.paper import Paper
from web.papers.word import attachment_lines
from web.registers.dossiers import read_case

Rows = Mapping[str, Mapping[str, Label]]

COMMON: Final[Mapping[str, Label]] = {
    "标题": ("公文标题", "title"),
    "文种": ("文种", "sort of paper"),
    "发文机关标志": ("发文机关标志", "mark of the issuing body"),
    "发文字号": ("发文字号；没有登记的留空待填", "number of the document; blank where none is on record"),
    "主送机关": ("主送机关", "to whom it goes"),
    "落款": ("发文机关署名", "who signs"),
    "成文日期": ("成文日期", "its day"),
    "附件说明": ("正文之后列出附件名称", "names of the enclosures, below the text"),
    "抄送": ("抄送机关", "who else gets it"),
    "印发": ("印发机关和印发日期", "who prints it, and when"),
    "提示": ("须注意的情况，如“尚未印发”", "what must be known before it is sent"),
    "附注": ("按哪一天的情况、日志第几条以前的登记生成", "of which two clocks it is"),
}
"""Placeholders of every paper."""
WHOLE: Final[Mapping[str, Label]] = {
    "正文": ("全部正文（段落、标题、表格），须单独占一段", "the whole text; in a paragraph of its own"),
    "附件": ("全部附件，须单独占一段", "all enclosures; in a paragraph of its own"),
}
"""Placeholders that stand for paragraphs and tables."""


@record
class Kind:
    """A kind of paper."""

    code: str
    """Name of its template's file."""
    label: Label
    stream: str
    """Kind of the record it is made from; empty: an organisation and a year."""
    made: Callable[[str, Clocks], Paper] | None
    fields: Mapping[str, Label]
    rows: Rows


def _case(stream: str, when: Clocks) -> Paper:
    return case_paper(stream, read_case(stream, when), when, asking().reading.positions[discipline.NAME])


KINDS: Final[Mapping[str, Kind]] = {
    one.code: one
    for one in (
        Kind(
            code="list",
            label=("责任清单", "Responsibility list"),
            stream="responsibility",
            made=duties.list_paper,
            fields=duties.FIELDS,
            rows=duties.ROWS,
        ),
        Kind(
            code="yearly",
            label=("年度落实情况报告", "Yearly report"),
            stream="",
            made=None,
            fields=yearly.FIELDS,
            rows=yearly.ROWS,
        ),
        Kind(
            code="rectification",
            label=("限期整改通知", "Rectification notice"),
            stream="rectification",
            made=rectification.notice_paper,
            fields=rectification.FIELDS,
            rows={},
        ),
        Kind(
            code="minutes",
            label=("会议纪要", "Minutes"),
            stream="meeting",
            made=minutes.minutes_paper,
            fields=minutes.FIELDS,
            rows=minutes.ROWS,
        ),
        Kind(
            code="result",
            label=("考核结果通知", "Appraisal result"),
            stream="sheet",
            made=results.result_paper,
            fields=results.FIELDS,
            rows=results.ROWS,
        ),
        Kind(
            code="results",
            label=("考核结果通报", "Results of a round"),
            stream="appraisal",
            made=results.round_paper,
            fields=results.ROUND_FIELDS,
            rows=results.ROUND_ROWS,
        ),
        Kind(
            code="inspection",
            label=("督查报告", "Inspection report"),
            stream="inspection",
            made=inspection.inspection_paper,
            fields=inspection.FIELDS,
            rows=inspection.ROWS,
        ),
        Kind(
            code="case",
            label=("追究责任案卷", "Accountability file"),
            stream="accountability",
            made=_case,
            fields={},
            rows={},
        ),
    )
}
_RECORDS: Final = frozenset({"meeting", "rectification", "inspection"})
"""Kinds whose papers are offered on the page of the record itself; others have pages of their own."""
OF_STREAM: Final[Mapping[str, Kind]] = {one.stream: one for one in KINDS.values() if one.stream}


def paper_of(stream: str, when: Clocks) -> tuple[Kind, Paper]:
    """The paper that is made from a record in reach; always in Chinese."""
    kind = OF_STREAM.get(kind_of(stream)) if is_stream_id(stream) else None
    if kind is None or kind.made is None:
        raise NotFound
    record_in_reach(stream)
    with in_chinese():
        return kind, kind.made(stream, when)


def paper_label(kind: str, stands: object, when: Clocks) -> Label | None:
    """What the paper of a record that stands so is called; None: none is made of it yet."""
    day = getattr(stands, "occurred_on", None)
    found = OF_STREAM.get(kind) if kind in _RECORDS else None
    return found.label if found is not None and isinstance(day, date) and day <= when.as_of else None


def yearly_of(organisation: str, year: int, below: bool, when: Clocks) -> tuple[Kind, Paper]:
    """The yearly report of an organisation in reach."""
    if not is_stream_id(organisation, "organisation"):
        raise NotFound
    asking().require(organisation)
    with in_chinese():
        return KINDS["yearly"], yearly.yearly_paper(organisation, year, below, when)


def words_of(kind: Kind, paper: Paper) -> dict[str, str]:
    """What the placeholders of a paper stand for, but for those of whole parts."""
    return {
        "标题": paper.title,
        "文种": paper.kind or kind.label[0],
        "发文机关标志": paper.mark,
        "发文字号": paper.number,
        "主送机关": paper.addressee,
        "落款": paper.issuer,
        "成文日期": paper.day,
        "附件说明": "\n".join(attachment_lines(paper)),
        "抄送": paper.copies,
        "印发": paper.printed.replace("\t", "　　"),
        "提示": "".join(paper.flags),
        "附注": paper.moment,
        **paper.fields,
    }
