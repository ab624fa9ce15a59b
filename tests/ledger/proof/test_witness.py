"""A witness signs one history of a log and no other, whatever it is sent, and does not forget."""

import random
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ledger.proof.checkpoint import Checkpoint
from ledger.proof.cosigning import own_signature
from ledger.proof.keys import create_signing_key
from ledger.proof.note import COSIGNATURE, Note, SigningKey, base64_of, new_key, parse_note, sign
from ledger.proof.tree import consistency_path, leaf_hash, root_of, subtree_of
from ledger.proof.witness import SIZE, Answer, Known, Request, Witness, WitnessProblem, init_witness, parse_request

LOG = new_key("office.example/zeren")
KEY = new_key("witness.example/w", COSIGNATURE)
NOON = datetime(2025, 6, 30, 4, tzinfo=UTC)
LEAVES = [leaf_hash(bytes([n])) for n in range(64)]
OTHERS = [*LEAVES[:5], *(leaf_hash(b"other" + bytes([n])) for n in range(59))]


FOREIGN = [leaf_hash(b"foreign" + bytes([n])) for n in range(64)]
"""Not one leaf in common."""


def checkpoint(size: int, leaves: list[bytes] = LEAVES, key: SigningKey = LOG, origin: str = "") -> Note:
    return sign(Checkpoint(origin=origin or key.name, size=size, root=root_of(leaves[:size])).text, key)


def request(old: int, size: int, leaves: list[bytes] = LEAVES, key: SigningKey = LOG) -> bytes:
    path = consistency_path(old, size, subtree_of(leaves)) if old <= size else []
    lines = [f"old {old}", *(base64_of(one) for one in path), ""]
    return "".join(line + "\n" for line in lines).encode() + checkpoint(size, leaves, key).data


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "witness.db"
    init_witness(path)
    return path


@pytest.fixture
def witness(database: Path) -> Witness:
    made = Witness(database, KEY, clock=lambda: NOON)
    made.add_log(LOG.verifier)
    return made


def signed(answer: Answer, size: int, leaves: list[bytes] = LEAVES) -> int:
    """The time of the witness's signature under the checkpoint of this size, checked."""
    assert answer.status == 200, answer.body
    return own_signature(checkpoint(size, leaves), KEY.verifier, answer.body).timestamp


class TestSigning:
    def test_what_continues_what_was_signed(self, witness: Witness) -> None:
        for old, size in ((0, 5), (5, 5), (5, 8), (8, 64)):
            assert signed(witness.add_checkpoint(request(old, size)), size) == int(NOON.timestamp())
        (known,) = witness.logs()
        assert (known.size, known.root, known.refused) == (64, root_of(LEAVES), 0)

    def test_time_never_runs_back(self, database: Path) -> None:
        moments = iter([NOON, NOON - timedelta(hours=1), NOON + timedelta(hours=1)])
        now: dict[str, datetime] = {"at": NOON}
        made = Witness(database, KEY, clock=lambda: now["at"])
        made.add_log(LOG.verifier)
        times = []
        for old, size, moment in zip((0, 4, 6), (4, 6, 9), moments, strict=True):
            now["at"] = moment
            times.append(signed(made.add_checkpoint(request(old, size)), size))
        assert times == sorted(times)
        assert times[0] == times[1]

    def test_logs_are_kept_apart(self, witness: Witness) -> None:
        other = new_key("other.example/zeren")
        witness.add_log(other.verifier)
        assert witness.add_checkpoint(request(0, 9)).status == 200
        assert witness.add_checkpoint(request(0, 3, OTHERS, other)).status == 200
        assert [(one.origin, one.size) for one in witness.logs()] == [(LOG.name, 9), (other.name, 3)]

    def test_a_log_has_one_key(self, witness: Witness) -> None:
        witness.add_log(LOG.verifier)
        with pytest.raises(WitnessProblem):
            witness.add_log(new_key(LOG.name).verifier)
        with pytest.raises(WitnessProblem):
            witness.add_log(KEY.verifier)

    def test_others_signatures_may_stand_beside_the_logs(self, witness: Witness) -> None:
        note = checkpoint(5).and_signed([new_key("other.example/w", COSIGNATURE).sign(checkpoint(5).text)])
        assert signed(witness.add_checkpoint(b"old 0\n\n" + note.data), 5)


