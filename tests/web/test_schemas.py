"""A shape that follows from its command asks what the command needs, and refuses in the same words as one by hand."""

from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any

import pytest
from marshmallow import ValidationError
from office import sent
from samples import STREAMS

from domain import contact, meeting, report
from domain.handling import HANDLING
from domain.kernel import record
from web.forms.options import SOURCES
from web.schemas import SHAPES
from web.schemas import meeting as by_hand
from web.schemas.derived import LEFT_OUT, LINE, PERSON, row_of, shape_of, whole
from web.schemas.fields import (
    Choices,
    Day,
    Days,
    Flag,
    Lines,
    Numbers,
    Ref,
    Refs,
    Rows,
    Shape,
    Text,
    Whole,
    Zeren,
    made,
    problems,
)
from web.words import LINE_KINDS

HEX = "0123456789abcdef0123"
PLACE, SOMEBODY = f"org-{HEX}", f"person-{HEX}"


def asked(shape: type[Shape]) -> dict[str, Any]:
    """Everything a shape says of its fields."""

    def said(field: Any) -> dict[str, Any]:
        attributes = "required allow_none load_default widget limit lines phone kind source parts least most enum hint"
        found = {name: getattr(field, name, None) for name in attributes.split()}
        rows = {name: said(inner) for name, inner in made(field.row).fields.items()} if isinstance(field, Rows) else {}
        return {**found, "sort": type(field), "label": field.label, "rows": rows}

    return {name: said(field) for name, field in made(shape).fields.items()}


class Colour(StrEnum):
    RED = "red"


@record
class Part:
    title: str
    verifier: str | None = None


@record
class Sample:
    """Every sort of field at once."""

    organisation: str
    colours: tuple[Colour, ...] = ()
    agenda: tuple[Part, ...] = ()
    attendees: tuple[str, ...]
    office: str = ""
    holidays: tuple[date, ...]
    months: tuple[int, ...]
    acting: bool = True
    due_on: date | None = None
    kind: Colour | None = None
    quantity: int | None = None
    unit: str | None = None
    reason: str
    point: str | None = None
    list: str
    text: str = ""


SAMPLE: dict[str, Any] = {
    "organisation": PLACE,
    "attendees": [SOMEBODY],
    "holidays": ["2024-05-01", "2024-05-02"],
    "months": [1, "2"],
    "reason": "如实",
    "list": f"list-{HEX}-2024",
    "agenda": [{"title": "议题", "verifier": SOMEBODY}],
}


def loaded(**changed: Any) -> Sample:
    """The sample as it was sent, but for this. Its fields have labels of their own: no record of ours is called so."""
    shape = shape_of(Sample)()
    for name, field in (*shape.fields.items(), *made(row_of(Part)).fields.items()):
        assert isinstance(field, Zeren)
        field._label = (name, name)
    return Sample(**shape.load({**SAMPLE, **changed}))


class TestWhatFollowsFromTheType:
    def test_every_sort_of_value_arrives_as_the_command_holds_it(self) -> None:
        got = loaded()
        assert got.holidays == (date(2024, 5, 1), date(2024, 5, 2))
        assert got.months == (1, 2)
        assert got.agenda == (Part(title="议题", verifier=SOMEBODY),)
        assert got.acting
        assert got.office == ""
        assert [got.due_on, got.kind, got.quantity, got.unit] == [None] * 4

    def test_what_may_be_empty_may_be_sent_empty(self) -> None:
        empty = {"due_on": "", "kind": "", "quantity": "", "unit": "", "office": "", "point": None}
        got = loaded(**empty)
        assert got.office == ""
        assert [got.due_on, got.kind, got.quantity, got.unit, got.point] == [None] * 5

    def test_fields_are_those_of_the_hand(self) -> None:
        found = made(shape_of(Sample)).fields
        sorts = {
            "organisation": Ref,
            "colours": Choices,
            "agenda": Rows,
            "attendees": Refs,
            "office": Text,
            "holidays": Days,
            "months": Numbers,
            "acting": Flag,
            "due_on": Day,
            "quantity": Whole,
            "point": Ref,
        }
        assert {name: type(found[name]) for name in sorts} == sorts
        assert list(found)[-1] == "reason"

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("acting", 1),
            ("acting", 0.0),
            ("acting", "maybe"),
            ("organisation", ""),
            ("organisation", SOMEBODY),
            ("attendees", []),
            ("attendees", [PLACE]),
            ("holidays", ["2024-02-30"]),
            ("months", [13]),
            ("months", "一月"),
            ("reason", ""),
            ("due_on", "明天"),
            ("kind", "blue"),
            ("quantity", "许多"),
            ("unit", "石桥村"),
            ("agenda", [{"title": ""}]),
        ],
    )
    def test_what_is_wrong_is_refused(self, field: str, value: Any) -> None:
        with pytest.raises(ValidationError) as refused:
            loaded(**{field: value})
        said = problems(refused.value.messages)
        assert [one.field.partition(".")[0] for one in said] == [field]
        assert all(one.zh and one.en for one in said)


