"""Facts of floating members, dues, commitments and receptions: whose duty each step is, and what a correction takes."""

from datetime import date
from typing import Any

from deciding import replaced
from logbook import Logbook
from test_commitment import ACCEPTED, CONFIRMED, FULFILLED, MADE, RETURNED, REVISED
from test_dues import DIFFICULT, PAID
from test_floating import ARRIVED, AUDITED, CERTIFICATE, HOME, HOST, LEFT, MEMBER, OVER, THERE
from test_reception import EXPLAINED, HELD, RAISED, SOLVED, TOLD

from domain import commitment, dues, floating, reception
from domain.fact import Fact, FactKind
from domain.reading.facts import changes
from domain.reading.kinds import KINDS
from domain.reading.kinds import commitment as commitment_reader
from domain.reading.kinds import dues as dues_reader
from domain.reading.kinds import floating as floating_reader
from domain.reading.kinds import reception as reception_reader
from domain.vocabulary import EVENTS

READERS = (floating_reader, dues_reader, commitment_reader, reception_reader)


def facts_of(stream: str, *events: Any) -> dict[str, Fact]:
    """The facts that stand after the events, by what follows the stream in their refs."""
    book, facts = Logbook(), dict[str, Fact]()
    for event in events:
        entry = book.add(stream, event, date(2025, 6, 1))
        for ref, fact in changes(entry, facts.get):
            if fact is None:
                facts.pop(ref, None)
            else:
                assert fact.ref == ref
                facts[ref] = fact
    return {ref.removeprefix(stream): fact for ref, fact in facts.items()}


def test_every_event_is_read_or_ignored() -> None:
    for reader in READERS:
        assert reader in KINDS
        kind = reader.__name__.rpartition(".")[2]
        there = {event for event in EVENTS.values() if event.__module__ == f"domain.{kind}"}
        assert there == {*reader.READS, *reader.IGNORES}
        assert not {*reader.READS} & {*reader.IGNORES}


class TestAJourney:
    def test_each_step_is_the_duty_of_its_side(self) -> None:
        found = facts_of(CERTIFICATE, *OVER)
        sides = {fact.act: fact.organisation for fact in found.values()}
        assert {act for act, body in sides.items() if body == HOST} == {
            "inflow_reported",
            "verified",
            "filed",
            "assigned",
        }
        assert {act for act, body in sides.items() if body == HOME} == {
            "departure_reported",
            "educated",
            "issued",
            "returned",
            "handed_in",
            "checked",
        }
        assert {fact.performers for fact in found.values()} == {(MEMBER,)}
        assert {fact.kind for fact in found.values()} == {FactKind.FLOATING}

    def test_the_audit_is_of_both(self) -> None:
        found = facts_of(CERTIFICATE, *THERE, AUDITED)
        audits = {ref: fact.organisation for ref, fact in found.items() if fact.act == "audited"}
        assert audits == {"#9": HOME, "#9-host": HOST}

    def test_a_change_is_of_those_who_were_told(self) -> None:
        moved = floating.LocationChangeReported(destination="西江市", recipients=(HOST,), occurred_on=date(2024, 8, 1))
        found = facts_of(CERTIFICATE, *THERE, moved, replaced(moved, recipients=(HOME, HOST)))
        told = {ref: fact.organisation for ref, fact in found.items() if fact.act == "location_change"}
        assert told == {"#9-host": HOST, "#10": HOME, "#10-host": HOST}

    def test_the_yearly_report_names_its_year_and_recipient(self) -> None:
        yearly = floating.AnnualContactReported(year=2024, recipient=HOME, occurred_on=date(2024, 12, 1))
        fact = facts_of(CERTIFICATE, *THERE, yearly)["#9"]
        assert (fact.act, fact.organisation, fact.period, fact.recipient) == ("contact_report", HOME, "2024", HOME)

    def test_voiding_takes_the_present_journey_only(self) -> None:
        again = replaced(LEFT, occurred_on=date(2025, 2, 1), leaves_on=date(2025, 2, 1))
        found = facts_of(CERTIFICATE, *OVER, again, ARRIVED, floating.FloatingVoided(reason="误"))
        assert len(found) == len(OVER)
        assert not facts_of(CERTIFICATE, *THERE, AUDITED, floating.FloatingVoided(reason="误"))

    def test_a_correction_stands_in_the_place_of_the_departure(self) -> None:
        fresh = replaced(LEFT, destination="西江市")
        found = facts_of(CERTIFICATE, *THERE, floating.DepartureCorrected(corrects=1, departure=fresh, reason="误"))
        assert (found["#1"].title, found["#1"].corrected) == ("西江市", True)

    def test_each_journey_has_its_number(self) -> None:
        again = replaced(LEFT, occurred_on=date(2025, 2, 1), leaves_on=date(2025, 2, 1))
        found = facts_of(CERTIFICATE, *OVER, again, ARRIVED)
        first, second = f"#{len(OVER) + 1}", f"#{len(OVER) + 2}"
        assert {fact.case for ref, fact in found.items() if ref not in (first, second)} == {"1"}
        assert {found[first].case, found[second].case} == {first[1:]}
        fresh = floating.DepartureCorrected(corrects=len(OVER) + 1, departure=again, reason="误")
        assert facts_of(CERTIFICATE, *OVER, again, fresh)[first].case == first[1:]


