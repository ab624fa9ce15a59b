"""Papers 公文: a record, or an organisation's year, as the paper an office prints; on the page and as a Word file."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from domain.identity import kind_of
from web.asking import Clocks, asking, clocks
from web.errors import NotFound
from web.language import pick
from web.papers.handing_out import LAYOUT, as_word, has_template
from web.papers.kinds import Kind, paper_of, yearly_of
from web.papers.paper import Paper
from web.papers.word import attachment_lines, title_lines
from web.words import ref_text

blueprint = Blueprint("papers", __name__)

_PAGES = {"sheet": "appraisals.show", "appraisal": "appraisals.round", "accountability": "cases.show"}
_NAMED = {"sheet": "stream", "appraisal": "round", "accountability": "case"}
_FIRST_YEAR, _LAST_YEAR = 1901, 2199


@blueprint.get("/papers/<stream>")
def show(stream: str) -> str:
    """The paper that is made from a record."""
    when = clocks()
    kind, paper = paper_of(stream, when)
    file: dict[str, Any] = {"stream": stream, **when.parameters()}
    return _page(
        kind,
        paper,
        when,
        back=(ref_text(stream) or pick(kind.label), _page_of(stream)),
        word=url_for("papers.word", **file),
        standard=url_for("papers.word", layout=LAYOUT, **file),
    )


@blueprint.get("/papers/<stream>/word")
def word(stream: str) -> Response:
    """The same as a Word file."""
    return as_word(*paper_of(stream, clocks()))


@blueprint.get("/papers/yearly/<organisation>/<int:year>")
def yearly(organisation: str, year: int) -> str:
    """The yearly report of an organisation, with all below it unless the address says otherwise."""
    when = clocks()
    kind, paper = yearly_of(organisation, _year(year), _below(), when)
    keep = {"below": "" if _below() else "0"}
    file: dict[str, Any] = {"organisation": organisation, "year": year, **keep, **when.parameters()}
    return _page(
        kind,
        paper,
        when,
        keep=keep,
        back=(asking().name(organisation), url_for("statistics.register", **file)),
        word=url_for("papers.yearly_word", **file),
        standard=url_for("papers.yearly_word", layout=LAYOUT, **file),
    )


@blueprint.get("/papers/yearly/<organisation>/<int:year>/word")
def yearly_word(organisation: str, year: int) -> Response:
    """The same as a Word file."""
    return as_word(*yearly_of(organisation, _year(year), _below(), clocks()))


def _page(
    kind: Kind,
    paper: Paper,
    when: Clocks,
    *,
    back: tuple[str, str],
    word: str,
    standard: str,
    keep: dict[str, str] | None = None,
) -> str:
    return render_template(
        "paper.html",
        sort=pick(kind.label),
        paper=paper,
        title=title_lines(paper.title),
        lines=attachment_lines(paper),
        back=back,
        word=word,
        standard=standard if has_template(kind) else "",
        keep=keep or {},
        clocks=when,
        head=asking().reading.positions["trail"],
    )


def _page_of(stream: str) -> str:
    """The page on which the record is read and worked on."""
    kind = kind_of(stream)
    if kind in _PAGES:
        named: dict[str, Any] = {_NAMED[kind]: stream}
        return url_for(_PAGES[kind], **named)
    return url_for("lists.show" if kind == "responsibility" else "records.show", stream=stream)


def _year(year: int) -> int:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise NotFound
    return year


def _below() -> bool:
    return request.args.get("below", "") not in ("0", "false")
