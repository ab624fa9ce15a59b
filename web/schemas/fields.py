"""Fields of the schemas: what a value looks like. Every message names its field, in Chinese and in English."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, ClassVar, Final

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, missing

from domain.identity import is_stream_id, prefix_of, stream_of
from domain.kernel import TEXT_LIMIT, TITLE_LIMIT, clean, record
from domain.money import fen_of
from domain.scoring import points_of, points_text
from domain.terms import field_label

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
MOST_ROWS: Final = 500
"""Longest list in one act (attendance of a plenary meeting fits)."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_BROKEN = re.compile("[\ufffd\ud800-\udfff]")
_FORMULA = re.compile(r"[=@＝＠]|[+\-＋－](?=[A-Za-z0-9(@=])")
"""Text that a spreadsheet would run as a formula when the record is exported."""
_PERIOD = re.compile(r"(\d{4})(?:-(?:H[12]|Q[1-4]|0[1-9]|1[0-2]))?")
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_ANSWERS: Final[Mapping[bool | str, bool]] = {True: True, "yes": True, False: False, "no": False, "": False}
_SUGGESTED = re.compile(r".*\[([^\[\]\s]+)\]")


@record
class Said:
    """What is wrong with a value, for a person."""

    zh: str
    en: str


class Shape(Schema):
    """A schema that takes exactly its own fields."""

    describes: ClassVar[type]
    """The command, or the value inside one, whose shape this is."""

    class Meta:
        unknown = RAISE

    error_messages: ClassVar[dict[str, Any]] = {  # type: ignore[misc]  # messages are `Said`, not text
        "unknown": Said(zh="不认识这一栏，请删除。", en="There is no such field; leave it out."),
        "type": Said(zh="应为一组字段。", en="A set of fields is expected."),
    }

    def load(self, data: Any, **options: Any) -> Any:
        """The values, read. What is right as it stands is read straight away; for the rest see marshmallow."""
        if not options and isinstance(data, Mapping):
            try:
                values = self._straight(data)
            except ValidationError:
                values = None  # once more, to name everything that is wrong
            if values is not None:
                return values
        return super().load(data, **options)

    @cached_property
    def _plan(self) -> list[tuple[str, fields.Field[Any]]]:
        return list(self.load_fields.items())

    def _straight(self, data: Mapping[str, Any]) -> dict[str, Any] | None:
        """Values of fields that are given and well, defaults of the others; None where marshmallow must say more."""
        values, given = {}, 0
        for name, field in self._plan:
            value = data.get(name, missing)
            if value is missing:
                default = field.load_default
                if field.required or callable(default):
                    return None
                if default is not missing:
                    values[name] = default
                continue
            given += 1
            values[name] = field.deserialize(value) if value is None else field._deserialize(value, name, data)
        return values if given == len(data) else None


@cache
def made(shape: type[Shape]) -> Shape:
    """The schema, ready to read with: making one anew costs more than reading a form, and it keeps nothing."""
    return shape()


