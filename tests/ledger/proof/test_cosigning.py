"""Asking witnesses: what is kept, what is refused, and which answers are an alarm. On both databases."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.evidence import EvidenceVoided
from ledger.application import LocalLedger
from ledger.port import Draft, Signature
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.cosigning import NothingToSign, Verdict, ask, request_for, signed_by, take
from ledger.proof.note import COSIGNATURE, new_key, parse_note, sign, verified
from ledger.proof.policy import parse_policy
from ledger.proof.sealing import Sealer
from ledger.proof.store import ProofStore, create_store
from ledger.proof.tree import leaf_hash, root_of
from ledger.proof.witness import Witness, init_witness

LOG = new_key("office.example/zeren")
ONE, TWO = (new_key(f"witness.example/{n}", COSIGNATURE) for n in range(2))
NOON = datetime(2025, 6, 30, 4, tzinfo=UTC)
POLICY = parse_policy(
    f"witness one {ONE.verifier.text} https://one.example\nwitness two {TWO.verifier.text} https://two.example/w\n"
    "group g all one two\nquorum g\n"
)
Post = Callable[[str, bytes], tuple[int, bytes]]


class Net:
    """Two witnesses at two addresses."""

    def __init__(self, folder: Path) -> None:
        self.made: dict[str, Witness] = {}
        self.sent: list[str] = []
        for name, key in (("one.example", ONE), ("two.example/w", TWO)):
            database = folder / f"{key.verifier.id.hex()}.db"
            init_witness(database)
            self.made[name] = Witness(database, key, clock=lambda: NOON)
            self.made[name].add_log(LOG.verifier)

    def post(self, url: str, body: bytes) -> tuple[int, bytes]:
        self.sent.append(url)
        answer = self.made[url.removeprefix("https://").removesuffix("/add-checkpoint")].add_checkpoint(body)
        return answer.status, answer.body


@pytest.fixture
def net(tmp_path: Path) -> Net:
    return Net(tmp_path)


@pytest.fixture
def sealer(place: Any, ledger: LocalLedger, tmp_path: Path) -> Iterator[Sealer]:
    database = place.database if place.kind == "postgresql" else str(tmp_path / "proof.db")
    create_store(database)
    store = ProofStore(database)
    yield Sealer(ledger, store, LOG, clock=lambda: NOON)
    store.close()


def grow(sealer: Sealer, count: int) -> None:
    first = sealer.ledger.head().position
    for number in range(first, first + count):
        draft = Draft(stream=f"file-{number:020x}", after=0, events=(EvidenceVoided(reason="误登"),))
        signature = Signature(command_id=f"c{number}", recorded_by="account-clerk", on_behalf_of="org-" + "a" * 20)
        sealer.ledger.append([draft], signature)
    sealer.seal()


def asked(sealer: Sealer, post: Post) -> list[Verdict]:
    return [one.verdict for one in ask(sealer, POLICY, post=post, now=lambda: NOON)]


class TestAsking:
    def test_gets_signatures_that_stand_below_the_checkpoint(self, sealer: Sealer, net: Net) -> None:
        for count in (3, 1, 300):
            grow(sealer, count)
            assert asked(sealer, net.post) == [Verdict.SIGNED] * 2
        last = sealer.store.last()
        assert last is not None
        note = sealer.store.note(last.size)
        assert note is not None
        found = verified(parse_note(note.data), [LOG.verifier, ONE.verifier, TWO.verifier])
        signers = [key for key, _ in found]
        assert len(signers) == 3
        assert POLICY.satisfied(signers)
        assert sealer.store.refusals() == []

    def test_asks_nobody_twice_for_the_same(self, sealer: Sealer, net: Net) -> None:
        grow(sealer, 3)
        asked(sealer, net.post)
        net.sent.clear()
        assert asked(sealer, net.post) == [Verdict.SIGNED] * 2
        assert net.sent == []

    def test_asks_again_from_the_size_that_the_witness_knows(self, sealer: Sealer, net: Net, tmp_path: Path) -> None:
        """Its last answer was lost on the way here."""
        grow(sealer, 3)
        for url in ("https://one.example/add-checkpoint", "https://two.example/w/add-checkpoint"):
            net.post(url, request_for(sealer, 0, 3).data)
        grow(sealer, 4)
        assert asked(sealer, net.post) == [Verdict.SIGNED] * 2
        assert signed_by(sealer, ONE.verifier) == 7

    def test_of_an_empty_ledger_nobody_is_asked(self, sealer: Sealer, net: Net) -> None:
        assert asked(sealer, net.post) == []
        with pytest.raises(NothingToSign):
            request_for(sealer, 0, 1)


class TestWhatIsNotBelieved:
    @pytest.mark.parametrize("body", [b"", b"thanks\n", b"\xff\n", ONE.sign("another text\n").line.encode()])
    def test_an_answer_without_a_signature_that_holds(self, sealer: Sealer, body: bytes) -> None:
        grow(sealer, 3)
        assert asked(sealer, lambda url, sent: (200, body)) == [Verdict.UNREACHABLE] * 2
        assert sealer.store.cosignatures() == []

    def test_silence(self, sealer: Sealer) -> None:
        def silent(url: str, body: bytes) -> tuple[int, bytes]:
            raise ConnectionRefusedError

        grow(sealer, 3)
        assert asked(sealer, silent) == [Verdict.UNREACHABLE] * 2

    @pytest.mark.parametrize(
        ("status", "body", "verdict"),
        [
            (403, b"no", Verdict.REFUSED),
            (404, b"no", Verdict.REFUSED),
            (500, b"oh", Verdict.UNREACHABLE),
            (302, b"", Verdict.UNREACHABLE),
            (409, b"nonsense", Verdict.UNREACHABLE),
            (409, b"99\n", Verdict.AHEAD),
            (422, b"no", Verdict.FORK),
        ],
    )
    def test_other_answers(self, sealer: Sealer, status: int, body: bytes, verdict: Verdict) -> None:
        grow(sealer, 3)
        assert asked(sealer, lambda url, sent: (status, body)) == [verdict] * 2
        assert len(sealer.store.refusals()) == (0 if verdict is Verdict.UNREACHABLE else 2)


class TestAlarms:
    def test_a_ledger_restored_from_an_old_backup(self, sealer: Sealer, net: Net) -> None:
        """The witness has signed nine, and we have five."""
        grow(sealer, 5)
        grow(sealer, 4)
        later = request_for(sealer, 0, 9)
        net.post("https://one.example/add-checkpoint", later.data)
        status, body = net.post("https://one.example/add-checkpoint", request_for(sealer, 0, 5).data)
        taken = take(sealer, POLICY.witnesses["one"], 0, 5, status, body, clock=lambda: NOON)
        assert (taken.verdict, taken.verdict.alarming) == (Verdict.AHEAD, True)
        assert [one.status for one in sealer.store.refusals()] == [409]

    def test_a_ledger_that_was_rewritten(self, sealer: Sealer, net: Net) -> None:
        """The witness signed five other entries under our key; ours do not continue them."""
        grow(sealer, 5)
        forged = sign(Checkpoint(origin=LOG.name, size=4, root=root_of([leaf_hash(b"x")] * 4)).text, LOG)
        assert net.made["one.example"].add_checkpoint(b"old 0\n\n" + forged.data).status == 200
        verdicts = asked(sealer, net.post)
        assert verdicts == [Verdict.FORK, Verdict.SIGNED]
        assert [one.status for one in sealer.store.refusals()] == [422]

    def test_a_ledger_of_the_same_size(self, sealer: Sealer, net: Net) -> None:
        grow(sealer, 4)
        forged = sign(Checkpoint(origin=LOG.name, size=4, root=root_of([leaf_hash(b"x")] * 4)).text, LOG)
        assert net.made["one.example"].add_checkpoint(b"old 0\n\n" + forged.data).status == 200
        assert asked(sealer, net.post) == [Verdict.FORK, Verdict.SIGNED]
        assert net.made["one.example"].logs()[0].forks == 1
