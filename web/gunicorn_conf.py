"""gunicorn: two workers, each opening the ledger for itself after the fork."""

import os

from web.logs import CONFIG

bind = os.environ.get("ZEREN_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("ZEREN_WORKERS", "2"))
threads = 4
worker_class = "gthread"
preload_app = False  # an application made before the fork would share its connections (see web/services.py)
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 8190
limit_request_fields = 100
accesslog = None  # the application writes a line for each request itself: gunicorn's would hold the query
errorlog = "-"
logconfig_dict = CONFIG
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  # gunicorn's own heartbeat files
control_socket_disable = True  # nobody steers the server but whoever started it
