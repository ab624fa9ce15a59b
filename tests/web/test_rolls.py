"""Registers of floating members, education, members, receptions, commitments and dues: pages and their JSON twins."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import signed_in
from office import DEPUTY, DISTRICT, EAST, EASTERNER, SECRETARY, TOWNSHIP, VILLAGE, Office, opened, opened_in_files, pid

from domain import floating_status, floating_steps
from domain.identity import certificate_of, dues_of, member_of
from web.pages.floating import CLOSING

DING, WU, JI = pid(4), pid(5), pid(6)
NAMES = {DING: "赵丁", WU: "钱戊", JI: "孙己"}


def done(answer: Any) -> Any:
    assert answer.status_code == 201, answer.text
    return answer.json["stream"]


def live(office: Office) -> dict[str, str]:
    """A village with members, sessions, a journey to the other district, dues, issues and promises."""
    clerk, east = office.client(), office.client("east")
    made: dict[str, str] = {}
    for person, name in NAMES.items():
        done(clerk.post("register_person", {"person": person, "name": name, "organisation": VILLAGE}))
    for person in (DEPUTY, DING, WU, JI):
        body = {"person": person, "organisation": VILLAGE, "category": "village", "standing": "full"}
        done(clerk.post("register_membership", {**body, "occurred_on": "2020-01-01"}))
    situation = {"member": member_of(JI), "situation": "frail", "occurred_on": "2024-01-05", "text": "年满八十岁"}
    done(clerk.post("record_special_situation", situation))

    def session(name: str, day: str, there: list[str], away: dict[str, str], at: str = VILLAGE) -> None:
        made[name] = done(
            clerk.post(
                "hold_education",
                {
                    "organisation": at,
                    "title": name,
                    "form": "study",
                    "contents": ["constitution"],
                    "occurred_on": day,
                    "half_days": 3,
                    "attendees": there,
                    "absences": [{"person": who, "excuse": why} for who, why in away.items()],
                },
            )
        )

    session("学习党章", "2024-02-01", [DEPUTY, DING], {WU: "without_reason"})
    session("学习政策", "2024-03-05", [DING], {WU: "proper_reason"})
    session("乡里培训", "2024-04-10", [DING, SECRETARY], {}, TOWNSHIP)
    session("主题党日", "2024-05-08", [DEPUTY], {WU: "without_reason"})
    training = {"title": "轮训班", "half_days": 6, "school": "county", "organiser": "县委党校"}
    done(clerk.post("complete_rotation_training", {"member": member_of(DING), "occurred_on": "2021-04-01", **training}))
    problem = {"member": member_of(WU), "problem": "unfit", "occurred_on": "2024-04-15", "text": "不履行义务"}
    done(clerk.post("identify_member_problem", problem))
    help = {"member": member_of(WU), "number": 1, "occurred_on": "2024-05-01", "persons": [SECRETARY], "text": "谈话"}
    done(clerk.post("give_help", help))

    at = {"certificate": certificate_of(DEPUTY)}
    departure = {"person": DEPUTY, "organisation": VILLAGE, "destination": "东江市", "text": "务工"}
    done(clerk.post("report_departure", {**departure, "occurred_on": "2024-02-18", "leaves_on": "2024-02-25"}))
    done(clerk.post("stamp_certificate", {**at, "by": TOWNSHIP, "occurred_on": "2024-02-20"}))
    done(clerk.post("issue_certificate", {**at, "number": "流001", "occurred_on": "2024-02-21"}))
    done(clerk.post("report_inflow", {**at, "inflow": EAST, "occurred_on": "2024-03-05"}))
    done(east.post("verify_certificate", {**at, "occurred_on": "2024-03-10"}))
    change = {**at, "destination": "西江市", "recipients": [VILLAGE], "occurred_on": "2024-05-05"}
    done(clerk.post("report_location_change", change))
    departure = {"person": DING, "organisation": VILLAGE, "destination": "北江市", "text": "务工"}
    done(clerk.post("report_departure", {**departure, "occurred_on": "2024-06-01", "leaves_on": "2024-06-05"}))

    def pay(client: Any, person: str, body: str, months: list[int], day: str) -> None:
        paid = {"person": person, "organisation": body, "year": 2024, "months": months, "amount": "20"}
        done(client.post("pay_dues", {**paid, "occurred_on": day}))

    pay(clerk, DEPUTY, VILLAGE, [2], "2024-02-20")
    pay(clerk, DEPUTY, VILLAGE, [3], "2024-04-02")
    pay(clerk, WU, VILLAGE, [1, 2, 3], "2024-03-20")

    reception = {"receivers": [SECRETARY], "channel": "reception_day", "title": "五月接待日"}
    held = done(clerk.post("hold_reception", {"organisation": TOWNSHIP, "occurred_on": "2024-05-10", **reception}))
    for text, day in (("承包地边界", "2024-05-10"), ("路灯不亮", "2024-05-12")):
        done(clerk.post("raise_issue", {"reception": held, "category": "land", "text": text, "occurred_on": day}))
    step = {"reception": held, "number": 2, "occurred_on": "2024-05-20"}
    done(clerk.post("resolve_issue", {**step, "text": "已修"}))
    done(clerk.post("feed_issue_back", {**step, "text": "已告知"}))
    done(clerk.post("close_issue", step))
    made["reception"] = held
    for title, due_on in (("修缮屋顶", "2024-05-31"), ("帮扶一户", "2024-09-30")):
        promise = {"organisation": TOWNSHIP, "person": DEPUTY, "title": title, "period": "2024"}
        made[title] = done(clerk.post("make_commitment", {**promise, "occurred_on": "2024-03-01", "due_on": due_on}))
        done(clerk.post("accept_commitment", {"commitment": made[title], "occurred_on": "2024-03-05"}))
    return made


@pytest.fixture
def lived(place: Any, tmp_path: Path) -> Iterator[tuple[Office, dict[str, str]]]:
    """The office, and what was recorded in it, by name."""
    with opened(place, tmp_path, live) as made:
        yield made, made.told


@pytest.fixture
def office(lived: tuple[Office, dict[str, str]]) -> Office:
    return lived[0]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office in which none of this was ever recorded."""
    with opened_in_files(tmp_path_factory.mktemp("office")) as made:
        yield made


