"""Search over the JSON API: the same question as the page, group by group in one list."""

import msgspec
from flask import Response

from domain.terms import KINDS
from projections.sounds import LONGEST, Rank
from web.api import asked, encoding
from web.api.answers import Clock, Text
from web.asking import asking, clocks
from web.registers.extent import extent
from web.searching import GROUPS, RECORD_KINDS, WHY, results, told

CHOICE = (*GROUPS, *RECORD_KINDS)


class SearchHit(msgspec.Struct):
    """One thing found. ``rank``: exact, prefix, within, text, pinyin, initials or slip."""

    group: str
    kind: Text
    ref: str
    title: str
    organisation: str
    organisation_name: str
    state: str
    day: str
    """A day, or a year alone; empty where there is none."""
    rank: str
    why: Text


class SearchResults(msgspec.Struct):
    """What was found, group by group, the best first."""

    query: str
    organisation: str
    below: bool
    clocks: Clock
    total: int
    counts: dict[str, int]
    more: bool
    """There are more records than are looked at."""
    slip: bool
    """Nothing fits as it was typed."""
    hits: list[SearchHit]
    cursor: str | None


ALL = (SearchResults,)


def searched() -> Response:
    """Organisations, persons, records, evidence, policies and clauses that fit what was typed."""
    when = clocks()
    of = extent(when)
    query = " ".join(asked.parameter("q", limit=LONGEST).split())
    kind = next(iter(asked.several("kind", ["", *CHOICE])), "")
    found = results(query, of.bodies, when, kind=kind, year=asked.whole("year", 0, least=1900, most=2199))
    rows, cursor = asked.paged([one for some in found.groups.values() for one in some], size=asked.limit())
    return encoding.respond(
        SearchResults(
            query=query,
            organisation=of.root,
            below=of.below,
            clocks=encoding.clock(when),
            total=found.total,
            counts={group: len(some) for group, some in found.groups.items()},
            more=found.more,
            slip=found.slip,
            hits=[
                SearchHit(
                    group=one.group,
                    kind=encoding.text(KINDS[row.kind] if row.kind else GROUPS[row.group]),
                    ref=one.ref,
                    title=one.text,
                    organisation=one.organisation,
                    organisation_name=asking().name(one.organisation),
                    state=one.state,
                    day=one.day,
                    rank=Rank(one.rank).name.lower(),
                    why=encoding.text(WHY[one.rank]),
                )
                for row, one in zip(rows, told(rows, found.terms, when), strict=True)
            ],
            cursor=cursor,
        )
    )
