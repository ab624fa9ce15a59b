"""Papers over the JSON API: what a paper says, as text, and the Word file itself."""

from base64 import b64encode

import msgspec
from flask import Response, request

from web.api import encoding
from web.api.answers import Clock
from web.asking import Clocks, clocks
from web.papers.handing_out import word_file
from web.papers.kinds import Kind, paper_of, words_of, yearly_of
from web.papers.paper import Paper
from web.papers.plain import lines_of


class PaperFile(msgspec.Struct):
    """A paper, in Chinese."""

    paper: str
    """Which kind: list, yearly, rectification, minutes, result, results, inspection, case."""
    title: str
    clocks: Clock
    fields: dict[str, str]
    """What templates may ask for, by the Chinese names of the placeholders."""
    lists: dict[str, list[dict[str, str]]]
    """Rows that templates may repeat, by the same names."""
    lines: list[str]
    """The text line by line, cells of tables set apart by tabs."""
    file: str
    """Name of the Word file."""
    word: str
    """The Word file in base64: in the office's own template where it has one."""


ALL = (PaperFile,)


def paper(stream: str) -> Response:
    """The official paper of a record: list, notice, minutes, result, report, case."""
    when = clocks()
    return _answer(*paper_of(stream, when), when)


def yearly_paper(organisation: str, year: int) -> Response:
    """The yearly report of an organisation."""
    when = clocks()
    below = request.args.get("below", "") not in ("0", "false")
    return _answer(*yearly_of(organisation, year, below, when), when)


def _answer(kind: Kind, made: Paper, when: Clocks) -> Response:
    return encoding.respond(
        PaperFile(
            paper=kind.code,
            title=made.title,
            clocks=encoding.clock(when),
            fields=words_of(kind, made),
            lists={name: [dict(row) for row in rows] for name, rows in made.lists.items()},
            lines=lines_of(made),
            file=f"{made.title}.docx",
            word=b64encode(word_file(kind, made)).decode(),
        )
    )


FILLED = (paper, yearly_paper)
"""What is written into a template of the office, where it has one."""
