"""Wording 用语: how official papers write days, names, regulations and their own moment."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, TypeVar

from projections import directory
from web.asking import Clocks, asking
from web.citing import cite_text
from web.errors import NotFound
from web.phrases import Words
from web.services import services
from web.words import ref_text

T = TypeVar("T")

ERASED: Final = "（姓名已依法删除或未登记）"

BASES: Final[Mapping[str, tuple[str, ...]]] = {
    "list": ("shunde2015 五（二）", "township 三（一）"),
    "report": ("c2006-resp 四¶1", "jianxi2020 第十二条", "township 三（六）"),
    "inspect": ("c2006-resp 三（六）", "shunde2015 五（三）", "jianxi2020 第十一条（六）", "township 三（五）"),
    "rectify": ("c2006-resp 四¶2", "shunde2015 五（四）", "jianxi2020 第十五条", "township 三（七）"),
    "appraise": ("c2006-resp 四¶2", "shunde2015 五（四）", "jianxi2020 第十四条", "township 三（七）"),
    "use": ("c2006-resp 四¶2", "shunde2015 五（四）", "jianxi2020 第十五条", "township 三（七）"),
}
"""Clauses under which such a paper is written, of documents that an organisation may stand under."""

NUMERALS: Final = "一二三四五六七八九十"


def day_text(day: date) -> str:
    """A day as the text of a paper writes it: no leading noughts (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def numeral(number: int) -> str:
    """一、二 … 九十九, for headings."""
    tens, ones = divmod(number, 10)
    return f"{NUMERALS[tens - 1] if tens > 1 else ''}{'十' if tens else ''}{NUMERALS[ones - 1] if ones else ''}"


def called(id: str | None) -> str:
    """Name of a person or organisation as it was called then."""
    return asking().name(id) or ERASED if id else ""


def called_all(ids: Iterable[str]) -> str:
    """Names in a row."""
    return "、".join(called(id) for id in ids)


def period_text(period: str) -> str:
    """A year, half-year, quarter or month."""
    return Words(ref_text, "zh").period(period)


def clause_text(clause: str) -> str:
    """Document and place of a clause, whether the record names it by id or as rules write it."""
    return place_text(asking().citation(clause)) or cite_text(clause)


def place_text(cite: str) -> str:
    """A citation as it is read out: 第2段 for ¶2."""
    return re.sub(r"¶([0-9]+)", r"第\1段", cite)


def basis(of: str, organisation: str, when: Clocks) -> str:
    """What such a paper rests on, ``《…》三（七）、《…》五（四）``: of documents that bind the organisation then."""
    bound = directory.policies_in_force(asking().reading, organisation, when.as_of, when.known_at)
    codes = {one.document.replace("_", "-") for one in bound}
    return "、".join(cite_text(clause) for clause in BASES[of] if clause.partition(" ")[0] in codes)


def resting_on(of: str, organisation: str, when: Clocks, otherwise: str) -> str:
    """``根据…的规定，``; ``otherwise`` where no document on record says so."""
    found = basis(of, organisation, when)
    return f"根据{found}的规定，" if found else otherwise


def moment_of(what: str, when: Clocks, head: int) -> str:
    """Of which two clocks a paper is."""
    position = when.known_at if when.known_at is not None else head
    return f"{what}按{day_text(when.as_of)}的情况、日志第{position}条以前登记的内容生成"


def corrected(moment: str, events: Iterable[Any]) -> str:
    """The same where what was recorded was corrected since."""
    mended = any(type(event).__name__.endswith("Corrected") for event in events)
    return f"{moment}；登记有更正，以上为更正后的内容" if mended else moment


def blank_number(year: int) -> str:
    """Where the office writes the number of the document; it gives them out itself."""
    return f"　　〔{year}〕　　号"


def superior_of(organisation: str, when: Clocks) -> str:
    """Name of the organisation directly above; empty where none stands there."""
    path = asking().tree(when.as_of, when.known_at).path(organisation)
    return path[-2].name if len(path) > 1 else ""


def between(issuer: str, organisation: str, when: Clocks) -> str:
    """Whoever stands directly above an organisation and is not the issuer: gets a copy."""
    path = asking().tree(when.as_of, when.known_at).path(organisation)
    if len(path) < 2 or path[-2].id in (issuer, organisation):
        return ""
    return path[-2].name if issuer in {one.id for one in path[:-2]} else ""


def sentence(text: str) -> str:
    """A text that ends like a sentence."""
    text = text.strip()
    return text if not text or text[-1] in "。！？；：" else f"{text}。"


def paragraphs_of(text: str) -> list[str]:
    """A text that was typed in several lines."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def known_of(stream: str, when: Clocks) -> list[Any]:
    """What was known of a record at the position, in order."""
    entries = services().ledger.stream(stream)
    known = [entry.event for entry in entries if when.known_at is None or entry.position <= when.known_at]
    if not known:
        raise NotFound
    return known


def by_then(events: Iterable[T], when: Clocks) -> list[T]:
    """Of these, what had happened by the day."""
    return [event for event in events if getattr(event, "occurred_on", when.as_of) <= when.as_of]
