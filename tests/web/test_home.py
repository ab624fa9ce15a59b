"""The desk: what each role finds where it begins, in one office and on one ledger."""

from collections.abc import Iterator
from typing import Any

import pytest
from clerk import Browser, signed_in
from judged import CLAUSE, does, held
from office import (
    ACCOUNTS,
    DEPUTY,
    DISTRICT,
    EAST,
    EASTERNER,
    SECRETARY,
    TODAY,
    TOWNSHIP,
    Office,
    meeting,
    opened_in_files,
    sent,
)

from domain import account, commitment, report
from domain.identity import account_of
from ledger.execution import execute
from ledger.port import Signature
from web.registers import watching


def resolution(number: int, text: str, person: str, due_on: str) -> dict[str, Any]:
    return {"number": number, "text": text, "responsible": person, "due_on": due_on}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Thursday, 20 June 2024: something past its day, due this week, due next week, and the like elsewhere."""
    with opened_in_files(tmp_path_factory.mktemp("desk")) as made:
        decided = [
            resolution(1, "修缮活动室", DEPUTY, "2024-06-10"),
            resolution(2, "走访困难户", SECRETARY, "2024-06-22"),
            resolution(3, "更新公开栏", SECRETARY, "2024-06-28"),
        ]
        does(made, "clerk", "hold_meeting", **meeting(resolutions=decided))
        elsewhere = {"organisation": EAST, "chair": EASTERNER, "attendees": [EASTERNER]}
        does(
            made,
            "east",
            "hold_meeting",
            **meeting(**elsewhere, resolutions=[resolution(1, "东岭的事", EASTERNER, "2024-06-21")]),
        )
        does(made, "clerk", "hold_meeting", **meeting(occurred_on="2024-02-06", title="二月党委会"))
        wrong = held(made, "2024-06-06")
        does(made, "clerk", "void_meeting", meeting=wrong, reason="误登")
        handed = sent(report.SubmitReport, recipient=DISTRICT, period="2024-H1", occurred_on="2024-06-10")
        does(made, "clerk", "submit_report", **handed)
        promised = sent(
            commitment.MakeCommitment, person=DEPUTY, title="修缮屋顶", due_on="2024-06-21", occurred_on="2024-06-01"
        )
        does(made, "clerk", "make_commitment", **promised)
        yield made


BROWSERS: dict[str, Browser] = {}


def browser_of(office: Office, name: str) -> Browser:
    """One browser a person: signing in takes its time on purpose."""
    if name not in BROWSERS:
        BROWSERS[name] = signed_in(office, name)
    return BROWSERS[name]


def page(office: Office, name: str, **query: Any) -> Any:
    found = browser_of(office, name).get("/", **query)
    assert found.status == 200, found.words[:300]
    return found


class TestWhoRecords:
    def test_finds_what_is_owed_this_week_and_before(self, office: Office) -> None:
        words = page(office, "clerk").words
        coming, _, late = words.partition("本周（到2024年6月23日）2项")[2].partition("最近逾期的在前")
        assert coming.index("修缮屋顶") < coming.index("走访困难户") < coming.index("更新公开栏")
        assert "修缮活动室" in late
        assert "修缮活动室" not in coming
        assert "东岭的事" not in words
        assert "最后一个工作日" not in words

    def test_is_reminded_of_the_last_working_day(self, office: Office) -> None:
        friday = browser_of(office, "clerk").get("/", as_of="2024-06-21")
        assert "提醒：" not in friday.words, "what was or will be is nothing to be reminded of"
        office.clock.forward(days=1)
        try:
            words = signed_in(office).get("/").words
        finally:
            office.clock.forward(days=-1)
        assert "提醒： 2项今天是最后一个工作日" in words, "Friday, of what is due then and on Saturday"

    def test_opens_each_form_begun_with_what_is_known(self, office: Office) -> None:
        browser = browser_of(office, "clerk")
        links = [one for one in browser.get("/").read.links if one.startswith("/acts/")]
        assert any("carry_out_resolution" in one and "number=2" in one for one in links)
        assert any("hold_meeting" in one and f"organisation={TOWNSHIP}" in one for one in links)
        for link in sorted({one for one in links if "?" in one and "organisation=" not in one}):
            assert browser.get(link).status == 200, link

    def test_finds_records_that_wait(self, office: Office) -> None:
        found = page(office, "clerk")
        assert "待审核的承诺 1" in found.words
        assert any("kind=commitment" in link and "stage=made" in link for link in found.read.links)

    def test_looks_back_with_both_clocks(self, office: Office) -> None:
        found = page(office, "clerk", as_of="2024-06-12", known_at="2024-06-12")
        assert "不是当前情况" in found.words
        assert "修缮活动室" not in found.words, "nothing was recorded then"
        assert not [link for link in found.read.links if link.startswith("/acts/")]
        assert all("known_at=2024-06-12" in link for link in found.read.links if link.startswith("/registers/due"))
        ahead = page(office, "clerk", as_of="2024-06-09")
        assert "修缮活动室" not in ahead.words.partition("最近逾期的在前")[2]


class TestTheResponsiblePerson:
    def test_without_a_person_finds_the_organisation(self, office: Office) -> None:
        words = page(office, "responsible").words
        assert "没有关联到人员" in words
        assert "走访困难户" in words

    def test_finds_the_own_duties_and_posts(self, office: Office) -> None:
        opening = account.OpenAccount(
            account=account_of("zhangjia"),
            sign_in_name="zhangjia",
            organisation=TOWNSHIP,
            role=account.Role.RESPONSIBLE_PERSON,
            occurred_on=TODAY,
            person=SECRETARY,
        )
        signature = Signature(command_id="zhangjia", recorded_by=account_of("administrator"), on_behalf_of=TOWNSHIP)
        execute(office.services.ledger, opening, signature, TODAY)
        ACCOUNTS["zhangjia"] = (account.Role.RESPONSIBLE_PERSON, TOWNSHIP)
        try:
            words = page(office, "zhangjia").words
        finally:
            del ACCOUNTS["zhangjia"]
        assert "现任： 柳溪乡党委 书记" in words
        assert "走访困难户" in words
        assert "修缮活动室" not in words, "that is the deputy's"


class TestWhoLooksOn:
    def test_the_department_finds_its_gaps_and_what_waits(self, office: Office) -> None:
        found = page(office, "supervisor")
        assert "未落实的责任" in found.words
        assert "待审核的报告 1" in found.words
        assert any(
            link.startswith(f"/organisations/{TOWNSHIP}/duties") and "gaps=1" in link for link in found.read.links
        )

    @pytest.mark.parametrize(
        ("name", "said"), [("reviewer", "待审核的报告 1"), ("inspector", "没有等待办理"), ("appraiser", "没有等待办理")]
    )
    def test_reviewer_inspector_appraiser(self, office: Office, name: str, said: str) -> None:
        words = page(office, name).words
        assert said in words
        assert "近期到期" not in words

    def test_the_decision_maker_finds_cases_and_what_takes_two(self, office: Office) -> None:
        case = does(
            office,
            "supervisor",
            "open_case",
            organisation=DISTRICT,
            subject=TOWNSHIP,
            policy=f"policy-{1:020x}",
            clause=CLAUSE,
            route="township",
            due_on="2024-03-31",
            title="未研究党建",
            occurred_on="2024-04-10",
        )
        assert case
        assert "已启动、待告知的追责 1" in page(office, "supervisor").words
        assert "没有等待办理" in page(office, "decider").words

    def test_the_auditor_finds_late_entries_and_corrections(self, office: Office) -> None:
        found = page(office, "auditor")
        assert "迟135天" in found.words
        assert "二月党委会" in found.words
        assert "作废" in found.words.partition("近期的更正和作废")[2]
        assert not [link for link in found.read.links if link.startswith("/acts/")]
        assert "东岭" not in found.words
        early = page(office, "auditor", as_of="2024-06-12")
        assert "迟135天" not in early.words, "recorded later"


class TestTheThreeOfficers:
    def test_find_what_waits_for_a_second_person(self, office: Office) -> None:
        opening = {
            "sign_in_name": "second",
            "organisation": DISTRICT,
            "role": "audit_officer",
            "occurred_on": str(TODAY),
        }
        answer = office.client("administrator").post("open_account", opening)
        assert answer.status_code == 202
        found = page(office, "officer")
        assert "待我会签" in found.words.partition("工作台")[2]
        assert any(link.startswith(f"/approvals/{answer.json['stream']}") for link in found.read.links)
        assert "待我会签" not in page(office, "administrator").words.partition("工作台")[2], "who asked does not give"

    def test_find_their_own_affairs_and_no_records(self, office: Office) -> None:
        administrator, officer, system = (page(office, name) for name in ("administrator", "officer", "system"))
        assert "在用账号" in administrator.words
        assert "账号的近期变动" in officer.words
        assert "存证没有警报" in system.words
        assert "存证没有警报" in officer.words
        assert "在用账号" not in system.words
        for found in (administrator, officer, system):
            assert "走访困难户" not in found.words
            assert "柳溪乡党委 书记" not in found.words


def test_what_amends_is_told_by_its_shape() -> None:
    assert {"meeting.voided/1", "meeting.corrected/1"} <= watching.AMENDING
    assert "meeting.held/1" not in watching.AMENDING
