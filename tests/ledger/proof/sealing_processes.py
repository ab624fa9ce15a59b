"""What the processes of the tests of sealing do; importable by a process that is spawned."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tampering import work

from ledger.application import open_ledger
from ledger.port import Draft, Ledger, Signature
from ledger.proof.keys import read_signing_key
from ledger.proof.sealing import Sealer
from ledger.proof.store import ProofStore


def opened(place: dict[str, Any], proof: str, key_file: Path) -> Sealer:
    """As the program would have it in a process of its own."""
    return Sealer(open_ledger(**place), ProofStore(proof), read_signing_key(key_file))


def write(ledger: Ledger, key: str) -> None:
    """An act of two events."""
    draft = Draft(stream=f"work-{key:0>20}", after=0, events=(work("专题学习"), work("谈话")))
    ledger.append([draft], Signature(command_id=key, recorded_by="account-a", on_behalf_of=f"org-{1:020x}"))


def write_and_seal(place: dict[str, Any], proof: str, key_file: Path, name: str, turns: int) -> None:
    """Seal after every act, now and then from the first row."""
    sealer = opened(place, proof, key_file)
    for turn in range(turns):
        write(sealer.ledger, f"{name}{turn}")
        sealed = sealer.seal(recompute=turn % 8 == 7)
        assert sealed is not None


def seal_until_killed(place: dict[str, Any], proof: str, key_file: Path, name: str, told: Any) -> None:
    """Tell the size of each checkpoint once it is kept, for ever."""
    sealer = opened(place, proof, key_file)
    turn = 0
    while True:
        write(sealer.ledger, f"{name}{turn}")
        sealed = sealer.seal()
        assert sealed is not None
        told.send(sealed.size)
        turn += 1


def die_in_seal(place: dict[str, Any], proof: str, key_file: Path) -> None:
    """Everything of a checkpoint is written, and nothing committed."""

    class Dying(ProofStore):
        def _keep_leaves(self, connection: Any, first: int, leaves: Sequence[bytes]) -> None:
            super()._keep_leaves(connection, first, leaves)
            os.kill(os.getpid(), signal.SIGKILL)

    Sealer(open_ledger(**place), Dying(proof), read_signing_key(key_file)).seal()
