"""An explanation is enough: judged by the entries that it names and by nothing else, the status is the same."""

from datetime import timedelta
from random import Random

import pytest
from demonstrated import UNTIL
from demonstrated import district as demonstration
from places import Place
from recomputing import check

from domain.kernel import Entry
from domain.reading import World
from domain.rule import Light, Status


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> list[Entry]:
    """The log of the demonstration district."""
    ledger = Place(demonstration(tmp_path_factory, tmp_path_factory.mktemp("demo")), made=True).open()
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
