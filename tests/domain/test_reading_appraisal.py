"""Facts of debriefings, appraisals and sheets: what rules can count of them, halves and corrections included."""

from dataclasses import replace
from datetime import date

import pytest
from logbook import DISTRICT, SECRETARY, START, TOWN, Logbook, appointed, issued, registered

from domain import appraisal, debrief, sheet
from domain.evaluator import all_statuses
from domain.fact import FactKind
from domain.reading import World
from domain.reading.kinds import appraisal as appraisals
from domain.reading.kinds import debrief as debriefs
from domain.reading.kinds import sheet as sheets
from domain.rule import Light

DEBRIEF, ROUND, SHEET = "debrief-" + "4" * 20, "appraisal-" + "5" * 20, "sheet-" + "5" * 20 + "-o" + "a" * 20
DELIVERED = debrief.DebriefDelivered(
    organisation=TOWN,
    person=SECRETARY,
    recipient=DISTRICT,
    type=debrief.Type.PARTY_BUILDING,
    form=debrief.Form.ON_SITE,
    period="2024",
    title="述职",
    occurred_on=date(2024, 12, 18),
    duties=("shunde2015-secretary-annual-debrief",),
)
EVALUATED = debrief.DebriefEvaluated(occurred_on=date(2025, 1, 16), grade=debrief.Grade.GOOD)
OPENED = appraisal.AppraisalOpened(
    organisation=DISTRICT,
    subjects=appraisal.Subjects.ORGANISATION,
    period="2024",
    title="年度考核",
    occurred_on=date(2024, 1, 10),
    indicators=(),
)
FIXED = appraisal.IndicatorsFixed(occurred_on=date(2024, 2, 1))
SHEET_OPENED = sheet.SheetOpened(
    appraisal=ROUND,
    organisation=TOWN,
    appraiser=DISTRICT,
    subject=TOWN,
    title="年度考核",
    period="2024",
    occurred_on=date(2024, 12, 20),
)
USED = sheet.ResultUsed(use=sheet.Use.TRAINING, occurred_on=date(2025, 2, 1), text="列入培训")
DAY = date(2025, 2, 2)


def logged(stream: str, *events: object) -> World:
    book = Logbook()
    for event in events:
        book.add(stream, event, DAY)
    return World(book.entries)


@pytest.mark.parametrize(("kind", "reader"), [(debrief, debriefs), (appraisal, appraisals), (sheet, sheets)])
def test_every_event_is_read_or_left_alone(kind: object, reader: object) -> None:
    named = {*reader.READS, *reader.IGNORES}  # type: ignore[attr-defined]
    assert named == set(kind.Event.__args__)  # type: ignore[attr-defined]


class TestDebrief:
    def test_two_halves(self) -> None:
        facts = logged(DEBRIEF, DELIVERED, EVALUATED).facts
        first, second = facts[DEBRIEF], facts[f"{DEBRIEF}#2"]
        assert (first.kind, first.act, first.occurred_on) == (
            FactKind.DEBRIEF,
            "debrief_delivered",
            date(2024, 12, 18),
        )
        assert (second.act, second.occurred_on) == ("debrief_evaluated", date(2025, 1, 16))
        for one in (first, second):
            assert (one.organisation, one.performers, one.recipient, one.period) == (
                TOWN,
                (SECRETARY,),
                DISTRICT,
                "2024",
            )
            assert one.duties == DELIVERED.duties

    def test_on_paper_is_another_act(self) -> None:
        assert logged(DEBRIEF, replace(DELIVERED, form=debrief.Form.WRITTEN)).facts[DEBRIEF].act == "debrief_written"

    def test_a_corrected_delivery_reaches_its_evaluation(self) -> None:
        right = replace(DELIVERED, person="person-" + "7" * 20, period="2023")
        corrected = debrief.DebriefCorrected(corrects=1, delivered=right, reason="误")
        facts = logged(DEBRIEF, DELIVERED, EVALUATED, corrected).facts
        for ref in (DEBRIEF, f"{DEBRIEF}#2"):
            assert (facts[ref].performers, facts[ref].period) == ((right.person,), "2023")
        assert facts[DEBRIEF].corrected

    def test_a_corrected_evaluation_keeps_its_place(self) -> None:
        right = replace(EVALUATED, occurred_on=date(2025, 1, 10))
        corrected = debrief.EvaluationCorrected(corrects=2, evaluated=right, reason="误")
        facts = logged(DEBRIEF, DELIVERED, EVALUATED, corrected).facts
        assert set(facts) == {DEBRIEF, f"{DEBRIEF}#2"}
        again = facts[f"{DEBRIEF}#2"]
        assert (again.occurred_on, again.corrected, again.first_position) == (date(2025, 1, 10), True, 2)

    def test_voided_takes_both_away(self) -> None:
        assert not logged(DEBRIEF, DELIVERED, EVALUATED, debrief.DebriefVoided(reason="误")).facts


