"""Names of the fictional district. Every person's is a surname with cyclical signs, so that nobody is meant."""

from typing import Final

SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"

TOWNS: Final = ("临江镇", "北塘镇", "大岭镇", "青云镇", "望湖镇")
STREETS_WEST: Final = ("新安街道", "东门街道", "城北街道", "滨河街道")
STREETS_EAST: Final = ("岭前街道", "岭后街道", "长乐街道", "永宁街道", "工人新村街道")
GROUPS: Final = ("区教育局", "区民政局", "区住房建设局", "区交通运输局", "区财政局", "区农业农村局")
COMMITTEES: Final = ("区卫生健康局", "区国有资产管理局")
COMMITTEES_EAST: Final = ("区城市管理局", "区市场监管局", "区商务局")
TOWNSHIPS: Final = ("柳溪乡", "石桥乡")
VILLAGES: Final = (
    "上坝村", "下坝村", "东坪村", "西坪村", "槐树村", "松林村", "白石村", "黑潭村", "杨家湾村", "吴家冲村", "双井村",
    "三岔村", "桃园村", "竹山村", "红岩村", "清泉村", "平安村", "新建村",
)  # fmt: skip
COMMUNITIES: Final = ("一社区", "二社区", "三社区", "四社区", "五社区", "六社区")
UNITS: Final = ("中心小学", "卫生院", "机关", "供销社")


def person_name(index: int) -> str:
    """A name that is nobody's: surname, heavenly stem, earthly branch."""
    stem, branch = index % len(STEMS), (index // len(STEMS)) % len(BRANCHES)
    return SURNAMES[(index * 7) % len(SURNAMES)] + STEMS[stem] + BRANCHES[branch]
