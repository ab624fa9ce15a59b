"""An explanation is enough: judged by the entries that it names and by nothing else, the status is the same."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from recomputing import check

from domain.kernel import Entry
from domain.reading import World
from domain.rule import Light, Status
from ledger.application import init_ledger, open_ledger
from web import demo

UNTIL = date(2026, 6, 30)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> list[Entry]:
    """The log of the demonstration district."""
    folder: Path = tmp_path_factory.mktemp("demo")
    clock = demo.SimulatedClock()
    place = {"keys": str(folder / "keys.db"), "master_key_file": folder / "master.key"}
    init_ledger(str(folder / "ledger.db"), **place)
    ledger = open_ledger(str(folder / "ledger.db"), clock=clock, **place)
    demo.load(ledger, clock, until=UNTIL)
    entries = [entry for page in ledger.pages() for entry in page]
    ledger.close()
    return entries


def test_two_hundred_cells_of_the_demonstration_district(district: list[Entry]) -> None:
    chance = Random(2026)
    checked: list[Status] = []
    while len(checked) < 200:
        position = chance.choice((len(district), chance.randrange(len(district) // 2, len(district))))
        prefix = district[:position]
        world = World(prefix)
        for organisation in chance.sample(sorted(world.organisations), 6):
            as_of = UNTIL - timedelta(days=chance.randrange(400))
            checked += check(prefix, world, organisation, chance.choice((2025, 2026)), as_of, chance)
    assert {one.light for one in checked} >= {Light.MET, Light.MISSED, Light.DUE, Light.NO_MINIMUM, Light.EVIDENCED}
    assert sum(bool(one.counted) for one in checked) > 40
    assert sum(bool(one.passed) for one in checked) > 20
