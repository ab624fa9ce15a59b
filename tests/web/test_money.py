"""Money: yuan as people write them, fen as they are kept, and nothing lost between."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from domain.kernel import record
from domain.money import MOST, fen_of, yuan_of
from web.forms.typed import prefilled
from web.schemas.derived import shape_of
from web.schemas.fields import Money, made, problems


@record
class Sum:
    amount: int


@record
class Sums:
    lines: tuple[Sum, ...]


SHAPE = shape_of(Sum, amount=Money(required=True, label=("金额", "Amount")))


def read(value: Any) -> Any:
    return made(SHAPE).load({"amount": value})["amount"]


@given(st.integers(min_value=0, max_value=MOST))
def test_there_and_back(fen: int) -> None:
    assert fen_of(yuan_of(fen)) == fen


@pytest.mark.parametrize(
    ("text", "fen"), [("12", 1200), ("12.5", 1250), (" 12.05 ", 1205), ("0.01", 1), ("0", 0), ("100000000000.00", MOST)]
)
def test_as_people_write_it(text: str, fen: int) -> None:
    assert read(text) == fen


@pytest.mark.parametrize(
    "text", ["", "-1", "1,200", "12.345", "1e3", "十二", ".5", "12.", "１２", "100000000000.01", "9" * 13, 12, None]
)
def test_what_is_no_amount(text: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        read(text)
    (problem,) = problems(caught.value.messages)
    assert problem.field == "amount"
    assert "金额" in problem.zh


def test_minus_is_shown() -> None:
    assert yuan_of(-5) == "-0.05"


def test_a_form_begins_with_yuan_also_in_a_table() -> None:
    assert prefilled(made(SHAPE), {"amount": 1250}) == {"amount": "12.50"}
    table = shape_of(Sums)
    assert prefilled(made(table), {"lines": (Sum(amount=5), Sum(amount=100))}) == {
        "lines": [{"amount": "0.05"}, {"amount": "1.00"}]
    }
