"""Layout 版式: page, margins, lines, fonts and page numbers of official papers, GB/T 9704-2012, in a Word file.

A4, margins 37, 35, 28 and 26 mm; 22 lines of 28 characters of 16 pt; page numbers at the outer edge. Fonts are named
as offices name them, each with one that every machine has. The same paper gives the same bytes.
"""

import io
import re
import zipfile
from datetime import datetime
from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from web.papers.paper import Paper

TITLE, TEXT, FIRST, SECOND, NUMBER = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
INSTEAD: Final = {TITLE: "宋体", TEXT: "仿宋", SECOND: "楷体"}
"""What stands in where a font is not installed."""
LATIN: Final = "Times New Roman"

LINE: Final = 28.95
"""Points from line to line: 22 lines fill the 225 mm of text."""
CLOSER: Final = -5
"""Twentieths of a point between characters of 16 pt: 28 of them are 448 pt, and the 156 mm of a line 442 pt."""
RED: Final = RGBColor(0xE6, 0x00, 0x12)
WIDTH: Final = 156
"""Millimetres between the margins."""
_BEGINNING: Final = (2000, 1, 1, 0, 0, 0)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT


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


# --- paragraphs ----------------------------------------------------------------------------


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
    set_run(paragraph, text, font, size)
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE if size <= 16 else LINE * 1.3)
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.widow_control = False
    if size != 16:
        off_grid(paragraph)
    if indent:
        form.first_line_indent, form.alignment = Pt(size * indent), WD_ALIGN_PARAGRAPH.JUSTIFY
    if align is not None:
        form.alignment = align


def set_run(paragraph: Any, text: str, font: str, size: float, *, bold: bool = False, red: bool = False) -> None:
    """Words in a font and size."""
    run = paragraph.add_run(clean(text))
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, LATIN
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if size == 16:
        closer = OxmlElement("w:spacing")
        closer.set(qn("w:val"), str(CLOSER))
        run._element.rPr.insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz")
    if red:
        run.font.color.rgb = RED


def off_grid(paragraph: Any) -> None:
    """Titles and tables have lines of their own, not the 22 a page that the section lays down."""
    loose = OxmlElement("w:snapToGrid")
    loose.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(loose, "w:spacing", "w:ind", "w:jc", "w:rPr")


def line(side: str, eighths: int, colour: str, space: int) -> Any:
    """A line on one side."""
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", str(space)), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    return line


def rule(paragraph: Any, side: str, eighths: int, colour: str = "000000", space: int = 1) -> None:
    """A line across the page above or below a paragraph."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    borders.append(line(side, eighths, colour, space))


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
    for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
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
            set_run(footer.add_paragraph(), paper.moment, SECOND, 9)
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