class TestIntegrity:
    """c2006-resp 四¶1: the debriefing on duty and integrity must have a part on party building."""

    INTEGRITY = replace(DELIVERED, type=debrief.Type.INTEGRITY, form=debrief.Form.WRITTEN, sections=("party_building",))

    def test_it_stands_a_second_time(self) -> None:
        facts = logged(DEBRIEF, self.INTEGRITY, EVALUATED).facts
        assert set(facts) == {DEBRIEF, f"{DEBRIEF}#1", f"{DEBRIEF}#2"}
        again = facts[f"{DEBRIEF}#1"]
        assert (again.act, again.performers, again.sections) == ("integrity_debrief", (SECRETARY,), ("party_building",))

    def test_corrected_and_voided(self) -> None:
        other = debrief.DebriefCorrected(corrects=1, delivered=DELIVERED, reason="误")
        assert set(logged(DEBRIEF, self.INTEGRITY, other).facts) == {DEBRIEF}
        back = debrief.DebriefCorrected(corrects=2, delivered=self.INTEGRITY, reason="误")
        facts = logged(DEBRIEF, self.INTEGRITY, other, back).facts
        assert facts[f"{DEBRIEF}#1"].corrected
        assert not logged(DEBRIEF, self.INTEGRITY, EVALUATED, debrief.DebriefVoided(reason="误")).facts


class TestDebriefsCountForTheSecretarysDuty:
    """shunde2015 四（二）4: delivered and evaluated are both needed, each on the year it is about."""

    def status(self, *events: object, as_of: date) -> tuple[Light, int]:
        book = Logbook()
        book.add(DISTRICT, registered("district_committee", None), START)
        book.add(TOWN, registered("town_committee", DISTRICT), START)
        book.add("posts-" + "a" * 20, appointed(SECRETARY, "secretary"), START)
        book.add("policy-" + "1" * 20, issued("shunde2015"), START)
        for event in events:
            book.add(DEBRIEF, event, as_of)
        found = all_statuses(World(book.entries), TOWN, 2024, as_of)
        (one,) = [s for s in found if s.clause == "shunde2015-secretary-annual-debrief"]
        return one.light, one.count

    def test_both_halves(self) -> None:
        assert self.status(DELIVERED, EVALUATED, as_of=date(2025, 1, 16)) == (Light.MET_LATE, 1)

    def test_one_half(self) -> None:
        assert self.status(DELIVERED, as_of=date(2025, 1, 16)) == (Light.MISSED, 0)

    def test_on_paper_only(self) -> None:
        paper = replace(DELIVERED, form=debrief.Form.WRITTEN)
        assert self.status(paper, EVALUATED, as_of=date(2025, 1, 16))[1] == 0


class TestAppraisal:
    def test_opened_and_fixed(self) -> None:
        facts = logged(ROUND, OPENED, FIXED).facts
        assert (facts[ROUND].act, facts[ROUND].organisation) == ("appraisal", DISTRICT)
        fixed = facts[f"{ROUND}#2"]
        assert (fixed.act, fixed.occurred_on, fixed.period) == ("indicators_issued", date(2024, 2, 1), "2024")

    def test_corrected(self) -> None:
        corrected = appraisal.AppraisalCorrected(corrects=1, opened=replace(OPENED, period="2023"), reason="误")
        facts = logged(ROUND, OPENED, FIXED, corrected).facts
        assert {fact.period for fact in facts.values()} == {"2023"}

    def test_voided(self) -> None:
        assert not logged(ROUND, OPENED, FIXED, appraisal.AppraisalVoided(reason="误")).facts


class TestSheet:
    def test_appraised_and_used(self) -> None:
        facts = logged(SHEET, SHEET_OPENED, USED).facts
        assert (facts[SHEET].act, facts[SHEET].organisation, facts[SHEET].recipient) == ("appraised", TOWN, DISTRICT)
        used = facts[f"{SHEET}#2"]
        assert (used.act, used.organisation, used.unit) == ("result_used", DISTRICT, TOWN)

    def test_a_person(self) -> None:
        assert logged(SHEET, replace(SHEET_OPENED, subject=SECRETARY)).facts[SHEET].performers == (SECRETARY,)

    def test_voided(self) -> None:
        assert not logged(SHEET, SHEET_OPENED, sheet.SheetVoided(reason="误")).facts
