"""The demonstration district: the same for one day and seed, enterable on any day, and with the faults it promises."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from demonstrated import UNTIL, district
from places import Place

from domain.advice import Head, Limits, backfills
from domain.appointment import RoleEnded
from domain.contact import ContactPointVisited
from domain.identity import PREFIXES, kind_of
from domain.meeting import MeetingCancelled, MeetingCorrected, MeetingHeld, MeetingVoided
from domain.organisation import Kind
from domain.reading import World, local_day
from domain.report import ReportReturned
from domain.responsibility import ResponsibilityItemReturned, ResponsibilityListIssued
from ledger.application import LocalLedger
from web import demo


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalLedger]:
    ledger = Place(district(tmp_path_factory, tmp_path_factory.mktemp("demo")), made=True).open()
    yield ledger
    ledger.close()


def test_one_day_and_seed_tell_one_story() -> None:
    first, second = demo.compose(UNTIL)[1], demo.compose(UNTIL)[1]
    assert [(act.day, act.command) for act in first] == [(act.day, act.command) for act in second]
    assert demo.compose(UNTIL, seed=7)[1][500].command != first[500].command


@pytest.mark.parametrize("until", [date(2026, 1, 3), date(2028, 2, 29)])
def test_every_act_is_accepted_whatever_the_last_day(until: date, tmp_path: Path) -> None:
    clock = demo.SimulatedClock()
    ledger = Place(tmp_path).open(clock=clock)
    demo.load(ledger, clock, until=until, seed=4)
    assert ledger.head().position > 5_000
    ledger.close()


def test_about_two_hundred_organisations_in_four_levels(loaded: LocalLedger) -> None:
    world = _world(loaded)
    depths = []
    for place in world.organisations.values():
        depth, parent = 1, place.parent(UNTIL)
        while parent is not None:
            depth, parent = depth + 1, world.organisations[parent].parent(UNTIL)
        depths.append(depth)
    assert 150 <= len(depths) <= 250
    assert max(depths) == 4
    assert len(world.policies) == 7
    assert {Kind.TOWNSHIP_COMMITTEE, Kind.BRANCH} <= {place.kind for place in world.organisations.values()}


def test_eighteen_months_and_more(loaded: LocalLedger) -> None:
    entries = [entry for page in loaded.pages() for entry in page]
    days = sorted(entry.event.occurred_on for entry in entries if isinstance(entry.event, MeetingHeld))
    assert (days[-1] - days[0]).days > 540
    assert days[-1] <= UNTIL


def test_the_faults_that_offices_have(loaded: LocalLedger) -> None:
    entries = [entry for page in loaded.pages() for entry in page]
    kinds = {type(entry.event) for entry in entries}
    assert {
        MeetingCorrected,
        MeetingVoided,
        MeetingCancelled,
        ReportReturned,
        RoleEnded,
        ResponsibilityListIssued,
        ResponsibilityItemReturned,
    } <= kinds
    late = [
        entry
        for entry in entries
        if isinstance(entry.event, MeetingHeld) and (local_day(entry.recorded_at) - entry.event.occurred_on).days > 10
    ]
    assert late


def _world(ledger: LocalLedger) -> World:
    return World(entry for page in ledger.pages() for entry in page)


def test_every_kind_of_record_is_lived(loaded: LocalLedger) -> None:
    lived = {kind_of(entry.stream) for page in loaded.pages() for entry in page}
    unlived = set(PREFIXES.values()) - lived
    # A file needs somebody who uploads it, an approval two who decide, a password somebody who sets it.
    assert unlived <= {"evidence", "approval", "security"}


def test_one_township_enters_many_months_in_one_sitting(loaded: LocalLedger) -> None:
    heads = [
        Head(
            position=entry.position,
            ref=entry.ref,
            account=entry.recorded_by,
            organisation=entry.on_behalf_of,
            recorded_at=entry.recorded_at,
            occurred_on=entry.event.occurred_on,
        )
        for page in loaded.pages()
        for entry in page
        if isinstance(entry.event, MeetingHeld | ContactPointVisited)
    ]
    found = backfills(heads, Limits())
    assert found
    assert all(len(one.organisations) == 1 for one in found)
