"""An inspection, what it found, and the order that followed, through forms of the people who do it."""

from pathlib import Path
from typing import Any

import pytest
from clerk import Browser, Page, signed_in
from office import DEPUTY, DISTRICT, SECRETARY, TOWNSHIP, VILLAGE, Office, opened, pid

from domain import person
from domain.identity import account_of
from ledger.execution import execute
from ledger.port import Signature


@pytest.fixture
def office(place: Any, tmp_path: Path):
    with opened(place, tmp_path) as made:
        yield made


def recorded(browser: Browser, answer: Page) -> Page:
    assert answer.status == 303, (answer.status, answer.words[:600])
    return browser.get(answer.location)


def stream_of(page: Page, prefix: str) -> str:
    links = [link for link in page.read.links if link.startswith(f"/records/{prefix}-")]
    return links[0].removeprefix("/records/").partition("#")[0]


def found_problem(supervisor: Browser) -> str:
    """An inspection by the district of the township, which found one problem."""
    page = recorded(
        supervisor,
        supervisor.fill(
            f"/acts/conduct_inspection?organisation={DISTRICT}",
            inspected=TOWNSHIP,
            method="unannounced",
            topics=["party_building", "dues"],
            title="上半年党建督查",
            occurred_on="2024-04-08",
            inspectors=[DEPUTY],
        ),
    )
    stream = stream_of(page, "inspection")
    answer = supervisor.fill(
        f"/acts/find_problem?inspection={stream}",
        category="meeting",
        text="第一季度未研究党建",
        occurred_on="2024-04-08",
        serious="yes",
    )
    recorded(supervisor, answer)
    return stream


def ordered(supervisor: Browser, **changed: Any) -> Page:
    fields = {
        "ordered_by": DISTRICT,
        "title": "补开党建专题会",
        "problem": "第一季度未研究党建",
        "category": "meeting",
        "occurred_on": "2024-05-10",
        "due_on": "2024-06-10",
        **changed,
    }
    return supervisor.fill(f"/acts/order_rectification?organisation={TOWNSHIP}", **fields)


class TestAnInspection:
    def test_finds_problems_that_are_corrected_by_number(self, office: Office) -> None:
        supervisor = signed_in(office, "supervisor")
        stream = found_problem(supervisor)
        page = supervisor.get(f"/records/{stream}")
        assert "暗访督查" in page.words
        assert "第1号严重问题" in page.words
        link = next(one for one in page.read.links if "/acts/correct_problem" in one)
        form = supervisor.get(link)
        assert "第一季度未研究党建" in form.html
        recorded(supervisor, supervisor.fill(link, category="report", reason="类别有误"))
        void = next(one for one in page.read.links if "/acts/void_problem" in one)
        recorded(supervisor, supervisor.fill(void, reason="误记"))
        page = supervisor.get(f"/records/{stream}")
        assert not [one for one in page.read.links if "/acts/void_problem" in one]
        assert signed_in(office).get(f"/acts/conduct_inspection?organisation={TOWNSHIP}").status == 403


class TestAnOrder:
    def test_lives_its_life(self, office: Office) -> None:
        supervisor, clerk = signed_in(office, "supervisor"), signed_in(office)
        inspection = found_problem(supervisor)
        path = f"/acts/order_rectification?organisation={TOWNSHIP}"
        assert "尚未责令整改" in supervisor.get(path).html
        page = recorded(supervisor, ordered(supervisor, source=f"{inspection}#1", responsible=SECRETARY))
        assert "责令柳溪乡党委在2024年6月10日前整改" in page.words
        stream = stream_of(page, "rectification")
        extended = supervisor.fill(
            f"/acts/extend_rectification?rectification={stream}",
            occurred_on="2024-06-05",
            due_on="2024-06-14",
            reason="会期调整",
        )
        recorded(supervisor, extended)
        report = clerk.fill(
            f"/acts/report_rectification?rectification={stream}",
            occurred_on="2024-06-12",
            reporter=DEPUTY,
            text="已于六月十一日补开",
        )
        recorded(clerk, report)
        verify = f"/acts/verify_rectification?rectification={stream}"
        assert clerk.get(verify).status == 403
        same = supervisor.fill(verify, verifier=DEPUTY, occurred_on="2024-06-13")
        assert same.status == 422
        assert "验收人不能是报告整改情况的人" in same.words
        inspector = person.RegisterPerson(person=pid(9), name="赵丁", organisation=DISTRICT)
        _enter(office, inspector)
        assert "赵丁" in supervisor.get(verify).html
        recorded(supervisor, supervisor.fill(verify, verifier=pid(9), occurred_on="2024-06-13"))
        recorded(
            supervisor, supervisor.fill(f"/acts/close_rectification?rectification={stream}", occurred_on="2024-06-14")
        )
        page = clerk.get(f"/records/{stream}")
        assert "销号" in page.words
        assert not [one for one in page.read.links if "/acts/extend_rectification" in one]

    def test_without_a_limit(self, office: Office) -> None:
        supervisor, before = signed_in(office, "supervisor"), office.position()
        page = ordered(supervisor, due_on="")
        assert page.status == 422
        assert "限期整改须有期限" in page.words
        assert "c2006-resp" in page.words
        assert office.position() == before

    def test_in_working_days_by_the_calendar_on_record(self, office: Office) -> None:
        supervisor = signed_in(office, "supervisor")
        page = recorded(supervisor, ordered(supervisor, due_on="", working_days="10"))
        assert "10个工作日，按周一至周五计算" in page.words
        calendar = supervisor.fill(
            f"/acts/publish_calendar?organisation={DISTRICT}",
            year="2024",
            source="国务院办公厅关于2024年部分节假日安排的通知",
            occurred_on="2023-10-25",
            holidays="2024-05-13\n2024-05-14",
            workdays="2024-05-11",
        )
        recorded(supervisor, calendar)
        again = recorded(supervisor, ordered(supervisor, due_on="", working_days="10"))
        assert "2024年5月27日（10个工作日，按工作日历计算）" in again.words
        stream = stream_of(page, "rectification")
        assert "2024年5月24日" in supervisor.get(f"/records/{stream}").words
        corrected = supervisor.fill(
            f"/acts/correct_rectification?rectification={stream}", title="补开专题会议", reason="名称有误"
        )
        recorded(supervisor, corrected)
        twice = supervisor.fill(
            f"/acts/publish_calendar?organisation={DISTRICT}",
            year="2024",
            source="通知",
            occurred_on="2023-10-25",
            holidays="2024-05-13",
        )
        assert twice.status in (409, 422)

    def test_nobody_orders_for_an_organisation_out_of_reach(self, office: Office) -> None:
        supervisor = signed_in(office, "supervisor")
        page = recorded(supervisor, ordered(supervisor))
        stream = stream_of(page, "rectification")
        clerk = signed_in(office)
        mended = clerk.fill(
            f"/acts/correct_rectification_step?rectification={stream}",
            by=DISTRICT,
            step="reported",
            occurred_on="2024-06-01",
            reason="日期有误",
        )
        assert mended.status == 422
        assert "不在您的管辖范围内" in mended.words
        wrong = supervisor.fill(
            f"/acts/extend_rectification?rectification={stream}",
            by=VILLAGE,
            occurred_on="2024-06-05",
            due_on="2024-06-14",
            reason="会期调整",
        )
        assert wrong.status == 422
        assert "只有责令整改的组织或其上级" in wrong.words


def _enter(office: Office, command: Any) -> None:
    signature = Signature(command_id="entered", recorded_by=account_of("supervisor"), on_behalf_of=DISTRICT)
    execute(office.services.ledger, command, signature, office.services.today())
