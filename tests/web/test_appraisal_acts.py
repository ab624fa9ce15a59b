"""A round, its sheets and a debriefing, through the forms and the API of the people who do it."""

import re
from pathlib import Path
from typing import Any

import pytest
from clerk import Browser, Page, signed_in
from office import DEPUTY, DISTRICT, POLICY, SECRETARY, TOWNSHIP, Office, meeting, opened, pid

from domain import person
from domain.identity import account_of, sheet_of
from ledger.execution import execute
from ledger.port import Signature
from web.forms import drawing

CLAUSE = "township-quarterly-committee-meeting"
THIRD = pid(9)


@pytest.fixture
def office(place: Any, tmp_path: Path):
    with opened(place, tmp_path) as made:
        signed = Signature(command_id="third", recorded_by=account_of("clerk"), on_behalf_of=TOWNSHIP)
        third = person.RegisterPerson(person=THIRD, name="赵丁", organisation=TOWNSHIP)
        execute(made.services.ledger, third, signed, made.services.today())
        yield made


def recorded(browser: Browser, answer: Page) -> Page:
    assert answer.status == 303, (answer.status, answer.words[:900])
    return browser.get(answer.location)


def stream_of(page: Page, prefix: str) -> str:
    links = [link for link in page.read.links if link.startswith(f"/records/{prefix}-")]
    return links[0].removeprefix("/records/").partition("#")[0]


def opened_round(supervisor: Browser, **changed: Any) -> Page:
    fields: dict[str, Any] = {
        "subjects": "organisation",
        "period": "2024-H1",
        "title": "上半年党建考核",
        "occurred_on": "2024-01-10",
        "indicators-0-number": "1",
        "indicators-0-title": "党委会议研究党建",
        "indicators-0-maximum": "20",
        "indicators-0-clause": CLAUSE,
        "indicators-0-deduction": "5.5",
        "indicators-1-number": "2",
        "indicators-1-title": "联系点工作",
        "indicators-1-maximum": "15",
        "uses": ["performance_rating", "training"],
        "policy": POLICY,
        **changed,
    }
    return supervisor.fill(f"/acts/open_appraisal?organisation={DISTRICT}", **fields)


def fixed_round(supervisor: Browser) -> str:
    stream = stream_of(recorded(supervisor, opened_round(supervisor)), "appraisal")
    fixed = supervisor.fill(f"/acts/fix_indicators?appraisal={stream}", occurred_on="2024-01-20")
    recorded(supervisor, fixed)
    return stream


def opened_sheet(supervisor: Browser, round: str) -> str:
    path = f"/acts/open_sheet?organisation={TOWNSHIP}"
    assert "上半年党建考核" in supervisor.get(path).words
    answer = supervisor.fill(path, appraisal=round, subject=TOWNSHIP, occurred_on="2024-06-10")
    page = recorded(supervisor, answer)
    assert stream_of(page, "sheet") == sheet_of(round, TOWNSHIP)
    return sheet_of(round, TOWNSHIP)


class TestARound:
    def test_indicators_are_fixed_and_then_left_alone(self, office: Office) -> None:
        supervisor = signed_in(office, "supervisor")
        stream = stream_of(recorded(supervisor, opened_round(supervisor)), "appraisal")
        changing = f"/acts/change_indicators?appraisal={stream}"
        assert 'value="5.5"' in supervisor.get(changing).html
        answer = supervisor.fill(
            changing, **{"indicators-0-deduction": "5", "occurred_on": "2024-01-15", "reason": "征求意见"}
        )
        recorded(supervisor, answer)
        page = supervisor.get(f"/records/{stream}")
        assert "每次扣分：5" in page.words
        recorded(supervisor, supervisor.fill(f"/acts/fix_indicators?appraisal={stream}", occurred_on="2024-01-20"))
        again = supervisor.fill(
            f"/acts/correct_appraisal?appraisal={stream}", **{"indicators-0-maximum": "30", "reason": "想改"}
        )
        assert again.status == 422
        assert "考核指标已于2024年1月20日确定，不能再改" in again.words
        assert "jianxi 第十四条" in again.words

    def test_uses_beyond_the_policy_are_refused(self, office: Office) -> None:
        before = office.position()
        page = opened_round(signed_in(office, "supervisor"), uses=["selection"])
        assert page.status == 422
        assert "没有把考核结果用于“选拔任用”的规定" in page.words
        assert "township 三（七）" in page.words
        assert office.position() == before

    @pytest.mark.parametrize("points", ["8.55", "八分", "-1", "10000"])
    def test_points_have_one_decimal(self, office: Office, points: str) -> None:
        page = opened_round(signed_in(office, "supervisor"), **{"indicators-1-maximum": points})
        assert page.status == 422
        assert "“分值”请填写数字，最多一位小数" in page.words


