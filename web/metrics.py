"""Metrics: what this server did, counted; for Prometheus and whoever reads its text format.

Every metric is named in one table here, from which docs/reference/metrics.md is written. Labels are taken from the
program: patterns of addresses, codes of refusals, names of views. Nothing that was sent becomes one, so that nobody
can fill the memory with them, and no name or id of a record stands in them.

Under gunicorn each worker counts in files of its own, in a folder in memory that the master makes before any worker
starts (`gunicorn_conf`); whichever worker is asked adds them up. A worker that takes another's place goes on in its
files, so that their number stays that of the workers.
"""

import os
from collections.abc import Mapping
from time import perf_counter
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, values
from prometheus_client.multiprocess import MultiProcessCollector

from domain.kernel import record
from ledger.application import Acts, LocalLedger
from ledger.port import Receipt

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Variable under which the library looks for the folder of the workers' files."""
SLOT: Final = "ZEREN_METRICS_SLOT"
"""Variable that tells a worker in whose place it stands: set after the fork, before this module is loaded."""

_FAST: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
_SLOW: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)


@record
class Metric:
    """One line of the table."""

    sort: str
    """Counter, histogram or gauge."""
    said: str
    labels: tuple[str, ...] = ()


COUNTED: Final[Mapping[str, Metric]] = {
    "zeren_requests_total": Metric(
        sort="counter",
        said="requests answered; route is the pattern of the address, `none` where there is none",
        labels=("route", "method", "status"),
    ),
    "zeren_request_seconds": Metric(
        sort="histogram",
        said="time to the first byte of an answer; sort: page, act (a form sent), api, static, watch",
        labels=("sort",),
    ),
    "zeren_refusals_total": Metric(
        sort="counter", said="requests refused (4xx), by the code of the refusal", labels=("code",)
    ),
    "zeren_faults_total": Metric(sort="counter", said="faults on our side (5xx), by code", labels=("code",)),
    "zeren_append_seconds": Metric(sort="histogram", said="time of one append that was committed, waiting included"),
    "zeren_entries_total": Metric(sort="counter", said="entries that this server appended"),
    "zeren_catch_up_seconds": Metric(
        sort="histogram", said="time until the views had read what was new; looks that found nothing are left out"
    ),
    "zeren_seal_seconds": Metric(sort="histogram", said="time of making a checkpoint"),
    "zeren_seals_total": Metric(sort="counter", said="attempts at sealing: made, failed", labels=("result",)),
}
"""What workers count."""

STANDING: Final[Mapping[str, Metric]] = {
    "zeren_part_well": Metric(
        sort="gauge",
        said="1 where the part is well, as `/health/ready` looks at it: ledger, views, keys, sign_in, disk",
        labels=("part",),
    ),
    "zeren_ledger_position": Metric(sort="gauge", said="last position of the log"),
    "zeren_views_lag_entries": Metric(
        sort="gauge", said="entries that a view has not read; the next page that is opened reads them", labels=("view",)
    ),
    "zeren_standby_well": Metric(
        sort="gauge",
        said="1 where the standby answers, still follows and has views of this program; standby: its place in the"
        " settings, from 1",
        labels=("standby",),
    ),
    "zeren_standby_lag_entries": Metric(
        sort="gauge",
        said="entries that the views at a standby do not know yet; no line: it is not well",
        labels=("standby",),
    ),
    "zeren_unsealed_entries": Metric(sort="gauge", said="entries that no checkpoint covers"),
    "zeren_unwitnessed_entries": Metric(
        sort="gauge", said="entries that not enough witnesses signed for; without witnesses, all of them"
    ),
    "zeren_checkpoint_age_seconds": Metric(sort="gauge", said="since the last checkpoint was made"),
    "zeren_sealing_alarm": Metric(
        sort="gauge", said="1 while an alarm stands: changed, doubted, failed", labels=("code",)
    ),
    "zeren_disk_free_bytes": Metric(
        sort="gauge", said="room where things lie: data, keys, files; the ledger where it is a file", labels=("place",)
    ),
    "zeren_backup_age_seconds": Metric(
        sort="gauge", said="since the newest copy of the ledger under `BACKUP_RECORDS`; left out where none is found"
    ),
    "zeren_follow_entries_total": Metric(
        sort="counter",
        said="entries that `zeren follow` read into the views since it was started",
        labels=("follower",),
    ),
    "zeren_follow_failures_total": Metric(
        sort="counter", said="looks of `zeren follow` at which a database did not answer", labels=("follower",)
    ),
    "zeren_follow_lag_entries": Metric(
        sort="gauge", said="entries that its last look found unread, and read", labels=("follower",)
    ),
    "zeren_follow_caught_up_age_seconds": Metric(
        sort="gauge", said="since `zeren follow` last had read all there was", labels=("follower",)
    ),
    "zeren_follow_seen_age_seconds": Metric(
        sort="gauge",
        said="since `zeren follow` last gave a sign of life; no line: none runs on this data folder",
        labels=("follower",),
    ),
    "zeren_build_info": Metric(sort="gauge", said="1; versions of program and Python", labels=("version", "python")),
}
"""What is looked up when it is asked for (`web.wellbeing`)."""

