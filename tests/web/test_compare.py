"""Two moments side by side: what appeared, went and changed, and which entry did it; both databases, fixed days."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from clerk import signed_in
from judged import does, held, round_of, scored, sheet_in
from office import DEPUTY, DISTRICT, EAST, EASTERNER, POLICY, SECRETARY, TOWNSHIP, VILLAGE, Office, meeting, opened

from domain.identity import list_of, posts_of

CLAUSE = "township-quarterly-committee-meeting"


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


def at(office: Office, month: int, day: int) -> int:
    """Set the clock; where the log stands then."""
    office.clock.now = datetime(2024, month, day, 4, tzinfo=UTC)
    return office.position()


def compare(office: Office, who: str = "supervisor", **asked: Any) -> dict[str, Any]:
    answer = office.client(who).get("/compare", **asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def fields(change: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {one["field"]: (one["before"], one["after"]) for one in change["fields"]}


def positions(found: dict[str, Any]) -> set[int]:
    return {entry["position"] for change in found["changes"] for entry in change["entries"]}


class TestARecord:
    def test_tells_each_field_with_the_entry_that_changed_it(self, office: Office) -> None:
        stream = held(office)
        first = office.position()
        at(office, 7, 5)
        correct(office, stream, title="更正后的党委会", reason="标题写错")
        second = office.position()
        found = compare(office, of="record", stream=stream, known_a=first, known_b=second)
        (title,) = found["changes"]
        assert (title["title"], title["sort"]) == ("会议名称", "changed")
        assert fields(title) == {"内容": ("党委会（研究党建工作）", "更正后的党委会")}
        assert [entry["position"] for entry in title["entries"]] == [second]
        at(office, 7, 8)
        does(office, "clerk", "void_meeting", meeting=stream, reason="重复登记")
        found = compare(office, of="record", stream=stream, known_a=second)
        (stage,) = found["changes"]
        assert fields(stage) == {"内容": ("已召开", "已作废")}
        assert positions(found) == {office.position()}

    def test_both_truths_stand_side_by_side_on_the_page(self, office: Office) -> None:
        stream = held(office)
        first = office.position()
        at(office, 7, 5)
        correct(office, stream, occurred_on="2024-06-04", reason="日期写错")
        browser = signed_in(office, "supervisor")
        page = browser.get("/compare", of="record", stream=stream, known_a=str(first))
        assert "<del>2024-06-05</del>" in page.html or "<del>2024年6月5日</del>" in page.html
        assert "<ins>2024-06-04</ins>" in page.html or "<ins>2024年6月4日</ins>" in page.html
        assert f'href="/records/{stream}#v2"' in page.html
        assert "两个时点没有不同" in browser.get("/compare", of="record", stream=stream).words
        again = browser.get("/compare", of="record", stream=stream, known_a=str(first))
        assert again.html.partition("<main")[2] == page.html.partition("<main")[2]

    def test_before_it_was_recorded_there_is_nothing(self, office: Office) -> None:
        before = office.position()
        stream = held(office)
        found = compare(office, of="record", stream=stream, known_a=before)
        assert {change["sort"] for change in found["changes"]} == {"appeared"}
        assert positions(found) == {office.position()}
        back = compare(office, of="record", stream=stream, known_b=before)
        assert {change["sort"] for change in back["changes"]} == {"went"}


class TestABoard:
    @pytest.fixture
    def late(self, office: Office) -> tuple[Office, list[int]]:
        """Meetings of the first two quarters, entered in July and August; where the log stood on three days."""
        marks = [at(office, 7, 5)]
        held(office, "2024-06-05")
        marks.append(at(office, 8, 5))
        held(office, "2024-03-05", title="一季度党委会")
        marks.append(at(office, 9, 5))
        return office, marks

    def asked(self, first: int, second: int, **more: Any) -> dict[str, Any]:
        day = {"as_of_a": "2024-06-30", "as_of_b": "2024-06-30"}
        return (
            {"of": "board", "organisation": TOWNSHIP, "year": "2024", "known_a": first, "known_b": second} | day | more
        )

    def test_as_known_on_three_days_differs_exactly_by_the_late_entries(self, late: tuple[Office, list[int]]) -> None:
        office, (june, july, august) = late
        one, two, both = (
            compare(office, **self.asked(*pair)) for pair in ((june, july), (july, august), (june, august))
        )
        assert positions(one) == {june + 1}
        assert positions(two) == {july + 1}
        assert positions(both) == {june + 1, july + 1}
        cells = {
            change["key"]: fields(change)
            for found in (one, two)
            for change in found["changes"]
            if CLAUSE in change["key"]
        }
        windows = {key.split("|")[3]: said for key, said in cells.items()}
        assert windows["2024-Q2"]["计入"] == ("0", "1")
        assert windows["2024-Q1"]["计入"] == ("0", "1")
        assert {change["key"] for change in both["changes"]} == {
            change["key"] for found in (one, two) for change in found["changes"]
        }
        assert not any(change["by_time"] for change in both["changes"])
        again = office.client("supervisor").get("/compare", **self.asked(june, august))
        assert again.data == office.client("supervisor").get("/compare", **self.asked(june, august)).data

    def test_the_other_way_round_undoes_it(self, late: tuple[Office, list[int]]) -> None:
        office, (june, july, _) = late
        forth, back = (compare(office, **self.asked(*pair)) for pair in ((june, july), (july, june)))
        assert positions(forth) == positions(back)
        turned = {change["key"]: fields(change) for change in back["changes"]}
        for change in forth["changes"]:
            assert turned[change["key"]] == {name: said[::-1] for name, said in fields(change).items()}

    def test_what_the_passing_of_time_did_needs_no_entry(self, late: tuple[Office, list[int]]) -> None:
        office, (june, july, _) = late
        found = compare(office, **self.asked(june, june, as_of_a="2024-03-30", as_of_b="2024-07-30"))
        cells = {change["key"].split("|")[3]: change for change in found["changes"] if CLAUSE in change["key"]}
        assert fields(cells["2024-Q1"])["状态"] == ("进行中", "未完成")
        assert all(change["by_time"] and not change["entries"] for change in found["changes"])
        page = signed_in(office, "supervisor").get("/compare", **self.asked(june, june, as_of_b="2024-07-30"))
        assert "时间推移 2024年6月30日 → 2024年7月30日" in page.words
        mixed = compare(office, **self.asked(june, july, as_of_b="2024-07-30"))
        cells = {change["key"].split("|")[3]: change for change in mixed["changes"] if CLAUSE in change["key"]}
        assert [entry["position"] for entry in cells["2024-Q2"]["entries"]] == [june + 1]

    def test_a_voided_and_a_corrected_record_are_named(self, office: Office) -> None:
        stream = held(office)
        before = office.position()
        at(office, 7, 5)
        does(office, "clerk", "void_meeting", meeting=stream, reason="重复登记")
        found = compare(office, **self.asked(before, office.position()))
        assert positions(found) == {office.position()}
        assert all("作废" in entry["said"]["zh"] for change in found["changes"] for entry in change["entries"])

    def test_a_change_of_rules_is_named(self, office: Office) -> None:
        before = office.position()
        at(office, 7, 5)
        does(office, "supervisor", "void_policy", policy=POLICY, reason="印发范围有误")
        found = compare(office, **self.asked(before, office.position()))
        assert {change["sort"] for change in found["changes"]} == {"went"}
        assert positions(found) == {office.position()}

    def test_with_those_below_or_without(self, late: tuple[Office, list[int]]) -> None:
        office, (june, july, _) = late
        assert compare(office, **self.asked(june, july, organisation=DISTRICT))["total"] > 0
        assert compare(office, **self.asked(june, july, organisation=DISTRICT, below="false"))["total"] == 0


def correct(office: Office, stream: str, **changed: Any) -> None:
    sent = meeting(organisation=None, meeting=stream, **changed)
    does(office, "clerk", "correct_meeting", **sent)


class TestOrganisations:
    def test_added_renamed_dissolved(self, office: Office) -> None:
        before = office.position()
        at(office, 7, 5)
        does(
            office, "supervisor", "register_organisation", name="南山村党支部", kind="branch", sector="village",
            parent=TOWNSHIP, occurred_on="2024-06-01",
        )  # fmt: skip
        added = office.position()
        does(
            office,
            "supervisor",
            "rename_organisation",
            organisation=TOWNSHIP,
            name="柳溪镇党委",
            occurred_on="2024-06-10",
            reason="撤乡设镇",
        )
        renamed = office.position()
        does(
            office, "supervisor", "dissolve_organisation", organisation=VILLAGE, occurred_on="2024-06-20", reason="撤并"
        )
        found = compare(office, of="organisations", organisation=DISTRICT, known_a=before)
        sorts = {change["title"]: change for change in found["changes"]}
        assert (sorts["南山村党支部"]["sort"], sorts["柳溪镇党委"]["sort"]) == ("appeared", "changed")
        assert sorts["石桥村党支部"]["sort"] == "went"
        assert fields(sorts["柳溪镇党委"])["名称"] == ("柳溪乡党委", "柳溪镇党委")
        names = ("南山村党支部", "柳溪镇党委", "石桥村党支部")
        did = [[entry["position"] for entry in sorts[name]["entries"]] for name in names]
        assert did == [[added], [renamed], [office.position()]]

    def test_who_holds_which_post(self, office: Office) -> None:
        before = office.position()
        at(office, 7, 5)
        does(
            office,
            "supervisor",
            "end_role",
            organisation=TOWNSHIP,
            appointment=2,
            occurred_on="2024-06-30",
            reason="工作调动",
        )
        found = compare(office, of="roster", organisation=TOWNSHIP, known_a=before)
        (change,) = found["changes"]
        assert change["sort"] == "went"
        assert change["entries"][0]["stream"] == posts_of(TOWNSHIP)
        words = (
            signed_in(office, "supervisor")
            .get("/compare", of="roster", organisation=TOWNSHIP, known_a=str(before))
            .words
        )
        assert "李乙" in words


class TestListsRegistersAppraisals:
    def test_items_of_a_list(self, office: Office) -> None:
        stream = list_of(TOWNSHIP, 2024)
        does(office, "clerk", "draft_list", organisation=TOWNSHIP, year=2024)
        before = office.position()
        item = {"title": "研究党建工作", "person": DEPUTY, "due_on": "2024-06-30"}
        does(office, "clerk", "add_item", list=stream, **item)
        added = office.position()
        found = compare(office, of="list", stream=stream, known_a=before)
        assert any(change["sort"] == "appeared" and "研究党建工作" in change["title"] for change in found["changes"])
        assert positions(found) == {added}
        with_time = compare(office, of="list", stream=stream, as_of_a="2024-06-01", as_of_b="2024-07-30")
        assert all(change["by_time"] for change in with_time["changes"])

    def test_lines_of_a_register(self, office: Office) -> None:
        kept, gone = held(office), held(office, "2024-06-06", title="重复的会议")
        before = office.position()
        at(office, 7, 5)
        does(office, "clerk", "void_meeting", meeting=gone, reason="重复登记")
        correct(office, kept, title="更正后的党委会", reason="标题写错")
        held(office, "2024-06-07", title="补登的会议")
        found = compare(office, of="records", kind="meeting", organisation=DISTRICT, known_a=before)
        said = {change["title"]: (change["sort"], fields(change)) for change in found["changes"]}
        assert said["重复的会议"] == ("changed", {"状态": ("已召开", "已作废")}), "voided, not vanished"
        assert said["更正后的党委会"][1]["标题"] == ("党委会（研究党建工作）", "更正后的党委会")
        assert said["补登的会议"][0] == "appeared"
        assert positions(found) == {before + 1, before + 2, before + 3}

    def test_points_of_a_sheet_and_sheets_of_a_round(self, office: Office) -> None:
        round = round_of(office)
        cited = held(office)
        before = office.position()
        stream = sheet_in(office, round)
        opened_at = office.position()
        scored(office, stream, cited)
        found = compare(office, of="sheet", stream=stream, known_a=opened_at)
        points = {change["title"]: fields(change) for change in found["changes"]}
        assert points["1 党委会议研究党建"]["评定得分"] == ("—", "14.5")
        assert positions(found) == {office.position()}
        sheets = compare(office, of="round", stream=round, known_a=before)
        assert [change["sort"] for change in sheets["changes"]] == ["appeared"]
        at(office, 7, 5)
        held(office, "2024-03-05", title="一季度党委会")
        later = compare(office, of="sheet", stream=stream, known_a=office.position() - 1)
        (rule,) = [change for change in later["changes"] if change["title"].startswith("1 ")]
        assert "按规则得分" in fields(rule)
        assert positions(later) == {office.position()}


class TestRightsAndShapes:
    def test_what_is_out_of_reach_does_not_exist(self, office: Office) -> None:
        east = does(
            office, "east", "hold_meeting", **meeting(organisation=EAST, chair=EASTERNER, attendees=[EASTERNER])
        )
        clerk = office.client("clerk")
        assert clerk.get("/compare", of="board", organisation=DISTRICT).status_code == 404
        assert clerk.get("/compare", of="record", stream=east).status_code == 404
        assert clerk.get("/compare", of="list", stream=f"meeting-{1:020x}").status_code == 404
        assert clerk.get("/compare", of="roster", organisation=SECRETARY).status_code == 404
        assert office.client("administrator").get("/compare").status_code == 403
        assert signed_in(office).get("/compare", of="record", stream=east).status == 404

    def test_wrong_moments_are_named(self, office: Office) -> None:
        for asked, field in (
            ({"as_of_b": "2024-02-30"}, "as_of_b"),
            ({"known_a": "x"}, "known_a"),
            ({"of": "x"}, "of"),
        ):
            answer = office.client().get("/compare", **asked)
            assert answer.status_code == 422
            assert field in answer.text

    def test_pages_offer_it(self, office: Office) -> None:
        stream = held(office)
        first = office.position()
        at(office, 7, 5)
        correct(office, stream, title="更正后的党委会", reason="标题写错")
        browser = signed_in(office, "supervisor")
        for path in (f"/records/{stream}", "/board", "/organisations", f"/organisations/{TOWNSHIP}", "/records"):
            past = browser.get(path, known_at=str(first))
            links = [link for link in past.read.links if link.startswith("/compare")]
            assert len(links) == 2, path
            for link in links:
                assert browser.get(link).status == 200, link
        links = [link for link in browser.get(f"/records/{stream}").read.links if link.startswith("/compare")]
        assert "更正后的党委会" in browser.get(links[0]).words, "what the last change did"
