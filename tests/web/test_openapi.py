"""The OpenAPI document against what runs: every operation is sent what fits its description and what does not.

schemathesis makes the requests and judges the answers: no 5xx, no status, media type or shape that is not described,
nothing accepted that does not fit. Ids and days that it invents are turned into some that are on record, so that
requests get past the door. In every run the same requests are made; `make soak` searches longer, with a printed seed.
"""

import contextlib
import io
import itertools
import json
import os
import random
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from lively import begun, last_of_all, senders
from office import SECRETARY, TOWNSHIP, VILLAGE, Office, meeting, opened, opened_in_files
from schemathesis import Case, GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.feedback import NO_FEEDBACK
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from domain.identity import is_stream_id
from web.api import QUESTIONS
from web.api.parameters import Parameter

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Said = dict[str, Any]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened_in_files(tmp_path_factory.mktemp("office")) as made:
        yield made


@pytest.fixture(scope="module")
def document(office: Office) -> Said:
    found: Said = office.client().get("/openapi.json").json
    return found


def operations(document: Said) -> list[tuple[str, str, Said]]:
    return [(path, method, one) for path, ways in document["paths"].items() for method, one in _ways(ways)]


def _ways(ways: Said) -> list[tuple[str, Said]]:
    return [(method, one) for method, one in ways.items() if method in ("get", "post")]


# --- requests -------------------------------------------------------------------------