METRICS: Final = {**COUNTED, **STANDING}

if FOLDER in os.environ and SLOT in os.environ:
    # As the library has it for servers that number their workers; it has no types.
    values.ValueClass = values.MultiProcessValue(lambda: os.environ[SLOT])  # type: ignore[no-untyped-call]

# A line more for each, which nobody asks for; the library has no types here.
disable_created_metrics()  # type: ignore[no-untyped-call]
_REGISTRY: Final = CollectorRegistry(auto_describe=False)


def _counter(name: str) -> Counter:
    metric = COUNTED[name]
    return Counter(name, metric.said, metric.labels, registry=_REGISTRY)


def _histogram(name: str, buckets: tuple[float, ...]) -> Histogram:
    metric = COUNTED[name]
    return Histogram(name, metric.said, metric.labels, registry=_REGISTRY, buckets=buckets)


_REQUESTS: Final = _counter("zeren_requests_total")
_SECONDS: Final = _histogram("zeren_request_seconds", _SLOW)
_REFUSALS: Final = _counter("zeren_refusals_total")
_FAULTS: Final = _counter("zeren_faults_total")
_APPEND: Final = _histogram("zeren_append_seconds", _FAST)
_ENTRIES: Final = _counter("zeren_entries_total")
_CATCH_UP: Final = _histogram("zeren_catch_up_seconds", _SLOW)
_SEAL: Final = _histogram("zeren_seal_seconds", _SLOW)
_SEALS: Final = _counter("zeren_seals_total")

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_children: dict[tuple[str, ...], Any] = {}
"""Counters by the values of their labels: the library's own look-up costs several times as much."""


def answered(rule: str | None, endpoint: str, method: str, status: int, seconds: float) -> None:
    """A request was answered."""
    route, how = rule or "none", method if method in _METHODS else "other"
    _child(_REQUESTS, "requests", route, how, str(status)).inc()
    _child(_SECONDS, "seconds", _sort(endpoint, method)).observe(seconds)


def _sort(endpoint: str, method: str) -> str:
    if endpoint.startswith(("api.", "api-docs.")):
        return "api"
    if endpoint.startswith("health."):
        return "watch"
    if endpoint == "static":
        return "static"
    return "act" if method == "POST" else "page"


def refused(code: str) -> None:
    """A request was refused."""
    _child(_REFUSALS, "refusals", code).inc()


def fault(code: str) -> None:
    """Something went wrong on our side."""
    _child(_FAULTS, "faults", code).inc()


def caught_up(seconds: float) -> None:
    """The views have read what was new."""
    _CATCH_UP.observe(seconds)


def sealed(seconds: float) -> None:
    """A checkpoint was made."""
    _SEAL.observe(seconds)
    _child(_SEALS, "seals", "made").inc()


def not_sealed() -> None:
    """One could not be made."""
    _child(_SEALS, "seals", "failed").inc()


def _child(metric: Any, name: str, *labels: str) -> Any:
    key = (name, *labels)
    found = _children.get(key)
    if found is None:
        found = _children[key] = metric.labels(*labels)
    return found


class MeasuredLedger(LocalLedger):
    """The ledger, with a watch on what it appends."""

    def append_many(self, acts: Acts, *, expects: Mapping[str, int] | None = None) -> list[Receipt]:
        """See `Ledger.append_many`."""
        began = perf_counter()
        receipts = super().append_many(acts, expects=expects)
        if fresh := sum(len(receipt.entries) for receipt in receipts if not receipt.repeated):
            _APPEND.observe(perf_counter() - began)
            _ENTRIES.inc(fresh)
        return receipts


def registry() -> CollectorRegistry:
    """What was counted so far: by this process, or by all workers of the server. The caller's own to add to."""
    found = CollectorRegistry(auto_describe=False)
    if FOLDER in os.environ and SLOT in os.environ:
        MultiProcessCollector(found)  # type: ignore[no-untyped-call]  # the library has no types
    else:
        found.register(_REGISTRY)
    return found


def page() -> str:
    """The reference page of all metrics."""
    lines = [
        "# Metrics",
        "",
        "What `/metrics` answers in the text format of Prometheus ([how to watch](../howto/watch-it.md)).",
        "Written from `web/metrics.py` by `zeren reference --write`.",
        "",
        "Labels come from the program alone: nothing that was sent, no name, no id of a record stands in one.",
        "",
    ]
    for title, table in (
        ("Counted by the workers, added up; from nought at each start of the server", COUNTED),
        ("Looked up when asked for", STANDING),
    ):
        lines += [f"## {title}", "", "| metric | sort | labels | meaning |", "|---|---|---|---|"]
        for name, metric in table.items():
            lines.append(f"| `{name}` | {metric.sort} | {', '.join(metric.labels) or '-'} | {metric.said} |")
        lines.append("")
    return "\n".join(lines)
