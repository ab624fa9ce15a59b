"""An office's own template 本单位模板: a Word file with named placeholders, filled with what a paper says.

``{{标题}}`` stands for words, ``{{正文}}`` alone in a paragraph for all of the text, ``{{事项.名称}}`` in a row of a
table for a row each. Names only: nothing in a template is worked out, so that none can do anything. What a template
names and the paper has not is refused by name; what could act by itself (macros, embedded objects, links to other
files) is refused as a whole.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]  # publishes no types

from domain.kernel import Refused
from web.papers.kinds import COMMON, WHOLE, Kind, words_of
from web.papers.layout import clean, saved, say
from web.papers.paper import Paper, Paragraph
from web.papers.word import enclose, put, written

LARGEST: Final = 5 * 1024 * 1024
UNPACKED: Final = 60 * 1024 * 1024
_NAMED: Final = re.compile(r"\{\{\s*([^{}]{1,60}?)\s*\}\}")
_ACTING: Final = re.compile(r"vbaProject|vbaData|activeX|embeddings/|afchunk|customUI", re.IGNORECASE)
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_NEAR: Final = ("docm", "dotm", "dotx", "doc", "dot", "wps", "rtf", "odt")
"""Endings under which somebody may have put a template by mistake."""


def own_template(folder: Path | None, kind: Kind) -> bytes | None:
    """The office's template of a kind; None: there is none."""
    if folder is None:
        return None
    path = folder / f"{kind.code}.docx"
    if path.is_file():
        if path.stat().st_size > LARGEST:
            raise _refused(path.name, "文件超过5MB", "the file is larger than 5 MB")
        return path.read_bytes()
    for ending in _NEAR:
        near = path.with_suffix(f".{ending}")
        if near.is_file():
            raise _refused(
                near.name, f"只接受.docx文件，不接受.{ending}", f"a template is a .docx file, not a .{ending}"
            )
    return None


def filled(data: bytes, kind: Kind, paper: Paper) -> bytes:
    """The office's template with what the paper says."""
    document = _opened(data, f"{kind.code}.docx")
    if problems := list(problems_of(document, kind)):
        zh, en = zip(*problems, strict=True)
        raise _refused(f"{kind.code}.docx", "；".join(zh), "; ".join(en))
    words = words_of(kind, paper)
    used = {name for root in _roots(document) for name in _names(root)}
    for root in _roots(document):
        _repeat_rows(root, paper.lists)
        for paragraph in list(root.iter(qn("w:p"))):
            _replace(paragraph, lambda name: words.get(name))
    body = document.element.body
    for paragraph in list(body.iter(qn("w:p"))):
        text = _text(paragraph).strip()
        if (found := _NAMED.fullmatch(text)) and found[1] in WHOLE:
            # What follows is written at the end of the document and moved here.
            before = len(body)
            if found[1] == "正文":
                put(document, paper.text)
            else:
                _enclosures(document, paper)
            for element in list(body)[before - 1 : -1]:
                paragraph.addprevious(element)
            _remove(paragraph)
    _never_lost(document, paper, used)
    return saved(document, paper.title)


def _never_lost(document: Any, paper: Paper, used: set[str]) -> None:
    """What must be told although the template has no place for it."""
    body = document.element.body
    if "正文" in used and "附件" not in used:
        _enclosures(document, paper)
    if "附注" not in used:
        say(document.add_paragraph(), f"（{paper.moment}）", indent=2)
    if "提示" not in used:
        for flag in reversed(paper.flags):
            line = document.add_paragraph()
            say(line, flag, indent=2)
            body.insert(0, line._p)


def _enclosures(document: Any, paper: Paper) -> None:
    for number, blocks in enumerate(paper.enclosures, 1):
        enclose(document, blocks, str(number) if len(paper.enclosures) > 1 else "")


