"""Evidence file 佐证材料: a file kept under the SHA-256 of its content, and the records it speaks for.

Rules
1. The file's stream is named after its content: ``file-`` and the SHA-256 in lower case. The same content
   is there once; filing it again records nothing, unless it had been voided.
2. A file holds something, and not more than 50 MiB.
3. It is attached to a record once, and detached only from a record to which it is attached.
4. A voided file keeps its content and what it was attached to, but is attached to nothing more.

The rules are the office's own: no clause says how evidence is kept, only that it is (shunde2015 五（二）).
"""

import re
from dataclasses import replace
from datetime import date
from typing import Final, TypeAlias, assert_never

from domain.kernel import Refused, allow_text, record, require_reason, require_text

LARGEST: Final = 50 * 1024 * 1024
"""Bytes a file may hold."""

# --- events ----------------------------------------------------------------------


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

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one file."""

    organisation: str
    sha256: str
    stage: str
    """filed or voided."""
    version: int
    attached: frozenset[str] = frozenset()
    """Records it speaks for."""


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    version = 1 if state is None else state.version + 1
    if isinstance(event, EvidenceFiled):
        attached = frozenset[str]() if state is None else state.attached
        return State(
            organisation=event.organisation, sha256=event.sha256, stage="filed", version=version, attached=attached
        )
    assert state is not None, "a file begins with being filed"
    match event:
        case EvidenceAttached():
            return replace(state, attached=state.attached | {event.subject}, version=version)
        case EvidenceDetached():
            return replace(state, attached=state.attached - {event.subject}, version=version)
        case EvidenceVoided():
            return replace(state, stage="voided", version=version)
        case _:
            assert_never(event)


# --- commands --------------------------------------------------------------------


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

# --- decisions -------------------------------------------------------------------

_SHA256 = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}")


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`. No rule here asks for the day."""
    match command:
        case FileEvidence():
            filed = _filed(command)
            return [] if state is not None and state.stage == "filed" else [filed]
        case AttachEvidence():
            return [_attached(_standing(state), command)]
        case DetachEvidence():
            if command.subject not in _standing(state).attached:
                raise Refused(
                    "not_attached",
                    zh="该佐证材料没有关联这条记录。",
                    en="The file is not attached to this record.",
                    field="subject",
                )
            return [EvidenceDetached(subject=command.subject, reason=require_reason(command.reason))]
        case VoidEvidence():
            _standing(state)
            return [EvidenceVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    """The state of a file that is on record and not voided."""
    if state is None:
        raise Refused("unknown", zh="没有找到这份佐证材料。", en="There is no such file.")
    if state.stage == "voided":
        raise Refused(
            "voided",
            zh="这份佐证材料已作废，如需使用请重新上传。",
            en="This file was voided; file it again to use it.",
        )
    return state


def _filed(command: FileEvidence) -> EvidenceFiled:
    if _SHA256.fullmatch(command.sha256) is None or command.evidence != f"file-{command.sha256}":
        raise Refused(
            "not_the_content",
            zh="文件校验值与编号不符，请重新上传。",
            en="The file's hash and its number do not agree; send it again.",
            field="sha256",
        )
    if not 1 <= command.size <= LARGEST:
        raise Refused(
            "size_out_of_range",
            zh="佐证材料不能为空，且不能超过50MB，请压缩或拆分后上传。",
            en="A file may be neither empty nor larger than 50 MiB; make it smaller or split it.",
            field="size",
        )
    if _MEDIA_TYPE.fullmatch(command.media_type) is None:
        raise Refused(
            "media_type",
            zh="无法识别文件类型，请换一种常用格式上传。",
            en="The file's type cannot be told; send it in a common format.",
            field="media_type",
        )
    return EvidenceFiled(
        organisation=command.organisation,
        sha256=command.sha256,
        size=command.size,
        media_type=command.media_type,
        title=require_text(command.title, "title", label=("材料名称", "Title")),
    )


def _attached(state: State, command: AttachEvidence) -> EvidenceAttached:
    subject = require_text(command.subject, "subject", label=("关联记录", "Record"))
    if subject == f"file-{state.sha256}":
        raise Refused(
            "own_subject",
            zh="佐证材料不能关联其自身，请选择它所证明的记录。",
            en="A file does not speak for itself; choose the record it proves.",
            field="subject",
        )
    if subject in state.attached:
        raise Refused(
            "already_attached",
            zh="该佐证材料已关联这条记录，无需重复关联。",
            en="The file is already attached to this record.",
            field="subject",
        )
    return EvidenceAttached(subject=subject, note=allow_text(command.note, "note", limit=2_000, label=("备注", "Note")))
