"""Evidence file 佐证材料: a file kept under the SHA-256 of its content, and the records it speaks for."""

from typing import TypeAlias

from domain.kernel import record


@record
class EvidenceFiled:
    """A file was taken in 上传佐证."""

    organisation: str
    sha256: str
    size: int
    """Bytes."""
    media_type: str
    """As sniffed from the content, not as claimed."""
    title: str


@record
class EvidenceAttached:
    """The file speaks for a record 关联记录. ``subject`` is the record's stream."""

    subject: str
    note: str = ""


@record
class EvidenceDetached:
    """The file was attached to a record by mistake 取消关联."""

    subject: str
    reason: str


@record
class EvidenceVoided:
    """The file was filed by mistake; its content is kept 作废佐证."""

    reason: str


Event: TypeAlias = EvidenceFiled | EvidenceAttached | EvidenceDetached | EvidenceVoided


@record
class FileEvidence:
    """Take a file in 上传佐证. ``evidence`` is ``file-`` and the SHA-256."""

    evidence: str
    organisation: str
    sha256: str
    size: int
    media_type: str
    title: str


@record
class AttachEvidence:
    """Attach it to a record 关联记录."""

    evidence: str
    subject: str
    note: str = ""


@record
class DetachEvidence:
    """Detach it 取消关联."""

    evidence: str
    subject: str
    reason: str


@record
class VoidEvidence:
    """Void it 作废佐证."""

    evidence: str
    reason: str


Command: TypeAlias = FileEvidence | AttachEvidence | DetachEvidence | VoidEvidence
