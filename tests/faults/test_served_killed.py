"""kill -9 of workers, of their master and of all of them under load: whoever got an answer finds the fact, once."""

import random
from collections import Counter
from collections.abc import Callable
from itertools import count
from threading import Condition, Event, Thread
from time import monotonic, sleep
from typing import Final

import pytest
import soak_table
from fault_office import Office, meeting
from log_sound import assert_sound
from served import PATIENCE, Api, Server
from views_equal import assert_equal_to_a_rebuild

ROUND: Final = [*["worker"] * 7, "master", "server", "server"] * 5
"""Who is killed at one office, in an order that the seed decides."""
ROUNDS: Final = 5
"""So many offices on each database: 500 kills in all."""


class Client(Thread):
    """Posts meetings until told to stop; sends again whatever was not answered."""

    def __init__(self, server: Server, token: str, number: int, told: Condition, enough: Event) -> None:
        super().__init__(daemon=True)
        self._api = Api(server.port, token)
        self._number, self._told, self._enough = number, told, enough
        self.acknowledged: list[str] = []
        self.unanswered: list[str] = []
        """Those of which the first answer never came; they were sent again."""
        self.repeated: list[str] = []
        """Those of them that had been stored."""
        self.wrong: list[str] = []

    def run(self) -> None:
        """One meeting after the other."""
        for n in count():
            if self._enough.is_set():
                return
            id = f"load{self._number}-{n}"
            fact = meeting(self._number * 100_000 + n)
            try:
                answer = self._api.command("hold_meeting", fact, id=id)
            except Exception:  # the server died under it
                self.unanswered.append(id)
                answer = self._api.insist("hold_meeting", fact, id=id)
            if answer.status == 200 and answer.json["repeated"]:
                self.repeated.append(id)
            elif answer.status != 201:
                self.wrong.append(f"{answer.status} {answer.text}")
            with self._told:
                self.acknowledged.append(id)
                self._told.notify_all()


def kills(office: Office, seed: str, victims: list[str]) -> None:
    """Kill these, one after the other, while three clients post; note what came of it."""
    chance, told, enough = random.Random(seed), Condition(), Event()
    token = office.token()
    server = Server(office).start()
    clients = [Client(server, token, number, told, enough) for number in range(3)]

    def answered(more: int) -> None:
        """Until the clients have been answered so many times more."""
        with told:
            wanted = sum(len(client.acknowledged) for client in clients) + more
            assert told.wait_for(lambda: sum(len(c.acknowledged) for c in clients) >= wanted, PATIENCE)

    try:
        for client in clients:
            client.start()
        for victim in victims:
            answered(chance.randint(3, 25))
            with told:
                told.wait(chance.uniform(0, 0.02))
            began = monotonic()
            kill(server, victim, chance)
            # One more than there are clients: each may have been answered just before.
            answered(len(clients) + 1)
            soak_table.note(
                f"kill -9 of a server under load: {SAID[victim]}",
                office.kind,
                seed=seed,
                kills=1,
                recovery_s=monotonic() - began,
            )
        enough.set()
        for client in clients:
            client.join(PATIENCE)
            assert not client.is_alive()
        assert [client.wrong for client in clients] == [[], [], []]
        server.wait()
        api = Api(server.port, token)
        last = clients[0].acknowledged[-1]
        again = api.command("hold_meeting", meeting(len(clients[0].acknowledged) - 1), id=last)
        assert (again.status, again.json["repeated"]) == (200, True)
        assert api.ask("GET", f"/receipts/{last}").status == 200
    finally:
        enough.set()
        server.stop()
    soak_table.note("kill -9 of a server under load: all of it", office.kind, seed=seed, **look(office, clients))


SAID: Final = {"worker": "a worker", "master": "the master alone", "server": "master and workers"}


def kill(server: Server, victim: str, chance: random.Random) -> None:
    """At once. Who starts what was killed anew: the master its workers; a service manager, here this test, the rest."""
    match victim:
        case "worker":
            # Now and then the one that is left dies while the other begins.
            if not server.workers() or chance.random() < 0.5:
                server.wait()
            server.kill_worker(chance.randrange(len(server.workers())))
        case "master":
            server.kill_master()
            sleep(chance.uniform(0, 0.3))  # its workers go on for a while; then a service manager clears up
            server.kill()
            server.start()
        case _:
            server.kill()
            server.start()


def look(office: Office, clients: list[Client]) -> dict[str, int]:
    """What the ledger holds, against what the clients were told."""
    ledger, views = office.open(), office.views()
    recorded = [entry.command_id for entry in assert_sound(ledger) if entry.command_id.startswith("load")]
    acknowledged = [id for client in clients for id in client.acknowledged]
    lost, duplicated = len(set(acknowledged) - set(recorded)), len(recorded) - len(set(recorded))
    assert (lost, duplicated) == (0, 0)
    assert set(recorded) == set(acknowledged), "stored, and never told to anybody, not even on asking again"
    views.catch_up(ledger.log, lambda: ledger.head().position)
    assert_equal_to_a_rebuild(views, ledger.log)
    views.close()
    ledger.close()
    return {
        "acknowledged": len(acknowledged),
        "lost": lost,
        "duplicated": duplicated,
        "undecided": sum(len(client.unanswered) for client in clients),
        "of_them_stored": sum(len(client.repeated) for client in clients),
    }


def test_a_worker_and_the_server_die_under_load(office: Office, seed: str) -> None:
    kills(office, seed, ["worker", "server"])


@pytest.mark.soak
def test_they_die_hundreds_of_times(database_kind: str, new_office: Callable[[str], Office], seed: str) -> None:
    died: Counter[str] = Counter()
    for number in range(ROUNDS):
        victims = random.Random(f"{seed}-{number}").sample(ROUND, len(ROUND))
        kills(new_office(database_kind), f"{seed}-{number}", victims)
        died.update(victims)
    assert died.total() == 250
