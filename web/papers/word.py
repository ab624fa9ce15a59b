"""A paper as a Word file in the layout of official papers: GB/T 9704-2012.

A4, margins 37, 35, 28 and 26 mm; title 22 pt in Xiaobiaosong, text 16 pt in Fangsong with 28 characters a line and 22
lines a page, headings in Heiti and Kaiti; page numbers at the outer edge. Fonts are named as offices name them, each
with one that every machine has. The same paper gives the same bytes.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import ceil
from typing import Any, Final, assert_never

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from web.papers.paper import (
    Attached,
    Block,
    Bullets,
    Cell,
    Facts,
    Heading,
    Link,
    Paper,
    Paragraph,
    Present,
    Table,
)

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

TITLE, TEXT, FIRST, SECOND, NUMBER = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
INSTEAD: Final = {TITLE: "宋体", TEXT: "仿宋", SECOND: "楷体"}
"""What stands in where a font is not installed."""
LATIN: Final = "Times New Roman"

LINE: Final = 28.95
"""Points from line to line: 22 lines fill the 225 mm of text."""
CLOSER: Final = -5
"""Twentieths of a point between characters of 16 pt: 28 of them are 448 pt, and the 156 mm of a line 442 pt."""
RED: Final = RGBColor(0xE6, 0x00, 0x12)
_WIDTH: Final = 156
"""Millimetres between the margins."""
_TITLE_LINE: Final = 19
"""Characters of 22 pt in a line."""
_WORDS: Final = (
    *("关于", "落实", "开展", "责令", "限期", "督促", "检查", "基层", "党建", "责任", "情况", "考核", "结果"),
    *("通知", "通报", "报告", "年度", "会议", "研究", "专题", "季度", "上半年", "下半年", "中共", "（"),
)
"""Before these a title may go on in the next line."""
_FEW: Final = 112
"""Four lines of text: a paragraph that may be carried over as a whole."""
_BEGINNING: Final = (2000, 1, 1, 0, 0, 0)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CENTRE, _LEFT, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT


def written(paper: Paper, *, after: Sequence[str] = ()) -> bytes:
    """The paper as a Word file; ``after``: lines behind the text, where enclosures will stand."""
    document = Document()
    prepare(document, paper)
    _head(document, paper)
    for flag in paper.flags:
        say(document.add_paragraph(), flag, font=FIRST, indent=2)
    if paper.addressee:
        say(document.add_paragraph(), f"{paper.addressee}：")
    put(document, paper.text)
    last = paper.text[-1] if paper.text else None
    if isinstance(last, Paragraph) and len(last.text) <= _FEW and not paper.attachments:
        # The signature does not stand on a page without text.
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    for line in attachment_lines(paper):
        say(document.add_paragraph(), line, indent=2, before=LINE if line.startswith("附件：") else 0)
    _signed(document, paper)
    say(document.add_paragraph(), f"（{paper.moment}）", indent=2, before=0 if paper.issuer else LINE / 2)
    for line in after:
        say(document.add_paragraph(), line)
    for number, enclosure in enumerate(paper.enclosures, 1):
        enclose(document, enclosure, str(number) if len(paper.enclosures) > 1 else "")
    _closed(document, paper)
    return saved(document, paper.title)


def clean(text: str) -> str:
    """Text without what XML cannot hold."""
    return _CONTROL.sub("", text)


def saved(document: Any, title: str) -> bytes:
    """The document as it is handed out: nothing in it tells when and on which machine."""
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.revision = clean(title)[:255], "Zeren", "Zeren", 1
    core.created = core.modified = datetime(*_BEGINNING)  # noqa: DTZ001  # Word keeps no zone
    core.comments = ""
    raw = io.BytesIO()
    document.save(raw)
    return _same_bytes(raw.getvalue())


# --- head and end 版头、版记 ---------------------------------------------------------------


def _head(document: Any, paper: Paper) -> None:
    if paper.mark:
        size = min(48.0, _WIDTH / 25.4 * 72 / max(len(paper.mark), 1) * 0.95)
        mark = document.add_paragraph()
        _run(mark, paper.mark, TITLE, size, red=True)
        form = mark.paragraph_format
        # 35 mm from the upper edge of the text to the mark.
        form.alignment, form.space_before, form.space_after = _CENTRE, Mm(35), Pt(LINE)
        _off_grid(mark)
        number = document.add_paragraph()
        if paper.upward:
            say(number, f"{paper.number}\t签发人：", after=11)
            number.paragraph_format.tab_stops.add_tab_stop(Mm(112))
            number.paragraph_format.left_indent = Pt(16)
        else:
            say(number, paper.number, align=_CENTRE, after=11)
        _rule(number, "bottom", 12, "E60012", space=4)
    elif paper.kind:
        say(document.add_paragraph(), paper.kind, font=SECOND, align=_CENTRE)
    before = LINE * 2 if paper.mark else 0
    title = "\n".join(title_lines(paper.title))
    say(document.add_paragraph(), title, font=TITLE, size=22, align=_CENTRE, before=before, after=LINE * 0.75)
    if not paper.mark and paper.number:
        say(document.add_paragraph(), paper.number, align=_CENTRE, after=LINE / 2)


def title_lines(title: str) -> list[str]:
    """A long title in lines of about one length, none of which tears a word that papers have in their titles."""
    many = ceil(_wide(title) / _TITLE_LINE)
    if many < 2:
        return [title]
    best = _wide(title) / many
    near = sorted(range(2, len(title) - 1), key=lambda place: abs(_wide(title[:place]) - best))
    fits = [at for at in near if _wide(title[:at]) <= _TITLE_LINE and abs(_wide(title[:at]) - best) <= 4]
    at = next((at for at in fits if title.startswith(_WORDS, at)), near[0])
    return [title[:at], *title_lines(title[at:])]


def _wide(text: str) -> float:
    """Width in characters of Chinese."""
    return sum(0.5 if char.isascii() else 1 for char in text)


def attachment_lines(paper: Paper) -> list[str]:
    """Which enclosures there are 附件说明, below the text."""
    titles = paper.attachments
    if len(titles) < 2:
        return [f"附件：{title}" for title in titles]
    return [f"{'附件：' if number == 1 else '　　　'}{number}.{title}" for number, title in enumerate(titles, 1)]


def _signed(document: Any, paper: Paper) -> None:
    """Who signs, centred above the day, which ends four characters from the edge: there the seal is set."""
    if not (paper.issuer or paper.day):
        return
    day = max(len(paper.day), 1) * 16 * 0.75
    edge = 64.0
    if paper.issuer:
        room = max(edge + (day - len(paper.issuer) * 15.75) / 2, 0)
        line = document.add_paragraph()
        line.paragraph_format.keep_with_next = True
        say(line, paper.issuer, align=_RIGHT, before=LINE * 2)
        line.paragraph_format.right_indent = Pt(room)
    if paper.day:
        line = document.add_paragraph()
        line.paragraph_format.keep_with_next = True
        say(line, paper.day, align=_RIGHT)
        line.paragraph_format.right_indent = Pt(edge)


def enclose(document: Any, blocks: Sequence[Block], number: str) -> None:
    """An enclosure on a page of its own."""
    first, *rest = blocks
    assert isinstance(first, Attached)
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.page_break_before = True
    say(paragraph, f"附件{number}", font=FIRST)
    title = "\n".join(title_lines(first.title))
    say(document.add_paragraph(), title, font=TITLE, size=22, align=_CENTRE, before=LINE / 2, after=LINE / 2)
    put(document, rest)


def _closed(document: Any, paper: Paper) -> None:
    """Who else gets it, who prints it and when, between lines at the end."""
    lines = [f"抄送：{paper.copies}。"] if paper.copies else []
    lines += [paper.printed] if paper.printed else []
    for place, text in enumerate(lines):
        paragraph = document.add_paragraph()
        say(paragraph, text, size=14, before=LINE if place == 0 else 0)
        form = paragraph.paragraph_format
        form.keep_together, form.keep_with_next = True, place + 1 < len(lines)
        form.tab_stops.add_tab_stop(Mm(_WIDTH) - Pt(14), WD_TAB_ALIGNMENT.RIGHT)
        _rule(paragraph, "top", 8 if place == 0 else 6)
        if place + 1 == len(lines):
            _rule(paragraph, "bottom", 8)
        form.first_line_indent = Pt(14)


# --- blocks ------------------------------------------------------------------------------


def put(document: Any, blocks: Iterable[Block]) -> None:
    """These blocks at the end of the document."""
    before: Block | None = None
    for block in blocks:
        _write(document, block)
        if isinstance(block, Present) and not isinstance(before, Present):
            document.paragraphs[-1].paragraph_format.space_before = Pt(LINE)
        before = block


def _write(document: Any, block: Block) -> None:
    match block:
        case Heading():
            font = FIRST if block.level == 1 else SECOND
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.keep_with_next = True
            say(paragraph, block.text, font=font, indent=2)
        case Paragraph():
            paragraph = document.add_paragraph()
            size = 14 if block.small else 16
            if block.strong:
                _run(paragraph, block.strong, TEXT, size, bold=True)
            say(paragraph, block.text, size=size, indent=2)
        case Facts():
            _table(document, (), block.rows, (1, 4))
        case Table():
            _table(document, block.heads, block.rows, block.widths, block.centred)
        case Bullets():
            for item in block.items:
                say(document.add_paragraph(), item, indent=2)
        case Present():
            paragraph = document.add_paragraph()
            _run(paragraph, f"{block.label}：", FIRST, 16)
            say(paragraph, block.text)
            # The names stand under each other, after the label.
            room = Pt(15.75 * (len(block.label) + 1))
            form = paragraph.paragraph_format
            form.left_indent, form.first_line_indent = Pt(32) + room, -room
        case Attached():
            say(document.add_paragraph(), block.title, font=FIRST, indent=2)
        case _:
            assert_never(block)


def say(
    paragraph: Any,
    text: str,
    *,
    font: str = TEXT,
    size: float = 16,
    align: Any = None,
    indent: int = 0,
    before: float = 0,
    after: float = 0,
) -> None:
    """Write a paragraph; ``indent``: characters before its first line."""
    _run(paragraph, text, font, size)
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE if size <= 16 else LINE * 1.3)
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.widow_control = False
    if size != 16:
        _off_grid(paragraph)
    if indent:
        form.first_line_indent, form.alignment = Pt(size * indent), WD_ALIGN_PARAGRAPH.JUSTIFY
    if align is not None:
        form.alignment = align


def _run(paragraph: Any, text: str, font: str, size: float, *, bold: bool = False, red: bool = False) -> None:
    run = paragraph.add_run(clean(text))
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, LATIN
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if size == 16:
        closer = OxmlElement("w:spacing")
        closer.set(qn("w:val"), str(CLOSER))
        run._element.rPr.insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz")
    if red:
        run.font.color.rgb = RED


def _table(
    document: Any,
    heads: tuple[str, ...],
    rows: tuple[tuple[Cell, ...], ...],
    widths: tuple[int, ...],
    centred: tuple[bool, ...] = (),
) -> None:
    columns = len(heads) or (len(rows[0]) if rows else 0)
    if not columns:
        return
    shares = widths or (1,) * columns
    table = document.add_table(rows=0, cols=columns)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _lines_around(table)
    for place, share in enumerate(shares):
        table.columns[place].width = Mm(_WIDTH * share / sum(shares))
    for number, cells in enumerate([*([heads] if heads else []), *rows]):
        line = table.add_row()
        is_head = bool(heads) and number == 0
        properties = line._tr.get_or_add_trPr()
        for name in ("w:cantSplit", *(("w:tblHeader",) if is_head else ())):
            mark = OxmlElement(name)
            mark.set(qn("w:val"), "true")
            properties.append(mark)
        for place, said in enumerate(cells):
            cell = line.cells[place]
            cell.width = Mm(_WIDTH * shares[place] / sum(shares))
            label = is_head or (not heads and place == 0)
            middle = is_head or (not heads and place == 0) or (place < len(centred) and centred[place])
            _cell(cell.paragraphs[0], said, FIRST if label else TEXT, centred=middle)
    after = document.add_paragraph().paragraph_format
    after.space_after, after.line_spacing_rule, after.line_spacing = Pt(0), WD_LINE_SPACING.EXACTLY, Pt(LINE / 2)


def _cell(paragraph: Any, said: Cell, font: str, *, centred: bool) -> None:
    if isinstance(said, Link):
        _linked(paragraph, said)
    else:
        _run(paragraph, said, font, 12)
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(1)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(17)
    if centred:
        form.alignment = _CENTRE
    _off_grid(paragraph)


def _off_grid(paragraph: Any) -> None:
    """Titles and tables have lines of their own, not the 22 a page that the section lays down."""
    loose = OxmlElement("w:snapToGrid")
    loose.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(loose, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _linked(paragraph: Any, said: Link) -> None:
    """Words that lead to the page they come from: in black, since papers are printed."""
    around = OxmlElement("w:hyperlink")
    around.set(qn("r:id"), paragraph.part.relate_to(said.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    _run(paragraph, said.text, TEXT, 12)
    around.append(paragraph.runs[-1]._r)
    paragraph._p.append(around)


def _lines_around(table: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_line(side, 4, "000000", 0))
    properties = table._tbl.tblPr
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    room = OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        wide = OxmlElement(f"w:{side}")
        wide.set(qn("w:w"), "57" if side in ("left", "right") else "30")
        wide.set(qn("w:type"), "dxa")
        room.append(wide)
    properties.insert_element_before(room, "w:tblLook")


def _line(side: str, eighths: int, colour: str, space: int) -> Any:
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", str(space)), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    return line


def _rule(paragraph: Any, side: str, eighths: int, colour: str = "000000", space: int = 1) -> None:
    """A line across the page above or below a paragraph."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    borders.append(_line(side, eighths, colour, space))


