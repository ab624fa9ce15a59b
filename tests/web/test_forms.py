"""Forms on both databases: what is recorded, what is refused, and that nothing typed is lost."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from clerk import Browser, Page, signed_in
from office import (
    ACCOUNTS,
    DEPUTY,
    DISTRICT,
    EAST,
    EASTERNER,
    SECRETARY,
    TODAY,
    TOWNSHIP,
    VILLAGE,
    Office,
    opened,
    opened_in_files,
    pid,
)

from domain.catalogue import load_all
from domain.identity import account_of
from domain.policy import IssuePolicy
from ledger.execution import execute
from ledger.port import Signature
from web.access import may_act
from web.acts import ACTS

HOLD = f"/acts/hold_meeting?organisation={TOWNSHIP}"


@pytest.fixture(scope="module")
def sqlite_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office for refusals, which store nothing and do not depend on the database."""
    with opened_in_files(tmp_path_factory.mktemp("office")) as made:
        yield made


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


def typed(**changed: Any) -> dict[str, Any]:
    """A meeting as it is typed."""
    fields: dict[str, Any] = {
        "body": "committee",
        "title": "党委会（研究党建工作）",
        "occurred_on": "2024-06-05",
        "chair": SECRETARY,
        "attendees": [SECRETARY, DEPUTY],
        "agenda-0-topic": "party_building",
        "agenda-0-title": "研究二季度党建重点任务",
        "resolutions-0-number": "1",
        "resolutions-0-text": "修订党建联系点安排",
        "reports_heard": "第一支部情况\n第二支部情况",
    }
    return {**fields, **changed}


def recorded(browser: Browser, answer: Page) -> Page:
    assert answer.status == 303, (answer.status, answer.words[:400])
    return browser.get(answer.location)


def stream_of(page: Page, prefix: str) -> str:
    links = [link for link in page.read.links if link.startswith(f"/records/{prefix}-")]
    return links[0].removeprefix("/records/").partition("#")[0]


class TestSectionsOfAReport:
    PATH = f"/acts/submit_report?organisation={TOWNSHIP}"

    def test_are_those_that_the_policies_issued_for_it_ask_for(self, office: Office) -> None:
        browser = signed_in(office)
        before = browser.get(self.PATH).html
        assert ("基层党建工作专门部分" in before, "流动党员管理工作专门部分" in before) == (True, False)
        text, _ = load_all()["c2006_float"]
        own = text.replace('sections = ["floating_members"]', 'sections = ["floating_members", "本乡专门部分"]')
        for number, (bound, catalogue) in enumerate(((EAST, text), (TOWNSHIP, own))):
            issued = IssuePolicy(
                policy="policy-" + str(number) * 20,
                document="c2006_float",
                binds=(bound,),
                effective_on=date(2023, 1, 1),
                catalogue=catalogue,
            )
            signature = Signature(
                command_id=f"issue-{number}", recorded_by=account_of("supervisor"), on_behalf_of=bound
            )
            execute(office.services.ledger, issued, signature, TODAY)
            page = browser.get(self.PATH)
            assert ("流动党员管理工作专门部分" in page.html, "本乡专门部分" in page.html) == (bound == TOWNSHIP,) * 2
        assert 'value="floating_members"' in page.html


