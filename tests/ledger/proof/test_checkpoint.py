"""Checkpoints: the vectors of others, and nothing but the canonical form."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from proof_vectors import derived, there

from ledger.proof.checkpoint import Checkpoint, checkpoint_of, parse_checkpoint
from ledger.proof.note import ED25519, NoteMalformed, SigningKey, base64_of, parse_note, sign, verified

ROOT = bytes(range(32))
GOOD = f"office.example/zeren\n7\n{base64_of(ROOT)}\n"


def test_what_is_written_is_read_again() -> None:
    for extensions in ((), ("一条附注", "another")):
        made = Checkpoint(origin="office.example/zeren", size=7, root=ROOT, extensions=extensions)
        assert parse_checkpoint(made.text) == made
    assert parse_checkpoint(GOOD).text == GOOD


@pytest.mark.parametrize(
    "text",
    [
        GOOD[:-1],
        "\n" + GOOD,
        GOOD.replace("\n7\n", "\n07\n"),
        GOOD.replace("\n7\n", "\n+7\n"),
        GOOD.replace("\n7\n", "\n 7\n"),
        GOOD.replace("\n7\n", "\n７\n"),
        GOOD.replace("\n7\n", "\n-7\n"),
        GOOD.replace("\n7\n", "\n\n"),
        GOOD.replace("\n7\n", f"\n{10**19}\n"),
        GOOD.replace(base64_of(ROOT), base64_of(ROOT[:31])),
        GOOD.replace(base64_of(ROOT), base64_of(ROOT + b"x")),
        GOOD.replace(base64_of(ROOT), base64_of(ROOT).rstrip("=")),
        GOOD.replace(base64_of(ROOT), base64_of(ROOT).replace("8=", "9=")),
        GOOD + "\n",
        GOOD + "\nnote\n",
        "office.example/zeren\n7\n",
    ],
)
def test_what_is_not_a_checkpoint(text: str) -> None:
    with pytest.raises(NoteMalformed):
        parse_checkpoint(text)


SHORT_ROOTS = {"valid one", "other origin", "trailing data"}
"""Upstream leaves the length of a root open; by the specification it has 32 bytes."""


@there
class TestVectors:
    def test_checkpoints(self) -> None:
        cases, differ = derived("checkpoint_parse"), set()
        assert len(cases) == 10
        for case in cases:
            try:
                parse_checkpoint(case["text"])
            except NoteMalformed:
                found = False
            else:
                found = True
            if found != case["ok"]:
                differ.add(case["desc"])
        assert differ == SHORT_ROOTS

    def test_these_are_refused_for_their_root_alone(self) -> None:
        for case in derived("checkpoint_parse"):
            if case["desc"] in SHORT_ROOTS:
                lines = case["text"].split("\n")
                lines[2] = base64_of(ROOT)
                assert parse_checkpoint("\n".join(lines)).root == ROOT

    def test_the_checkpoint_of_a_sigsum_log(self) -> None:
        known = derived("sigsum_checkpoint")
        note = parse_note(known["checkpoint"].encode())
        checkpoint = checkpoint_of(note)
        private = Ed25519PrivateKey.from_private_bytes(bytes([known["private_seed_first_byte"], *bytes(31)]))
        key = SigningKey(name=checkpoint.origin, sort=ED25519, private=private)
        assert verified(note, [key.verifier])
        assert checkpoint.size == 10
        assert sign(checkpoint.text, key).data == known["checkpoint"].encode()

    def test_real_checkpoints(self) -> None:
        sizes = [
            checkpoint_of(parse_note(case["msg_latin1"].encode("latin1"))).size
            for case in derived("signed_note")
            if case["desc"].startswith(("real", "tessera"))
        ]
        assert len(sizes) == 17
        assert max(sizes) == 35_225_469
