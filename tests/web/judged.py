"""An office in which a round was held and a case decided, recorded over the API: for tests of their registers."""

from typing import Any

from office import DEPUTY, DISTRICT, POLICY, SECRETARY, TOWNSHIP, Office, meeting, pid

from domain.identity import sheet_of
from ledger.execution import state_of

CLAUSE = "township-quarterly-committee-meeting"
THIRD = pid(9)
ELEMENTS = ("duty", "not_performed", "serious_problem", "bad_influence", "serious_consequence")


def does(office: Office, who: str, act: str, **sent: Any) -> str:
    """Do an act; the stream it was recorded in."""
    answer = office.client(who).post(act, {name: value for name, value in sent.items() if value is not None})
    if answer.status_code == 202:
        return decided_by_two(office, str(answer.json["stream"]))
    assert answer.status_code in (200, 201), (act, answer.text)
    return str(answer.json["stream"])


def decided_by_two(office: Office, approval: str, by: str = "decider") -> str:
    """Another person lets happen what one asked for; the stream it was recorded in."""
    answer = office.client(by).post("give_approval", {"approval": approval})
    assert answer.status_code == 201, answer.text
    return str(state_of(office.services.ledger, approval).asked.about)


def held(office: Office, day: str = "2024-06-05", **changed: Any) -> str:
    """A meeting of the township."""
    return does(office, "clerk", "hold_meeting", **meeting(occurred_on=day, **changed))


def round_of(
    office: Office, title: str = "上半年党建考核", subjects: str = "organisation", period: str = "2024-H1"
) -> str:
    """A round of the district, its indicators fixed: one by rule, one by hand."""
    indicators = [
        {"number": 1, "title": "党委会议研究党建", "maximum": "20", "clause": CLAUSE, "deduction": "5.5"},
        {"number": 2, "title": "联系点工作", "maximum": "15"},
    ]
    stream = does(
        office,
        "supervisor",
        "open_appraisal",
        organisation=DISTRICT,
        subjects=subjects,
        period=period,
        title=title,
        occurred_on="2024-01-10",
        indicators=indicators,
        uses=["training"],
    )
    does(office, "supervisor", "fix_indicators", appraisal=stream, occurred_on="2024-01-20")
    return stream


def sheet_in(office: Office, round: str) -> str:
    """The township's sheet."""
    opened = {"appraisal": round, "organisation": TOWNSHIP, "subject": TOWNSHIP, "occurred_on": "2024-06-10"}
    does(office, "supervisor", "open_sheet", **opened)
    return sheet_of(round, TOWNSHIP)


def scored(office: Office, stream: str, cited: str) -> None:
    """Scored: the first quarter was missed."""
    scores = [
        {"indicator": 1, "points": "14.5", "cites": [cited], "deductions": [f"{CLAUSE} 2024-Q1 5.5"]},
        {"indicator": 2, "points": "9", "cites": [cited], "note": "走访记录齐全"},
    ]
    said = {"occurred_on": "2024-06-15", "scorer": DEPUTY, "known_at": office.position(), "scores": scores}
    does(office, "supervisor", "score_sheet", sheet=stream, **said)


def issued(office: Office, stream: str, grade: str = "good") -> None:
    """The result is issued."""
    said = {"occurred_on": "2024-06-16", "grade": grade, "person": SECRETARY, "known_at": office.position()}
    does(office, "supervisor", "issue_result", sheet=stream, **said)


def case_opened(office: Office, title: str = "未研究党建", person: str | None = DEPUTY) -> str:
    """A case of the township against its deputy secretary."""
    return does(
        office,
        "supervisor",
        "open_case",
        organisation=TOWNSHIP,
        subject=TOWNSHIP,
        person=person,
        policy=POLICY,
        clause=CLAUSE,
        route="township",
        due_on="2024-03-31",
        title=title,
        occurred_on="2024-04-10",
    )


def case_decided(office: Office, stream: str, cited: str, decided_at: str) -> None:
    """Everything that the township asks for is cited; told, heard, decided, criticised."""
    for element in ELEMENTS:
        said = {"element": element, "refs": [cited], "text": "见会议记录", "occurred_on": "2024-06-06"}
        does(office, "supervisor", "cite_element", accountability=stream, **said)
    at = {"accountability": stream}
    does(office, "supervisor", "give_notice", **at, occurred_on="2024-06-07", text="拟追究责任")
    does(office, "supervisor", "take_statement", **at, occurred_on="2024-06-08", text="认识到不足")
    decision = {"occurred_on": "2024-06-10", "held": True, "meeting": decided_at, "text": "要件齐备"}
    does(office, "supervisor", "decide_case", **at, **decision)
    consequence = {"consequence": "criticism", "occurred_on": "2024-06-11", "document": "柳委〔2024〕8号"}
    does(office, "supervisor", "impose_consequence", **at, **consequence)
