"""Tables of papers in a Word file: heads repeated on each page, rows not torn, columns of numbers centred."""

from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from web.papers.layout import CENTRE, FIRST, LINE, TEXT, WIDTH, line, off_grid, set_run
from web.papers.paper import Cell, Link


def put_table(
    document: Any,
    heads: tuple[str, ...],
    rows: tuple[tuple[Cell, ...], ...],
    widths: tuple[int, ...],
    centred: tuple[bool, ...] = (),
) -> None:
    """A table at the end of the document."""
    columns = len(heads) or (len(rows[0]) if rows else 0)
    if not columns:
        return
    shares = widths or (1,) * columns
    table = document.add_table(rows=0, cols=columns)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _lines_around(table)
    for place, share in enumerate(shares):
        table.columns[place].width = Mm(WIDTH * share / sum(shares))
    for number, cells in enumerate([*([heads] if heads else []), *rows]):
        added = table.add_row()
        is_head = bool(heads) and number == 0
        properties = added._tr.get_or_add_trPr()
        for name in ("w:cantSplit", *(("w:tblHeader",) if is_head else ())):
            mark = OxmlElement(name)
            mark.set(qn("w:val"), "true")
            properties.append(mark)
        there = added.cells  # counted anew each time it is asked for
        for place, said in enumerate(cells):
            cell = there[place]
            cell.width = Mm(WIDTH * shares[place] / sum(shares))
            label = is_head or (not heads and place == 0)
            middle = is_head or (not heads and place == 0) or (place < len(centred) and centred[place])
            _cell(cell.paragraphs[0], said, FIRST if label else TEXT, centred=middle)
    after = document.add_paragraph().paragraph_format
    after.space_after, after.line_spacing_rule, after.line_spacing = Pt(0), WD_LINE_SPACING.EXACTLY, Pt(LINE / 2)


def _cell(paragraph: Any, said: Cell, font: str, *, centred: bool) -> None:
    if isinstance(said, Link):
        _linked(paragraph, said)
    else:
        set_run(paragraph, said, font, 12)
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(1)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(17)
    if centred:
        form.alignment = CENTRE
    off_grid(paragraph)


def _linked(paragraph: Any, said: Link) -> None:
    """Words that lead to the page they come from: in black, since papers are printed."""
    around = OxmlElement("w:hyperlink")
    around.set(qn("r:id"), paragraph.part.relate_to(said.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    set_run(paragraph, said.text, TEXT, 12)
    around.append(paragraph.runs[-1]._r)
    paragraph._p.append(around)


def _lines_around(table: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(line(side, 4, "000000", 0))
    properties = table._tbl.tblPr
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    room = OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        wide = OxmlElement(f"w:{side}")
        wide.set(qn("w:w"), "57" if side in ("left", "right") else "30")
        wide.set(qn("w:type"), "dxa")
        room.append(wide)
    properties.insert_element_before(room, "w:tblLook")
