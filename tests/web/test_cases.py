"""The registers of cases and of praise and criticism, and a case laid open; on both databases."""

from pathlib import Path
from typing import Any

import pytest
from clerk import signed_in
from judged import CLAUSE, case_decided, case_opened, does, held
from office import DEPUTY, DISTRICT, SECRETARY, TOWNSHIP, VILLAGE, Office, opened

CASES, MEASURES = "/registers/cases", "/registers/measures"


@pytest.fixture
def office(place: Any, tmp_path: Path):
    with opened(place, tmp_path) as made:
        yield made


def criticised(office: Office, title: str = "抓党建不力", **changed: Any) -> str:
    said = {
        "organisation": TOWNSHIP,
        "type": "criticism",
        "about": VILLAGE,
        "subject": VILLAGE,
        "ground": "weak_work",
        "title": title,
        "occurred_on": "2024-06-01",
        "rectify_by": "2024-06-30",
        **changed,
    }
    return does(office, "clerk", "take_measure", **said)


def commended(office: Office, day: str = "2024-06-10") -> str:
    said = {"organisation": DISTRICT, "honour": "advanced_organisation", "recipients": [TOWNSHIP]}
    return does(office, "supervisor", "grant_commendation", **said, title="先进基层党组织", occurred_on=day)


class TestTheRegisterOfCases:
    def test_empty(self, office: Office) -> None:
        assert "没有追究责任的登记" in signed_in(office).get(CASES).words

    def test_lists_who_answers_and_flags(self, office: Office) -> None:
        cited, decides = held(office), held(office, "2024-06-09", title="党委会（研究追责）")
        stream, other = case_opened(office), case_opened(office, "另一件", None)
        case_decided(office, stream, cited, decides)
        browser = signed_in(office)
        words = browser.get(CASES).words
        assert "共2件" in words
        assert "领导班子" in words
        assert "不符合中央意见的表述" in words
        assert "批评 2024年6月11日" in words
        assert "共1件" in browser.get(CASES, flagged="1").words
        assert "另一件" not in browser.get(CASES, stage="held_to_account").words
        does(office, "supervisor", "void_case", accountability=other, reason="误登")
        assert "共1件" in browser.get(CASES).words
        assert "没有追究责任的登记" in browser.get(CASES, as_of="2024-04-09").words
        assert "没有追究责任的登记" in signed_in(office, "east").get(CASES).words


class TestACase:
    def test_what_is_missing_is_named_with_its_clause(self, office: Office) -> None:
        stream = case_opened(office)
        words = signed_in(office).get(f"{CASES}/{stream}").words
        assert "尚缺要件：负有职责、不认真履行职责" in words
        assert "所适用的条件不要求" in words
        assert "尚未作出决定" in words
        assert "王" not in words
        assert "李乙 责任人" in words, "who held the post on the due date"

    def test_laid_open_and_flagged_when_evidence_changes(self, office: Office) -> None:
        cited, decides = held(office), held(office, "2024-06-09", title="党委会（研究追责）")
        stream = case_opened(office)
        case_decided(office, stream, cited, decides)
        decided = office.position()
        browser = signed_in(office)
        words = browser.get(f"{CASES}/{stream}").words
        assert "《关于进一步健全和落实基层党建工作责任制的实施方案》三（七）" in words
        assert "一季度" in words
        assert "未完成" in words
        assert "柳委〔2024〕8号" in words
        assert "认识到不足" in words
        assert "不符合中央意见的表述" in words
        assert "尚缺要件" not in words
        assert "事后" not in words
        does(office, "clerk", "void_meeting", meeting=cited, reason="误登")
        page = browser.get(f"{CASES}/{stream}")
        assert "决定所依据的记录事后有变" in page.words
        assert "现在：已作废" in page.words
        assert "尚缺要件：负有职责" in page.words
        assert f"/records/{cited}" in page.read.links
        old = browser.get(f"{CASES}/{stream}", known_at=decided).words
        assert "事后有变" not in old
        assert "尚未作出决定" in browser.get(f"{CASES}/{stream}", as_of="2024-06-09").words

    def test_the_duty_then_and_now(self, office: Office) -> None:
        cited, decides = held(office), held(office, "2024-06-09")
        stream = case_opened(office)
        case_decided(office, stream, cited, decides)
        held(office, "2024-03-15")
        read = office.client("supervisor").get(f"/registers/cases/{stream}").json
        assert [one["light"] for one in read["duty_then"]] == ["missed"]
        assert [one["light"] for one in read["duty_now"]] == ["met"]
        assert [one["person"] for one in read["holders"]] == [SECRETARY, DEPUTY]
        assert read["missing"] == []
        assert [one["step"] for one in read["steps"]] == ["told", "heard"]
        assert read["decisions"][0]["flags"] == ["superior_wording_not_met"]
        assert read["case"]["consequences"][0]["consequence"] == "criticism"

    def test_an_appeal_does_away_with_what_was_imposed(self, office: Office) -> None:
        stream = case_opened(office)
        case_decided(office, stream, held(office), held(office, "2024-06-09"))
        at = {"accountability": stream}
        does(office, "supervisor", "lodge_appeal", **at, occurred_on="2024-06-12", text="过重")
        answer = {"by": DISTRICT, "outcome": "revoked", "text": "事实不清", "occurred_on": "2024-06-14"}
        does(office, "supervisor", "decide_appeal", **at, **answer)
        words = signed_in(office).get(f"{CASES}/{stream}").words
        assert "2024年6月14日起不再有效" in words
        assert "决定已撤销" in words
        client = office.client()
        assert client.get("/registers/measures", year=2024).json["balance"] == []
        (before,) = client.get("/registers/measures", year=2024, as_of="2024-06-13").json["balance"]
        assert before["criticised"] == 1

    def test_out_of_reach_does_not_exist(self, office: Office) -> None:
        stream = case_opened(office)
        east = signed_in(office, "east")
        assert east.get(f"{CASES}/{stream}").status == 404
        assert east.get(CASES, organisation=TOWNSHIP).status == 404
        assert office.client("east").get(f"/registers/cases/{stream}").status_code == 404
        assert signed_in(office).get(f"{CASES}/{TOWNSHIP}").status == 404
        assert signed_in(office, "administrator").get(f"{CASES}/{stream}").status == 403
        does(office, "supervisor", "void_case", accountability=stream, reason="误登")
        assert signed_in(office).get(f"{CASES}/{stream}").status == 404