def starting_point(kind: Kind) -> bytes:
    """Our own layout with placeholders, for an office to change."""
    return written(
        Paper(
            title="{{标题}}",
            kind="" if kind.code == "list" else kind.label[0],
            mark="" if kind.code in ("list", "case", "inspection") else "{{发文机关标志}}",
            number="" if kind.code in ("list", "case", "inspection") else "{{发文字号}}",
            upward=kind.code == "yearly",
            addressee="{{主送机关}}",
            flags=("{{提示}}",),
            blocks=[Paragraph(text="{{正文}}"), Paragraph(text="{{附件说明}}")],
            issuer="{{落款}}",
            day="{{成文日期}}",
            moment="{{附注}}",
            copies="{{抄送}}",
            printed="" if kind.code in ("list", "case", "inspection") else "{{印发}}",
        ),
        after=("{{附件}}",),
    )


# --- checks --------------------------------------------------------------------------------


def check(data: bytes, kind: Kind) -> list[tuple[str, str]]:
    """What is wrong with a template, in Chinese and English; nothing: it can be used."""
    try:
        return list(problems_of(_opened(data, f"{kind.code}.docx"), kind))
    except Refused as refused:
        return [(refused.zh, refused.en)]


def trouble_in(folder: Path | None, kind: Kind) -> tuple[bool, list[tuple[str, str]]]:
    """Whether the office has a template of a kind, and what is wrong with it."""
    try:
        data = own_template(folder, kind)
    except Refused as refused:
        return True, [(refused.zh, refused.en)]
    return data is not None, [] if data is None else check(data, kind)


def problems_of(document: Any, kind: Kind) -> Iterator[tuple[str, str]]:
    """Placeholders that the paper has nothing for, or that stand where they cannot be filled."""
    plain = {*COMMON, *kind.fields}
    for root in _roots(document):
        for paragraph in root.iter(qn("w:p")):
            text = _text(paragraph)
            row = next(paragraph.iterancestors(qn("w:tr")), None)
            for name in _NAMED.findall(text):
                listed, dot, column = name.partition(".")
                if name in WHOLE:
                    if text.strip() != f"{{{{{name}}}}}" and _NAMED.sub("", text).strip():
                        yield f"{{{{{name}}}}}须单独占一段", f"{{{{{name}}}}} stands in a paragraph of its own"
                    elif root is not document.element.body:
                        yield (
                            f"{{{{{name}}}}}不能放在页眉、页脚里",
                            f"{{{{{name}}}}} cannot stand in a header or footer",
                        )
                elif dot and column in kind.rows.get(listed, {}):
                    if row is None:
                        yield f"{{{{{name}}}}}只能放在表格里", f"{{{{{name}}}}} stands in a row of a table"
                    elif len({one.partition(".")[0] for one in _names(row) if "." in one}) > 1:
                        yield f"{{{{{name}}}}}所在的行混有其他列表", f"the row of {{{{{name}}}}} holds another list too"
                elif name not in plain:
                    yield (
                        f"占位符{{{{{name}}}}}不认识，{kind.label[0]}没有这一项",
                        f"there is no placeholder {{{{{name}}}}} in this paper",
                    )
            rest = _NAMED.sub("", text)
            if "{{" in rest or "}}" in rest or "{%" in rest:
                around = " ".join(rest.split())[:40]
                yield f"“{around}”处的占位符不完整", f"a placeholder is not whole near “{around}”"
    for part in document.part.package.iter_parts():
        if not hasattr(part, "element") and str(part.partname).endswith(".xml") and b"{{" in part.blob:
            yield f"{part.partname}里不能放占位符", f"no placeholders in {part.partname}"


