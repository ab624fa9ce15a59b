"""Six journeys from end to end, each by what stands on the pages: on a desk, on a phone, and without scripts.

The demonstration is served once; each screen works on organisations of its own.
"""

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from conftest import Screens, Served
from walking import Walker

from web.cli import main

pytestmark = pytest.mark.browser

SCREENS = {"320": (320, True), "1280": (1280, True), "320-no-script": (320, False)}
BRANCHES = {"320": "柳溪乡松林村党支部", "1280": "柳溪乡白石村党支部", "320-no-script": "柳溪乡黑潭村党支部"}
TOWNS = {"320": "中共青云镇委员会", "1280": "中共望湖镇委员会", "320-no-script": "中共大岭镇委员会"}
APPRAISED = {
    "320": "中共城北街道工作委员会",
    "1280": "中共新安街道工作委员会",
    "320-no-script": "中共东门街道工作委员会",
}
DUTIES = {
    "320": "组织学习四个文件",
    "1280": "以督查、巡回和随机抽样等方式检查党建",
    "320-no-script": "检查注意三项党员制度",
}

DAY = "2026-06-30"


def on(*kept: str) -> pytest.MarkDecorator:
    """With each test run on these screens alone: half of the journeys without scripts, the others with them."""
    marks = {name: () if name in kept else (pytest.mark.soak,) for name in SCREENS}
    screens = [pytest.param(name, marks=marks[name]) for name in SCREENS]
    return pytest.mark.parametrize("walk", screens, indirect=True)


@pytest.fixture
def walk(screens: Screens, served: Served, request: pytest.FixtureRequest) -> Iterator[Walker]:
    width, scripts = SCREENS[request.param]
    journey = request.function.__name__.removeprefix("test_").replace("_", "-")
    with screens.page(width, scripts=scripts) as page:
        yield Walker(page, served.url, f"{journey}-{request.param}", screen=request.param, scripts=scripts)


@on("1280", "320-no-script")
def test_clerks_week(walk: Walker) -> None:
    """What is owed -> the form, prefilled -> the receipt -> the board counts it."""
    branch = BRANCHES[walk.screen]
    walk.begin("clerk")
    walk.station("本周和近期到期", "已逾期")
    window = re.search(r"制度要求 · (\d{4})年(\d+)月", walk.row(branch).inner_text())
    assert window is not None
    year, month = window.groups()
    walk.follow("登记会议", row=branch)
    assert branch in walk.main.get_by_label("为哪个组织登记").locator("option:checked").inner_text()
    assert walk.main.get_by_label("会议类型").locator("option:checked").inner_text() == "支部会议"
    walk.fill("会议名称", "支部委员会会议")
    walk.fill("召开日期", f"{year}-{month:0>2}-01")
    walk.choose("主持人", "（书记）")
    walk.tick("（书记）")
    walk.choose("议题类别", "专题研究党建工作")
    walk.fill("议题内容", "研究本月党建工作")
    walk.press("查看计入事项")
    walk.station("各支部每月开一次会议研究党建工作")
    walk.press("提交登记")
    walk.station("已登记", "回执号", "这条记录计入")
    walk.follow("各支部每月开一次会议研究党建工作")
    walk.station(f"支部委员会会议 {year}年{month}月1日")
    walk.menu("责任看板")
    walk.station(branch)
    walk.menu("组织")
    walk.follow(branch)
    walk.follow("审计轨迹", row="全部记录")
    walk.station("召开会议", "支部委员会会议")


@on("1280")
def test_secretarys_duties(walk: Walker) -> None:
    """The desk of a responsible person -> an item of the list -> done -> all duties of that person."""
    duty = DUTIES[walk.screen]
    walk.begin("responsible")
    walk.station("郑甲酉", "本周和近期到期")
    walk.follow("登记完成", row=duty)
    walk.fill("完成日期", DAY)
    walk.tick("党委会（研究党建工作）")
    walk.fill("完成情况", "已组织落实，材料齐全。")
    walk.press("提交登记")
    walk.station("已登记", "回执号")
    walk.follow("查看记录")
    walk.station("责任清单", duty)
    walk.menu("责任记录")
    walk.follow("我的责任全貌")
    walk.station("郑甲酉", "到期事项", "任职")


@on("320-no-script")
def test_inspection_to_closing(walk: Walker) -> None:
    """A problem found -> an order -> the report -> verified -> struck off; four accounts, each its part."""
    town = TOWNS[walk.screen]
    walk.begin("inspector")
    walk.menu("组织")
    walk.follow(town)
    walk.follow("登记检查")
    walk.choose("为哪个组织登记", "中共安平区委")
    walk.press("更换组织")
    walk.choose("被检查组织", town)
    walk.choose("检查方式", "督查")
    walk.tick("责任制落实")
    walk.fill("检查名称", "党建责任制督查")
    walk.fill("检查日期", "2026-06-01")
    walk.press("提交登记")
    walk.station("已登记")
    walk.follow("查看记录")
    walk.follow("登记检查发现的问题")
    walk.choose("问题类别", "会议")
    walk.main.get_by_label("问题", exact=True).fill("会议记录不全")
    walk.fill("发现日期", "2026-06-01")
    walk.press("提交登记")
    walk.follow("查看记录")
    walk.station("会议记录不全")
    walk.follow("责令限期整改")
    assert "会议记录不全" in walk.main.get_by_label("存在问题").input_value()
    walk.choose("责令单位", "中共安平区委")
    walk.fill("责令日期", "2026-06-02")
    walk.fill("整改期限", "2026-12-30")
    walk.press("提交登记")
    walk.station("已登记")

    walk.begin("clerk-anping")
    walk.menu("台账")
    walk.follow("整改台账")
    walk.station("会议记录不全", town)
    walk.follow("会议记录不全", row=town)
    walk.follow("报告整改情况")
    walk.fill("报告日期", "2026-06-10")
    walk.choose("报告人", "（书记）")
    walk.fill("整改情况", "已补齐会议记录，并建立检查制度。")
    walk.press("提交登记")
    walk.station("已登记")

    walk.begin("reviewer")
    walk.station("待我办理", "整改")
    walk.follow("整改")
    walk.follow("会议记录不全", row=town)
    walk.follow("登记整改验收合格")
    walk.choose("验收人", "褚庚子")
    walk.fill("验收日期", "2026-06-12")
    walk.press("提交登记")
    walk.station("已登记")

    walk.begin("inspector")
    walk.station("待我办理")
    walk.follow("销号")
    walk.follow("会议记录不全", row=town)
    walk.follow("整改销号")
    walk.fill("销号日期", "2026-06-15")
    walk.press("提交登记")
    walk.station("已登记")
    walk.follow("查看记录")
    walk.station("整改销号", "全过程")


