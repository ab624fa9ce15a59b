"""The time bar: from change to change, month by month; no link of a page of the past leads back to now unasked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from clerk import Browser, Page, Reader, signed_in
from judged import does
from office import DISTRICT, EAST, EASTERNER, POLICY, SECRETARY, TOWNSHIP, VILLAGE, Office, meeting, opened
from werkzeug.exceptions import HTTPException

from web.changes import PAGES
from web.keeping import QUESTIONS
from web.timebar import _end

JULY, LATE_JULY, AUGUST, TODAY = (
    datetime(2024, month, day, 4, tzinfo=UTC) for month, day in ((7, 5), (7, 20), (8, 2), (9, 10))
)
NOW = {"回到现在", "Back to now"}


@dataclass
class Lived:
    """An office with a meeting, corrected later, and one of another district that names its secretary."""

    office: Office
    meeting: str
    held: int
    corrected: int
    elsewhere: int


def live(office: Office) -> tuple[str, int, int, int]:
    """A meeting, its correction a while later, a meeting of the neighbours; where the log stood after each."""
    office.clock.now = JULY
    stream = does(office, "clerk", "hold_meeting", **meeting())
    held = office.position()
    office.clock.now = LATE_JULY
    changed = meeting(organisation=None, title="更正后的党委会", reason="标题写错", meeting=stream)
    does(office, "clerk", "correct_meeting", **{name: value for name, value in changed.items() if value})
    corrected = office.position()
    office.clock.now = AUGUST
    there = {"organisation": EAST, "chair": EASTERNER, "attendees": [EASTERNER, SECRETARY]}
    does(office, "east", "hold_meeting", **meeting(title="东岭会议", **there))
    office.clock.now = TODAY
    return stream, held, corrected, office.position()


@pytest.fixture
def lived(place: Any, tmp_path: Path) -> Iterator[Lived]:
    with opened(place, tmp_path, live) as office:
        yield Lived(office, *office.told)


def steps(page: Page) -> dict[str, dict[str, str]]:
    """Links of the bar by their relation, with what they ask."""
    found = {}
    for href, rel in re.findall(r'<a href="([^"]*)" rel="(prev|next)">[^<]*变化', page.html):
        found[rel] = asked(href)
    return found


def first_of(browser: Browser, path: str, **query: str) -> dict[str, str]:
    """Back from change to change, as far as it goes."""
    there: dict[str, str] = {}
    while before := steps(page := browser.get(path, **{**query, **there})).get("prev"):
        there = before
    assert page.status == 200
    return there


def asked(href: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(href.replace("&amp;", "&")).query).items()}


def months(page: Page) -> list[int]:
    return [
        int(number)
        for number in re.findall(
            r'<span class="n">(\d+)<', page.html.partition("timebar-months")[2].partition("</ol>")[0]
        )
    ]


class TestSteps:
    def test_of_a_record_lead_from_entry_to_entry(self, lived: Lived) -> None:
        browser, path = signed_in(lived.office), f"/records/{lived.meeting}"
        now = browser.get(path)
        assert "更正后的党委会" in now.words
        assert steps(now) == {"prev": {"known_at": str(lived.held)}}
        then = browser.get(path, **steps(now)["prev"])
        assert "党委会（研究党建工作）" in then.words
        assert "更正后的党委会" not in then.words
        assert steps(then) == {"next": {"known_at": str(lived.corrected)}}
        assert "更正后的党委会" in browser.get(path, **steps(then)["next"]).words

    @pytest.mark.parametrize(
        "path",
        ["/board", f"/organisations/{TOWNSHIP}", f"/organisations/{TOWNSHIP}/duties", "/records", "/registers/asks"],
    )
    def test_of_organisations_pass_over_what_happens_elsewhere(self, lived: Lived, path: str) -> None:
        browser = signed_in(lived.office)
        here = steps(browser.get(path, known_at=str(lived.held)))
        assert here["next"]["known_at"] == str(lived.corrected)
        assert int(here["prev"]["known_at"]) < lived.held
        last = steps(browser.get(path, known_at=str(lived.corrected)))
        assert last["prev"]["known_at"] == str(lived.held)
        assert "next" not in last
        assert steps(browser.get(path))["prev"]["known_at"] == str(lived.held), "from now: before the last change"

    def test_of_a_superior_take_in_everything_below(self, lived: Lived) -> None:
        browser = signed_in(lived.office, "supervisor")
        assert steps(browser.get("/board", known_at=str(lived.held)))["next"]["known_at"] == str(lived.corrected)
        assert "next" not in steps(browser.get("/board", organisation=VILLAGE, known_at=str(lived.held)))

    def test_end_where_the_list_begins(self, lived: Lived) -> None:
        """What was recorded of its organisation before leads to no page."""
        browser, before = signed_in(lived.office), lived.office.position()
        path = f"/lists/{does(lived.office, 'clerk', 'draft_list', organisation=TOWNSHIP, year=2024)}"
        assert first_of(browser, path)["known_at"] == str(before + 1)

    def test_end_where_the_duty_begins(self, lived: Lived) -> None:
        asked = {"clause": "township-quarterly-committee-meeting"}
        path = f"/organisations/{TOWNSHIP}/duties"
        begun = first_of(signed_in(lived.office), path, **asked)["known_at"]
        assert signed_in(lived.office).get(path, **asked, known_at=str(int(begun) - 1)).status == 404

    def test_keep_the_other_clock_and_what_the_page_is_about(self, lived: Lived) -> None:
        page = signed_in(lived.office).get(
            "/board", year="2024", gaps="1", as_of="2024-07-31", known_at=str(lived.held)
        )
        said = steps(page)["next"]
        assert (said["as_of"], said["year"], said["gaps"]) == ("2024-07-31", "2024", "1")

    def test_of_a_person_keep_to_what_the_viewer_may_see(self, lived: Lived) -> None:
        page = signed_in(lived.office).get(f"/people/{SECRETARY}", known_at=str(lived.corrected))
        assert page.status == 200
        assert "next" not in steps(page), "the meeting of another district is not in reach"
        assert months(signed_in(lived.office).get(f"/people/{SECRETARY}"))[6:8] == [2, 0]


class TestMonths:
    def test_say_how_much_was_recorded(self, lived: Lived) -> None:
        browser = signed_in(lived.office)
        page = browser.get(f"/records/{lived.meeting}")
        assert months(page) == [0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0]
        assert "2024年登记情况 共2条" in page.words
        assert f"本页所见最近一条为日志第{lived.corrected}条，2024年7月20日 12:00登记" in page.words
        assert months(browser.get("/board"))[6:] == [2, 0, 0, 0, 0, 0]
        assert months(browser.get("/board")) == months(browser.get("/board")), "months that are over are remembered"
        does(lived.office, "clerk", "hold_meeting", **meeting(title="九月补登"))
        assert months(browser.get("/board"))[6:] == [2, 0, 1, 0, 0, 0]

    def test_lead_to_their_last_day_by_both_clocks(self, lived: Lived) -> None:
        page = signed_in(lived.office).get("/board")
        links = re.findall(r'<li[^>]*><a href="([^"]*)" title="两个时点都调到', page.html)
        assert [asked(link).get("as_of") for link in links] == ["2024-06-30", "2024-07-31", "2024-08-31", None]
        assert all(asked(link).get("as_of") == asked(link).get("known_at") for link in links)

    def test_the_slider_is_a_plain_form(self, lived: Lived) -> None:
        browser = signed_in(lived.office)
        form = next(
            form for form in browser.get("/board", year="2024").read.forms if ("bar_year", "2024") in form.fields
        )
        assert ("year", "2024") in form.fields
        moved = browser.get("/board", **{**dict(form.fields), "bar_month": "7"})
        assert "历史情况，不是当前情况： 截至2024年7月31日，按2024年7月31日日终已登记的内容" in moved.words
        assert "历史情况" not in browser.get("/board", bar_year="2024", bar_month="9").words, "this month ends today"
        for wrong in ({"bar_year": "2024", "bar_month": "13"}, {"bar_year": "x", "bar_month": "7"}, {"bar_month": "7"}):
            assert "历史情况" not in browser.get("/board", **wrong).words

    def test_mark_where_the_clocks_stand(self, lived: Lived) -> None:
        page = signed_in(lived.office).get("/board", as_of="2024-08-31", known_at=str(lived.held))
        text = re.sub("<[^>]*>", " ", page.html.partition("timebar-months")[2].partition("</ol>")[0])
        assert re.search(r"7月\s+2\s+条\s+知悉\s+8月\s+0\s+条\s+截至", text), text
        assert "截至日期调到知悉当日" in page.words

    def test_ends_of_months(self) -> None:
        assert [_end(2024, month).day for month in range(1, 13)] == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


class TestThePastIsNeverTakenForToday:
    def test_pages_of_the_past_say_so(self, lived: Lived) -> None:
        browser = signed_in(lived.office, "supervisor")
        for path in PATHS:
            path = path.format(meeting=lived.meeting)
            assert "历史情况，不是当前情况" not in browser.get(path).words, path
            past = browser.get(f"{path}{'&' if '?' in path else '?'}as_of=2024-07-31&known_at=2024-07-31")
            assert "历史情况，不是当前情况" in past.words, path
            assert "timebar" in past.html, path

    @pytest.mark.parametrize("database_kind", ["sqlite"])
    def test_no_link_and_no_form_drops_the_clocks(self, lived: Lived) -> None:
        """Walks from the board on; what the bar itself offers is left out, for it is there to move the clocks.

        On one database, for the other has no say in what a link asks.
        """
        browser = signed_in(lived.office, "supervisor")
        clocks = {"as_of": "2024-07-31", "known_at": "2024-07-31"}
        waiting, seen = ["/board?as_of=2024-07-31&known_at=2024-07-31"], set()
        met: set[tuple[str, str]] = set()
        while waiting:
            at = waiting.pop()
            endpoint = endpoint_of(lived.office, at)
            if at in seen or sum(endpoint == other for other, _ in met) > 3:
                continue
            seen.add(at)
            page = browser.get(at)
            met.add((endpoint, at))
            if page.status != 200:
                continue
            reader = read_without_bar(page)
            for link in reader.links:
                if endpoint_of(lived.office, link) in QUESTIONS:
                    assert {name: asked(link).get(name) for name in clocks} == clocks, (at, link)
                    waiting.append(link.partition("#")[0])
            for form in reader.forms:
                if form.method == "get" and endpoint_of(lived.office, form.action or at) in QUESTIONS:
                    assert clocks.items() <= dict(form.fields).items(), (at, form)
        assert len({endpoint for endpoint, _ in met}) > 25, "most pages of questions were met"

    def test_pages_of_now_carry_none(self, lived: Lived) -> None:
        browser = signed_in(lived.office, "supervisor")
        for path in PATHS:
            links = read_without_bar(browser.get(path.format(meeting=lived.meeting))).links
            assert not [link for link in links if "as_of=" in link or "known_at=" in link], path

    def test_the_pages_that_ask_are_those_that_carry(self, lived: Lived) -> None:
        browser = signed_in(lived.office, "supervisor")
        for rule in lived.office.app.url_map.iter_rules():
            if rule.arguments or "GET" not in (rule.methods or ()) or rule.rule.startswith(("/api", "/session")):
                continue
            asks = browser.get(rule.rule, as_of="nonsense").status == 422
            assert asks == (rule.endpoint in QUESTIONS - {"registers.index"}), rule.endpoint
        without = {"registers.index", "home.home", "search.page", "cases.word", "papers.word", "papers.yearly_word"}
        assert set(PAGES) == QUESTIONS - without


PATHS = (
    "/board",
    "/organisations",
    f"/organisations/{TOWNSHIP}",
    f"/organisations/{TOWNSHIP}/duties",
    "/records",
    "/records/{meeting}",
    "/people",
    f"/people/{SECRETARY}",
    f"/policies/{POLICY}",
    "/registers/rectifications",
    "/registers/statistics",
    "/registers/due",
    f"/trail?organisation={TOWNSHIP}",
    f"/trail?person={SECRETARY}",
    "/trail?record={meeting}",
)


def read_without_bar(page: Page) -> Reader:
    html = re.sub(r'<section class="timebar.*?</section>', "", page.html, flags=re.DOTALL)
    html = re.sub(r'<p class="past".*?</p>', "", html, flags=re.DOTALL)
    reader = Reader()
    reader.feed(html)
    return reader


def endpoint_of(office: Office, link: str) -> str:
    address = urlsplit(link)
    if address.netloc or not address.path:
        return ""
    try:
        endpoint, _ = office.app.url_map.bind("localhost").match(address.path)
    except HTTPException:
        return ""
    return str(endpoint)


def test_a_bar_is_drawn_before_anything_was_recorded(lived: Lived) -> None:
    browser: Browser = signed_in(lived.office, "supervisor")
    page = browser.get("/board", organisation=DISTRICT, as_of="2020-01-01", known_at="2020-01-01")
    assert page.status == 200
    assert months(page) == [0] * 12
