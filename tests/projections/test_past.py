"""The past as it was known: every query at a log position answers as views that never read further would.

Every public query of every view that takes a position is asked, with organisations, persons, records and days of the
history; `QUESTIONS` says with what, and a query that it does not know fails the first test.
"""

import inspect
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib import import_module
from random import Random
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import pytest
import soak_table
from histories import history
from log_book import Chance
from places import roomy_folder
from views_equal import assert_equal_to_a_rebuild

from domain.catalogue import load_all
from domain.identity import member_of
from domain.vocabulary import EVENTS
from projections import (
    appraisals,
    asks,
    citations,
    directory,
    discipline,
    due,
    floating,
    funds,
    members,
    receptions,
    records,
    rectifications,
    reports,
    search,
    status,
    trail,
)
from projections.engine import Views
from projections.sounds import terms_of
from projections.store import Reading
from web.services import VIEWS

MODULES = tuple(import_module(module) for module in sorted({view.__module__ for view in VIEWS}))


class Asker:
    """Chooses what is asked about: things of the whole history, so that some of them are not there yet."""

    def __init__(self, told: Chance, position: int, seed: int) -> None:
        self.random = Random(seed)
        self.told, self.position = told, position
        self.streams: dict[str, list[str]] = {}
        for entry in told.book.entries:
            prefix = entry.stream.partition("-")[0]
            kept = self.streams.setdefault(prefix, [])
            if entry.stream not in kept:
                kept.append(entry.stream)
        self.bodies = tuple(told.organisations)
        self.people = tuple(one for people in told.people.values() for one in people)

    def some(self, *prefixes: str, many: int = 3) -> list[str]:
        """Records of these kinds."""
        there = [one for prefix in prefixes for one in self.streams.get(prefix, ())]
        return self.random.sample(there, min(many, len(there)))

    def every(self, *prefixes: str) -> list[str]:
        return [one for prefix in prefixes for one in self.streams.get(prefix, ())]

    def day(self) -> date:
        return date(2023, 1, 1) + timedelta(days=self.random.randrange(1000))

    def days(self) -> list[date]:
        """Days in the middle of things, and one on which all is over."""
        return [self.day(), self.random.choice((self.day(), date(2026, 1, 1)))]

    def groups(self) -> list[tuple[str, ...]]:
        """Some organisations, and all."""
        return [(self.random.choice(self.bodies),), self.bodies]

    def persons(self) -> list[str]:
        """A few, some of whom have a membership or dues on record."""
        return self.random.sample(self.people, 3)

    def refs(self) -> list[str]:
        """Places of the log: records, and entries of them."""
        entries = self.random.sample(self.told.book.entries, 4)
        return [*(entry.ref for entry in entries), *(entry.stream for entry in entries)]

    def clauses(self) -> list[str]:
        """Half of the clauses of the documents in the catalogue."""
        return [
            clause.id
            for _, document in load_all().values()
            for clause in document.clauses
            if self.random.random() < 0.5
        ]

    def one_of(self, *prefixes: str) -> Iterator[dict[str, Any]]:
        yield from ({"stream": stream} for stream in self.some(*prefixes))


Asked = Callable[[Asker], Iterator[dict[str, Any]]]


def over() -> Asked:
    """Questions about some organisations, and all of them, on days."""

    def asked(a: Asker) -> Iterator[dict[str, Any]]:
        yield {"organisations": a.random.sample(a.bodies, 2), "as_of": a.day()}
        for day in a.days():
            yield {"organisations": a.bodies, "as_of": day}

    return asked


def streams_of(*prefixes: str) -> Asked:
    """Questions about one record each."""
    return lambda a: a.one_of(*prefixes)


def period(a: Asker) -> Iterator[dict[str, Any]]:
    for group in a.groups():
        first = a.day()
        yield {"organisations": group, "first": first, "last": first + timedelta(days=200)}
        yield {"organisations": group, "first": date(2023, 1, 1), "last": date(2025, 12, 31)}


