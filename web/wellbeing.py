"""Is the server well: part by part for whoever sends requests to it, in numbers for whoever watches it.

What is said of a part is a sentence of ours with numbers in it: no address, no path, no message of a database, because
the question may come from outside. Everything here is cheap: a few statements, some files opened.
"""

import os
import platform
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shutil import disk_usage
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from domain.kernel import record
from ledger.keyring import look_into, read_master_keys
from ledger.proof.keys import read_signing_key
from web import metrics
from web.follower import Told, followers
from web.sealing import CHANGED, DOUBTED, FAILED, alarm, policy
from web.services import Services

MEBIBYTE: Final = 1024 * 1024
SQLITE: Final = "sqlite:///"
Family: TypeAlias = GaugeMetricFamily | CounterMetricFamily


@record
class Part:
    """A part of the installation."""

    name: str
    well: bool
    said: str


def ready(of: Services) -> list[Part]:
    """Every part that a request needs, and whether it is well."""
    looks: tuple[tuple[str, Callable[[Services], Part]], ...] = (
        ("ledger", _ledger),
        ("views", _views),
        ("keys", _keys),
        ("sign_in", _sign_in),
        ("disk", _disk),
    )
    return [_looked_at(of, name, look) for name, look in looks]


def _looked_at(of: Services, name: str, look: Callable[[Services], Part]) -> Part:
    try:
        return look(of)
    except Exception as error:  # noqa: BLE001  # whatever it is, the part is not well
        return Part(name=name, well=False, said=f"does not answer: {type(error).__name__}")


def _ledger(of: Services) -> Part:
    return Part(name="ledger", well=True, said=f"position {of.ledger.head().position}")


def _views(of: Services) -> Part:
    if outdated := of.views.outdated():
        return Part(name="views", well=False, said=f"made by another version: {', '.join(outdated)}")
    # Read before the log's end: what another process reads in between makes the difference larger, never negative.
    read = min(of.views.positions().values())
    behind, most = max(0, of.ledger.head().position - read), of.settings.ready_lag
    return Part(name="views", well=behind <= most, said=f"{behind} entries behind, at most {most}")


def _keys(of: Services) -> Part:
    read_master_keys(of.settings.master_key_file)
    if of.settings.until is None:
        read_signing_key(of.settings.log_key_file)
    look_into(of.settings.keys)
    return Part(name="keys", well=True, said="can be read")


def _sign_in(of: Services) -> Part:
    of.secrets.any_password()
    return Part(name="sign_in", well=True, said="answers")


def _disk(of: Services) -> Part:
    free = min(disk_usage(place).free for place in places(of).values()) // MEBIBYTE
    least = of.settings.ready_free_mib
    return Part(name="disk", well=free >= least, said=f"{free} MiB free, at least {least}")


def places(of: Services) -> dict[str, Path]:
    """Folders in which this installation writes."""
    settings = of.settings
    found = {"data": settings.data, "files": settings.files}
    if not settings.postgresql:
        found["ledger"] = Path(settings.ledger).parent
    if (secrets := file_of(settings.secrets)) is not None:
        found["keys"] = secrets.parent
    return {name: folder for name, folder in found.items() if folder.is_dir()}


def file_of(url: str) -> Path | None:
    """The file behind the URL of a database; None: it lies on a server."""
    return Path(unquote(url.removeprefix(SQLITE))) if url.startswith(SQLITE) else None


# --- numbers ------------------------------------------------------------------------


def exposition(of: Services) -> bytes:
    """All metrics, in the text format of Prometheus."""
    registry = metrics.registry()
    registry.register(_Standing(of))
    return _latest(registry)


def _latest(registry: CollectorRegistry) -> bytes:
    return generate_latest(registry)


class _Standing(Collector):
    """How things stand at the moment of asking. What cannot be looked up is left out, and its part is not well."""

    def __init__(self, of: Services) -> None:
        self._of = of

    def collect(self) -> Iterator[Family]:
        """See `prometheus_client.registry.Collector`."""
        of = self._of
        yield _gauge("zeren_build_info", {(_version(), platform.python_version()): 1})
        yield _gauge("zeren_part_well", {(part.name,): int(part.well) for part in ready(of)})
        for look in (_of_ledger, _of_standbys, _of_proof, _of_disk, _of_backup, _of_followers):
            try:
                found = list(look(of))
            except Exception:  # noqa: BLE001, S112  # told by zeren_part_well; the other numbers are still asked for
                continue
            yield from found


