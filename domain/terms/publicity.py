"""Words of publicity 宣传、公开、经验推广."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import publicity
from domain.terms.common import Label

KIND: Final[Label] = ("宣传公开", "Publicity")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    publicity.Type: {
        "experience": ("经验做法", "Experience"),
        "model": ("先进典型", "Model"),
        "news": ("工作动态", "News"),
        "openness": ("党务公开", "Openness"),
    },
    publicity.Medium: {
        "newspaper": ("报刊", "Newspaper"),
        "broadcast": ("广播电视", "Broadcast"),
        "website": ("网站", "Website"),
        "social_media": ("新媒体", "Social media"),
        "bulletin": ("简报、通报", "Bulletin"),
        "board": ("公开栏、宣传栏", "Notice board"),
        "meeting": ("会议", "Meeting"),
        "other": ("其他", "Other"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    publicity.PublicityReleased: ("宣传（公开）", "Made known"),
    publicity.ExperienceSpread: ("推广", "Taken up elsewhere"),
    publicity.PublicityCorrected: ("更正宣传登记", "Publicity corrected"),
    publicity.PublicityVoided: ("作废宣传登记", "Publicity voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    publicity.ReleasePublicity: ("登记宣传公开", "Record publicity"),
    publicity.SpreadExperience: ("登记推广", "Record that it was taken up"),
    publicity.CorrectPublicity: ("更正宣传登记", "Correct publicity"),
    publicity.VoidPublicity: ("作废宣传登记", "Void publicity"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "medium": ("宣传载体", "Medium"),
    "publicity": ("宣传公开", "Publicity"),
    "released": ("宣传登记", "Publicity"),
}

_PUBLICITY: Final = {
    "type": ("类别", "Sort"),
    "occurred_on": ("宣传日期", "Date made known"),
    "about": ("宣传对象", "About whom"),
    "text": ("主要内容", "What was made known"),
}
_SPREAD: Final = {
    "organisations": ("推广到的组织", "Taken up by"),
    "occurred_on": ("推广日期", "Date taken up"),
    "text": ("推广情况", "How it was taken up"),
}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    publicity.PublicityReleased: _PUBLICITY,
    publicity.ReleasePublicity: _PUBLICITY,
    publicity.CorrectPublicity: _PUBLICITY,
    publicity.ExperienceSpread: _SPREAD,
    publicity.SpreadExperience: _SPREAD,
}