def _opened(data: bytes, name: str) -> Any:
    """The document, if nothing in it acts by itself or reaches elsewhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > UNPACKED:
                raise _refused(name, "解压后过大", "it is too large once unpacked")
            acting = next((one for one in archive.namelist() if _ACTING.search(one)), "")
            types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
        if acting or "macroEnabled" in types:
            raise _refused(name, "含有宏、控件或嵌入对象，不能使用", "it holds macros, controls or embedded objects")
        if _MAIN not in types:
            raise _refused(name, "不是Word文档（.docx）", "it is no Word document (.docx)")
        document = Document(io.BytesIO(data))
    except (zipfile.BadZipFile, KeyError, ValueError, XMLSyntaxError, OSError, NotImplementedError):
        raise _refused(name, "无法读取，不是完好的.docx文件", "it cannot be read as a .docx file") from None
    for part in document.part.package.iter_parts():
        for relation in part.rels.values():
            if relation.is_external and not relation.reltype.endswith("/hyperlink"):
                raise _refused(name, "引用了外部文件，不能使用", "it refers to another file")
    return document


def _refused(name: str, zh: str, en: str) -> Refused:
    return Refused("paper_template", zh=f"本单位的公文模板{name}不能使用：{zh}。", en=f"Template {name}: {en}.")


# --- filling -------------------------------------------------------------------------------


def _roots(document: Any) -> list[Any]:
    """Body, headers and footers."""
    found = [document.element.body]
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")):
            found.append(relation.target_part.element)
    return found


def _texts(paragraph: Any) -> list[Any]:
    """Pieces of text of a paragraph itself, not of text boxes in it."""
    return [one for one in paragraph.iter(qn("w:t")) if next(one.iterancestors(qn("w:p"))) is paragraph]


def _text(paragraph: Any) -> str:
    return "".join(one.text or "" for one in _texts(paragraph))


def _names(root: Any) -> Iterable[str]:
    for paragraph in root.iter(qn("w:p")):
        yield from _NAMED.findall(_text(paragraph))


def _repeat_rows(root: Any, lists: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
    for row in list(root.iter(qn("w:tr"))):
        name = next((one.partition(".")[0] for one in _names(row) if one.partition(".")[0] in lists and "." in one), "")
        if not name:
            continue
        for record in lists[name] or ({},):
            copy = deepcopy(row)
            row.addprevious(copy)
            for paragraph in copy.iter(qn("w:p")):
                _replace(paragraph, _column_of(name, record), keep=True)
        row.getparent().remove(row)


def _column_of(name: str, record: Mapping[str, str]) -> Callable[[str], str | None]:
    def value(placeholder: str) -> str | None:
        listed, dot, column = placeholder.partition(".")
        return record.get(column, "") if dot and listed == name else None

    return value


def _replace(paragraph: Any, value: Callable[[str], str | None], *, keep: bool = False) -> None:
    """Put values for placeholders, which Word may have torn into pieces; a paragraph left with nothing goes."""
    pieces = _texts(paragraph)
    text = "".join(one.text or "" for one in pieces)
    found = [(one.start(), one.end(), said) for one in _NAMED.finditer(text) if (said := value(one[1])) is not None]
    if not found:
        return
    if not keep and not any(said for *_, said in found) and len(found) == len(_NAMED.findall(text)):
        _remove(paragraph)
        return
    starts = [0]
    for one in pieces:
        starts.append(starts[-1] + len(one.text or ""))
    for piece, (first, last) in zip(pieces, pairwise(starts), strict=True):
        kept, at = "", first
        for begin, end, said in found:
            if begin >= last or end <= first:
                continue
            kept += text[at : max(begin, at)]
            kept += said if first <= begin < last else ""
            at = min(end, last)
        kept += text[at:last]
        _write(piece, kept)


def _write(piece: Any, text: str) -> None:
    """Words with their line breaks, in the look of the piece they stand in."""
    first, *more = clean(text).split("\n")
    piece.text = first
    piece.set(qn("xml:space"), "preserve")
    for line in reversed(more):
        after, new = OxmlElement("w:br"), OxmlElement("w:t")
        new.text = line
        new.set(qn("xml:space"), "preserve")
        piece.addnext(new)
        piece.addnext(after)


def _remove(paragraph: Any) -> None:
    """Take a paragraph out; a cell keeps its last one, which it cannot do without."""
    around = paragraph.getparent()
    last = around.tag == qn("w:tc") and len(around.findall(qn("w:p"))) == 1
    ends_section = paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
    if last or ends_section:
        for one in _texts(paragraph):
            one.text = ""
    else:
        around.remove(paragraph)
