"""Shapes of the acts on evidence files 佐证材料. What a file is (hash, size, type) is found out, never typed."""

from domain import evidence as acts
from web.schemas.fields import Ref, Shape, Text, reason


class FileEvidence(Shape):
    describes = acts.FileEvidence
    organisation = Ref("organisation", required=True)
    title = Text(required=True)


class AttachEvidence(Shape):
    describes = acts.AttachEvidence
    evidence = Ref("evidence", hidden=True, required=True)
    subject = Ref(source="records", required=True)
    note = Text(load_default="", limit=2_000, lines=3)


class DetachEvidence(Shape):
    describes = acts.DetachEvidence
    evidence = Ref("evidence", hidden=True, required=True)
    subject = Ref(source="attached", required=True)
    reason = reason()


class VoidEvidence(Shape):
    describes = acts.VoidEvidence
    evidence = Ref("evidence", hidden=True, required=True)
    reason = reason()
