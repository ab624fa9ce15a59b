"""What the command line does for signing in: first links, lost second factors, a changed master key."""

import base64
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from domain.account import PasswordResetRequired
from domain.identity import account_of
from web.cli import _first_links, main
from web.services import Services
from web.settings import from_environment

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
WHO = account_of("supervisor")


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    """An office that was begun, as the next process finds it."""
    for name in ("ZEREN_LEDGER", "ZEREN_VIEWS", "ZEREN_KEYS", "ZEREN_SECRETS", "ZEREN_MASTER_KEY_FILE", "ZEREN_OWNER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ZEREN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ZEREN_URL", "https://office.example/")
    assert "https://office.example/first-password/" in _done("start", "--name", "中共安平区委")
    return Services(from_environment())


def _done(*words: str) -> str:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    return result.output


def _enrolled(services: Services) -> TOTP:
    secrets = services.secrets
    secrets.begin_factor(WHO, now=NOW)
    waiting = secrets.enrolment(WHO, issuer="Zeren", name="supervisor")
    assert waiting is not None
    totp = TOTP(base64.b32decode(waiting.text.replace(" ", "")), 6, SHA1(), 30)
    assert secrets.confirm_factor(WHO, totp.generate(int(NOW.timestamp())).decode(), now=NOW)
    return totp


def test_links_are_told_on_a_terminal_until_somebody_has_a_password(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with services.opened():
        _first_links(services)
        assert "/first-password/" not in capsys.readouterr().out, "what is no terminal may be a log"
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        _first_links(services)
        told = capsys.readouterr().out
        assert told.count("https://office.example/first-password/") == 4
        link = told.split("supervisor: https://office.example/first-password/")[1].split()[0]
        assert services.secrets.use_link(link, now=services.now()) == WHO
        services.secrets.set_password(WHO, "ntwz qvlk jhdb", now=services.now())
        _first_links(services)
        assert capsys.readouterr().out == ""


def test_a_lost_second_factor_is_taken_off_on_record(services: Services) -> None:
    with services.opened():
        assert "no second factor" in _done("account", "second-factor", "supervisor")
        _enrolled(services)
        session = services.secrets.open_session(WHO, now=NOW)
        assert "recovery codes left: 8" in _done("account", "second-factor", "supervisor")
        assert services.secrets.has_factor(WHO)
        said = _done("account", "second-factor", "supervisor", "--remove")
        assert said.startswith("supervisor: https://office.example/first-password/")
        assert not services.secrets.has_factor(WHO)
        assert services.secrets.rotate(session) is None, "every sign-in ended"
        assert isinstance(services.ledger.stream(WHO)[-1].event, PasswordResetRequired)
        assert "No account" in CliRunner().invoke(main, ["account", "second-factor", "nobody"]).output


def test_another_identity_is_let_in_on_record(services: Services) -> None:
    with services.opened():
        subject: dict[str, Any] = {"issuer": "https://id.example", "now": NOW}
        assert services.secrets.pin_subject(WHO, subject="first", **subject)
        assert not services.secrets.pin_subject(WHO, subject="second", **subject)
        assert CliRunner().invoke(main, ["account", "single-sign-on", "supervisor"]).exit_code != 0
        assert "bound anew" in _done("account", "single-sign-on", "supervisor", "--forget")
        assert isinstance(services.ledger.stream(WHO)[-1].event, PasswordResetRequired)
        assert services.secrets.pin_subject(WHO, subject="second", **subject)
        assert "No account" in CliRunner().invoke(main, ["account", "single-sign-on", "nobody", "--forget"]).output


def test_second_factors_follow_a_changed_master_key(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZEREN_FOUR_EYES", "off")
    with services.opened():
        totp = _enrolled(services)
        before = services.settings.master_key_file.read_bytes()
        _done("keys", "rotate")
        assert services.settings.master_key_file.read_bytes() != before
        later = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)
        assert services.secrets.check_factor(WHO, totp.generate(int(later.timestamp())).decode(), now=later)
