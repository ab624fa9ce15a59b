"""The page of the JSON API runs from our own files alone, under the strict policy, and can be tried out."""

import json

import pytest
from conftest import Visitor

pytestmark = pytest.mark.browser


def test_the_api_page_lists_every_command_and_sends_one(visitor: Visitor) -> None:
    page, complaints = visitor.page, []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: complaints.append(request.url) if visitor.url not in request.url else None)
    visitor.sign_in("clerk")
    complaints.clear()
    assert visitor.goto("/api/v1/docs") == 200
    page.locator(".opblock").first.wait_for()
    assert page.locator("#operations-tag-commands").count() == 1
    assert page.locator(".opblock").count() > 80
    visitor.picture("api")
    me = page.locator("#operations-questions-me")
    me.locator(".opblock-summary").click()
    me.locator(".try-out__btn").click()
    me.locator(".execute").click()
    answer = me.locator(".live-responses-table .response-col_description pre").first
    assert json.loads(answer.inner_text())["account"] == "account-clerk"
    # An act under the session: the page fetches the CSRF token by itself; what is wrong is told by field.
    act = page.locator("#operations-commands-hold_meeting")
    act.locator(".opblock-summary").click()
    act.locator(".try-out__btn").click()
    act.locator("textarea").fill("{}")
    act.locator(".execute").click()
    act.locator(".live-responses-table").wait_for()
    assert "422" in act.locator(".live-responses-table .response-col_status").nth(1).inner_text()
    assert [text for text in complaints if "422" not in text] == []
