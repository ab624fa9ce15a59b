"""Floating member: the class is the rule, the method the case."""

from datetime import date, timedelta
from typing import Any

import pytest
from deciding import fold, refusal, replaced
from hypothesis import given as given_any
from hypothesis import strategies as st

from domain import floating
from domain.floating import Assignment
from domain.kernel import Refused

HOME, COMMITTEE, TOWN = (f"org-{n:020x}" for n in (1, 2, 3))
HOST, HOST_COMMITTEE, EMPLOYER, ELSEWHERE = (f"org-{n:020x}" for n in (4, 5, 6, 7))
MEMBER, CERTIFICATE = f"person-{1:020x}", f"certificate-{1:020x}"
TODAY = date(2025, 6, 30)

HOME_LINE = {HOME: "branch", COMMITTEE: "grassroots_committee", TOWN: "township_committee"}
HOST_LINE = {HOST: "branch", HOST_COMMITTEE: "grassroots_committee"}

LEFT = floating.DepartureReported(
    person=MEMBER,
    organisation=HOME,
    destination="东江市",
    text="务工",
    occurred_on=date(2024, 2, 18),
    leaves_on=date(2024, 2, 25),
    expected_back=date(2025, 1, 20),
)
EDUCATED = floating.PreDepartureEducationGiven(occurred_on=date(2024, 2, 20))
STAMPED = floating.CertificateStamped(by=COMMITTEE, occurred_on=date(2024, 2, 21))
ISSUED = floating.CertificateIssued(number="001", occurred_on=date(2024, 2, 22))
ARRIVED = floating.InflowReported(inflow=HOST, occurred_on=date(2024, 3, 5))
VERIFIED = floating.CertificateVerified(occurred_on=date(2024, 3, 10))
FILED = floating.CertificateFiled(superior=HOST_COMMITTEE, occurred_on=date(2024, 3, 20))
ASSIGNED = floating.FloatingMemberAssigned(to=HOST, assignment=Assignment.RESIDENCE, occurred_on=date(2024, 3, 22))
AUDITED = floating.CertificateAudited(year=2024, by=HOST, occurred_on=date(2024, 12, 10))
RETURNED = floating.ReturnReported(occurred_on=date(2025, 1, 18))
HANDED_IN = floating.CertificateHandedIn(occurred_on=date(2025, 1, 19))
CHECKED = floating.CertificateChecked(occurred_on=date(2025, 1, 20), text="表现良好")

OUT = (LEFT, EDUCATED, STAMPED, ISSUED)
THERE = (*OUT, ARRIVED, VERIFIED, FILED, ASSIGNED)
OVER = (*THERE, RETURNED, HANDED_IN, CHECKED)

REPORT = floating.ReportDeparture(**{k: getattr(LEFT, k) for k in LEFT.__dataclass_fields__})
AGAIN = replaced(
    REPORT,
    occurred_on=date(2025, 2, 10),
    leaves_on=date(2025, 2, 15),
    expected_back=None,
)


def decide(state: floating.State | None, command: floating.Command) -> list[floating.Event]:
    filing = isinstance(command, floating.FileCertificate)
    return floating.decide(state, command, today=TODAY, line=HOST_LINE if filing else HOME_LINE, kind="branch")


def given(*events: floating.Event) -> floating.State | None:
    return fold(floating.evolve, *events)


def asked(event: Any, command: type, **changed: Any) -> Any:
    """The command that leads to the event."""
    fields = {k: getattr(event, k) for k in event.__dataclass_fields__}
    return command(certificate=CERTIFICATE, **{**fields, **changed})


EDUCATE = asked(EDUCATED, floating.GivePreDepartureEducation)
STAMP = asked(STAMPED, floating.StampCertificate)
ISSUE = asked(ISSUED, floating.IssueCertificate)
ARRIVE = asked(ARRIVED, floating.ReportInflow)
VERIFY = asked(VERIFIED, floating.VerifyCertificate)
FILE = asked(FILED, floating.FileCertificate)
ASSIGN = asked(ASSIGNED, floating.AssignFloatingMember)
AUDIT = asked(AUDITED, floating.AuditCertificate)
RETURN = asked(RETURNED, floating.ReportReturn)
HAND_IN = asked(HANDED_IN, floating.HandInCertificate)
CHECK = asked(CHECKED, floating.CheckCertificate)
CORRECT = floating.CorrectDeparture(
    certificate=CERTIFICATE,
    reason="登记有误",
    **{k: getattr(LEFT, k) for k in LEFT.__dataclass_fields__ if k not in ("person", "organisation")},
)
VOID = floating.VoidFloating(certificate=CERTIFICATE, reason="重复登记")
EVERY_STEP = (EDUCATE, STAMP, ISSUE, ARRIVE, VERIFY, FILE, ASSIGN, RETURN, HAND_IN, CHECK)


