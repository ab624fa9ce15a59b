"""Types of files that are taken in: told by content, held against what the sender says, seven and no others.

A closed list is checked here by hand. A library that names any of hundreds of types answers another question; what is
to be known is whether a file is one of these and whether it carries a program. Archives are never unpacked: of an
office file its table of contents is read, and the one small member that says of which types its parts are.
"""

import codecs
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Final

from domain.kernel import Refused

_HEAD: Final = 1024 * 1024
"""So much of a text is looked at."""

_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SLIDES: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

MEDIA: Final = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    _WORD: "docx",
    _SHEET: "xlsx",
    _SLIDES: "pptx",
    "text/plain": "txt",
}
"""Media types that are taken in, and the ending under which each is handed out."""

_ALSO: Final = {"image/jpeg": frozenset({"jpeg", "jpe", "jfif"}), "text/plain": frozenset({"text", "csv", "md", "log"})}
"""Endings under which a type may come in besides."""

_OFFICE: Final = {"word/": _WORD, "xl/": _SHEET, "ppt/": _SLIDES}
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS: Final = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/activex/")
_CONTENTS: Final = 4 * 1024 * 1024
"""Longest table of contents of an office file (the longest of honest files: some thousands of parts)."""
_TYPES: Final = 1024 * 1024
"""Longest list of types in one."""


def sniff(path: Path) -> str:
    """Media type by content; refuses what is not on the list, and what carries macros."""
    with path.open("rb") as source:
        head = source.read(_HEAD)
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"PK\x03\x04"):
        return _office(path)
    if head.startswith(_OLD_OFFICE):
        raise refused(
            "file_old_office",
            "“文件”是旧版 Office 格式（doc、xls、ppt），可能带宏；请另存为 docx、xlsx、pptx 或 PDF 再上传。",
            "The file is of the old Office format, which may carry macros; save it as docx, xlsx, pptx or PDF.",
        )
    if _is_text(head):
        return "text/plain"
    raise _unknown()


def agree(media_type: str, *, name: str, claimed: str) -> None:
    """What the sender calls the file must not say otherwise than what it is. Neither is kept."""
    ending = _ending(name)
    allowed = {MEDIA[media_type], *_ALSO.get(media_type, ())}
    if (ending and ending not in allowed) or (claimed in MEDIA and claimed != media_type):
        raise refused(
            "file_mismatch",
            f"“文件”的名称或类型与内容不符：内容是 {MEDIA[media_type]}。请核对是否选错文件，或改正扩展名。",
            f"Name or type of the file do not agree with its content, which is {MEDIA[media_type]}: is it the right"
            " one?",
        )


def _ending(name: str) -> str:
    """The last ending of a name, which is the one that counts: ``pdf.exe`` is ``exe``."""
    last = name.replace("\\", "/").rpartition("/")[2].rstrip(". ")
    return last.rpartition(".")[2].lower() if "." in last else ""


def download_name(title: str, media_type: str) -> str:
    """A name under which a file can be saved anywhere: no folders, no marks, one ending that is its own."""
    ending = MEDIA.get(media_type, "bin")
    kept = "".join("_" if char in '\\/:*?"<>|%' or not char.isprintable() else char for char in title)
    kept = kept.strip(". ")
    if kept.lower().endswith(f".{ending}"):
        kept = kept[: -len(ending) - 1]
    # A second ending would be the one that counts where the last is hidden.
    return f"{kept.replace('.', '_')[:100] or 'file'}.{ending}"


def _office(path: Path) -> str:
    if not _contents_are_short(path):
        raise _unknown()
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" not in names:
                raise _unknown()
            with archive.open("[Content_Types].xml") as member:
                types = member.read(_TYPES + 1).lower()
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError) as error:
        raise _unknown() from error
    marked = any(mark in f"/{name.lower()}" for name in names for mark in _MACROS)
    if marked or b"macroenabled" in types or b"vbaproject" in types or len(types) > _TYPES:
        raise refused(
            "file_macros",
            "“文件”带有宏或控件（可执行的程序），不能作为佐证材料；请另存为不带宏的 docx、xlsx、pptx 或 PDF 再上传。",
            "The file carries macros or controls; save it without them, as docx, xlsx, pptx or PDF.",
        )
    for folder, media_type in _OFFICE.items():
        if any(name.startswith(folder) for name in names):
            return media_type
    raise _unknown()


def _contents_are_short(path: Path) -> bool:
    """Whether an archive's table of contents can be read without harm: its length stands at the end of the file."""
    size = path.stat().st_size
    with path.open("rb") as source:
        source.seek(max(0, size - 65_557))
        tail = source.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return False
    contents: int = struct.unpack_from("<L", tail, at + 12)[0]
    large = tail[max(0, at - 20) : at].startswith(b"PK\x06\x07")
    return contents <= _CONTENTS and not large


def _is_text(head: bytes) -> bool:
    if b"\x00" in head or head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<":
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            # A character may be cut at the end of the first page.
            codecs.getincrementaldecoder(encoding)().decode(head, final=len(head) < _HEAD)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _unknown() -> Refused:
    return refused(
        "file_type",
        "只接受 PDF、PNG、JPEG、Word（docx）、Excel（xlsx）、PowerPoint（pptx）和纯文本文件，且不能带宏。",
        "Only PDF, PNG, JPEG, docx, xlsx, pptx and plain text are taken in, without macros.",
    )


def refused(code: str, zh: str, en: str) -> Refused:
    """A file that is not taken in."""
    return Refused(code, zh=zh, en=en, field="file")