@on("320-no-script")
def test_appraisal_to_result(walk: Walker) -> None:
    """A sheet -> the town's own report -> points with their records -> the result -> the town reads it."""
    town = APPRAISED[walk.screen]
    walk.begin("appraiser")
    walk.menu("台账")
    walk.follow("考核台账")
    walk.follow("2025年度党建工作责任制考核")
    walk.follow("建立考核表", row=town)
    walk.fill("建表日期", "2026-06-02")
    walk.press("提交登记")
    walk.station("已登记")

    walk.begin("clerk-anping")
    walk.menu("台账")
    walk.follow("考核台账")
    walk.follow("2025年度党建工作责任制考核")
    walk.follow(town)
    walk.follow("登记自查自评")
    walk.fill("自查日期", "2026-06-03")
    walk.choose("填报人", "书记")
    walk.fill("自查自评", "四项任务全部完成，党员教育仍有差距。")
    walk.press("提交登记")
    walk.station("已登记")

    walk.begin("appraiser")
    walk.follow("已自评、待评分的考核表")
    walk.follow(town)
    walk.follow("考核评分")
    walk.fill("评分日期", "2026-06-05")
    walk.choose("评分人", "（书记）")
    for number, points in enumerate(("55", "36")):
        walk.main.get_by_label("得分").nth(number).fill(points)
        walk.tick_first(f"scores-{number}-cites")
    walk.station("考核评分")
    walk.press("提交登记")
    walk.station("已登记", "91")
    walk.follow("查看记录")
    walk.follow("公布考核结果")
    walk.fill("公布日期", "2026-06-08")
    walk.choose("考核等次", "良好")
    walk.choose("签发人", "（书记）")
    walk.press("提交登记")
    walk.station("已登记", "良好")

    walk.begin("clerk-anping")
    walk.menu("台账")
    walk.follow("考核台账")
    walk.follow("2025年度党建工作责任制考核")
    walk.station("良好 91分", town)
    walk.follow(town)
    walk.station("良好")
    walk.follow("公文：考核结果通知")
    walk.station("考核结果", "良好")


@on("1280")
def test_auditors_replay(walk: Walker) -> None:
    """The trail -> as known on a day -> what differs -> why -> the receipt of an entry, checked by the program."""
    walk.begin("auditor")
    walk.station("近期迟登的记录", "近期的更正和作废")
    walk.menu("审计轨迹")
    walk.station("审计轨迹")
    walk.follow("存证回执")
    walk.station("存证回执", "检查点", "总校验值")
    receipt = walk.download("下载回执（不含")
    walk.menu("存证与校验")
    walk.station("公钥", "见证", "检查点")
    key = walk.main.locator("dd code").first.inner_text()
    checked = CliRunner().invoke(main, ["verify", "receipt", str(receipt), "--key", key])
    assert checked.exit_code == 0, checked.output
    walk.menu("组织")
    walk.follow("中共柳溪乡委员会")
    walk.follow("本级及下级看板")
    walk.fill("截至日期", "2026-03-31")
    walk.fill("知悉时点", "2026-03-31")
    walk.press("查看")
    walk.station("历史情况，不是当前情况")
    walk.follow("与现在对比")
    walk.station("对比：", "处不同")
    walk.menu("组织")
    walk.follow("柳溪乡上坝村党支部")
    walk.follow("逐项看依据和原因")
    walk.follow("理由")
    walk.station("为什么是这个结果", "一、条款", "三、依据的登记")


@on("320-no-script")
def test_yearly_report(walk: Walker) -> None:
    """The board -> statistics -> the written report in Word -> a workbook -> a picture."""
    walk.begin("clerk-anping")
    walk.menu("责任看板")
    walk.station("责任看板")
    book = walk.download("导出 Excel")
    with zipfile.ZipFile(io.BytesIO(book.read_bytes())) as opened:
        assert "xl/workbook.xml" in opened.namelist()
    walk.menu("台账")
    walk.follow("年度统计")
    walk.station("年统计")
    walk.follow("公文：年度落实情况报告")
    walk.station("落实")
    word = walk.download("下载Word文件")
    with zipfile.ZipFile(io.BytesIO(word.read_bytes())) as opened:
        assert "安平区" in opened.read("word/document.xml").decode()
    walk.menu("图")
    walk.station("图")
    walk.follow("责任热力图")
    walk.station("表格")
    walk.menu("图")
    walk.follow("历年变化")
    walk.station("历年变化")
