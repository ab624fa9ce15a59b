"""SVG: elements put together as text, all of it escaped on the way. No style attributes: pages' policy bars them."""

import re
from typing import Final

from markupsafe import Markup, escape

_OUTSIDE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold."""
_WIDE: Final = 0x1100
"""From here on characters are as wide as they are high."""


def element(name: str, *children: str, **attributes: str | float | None) -> Markup:
    """An element; ``class_`` and ``stroke_width`` are written as SVG writes them, None is left out."""
    said = Markup().join(
        Markup(' {}="{}"').format(
            key.rstrip("_").replace("_", "-"), _clean(value) if isinstance(value, str) else number(value)
        )
        for key, value in attributes.items()
        if value is not None
    )
    inside = Markup().join(children)
    tag = Markup(name)  # noqa: S704  # nosec B704 - names stand in our own code
    return Markup("<{}{}>").format(tag, said) + inside + Markup("</{}>").format(tag)


def words(text: str) -> Markup:
    """Text between tags."""
    return escape(_clean(text))


def _clean(text: str) -> str:
    return _OUTSIDE.sub("\ufffd", text)


def title(text: str) -> Markup:
    """What a mark says when it is pointed at, and to who cannot see it."""
    return Markup("<title>{}</title>").format(words(text))


def text(said: str, x: float | str, y: float, **attributes: str | float | None) -> Markup:
    """A line of text."""
    return element("text", words(said), x=x, y=y, **attributes)


def link(url: str, *children: str, **attributes: str | float | None) -> Markup:
    """What lies under an address; without one, the same without a link."""
    return element("a", *children, href=url, **attributes) if url else element("g", *children, **attributes)


def number(value: float | None) -> str:
    """A number as short as it can be written."""
    return f"{value or 0:.2f}".rstrip("0").rstrip(".")


def percent(part: float, whole: float) -> str:
    """A share as a length."""
    return f"{number(100 * part / whole) if whole else 0}%"


def picture(label: str, *children: str, **attributes: str | float | None) -> Markup:
    """A whole picture that says what it shows."""
    named = {"xmlns": "http://www.w3.org/2000/svg", "role": "group", "aria_label": label}
    return element("svg", *children, **named, **attributes)


def shortened(said: str, room: float, size: float = 13) -> str:
    """As much of a text as fits into so many pixels."""
    widths = [size if ord(one) >= _WIDE else size * 0.56 for one in said]
    if sum(widths) <= room:
        return said
    used, kept = size, 0
    for width in widths:
        if used + width > room:
            break
        used += width
        kept += 1
    return said[:kept] + "…"


__all__ = ["element", "link", "number", "percent", "picture", "shortened", "text", "title", "words"]
