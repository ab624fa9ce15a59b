"""Responsibility status 责任落实情况: which organisation owes what in which window, and how it stands.

Cells are statuses settled as if every window had closed (`judged_for` with ``date.max``), so that a cell
holds whatever the day: the light of a day is a trivial function of cell and day, and the board is one SELECT.
The cells of an organisation and year are worked out together, read together and replaced together, so they
are one row: half the time of a catch-up went into writing each of them as a row of its own. Members who stand
alike under one clause are one cell.

That holds from the organisation's *horizon* on, the last day on which anything known about it changes; a
look at an earlier day is evaluated from the facts. So is a look at what was known earlier, unless nothing that
bears on the organisation and year was recorded since: each row of cells says since which log position it stands.

A page of entries writes facts and marks (organisation, year) as dirty; cells are worked out once the log
has been read to its end, each organisation once however many entries it had. A reader who comes in between
finds the marks and evaluates those organisations from the facts.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar, get_args

import msgspec
import sqlalchemy as sa

from domain import account, evidence, person
from domain.evaluator import Ground, Judged, judged_for, light_at, statuses_for
from domain.evaluator.plans import Plan
from domain.evaluator.windows import Frame
from domain.fact import Fact
from domain.kernel import Entry, record
from domain.organisation import OrganisationRegistered, OrganisationRenamed
from domain.periods import STANDING
from domain.reading import POLICY_EVENTS, Membership, Place, PolicyInForce, Tenure, changes, local_day
from domain.reading.days import SHANGHAI
from domain.rule import Clause, Grain, Light, Status
from projections import ground as kept
from projections import sources
from projections.bearing import Reach, above, below, horizons
from projections.ground import FACT_EVENTS, MEMBER_EVENTS, NO_FACT_EVENTS, PLACE_EVENTS, POST_EVENTS, Keeper
from projections.store import Reading, Row, Store, Tables, day_of, iso, select_in, uncollected

NAME: Final = "status"

_POLICY_EVENTS: Final = frozenset(POLICY_EVENTS)

_SETTLED_AT_ONCE: Final = 50
"""Organisations settled in one transaction: others may write in between."""

_JUDGED_AT_ONCE: Final = 100
"""Organisations whose facts are in memory at once when the past is asked for."""


class Cell(NamedTuple):
    """One clause, window and (for the person grain) person of an organisation, on the day asked about.

    Days are ISO text. ``light`` and ``grain`` are values of `domain.rule.Light` and `Grain`; ``person`` is
    empty unless the clause counts each person; ``findings`` are codes, divided by blanks.
    """

    person: str
    clause: str
    policy: str
    duty: str
    window: str
    opens: str
    closes: str
    due: str
    light: str
    days_over: int
    done: int
    """How much counted."""
    minimum: int | None
    findings: str
    grain: str
    persons: int = 1
    """Members who stand alike are told as one: how many they are."""

    @property
    def governs(self) -> bool:
        """Whether the clause decides on its duty: no stricter comparable one is in force."""
        return "stricter_governs" not in self.findings


class StatusView:
    """The view: what rules read, and cells."""

    name = NAME
    version = 11
    effort = 30
    reads: frozenset[type] = FACT_EVENTS | POST_EVENTS | MEMBER_EVENTS | PLACE_EVENTS | frozenset(POLICY_EVENTS)
    ignores: frozenset[type] = (NO_FACT_EVENTS - MEMBER_EVENTS) | {
        *get_args(person.Event),
        *get_args(account.Event),
        *get_args(evidence.Event),
    }

    def __init__(self) -> None:
        self._keeper = Keeper()

    def tables(self, metadata: sa.MetaData, prefix: str, suffix: str) -> Tables:
        """What rules read; cells, and from which day on they hold; what must be worked out anew."""

        def key(*names: str) -> list[sa.Column[Any]]:
            kinds: dict[str, Any] = {"organisation": sa.String, "year": sa.Integer}
            return [sa.Column(name, kinds[name], primary_key=True, autoincrement=False) for name in names]

        return {
            **kept.tables(metadata, prefix, suffix),
            "cells": sa.Table(
                f"{prefix}cells{suffix}",
                metadata,
                *key("year", "organisation"),
                sa.Column("since", sa.BigInteger, nullable=False),
                sa.Column("horizon", sa.String, nullable=False),
                sa.Column("body", sa.String, nullable=False),
            ),
            "dirty": sa.Table(
                f"{prefix}dirty{suffix}",
                metadata,
                *key("organisation", "year"),
                sa.Column("since", sa.BigInteger, nullable=False),
            ),
        }

    def apply(self, store: Store, entries: Sequence[Entry], after: int) -> None:
        """Keep what rules read, and mark what it bears on."""
        page = self._keeper.begin(store, entries, after)
        marks = _Marks(store, self._keeper)
        for entry in entries:
            marks.position = entry.position
            if entry.recorded_at >= marks.next_year:
                marks.reach_year(local_day(entry.recorded_at).year)
            kind = type(entry.event)
            if kind in MEMBER_EVENTS:
                marks.memberships(*page.apply_membership(entry))
            if kind in FACT_EVENTS:
                for facts in page.apply_facts(entry):
                    marks.facts(*facts)
            elif kind in POST_EVENTS:
                for tenures in page.apply_posts(entry):
                    marks.tenures(*tenures)
            elif kind in PLACE_EVENTS:
                page.apply_place(entry)
                marks.place(entry)
            elif kind in _POLICY_EVENTS:
                marks.policies(*page.apply_policy(entry))
        if marks.latest != self._keeper.noted.get("year"):
            page.note("year", marks.latest)
        page.flush()
        marks.flush()

    def settle(self, store: Store) -> bool:
        """Work out the cells of some marked organisations."""
        table = store.tables["dirty"]
        some = sa.select(table.c.organisation).distinct().order_by(table.c.organisation).limit(_SETTLED_AT_ONCE + 1)
        found = list(store.connection.execute(some).scalars())
        organisations = found[:_SETTLED_AT_ONCE]
        if not organisations:
            return True
        years: dict[str, dict[int, int]] = {}
        for organisation, year, since in store.select_in("dirty", "organisation", organisations):
            years.setdefault(organisation, {})[year] = since
        cells = self._settled(store, years)
        marked = [(organisation, year) for organisation in organisations for year in years[organisation]]
        for name in ("cells", "dirty"):
            store.delete(name, ["organisation", "year"], marked)
        store.insert("cells", cells)
        return len(found) == len(organisations)

    def _settled(self, store: Store, years: Mapping[str, Mapping[int, int]]) -> list[Row]:
        """Cells of these organisations and years, each with the position since which it stands."""
        keeper = self._keeper
        keeper.refresh(store)
        latest = keeper.noted.get("year", 0)
        reaches: dict[tuple[str, ...], Reach] = {}
        source = sources.Source(store.connection, store.tables, None, keeper.places, keeper.policies)
        rows: list[Row] = []
        for organisation, (ground, tenures) in source.grounds(list(years)).items():
            # By the policies that may bind it: of others nothing is marked here when they change.
            line = above(ground.place, ground.lookup)
            bound = tuple(one for one, policy in keeper.policies.items() if not line.keys().isdisjoint(policy.binds))
            reach = reaches.get(bound)
            if reach is None:
                reach = reaches[bound] = Reach(keeper.policies[one] for one in bound)
            days = horizons(ground, tenures, years[organisation], reach, latest)
            for year, since in years[organisation].items():
                cells = _together(judged_for(ground, year, date.max), _stored)
                # Where nothing is owed at the year's end, something may have been owed on an earlier day.
                there = year >= max(reach.first_year, ground.place.since.year)
                if cells or (there and days[year] > date(year, 1, 1)):
                    rows.append((year, organisation, since, iso(days[year]), store.body(_encode(cells))))
        return rows


class _Marks:
    """What a page bears on: (organisation, year)."""

    def __init__(self, store: Store, keeper: Keeper) -> None:
        self._store = store
        self._keeper = keeper
        self._rows: dict[tuple[str, int], int] = {}
        """(Organisation, year) -> position of the last entry that bears on it."""
        self._changed: dict[str, list[tuple[int, range]]] = {}
        """Organisations that changed: at which positions, and which years there were then."""
        self.position = 0
        """Of the entry that is being read."""
        self.latest = keeper.noted.get("year", 0)
        """Latest local year in which anything was recorded; its cells exist for every organisation."""
        self.next_year = _new_year(self.latest + 1)

    def _all(self, organisations: Iterable[str], first: int = 0, earliest: int | None = None) -> None:
        """Mark years of organisations, none before they were there or owed anything."""
        places = self._keeper.places
        first = max(first, self._keeper.reach.first_year if earliest is None else earliest)
        for organisation in organisations:
            place = places.get(organisation)
            since = first if place is None else max(first, place.since.year)
            for year in range(since, self.latest + 1):
                self._rows[organisation, year] = self.position

    def reach_year(self, year: int) -> None:
        """The first entry of a new local year opens that year for all."""
        if year > self.latest:
            first, self.latest = self.latest + 1, year
            self.next_year = _new_year(year + 1)
            self._all(self._keeper.places, first)

    def facts(self, *facts: Fact | None) -> None:
        """A fact before and after."""
        for fact in facts:
            if fact is not None:
                organisation = fact.organisation
                for year in self._keeper.reach.years(fact, self.latest):
                    self._rows[organisation, year] = self.position

    def tenures(self, *tenures: Tenure | None) -> None:
        """A tenure before and after."""
        for tenure in tenures:
            if tenure is not None:
                self._all((tenure.organisation,), tenure.first.year)

    def memberships(self, before: Membership | None, after: Membership | None) -> None:
        """A membership before and after."""
        if before != after:
            for membership in (before, after):
                if membership is not None:
                    self._all(membership.organisations, min(one.first for one in membership.relations).year)

    def place(self, entry: Entry) -> None:
        """An organisation changed: its subtree stands under other policies, others' facts about it read otherwise."""
        if isinstance(entry.event, OrganisationRegistered):
            self._all((entry.stream,))
        elif not isinstance(entry.event, OrganisationRenamed):
            years = range(self._keeper.reach.first_year, self.latest + 1)
            self._changed.setdefault(entry.stream, []).append((self.position, years))
            self._all(below((entry.stream,), self._keeper.places))
            # Should it have been there earlier, as was thought until now, that is undone.
            for year in years:
                self._rows[entry.stream, year] = self.position

    def policies(self, *policies: PolicyInForce | None) -> None:
        """A policy before and after."""
        # What was in force before may have been the earliest of all.
        years = [policy.effective_on.year for policy in policies if policy is not None]
        for policy in policies:
            if policy is not None:
                earliest = min([self._keeper.reach.first_year, *years])
                self._all(below(policy.binds, self._keeper.places), policy.effective_on.year, earliest)

    def flush(self) -> None:
        """Write the marks; those of organisations that have facts about a changed one are found here."""
        if self._changed:
            self._about_changed()
        names = sorted({organisation for organisation, _ in self._rows})
        there = [row[:2] for row in self._store.select_in("dirty", "organisation", names) if row[:2] in self._rows]
        self._store.delete("dirty", ["organisation", "year"], there)
        self._store.insert("dirty", [(*key, position) for key, position in sorted(self._rows.items())])

    def _about_changed(self) -> None:
        """A fact about an organisation reads otherwise once that changed: mark those whose fact stood just then."""
        facts, places = self._store.tables["facts"], self._keeper.places
        about = sa.or_(facts.c.unit.in_(self._changed), facts.c.recipient.in_(self._changed))
        columns = (facts.c.organisation, facts.c.unit, facts.c.recipient, facts.c.known_from, facts.c.known_to)
        for organisation, unit, recipient, first, last in self._store.connection.execute(
            sa.select(*columns).distinct().where(about)
        ):
            place = places.get(organisation)
            for position, years in (*self._changed.get(unit, ()), *self._changed.get(recipient, ())):
                if first <= position < last:
                    for year in years:
                        key = (organisation, year)
                        if (place is None or year >= place.since.year) and self._rows.get(key, 0) < position:
                            self._rows[key] = position


