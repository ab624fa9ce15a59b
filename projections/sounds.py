"""Sounds 读音: how Chinese is found by pinyin, by initials and in spite of a slip, in texts that have no spaces.

Each Chinese character of a text becomes one sign for its syllable, at the same place, so that what is found can be
marked in the text itself. What is typed becomes patterns of such signs: for each place, which signs may stand there.
A pattern is put to SQLite (GLOB), to PostgreSQL (``~``) and to Python in their own words. Tones are left out.
"""

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import cache, lru_cache
from itertools import islice, pairwise
from typing import Final

from domain.kernel import record

# --- one form for what is written in several ----------------------------------------------

_ALIKE: Final = {
    **dict.fromkeys("〔［【[（「『《〈", "("),
    **dict.fromkeys("〕］】]）」』》〉", ")"),
    **dict.fromkeys("—–－‐‑−", "-"),
    **dict.fromkeys("“”＂", '"'),
    **dict.fromkeys("‘’＇", "'"),
    **dict.fromkeys("ÜüǕǖǗǘǙǚǛǜ", "v"),
}


class _Folded(dict[int, int]):
    """Character -> the one that stands for it and all written like it; made as they occur."""

    def __missing__(self, code: int) -> int:
        sign = chr(code)
        text = _ALIKE.get(sign) or unicodedata.normalize("NFKC", sign).lower()
        found = ord(text) if len(text) == 1 else code
        if sign != "\n" and not sign.isprintable():
            found = ord(" ")
        self[code] = found
        return found


_FOLDED: Final = _Folded()


def fold(text: str) -> str:
    """Full-width and half-width, capital and small letters, brackets and dashes as one; each in its place."""
    # Looking at each character takes five times as long as finding that only the usual marks change.
    for written, meant in _USUAL:
        text = text.replace(written, meant)
    return text.translate(_FOLDED) if _CHANGING.search(text) else text


_USUAL: Final = (("，", ","), ("（", "("), ("）", ")"), ("；", ";"), ("：", ":"), ("“", '"'), ("”", '"'), ("！", "!"))
"""Marks of most Chinese texts, and what stands for them."""
_CHANGING: Final = re.compile(r"[^\n -@\\^-~。、一-龥]")
"""Characters that may have another form; what is not named here has none."""


# --- syllables ----------------------------------------------------------------------------

_EVERY: Final = """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biang biao bie bin bing bo bu ca cai can cang cao ce cei cen
ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu
cuan cui cun cuo da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo e ei en
eng er fa fan fang fei fen feng fiao fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui
gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin
jing jiong jiu ju juan jue jun ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai
lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo lv lve ma mai man mang mao
me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian niang niao nie nin
ning niu nong nou nu nuan nun nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi
qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo
sa sai san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui
shun shuo si song sou su suan sui sun suo ta tai tan tang tao te tei teng ti tian tiao tie ting tong tou tu tuan tui
tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang
yao ye yi yin ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei
zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
"""
_SYLLABLES: Final = tuple(_EVERY.split())
"""In an order that never changes, for the place of each is its sign; new ones go to the end."""

