"""A paper as plain lines: for the JSON API, and to compare with what a program shows of its Word file."""

from typing import assert_never

from web.papers.paper import Attached, Block, Bullets, Facts, Heading, Paper, Paragraph, Present, Table, cell_text
from web.papers.word import attachment_lines


def lines_of(paper: Paper) -> list[str]:
    """Every line in order; cells of tables are set apart by tabs, line breaks in them become spaces."""
    found = [paper.mark or paper.kind, paper.number, paper.title, *paper.flags]
    found.append(f"{paper.addressee}：" if paper.addressee else "")
    for block in paper.text:
        found += _lines(block)
    found += [*attachment_lines(paper), paper.issuer, paper.day, f"（{paper.moment}）"]
    for number, blocks in enumerate(paper.enclosures, 1):
        found.append(f"附件{number if len(paper.enclosures) > 1 else ''}")
        for block in blocks:
            found += _lines(block)
    found.append(f"抄送：{paper.copies}。" if paper.copies else "")
    found.append(paper.printed)
    return [line for line in found if line]


def _lines(block: Block) -> list[str]:
    match block:
        case Heading():
            return [block.text]
        case Paragraph():
            return [block.strong + block.text]
        case Attached():
            return [block.title]
        case Present():
            return [f"{block.label}：{block.text}"]
        case Bullets():
            return list(block.items)
        case Facts():
            return ["\t".join(row).replace("\n", " ") for row in block.rows]
        case Table():
            rows = [block.heads, *(tuple(cell_text(cell) for cell in row) for row in block.rows)]
            return ["\t".join(row).replace("\n", " ") for row in rows]
        case _:
            assert_never(block)
