"""Words of a scenario: Chinese or English keys, labels or codes, names instead of ids; made into commands."""

import hashlib
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from domain.identity import HEX
from domain.kernel import Refused
from domain.meeting import AgendaItem
from domain.terms import CODES, COMMANDS, field_label

KEYS: Final[Mapping[str, str]] = {
    "标题": "title",
    "说明": "about",
    "共用": "common",
    "情形": "cases",
    "编号": "id",
    "依据": "cites",
    "给定": "given",
    "经过": "acts",
    "核对": "ask",
    "组织": "organisations",
    "人员": "persons",
    "任职": "posts",
    "制度": "policies",
    "单位": "at",
}
"""Chinese keys of a scenario file -> English ones."""

GIVEN_KEYS: Final[Mapping[str, str]] = {
    "类别": "kind",
    "领域": "sector",
    "上级": "under",
    "自": "from",
    "至": "to",
    "人员": "person",
    "组织": "organisation",
    "职务": "post",
    "分工": "portfolio",
    "主持工作": "acting",
    "文件": "document",
    "条文": "text",
    "适用": "binds",
    "登记于": "recorded",
}

ACT_KEYS: Final[Mapping[str, str]] = {
    "行为": "do",
    "名为": "as",
    "日期": "on",
    "登记于": "recorded",
    "应予拒绝": "refused",
    "议题类别": "topics",
}

ASK_KEYS: Final[Mapping[str, str]] = {
    "截至": "as_of",
    "已知至": "known_at",
    "单位": "at",
    "条款": "clause",
    "职责": "duty",
    "清单事项": "item",
    "周期": "window",
    "人员": "person",
    "状态": "light",
    "计数": "count",
    "最低": "minimum",
    "天数": "days_over",
    "提示": "findings",
    "无提示": "not_findings",
    "计入": "counted",
    "未计": "passed",
    "责任人": "holders",
    "适用条款": "governs",
    "补登天数": "entered_late",
    "进度": "progress",
    "期限": "due",
    "不适用": "none",
    "被领导单位": "led",
    "领导": "leader",
    "指导": "guides",
    "情形": "basis",
}

FIELD_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "会议": ("meeting",),
    "会议类型": ("body",),
    "主持人": ("chair",),
    "出席人员": ("attendees",),
    "联系点": ("point",),
    "联系人": ("owner",),
    "联系单位": ("unit",),
    "走访": ("visit",),
    "走访人": ("visitor",),
    "走访目的": ("purpose",),
    "同行人员": ("companions",),
    "工作": ("work",),
    "工作类别": ("act",),
    "承担人员": ("performers",),
    "对应职责": ("duties",),
    "数量": ("quantity",),
    "计量单位": ("unit_of_measure",),
    "报告": ("report",),
    "报送对象": ("recipient",),
    "报告类型": ("type",),
    "报告形式": ("form",),
    "时期": ("period",),
    "报告人": ("person",),
    "内容": ("text",),
    "责任清单": ("list",),
    "清单事项": ("item", "items"),
    "事项": ("title",),
    "标题": ("title",),
    "责任人": ("person",),
    "核验人": ("person",),
    "退回人": ("person",),
    "责任部门": ("department",),
    "完成时限": ("due_on",),
    "调整依据": ("clause",),
    "佐证": ("evidence",),
    "年度": ("year",),
    "理由": ("reason",),
    "组织": ("organisation",),
    "等次": ("rating",),
    "上级": ("parent",),
    "党组织关系": ("party_relation",),
    "业务关系": ("business_relation",),
    "主管部门": ("department",),
    "人员": ("person",),
    "任职": ("appointment",),
    "职务": ("post",),
    "分工": ("portfolio",),
    "主持工作": ("acting",),
    "制度": ("policy",),
    "解释事项": ("parameter",),
    "解释内容": ("value",),
    "最后有效日": ("last_day",),
}
"""Chinese keys of acts -> fields, whichever the act has."""

_FREE_TEXT: Final = frozenset({"title", "text", "note", "reason", "minutes", "name", "document", "basis", "catalogue"})
_SAID: Final = ("occurred_on", "planned_on", "effective_on", "last_day")


class Unreadable(Exception):
    """The scenario file itself is not in order."""


def english(table: Mapping[Any, Any], keys: Mapping[str, str]) -> dict[str, Any]:
    """The table with English keys; a key that nobody knows stays and is refused by whoever reads it."""
    return {keys.get(str(key), str(key)): value for key, value in table.items()}


