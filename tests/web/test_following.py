"""Registers of what follows: rectifications, inspections, reports, asks; what a record asks for, what rests on it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from clerk import signed_in
from office import DEPUTY, DISTRICT, EAST, FOUNDED, SECRETARY, TOWNSHIP, VILLAGE, Office, oid, opened, pid

from domain import (
    debrief,
    education,
    inspection,
    measure,
    meeting,
    member,
    organisation,
    person,
    reception,
    rectification,
    report,
)
from domain.identity import account_of
from ledger.execution import execute
from ledger.port import Signature
from web.following import _REACTIONS

OTHER = oid(5)
SPRING, AUTUMN = f"inspection-{1:020x}", f"inspection-{2:020x}"
LATE, FRESH, PAST = (f"rectification-{number:020x}" for number in (1, 2, 3))
HELD = f"meeting-{1:020x}"
CRITICISM = f"measure-{1:020x}"
FIRST, SECOND = f"report-{1:020x}", f"report-{2:020x}"
REGISTERS = ("rectifications", "inspections", "reports", "asks")


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


@pytest.fixture
def busy(office: Office) -> Office:
    """A district that inspected, ordered and criticised; two townships, one village that reports."""
    unit = organisation.RegisterOrganisation(
        organisation=OTHER,
        name="安平区机关党委",
        kind=organisation.Kind.TOWNSHIP_COMMITTEE,
        sector=organisation.Sector.NONE,
        parent=DISTRICT,
        occurred_on=FOUNDED,
    )
    enter(office, unit)
    enter(office, person.RegisterPerson(person=pid(9), name="赵丁", organisation=DISTRICT))
    for number, (stream, body, on) in enumerate(((SPRING, TOWNSHIP, "2023-03-10"), (AUTUMN, TOWNSHIP, "2024-04-08"))):
        enter(
            office,
            inspection.ConductInspection(
                inspection=stream,
                organisation=DISTRICT,
                inspected=body,
                method=inspection.Method.UNANNOUNCED if number else inspection.Method.PATROL,
                topics=(inspection.Topic.PARTY_BUILDING,),
                title=f"第{number + 1}次督查",
                occurred_on=day(on),
            ),
        )
        enter(
            office,
            inspection.FindProblem(
                inspection=stream,
                category=inspection.Category.MEETING,
                text=f"第一季度未研究党建（{number + 1}）",
                occurred_on=day(on),
            ),
        )
    return office


def enter(office: Office, command: Any, body: str = DISTRICT) -> None:
    number = office.position()
    signature = Signature(command_id=f"entered-{number}", recorded_by=account_of("supervisor"), on_behalf_of=body)
    execute(office.services.ledger, command, signature, office.services.today())


def ordered(stream: str, on: str, due: str, **more: Any) -> rectification.OrderRectification:
    said: dict[str, Any] = {
        "organisation": TOWNSHIP,
        "ordered_by": DISTRICT,
        "title": "补开党建专题会",
        "problem": "第一季度未研究党建",
        "category": rectification.Category.MEETING,
        "occurred_on": day(on),
        "due_on": day(due),
    }
    return rectification.OrderRectification(rectification=stream, **{**said, **more})


def handed_in(stream: str, on: str, **more: Any) -> report.SubmitReport:
    said: dict[str, Any] = {
        "organisation": VILLAGE,
        "recipient": TOWNSHIP,
        "type": report.Type.PARTY_BUILDING,
        "form": report.Form.WRITTEN,
        "period": "2024",
        "title": "上半年党建工作报告",
        "occurred_on": day(on),
    }
    return report.SubmitReport(report=stream, **{**said, **more})


class TestRectifications:
    @pytest.fixture
    def board(self, busy: Office) -> Office:
        enter(busy, ordered(LATE, "2024-04-10", "2024-05-10", source=f"{AUTUMN}#1", responsible=SECRETARY))
        extended = rectification.ExtendRectification(
            rectification=LATE, by=DISTRICT, occurred_on=day("2024-05-09"), due_on=day("2024-06-10"), reason="换届"
        )
        enter(busy, extended)
        report_ = ordered(FRESH, "2024-06-01", "2024-07-01", organisation=OTHER, title="补报名册")
        enter(busy, report_)
        return busy

    def test_the_overdue_stands_first_with_the_history_of_its_limit(self, board: Office) -> None:
        page = signed_in(board, "supervisor").get("/registers/rectifications")
        assert page.status == 200, page.words[:600]
        assert page.words.index("补开党建专题会") < page.words.index("补报名册")
        assert "逾期 10天" in page.words
        assert "原为 2024年5月10日 ，2024年5月9日变更" in page.words
        assert "张甲" in page.words
        assert "2023" in page.words, "a problem of the same sort came back"

    def test_the_past_is_the_past(self, board: Office) -> None:
        browser = signed_in(board, "supervisor")
        before = browser.get("/registers/rectifications", as_of="2024-05-20")
        assert "整改中 2024年6月10日" in before.words
        assert "逾期 1" not in before.words
        assert "补报名册" not in before.words
        early = browser.get("/registers/rectifications", known_at=str(board.position() - 1))
        assert "补报名册" not in early.words
        assert "补开党建专题会" in early.words

    def test_filters_and_the_api_say_the_same(self, board: Office) -> None:
        browser, client = signed_in(board, "supervisor"), board.client("supervisor")
        assert "补报名册" not in browser.get("/registers/rectifications", owner=SECRETARY).words
        assert "补开党建专题会" not in browser.get("/registers/rectifications", standing="open").words
        assert browser.get("/registers/rectifications", standing="nonsense").status == 422
        assert browser.get("/registers/rectifications", age="x").status == 422
        found = client.get("/registers/rectifications").json
        assert [one["rectification"] for one in found["rectifications"]] == [LATE, FRESH]
        assert found["standings"]["overdue"] == found["standings"]["open"] == 1
        assert found["rectifications"][0]["limits"] == [
            {"since": "2024-04-10", "due_on": "2024-05-10"},
            {"since": "2024-05-09", "due_on": "2024-06-10"},
        ]
        assert found["repeats"][0]["years"].keys() == {"2023", "2024"}
        assert [one["open"] for one in found["ages"]] == [1, 1, 0, 0]
        few = client.get("/registers/rectifications", limit=1).json
        assert len(few["rectifications"]) == 1
        rest = client.get("/registers/rectifications", limit=1, cursor=few["cursor"]).json
        assert rest["rectifications"][0]["rectification"] == FRESH
        alone = client.get("/registers/rectifications", organisation=OTHER, below="false").json
        assert [one["rectification"] for one in alone["rectifications"]] == [FRESH]

    def test_what_was_struck_off(self, board: Office) -> None:
        for command in (
            rectification.ReportRectification(
                rectification=FRESH, occurred_on=day("2024-06-05"), reporter=DEPUTY, text="已补报"
            ),
            rectification.VerifyRectification(
                rectification=FRESH, by=DISTRICT, occurred_on=day("2024-06-06"), verifier=pid(9)
            ),
            rectification.CloseRectification(rectification=FRESH, by=DISTRICT, occurred_on=day("2024-06-07")),
        ):
            enter(board, command)
        browser = signed_in(board, "supervisor")
        assert "补报名册" not in browser.get("/registers/rectifications").words
        closed = browser.get("/registers/rectifications", standing="closed")
        assert "2024年6月1日责令，2024年6月7日销号，历时6天" in closed.words
        assert "6.0天" in closed.words


class TestInspections:
    def test_by_method_and_topic_with_problems_and_who_was_never_inspected(self, busy: Office) -> None:
        enter(busy, ordered(LATE, "2024-04-10", "2024-05-10", source=f"{AUTUMN}#1"))
        browser, client = signed_in(busy, "supervisor"), busy.client("supervisor")
        page = browser.get("/registers/inspections", year="2024")
        assert "第2次督查" in page.words
        assert "第1次督查" not in page.words
        assert "逾期 41天" in page.words
        found = client.get("/registers/inspections", year=2024).json
        assert found["methods"]["unannounced"] == 1
        assert found["methods"]["patrol"] == 0
        assert found["never"] == [VILLAGE, OTHER]
        assert found["problems"][0]["orders"][0]["rectification"] == LATE
        before = client.get("/registers/inspections", year=2023).json
        assert before["problems"][0]["orders"] == []
        assert "尚未责令整改" in browser.get("/registers/inspections", year="2023").words
        assert "没有检查记录" in browser.get("/registers/inspections", year="2024", as_of="2024-04-07").words
        assert client.get("/registers/inspections", year=2024, method="patrol").json["inspections"] == []

    def test_an_inspected_township_sees_what_was_found_but_opens_no_record_of_its_superior(self, busy: Office) -> None:
        page = signed_in(busy).get("/registers/inspections", year="2024")
        assert "第一季度未研究党建（2）" in page.words
        assert not [link for link in page.read.links if AUTUMN in link]

    def test_the_record_lists_its_problems_with_acts_and_orders(self, busy: Office) -> None:
        second = inspection.FindProblem(
            inspection=AUTUMN, category=inspection.Category.REPORT, text="未报送季度总结", occurred_on=day("2024-04-08")
        )
        enter(busy, second)
        enter(busy, ordered(LATE, "2024-04-10", "2024-05-10", source=f"{AUTUMN}#1"))
        page = signed_in(busy, "supervisor").get(f"/records/{AUTUMN}")
        assert 'id="p1"' in page.html
        assert 'id="p2"' in page.html
        assert f"/records/{LATE}" in page.read.links
        assert len([link for link in page.read.links if link.startswith("/acts/order_rectification")]) == 3
        audited = signed_in(busy, "auditor").get(f"/records/{AUTUMN}")
        assert not [link for link in audited.read.links if link.startswith("/acts/")]


class TestReports:
    @pytest.fixture
    def reported(self, busy: Office) -> Office:
        enter(busy, handed_in(FIRST, "2024-05-20"), VILLAGE)
        enter(busy, handed_in(SECOND, "2024-06-01", title="党建工作补充报告"), VILLAGE)
        enter(busy, report.ReturnReport(report=SECOND, occurred_on=day("2024-06-03"), reason="缺少问题部分"), TOWNSHIP)
        enter(busy, report.AcceptReport(report=FIRST, occurred_on=day("2024-06-04")), TOWNSHIP)
        return busy

    def rows(self, office: Office, **query: Any) -> list[dict[str, Any]]:
        answer = office.client("supervisor").get("/registers/reports", year=2024, **query)
        assert answer.status_code == 200, answer.json
        return [one for one in answer.json["rows"] if one["organisation"] == VILLAGE]

    def test_one_row_an_organisation_and_duty(self, reported: Office) -> None:
        row = next(one for one in self.rows(reported) if one["clause"] == "township-written-report-twice")
        assert (row["count"], row["minimum"], row["light"]) == (1, 2, "due")
        first, second = row["papers"]
        assert (first["stage"], first["settled_on"], first["reason"]) == ("accepted", "2024-06-04", "")
        assert (second["stage"], second["returned_why"], second["reason"]) == ("returned", "缺少问题部分", "returned")
        page = signed_in(reported, "supervisor").get("/registers/reports", year="2024")
        assert "缺少问题部分" in page.words
        assert "2024年5月20日报送， 2024年6月4日 已接收" in page.words
        assert "被退回、尚未重报" in page.words

    def test_the_past_is_the_past(self, reported: Office) -> None:
        row = next(one for one in self.rows(reported, as_of="2024-06-02") if one["clause"].endswith("twice"))
        assert (row["count"], row["light"]) == (2, "met")
        assert [one["stage"] for one in row["papers"]] == ["handed_in", "handed_in"]
        known = str(reported.position() - 3)
        row = next(one for one in self.rows(reported, known_at=known) if one["clause"].endswith("twice"))
        assert len(row["papers"]) == 1

    def test_late_and_handed_in_again(self, reported: Office) -> None:
        reported.clock.forward(days=300)
        enter(reported, report.ResubmitReport(report=SECOND, occurred_on=day("2025-01-20")), VILLAGE)
        row = next(one for one in self.rows(reported) if one["clause"].endswith("twice"))
        assert row["light"] == "met_late"
        assert (row["papers"][1]["again_on"], row["papers"][1]["late_days"]) == ("2025-01-20", 20)
        browser = signed_in(reported, "supervisor")
        page = browser.get("/registers/reports", year="2024", clause="township-written-report-twice")
        assert "迟报20天" in page.words
        assert "没有符合条件" in browser.get("/registers/reports", year="2024", light="missed", clause="x").words


class TestAsks:
    def test_a_receipt_offers_what_the_entry_asks_for(self, busy: Office) -> None:
        supervisor = signed_in(busy, "supervisor")
        answer = supervisor.fill(
            f"/acts/find_problem?inspection={AUTUMN}",
            category="report",
            text="未报送季度总结",
            occurred_on="2024-04-08",
        )
        page = supervisor.get(answer.location)
        assert "检查发现的问题应及时解决" in page.words
        links = [link for link in page.read.links if link.startswith("/acts/order_rectification")]
        form = supervisor.get(links[-1])
        assert form.status == 200
        fields = form.form("/acts/order_rectification")
        assert fields["organisation"] == [TOWNSHIP]
        assert fields["ordered_by"] == [DISTRICT]
        assert fields["source"] == [f"{AUTUMN}#2"]
        assert fields["category"] == ["report"]
        assert fields["problem"] == ["未报送季度总结"]
        done = supervisor.fill(links[-1], occurred_on="2024-04-10", due_on="2024-05-10")
        assert done.status == 303, done.words[:500]
        found = busy.client("supervisor").get("/registers/asks").json
        assert [one["ref"] for one in found["asks"]] == [f"{SPRING}#1", f"{AUTUMN}#1"]

    def test_a_corrected_problem_begins_the_form_as_it_now_reads(self, busy: Office) -> None:
        mended = inspection.CorrectProblem(
            inspection=AUTUMN,
            number=1,
            category=inspection.Category.FORMALISM,
            text="以会议落实会议",
            occurred_on=day("2024-04-08"),
            reason="类别有误",
        )
        enter(busy, mended)
        form = signed_in(busy, "supervisor").get("/acts/order_rectification", ask=f"{AUTUMN}#1")
        assert form.form("/acts/order_rectification")["category"] == ["formalism"]
        assert "以会议落实会议" in form.html

    def test_the_register_with_its_age(self, busy: Office) -> None:
        supervisor, client = signed_in(busy, "supervisor"), busy.client("supervisor")
        page = supervisor.get("/registers/asks")
        assert "已73天" in page.words
        assert "未规定" in page.words
        enter(busy, ordered(LATE, "2024-04-10", "2024-05-10", source=f"{AUTUMN}#1"))
        assert [one["ref"] for one in client.get("/registers/asks").json["asks"]] == [f"{SPRING}#1"]
        earlier = client.get("/registers/asks", as_of="2024-04-09").json["asks"]
        assert [(one["ref"], one["age_days"]) for one in earlier] == [(f"{SPRING}#1", 396), (f"{AUTUMN}#1", 1)]
        assert client.get("/registers/asks", as_of="2023-03-09").json["asks"] == []
        before = client.get("/registers/asks", known_at=str(busy.position() - 1)).json["asks"]
        assert len(before) == 2
        assert client.get("/registers/asks", command="nonsense").status_code == 422
        assert client.get("/registers/asks", late="true").json["asks"] == []
        assert "没有待办" in supervisor.get("/registers/asks", organisation=OTHER).words

    def test_whoever_may_not_do_it_is_offered_no_form(self, busy: Office) -> None:
        page = signed_in(busy, "auditor").get("/registers/asks")
        assert "第一季度未研究党建" in page.words
        assert not [link for link in page.read.links if link.startswith("/acts/")]
        assert signed_in(busy).get("/acts/order_rectification", ask=f"{AUTUMN}#1").status in (403, 404)
        assert signed_in(busy, "supervisor").get("/acts/order_rectification", ask="nonsense").status == 404

    def test_forms_of_the_other_kinds_begin_with_what_is_known(self, office: Office) -> None:
        """A debriefing, a reception, an absence and a weak branch, each with the form that answers it."""
        heard, session, visit = f"debrief-{1:020x}", f"education-{1:020x}", f"reception-{1:020x}"
        enter(
            office,
            member.RegisterMembership(
                person=SECRETARY,
                organisation=VILLAGE,
                category=member.Category.VILLAGE,
                standing=member.Standing.FULL,
                occurred_on=FOUNDED,
            ),
        )
        enter(
            office,
            debrief.DeliverDebrief(
                debrief=heard,
                organisation=TOWNSHIP,
                person=SECRETARY,
                recipient=DISTRICT,
                type=debrief.Type.PARTY_BUILDING,
                form=debrief.Form.ON_SITE,
                period="2023",
                title="党建述职",
                occurred_on=day("2024-01-10"),
            ),
        )
        enter(
            office,
            education.HoldEducation(
                education=session,
                organisation=VILLAGE,
                title="集中学习",
                form=education.Form.STUDY,
                contents=(education.Content.THEORY,),
                occurred_on=day("2024-02-10"),
                half_days=1,
                attendees=(DEPUTY,),
                absences=(education.Absence(person=SECRETARY, excuse=education.Excuse.WITHOUT_REASON),),
            ),
        )
        enter(
            office,
            reception.HoldReception(
                reception=visit,
                organisation=TOWNSHIP,
                receivers=(SECRETARY,),
                channel=next(iter(reception.Channel)),
                title="接待日",
                occurred_on=day("2024-03-10"),
            ),
        )
        enter(
            office,
            reception.RaiseIssue(
                reception=visit,
                category=next(iter(reception.Category)),
                text="路灯不亮",
                occurred_on=day("2024-03-10"),
            ),
        )
        enter(
            office,
            organisation.RateOrganisation(
                organisation=VILLAGE,
                rating=organisation.Rating.WEAK,
                occurred_on=day("2024-04-10"),
                reason="三会一课不落实",
            ),
        )
        browser = signed_in(office, "supervisor")
        links = [one for one in browser.get("/registers/asks").read.links if one.startswith("/acts/")]
        begun = {}
        for one in links:
            form = browser.get(one)
            assert form.status == 200, (one, form.words[:300])
            name = one.partition("?")[0]
            begun[name.removeprefix("/acts/")] = form.form(name)
        assert list(begun) == ["evaluate_debrief", "take_measure", "feed_issue_back", "order_rectification"]
        assert begun["evaluate_debrief"]["debrief"] == [heard]
        assert begun["take_measure"]["about"] == [SECRETARY]
        assert begun["take_measure"]["cites"] == [session]
        assert begun["take_measure"]["type"] == ["serious_criticism"]
        assert (begun["feed_issue_back"]["reception"], begun["feed_issue_back"]["number"]) == ([visit], ["1"])
        order = begun["order_rectification"]
        assert (order["organisation"], order["ordered_by"], order["source"]) == ([VILLAGE], [TOWNSHIP], [VILLAGE])
        assert order["problem"] == ["三会一课不落实"]

    def test_every_ask_has_one_reason(self) -> None:
        assert len(_REACTIONS) == 14


class TestCitations:
    def test_a_corrected_record_flags_what_rests_on_it(self, busy: Office) -> None:
        held = {
            "body": meeting.Body.COMMITTEE,
            "title": "党委会",
            "chair": SECRETARY,
            "attendees": (SECRETARY, DEPUTY),
            "agenda": (meeting.AgendaItem(topic=meeting.Topic.PARTY_BUILDING, title="研究党建"),),
        }
        enter(
            busy,
            meeting.HoldMeeting(meeting=HELD, organisation=TOWNSHIP, occurred_on=day("2024-05-10"), **held),
            TOWNSHIP,
        )
        criticism = measure.TakeMeasure(
            measure=CRITICISM,
            organisation=DISTRICT,
            type=measure.Type.CRITICISM,
            about=TOWNSHIP,
            subject=TOWNSHIP,
            ground=measure.Ground.WEAK_WORK,
            title="抓党建不力",
            occurred_on=day("2024-05-20"),
            cites=(HELD,),
        )
        enter(busy, criticism)
        supervisor = signed_in(busy, "supervisor")
        assert "所引记录后来有变动" not in supervisor.get(f"/records/{CRITICISM}").words
        before = busy.position()
        mended = meeting.CorrectMeeting(meeting=HELD, occurred_on=day("2024-05-13"), reason="日期有误", **held)
        enter(busy, mended, TOWNSHIP)
        page = supervisor.get(f"/records/{CRITICISM}")
        assert "所引记录后来有变动" in page.words
        assert f"/records/{HELD}#v2" in page.read.links
        assert "所引记录后来有变动" not in supervisor.get(f"/records/{CRITICISM}", known_at=str(before)).words
        cited = supervisor.get(f"/records/{HELD}")
        assert "被引用" in cited.words
        assert f"/records/{CRITICISM}" in cited.read.links
        found = busy.client("supervisor").get(f"/records/{CRITICISM}/following").json
        assert [one["cited"] for one in found["changed"]] == [HELD]
        found = busy.client("supervisor").get(f"/records/{HELD}/following").json
        assert [one["stream"] for one in found["cited_by"]] == [CRITICISM]
        out_of_reach = signed_in(busy).get(f"/records/{HELD}")
        assert "被引用" not in out_of_reach.words, "the measure of the district does not exist for its township"


class TestReach:
    @pytest.mark.parametrize("name", REGISTERS)
    def test_another_subtree_does_not_exist_and_nothing_is_said_of_nothing(self, busy: Office, name: str) -> None:
        browser, client = signed_in(busy, "east"), busy.client("east")
        assert browser.get(f"/registers/{name}", organisation=TOWNSHIP).status == 404
        assert client.get(f"/registers/{name}", organisation=TOWNSHIP).status_code == 404
        assert browser.get(f"/registers/{name}", organisation="nonsense").status == 404
        page = browser.get(f"/registers/{name}")
        assert page.status == 200
        assert "柳溪乡" not in page.words
        assert "次督查" not in page.words
        assert browser.get(f"/registers/{name}", below="perhaps").status == 422
        english = browser.get("/language/en", next="/")
        assert english.status in (302, 303)
        assert browser.get(f"/registers/{name}", organisation=EAST, known_at="1").status == 200

    def test_of_a_record_out_of_reach_nothing_follows(self, busy: Office) -> None:
        assert busy.client("east").get(f"/records/{AUTUMN}/following").status_code == 404