def yearly(a: Asker) -> Iterator[dict[str, Any]]:
    for asked in over()(a):
        yield {**asked, "year": a.random.choice((2023, 2024))}


def _board(a: Asker) -> Iterator[dict[str, Any]]:
    for year, day in ((2023, date(2026, 1, 1)), (2024, a.day()), (2025, a.day())):
        yield {"root": a.bodies[0], "year": year, "as_of": day}


def _duties(a: Asker) -> Iterator[dict[str, Any]]:
    for organisation in a.random.sample(a.bodies, 2):
        yield {"organisation": organisation, "year": a.random.choice((2023, 2024)), "as_of": a.day()}


def _only(a: Asker) -> Iterator[dict[str, Any]]:
    yield {"organisations": a.bodies, "year": 2024, "as_of": date(2025, 1, 15), "only": a.clauses()}


def _organisation(a: Asker) -> Iterator[dict[str, Any]]:
    yield from ({"organisation": one} for one in a.random.sample(a.bodies, 3))


def _organisation_day(a: Asker) -> Iterator[dict[str, Any]]:
    yield from ({"organisation": one, "as_of": a.day()} for one in a.random.sample(a.bodies, 3))


def _person(a: Asker) -> Iterator[dict[str, Any]]:
    yield from ({"person": one} for one in a.persons())


def _member(a: Asker) -> list[str]:
    return [member_of(one) for one in a.persons()]


def _wanted(a: Asker) -> Iterator[dict[str, Any]]:
    for group in a.groups():
        yield {"wanted": records.Wanted(organisations=group)}
        yield {"wanted": records.Wanted(organisations=group, kinds=("meeting", "work"), first=a.day())}
        yield {"wanted": records.Wanted(organisations=group, stages=("voided",))}
        yield {"wanted": records.Wanted(organisations=group, text="1", last=a.day())}


def _trail(**fixed: Any) -> dict[str, Any]:
    return {"limit": 1000, **fixed}


