"""A regulation of one's own needs no Python: the how-to is run as it reads, and the reference page holds every word."""

import re
import shlex
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from domain.catalogue import parse
from domain.catalogue.schema import DISTINCT_FIELDS, LEVELS, LIST_FIELDS
from domain.fact import FactKind
from domain.rule import Clause, Counts, Grain, Light, Measure, Parameter, Responsible, Rule, Strength, Window
from projections import status
from web.cli import main
from web.scenarios import run
from web.services import Services
from web.settings import from_environment

ROOT = Path(__file__).parent.parent
HOWTO = ROOT / "docs" / "howto" / "own-regulation.md"
EXAMPLES = ROOT / "docs" / "howto" / "examples"
REFERENCE = ROOT / "docs" / "reference" / "catalogue-format.md"


def commands(page: str) -> list[list[str]]:
    """What the page tells its reader to type, in order; each with what it promises as an answer ("> ...")."""
    found = []
    for block, after in re.findall(r"```sh\n(.*?)```\n(\n> [^\n]*\n)?", page, re.DOTALL):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        found += [[line, after.strip().removeprefix("> ") if line == lines[-1] else ""] for line in lines]
    return found


class TestTheHowTo:
    def test_is_run_as_it_reads(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("LEDGER", "VIEWS", "KEYS", "SECRETS", "MASTER_KEY_FILE", "OWNER"):
            monkeypatch.delenv(f"ZEREN_{name}", raising=False)
        monkeypatch.setenv("ZEREN_DATA", str(tmp_path))  # where the page exports a folder, the test has its own
        monkeypatch.chdir(ROOT)
        typed = []
        for line, promised in commands(HOWTO.read_text(encoding="utf-8")):
            words = shlex.split(line)
            if words[0] == "export":
                continue
            assert words[0] == ".venv/bin/zeren", line
            result = CliRunner().invoke(main, words[1:], catch_exceptions=False)
            assert result.exit_code == 0, (line, result.output)
            assert promised in result.output, (line, result.output)
            typed.append(" ".join(words[1:3]))
        asked = {"catalogue check", "catalogue coverage", "scenarios docs/howto/examples/shiqiao.yaml", "policy issue"}
        assert asked <= set(typed)

        services = Services(from_environment())
        try:
            (town,) = services.organisations_named("石桥镇党委")
            with services.reading() as reading:
                owed = status.duties(reading, town, 2024, date(2025, 1, 10), None)
        finally:
            services.close()
        # Four quarters without a meeting, each ten days, or a hundred and more, over; and nobody was criticised.
        meetings = [one for one in owed if one.clause == "shiqiao-quarterly-meetings"]
        assert [(one.window, one.light, one.minimum, one.days_over) for one in meetings] == [
            ("2024-Q1", Light.MISSED, 2, 285),
            ("2024-Q2", Light.MISSED, 2, 194),
            ("2024-Q3", Light.MISSED, 2, 102),
            ("2024-Q4", Light.MISSED, 2, 10),
        ]
        assert [one.light for one in owed if one.clause == "shiqiao-criticism-order"] == [Light.NO_MINIMUM]

    @pytest.mark.parametrize("language", ["toml", "yaml"])
    def test_shows_what_the_files_hold(self, language: str) -> None:
        file = (EXAMPLES / f"shiqiao.{language}").read_text(encoding="utf-8")
        shown = re.findall(rf"```{language}\n(.*?)```", HOWTO.read_text(encoding="utf-8"), re.DOTALL)
        assert shown
        for part in shown:
            assert part in file

    def test_the_example_has_what_it_is_there_to_show(self) -> None:
        document = parse((EXAMPLES / "shiqiao.toml").read_text(encoding="utf-8"), "shiqiao.toml")
        rules = [clause.rule for clause in document.clauses]
        assert {rule.measure for rule in rules} == {Measure.NONE, Measure.COUNT, Measure.FOLLOW}
        assert [rule.minimum_of for rule in rules if rule.minimum_of] == ["meetings_a_quarter"]


class TestAScenarioNamesAFileBesideIt:
    def test_a_mistake_in_it_is_told(self, tmp_path: Path) -> None:
        for name, wrong in (
            ("shiqiao.toml", ("within = 15", "within = 15\n  weekly = true")),
            ("shiqiao.yaml", ("", "")),
        ):
            text = (EXAMPLES / name).read_text(encoding="utf-8")
            (tmp_path / name).write_text(text.replace(*wrong) if wrong[0] else text, encoding="utf-8")
        results = run(tmp_path / "shiqiao.yaml")
        assert results
        for result in results:
            assert not result.ok
            assert "shiqiao.toml" in result.line()
            assert "weekly" in result.line()

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        alone = tmp_path / "alone.yaml"
        alone.write_text((EXAMPLES / "shiqiao.yaml").read_text(encoding="utf-8"), encoding="utf-8")
        assert all("shiqiao.toml" in result.line() and not result.ok for result in run(alone))


class TestTheReferencePage:
    def test_names_every_key_and_word(self) -> None:
        page = REFERENCE.read_text(encoding="utf-8")
        told = set(re.findall(r"[a-z_0-9]+", " ".join(re.findall(r"`([^`]*)`", page))))
        keys = {field.name for made in (Clause, Counts, Parameter, Rule) for field in fields(made)}
        keys -= {"minimum_of", "times"}  # what `minimum` is read into
        words = {word.value for words in (Measure, Window, Grain, Responsible, Strength, FactKind) for word in words}
        missing = {*keys, *words, *LEVELS, *LIST_FIELDS, *DISTINCT_FIELDS} - told
        assert not missing