class TestTheWholeJourney:
    def test_step_by_step(self) -> None:
        state = None
        for event, command in zip(OVER, (REPORT, *EVERY_STEP), strict=True):
            assert decide(state, command) == ([event] if event is not ASSIGNED else [ASSIGNED])
            state = floating.evolve(state, event)
        assert state is not None
        assert (state.stage, state.parties, state.version) == ("closed", (HOME, HOST), len(OVER))

    @pytest.mark.parametrize(
        ("events", "stage"),
        [
            ((LEFT,), "departed"),
            ((LEFT, STAMPED), "stamped"),
            (OUT, "issued"),
            ((LEFT, ARRIVED), "arrived"),
            ((*OUT, ARRIVED, VERIFIED), "verified"),
            (THERE, "assigned"),
            ((*THERE, RETURNED), "returned"),
        ],
    )
    def test_the_furthest_step(self, events: Any, stage: str) -> None:
        state = given(*events)
        assert state is not None
        assert state.stage == stage


class TestOneValidCertificate:
    def test_a_second_departure_while_away(self) -> None:
        refused = refusal(decide, given(*THERE), AGAIN)
        assert (refused.code, refused.field, refused.clause) == ("still_away", "person", "c2006-float 二（一）1")

    def test_returned_but_not_checked_off(self) -> None:
        assert refusal(decide, given(*THERE, RETURNED, HANDED_IN), AGAIN).code == "still_away"

    def test_again_once_checked_off(self) -> None:
        (event,) = decide(given(*OVER), AGAIN)
        state = given(*OVER, event)
        assert state is not None
        assert (state.stage, state.host, state.audits, state.stands_at) == (
            "departed",
            None,
            frozenset(),
            len(OVER) + 1,
        )

    def test_again_once_voided(self) -> None:
        assert decide(given(*OUT, floating.FloatingVoided(reason="误")), REPORT) == [LEFT]

    def test_not_before_the_last_return(self) -> None:
        early = replaced(AGAIN, leaves_on=date(2025, 1, 10))
        assert refusal(decide, given(*OVER), early).field == "leaves_on"
        voided = (*OVER, replaced(LEFT, occurred_on=date(2025, 2, 1), leaves_on=date(2025, 2, 1), expected_back=None))
        state = given(*voided, floating.FloatingVoided(reason="误"))
        assert refusal(decide, state, early).code == "before_last_return"


class TestTheReport:
    def test_after_leaving_is_late_and_not_refused(self) -> None:
        late = replaced(REPORT, occurred_on=date(2024, 3, 30))
        assert decide(None, late)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"text": " "}, "text"),
            ({"destination": ""}, "destination"),
            ({"expected_back": date(2024, 2, 24)}, "expected_back"),
            ({"occurred_on": date(2025, 7, 1)}, "occurred_on"),
        ],
    )
    def test_what_it_says(self, changed: dict[str, Any], field: str) -> None:
        assert refusal(decide, None, replaced(REPORT, **changed)).field == field


class TestBeforeLeaving:
    def test_instruction_lies_before_leaving(self) -> None:
        refused = refusal(decide, given(LEFT), replaced(EDUCATE, occurred_on=date(2024, 2, 26)))
        assert (refused.code, refused.clause) == ("after_leaving", "c2006-float 二（一）1")

    def test_a_late_report_does_not_hold_it_back(self) -> None:
        late = given(replaced(LEFT, occurred_on=date(2024, 3, 30)))
        assert decide(late, replaced(EDUCATE, occurred_on=date(2024, 2, 25)))

    @pytest.mark.parametrize("command", [EDUCATE, STAMP, ISSUE])
    def test_once(self, command: Any) -> None:
        assert refusal(decide, given(*OUT), command).code == "already_done"