class Zeren(fields.Field[Any]):
    """What all fields share: a label, a hint for the form, messages that name the field."""

    widget = "text"

    def __init__(
        self, *, label: tuple[str, str] | None = None, hint: tuple[str, str] = ("", ""), **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self._label = label
        self.hint = hint

    @property
    def label(self) -> tuple[str, str]:
        """The field's name in the office's words."""
        if self._label is not None:
            return self._label
        assert isinstance(self.parent, Shape), "a field without a label of its own belongs to a shape"
        assert self.name is not None, "and was bound to it under a name"
        return field_label(self.parent.describes, self.name)

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        """Marshmallow's own refusals, in our words."""
        zh, en = self.label
        sentences = {
            "required": Said(zh=f"请填写“{zh}”。", en=f"{en} is required."),
            "null": Said(zh=f"请填写“{zh}”。", en=f"{en} is required."),
        }
        return ValidationError([sentences.get(key, self.wrong_type())])

    def wrong_type(self) -> Said:
        """The sentence for a value of the wrong type."""
        zh, en = self.label
        return Said(zh=f"“{zh}”的格式不正确。", en=f"{en} has the wrong form.")

    def refuse(self, zh: str, en: str) -> ValidationError:
        """A refusal; ``{0}`` stands for the field's label."""
        return ValidationError([Said(zh=zh.format(self.label[0]), en=en.format(self.label[1]))])

    def _text(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError([self.wrong_type()])
        text = clean(value)
        if _BROKEN.search(text):
            raise self.refuse(
                "“{0}”含有无法识别的字符（编码错误），请重新输入。",
                "{0} holds characters that cannot be read; type them again.",
            )
        if _CONTROL.search(text):
            raise self.refuse(
                "“{0}”含有不可见的控制字符，请删除后重新填写。", "{0} holds invisible control characters; remove them."
            )
        return text


class Text(Zeren):
    """A text of one line, or of several."""

    def __init__(self, *, limit: int = TITLE_LIMIT, lines: int = 1, phone: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.limit = limit
        self.lines = lines
        self.phone = phone
        self.widget = "textarea" if lines > 1 else "text"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = self._text(value)
        if len(text) > self.limit:
            raise self.refuse(
                f"“{{0}}”不能超过{self.limit}字（现有{len(text)}字），长材料请作为佐证文件上传。",
                f"{{0}} may hold {self.limit} characters at most ({len(text)} given); file longer papers as evidence.",
            )
        if self.lines == 1 and "\n" in text:
            raise self.refuse("“{0}”只能填写一行。", "{0} is one line only.")
        if not self.phone and _FORMULA.match(text):
            raise self.refuse(
                "“{0}”不能以“=”“+”“-”“@”开头（电子表格会把它当作公式执行），请在前面加上文字。",
                "{0} may not begin with = + - or @ (a spreadsheet would run it as a formula); put a word in front.",
            )
        if self.required and not text:
            raise self.make_error("required")
        return text


def long_text(**kwargs: Any) -> Text:
    """A text of many lines."""
    return Text(limit=TEXT_LIMIT, lines=8, **kwargs)


def reason() -> Text:
    """Why: corrections, voidings and the like say so."""
    return Text(required=True, limit=2_000, lines=3)


class Day(Zeren):
    """A date that exists: 2023-02-29 does not."""

    widget = "date"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date | None:
        text = self._text(value)
        if not text:
            if self.allow_none:
                return None
            raise self.make_error("required")
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise self.refuse("“{0}”请按“2024-05-31”的格式填写。", "{0}: write the date as 2024-05-31.")
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise self.refuse(f"“{{0}}”填写的{text}不存在，请核对。", f"{{0}}: there is no {text}.") from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise self.refuse(f"“{{0}}”填写的{text}不在可用范围内。", f"{{0}}: {text} is out of range.")
        return day


class Choice(Zeren):
    """One of an enumeration. What is ``retired`` is no longer offered; the rules say what to do instead."""

    widget = "select"

    def __init__(self, enum: type[StrEnum], *, retired: frozenset[StrEnum] = frozenset(), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.enum = enum
        self.retired = retired

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> StrEnum | None:
        text = self._text(value)
        if not text:
            if self.allow_none:
                return None
            raise self.make_error("required")
        try:
            return self.enum(text)
        except ValueError:
            raise self.refuse("“{0}”请从列表中选择。", "{0}: choose from the list.") from None


class Choices(Zeren):
    """Several of an enumeration."""

    widget = "checkboxes"

    def __init__(self, enum: type[StrEnum], **kwargs: Any) -> None:
        super().__init__(load_default=(), **kwargs)
        self.enum = enum

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[StrEnum, ...]:
        one = Choice(self.enum, label=self.label)
        return tuple(one.deserialize(item) for item in _list(self, value))


class Ref(Zeren):
    """A record of one kind, chosen from those on record; with ``parts`` an entry or item of one too.

    May be left empty if ``allow_none``, or if it is ``""`` unless given.
    """

    widget = "pick"

    def __init__(
        self, kind: str = "", *, source: str = "", hidden: bool = False, parts: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.kind = kind
        self.source = source or kind
        self.parts = parts
        if hidden:
            self.widget = "hidden"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | None:
        text = self._text(value)
        if not text:
            if self.allow_none:
                return None
            if self.load_default == "":
                return ""
            raise self.make_error("required")
        if not is_stream_id(stream_of(text) if self.parts else text, self.kind):
            raise self.refuse(
                "“{0}”的编号不正确，请从列表中选择。",
                f"{{0}} is not a valid id ({prefix_of(self.kind) + '-…' if self.kind else ''}); choose from the list.",
            )
        return text


class Refs(Zeren):
    """Several records of one kind."""

    widget = "picks"

    def __init__(self, kind: str = "", *, source: str = "", **kwargs: Any) -> None:
        if not kwargs.get("required"):
            kwargs.setdefault("load_default", ())
        super().__init__(**kwargs)
        self.kind = kind
        self.source = source or kind

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[str, ...]:
        items = tuple(self._text(item) for item in _list(self, value))
        for item in items:
            stream = item.partition("#")[0] if not self.kind else item
            if not is_stream_id(stream, self.kind):
                raise self.refuse("“{0}”的编号不正确，请从列表中选择。", "{0} is not a valid id; choose from the list.")
        if self.required and not items:
            raise self.make_error("required")
        return items


class Code(Zeren):
    """A short code chosen from a list that depends on the record: a clause, a document, an item of a list.

    ``suggested``: where the list is long and rows of a table share it, a field of text suggests words with the code in
    brackets behind them (`suggestion`); other words are refused.
    """

    widget = "pick"

    def __init__(
        self, source: str, *, limit: int = 120, hidden: bool = False, suggested: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.limit = limit
        self.suggested = suggested
        if hidden:
            self.widget = "hidden"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = self._text(value)
        if self.suggested:
            text = code_in(text)
        if self.required and not text:
            raise self.make_error("required")
        if len(text) > self.limit or "\n" in text or (self.suggested and text and not _ID.fullmatch(text)):
            raise self.refuse("“{0}”请从列表中选择。", "{0}: choose from the list.")
        return text


def suggestion(label: str, code: str) -> str:
    """What stands in a field of text for a code that was chosen by its words."""
    return f"{label} [{code}]"


def code_in(text: str) -> str:
    """The code of a suggestion; any other text as it stands."""
    suggested = _SUGGESTED.fullmatch(text)
    return suggested[1] if suggested else text


class Codes(Zeren):
    """Several such codes."""

    widget = "picks"

    def __init__(self, source: str, *, limit: int = 120, **kwargs: Any) -> None:
        super().__init__(load_default=(), **kwargs)
        self.source = source
        self.limit = limit

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[str, ...]:
        one = Code(self.source, limit=self.limit, label=self.label, required=True)
        return tuple(one.deserialize(item) for item in _list(self, value))


class Whole(Zeren):
    """A whole number; from a form it arrives as text. With ``source`` it is chosen from a list."""

    def __init__(
        self, *, least: int = 0, most: int = 10**15, source: str = "", hidden: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.least = least
        self.most = most
        self.source = source
        self.widget = "hidden" if hidden else "pick" if source else "number"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise ValidationError([self.wrong_type()])
        text = clean(value) if isinstance(value, str) else str(value)
        if not text:
            if self.allow_none:
                return None
            raise self.make_error("required")
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise self.refuse("“{0}”请填写整数。", "{0} is a whole number.")
        number = int(text)
        if not self.least <= number <= self.most:
            raise self.refuse(
                f"“{{0}}”应在{self.least}到{self.most}之间。", f"{{0}} lies between {self.least} and {self.most}."
            )
        return number


class Money(Zeren):
    """An amount of money: typed in yuan with up to two decimals, in forms and the API alike; the command holds fen."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("hint", ("元，例如 1200 或 1200.50", "Yuan, such as 1200 or 1200.50"))
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int | None:
        text = self._text(value)
        if not text:
            if self.allow_none:
                return None
            raise self.make_error("required")
        try:
            return fen_of(text)
        except ValueError:
            raise self.refuse(
                "“{0}”请以元为单位填写数字，最多两位小数，例如 1200.50。",
                "{0}: write the yuan as a number with two decimals at most, such as 1200.50.",
            ) from None


class Points(Zeren):
    """Points of an appraisal: a number with at most one decimal, ``8.5``, in forms and as text in the API alike; the
    command holds tenths of a point, so that sums are exact."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("hint", ("分，例如 8 或 8.5", "Points, such as 8 or 8.5"))
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        text = self._text(value)
        if not text:
            if not self.required:
                return 0
            raise self.make_error("required")
        try:
            return points_of(text)
        except ValueError:
            raise self.refuse(
                "“{0}”请填写数字，最多一位小数，例如 8.5。",
                "{0}: write a number with one decimal at most, such as 8.5.",
            ) from None

    def as_typed(self, tenths: int) -> str:
        """As a form begins with it."""
        return points_text(tenths)


class Flag(Zeren):
    """Yes or no. A form sends ``yes`` or nothing, the API true or false."""

    widget = "checkbox"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        # A number is no answer, though 1 equals True.
        if isinstance(value, bool | str) and value in _ANSWERS:
            return _ANSWERS[value]
        raise ValidationError([self.wrong_type()])


class Period(Text):
    """A year, half-year, quarter or month: ``2024``, ``2024-H1``, ``2024-Q3``, ``2024-05``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            limit=7,
            hint=(
                "年 2024，半年 2024-H1，季度 2024-Q3，月 2024-05",
                "Year 2024, half-year 2024-H1, quarter 2024-Q3, month 2024-05",
            ),
            **kwargs,
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text and not _PERIOD.fullmatch(text):
            raise self.refuse(
                "“{0}”请按 2024、2024-H1、2024-Q3 或 2024-05 的格式填写。",
                "{0}: write 2024, 2024-H1, 2024-Q3 or 2024-05.",
            )
        return text


class Lines(Zeren):
    """Several short texts; on a form, one a line."""

    widget = "lines"

    def __init__(self, *, limit: int = TITLE_LIMIT, **kwargs: Any) -> None:
        kwargs.setdefault("hint", ("每行一项", "One a line"))
        super().__init__(load_default=(), **kwargs)
        self.limit = limit

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[str, ...]:
        one = Text(limit=self.limit, label=self.label)
        items = value.splitlines() if isinstance(value, str) else value
        texts = (one.deserialize(item) for item in _list(self, items))
        return tuple(text for text in texts if text)


class Days(Lines):
    """Several dates; on a form, one a line."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[Any, ...]:
        one = Day(label=self.label, required=True)
        return tuple(one.deserialize(text) for text in super()._deserialize(value, attr, data, **kwargs))


class Numbers(Lines):
    """Several whole numbers; on a form, one a line."""

    def __init__(self, *, least: int = 0, most: int = 10**15, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least = least
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[Any, ...]:
        one = Whole(label=self.label, least=self.least, most=self.most, required=True)
        items = [text for text in map(str.strip, value.splitlines()) if text] if isinstance(value, str) else value
        return tuple(one.deserialize(item) for item in _list(self, items))


class Rows(Zeren):
    """Rows of a small table, such as agenda items."""

    widget = "rows"

    def __init__(self, row: type[Shape], *, blank: int = 3, **kwargs: Any) -> None:
        if not kwargs.get("required"):
            kwargs.setdefault("load_default", ())
        super().__init__(**kwargs)
        self.row = row
        self.blank = blank

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[Any, ...]:
        shape, rows = made(self.row), []
        wrong: dict[int, Any] = {}
        for index, item in enumerate(_list(self, value)):
            if not isinstance(item, Mapping):
                wrong[index] = [self.wrong_type()]
                continue
            try:
                rows.append(self.row.describes(**shape.load(item)))
            except ValidationError as error:
                wrong[index] = error.messages
        if wrong:
            raise ValidationError(wrong)  # by row, as marshmallow itself does
        if self.required and not rows:
            raise self.make_error("required")
        return tuple(rows)


def _list(field: Zeren, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise ValidationError([field.wrong_type()])
    if len(value) > MOST_ROWS:
        raise field.refuse(f"“{{0}}”不能超过{MOST_ROWS}项。", f"{{0}} may hold {MOST_ROWS} at most.")
    return list(value)


class Query(Schema):
    """Parameters of a question; what a page does not know it ignores, as links do."""

    class Meta:
        unknown = EXCLUDE


@record
class Problem:
    """One thing wrong with a form: where, and a sentence in both languages."""

    field: str
    """Path with dots, e.g. ``agenda.1.title``; ``""`` for the whole act."""
    zh: str
    en: str
    code: str = "shape"
    clause: str = ""


def problems(messages: Any, path: str = "") -> list[Problem]:
    """Marshmallow's nested messages as a flat list."""
    match messages:
        case Said():
            return [Problem(field=path.removeprefix("."), zh=messages.zh, en=messages.en)]
        case Mapping():
            parts = [
                problems(inner, path if key == "_schema" else f"{path}.{str(key)[:60]}")
                for key, inner in messages.items()
            ]
            return [problem for part in parts for problem in part]
        case list() | tuple():
            return [problem for inner in messages for problem in problems(inner, path)]
        case _:
            return [Problem(field=path.removeprefix("."), zh="格式不正确。", en=str(messages)[:200])]
