"""Golden samples: one stored body of every event name, one file per kind. Lines of these files are never changed."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "ledger" / "golden"

BY_KIND: dict[str, dict[str, dict[str, Any]]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))
}
"""Module name of a kind -> stored name -> ``body`` as stored, ``event`` as it was meant."""

GOLDEN: dict[str, dict[str, Any]] = {name: sample for of_kind in BY_KIND.values() for name, sample in of_kind.items()}
"""Stored name -> its sample."""
