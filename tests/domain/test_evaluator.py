"""Evaluator: cases beside the scenario files, at the level of the functions."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from logbook import (
    DEPUTY,
    DISTRICT,
    MEMBER,
    POSTS,
    SECRETARY,
    START,
    TOWN,
    VILLAGE,
    Logbook,
    appointed,
    done,
    established,
    held,
    issued,
    registered,
    submitted,
    town,
    visited,
)

from domain import appointment, evaluator, policy, report
from domain.catalogue import load_all
from domain.evaluator import (
    Roles,
    Settings,
    all_statuses,
    at,
    clauses_for,
    comparable,
    effective,
    governing,
    ground_of,
    item_status,
    light_at,
    statuses_for,
    strictness,
)
from domain.fact import Fact, FactKind, Span
from domain.reading import PolicyInForce, World
from domain.rule import Clause, Document, Light, Measure, Responsible, Status, Window
from domain.terms import reason_label

QUARTERLY = "township-quarterly-committee-meeting"
NEW_YEAR = date(2025, 1, 1)


def one(book: Logbook, clause: str, window: str, as_of: date, organisation: str = TOWN) -> Status:
    year = int(window[:4]) if window != "standing" else as_of.year
    found = [
        status
        for status in all_statuses(World(book.entries), organisation, year, as_of)
        if (status.clause, status.window) == (clause, window)
    ]
    assert len(found) == 1
    return found[0]


class TestRoles:
    def roles(self) -> Roles:
        book = town()
        book.add(POSTS, appointed(MEMBER, "member", date(2020, 1, 1)), date(2020, 1, 1))
        book.add(POSTS, appointed("person-staff", "staff"), START)
        book.add(POSTS, appointment.RoleEnded(appointment=1, occurred_on=date(2024, 2, 29), reason="调离"), MAY)
        book.add(POSTS, appointed(DEPUTY, "secretary", date(2024, 4, 10), acting=True), MAY)
        world = World(book.entries)
        return Roles(world.tenures_of(TOWN))

    def test_first_direct_specific(self) -> None:
        roles, day = self.roles(), date(2024, 2, 29)
        assert roles.holders(Responsible.FIRST, day) == {SECRETARY}
        assert roles.holders(Responsible.DIRECT, day) == {DEPUTY}
        assert roles.holders(Responsible.SPECIFIC, day) == {MEMBER}
        assert roles.holders(Responsible.LEADERSHIP, day) == {SECRETARY, DEPUTY, MEMBER}
        assert roles.holders(Responsible.STAFF, day) == {"person-staff"}

    def test_the_acting_secretary_is_first_responsible_and_no_longer_direct(self) -> None:
        roles, day = self.roles(), date(2024, 4, 10)
        assert roles.holders(Responsible.FIRST, day) == {DEPUTY}
        assert roles.acting(DEPUTY, day)
        assert roles.holders(Responsible.DIRECT, day) == set()

    def test_a_vacancy(self) -> None:
        roles = self.roles()
        assert roles.holders_in(Responsible.FIRST, date(2024, 3, 1), date(2024, 4, 9)) == ()
        assert roles.vacant(Responsible.FIRST, date(2024, 4, 1), date(2024, 4, 30))
        assert not roles.vacant(Responsible.FIRST, date(2024, 4, 10), date(2024, 4, 30))
        assert roles.holders_in(Responsible.FIRST, date(2024, 1, 1), date(2024, 12, 31)) == (SECRETARY, DEPUTY)

    def test_nobody_before_the_first_appointment(self) -> None:
        assert self.roles().holders(Responsible.LEADERSHIP, date(2014, 12, 31)) == set()


MAY = date(2024, 5, 20)


class TestWindows:
    def test_only_measured_clauses_have_statuses(self) -> None:
        found = all_statuses(World(town().entries), TOWN, 2024, NEW_YEAR)
        none = {c.id for c in load_all()["township"][1].clauses if c.rule.measure is Measure.NONE}
        assert found
        assert not none & {status.clause for status in found}

    def test_an_organisation_nobody_knows_has_none(self) -> None:
        assert all_statuses(World(town().entries), "org-" + "f" * 20, 2024, NEW_YEAR) == []

    def test_a_window_before_the_policy_is_not_judged(self) -> None:
        assert all_statuses(World(town().entries), TOWN, 2014, NEW_YEAR) == []

    def test_a_new_organisation_owes_the_window_at_whose_end_it_exists(self) -> None:
        book = town()
        branch = "org-" + "9" * 20
        book.add(branch, registered("branch", TOWN, since=date(2024, 5, 31)), MAY)
        found = all_statuses(World(book.entries), branch, 2024, NEW_YEAR)
        monthly = [status.window for status in found if status.clause == "township-monthly-branch-meeting"]
        assert monthly[0] == "2024-05"
        assert len(monthly) == 8

    def test_what_happened_after_the_day_asked_about_is_not_seen(self) -> None:
        book = town()
        book.add("meeting-1", held(MAY), MAY)
        assert one(book, QUARTERLY, "2024-Q2", date(2024, 5, 19)).count == 0
        assert one(book, QUARTERLY, "2024-Q2", MAY).light is Light.MET


class TestCounted:
    def test_each_counted_fact_names_itself(self) -> None:
        book = town()
        book.add("meeting-1", held(MAY), MAY + timedelta(days=30))
        status = one(book, QUARTERLY, "2024-Q2", NEW_YEAR)
        [counted] = status.counted
        assert (counted.ref, counted.occurred_on, counted.position) == ("meeting-1", MAY, 7)
        assert (counted.late_days, counted.entered_late_days) == (0, 30)
        assert "entered_late" in status.findings

    def test_the_allowance_is_a_setting(self) -> None:
        book = town()
        book.add("meeting-1", held(MAY), MAY + timedelta(days=30))
        found = all_statuses(World(book.entries), TOWN, 2024, NEW_YEAR, Settings(entered_late_after=30))
        [status] = [s for s in found if (s.clause, s.window) == (QUARTERLY, "2024-Q2")]
        assert status.counted[0].entered_late_days == 0
        assert "entered_late" not in status.findings

    def test_a_fact_of_another_organisation_is_not_looked_at(self) -> None:
        book = town()
        book.add("meeting-1", replace(held(MAY), organisation=DISTRICT), MAY)
        status = one(book, QUARTERLY, "2024-Q2", NEW_YEAR)
        assert (status.counted, status.passed) == ((), ())

    def test_a_meeting_of_another_body_on_another_topic_is_not_worth_a_word(self) -> None:
        book = town()
        book.add("meeting-1", held(MAY, body="other", topic="cadres"), MAY)
        assert one(book, QUARTERLY, "2024-Q2", NEW_YEAR).passed == ()


class TestCodes:
    def test_every_reason_and_finding_has_words(self) -> None:
        """Codes in the evaluator's source, so that a new one cannot be forgotten."""
        source = "".join(file.read_text(encoding="utf-8") for file in Path(evaluator.__file__).parent.glob("*.py"))
        reasons = set(re.findall(r'reason="(\w+)"', source)) | set(re.findall(r'return "(\w+)"', source))
        findings = set(re.findall(r'append\("(\w+)"\)', source))
        assert {"wrong_chair", "not_standing", "not_own_point"} <= reasons | findings
        assert not {code for code in reasons | findings if reason_label(code) == (code, code)}


