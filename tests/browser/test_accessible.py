"""WCAG 2.2 AA as far as a program sees it (axe), a phone without sideways scrolling, small pages; forms by keyboard.

The everyday run looks at a page of each sort; `make walk` follows every link of four roles, on a desk and on a phone.
"""

import re
from collections import deque
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import pytest
from conftest import Screens, Served, Visitor

pytestmark = pytest.mark.browser

LARGEST: Final = 150_000
"""Bytes of a page."""
RULES: Final = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
PAGES: Final = (
    *("/", "/board", "/organisations", "/registers/rectifications", "/registers/due", "/trail", "/acts/hold_meeting"),
    *("/acts/open_appraisal", "/acts/take_measure"),
    *("/pictures/board?by=each", "/pictures/progress", "/pictures/ages", "/pictures/trends", "/pictures/tree"),
)

SPACED: Final = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }
"""
"""What WCAG 1.4.12 lets a reader set."""
SET_WIDE: Final = """
text => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [sheet];
}
"""
"""As a reader's own style sheet, which no policy of the page keeps out."""
CUT_OFF: Final = """
() => [...document.querySelectorAll('body *')].filter(one => {
  const style = getComputedStyle(one), text = one.textContent.trim();
  if (!text || !one.checkVisibility() || one.closest('svg, select, .skip')) return false;
  const hidden = ['hidden', 'clip'].includes(style.overflowX) || ['hidden', 'clip'].includes(style.overflowY);
  return hidden && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
}).map(one => one.outerHTML.slice(0, 120))
"""
"""What is cut off: boxes smaller than their text that neither grow nor scroll."""
TWO_OF_EACH_LOOK: Final = """
() => {
  const met = new Map(), said = ['class', 'fill', 'lang', 'role', 'scope', 'stroke', 'style', 'type'];
  const look = one => [one.localName, !one.textContent.trim(), ...[...one.attributes].map(
    attribute => [attribute.name, said.includes(attribute.name) ? attribute.value : !attribute.value])];
  for (const one of document.querySelectorAll('main :is(tbody > tr, ul > li, ol > li, option, g)')) {
    if (!one.isConnected) continue;
    const parts = [one, ...one.querySelectorAll('*')].map(look);
    const all = JSON.stringify([one.parentNode.getAttribute('class'), ...parts]);
    met.set(all, (met.get(all) || 0) + 1);
    if (met.get(all) > 2) one.remove();
  }
}
"""
"""Of lines that differ in what they say alone axe looks at two: of hundreds it needs seconds. In a soak at all."""


def troubles(visitor: Visitor, path: str, width: int) -> list[str]:
    """What is wrong with a page."""
    answer = visitor.page.goto(f"{visitor.url}{path}")
    if answer is None or answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
        return [] if answer is not None and answer.status < 400 else [f"{path}: {answer and answer.status}"]
    found = laid_out(visitor, path, width)
    size = len(answer.body())
    if size > LARGEST:
        found.append(f"{path}: {size} bytes")
    return found + barred(visitor, path)


def laid_out(visitor: Visitor, path: str, width: int) -> list[str]:
    """Whether the page fits."""
    sideways = visitor.page.evaluate("document.documentElement.scrollWidth") > width
    return [f"{path}: scrolls sideways"] if sideways else []


def barred(visitor: Visitor, path: str) -> list[str]:
    """What axe finds."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it carries no types

    assert urlsplit(visitor.page.url).path != "/sign-in", f"the session ended before {path}"
    return [
        f"{path}: {one['id']} {len(one['nodes'])}x {one['nodes'][0]['html'][:160]}"
        for one in Axe().run(visitor.page, options=RULES).response["violations"]
    ]


@dataclass(frozen=True)
class Looked:
    """What is wrong with a page of each sort, by what was looked at."""

    as_sent: list[str]
    set_wide: list[str]
    by_axe: list[str]


@pytest.fixture(scope="module")
def looked(screens: Screens, served: Served) -> Looked:
    """Each page opened once, as a supervisor on a phone: 320 CSS pixels are a desk's 1280 at 400 % (WCAG 1.4.10)."""
    found = Looked([], [], [])
    with screens.page(320) as page:
        visitor = Visitor(page, served.url, scripts=True)
        visitor.sign_in("supervisor")
        for path in PAGES:
            answer = page.goto(f"{visitor.url}{path}")
            found.as_sent.extend(laid_out(visitor, path, 320))
            if answer.status != 200 or len(answer.body()) > LARGEST:
                found.as_sent.append(f"{path}: {answer.status}, {len(answer.body())} bytes")
            page.evaluate(SET_WIDE, SPACED)
            found.set_wide.extend(f"{path}: {one}" for one in page.evaluate(CUT_OFF))
            found.set_wide.extend(laid_out(visitor, path, 320))
            page.evaluate(SET_WIDE, "")
            page.evaluate(TWO_OF_EACH_LOOK)
            found.by_axe.extend(barred(visitor, path))
    return found


