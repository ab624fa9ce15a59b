"""Facts of cases, measures and commendations: what rules can count of them, and how long each stands."""

from dataclasses import replace
from datetime import date
from types import ModuleType
from typing import get_args

import pytest
from logbook import DISTRICT, SECRETARY, TOWN, VILLAGE, Logbook

from domain import accountability, commendation, measure
from domain.fact import Fact, FactKind, Span
from domain.reading import World
from domain.reading.kinds import accountability as cases
from domain.reading.kinds import commendation as commendations
from domain.reading.kinds import measure as measures

CASE, MEASURE, HONOUR = "accountability-" + "6" * 20, "measure-" + "7" * 20, "commendation-" + "8" * 20
MEETING = "meeting-" + "9" * 20
OPENED = accountability.CaseOpened(
    organisation=DISTRICT,
    subject=TOWN,
    person=SECRETARY,
    policy="policy-" + "1" * 20,
    clause="township-quarterly-committee-meeting",
    route=accountability.Route.SUPERIOR,
    due_on=date(2024, 6, 30),
    title="未研究党建",
    occurred_on=date(2025, 1, 10),
)
DECIDED = accountability.CaseDecided(occurred_on=date(2025, 3, 1), held=True, meeting=MEETING, document="", text="理由")
ADMONISHED = accountability.ConsequenceImposed(
    consequence=accountability.Consequence.ADMONITION,
    occurred_on=date(2025, 3, 2),
    document="",
    ends_on=date(2025, 9, 2),
)
APPEAL = accountability.AppealDecided(
    occurred_on=date(2025, 4, 1), by=VILLAGE, outcome=accountability.Outcome.UPHELD, document="", text="维持"
)
TAKEN = measure.MeasureTaken(
    organisation=DISTRICT,
    type=measure.Type.NOTICE_OF_CRITICISM,
    about=SECRETARY,
    subject=TOWN,
    ground=measure.Ground.WEAK_WORK,
    title="抓党建不力",
    occurred_on=date(2024, 5, 20),
    duties=("township-criticise-rectify",),
)
GRANTED = commendation.CommendationGranted(
    organisation=DISTRICT,
    honour=commendation.Honour.MODEL,
    recipients=(SECRETARY, TOWN, VILLAGE),
    title="先进典型",
    occurred_on=date(2024, 7, 1),
    duties=("c2006-serve-commend-models",),
)
DAY = date(2025, 6, 1)


def facts(stream: str, *events: object) -> dict[str, Fact]:
    book = Logbook()
    for event in events:
        book.add(stream, event, DAY)
    return World(book.entries).facts


@pytest.mark.parametrize(
    ("kind", "reader"), [(accountability, cases), (measure, measures), (commendation, commendations)]
)
def test_every_event_is_read_or_ignored(kind: ModuleType, reader: ModuleType) -> None:
    assert {*reader.READS, *reader.IGNORES} == set(get_args(kind.Event))
    assert not {*reader.READS} & {*reader.IGNORES}


