"""An office of which evidence bags are made: a decided case, the meeting it cites, a file; and another district."""

import hashlib
import importlib.util
import io
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from judged import case_decided, case_opened, does, held
from office import DISTRICT, EAST, EASTERNER, TOWNSHIP, Office, opened

from ledger.proof.note import COSIGNATURE, SigningKey, VerifierKey, new_key
from ledger.proof.store import Cosigned
from web.bag.making import Made, make
from web.bag.scope import Scope, choose, reading_as, receiver

OUTSIDE = Path(__file__).parent.parent.parent / "web" / "bag" / "outside"
FILE = "会议纪要：研究党建工作。".encode()
SIGNED_AT = 1_718_856_000


@dataclass
class Lived:
    """The office, and what was recorded there."""

    office: Office
    case: str
    cited: str
    decided_at: str
    evidence: str
    elsewhere: str
    """A meeting of the other district."""


@contextmanager
def lived(place: Any, folder: Path) -> Iterator[Lived]:
    with opened(place, folder, _live) as office:
        yield Lived(office, *office.told)


def _live(office: Office) -> tuple[str, str, str, str, str]:
    """What is in the bags; in the order of `Lived`."""
    cited, decided_at = held(office), held(office, "2024-06-09", title="党委会（研究追责）")
    elsewhere = does(
        office,
        "east",
        "hold_meeting",
        organisation=EAST,
        body="committee",
        title="东岭党委会",
        occurred_on="2024-06-05",
        chair=EASTERNER,
        attendees=[EASTERNER],
        agenda=[{"topic": "party_building", "title": "研究东岭党建"}],
    )
    evidence = filed(office)
    does(office, "clerk", "attach_evidence", evidence=evidence, subject=cited)
    case = case_opened(office)
    case_decided(office, case, cited, decided_at)
    return case, cited, decided_at, evidence, elsewhere


def filed(office: Office, content: bytes = FILE) -> str:
    api = office.client()
    answer = api.http.post(
        "/api/v1/commands/file_evidence",
        data={"organisation": TOWNSHIP, "title": "会议纪要", "file": (io.BytesIO(content), "纪要.txt")},
        headers=api.headers,
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json["stream"])


def bag(
    office: Office,
    target: Path,
    root: str = DISTRICT,
    *,
    witnesses: Sequence[VerifierKey] | None = None,
    progress: Any = None,
    **scope: Any,
) -> Made:
    """Make one, for an auditor of ``root``."""
    with office.app.test_request_context("/"), reading_as(receiver(root)):
        return make(choose(Scope(organisation=root, **scope)), target, witnesses=witnesses, progress=progress)


def cosign(office: Office, name: str = "superior.example/witness") -> SigningKey:
    """A witness signs the last checkpoint."""
    key, store = new_key(name, COSIGNATURE), office.services.sealer.store
    office.services.sealer.seal()
    last = store.last()
    assert last is not None
    note = store.note(last.size)
    assert note is not None
    signature = key.sign(note.text, now=lambda: SIGNED_AT)
    store.keep_cosignature(
        Cosigned(size=last.size, witness=name, signature=signature, received_at="2024-06-20T04:00:00.000000Z")
    )
    return key


def verifier() -> Any:
    """verify.py as a module."""
    spec = importlib.util.spec_from_file_location("bag_verify", OUTSIDE / "verify.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def files(folder: Path) -> dict[str, bytes]:
    """Everything below a folder."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


def repair(folder: Path) -> None:
    """Write the manifests and what bag-info.txt counts anew, as somebody would who hides what they did."""
    payload = [one for one in (folder / "data").rglob("*") if one.is_file()]
    counted = {
        "Payload-Oxum": f"{sum(one.stat().st_size for one in payload)}.{len(payload)}",
        "Zeren-Entries": str(sum(one.suffix == ".leaf" for one in payload)),
    }
    info = folder / "bag-info.txt"
    for label, value in counted.items():
        info.write_text(re.sub(f"(?m)^{label}: .*$", f"{label}: {value}", info.read_text("utf-8")), encoding="utf-8")

    def walk(at: Path) -> Iterator[Path]:
        for one in sorted(at.iterdir(), key=lambda path: path.name.encode()):
            if one.is_dir():
                yield from walk(one)
            else:
                yield one

    for algorithm in ("sha256", "sm3"):
        if (folder / f"manifest-{algorithm}.txt").exists():
            payload = [(one.relative_to(folder), one) for one in walk(folder / "data")]
            _list(folder / f"manifest-{algorithm}.txt", payload, algorithm)
    tags = sorted((one for one in folder.iterdir() if one.is_file()), key=lambda path: path.name.encode())
    tags = [one for one in tags if not one.name.startswith("tagmanifest-")]
    for algorithm in ("sha256", "sm3"):
        if (folder / f"tagmanifest-{algorithm}.txt").exists():
            _list(folder / f"tagmanifest-{algorithm}.txt", [(Path(one.name), one) for one in tags], algorithm)


def _list(manifest: Path, listed: Sequence[tuple[Path, Path]], algorithm: str) -> None:
    lines = [f"{hashlib.new(algorithm, path.read_bytes()).hexdigest()}  {name.as_posix()}\n" for name, path in listed]
    manifest.write_text("".join(lines), encoding="utf-8")


def copied(folder: Path, target: Path) -> Path:
    """A copy to do harm to."""
    shutil.copytree(folder, target)
    return target