class TestAMeeting:
    def test_is_recorded_counted_and_told(self, office: Office) -> None:
        browser = signed_in(office)
        receipt = recorded(browser, browser.fill(HOLD, **typed()))
        assert "已登记" in receipt.words
        assert "乡党委每季度开一次党委会研究党建工作" in receipt.words
        record = browser.get(f"/records/{stream_of(receipt, 'meeting')}")
        assert "修订党建联系点安排" in record.words
        assert "第一支部情况、第二支部情况" in record.words
        board = browser.get("/board", year="2024")
        assert "二季度" in board.words
        trail = browser.get("/trail", organisation=TOWNSHIP)
        assert "党委会（研究党建工作）" in trail.words

    def test_sent_twice_is_recorded_once(self, office: Office) -> None:
        browser = signed_in(office)
        fields = {**browser.get(HOLD).form("/acts/hold_meeting"), **typed()}
        first, second = browser.post("/acts/hold_meeting", fields), browser.post("/acts/hold_meeting", fields)
        assert (first.status, second.status) == (303, 303)
        assert first.location == second.location
        held = [entry for page in office.services.ledger.pages() for entry in page if entry.name == "meeting.held/1"]
        assert len(held) == 1

    def test_the_preview_says_what_it_counts_for_and_stores_nothing(self, office: Office) -> None:
        browser, before = signed_in(office), office.position()
        page = browser.fill(HOLD, **typed(), _preview="1")
        assert page.status == 200
        assert "会计入" in page.words
        assert "乡党委每季度开一次党委会研究党建工作" in page.words
        assert "研究二季度党建重点任务" in page.html
        assert office.position() == before
        wrong = browser.fill(HOLD, **typed(chair=DEPUTY), _preview="1")
        assert "不计入" in wrong.words

    def test_more_rows_keep_what_was_typed(self, office: Office) -> None:
        page = signed_in(office).fill(HOLD, **typed(), _add="agenda")
        assert page.status == 200
        assert "研究二季度党建重点任务" in page.html
        assert 'name="agenda-3-title"' in page.html

    def test_a_correction_begins_with_what_stands_and_shows_the_difference(self, office: Office) -> None:
        browser = signed_in(office)
        stream = stream_of(recorded(browser, browser.fill(HOLD, **typed())), "meeting")
        path = f"/acts/correct_meeting?meeting={stream}"
        assert "研究二季度党建重点任务" in browser.get(path).html
        recorded(browser, browser.fill(path, title="党委（扩大）会", reason="会议名称登记有误"))
        page = browser.get(f"/records/{stream}")
        assert "<del>党委会（研究党建工作）</del>" in page.html
        assert "<ins>党委（扩大）会</ins>" in page.html
        assert "会议名称登记有误" in page.words

    def test_a_correction_without_a_change_records_nothing(self, office: Office) -> None:
        browser = signed_in(office)
        stream = stream_of(recorded(browser, browser.fill(HOLD, **typed())), "meeting")
        before = office.position()
        page = browser.fill(f"/acts/correct_meeting?meeting={stream}", reason="核对")
        assert page.status == 200
        assert "没有需要登记的变化" in page.words
        assert office.position() == before

    def test_a_stale_form_shows_what_changed_and_keeps_what_was_typed(self, office: Office) -> None:
        browser = signed_in(office)
        stream = stream_of(recorded(browser, browser.fill(HOLD, **typed())), "meeting")
        action = "/acts/correct_meeting"
        mine = browser.get(f"{action}?meeting={stream}").form(action)
        recorded(browser, browser.fill(f"{action}?meeting={stream}", place="二楼会议室", reason="补记地点"))
        late = browser.post(action, {**mine, "title": "党委（扩大）会", "reason": "名称有误"})
        assert late.status == 412
        assert "补记地点" in late.words
        assert "党委（扩大）会" in late.html
        again = browser.post(action, late.form(action))
        assert again.status == 303

    def test_another_organisation_chosen_above_the_form_is_never_passed_over(self, office: Office) -> None:
        browser = signed_in(office, "supervisor")
        page = browser.get(f"/acts/hold_meeting?organisation={DISTRICT}")
        action, before = "/acts/hold_meeting", office.position()
        assert 'name="_for" form="act"' in page.html
        sent = {**page.form(action), **typed(), "title": "传达学习会", "_for": TOWNSHIP}
        shown = browser.post(action, sent)
        assert shown.status == 200
        assert office.position() == before, "nothing is recorded for an organisation that was not looked at"
        assert "尚未提交" in shown.words
        again = shown.form(action)
        assert (again["organisation"], again["title"]) == ([TOWNSHIP], ["传达学习会"])
        stream = stream_of(recorded(browser, browser.post(action, {**again, "_for": TOWNSHIP})), "meeting")
        assert office.services.ledger.stream(stream)[0].event.organisation == TOWNSHIP

    def test_the_organisation_is_changed_with_what_was_typed(self, office: Office) -> None:
        browser = signed_in(office, "supervisor")
        page = browser.get(f"/acts/hold_meeting?organisation={DISTRICT}")
        action = "/acts/hold_meeting"
        shown = browser.post(action, {**page.form(action), "title": "传达学习会", "_for": TOWNSHIP, "_change": "1"})
        assert shown.status == 200
        assert shown.form(action)["organisation"] == [TOWNSHIP]
        out = browser.post(action, {**page.form(action), "_for": "org-" + "f" * 20})
        assert out.status == 404

    def test_a_called_meeting_is_held_on_its_own_record(self, office: Office) -> None:
        browser = signed_in(office)
        path = f"/acts/convene_meeting?organisation={TOWNSHIP}"
        called = browser.fill(path, body="committee", title="党委会", planned_on="2024-06-10")
        stream = stream_of(recorded(browser, called), "meeting")
        held = browser.fill(f"/acts/hold_meeting?meeting={stream}", **typed(occurred_on="2024-06-10"))
        assert stream_of(recorded(browser, held), "meeting") == stream

    def test_a_voided_meeting_offers_nothing_more(self, office: Office) -> None:
        browser = signed_in(office)
        stream = stream_of(recorded(browser, browser.fill(HOLD, **typed())), "meeting")
        recorded(browser, browser.fill(f"/acts/void_meeting?meeting={stream}", reason="重复登记"))
        page = browser.get(f"/records/{stream}")
        assert "已作废" in page.words
        assert not [link for link in page.read.links if link.startswith("/acts/") and stream in link]
        again = browser.post("/acts/void_meeting", {**browser.get(HOLD).form("/acts/hold_meeting"), "meeting": stream})
        assert again.status in (409, 422)


