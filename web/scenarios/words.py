"""Words of a scenario: Chinese or English keys, labels or codes."""

import hashlib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

from domain.identity import HEX
from domain.kernel import Refused
from domain.terms import CODES, COMMANDS

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
    "限期整改": "rectification",
    "流动党员": "floating",
    "缺项": "gaps",
    "备案用时": "filed_after",
    "党费": "dues",
    "月份": "months",
    "追责案件": "case",
    "处理方式": "consequences",
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

SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "工作": ("work",),
    "时期": ("period",),
    "报告人": ("person",),
    "调整依据": ("clause",),
    "等次": ("rating",),
    "上级": ("parent",),
    "业务关系": ("business_relation",),
    "主管部门": ("department",),
    "制度": ("policy",),
}
"""Chinese keys of acts that are no label of the form -> fields, whichever the act has."""


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