def _new_year(year: int) -> datetime:
    """The moment at which a local year begins."""
    return datetime(year, 1, 1, tzinfo=SHANGHAI)


# --- cells ------------------------------------------------------------------------------


_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(list[Cell]).decode


Made = TypeVar("Made")
_made: Final = tuple.__new__  # what the class itself does, without a step through Python for each

_STORED: Final[dict[int, tuple[Judged, msgspec.Raw]]] = {}
"""Cells of clauses for which nothing was done, as stored: organisations share them, see `judged_for`."""


_LEFT_UNDONE: Final[dict[tuple[int, int, Light, int], tuple[Plan, Frame, bytes]]] = {}
"""Cells of clauses under which a person did nothing, as stored, from behind the person on: nothing else differs."""


def _stored(judged: Judged) -> Cell | msgspec.Raw:
    """A settled cell. Days over at the end of time say nothing: they are reckoned when the cell is shown."""
    plan, frame, person, light, done, _, days_over, findings, good, passed = judged
    over = 0 if light is _MISSED_LIGHT else days_over
    if person and not (done or findings or good or passed):
        key = (id(plan), id(frame), light, over)
        same = _LEFT_UNDONE.get(key)
        if same is None:
            if len(_LEFT_UNDONE) > 4096:
                _LEFT_UNDONE.clear()
            # Plan and frame are kept too: as long as they live, no others can come by their identity.
            text = _encode(_cell(judged._replace(person=None), over))
            same = _LEFT_UNDONE[key] = (plan, frame, text.removeprefix(b'[""'))
        return msgspec.Raw(b"[" + _encode(person) + same[2])
    if good or passed or not plan.impersonal:
        return _cell(judged, over)
    kept = _STORED.get(id(judged))
    if kept is None or kept[0] is not judged:
        if len(_STORED) > 4096:
            _STORED.clear()
        kept = _STORED[id(judged)] = (judged, msgspec.Raw(_encode(_cell(judged, over))))
    return kept[1]


