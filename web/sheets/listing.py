"""Listings 导出: what a page lists, all of it, as an Excel file: one mechanism for every list, board and register.

A page that lists something answers with `answered`: as a page, or as a workbook where its own address ends in
``format=xlsx``. The rows come from what the page itself has read, so that filters, the two clocks, rights and masking
are the page's own; only the division into pages is not.
"""

from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile
from typing import Any, Final, TypeAlias, TypeVar
from urllib.parse import quote, urlencode

from flask import render_template, request
from werkzeug.wrappers import Response
from werkzeug.wsgi import wrap_file

from domain.kernel import Refused, record
from projections import directory
from web.asking import Clocks, asking, clocks
from web.keeping import QUESTIONS
from web.language import language, t
from web.saying import day
from web.services import LOCAL, services
from web.sheets.writing import MEDIA_TYPE, Column, Kind, Notes, Sheet, Value, in_steps, write
from web.viewer import viewer

T = TypeVar("T")
Reply: TypeAlias = str | Response
"""What a page answers with."""

PARAMETER: Final = "format"
FORMAT: Final = "xlsx"
MOST: Final = 100_000
"""Rows of one workbook. Whoever needs more chooses a part: an answer has to come while somebody waits."""
HANDFUL: Final = 500
"""Rows whose names are fetched at once."""
_PLACES: Final = frozenset({"organisation", "below", "year", "person", "account", "record", "accounts", "of"})
_CLOCKS: Final = frozenset({"as_of", "known_at", "bar_year", "bar_month"})
_PAGING: Final = frozenset({"page", "owners", "problems", "before"})


@record
class Listing:
    """What a page lists."""

    title: str
    scope: str
    """About which organisations, persons or records."""
    sheets: tuple[Sheet, ...]
    moment: str = ""
    """The two clocks in words, where the page has others than the usual."""


def answered(template: str, listing: Callable[[], Listing], /, **context: Any) -> Reply:
    """The page; or its rows as a workbook, where the address asks for that."""
    if request.args.get(PARAMETER) == FORMAT and request.method in ("GET", "HEAD"):
        return workbook(listing())
    # What was posted stands in no address, so that it cannot be asked for again as a workbook.
    return render_template(template, export=_address() if request.method == "GET" else "", **context)


def _address() -> str:
    """The address of this page as a workbook."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in _PAGING]
    return f"{request.path}?{urlencode([*kept, (PARAMETER, FORMAT)])}"


def col(zh: str, en: str, kind: Kind = Kind.TEXT, width: float = 0) -> Column:
    """A column with its heading in the language of the request."""
    return Column(heading=t(zh, en), kind=kind, width=width)


def rows_of(
    found: Iterable[T], named: Callable[[T], Iterable[str | None]], cells: Callable[[T], tuple[Value, ...]]
) -> Iterator[tuple[Value, ...]]:
    """Cells of each row; names are fetched for a handful at once."""
    for some in in_steps(found, HANDFUL):
        asking().learn(id for one in some for id in named(one) if id)
        for one in some:
            yield cells(one)


def person(id: str | None) -> str:
    """A person's name; of whom the data were erased, that."""
    return (asking().name(id) or t("（已依法删除）", "(erased)")) if id else ""


def joined(texts: Iterable[str]) -> str:
    """Several in one cell, a line each."""
    return "\n".join(text for text in texts if text)


def listed(texts: Iterable[str]) -> str:
    """Several in one line."""
    return t("、", ", ").join(text for text in texts if text)


# --- the workbook -----------------------------------------------------------------


def workbook(listing: Listing) -> Response:
    """The answer that saves the workbook."""
    file = TemporaryFile()  # noqa: SIM115  # closed with the answer
    try:
        write([_limited(one) for one in listing.sheets], _notes(listing), file)
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    answer = Response(wrap_file(request.environ, file), mimetype=MEDIA_TYPE, direct_passthrough=True)
    answer.call_on_close(file.close)
    answer.content_length = size
    name = f"{listing.title} {listing.scope} {_when().as_of.isoformat()}".replace("  ", " ")
    safe = "".join("_" if char in '\\/:*?"<>|' or not char.isprintable() else char for char in name)[:100].strip()
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(safe)}.xlsx"
    return answer


