"""Members, education and reviews lived through their forms, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import Browser, Page, signed_in
from office import DEPUTY, SECRETARY, TOWNSHIP, Office, opened


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


def done(browser: Browser, answer: Page) -> Page:
    assert answer.status == 303, (answer.status, answer.words[:600])
    return browser.get(answer.location)


def stream_in(page: Page, prefix: str) -> str:
    links = [link for link in page.read.links if link.startswith(f"/records/{prefix}-")]
    return links[0].removeprefix("/records/").partition("#")[0]


def meeting(browser: Browser, day: str) -> str:
    held = browser.fill(
        f"/acts/hold_meeting?organisation={TOWNSHIP}",
        body="organisation_life",
        title="专题组织生活会",
        occurred_on=day,
        chair=SECRETARY,
        attendees=[SECRETARY, DEPUTY],
        **{"agenda-0-topic": "members", "agenda-0-title": "评议党员"},
    )
    return stream_in(done(browser, held), "meeting")


def session(browser: Browser, day: str, excuse: str = "without_reason") -> str:
    held = browser.fill(
        f"/acts/hold_education?organisation={TOWNSHIP}",
        title="学习党章",
        form="study",
        contents=["constitution"],
        occurred_on=day,
        half_days="2",
        attendees=[SECRETARY],
        **{"absences-0-person": DEPUTY, "absences-0-excuse": excuse},
    )
    return stream_in(done(browser, held), "education")


def enrolled(browser: Browser) -> str:
    registered = browser.fill(
        f"/acts/register_membership?organisation={TOWNSHIP}",
        person=DEPUTY,
        organisation=TOWNSHIP,
        category="office",
        standing="full",
        occurred_on="2020-01-01",
    )
    return stream_in(done(browser, registered), "member")


class TestAMember:
    def test_from_entering_to_a_transfer(self, office: Office) -> None:
        browser = signed_in(office)
        stream = enrolled(browser)
        at = f"?member={stream}"
        done(
            browser,
            browser.fill(
                f"/acts/record_special_situation{at}", situation="frail", occurred_on="2024-01-05", text="年满八十岁"
            ),
        )
        done(
            browser,
            browser.fill(f"/acts/deliver_home_study{at}", occurred_on="2024-02-01", persons=[SECRETARY], text="送学"),
        )
        done(browser, browser.fill(f"/acts/end_special_situation{at}", number="1", occurred_on="2024-03-01"))
        done(
            browser,
            browser.fill(
                f"/acts/complete_rotation_training{at}",
                occurred_on="2024-04-01",
                title="轮训班",
                half_days="6",
                school="county",
                organiser="县委党校",
            ),
        )
        done(browser, browser.fill(f"/acts/void_member_entry{at}", entry="5", reason="误登"))
        page = browser.get(f"/records/{stream}")
        for words in ("年满八十岁", "送学上门", "完成轮训", "作废"):
            assert words in page.words
        corrected = browser.get(f"/acts/correct_membership{at}")
        assert corrected.form("/acts/correct_membership")["category"][0] == "office"

    def test_stays_away(self, office: Office) -> None:
        browser = signed_in(office)
        stream = enrolled(browser)
        excused = session(browser, "2024-02-01", "proper_reason")
        problem = {"problem": "long_absence", "occurred_on": "2024-05-01", "text": "不参加集体教育"}
        refused = browser.fill(f"/acts/identify_member_problem?member={stream}", cites=[excused], **problem)
        assert refused.status == 422
        assert "无正当理由缺席" in refused.words
        away = session(browser, "2024-04-01")
        done(browser, browser.fill(f"/acts/identify_member_problem?member={stream}", cites=[away], **problem))

    def test_help_comes_before_a_disposition(self, office: Office) -> None:
        browser = signed_in(office)
        stream = enrolled(browser)
        at = f"?member={stream}"
        met = meeting(browser, "2024-05-20")
        done(
            browser,
            browser.fill(
                f"/acts/identify_member_problem{at}", problem="unfit", occurred_on="2024-02-01", text="不符合条件"
            ),
        )
        disposition = {
            "number": "1",
            "disposition": "struck_off",
            "occurred_on": "2024-05-20",
            "meeting": met,
            "document": "决议1号",
        }
        refused = browser.fill(f"/acts/dispose_member{at}", **disposition)
        assert refused.status == 422
        assert "经教育不改" in refused.words
        done(
            browser,
            browser.fill(
                f"/acts/give_help{at}", number="1", occurred_on="2024-03-01", persons=[SECRETARY], text="谈话"
            ),
        )
        done(browser, browser.fill(f"/acts/fail_help{at}", number="1", occurred_on="2024-05-01", text="不改"))
        done(browser, browser.fill(f"/acts/dispose_member{at}", **disposition))
        assert "除名" in browser.get(f"/records/{stream}").words


class TestASession:
    def test_is_recorded_and_corrected(self, office: Office) -> None:
        browser = signed_in(office)
        stream = session(browser, "2024-04-01")
        page = browser.get(f"/acts/correct_education?education={stream}")
        fields = page.form("/acts/correct_education")
        assert fields["absences-0-person"][0] == DEPUTY
        done(browser, browser.fill(f"/acts/correct_education?education={stream}", half_days="1", reason="时长有误"))
        assert "时长（半天）：1" in browser.get(f"/records/{stream}").words
        done(browser, browser.fill(f"/acts/void_education?education={stream}", reason="误登"))

    def test_nobody_is_both_present_and_absent(self, office: Office) -> None:
        browser = signed_in(office)
        refused = browser.fill(
            f"/acts/hold_education?organisation={TOWNSHIP}",
            title="学习",
            form="study",
            contents=["theory"],
            occurred_on="2024-04-01",
            half_days="1",
            attendees=[DEPUTY],
            **{"absences-0-person": DEPUTY, "absences-0-excuse": "proper_reason"},
        )
        assert refused.status == 422
        assert "不能既参加又缺席" in refused.words


class TestAReview:
    def test_from_arrangement_to_notification(self, office: Office) -> None:
        browser = signed_in(office)
        said = {"type": "democratic_review", "period": "2024", "title": "民主评议党员"}
        arranged = browser.fill(f"/acts/arrange_review?organisation={TOWNSHIP}", occurred_on="2024-02-01", **said)
        stream = stream_in(done(browser, arranged), "review")
        at = f"?review={stream}"
        done(
            browser,
            browser.fill(
                f"/acts/complete_review_step{at}", step="opinions_asked", occurred_on="2024-03-01", text="座谈"
            ),
        )
        done(
            browser,
            browser.fill(f"/acts/record_mass_evaluation{at}", occurred_on="2024-03-02", asked="30", satisfied="28"),
        )
        opening = browser.get(f"/acts/hold_review{at}")
        assert opening.form("/acts/hold_review")["title"][0] == "民主评议党员"
        held = browser.fill(
            f"/acts/hold_review{at}",
            occurred_on="2024-05-20",
            meeting=meeting(browser, "2024-05-20"),
            **{"results-0-person": DEPUTY, "results-0-grade": "qualified", "results-0-opinion": "加强学习"},
        )
        done(browser, held)
        done(
            browser,
            browser.fill(f"/acts/notify_result{at}", occurred_on="2024-05-25", audiences=["members", "masses"]),
        )
        page = browser.get(f"/records/{stream}")
        for words in ("征求群众意见", "28人满意", "逐一评议党员1人", "向党员、群众通报"):
            assert words in page.words, words
