"""Sentences on evidence files 佐证材料."""

from collections.abc import Mapping
from typing import Final

from domain import evidence
from web.sentences.telling import Tell, Telling, done


def _filed(w: Telling, e: evidence.EvidenceFiled) -> str:
    return w.t(
        f"{w.name(e.organisation)}上传佐证材料{w.quote(e.title)}（{_size(e.size)}）",
        f"{w.name(e.organisation)} filed {w.quote(e.title)} as evidence ({_size(e.size)})",
    )


def _attached(w: Telling, e: evidence.EvidenceAttached) -> str:
    note = w.note(e.note)
    return w.t(f"作为{w.name(e.subject)}的佐证{note}", f"attached as evidence to {w.name(e.subject)}{note}")


def _detached(w: Telling, e: evidence.EvidenceDetached) -> str:
    return w.t(
        f"不再作为{w.name(e.subject)}的佐证{w.because(e.reason)}",
        f"no longer evidence for {w.name(e.subject)}{w.because(e.reason)}",
    )


def _size(size: int) -> str:
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


TELLS: Final[Mapping[type, Tell]] = {
    evidence.EvidenceFiled: _filed,
    evidence.EvidenceAttached: _attached,
    evidence.EvidenceDetached: _detached,
    evidence.EvidenceVoided: done("佐证材料作废", "the evidence file was voided"),
}
"""Event -> how it is told."""