class TestClausesOfIndicators:
    def test_are_suggested_once_for_all_rows(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(drawing, "MANY", 5)
        supervisor = signed_in(office, "supervisor")
        page = supervisor.get(f"/acts/open_appraisal?organisation={DISTRICT}")
        assert page.html.count("<datalist") == 1
        assert page.html.count('list="f-indicators-clause-list"') == 3
        words = next(word for word in re.findall("<option>(.*?)</option>", page.html) if word.endswith(f"[{CLAUSE}]"))
        answer = opened_round(supervisor, **{"indicators-0-clause": words, "uses": ["selection"]})
        assert answer.status == 422
        assert answer.form("/acts/open_appraisal")["indicators-0-clause"] == [words]
        stream = stream_of(
            recorded(supervisor, opened_round(supervisor, **{"indicators-0-clause": words})), "appraisal"
        )
        changing = supervisor.get(f"/acts/change_indicators?appraisal={stream}")
        assert changing.form("/acts/change_indicators")["indicators-0-clause"] == [words]
        assert office.services.ledger.stream(stream)[0].event.indicators[0].clause == CLAUSE

    def test_are_none_but_those_on_the_list(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(drawing, "MANY", 5)
        before = office.position()
        page = opened_round(signed_in(office, "supervisor"), **{"indicators-0-clause": "党委会议"})
        assert page.status == 422
        assert "请从列表中选择" in page.words
        assert 'value="党委会议"' in page.html
        assert office.position() == before


class TestASheet:
    def test_lives_its_life(self, office: Office) -> None:
        supervisor, clerk = signed_in(office, "supervisor"), signed_in(office)
        held = office.client().post("hold_meeting", meeting(), key="m-1").json["stream"]
        round = fixed_round(supervisor)
        stream = opened_sheet(supervisor, round)
        reported = clerk.fill(
            f"/acts/file_self_report?sheet={stream}", occurred_on="2024-06-11", person=SECRETARY, text="自评良好"
        )
        recorded(clerk, reported)
        form = supervisor.get(f"/acts/score_sheet?sheet={stream}")
        assert f"{CLAUSE} 2024-Q1 5.5" in form.html, "the missed quarter is taken off before anybody types"
        assert 'value="14.5"' in form.html
        scoring = f"/acts/score_sheet?sheet={stream}"
        typed: dict[str, Any] = {"occurred_on": "2024-06-15", "scorer": DEPUTY}
        low = supervisor.fill(scoring, **typed, **{"scores-1-points": "12.5"})
        assert low.status == 422, "the second score cites nothing"
        assert "请填写“评分依据”" in low.words
        high = supervisor.fill(scoring, **typed, **{"scores-1-points": "15.5", "scores-1-cites": [held]})
        assert "第2项指标的得分应在0到15分之间" in high.words
        scored = supervisor.fill(scoring, **typed, **{"scores-1-points": "12.5", "scores-1-cites": [held]})
        recorded(supervisor, scored)
        assert "2项指标共27分" in supervisor.get(f"/records/{stream}").words
        issuing = f"/acts/issue_result?sheet={stream}"
        recorded(supervisor, supervisor.fill(issuing, occurred_on="2024-06-16", grade="good", person=SECRETARY))
        using = f"/acts/use_result?sheet={stream}"
        beyond = supervisor.fill(using, use="selection", occurred_on="2024-06-17", text="拟提拔")
        assert "不用于“选拔任用”" in beyond.words
        recorded(supervisor, supervisor.fill(using, use="training", occurred_on="2024-06-17", text="列入培训"))
        asking = f"/acts/request_review?sheet={stream}"
        recorded(clerk, clerk.fill(asking, occurred_on="2024-06-18", person=SECRETARY, text="得分偏低"))
        deciding = f"/acts/decide_review?sheet={stream}"
        own = supervisor.fill(deciding, occurred_on="2024-06-19", person=SECRETARY, grade="good", text="维持")
        assert "复核须由结果签发人、评分人、申请人以外的人员决定" in own.words
        decided = supervisor.fill(deciding, occurred_on="2024-06-19", person=THIRD, grade="good", text="维持")
        recorded(supervisor, decided)
        page = supervisor.get(f"/records/{stream}")
        assert "维持原结果" in page.words
        assert "良好，27分" in page.words

    def test_sent_twice_is_scored_once(self, office: Office) -> None:
        supervisor = signed_in(office, "supervisor")
        held = office.client().post("hold_meeting", meeting(), key="m-1").json["stream"]
        stream = opened_sheet(supervisor, fixed_round(supervisor))
        path = "/acts/score_sheet"
        fields = {
            **supervisor.get(f"{path}?sheet={stream}").form(path),
            **{"occurred_on": "2024-06-15", "scorer": DEPUTY, "scores-1-points": "10", "scores-1-cites": [held]},
        }
        first, second = supervisor.post(path, fields), supervisor.post(path, fields)
        assert (first.status, second.status) == (303, 303), second.words[:400]
        assert first.location == second.location

    def test_is_not_opened_before_the_indicators_are_fixed(self, office: Office) -> None:
        supervisor = signed_in(office, "supervisor")
        round = stream_of(recorded(supervisor, opened_round(supervisor)), "appraisal")
        path = f"/acts/open_sheet?organisation={TOWNSHIP}"
        assert round not in supervisor.get(path).html
        page = supervisor.fill(path, appraisal=round, subject=TOWNSHIP, occurred_on="2024-06-10")
        assert page.status == 422
        assert "考核指标尚未确定" in page.words

    def test_over_the_api(self, office: Office) -> None:
        supervisor = signed_in(office, "supervisor")
        held = office.client().post("hold_meeting", meeting(), key="m-1").json["stream"]
        stream = opened_sheet(supervisor, fixed_round(supervisor))
        score = {
            "sheet": stream,
            "occurred_on": "2024-06-15",
            "scorer": DEPUTY,
            "known_at": office.position(),
            "scores": [
                {"indicator": 1, "points": "14.5", "cites": [held], "deductions": [f"{CLAUSE} 2024-Q1 5.5"]},
                {"indicator": 2, "points": "9", "cites": [held]},
            ],
        }
        client = office.client("supervisor")
        ahead = client.post("score_sheet", {**score, "known_at": office.position() + 1})
        assert ahead.status_code == 422
        assert ahead.json["problems"][0]["field"] == "known_at"
        broken = {**score["scores"][0], "deductions": ["2024-Q1"]}
        wrong = client.post("score_sheet", {**score, "scores": [broken, score["scores"][1]]})
        assert wrong.json["problems"][0]["field"] == "scores.0.deductions"
        done = client.post("score_sheet", score, key="s-1")
        assert done.status_code == 201, done.text
        issue = {
            "sheet": stream,
            "occurred_on": "2024-06-16",
            "grade": "good",
            "person": SECRETARY,
            "known_at": office.position(),
        }
        assert client.post("issue_result", issue, key="s-2").status_code == 201
        assert office.client().post("issue_result", issue).status_code == 403

    def test_a_result_does_not_rest_on_voided_records(self, office: Office) -> None:
        supervisor = signed_in(office, "supervisor")
        held = office.client().post("hold_meeting", meeting(), key="m-1").json["stream"]
        stream = opened_sheet(supervisor, fixed_round(supervisor))
        answer = supervisor.fill(
            f"/acts/score_sheet?sheet={stream}",
            **{"occurred_on": "2024-06-15", "scorer": DEPUTY, "scores-1-points": "10", "scores-1-cites": [held]},
        )
        recorded(supervisor, answer)
        office.client().post("void_meeting", {"meeting": held, "reason": "误登"})
        page = supervisor.fill(
            f"/acts/issue_result?sheet={stream}", occurred_on="2024-06-16", grade="good", person=SECRETARY
        )
        assert page.status == 409
        assert "评分所依据的记录已作废" in page.words


class TestADebriefing:
    def test_is_delivered_evaluated_and_joined(self, office: Office) -> None:
        clerk, supervisor = signed_in(office), signed_in(office, "supervisor")
        page = recorded(
            clerk,
            clerk.fill(
                f"/acts/deliver_debrief?organisation={TOWNSHIP}",
                person=SECRETARY,
                recipient=DISTRICT,
                type="party_building",
                form="on_site",
                period="2024",
                title="抓党建述职",
                occurred_on="2024-06-05",
                sections=["party_building"],
            ),
        )
        stream = stream_of(page, "debrief")
        assert "待评议" in clerk.get("/records", organisation=TOWNSHIP, kind="debrief").words
        evaluating = f"/acts/evaluate_debrief?debrief={stream}"
        assert clerk.get(evaluating).status == 403, "whoever heard it evaluates"
        recorded(supervisor, supervisor.fill(evaluating, occurred_on="2024-06-06", grade="good", evaluators="31"))
        page = clerk.get(f"/records/{stream}")
        assert "评议为“好”，31人参加评议" in page.words
        correcting = f"/acts/correct_evaluation?debrief={stream}"
        recorded(supervisor, supervisor.fill(correcting, grade="fairly_good", reason="抄错"))
        page = clerk.get(f"/records/{stream}")
        assert "更正评议结果" in page.words
        assert "抓党建述职" in page.words, "the record still stands as it was delivered"
        sheet = opened_sheet(supervisor, fixed_round(supervisor))
        linking = f"/acts/link_debrief?sheet={sheet}"
        assert "抓党建述职" in clerk.get(linking).words
        recorded(clerk, clerk.fill(linking, debrief=stream))
        assert "关联述职" in clerk.get(f"/records/{sheet}").words