_MADE: Final[dict[int, tuple[Judged, Cell]]] = {}
"""Cells of clauses for which nothing was done, of one day: organisations share them too."""

_PERSONAL: Final[dict[tuple[int, int, Light, int], tuple[Plan, Frame, Cell]]] = {}
"""Cells of clauses under which a person did nothing: they differ in the person only."""


def _as_judged(judged: Judged) -> Cell:
    """A cell of the day for which it was judged."""
    plan, frame, person, light, done, _, days_over, findings, good, passed = judged
    if person and not (done or findings or good or passed):
        key = (id(plan), id(frame), light, days_over)
        same = _PERSONAL.get(key)
        if same is None:
            if len(_PERSONAL) > 4096:
                _PERSONAL.clear()
            # Plan and frame are kept too: as long as they live, no others can come by their identity.
            same = _PERSONAL[key] = (plan, frame, _cell(judged, days_over))
        return _made(Cell, (person, *same[2][1:]))
    if good or passed or not plan.impersonal:
        return _cell(judged, days_over)
    made = _MADE.get(id(judged))
    if made is None or made[0] is not judged:
        if len(_MADE) > 4096:
            _MADE.clear()
        made = _MADE[id(judged)] = (judged, _cell(judged, judged.days_over))
    return made[1]


def _together(judged: Iterable[Judged], made: Callable[[Judged], Made]) -> list[Made | Cell]:
    """Cells, in order; members of one clause and window who stand alike are one, told with the least of them.

    An organisation has thirty members, and each of them owes days, a review and more: a cell for every one would
    be most of the board, which only says how many of them are done.
    """
    cells: list[Made | Cell] = []
    alike: dict[tuple[object, ...], tuple[int, Cell]] = {}
    for one in judged:
        if not one.plan.of_members:
            cells.append(made(one))
            continue
        over = 0 if one.light is _MISSED_LIGHT else one.days_over
        key = (id(one.plan), one.frame, one.light, over)
        cell = _cell(one, one.days_over if made is _as_judged else over)
        if key not in alike:
            alike[key] = len(cells), cell
            cells.append(cell)
            continue
        place, before = alike[key]
        cell = before._replace(
            person="",
            done=min(before.done, cell.done),
            findings=" ".join(sorted({*before.findings.split(), *cell.findings.split()})),
            persons=before.persons + 1,
        )
        alike[key] = place, cell
        cells[place] = cell
    return cells


