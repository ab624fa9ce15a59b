"""Language: Chinese first, English second. Both stand side by side where they are used, so none can go missing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal, TypeAlias

from flask import g, has_request_context

from web.cookies import named
from web.here import asked, kept

Language: TypeAlias = Literal["zh", "en"]

COOKIE: Final = "zeren_language"


def language() -> Language:
    """Language of this request: the cookie's choice, else Chinese."""
    if not has_request_context():
        return "zh"
    held = kept()
    if "language" not in held:
        held.language = "en" if asked().cookies.get(named(COOKIE)) == "en" else "zh"
    return "en" if held.language == "en" else "zh"


def t(zh: str, en: str) -> str:
    """The text in the language of this request."""
    return en if language() == "en" else zh


def pick(pair: tuple[str, str]) -> str:
    """Like `t`, for a pair."""
    return t(pair[0], pair[1])


def aside(text: object) -> str:
    """In brackets, behind what it belongs to."""
    return t(f"（{text}）", f" ({text})")


@contextmanager
def in_chinese() -> Iterator[None]:
    """Official papers are written in Chinese, whatever the language of the pages."""
    before = language()
    g.language = "zh"
    try:
        yield
    finally:
        g.language = before
