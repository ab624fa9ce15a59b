"""Shapes of the acts on evidence files 佐证材料. What a file is (hash, size, type) is found out, never typed."""

from domain import evidence as acts
from web.schemas.derived import LEFT_OUT, RECORD, record_of, shape_of

FileEvidence = shape_of(acts.FileEvidence, evidence=LEFT_OUT, sha256=LEFT_OUT, size=LEFT_OUT, media_type=LEFT_OUT)
AttachEvidence = shape_of(acts.AttachEvidence, subject=RECORD)
DetachEvidence = shape_of(acts.DetachEvidence, subject=record_of(source="attached"))
VoidEvidence = shape_of(acts.VoidEvidence)
