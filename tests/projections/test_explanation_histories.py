"""An explanation is enough whatever happened: corrections, voids, moves, changes of posts and of rules."""

from datetime import date, timedelta
from random import Random

from histories import history
from recomputing import check

from domain.reading import World
from domain.rule import Status


def test_two_hundred_cells_of_random_histories() -> None:
    checked: list[Status] = []
    for seed in range(32):
        chance, entries = Random(seed), history(seed).book.entries
        for _ in range(2):
            prefix = entries[: chance.randrange(80, len(entries))]
            world = World(prefix)
            organisation = chance.choice(sorted(world.organisations))
            as_of = date(2023, 6, 1) + timedelta(days=chance.randrange(900))
            checked += check(prefix, world, organisation, chance.choice((2023, 2024)), as_of, chance)
    assert len(checked) >= 200
    assert sum(bool(one.counted) for one in checked) > 40
    assert sum(bool(one.passed) for one in checked) > 20
