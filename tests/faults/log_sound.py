"""What must hold of every log, whatever befell those who wrote it."""

from domain.kernel import Entry
from ledger.port import Ledger


def assert_sound(ledger: Ledger) -> list[Entry]:
    """Positions and versions without gaps, times that never run back, one event for each command; the whole log."""
    entries = [entry for page in ledger.pages() for entry in page]
    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
    times = [entry.recorded_at for entry in entries]
    assert times == sorted(times)
    versions: dict[str, int] = {}
    for entry in entries:
        assert entry.version == versions.get(entry.stream, 0) + 1
        versions[entry.stream] = entry.version
    return entries
