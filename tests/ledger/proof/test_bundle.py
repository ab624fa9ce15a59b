"""Proofs as files: the vectors of others, and that no bit of one can be changed."""

import pytest
from proof_vectors import derived, there
from test_note import mutants

from ledger.proof.bundle import HEADER, Proof, parse_proof
from ledger.proof.checkpoint import Checkpoint, checkpoint_of
from ledger.proof.leaf import FORM, Leaf, LeafMalformed, parse_leaf
from ledger.proof.note import NoteMalformed, NoteUnverified, base64_of, new_key, parse_note, sign, verified
from ledger.proof.tree import ProofInvalid, inclusion_path, leaf_hash, root_of, subtree_of, verify_inclusion

KEY = new_key("office.example/zeren")
SIZE, INDEX = 7, 4
LEAF = Leaf(
    form=FORM,
    index=INDEX,
    log=KEY.name,
    name="work.recorded/1",
    position=INDEX + 1,
    recorded_at="2024-06-20T04:00:00.000000Z",
    sha256="ab" * 32,
    stream="work-1",
    version=1,
)
HASHES = [leaf_hash(b"%d" % number) if number != INDEX else LEAF.hash for number in range(SIZE)]
NOTE = sign(Checkpoint(origin=KEY.name, size=SIZE, root=root_of(HASHES)).text, KEY)
PROOF = Proof(index=INDEX, path=tuple(inclusion_path(INDEX, SIZE, subtree_of(HASHES))), checkpoint=NOTE.data)


def verify(data: bytes, leaf: bytes) -> None:
    """What everybody does who is handed a proof and a leaf."""
    proof = parse_proof(data)
    note = parse_note(proof.checkpoint)
    verified(note, [KEY.verifier])
    checkpoint = checkpoint_of(note)
    verify_inclusion(proof.index, checkpoint.size, parse_leaf(leaf).hash, proof.path, checkpoint.root)


def test_it_holds() -> None:
    verify(PROOF.data, LEAF.text)


def test_no_bit_of_a_proof_can_be_changed() -> None:
    for changed in mutants(PROOF.data):
        with pytest.raises((NoteMalformed, NoteUnverified, ProofInvalid)):
            verify(changed, LEAF.text)


def test_no_bit_of_a_leaf_can_be_changed() -> None:
    for changed in mutants(LEAF.text):
        with pytest.raises((LeafMalformed, ProofInvalid)):
            verify(PROOF.data, changed)


@pytest.mark.parametrize("extra", [None, b"", b"x", bytes(range(256))])
def test_what_is_written_is_read_again(extra: bytes | None) -> None:
    made = Proof(index=INDEX, path=PROOF.path, checkpoint=PROOF.checkpoint, extra=extra)
    assert parse_proof(made.data) == made


@pytest.mark.parametrize(
    "head",
    [
        "",
        HEADER,
        f"{HEADER}\nindex",
        f"{HEADER}\nindex 01",
        f"{HEADER}\nindex 1 ",
        f"{HEADER}\nindex {10**19}",
        f"{HEADER}\nindex 1\nindex 1",
        f"{HEADER}\nextra AA==\nextra AA==\nindex 1",
        f"{HEADER}\nindex 1\nextra AA==",
        f"{HEADER}\nindex 1\r",
        f"{HEADER}\nindex 一",
        "\n".join([HEADER, "index 1", *[base64_of(bytes(32))] * 64]),
    ],
)
def test_what_is_not_a_proof(head: str) -> None:
    with pytest.raises(NoteMalformed):
        parse_proof(f"{head}\n\n".encode() + NOTE.data)


def test_a_proof_holds_a_checkpoint() -> None:
    for data in (f"{HEADER}\nindex 1\n".encode(), f"{HEADER}\nindex 1\n\n".encode()):
        with pytest.raises(NoteMalformed, match="checkpoint"):
            parse_proof(data)


@there
def test_vectors() -> None:
    cases = derived("tlog_proof")["cases"]
    assert len(cases) == 11
    for case in cases:
        try:
            found = parse_proof(case["text"].encode())
        except NoteMalformed:
            assert not case["ok"], case["desc"]
            continue
        assert case["ok"], case["desc"]
        assert (found.index, len(found.path)) == (case["index"], case["hashes"])
        assert found.data == case["text"].encode()
