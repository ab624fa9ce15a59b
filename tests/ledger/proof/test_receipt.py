"""Receipts: what they show, given a key; and that nothing in them can be other than it is."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from ledger.proof.bundle import Proof
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.leaf import Leaf
from ledger.proof.note import COSIGNATURE, SigningKey, new_key, parse_note, sign
from ledger.proof.receipt import FORM, Receipt, ReceiptInvalid, Verified, make, parse, verify
from ledger.proof.tree import inclusion_path, root_of, subtree_of

LOG = new_key("office.example/zeren")
OTHER = new_key("office.example/zeren")
NORTH = new_key("north.example/witness", COSIGNATURE)
SOUTH = new_key("south.example/witness", COSIGNATURE)
SIGNED_AT = datetime(2024, 6, 20, 5, 0, 7, tzinfo=UTC)
BODY = '{"data":{"title":"党委会（研究党建工作）"}}'.encode()


def leaf(index: int, log: str = LOG.name) -> Leaf:
    """An entry of an invented log."""
    return Leaf(
        "zeren.leaf/1",
        index,
        log,
        "meeting.held/1",
        index + 1,
        f"2024-06-20T04:00:{index:02}.000000Z",
        sha256(BODY if index == 3 else str(index).encode()).hexdigest(),
        f"meeting-{index:020x}",
        1,
    )


def receipt(
    index: int = 3, size: int = 7, *, key: SigningKey = LOG, witnesses: tuple[SigningKey, ...] = (), **changed: Any
) -> Receipt:
    """A receipt of one entry of a log of so many."""
    leaves = [leaf(number) for number in range(size)]
    hashes = [one.hash for one in leaves]
    note = sign(Checkpoint(origin=LOG.name, size=size, root=root_of(hashes)).text, key)
    note = note.and_signed(one.sign(note.text, now=SIGNED_AT.timestamp) for one in witnesses)
    proof = Proof(index=index, path=tuple(inclusion_path(index, size, subtree_of(hashes))), checkpoint=note.data)
    return make(leaves[index], proof, log=key.verifier, witnesses=[one.verifier for one in witnesses], **changed)


def refused(data: bytes, **trusted: Any) -> ReceiptInvalid:
    """Why a receipt is none; said in both languages."""
    trusted.setdefault("log", LOG.verifier)
    with pytest.raises(ReceiptInvalid) as caught:
        verify(parse(data), **trusted)
    assert caught.value.zh
    assert caught.value.en
    return caught.value


def fields(made: Receipt) -> dict[str, Any]:
    """The file as JSON."""
    found: dict[str, Any] = json.loads(made.data)
    return found


def written(stored: dict[str, Any]) -> bytes:
    """JSON as a receipt is written."""
    return json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


class TestWhatAReceiptShows:
    @pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 33])
    def test_an_entry_at_its_place_in_a_signed_log(self, size: int) -> None:
        for index in range(size):
            found = verify(parse(receipt(index, size).data), log=LOG.verifier)
            assert found == Verified(
                leaf=leaf(index),
                checkpoint=found.checkpoint,
                log=LOG.verifier,
                trusted=True,
                witnesses=(),
                body=None,
            )
            assert found.checkpoint.size == size

    def test_who_witnessed_it_and_when(self) -> None:
        found = verify(parse(receipt(witnesses=(SOUTH, NORTH)).data), log=LOG.verifier, witnesses=[NORTH.verifier])
        assert {(one.key, one.at, one.trusted) for one in found.witnesses} == {
            (NORTH.verifier, SIGNED_AT, True),
            (SOUTH.verifier, SIGNED_AT, False),
        }

    def test_what_was_recorded_if_it_is_in_it(self) -> None:
        assert verify(parse(receipt(body=BODY).data), log=LOG.verifier).body == BODY

    def test_without_a_key_it_only_agrees_with_itself(self) -> None:
        assert not verify(parse(receipt().data)).trusted

    def test_its_form_stays(self) -> None:
        made = receipt(witnesses=(NORTH,), body=BODY)
        assert written(fields(made)) == made.data
        assert fields(made) == {
            "body": BODY.decode(),
            "entry": leaf(3).text.decode(),
            "form": FORM,
            "log": LOG.verifier.text,
            "proof": made.proof.data.decode(),
            "witnesses": [NORTH.verifier.text],
        }
        assert "body" not in fields(receipt())
        assert FORM == "zeren.receipt/1"

    def test_a_signature_of_nobody_known_is_left_out(self) -> None:
        made = receipt(witnesses=(NORTH, SOUTH))
        again = make(made.leaf, made.proof, log=LOG.verifier, witnesses=[SOUTH.verifier])
        assert [one.key for one in verify(again, log=LOG.verifier).witnesses] == [SOUTH.verifier]


class TestWhatIsNoReceipt:
    def test_under_another_key_of_the_same_name(self) -> None:
        assert refused(receipt(key=OTHER).data).code == "key"
        forged = {**fields(receipt(key=OTHER)), "log": LOG.verifier.text}
        assert refused(written(forged)).code == "signature"

    def test_a_checkpoint_that_was_changed(self) -> None:
        made = fields(receipt())
        made["proof"] = made["proof"].replace("\n7\n", "\n8\n")
        assert refused(written(made)).code == "signature"

    def test_a_leaf_that_is_not_canonical(self) -> None:
        made = fields(receipt())
        made["entry"] = made["entry"].replace('":', '": ', 1)
        assert refused(written(made)).code == "leaf"

    def test_another_entry(self) -> None:
        made = fields(receipt())
        made["entry"] = made["entry"].replace("meeting.held/1", "meeting.voided/1")
        assert refused(written(made)).code == "path"

    def test_an_entry_in_another_place(self) -> None:
        made = {**fields(receipt(3)), "entry": leaf(4).text.decode()}
        assert refused(written(made)).code == "index"
        moved = fields(receipt(3))
        moved["proof"] = moved["proof"].replace("index 3", "index 2")
        assert refused(written(moved)).code == "index"

    def test_position_and_index_that_disagree(self) -> None:
        made = fields(receipt(3))
        made["entry"] = made["entry"].replace('"position":4', '"position":5')
        assert refused(written(made)).code == "index"

    def test_an_entry_of_another_log(self) -> None:
        made = {**fields(receipt(3)), "entry": leaf(3, "elsewhere.example/zeren").text.decode()}
        assert refused(written(made)).code == "log"

    def test_a_body_that_was_not_recorded(self) -> None:
        made = {**fields(receipt(body=BODY)), "body": BODY.decode().replace("党委会", "党小组会")}
        assert refused(written(made)).code == "body"

    def test_a_witness_that_did_not_sign(self) -> None:
        assert refused(receipt(witnesses=(NORTH,)).data, witnesses=[SOUTH.verifier]).code == "witness"
        claimed = {**fields(receipt()), "witnesses": [NORTH.verifier.text]}
        assert refused(written(claimed)).code == "signature"

    def test_a_signature_under_a_name_that_is_not_listed(self) -> None:
        made = {**fields(receipt(witnesses=(NORTH,))), "witnesses": []}
        assert refused(written(made)).code == "signature"

    def test_a_witness_that_signed_something_else(self) -> None:
        made, other = receipt(witnesses=(NORTH,)), receipt(size=8, witnesses=(NORTH,))
        mine, theirs = (parse_note(one.proof.checkpoint).signatures[-1].line for one in (made, other))
        forged = fields(made)
        forged["proof"] = forged["proof"].replace(mine, theirs)
        assert refused(written(forged)).code == "signature"

    def test_a_log_s_key_that_poses_as_a_witness(self) -> None:
        made = receipt()
        both = parse_note(made.proof.checkpoint).and_signed(
            sign(parse_note(made.proof.checkpoint).text, OTHER).signatures
        )
        forged = fields(made)
        forged["proof"] = Proof(index=3, path=made.proof.path, checkpoint=both.data).data.decode()
        forged["witnesses"] = [OTHER.verifier.text]
        assert refused(written(forged)).code == "form"

    @pytest.mark.parametrize(
        "change",
        [
            lambda made: written({**made, "note": "x"}),
            lambda made: written({key: value for key, value in made.items() if key != "log"}),
            lambda made: written({**made, "witnesses": "x"}),
            lambda made: written({**made, "entry": {}}),
            lambda made: written({**made, "body": None}),
            lambda made: written({**made, "form": "zeren.receipt/2"}),
            lambda made: written({**made, "proof": made["proof"].replace("index", "extra AAAA\nindex")}),
            lambda made: written({**made, "log": made["log"][:-4]}),
            lambda made: written(made).replace(b'"form"', b'"form":"x","form"'),
            lambda made: written(made)[:-1],
            lambda made: written(made) + b"\n",
            lambda made: written(made).replace(b',"form"', b', "form"'),
            lambda made: json.dumps(made, sort_keys=True, separators=(",", ":")).encode() + b"\n\n",
            lambda made: written({**made, "body": "x"}).replace(b'"x"', b'"\\ud800"'),
            lambda made: written(made).replace(b"zeren", b"zer\xff"),
            lambda made: b"",
            lambda made: b"[]\n",
            lambda made: b" " * (5 * 1024 * 1024),
        ],
    )
    def test_in_another_form(self, change: Callable[[dict[str, Any]], bytes]) -> None:
        assert refused(change(fields(receipt(witnesses=(NORTH,))))).code == "form"

    def test_with_any_one_bit_changed(self) -> None:
        whole = receipt(witnesses=(NORTH,), body=BODY).data
        verify(parse(whole), log=LOG.verifier)
        for place in range(len(whole)):
            for bit in range(8):
                mutant = whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :]
                refused(mutant)

    def test_with_any_byte_missing(self) -> None:
        whole = receipt(witnesses=(NORTH,), body=BODY).data
        for place in range(len(whole)):
            refused(whole[:place] + whole[place + 1 :])
            refused(whole[:place])