@dataclass
class World:
    """What is on record: ids by their prefix. What a request begins is added."""

    office: Office
    ids: dict[str, list[str]] = field(default_factory=dict)
    sent: Iterator[int] = field(default_factory=itertools.count)

    def learn(self, *streams: str) -> None:
        for stream in streams:
            known = self.ids.setdefault(stream.partition("-")[0], [])
            if stream not in known:
                known.append(stream)

    def real(self, value: Any) -> Any:
        """A value with ids and days that are on record in place of invented ones; some stay as they are."""
        if isinstance(value, dict):
            return {name: self.real(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self.real(one) for one in value]
        if not isinstance(value, str):
            return value
        chance = zlib.crc32(value.encode(errors="replace"))
        if is_stream_id(value) and chance % 8:
            prefix = value.partition("-")[0]
            known = self.ids.get(prefix, [])
            return known[chance % len(known)] if known else value
        if DAY.fullmatch(value) and chance % 8:
            return f"{2024 - chance % 2}-{1 + chance % 6:02}-{1 + chance % 20:02}"
        return value

    def call(self, case: Case, role: str) -> None:
        """Send a request and look at its answer."""
        # A file is bytes, which no schema describes: such a body stays as it was made.
        for place in ("path_parameters", "query", *(("body",) if case.media_type == "application/json" else ())):
            value = getattr(case, place)
            if isinstance(value, dict):
                setattr(case, place, self.real(value))
        headers = {"Authorization": f"Bearer {self.office.tokens[role]}"}
        if case.method == "POST" and "Idempotency-Key" not in (case.headers or {}):
            headers["Idempotency-Key"] = f"case-{next(self.sent)}"
        answer = case.call(app=self.office.app, headers=headers)
        if answer.status_code == 201:
            self.learn(answer.json()["stream"])
        case.validate_response(answer, checks=CHECKS)


def search(office: Office, *, fitting: int, unfitting: int, questions: int = 1, chance: int | None = None) -> list[str]:
    """Send so many requests to every act, and to every question so many times as many; what is wrong with the answers.

    The first request of each is the simplest that there is.
    """
    schema = openapi.from_dict(without_security(office.client().get("/openapi.json").json), config=SchemathesisConfig())
    world, wrong = World(office), []
    world.learn(*begun(office))
    every = [result.ok() for result in schema.get_all_operations()]
    for operation in sorted(every, key=lambda one: "/commands/" in one.path and last_of_all(name_of(one.path))):
        names, times = askers(operation.path), questions if operation.method == "get" else 1
        for mode, most in ((GenerationMode.POSITIVE, fitting), (GenerationMode.NEGATIVE, unfitting)):
            told = _search_one(world, operation.as_strategy(mode, feedback=NO_FEEDBACK), names, most * times, chance)
            wrong += [f"{operation.label} ({mode.value}): {text}" for text in told]
    return wrong


def without_security(document: Said) -> Said:
    """The document without its accounts: who asks is ours to say, and not to be spoilt."""
    for _, _, one in operations(document):
        one.pop("security", None)
    del document["security"], document["components"]["securitySchemes"]
    return document


def askers(path: str) -> tuple[str, ...]:
    """Accounts that may ask or act, more than once, and one that may not act."""
    return (*senders(name_of(path)) * 3, "auditor") if "/commands/" in path else ("clerk", "supervisor", "auditor")


def name_of(path: str) -> str:
    return path.rpartition("/")[2]


def _search_one(world: World, cases: Any, names: tuple[str, ...], most: int, chance: int | None) -> list[str]:
    wrong: list[str] = []

    @settings(
        max_examples=most,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        derandomize=chance is None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, role=st.sampled_from(names))
    def one(case: Case, role: str) -> None:
        try:
            world.call(case, role)
        except FailureGroup as failures:
            wrong.append(f"as {role}: {failures}")

    run: Callable[[], None] = one if chance is None else seed(chance)(one)
    with contextlib.suppress(Unsatisfiable):  # what takes nothing cannot be sent what does not fit
        run()
    return wrong


class TestRequests:
    def test_every_operation_answers_as_described_whatever_is_sent(self, office: Office) -> None:
        wrong = search(office, fitting=1, unfitting=1)
        assert not wrong, f"{len(wrong)}\n" + "\n\n".join(wrong[:10])


@pytest.mark.soak
class TestSoak:
    def test_a_longer_search(self, place: Any, tmp_path: Path) -> None:
        chance = int(os.environ.get("ZEREN_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)
        print(f"\nZEREN_SEED={chance} ({place.kind})")
        with opened(place, tmp_path) as office:
            wrong = search(office, fitting=15, unfitting=15, questions=3, chance=chance)
        assert not wrong, f"seed {chance}: {len(wrong)}\n" + "\n\n".join(wrong[:10])


# --- the document ------------------------------------------------------------------------


class TestDocument:
    def test_is_valid(self, document: Said) -> None:
        openapi.from_dict(document, config=SchemathesisConfig()).validate()

    def test_everything_that_can_be_sent_has_a_limit(self, document: Said) -> None:
        loose: list[str] = []
        for path, method, one in operations(document):
            for parameter in (*document["paths"][path].get("parameters", ()), *one.get("parameters", ())):
                loose += _loose(document, parameter["schema"], f"{method} {path} {parameter['name']}")
            for body in one.get("requestBody", {}).get("content", {}).values():
                loose += _loose(document, body["schema"], f"{method} {path}")
        assert not loose

    def test_everything_that_can_be_sent_is_described(self, document: Said) -> None:
        bare: list[str] = []
        for path, method, one in operations(document):
            bare += [f"{method} {path}"] * (not one.get("summary") or not one.get("operationId"))
            for parameter in (*document["paths"][path].get("parameters", ()), *one.get("parameters", ())):
                bare += [f"{method} {path} {parameter['name']}"] * (not parameter.get("description"))
            for body in one.get("requestBody", {}).get("content", {}).values():
                properties = _resolved(document, body["schema"])["properties"]
                bare += [f"{method} {path} {name}" for name, said in properties.items() if not said.get("description")]
        assert not bare

    def test_every_operation_says_which_errors_it_gives(self, document: Said) -> None:
        for path, method, one in operations(document):
            said = set(one["responses"])
            assert said >= {"401", "403", "422", "503"}, path
            assert "404" in said or "{" not in path, path
            if method == "post":
                assert said >= {"200", "201", "400", "405", "409", "412", "413", "415"}, path
            for status, answer in one["responses"].items():
                assert answer["description"], (path, status)


def _resolved(document: Said, schema: Said) -> Said:
    if "$ref" not in schema:
        return schema
    found: Said = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _loose(document: Said, schema: Said, where: str) -> list[str]:
    """What of this could be as long or as large as anybody likes."""
    schema = _resolved(document, schema)
    match schema.get("type"):
        case "object":
            parts = [_loose(document, one, f"{where}.{name}") for name, one in schema["properties"].items()]
            return [one for part in parts for one in part] + [where] * (schema.get("additionalProperties") is not False)
        case "array":
            return [where] * ("maxItems" not in schema) + _loose(document, schema["items"], f"{where}[]")
        case "string":
            bound = {"maxLength", "enum"} & set(schema) or schema.get("format") == "binary"
            return [] if bound else [where]
        case "integer":
            return [] if {"minimum", "maximum"} <= set(schema) else [where]
        case "boolean":
            return []
    return [f"{where}: {json.dumps(schema)}"]


# --- who asks, and what is not asked for ----------------------------------------------------


class TestDoor:
    def test_nobody_is_answered_without_an_account(self, office: Office, document: Said) -> None:
        http = office.app.test_client()
        for path, method, _ in operations(document):
            address = re.sub(r"\{(\w+)\}", lambda part: {"year": "2024", "position": "1"}.get(part[1], "x"), path)
            for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Bearer {'x' * 5_000}"}):
                answer = http.open(
                    address, method=method.upper(), json={} if method == "post" else None, headers=headers
                )
                assert answer.status_code == 401, (address, headers)
                assert answer.json["code"] == "sign_in"


QUESTION_PARAMETERS = [
    pytest.param(path, parameter, id=f"{view.__name__}-{parameter.name}")
    for path, view, _, parameters in QUESTIONS
    for parameter in parameters
]


def refused_fields(answer: Any) -> set[str]:
    assert answer.json["zh"]
    assert answer.json["en"]
    return {one["field"] for one in answer.json["problems"]}


class TestParameters:
    @pytest.mark.parametrize(("path", "parameter"), QUESTION_PARAMETERS)
    def test_keep_to_what_is_said_of_them(self, office: Office, path: str, parameter: Parameter) -> None:
        address = _address(path)
        good, bad = _edges(parameter)
        for text in good:
            answer = office.client("supervisor").get(address, **{parameter.name: text})
            assert answer.status_code != 422 or parameter.name not in refused_fields(answer), (text, answer.text)
        for text in bad:
            answer = office.client("supervisor").get(address, **{parameter.name: text})
            assert answer.status_code in (404, 422), (text, answer.text)
            assert parameter.names or refused_fields(answer) == {parameter.name}

    @pytest.mark.parametrize(("path", "view"), [row[:2] for row in QUESTIONS], ids=[row[0] for row in QUESTIONS])
    def test_unknown_ones_are_named(self, office: Office, path: str, view: Any) -> None:
        answer = office.client("supervisor").get(_address(path), as_off="2024-01-01", **{"排序": "1"})
        assert answer.status_code == 422, answer.text
        assert refused_fields(answer) == {"as_off", "排序"}

    def test_given_twice_they_are_refused(self, office: Office) -> None:
        answer = office.client().get("/records", as_of=["2024-01-01", "2024-02-01"])
        assert answer.status_code == 422
        assert refused_fields(answer) == {"as_of"}

    def test_left_empty_they_are_left_out(self, office: Office) -> None:
        assert office.client().get("/records", as_of="", limit="", text="", cursor="").status_code == 200

    def test_an_act_takes_none(self, office: Office) -> None:
        end = office.position()
        answer = office.client().http.post(
            "/api/v1/commands/hold_meeting?dry_run=true", json=meeting(), headers=office.client().headers
        )
        assert answer.status_code == 422
        assert refused_fields(answer) == {"dry_run"}
        assert office.position() == end


def _address(path: str) -> str:
    parts = {"organisation": TOWNSHIP, "year": "2024", "position": "1", "person": SECRETARY, "stream": SECRETARY}
    parts |= {"command_id": "opening-0", "case": f"accountability-{1:020x}"}
    return re.sub(r"<(?:int:)?(\w+)>", lambda part: parts[part[1]], path)


def _edges(parameter: Parameter) -> tuple[list[str], list[str]]:
    """Values at the edge of what is allowed, and just beyond."""
    match parameter.said:
        case {"type": "integer", "minimum": least, "maximum": most}:
            return [str(least), str(most)], [str(least - 1), str(most + 1), "1.0", "x", "１"]
        case {"type": "boolean"}:
            return ["true", "false"], ["1", "yes", "True"]
        case {"type": "array", "items": {"enum": codes}} | {"enum": codes}:
            return [codes[0], codes[-1]], ["x", f"{codes[0]} "]
        case {"format": "date"}:
            return ["1900-01-01", "2199-12-31"], ["1899-12-31", "2200-01-01", "2023-02-29", "20240101", " 2024-01-01"]
        case {"pattern": _}:
            return [], ["?", "-1", " ", "x" * 200]
    most = parameter.said["maxLength"]
    return ["字" * most], ["字" * (most + 1)]


class TestBodies:
    """JSON is taken as it is described: what a browser's form writes as text is not."""

    @pytest.mark.parametrize(
        ("command", "changed", "field"),
        [
            ("draft_list", {"year": "2024"}, "year"),
            ("draft_list", {"year": 2024.0}, "year"),
            ("draft_list", {"year": True}, "year"),
            ("hold_meeting", {"occurred_on": " 2024-06-05"}, "occurred_on"),
            ("hold_meeting", {"chair": f"{SECRETARY} "}, "chair"),
            ("hold_meeting", {"reports_heard": "一\n二"}, "reports_heard"),
            ("hold_meeting", {"resolutions": [{"number": "1", "text": "x"}]}, "resolutions.0.number"),
            ("hold_meeting", {"resolutions": [{"number": 1, "text": "x", "due_on": ""}]}, "resolutions.0.due_on"),
            ("hold_meeting", {"title": "会" + " " * 200}, "title"),
            ("hold_meeting", {"attendees": [SECRETARY] * 501}, "attendees"),
            ("register_person", {"party_member": "yes"}, "party_member"),
            ("register_person", {"party_member": 1}, "party_member"),
        ],
    )
    def test_a_form_s_way_of_writing_is_refused(self, office: Office, command: str, changed: Said, field: str) -> None:
        end = office.position()
        body = {
            "draft_list": {"organisation": VILLAGE, "year": 2024},
            "hold_meeting": meeting(),
            "register_person": {"organisation": TOWNSHIP, "name": "赵丁"},
        }[command]
        answer = office.client().post(command, {**body, **changed})
        assert answer.status_code == 422, answer.text
        assert field in refused_fields(answer)
        assert office.position() == end

    @pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
    def test_another_media_type_is_refused(self, office: Office, media: str) -> None:
        body = json.dumps(meeting()).encode()
        answer = office.client().raw("hold_meeting", body, **{"Content-Type": media})
        assert answer.status_code == 415, answer.text

    def test_a_file_comes_with_its_own_fields_only(self, office: Office) -> None:
        assert office.client().post("file_evidence", {"organisation": TOWNSHIP, "title": "x"}).status_code == 415
        answer = office.client().http.post(
            "/api/v1/commands/file_evidence",
            data={"organisation": TOWNSHIP, "title": "x", "_preview": "1", "file": (io.BytesIO(b"x"), "x.txt")},
            headers=office.client().headers,
        )
        assert answer.status_code == 422, answer.text
        assert refused_fields(answer) == {"_preview"}
