"""The stored form: canonical, readable, closed to names from outside, and the same for ever."""

import base64
import dataclasses
import json
import types
import typing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from golden_samples import BY_KIND, GOLDEN
from golden_sealer import GoldenSealer, spelled
from hypothesis import given
from hypothesis import strategies as st
from ledger_writers import raw, signature, work

from domain import vocabulary
from domain.kernel import Personal, record
from domain.meeting import MeetingCancelled
from domain.person import PersonRegistered
from domain.work import Act, WorkRecorded
from ledger.application import LocalLedger
from ledger.codec import Codec, Undecodable, UnknownName, canonical
from ledger.port import Draft

ENVELOPE = {
    "command_id": "c1",
    "digest": "0123456789abcdef",
    "on_behalf_of": "org-00000000000000000001",
    "recorded_by": "account-jingban",
}


@pytest.fixture
def codec() -> Codec:
    return Codec(GoldenSealer())


def data_of(codec: Codec, event: object) -> str:
    """The event's own part of the body."""
    body = codec.encode(event, **ENVELOPE).decode()
    start = body.index('"data":') + len('"data":')
    return body[start : body.index(',"digest":')]


class TestCanonical:
    """As RFC 8785 writes it, for the values that we have."""

    def test_the_envelope_is_in_the_body_and_its_keys_are_sorted(self, codec: Codec) -> None:
        assert codec.encode(MeetingCancelled(reason="因故"), **ENVELOPE).decode() == (
            '{"command_id":"c1","data":{"reason":"因故"},"digest":"0123456789abcdef",'
            '"on_behalf_of":"org-00000000000000000001","recorded_by":"account-jingban"}'
        )

    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("", '""'),
            ("柳溪乡", '"柳溪乡"'),
            ("é€😀", '"é€😀"'),
            ('"', r'"\""'),
            ("\\", r'"\\"'),
            ("/", '"/"'),
            ("<&>'", '"<&>\'"'),
            ("\b\t\n\f\r", r'"\b\t\n\f\r"'),
            ("\x00\x01\x0b\x1f", r'"\u0000\u0001\u000b\u001f"'),
            ("\x7f\x80\u2028\u2029\ufeff", '"\x7f\x80\u2028\u2029\ufeff"'),
        ],
    )
    def test_strings(self, codec: Codec, text: str, written: str) -> None:
        assert data_of(codec, MeetingCancelled(reason=text)) == f'{{"reason":{written}}}'

    def test_keys_in_every_depth_numbers_dates_words_and_nothing(self, codec: Codec) -> None:
        assert data_of(codec, dataclasses.replace(work("学习"), quantity=1_000_000, performers=("p-2", "p-1"))) == (
            '{"act":"training","duties":[],"occurred_on":"2024-03-05","organisation":"org-00000000000000000001",'
            '"performers":["p-2","p-1"],"period":"","point":null,"quantity":1000000,"recipient":null,"text":"",'
            '"title":"学习","unit":null,"unit_of_measure":""}'
        )

    @given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
    def test_any_text_reads_as_the_standard_library_would_write_it(self, text: str) -> None:
        """Python's json escapes as RFC 8785 does, once told to leave other letters alone."""
        written = data_of(Codec(GoldenSealer()), MeetingCancelled(reason=text))
        assert written == json.dumps({"reason": text}, ensure_ascii=False, separators=(",", ":"))

    @given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
    def test_what_is_written_is_read_and_written_again_the_same(self, text: str) -> None:
        codec = Codec(GoldenSealer())
        body = codec.encode(MeetingCancelled(reason=text), **ENVELOPE)
        read = codec.decode("meeting.cancelled/1", body)
        assert read.data == MeetingCancelled(reason=text)
        assert codec.encode(read.data, **ENVELOPE) == body

    def test_half_a_character_cannot_be_stored(self, codec: Codec) -> None:
        with pytest.raises(UnicodeEncodeError):
            codec.encode(MeetingCancelled(reason="\ud800"), **ENVELOPE)

    def test_no_event_holds_a_float_or_anything_of_open_form(self) -> None:
        allowed: set[object] = {str, int, bool, date, type(None), Personal}

        def walk(annotation: Any, seen: str) -> None:
            origin = typing.get_origin(annotation)
            if origin in (types.UnionType, typing.Union, tuple):
                for part in typing.get_args(annotation):
                    if part is not Ellipsis:
                        walk(part, seen)
            elif dataclasses.is_dataclass(annotation):
                for name, inner in typing.get_type_hints(annotation).items():
                    walk(inner, f"{seen}.{name}")
            else:
                assert annotation in allowed or issubclass(annotation, str), f"{seen}: {annotation}"

        for name, cls in vocabulary.EVENTS.items():
            walk(cls, name)
            assert all(field.name.isascii() for field in dataclasses.fields(cls))


