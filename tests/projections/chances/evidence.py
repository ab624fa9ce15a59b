"""Evidence files by chance."""

from typing import TYPE_CHECKING, Any

from domain.evidence import EvidenceAttached, EvidenceDetached, EvidenceFiled

if TYPE_CHECKING:
    from log_book import Chance


def evidence(chance: "Chance") -> None:
    """A file is filed, or an earlier one joined to a record."""
    id, _ = chance.place()
    subject = chance.some("meeting") or id
    if (stream := chance.some("file")) is None or chance.random.random() < 0.5:
        chance.serial += 1
        sha256 = f"{chance.serial:064x}"
        filed = EvidenceFiled(organisation=id, sha256=sha256, size=7, media_type="text/plain", title="材料")
        stream = chance.keep("file", f"file-{sha256}")
        chance.write(stream, filed, id)
    event: Any = EvidenceAttached(subject=subject)
    if chance.random.random() < 0.2:
        event = EvidenceDetached(subject=subject, reason="误关联")
    chance.write(stream, event, id)


STEPS = (evidence,)