def _limited(sheet: Sheet) -> Sheet:
    def rows() -> Iterator[Any]:
        for number, row in enumerate(sheet.rows):
            if number >= MOST:
                raise Refused(
                    "too_many_rows",
                    zh=f"“{sheet.title}”超过{MOST}行，一个文件装不下。请先缩小范围，如选择下级组织或一个年度，再导出。",
                    en=f"{sheet.title}: more than {MOST} rows. Choose an organisation below, or a year, and try again.",
                    field=PARAMETER,
                )
            yield row

    return Sheet(title=sheet.title, columns=sheet.columns, rows=rows(), landscape=sheet.landscape)


def _when() -> Clocks:
    """The clocks of the page; pages that ask about the present only do not listen to the address."""
    if request.endpoint in QUESTIONS:
        return clocks()
    today = asking().today
    return Clocks(as_of=today, known_at=None, known_on=None, today=today)


def _notes(listing: Listing) -> Notes:
    asked, when, who = asking(), _when(), viewer()
    head = asked.reading.positions[directory.NAME]
    as_of, known = _as_of(when), _known(when, head)
    if listing.moment:
        as_of, known = listing.moment, ""
    exported = services().now().astimezone(LOCAL).replace(tzinfo=None, microsecond=0)
    name = asked.name(who.person) if who.person else ""
    author = f"{name}（{who.sign_in_name}）" if name and language() == "zh" else name or who.sign_in_name
    by = t("%s %s 导出", "exported by %s, %s") % (author, exported.strftime("%Y-%m-%d %H:%M"))
    moment = t("，", ", ").join(part for part in (as_of, known) if part)
    address = _page_address(when, head)
    filtered = t("，有筛选", ", filtered") if _filtered() else ""
    about = [
        (t("名称", "Title"), listing.title),
        (t("范围", "Extent"), listing.scope + filtered),
        (t("截至日期", "As of"), as_of),
        (t("知悉时点", "Known at"), known),
        (t("导出账号", "Exported by"), author),
        (t("导出时间", "Exported at"), exported.strftime("%Y-%m-%d %H:%M:%S") + t("（北京时间）", " (Beijing time)")),
        (t("网页地址", "Page"), address),
        (t("筛选", "Filters"), t("按网页地址中的条件筛选。", "As the address of the page says.") if filtered else ""),
        (
            t("说明", "Note"),
            t(
                "由责任记录系统导出，内容以系统登记为准；用上面的地址可以重新查到同一时点的内容。",
                "Exported from Zeren. The record itself governs; the address above shows the same moment again.",
            ),
        ),
    ]
    return Notes(
        title=listing.title,
        header=address,
        footer=(f"{listing.scope}{filtered}{t('；', '; ')}{moment}", by),
        about=tuple((label, text) for label, text in about if text),
        author=who.sign_in_name,
        written_at=exported,
        language=language(),
    )


def moment(when: Clocks) -> str:
    """Both clocks in words."""
    return _as_of(when) + t("，", ", ") + _known(when, asking().reading.positions[directory.NAME])


def _as_of(when: Clocks) -> str:
    return t("截至%s", "as of %s") % day(when.as_of)


def _known(when: Clocks, head: int) -> str:
    if when.known_on is not None:
        return t("按%s日终已登记的内容", "as recorded by the end of %s") % day(when.known_on)
    if when.known_at is not None:
        return t("按日志第%s条时已登记的内容", "as recorded up to log position %s") % when.known_at
    return t("按日志第%s条时已登记的内容", "as recorded up to log position %s") % head


def _page_address(when: Clocks, head: int) -> str:
    """The address of the page, with both clocks said outright: opened later it shows the same moment."""
    drop = _PAGING | _CLOCKS | {PARAMETER} if request.endpoint in QUESTIONS else _PAGING | {PARAMETER}
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in drop and value]
    if request.endpoint in QUESTIONS:
        known = when.known_on.isoformat() if when.known_on is not None else str(when.known_at or head)
        kept += [("as_of", when.as_of.isoformat()), ("known_at", known)]
    return request.base_url + (f"?{urlencode(kept)}" if kept else "")


def _filtered() -> bool:
    """Whether the address asks for less than the page has."""
    aside = _PLACES | _CLOCKS | _PAGING | {PARAMETER}
    return any(value for name, value in request.args.items() if name not in aside)