class TestPraiseAndCriticism:
    def test_by_year_and_organisation(self, office: Office) -> None:
        browser = signed_in(office, "supervisor")
        assert "这一年没有登记" in browser.get(MEASURES).words
        criticised(office)
        revoked = criticised(office, "误批", rectify_by=None)
        does(office, "supervisor", "revoke_measure", measure=revoked, occurred_on="2024-06-05", reason="查无实据")
        granted = commended(office)
        page = browser.get(MEASURES)
        assert "2024年共3项" in page.words
        assert "限2024年6月30日前整改" in page.words
        assert f"/records/{granted}" in page.read.links
        assert "共1项" in browser.get(MEASURES, sort="commended").words
        assert "2023年共0项" in browser.get(MEASURES, year=2023).words
        assert "2024年共2项" in browser.get(MEASURES, organisation=VILLAGE).words, "who is concerned finds it too"
        found = office.client("supervisor").get("/registers/measures", year=2024).json
        assert found["balance"] == [{"year": 2024, "commended": 1, "criticised": 1, "admonished": 0, "adjusted": 0}]
        assert found["by_organisation"][VILLAGE]["criticised"] == 1
        assert found["by_organisation"][TOWNSHIP]["commended"] == 1
        assert [one["stage"] for one in found["outcomes"]].count("revoked") == 1
        early = office.client("supervisor").get("/registers/measures", year=2024, as_of="2024-06-02").json
        assert [one["criticised"] for one in early["balance"]] == [2]

    def test_what_lies_out_of_reach_is_left_out(self, office: Office) -> None:
        commended(office)
        criticised(office)
        words = signed_in(office).get(MEASURES).words
        assert "共1项" in words, "the district's own paper is not the township's to open"
        assert "先进基层党组织" not in words
        assert "共0项" in signed_in(office, "east").get(MEASURES).words

    def test_known_at_in_the_past_and_pages(self, office: Office) -> None:
        criticised(office)
        before = office.position()
        criticised(office, "第二次")
        browser = signed_in(office)
        assert "共2项" in browser.get(MEASURES).words
        assert "共1项" in browser.get(MEASURES, known_at=before).words
        client = office.client()
        first = client.get("/registers/measures", limit=1).json
        assert len(first["outcomes"]) == 1
        assert client.get("/registers/measures", limit=1, cursor=first["cursor"]).json["cursor"] is None

    def test_the_clause_of_a_case_is_cited(self, office: Office) -> None:
        case_opened(office)
        found = office.client().get("/registers/cases").json["cases"]
        assert [one["clause"] for one in found] == [CLAUSE]
