"""Pictures: numbers are those of the views and of the table beside them; marks are told apart without colour; what is
drawn holds together as XML, whatever is written in it; rights and both clocks as everywhere."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from clerk import Browser, signed_in
from judged import CLAUSE, does, issued, round_of, scored, sheet_in
from office import (
    DISTRICT,
    EAST,
    EASTERNER,
    FOUNDED,
    POLICY,
    TOWNSHIP,
    VILLAGE,
    Office,
    meeting,
    opened,
    opened_in_files,
)

from domain import account
from domain.identity import account_of
from domain.periods import STANDING
from domain.rule import Light
from domain.terms import code_label
from ledger.execution import execute
from ledger.port import Signature
from projections import rectifications, status
from projections.status import Cell
from web.pages import pictures as pages
from web.pictures import bars, heat, marks, reckoning, svg, timeline, year
from web.registers import branching, picturing
from web.secrets import Scope
from web.words import helpers

PAGES = ("board", "progress", "ages", "trends", "tree")


# --- reading what was drawn -----------------------------------------------------------------


def drawings(html: str) -> list[ET.Element]:
    """Every picture of a page, read as XML."""
    found, at = [], 0
    while (begin := html.find("<svg", at)) >= 0:
        depth, at = 0, begin
        for tag in re.finditer(r"<(/?)svg\b", html[begin:]):
            depth += -1 if tag[1] else 1
            if depth == 0:
                at = html.index(">", begin + tag.start()) + 1
                break
        found.append(ET.fromstring(html[begin:at]))
    return found


def plain(one: ET.Element) -> str:
    return one.tag.rpartition("}")[2]


def titles(one: ET.Element) -> list[str]:
    return [each.text or "" for each in one.iter() if plain(each) == "title"]


def links(one: ET.Element) -> list[str]:
    return [each.attrib["href"] for each in one.iter() if plain(each) == "a"]


def picture(html: str, name: str) -> ET.Element:
    return next(one for one in drawings(html) if name in one.attrib.get("class", "").split())


def tables(html: str) -> list[list[list[str]]]:
    """Rows of every table, as text."""
    strip = re.compile(r"<[^>]+>")
    found = []
    for table in re.findall(r"<table.*?</table>", html, re.S):
        rows = re.findall(r"<tr.*?</tr>", table, re.S)
        found.append(
            [
                [" ".join(strip.sub("", one).split()) for one in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
                for row in rows
            ]
        )
    return found


# --- colours --------------------------------------------------------------------------------

# Machado, Oliveira and Fernandes (2009), nothing left of one sort of cones; in linear light.
SEEN = {
    "everybody": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
}


def seen(colour: str, by: str) -> tuple[float, ...]:
    """A colour in linear light, as it is seen."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    light = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return tuple(min(1, max(0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in SEEN[by])


def luminance(colour: str, by: str) -> float:
    return sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), seen(colour, by), strict=True))