REGISTERS = ("floating", "education", "members", "receptions", "commitments", "dues")


class TestEveryRegister:
    def test_says_that_it_is_empty(self, empty: Office) -> None:
        browser = signed_in(empty)
        for name, said in zip(
            REGISTERS,
            (
                "没有外出或来此",
                "还没有登记到这些组织",
                "还没有登记到这些组织",
                "没有未办结",
                "没有未确认兑现",
                "还没有登记",
            ),
            strict=True,
        ):
            page = browser.get(f"/registers/{name}")
            assert page.status == 200
            assert said in page.words, name
            found = empty.client().get(f"/registers/{name}").json
            assert found["cursor"] is None

    def test_answers_in_both_languages_at_any_time_and_leads_somewhere(self, place: Any, office: Office) -> None:
        """At any time on both databases; each language's words at both ends of it, and the links, on one."""
        browser = signed_in(office, "supervisor")
        paths = [f"/registers/{name}" for name in REGISTERS] + [
            "/people",
            "/registers",
            "/registers/floating?closed=1&side=host&gap=unpaid",
            "/registers/receptions?closed=1",
            "/registers/commitments?every=1&year=2024",
            "/registers/dues?unpaid=1",
            "/registers/education?progress=unexcused",
            f"/registers/floating/{DEPUTY}",
            f"/registers/education/{WU}?year=2024",
            f"/registers/education/{WU}?year=2019",
        ]
        links: set[str] = set()
        times = ("", "as_of=2024-03-31", "known_at=2024-06-20", "as_of=2024-04-30&known_at=40")
        english = (times[0], times[-1]) if place.kind == "sqlite" else ()
        for language, asked in (("en", english), ("zh", times)):
            browser.get(f"/language/{language}", next="/")
            for path in paths:
                for clocks in asked:
                    page = browser.get(f"{path}{'&' if '?' in path else '?'}{clocks}")
                    assert page.status in (200, 404 if "known_at=40" in clocks else 200), (path, clocks)
                    assert "<script" not in page.html
                    assert "style=" not in page.html
                    if language == "zh" and place.kind == "sqlite":
                        links |= {link.partition("#")[0] for link in page.read.links}
        for link in sorted(link for link in links if link and not link.startswith(("/language", "/static", "/acts"))):
            assert browser.get(link).status in (200, 303), link

    def test_ends_at_the_edge_of_reach(self, office: Office) -> None:
        browser, clerk = signed_in(office), office.client()
        for name in REGISTERS:
            for outside in (EAST, DISTRICT, "nonsense"):
                assert browser.get(f"/registers/{name}?organisation={outside}").status == 404, name
                assert clerk.get(f"/registers/{name}", organisation=outside).status_code == 404, name
        for person in (EASTERNER, "nonsense", SECRETARY):
            for name in ("floating", "education"):
                assert browser.get(f"/registers/{name}/{person}").status == 404
                assert clerk.get(f"/registers/{name}/{person}").status_code == 404
        east = signed_in(office, "east")
        assert east.get(f"/registers/education/{DING}").status == 404
        assert east.get(f"/registers/floating/{DING}").status == 404
        assert east.get("/registers/floating").words.count("李乙") == 1
        assert "赵丁" not in east.get("/registers/floating").words
        assert east.get("/registers/members").words.count("赵丁") == 0

    def test_no_member_of_the_office_administers_reads_it(self, office: Office) -> None:
        browser = signed_in(office, "administrator")
        for name in REGISTERS:
            assert browser.get(f"/registers/{name}").status == 403
            assert office.client("administrator").get(f"/registers/{name}").status_code == 403


