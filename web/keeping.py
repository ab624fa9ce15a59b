"""Keeping the clocks: whoever follows links through the past stays in it, until the clocks are set anew."""

from collections.abc import Mapping
from typing import Any, Final

from flask import g, request

from web.asking import clocks
from web.errors import Misshapen

QUESTIONS: Final[frozenset[str]] = frozenset(
    {
        *("board.board", "board.duty", "organisations.tree", "organisations.show", "lists.show", "records.listing"),
        *("records.show", "registers.index", "rectifications.register", "inspections.register", "reports.show"),
        *("asks.register", "floating.listing", "floating.show", "education.listing", "education.show"),
        *("members.listing", "receptions.listing", "receptions.commitments", "dues.listing", "appraisals.listing"),
        *("appraisals.round", "appraisals.show", "cases.listing", "cases.show", "cases.word", "measures.listing"),
        *("due.register", "statistics.register", "people.listing", "people.show", "policies.listing"),
        *("policies.show", "trail.trail", "supposing.page", "advice.register", "home.home", "search.page"),
        *("papers.show", "papers.word", "papers.yearly", "papers.yearly_word"),
        *("pictures.index", "pictures.board", "pictures.progress", "pictures.ages", "pictures.trends"),
        *("pictures.tree", "pictures.record_line"),
    }
)
"""Pages of questions: their answers depend on the two clocks."""


def keep_clocks(endpoint: str, values: dict[str, Any]) -> None:
    """Every link to a page of questions keeps each clock of the page it stands on, unless it sets that one itself."""
    if endpoint in QUESTIONS:
        for name, value in _kept().items():
            values.setdefault(name, value)


def kept_clocks() -> Mapping[str, str]:
    """The same, for a form that leads to such a page."""
    return _kept()


def _kept() -> Mapping[str, str]:
    found: Mapping[str, str] | None = g.get("clocks_kept")
    if found is None:
        found = {}
        if request.endpoint in QUESTIONS and not _CLOCKS.isdisjoint(request.args):
            try:
                found = clocks().parameters()
            except Misshapen:  # told by the page itself
                found = {}
        g.clocks_kept = found
    return found


_CLOCKS: Final = frozenset({"as_of", "known_at", "bar_year", "bar_month"})