def _cell(judged: Judged, days_over: int) -> Cell:
    plan, frame, person, light, done, _, _, findings, _, _ = judged
    clause = plan.clause
    return _made(
        Cell,
        (
            person or "",
            clause.id,
            plan.policy.policy,
            clause.duty,
            frame.key,
            iso(frame.opens),
            iso(frame.closes),
            iso(frame.due),
            light._value_,
            days_over,
            done,
            plan.minimum_on(frame.closes),
            " ".join(findings) if findings else "",
            plan.grain,
            1,
        ),
    )


_MISSED_LIGHT: Final = Light.MISSED
_MISSED: Final = Light.MISSED.value
_UNASSIGNED: Final = Light.UNASSIGNED.value
_PERSON: Final = Grain.PERSON.value
_CHANGING: Final = frozenset({_MISSED, _UNASSIGNED})


def shown(cell: Cell, as_of: date) -> Cell | None:
    """A settled cell as it stands on a day on or after the horizon; None: it is not shown yet."""
    if cell.light == _UNASSIGNED and cell.grain == _PERSON and cell.opens > iso(as_of):
        # That nobody will hold the role in a window to come is not known yet.
        return None
    if cell.window == STANDING:
        # What has to hold at all times is due on the day that is asked about.
        return _made(Cell, (*cell[:7], max(cell.opens, min(cell.closes, iso(as_of))), *cell[8:]))
    if cell.light not in _CHANGING:
        return cell
    light, over = _light_on(cell.light, cell.opens, cell.due, as_of)
    return _made(Cell, (*cell[:8], light, cell.days_over if over is None else over, *cell[10:]))


