"""The main job in a browser: a meeting is entered, the board's cell changes, the trail shows it."""

import re
from datetime import date
from pathlib import Path

import pytest
from conftest import Served, Visitor

from projections import status
from web.services import Services
from web.settings import from_environment

pytestmark = pytest.mark.browser

CLAUSE = "township-monthly-branch-meeting"
AS_OF = date(2026, 6, 30)


def _missed(data: Path, nth: int) -> tuple[str, str]:
    """The nth branch month without its meeting in 2026: organisation and window."""
    services = Services(from_environment({"ZEREN_DATA": str(data)}))
    with services.opened(), services.reading() as reading:
        root = services.organisations_named("中共柳溪乡委员会")[0]
        board = status.board(reading, root, 2026, AS_OF)
        found = [
            (line.id, cell.window)
            for line in board.lines
            for cell in board.cells[line.id]
            if cell.clause == CLAUSE and cell.light == "missed"
        ]
    return found[nth]


@pytest.mark.parametrize(
    ("visitor", "nth", "screen"),
    [((1280, True), 0, "desk"), ((320, False), 1, "phone-without-scripts")],
    indirect=["visitor"],
    ids=["desk", "phone-without-scripts"],
)
def test_a_meeting_turns_the_cell_and_stands_in_the_trail(
    visitor: Visitor, served: Served, nth: int, screen: str
) -> None:
    organisation, window = _missed(served.data, nth)
    page = visitor.page
    visitor.sign_in("clerk")
    visitor.goto(f"/organisations/{organisation}/duties?year=2026")
    visitor.picture(f"{screen}-duties-before")
    before = _window_text(visitor, organisation, window)
    assert "未完成" in before

    visitor.goto(f"/organisations/{organisation}")
    page.get_by_role("link", name="登记会议").click()
    page.get_by_label("会议类型").select_option("branch")
    page.get_by_label("会议名称").fill("支部委员会会议（补记）")
    page.get_by_label("召开日期").fill(f"{window}-15")
    secretary = page.get_by_label("主持人").locator("option", has_text="（书记）").first.get_attribute("value")
    page.get_by_label("主持人").select_option(secretary)
    page.locator(f"input[name=attendees][value={secretary}]").check()
    page.locator("[name=agenda-0-topic]").select_option("party_building")
    page.locator("[name=agenda-0-title]").fill("研究本月党建工作")
    page.get_by_role("button", name="查看计入事项").click()
    assert "每月" in page.inner_text("main")
    assert page.get_by_label("会议名称").input_value() == "支部委员会会议（补记）"
    visitor.picture(f"{screen}-preview")
    page.get_by_role("button", name="提交登记").click()
    page.get_by_role("heading", name="已登记").wait_for()
    visitor.picture(f"{screen}-receipt")
    page.get_by_role("link", name="查看记录").click()
    assert "支部委员会会议（补记）" in page.inner_text("main")

    assert "已完成" in _window_text(visitor, organisation, window)
    visitor.picture(f"{screen}-duties-after")
    visitor.goto(f"/trail?organisation={organisation}")
    assert "支部委员会会议（补记）" in page.inner_text("main")
    visitor.picture(f"{screen}-trail")


def _window_text(visitor: Visitor, organisation: str, window: str) -> str:
    """What the board says of the branch's month."""
    visitor.goto(f"/board?organisation={organisation}&year=2026")
    cell = visitor.page.locator(f"td a[href*='{CLAUSE}']").first
    month = int(window.removeprefix("2026-"))
    told = str(cell.inner_text())
    # Neighbouring months that stand alike are told as one: 1–5月 已完成.
    for first, last, light in re.findall(r"(\d+)(?:–(\d+))?月\s*(\S+)", told):
        if int(first) <= month <= int(last or first):
            return str(light)
    raise AssertionError(told)