def id_of(prefix: str, name: str) -> str:
    """A stream id that follows from a name: the same in every run."""
    return f"{prefix}-{hashlib.sha256(f'{prefix}:{name}'.encode()).hexdigest()[:HEX]}"


def command_class(word: str) -> type:
    """Command by its Chinese label or its name."""
    for command, (zh, _) in COMMANDS.items():
        if word in (zh, command.__name__):
            return command
    raise Unreadable(f"no such act: {word}")


def code_of(enumeration: type[StrEnum], word: object, field: str) -> StrEnum:
    """Member by its Chinese label or its code."""
    for code, (zh, _) in CODES.get(enumeration, {}).items():
        if word in (zh, code):
            return enumeration(code)
    try:
        return enumeration(str(word))
    except ValueError:
        raise Refused(
            "unknown_code", zh=f"“{word}”不是可选的内容。", en=f"{word!r} is none of the choices.", field=field
        ) from None


def day_of(word: object, field: str = "") -> date:
    """A calendar day; what is none is refused like any wrong entry."""
    try:
        return date.fromisoformat(str(word))
    except ValueError:
        raise Refused(
            "not_a_date", zh=f"“{word}”不是日历上的日期。", en=f"{word!r} is not a date.", field=field
        ) from None


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


@cache
def _labels(cls: type) -> dict[str, str]:
    return {field_label(cls, f.name)[0]: f.name for f in fields(cls)}


def by_field(cls: type, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values by field name, whether the scenario names a field in Chinese, in English or just its day."""
    hints, labels = _hints(cls), _labels(cls)
    found = {}
    for key, value in values.items():
        field = key if key in hints else labels.get(key, key)
        if field not in hints:
            known = _SAID if key == "on" else FIELD_KEYS.get(key, ())
            field = next((name for name in known if name in hints), field)
        if field not in hints:
            raise Unreadable(f"{cls.__name__} has no field {key}")
        found[field] = value
    return found


class Names:
    """What stands behind the names of a scenario: ids of records, refs of their parts."""

    def __init__(self) -> None:
        self.refs: dict[str, str] = {}

    def ref(self, word: str) -> str:
        """Id or ref behind a name; a word that is no name stands for itself."""
        return self.refs.get(word, word)

    def name(self, ref: str) -> str:
        """Name of a ref, for messages."""
        return next((name for name, known in self.refs.items() if known == ref), ref)

    def command(self, cls: type, values: Mapping[str, Any]) -> Any:
        """A command from the words given for its fields."""
        hints = _hints(cls)
        arguments = {
            field: self._value(value, hints[field], field, cls) for field, value in by_field(cls, values).items()
        }
        for f in fields(cls):
            if f.name not in arguments and f.default is MISSING and f.default_factory is MISSING:
                arguments[f.name] = _usual(f.name, arguments, cls)
        return cls(**arguments)

    def _value(self, value: Any, hint: Any, field: str, cls: type) -> Any:
        origin = get_origin(hint)
        if origin in (Union, types.UnionType):
            if value is None:
                return None
            return self._value(value, next(a for a in get_args(hint) if a is not type(None)), field, cls)
        if origin is tuple:
            items = value if isinstance(value, list) else [value]
            return tuple(self._value(item, get_args(hint)[0], field, cls) for item in items)
        if hint is date:
            return day_of(value, field)
        if hint is bool or hint is int:
            if isinstance(value, str) and value in self.refs:
                return int(self.refs[value].partition("#")[2])
            return value
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return code_of(hint, value, field)
        if isinstance(hint, type) and is_dataclass(hint):
            if isinstance(value, hint):
                return value
            if hint is AgendaItem and isinstance(value, str):
                return AgendaItem(topic=code_of(_hints(AgendaItem)["topic"], value, field), title=value)  # type: ignore[arg-type]  # a Topic
            return self.command(hint, value)
        text = str(value)
        if field in _FREE_TEXT or (field == "department" and "responsibility" in cls.__module__):
            return text
        ref = self.ref(text)
        return ref.partition("#")[2] if field == "item" and "#" in ref else ref


def _usual(field: str, given: Mapping[str, Any], cls: type) -> Any:
    """What a scenario need not say, because nothing turns on it."""
    match field:
        case "attendees":
            return (given["chair"],)
        case "text" | "reason" | "basis" | "note" | "title" | "document":
            return "按实际情况登记"
        case "person" | "due_on":
            return None
        case "department" | "clause":
            return ""
    raise Unreadable(f"{cls.__name__} needs {field}")
