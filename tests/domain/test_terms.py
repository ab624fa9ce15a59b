"""Every code, event, command and field of the domain has its two words."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import StrEnum
from types import ModuleType
from typing import get_args, get_type_hints

import pytest

import domain
from domain import evaluator, fact, meeting, responsibility, rule, terms
from domain.catalogue.acts import ACTS
from domain.identity import PREFIXES
from domain.terms.common import merged
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


def _parts(record: type) -> dict[str, type]:
    """Fields of an event or command that hold a table -> the value of one line."""
    lines = {field: get_args(hint)[0] for field, hint in get_type_hints(record).items() if get_args(hint)}
    return {field: line for field, line in lines.items() if is_dataclass(line) and line not in EVENTS.values()}


PARTS = {(cls.__module__, field): line for cls in [*EVENTS.values(), *COMMANDS] for field, line in _parts(cls).items()}
RECORDS = [*EVENTS.values(), *COMMANDS, *dict.fromkeys(PARTS.values())]


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

    @pytest.mark.parametrize("kind", terms.KINDS)
    def test_each_kind_speaks_for_itself(self, kind: str) -> None:
        words = importlib.import_module(f"domain.terms.{kind}")
        for record in (*words.CODES, *words.EVENTS, *words.COMMANDS, *words.FIELDS_OF):
            assert record.__module__ == f"domain.{kind}"

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

    def test_one_word_has_one_meaning(self) -> None:
        assert merged({"year": ("年度", "Year")}, {"year": ("年度", "Year")}) == {"year": ("年度", "Year")}
        with pytest.raises(ValueError, match="年度"):
            merged({"year": ("年度", "Year")}, {"year": ("年份", "Year")})

    def test_parts_of_tables_are_found(self) -> None:
        assert {responsibility.Item, meeting.AgendaItem, meeting.Resolution} <= set(RECORDS)

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


class TestRefusals:
    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
    def test_call_a_field_what_its_form_calls_it(self, kind: ModuleType) -> None:
        records = [cls for cls in RECORDS if cls.__module__ == kind.__name__]
        for field, label in _labels_in_checks(kind):
            words = {zh for cls in records if field in _field_names(cls) for zh in terms.field_label(cls, field)}
            # The parts of a table (a meeting's agenda) are fields of their own values.
            line = PARTS.get((kind.__name__, field))
            words |= {zh for f in _field_names(line) for zh in terms.field_label(line, f)} if line else set()
            assert set(label) <= words, (field, label)


def _field_names(cls: type) -> set[str]:
    return {f.name for f in fields(cls)}


def _labels_in_checks(kind: ModuleType) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each ``check(..., "field", label=("…", "…"))`` in a kind's rules."""
    for node in ast.walk(ast.parse(inspect.getsource(kind))):
        if isinstance(node, ast.Call):
            label = next((word.value for word in node.keywords if word.arg == "label"), None)
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if texts and isinstance(label, ast.Tuple):
                yield texts[-1], ast.literal_eval(label)


class TestReasons:
    def test_every_code_of_the_evaluator(self) -> None:
        codes = {member.value for enum in ENUMS for member in enum}
        codes |= {str(act) for acts in ACTS.values() for act in acts}
        said = set()
        for found in pkgutil.walk_packages(evaluator.__path__, "domain.evaluator."):
            module = importlib.import_module(found.name)
            named = set(vars(module))
            texts = {n.value for n in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(n, ast.Constant)}
            said |= {t for t in texts - named if isinstance(t, str) and re.fullmatch("[a-z]+(_[a-z]+)+", t)}
        assert said - codes <= {*terms.REASONS, *terms.FINDINGS}
        assert "wrong_chair" in said

    @pytest.mark.parametrize("code", [*terms.REASONS, *terms.FINDINGS])
    def test_every_reason_and_finding(self, code: str) -> None:
        assert spoken(terms.reason_label(code))

    def test_those_that_the_status_names(self) -> None:
        text = inspect.getsource(rule)
        named = re.findall(r"[a-z_]+", text.split("Stable code: ")[1].split("...")[0])
        named += re.findall(r"[a-z_]+", text.split("Codes worth showing: ")[1].split("...")[0])
        assert named
        assert {code for code in named if code not in terms.REASONS and code not in terms.FINDINGS} == set()

    def test_an_unknown_one_is_shown_as_it_is(self) -> None:
        assert terms.reason_label("brand_new") == ("brand_new", "brand_new")