class TestPersons:
    def test_every_holder_has_a_status_of_their_own(self) -> None:
        book = town()
        book.add("work-1", done(MAY, "research_report", performers=(DEPUTY,)), MAY)
        found = {
            status.person: status
            for status in all_statuses(World(book.entries), TOWN, 2024, NEW_YEAR)
            if status.clause == "township-research-reports-1-2"
        }
        assert found[DEPUTY].light is Light.MET
        assert found[SECRETARY].light is Light.MISSED
        assert found[SECRETARY].passed == (), "what others did is not held against anybody"

    def test_where_nobody_holds_the_role_the_gap_is_the_organisations(self) -> None:
        book = Logbook()
        book.add(DISTRICT, registered("district_committee", None), START)
        book.add(TOWN, registered("township_committee", DISTRICT), START)
        book.add("policy-1", issued("township"), START)
        found = all_statuses(World(book.entries), TOWN, 2024, NEW_YEAR)
        [status] = [s for s in found if s.clause == "township-research-reports-1-2"]
        assert (status.person, status.light, status.days_over) == (None, Light.UNASSIGNED, 0)
        assert "organisation_gap" in status.findings

    def test_a_visit_counts_for_the_owner_only(self) -> None:
        book = town()
        book.add("point-1", established(date(2024, 1, 5)), date(2024, 1, 5))
        book.add("point-1", visited(MAY, DEPUTY), MAY)
        rows = {
            s.person: s
            for s in all_statuses(World(book.entries), TOWN, 2024, NEW_YEAR)
            if s.clause == "township-contact-visit-often"
        }
        assert rows[SECRETARY].count == rows[DEPUTY].count == 0
        assert [passed.reason for passed in rows[DEPUTY].passed] == ["not_own_point"]