class TestFloating:
    def test_from_both_sides(self, office: Office) -> None:
        page = signed_in(office).get("/registers/floating")
        for words in ("流出2人", "流入0人", "查验未备案", "未编入党组织", "变动未报流入地", "未发活动证", "已102天"):
            assert words in page.words, words
        east = signed_in(office, "east").get("/registers/floating")
        for words in ("流出0人", "流入1人", "石桥村党支部", "党费逾期", "2个月"):
            assert words in east.words, words
        assert "没有符合条件" in signed_in(office).get("/registers/floating?side=host").words

    def test_the_api_says_the_same(self, office: Office) -> None:
        clerk = office.client()
        found = clerk.get("/registers/floating").json["members"]
        assert [(one["person_name"], one["stage"]["code"], one["days"]) for one in found] == [
            ("李乙", "verified", 102),
            ("赵丁", "departed", 19),
        ]
        assert found[0]["unpaid"] == ["2024-04", "2024-05"]
        assert [gap["code"] for gap in found[1]["gaps"]] == ["no_certificate", "not_arrived"]
        only = clerk.get("/registers/floating", gap="no_certificate").json["members"]
        assert [one["person_name"] for one in only] == ["赵丁"]
        assert clerk.get("/registers/floating", gap="nonsense").status_code == 422
        past = clerk.get("/registers/floating", as_of="2024-02-28").json["members"]
        assert [(one["stage"]["code"], one["unpaid"]) for one in past] == [("issued", [])]
        first = clerk.get("/registers/floating", limit=1).json
        rest = clerk.get("/registers/floating", limit=1, cursor=first["cursor"]).json
        assert [one["person_name"] for one in first["members"] + rest["members"]] == ["李乙", "赵丁"]

    def test_one_member_step_by_step(self, office: Office) -> None:
        page = signed_in(office).get(f"/registers/floating/{DEPUTY}")
        for words in (
            "流001",
            "2月 按时交纳",
            "3月 逾期交纳",
            "4月 逾期未交",
            "6月 未到期",
            "7月 未开始",
            "不在应交期内",
        ):
            assert words in page.words, words
        acts = [link for link in page.read.links if link.startswith("/acts/")]
        for act in ("file_certificate", "assign_floating_member", "report_location_change", "pay_dues"):
            assert any(link.startswith(f"/acts/{act}?") for link in acts), act
        assert not [
            link
            for link in signed_in(office, "auditor").get(f"/registers/floating/{DEPUTY}").read.links
            if link.startswith("/acts/")
        ]
        journey = office.client("east").get(f"/registers/floating/{DEPUTY}").json["journeys"][0]
        steps = {step["step"]["zh"]: (step["side"], step["mark"]) for step in journey["steps"]}
        assert steps["发放活动证"] == ("home", "done")
        assert steps["查验活动证"] == ("host", "done")
        assert steps["报上级备案"] == ("host", "missing")
        assert steps["外出前教育"] == ("home", "open")
        assert steps["报告变动"] == ("either", "missing")

    def test_on_an_earlier_day_later_steps_are_not_there(self, office: Office) -> None:
        page = signed_in(office).get(f"/registers/floating/{DEPUTY}?as_of=2024-03-07")
        assert "报到未查验" in page.words
        assert "西江市" not in page.words
        known = office.client().get(
            f"/registers/floating/{DEPUTY}", as_of="2024-06-20", known_at=office.position() - 20
        )
        assert known.status_code in (200, 404)
        assert signed_in(office).get(f"/registers/floating/{DEPUTY}?as_of=2024-01-01").status == 404

    def test_every_gap_has_its_step_and_its_acts(self) -> None:
        assert set(floating_steps.STEP_OF) == set(CLOSING) == set(floating_status.Gap)


