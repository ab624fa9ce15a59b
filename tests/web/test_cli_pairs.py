"""Four eyes at the terminal: officers and the master key take two people who show who they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from office import QUICK

from domain.account import Role
from domain.identity import account_of
from domain.security import INSTALLATION, PROGRAM
from ledger.execution import state_of
from web.cli import main
from web.cli.noted import note_settings
from web.secrets import passwords
from web.services import Services
from web.settings import from_environment

BODY = "中共安平区委"
PASSWORD = "ntwz qvlk jhdb"  # of this test
OFFICERS = ("administrator", "system-administrator", "audit-officer")


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """Passwords are hashed with the least work, by the commands as well: how strong hashes are is tested elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "PasswordHasher", lambda: QUICK)
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that was begun, whose officers have set their passwords."""
    folder = tmp_path_factory.mktemp("office") / "data"
    result = CliRunner().invoke(main, ["start", "--name", BODY], env={"ZEREN_DATA": str(folder)})
    assert result.exit_code == 0, result.output
    services = Services(from_environment({"ZEREN_DATA": str(folder)}))
    for name in OFFICERS:
        services.secrets.set_password(account_of(name), PASSWORD, now=services.now())
    services.close()
    return folder


@pytest.fixture
def services(data: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    for name in ("ZEREN_LEDGER", "ZEREN_VIEWS", "ZEREN_KEYS", "ZEREN_SECRETS", "ZEREN_MASTER_KEY_FILE", "ZEREN_OWNER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ZEREN_DATA", str(data))
    return Services(from_environment())


def said(*words: str, typed: str = PASSWORD, fails: bool = False) -> str:
    result = CliRunner().invoke(main, words, input=f"{typed}\n")
    assert (result.exit_code != 0) == fails, result.output
    assert "Traceback" not in result.output
    return result.output


def asked(*words: str) -> str:
    told = said(*words)
    return next(word for word in told.split() if word.startswith("approval-") and len(word) == 29)


def names(services: Services, stream: str) -> list[str]:
    rows = services.ledger.rows(0, services.ledger.head().position)
    return [row.name for row in rows if row.stream == stream]


def test_the_first_start_says_that_one_person_opened_the_officers(services: Services) -> None:
    with services.opened():
        first = services.ledger.stream(INSTALLATION)[0].event
        assert first.officers == tuple(map(account_of, OFFICERS))


def test_an_officer_is_opened_by_two_who_show_who_they_are(services: Services) -> None:
    with services.opened():
        words = ("account", "open", "second", "--role", "security_administrator", "--organisation", BODY)
        before = services.ledger.head().position
        assert "is wrong" in said(*words, typed="something else", fails=True)
        assert "none with a password" in said(*words, "--by", "supervisor", fails=True)
        assert services.ledger.head().position == before
        approval = asked(*words)
        assert state_of(services.ledger, account_of("second")) is None
        assert approval in said("approval", "list", "--by", "audit-officer")
        assert "两人" in said("approval", "give", approval, "--by", "administrator", fails=True)
        assert "account password second" in said("approval", "give", approval, "--by", "audit-officer")
        state = state_of(services.ledger, account_of("second"))
        assert [one.role for one in state.grants] == [Role.SECURITY_ADMINISTRATOR]
        given = services.ledger.stream(approval)
        assert [entry.recorded_by for entry in given] == [account_of("administrator"), account_of("audit-officer")]
        assert services.ledger.stream(account_of("second"))[0].recorded_by == account_of("audit-officer")
        assert "/first-password/" in said("account", "password", "second"), "nobody has signed in with it yet"


def test_nor_does_one_alone_take_over_an_officer_s_account(services: Services) -> None:
    with services.opened():
        approval = asked("account", "password", "audit-officer")
        assert "不同意" in said("approval", "refuse", approval, "--by", "system-administrator", "--reason", "没有必要")
        approval = asked("account", "password", "audit-officer")
        said("approval", "give", approval, "--by", "system-administrator")
        assert "/first-password/" in said("account", "password", "audit-officer")
        services.secrets.set_password(
            account_of("audit-officer"), PASSWORD, now=services.now(), position=services.ledger.head().position
        )
        assert "会签" in said("account", "password", "audit-officer")


def test_the_master_key_is_changed_under_the_order_of_two(services: Services) -> None:
    with services.opened():
        before = services.settings.master_key_file.read_bytes()
        assert "--by" in said("keys", "rotate", fails=True)
        assert "角色" in said("keys", "rotate", "--by", "administrator", fails=True)
        approval = asked("keys", "rotate", "--by", "system-administrator")
        assert services.settings.master_key_file.read_bytes() == before
        assert "--by" in said("keys", "rotate", fails=True), "asked for is not given"
        assert "zeren keys rotate" in said("approval", "give", approval, "--by", "administrator")
        said("keys", "rotate")
        assert services.settings.master_key_file.read_bytes() != before
        assert names(services, INSTALLATION)[-2:] == [
            "security.key_rotation_ordered/1",
            "security.master_key_rotated/1",
        ]
        assert "--by" in said("keys", "rotate", fails=True), "an order is good for one change"


def test_settings_are_noted_where_they_are_others(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    with services.opened():
        note_settings(services)
        position = services.ledger.head().position
        note_settings(services)
        assert services.ledger.head().position == position
        monkeypatch.setenv("ZEREN_FOUR_EYES", "off")
        with Services(from_environment()).opened() as other:
            note_settings(other)
        last = services.ledger.stream(INSTALLATION)[-1]
        assert last.recorded_by == PROGRAM
        assert {one.name: one.value for one in last.event.settings}["four_eyes"] == "off"
        assert "password" not in str(last.event.settings).replace("password_", "")
