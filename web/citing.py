"""Citing: a clause as rules and refusals name it (``township 三（七）``), as a reader wants it: 《…》三（七）."""

import re
from functools import cache
from typing import Final

from domain.catalogue import load_all
from web.language import t

_PARAGRAPH: Final = re.compile(r"¶([0-9]+)")


@cache
def _titles() -> dict[str, tuple[str, str]]:
    """Code as rules write it -> title of the document in both languages."""
    documents = {code.replace("_", "-"): document for code, (_, document) in load_all().items()}
    return {code: (document.title, document.title_en or document.title) for code, document in documents.items()}


def cite_text(clause: str) -> str:
    """Document and place of a clause; as it was given where no packaged document goes by that code."""
    code, _, place = clause.partition(" ")
    # A document is also named without its year: ``jianxi`` for ``jianxi2020``.
    known = next((title for name, title in _titles().items() if code in (name, name.rstrip("0123456789"))), None)
    if known is None or not place:
        return clause
    written = _PARAGRAPH.sub(r"第\1段", place)
    return t(f"《{known[0]}》{written}", f"{known[1]}, {place}")