QUESTIONS: dict[Callable[..., Any], Asked] = {
    status.board: _board,
    status.duties: _duties,
    status.statuses_of: _only,
    status.policies: lambda a: iter([{}]),
    status.clauses: lambda a: iter([{}]),
    directory.tree: lambda a: iter([{"as_of": day} for day in a.days()]),
    directory.organisation_of: _organisation_day,
    directory.history: _organisation,
    directory.roster: _organisation_day,
    directory.tenures: _organisation,
    directory.posts_held: _person,
    directory.person_of: _person,
    directory.persons: over(),
    directory.names: lambda a: iter([{"ids": [*a.bodies, *a.people, *a.every("policy")], "as_of": a.day()}]),
    directory.policies: lambda a: iter([{}]),
    directory.restricted: lambda a: iter([{}]),
    directory.policies_in_force: _organisation_day,
    trail.of_record: lambda a: (_trail(stream=one) for one in a.some("meeting", "rectification", "point", "org")),
    trail.of_organisation: lambda a: (_trail(organisation=one) for one in a.bodies[:3]),
    trail.of_person: lambda a: (_trail(person=one) for one in a.persons()),
    trail.of_account: lambda a: iter([_trail(account="account-clerk")]),
    trail.of_all: lambda a: iter([_trail(), _trail(newest_first=False, limit=20)]),
    trail.recent: lambda a: iter(
        [
            {"organisations": a.bodies, "after": 0, "limit": 30},
            {"organisations": a.bodies[:2], "after": 40, "names": ("meeting.held/1", "meeting.corrected/1")},
        ]
    ),
    records.find: lambda a: ({**one, "limit": 500} for one in _wanted(a)),
    records.count: _wanted,
    records.tally: _wanted,
    records.line_of: lambda a: ({"ref": ref} for ref in a.refs()),
    records.visits_of: lambda a: ({"point": one} for one in a.some("point")),
    records.evidence_of: lambda a: ({"subject": ref} for ref in a.refs()),
    rectifications.case_of: lambda a: ({"rectification": one} for one in a.some("rectification")),
    rectifications.standings_of: lambda a: iter(
        [{"rectifications": a.every("rectification"), "as_of": day} for day in a.days()]
    ),
    rectifications.open_on: over(),
    rectifications.closed_between: period,
    rectifications.numbers: period,
    rectifications.average_days_to_close: period,
    rectifications.problems_at: lambda a: ({"organisations": group} for group in a.groups()),
    rectifications.problems_of: lambda a: ({"inspection": one} for one in a.some("inspection")),
    rectifications.repeats: over(),
    rectifications.inspections: period,
    rectifications.coverage: period,
    rectifications.never_inspected: period,
    reports.papers: lambda a: iter([{"streams": a.every("report", "debrief")}]),
    reports.returned: over(),
    members.years_of: yearly,
    members.year_of_member: lambda a: ({"stream": one, "year": 2024, "as_of": a.day()} for one in _member(a)),
    members.membership_of: lambda a: ({"stream": one} for one in _member(a)),
    members.memberships_of: lambda a: iter([{"streams": [member_of(one) for one in a.people]}]),
    members.sessions_of_member: lambda a: iter(()),  # asked below: it takes a membership
    members.deeds_of: lambda a: ({"stream": one} for one in _member(a)),
    members.sessions_of: yearly,
    members.analysis_due: lambda a: ({"body": one, "as_of": a.day()} for one in a.bodies[:3]),
    asks.open_asks: lambda a: (
        one for asked in over()(a) for one in (asked, {"organisations": asked["organisations"]})
    ),
    asks.asks_of: lambda a: ({"stream": one} for one in a.some("meeting", "rectification", "inspection", "appraisal")),
    asks.asks_of_all: lambda a: iter([{"streams": a.every("meeting", "rectification", "inspection", "appraisal")}]),
    citations.citing: lambda a: ({"ref": ref} for ref in a.refs()),
    citations.cited_by: lambda a: ({"stream": entry} for entry in _some_streams(a)),
    citations.cited_changed: lambda a: ({"stream": entry} for entry in _some_streams(a)),
    citations.changed_among: lambda a: iter([{"streams": _some_streams(a)}]),
    floating.members: lambda a: ({**one, "closed": closed} for one in over()(a) for closed in (False, True)),
    floating.journeys_of: lambda a: ({"person": one, "as_of": a.day()} for one in a.persons()),
    floating.dues_months: lambda a: ({"person": one, "year": 2024, "as_of": a.day()} for one in a.persons()),
    floating.dues_years: lambda a: iter(
        [{"persons": a.people, "year": year, "as_of": a.day()} for year in (2023, 2024)]
    ),
    receptions.issues: lambda a: ({**one, "closed": closed} for one in over()(a) for closed in (False, True)),
    receptions.promises: over(),
    receptions.open_promises: over(),
    receptions.promise_of: lambda a: ({"stream": one, "as_of": a.day()} for one in a.some("commitment")),
    appraisals.rounds: over(),
    appraisals.round_of: streams_of("appraisal"),
    appraisals.sheet_of: streams_of("sheet"),
    appraisals.sheets_in: lambda a: iter([{"rounds": a.every("appraisal"), "as_of": day} for day in a.days()]),
    appraisals.sheets_about: over(),
    discipline.cases: over(),
    discipline.case_of: streams_of("accountability"),
    discipline.measures: over(),
    discipline.commendations: over(),
    due.open_on: lambda a: ({**one, "until": one["as_of"] + timedelta(days=200)} for one in over()(a)),
    due.totals: lambda a: ({**one, "period": "2024"} for one in over()(a)),
    funds.sums: yearly,
}
"""Query -> what it is asked in this test."""