class TestDues:
    def test_every_month_is_a_fact(self) -> None:
        found = facts_of("dues-1-2024", PAID, DIFFICULT)
        assert {ref: (fact.act, fact.period) for ref, fact in found.items()} == {
            "#1-01": ("dues_paid", "2024-01"),
            "#1-02": ("dues_paid", "2024-02"),
            "#1-03": ("dues_paid", "2024-03"),
            "#2-Q1": ("dues_difficulty", "2024-Q1"),
        }

    def test_corrected_and_voided(self) -> None:
        fresh = replaced(PAID, months=(3, 4), occurred_on=date(2024, 4, 2))
        mended = facts_of("dues-1-2024", PAID, dues.PaymentCorrected(payment=1, paid=fresh, reason="误"))
        assert {ref: fact.corrected for ref, fact in mended.items()} == {"#1-03": True, "#1-04": True}
        assert facts_of("dues-1-2024", PAID, dues.PaymentVoided(payment=1, reason="误")) == {}


class TestACommitment:
    def test_made_and_what_came_of_it(self) -> None:
        found = facts_of("commitment-1", MADE, ACCEPTED, FULFILLED, CONFIRMED)
        assert {ref: fact.act for ref, fact in found.items()} == {
            "": "commitment",
            "#2": "commitment_accepted",
            "#3": "commitment_fulfilled",
            "#4": "commitment_confirmed",
        }
        assert {fact.performers for fact in found.values()} == {(MADE.person,)}

    def test_revised_corrected_voided(self) -> None:
        assert facts_of("commitment-1", MADE, RETURNED, REVISED)[""].title == REVISED.title
        other = replaced(MADE, person="person-other")
        mended = facts_of(
            "commitment-1",
            MADE,
            ACCEPTED,
            commitment.CommitmentCorrected(corrects=1, made=other, reason="误"),
        )
        assert {fact.performers for fact in mended.values()} == {("person-other",)}
        assert facts_of("commitment-1", MADE, ACCEPTED, commitment.CommitmentVoided(reason="误")) == {}


class TestAReception:
    def test_held_and_what_was_done(self) -> None:
        found = facts_of("reception-1", HELD, RAISED, EXPLAINED, SOLVED, TOLD)
        assert {ref: fact.act for ref, fact in found.items()} == {
            "": "mass_reception",
            "#2": "issue_raised",
            "#3": "issue_explained",
            "#4": "issue_resolved",
            "#5": "issue_fed_back",
        }
        assert {fact.performers for fact in found.values()} == {HELD.receivers}

    def test_voiding_an_issue_takes_its_steps(self) -> None:
        second = replaced(RAISED, number=2)
        found = facts_of("reception-1", HELD, RAISED, second, SOLVED, reception.IssueVoided(number=1, reason="误"))
        assert set(found) == {"", "#3"}
        assert facts_of("reception-1", HELD, RAISED, reception.ReceptionVoided(reason="误")) == {}