class TestGolden:
    """Bodies as they were stored when each name was first used. They are never written anew."""

    def test_every_name_has_a_sample(self) -> None:
        assert set(GOLDEN) == set(vocabulary.EVENTS) | set(vocabulary.UPCASTS)

    @pytest.mark.parametrize("kind", BY_KIND)
    def test_each_kind_has_a_file_of_its_own(self, codec: Codec, kind: str) -> None:
        for name, sample in BY_KIND[kind].items():
            assert type(codec.decode(name, sample["body"]).data).__module__ == f"domain.{kind}"

    @pytest.mark.parametrize("name", GOLDEN)
    def test_is_read_as_it_was_meant_and_written_the_same(self, codec: Codec, name: str) -> None:
        body = GOLDEN[name]["body"]
        read = codec.decode(name, body)
        if name in vocabulary.EVENTS:
            assert type(read.data) is vocabulary.EVENTS[name]
            written = codec.encode(
                read.data,
                command_id=read.command_id,
                digest=read.digest,
                on_behalf_of=read.on_behalf_of,
                recorded_by=read.recorded_by,
            )
            assert written.decode() == body
        assert spelled(read.data) == GOLDEN[name]["event"]


class TestNames:
    def test_a_name_that_is_not_in_the_vocabulary_is_a_clear_error(self, codec: Codec) -> None:
        for name in ("os:system", "meeting.cancelled/2", "domain.meeting:MeetingCancelled", ""):
            with pytest.raises(UnknownName, match="not in the vocabulary"):
                codec.decode(name, '{"command_id":"","data":{},"digest":"","on_behalf_of":"","recorded_by":""}')

    def test_a_row_of_the_database_cannot_name_code(self, place: Any, ledger: LocalLedger) -> None:
        with raw(ledger) as connection:
            mark = "ledger" if place.kind == "sqlite" else "zeren.ledger"
            connection.execute(
                f"INSERT INTO {mark} (stream, version, name, recorded_at, command_id, command_part, body)"
                " VALUES ('work-x', 1, 'os:system', '2999-01-01T00:00:00.000000Z', 'c', 1, '{\"command\": \"true\"}')"
            )
        with pytest.raises(UnknownName, match="os:system"):
            ledger.stream("work-x")

    def test_a_class_outside_the_vocabulary_is_not_stored(self, codec: Codec) -> None:
        with pytest.raises(UnknownName):
            codec.name("text")

    @pytest.mark.parametrize(
        "data",
        ['{"reason":1}', "{}", '{"reason":null}', "[]", '"reason"', '{"reason":"a"', '{"_type_":"x","_data_":"y"}'],
    )
    def test_a_body_that_is_not_what_its_name_promises(self, codec: Codec, data: str) -> None:
        body = f'{{"command_id":"","data":{data},"digest":"","on_behalf_of":"","recorded_by":""}}'
        with pytest.raises(Undecodable, match=r"meeting\.cancelled/1"):
            codec.decode("meeting.cancelled/1", body)

    @pytest.mark.parametrize(
        "text", ['{"_type_":"uuid_hex","_data_":"x"}', "_type_", "_data_", '{"sealed":"","subject":""}']
    )
    def test_what_people_type_is_only_ever_text(self, codec: Codec, text: str) -> None:
        event = dataclasses.replace(work(text), text=text)
        assert codec.decode("work.recorded/1", codec.encode(event, **ENVELOPE)).data == event

    def test_fields_named_as_the_library_marks_types_are_fields(self) -> None:
        """The library's own transcoder cannot read back what holds exactly ``_type_`` and ``_data_``."""

        @record
        class Odd:
            _type_: str
            _data_: str

        codec = Codec(GoldenSealer(), events={"odd/1": Odd}, upcasts={})
        event = Odd(_type_="uuid_hex", _data_="no uuid")
        assert codec.decode("odd/1", codec.encode(event, **ENVELOPE)).data == event


