"""Who was shown whose identity number or telephone is written down, apart, before it is shown; the value never is."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from clerk import Browser, signed_in
from office import TOWNSHIP, Office, opened

from domain.kernel import Personal
from domain.vocabulary import NAMES
from web.disclosing import FIELDS
from web.disclosures import Disclosures
from web.settings import DISCLOSURE_DAYS, from_environment

PERSON = "person-" + "d" * 20
NUMBER, PHONE = "990000200001017775", "0757-98765 4321"
BOTH = ["identity_number", "phone"]
REGISTERED = {"name": "赵丁", "organisation": TOWNSHIP, "identity_number": NUMBER, "phone": PHONE}


@dataclass
class Kept:
    """An office in which somebody's number is on record, and the log of who was shown it."""

    office: Office
    folder: Path
    seen: int = 0

    def lines(self) -> list[dict[str, Any]]:
        """New lines since they were last asked for."""
        text = "".join(path.read_text() for path in sorted(self.folder.glob("*.jsonl")))
        assert not any(value in text for value in (NUMBER, PHONE, "98765", "赵丁")), "never the value"
        lines = [json.loads(line) for line in text.splitlines()]
        new, self.seen = lines[self.seen :], len(lines)
        return new

    def told(self) -> list[tuple[str, str, list[str], str]]:
        return [(one["account"], one["person"], one["fields"], one["route"]) for one in self.lines()]


@pytest.fixture
def kept(place: Any, tmp_path: Path) -> Iterator[Kept]:
    with opened(place, tmp_path) as office:
        answer = office.client().post("register_person", {"person": PERSON, **REGISTERED})
        assert answer.status_code == 201, answer.get_json()
        yield Kept(office, tmp_path / "disclosures")


def clerk(kept: Kept) -> Browser:
    return signed_in(kept.office)


class TestWhatIsWrittenDown:
    def test_a_record_that_shows_it(self, kept: Kept) -> None:
        page = clerk(kept).get(f"/records/{PERSON}")
        assert NUMBER in page.html
        (line,) = kept.lines()
        assert line == {
            "time": "2024-06-20T04:00:00.000+00:00",
            "account": "account-clerk",
            "person": PERSON,
            "fields": BOTH,
            "route": "/records/<stream>",
            "request": page.headers["X-Request-ID"],
        }

    def test_the_form_that_corrects_it(self, kept: Kept) -> None:
        assert PHONE in clerk(kept).get(f"/acts/correct_person?person={PERSON}").html
        assert kept.told() == [("account-clerk", PERSON, BOTH, "/acts/<name>")]

    def test_the_api_also_where_the_answer_was_kept(self, kept: Kept) -> None:
        client = kept.office.client("auditor")
        for _ in range(2):
            assert NUMBER in client.get(f"/records/{PERSON}").get_data(as_text=True)
            assert kept.told() == [("account-auditor", PERSON, BOTH, "/api/v1/records/<stream>")]

    def test_a_correction_that_tells_old_and_new(self, kept: Kept) -> None:
        changed = {**REGISTERED, "phone": "0757-98765 0000", "reason": "换号"}
        assert kept.office.client().post("correct_person", {"person": PERSON, **changed}).status_code == 201
        kept.lines()
        assert "98765 0000" in clerk(kept).get("/trail", person=PERSON).html
        assert [line[2] for line in kept.told()] in ([["phone"]], [BOTH])

    def test_an_evidence_bag(self, kept: Kept) -> None:
        browser = signed_in(kept.office, "auditor")
        fields = browser.get("/exports").form("/exports")
        assert browser.client.post("/exports", data=fields).status_code == 200
        assert ("account-auditor", PERSON, BOTH, "/exports") in kept.told()

    def test_pages_that_show_names_only_leave_none(self, kept: Kept) -> None:
        browser = clerk(kept)
        for path in ("/people", f"/people/{PERSON}", "/board", f"/trail?person={PERSON}", "/registers/members"):
            page = browser.get(path)
            assert page.status == 200
            assert bool(kept.lines()) == (NUMBER in page.html or PHONE in page.html), path

    def test_whoever_may_not_see_it_was_shown_nothing(self, kept: Kept) -> None:
        restricted = {"person": PERSON, "ground": "objection", "reason": "本人提出异议", "occurred_on": "2024-06-20"}
        assert kept.office.client("supervisor").post("restrict_person", restricted).status_code == 201
        kept.lines()
        assert NUMBER not in clerk(kept).get(f"/records/{PERSON}").html
        assert kept.lines() == []
        assert NUMBER in signed_in(kept.office, "supervisor").get(f"/records/{PERSON}").html
        assert len(kept.lines()) == 1


class TestKeeping:
    def test_where_it_cannot_be_written_nothing_is_shown(self, kept: Kept) -> None:
        browser = clerk(kept)
        kept.folder.write_text("in the way")
        page = browser.get(f"/records/{PERSON}")
        assert page.status >= 500
        assert NUMBER not in page.html
        kept.folder.unlink()
        assert browser.get(f"/records/{PERSON}").status == 200

    def test_nobody_else_on_the_machine_reads_it(self, kept: Kept) -> None:
        clerk(kept).get(f"/records/{PERSON}")
        (path,) = kept.folder.iterdir()
        assert path.stat().st_mode & 0o777 == 0o600
        assert kept.folder.stat().st_mode & 0o777 == 0o700

    def test_files_are_removed_in_time_and_never_before(self, tmp_path: Path) -> None:
        now = [datetime(2024, 1, 1, 23, 59, tzinfo=UTC)]
        log = Disclosures(tmp_path / "log", days=184, clock=lambda: now[0])
        noted = {("account-clerk", PERSON): {"phone"}}

        def names() -> list[str]:
            return sorted(path.name for path in (tmp_path / "log").iterdir())

        log.write(noted, {})
        (tmp_path / "log" / "notes.jsonl").write_text("not ours")
        now[0] += timedelta(days=184)
        log.write(noted, {})
        assert names() == ["2024-01-01.jsonl", "2024-07-03.jsonl", "notes.jsonl"]
        assert log.prune() == []
        now[0] += timedelta(days=1)
        log.write(noted, {})
        assert names() == ["2024-07-03.jsonl", "2024-07-04.jsonl", "notes.jsonl"]
        now[0] += timedelta(days=400)
        assert log.prune() == ["2024-07-03.jsonl", "2024-07-04.jsonl"]

    def test_an_office_may_keep_them_longer_not_shorter(self, tmp_path: Path) -> None:
        def days(**said: str) -> int:
            return from_environment({"ZEREN_DATA": str(tmp_path), **said}).disclosure_days

        assert days() == DISCLOSURE_DAYS >= 184
        assert days(ZEREN_DISCLOSURE_DAYS="30") == DISCLOSURE_DAYS
        assert days(ZEREN_DISCLOSURE_DAYS="1000") == 1000


def test_every_personal_value_of_the_vocabulary_is_a_name_or_is_noted() -> None:
    def personal(record: Any) -> set[str]:
        found = set()
        for name, hint in get_type_hints(record).items():
            parts = (hint, *get_args(hint))
            if Personal in parts:
                found.add(name)
            found |= {inner for part in parts if is_dataclass(part) for inner in personal(part)}
        return found

    known = {name for event in NAMES for name in personal(event)}
    assert known - {"name"} == FIELDS
