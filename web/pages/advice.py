"""Advice against formalism 减负提示: backfilled months, texts that hardly differ, what recording costs each office."""

from typing import Final

from flask import Blueprint

from projections import trail
from web.asking import asking, clocks
from web.history import heads_told
from web.listings import compared
from web.registers.advising import LIMITS, advice
from web.registers.extent import extent, number, sheet
from web.sheets.listing import Reply, answered
from web.words import ref_text

blueprint = Blueprint("advice", __name__)

SHOWN: Final = 20
"""Sittings and groups of texts on one page, and entries told of each."""


@blueprint.get("/registers/advice")
def register() -> Reply:
    """What somebody might look into, with the entries; never a score."""
    asked, when = asking(), clocks()
    of, year = extent(when), number("year", when.as_of.year, least=1901, most=2199)
    found = advice(of, year, when)
    sittings, groups = found.backfills[:SHOWN], found.alike[:SHOWN]
    positions = [head.position for one in sittings for head in one.heads[:SHOWN]]
    asked.learn([one.account for one in sittings] + [id for one in sittings for id in one.organisations])
    lines = dict(_told(positions))
    offices = sheet(found.burdens)
    asked.learn([one.organisation for one in offices.rows])
    asked.learn([text.organisation for one in groups for text in one.texts])
    return answered(
        "advice.html",
        lambda: compared.advice(found, year, of.root),
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        year=year,
        years=range(when.today.year, when.today.year - 6, -1),
        found=found,
        sittings=sittings,
        groups=groups,
        lines=lines,
        titles={text.ref: ref_text(text.ref) for one in groups for text in one.texts[:SHOWN]},
        offices=offices,
        shown=SHOWN,
        limits=LIMITS,
        keep={**of.parameters(), "year": year},
        clocks=when,
        head=asked.reading.positions[trail.NAME],
    )


def _told(positions: list[int]) -> list[tuple[int, str]]:
    """Entries at these positions, each in a sentence."""
    reading = asking().reading
    heads = trail.at(reading, positions)
    return [(head.position, f"{line.label}：{line.said}") for head, line in heads_told(heads)]
