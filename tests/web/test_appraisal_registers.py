"""The register of appraisals: rounds, sheets with the reasons of every point, flags; on both databases."""

from pathlib import Path
from typing import Any

import pytest
from clerk import signed_in
from judged import CLAUSE, does, held, issued, round_of, scored, sheet_in
from office import DEPUTY, DISTRICT, EAST, TOWNSHIP, VILLAGE, Office, opened

LIST = "/registers/appraisals"


@pytest.fixture
def office(place: Any, tmp_path: Path):
    with opened(place, tmp_path) as made:
        yield made


class TestRounds:
    def test_an_office_without_appraisals_is_told_so(self, office: Office) -> None:
        page = signed_in(office, "supervisor").get(LIST)
        assert page.status == 200
        assert "还没有启动过考核" in page.words
        assert "没有表彰、批评、诫勉或调整的登记" in page.words

    def test_stage_sheets_and_who_has_none(self, office: Office) -> None:
        first, second = round_of(office), round_of(office, "书记考核", "person", "2024")
        met = held(office)
        browser = signed_in(office, "supervisor")
        page = browser.get(f"{LIST}/{first}/sheets")
        assert "还没有考核表" in page.words
        assert "柳溪乡党委" in page.words.partition("尚未建表")[2]
        assert "张甲" in browser.get(f"{LIST}/{second}/sheets").words.partition("尚未建表")[2], "the secretary below"
        stream = sheet_in(office, first)
        scored(office, stream, met)
        issued(office, stream)
        does(
            office, "supervisor", "use_result", sheet=stream, use="training", occurred_on="2024-06-17", text="列入培训"
        )
        page = browser.get(f"{LIST}/{first}/sheets")
        assert "良好 23.5分" in page.words
        assert "考核表共1份，已公布1份，已运用1份" in page.words
        assert "直接下级都已建表" in page.words
        words = browser.get(LIST).words
        assert "考核共2次" in words
        assert "良好 1" in words
        assert "培养教育 1" in words
        assert "考核共1次" in browser.get(LIST, subjects="person").words
        assert "书记考核" not in browser.get(LIST, period="2024-H1").words

    def test_as_of_and_known_at(self, office: Office) -> None:
        round = round_of(office)
        before = office.position()
        stream = sheet_in(office, round)
        scored(office, stream, held(office))
        browser = signed_in(office, "supervisor")
        path = f"{LIST}/{round}/sheets"
        assert "已评分" in browser.get(path).words.partition("结果运用 ")[2]
        assert "已建表" in browser.get(path, as_of="2024-06-12").words
        assert "还没有考核表" in browser.get(path, known_at=before).words
        assert "还没有启动过考核" in browser.get(LIST, as_of="2024-01-09").words
        assert browser.get(path, as_of="2024-01-09").status == 404
        assert browser.get(f"{LIST}/{stream}", known_at=before).status == 404

    def test_who_is_appraised_sees_the_own_sheet_and_not_the_round(self, office: Office) -> None:
        round = round_of(office)
        stream = sheet_in(office, round)
        clerk = signed_in(office)
        words = clerk.get(LIST).words
        assert "考核共0次" in words
        assert "由上级考核" in words
        assert clerk.get(f"{LIST}/{stream}").status == 200
        assert clerk.get(f"{LIST}/{round}/sheets").status == 404
        east = signed_in(office, "east")
        assert east.get(f"{LIST}/{stream}").status == 404
        assert east.get(LIST, organisation=TOWNSHIP).status == 404
        assert "由上级考核" not in east.get(LIST).words
        assert signed_in(office, "administrator").get(LIST).status == 403

    def test_an_unqualified_result_without_an_order_stands_out(self, office: Office) -> None:
        stream = sheet_in(office, round_of(office))
        scored(office, stream, held(office))
        issued(office, stream, "unqualified")
        browser = signed_in(office, "supervisor")
        assert "考核不合格、尚未责令整改" in browser.get(LIST).words
        assert "考核不合格，尚未责令整改" in browser.get(f"{LIST}/{stream}").words
        assert office.client("supervisor").get("/registers/appraisals").json["weak"] == [stream]
        ordered = {
            "organisation": TOWNSHIP,
            "ordered_by": DISTRICT,
            "title": "党建考核整改",
            "problem": "会议缺开",
            "category": "other",
            "source": stream,
            "due_on": "2024-07-31",
            "occurred_on": "2024-06-18",
        }
        does(office, "supervisor", "order_rectification", **ordered)
        assert "尚未责令整改" not in browser.get(LIST).words
        assert office.client("supervisor").get("/registers/appraisals").json["weak"] == []