def contrast(one: str, other: str, by: str = "everybody") -> float:
    high, low = sorted((luminance(one, by), luminance(other, by)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("by", SEEN)
class TestColours:
    def test_marks_stand_out_from_their_ground(self, by: str) -> None:
        for light, tone in marks.TONES.items():
            assert contrast(tone.ink, tone.ground, by) >= 4.5, light
            # Either the ground or the line around it is seen on paper.
            assert max(contrast(tone.ground, "#ffffff", by), contrast(tone.ink, "#ffffff", by)) >= 3, light

    def test_bands_go_from_light_to_dark_with_the_number_in_them(self, by: str) -> None:
        steps = [luminance(tone.ground, by) for tone in marks.BANDS]
        assert all(before > after for before, after in pairwise(steps[1:]))
        assert min(steps[:2]) > steps[2] > steps[3]
        assert all(contrast(tone.ink, tone.ground, by) >= 4.5 for tone in marks.BANDS)

    def test_patterns_are_seen(self, by: str) -> None:
        for sort, area in marks.AREAS.items():
            if area.tile:
                assert contrast(area.ink, area.ground, by) >= 3, sort

    def test_areas_without_a_pattern_are_light_and_dark(self, by: str) -> None:
        bare = [area.ground for area in marks.AREAS.values() if not area.tile]
        assert all(contrast(one, other, by) >= 3 for one, other in combinations(bare, 2))


class TestShapes:
    def test_no_two_lights_share_one(self) -> None:
        assert set(marks.SHAPES) == set(marks.TONES) == {light.value for light in Light}
        assert len(set(marks.SHAPES.values())) == len(marks.SHAPES)

    def test_no_two_patterns_share_one(self) -> None:
        tiles = [area.tile for area in marks.AREAS.values() if area.tile]
        assert len(set(tiles)) == len(tiles) >= 6
        assert set(year.SORTS) <= set(marks.AREAS)

    def test_marks_of_a_record_differ_by_shape(self) -> None:
        assert len(set(timeline._SHAPES.values())) == 3

    def test_pages_show_the_same_shapes(self) -> None:
        for light, shape in marks.SHAPES.items():
            assert shape in helpers()["light_mark"](light)

    def test_shares_fall_into_bands(self) -> None:
        assert [marks.band(part, 8) for part in (0, 1, 2, 3, 4, 5, 8)] == [0, 1, 1, 2, 2, 3, 3]


# --- drawing --------------------------------------------------------------------------------

HOSTILE = "石桥村\"><script>alert('x')</script>&amp;\x0b\x1f党支部"


def field(light: str = "missed", **said: Any) -> heat.Field:
    return heat.Field(**{"said": f"1 {HOSTILE}", "told": "0/1", "url": f"/x?q={HOSTILE}", "light": light, **said})


def drawn_with(name: str) -> list[str]:
    """One of each drawing, with a text in every place that holds text."""
    row = heat.Row(name=name, url=f"/o?q={name}", depth=1, fields=(field(times=3), None, field("", times=1, of=4)))
    heads = [heat.Head(sign=sign, said=name, url="/d") for sign in "123"]
    part = bars.Part(sort="missed", count=2, said=name, url=f"/p?q={name}")
    bar = bars.Bar(name=name, said=name, url="/b", parts=(part,), mark=1, mark_said=name)
    month = year.Month(name=name, counts=(1, 0, 2, 0, 3), said=(name,) * 5, url="/m")
    steps = [
        timeline.Step(
            number=number,
            occurred_on=date(2024, 1, 5) if not sort else None,
            recorded_on=date(2024, 3, number),
            said=name,
            note=name,
            sort=sort,
            late=not sort,
            url="/s",
        )
        for number, sort in enumerate(("", "correction", "void"), 1)
    ]
    return [
        *heat.heat(heads, [row], label=name, names=name),
        bars.bars([bar], label=name),
        year.columns([month] * 12, label=name),
        year.lines([month] * 12, label=name, today=5.5, words=(name, name, name)),
        timeline.timeline(steps, label=name, occurred=name, recorded=name),
    ]


class TestDrawing:
    def test_whatever_is_written_in_it_stays_text(self) -> None:
        for one in drawn_with(HOSTILE):
            read = ET.fromstring(one)
            assert {plain(each) for each in read.iter()} <= {
                *("svg", "g", "a", "rect", "line", "circle", "path", "text", "title", "defs", "pattern", "use")
            }
            assert "<script" not in one
            assert not any(name.startswith("on") or name == "style" for each in read.iter() for name in each.attrib)

    def test_names_come_through_as_they_are(self) -> None:
        name = "石桥村“一队”<甲>&乙"
        for one in drawn_with(name):
            read = ET.fromstring(one)
            assert read.attrib["aria-label"] == name

    def test_the_same_data_give_the_same_bytes(self) -> None:
        assert drawn_with("石桥村") == drawn_with("石桥村")

    def test_every_link_says_where_it_leads(self) -> None:
        for one in drawn_with("石桥村"):
            for each in ET.fromstring(one).iter():
                if plain(each) == "a":
                    assert "".join(each.itertext()).strip()

    def test_of_nothing_nothing_is_drawn_and_nothing_fails(self) -> None:
        empty = year.Month(name="1月", counts=(0, 0, 0, 0, 0), said=("",) * 5, url="")
        for one in (
            bars.bars([], label="x"),
            bars.bars([bars.Bar(name="x", said="", url="", parts=())], label="x", whole=-1),
            year.columns([empty] * 12, label="x"),
            year.lines([empty] * 12, label="x", today=None, words=("", "", "")),
            timeline.timeline([], label="x", occurred="", recorded=""),
        ):
            ET.fromstring(one)

    def test_parts_of_a_bar_fill_it(self) -> None:
        counts = zip(year.SORTS, (3, 1, 2, 0, 4), strict=True)
        parts = tuple(bars.Part(sort=sort, count=count, said=sort) for sort, count in counts)
        drawn = ET.fromstring(bars.bars([bars.Bar(name="x", said="", url="", parts=parts)], label="x"))
        widths = [
            float(one.attrib["width"].rstrip("%"))
            for one in drawn.iter()
            if one.attrib.get("fill", "").startswith("url(#p")
        ]
        assert widths == [30, 10, 20, 40]

    def test_a_page_of_a_large_district_stays_small(self) -> None:
        said = "12 书记每月到本人联系…：未完成 0/1，12期中缺9期"
        url = f"/organisations/{TOWNSHIP}/duties?year=2024&clause={CLAUSE}&as_of=2024-06-20&known_at=2024-06-20"
        row = heat.Row(name="中共柳溪乡委员会", url=url, depth=2, fields=(field(said=said, url=url, times=9),) * 24)
        heads = [heat.Head(sign=str(number), said=said, url=url) for number in range(24)]
        rows = [row] * (picturing.FIELDS // picturing.COLUMNS)
        size = sum(len(one.encode()) for one in heat.heat(heads, rows, label="", names=""))
        assert size < 125_000

    def test_text_is_cut_by_its_width(self) -> None:
        assert svg.shortened("石桥村党支部", 13 * 6) == "石桥村党支部"
        assert svg.shortened("石桥村党支部", 13 * 5) == "石桥村党…"
        assert svg.shortened("Shiqiao", 13 * 6) == "Shiqiao"


# --- folding cells --------------------------------------------------------------------------


def cell(clause: str = "a", window: str = "2024-Q1", light: str = "met", **more: Any) -> Cell:
    said: dict[str, Any] = {
        **{"person": "", "clause": clause, "policy": "p", "duty": "", "window": window, "opens": "2024-01-01"},
        **{"closes": "2024-03-31", "due": "2024-03-31", "light": light, "days_over": 0, "done": 1, "minimum": 1},
        **{"findings": "", "grain": "organisation", "persons": 1},
    }
    return Cell(**{**said, **more})


class TestFolding:
    def test_persons_are_told_as_one_by_the_worst_of_them(self) -> None:
        (one,) = reckoning.windows([cell(light="met", person="a"), cell(light="missed", person="b")])
        assert (one.light, one.shown.gap, one.counted) == ("missed", True, True)

    def test_what_does_not_govern_is_left_out(self) -> None:
        assert reckoning.windows([cell(findings="stricter_governs")]) == []

    def test_progress_counts_what_is_due_by_the_day(self) -> None:
        cells = [
            cell("a", light="met"),
            cell("b", light="met_late"),
            cell("c", light="missed"),
            cell("d", "2024-Q4", "met", due="2024-12-31"),
            cell("e", "2024-Q4", "due", due="2024-12-31"),
            cell("f", STANDING, "short"),
            cell("g", light="no_minimum", minimum=None),
        ]
        found = reckoning.progress(reckoning.windows(cells), date(2024, 6, 20))
        assert found.counts == (2, 1, 1, 0, 1)
        assert (found.should, found.done_of_should, found.ahead, found.total) == (3, 2, 1, 5)

    def test_what_falls_due_today_should_be_done(self) -> None:
        some = reckoning.windows([cell(due="2024-06-20", light="due")])
        assert reckoning.progress(some, date(2024, 6, 20)).should == 1
        assert reckoning.progress(some, date(2024, 6, 19)).should == 0

    def test_what_falls_due_after_the_year_stands_apart(self) -> None:
        found = reckoning.by_month(reckoning.windows([cell(due="2025-01-31", light="due")]), 2024)
        assert sum(found[reckoning.NEXT_YEAR]) == 1
        assert list(found) == list(range(1, 14))

    def test_a_subtree_is_cut_below_its_root(self) -> None:
        lines = [(0, "root"), (1, "a"), (2, "a1"), (3, "a11"), (1, "b")]
        assert reckoning.branches(lines) == [("root", ("root",)), ("a", ("a", "a1", "a11")), ("b", ("b",))]

    def test_of_a_group_organisations_are_counted_that_owe(self) -> None:
        good, bad = reckoning.windows([cell()]), reckoning.windows([cell(light="missed")])
        assert reckoning.share([good, bad, []]) == reckoning.Share(gaps=1, owing=2)


# --- pages ----------------------------------------------------------------------------------

JULY, AUGUST, NOW = (datetime(2024, month, day, 4, tzinfo=UTC) for month, day in ((7, 5), (8, 2), (9, 10)))
DAY = date(2024, 9, 10)


@dataclass
class Lived:
    """An office with meetings, one recorded late and corrected, one voided; orders; a result; and another district."""

    office: Office
    late: str
    voided: str
    before: int
    """Where the log stood before the meetings."""
    browsers: dict[str, Browser]

    def get(self, path: str, who: str = "supervisor", **query: Any) -> str:
        if who not in self.browsers:
            self.browsers[who] = signed_in(self.office, who)
        page = self.browsers[who].get(path, **query)
        assert page.status == 200, (path, page.status)
        return page.html

    def windows(self, root: str = DISTRICT, year: int = 2024, known_at: int | None = None) -> list[tuple[str, Any]]:
        """Windows with a number to reach, put together by hand: (organisation, the worst of its cells)."""
        with self.office.services.reading() as reading:
            found = status.board(reading, root, year, DAY, known_at)
        groups: dict[tuple[str, ...], list[Cell]] = {}
        for body, cells in found.cells.items():
            for one in cells:
                if one.governs and one.minimum is not None:
                    groups.setdefault((body, one.policy, one.clause, one.window), []).append(one)
        order = ["missed", "short", "unassigned", "undetermined", "due", "no_minimum", "met_late", "met"]
        return [(body, min(same, key=lambda one: order.index(one.light))) for (body, *_), same in groups.items()]


def live(office: Office) -> Lived:
    order = {"ordered_by": DISTRICT, "organisation": TOWNSHIP, "category": "meeting", "problem": "未研究党建"}
    for title, day, due in (("补开专题会", "2024-02-15", "2024-03-15"), ("补记会议记录", "2024-06-10", "2024-12-31")):
        does(office, "inspector", "order_rectification", **order, title=title, occurred_on=day, due_on=due)
    policy = {"document": "township", "binds": [EAST], "effective_on": "2023-01-01"}
    account_of_east(office)
    does(office, "eastern", "issue_policy", **policy)
    street = {"name": "东岭街道党工委", "kind": "street_working_committee", "sector": "none", "parent": EAST}
    below = does(office, "eastern", "register_organisation", **street, occurred_on="2020-01-01")
    theirs = {**order, "ordered_by": EAST, "organisation": below, "title": "东岭的整改"}
    does(office, "eastern", "order_rectification", **theirs, occurred_on="2024-05-01", due_on="2024-05-31")
    office.clock.now, before = JULY, office.position()
    held = does(office, "clerk", "hold_meeting", **meeting(occurred_on="2024-07-01"))
    office.clock.now = AUGUST
    late = does(office, "clerk", "hold_meeting", **meeting(title="补登的党委会"))
    voided = does(office, "clerk", "hold_meeting", **meeting(occurred_on="2024-07-30", title="误登的会"))
    office.clock.now = NOW
    changed = meeting(occurred_on="2024-06-06", title="党委会<甲>&乙", reason="日期写错", meeting=late)
    does(office, "clerk", "correct_meeting", **{name: one for name, one in changed.items() if name != "organisation"})
    does(office, "clerk", "void_meeting", meeting=voided, reason="重复登记")
    there = {"organisation": EAST, "chair": EASTERNER, "attendees": [EASTERNER], "title": "东岭会议"}
    does(office, "east", "hold_meeting", **meeting(**there))
    sheet = sheet_in(office, round_of(office))
    scored(office, sheet, held)
    issued(office, sheet)
    return Lived(office, late, voided, before, {})


def account_of_east(office: Office) -> None:
    """A supervisor of the other district, who records what this one must not see."""
    command = account.OpenAccount(
        account=account_of("eastern"),
        sign_in_name="eastern",
        organisation=EAST,
        role=account.Role.SUPERVISOR,
        occurred_on=FOUNDED,
    )
    signature = Signature(command_id="eastern", recorded_by=account_of("administrator"), on_behalf_of=EAST)
    execute(office.services.ledger, command, signature, DAY)
    made = office.services.secrets.make_token
    office.tokens["eastern"] = made(account_of("eastern"), "test", now=office.services.now(), scope=Scope.DECIDE)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    with opened_in_files(tmp_path_factory.mktemp("pictures")) as office:
        yield live(office)


def dated(windows: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [(body, one) for body, one in windows if one.window != STANDING and one.light in year.SORTS]


def test_numbers_are_those_of_the_views_on_both_databases(place: Any, tmp_path: Path) -> None:
    with opened(place, tmp_path) as office:
        numbers_of(live(office))


def numbers_of(lived: Lived) -> None:
    """The year against the calendar, the heat map and the years: table, picture and view say the same."""
    windows = lived.windows()
    there = dated(windows)
    assert len(there) > 8

    html = lived.get("/pictures/progress")
    by_month, by_body = tables(html)[:2]
    for row in by_month[1:]:
        month = int(row[0].removesuffix("月")) if row[0] != "次年" else 13
        mine = [one for _, one in there if reckoning.month_of(one.due, 2024) == month]
        assert int(row[-3]) == len(mine)
    assert int(by_month[-1][-2]) == len(there)
    assert int(by_month[-1][-1]) == sum(one.light in ("met", "met_late") for _, one in there)
    pieces = [one.split() for one in titles(picture(html, "columns-of-year"))]
    assert sum(int(count) for *_, count in pieces) == len(there)
    should = sum(one.due <= DAY.isoformat() for _, one in there)
    assert f"截至2024年9月10日应完成{should}项" in html
    row = next(row for row in by_body if row[0].startswith("柳溪乡党委"))
    mine = [one for body, one in there if body in (TOWNSHIP, VILLAGE)]
    assert [int(one) for one in row[1:6]] == [sum(one.light == sort for one in mine) for sort in year.SORTS]
    assert int(row[-1]) == len(mine)
    pieces = [one.split() for one in titles(picture(html, "bars")) if not one.startswith("到期应完成")]
    assert sum(int(count) for _, count in pieces) == len(there)

    html = lived.get("/pictures/trends")
    years, grades = tables(html)
    assert [row[0] for row in years[1:]] == ["2024"], "before the first entry there is nothing to look at"
    assert int(years[1][-1]) == len(windows)
    told = zip(years[0][1:-1], years[1][1:-1], strict=True)
    assert titles(drawings_of_bars(html)[0]) == [f"{text} {count}" for text, count in told]
    assert grades[1] == ["2024", "0", "1", "0", "0"]
    *_, results = tables(lived.get("/pictures/trends", organisation=TOWNSHIP))
    assert results[1:] == [["上半年党建考核", "2024年6月16日", "23.5", "35"]]


def drawings_of_bars(html: str) -> list[ET.Element]:
    return [one for one in drawings(html) if "bars" in one.attrib.get("class", "").split()]


class TestHeatMap:
    def test_marks_and_table_say_what_the_view_says(self, lived: Lived) -> None:
        html = lived.get("/pictures/board", by="each")
        drawn, (table,) = picture(html, "heat-marks"), tables(html)
        keys = re.findall(r'<ol class="keys".*?</ol>', html, re.S)[0]
        assert keys.count("<li>") == len(table[0]) - 1
        rows = [one for one in drawn if one.attrib.get("role") == "group"]
        assert [one.attrib["aria-label"] for one in rows] == [row[0] for row in table[1:]]
        for one, row in zip(rows, table[1:], strict=True):
            said = [title.partition("：")[2] for title in titles(one)]
            assert said == [text for text in row[1:] if text]
        windows = lived.windows(TOWNSHIP)
        gaps = Counter(body for body, one in windows if one.light in ("missed", "short", "unassigned"))
        township = next(row for row in table if row[0] == "柳溪乡党委")
        shown = sum(int(match[1]) for text in township[1:] if (match := re.search("中缺(\\d+)期", text)))
        alone = sum(
            bool(re.match("(未完成|数量不足|责任人空缺)", text)) and "期中" not in text for text in township[1:]
        )
        assert shown + alone == gaps[TOWNSHIP]

    def test_every_mark_leads_to_its_reasons(self, lived: Lived) -> None:
        html = lived.get("/pictures/board", by="each")
        drawn = picture(html, "heat-marks")
        marks_of = [link for one in drawn if one.attrib.get("role") == "group" for link in links(one)]
        assert marks_of
        for link in set(marks_of):
            assert "/duties?" in link
            lived.get(link.partition("?")[0], **dict(parse_qsl(urlsplit(link).query)))
        heads = [link for one in drawn if plain(one) == "a" for link in links(one)]
        assert heads
        assert all(link.startswith("/policies/") and "#" in link for link in heads)

    def test_lines_are_groups_where_there_are_many(self, lived: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pages, "FEW", 1)
        html = lived.get("/pictures/board")
        (table,) = tables(html)
        township = next(row for row in table if row[0] == "柳溪乡党委")
        numbers = [text.split("/") for text in township[1:] if text]
        assert numbers
        assert all(int(gaps) <= int(owing) <= 2 for gaps, owing in numbers)
        drawn = picture(html, "heat-marks")
        assert {"#b-0", "#b-3"} & {one.attrib.get("href") for one in drawn.iter()}
        (link, *_) = [one for one in links(drawn) if one.startswith("/pictures/board")]
        assert "by=each" in link

    def test_one_duty_window_by_window(self, lived: Lived) -> None:
        html = lived.get("/pictures/board", policy=POLICY, clause=CLAUSE)
        (table,) = tables(html)
        assert table[0][1:] == ["一季度", "二季度", "三季度", "四季度"]
        mine = sorted(one for one in lived.windows() if one[1].clause == CLAUSE)
        assert [text.split(" ")[0] for text in table[1][1:]] == [light_words(one.light) for _, one in mine]

    def test_one_organisation_month_by_month(self, lived: Lived) -> None:
        html = lived.get("/pictures/board", organisation=TOWNSHIP, by="months")
        (table,) = tables(html)
        quarterly = next(row for row in table if "每季度" in row[0])
        at = [place for place, text in enumerate(quarterly) if place and text]
        assert [table[0][place] for place in at] == ["3月", "6月", "9月", "12月"]

    def test_what_nobody_owes_has_no_column_and_who_owes_nothing_no_line(self, lived: Lived) -> None:
        (table,) = tables(lived.get("/pictures/board", by="each"))
        assert all(any(row[1:]) for row in table[1:])
        assert all(any(row[place] for row in table[1:]) for place in range(1, len(table[0])))

    def test_an_unknown_duty_is_not_found(self, lived: Lived) -> None:
        browser = signed_in(lived.office, "supervisor")
        assert browser.get("/pictures/board", policy=POLICY, clause="nothing").status == 404


def light_words(light: str) -> str:
    return code_label(Light(light))[0]


class TestAges:
    def test_bands_are_those_of_the_view(self, lived: Lived) -> None:
        html = lived.get("/pictures/ages")
        with lived.office.services.reading() as reading:
            found = rectifications.open_on(reading, [DISTRICT, TOWNSHIP, VILLAGE], DAY)
        by_age, by_body = tables(html)
        assert [int(row[-1]) for row in by_age[1:]] == [count for _, _, count in rectifications.by_age(found)]
        assert sum(int(row[1]) for row in by_age[1:]) == sum(one.verdict.standing == "overdue" for one in found) == 1
        assert [row[0] for row in by_body[1:]] == ["柳溪乡党委"]
        first, second = drawings_of_bars(html)
        assert sorted(titles(first)) == sorted(titles(second)) != []

    def test_pieces_lead_to_their_orders(self, lived: Lived) -> None:
        html = lived.get("/pictures/ages")
        pieces = [link for link in links(drawings_of_bars(html)[0]) if "standing=overdue" in link]
        (link,) = pieces
        page = lived.get(link.partition("?")[0], **dict(parse_qsl(urlsplit(link).query)))
        assert "补开专题会" in page
        assert "补记会议记录" not in page

    def test_other_districts_orders_are_not_seen(self, lived: Lived) -> None:
        assert "东岭" not in lived.get("/pictures/ages")
        assert "东岭街道党工委" in lived.get("/pictures/ages", "east")


class TestTree:
    def test_says_how_each_organisation_stands(self, lived: Lived) -> None:
        html = lived.get("/pictures/tree")
        windows = lived.windows()
        gaps = Counter(body for body, one in windows if one.light in ("missed", "short", "unassigned"))
        assert f"缺口{gaps[TOWNSHIP]}项" in html
        below = [body for body in (TOWNSHIP, VILLAGE) if gaps[body]]
        assert f"下级2个，{len(below)}个有缺口" in html

    def test_what_does_not_fit_has_a_page_of_its_own(self, lived: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
        assert f"/pictures/tree?organisation={TOWNSHIP}" not in lived.get("/pictures/tree")
        monkeypatch.setattr(branching, "NODES", 1)
        html = lived.get("/pictures/tree")
        assert f"/pictures/tree?organisation={TOWNSHIP}" in html
        assert "石桥村党支部" not in html
        assert "石桥村党支部" in lived.get("/pictures/tree", organisation=TOWNSHIP)


class TestTimeline:
    def test_late_entries_and_corrections_are_marked(self, lived: Lived) -> None:
        html = lived.get(f"/pictures/records/{lived.late}")
        drawn, (table,) = picture(html, "timeline"), tables(html)
        assert table[1][2:] == ["2024年6月5日", "2024年8月2日", "迟录58天"]
        assert table[2][2:] == ["2024年6月6日", "2024年9月10日", "更正第1条"]
        classes = [one.attrib.get("class", "") for one in drawn.iter()]
        assert "span late" in classes
        assert "recorded correction" in classes
        assert titles(drawn) == ["发生 2024年6月5日", "登记 2024年8月2日", "发生 2024年6月6日", "登记 2024年9月10日"]
        assert [link.partition("#")[2] for link in links(drawn)] == ["v1", "v2"]

    def test_a_void_is_marked(self, lived: Lived) -> None:
        drawn = picture(lived.get(f"/pictures/records/{lived.voided}"), "timeline")
        assert "recorded void" in [one.attrib.get("class", "") for one in drawn.iter()]

    def test_stands_on_the_page_of_the_record(self, lived: Lived) -> None:
        html = lived.get(f"/records/{lived.late}")
        assert len(links(picture(html, "timeline"))) == 2
        assert f"/pictures/records/{lived.late}" in html

    def test_as_it_was_known(self, lived: Lived) -> None:
        html = lived.get(f"/pictures/records/{lived.late}", known_at="2024-08-31")
        assert len(tables(html)[0]) == 2
        assert "更正第1条" not in html


class TestEveryPage:
    @pytest.mark.parametrize("name", PAGES)
    def test_needs_no_script_and_no_style_of_its_own(self, lived: Lived, name: str) -> None:
        html = lived.get(f"/pictures/{name}")
        assert not re.search(
            r"<script|<style|\sstyle=|\son[a-z]+=|javascript:|https?://(?!www\.w3\.org/2000/svg)", html
        )
        assert drawings(html), "each of them draws something"
        assert len(html.encode()) < 150_000

    @pytest.mark.parametrize("name", PAGES)
    def test_gives_the_same_bytes_again(self, lived: Lived, name: str) -> None:
        def quiet(html: str) -> str:
            return re.sub(r'name="csrf_token" value="[^"]*"', "", html)

        assert quiet(lived.get(f"/pictures/{name}")) == quiet(lived.get(f"/pictures/{name}"))

    @pytest.mark.parametrize("name", PAGES)
    def test_keeps_the_clocks_in_every_link(self, lived: Lived, name: str) -> None:
        html = lived.get(f"/pictures/{name}", as_of="2024-06-30", known_at="2024-08-31")
        for one in drawings(html):
            for link in links(one):
                assert {"as_of=2024-06-30", "known_at=2024-08-31"} <= set(urlsplit(link).query.split("&")), link

    @pytest.mark.parametrize("name", PAGES)
    def test_shows_what_lies_in_reach_only(self, lived: Lived, name: str) -> None:
        assert "东岭" not in lived.get(f"/pictures/{name}")
        assert signed_in(lived.office, "supervisor").get(f"/pictures/{name}", organisation=EAST).status == 404
        assert "安平" not in lived.get(f"/pictures/{name}", "east").partition("<main")[2]

    @pytest.mark.parametrize("name", PAGES)
    def test_reads_in_english(self, lived: Lived, name: str) -> None:
        browser = signed_in(lived.office, "supervisor")
        browser.get("/language/en")
        words = browser.get(f"/pictures/{name}").html.partition("</h1>")[2]
        drawn = [text for one in drawings(words) for text in titles(one)]
        assert not [text for text in drawn if re.search("[未已达缺项期]", text)]

    def test_the_past_is_drawn_as_it_was_known(self, lived: Lived) -> None:
        now = lived.get("/pictures/progress")
        then = lived.get("/pictures/progress", known_at=str(lived.before))
        known = dated(lived.windows(known_at=lived.before))
        assert int(tables(then)[0][-1][-1]) == sum(one.light in ("met", "met_late") for _, one in known)
        assert tables(then)[0] != tables(now)[0]

    def test_the_way_in(self, lived: Lived) -> None:
        html = lived.get("/pictures")
        assert all(f"/pictures/{name}?" in html for name in PAGES)
