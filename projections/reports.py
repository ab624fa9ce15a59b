"""Reports 报送台账: what was handed in by whom, to whom and on which period; what was returned, why, and what accepted.

One row a report or debriefing; each keeps what it said before. Who had to hand one in, and by when, is the
question of the status view; the two are laid side by side where they are shown.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from domain.kernel import Entry
from domain.report_status import PAPER_EVENTS, Paper, Stage, Taken, paper_after
from domain.vocabulary import EVENTS
from projections.store import Kept, Reading, Row, Store, Tables, kept_columns, kept_index, of_streams, portions
from projections.store import known_at as known

NAME: Final = "reports"

_COLUMNS: Final = ("organisation", "recipient", "type", "form", "period", "title", "person", "steps")

_encode: Final = msgspec.json.Encoder().encode
_steps: Final = msgspec.json.Decoder(list[tuple[Stage, date, str]]).decode


class Reports:
    """The view: reports and debriefings."""

    name = NAME
    version = 1
    effort = 1
    reads: frozenset[type] = frozenset(PAPER_EVENTS)
    ignores: frozenset[type] = frozenset(EVENTS.values()) - reads

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """One table with two clocks."""
        papers = sa.Table(
            f"{prefix}papers{suffix}",
            metadata,
            *kept_columns(),
            *(sa.Column(name, sa.String) for name in _COLUMNS),
            kept_index(f"{prefix}papers_", suffix),
            sa.Index(f"{prefix}papers_organisation{suffix}", "organisation", "known_to"),
        )
        return {"papers": papers}

    def apply(self, store: Store, entries: Sequence[Entry], after: int) -> None:
        """Fold each entry into its row."""
        mine = [entry for entry in entries if type(entry.event) in self.reads]
        if not mine:
            return
        kept = Kept(store, "papers")
        papers: dict[str, Paper] = {}
        for stream, _, _, _, _, *values in store.select_streams(
            "papers", {entry.stream for entry in mine if entry.version > 1}, None
        ):
            papers[stream] = _paper(stream, values)
        for entry in mine:
            before = papers.pop(entry.stream, None)
            paper = paper_after(before, entry)
            if paper is not None:
                papers[entry.stream] = paper
            if paper != before:
                row = None if paper is None else _row(paper)
                kept.put(entry.stream, "", entry.position, row, had=before is not None)
        kept.flush()

    def settle(self, store: Store) -> bool:
        """Nothing waits."""
        return True


def _row(paper: Paper) -> Row:
    steps = _encode([(step.stage, step.day, step.said) for step in paper.steps]).decode()
    said = (paper.organisation, paper.recipient, paper.type, paper.form, paper.period, paper.title, paper.person)
    return *said, steps


def _paper(stream: str, values: Sequence[Any]) -> Paper:
    said = dict(zip(_COLUMNS, values, strict=True))
    steps = tuple(Taken(stage=stage, day=day, said=why) for stage, day, why in _steps(said.pop("steps")))
    return Paper(ref=stream, steps=steps, **said)


# --- queries ----------------------------------------------------------------------------


def papers(reading: Reading, streams: Collection[str], known_at: int | None = None) -> dict[str, Paper]:
    """These reports and debriefings as they were known, by stream; what is not there, or was voided, is left out."""
    table = reading.table(NAME, "papers")
    found: dict[str, Paper] = {}
    for portion in portions(sorted(streams)):
        rows = reading.rows(sa.select(table).where(of_streams(table, portion), known(table, known_at)))
        found.update({row.stream: _paper(row.stream, row[5:]) for row in rows})
    return found


def returned(reading: Reading, organisations: Collection[str], as_of: date, known_at: int | None = None) -> list[Paper]:
    """What lay returned on a day and was not yet handed in again, the longest first."""
    table = reading.table(NAME, "papers")
    found: list[tuple[date, Paper]] = []
    statement = sa.select(table).where(table.c.organisation.in_(organisations), known(table, known_at))
    for row in reading.rows(statement):
        paper = _paper(row.stream, row[5:])
        stands = paper.on(as_of)
        if stands is not None and stands.stage is Stage.RETURNED and stands.returned_on is not None:
            found.append((stands.returned_on, paper))
    return [paper for _, paper in sorted(found, key=lambda one: (one[0], one[1].ref))]