class TestEducation:
    def test_days_absences_training(self, office: Office) -> None:
        page = signed_in(office).get("/registers/education")
        for words in ("累计中 3/6天", "区别对待，尚未送学", "尚未批评 2", "已到期 2024年4月1日", "尚未涉及"):
            assert words in page.words, words
        found = {one["person_name"]: one for one in office.client().get("/registers/education").json["members"]}
        assert found["李乙"]["credited_half_days"] == 6
        assert found["钱戊"]["uncriticised"] == 2
        assert found["孙己"]["required_half_days"] == 0
        earlier = office.client().get("/registers/education", as_of="2024-02-15").json["members"]
        assert {one["person_name"]: one["credited_half_days"] for one in earlier}["李乙"] == 3

    def test_every_number_opens_its_sessions(self, office: Office) -> None:
        page = signed_in(office).get(f"/registers/education/{DING}")
        assert "计入的场次 （2）" in page.words or "计入的场次（2）" in page.words
        assert "不是党员当日所在党组织开展的" in page.words
        assert "乡里培训" in page.words
        sessions = office.client().get(f"/registers/education/{DING}").json["sessions"]
        assert [(one["title"], one["verdict"]["code"]) for one in sessions] == [
            ("学习党章", "credited"),
            ("学习政策", "credited"),
            ("乡里培训", "elsewhere"),
            ("主题党日", "unset"),
        ]
        standing = office.client().get(f"/registers/education/{DING}").json["standing"]
        credited = [one for one in sessions if one["verdict"]["code"] == "credited"]
        assert standing["credited_half_days"] == sum(one["half_days"] for one in credited)
        assert set(standing["sessions"]) == {one["ref"] for one in credited}

    def test_a_criticism_answers_an_absence(self, lived: tuple[Office, dict[str, str]]) -> None:
        office, made = lived
        clerk = office.client()
        measure = {
            "organisation": VILLAGE,
            "type": "serious_criticism",
            "title": "缺席集体教育",
            "about": WU,
            "subject": VILLAGE,
            "ground": "absence",
            "cites": [made["学习党章"]],
            "occurred_on": "2024-02-10",
            "text": "批评教育",
        }
        taken = done(clerk.post("take_measure", measure))
        found = {one["title"]: one for one in clerk.get(f"/registers/education/{WU}").json["sessions"]}
        assert found["学习党章"]["criticised_by"].startswith(taken)
        assert found["主题党日"]["criticised_by"] == ""
        assert found["学习政策"]["criticised_by"] is None
        browser = signed_in(office)
        assert "尚未批评 1" in browser.get("/registers/education").words
        assert "尚未批评 2" in browser.get(f"/registers/education?known_at={office.position() - 1}").words

    def test_a_year_without_the_member(self, office: Office) -> None:
        page = signed_in(office).get(f"/registers/education/{WU}?year=2019")
        assert page.status == 200
        assert "没有登记到任何党组织" in page.words
        assert office.client().get(f"/registers/education/{WU}", year=2019).json["standing"] is None


class TestMembers:
    def test_the_roll(self, office: Office) -> None:
        page = signed_in(office).get("/registers/members")
        for words in ("在册4人", "农村党员", "年老体弱", "不符合党员条件", "帮助教育中"):
            assert words in page.words, words
        troubled = office.client().get("/registers/members", only="trouble").json
        assert [(one["person_name"], one["troubles"][0]["stage"]) for one in troubled["members"]] == [("钱戊", "help")]
        before = office.client().get("/registers/members", as_of="2024-04-20", only="trouble").json["members"]
        assert before[0]["troubles"][0]["stage"] == "problem"
        assert office.client().get("/registers/members", as_of="2019-12-31").json["total"] == 0

    def test_who_is_transferred_leaves_the_roll_and_the_reach(self, office: Office) -> None:
        move = {"member": member_of(WU), "organisation": DISTRICT, "category": "village", "occurred_on": "2024-06-01"}
        done(office.client("supervisor").post("transfer_relation", move))
        browser = signed_in(office)
        assert "钱戊" not in browser.get("/registers/members").words
        then = browser.get("/registers/members?as_of=2024-05-31")
        assert "钱戊" in then.words
        assert not [link for link in then.read.links if WU in link]
        assert "钱戊" in signed_in(office, "supervisor").get("/registers/members").words