class TestASheet:
    def test_before_it_is_scored_the_rule_is_shown(self, office: Office) -> None:
        stream = sheet_in(office, round_of(office))
        page = signed_in(office).get(f"{LIST}/{stream}")
        assert "14.5（预计）" in page.words
        assert "待评" in page.words
        assert "结果尚未公布" in page.words

    def test_every_point_opens_its_reasons(self, office: Office) -> None:
        met = held(office)
        stream = sheet_in(office, round_of(office))
        scored(office, stream, met)
        page = signed_in(office).get(f"{LIST}/{stream}")
        words = page.words
        assert "一季度 −5.5" in words
        assert "每个未完成的周期扣5.5分" in words
        assert "走访记录齐全" in words
        assert f"/records/{met}" in page.read.links
        assert "当时 ：已召开；现在：已召开" in words.replace("当时：", "当时 ：")
        assert "未完成" in words
        assert "依据事后有变" not in words
        assert "扣分会有不同" not in words

    def test_evidence_that_changed_is_flagged_and_the_result_stays(self, office: Office) -> None:
        met = held(office)
        stream = sheet_in(office, round_of(office))
        scored(office, stream, met)
        issued(office, stream)
        before = office.position()
        # A meeting of the first quarter is entered late: the rule would take nothing off any more.
        held(office, "2024-03-20")
        does(office, "clerk", "void_meeting", meeting=met, reason="误登")
        browser = signed_in(office)
        words = browser.get(f"{LIST}/{stream}").words
        assert "依据事后有变" in words
        assert "事后已作废" in words
        assert "按现在所知，扣分会有不同" in words
        assert "表上为23.5分" in words
        assert "现在：已作废" in words
        old = browser.get(f"{LIST}/{stream}", known_at=before).words
        assert "依据事后有变" not in old
        assert "扣分会有不同" not in old

    def test_the_form_stands_filled_in_where_a_rule_says_how(self, office: Office) -> None:
        met = held(office)
        stream = sheet_in(office, round_of(office))
        browser = signed_in(office, "supervisor")
        form = browser.get(f"/acts/score_sheet?sheet={stream}").form("/acts/score_sheet")
        assert form["scores-0-points"] == ["14.5"]
        assert form["scores-0-cites"] == [met], "what counted is cited without being chosen"
        assert form["scores-0-deductions"] == [f"{CLAUSE} 2024-Q1 5.5"]
        assert form["scores-1-points"] == [""], "nobody's zero is recorded by not looking"
        typed = {"occurred_on": "2024-06-15", "scorer": DEPUTY, "scores-1-cites": [met]}
        left = browser.post("/acts/score_sheet", {**form, **typed})
        assert left.status == 422
        done = browser.post("/acts/score_sheet", {**form, **typed, "scores-1-points": "12"})
        assert done.status == 303, done.words[:600]
        assert "26.5 / 35" in browser.get(f"{LIST}/{stream}").words

    def test_a_round_that_is_no_sheet_is_not_found(self, office: Office) -> None:
        round = round_of(office)
        browser = signed_in(office, "supervisor")
        assert browser.get(f"{LIST}/{round}").status == 404
        assert browser.get(f"{LIST}/{VILLAGE}").status == 404
        assert browser.get(f"{LIST}/{EAST}/sheets").status == 404


class TestOverTheApi:
    def test_rounds_and_sheets(self, office: Office) -> None:
        met = held(office)
        round, other = round_of(office), round_of(office, "书记考核", "person", "2024")
        stream = sheet_in(office, round)
        scored(office, stream, met)
        issued(office, stream)
        client = office.client("supervisor")
        found = client.get("/registers/appraisals").json
        assert {one["stream"] for one in found["rounds"]} == {round, other}
        one = next(one for one in found["rounds"] if one["stream"] == round)
        assert (one["stage"], one["tally"]["sheets"], one["without"]) == ("fixed", 1, [])
        assert one["sheets"][0]["grade"] == "good"
        assert one["sheets"][0]["total"] == "23.5"
        assert client.get("/registers/appraisals", as_of="2024-01-01").json["rounds"] == []
        first = client.get("/registers/appraisals", limit=1).json
        assert len(first["rounds"]) == 1
        assert client.get("/registers/appraisals", limit=1, cursor=first["cursor"]).json["cursor"] is None
        read = client.get(f"/registers/appraisals/{stream}").json
        assert (read["total"], read["maximum"], read["differs"], read["changed"]) == ("23.5", "35", False, [])
        point = read["points"][0]
        assert point["deductions"] == [{"clause": CLAUSE, "window": "2024-Q1", "points": "5.5"}]
        assert {one["window"]: one["light"] for one in point["statuses"]}["2024-Q1"] == "missed"
        assert point["rests"][0]["ref"] == met
        held(office, "2024-03-20")
        again = client.get(f"/registers/appraisals/{stream}").json
        assert (again["differs"], again["total_now"], again["total"]) == (True, "29", "23.5")
        assert office.client("east").get(f"/registers/appraisals/{stream}").status_code == 404
        assert client.get(f"/registers/appraisals/{round}").status_code == 404
