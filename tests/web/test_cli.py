"""The command line: what an engineer types, and one sentence where it cannot be done."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from domain.organisation import OrganisationRegistered
from ledger.application import open_ledger
from web.cli import main
from web.services import VIEWS

CATALOGUE = Path(__file__).parents[2] / "domain" / "catalogue" / "township.toml"


class Office:
    """An office's machine: commands on one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def zeren(self, *words: str) -> Result:
        return CliRunner().invoke(main, list(words), env={"ZEREN_DATA": str(self.folder)}, catch_exceptions=False)

    def done(self, *words: str) -> str:
        result = self.zeren(*words)
        assert result.exit_code == 0, result.output
        return result.output

    def refused(self, *words: str) -> str:
        result = self.zeren(*words)
        assert result.exit_code != 0
        assert "Traceback" not in result.output
        return result.output


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    for name in ("ZEREN_LEDGER", "ZEREN_VIEWS", "ZEREN_KEYS", "ZEREN_SECRETS", "ZEREN_MASTER_KEY_FILE", "ZEREN_OWNER"):
        monkeypatch.delenv(name, raising=False)
    return Office(tmp_path / "data")


class TestStarting:
    def test_init_may_be_repeated(self, office: Office) -> None:
        assert "Ready" in office.done("init")
        assert "Ready" in office.done("init")

    def test_the_first_accounts_get_a_one_time_link_each(self, office: Office) -> None:
        said = office.done("start", "--name", "中共安平区委", "--since", "2020-01-01")
        lines = [line for line in said.splitlines() if ": " in line]
        assert [line.partition(":")[0] for line in lines] == [
            "administrator",
            "system-administrator",
            "audit-officer",
            "supervisor",
        ]
        assert all("/first-password/" in line.partition(": ")[2] for line in lines)
        ledger = open_ledger(
            str(office.folder / "ledger.db"),
            keys=str(office.folder / "keys.db"),
            master_key_file=office.folder / "master.key",
        )
        first = ledger.log(0, 1)[0].event
        ledger.close()
        assert isinstance(first, OrganisationRegistered)
        assert first.occurred_on.isoformat() == "2020-01-01"

    def test_only_an_empty_ledger_is_started(self, office: Office) -> None:
        office.done("start", "--name", "中共安平区委")
        assert "already holds entries" in office.refused("start", "--name", "中共安平区委")
        assert "already holds entries" in office.refused("demo")

    def test_nothing_is_served_from_an_empty_ledger(self, office: Office) -> None:
        office.done("init")
        assert "empty" in office.refused("serve")

    def test_nothing_is_served_from_no_ledger(self, office: Office) -> None:
        assert "not available" in office.refused("serve")


class TestAccounts:
    def test_opened_by_the_administrator(self, office: Office) -> None:
        office.done("start", "--name", "中共安平区委")
        said = office.done("account", "open", "clerk", "--role", "clerk", "--organisation", "中共安平区委")
        assert said.startswith("clerk: ")
        assert office.done("account", "password", "clerk") != said

    def test_rights_are_granted_beside_others_and_withdrawn(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ZEREN_FOUR_EYES", "off")  # with two people: test_cli_pairs.py
        office.done("start", "--name", "中共安平区委")
        office.done("account", "open", "second", "--role", "reviewer", "--organisation", "中共安平区委")
        grant = ("--role", "inspector", "--organisation", "中共安平区委", "--reason", "兼任")
        said = office.done("account", "grant", "second", *grant, "--to", "2999-12-31", "--beside")
        assert "审核人 Reviewer" in said
        assert "督查员 Inspector" in said
        assert "2999-12-31" in said
        assert "督查员" not in office.done("account", "withdraw", "second", "2", "--reason", "不再兼任")
        officer = ("--role", "audit_officer", "--organisation", "中共安平区委", "--reason", "兼任", "--beside")
        assert "三员分立" in office.refused("account", "grant", "second", *officer)
        assert "安全管理员" in office.done("account", "list")
        assert "No account" in office.refused("account", "withdraw", "nobody", "1", "--reason", "离岗")

    def test_an_unknown_organisation(self, office: Office) -> None:
        office.done("start", "--name", "中共安平区委")
        assert "No organisation" in office.refused(
            "account", "open", "clerk", "--role", "clerk", "--organisation", "石桥乡"
        )

    def test_an_unknown_account(self, office: Office) -> None:
        office.done("start", "--name", "中共安平区委")
        assert "No account" in office.refused("account", "password", "nobody")


class TestRegulations:
    def test_put_into_force_for_a_subtree(self, office: Office) -> None:
        office.done("start", "--name", "中共安平区委")
        said = office.done("policy", "issue", str(CATALOGUE), "--binds", "中共安平区委", "--effective", "2026-01-01")
        assert "in force from 2026-01-01" in said

    def test_the_catalogue_that_comes_along_has_no_mistakes(self, office: Office) -> None:
        assert office.done("catalogue", "check").count("no mistakes") == 7

    def test_each_mistake_is_named_by_file_clause_and_field(self, office: Office, tmp_path: Path) -> None:
        wrong = tmp_path / "wrong.toml"
        wrong.write_text(
            CATALOGUE.read_text(encoding="utf-8").replace('window = "quarter"', 'window = "week"', 1), encoding="utf-8"
        )
        said = office.refused("catalogue", "check", str(wrong))
        assert "wrong.toml: township-" in said
        assert "window" in said
        assert "1 mistakes" in said


class TestViewsAndScenarios:
    def test_rebuild(self, office: Office) -> None:
        office.done("start", "--name", "中共安平区委")
        office.done("rebuild")
        office.done("rebuild", "trail")
        assert "There is no view nosuch" in office.refused("rebuild", "nosuch")

    def test_live_beside_rebuilt(self, office: Office) -> None:
        office.done("start", "--name", "中共安平区委")
        said = office.done("rebuild", "--verify")
        assert said.count("✓") == len(VIEWS)
        assert "✗" not in said
        with sqlite3.connect(office.folder / "views.db") as views:
            (table,) = views.execute("SELECT name FROM sqlite_master WHERE name LIKE 'trail_heads%'").fetchone()
            views.execute(f"DELETE FROM {table} WHERE position = 2")
        said = office.refused("rebuild", "--verify")
        assert "视图trail的表heads，第一处：2（缺少，自第2条记录起不符）" in said
        assert said.count("✗") == 2
        assert "✗" not in office.done("rebuild", "--verify", "records")
        office.done("rebuild", "trail")
        assert "✗" not in office.done("rebuild", "--verify")

    def test_a_scenario_that_does_not_hold_is_shown_and_fails(self, office: Office, tmp_path: Path) -> None:
        source = (Path(__file__).parents[2] / "docs" / "scenarios" / "01-township.yaml").read_text(encoding="utf-8")
        good = tmp_path / "good.yaml"
        good.write_text(source, encoding="utf-8")
        assert " 0 failed" in office.done("scenarios", str(good))
        bad = tmp_path / "bad.yaml"
        bad.write_text(source.replace("状态: 未完成, 天数: 1", "状态: 已完成, 天数: 1", 1), encoding="utf-8")
        said = office.refused("scenarios", str(bad))
        assert "FAIL bad.yaml S01 " in said
        assert " 1 failed" in said

    def test_reference_pages_are_as_the_code_says(self, office: Office) -> None:
        assert office.done("reference") == ""