class TestStampedThenIssued:
    """S32: a branch issues without the stamp."""

    def test_issued_before_stamping(self) -> None:
        refused = refusal(decide, given(LEFT, EDUCATED), ISSUE)
        assert (refused.code, refused.clause) == ("not_stamped", "c2006-float 三（一）")

    def test_not_issued_before_the_day_of_the_stamp(self) -> None:
        assert (
            refusal(decide, given(LEFT, STAMPED), replaced(ISSUE, occurred_on=date(2024, 2, 20))).code == "out_of_order"
        )

    @pytest.mark.parametrize("by", [COMMITTEE, TOWN])
    def test_a_base_committee_above(self, by: str) -> None:
        assert decide(given(LEFT), replaced(STAMP, by=by))

    def test_a_base_committee_that_is_the_branch_left(self) -> None:
        line = {HOME: "grassroots_committee"}
        assert floating.decide(given(LEFT), replaced(STAMP, by=HOME), today=TODAY, line=line)

    def test_not_the_branch_itself(self) -> None:
        refused = refusal(decide, given(LEFT), replaced(STAMP, by=HOME))
        assert (refused.code, refused.field) == ("not_base_committee", "by")

    def test_not_somebody_elses(self) -> None:
        assert refusal(decide, given(LEFT), replaced(STAMP, by=HOST_COMMITTEE)).code == "not_above_branch"

    def test_issued_after_leaving_is_late_and_not_refused(self) -> None:
        assert decide(given(LEFT, STAMPED), replaced(ISSUE, occurred_on=date(2024, 4, 1)))


class TestAtTheNewPlace:
    @pytest.mark.parametrize("command", [VERIFY, FILE, ASSIGN])
    def test_reported_in_first(self, command: Any) -> None:
        assert refusal(decide, given(*OUT), command).code == "not_arrived"

    @pytest.mark.parametrize("command", [FILE, ASSIGN])
    def test_verified_first(self, command: Any) -> None:
        refused = refusal(decide, given(*OUT, ARRIVED), command)
        assert (refused.code, refused.clause) == ("not_verified", "c2006-float 三（一）")

    def test_without_certificate_one_reports_in_but_is_not_verified(self) -> None:
        assert decide(given(LEFT), ARRIVE) == [ARRIVED]
        assert refusal(decide, given(LEFT, ARRIVED), VERIFY).code == "not_issued"

    def test_not_before_leaving(self) -> None:
        assert refusal(decide, given(*OUT), replaced(ARRIVE, occurred_on=date(2024, 2, 24))).code == "out_of_order"

    def test_not_at_home(self) -> None:
        assert refusal(decide, given(*OUT), replaced(ARRIVE, inflow=HOME)).code == "own_branch"

    def test_not_twice_at_one_place(self) -> None:
        assert (
            refusal(decide, given(*OUT, ARRIVED), replaced(ARRIVE, occurred_on=date(2024, 4, 1))).code
            == "already_there"
        )

    def test_moving_on_begins_anew(self) -> None:
        (event,) = decide(given(*THERE), replaced(ARRIVE, inflow=ELSEWHERE, occurred_on=date(2024, 9, 1)))
        state = given(*THERE, event)
        assert state is not None
        assert (state.stage, state.parties) == ("arrived", (HOME, ELSEWHERE))
        assert refusal(decide, state, FILE).code == "not_verified"

    @pytest.mark.parametrize("superior", [HOST, TOWN])
    def test_filed_with_a_superior(self, superior: str) -> None:
        refused = refusal(decide, given(*OUT, ARRIVED, VERIFIED), replaced(FILE, superior=superior))
        assert (refused.code, refused.field) == ("not_superior", "superior")

    def test_assigning_need_not_wait_for_filing(self) -> None:
        state = given(*OUT, ARRIVED, VERIFIED, ASSIGNED)
        assert decide(state, FILE) == [FILED]


