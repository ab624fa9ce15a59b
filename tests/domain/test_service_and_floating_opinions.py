"""The opinions on service to the people and on floating members, as their catalogue files count them."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from logbook import DISTRICT, MEMBER, POSTS, SECRETARY, START, TOWN, Logbook, appointed, done, issued, registered

from domain import dues, floating, measure, policy
from domain.catalogue import load_all
from domain.evaluator import all_statuses
from domain.reading import World
from domain.rule import Light, Measure, Status

NEW_YEAR = date(2025, 1, 1)
PROVINCE = "org-" + "p" * 20
POLICY = "policy-" + "f" * 20
CERTIFICATE = "certificate-" + MEMBER.removeprefix("person-")


def book(kind: str, document: str, *, sector: str = "none") -> Logbook:
    """An organisation of the kind under a district, bound by the opinion, with a secretary."""
    found = Logbook()
    found.add(PROVINCE, registered("province_committee", None), START)
    found.add(DISTRICT, registered("district_committee", PROVINCE), START)
    found.add(TOWN, registered(kind, DISTRICT, sector=sector), START)
    found.add(POSTS, appointed(SECRETARY, "secretary"), START)
    found.add(POLICY, issued(document, PROVINCE), START)
    return found


def statuses(found: Logbook, clause: str, organisation: str = TOWN, as_of: date = NEW_YEAR) -> list[Status]:
    return [s for s in all_statuses(World(found.entries), organisation, 2024, as_of) if s.clause == clause]


def days(found: Logbook, month: int, quantity: int, **more: Any) -> None:
    event = done(date(2024, month, 20), "research_days", performers=(SECRETARY,), quantity=quantity, **more)
    found.add(f"work-{month:020}", event, date(2024, month, 21))


@pytest.mark.parametrize(
    ("code", "measures"),
    [
        ("c2006_serve", {Measure.EVIDENCE: 36, Measure.COUNT: 7, Measure.FOLLOW: 5, Measure.QUANTITY: 2}),
        ("c2006_float", {Measure.EVIDENCE: 28, Measure.COUNT: 11, Measure.FOLLOW: 9, Measure.NONE: 5}),
    ],
)
def test_how_the_clauses_are_measured(code: str, measures: dict[Measure, int]) -> None:
    clauses = load_all()[code][1].clauses
    assert Counter(clause.rule.measure for clause in clauses) == measures
    assert all(bool(clause.note_zh or clause.rule.reason) or not clause.note_en for clause in clauses)


class TestResearchDays:
    CITY, PROVINCIAL = "c2006-serve-research-city-county-2months", "c2006-serve-research-provincial-1month"

    def test_a_county_leader_owes_two_months_of_thirty_days(self) -> None:
        found = book("district_committee", "c2006_serve")
        days(found, 4, 40)
        days(found, 10, 19)
        [status] = statuses(found, self.CITY)
        assert (status.light, status.count, status.minimum, status.days_over) == (Light.MISSED, 59, 60, 1)
        days(found, 11, 1)
        [status] = statuses(found, self.CITY)
        assert (status.light, status.count) == (Light.MET, 60)

    def test_a_provincial_leader_owes_one_month(self) -> None:
        found = book("province_committee", "c2006_serve")
        days(found, 4, 30)
        [status] = statuses(found, self.PROVINCIAL)
        assert (status.light, status.minimum) == (Light.MET, 30)

    def test_no_number_for_a_township(self) -> None:
        found = book("township_committee", "c2006_serve")
        assert not statuses(found, self.CITY)
        assert not statuses(found, self.PROVINCIAL)

    def test_another_reading_of_the_month(self) -> None:
        found = book("district_committee", "c2006_serve")
        reading = policy.PolicyInterpreted(
            parameter="research_month_days", value="22", basis="答复", effective_on=date(2024, 3, 1)
        )
        found.add(POLICY, reading, date(2024, 3, 1))
        days(found, 4, 44)
        [status] = statuses(found, self.CITY)
        assert (status.light, status.minimum) == (Light.MET, 44)


class TestFloatingMembers:
    def away(self) -> Logbook:
        found = book("branch", "c2006_float", sector="village")
        left = floating.DepartureReported(
            person=MEMBER,
            organisation=TOWN,
            destination="东江市",
            text="务工",
            occurred_on=date(2024, 2, 18),
            leaves_on=date(2024, 2, 25),
        )
        found.add(CERTIFICATE, left, date(2024, 2, 18))
        return found

    def test_a_departure_waits_for_the_certificate_and_is_never_overdue(self) -> None:
        found = self.away()
        [status] = statuses(found, "c2006-float-out-register-issue-certificate")
        assert (status.light, status.count, status.findings) == (Light.NO_MINIMUM, 0, ("case_open",))
        found.add(CERTIFICATE, floating.CertificateStamped(by=DISTRICT, occurred_on=date(2024, 2, 20)), NEW_YEAR)
        found.add(CERTIFICATE, floating.CertificateIssued(number="1", occurred_on=date(2024, 2, 21)), NEW_YEAR)
        [status] = statuses(found, "c2006-float-out-register-issue-certificate")
        assert (status.light, status.count) == (Light.MET, 1)

    def test_dues_stand_in_the_month_they_are_for(self) -> None:
        found = self.away()
        paid = dues.DuesPaid(
            person=MEMBER, organisation=TOWN, year=2024, months=(1, 2), amount=4000, occurred_on=date(2024, 3, 5)
        )
        found.add("dues-2024-" + MEMBER.removeprefix("person-"), paid, date(2024, 3, 5))
        counts = {status.window: status.count for status in statuses(found, "c2006-float-dues-monthly")}
        assert (counts["2024-01"], counts["2024-02"], counts["2024-03"]) == (1, 1, 0)

    @pytest.mark.parametrize(
        ("ground", "light"),
        [(measure.Ground.NO_CONTACT, Light.EVIDENCED), (measure.Ground.ABSENCE, Light.NOT_EVIDENCED)],
    )
    def test_only_a_criticism_on_this_ground_is_evidence(self, ground: measure.Ground, light: Light) -> None:
        found = self.away()
        criticised = measure.MeasureTaken(
            organisation=TOWN,
            type=measure.Type.CRITICISM,
            about=MEMBER,
            subject=TOWN,
            ground=ground,
            title="批评",
            occurred_on=date(2024, 9, 1),
            cites=(CERTIFICATE,),
        )
        found.add("measure-" + "a" * 20, criticised, date(2024, 9, 1))
        [status] = statuses(found, "c2006-float-no-contact-criticism")
        assert status.light is light