class TestRefusing:
    @pytest.mark.parametrize(
        ("sent", "status"),
        [
            (b"", 400),
            (b"old 0\n", 400),
            (b"old -1\n\n" + checkpoint(5).data, 400),
            (b"old 00\n\n" + checkpoint(5).data, 400),
            (b"old 0\nnonsense\n\n" + checkpoint(5).data, 400),
            (b"old 0\nAAAA\n\n" + checkpoint(5).data, 400),
            (b"old 0\n" + b"A" * 43 + b"=\n" * 64 + b"\n" + checkpoint(5).data, 400),
            (b"old 0\n\nnot a note\n", 400),
            (b"old 0\n\n" + b"x" * 100_000, 400),
            (b"old 6\n\n" + checkpoint(5).data, 400),
            (b"old 0\n\n" + checkpoint(5, key=new_key("unknown.example")).data, 404),
            (b"old 0\n\n" + checkpoint(5, key=new_key(LOG.name)).data, 403),
            (b"old 0\n\n" + sign(checkpoint(5).text, new_key("someone.else")).data, 403),
            (b"old 3\n\n" + checkpoint(5).data, 409),
            (b"old 0\n" + base64_of(LEAVES[0]).encode() + b"\n\n" + checkpoint(5).data, 422),
        ],
    )
    def test_a_first_request(self, witness: Witness, sent: bytes, status: int) -> None:
        assert witness.add_checkpoint(sent).status == status
        assert witness.logs()[0].size == 0

    def test_another_old_size_is_told_the_one_that_is_known(self, witness: Witness) -> None:
        witness.add_checkpoint(request(0, 5))
        answer = witness.add_checkpoint(request(0, 8))
        assert (answer.status, answer.media_type, answer.body) == (409, SIZE, b"5\n")

    def test_a_replay_of_an_old_request(self, witness: Witness) -> None:
        first = request(0, 5)
        witness.add_checkpoint(first)
        witness.add_checkpoint(request(5, 9))
        assert witness.add_checkpoint(first).status == 409
        assert witness.add_checkpoint(request(5, 9)).status == 409

    def test_a_log_that_was_cut_short(self, witness: Witness) -> None:
        witness.add_checkpoint(request(0, 9))
        assert witness.add_checkpoint(request(5, 7)).status == 409
        assert witness.add_checkpoint(b"old 9\n\n" + checkpoint(7).data).status == 400

    def test_a_fork_of_the_same_size_convicts(self, witness: Witness) -> None:
        witness.add_checkpoint(request(0, 9))
        fork = b"old 9\n\n" + checkpoint(9, OTHERS).data
        assert witness.add_checkpoint(fork).status == 409
        (known,) = witness.logs()
        assert (known.root, known.forks) == (root_of(LEAVES[:9]), 1)
        assert witness.evidence(LOG.name) == [(409, 9, fork)]

    def test_a_fork_of_a_larger_size(self, witness: Witness) -> None:
        witness.add_checkpoint(request(0, 9))
        for leaves in (OTHERS, [*LEAVES[:8], *OTHERS[8:]]):
            assert witness.add_checkpoint(request(9, 20, leaves)).status == 422
        assert witness.logs()[0].size == 9
        assert [status for status, _, _ in witness.evidence(LOG.name)] == [422, 422]
        assert signed(witness.add_checkpoint(request(9, 20)), 20)

    def test_a_proof_of_the_wrong_length(self, witness: Witness) -> None:
        witness.add_checkpoint(request(0, 6))
        good = parse_request(request(6, 13))
        for path in (good.path[:-1], (*good.path, good.path[0]), (), tuple(reversed(good.path))):
            other = Request(old=6, path=path, note=good.note, checkpoint=good.checkpoint)
            assert witness.add_checkpoint(other.data).status == 422
        assert witness.add_checkpoint(good.data).status == 200

    def test_strangers_cannot_fill_the_disk(self, witness: Witness) -> None:
        for _ in range(5):
            witness.add_checkpoint(b"old 0\n\n" + checkpoint(5, key=new_key(LOG.name)).data)
        assert witness.evidence(LOG.name) == []
        assert witness.logs()[0].refused == 5

    def test_every_mutant_of_a_request(self, witness: Witness) -> None:
        """One bit changed: refused, or the very statement that was sent."""
        witness.add_checkpoint(request(0, 3))
        good = request(3, 6)
        text = checkpoint(6).text
        for place in range(len(good)):
            for bit in range(8):
                mutant = bytearray(good)
                mutant[place] ^= 1 << bit
                try:
                    same = parse_request(bytes(mutant)).note.text == text
                except ValueError:
                    same = False
                if not same:
                    assert witness.add_checkpoint(bytes(mutant)).status != 200, (place, bit)
        assert witness.logs()[0].size == 3