class TestExactlyOneOrganisation:
    def test_another_takes_the_place_of_the_first(self) -> None:
        later = replaced(ASSIGN, to=EMPLOYER, assignment=Assignment.EMPLOYER, occurred_on=date(2024, 6, 1))
        (event,) = decide(given(*THERE), later)
        state = given(*THERE, event)
        assert state is not None
        assert (state.assigned, state.parties) == (EMPLOYER, (HOME, HOST, EMPLOYER))

    def test_the_same_again(self) -> None:
        later = replaced(ASSIGN, occurred_on=date(2024, 6, 1))
        assert refusal(decide, given(*THERE), later).code == "already_assigned"

    def test_where_the_employer_has_one(self) -> None:
        state = given(*OUT, ARRIVED, VERIFIED)
        refused = refusal(decide, state, replaced(ASSIGN, employer=EMPLOYER))
        assert (refused.code, refused.clause) == ("employer_first", "c2006-float 三（二）")
        (event,) = decide(state, replaced(ASSIGN, to=EMPLOYER, assignment=Assignment.EMPLOYER))
        assert event == replaced(ASSIGNED, to=EMPLOYER, assignment=Assignment.EMPLOYER, employer=EMPLOYER)

    @pytest.mark.parametrize("kind", ["office", "district_committee", ""])
    def test_only_a_base_organisation(self, kind: str) -> None:
        with pytest.raises(Refused, match="not_base_organisation"):
            floating.decide(given(*OUT, ARRIVED, VERIFIED), ASSIGN, today=TODAY, kind=kind)

    def test_not_at_home(self) -> None:
        assert (
            refusal(decide, given(*OUT, ARRIVED, VERIFIED), replaced(ASSIGN, to=HOME)).code == "not_base_organisation"
        )


class TestAuditedOnceAYear:
    @pytest.mark.parametrize("by", [HOME, HOST])
    def test_by_either_side(self, by: str) -> None:
        assert decide(given(*THERE), replaced(AUDIT, by=by))

    def test_not_by_others(self) -> None:
        refused = refusal(decide, given(*THERE), replaced(AUDIT, by=TOWN))
        assert (refused.code, refused.field) == ("not_the_members_branch", "by")

    def test_not_by_the_other_side_again(self) -> None:
        refused = refusal(decide, given(*THERE, AUDITED), replaced(AUDIT, by=HOME))
        assert (refused.code, refused.clause) == ("audited", "c2006-float 三（一）")

    @pytest.mark.parametrize("year", [2023, 2025])
    def test_of_a_year_of_the_certificate(self, year: int) -> None:
        assert refusal(decide, given(*THERE), replaced(AUDIT, year=year)).code == "wrong_year"

    def test_not_before_it_was_issued(self) -> None:
        assert refusal(decide, given(LEFT, STAMPED), AUDIT).code == "not_issued"


class TestAway:
    YEARLY = floating.ReportAnnualContact(
        certificate=CERTIFICATE, year=2024, recipient=HOME, occurred_on=date(2024, 12, 20), text="思想、工作、组织生活"
    )
    LIFE = floating.RecordOrganisationLife(certificate=CERTIFICATE, occurred_on=date(2024, 5, 1), text="支部党员大会")
    MOVED = floating.ReportLocationChange(
        certificate=CERTIFICATE, destination="西江市", recipients=(HOME, HOST), occurred_on=date(2024, 8, 1)
    )
    LOST = floating.LoseContact(certificate=CERTIFICATE, occurred_on=date(2024, 8, 1), text="电话停机")
    FOUND = floating.RestoreContact(certificate=CERTIFICATE, occurred_on=date(2024, 9, 1), text="本人来电")

    def test_the_yearly_report_goes_to_the_place_left(self) -> None:
        assert decide(given(*THERE), self.YEARLY)
        refused = refusal(decide, given(*THERE), replaced(self.YEARLY, recipient=HOST))
        assert (refused.code, refused.field, refused.clause) == (
            "not_to_the_place_left",
            "recipient",
            "c2006-float 二（三）3",
        )

    def test_twice_a_year_is_more_than_asked(self) -> None:
        state = given(*THERE, *decide(given(*THERE), self.YEARLY))
        assert decide(state, replaced(self.YEARLY, occurred_on=date(2024, 12, 28)))

    def test_life_there_begins_with_arriving(self) -> None:
        assert decide(given(*THERE), self.LIFE)
        assert refusal(decide, given(*OUT), self.LIFE).code == "not_arrived"

    def test_a_change_goes_to_somebody(self) -> None:
        assert decide(given(*THERE), replaced(self.MOVED, recipients=(HOST,)))
        assert refusal(decide, given(*THERE), replaced(self.MOVED, recipients=())).field == "recipients"

    def test_lost_and_found(self) -> None:
        assert refusal(decide, given(*THERE), self.FOUND).code == "not_lost"
        lost = given(*THERE, *decide(given(*THERE), self.LOST))
        assert refusal(decide, lost, self.LOST).code == "already_done"
        found = given(*THERE, *decide(given(*THERE), self.LOST), *decide(lost, self.FOUND))
        assert refusal(decide, found, self.LOST).code == "out_of_order"
        assert decide(found, replaced(self.LOST, occurred_on=date(2024, 10, 1)))

    def test_written_down_after_the_return(self) -> None:
        back = given(*THERE, RETURNED)
        assert decide(back, self.LIFE)
        assert refusal(decide, back, replaced(self.LIFE, occurred_on=date(2025, 1, 19))).code == "after_return"

    @pytest.mark.parametrize(
        "command",
        [
            floating.SendNotice(certificate=CERTIFICATE, occurred_on=date(2024, 6, 1), text="支部换届"),
            floating.FeedSituationBack(certificate=CERTIFICATE, occurred_on=date(2024, 6, 1), text="表现良好"),
        ],
    )
    def test_telling_says_something(self, command: Any) -> None:
        assert decide(given(*THERE), command)
        assert refusal(decide, given(*THERE), replaced(command, text="")).field == "text"


