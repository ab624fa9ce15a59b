"""Parameters of questions: what the document says of each, and how an address is held to it.

A name that is none of the question's own is refused: who misspells ``as_of`` must not be told about today.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, Final, TypeAlias

from flask import Response, request

from domain.identity import pattern_of
from domain.kernel import record
from web.api import limits
from web.api.limits import Said
from web.errors import Misshapen, NotFound
from web.schemas.fields import Problem

View: TypeAlias = Callable[..., Response]

FIRST_YEAR, LAST_YEAR = 1900, 2199
_DIGITS: Final = re.compile(r"-?[0-9]{1,18}")


@record
class Parameter:
    """One parameter of a question, in its address after the question mark or in the path."""

    name: str
    text: str
    """What it is, in both languages."""
    said: Said
    place: str = "query"
    names: bool = False
    """It names something on record: what has not even the form of an id leads nowhere."""

    def documented(self) -> dict[str, Any]:
        """As the document has it."""
        path = self.place == "path"
        found = {"name": self.name, "in": self.place, "required": path, "description": self.text, "schema": self.said}
        if self.said["type"] == "array":
            return {**found, "style": "form", "explode": True}
        # Left empty counts as left out: forms and scripts send names without a value.
        return found if path else {**found, "allowEmptyValue": True}


# --- kinds of parameters --------------------------------------------------------------


def _known(name: str, text: str) -> Parameter:
    return Parameter(name=name, text=text, said=limits.form(rf"[0-9]{{1,17}}|{limits.DAY}", most=17))


def day(name: str, text: str) -> Parameter:
    """A date."""
    return Parameter(name=name, text=text, said=limits.day())


def whole(name: str, text: str, least: int, most: int, **more: Any) -> Parameter:
    """A whole number."""
    return Parameter(name=name, text=text, said=limits.whole(least, most), **more)


def year(
    text: str = "年度，默认截至日期所在年度。 The year; that of as_of if left out.", *, first: int = FIRST_YEAR
) -> Parameter:
    """A year."""
    return whole("year", text, first, LAST_YEAR)


def flag(name: str, text: str, *, default: bool = False) -> Parameter:
    """Yes or no."""
    return Parameter(name=name, text=text, said={"type": "boolean", "default": default})


def one_of(name: str, text: str, codes: Iterable[str], **more: Any) -> Parameter:
    """One of a fixed choice."""
    return Parameter(name=name, text=text, said={**limits.one_of([str(code) for code in codes]), **more})


def some_of(name: str, text: str, codes: Iterable[str]) -> Parameter:
    """Any of a fixed choice, the name repeated."""
    choice = [str(code) for code in codes]
    said = {"type": "array", "items": limits.one_of(choice), "maxItems": len(choice)}
    return Parameter(name=name, text=text, said=said)


def words(name: str, text: str, *, most: int = 120, pattern: str = "") -> Parameter:
    """A text, or one of a form."""
    return Parameter(name=name, text=text, said=limits.form(pattern, most=most) if pattern else limits.text(most))


def named(name: str, text: str, kind: str = "", **more: Any) -> Parameter:
    """Something on record, of a kind or of any."""
    pattern = pattern_of(kind) if kind else limits.ANY_ID
    return Parameter(name=name, text=text, said=limits.form(pattern), names=True, **more)


CLOCKS: Final = (
    day("as_of", "截至日期，默认今天。 The day asked about; today if left out."),
    _known("known_at", "知悉时点：日期或日志位置，默认最新。 A day or log position; everything if left out."),
)
ORGANISATION: Final = named(
    "organisation", "组织编号，默认本账号所属组织。 An organisation; the account's own if left out.", "organisation"
)
ONE: Final = (ORGANISATION, flag("below", "是否包括下级组织。 With all organisations below it."))
EXTENT: Final = (
    ORGANISATION,
    flag("below", "是否包括下级组织，默认包括。 With all organisations below it: true if left out.", default=True),
)
COMPARED: Final = tuple(
    one
    for side, zh, en in (("a", "甲", "First"), ("b", "乙", "Second"))
    for one in (
        day(f"as_of_{side}", f"{zh}的截至日期，默认今天。 {en} moment: the day."),
        _known(f"known_{side}", f"{zh}的知悉时点：日期或日志位置。 {en} moment: as known on a day or at a position."),
    )
)


def page(default: int = 50, most: int = 500) -> tuple[Parameter, Parameter]:
    """Which rows of a long answer."""
    rows = Parameter(name="limit", text="每页行数。 Rows a page.", said={**limits.whole(1, most), "default": default})
    after = words("cursor", "上一页给出的 cursor。 The cursor of the page before.", most=15, pattern="[0-9]{1,15}")
    return rows, after


PAGE: Final = page()
PATH: Final[Mapping[str, Parameter]] = {
    one.name: one
    for one in (
        named("organisation", "组织编号。 An organisation.", "organisation", place="path"),
        named("person", "人员编号。 A person.", "person", place="path"),
        named("case", "追责案卷编号。 A case.", "accountability", place="path"),
        named("stream", "记录编号。 A record.", place="path"),
        whole("year", "年度。 The year.", FIRST_YEAR, LAST_YEAR, place="path", names=True),
        whole("position", "日志位置。 Log position.", 1, 10**15 - 1, place="path", names=True),
        Parameter(
            name="command_id",
            text="命令编号，即登记时的 Idempotency-Key。 The command id.",
            said=limits.form(r"[A-Za-z0-9._:-]{1,64}", most=64),
            place="path",
            names=True,
        ),
    )
}
"""Parts of paths."""


# --- holding an address to them ---------------------------------------------------------


def held(view: View, parameters: Iterable[Parameter]) -> View:
    """The question, refused where the address does not fit its parameters."""
    known = {one.name: (one, _reader(one)) for one in parameters}
    paths = {name: limits.check_of(one.said) for name, one in PATH.items()}

    @wraps(view)
    def answer(**path: Any) -> Response:
        if any(paths[name](value) is not None for name, value in path.items()):
            raise NotFound
        if request.query_string:
            _hold(known)
        return view(**path)

    return answer


Reader: TypeAlias = Callable[[list[str]], bool]
"""Whether what was sent under a name fits."""


def _hold(known: Mapping[str, tuple[Parameter, Reader]]) -> None:
    wrong: list[Problem] = []
    for name, texts in request.args.lists():
        if name not in known:
            wrong.append(_unknown(name))
            continue
        parameter, fits = known[name]
        if not fits(texts):
            if parameter.names and len(texts) == 1:
                raise NotFound
            wrong.append(_misfit(parameter))
    if wrong:
        raise Misshapen(wrong)


def _reader(parameter: Parameter) -> Reader:
    said = parameter.said
    check = limits.check_of(said)
    if said["type"] == "array":
        return lambda texts: check(texts) is None
    read = {"integer": _whole, "boolean": _flag}.get(said["type"], str)
    return lambda texts: len(texts) == 1 and (not texts[0] or check(read(texts[0])) is None)


def _whole(text: str) -> Any:
    return int(text) if _DIGITS.fullmatch(text) else text


def _flag(text: str) -> Any:
    return {"true": True, "false": False}.get(text, text)


def _unknown(name: str) -> Problem:
    short = name[:60]
    return Problem(
        field=short,
        zh=f"没有“{short}”这个参数，请删除或核对拼写。",
        en=f"There is no parameter {short!r}; leave it out or check its spelling.",
    )


def _misfit(parameter: Parameter) -> Problem:
    zh, en = _wanted(parameter.said)
    name = parameter.name
    return Problem(field=name, zh=f"参数“{name}”{zh}，且只能给出一次。", en=f"{name} {en}, and is given once only.")


def _wanted(said: Said) -> tuple[str, str]:
    match said:
        case {"type": "array", "items": {"enum": codes}}:
            return f"可选：{'、'.join(codes)}；每项", f"is any of {', '.join(codes)}; each"
        case {"enum": codes}:
            return f"应为{'、'.join(codes)}之一", f"is one of {', '.join(codes)}"
        case {"type": "integer", "minimum": least, "maximum": most}:
            return f"应为{least}到{most}之间的整数", f"is a whole number from {least} to {most}"
        case {"type": "boolean"}:
            return "应为 true 或 false", "is true or false"
        case {"format": "date"}:
            return "应为有效日期，如 2024-05-31", "is a date that exists, such as 2024-05-31"
        case {"pattern": pattern}:
            return f"的格式不正确，应符合 {pattern}", f"has the wrong form: it fits {pattern}"
        case _:
            return f"不能超过{said['maxLength']}字", f"has {said['maxLength']} characters at most"


def unwanted() -> None:
    """Refuse any parameter: an act takes none."""
    if request.query_string and request.args:
        raise Misshapen([_unknown(name) for name in request.args])