_SEVERAL: Final = """
乐:yue 了:liao 会:kuai 传:zhuan 佛:fo 便:pian 单:shan 厦:xia 参:cen:shen 召:shao 否:pi 仇:qiu 区:ou 和:huo
员:yun 地:di:de 坏:pi 埋:man 堡:bu:pu 塞:se 大:dai 宿:xiu 尉:yu 尺:chi 屏:bing 属:zhu 差:chai 度:duo 弹:tan
恶:wu 折:she 得:dei 没:mo 择:zhai 攒:cuan 敦:dui 曾:zeng 朝:zhao 朴:piao:po 柏:bo 查:zha 校:jiao 桔:jie 槛:jian
模:mu 汤:shang 泊:bo 洗:xian 洞:tong 涡:guo 澄:deng 牟:mu 率:shuai:lv 琢:zhuo 畜:xu 番:pan 的:di 盖:ge 盛:cheng
省:xing 着:zhao:zhuo 石:dan 祭:zhai 种:chong 称:chen 粘:nian 系:ji 纤:qian 给:ji 绿:lu 缪:miao 肋:lei 脉:mo
艾:yi 莘:xin:shen 著:zhuo 蔓:wan 蔚:yu 薄:bo 藏:zang 血:xie 行:hang 被:pi 覃:tan:qin 觉:jiao 角:jue 解:xie
调:tiao 谌:shen 贾:gu 车:ju 轧:zha:ga 辟:bi 还:huan 迫:pai 都:du 重:chong 钥:yue 铅:yan 长:chang 阿:e 陂:pi:bei
陆:liu 降:xiang 隗:kui:wei 露:lou 颈:geng 六:lu 句:gou 万:mo 尿:sui 扎:za 扁:pian 扛:gang 栖:xi 壳:qiao 卡:qia
劲:jing 削:xiao 剥:bao 勒:le 卜:bu 伺:si 似:si 什:shi 乘:sheng 圈:juan 溺:niao 暴:pu 曝:bao 臭:xiu 雀:qiao
颤:zhan 栅:shan 拓:ta 娜:nuo
"""
_ALSO: Final = dict(one.split(":", 1) for one in _SEVERAL.split())
"""Characters with a second reading that is met in names and papers; any other is read as it mostly is."""

_FIRST: Final = 0xE000
_FIRST_OF_SEVERAL: Final = 0xE800
"""Signs lie in the range that Unicode leaves to private use: no text holds them."""

_SIGNS: Final = {syllable: chr(_FIRST + place) for place, syllable in enumerate(_SYLLABLES)}


@cache
def _readings() -> dict[int, str]:
    # Its dictionary of phrases takes three times the memory and is not asked.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.pinyin_dict import pinyin_dict

    found: dict[int, str] = pinyin_dict
    return found


def _syllable(toned: str) -> str:
    """A reading without its tone; ``ü`` is ``v``."""
    parts = unicodedata.normalize("NFD", toned).replace("u\u0308", "v")
    return "".join(sign for sign in parts if sign.isascii())


class _Sounds(dict[int, int]):
    """Character -> sign of its syllable; of what is no Chinese character, its folded form."""

    def __missing__(self, code: int) -> int:
        readings = _readings().get(code) if code > 0x2E7F else None
        sign = _SIGNS.get(_syllable(readings.partition(",")[0])) if readings else None
        found = self[code] = _FOLDED[code] if sign is None else ord(sign)
        return found


_SOUNDS: Final = _Sounds({ord(sign): _FIRST_OF_SEVERAL + place for place, sign in enumerate(_ALSO)})


def sound(text: str) -> str:
    """The text as it sounds, sign by sign."""
    return text.translate(_SOUNDS)


@cache
def _signs_of() -> dict[str, str]:
    """Syllable -> signs of all characters that may be read so."""
    found: dict[str, str] = dict(_SIGNS)
    for place, (sign, others) in enumerate(_ALSO.items()):
        first = _syllable(_readings()[ord(sign)].partition(",")[0])
        for syllable in {first, *others.split(":")}:
            found[syllable] += chr(_FIRST_OF_SEVERAL + place)
    return {**found, "lue": found["lve"], "nue": found["nve"]}


@lru_cache(maxsize=1_000)
def _signs_like(beginning: str) -> str:
    """Signs of all syllables that begin so."""
    every = (signs for syllable, signs in _signs_of().items() if syllable.startswith(beginning))
    return "".join(sorted(set("".join(every))))


# --- what is typed -> patterns ----------------------------------------------------------------