class TestReceptionsAndCommitments:
    def test_open_issues_by_age_and_channel(self, office: Office) -> None:
        browser, clerk = signed_in(office), office.client()
        page = browser.get("/registers/receptions")
        assert "承包地边界" in page.words
        assert "路灯不亮" not in page.words
        found = clerk.get("/registers/receptions", closed="true").json
        assert [(one["text"], one["age_days"], one["stage"]) for one in found["issues"]] == [
            ("承包地边界", 41, "raised"),
            ("路灯不亮", 8, "closed"),
        ]
        assert found["channels"]["reception_day"] == 2
        assert "路灯不亮" in browser.get("/registers/receptions?as_of=2024-05-15").words
        assert clerk.get("/registers/receptions", known_at=1).json["issues"] == []

    def test_promises_past_their_day(self, lived: tuple[Office, dict[str, str]]) -> None:
        office, made = lived
        clerk = office.client()
        page = signed_in(office).get("/registers/commitments")
        assert "超过期限 20天" in page.words
        step = {"commitment": made["修缮屋顶"], "occurred_on": "2024-06-18"}
        done(clerk.post("fulfil_commitment", {**step, "text": "已修"}))
        done(clerk.post("confirm_commitment", {**step, "person": SECRETARY}))
        found = clerk.get("/registers/commitments").json
        assert (found["made"], found["fulfilled"], found["confirmed"], found["overdue"]) == (2, 1, 1, 0)
        assert [one["title"] for one in found["commitments"]] == ["帮扶一户"]
        assert "50%" in signed_in(office).get("/registers/commitments").words
        assert clerk.get("/registers/commitments", as_of="2024-06-10").json["overdue"] == 1
        assert clerk.get("/registers/commitments", year=2023).json["made"] == 0


class TestDues:
    def test_unpaid_months_by_organisation(self, office: Office) -> None:
        found = office.client().get("/registers/dues").json
        (village,) = found["totals"]
        assert (village["unpaid_members"], village["unpaid_months"], village["silent"]) == (2, 4, 1)
        assert {one["person_name"]: (one["unpaid"], one["late"]) for one in found["members"]} == {
            "李乙": ([4, 5], [3]),
            "钱戊": ([4, 5], [1, 2]),
            "赵丁": ([], []),
        }
        page = signed_in(office).get("/registers/dues")
        assert "逾期未交 2个月" in page.words
        assert "赵丁" not in signed_in(office).get("/registers/dues?unpaid=1").words

    def test_by_the_quarter_where_a_difficulty_is_on_record(self, office: Office) -> None:
        clerk = office.client()
        difficulty = {"person": WU, "organisation": VILLAGE, "year": 2024, "quarters": [2], "reason": "务工不便"}
        done(clerk.post("record_dues_difficulty", {**difficulty, "occurred_on": "2024-04-10"}))
        found = {one["person_name"]: one for one in clerk.get("/registers/dues").json["members"]}
        assert found["钱戊"]["unpaid"] == []
        before = {
            one["person_name"]: one
            for one in clerk.get("/registers/dues", known_at=office.position() - 1).json["members"]
        }
        assert before["钱戊"]["unpaid"] == [4, 5]

    def test_the_place_of_living_sees_who_pays_there(self, office: Office) -> None:
        found = office.client("east").get("/registers/dues").json
        assert [(one["person_name"], one["floating"], one["unpaid"]) for one in found["members"]] == [
            ("李乙", True, [4, 5])
        ]
        page = signed_in(office, "east").get("/registers/dues")
        assert not [link for link in page.read.links if dues_of(DEPUTY, 2024) in link]


def test_people_lead_to_their_registers(office: Office) -> None:
    links = signed_in(office).get("/people").read.links
    assert f"/registers/floating/{DEPUTY}" in links
    assert f"/registers/education/{WU}?year=2024" in links
    assert f"/records/{dues_of(WU, 2024)}" in links
    assert not [link for link in links if SECRETARY in link and "registers" in link]
