"""Facts of inspections and rectifications, read step by step; and what their commands must be told."""

from datetime import date
from typing import Any

from deciding import replaced
from logbook import DISTRICT, TOWN, Logbook
from test_calendar import PUBLISH
from test_handling import DISTRICT as ABOVE
from test_handling import TOWNSHIP as BELOW
from test_handling import VILLAGE as LOWEST
from test_handling import A, B, Memory, an_id, memory  # noqa: F401  # a fixture
from test_inspection import CONDUCT, CONDUCTED, FIND, FOUND
from test_rectification import (
    CLOSED,
    CORRECT,
    EXTEND,
    EXTENDED,
    ORDER,
    ORDERED,
    ORDERED_AGAIN,
    REJECTED,
    REPORT,
    REPORTED,
    VERIFIED,
    VERIFY,
    VOIDED,
)

from domain import inspection, rectification
from domain.fact import Fact, FactKind, Span
from domain.reading import World
from domain.rectification import Step

HERE, THERE = "rectification-" + "1" * 20, "inspection-" + "1" * 20
MINE = replaced(ORDERED, organisation=TOWN, ordered_by=DISTRICT, duties=("township-solve-problems",))


def world(stream: str, *events: Any) -> World:
    book = Logbook()
    for event in events:
        book.add(stream, event, date(2024, 6, 30))
    return World(book.entries)


def facts(*events: Any) -> dict[str, Fact]:
    return world(HERE, *events).facts


class TestAnInspectionIsAFact:
    def test_how_where_and_on_what(self) -> None:
        (fact,) = world(THERE, CONDUCTED, FOUND).facts.values()
        assert (fact.kind, fact.act, fact.form, fact.unit) == (
            FactKind.INSPECTION,
            "inspection",
            "unannounced",
            CONDUCTED.inspected,
        )
        assert (fact.topics, fact.performers, fact.duties) == (
            ("party_building", "dues"),
            CONDUCTED.inspectors,
            CONDUCTED.duties,
        )

    def test_corrected_and_voided(self) -> None:
        corrected = inspection.InspectionCorrected(
            corrects=1, conducted=replaced(CONDUCTED, topics=(inspection.Topic.SERVICE,)), reason="内容有误"
        )
        (fact,) = world(THERE, CONDUCTED, corrected).facts.values()
        assert (fact.topics, fact.corrected) == (("service",), True)
        assert not world(THERE, CONDUCTED, inspection.InspectionVoided(reason="误登")).facts


class TestAnOrderIsAFactOfBothSides:
    def test_ordered(self) -> None:
        found = facts(MINE)
        standing, order = found[HERE], found[f"{HERE}#1"]
        assert (standing.organisation, standing.act, standing.duties) == (TOWN, "rectification", ())
        assert (standing.recipient, standing.owner, standing.spans) == (
            DISTRICT,
            "person-head",
            (Span(first=date(2024, 4, 10)),),
        )
        assert (order.organisation, order.act, order.unit, order.duties) == (
            DISTRICT,
            "rectification_ordered",
            TOWN,
            ("township-solve-problems",),
        )

    def test_verified_is_something_done(self) -> None:
        found = facts(MINE, EXTENDED, REPORTED, VERIFIED)
        done = found[f"{HERE}#4"]
        assert (done.organisation, done.act, done.occurred_on, done.duties) == (
            TOWN,
            "rectification_done",
            date(2024, 5, 15),
            ("township-solve-problems",),
        )
        assert done.performers == ("person-head",)

    def test_verified_wrongly_is_nothing_done(self) -> None:
        assert set(facts(MINE, REPORTED, VERIFIED, ORDERED_AGAIN)) == {HERE, f"{HERE}#1"}
        assert set(facts(MINE, REPORTED, REJECTED, ORDERED_AGAIN)) == {HERE, f"{HERE}#1"}

    def test_it_stands_until_it_is_struck_off(self) -> None:
        found = facts(MINE, REPORTED, VERIFIED, CLOSED)
        assert found[HERE].spans == (Span(first=date(2024, 4, 10), last=date(2024, 5, 15)),)
        moved = rectification.StepCorrected(
            by=DISTRICT, step=Step.CLOSED, occurred_on=date(2024, 5, 20), reason="日期有误"
        )
        assert facts(MINE, REPORTED, VERIFIED, CLOSED, moved)[HERE].spans[0].last == date(2024, 5, 19)

    def test_days_that_are_corrected(self) -> None:
        moved = rectification.StepCorrected(
            by=DISTRICT, step=Step.VERIFIED, occurred_on=date(2024, 5, 14), reason="日期有误"
        )
        done = facts(MINE, REPORTED, VERIFIED, moved)[f"{HERE}#3"]
        assert (done.occurred_on, done.corrected) == (date(2024, 5, 14), True)
        other = replaced(moved, step=Step.REPORTED)
        assert facts(MINE, REPORTED, VERIFIED, other)[f"{HERE}#3"].occurred_on == date(2024, 5, 15)

    def test_corrected(self) -> None:
        whole = replaced(MINE, ordered_by=an_id("org", 9), title="补开专题会", occurred_on=date(2024, 4, 8))
        corrected = rectification.RectificationCorrected(by=DISTRICT, corrects=1, ordered=whole, reason="有误")
        found = facts(MINE, REPORTED, VERIFIED, CLOSED, corrected)
        assert found[HERE].spans == (Span(first=date(2024, 4, 8), last=date(2024, 5, 15)),)
        assert (found[f"{HERE}#1"].organisation, found[f"{HERE}#1"].corrected) == (an_id("org", 9), True)
        assert (found[f"{HERE}#3"].title, found[f"{HERE}#3"].recipient) == ("补开专题会", an_id("org", 9))

    def test_voided(self) -> None:
        assert facts(MINE, REPORTED, VERIFIED, VOIDED) == {}