@lru_cache(maxsize=4_096)
def _light_on(light: str, opens: str, due: str, as_of: date) -> tuple[str, int | None]:
    """Windows are the same for all organisations of a board."""
    shining, over = light_at(Light(light), day_of(opens), day_of(due), as_of)
    return shining.value, over


# --- queries ------------------------------------------------------------------------------


@record
class Line:
    """An organisation on the board."""

    depth: int
    """Below the board's root."""
    id: str
    name: str
    kind: str


@record
class Board:
    """Organisations of a subtree, top down, and their cells in the order of documents, clauses and windows."""

    lines: tuple[Line, ...]
    cells: Mapping[str, Sequence[Cell]]
    """Organisation -> cells; empty where nothing is owed."""


@record
class Counting:
    """For which clause a record would count, and what the window would then look like."""

    status: Status
    reason: str
    """Why it would not count; empty: it counts."""


def board(reading: Reading, root: str, year: int, as_of: date, known_at: int | None = None) -> Board:
    """The board of a subtree in a year, as of a day, as known at a log position (None: now)."""
    known = _known(reading, known_at)
    source = _source(reading, known)
    day = min(max(as_of, date(year, 1, 1)), date(year, 12, 31))
    lines = _lines(source, root, day)
    ids = [line.id for line in lines]
    cells = _standing(reading, source, ids, year, as_of, known)
    waiting = [id for id in ids if id not in cells]
    with uncollected() if waiting else nullcontext():
        for start in range(0, len(waiting), _JUDGED_AT_ONCE):
            for id, (ground, _) in source.grounds(waiting[start : start + _JUDGED_AT_ONCE], year=year).items():
                cells[id] = _together(judged_for(ground, year, as_of), _as_judged)
    return Board(lines=tuple(lines), cells={id: cells.get(id, ()) for id in ids})


