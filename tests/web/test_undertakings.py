"""Plans, groups, budgets, projects, research, lectures, publicity: lived through forms, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import Browser, Page, signed_in
from office import DEPUTY, DISTRICT, SECRETARY, TOWNSHIP, VILLAGE, Office, opened


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


def record(browser: Browser, path: str, **typed: Any) -> str:
    """Record it; the stream of what it belongs to."""
    answer = browser.fill(path, **typed)
    assert answer.status == 303, (answer.status, answer.words[:400])
    page = browser.get(answer.location)
    links = [link for link in page.read.links if link.startswith("/records/")]
    return links[0].removeprefix("/records/").partition("#")[0]


def refused(browser: Browser, path: str, **typed: Any) -> Page:
    page = browser.fill(path, **typed)
    assert page.status in (409, 422), (page.status, page.location)
    return page


def begin(act: str) -> str:
    return f"/acts/{act}?organisation={TOWNSHIP}"


def test_a_project_from_proposal_to_completion(office: Office) -> None:
    clerk, supervisor = signed_in(office), signed_in(office, "supervisor")
    said = {"type": "secretary", "owner": SECRETARY, "year": "2024", "title": "村级活动场所提升"}
    page = refused(clerk, begin("propose_project"), occurred_on="2024-02-01", problem="", **said)
    assert "拟解决的问题" in page.words
    stream = record(clerk, begin("propose_project"), occurred_on="2024-02-01", problem="三个村没有场所", **said)
    approve = f"/acts/approve_project?project={stream}"
    assert clerk.get(approve).status == 403
    step = {"milestones-0-number": "1", "milestones-0-title": "选址", "milestones-0-due_on": "2024-04-30"}
    page = refused(supervisor, approve, by=DISTRICT, occurred_on="2024-03-01", **step)
    assert "每个节点都要落实责任人" in page.words
    assert "shunde2015 四（四）3" in page.words
    record(supervisor, approve, by=DISTRICT, occurred_on="2024-03-01", **step, **{"milestones-0-person": SECRETARY})
    record(
        clerk,
        f"/acts/reach_milestone?project={stream}",
        number="1",
        occurred_on="2024-04-28",
        text="选址已定",
    )
    record(clerk, f"/acts/report_progress?project={stream}", occurred_on="2024-05-06", text="已开工", percent="40")
    change = {"owner": DEPUTY, "occurred_on": "2024-05-07", "reason": "书记调整"}
    record(clerk, f"/acts/change_project_owner?project={stream}", **change)
    record(clerk, f"/acts/complete_project?project={stream}", occurred_on="2024-05-08", text="已投用")
    assert "已完成" in clerk.get("/records", kind="project").words
    late = refused(clerk, f"/acts/report_progress?project={stream}", occurred_on="2024-05-09", text="再报")
    assert "该项目现为“已完成”" in late.words


def test_a_budget_and_its_expenses(office: Office) -> None:
    clerk = signed_in(office)
    lines = {"lines-0-source": "fiscal", "lines-0-amount": "50000.5"}
    stream = record(clerk, begin("approve_budget"), year="2024", occurred_on="2024-01-20", **lines)
    spent = {"purpose": "education", "amount": "800", "title": "学习资料", "source": "fiscal"}
    record(clerk, f"/acts/spend_money?budget={stream}", occurred_on="2024-03-05", **spent)
    page = clerk.get(f"/records/{stream}")
    assert "50,000.50元" in page.words
    assert f"/acts/correct_spending?budget={stream}&spending=2" in page.read.links
    record(clerk, f"/acts/correct_spending?budget={stream}&spending=2", amount="900", reason="金额有误")
    assert "900" in clerk.get(f"/records/{stream}").words
    record(clerk, f"/acts/void_spending?budget={stream}&spending=2", reason="重复登记")
    assert f"/acts/void_spending?budget={stream}&spending=2" not in clerk.get(f"/records/{stream}").read.links
    assert "2024年度经费预算" in clerk.get("/records", kind="funding").words
    page = refused(clerk, begin("approve_budget"), year="2024", occurred_on="2024-02-20", **lines)
    assert "2024年度经费预算已经登记过" in page.words


def test_research_from_topic_to_use(office: Office) -> None:
    clerk = signed_in(office)
    topic = {"period": "2024", "title": "流动党员管理", "occurred_on": "2024-03-01"}
    stream = record(clerk, begin("decide_topic"), researchers=[DEPUTY], **topic)
    paper = {"paper": "report", "title": "流动党员管理的调查", "occurred_on": "2024-05-01"}
    record(clerk, f"/acts/write_paper?research={stream}", **paper)
    record(clerk, f"/acts/submit_paper?research={stream}", recipient=DISTRICT, occurred_on="2024-05-02")
    record(clerk, f"/acts/adopt_paper?research={stream}", by=TOWNSHIP, occurred_on="2024-05-03", text="调整联系办法")
    assert "已转化运用" in clerk.get("/records", kind="research").words
    page = refused(clerk, f"/acts/submit_paper?research={stream}", recipient=DISTRICT, occurred_on="2024-05-04")
    assert "已登记报送该组织" in page.words


def test_a_plan_and_a_leading_group_stand_and_end(office: Office) -> None:
    clerk = signed_in(office)
    plan = record(
        clerk,
        begin("adopt_plan"),
        type="indicators_issued",
        period="2024",
        title="考核指标",
        occurred_on="2024-02-01",
        **{"targets-0-number": "1", "targets-0-title": "发展党员"},
    )
    record(clerk, f"/acts/reach_target?plan={plan}", number="1", occurred_on="2024-05-01", text="已完成")
    assert "有效" in clerk.get("/records", kind="plan").words
    record(clerk, f"/acts/end_plan?plan={plan}", occurred_on="2024-05-02", reason="到期")
    assert "已废止" in clerk.get("/records", kind="plan").words
    group = record(
        clerk,
        begin("establish_group"),
        type="party_building",
        title="党建工作领导小组",
        head=SECRETARY,
        occurred_on="2024-02-01",
        **{"seats-0-person": DEPUTY, "seats-0-role": "副组长"},
    )
    assert "履行职责中" in clerk.get("/records", kind="leading_group").words
    record(clerk, f"/acts/dissolve_group?group={group}", occurred_on="2024-05-02", reason="机构调整")
    assert "已撤销" in clerk.get("/records", kind="leading_group").words


def test_publicity_is_taken_up_elsewhere(office: Office) -> None:
    clerk = signed_in(office)
    said = {"type": "experience", "medium": "bulletin", "title": "网格支部", "occurred_on": "2024-04-01"}
    stream = record(clerk, begin("release_publicity"), **said)
    path = f"/acts/spread_experience?publicity={stream}"
    assert "请填写“推广到的组织”" in refused(clerk, path, occurred_on="2024-05-01").words
    record(clerk, path, organisations=[VILLAGE], occurred_on="2024-05-01")
    assert "已推广" in clerk.get("/records", kind="publicity").words
