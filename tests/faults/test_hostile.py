"""Large and hostile input over HTTP: a clear answer in Chinese that names the field, and nothing stored.

The JSON API's own tests try every sort of wrong value; here the same comes through gunicorn, as bytes.
"""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from fault_office import body, form_fields, meeting
from served import Browser, Served, hidden

LARGE = "a" * 10_000_000

TEXTS = {
    "ten megabytes": ("minutes", LARGE, "不能超过20000字"),
    "control characters": ("title", "党委会\x07第一次", "控制字符"),
    "text that turns round": ("title", "党委会\u202e次一第", "控制字符"),
    "a formula": ("title", "=HYPERLINK(1)", "公式"),
    "a day that never was": ("occurred_on", "2023-02-29", "2023-02-29不存在"),
    "a day to come": ("occurred_on", "2099-01-01", "不能晚于今天"),
    "another calendar": ("occurred_on", "05/11/2025", "2024-05-31"),
    "a chair who is nobody": ("chair", f"person-{'f' * 20}", "没有找到所填人员"),
    "a chair with no post here": ("chair", f"person-{4:020x}", ""),
    "a chair that is no id": ("chair", "'; DROP TABLE ledger; --", "编号不正确"),
    "a body that is none": ("body", "parliament", "请从列表中选择"),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_in_json(served: Served, number: int, kind: str) -> None:
    field, value, said = TEXTS[kind]
    before = served.commands()
    answer = served.api().command("hold_meeting", meeting(8, **{field: value}), id=f"bad-{number}")
    assert answer.status == 422
    (problem,) = [one for one in answer.json["problems"] if one["field"].partition(".")[0] == field]
    assert said in problem["zh"]
    assert len(answer.text) < 5_000
    assert served.commands() == before


@pytest.mark.parametrize("kind", TEXTS)
def test_in_a_form(served: Served, clerk: Browser, kind: str) -> None:
    field, value, said = TEXTS[kind]
    before = served.commands()
    form = hidden(clerk.get(f"/acts/hold_meeting?organisation={body(8)}").text)
    page = clerk.post("/acts/hold_meeting", {**form, **form_fields(8, **{field: value})})
    assert page.status == 422
    box = page.text.partition('role="alert"')[2].partition("</div>")[0]
    assert f'href="#f-{field}"' in box
    assert said in box
    assert served.commands() == before


def test_json_that_is_no_utf8(served: Served, number: int) -> None:
    before = served.commands()
    text = json.dumps(meeting(8), ensure_ascii=False).encode("gb18030")
    answer = served.api().command("hold_meeting", text, id=f"gb-{number}")
    assert (answer.status, "UTF-8" in answer.json["problems"][0]["zh"]) == (422, True)
    assert served.commands() == before


def test_a_form_that_is_no_utf8(served: Served, clerk: Browser) -> None:
    before = served.commands()
    form = hidden(clerk.get(f"/acts/hold_meeting?organisation={body(8)}").text)
    sent = urlencode({**form, **form_fields(8, title="")}, doseq=True).encode() + b"&title=%B5%B3%CE%AF%BB%E1"
    page = clerk.post("/acts/hold_meeting", sent.replace(b"title=&", b"", 1))
    assert page.status == 422
    assert "编码错误" in page.text.partition('role="alert"')[2].partition("</div>")[0]
    assert served.commands() == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"remarks": "附注"}, "remarks"),
        ({"title": 7}, "title"),
        ({"attendees": "张甲"}, "attendees"),
        ({"agenda": [{"topic": "party_building", "title": "研究", "votes": 7}]}, "agenda"),
        ({"title": "\ud800"}, "title"),
    ],
)
def test_fields_that_are_unknown_or_of_another_type(
    served: Served, number: int, change: dict[str, Any], field: str
) -> None:
    before = served.commands()
    answer = served.api().command("hold_meeting", meeting(8, **change), id=f"odd-{number}")
    assert answer.status == 422, answer.text
    assert any(one["field"].partition(".")[0] == field and one["zh"] for one in answer.json["problems"]), answer.text
    assert served.commands() == before


def test_an_organisation_that_does_not_exist(served: Served, number: int) -> None:
    """Like one out of reach: nothing can be learnt by asking."""
    before = served.commands()
    answer = served.api().command("hold_meeting", meeting(8, organisation=f"org-{'e' * 20}"), id=f"none-{number}")
    assert answer.status == 404
    assert "没有找到" in answer.json["zh"]
    assert served.commands() == before


def test_more_than_is_read(served: Served, clerk: Browser, number: int) -> None:
    """Beyond the limit nothing is looked at: the answer comes before the text."""
    before = served.commands()
    answer = served.api().command("hold_meeting", meeting(8), id=f"more-{number}", Content_Length="100000000")
    assert (answer.status, "过大" in answer.json["zh"]) == (413, True)
    page = clerk.post("/acts/hold_meeting", form_fields(8), length=100_000_000)
    assert page.status == 413
    assert "过大" in page.text
    assert served.commands() == before