def duties(reading: Reading, organisation: str, year: int, as_of: date, known_at: int | None = None) -> list[Status]:
    """Every status of one organisation in a year with what counted, what did not and why."""
    found = _source(reading, _known(reading, known_at)).grounds([organisation], year=year)
    return statuses_for(found[organisation][0], year, as_of) if found else []


def ground_of(reading: Reading, organisation: str, known_at: int | None = None) -> Ground | None:
    """What was known about one organisation, laid out for rules; None: it was not on record."""
    found = _source(reading, _known(reading, known_at)).grounds([organisation])
    return found[organisation][0] if found else None


def statuses_of(
    reading: Reading,
    organisations: Collection[str],
    year: int,
    as_of: date,
    known_at: int | None = None,
    *,
    only: Collection[str],
) -> dict[str, list[Status]]:
    """Statuses of these clauses for several organisations at once, told with their facts: for registers."""
    found = _source(reading, _known(reading, known_at)).grounds(organisations, year=year)
    return {id: statuses_for(ground, year, as_of, only=only) for id, (ground, _) in found.items()}


def supposed(
    reading: Reading,
    organisations: Sequence[str],
    year: int,
    as_of: date,
    known_at: int | None,
    policies: Mapping[str, PolicyInForce],
) -> Iterator[tuple[str, list[Status], list[Status]]]:
    """Organisations with their statuses as they are, and as they would be if these policies had been in force."""
    known = _known(reading, known_at)
    source = _source(reading, known)
    other = sources.Source(reading.connection, reading.tables(NAME), known, source.places, policies)
    for start in range(0, len(organisations), _JUDGED_AT_ONCE):
        some = organisations[start : start + _JUDGED_AT_ONCE]
        before, after = source.grounds(some, year=year), other.grounds(some, year=year)
        for id in before:
            yield id, statuses_for(before[id][0], year, as_of), statuses_for(after[id][0], year, as_of)


def policies(reading: Reading, known_at: int | None = None) -> Mapping[str, PolicyInForce]:
    """Policies with their documents, by stream, in the order of issue."""
    return _source(reading, _known(reading, known_at)).policies


def clauses(reading: Reading, known_at: int | None = None) -> dict[tuple[str, str], Clause]:
    """Clauses by (policy, clause id): the texts behind cells and statuses."""
    return {
        (id, clause.id): clause for id, one in policies(reading, known_at).items() for clause in one.document.clauses
    }


def facts_of(reading: Reading, stream: str) -> list[Fact]:
    """Facts that stand under a record."""
    source = _source(reading, None)
    return source.facts_under(stream)


def drafts_of(reading: Reading, entry: Entry) -> list[Fact]:
    """Facts that an entry would bring or change, were it recorded now."""
    there = {fact.ref: fact for fact in facts_of(reading, entry.stream)}
    return [fact for _, fact in changes(entry, there.get) if fact is not None]


def counts_for(reading: Reading, drafts: Sequence[Fact], as_of: date) -> list[Counting]:
    """Clauses for which these facts would count, and those that look at them and say why not."""
    source = _source(reading, None)
    latest = max(_latest(reading), as_of.year)
    reach = Reach(source.policies.values())
    refs = {fact.ref for fact in drafts}
    found: list[Counting] = []
    for organisation in dict.fromkeys(fact.organisation for fact in drafts):
        mine = [fact for fact in drafts if fact.organisation == organisation]
        with_drafts = source.grounds([organisation], {organisation: mine})
        years = sorted({year for fact in mine for year in reach.years(fact, latest)})
        for ground, _ in with_drafts.values():
            for year in years:
                found += _countings(statuses_for(ground, year, as_of), refs)
    return found


def _countings(statuses: Iterable[Status], refs: Collection[str]) -> list[Counting]:
    found: list[Counting] = []
    for status in statuses:
        if any(counted.ref in refs for counted in status.counted):
            found.append(Counting(status=status, reason=""))
            continue
        reason = next((passed.reason for passed in status.passed if passed.ref in refs), None)
        if reason is not None:
            found.append(Counting(status=status, reason=reason))
    return found


