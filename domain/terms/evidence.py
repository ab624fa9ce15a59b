"""Words of an evidence file 佐证材料."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import evidence
from domain.terms.common import Label

KIND: Final[Label] = ("佐证材料", "Evidence file")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {}

EVENTS: Final[Mapping[type, Label]] = {
    evidence.EvidenceFiled: ("上传佐证材料", "Evidence filed"),
    evidence.EvidenceAttached: ("关联佐证材料", "Evidence attached"),
    evidence.EvidenceDetached: ("取消关联佐证", "Evidence detached"),
    evidence.EvidenceVoided: ("作废佐证材料", "Evidence voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    evidence.FileEvidence: ("上传佐证材料", "File evidence"),
    evidence.AttachEvidence: ("关联佐证材料", "Attach evidence"),
    evidence.DetachEvidence: ("取消关联佐证", "Detach evidence"),
    evidence.VoidEvidence: ("作废佐证材料", "Void evidence"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "media_type": ("文件类型", "File type"),
    "size": ("文件大小", "Size"),
    "subject": ("关联记录", "Record"),
}

_FILE: Final = {"title": ("材料名称", "Title")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    evidence.EvidenceFiled: _FILE,
    evidence.FileEvidence: _FILE,
}
