"""Leaves: one text for one row, for ever in this form, and nothing of a person in it."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tampering import work

from ledger.application import LocalLedger
from ledger.port import Draft, Row, Signature
from ledger.proof.leaf import FORM, Leaf, LeafMalformed, hashes_of, leaf_of, parse_leaf
from ledger.proof.tree import leaf_hash

ORIGIN = "office.example/zeren"
BODY = '{"title":"专题学习"}'.encode()
ROW = Row(5, "work-1", 2, "work.recorded/1", "2024-06-20T04:00:00.000000Z", "command-1", 1, BODY)
TEXT = (
    '{"form":"zeren.leaf/1","index":4,"log":"office.example/zeren","name":"work.recorded/1","position":5,'
    '"recorded_at":"2024-06-20T04:00:00.000000Z",'
    f'"sha256":"{hashlib.sha256(BODY).hexdigest()}","stream":"work-1","version":2}}'
).encode()


def test_the_form_stands_for_ever() -> None:
    assert leaf_of(ORIGIN, 4, ROW).text == TEXT
    assert leaf_of(ORIGIN, 4, ROW).hash == leaf_hash(TEXT)
    assert leaf_hash(TEXT).hex() == hashlib.sha256(b"\x00" + TEXT).hexdigest()


def test_it_is_json_as_anybody_would_write_it() -> None:
    assert json.dumps(json.loads(TEXT), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == TEXT


def test_nothing_of_the_body_is_in_it() -> None:
    assert "专题" not in TEXT.decode()
    assert "command-1" not in TEXT.decode()


@given(
    some.integers(1, 2**53),
    some.text(min_size=1).filter(lambda text: text.isprintable()),
    some.integers(1, 10**6),
    some.binary(),
)
def test_any_row(position: int, stream: str, version: int, body: bytes) -> None:
    row = Row(position, stream, version, "a.b/1", "2024-06-20T04:00:00.000000Z", "c", 1, body)
    leaf = leaf_of(ORIGIN, position - 1, row)
    assert parse_leaf(leaf.text) == leaf
    assert json.loads(leaf.text) == {
        "form": FORM,
        "index": position - 1,
        "log": ORIGIN,
        "name": "a.b/1",
        "position": position,
        "recorded_at": "2024-06-20T04:00:00.000000Z",
        "sha256": hashlib.sha256(body).hexdigest(),
        "stream": stream,
        "version": version,
    }


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        TEXT + b"\n",
        b" " + TEXT,
        TEXT.replace(b'"index":4,', b'"index": 4,'),
        TEXT.replace(b'"index":4,', b'"index":4.0,'),
        TEXT.replace(b'"index":4,', b'"index":"4",'),
        TEXT.replace(b'"index":4,', b'"index":4,"index":4,'),
        TEXT.replace(b'"index":4,', b""),
        TEXT.replace(b'"index":4,', b'"index":4,"more":1,'),
        TEXT.replace(b"leaf/1", b"leaf/2"),
        TEXT.replace(b"work-1", b"work\\u002d1"),
        TEXT.replace(b"work-1", b"\\ud800"),
    ],
)
def test_only_the_canonical_text_is_a_leaf(text: bytes) -> None:
    with pytest.raises(LeafMalformed):
        parse_leaf(text)


def test_the_first_of_two_equal_fields_does_not_count() -> None:
    with pytest.raises(LeafMalformed):
        parse_leaf(TEXT.replace(b'"form":"zeren.leaf/1",', b'"form":"x","form":"zeren.leaf/1",'))


@pytest.mark.parametrize("column", ["position", "stream", "version", "name", "recorded_at", "body"])
def test_every_column_counts(column: str) -> None:
    changed: dict[str, Any] = {
        "position": 6,
        "stream": "work-2",
        "version": 3,
        "name": "work.voided/1",
        "recorded_at": "2024-06-20T04:00:00.000001Z",
        "body": BODY + b" ",
    }
    other = ROW._replace(**{column: changed[column]})
    assert leaf_of(ORIGIN, 4, other).hash != leaf_of(ORIGIN, 4, ROW).hash
    assert leaf_of("other.example/zeren", 4, ROW).hash != leaf_of(ORIGIN, 4, ROW).hash
    assert leaf_of(ORIGIN, 5, ROW).hash != leaf_of(ORIGIN, 4, ROW).hash


def test_of_rows_as_they_are_stored(ledger: LocalLedger) -> None:
    for number in range(5):
        ledger.append(
            [Draft(stream=f"work-{number:020d}", after=0, events=(work("专题学习"), work("谈话")))],
            Signature(command_id=f"c-{number}", recorded_by="account-a", on_behalf_of=f"org-{1:020x}"),
        )
    rows = ledger.rows(0, 100)
    assert len(rows) == 10
    assert hashes_of(ORIGIN, 0, rows) == [leaf_of(ORIGIN, index, row).hash for index, row in enumerate(rows)]
    assert hashes_of(ORIGIN, 3, rows[3:5]) == [leaf_of(ORIGIN, index, rows[index]).hash for index in (3, 4)]
    assert isinstance(leaf_of(ORIGIN, 0, rows[0]), Leaf)