RECTIFICATION, INSPECTION = an_id("rectification", 1), an_id("inspection", 1)


class TestHandling:
    def order(self, **changed: Any) -> Any:
        more = {"organisation": BELOW, "ordered_by": ABOVE, "responsible": A, "source": "", **changed}
        return replaced(ORDER, **more)

    def test_the_tree_is_walked_upwards_from_who_orders(self, memory: Memory) -> None:  # noqa: F811
        village = self.order(organisation=LOWEST, ordered_by=BELOW)
        assert memory.do(village)
        extend = replaced(EXTEND, by=ABOVE)
        assert memory.do(extend)
        assert memory.refusal(replaced(extend, by=LOWEST, due_on=date(2024, 7, 1))) == ("not_ordering_side", "by")

    def test_nobody_orders_a_superior(self, memory: Memory) -> None:  # noqa: F811
        assert memory.refusal(self.order(organisation=ABOVE, ordered_by=LOWEST)) == ("orders_superior", "ordered_by")

    def test_the_source_is_on_record(self, memory: Memory) -> None:  # noqa: F811
        source = f"{INSPECTION}#1"
        assert memory.refusal(self.order(source=source)) == ("unknown_record", "source")
        conduct = replaced(
            CONDUCT, inspection=INSPECTION, organisation=ABOVE, inspected=BELOW, inspectors=(A,), duties=()
        )
        assert memory.do(conduct)
        assert memory.refusal(self.order(source=source)) == ("unknown_record", "source")
        assert memory.do(replaced(FIND, inspection=INSPECTION))
        assert memory.do(self.order(source=source))
        assert memory.do(inspection.VoidProblem(inspection=INSPECTION, number=1, reason="误记"))
        again = self.order(source=source, rectification=an_id("rectification", 2))
        assert memory.refusal(again) == ("unknown_record", "source")

    def test_an_inspection_of_the_superior(self, memory: Memory) -> None:  # noqa: F811
        up = replaced(CONDUCT, inspection=INSPECTION, organisation=LOWEST, inspected=ABOVE, inspectors=())
        assert memory.refusal(up) == ("inspects_superior", "inspected")

    def test_calendars_of_the_years_that_may_be_touched(self, memory: Memory) -> None:  # noqa: F811
        assert memory.do(replaced(PUBLISH, organisation=ABOVE))
        command = self.order(occurred_on=date(2024, 4, 26), due_on=None, working_days=4)
        (event,) = memory.do(command)
        assert (event.due_on, event.counted_by) == (date(2024, 5, 6), rectification.Counting.CALENDAR)
        assert "calendar-2024" in memory.read
        assert memory.refusal(replaced(PUBLISH, organisation=ABOVE)) == ("exists", "year")

    def test_persons_are_on_record(self, memory: Memory) -> None:  # noqa: F811
        assert memory.refusal(self.order(responsible=an_id("person", 9))) == ("unknown_person", "responsible")
        assert memory.do(self.order(responsible=None))
        assert memory.do(replaced(REPORT, reporter=A))
        verify = replaced(VERIFY, by=ABOVE, verifier=an_id("person", 9))
        assert memory.refusal(verify) == ("unknown_person", "verifier")
        assert memory.do(replaced(verify, verifier=B))

    def test_a_correction_to_another_who_orders(self, memory: Memory) -> None:  # noqa: F811
        assert memory.do(self.order(organisation=LOWEST))
        changed = replaced(CORRECT, by=ABOVE, ordered_by=BELOW, responsible=A, source="")
        (event,) = memory.do(changed)
        assert event.ordered.ordered_by == BELOW
