"""kill -9 of a worker and of the whole server under load: whoever got an answer finds the fact, once."""

import random
from collections.abc import Callable
from itertools import count
from threading import Condition, Event, Thread

import pytest
from fault_office import Office, meeting
from log_sound import assert_sound
from served import PATIENCE, Api, Server
from views_equal import assert_equal_to_a_rebuild


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


def kills(office: Office, seed: str, victims: list[str], figures: Callable[..., None] | None = None) -> None:
    """Kill these, one after the other, while three clients post."""
    chance, told, enough = random.Random(seed), Condition(), Event()
    token = office.token()
    server = Server(office).start()
    clients = [Client(server, token, number, told, enough) for number in range(3)]
    try:
        for client in clients:
            client.start()
        for victim in victims:
            with told:
                wanted = sum(len(client.acknowledged) for client in clients) + chance.randint(5, 40)
                assert told.wait_for(lambda: sum(len(c.acknowledged) for c in clients) >= wanted, PATIENCE)  # noqa: B023
                told.wait(chance.uniform(0, 0.02))
            if victim == "worker":
                server.kill_worker(chance.randint(0, 1))
                server.wait()
            else:
                server.kill()
                server.start()
        enough.set()
        for client in clients:
            client.join(PATIENCE)
            assert not client.is_alive()
        assert [client.wrong for client in clients] == [[], [], []]
        api = Api(server.port, token)
        last = clients[0].acknowledged[-1]
        again = api.command("hold_meeting", meeting(len(clients[0].acknowledged) - 1), id=last)
        assert (again.status, again.json["repeated"]) == (200, True)
        assert api.ask("GET", f"/receipts/{last}").status == 200
    finally:
        enough.set()
        server.stop()
    found = look(office, clients)
    if figures is not None:
        figures(f"server, {office.kind}", kills=len(victims), processes_killed=victims.count("worker"), **found)
        figures(f"server, {office.kind}", processes_killed=3 * victims.count("server"))


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


def test_a_worker_and_then_the_server_die_under_load(office: Office, seed: str) -> None:
    kills(office, seed, ["worker", "server"])


@pytest.mark.soak
def test_workers_and_servers_die_many_times(office: Office, seed: str, figures: Callable[..., None]) -> None:
    kills(office, seed, ["worker", "worker", "server"] * 5, figures)
