"""Every code, event, command and field of the domain has its two words."""

import importlib
import pkgutil
import re
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import get_args

import pytest

import domain
from domain import fact, meeting, responsibility, rule, terms
from domain.identity import PREFIXES
from domain.vocabulary import EVENTS

MODULES = [importlib.import_module(f"domain.{m.name}") for m in pkgutil.iter_modules(domain.__path__)]
ENUMS = sorted(
    {
        v
        for m in MODULES
        for v in vars(m).values()
        if isinstance(v, type) and issubclass(v, StrEnum) and v is not StrEnum
    },
    key=lambda cls: (cls.__module__, cls.__name__),
)
KINDS = [importlib.import_module(f"domain.{kind}") for kind in terms.KINDS]
COMMANDS = [cls for kind in KINDS for cls in get_args(kind.Command)]
RECORDS = [*EVENTS.values(), *COMMANDS, responsibility.Item, meeting.AgendaItem, meeting.Resolution]


def spoken(label: tuple[str, str]) -> bool:
    """Chinese in Chinese, English in English, both without blanks at the ends."""
    zh, en = label
    return (
        bool(re.search("[\u4e00-\u9fff]", zh)) and bool(re.search("[A-Za-z]", en)) and label == (zh.strip(), en.strip())
    )


class TestCodes:
    @pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: f"{enum.__module__}.{enum.__name__}")
    def test_every_member_has_its_words_and_no_other_has(self, enum: type[StrEnum]) -> None:
        assert set(terms.CODES[enum]) == {member.value for member in enum}
        assert all(spoken(terms.code_label(member)) for member in enum)

    @pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: f"{enum.__module__}.{enum.__name__}")
    def test_no_two_codes_of_a_list_read_alike(self, enum: type[StrEnum]) -> None:
        for language in (0, 1):
            words = [label[language] for label in terms.CODES[enum].values()]
            assert len(words) == len(set(words))

    def test_enumerations_of_the_facts_and_rules_are_among_them(self) -> None:
        assert {fact.FactKind, rule.Light, rule.Window, rule.Responsible, meeting.Body} <= set(ENUMS)

    def test_equal_codes_of_different_lists_keep_their_own_words(self) -> None:
        assert terms.code_label(meeting.Body.BRANCH) != terms.code_label(KINDS[0].Kind.BRANCH)


class TestEventsAndCommands:
    def test_every_event_of_the_vocabulary(self) -> None:
        assert set(terms.EVENTS) == set(EVENTS.values())
        assert all(spoken(terms.event_label(event)) for event in terms.EVENTS)

    def test_every_command(self) -> None:
        assert set(terms.COMMANDS) == set(COMMANDS)
        assert all(spoken(terms.command_label(command)) for command in terms.COMMANDS)

    def test_every_kind(self) -> None:
        assert set(terms.KINDS) == set(PREFIXES.values())
        assert all(spoken(label) for label in terms.KINDS.values())


class TestFields:
    @pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
    def test_every_field_of_events_commands_and_their_values(self, record: type) -> None:
        assert is_dataclass(record)
        assert all(spoken(terms.field_label(record, f.name)) for f in fields(record) if f.name != "sha256")

    def test_a_record_may_be_narrower(self) -> None:
        assert terms.field_label(meeting.HoldMeeting, "occurred_on") == ("召开日期", "Date held")
        assert terms.field_label(meeting.HoldMeeting, "chair") == ("主持人", "Chair")

    def test_no_words_for_fields_that_are_gone(self) -> None:
        known = {f.name for record in RECORDS for f in fields(record)}
        assert set(terms.FIELDS) <= known
        for record, narrower in terms.FIELDS_OF.items():
            own = {f.name for f in fields(record)}  # type: ignore[arg-type]  # every record is a dataclass
            shared = {f.name for kind in KINDS if kind.__name__ == record.__module__ for f in _all_fields(kind)}
            assert set(narrower) & own, record
            assert set(narrower) <= own | shared, record


def _all_fields(kind: object) -> list[object]:
    return [f for cls in (*get_args(kind.Event), *get_args(kind.Command)) for f in fields(cls)]  # type: ignore[attr-defined]


class TestReasons:
    @pytest.mark.parametrize("code", [*terms.REASONS, *terms.FINDINGS])
    def test_every_reason_and_finding(self, code: str) -> None:
        assert spoken(terms.reason_label(code))

    def test_those_that_the_status_names(self) -> None:
        text = rule.__loader__.get_source("domain.rule")  # type: ignore[union-attr]  # the module's own text
        named = re.findall(r"[a-z_]+", text.split("Stable code: ")[1].split("...")[0])
        named += re.findall(r"[a-z_]+", text.split("Codes worth showing: ")[1].split("...")[0])
        assert named
        assert {code for code in named if code not in terms.REASONS and code not in terms.FINDINGS} == set()

    def test_an_unknown_one_is_shown_as_it_is(self) -> None:
        assert terms.reason_label("brand_new") == ("brand_new", "brand_new")
