"""Accountability, measures and commendations lived through their forms and the API, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import Browser, Page, signed_in
from judged import decided_by_two
from office import DEPUTY, DISTRICT, POLICY, SECRETARY, TOWNSHIP, VILLAGE, Office, opened

from projections import asks, citations

SUPERVISOR = "supervisor"


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


def done(browser: Browser, answer: Page) -> Page:
    assert answer.status == 303, (answer.status, answer.words[:600])
    return browser.get(answer.location)


def by_two(office: Office, browser: Browser, answer: Page) -> None:
    """What one person asked for, another lets happen."""
    decided_by_two(office, stream_in(done(browser, answer), "approval"))


def stream_in(page: Page, prefix: str) -> str:
    links = [link for link in page.read.links if f"/{prefix}-" in link and "?" not in link]
    return links[0].rpartition("/")[2].partition("#")[0]


def meeting(browser: Browser, day: str) -> str:
    held = browser.fill(
        f"/acts/hold_meeting?organisation={TOWNSHIP}",
        body="committee",
        title="党委会",
        occurred_on=day,
        chair=SECRETARY,
        attendees=[SECRETARY, DEPUTY],
        **{"agenda-0-topic": "other", "agenda-0-title": "研究追责"},
    )
    return stream_in(done(browser, held), "meeting")


def case(browser: Browser, cited: str) -> str:
    """A case of the township against its deputy, with everything cited and the person heard."""
    opened = browser.fill(
        f"/acts/open_case?organisation={TOWNSHIP}",
        subject=TOWNSHIP,
        person=DEPUTY,
        policy=POLICY,
        clause="township-quarterly-committee-meeting",
        route="township",
        due_on="2024-03-31",
        title="未研究党建",
        occurred_on="2024-04-10",
    )
    stream = stream_in(done(browser, opened), "accountability")
    at = f"?accountability={stream}"
    for element in ("duty", "not_performed", "serious_problem", "bad_influence", "serious_consequence"):
        said = {"element": element, "refs": [cited], "text": "认定", "occurred_on": "2024-04-11"}
        done(browser, browser.fill(f"/acts/cite_element{at}", **said))
    done(browser, browser.fill(f"/acts/give_notice{at}", occurred_on="2024-04-12", text="告知"))
    done(browser, browser.fill(f"/acts/take_statement{at}", occurred_on="2024-04-13", text="说明"))
    return stream


class TestACase:
    def test_from_opening_to_appeal_and_a_later_correction(self, office: Office) -> None:
        browser = signed_in(office, SUPERVISOR)
        cited, decides = meeting(browser, "2024-04-01"), meeting(browser, "2024-04-15")
        stream = case(browser, cited)
        at = f"?accountability={stream}"
        decide = f"/acts/decide_case{at}"
        form = browser.get(decide).form("/acts/decide_case")
        assert form["known_at"] == [str(office.position())]
        by_two(
            office, browser, browser.fill(decide, held="yes", meeting=decides, text="理由", occurred_on="2024-04-16")
        )
        page = browser.get(f"/records/{stream}")
        assert "不符合中央意见的表述" in page.words
        assert not [link for link in page.read.links if link.startswith("/acts/correct_case")]
        by_two(
            office,
            browser,
            browser.fill(f"/acts/impose_consequence{at}", consequence="admonition", occurred_on="2024-04-17"),
        )
        done(browser, browser.fill(f"/acts/lodge_appeal{at}", occurred_on="2024-04-20", text="过重"))
        answer = {"by": DISTRICT, "outcome": "changed", "text": "改为批评", "occurred_on": "2024-05-01"}
        by_two(office, browser, browser.fill(f"/acts/decide_appeal{at}", **answer))
        by_two(
            office,
            browser,
            browser.fill(f"/acts/impose_consequence{at}", consequence="criticism", occurred_on="2024-05-02"),
        )
        done(browser, browser.fill(f"/acts/close_case{at}", occurred_on="2024-05-03"))
        with office.services.reading() as reading:
            assert citations.cited_changed(reading, stream) == []
        done(browser, browser.fill(f"/acts/correct_meeting?meeting={cited}", title="党委（扩大）会", reason="名称有误"))
        with office.services.reading() as reading:
            (changed,) = {one.cited for one in citations.cited_changed(reading, stream)}
            assert changed == cited
            assert stream in {one.stream for one in citations.citing(reading, cited)}
        listed = browser.get("/records", organisation=TOWNSHIP, kind="accountability")
        assert "未研究党建" in listed.words
        assert "已结束" in listed.words

    def test_what_is_missing_is_said_and_nothing_is_stored(self, office: Office) -> None:
        browser = signed_in(office, SUPERVISOR)
        decides = meeting(browser, "2024-04-15")
        opened = browser.fill(
            f"/acts/open_case?organisation={TOWNSHIP}",
            subject=TOWNSHIP,
            person=DEPUTY,
            policy=POLICY,
            clause="township-quarterly-committee-meeting",
            route="superior",
            due_on="2024-03-31",
            title="未研究党建",
            occurred_on="2024-04-10",
        )
        at = f"?accountability={stream_in(done(browser, opened), 'accountability')}"
        done(browser, browser.fill(f"/acts/give_notice{at}", occurred_on="2024-04-12", text="告知"))
        done(browser, browser.fill(f"/acts/take_statement{at}", occurred_on="2024-04-13", waived="yes"))
        before = office.position()
        said = {"held": "yes", "meeting": decides, "text": "理由", "occurred_on": "2024-04-16"}
        refused = browser.fill(f"/acts/decide_case{at}", **said)
        assert refused.status == 422
        assert "尚缺：负有职责、不认真履行职责" in refused.words
        assert office.position() == before
        assert signed_in(office).get(f"/acts/decide_case{at}").status == 403


class TestAMeasure:
    def test_a_criticism_with_a_limit_asks_for_an_order(self, office: Office) -> None:
        browser = signed_in(office)
        taken = browser.fill(
            f"/acts/take_measure?organisation={TOWNSHIP}",
            type="criticism",
            about=VILLAGE,
            subject=VILLAGE,
            ground="weak_work",
            title="抓党建不力",
            occurred_on="2024-06-01",
            rectify_by="2024-06-30",
        )
        stream = stream_in(done(browser, taken), "measure")
        with office.services.reading() as reading:
            (one,) = asks.open_asks(reading, [TOWNSHIP])
        assert (one.ref, one.command) == (stream, "OrderRectification")
        done(browser, browser.fill(f"/acts/notify_measure?measure={stream}", occurred_on="2024-06-02"))
        path = f"/acts/correct_measure?measure={stream}"
        done(browser, browser.fill(path, rectify_by="2024-07-15", reason="期限登记有误"))
        with office.services.reading() as reading:
            (one,) = asks.open_asks(reading, [TOWNSHIP])
        assert str(one.due_on) == "2024-07-15"
        page = browser.get(f"/records/{stream}")
        assert "限2024年6月30日前整改" in page.words
        done(browser, browser.fill(f"/acts/void_measure?measure={stream}", reason="重复登记"))
        with office.services.reading() as reading:
            assert asks.open_asks(reading, [TOWNSHIP]) == []

    def test_refusals_name_their_field_over_the_api_too(self, office: Office) -> None:
        body = {
            "organisation": TOWNSHIP,
            "type": "admonition",
            "about": DEPUTY,
            "subject": TOWNSHIP,
            "ground": "weak_work",
            "title": "抓党建不力",
            "occurred_on": "2024-06-01",
        }
        before = office.position()
        answer = office.client().post("take_measure", body)
        assert answer.status_code == 422
        assert [(one["field"], one["clause"]) for one in answer.json["problems"]] == [("cites", "shunde2015 五（三）")]
        assert office.position() == before


class TestACommendation:
    def test_granted_corrected_withdrawn_and_counted(self, office: Office) -> None:
        browser = signed_in(office, SUPERVISOR)
        granted = browser.fill(
            f"/acts/grant_commendation?organisation={DISTRICT}",
            honour="advanced_organisation",
            recipients=[TOWNSHIP, VILLAGE],
            title="先进基层党组织",
            occurred_on="2024-06-10",
        )
        stream = stream_in(done(browser, granted), "commendation")
        at = f"?commendation={stream}"
        done(browser, browser.fill(f"/acts/correct_commendation{at}", title="先进党组织", reason="名称有误"))
        done(browser, browser.fill(f"/acts/withdraw_commendation{at}", occurred_on="2024-06-15", reason="材料不实"))
        page = browser.get(f"/records/{stream}")
        assert "<ins>先进党组织</ins>" in page.html
        assert "材料不实" in page.words
        refused = browser.fill(
            f"/acts/grant_commendation?organisation={DISTRICT}",
            honour="advanced_member",
            recipients=[TOWNSHIP],
            title="优秀党员",
            occurred_on="2024-06-10",
        )
        assert refused.status == 422
        assert "表彰对象是人员" in refused.words
