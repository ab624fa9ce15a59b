"""What if: the same facts under other rules."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from logbook import DISTRICT, TOWN, Logbook

from domain.catalogue import load_all
from domain.kernel import Refused
from domain.reading import PolicyInForce
from domain.rectification import Category, Counting, RectificationOrdered
from domain.rule import Light, Status
from domain.supposing import Supposition, Turn, differences, moved

_, TOWNSHIP = load_all()["township"]
_, RESPONSIBILITY = load_all()["c2006_resp"]
POLICY = PolicyInForce(
    policy="policy-" + "0" * 20,
    document=TOWNSHIP,
    binds=(TOWN,),
    effective_on=date(2023, 1, 1),
)
POLICIES = {POLICY.policy: POLICY}


def status(light: Light, **more: object) -> Status:
    given: dict[str, object] = {
        "clause": "c",
        "policy": POLICY.policy,
        "organisation": TOWN,
        "person": None,
        "window": "2024-Q1",
        "opens": date(2024, 1, 1),
        "closes": date(2024, 3, 31),
        "due": date(2024, 3, 31),
        "light": light,
        "count": 1,
        "minimum": 1,
        "holders": (),
        "days_over": 0,
        "findings": (),
        "counted": (),
        "passed": (),
    }
    return Status(**{**given, **more})  # type: ignore[arg-type]  # a table of fields


class TestASupposition:
    def test_of_nothing_leaves_everything_as_it_is(self) -> None:
        assert Supposition().policies(POLICIES) == POLICIES

    def test_puts_a_text_in_the_place_of_another(self) -> None:
        other = replace(TOWNSHIP, title="另一文本")
        supposed = Supposition(documents={"township": other}).policies(POLICIES)[POLICY.policy]
        assert (supposed.document, supposed.binds, supposed.effective_on) == (other, POLICY.binds, POLICY.effective_on)

    def test_gives_a_parameter_its_value_on_every_day(self) -> None:
        id = "policy-" + "1" * 20
        issued = replace(
            POLICY, policy=id, document=RESPONSIBILITY, interpretations=((date(2024, 3, 1), "report_due", "11-30"),)
        )
        supposed = Supposition(values={("c2006_resp", "report_due"): "06-30"}).policies({id: issued})[id]
        days = (date(2023, 1, 1), date(2024, 6, 1))
        assert [issued.value("report_due", day) for day in days] == ["12-31", "11-30"]
        assert [supposed.value("report_due", day) for day in days] == ["06-30", "06-30"]

    def test_leaves_a_document_out(self) -> None:
        assert Supposition(withdrawn=frozenset({"township"})).policies(POLICIES) == {}

    @pytest.mark.parametrize(
        "wrong",
        [
            Supposition(withdrawn=frozenset({"other"})),
            Supposition(values={("township", "no_such"): "on"}),
            Supposition(values={("township", "half_year_spacing"): "perhaps"}),
            Supposition(documents={"other": TOWNSHIP}),
        ],
    )
    def test_may_only_name_what_is_there(self, wrong: Supposition) -> None:
        with pytest.raises(Refused):
            wrong.policies(POLICIES)


class TestDifferences:
    @pytest.mark.parametrize(
        ("was", "would", "turn"),
        [
            (status(Light.MET), status(Light.MISSED, count=0), Turn.FAILS),
            (status(Light.DUE), status(Light.UNASSIGNED), Turn.FAILS),
            (None, status(Light.SHORT), Turn.FAILS),
            (status(Light.MISSED), status(Light.MET_LATE), Turn.PASSES),
            (status(Light.MISSED), None, Turn.PASSES),
            (status(Light.MISSED), status(Light.MISSED, findings=("stricter_governs",)), Turn.PASSES),
            (None, status(Light.MET), Turn.APPEARS),
            (status(Light.MET), None, Turn.GOES),
            (status(Light.MET), status(Light.MET, count=2), Turn.OTHERWISE),
            (status(Light.MET), status(Light.MET, due=date(2024, 2, 1)), Turn.OTHERWISE),
        ],
    )
    def test_say_how_it_turns_out(self, was: Status | None, would: Status | None, turn: Turn) -> None:
        found = differences([was] if was else [], [would] if would else [])
        assert [(one.turn, one.before, one.after) for one in found] == [(turn, was, would)]

    def test_of_the_same_are_none(self) -> None:
        same = [status(Light.MET), status(Light.MET), status(Light.MISSED, window="2024-Q2")]
        assert differences(same, list(same)) == []
        standing = status(Light.SHORT, window="standing")
        assert differences([standing], [standing._replace(due=date(2024, 5, 1))]) == []

    def test_name_first_who_would_newly_fail(self) -> None:
        before = [status(Light.MISSED, window="1"), status(Light.MET, window="2")]
        after = [status(Light.MET, window="1"), status(Light.MISSED, window="2")]
        assert [one.turn for one in differences(before, after)] == [Turn.FAILS, Turn.PASSES]

    def test_tell_apart_what_has_one_key(self) -> None:
        before = [status(Light.MET, count=1), status(Light.MET, count=2)]
        assert [one.turn for one in differences(before, before[:1])] == [Turn.GOES]


def ordered(working_days: int | None) -> RectificationOrdered:
    return RectificationOrdered(
        organisation=TOWN,
        ordered_by=DISTRICT,
        title="会议记录不规范",
        problem="第一季度会议记录缺少议题",
        category=next(iter(Category)),
        occurred_on=date(2024, 4, 26),
        due_on=date(2024, 5, 3),
        counted_by=Counting.WEEKDAYS,
        working_days=working_days,
    )


class TestAnotherCalendar:
    MAY = SimpleNamespace(
        holidays=frozenset({date(2024, 5, 1), date(2024, 5, 2), date(2024, 5, 3)}), workdays=frozenset()
    )

    def moved(self, working_days: int | None, as_of: date) -> object:
        book = Logbook()
        book.add("rectification-" + "1" * 20, ordered(working_days), date(2024, 4, 26))
        return moved(book.entries, {2024: self.MAY}, as_of)

    def test_moves_a_limit_in_working_days(self) -> None:
        found = self.moved(5, date(2024, 5, 4))
        assert found is not None
        assert (found.before.due_on, found.after.due_on) == (date(2024, 5, 3), date(2024, 5, 8))  # type: ignore[attr-defined]
        assert (found.before.overdue_days, found.after.overdue_days) == (1, 0)  # type: ignore[attr-defined]

    def test_leaves_a_limit_that_was_given_as_a_day(self) -> None:
        assert self.moved(None, date(2024, 5, 4)) is None

    def test_says_nothing_of_an_order_that_was_not_given_yet(self) -> None:
        assert self.moved(5, date(2024, 4, 26) - timedelta(days=1)) is None
