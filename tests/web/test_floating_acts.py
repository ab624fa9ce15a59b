"""Floating members, dues, commitments and receptions, through forms and the API, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import signed_in
from office import DEPUTY, EAST, SECRETARY, TOWNSHIP, VILLAGE, Office, opened

from domain.identity import certificate_of, dues_of

CERTIFICATE = certificate_of(DEPUTY)


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


def done(answer: Any) -> Any:
    assert answer.status_code == 201, answer.text
    return answer.json


def refused(answer: Any, code: str) -> None:
    assert answer.status_code in (409, 422), answer.text
    assert answer.json["code"] == code


def leave(office: Office) -> None:
    clerk = office.client()
    departure = {
        "person": DEPUTY,
        "organisation": VILLAGE,
        "destination": "东江市",
        "text": "务工",
        "occurred_on": "2024-02-18",
        "leaves_on": "2024-02-25",
    }
    done(clerk.post("report_departure", departure))
    number = {"certificate": CERTIFICATE, "number": "001", "occurred_on": "2024-02-21"}
    refused(clerk.post("issue_certificate", number), "not_stamped")
    done(clerk.post("stamp_certificate", {"certificate": CERTIFICATE, "by": TOWNSHIP, "occurred_on": "2024-02-20"}))
    done(clerk.post("issue_certificate", number))
    refused(clerk.post("report_departure", departure), "still_away")


class TestTwoSides:
    def test_the_other_side_acts_once_the_member_has_come(self, office: Office) -> None:
        leave(office)
        east = office.client("east")
        verify = {"certificate": CERTIFICATE, "occurred_on": "2024-03-10"}
        assert east.post("verify_certificate", verify).status_code == 404
        arrival = {"certificate": CERTIFICATE, "inflow": EAST, "occurred_on": "2024-03-05"}
        done(office.client().post("report_inflow", arrival))
        done(east.post("verify_certificate", verify))
        done(east.post("feed_situation_back", {**verify, "text": "表现良好", "occurred_on": "2024-05-10"}))
        page = signed_in(office, "east").get(f"/records/{CERTIFICATE}")
        assert page.status == 200
        assert "流入地党支部于2024年3月10日查验活动证" in page.words

    def test_every_act_on_offer_opens(self, office: Office) -> None:
        leave(office)
        browser = signed_in(office)
        done(
            office.client().post(
                "report_inflow", {"certificate": CERTIFICATE, "inflow": EAST, "occurred_on": "2024-03-05"}
            )
        )
        page = browser.get(f"/records/{CERTIFICATE}")
        acts = [link for link in page.read.links if link.startswith("/acts/") and CERTIFICATE in link]
        assert len(acts) > 8
        for link in acts:
            form = browser.get(link)
            assert form.status == 200, (link, form.words[:200])
        told = browser.fill(
            f"/acts/report_location_change?certificate={CERTIFICATE}", destination="西江市", occurred_on="2024-04-05"
        )
        assert told.status == 303, told.words
        assert "李乙" in browser.get("/records", organisation=VILLAGE).words


class TestDuesInYuan:
    def test_paid_corrected_paid_again(self, office: Office) -> None:
        browser = signed_in(office)
        paid = browser.fill(
            f"/acts/pay_dues?organisation={VILLAGE}",
            person=DEPUTY,
            year="2024",
            months="1\n2",
            amount="40.50",
            occurred_on="2024-02-20",
        )
        assert paid.status == 303, paid.words
        stream = dues_of(DEPUTY, 2024)
        page = browser.get(f"/records/{stream}")
        assert "40.50元" in page.words
        corrected = browser.fill(f"/acts/correct_payment?dues={stream}&payment=1", amount="41", reason="金额误写")
        assert corrected.status == 303, corrected.words
        assert "41.00元" in browser.get(f"/records/{stream}").words
        again = browser.fill(
            f"/acts/pay_dues?organisation={VILLAGE}",
            person=DEPUTY,
            year="2024",
            months="2",
            amount="20",
            occurred_on="2024-03-01",
        )
        assert again.status != 303
        assert "2024年2月的党费已于2024年2月20日交纳" in again.words

    def test_the_api_takes_the_same_text(self, office: Office) -> None:
        clerk = office.client()
        body = {
            "person": DEPUTY,
            "organisation": VILLAGE,
            "year": 2024,
            "months": [1],
            "amount": "20.00",
            "occurred_on": "2024-01-20",
        }
        assert clerk.post("pay_dues", {**body, "amount": 2000}).status_code == 422
        done(clerk.post("pay_dues", body))
        refused(clerk.post("pay_dues", body), "month_paid")
        done(clerk.post("pay_dues", {**body, "months": [2], "occurred_on": "2024-02-20"}))


class TestCommitmentsAndReceptions:
    def test_a_commitment(self, office: Office) -> None:
        clerk = office.client()
        made = done(
            clerk.post(
                "make_commitment",
                {
                    "organisation": TOWNSHIP,
                    "person": DEPUTY,
                    "title": "修缮屋顶",
                    "period": "2024",
                    "occurred_on": "2024-03-01",
                    "due_on": "2024-09-30",
                },
            )
        )
        one = {"commitment": made["stream"], "occurred_on": "2024-03-05"}
        done(clerk.post("accept_commitment", one))
        done(clerk.post("fulfil_commitment", {**one, "text": "已修"}))
        refused(clerk.post("confirm_commitment", {**one, "person": DEPUTY}), "own_confirmation")
        done(clerk.post("confirm_commitment", {**one, "person": SECRETARY}))

    def test_a_reception(self, office: Office) -> None:
        browser, clerk = signed_in(office), office.client()
        held = done(
            clerk.post(
                "hold_reception",
                {
                    "organisation": TOWNSHIP,
                    "receivers": [SECRETARY],
                    "channel": "reception_day",
                    "title": "五月接待日",
                    "occurred_on": "2024-05-10",
                },
            )
        )
        stream = held["stream"]
        raised = browser.fill(
            f"/acts/raise_issue?reception={stream}", category="land", text="承包地边界", occurred_on="2024-05-10"
        )
        assert raised.status == 303, raised.words
        solved = browser.fill(
            f"/acts/resolve_issue?reception={stream}", number="1", text="重新丈量", occurred_on="2024-05-20"
        )
        assert solved.status == 303, solved.words
        close = {"reception": stream, "number": 1, "occurred_on": "2024-05-22"}
        refused(clerk.post("close_issue", close), "not_fed_back")
        done(clerk.post("feed_issue_back", {**close, "text": "已告知"}))
        done(clerk.post("close_issue", close))
        page = browser.get(f"/records/{stream}")
        assert any(link.startswith("/acts/void_issue") for link in page.read.links)
        voided = browser.fill(f"/acts/void_issue?reception={stream}&number=1", reason="误记")
        assert voided.status == 303, voided.words
