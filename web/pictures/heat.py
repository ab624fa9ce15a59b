"""Heat map 热力图: rows by columns, a mark in each field. Names stand in a picture of their own, so that they stay in
sight while the marks are moved past them."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from domain.kernel import record
from web.pictures.marks import BANDS, TONES, band, bands, marks
from web.pictures.svg import element, link, picture, shortened, text, title

WIDTH, HEIGHT, GAP, HEAD = 30, 25, 3, 30
"""Of a mark, between marks, and of the line of headings."""
NAMES: Final = 148
"""Room for names of rows."""
_STEP: Final = 9
"""By so much lower ranks are set in."""


@record
class Field:
    """What stands in one field."""

    said: str
    """In words, with its column."""
    told: str
    """In words."""
    url: str
    light: str = ""
    """The light of an organisation; of a group, empty."""
    times: int = 0
    """How many windows ask for attention; of a group, organisations that have a gap."""
    of: int = 0
    """Of a group: organisations that owe it."""


@record
class Head:
    """A column."""

    sign: str
    said: str
    url: str


@record
class Row:
    """A line: its fields by column, None where nothing is owed."""

    name: str
    url: str
    depth: int
    fields: tuple[Field | None, ...]


def heat(
    heads: Sequence[Head], rows: Sequence[Row], *, label: str, names: str, wide: bool = False
) -> tuple[Markup, Markup]:
    """Names of rows, and marks; both of one height. ``wide``: names are sentences."""
    room = 2 * NAMES if wide else NAMES
    high = HEAD + len(rows) * (HEIGHT + GAP) + 2
    across = len(heads) * (WIDTH + GAP) + 2
    lines = [_name(number, row, room) for number, row in enumerate(rows)]
    left = picture(
        names,
        *lines,
        width=room,
        height=high,
        viewBox=f"0 0 {room} {high}",
        preserveAspectRatio="xMinYMin slice",
        class_="heat-names",
    )
    fields = [field for row in rows for field in row.fields if field is not None]
    lights = {field.light for field in fields if field.light}
    used = marks([light for light in TONES if light in lights], WIDTH, HEIGHT)
    grounds = bands(WIDTH, HEIGHT) if any(not field.light for field in fields) else Markup()
    tops = [_head(number, head) for number, head in enumerate(heads)]
    body = [_line(number, row) for number, row in enumerate(rows)]
    box = f"0 0 {across} {high}"
    return left, picture(
        label, used, grounds, *tops, *body, width=across, height=high, viewBox=box, class_="heat-marks"
    )


def _top(number: int) -> int:
    return HEAD + number * (HEIGHT + GAP)


def _name(number: int, row: Row, room: int) -> Markup:
    x = 2 + min(row.depth, 3) * _STEP
    said = shortened(row.name, room - x - 4)
    full = title(row.name) if said != row.name else ""
    # A strip under the name makes the link as high as its row.
    strip = element("rect", x=0, y=_top(number), width=room, height=HEIGHT, fill="#fff")
    return link(row.url, full, strip, text(said, x, _top(number) + 17), class_="name" if row.url else None)


def _head(number: int, head: Head) -> Markup:
    x = 1 + number * (WIDTH + GAP)
    strip = element("rect", x=x, y=0, width=WIDTH, height=HEAD - 4, fill="#f6f7f8")
    sign = text(head.sign, x + WIDTH / 2, 18, text_anchor="middle")
    return link(head.url, title(f"{head.sign} {head.said}"), strip, sign)


def _line(number: int, row: Row) -> Markup:
    return element(
        "g",
        *(
            _field(field, 1 + column * (WIDTH + GAP), _top(number))
            for column, field in enumerate(row.fields)
            if field is not None
        ),
        role="group",
        aria_label=row.name,
    )


def _field(field: Field, x: int, y: int) -> Markup:
    if field.light:
        mark = element("use", href=f"#h-{field.light}", x=x, y=y)
        more = _small(field, x, y) if field.times > 1 else ""
        return link(field.url, title(field.said), mark, more)
    which = band(field.times, field.of)
    ground = element("use", href=f"#b-{which}", x=x, y=y)
    sign = text(str(field.times), x + WIDTH / 2, y + 17, text_anchor="middle", fill=BANDS[which].ink)
    return link(field.url, title(field.said), ground, sign)


def _small(field: Field, x: int, y: int) -> Markup:
    """How many windows, in the corner."""
    return text(str(field.times), x + WIDTH - 2, y + 10, class_="tiny", fill=TONES[field.light].ink)
