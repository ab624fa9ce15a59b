"""When the program seals: after a decision, at an interval, never in the way of what is recorded."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from clerk import signed_in
from click.testing import CliRunner
from office import NOON, POLICY, TOWNSHIP, Office, meeting, opened
from tampered import change_row

from domain.decisive import DECISIVE
from domain.policy import SupersedePolicy
from domain.vocabulary import EVENTS
from ledger.execution import execute
from ledger.port import LedgerUnavailable, Signature
from ledger.proof import cosigning
from ledger.proof.checkpoint import Checkpoint, parse_checkpoint
from ledger.proof.note import COSIGNATURE, new_key, parse_note, sign
from ledger.proof.receipt import verify
from ledger.proof.sealing import HistoryChanged, Sealer
from ledger.proof.store import ProofStore, Sealed
from ledger.proof.witness import Request, Witness, init_witness
from web import sealing
from web.cli import main
from web.settings import from_environment


@pytest.fixture
def office(place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Whose sealing is done at once, where otherwise a thread would."""
    monkeypatch.setattr(sealing, "start", lambda work: work())
    with opened(place, tmp_path) as made:
        yield made


def hold(office: Office, key: str, **changed: Any) -> Any:
    """Record a meeting, and let the answer go out to its end."""
    answer = office.client().post("hold_meeting", meeting(**changed), key=key)
    answer.close()
    return answer


def decide(office: Office) -> Any:
    """Put a document out of force."""
    answer = office.client("supervisor").post(
        "supersede_policy", {"policy": POLICY, "last_day": "2024-06-30", "reason": "新规定施行"}
    )
    answer.close()
    return answer


def last(office: Office) -> Sealed | None:
    return office.services.sealer.store.last()


class TestWhatIsADecision:
    def test_every_one_can_be_stored(self) -> None:
        assert set(EVENTS.values()) >= DECISIVE

    def test_a_decision_taken_back_is_one_too(self) -> None:
        """Where a record can be decided on and voided, its voiding is sealed like the decision."""
        modules = {event.__module__ for event in DECISIVE}
        whole = {event for event in EVENTS.values() if event.__module__ in modules}
        voids = {event for event in whole if event.__name__.endswith("Voided")}
        assert {event.__name__ for event in voids - DECISIVE} == {"CompletionVoided", "OrganisationVoided"}