class TestACase:
    def test_is_the_deciders_and_names_person_and_place(self) -> None:
        (fact,) = facts(CASE, OPENED).values()
        assert (fact.kind, fact.act, fact.organisation) == (FactKind.ACCOUNTABILITY, "accountability", DISTRICT)
        assert (fact.performers, fact.unit, fact.topics) == ((SECRETARY,), TOWN, ("superior",))
        (body,) = facts(CASE, replace(OPENED, person=None)).values()
        assert body.performers == ()

    def test_decision_and_consequence_are_facts_of_their_own(self) -> None:
        found = facts(CASE, OPENED, DECIDED, ADMONISHED)
        decided, admonished = found[f"{CASE}#2"], found[f"{CASE}#3"]
        assert (decided.act, decided.form, decided.spans) == (
            "accountability_decided",
            "held",
            (Span(first=date(2025, 3, 1)),),
        )
        assert (admonished.act, admonished.spans[-1].last) == ("admonition", date(2025, 9, 2))

    @pytest.mark.parametrize(
        ("outcome", "decision", "consequence"),
        [
            (accountability.Outcome.UPHELD, None, date(2025, 9, 2)),
            (accountability.Outcome.CHANGED, None, date(2025, 3, 31)),
            (accountability.Outcome.REVOKED, date(2025, 3, 31), date(2025, 3, 31)),
        ],
    )
    def test_an_appeal_ends_what_it_takes_away(
        self, outcome: accountability.Outcome, decision: date | None, consequence: date
    ) -> None:
        found = facts(CASE, OPENED, DECIDED, ADMONISHED, replace(APPEAL, outcome=outcome))
        assert found[f"{CASE}#2"].spans[-1].last == decision
        assert found[f"{CASE}#3"].spans[-1].last == consequence

    def test_a_later_decision_takes_the_place_of_the_first(self) -> None:
        later = replace(DECIDED, occurred_on=date(2025, 5, 1), held=False)
        found = facts(CASE, OPENED, DECIDED, ADMONISHED, accountability.CaseClosed(occurred_on=date(2025, 4, 2)), later)
        assert found[CASE].spans[-1].last == date(2025, 4, 2)
        assert found[f"{CASE}#2"].spans[-1].last == found[f"{CASE}#3"].spans[-1].last == date(2025, 4, 30)
        assert found[f"{CASE}#5"].form == "not_held"

    def test_corrected_and_voided(self) -> None:
        mended = accountability.CaseCorrected(corrects=1, opened=replace(OPENED, title="党建会议缺失"), reason="笔误")
        (fact,) = facts(CASE, OPENED, mended).values()
        assert (fact.title, fact.corrected) == ("党建会议缺失", True)
        assert facts(CASE, OPENED, accountability.CaseVoided(reason="误登")) == {}


class TestAMeasure:
    def test_every_criticism_is_one_act(self) -> None:
        for kind in measure.Type:
            (fact,) = facts(MEASURE, replace(TAKEN, type=kind)).values()
            assert fact.act == ("criticism" if kind in measure.CRITICISMS else kind.value)
            assert fact.form == kind.value

    def test_person_place_and_duties(self) -> None:
        (fact,) = facts(MEASURE, TAKEN).values()
        assert (fact.organisation, fact.performers, fact.unit) == (DISTRICT, (SECRETARY,), TOWN)
        assert fact.duties == ("township-criticise-rectify",)
        (other,) = facts(MEASURE, replace(TAKEN, about=TOWN)).values()
        assert other.performers == ()

    def test_revoked_it_was_taken_all_the_same(self) -> None:
        revoked = measure.MeasureRevoked(occurred_on=date(2024, 6, 1), document="", reason="事实不清")
        (fact,) = facts(MEASURE, TAKEN, revoked).values()
        assert fact.spans == (Span(first=date(2024, 5, 20), last=date(2024, 5, 31)),)

    def test_corrected_it_stays_over(self) -> None:
        ended = measure.MeasureEnded(occurred_on=date(2024, 6, 1))
        mended = measure.MeasureCorrected(
            corrects=1, taken=replace(TAKEN, occurred_on=date(2024, 5, 19)), reason="笔误"
        )
        (fact,) = facts(MEASURE, TAKEN, ended, mended).values()
        assert fact.spans == (Span(first=date(2024, 5, 19), last=date(2024, 5, 31)),)
        (standing,) = facts(MEASURE, TAKEN, mended).values()
        assert standing.spans == (Span(first=date(2024, 5, 19)),)
        assert facts(MEASURE, TAKEN, measure.MeasureVoided(reason="误登")) == {}


class TestACommendation:
    def test_persons_and_the_first_organisation(self) -> None:
        (fact,) = facts(HONOUR, GRANTED).values()
        assert (fact.act, fact.organisation, fact.form) == ("commendation", DISTRICT, "model")
        assert (fact.performers, fact.unit) == ((SECRETARY,), TOWN)
        assert fact.duties == ("c2006-serve-commend-models",)

    def test_withdrawn_it_stays_in_its_year(self) -> None:
        withdrawn = commendation.CommendationWithdrawn(occurred_on=date(2024, 9, 1), reason="材料不实")
        assert facts(HONOUR, GRANTED, withdrawn) == facts(HONOUR, GRANTED)
        assert facts(HONOUR, GRANTED, commendation.CommendationVoided(reason="误登")) == {}
