"""One question for every explanation: judged by the entries that it names and nothing else, is the status the same?"""

from datetime import date
from random import Random

from domain.evaluator import ground_of, statuses_for
from domain.evaluator.explaining import explained, recomputed
from domain.identity import stream_of
from domain.kernel import Entry
from domain.reading import World
from domain.rule import Light, Status


def check(
    entries: list[Entry], world: World, organisation: str, year: int, as_of: date, chance: Random
) -> list[Status]:
    """Explain a status of each light and recompute it from the entries that the explanation names."""
    ground = ground_of(world, organisation)
    by_light: dict[Light, list[Status]] = {}
    for one in statuses_for(ground, year, as_of):
        by_light.setdefault(one.light, []).append(one)
    checked = []
    for found in by_light.values():
        # Those with facts are the hard ones.
        hard = ([one for one in found if one.passed], [one for one in found if one.counted], found)
        for status in (chance.choice(some) for some in hard if some):
            told = explained(ground, status)
            named = set(told.streams)
            own = [entry for entry in entries if entry.stream in named]
            assert recomputed(own, status, year, as_of) == status
            assert {stream_of(one.ref) for one in status.counted} <= set(told.counted)
            assert {stream_of(one.ref) for one in status.passed} <= {*told.counted, *told.passed}
            checked.append(status)
    return checked