class TestSettled:
    """A view keeps settled statuses and turns them into those of a day."""

    def book(self) -> Logbook:
        book = town("jianxi2020", "street_working_committee")
        book.add("meeting-1", held(date(2024, 2, 1)), date(2024, 2, 1))
        book.add("meeting-2", held(date(2024, 3, 5), body="leading_group"), date(2024, 3, 5))
        book.add("report-1", submitted(date(2024, 3, 20), period="2023"), date(2024, 3, 20))
        book.add("point-1", established(date(2024, 1, 5)), date(2024, 1, 5))
        book.add("work-1", done(date(2024, 3, 1), "year_points_issued"), date(2024, 3, 1))
        return book

    @pytest.mark.parametrize("as_of", [date(2024, 3, 20), date(2024, 4, 1), date(2024, 7, 1), date(2025, 2, 1)])
    def test_they_agree_with_those_judged_on_the_day(self, as_of: date) -> None:
        ground = ground_of(World(self.book().entries), TOWN)
        for year in (2023, 2024):
            settled = [at(status, as_of) for status in statuses_for(ground, year, date.max)]
            judged = statuses_for(ground, year, as_of)
            assert {_key(s): _verdict(s) for s in settled} == {_key(s): _verdict(s) for s in judged}

    def test_lights_on_a_day(self) -> None:
        opens, due = date(2024, 4, 1), date(2024, 6, 30)
        assert light_at(Light.MISSED, opens, due, date(2024, 6, 30)) == (Light.DUE, 0)
        assert light_at(Light.MISSED, opens, due, date(2024, 7, 2)) == (Light.MISSED, 2)
        assert light_at(Light.UNASSIGNED, opens, due, date(2024, 3, 31)) == (Light.DUE, 0)
        assert light_at(Light.MET_LATE, opens, due, date(2024, 9, 1)) == (Light.MET_LATE, None)

    def test_only_some_clauses(self) -> None:
        ground = ground_of(World(self.book().entries), TOWN)
        wanted = "jianxi2020-halfyear-committee-meeting"
        found = statuses_for(ground, 2024, date.max, only=[wanted])
        assert {status.clause for status in found} == {wanted}
        assert found == [s for s in statuses_for(ground, 2024, date.max) if s.clause == wanted]


def _key(status: Status) -> tuple[str, str, str | None]:
    return status.clause, status.window, status.person


def _verdict(status: Status) -> tuple[object, ...]:
    refs = tuple(counted.ref for counted in status.counted)
    return status.light, status.count, status.minimum, status.due, status.days_over, refs