# --- plumbing -------------------------------------------------------------------------------


def _known(reading: Reading, known_at: int | None) -> int | None:
    """None where the position asked for is the present."""
    return None if known_at is None or known_at >= reading.positions[NAME] else known_at


_LAST: Final[dict[tuple[str, str], tuple[dict[str, int], Mapping[str, Place], Mapping[str, PolicyInForce]]]] = {}
"""Places and policies last read, by database and table: they change seldom and every page asks for them."""


def _source(reading: Reading, known_at: int | None) -> sources.Source:
    connection, tables = reading.connection, reading.tables(NAME)
    key = (str(connection.engine.url), tables["places"].name)
    noted = sources.noted_in(connection, tables)
    if known_at is not None and max(noted.get("places", 0), noted.get("policies", 0)) > known_at:
        return sources.Source.read(connection, tables, known_at)
    last = _LAST.get(key)
    if last is None or last[0] != noted:
        if len(_LAST) > 8:
            _LAST.clear()
        source = sources.Source.read(connection, tables, None)
        last = _LAST[key] = (noted, source.places, source.policies)
    return sources.Source(connection, tables, known_at, last[1], last[2])


def _latest(reading: Reading) -> int:
    """The latest year that has cells."""
    return sources.noted_in(reading.connection, reading.tables(NAME)).get("year", 0)


def _standing(
    reading: Reading, source: sources.Source, ids: Sequence[str], year: int, as_of: date, known_at: int | None
) -> dict[str, Sequence[Cell]]:
    """Settled cells by organisation, of all whose cells hold on the day and stood then; the others must be judged."""
    if year > _latest(reading):
        return {}
    table, dirty = reading.tables(NAME)["cells"], reading.table(NAME, "dirty")
    marked = set(reading.connection.execute(sa.select(dirty.c.organisation).where(dirty.c.year == year)).scalars())
    columns = ("organisation", "horizon", "body")
    then, stood = ("", ()) if known_at is None else (" AND since <= ?", (known_at,))
    if 2 * len(ids) > len(source.places):  # sooner read whole than named one by one
        rows = select_in(reading.connection, table, "year", [year], columns=columns, more=(then, stood))
    else:
        of_year = (f" AND year = ?{then}", (year, *stood))
        rows = select_in(reading.connection, table, "organisation", ids, columns=columns, more=of_year)
    wanted, day = set(ids) - marked, iso(as_of)
    # Where there is no row nothing is owed now, which says nothing of what was known to be owed then.
    found: dict[str, Sequence[Cell]] = {} if known_at is not None else dict.fromkeys(wanted, ())
    for id, horizon, body in rows:
        if id not in wanted:
            continue
        if horizon <= day:
            found[id] = _settled_cells(body, as_of)
        else:
            found.pop(id, None)
    return found


def _settled_cells(body: str, as_of: date) -> list[Cell]:
    """Cells of an organisation and year, as they look on the day."""
    cells = _decode(body)
    for number, cell in enumerate(cells):
        # Most cells look the same on any day and need no further look.
        if cell.light in _CHANGING or cell.window == STANDING:
            settled = shown(cell, as_of)
            if settled is None:
                return [one for one in (shown(cell, as_of) for cell in cells) if one is not None]
            cells[number] = settled
    return cells


def _lines(source: sources.Source, root: str, day: date) -> list[Line]:
    """The subtree of a day, top down, in the order of registration."""
    places, children = source.places, source.children(day)
    lines: list[Line] = []
    seen: set[str] = set()
    waiting = [(0, root)] if root in places and places[root].exists(day) else []
    while waiting:
        depth, id = waiting.pop()
        if id in seen:
            continue
        seen.add(id)
        place = places[id]
        lines.append(Line(depth=depth, id=id, name=place.name(day), kind=place.kind))
        waiting += [(depth + 1, child) for child in reversed(children.get(id, ()))]
    return lines
