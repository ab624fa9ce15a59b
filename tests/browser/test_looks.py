"""Every main page, in both languages: fits a phone, names its fields, asks nothing of scripts or the outside."""

import pytest
from conftest import Served, Visitor

pytestmark = pytest.mark.browser

PAGES = (
    "/board?year=2026",
    "/organisations",
    "/organisations/{org}",
    "/organisations/{org}/duties?year=2026",
    "/lists/{list}",
    "/records",
    "/people",
    "/policies",
    "/trail",
    "/acts/hold_meeting?organisation={org}",
    "/acts/record_work?organisation={org}",
    "/acts/submit_report?organisation={org}",
    "/acts/file_evidence?organisation={org}",
)

LOOK = """
() => ({
  width: document.documentElement.scrollWidth,
  language: document.documentElement.lang,
  headings: document.querySelectorAll('h1').length,
  unlabelled: [...document.querySelectorAll('main input, main select, main textarea')]
    .filter(field => !['hidden', 'submit'].includes(field.type))
    .filter(field => !field.labels.length && !field.getAttribute('aria-label') && !field.closest('fieldset legend'))
    .map(field => field.name),
})
"""


@pytest.mark.parametrize("visitor", [(320, True)], indirect=True, ids=["phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_fit_a_phone_and_name_their_fields(visitor: Visitor, served: Served, language: str) -> None:
    page = visitor.page
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: troubles.append(request.url) if not request.url.startswith(served.url) else None)
    visitor.sign_in("clerk")
    if language == "en":
        page.get_by_role("link", name="English").or_(page.get_by_role("button", name="English")).click()
        page.locator("html[lang^=en]").wait_for()
    visitor.goto("/organisations")
    org = page.locator("main a[href*='/organisations/org-']").first.get_attribute("href").split("/")[-1].split("?")[0]
    for path in PAGES:
        path = path.format(org=org, list=f"list-{org.removeprefix('org-')}-2026")
        assert visitor.goto(path) == 200, path
        found = page.evaluate(LOOK)
        assert found["width"] <= 320, path
        assert found["language"].startswith(language), path
        assert found["headings"] == 1, path
        assert found["unlabelled"] == [], path
        visitor.picture(f"phone-{language}{path.partition('?')[0].replace('/', '-').replace(org, 'body')}")
    assert troubles == []


def test_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.page
    visitor.goto("/sign-in")
    page.get_by_label("登录名").focus()
    page.keyboard.type("clerk")
    page.keyboard.press("Tab")
    page.keyboard.type("zeren-demo")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="工作台").wait_for()
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.textContent.trim()")
    assert first == "跳到正文"
    seen = set()
    # Inside a date field the browser itself shows which part has the focus.
    for _ in range(40):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " const ring = s.outlineStyle !== 'none' || e.type === 'date';"
            " return [(e.textContent || e.name || e.tagName).trim(), ring] })()"
        )
        assert focus[1], f"no visible focus on {focus[0][:40]}"
        seen.add(focus[0])
    assert {"责任看板", "组织", "记录", "审计轨迹"} <= seen


@pytest.mark.parametrize("visitor", [(1280, False)], indirect=True, ids=["desk"])
def test_two_clocks_show_the_past(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("auditor")
    visitor.goto("/board?year=2026&as_of=2026-03-31&known_at=2026-03-31")
    assert "2026年3月31日" in page.inner_text("main")
    then = page.inner_text(".legend >> nth=0")
    visitor.picture("desk-board-past")
    visitor.goto("/board?year=2026&as_of=2026-03-31")
    assert page.inner_text(".legend >> nth=0") != then, "late entries of spring are known now and were not then"
    link = page.locator("table.board a[href*='as_of=2026-03-31']")
    assert link.count() > 0, "links carry the clocks"