class TestGoverning:
    def bound(self, level: str, minimum: int | None, window: Window, policy_id: str) -> tuple[PolicyInForce, Clause]:
        document: Document = load_all()["township"][1]
        clause = next(c for c in document.clauses if c.id == QUARTERLY)
        clause = replace(clause, id=f"{policy_id}-clause", rule=replace(clause.rule, minimum=minimum, window=window))
        document = replace(document, level=level, clauses=(clause,))
        return PolicyInForce(policy=policy_id, document=document, binds=(), effective_on=START), clause

    def test_a_stricter_local_number_governs(self) -> None:
        rows = [self.bound("central", 1, Window.YEAR, "c"), self.bound("district", 1, Window.QUARTER, "d")]
        outcome = governing(rows)
        assert (outcome.governs, outcome.looser, outcome.local) == (("d", "d-clause"), frozenset(), True)

    def test_a_looser_local_number_is_reported_and_the_superiors_stays(self) -> None:
        rows = [self.bound("township", 1, Window.TWO_YEARS, "t"), self.bound("central", 1, Window.YEAR, "c")]
        outcome = governing(rows)
        assert (outcome.governs, outcome.looser) == (("c", "c-clause"), {("t", "t-clause")})

    def test_local_silence_cancels_nothing_and_is_not_called_looser(self) -> None:
        outcome = governing([self.bound("central", 1, Window.YEAR, "c"), self.bound("city", None, Window.YEAR, "l")])
        assert (outcome.governs, outcome.looser) == (("c", "c-clause"), frozenset())

    def test_among_equals_the_superiors(self) -> None:
        outcome = governing([self.bound("city", 1, Window.YEAR, "l"), self.bound("province", 1, Window.YEAR, "p")])
        assert outcome.governs == ("p", "p-clause")

    def test_of_the_same_number_a_year_the_shorter_window_is_stricter(self) -> None:
        quarterly = self.bound("city", 1, Window.QUARTER, "q")[1]
        yearly = self.bound("city", 4, Window.YEAR, "y")[1]
        assert strictness(quarterly) > strictness(yearly)

    def test_without_a_number_a_shorter_window_is_not_stricter(self) -> None:
        rows = [self.bound("central", None, Window.YEAR, "c"), self.bound("city", None, Window.MONTH, "l")]
        outcome = governing(rows)
        assert (outcome.governs, outcome.local) == (("c", "c-clause"), False)

    def test_what_can_be_held_against_what(self) -> None:
        clauses = {clause.id: clause for _, document in load_all().values() for clause in document.clauses}
        evidenced, counted = clauses["c2006-resp-key-topics"], clauses["shunde2015-topic-annual"]
        times, days = clauses["jianxi2020-district-fund"], clauses["jianxi2020-sc-fund"]
        organisation, person = clauses["c2006-resp-meetings-periodic"], clauses["c2006-resp-debrief-include"]
        assert comparable(evidenced, counted)
        assert comparable(clauses["c2006-resp-contact-point-guide"], clauses["shunde2015-secretary-monthly-visit"])
        assert not comparable(times, days)
        assert not comparable(organisation, replace(person, duty=organisation.duty))
        assert not comparable(organisation, counted)

    def test_a_local_number_for_what_the_superior_only_wants_shown(self) -> None:
        book = town("shunde2015", "department_party_group")
        book.add("policy-c", issued("c2006_resp"), START)
        found = all_statuses(World(book.entries), TOWN, 2024, NEW_YEAR)
        [governs] = effective(found, "key_topic")
        assert (governs.clause, governs.light) == ("shunde2015-topic-annual", Light.MISSED)
        assert "stricter_than_superior" in governs.findings

    def test_a_number_for_the_secretary_decides_for_nobody_else(self) -> None:
        book = town("shunde2015", "department_party_group")
        book.add("policy-c", issued("c2006_resp"), START)
        found = all_statuses(World(book.entries), TOWN, 2024, NEW_YEAR)
        rows = [s for s in effective(found, "contact_point_visit") if s.window == "2024-03"]
        assert {(s.clause, s.person) for s in rows} == {
            ("shunde2015-secretary-monthly-visit", None),
            ("c2006-resp-contact-point-guide", DEPUTY),
        }

    def test_a_local_policy_that_ended_leaves_the_superiors_alone(self) -> None:
        book = town("shunde2015", "department_party_group")
        book.add("policy-c", issued("c2006_resp"), START)
        ended = policy.PolicySuperseded(last_day=date(2024, 6, 30), by=None, reason="废止")
        book.add("policy-" + "e" * 20, ended, date(2024, 6, 30))
        found = all_statuses(World(book.entries), TOWN, 2024, NEW_YEAR)
        [central] = [s for s in found if s.clause == "c2006-resp-meetings-periodic"]
        assert "stricter_governs" not in central.findings
        assert {s.window for s in effective(found, "body_meeting")} == {"2024", "2024-Q1", "2024-Q2"}