# --- page --------------------------------------------------------------------------------


def prepare(document: Any, paper: Paper) -> None:
    """Page, margins, page numbers at the outer edge, and what stands in for missing fonts."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    # The number's upper edge lies 7 mm below the text.
    section.footer_distance = Mm(35 - 7 - 5) if not paper.foot else Mm(35 - 7 - 10)
    grid = section._sectPr.find(qn("w:docGrid"))
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(LINE * 20)))
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, _RIGHT), (section.even_page_footer, _LEFT)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        # One character from the edge of the text.
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
        for text in ("— ", "", " —"):
            if text:
                _page_run(paragraph, text)
            else:
                _number(_page_run(paragraph, ""))
        if paper.foot:
            _run(footer.add_paragraph(), paper.moment, SECOND, 9)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            fonts = "".join(
                f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
                for name, other in INSTEAD.items()
            )
            part._blob = part.blob.replace(b"</w:fonts>", fonts.encode() + b"</w:fonts>")


def _page_run(paragraph: Any, text: str) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(14), NUMBER
    run._element.rPr.rFonts.set(qn("w:eastAsia"), NUMBER)
    return run


def _number(run: Any) -> None:
    """The number of the page, worked out by whoever shows it."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.set(qn("xml:space"), "preserve")
            part.text = text
        run._r.append(part)


def _same_bytes(raw: bytes) -> bytes:
    """The archive anew, with one time for all of its files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            entry = zipfile.ZipInfo(name, _BEGINNING)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return packed.getvalue()