def _gauge(name: str, samples: Mapping[Any, float]) -> Family:
    metric = metrics.STANDING[name]
    family = CounterMetricFamily if metric.sort == "counter" else GaugeMetricFamily
    made = family(name, metric.said, labels=metric.labels)
    for labels, value in samples.items():
        made.add_metric(labels, value)
    return made


def _of_ledger(of: Services) -> Iterator[Family]:
    read, head = of.views.positions(), of.ledger.head().position
    yield _gauge("zeren_ledger_position", {(): head})
    yield _gauge("zeren_views_lag_entries", {(view,): max(0, head - position) for view, position in read.items()})


def _of_standbys(of: Services) -> Iterator[Family]:
    looks = [] if of.standbys is None else of.standbys.looks()
    # Looked up after them: a standby knows of no entry that the primary does not.
    head = of.ledger.head().position
    numbered = {(str(number),): look for number, look in enumerate(looks, 1)}
    behind = {
        name: max(0, head - look.level) for name, look in numbered.items() if look.well and look.level is not None
    }
    yield _gauge("zeren_standby_well", {name: int(look.well) for name, look in numbered.items()})
    yield _gauge("zeren_standby_lag_entries", behind)


def _of_proof(of: Services) -> Iterator[Family]:
    standing = alarm(of)
    codes = {(code,): int(standing is not None and standing.code == code) for code in (CHANGED, DOUBTED, FAILED)}
    yield _gauge("zeren_sealing_alarm", codes)
    last, head = of.sealer.store.last(), of.ledger.head().position
    yield _gauge("zeren_unsealed_entries", {(): max(0, head - (last.size if last else 0))})
    yield _gauge("zeren_unwitnessed_entries", {(): max(0, head - witnessed(of))})
    if last is not None:
        yield _gauge("zeren_checkpoint_age_seconds", {(): age(of, last.sealed_at)})


def witnessed(of: Services) -> int:
    """So many entries are covered by checkpoints that enough witnesses signed; 0 where nobody is asked."""
    asked = policy(of)
    if asked is None or not asked.keys:
        return 0
    # A witness that signed a checkpoint signed all that it begins with.
    reach = {one.witness: one.size for one in of.sealer.store.last_cosignatures()}
    for size in sorted(set(reach.values()), reverse=True):
        if asked.satisfied([key for key in asked.keys if reach.get(key.text, 0) >= size]):
            return size
    return 0


def _of_disk(of: Services) -> Iterator[Family]:
    free = {(name,): float(disk_usage(folder).free) for name, folder in places(of).items()}
    yield _gauge("zeren_disk_free_bytes", free)


def _of_backup(of: Services) -> Iterator[Family]:
    if (made := newest_backup(os.environ)) is not None:
        yield _gauge("zeren_backup_age_seconds", {(): max(0.0, of.now().timestamp() - made)})


def _of_followers(of: Services) -> Iterator[Family]:
    told = list(followers(of.settings.data))
    if not told:
        return
    now = of.now()
    numbers: tuple[tuple[str, Callable[[Told], float | None]], ...] = (
        ("zeren_follow_entries_total", lambda one: one.entries),
        ("zeren_follow_failures_total", lambda one: one.failures),
        ("zeren_follow_lag_entries", lambda one: one.lag),
        ("zeren_follow_caught_up_age_seconds", lambda one: _since(now, one.caught_up_at)),
        ("zeren_follow_seen_age_seconds", lambda one: _since(now, one.seen_at)),
    )
    for name, number in numbers:
        yield _gauge(name, {(one.follower,): found for one in told if (found := number(one)) is not None})


def _since(now: datetime, moment: datetime | None) -> float | None:
    return None if moment is None else max(0.0, (now - moment).total_seconds())


def newest_backup(environ: Mapping[str, str]) -> float | None:
    """When the newest copy of the ledger was made that lies where `zeren-backup` puts them; None: there is none."""
    folder = environ.get("BACKUP_RECORDS", "")
    if not folder or not Path(folder).is_dir():
        return None
    # A run of `zeren backup` counts once its manifest lies there.
    made = [one.stat().st_mtime for one in Path(folder, "runs").glob("[0-9]*.note")]
    made += [one.stat().st_mtime for one in Path(folder).glob("ledger-*") if one.suffix != ".part"]
    return max(made, default=None)


def age(of: Services, moment: str) -> float:
    """Seconds since a stored moment."""
    return max(0.0, (of.now() - datetime.fromisoformat(moment)).total_seconds())


def _version() -> str:
    try:
        return version("zeren")
    except PackageNotFoundError:
        return "unknown"
