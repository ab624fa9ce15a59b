"""Test vectors of others, read where they lie beside the project and skipped, with a message, where they do not."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "vectors"
MERKLE = FOLDER / "transparency-dev_merkle" / "testdata"
there = pytest.mark.skipif(not FOLDER.is_dir(), reason="no test vectors at ../shared/vectors")


def derived(name: str) -> Any:
    """One of the transcribed files."""
    return json.loads((FOLDER / "derived" / f"{name}.json").read_text(encoding="utf-8"))


def merkle(folder: str) -> list[tuple[str, dict[str, Any]]]:
    """Cases of transparency-dev/merkle: name and content."""
    return [
        (str(path.relative_to(MERKLE)), json.loads(path.read_text(encoding="utf-8")))
        for path in sorted((MERKLE / folder).rglob("*.json"))
    ]


def data(text: str | None) -> bytes:
    return base64.b64decode(text or "")
