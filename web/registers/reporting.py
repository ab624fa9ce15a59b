"""Reporting: who has to report on a year, what came of it and when. For pages and API.

The status view says who owes what and what counted; the view of reports says what became of each paper.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from domain.identity import is_stream_id, stream_of
from domain.kernel import record
from domain.report_status import Paper, Progress, asks_for_paper
from domain.rule import Clause, Light, Status
from projections import reports, status
from web.asking import Clocks, asking
from web.registers.extent import Extent

_WORST: Final = {
    light: rank
    for rank, light in enumerate(
        (
            Light.MISSED, Light.UNASSIGNED, Light.UNDETERMINED, Light.DUE, Light.SHORT, Light.NOT_EVIDENCED,
            Light.NO_MINIMUM, Light.MET_LATE, Light.EVIDENCED, Light.MET,
        )
    )
}  # fmt: skip
_DONE: Final = frozenset({Light.MET, Light.MET_LATE, Light.EVIDENCED})


@record
class Handed:
    """One report or debriefing that was looked at for a duty."""

    paper: Paper
    stands: Progress
    late_days: int = 0
    """Days after the due day on which what counted was handed in."""
    entered_late_days: int = 0
    reason: str = ""
    """Why it does not count; empty: it counts."""


@record
class Owed:
    """One duty of an organisation in one window."""

    organisation: str
    policy: str
    clause: Clause
    window: str
    due: date
    light: Light
    """Of several persons, the one who is furthest behind."""
    done: int
    minimum: int | None
    days_over: int
    persons: int = 0
    """How many persons owe it, where each of them does."""
    persons_done: int = 0
    waiting: tuple[str, ...] = ()
    """Of these, who has not yet."""
    handed: tuple[Handed, ...] = ()


Key: TypeAlias = tuple[str, str, str, str]
"""Organisation, policy, clause, window."""


@record
class Register:
    """The register of a year before its rows are told: which duties of whom, and how they stand."""

    lights: Mapping[Key, Light]
    """Top down, in the order of documents and clauses."""
    clauses: Mapping[tuple[str, str], Clause]
    """Clauses that ask for a report or debriefing, and are owed by somebody here."""
    returned: Sequence[Paper]
    """What lies returned and is not yet handed in again."""

    def keys(self, clause: str = "", light: str = "") -> list[Key]:
        """Rows of one clause, or in one light."""
        return [key for key, own in self.lights.items() if clause in ("", key[2]) and light in ("", own.value)]

    def count(self, light: Light, clause: str = "") -> int:
        """How many rows stand so."""
        return len(self.keys(clause, light.value))


def register(of: Extent, when: Clocks, year: int) -> Register:
    """Who has to report on a year."""
    reading = asking().reading
    clauses = {key: one for key, one in status.clauses(reading, when.known_at).items() if asks_for_paper(one.rule)}
    board = status.board(reading, of.root, year, when.as_of, when.known_at)
    wanted = frozenset(of.bodies)
    lights: dict[Key, Light] = {}
    for line in board.lines:
        if line.id in wanted:
            for cell in board.cells[line.id]:
                if cell.governs and (cell.policy, cell.clause) in clauses:
                    key, own = (line.id, cell.policy, cell.clause, cell.window), Light(cell.light)
                    lights[key] = min(lights.get(key, own), own, key=_WORST.__getitem__)
    there = {(policy, clause) for _, policy, clause, _ in lights}
    returned = reports.returned(reading, of.bodies, when.as_of, when.known_at)
    return Register(
        lights=lights, clauses={key: one for key, one in clauses.items() if key in there}, returned=returned
    )


def told(found: Register, keys: Sequence[Key], when: Clocks, year: int) -> list[Owed]:
    """These rows of the register, with what was handed in."""
    reading = asking().reading
    bodies = list(dict.fromkeys(key[0] for key in keys))
    judged = status.statuses_of(
        reading, bodies, year, when.as_of, when.known_at, only={clause for _, _, clause, _ in keys}
    )
    rows: dict[Key, list[Status]] = {}
    for body, statuses in judged.items():
        for one in statuses:
            rows.setdefault((body, one.policy, one.clause, one.window), []).append(one)
    looked = {stream_of(ref) for key in keys for one in rows.get(key, ()) for ref in _refs(one)}
    papers = reports.papers(reading, [ref for ref in looked if is_stream_id(ref)], when.known_at)
    return [_owed(key, found, rows[key], papers, when.as_of) for key in keys if key in rows]


def _refs(one: Status) -> Iterable[str]:
    yield from (fact.ref for fact in one.counted)
    yield from (fact.ref for fact in one.passed)


def _owed(
    key: Key,
    found: Register,
    statuses: Sequence[Status],
    papers: Mapping[str, Paper],
    as_of: date,
) -> Owed:
    organisation, policy, clause, window = key
    worst = min(statuses, key=lambda one: _WORST[one.light])
    people = [one for one in statuses if one.person]
    waiting = [one.person or "" for one in people if one.light not in _DONE]
    return Owed(
        organisation=organisation,
        policy=policy,
        clause=found.clauses[policy, clause],
        window=window,
        due=worst.due,
        light=worst.light,
        done=worst.count,
        minimum=worst.minimum,
        days_over=worst.days_over,
        persons=len(people),
        persons_done=len(people) - len(waiting),
        waiting=tuple(waiting),
        handed=tuple(_handed(statuses, papers, as_of)),
    )


def _handed(statuses: Iterable[Status], papers: Mapping[str, Paper], as_of: date) -> list[Handed]:
    """Papers of a duty by the day they came; what counted for one person is told once."""
    found: dict[str, Handed] = {}
    for one in statuses:
        for fact in one.counted:
            paper = papers.get(stream_of(fact.ref))
            stands = paper.on(as_of) if paper is not None else None
            if paper is not None and stands is not None:
                before = found.get(paper.ref)
                late = max(fact.late_days, before.late_days if before is not None else 0)
                found[paper.ref] = Handed(
                    paper=paper, stands=stands, late_days=late, entered_late_days=fact.entered_late_days
                )
        for miss in one.passed:
            paper = papers.get(stream_of(miss.ref))
            stands = paper.on(as_of) if paper is not None else None
            if paper is not None and stands is not None:
                found.setdefault(paper.ref, Handed(paper=paper, stands=stands, reason=miss.reason))
    return sorted(found.values(), key=lambda one: (one.stands.handed_in_on, one.paper.ref))