class TestWhatTheKindSays:
    def test_a_sort_takes_its_place_from_the_field(self) -> None:
        shape = made(shape_of(Sample, office=PERSON, quantity=whole(1, 3, source="problems")))
        office, quantity = shape.fields["office"], shape.fields["quantity"]
        assert isinstance(office, Ref)
        assert (office.kind, office.load_default, office.required) == ("person", "", False)
        assert isinstance(quantity, Whole)
        assert (quantity.widget, quantity.most, quantity.allow_none) == ("pick", 3, True)

    def test_a_field_may_be_left_out_or_written_out(self) -> None:
        shape = made(shape_of(Sample, "reason", months=LEFT_OUT, office=Lines()))
        assert next(iter(shape.fields)) == "reason"
        assert "months" not in shape.fields
        assert isinstance(shape.fields["office"], Lines)

    def test_a_field_that_is_not_there_is_an_error(self) -> None:
        with pytest.raises(TypeError, match="no colour"):
            shape_of(Sample, colour=LINE)


class TestDerivedAndByHand:
    """The exemplar kind is written out; what is derived must not differ from it, but where it says so."""

    @pytest.mark.parametrize("command", [meeting.ConveneMeeting, meeting.CancelMeeting, meeting.VoidMeeting])
    def test_they_ask_the_same(self, command: type) -> None:
        assert asked(shape_of(command)) == asked(SHAPES[command])

    def test_rows_of_tables_too(self) -> None:
        assert asked(row_of(meeting.AgendaItem)) == asked(by_hand.AgendaItem)
        assert asked(row_of(meeting.Resolution)) == asked(by_hand.Resolution)

    @pytest.mark.parametrize("command", [meeting.HoldMeeting, meeting.CorrectMeeting])
    def test_the_order_is_all_that_differs(self, command: type) -> None:
        assert asked(shape_of(command)) == asked(SHAPES[command])
        assert list(made(shape_of(command)).fields) != list(made(SHAPES[command]).fields)

    @pytest.mark.parametrize(
        ("command", "wrong", "zh"),
        [
            (contact.VoidVisit, {"point": PLACE}, "“联系点”的编号不正确，请从列表中选择。"),
            (contact.VoidVisit, {"visit": 0}, "“走访”应在1到1000000000000000之间。"),
            (contact.VoidVisit, {"reason": ""}, "请填写“理由”。"),
            (contact.VoidVisit, {"reason": "=1"}, "“理由”不能以“=”“+”“-”“@”开头"),
            (contact.VoidVisit, {"more": "1"}, "不认识这一栏，请删除。"),
            (report.ReturnReport, {"occurred_on": "2023-02-29"}, "“退回日期”填写的2023-02-29不存在，请核对。"),
        ],
    )
    def test_they_refuse_in_the_same_words(self, command: type, wrong: dict[str, Any], zh: str) -> None:
        right = {"point": f"point-{HEX}", "visit": 1, "report": f"report-{HEX}", "occurred_on": "2024-05-31"}
        shape = made(SHAPES[command])
        sent = {name: value for name, value in right.items() if name in shape.fields} | {"reason": "重复"}
        with pytest.raises(ValidationError) as refused:
            shape.load({**sent, **wrong})
        (said,) = problems(refused.value.messages)
        assert said.field == next(iter(wrong))
        assert said.zh.startswith(zh)


def test_shapes_hold_fields_of_their_record_only() -> None:
    for of, shape in SHAPES.items():
        assert set(made(shape).fields) <= {one.name for one in fields(of)}, of.__name__


def test_every_source_offers_something() -> None:
    for shape in SHAPES.values():
        for name, field in made(shape).fields.items():
            source = getattr(field, "source", "")
            hidden = getattr(field, "widget", "") == "hidden"
            assert not source or hidden or source in SOURCES or source in LINE_KINDS, (shape.__name__, name, source)


@pytest.mark.parametrize("command", sorted(set(SHAPES) & set(HANDLING), key=lambda one: one.__name__))
def test_an_act_as_a_client_would_send_it_is_well_shaped(command: type) -> None:
    named: dict[str, Any] = {}
    for name, field in made(SHAPES[command]).fields.items():
        if getattr(field, "kind", "") in STREAMS and field.required:
            named[name] = [STREAMS[field.kind]] if isinstance(field, Refs) else STREAMS[field.kind]
        elif getattr(field, "widget", "") == "hidden":
            named[name] = "1"
    made(SHAPES[command]).load({**named, **sent(command)})
