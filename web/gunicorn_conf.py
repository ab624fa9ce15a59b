"""gunicorn: how pages are served, and why so. docs/explanation/capacity.md says how many workers which office needs."""

import fcntl
import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from web.logs import CONFIG

_MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  # in memory: nothing waits for a disk

bind = os.environ.get("ZEREN_BIND", "127.0.0.1:8000")  # nginx stands in front; nobody else reaches it

# --- who works ---
# A worker is a process: Python works at one request at a time in each, so one a core. Threads stand for those who wait,
# for the database or for a slow reader: four, as many as connections are held at hand.
workers = int(os.environ.get("ZEREN_WORKERS", "2"))
threads = 4
worker_class = "gthread"
preload_app = False  # an application made before the fork would share its connections (see web/services.py)
# What leaks, if something does, goes with the worker; not all at the same moment.
max_requests = 20_000
max_requests_jitter = 2_000

# --- how long ---
# A worker whose main loop says nothing for so long is killed. Threads are not: what they wait for has limits of its own
# (databases 5 seconds, witnesses and the identity provider 5; nginx gives up at 65).
timeout = 60
# Stopped, a worker takes no new connections and answers what is under way: acts take milliseconds, the largest
# downloads seconds. Below systemd's TimeoutStopSec, so that it is gunicorn that ends it.
graceful_timeout = 20
keepalive = 5  # nginx keeps connections open; a browser that came here itself is not waited for longer

# --- how much ---
backlog = 512  # who waits longer than this queue is long is better told at once, by nginx
limit_request_line = 8190  # filters of lists stand in the address
limit_request_fields = 100
limit_request_field_size = 8190  # as nginx: large_client_header_buffers

# --- what is told ---
accesslog = None  # the application writes a line for each request itself: gunicorn's would hold the query
errorlog = "-"
logconfig_dict = CONFIG
worker_tmp_dir = _MEMORY  # gunicorn's own heartbeat files
control_socket_disable = True  # nobody steers the server but whoever started it

# --- metrics ---
# Files in which workers count (web/metrics.py): in memory, of this user alone, gone with the server. The master holds a
# lock as long as it lives, so that the next one knows what a killed one left behind.
_PREFIX = "zeren-metrics-"
_LOCK = "held"
_held: list[Any] = []


def on_starting(server: Any) -> None:
    """A folder for the workers' counters; those of servers that are no more are removed."""
    within = Path(_MEMORY or tempfile.gettempdir())
    for left in within.glob(f"{_PREFIX}*"):
        if left.is_dir() and left.stat().st_uid == os.getuid() and _left_alone(left / _LOCK):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=within))
    lock = (folder / _LOCK).open("w")
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    _held.append(lock)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _left_alone(lock: Path) -> bool:
    try:
        with lock.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def pre_fork(server: Any, worker: Any) -> None:
    """The lowest place that no other worker has: whoever follows a worker goes on in its files."""
    taken = {other.zeren_slot for other in server.WORKERS.values()}
    worker.zeren_slot = next(number for number in range(len(taken) + 1) if number not in taken)


def post_fork(server: Any, worker: Any) -> None:
    """Tell the worker its place, before it loads the application."""
    os.environ["ZEREN_METRICS_SLOT"] = str(worker.zeren_slot)


def post_worker_init(worker: Any) -> None:
    """The program is loaded. What it is made of stays: the collector of cycles need not walk it again.

    Going through all of it (230,000 things) holds up every request of the worker for 60 to 160 ms, now and then.
    """
    gc.collect()
    gc.freeze()


def worker_exit(server: Any, worker: Any) -> None:
    """All requests are answered: what they left to be sealed is finished, then connections are let go."""
    services = getattr(getattr(worker, "wsgi", None), "extensions", {}).get("zeren")
    if services is not None:
        from web import sealing

        sealing.finish(services)
        services.close()


def on_exit(server: Any) -> None:
    """The counters go with the server."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
    if _held and folder:
        shutil.rmtree(folder, ignore_errors=True)
