"""Marks: shapes, colours and patterns. A shape for each light, a pattern for each area; colours only help.

`tests/web/test_pictures.py` looks at them as people do who see no red, or no green.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from markupsafe import Markup

from domain.kernel import record
from web.pictures.svg import element

INK: Final = "#1f2328"

SHAPES: Final[Mapping[str, str]] = {
    "met": '<path d="M3 8.5l3.2 3.2L13 4.5" fill="none" stroke="currentColor" stroke-width="2.4"/>',
    "met_late": '<path d="M3 8.5l3.2 3.2L13 4.5" fill="none" stroke="currentColor" stroke-width="2.4"/>'
    '<path d="M2 14.5h12" stroke="currentColor" stroke-width="1.6"/>',
    "due": '<circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" stroke-width="1.8"/>'
    '<path d="M8 4.6V8l2.4 1.6" fill="none" stroke="currentColor" stroke-width="1.6"/>',
    "missed": '<path d="M3.5 3.5l9 9M12.5 3.5l-9 9" stroke="currentColor" stroke-width="2.6"/>',
    "short": '<path d="M8 2.2L14.6 14H1.4z" fill="none" stroke="currentColor" stroke-width="1.7"/>'
    '<path d="M8 6.4v3.6M8 11.4v1.2" stroke="currentColor" stroke-width="1.7"/>',
    "no_minimum": '<path d="M3 8h10" stroke="currentColor" stroke-width="2"/>',
    "evidenced": '<rect x="3" y="3" width="10" height="10" fill="currentColor"/>',
    "not_evidenced": '<rect x="3" y="3" width="10" height="10" fill="none" stroke="currentColor" stroke-width="1.6"/>',
    "unassigned": '<circle cx="8" cy="5.2" r="2.6" fill="none" stroke="currentColor" stroke-width="1.6"/>'
    '<path d="M3 14c.6-3.4 9.4-3.4 10 0" fill="none" stroke="currentColor" stroke-width="1.6"'
    ' stroke-dasharray="2 1.6"/>',
    "undetermined": '<path d="M5.2 6a2.8 2.8 0 1 1 4 2.5c-.9.5-1.2 1-1.2 2M8 12.4v1.4" fill="none"'
    ' stroke="currentColor" stroke-width="1.9"/>',
}
"""One shape a light, in a square of 16."""


@record
class Tone:
    """Ground and ink of a mark."""

    ground: str
    ink: str


TONES: Final[Mapping[str, Tone]] = {
    "met": Tone(ground="#d9ecdf", ink="#14532d"),
    "met_late": Tone(ground="#fbe9bd", ink="#5f3f00"),
    "due": Tone(ground="#e3ecf5", ink="#1f4a73"),
    "missed": Tone(ground="#8c1b17", ink="#ffffff"),
    "short": Tone(ground="#fbdcd9", ink="#8c1b17"),
    "unassigned": Tone(ground="#ffffff", ink="#6b4700"),
    "undetermined": Tone(ground="#ffffff", ink="#4d555e"),
    "no_minimum": Tone(ground="#eef0f2", ink="#4d555e"),
    "evidenced": Tone(ground="#d9ecdf", ink="#14532d"),
    "not_evidenced": Tone(ground="#ffffff", ink="#4d555e"),
}
"""Of the lights."""

BANDS: Final = (
    Tone(ground="#d9ecdf", ink="#14532d"),
    Tone(ground="#fbe3e0", ink="#1f2328"),
    Tone(ground="#f0aaa3", ink="#1f2328"),
    Tone(ground="#8c1b17", ink="#ffffff"),
)
"""Groups of organisations by how many of them have a gap: none, up to a quarter, up to a half, more. From light to
dark, and the number stands in each."""


@record
class Area:
    """A pattern: its ground, and what is drawn on each tile."""

    ground: str
    ink: str
    tile: str
    """Side, and path; empty: plain."""


AREAS: Final[Mapping[str, Area]] = {
    "met": Area(ground="#2b6e48", ink="#2b6e48", tile=""),
    "met_late": Area(ground="#f2cf73", ink="#5f3f00", tile="M0 3h6"),
    "due": Area(ground="#ffffff", ink="#1f4a73", tile="M2 3h2"),
    "missed": Area(ground="#f7d5d2", ink="#8c1b17", tile="M-1.5 1.5l3 -3M0 6l6 -6M4.5 7.5l3 -3"),
    "short": Area(ground="#f7d5d2", ink="#8c1b17", tile="M0 3h6M3 0v6"),
    "unassigned": Area(ground="#ffffff", ink="#6b4700", tile="M3 0v6"),
    "blank": Area(ground="#ffffff", ink="#ffffff", tile=""),
    "undetermined": Area(ground="#e3e6e9", ink="#4d555e", tile="M-1.5 4.5l3 3M0 0l6 6M4.5 -1.5l3 3"),
}
"""Of bars that are put together from several sorts."""


def marks(lights: Iterable[str], width: float, height: float) -> Markup:
    """Definitions of these lights as cells of a size, to be used by name."""
    return element("defs", *(_cell(light, width, height) for light in lights))


def _cell(light: str, width: float, height: float) -> Markup:
    tone = TONES[light]
    # Between definitions and their use `currentColor` is that of the definition: one name a light is enough.
    drawn = Markup(SHAPES[light])  # noqa: S704  # nosec B704 - drawn in our own code
    shape = element("g", drawn, transform=f"translate({(width - 16) / 2:g} {(height - 16) / 2:g})")
    ground = element("rect", width=width, height=height, rx=2, fill=tone.ground, stroke=tone.ink, stroke_width=0.8)
    return element("g", ground, shape, id=f"h-{light}", color=tone.ink)


def bands(width: float, height: float) -> Markup:
    """Definitions of the grounds of groups."""
    return element(
        "defs",
        *(
            element(
                "rect",
                id=f"b-{band}",
                width=width,
                height=height,
                rx=2,
                fill=tone.ground,
                stroke=INK,
                stroke_width=0.8,
            )
            for band, tone in enumerate(BANDS)
        ),
    )


def band(part: int, whole: int) -> int:
    """In which band a share lies."""
    if not part:
        return 0
    return 1 if 4 * part <= whole else 2 if 2 * part <= whole else 3


def areas(sorts: Iterable[str]) -> Markup:
    """Definitions of these patterns, to be filled with by name."""
    return element("defs", *(_pattern(sort) for sort in sorts))


def _pattern(sort: str) -> Markup:
    area = AREAS[sort]
    return element(
        "pattern",
        element("rect", width=6, height=6, fill=area.ground),
        element("path", d=area.tile, stroke=area.ink, stroke_width=1.8, fill="none") if area.tile else "",
        id=f"p-{sort}",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    )


def swatch(sort: str) -> Markup:
    """A piece of a pattern for a legend; the pattern is defined in the picture it stands by."""
    piece = element("rect", x=0.5, y=0.5, width=21, height=13, fill=f"url(#p-{sort})", stroke=INK)
    return element("svg", piece, width=22, height=14, class_="swatch", aria_hidden="true")


def stamp(light: str) -> Markup:
    """A light for a legend or a line of text, defined in the picture it stands by."""
    return element("svg", element("use", href=f"#h-{light}"), viewBox="-1 -1 30 26", class_="stamp", aria_hidden="true")