class TestRemembering:
    def test_a_missing_database_is_no_empty_one(self, tmp_path: Path) -> None:
        with pytest.raises(WitnessProblem):
            Witness(tmp_path / "none.db", KEY).add_checkpoint(request(0, 5))
        assert not (tmp_path / "none.db").exists()

    def test_of_two_at_once_one_is_signed(self, database: Path) -> None:
        made = [Witness(database, KEY, clock=lambda: NOON) for _ in range(2)]
        made[0].add_log(LOG.verifier)
        made[0].add_checkpoint(request(0, 5))
        answers: list[int] = []

        def send(number: int) -> None:
            answers.append(made[number].add_checkpoint(request(5, 9, (LEAVES, OTHERS)[number])).status)

        threads = [threading.Thread(target=send, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers) == [200, 409]
        # Both lead from what was signed at five; from now on it stays with the one that came first.
        first, second = (LEAVES, OTHERS) if made[0].logs()[0].root == root_of(LEAVES[:9]) else (OTHERS, LEAVES)
        assert made[1].add_checkpoint(request(9, 12, second)).status == 422
        assert made[1].add_checkpoint(request(9, 12, first)).status == 200

    @pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.soak)])
    def test_kills_take_back_nothing_that_was_answered(self, tmp_path: Path, kills: int) -> None:
        """Killed at random moments; what was answered is known to the next one, which signs no fork of it."""
        init_witness(tmp_path / "witness.db")
        key = create_signing_key(tmp_path / "witness.key", KEY.name, sort=COSIGNATURE)
        Witness(tmp_path / "witness.db", key).add_log(LOG.verifier)
        chance = random.Random(7)
        answered = 0
        for _ in range(kills):
            answered = max(answered, self._killed(tmp_path, chance, answered))
            known: Known = Witness(tmp_path / "witness.db", key).logs()[0]
            assert known.size >= answered
            made = Witness(tmp_path / "witness.db", key)
            assert made.add_checkpoint(request(known.size, 60, FOREIGN)).status != 200
            assert made.add_checkpoint(b"old %d\n\n" % known.size + checkpoint(known.size, FOREIGN).data).status != 200
        assert answered > 0

    def _killed(self, folder: Path, chance: random.Random, start: int) -> int:
        """Largest size that the child said was signed before it was killed."""
        child = subprocess.Popen(
            [sys.executable, __file__, str(folder), LOG.text, str(start)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        most, stop = start, chance.randint(1, 4)
        for number, line in enumerate(child.stdout, 1):
            most = int(line)
            if number >= stop:
                break
        child.kill()
        for line in child.stdout:
            most = int(line)
        child.wait()
        return most


def _child(folder: Path, log: str, start: int) -> None:
    """Sign one leaf after the other, saying each size once it was answered."""
    from ledger.proof.note import parse_signing_key
    from web.witness_app import witness_in

    own, key = witness_in(folder), parse_signing_key(log)
    size = own.logs()[0].size
    while size < 55:
        if own.add_checkpoint(request(size, size + 1, LEAVES, key)).status == 200:
            size += 1
            print(size, flush=True)
    print(max(size, start), flush=True)


def test_an_answer_is_checked_before_it_is_believed() -> None:
    from ledger.proof.note import NoteMalformed, NoteUnverified

    note = checkpoint(5)
    good = KEY.sign(note.text).line.encode()
    assert own_signature(parse_note(note.data), KEY.verifier, good)
    wrong: list[tuple[bytes, type[Exception]]] = [
        (b"", NoteMalformed),
        (good[:-1], NoteMalformed),
        (b"\xff\n", NoteMalformed),
        (KEY.sign(checkpoint(6).text).line.encode(), NoteUnverified),
        (new_key("other", COSIGNATURE).sign(note.text).line.encode(), NoteUnverified),
    ]
    for body, error in wrong:
        with pytest.raises(error):
            own_signature(note, KEY.verifier, body)


if __name__ == "__main__":
    _child(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