class TestComingBack:
    def test_in_order(self) -> None:
        assert refusal(decide, given(*THERE), HAND_IN).code == "not_returned"
        assert refusal(decide, given(*THERE), CHECK).code == "not_returned"
        assert refusal(decide, given(*THERE, RETURNED), CHECK).code == "not_handed_in"

    def test_without_certificate_there_is_none_to_hand_in(self) -> None:
        back = given(LEFT, RETURNED)
        assert refusal(decide, back, HAND_IN).code == "not_issued"
        assert decide(back, CHECK) == [CHECKED]

    def test_the_check_says_what_was_found(self) -> None:
        assert refusal(decide, given(*THERE, RETURNED, HANDED_IN), replaced(CHECK, text="")).field == "text"

    def test_not_back_before_the_last_thing_away(self) -> None:
        assert refusal(decide, given(*THERE), replaced(RETURN, occurred_on=date(2024, 3, 21))).code == "out_of_order"

    @pytest.mark.parametrize("command", EVERY_STEP)
    def test_nothing_more_once_it_is_over(self, command: Any) -> None:
        assert refusal(decide, given(*OVER), command).code == "closed"


class TestCorrectionsAndVoiding:
    def test_it_points_at_what_was_wrong(self) -> None:
        (event,) = decide(given(*THERE), replaced(CORRECT, destination="北江市"))
        assert event == floating.DepartureCorrected(
            corrects=1, departure=replaced(LEFT, destination="北江市"), reason="登记有误"
        )
        assert decide(given(*THERE), CORRECT) == []

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"leaves_on": date(2024, 3, 6)}, "leaving_after_arrival"),
            ({"leaves_on": date(2024, 2, 19)}, "after_leaving"),
            ({"occurred_on": date(2024, 2, 22)}, "after_next_step"),
        ],
    )
    def test_it_does_not_overtake_what_followed(self, changed: dict[str, Any], code: str) -> None:
        assert refusal(decide, given(*THERE), replaced(CORRECT, **changed)).code == code

    def test_voided_takes_nothing_more(self) -> None:
        (event,) = decide(given(*THERE), VOID)
        assert refusal(decide, given(*THERE, event), RETURN).code == "voided"
        assert refusal(decide, None, VOID).code == "unknown"


@given_any(st.permutations(EVERY_STEP), st.integers(0, 400))
def test_in_whatever_order_no_certificate_is_issued_unstamped_nor_checked_unreturned(
    order: list[Any], shift: int
) -> None:
    state = given(LEFT)
    for command in order:
        try:
            events = decide(state, replaced(command, occurred_on=command.occurred_on + timedelta(days=shift)))
        except Refused:
            continue
        for event in events:
            state = floating.evolve(state, event)
    assert state is not None
    assert state.issued_on is None or (state.stamped_on is not None and state.stamped_on <= state.issued_on)
    assert state.verified_on is None or (state.issued_on is not None and state.issued_on <= state.verified_on)
    assert state.checked_on is None or (state.returned_on is not None and state.returned_on <= state.checked_on)
