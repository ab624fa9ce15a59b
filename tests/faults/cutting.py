"""A line to a PostgreSQL that is cut at the worst moment: the act was sent, and its answer never comes."""

import socket
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from threading import Lock, Thread
from typing import Final

from pg_pair import PostgresServer

_CHUNK: Final = 1 << 18


class Cut(StrEnum):
    """When, of one act on its way."""

    BEFORE = "before"
    """It never reaches the server."""
    AT_ONCE = "at once"
    """It reaches the server, and the line is gone: whether it is committed, who knows."""
    AFTER = "after"
    """The server has answered that it is committed, and the answer is lost."""


class Line:
    """A port that leads to the server, until it is cut."""

    def __init__(self, server: PostgresServer) -> None:
        self._server: Path = server.socket / ".s.PGSQL.5432"
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._lock = Lock()
        self._sought = b""
        self._plan: deque[Cut] = deque()
        self.cuts = dict.fromkeys(Cut, 0)
        Thread(target=self._accept, daemon=True).start()

    def url(self, url: str) -> str:
        """``url`` of the server, over this line."""
        credentials, _, rest = url.partition("@")
        return f"{credentials}@127.0.0.1:{self.port}/{rest.lstrip('/').partition('?')[0]}"

    def arm(self, sought: str, plan: Sequence[Cut]) -> None:
        """Cut the line as often as planned when a message holds what is sought."""
        with self._lock:
            self._sought, self._plan = sought.encode(), deque(plan)

    def close(self) -> None:
        """No more connections."""
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                try:
                    server.connect(str(self._server))
                except OSError:
                    client.close()
                    continue
                ends = _Ends(client, server)
                Thread(target=self._there, args=(ends,), daemon=True).start()
                Thread(target=self._back, args=(ends,), daemon=True).start()

    def _cut(self, data: bytes) -> Cut | None:
        with self._lock:
            if not self._plan or self._sought not in data:
                return None
            cut = self._plan.popleft()
            self.cuts[cut] += 1
            return cut

    def _there(self, ends: "_Ends") -> None:
        with suppress(OSError):
            while data := ends.client.recv(_CHUNK):
                cut = self._cut(data)
                if cut is Cut.BEFORE:
                    break
                ends.deaf = cut is Cut.AFTER
                ends.server.sendall(data)
                if cut is Cut.AT_ONCE:
                    break
        ends.close()

    def _back(self, ends: "_Ends") -> None:
        with suppress(OSError):
            while data := ends.server.recv(_CHUNK):
                if ends.deaf:
                    break
                ends.client.sendall(data)
        ends.close()


class _Ends:
    """One connection."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server
        self.deaf = False
        """The next answer is the one that gets lost."""

    def close(self) -> None:
        for end in (self.client, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
