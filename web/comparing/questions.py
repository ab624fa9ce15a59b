"""What can be compared: each question by its name, with the record or organisations that the address says."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from flask import request

from domain.identity import is_stream_id, kind_of
from domain.kernel import record
from web.asking import Clocks, asking, clocks_of
from web.comparing import boards, records
from web.comparing.sides import Ask, Change, Pair, differing, pair_of
from web.errors import Misshapen, NotFound
from web.forms.opening import record_in_reach
from web.language import pick, t
from web.schemas.fields import Problem
from web.viewer import viewer
from web.words import LINE_KINDS, ref_text

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "board": ("责任看板", "Board"),
    "list": ("责任清单", "Responsibility list"),
    "record": ("记录", "Record"),
    "records": ("记录台账", "Register of records"),
    "organisations": ("组织", "Organisations"),
    "roster": ("班子", "Who holds which post"),
    "sheet": ("考核表", "Appraisal sheet"),
    "round": ("考核", "Round of appraisals"),
}
"""Questions that can be compared."""


@record
class Compared:
    """A question at two moments."""

    of: str
    title: str
    keep: Mapping[str, str]
    """Parameters that say which question it is."""
    pair: Pair
    changes: tuple[Change, ...]
    left_out: int = 0
    """Organisations that differ too, and are too many to be laid open at once."""


def compared() -> Compared:
    """The question of the address at its two moments."""
    args = request.args
    pair = pair_of(
        clocks_of("as_of_a", args.get("as_of_a", ""), "known_a", args.get("known_a", "")),
        clocks_of("as_of_b", args.get("as_of_b", ""), "known_b", args.get("known_b", "")),
    )
    of = args.get("of", "board")
    make = _MAKERS.get(of)
    if make is None:
        raise Misshapen([Problem(field="of", zh="“对比内容”没有这个选项。", en="of: there is no such question.")])
    title, keep, ask, *left_out = make(pair)
    return Compared(
        of=of,
        title=title,
        keep={"of": of, **keep},
        pair=pair,
        changes=tuple(differing(ask, pair)),
        left_out=sum(left_out),
    )


Made: TypeAlias = tuple[str, dict[str, str], Ask] | tuple[str, dict[str, str], Ask, int]
"""Title, parameters, the question; and how much of it is left out."""


def _organisation() -> str:
    root = request.args.get("organisation", "").strip() or viewer().organisation
    if not is_stream_id(root, "organisation"):
        raise NotFound
    return asking().require(root)


def _stream(kind: str = "") -> str:
    stream = request.args.get("stream", "").strip()
    if not is_stream_id(stream) or kind_of(stream) == "account" or (kind and kind_of(stream) != kind):
        raise NotFound
    record_in_reach(stream)
    return stream


def _below() -> bool:
    return request.args.get("below", "") not in ("0", "false")


def _board(pair: Pair) -> Made:
    root, text = _organisation(), request.args.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and 1900 <= int(text[:5]) <= 2199 else pair.second.as_of.year
    keep = {"organisation": root, "year": str(year), "below": "" if _below() else "0"}
    title = t("%s%s年责任看板", "%s: board of %s") % (asking().name(root), year)
    ask, left_out = boards.board(root, year, _below(), pair)
    return title, keep, ask, left_out


def _records(pair: Pair) -> Made:
    root, kind, below = _organisation(), request.args.get("kind", ""), _below()
    kind = kind if kind in LINE_KINDS else ""
    said = pick(LINE_KINDS[kind]) if kind else pick(KINDS["records"])
    keep = {"organisation": root, "kind": kind, "below": "" if below else "0"}

    def bodies(when: Clocks) -> list[str]:
        found = asking().tree(when.as_of, when.known_at).ids(root) if below else []
        return found or [root]

    return f"{asking().name(root)} {said}", keep, records.register(bodies, kind)


def _organisations(pair: Pair) -> Made:
    root = _organisation()
    return f"{asking().name(root)} {pick(KINDS['organisations'])}", {"organisation": root}, boards.organisations(root)


def _roster(pair: Pair) -> Made:
    root = _organisation()
    return f"{asking().name(root)} {pick(KINDS['roster'])}", {"organisation": root}, boards.roster(root)


def _of_stream(kind: str, make: Callable[[str], Ask]) -> Callable[[Pair], Made]:
    def made(pair: Pair) -> Made:
        stream = _stream(kind)
        return ref_text(stream) or pick(KINDS["record"]), {"stream": stream}, make(stream)

    return made


_MAKERS: Final[Mapping[str, Callable[[Pair], Made]]] = {
    "board": _board,
    "records": _records,
    "organisations": _organisations,
    "roster": _roster,
    "list": _of_stream("responsibility", records.one_list),
    "record": _of_stream("", records.one_record),
    "sheet": _of_stream("sheet", records.one_sheet),
    "round": _of_stream("appraisal", records.one_round),
}