class TestReports:
    CLAUSE = "jianxi2020-annual-written-report"

    def test_returned_and_handed_in_again(self) -> None:
        book = town("jianxi2020", "street_working_committee")
        book.add("report-1", submitted(date(2024, 12, 25)), date(2024, 12, 25))
        back = report.ReportReturned(occurred_on=date(2024, 12, 28), reason="缺数据")
        book.add("report-1", back, date(2024, 12, 28))
        status = one(book, self.CLAUSE, "2024", date(2024, 12, 31))
        assert (status.light, [p.reason for p in status.passed]) == (Light.DUE, ["returned"])
        book.add("report-1", report.ReportResubmitted(occurred_on=date(2025, 1, 6), text=""), date(2025, 1, 6))
        status = one(book, self.CLAUSE, "2024", date(2025, 1, 8))
        assert (status.light, status.days_over, status.counted[0].late_days) == (Light.MET_LATE, 6, 6)

    def test_a_period_that_is_none_counts_nowhere(self) -> None:
        book = town("jianxi2020", "street_working_committee")
        book.add("report-1", submitted(MAY, period="去年"), MAY)
        assert one(book, self.CLAUSE, "2024", NEW_YEAR).count == 0


class TestItems:
    def item(self, **more: object) -> Fact:
        base = Fact(
            ref="list-1#1",
            kind=FactKind.LIST_ITEM,
            act="planned",
            organisation=TOWN,
            occurred_on=START,
            recorded_on=START,
            position=1,
            first_position=1,
            period="2024-09-30",
        )
        return base._replace(**more)  # type: ignore[arg-type]  # fields of the fact

    def test_due_overdue_done_late(self) -> None:
        assert item_status(self.item(), date(2024, 9, 30)).light is Light.DUE
        assert item_status(self.item(), date(2024, 10, 10)).days_over == 10
        done_late = self.item(spans=(Span(first=date(2024, 10, 3)),), recorded_on=date(2024, 10, 4), act="completed")
        status = item_status(done_late, date(2024, 10, 10))
        assert (status.light, status.days_over, status.entered_late_days) == (Light.MET_LATE, 3, 0)

    def test_without_a_time_limit_it_is_never_overdue(self) -> None:
        assert item_status(self.item(period=""), NEW_YEAR).light is Light.NO_MINIMUM


def test_clauses_are_chosen_by_kind_and_sector() -> None:
    document = load_all()["township"][1]
    ids = {clause.id for clause in clauses_for(document, "branch", "village")}
    assert "township-monthly-branch-meeting" in ids
    assert QUARTERLY not in ids
    assert clauses_for(document, "central", "none") == ()


def test_judging_twice_is_judging_once() -> None:
    book = town()
    book.add("meeting-1", held(MAY), MAY)
    world = World(book.entries)
    assert all_statuses(world, TOWN, 2024, NEW_YEAR) == all_statuses(world, TOWN, 2024, NEW_YEAR)
    assert VILLAGE in world.organisations
