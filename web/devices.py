"""What a browser says it is, in words by which its owner knows it again. Nothing more of it is kept."""

from typing import Final

_BROWSERS: Final = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("QQBrowser", "QQ浏览器"),
    ("360SE", "360浏览器"),
    ("QIHU", "360浏览器"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("UOS", "UOS"),
    ("Kylin", "Kylin"),
    ("Linux", "Linux"),
)
"""The first that occurs counts: many browsers also give the names of those they resemble."""


def device(agent: str) -> str:
    """Browser and system, as far as they are known by name."""
    found = (next((said for sign, said in table if sign in agent), "") for table in (_BROWSERS, _SYSTEMS))
    return " · ".join(said for said in found if said)
