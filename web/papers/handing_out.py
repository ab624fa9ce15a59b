"""Handing a paper out as a Word file: in the office's own template where it has one, else in our layout."""

from typing import Final

from flask import request
from werkzeug.wrappers import Response

from web.papers.kinds import Kind
from web.papers.paper import Paper
from web.papers.sending import as_file
from web.papers.template import filled, own_template
from web.papers.word import MEDIA_TYPE, written
from web.services import services

LAYOUT: Final = "standard"
"""What the address says where our layout is asked for although the office has a template."""


def word_file(kind: Kind, paper: Paper) -> bytes:
    """The paper as a Word file. A template that is broken is refused; ours takes its place only where asked for."""
    own = None if request.args.get("layout") == LAYOUT else own_template(services().settings.papers, kind)
    return written(paper) if own is None else filled(own, kind, paper)


def as_word(kind: Kind, paper: Paper) -> Response:
    """The answer that saves it."""
    return as_file(word_file(kind, paper), f"{paper.title}.docx", MEDIA_TYPE)


def has_template(kind: Kind) -> bool:
    """Whether the office has put a template of its own, good or bad."""
    folder = services().settings.papers
    return folder is not None and any(folder.glob(f"{kind.code}.*"))
