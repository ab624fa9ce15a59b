"""A paper as a Word file: head, text, signature, enclosures, closing lines, as GB/T 9704-2012 orders them."""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any, Final, assert_never

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from web.papers.layout import (
    CENTRE,
    FIRST,
    LINE,
    RIGHT,
    SECOND,
    TEXT,
    TITLE,
    WIDTH,
    off_grid,
    prepare,
    rule,
    saved,
    say,
    set_run,
)
from web.papers.paper import Attached, Block, Bullets, Facts, Heading, Paper, Paragraph, Present, Table
from web.papers.tables import put_table

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_TITLE_LINE: Final = 19
"""Characters of 22 pt in a line."""
_WORDS: Final = (
    *("关于", "落实", "开展", "责令", "限期", "督促", "检查", "基层", "党建", "责任", "情况", "考核", "结果"),
    *("通知", "通报", "报告", "年度", "会议", "研究", "专题", "季度", "上半年", "下半年", "中共", "（"),
)
"""Before these a title may go on in the next line."""
_FEW: Final = 112
"""Four lines of text: a paragraph that may be carried over as a whole."""


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


# --- head and end 版头、版记 ---------------------------------------------------------------


def _head(document: Any, paper: Paper) -> None:
    if paper.mark:
        size = min(48.0, WIDTH / 25.4 * 72 / max(len(paper.mark), 1) * 0.95)
        mark = document.add_paragraph()
        set_run(mark, paper.mark, TITLE, size, red=True)
        form = mark.paragraph_format
        # 35 mm from the upper edge of the text to the mark.
        form.alignment, form.space_before, form.space_after = CENTRE, Mm(35), Pt(LINE)
        off_grid(mark)
        number = document.add_paragraph()
        if paper.upward:
            say(number, f"{paper.number}\t签发人：", after=11)
            number.paragraph_format.tab_stops.add_tab_stop(Mm(112))
            number.paragraph_format.left_indent = Pt(16)
        else:
            say(number, paper.number, align=CENTRE, after=11)
        rule(number, "bottom", 12, "E60012", space=4)
    elif paper.kind:
        say(document.add_paragraph(), paper.kind, font=SECOND, align=CENTRE)
    before = LINE * 2 if paper.mark else 0
    title = "\n".join(title_lines(paper.title))
    say(document.add_paragraph(), title, font=TITLE, size=22, align=CENTRE, before=before, after=LINE * 0.75)
    if not paper.mark and paper.number:
        say(document.add_paragraph(), paper.number, align=CENTRE, after=LINE / 2)


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
        say(line, paper.issuer, align=RIGHT, before=LINE * 2)
        line.paragraph_format.right_indent = Pt(room)
    if paper.day:
        line = document.add_paragraph()
        line.paragraph_format.keep_with_next = True
        say(line, paper.day, align=RIGHT)
        line.paragraph_format.right_indent = Pt(edge)


def enclose(document: Any, blocks: Sequence[Block], number: str) -> None:
    """An enclosure on a page of its own."""
    first, *rest = blocks
    assert isinstance(first, Attached)
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.page_break_before = True
    say(paragraph, f"附件{number}", font=FIRST)
    title = "\n".join(title_lines(first.title))
    say(document.add_paragraph(), title, font=TITLE, size=22, align=CENTRE, before=LINE / 2, after=LINE / 2)
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
        form.tab_stops.add_tab_stop(Mm(WIDTH) - Pt(14), WD_TAB_ALIGNMENT.RIGHT)
        rule(paragraph, "top", 8 if place == 0 else 6)
        if place + 1 == len(lines):
            rule(paragraph, "bottom", 8)
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
                set_run(paragraph, block.strong, TEXT, size, bold=True)
            say(paragraph, block.text, size=size, indent=2)
        case Facts():
            put_table(document, (), block.rows, (1, 4))
        case Table():
            put_table(document, block.heads, block.rows, block.widths, block.centred)
        case Bullets():
            for item in block.items:
                say(document.add_paragraph(), item, indent=2)
        case Present():
            paragraph = document.add_paragraph()
            set_run(paragraph, f"{block.label}：", FIRST, 16)
            say(paragraph, block.text)
            # The names stand under each other, after the label.
            room = Pt(15.75 * (len(block.label) + 1))
            form = paragraph.paragraph_format
            form.left_indent, form.first_line_indent = Pt(32) + room, -room
        case Attached():
            say(document.add_paragraph(), block.title, font=FIRST, indent=2)
        case _:
            assert_never(block)
