"""What the processes do that are killed: write, follow, rebuild, for ever or until a file says stop."""

import random
from itertools import count
from pathlib import Path
from typing import Final

import fault_office
from fault_office import Office

from projections import engine

SMALL_PAGE: Final = 7
SMALL_REBUILD_PAGE: Final = 60
"""Many transactions in a short log, so that a kill falls before, into and between them."""
APPENDS_ONLY: Final = 40
"""Steps of a writer before it looks at views; kills of writers fall among them."""


def write(office: Office, writer: int, start: int, notes: Path, stop: Path) -> None:
    """Enter step after step; note the number of each only once its receipts came.

    After a while it catches the views up now and then, as whoever serves pages does, so that writers do not
    run away from readers; until then it only appends, so that a kill finds it there.
    """
    engine.PAGE = SMALL_PAGE
    ledger, views = office.open(), office.views()
    with notes.open("a") as told:
        for number in count(start):
            if stop.exists():
                break
            fault_office.enter(ledger, writer, number)
            print(number, file=told, flush=True)
            if number % 6 == 5 and number > start + APPENDS_ONLY:
                views.catch_up(ledger.log, lambda: ledger.head().position)
    views.close()
    ledger.close()


def follow(office: Office, notes: Path, stop: Path) -> None:
    """Catch all views up, again and again."""
    engine.PAGE = SMALL_PAGE
    ledger, views = office.open(), office.views()
    with notes.open("a") as told:
        while not stop.exists():
            print(views.catch_up(ledger.log, lambda: ledger.head().position), file=told, flush=True)
    views.close()
    ledger.close()


def rebuild(office: Office, seed: str, notes: Path, stop: Path) -> None:
    """Rebuild all views or some, again and again; notes every page."""
    engine.REBUILD_PAGE = SMALL_REBUILD_PAGE
    chance = random.Random(seed)
    ledger, views = office.open(), office.views()
    with notes.open("a") as told:
        while not stop.exists():
            names = chance.sample(views.names, chance.randint(1, len(views.names)))
            views.rebuild(ledger.log, names, progress=lambda done, _: print(done, file=told, flush=True))
            print(*names, file=told, flush=True)
    views.close()
    ledger.close()