WITH_MORE = {status.supposed, status.ground_of, members.sessions_of_member, search.find, search.said}
"""Queries whose arguments are answers of others, asked by hand in `answers`; a ground is what `duties` judges."""


def queries(module: ModuleType) -> set[Callable[..., Any]]:
    """Public functions of a view's module that answer as known at a position."""
    found = set()
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if name.startswith("_") or function.__module__ != module.__name__:
            continue
        parameters = inspect.signature(function).parameters
        options = any(one.kind is one.VAR_KEYWORD for one in parameters.values())
        if "reading" in parameters and ("known_at" in parameters or options):
            found.add(function)
    return found


def test_every_query_about_the_past_is_asked():
    there = {function for module in MODULES for function in queries(module)}
    assert len(there) > 60
    missing = {f"{one.__module__}.{one.__name__}" for one in there - QUESTIONS.keys() - WITH_MORE}
    assert not missing, "say in QUESTIONS what these are asked"


def test_every_kind_of_event_is_in_the_histories():
    written = {type(entry.event) for seed in range(24) for entry in told_of(seed).book.entries}
    # What is never said of organisations and their work: accounts and files, which no query about the past reads.
    assert len(written) > 150
    ours = {event for name, event in EVENTS.items() if not name.startswith("security.")}  # in no view but the trail
    assert len(ours - written) < 70


# --- answers --------------------------------------------------------------------------


def _some_streams(a: Asker) -> list[str]:
    return a.some("meeting", "work", "rectification", "sheet", "report", "accountability", "measure", "commendation")


def plain(answer: Any) -> Any:
    """An answer that can be compared: iterators told, trees laid out."""
    if isinstance(answer, directory.Tree):
        return [pair for root in answer.roots() for pair in answer.subtree(root.id)]
    if isinstance(answer, status.Board):
        return answer.lines, {id: tuple(cells) for id, cells in answer.cells.items()}
    return answer