LONG = "长" * 3_500_000
"""Ten megabytes in UTF-8."""


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"occurred_on": "2023-02-29"}, "“召开日期”填写的2023-02-29不存在"),
            ({"occurred_on": "05/06/2024"}, "“召开日期”请按"),
            ({"occurred_on": "2024-06-21"}, "不能晚于今天"),
            ({"occurred_on": ""}, "请填写“召开日期”"),
            ({"body": "bogus"}, "“会议类型”请从列表中选择"),
            ({"chair": "person-1"}, "“主持人”的编号不正确"),
            ({"chair": pid(99), "attendees": [pid(99)]}, "没有找到所填人员"),
            ({"chair": EASTERNER, "attendees": [EASTERNER]}, "未在本组织任职"),
            ({"attendees": []}, "请填写“出席人员”"),
            ({"title": ""}, "请填写“会议名称”"),
            ({"title": "甲\x00乙"}, "“会议名称”含有不可见的控制字符"),
            ({"title": "=HYPERLINK(1)"}, "“会议名称”不能以"),
            ({"title": "党" * 201}, "“会议名称”不能超过200字（现有201字）"),
            ({"minutes": LONG}, "“会议记录”不能超过20000字"),
            ({"agenda-0-title": ""}, "请填写“议题内容”"),
            ({"agenda-0-topic": "", "agenda-0-title": ""}, "请填写“议题”"),
            ({"resolutions-0-number": "一"}, "请填写整数"),
            ({"colour": "red"}, "不认识这一栏"),
        ],
    )
    def test_is_said_with_its_field_and_nothing_is_stored(
        self, sqlite_office: Office, changed: dict[str, Any], said: str
    ) -> None:
        browser, before = signed_in(sqlite_office), sqlite_office.position()
        page = browser.fill(HOLD, **typed(**{"place": "小会议室", **changed}))
        assert page.status == 422, page.words[:200]
        assert said in page.words
        assert "小会议室" in page.html, "what was typed is kept"
        assert sqlite_office.position() == before

    def test_a_form_beyond_all_bounds_is_refused(self, sqlite_office: Office) -> None:
        page = signed_in(sqlite_office).fill(HOLD, **typed(minutes="x" * 55_000_000))
        assert page.status == 413
        assert "过大" in page.words

    def test_broken_utf8_is_named(self, sqlite_office: Office) -> None:
        browser = signed_in(sqlite_office)
        fields = {**browser.get(HOLD).form("/acts/hold_meeting"), **typed(title="TITLE")}
        body = urlencode(fields, doseq=True).replace("TITLE", "%E4%BC").encode()
        answer = browser.client.post("/acts/hold_meeting", data=body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 422
        assert "“会议名称”含有无法识别的字符" in answer.get_data(as_text=True)

    def test_a_form_without_its_token_is_refused(self, sqlite_office: Office) -> None:
        page = signed_in(sqlite_office).post("/acts/hold_meeting", {"organisation": TOWNSHIP, **typed()})
        assert page.status == 400

    def test_english_names_the_field_too(self, sqlite_office: Office) -> None:
        browser = signed_in(sqlite_office)
        browser.get("/language/en", next="/")
        page = browser.fill(HOLD, **typed(occurred_on="2023-02-29"))
        assert "Date held: there is no 2023-02-29." in page.words


class TestAListOfTheYear:
    def test_from_the_draft_to_a_verified_item(self, office: Office) -> None:
        browser = signed_in(office)
        drafted = browser.fill(f"/acts/draft_list?organisation={TOWNSHIP}", year="2024")
        assert drafted.status == 303, drafted.words
        stream = f"list-{TOWNSHIP.removeprefix('org-')}-2024"
        page = browser.get(f"/lists/{stream}")
        assert "草稿" in page.words
        state = browser.get(f"/acts/issue_list?list={stream}")
        assert state.status == 200
        for link in [one for one in page.read.links if "/acts/assign_item" in one]:
            item = browser.get(link)
            fields = item.form("/acts/assign_item")
            if not fields["person"][0]:
                answer = browser.post("/acts/assign_item", {**fields, "person": SECRETARY, "department": "乡组织办"})
                assert answer.status == 303, answer.words
        issued = browser.fill(f"/acts/issue_list?list={stream}", occurred_on="2024-03-01")
        assert issued.status == 303, issued.words
        meeting = recorded(browser, browser.fill(HOLD, **typed()))
        done = browser.fill(
            f"/acts/complete_item?list={stream}&item=1",
            occurred_on="2024-06-06",
            evidence=[stream_of(meeting, "meeting")],
        )
        assert done.status == 303, done.words
        verified = browser.fill(f"/acts/verify_item?list={stream}&item=1", person=DEPUTY, occurred_on="2024-06-07")
        assert verified.status == 303, verified.words
        assert "已核验" in browser.get(f"/lists/{stream}").words


class TestEveryAct:
    def test_has_a_form_that_opens(self, office: Office) -> None:
        """Every act that begins a record, for who may do it."""
        for name in ("clerk", "supervisor", "administrator"):
            browser = signed_in(office, name)
            for act in ACTS.values():
                if act.begins and may_act(ACCOUNTS[name][0], act.command):
                    page = browser.get(f"/acts/{act.name}", organisation=TOWNSHIP)
                    assert page.status == 200, (act.name, page.words[:200])

    def test_contact_points_reports_and_work(self, office: Office) -> None:
        browser = signed_in(office)
        point = recorded(
            browser,
            browser.fill(
                f"/acts/establish_contact_point?organisation={TOWNSHIP}",
                owner=SECRETARY,
                unit=VILLAGE,
                occurred_on="2024-02-01",
            ),
        )
        stream = stream_of(point, "point")
        visit = browser.fill(
            f"/acts/visit_contact_point?point={stream}",
            purpose="inspect_guide",
            occurred_on="2024-05-06",
            text="检查支部活动记录",
        )
        recorded(browser, visit)
        corrected = browser.fill(
            f"/acts/correct_visit?point={stream}&visit=2", occurred_on="2024-05-07", reason="日期登记有误"
        )
        recorded(browser, corrected)
        page = browser.get(f"/records/{stream}")
        assert "2024年5月7日" in page.words
        path = f"/acts/record_work?organisation={TOWNSHIP}"
        said = {"title": "为联系点党员讲党课", "occurred_on": "2024-05-06", "unit": VILLAGE, "point": stream}
        assert 'value="party_lecture"' not in browser.get(path).html
        refused = browser.fill(path, act="party_lecture", performers=[SECRETARY], **said)
        assert "请在“党课（形势报告）”中登记" in refused.words
        recorded(browser, browser.fill(path, act="grassroots_visit", performers=[SECRETARY], **said))
        path = f"/acts/deliver_lecture?organisation={TOWNSHIP}"
        recorded(browser, browser.fill(path, type="party_lecture", lecturer=SECRETARY, **said))
        report = browser.fill(
            f"/acts/submit_report?organisation={TOWNSHIP}",
            recipient=DISTRICT,
            type="party_building",
            form="written",
            period="2024-H1",
            title="上半年党建工作报告",
            occurred_on="2024-06-18",
        )
        handed_in = stream_of(recorded(browser, report), "report")
        supervisor = signed_in(office, "supervisor")
        recorded(supervisor, supervisor.fill(f"/acts/accept_report?report={handed_in}", occurred_on="2024-06-19"))
        assert browser.get(f"/acts/accept_report?report={handed_in}").status == 403

    def test_out_of_reach_is_not_found(self, office: Office) -> None:
        browser = signed_in(office)
        assert browser.get(f"/acts/hold_meeting?organisation={EAST}").status == 404
        fields = {**browser.get(HOLD).form("/acts/hold_meeting"), **typed(), "organisation": EAST}
        assert browser.post("/acts/hold_meeting", fields).status == 404
        assert browser.get(f"/organisations/{EAST}").status == 404
        assert browser.get(f"/records/{EASTERNER}").status == 404
        assert browser.get("/trail", person=EASTERNER).status == 404
