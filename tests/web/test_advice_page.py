"""The page of advice: what was found with its entries, within reach, and as known then."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from clerk import signed_in
from office import TOWNSHIP, Office, meeting, opened

WORDS = (
    "研究基层党建工作，听取各村党支部书记汇报，研究解决村级活动场所修缮、党员发展和流"
    "动党员管理等问题，并明确责任人和完成时限，下一次会议通报进展情况。"
)


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    """Half a year of meetings entered on one evening in July, with one and the same text."""
    with opened(place, tmp_path) as made:
        made.clock.now = datetime(2024, 7, 20, 13, tzinfo=UTC)
        clerk = made.client()
        for month in range(1, 7):
            made.clock.forward(minutes=5)
            agenda = [{"topic": "party_building", "title": f"{month}月：{WORDS}"}]
            answer = clerk.post("hold_meeting", meeting(occurred_on=f"2024-{month:02}-05", agenda=agenda))
            assert answer.status_code == 201, answer.get_json()
        yield made


def test_shows_sittings_texts_and_burden_with_their_entries(office: Office) -> None:
    page = signed_in(office, "auditor").get("/registers/advice", year="2024", as_of="2024-07-31")
    assert page.status == 200
    assert "补登6条，涉及6个月" in page.words
    assert "6条登记的文字雷同" in page.words
    assert "仅供改进工作参考" in page.words
    links = [link for link in page.read.links if link.startswith("/records/meeting-")]
    assert len(set(links)) == 6
    assert signed_in(office, "auditor").get(links[0]).status == 200


def test_knows_what_was_known_then(office: Office) -> None:
    before = office.position() - 3
    page = signed_in(office, "auditor").get("/registers/advice", year="2024", known_at=str(before))
    assert "补登" not in page.words.partition("登记负担")[0].replace("集中补登", "")
    assert "3条登记的文字雷同" in page.words


def test_stays_within_reach(office: Office) -> None:
    page = signed_in(office, "supervisor").get("/registers/advice", year="2024", organisation=TOWNSHIP, below="0")
    assert page.status == 200
    assert "石桥村党支部" not in page.words.partition("登记负担")[2]