class TestUpcasts:
    def test_older_shapes_become_newer_ones_step_by_step(self) -> None:
        codec = Codec(
            GoldenSealer(),
            events={"work/3": WorkRecorded},
            upcasts={
                "work/1": ("work/2", lambda data: {**data, "act": "training"}),
                "work/2": ("work/3", lambda data: {**data, "title": data["title"].strip()}),
            },
        )
        body = (
            '{"command_id":"c1","data":{"occurred_on":"2024-03-05","organisation":"org-1","title":" 学习 "},'
            '"digest":"","on_behalf_of":"org-1","recorded_by":"account-a"}'
        )
        read = codec.decode("work/1", body)
        assert read.data == WorkRecorded(
            organisation="org-1", act=Act.TRAINING, title="学习", occurred_on=date(2024, 3, 5)
        )
        assert (read.command_id, read.recorded_by) == ("c1", "account-a")

    def test_a_shape_that_cannot_become_the_next_is_an_error(self) -> None:
        codec = Codec(
            GoldenSealer(), events={"work/2": WorkRecorded}, upcasts={"work/1": ("work/2", lambda data: data)}
        )
        with pytest.raises(Undecodable):
            codec.decode("work/1", '{"command_id":"","data":{},"digest":"","on_behalf_of":"","recorded_by":""}')

    def test_upcasts_lead_to_names_of_today(self) -> None:
        for name, (following, _) in vocabulary.UPCASTS.items():
            assert name not in vocabulary.EVENTS
            assert following in vocabulary.EVENTS or following in vocabulary.UPCASTS


PERSON = "person-00000000000000000007"


def person() -> PersonRegistered:
    return PersonRegistered(
        name=Personal(PERSON, "张甲"),
        party_member=True,
        organisation="org-00000000000000000001",
        identity_number=Personal(PERSON, "110000200001010000"),
        phone=Personal(PERSON, "13800000000"),
    )


class TestPersonal:
    def test_is_sealed_under_its_subject(self, codec: Codec) -> None:
        data = json.loads(data_of(codec, person()))
        assert data["name"]["subject"] == PERSON
        assert set(data["name"]) == {"sealed", "subject"}
        assert "张甲".encode() not in base64.b64decode(data["name"]["sealed"])

    def test_never_stands_in_the_database_in_plain_text(self, place: Any, ledger: LocalLedger, tmp_path: Path) -> None:
        """Not in a column, not in the files of the database, not in the database of keys."""
        ledger.append([Draft(stream=PERSON, after=0, events=(person(),))], signature("c1"))
        assert ledger.stream(PERSON)[0].event == person()
        secrets = ["张甲", "110000200001010000", "13800000000"]
        with raw(ledger) as connection:
            table = "ledger" if place.kind == "sqlite" else "zeren.ledger"
            text = repr(connection.execute(f"SELECT * FROM {table}").fetchall())
        assert PERSON in text
        assert not [secret for secret in secrets if secret in text]
        files = [path for path in tmp_path.iterdir() if path.is_file()]
        assert any(path.name == "keys.db" for path in files)
        for path in files:
            assert not [secret for secret in secrets if secret.encode() in path.read_bytes()], path.name

    def test_does_not_show_itself(self) -> None:
        assert "张甲" not in repr(person())
        assert "张甲" not in str(person())

    def test_an_erased_value_cannot_be_recorded_again(self, codec: Codec) -> None:
        with pytest.raises(ValueError, match="erased"):
            codec.encode(dataclasses.replace(person(), name=Personal(PERSON, None)), **ENVELOPE)

    @pytest.mark.parametrize("name", ['{"sealed":"AAAA"}', '"张甲"', '{"sealed":"!","subject":"p"}', "null"])
    def test_what_was_not_sealed_is_not_read_as_personal(self, codec: Codec, name: str) -> None:
        body = (
            f'{{"command_id":"","data":{{"name":{name},"organisation":"o","party_member":true}},'
            '"digest":"","on_behalf_of":"","recorded_by":""}'
        )
        with pytest.raises(Undecodable):
            codec.decode("person.registered/1", body)


def test_commands_have_a_canonical_form_too() -> None:
    assert canonical(work("学习")).startswith(b'{"act":"training","duties":[]')