def test_a_page_of_each_sort(looked: Looked) -> None:
    assert looked.as_sent == []


def test_nothing_bars_anybody(looked: Looked) -> None:
    assert looked.by_axe == []


def test_nothing_is_lost_where_text_is_set_wide(looked: Looked) -> None:
    assert looked.set_wide == []


@pytest.mark.parametrize("visitor", [(320, False)], indirect=True, ids=["phone, no script"])
def test_menu_and_time_bar_fold_behind_a_line_each(visitor: Visitor) -> None:
    visitor.sign_in("supervisor")
    assert visitor.goto("/board") == 200
    for line, folded in ((".top .fold", "nav.nav"), (".fold-clocks", "form.clocks"), (".fold-clocks", ".timebar")):
        assert not visitor.page.locator(folded).is_visible()
        visitor.page.locator(f"{line} > summary").press("Enter")
        assert visitor.page.locator(folded).is_visible()
        visitor.page.locator(f"{line} > summary").press("Enter")
    visitor.page.set_viewport_size({"width": 1280, "height": 800})
    assert visitor.page.locator("nav.nav").is_visible()
    assert visitor.page.locator(".timebar").is_visible()
    assert not visitor.page.locator(".top .fold").is_visible()


@pytest.mark.parametrize("visitor", [(1280, True)], indirect=True, ids=["desk"])
def test_marks_of_a_picture_by_keyboard(visitor: Visitor) -> None:
    visitor.sign_in("supervisor")
    visitor.goto("/pictures/board?by=each")
    page = visitor.page
    page.locator(".heat-marks g[role=group] a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
    visitor.picture("desk-pictures-board-focus")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/duties"))


@pytest.mark.parametrize("visitor", [(1280, False)], indirect=True, ids=["no script"])
def test_pictures_are_drawn(visitor: Visitor) -> None:
    visitor.sign_in("auditor")
    for name in ("board", "progress", "ages", "trends", "tree"):
        assert visitor.goto(f"/pictures/{name}") == 200
        assert visitor.page.locator("main svg").first.is_visible(), name
        visitor.picture(f"desk-pictures-{name}")


def sort_of(path: str) -> str:
    """Addresses of the same page about different things are one."""
    said = urlsplit(path)
    names = sorted({one.partition("=")[0] for one in said.query.split("&")} & {"known_at", "gaps", "by", "clause"})
    return re.sub(r"[a-z_]+-[0-9a-f]{12,}[^/]*|\d+", "*", said.path) + "?".join(["", *names])


_ELSEWHERE: Final = ("/static", "/sign-out", "/language", "/api", "/evidence")


HREFS: Final = "all => all.map(one => one.getAttribute('href'))"


@pytest.mark.soak
@pytest.mark.parametrize("visitor", [(320, True), (1280, True)], indirect=True, ids=["phone", "desk"])
@pytest.mark.parametrize("role", ["supervisor", "clerk", "auditor", "administrator"])
def test_every_page_that_links_lead_to(visitor: Visitor, served: Served, role: str) -> None:
    visitor.sign_in(role)
    width = visitor.page.viewport_size["width"]
    found: list[str] = []
    seen: set[str] = set()
    waiting = deque([("/", "")])
    while waiting:
        path, page = waiting.popleft()
        if sort_of(path) in seen or path.startswith(_ELSEWHERE) or re.search(r"\.[a-z]{3,4}$", urlsplit(path).path):
            continue
        seen.add(sort_of(path))
        if "html" not in visitor.page.request.get(f"{visitor.url}{path}").headers.get("content-type", ""):
            continue  # a file to be kept
        found += [f"{one} (linked from {page})" for one in troubles(visitor, path, width)]
        links: list[str] = visitor.page.eval_on_selector_all("a[href]", HREFS)
        waiting += [(link.partition("#")[0], path) for link in links if link.startswith("/")]
    assert not found, "\n".join(found)
    assert len(seen) > 20
