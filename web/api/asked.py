"""What a request of the API asks: its JSON body, headers and parameters, read strictly."""

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NoReturn, TypeVar

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from web.errors import Misshapen
from web.ids import new_command_id
from web.schemas.fields import Problem
from web.services import services

T = TypeVar("T")

PAGE: Final = 50
MOST: Final = 500
"""Longest page of a list."""

_KEY: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_VERSION: Final = re.compile(r'(?:W/)?"(?P<quoted>[0-9]{1,9})"|(?P<bare>[0-9]{1,9})')
_DIGITS: Final = re.compile(r"[0-9]{1,15}")


def wrong(field: str, zh: str, en: str) -> NoReturn:
    """Refuse a value, naming the field."""
    raise Misshapen([Problem(field=field, zh=zh, en=en)])


# --- body ---------------------------------------------------------------------------


def body() -> dict[str, Any]:
    """The JSON object that was sent."""
    # JSON may write a character as \uXXXX, which takes twice its bytes: the same text must fit either way.
    if (request.content_length or 0) > 2 * services().settings.form_limit:
        raise RequestEntityTooLarge
    try:
        text = request.get_data().decode("utf-8")
    except UnicodeDecodeError:
        wrong("", "请求内容不是有效的 UTF-8 编码，请检查后重新提交。", "The request is not valid UTF-8.")
    try:
        found = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except (ValueError, RecursionError):
        wrong("", "请求内容不是有效的 JSON，请检查后重新提交。", "The request is not valid JSON.")
    if not isinstance(found, dict):
        wrong("", "请求内容应为一个 JSON 对象（一组字段）。", "The request should be one JSON object.")
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        wrong(twice[:60], f"“{twice[:60]}”出现了两次，请只保留一个。", f"{twice[:60]} appears twice; keep one.")
    return made


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


# --- headers -------------------------------------------------------------------------


def command_id() -> str:
    """The command id that the sender chose, or a new one."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return new_command_id()
    if not _KEY.fullmatch(key.strip()):
        wrong(
            "Idempotency-Key",
            "“Idempotency-Key”只能用字母、数字和 . _ : -，最长64个字符。",
            "Idempotency-Key has letters, digits and . _ : - only, 64 at most.",
        )
    return key.strip()


def expecting(values: dict[str, Any]) -> int | None:
    """The version the sender saw, from ``If-Match`` or from ``expecting`` in the body (which is taken out)."""
    header, field = request.headers.get("If-Match"), values.pop("expecting", None)
    versions: list[int] = []
    if header is not None:
        match = _VERSION.fullmatch(header.strip())
        if match is None:
            wrong(
                "If-Match",
                '“If-Match”应为记录的版本号，例如 "3"。',
                'If-Match is the version of the record, such as "3".',
            )
        versions.append(int(match["quoted"] or match["bare"]))
    if field is not None:
        if isinstance(field, bool) or not isinstance(field, int) or not 0 <= field < 10**9:
            wrong("expecting", "“expecting”应为记录的版本号（整数）。", "expecting is the version of the record.")
        versions.append(field)
    if len(set(versions)) > 1:
        wrong("expecting", "“expecting”与“If-Match”不一致。", "expecting and If-Match differ.")
    return versions[0] if versions else None


# --- parameters ------------------------------------------------------------------------


def parameter(name: str, *, limit: int = 120) -> str:
    """A parameter of the address; ``""`` where it is left out."""
    text = request.args.get(name, "").strip()
    if len(text) > limit or not text.isprintable() or "\ufffd" in text:
        wrong(name, f"参数“{name}”的格式不正确。", f"{name} has the wrong form.")
    return text


def whole(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number."""
    text = parameter(name)
    if not text:
        return default
    if not _DIGITS.fullmatch(text) or not least <= int(text) <= most:
        wrong(name, f"参数“{name}”应为{least}到{most}之间的整数。", f"{name} is a whole number from {least} to {most}.")
    return int(text)


def day(name: str) -> date | None:
    """A date."""
    text = parameter(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong(name, f"参数“{name}”不是有效日期：{text[:40]}", f"{name} is no valid date: {text[:40]}")


def flag(name: str) -> bool:
    """Yes or no."""
    text = parameter(name)
    if text not in ("", "0", "1", "false", "true"):
        wrong(name, f"参数“{name}”应为 true 或 false。", f"{name} is true or false.")
    return text in ("1", "true")


def several(name: str, allowed: Sequence[str]) -> list[str]:
    """A parameter that may be given several times, from a fixed choice."""
    found = request.args.getlist(name)
    for one in found:
        if one not in allowed:
            wrong(name, f"参数“{name}”不能是“{one[:40]}”。", f"{name} cannot be {one[:40]!r}.")
    return found


# --- pages ------------------------------------------------------------------------------


def limit(default: int = PAGE, most: int = MOST) -> int:
    """How many rows a page has."""
    return whole("limit", default, least=1, most=most)


def cursor() -> int | None:
    """Where the page begins, as the page before said."""
    text = parameter("cursor")
    if not text:
        return None
    if not _DIGITS.fullmatch(text):
        wrong("cursor", "参数“cursor”应原样使用上一页给出的值。", "cursor is what the page before gave.")
    return int(text)


def paged(rows: Sequence[T], *, size: int) -> tuple[Sequence[T], str | None]:
    """One page of rows that are all at hand, and the cursor of the next."""
    start = cursor() or 0
    more = start + size < len(rows)
    return rows[start : start + size], str(start + size) if more else None
