"""A paper as a Word file in the layout of official papers: GB/T 9704-2012.

A4, margins 37, 35, 28 and 26 mm; title 22 pt in Xiaobiaosong, text 16 pt in Fangsong with 28 characters a line and 22
lines a page, headings in Heiti and Kaiti; page numbers at the outer edge. Fonts are named as offices name them, each
with one that every machine has. The same paper gives the same bytes.
"""

import io
import re
import zipfile
from datetime import datetime
from typing import Any, Final, assert_never

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from web.papers.paper import Block, Bullets, Facts, Heading, Paper, Paragraph, Table

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

TITLE, TEXT, FIRST, SECOND, NUMBER = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
INSTEAD: Final = {TITLE: "宋体", TEXT: "仿宋", SECOND: "楷体"}
"""What stands in where a font is not installed."""

_LINE: Final = 28.95
"""Points from line to line: 22 lines fill the 225 mm of text."""
_BEGINNING: Final = (2000, 1, 1, 0, 0, 0)
_WIDTH: Final = 156
"""Millimetres between the margins."""
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def written(paper: Paper) -> bytes:
    """The paper as a Word file."""
    document = Document()
    _page(document, paper)
    _say(document.add_paragraph(), paper.kind, font=SECOND, size=16, align=WD_ALIGN_PARAGRAPH.CENTER)
    _say(document.add_paragraph(), paper.title, font=TITLE, size=22, align=WD_ALIGN_PARAGRAPH.CENTER, after=14)
    for block in paper.blocks:
        _write(document, block)
    for line in (paper.issuer, paper.day):
        if line:
            _say(document.add_paragraph(), line, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _say(document.add_paragraph(), paper.moment, size=12, font=SECOND, before=10)
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.revision = _CONTROL.sub("", paper.title), "Zeren", "Zeren", 1
    core.created = core.modified = datetime(*_BEGINNING)  # noqa: DTZ001  # Word keeps no zone
    core.comments = ""
    _name_stand_ins(document)
    raw = io.BytesIO()
    document.save(raw)
    return _same_bytes(raw.getvalue())


def _write(document: Any, block: Block) -> None:
    match block:
        case Heading():
            font = FIRST if block.level == 1 else SECOND
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.keep_with_next = True
            _say(paragraph, block.text, font=font, indent=True, before=8 if block.level == 1 else 0)
        case Paragraph():
            paragraph = document.add_paragraph()
            size = 14 if block.small else 16
            if block.strong:
                _run(paragraph, block.strong, TEXT, size, bold=True)
            _say(paragraph, block.text, size=size, indent=True)
        case Facts():
            _table(document, (), block.rows, (1, 4))
        case Table():
            _table(document, block.heads, block.rows, block.widths)
        case Bullets():
            for item in block.items:
                _say(document.add_paragraph(), item, indent=True)
        case _:
            assert_never(block)


def _say(
    paragraph: Any,
    text: str,
    *,
    font: str = TEXT,
    size: float = 16,
    align: Any = None,
    indent: bool = False,
    before: float = 0,
    after: float = 0,
) -> None:
    _run(paragraph, text, font, size)
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_LINE if size <= 16 else _LINE * 1.3)
    form.space_before, form.space_after = Pt(before), Pt(after)
    if indent:
        form.first_line_indent = Pt(size * 2)
    if align is not None:
        form.alignment = align


def _run(paragraph: Any, text: str, font: str, size: float, *, bold: bool = False) -> None:
    run = paragraph.add_run(_CONTROL.sub("", text))
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Times New Roman"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def _table(document: Any, heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], widths: tuple[int, ...]) -> None:
    columns = len(heads) or (len(rows[0]) if rows else 0)
    if not columns:
        return
    shares = widths or (1,) * columns
    table = document.add_table(rows=0, cols=columns, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for number, cells in enumerate([*([heads] if heads else []), *rows]):
        line = table.add_row()
        is_head = bool(heads) and number == 0
        if is_head:
            repeat = OxmlElement("w:tblHeader")
            repeat.set(qn("w:val"), "true")
            line._tr.get_or_add_trPr().append(repeat)
        for place, text in enumerate(cells):
            cell = line.cells[place]
            cell.width = Mm(_WIDTH * shares[place] / sum(shares))
            paragraph = cell.paragraphs[0]
            label = is_head or (not heads and place == 0)
            _run(paragraph, text, FIRST if label else TEXT, 12)
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.line_spacing = 1.15
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _page(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        _run(paragraph, "— ", NUMBER, 14)
        _number(paragraph)
        _run(paragraph, " —", NUMBER, 14)
        _run(footer.add_paragraph(), paper.moment, SECOND, 9)


def _number(paragraph: Any) -> None:
    """The number of the page, worked out by whoever shows it."""
    run = paragraph.add_run()
    run.font.size = Pt(14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.set(qn("xml:space"), "preserve")
            part.text = text
        run._r.append(part)


def _name_stand_ins(document: Any) -> None:
    """Tell, in the table of fonts, what stands in for each."""
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            fonts = "".join(
                f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
                for name, other in INSTEAD.items()
            )
            part._blob = part.blob.replace(b"</w:fonts>", fonts.encode() + b"</w:fonts>")


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
