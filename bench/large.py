"""Work on a whole ledger in a process that does nothing else, so that its memory is its own.

``python -m bench.large WORK JSON`` prints seconds and megabytes as JSON: the most that the process ever held.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from time import perf_counter

from bench import facts
from bench.places import Place

YEAR = 2025
ROOT = Path(__file__).parent.parent
BAG_DAY = datetime(YEAR, 12, 31, tzinfo=UTC)
"""When the last facts are recorded; all others a day before."""


@dataclass(frozen=True)
class Cost:
    """What a piece of work took."""

    seconds: float
    megabytes: float


class Failed(Exception):
    """The process ended without having done its work; it says why on its standard error."""


def started(work: str, place: Place, **more: object) -> "subprocess.Popen[str]":
    """Begin the work; several may go on at once."""
    values = {**asdict(place), "folder": str(place.folder), **more}
    return subprocess.Popen(
        [sys.executable, "-m", "bench.large", work, json.dumps(values)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def ended(process: "subprocess.Popen[str]") -> Cost:
    """What it took."""
    said, _ = process.communicate()
    if process.returncode:
        raise Failed(f"work in a process of its own ended with {process.returncode}: {process.args}")
    return Cost(**json.loads(said.splitlines()[-1]))


def done(work: str, place: Place, **more: object) -> Cost:
    """Do it, and wait."""
    return ended(started(work, place, **more))


# --- in the process of its own -------------------------------------------------------------


def importing(place: Place, facts_: int, organisations: int, late: int) -> None:
    """An office of that many facts. The last ``late`` are recorded a day after the others."""
    now = [BAG_DAY.replace(day=30)]
    with closing(place.open(clock=lambda: now[0])) as ledger:
        township, opening = facts.township(organisations)
        facts.enter(ledger, opening, "opening")
        meetings = facts.meetings(township, facts_, "d")
        facts.enter(ledger, (next(meetings) for _ in range(facts_ - late)), "facts")
        now[0] = BAG_DAY
        facts.enter(ledger, meetings, "late")


def sealing(place: Place) -> None:
    """All of it under one checkpoint."""
    from ledger.proof.keys import create_signing_key
    from ledger.proof.sealing import Sealer
    from ledger.proof.store import ProofStore, create_store

    create_store(place.proof)
    key = create_signing_key(place.log_key, "bench.example/zeren")
    with closing(place.open()) as ledger, closing(ProofStore(place.proof)) as store:
        Sealer(ledger, store, key).seal()


def rebuilding(place: Place) -> None:
    """All views from nothing."""
    from projections.engine import Views
    from web.services import VIEWS

    with closing(place.open()) as ledger, closing(Views(place.views, VIEWS)) as views:
        views.create()
        views.rebuild(ledger.log, head=ledger.head().position)


def replaying(place: Place, then: int) -> None:
    """All views as they were at a past position."""
    from projections.engine import Views
    from web.services import VIEWS

    with closing(place.open()) as ledger, closing(Views(place.views, VIEWS)) as views:
        views.create()
        views.rebuild(lambda after, limit: ledger.log(after, limit, until=then), head=then)


def checking(place: Place) -> None:
    """Rows, tree, bodies and streams of the ledger."""
    from ledger.proof.fsck import check
    from ledger.proof.keys import read_signing_key
    from ledger.proof.reader import open_rows
    from ledger.proof.store import ProofStore

    with closing(open_rows(place.database)) as reader, closing(ProofStore(place.proof)) as store:
        assert not check(reader, store, read_signing_key(place.log_key).verifier).findings


def exporting(place: Place) -> None:
    """An evidence bag of a district's last day: chosen among all that is on record there."""
    from web.app import create_app
    from web.bag.making import make
    from web.bag.scope import Scope, choose, reading_as, receiver
    from web.services import Services
    from web.settings import from_environment

    said = {"ZEREN_DATA": str(place.folder)}
    if place.kind == "postgresql":
        said |= {"ZEREN_LEDGER": place.database, "ZEREN_VIEWS": place.views}
    bag = place.folder / "bag"
    with Services(from_environment(said)).opened() as services:
        services.secrets.create()
        services.catch_up()
        with create_app(services=services).test_request_context("/"):
            scope = Scope(organisation=facts.organisation(), first=BAG_DAY.date(), last=BAG_DAY.date())
            with reading_as(receiver(scope.organisation)):
                made = make(choose(scope), bag, durable=False)
    assert made.entries > 100
    shutil.rmtree(bag)


WORK: dict[str, Callable[..., None]] = {
    "import": importing,
    "seal": sealing,
    "rebuild": rebuilding,
    "replay": replaying,
    "fsck": checking,
    "export": exporting,
}


LOADED = {
    "rebuild": ("projections.engine", "web.services"),
    "replay": ("projections.engine", "web.services"),
    "fsck": ("ledger.proof.fsck", "ledger.proof.reader"),
}
"""Modules that are loaded before the clock starts."""


def main(arguments: Sequence[str]) -> None:
    """Do one piece of work and say what it took."""
    work, values = arguments[0], json.loads(arguments[1])
    own = {name: values.pop(name) for name in ("kind", "database", "views", "owner")}
    place = Place(folder=Path(values.pop("folder")), **own)
    for module in LOADED.get(work, ()):
        import_module(module)
    start = perf_counter()
    WORK[work](place, **values)
    took = perf_counter() - start
    # Of this process alone: what getrusage says begins with the memory of the one that started it.
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    held = next(line.split()[1] for line in status if line.startswith("VmHWM"))
    print(json.dumps(asdict(Cost(took, int(held) / 1024))))


if __name__ == "__main__":
    main(sys.argv[1:])