class TestAfterAnAct:
    def test_the_first_act_is_sealed_then_one_an_interval(self, office: Office) -> None:
        assert last(office) is None
        hold(office, "m-1")
        first = last(office)
        assert first is not None
        assert first.size == office.position()
        assert first.recomputed
        office.clock.forward(minutes=9)
        hold(office, "m-2")
        assert last(office) == first, "the interval has not passed"
        office.clock.forward(minutes=2)
        hold(office, "m-3")
        sealed = last(office)
        assert sealed is not None
        assert sealed.size == office.position() == first.size + 2

    def test_the_interval_runs_from_the_last_checkpoint_whoever_made_it(self, office: Office) -> None:
        hold(office, "m-1")
        office.clock.forward(minutes=9)
        hold(office, "m-2")
        office.services.sealer.seal()
        office.clock.forward(minutes=9)
        hold(office, "m-3")
        assert last(office).size == office.position() - 1  # type: ignore[union-attr]  # the test says so
        office.clock.forward(minutes=2)
        hold(office, "m-4")
        assert last(office).size == office.position()  # type: ignore[union-attr]

    def test_a_decision_is_sealed_at_once_from_the_first_row_on(self, office: Office) -> None:
        hold(office, "m-1")
        before = last(office)
        assert decide(office).status_code == 201
        sealed = last(office)
        assert sealed is not None
        assert sealed != before
        assert sealed.size == office.position()
        assert sealed.recomputed
        assert sealing.alarm(office.services) is None

    def test_nothing_is_sealed_before_the_answer_is_out(self, office: Office) -> None:
        answer = office.client().post("hold_meeting", meeting(), key="m-1")
        assert last(office) is None
        answer.close()
        assert last(office) is not None

    def test_nor_for_what_was_refused_or_repeated(self, office: Office) -> None:
        assert hold(office, "m-0", title="").status_code == 422
        assert last(office) is None
        hold(office, "m-1")
        office.clock.forward(minutes=30)
        before = last(office)
        assert hold(office, "m-1").json["repeated"]
        assert last(office) == before

    def test_it_is_done_beside_the_requests(self, place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        threads: list[threading.Thread] = []
        begin = threading.Thread.start
        monkeypatch.setattr(threading.Thread, "start", lambda thread: (threads.append(thread), begin(thread))[1])
        with opened(place, tmp_path) as office:
            hold(office, "m-1")
            for thread in threads:
                if thread.name == "zeren-sealing":
                    thread.join(30)
            assert last(office) is not None

    def test_what_comes_in_meanwhile_is_done_by_the_same_thread(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        started: list[Callable[[], None]] = []
        monkeypatch.setattr(sealing, "start", started.append)
        assert decide(office).status_code == 201
        hold(office, "m-1")
        hold(office, "m-2")
        assert len(started) == 1
        started[0]()
        assert last(office).size == office.position()  # type: ignore[union-attr]
        office.clock.forward(minutes=30)
        hold(office, "m-3")
        assert len(started) == 2


class TestFailing:
    @pytest.fixture(autouse=True)
    def _quiet(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.ERROR)

    def test_the_act_stands_whatever_becomes_of_the_store(
        self, office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def gone(*_: object) -> None:
            raise LedgerUnavailable("the database of proofs does not answer: 张甲")

        with monkeypatch.context() as patched:
            patched.setattr(ProofStore, "last", gone)
            assert hold(office, "m-1").status_code == 201
            assert decide(office).status_code == 201
        kept = sealing.alarm(office.services)
        assert kept is not None
        assert (kept.code, kept.why) == (sealing.FAILED, "LedgerUnavailable")
        assert "not sealed" in caplog.text
        assert "张甲" not in caplog.text
        assert office.client().get("/receipts/m-1").status_code == 200
        office.clock.forward(minutes=11)
        hold(office, "m-2")
        assert sealing.alarm(office.services) is None
        assert last(office).size == office.position()  # type: ignore[union-attr]

    def test_an_alarm_ends_with_its_cause(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone(*_: object, **__: object) -> None:
            raise LedgerUnavailable("away")

        with monkeypatch.context() as patched:
            patched.setattr(ProofStore, "keep", gone)
            hold(office, "m-1")
        assert sealing.receipt_of(office.services, office.position()), "sealed on request, meanwhile"
        assert sealing.alarm(office.services) is not None
        office.clock.forward(minutes=11)
        sealing.at_interval(office.services)
        assert sealing.alarm(office.services) is None

    def test_nor_does_a_key_that_is_gone(self, office: Office) -> None:
        office.services.settings.log_key_file.unlink()
        assert hold(office, "m-1").status_code == 201
        assert hold(office, "m-2").status_code == 201

    def test_nor_a_fault_nobody_thought_of(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Sealer, "seal", lambda *_, **__: 1 / 0)
        assert hold(office, "m-1").status_code == 201

    def test_a_changed_row_is_found_by_the_next_decision(self, office: Office, place: Any) -> None:
        hold(office, "m-1", title="原来的会议")
        before = last(office)
        change_row(place, office.position(), "原来的会议", "后来的会议")
        assert decide(office).status_code == 201, "what is right is still recorded"
        assert last(office) == before, "but nothing is signed any more"
        kept = sealing.alarm(office.services)
        assert kept is not None
        assert kept.code == sealing.CHANGED
        assert "会议" not in kept.why
        office.clock.forward(minutes=11)
        hold(office, "m-2")
        assert last(office) == before
        with pytest.raises(HistoryChanged):
            sealing.seal(office.services)
        with pytest.raises(HistoryChanged):
            sealing.receipt_of(office.services, 1)
        change_row(place, before.size, "后来的会议", "原来的会议")  # type: ignore[union-attr]
        sealed = sealing.seal(office.services)
        assert sealed is not None
        assert sealed.recomputed, "after an alarm nothing is signed unread"
        assert sealing.alarm(office.services) is None
        assert sealing.receipt_of(office.services, 1)

    def test_a_store_that_is_away_does_not_hide_a_change(
        self, office: Office, place: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hold(office, "m-1", title="原来的会议")
        change_row(place, office.position(), "原来的会议", "后来的会议")
        decide(office)
        with monkeypatch.context() as patched:
            patched.setattr(Sealer, "seal", lambda *_, **__: (_ for _ in ()).throw(LedgerUnavailable("away")))
            with pytest.raises(LedgerUnavailable):
                sealing.seal(office.services)
        kept = sealing.alarm(office.services)
        assert kept is not None
        assert kept.code == sealing.CHANGED

    def test_an_alarm_that_cannot_be_read_is_one(self, office: Office) -> None:
        (office.services.settings.data / "sealing-alarm.json").write_text("{", encoding="utf-8")
        kept = sealing.alarm(office.services)
        assert kept is not None
        assert sealing.seal(office.services) is not None
        assert sealing.alarm(office.services) is None


class TestFollowing:
    def test_a_follower_seals_at_the_interval(self, office: Office) -> None:
        sealing.at_interval(office.services)
        first = last(office)
        assert first is not None
        _record(office, "m-1")
        sealing.at_interval(office.services)
        assert last(office) == first
        office.clock.forward(minutes=11)
        sealing.at_interval(office.services)
        assert last(office).size == office.position()  # type: ignore[union-attr]
        before = last(office)
        office.clock.forward(minutes=11)
        sealing.at_interval(office.services)
        assert last(office) == before, "nothing was added"


def _record(office: Office, key: str) -> None:
    signature = Signature(command_id=key, recorded_by="account-supervisor", on_behalf_of=TOWNSHIP)
    command = SupersedePolicy(policy=POLICY, last_day=date(2024, 6, 30), reason="新规定施行")
    execute(office.services.ledger, command, signature, NOON.date())


class TestCommands:
    """`zeren init`, `key`, `seal`."""

    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        for name in ("ZEREN_LEDGER", "ZEREN_VIEWS", "ZEREN_KEYS", "ZEREN_SECRETS", "ZEREN_PROOF", "ZEREN_OWNER"):
            monkeypatch.delenv(name, raising=False)
        return tmp_path / "data"

    def zeren(self, folder: Path, *words: str, code: int = 0) -> str:
        environment = {"ZEREN_DATA": str(folder), "ZEREN_LOG_NAME": "anping.example/zeren"}
        result = CliRunner().invoke(main, list(words), env=environment, catch_exceptions=False)
        assert result.exit_code == code, result.output
        return result.output

    def test_init_says_under_which_name_and_key_the_log_is_signed(self, folder: Path) -> None:
        said = self.zeren(folder, "init")
        assert "anping.example/zeren" in said
        assert self.zeren(folder, "key") in said

    def test_seal_by_hand(self, folder: Path) -> None:
        self.zeren(folder, "init")
        assert "empty" in self.zeren(folder, "seal")
        self.zeren(folder, "start", "--name", "中共安平区委")
        size, root, _ = self.zeren(folder, "seal").split()
        assert self.zeren(folder, "seal", "--recompute").split()[:2] == [size, root]
        store = ProofStore(str(folder / "proof.db"))
        sealed = store.last()
        assert sealed is not None
        assert (str(sealed.size), sealed.root.hex()) == (size, root)
        assert parse_note(sealed.note).signatures[0].name == "anping.example/zeren"

    def test_seal_where_the_record_was_changed(self, folder: Path) -> None:
        self.zeren(folder, "init")
        self.zeren(folder, "start", "--name", "中共安平区委")
        self.zeren(folder, "seal")

        class File:
            kind = "sqlite"
            database = str(folder / "ledger.db")

        change_row(File, 1, "安平区", "安乐区")
        assert "立即联系审计人员" in self.zeren(folder, "seal", "--recompute", code=1)
        assert json.loads((folder / "sealing-alarm.json").read_text())["code"] == "changed"
        change_row(File, 1, "安乐区", "安平区")
        self.zeren(folder, "seal", "--recompute")
        assert not (folder / "sealing-alarm.json").exists()

    def test_the_interval_is_a_setting(self) -> None:
        assert from_environment({}).seal_minutes == 10
        assert from_environment({"ZEREN_SEAL_MINUTES": "3"}).seal_minutes == 3


class TestWitnesses:
    """The superior's witness, reached without a network: what is sent to its address is handed to it."""

    URL = "https://witness.example"

    @pytest.fixture
    def witness(self, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Witness:
        init_witness(tmp_path / "witness.db")
        key = new_key("north.example/witness", COSIGNATURE)
        made = Witness(tmp_path / "witness.db", key, clock=office.clock)
        made.add_log(office.services.sealer.key.verifier)
        file = tmp_path / "witnesses.policy"
        file.write_text(f"witness north {key.verifier.text} {self.URL}\nquorum north\n", encoding="utf-8")
        office.services.settings = replace(office.services.settings, witness_policy_file=file)

        def post(url: str, body: bytes) -> tuple[int, bytes]:
            assert url == f"{self.URL}/add-checkpoint"
            answer = made.add_checkpoint(body)
            return answer.status, answer.body

        monkeypatch.setattr(cosigning, "http_post", post)
        return made

    def test_they_sign_after_a_decision_and_stand_in_receipts(self, office: Office, witness: Witness) -> None:
        assert decide(office).status_code == 201
        found = verify(
            sealing.receipt_of(office.services, office.position()),
            log=office.services.sealer.key.verifier,
            witnesses=[witness.key.verifier],
        )
        assert [(one.key, one.at, one.trusted) for one in found.witnesses] == [(witness.key.verifier, NOON, True)]
        office.clock.forward(minutes=11)
        hold(office, "m-1")
        assert len(office.services.sealer.store.cosignatures()) == 2
        assert sealing.alarm(office.services) is None
        auditor = signed_in(office, "auditor")
        assert "north.example/witness" in auditor.get("/proof").words
        assert "north.example/witness" in signed_in(office).get(f"/proof/entries/{office.position()}").words

    def test_one_that_was_away_is_asked_again(
        self, office: Office, witness: Witness, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def away(*_: object) -> tuple[int, bytes]:
            raise ConnectionRefusedError

        with monkeypatch.context() as patched:
            patched.setattr(cosigning, "http_post", away)
            assert decide(office).status_code == 201
        assert office.services.sealer.store.cosignatures() == []
        assert sealing.alarm(office.services) is None, "a line that is down is no doubt"
        office.clock.forward(minutes=11)
        sealing.at_interval(office.services)
        assert len(office.services.sealer.store.cosignatures()) == 1

    def test_one_that_knows_another_history_is_an_alarm(self, office: Office, witness: Witness, tmp_path: Path) -> None:
        key, origin = office.services.sealer.key, office.services.sealer.origin
        text = Checkpoint(origin=origin, size=999, root=b"\x07" * 32).text
        other = Request(old=0, path=(), note=sign(text, key), checkpoint=parse_checkpoint(text))
        assert witness.add_checkpoint(other.data).status == 200
        assert decide(office).status_code == 201
        kept = sealing.alarm(office.services)
        assert kept is not None
        assert kept.code == sealing.DOUBTED
        page = signed_in(office, "auditor").get("/proof").words
        assert "见证方称台账与它以前签过名的不符" in page
        assert "拒绝签名" in page

    def test_a_policy_that_cannot_be_read(self, office: Office, witness: Witness, tmp_path: Path) -> None:
        (tmp_path / "witnesses.policy").write_text("nonsense\n", encoding="utf-8")
        assert decide(office).status_code == 201
        kept = sealing.alarm(office.services)
        assert kept is not None
        assert kept.code == sealing.FAILED
        assert "line 1" in kept.why
        assert sealing.receipt_of(office.services, 1).witnesses == ()
