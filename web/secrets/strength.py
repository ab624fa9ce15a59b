"""Which passwords are refused when one is set: too short, the sign-in name inside, common or easily guessed.

How easily is estimated by zxcvbn, offline: common passwords, words, names, keyboard walks, repeats, sequences, dates,
and words of this system and of offices like ours. No kinds of characters are demanded and no password runs out, but
where an office is made to have such rules (settings).
"""

from typing import Final

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200
FEWEST_GUESSES: Final = 10**8
"""Fewer guesses than this, by somebody who knows how people choose passwords, are too few."""
LOOKED_AT: Final = 64
"""So many characters have to be enough by themselves: estimating takes longer with each."""
WORDS: Final = (
    "zeren", "责任", "dangjian", "dangwei", "dangzhibu", "dangyuan", "zuzhibu", "jiwei", "gongwei", "zhibu", "shuji",
    "xiangzhen", "jiedao", "zhengfu", "bangong", "bangongshi", "guanliyuan", "shenji", "jingban", "administrator",
    "supervisor", "auditor", "officer", "clerk", "gongchandang", "zhongguo", "woaini", "mima", "denglu", "yonghu",
)  # fmt: skip
"""Words of this system and of the offices it serves, and what Chinese passwords are often made of."""


def weakness(password: str, *, sign_in_name: str, classes: int = 0) -> tuple[str, str] | None:
    """What is wrong with a new password, in words; None: nothing. ``classes``: so many kinds of characters."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return (
            f"新密码应为{SHORTEST_PASSWORD}到{LONGEST_PASSWORD}个字符。",
            f"The new password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.",
        )
    if sign_in_name.lower() in password.lower():
        return "新密码不能包含登录名。", "The new password may not hold the sign-in name."
    if _classes(password) < classes:
        return (
            f"本单位要求密码至少含有大写字母、小写字母、数字、其他字符中的{classes}类。",
            f"This office asks for {classes} of: capital letters, small letters, digits, other characters.",
        )
    if _guesses(password, sign_in_name) < FEWEST_GUESSES:
        return (
            "这个密码太常见或太容易猜到，请换一个。几个不相干的词连在一起，又长又好记。",
            "This password is common or easily guessed. A few words that do not belong together are long, and stay.",
        )
    return None


def _classes(password: str) -> int:
    kinds = (str.isupper, str.islower, str.isdigit)
    found = [any(kind(one) for one in password) for kind in kinds]
    return sum(found) + any(not any(kind(one) for kind in kinds) for one in password)


def _guesses(password: str, sign_in_name: str) -> int:
    from zxcvbn import zxcvbn  # its lists take memory that only setting a password is worth

    return int(zxcvbn(password[:LOOKED_AT], user_inputs=[sign_in_name, *WORDS])["guesses"])