class Rank(IntEnum):
    """How well something fits what was asked: the smaller the better."""

    EXACT = 0
    PREFIX = 1
    WITHIN = 2
    TEXT = 3
    """Stands in the text, not in the title."""
    PINYIN = 4
    INITIALS = 5
    SLIP = 6
    """Fits but for one slip, or for sounds that are often taken for each other."""


@record
class Pattern:
    """For each place, the signs that may stand there; none: any."""

    rank: Rank
    places: tuple[str, ...]

    def glob(self) -> str:
        """In the words of SQLite."""
        return "*" + "".join(f"[{_ranges(signs)}]" if signs else "?" for signs in self.places) + "*"

    def regex(self) -> str:
        """In the words of PostgreSQL and Python."""
        return "".join(f"[{_ranges(signs)}]" if signs else "." for signs in self.places)

    def found_in(self, sounds: str) -> tuple[int, int] | None:
        """From where to where it fits."""
        match = _compiled(self.regex()).search(sounds)
        return None if match is None else match.span()


@record
class Term:
    """One word that is looked for, folded: as it stands, or by its sound."""

    plain: str
    patterns: tuple[Pattern, ...] = ()

    def rank(self, title: str, rest: str = "") -> Rank | None:
        """How well it fits a title and the text below it; None: not at all."""
        folded = fold(title)
        if self.plain in folded:
            if self.plain == folded:
                return Rank.EXACT
            return Rank.PREFIX if folded.startswith(self.plain) else Rank.WITHIN
        if rest and self.plain in fold(rest):
            return Rank.TEXT
        if not self.patterns:
            return None
        sounds = sound(title)
        return min((one.rank for one in self.patterns if one.found_in(sounds)), default=None)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in a text, or else where it sounds so."""
        folded = fold(text)
        found = [(match.start(), match.end()) for match in re.finditer(re.escape(self.plain), folded)]
        if found or not self.patterns:
            return found
        sounds = sound(text)
        by_sound = (one.found_in(sounds) for one in sorted(self.patterns, key=lambda one: one.rank))
        return [span for span in by_sound if span is not None][:1]


@lru_cache(maxsize=1_000)
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


@lru_cache(maxsize=2_000)
def _ranges(signs: str) -> str:
    """Signs with those that follow each other written as from-to."""
    runs: list[list[str]] = []
    for sign in sorted(set(signs)):
        if runs and ord(sign) == ord(runs[-1][-1]) + 1:
            runs[-1].append(sign)
        else:
            runs.append([sign])
    return "".join("".join(run) if len(run) < 3 else f"{run[0]}-{run[-1]}" for run in runs)


_TYPED: Final = re.compile(r"[a-z0-9' ]+")
_LETTERS: Final = re.compile(r"[a-z]{2}|[a-z].*[a-z]")
_MOST_SEQUENCES: Final = 6
_MOST_PATTERNS: Final = 16
_LONGEST: Final = 40
_LONGEST_SLIP: Final = 24


def typed(term: str) -> list[Pattern]:
    """Patterns of a folded term that is pinyin or initials; none where it is neither."""
    if not _TYPED.fullmatch(term) or not _LETTERS.search(term) or len(term) > _LONGEST:
        return []
    found = [Pattern(rank=Rank.PINYIN, places=places) for places in _sequences(term)]
    letters = re.sub("[' ]", "", term)
    if len(letters) <= _INITIALS and not _NO_INITIALS.search(letters):
        found.append(Pattern(rank=Rank.INITIALS, places=tuple(map(_initial, letters))))
        if shorter := re.sub("([zcs])h", r"\1", letters):
            found.append(Pattern(rank=Rank.INITIALS, places=tuple(map(_initial, shorter))))
    return list(dict.fromkeys(one for one in found if len(one.places) > 1 or one.rank is Rank.PINYIN))


_INITIALS: Final = 12
"""Nobody types more of them at once."""
_NO_INITIALS: Final = re.compile("[iuv]")
"""No syllable begins with these."""


def slips(term: str) -> list[Pattern]:
    """Patterns for a folded term in which something was mistyped, or which is written with other characters."""
    letters = re.sub("[' ]", "", term)
    if _TYPED.fullmatch(term) and _LETTERS.search(term) and len(letters) <= _LONGEST_SLIP:
        found = [
            *_mixed(letters),
            *(_grouped(_mistyped(letters)) if len(letters) > 3 else ()),
            *_wrong_initials(letters),
        ]
    elif any(_FIRST <= ord(sign) < 0xF900 for sign in sound(term)) and 1 < len(term) <= _LONGEST:
        found = [tuple(_alike(sign) for sign in sound(term))]
    else:
        return []
    return [Pattern(rank=Rank.SLIP, places=places) for places in list(dict.fromkeys(found))[:_MOST_PATTERNS]]


def _initial(sign: str) -> str:
    return _signs_like(sign) if sign.isalpha() else sign


def _sequences(term: str) -> Iterator[tuple[str, ...]]:
    """Ways in which a term is syllables; the last may be unfinished."""
    parts = [part for part in re.split("[' ]", term) if part]
    signs = _signs_of()
    for sequence in _cut(parts, unfinished=True):
        places = [signs.get(one) or (one if one.isdigit() else _signs_like(one)) for one in sequence]
        if all(places):
            yield tuple(places)


def _cut(parts: list[str], *, unfinished: bool) -> list[tuple[str, ...]]:
    """Syllables and digits that the parts are made of, long syllables first; the apostrophe parts them."""
    whole: list[tuple[str, ...]] = [()]
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        ways = list(islice(_cuts(part, unfinished=unfinished and last, begun=place > 0), _MOST_SEQUENCES))
        whole = [(*before, *way) for before in whole for way in ways][:_MOST_SEQUENCES]
    return whole


def _cuts(part: str, *, unfinished: bool, begun: bool) -> Iterator[tuple[str, ...]]:
    signs = _signs_of()
    dead: set[int] = set()
    """Places from which nothing leads to the end: a long text is not tried again and again."""

    def after(start: int, sequence: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if start == len(part):
            yield sequence
            return
        if start in dead:
            return
        nothing = True
        if part[start].isdigit():
            steps = [part[start]]
        else:
            steps = [part[start : start + size] for size in range(6, 0, -1) if part[start : start + size] in signs]
        for step in dict.fromkeys(steps):
            for found in after(start + len(step), (*sequence, step)):
                nothing = False
                yield found
        rest = part[start:]
        open_end = unfinished and rest.isalpha() and rest not in signs and (sequence or begun or len(rest) > 1)
        if open_end and _signs_like(rest):
            nothing = False
            yield (*sequence, rest)
        if nothing:
            dead.add(start)

    return after(0, ())


def _mixed(letters: str) -> list[tuple[str, ...]]:
    """Syllables and initials one after another, as in ``anqsc``."""
    signs = _signs_of()
    found: list[tuple[str, ...]] = []

    def after(start: int, places: tuple[str, ...], full: int) -> None:
        if len(found) >= _MOST_SEQUENCES:
            return
        if start == len(letters):
            if full and len(places) > 1:
                found.append(places)
            return
        for size in range(6, 1, -1):
            one = letters[start : start + size]
            if len(one) == size and one in signs:
                after(start + size, (*places, signs[one]), full + 1)
        for size in (2, 1):
            one = letters[start : start + size]
            if one in ("zh", "ch", "sh") or (len(one) == 1 and one not in "iuv"):
                after(start + len(one), (*places, _initial(one)), full)

    if len(letters) <= _INITIALS:
        after(0, (), 0)
    return found


def terms_of(query: str, *, slip: bool = False) -> tuple[Term, ...]:
    """What a query asks for, word by word; ``slip``: allowing for what may have been mistyped.

    Words in Latin letters that follow each other are one, for pinyin is written apart and together.
    """
    words: list[str] = []
    for word in fold(query[:LONGEST]).split():
        if words and _SPELT.fullmatch(word) and _SPELT.fullmatch(words[-1]):
            words[-1] = f"{words[-1]} {word}"
        else:
            words.append(word)
    return tuple(
        Term(plain=word, patterns=tuple((slips if slip else typed)(word)))
        for word in dict.fromkeys(words[:_MOST_WORDS])
    )


LONGEST: Final = 60
"""Characters of a query."""
_MOST_WORDS: Final = 6
_SPELT: Final = re.compile(r"[a-z][a-z' ]*")


# --- slips ----------------------------------------------------------------------------------------

_CONFUSED: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"))


@cache
def _taken_for() -> dict[str, str]:
    """Syllable -> what it and those that are taken for it have in common: z zh, c ch, s sh, n l, -n -ng."""
    found = {}
    for syllable in _signs_of():
        common = syllable
        for long, short in _CONFUSED:
            common = re.sub(f"^{long}", short, common)
        common = re.sub("^l", "n", common)
        found[syllable] = re.sub("([aei])ng$", r"\1n", common)
    return found


@cache
def _families() -> dict[str, str]:
    """What syllables have in common -> the signs of all of them."""
    found: defaultdict[str, str] = defaultdict(str)
    for syllable, common in _taken_for().items():
        found[common] += _signs_of()[syllable]
    return dict(found)


def _alike(sign: str) -> str:
    """Signs that sound like this one, or nearly."""
    near = [_families()[_taken_for()[syllable]] for syllable, signs in _signs_of().items() if sign in signs]
    return "".join(near) or (sign if sign.isalnum() else "")


def _mistyped(letters: str) -> Iterator[tuple[str, ...]]:
    """Syllables that may have been meant, as what they have in common with others: at most one letter was wrong."""
    families = _taken_for()
    seen = set()
    for text in (letters, *_one_off(letters)):
        for sequence in islice(_cuts(text, unfinished=False, begun=False), 2):
            common = tuple(families.get(one, one) for one in sequence)
            if common not in seen:
                seen.add(common)
                yield common


def _one_off(letters: str) -> Iterator[str]:
    every = "abcdefghijklmnopqrstuvwxyz"
    for place in range(len(letters) + 1):
        before, here, rest = letters[:place], letters[place : place + 1], letters[place + 1 :]
        if here:
            yield before + rest
            yield from (before + one + rest for one in every if one != here)
        if rest:
            yield before + rest[0] + here + rest[1:]
        yield from (before + one + here + rest for one in every)


def _grouped(sequences: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Sequences that differ in one place only are asked for together: the most numerous first."""
    every = list(sequences)
    left = set(every)
    groups: defaultdict[tuple[int, tuple[str, ...]], list[str]] = defaultdict(list)
    for sequence in every:
        for place, one in enumerate(sequence):
            groups[place, (*sequence[:place], *sequence[place + 1 :])].append(one)
    found: list[tuple[str, ...]] = []
    for (place, others), some in sorted(groups.items(), key=lambda one: -len(one[1])):
        covered = {(*others[:place], one, *others[place:]) for one in some}
        if left.isdisjoint(covered) or not others:
            continue
        left -= covered
        places = [_families().get(one, one) for one in others]
        places.insert(place, "".join(_families().get(one, one) for one in some))
        found.append(tuple(places))
    return found[:_MOST_PATTERNS]


def _wrong_initials(letters: str) -> list[tuple[str, ...]]:
    """One initial wrong, or two in the wrong order."""
    if not 4 <= len(letters) <= 8 or not letters.isalpha():
        return []
    right = [_initial(one) for one in letters]
    wrong = [(*right[:place], "", *right[place + 1 :]) for place in range(len(right))]
    turned = [(*right[:a], right[b], right[a], *right[b + 1 :]) for a, b in pairwise(range(len(right)))]
    return [*wrong, *turned]