def answers(reading: Reading, known_at: int | None, asker: Asker) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every question with its answer, in a fixed order."""
    for query, asked in QUESTIONS.items():
        for arguments in asked(asker):
            yield (
                f"{query.__module__}.{query.__name__}",
                arguments,
                plain(_ask(query, reading, arguments, known_at)),
            )
    for person in asker.persons():
        membership = members.membership_of(reading, member_of(person), known_at)
        if membership is not None:
            found = members.sessions_of_member(reading, membership, 2024, date(2026, 1, 1), known_at)
            yield "sessions_of_member", {"person": person}, found
    for words in ("议题", "整改", "yiti", "cailiao", "zg"):
        asked_for = search.Asked(organisations=asker.bodies, terms=terms_of(words))
        hits = search.find(reading, asked_for, known_at=known_at, most=40)
        yield "find", {"words": words}, [(hit, search.said(reading, hit, known_at)) for hit in hits]
    policies = {id: one for id, one in status.policies(reading, known_at).items() if asker.random.random() < 0.5}
    bodies = list(asker.bodies[:3])
    there = [one for one in bodies if directory.history(reading, one, known_at)]
    yield "supposed", {}, list(status.supposed(reading, there, 2024, date(2025, 1, 1), known_at, policies))


def _ask(query: Callable[..., Any], reading: Reading, arguments: dict[str, Any], known_at: int | None) -> Any:
    positional = []
    if _takes_several(query):
        arguments = dict(arguments)
        positional = [arguments.pop("organisation")]
    return query(reading, *positional, known_at=known_at, **arguments)


@cache
def _takes_several(query: Callable[..., Any]) -> bool:
    return any(one.kind is one.VAR_POSITIONAL for one in inspect.signature(query).parameters.values())


# --- the comparison ----------------------------------------------------------------------


Answers = list[tuple[str, dict[str, Any], Any]]

_BY_FILE: dict[int, list[Answers]] = {}
"""History -> what files that never read further than a prefix of it answer: both databases are held against these."""


@lru_cache(maxsize=32)
def told_of(seed: int) -> Chance:
    """A history; here it is only read."""
    return history(seed)


def by_file(seed: int, positions: list[int]) -> list[Answers]:
    """What views in a file answer that has read no further than each of these positions."""
    told = told_of(seed)
    found: list[Answers] = []
    with TemporaryDirectory(dir=roomy_folder()) as folder:
        file = Views(f"sqlite:///{folder}/views.db", VIEWS)
        file.create()
        for position in positions:
            prefix = told.book.until(position)
            file.catch_up(prefix.log, prefix.head)
            with file.reading() as then:
                found.append(list(answers(then, None, Asker(told, position, seed))))
        file.close()
    return found


def compare(fresh_url: Callable[[], str], seeds: range, *, prefixes: int, keep: bool = False) -> int:
    """Ask every query of histories at chosen positions, live and on views of the prefix alone; how many prefixes.

    One prefix of each history is replayed from nothing on the same database, the others into a file that never reads
    further than the prefix: the answers are the same on both databases, and however the log was read. What files
    answer is kept for the other database where that is asked for.
    """
    live, same = (Views(url, VIEWS) for url in (fresh_url(), fresh_url()))
    for views in (live, same):
        views.create()
    compared, wrong = 0, dict[str, str]()
    for seed in seeds:
        told = told_of(seed)
        book = told.book
        live.rebuild(book.log)
        first, *others = sorted(Random(seed).sample(range(20, book.head()), prefixes))
        same.rebuild(book.until(first).log)
        with same.reading() as then:
            expected = [list(answers(then, None, Asker(told, first, seed)))]
        in_files = _BY_FILE.pop(seed, None) or by_file(seed, others)
        if keep:
            _BY_FILE[seed] = in_files
        for position, of_prefix in zip((first, *others), expected + in_files, strict=True):
            with live.reading() as now:
                asked = answers(now, position, Asker(told, position, seed))
                for (name, arguments, mine), (_, _, theirs) in zip(asked, of_prefix, strict=True):
                    if mine != theirs:
                        wrong.setdefault(name, f"history {seed} at {position}: {arguments}\n  {mine}\n  {theirs}")
            compared += 1
    for views in (live, same):
        views.close()
    assert not wrong, "\n".join(f"{name}: {case}" for name, case in wrong.items())
    return compared


@pytest.mark.parametrize("part", range(2))
def test_what_was_known_is_what_a_replay_of_the_prefix_knows(fresh_url, part):
    """Four histories in each run; the search below tries others for as long as there is time."""
    assert compare(fresh_url, range(part * 2, part * 2 + 2), prefixes=5, keep=True) == 10


@pytest.mark.parametrize("seed", [20, 111, 3, 42])
def test_since_when_cells_stand_does_not_depend_on_how_the_log_was_read(tmp_path, seed):
    # The first two once did: policies that bind elsewhere, and years before the organisation was there.
    book = history(seed, 150).book
    views = Views(f"sqlite:///{tmp_path}/views.db", [status.StatusView])
    views.create()
    for end in sorted(Random(seed).sample(range(1, book.head()), 12)):
        part = book.until(end)
        views.catch_up(part.log, part.head)
    views.catch_up(book.log, book.head)
    assert_equal_to_a_rebuild(views, book.log)
    views.close()


@pytest.mark.soak(search=True)
def test_the_same_for_many_more(fresh_url):
    kind = "postgresql" if fresh_url().startswith("postgresql") else "sqlite"
    first, compared, histories = soak_table.seed(), 0, 0
    for number in soak_table.rounds():
        compared += compare(fresh_url, range(first + 5 * number, first + 5 * (number + 1)), prefixes=10)
        histories += 5
    soak_table.note("the past against its prefix alone", kind, histories=histories, prefixes=compared)
