"""``zeren backup`` and ``zeren restore``: an office begins again elsewhere, and says what it lost."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from office import DEPUTY, DISTRICT, SECRETARY, TODAY, Office, meeting, opened
from places import Place

from domain import person
from domain.identity import account_of
from domain.security import INSTALLATION, LedgerRestored
from ledger.execution import execute
from ledger.keyring import create_master_key
from ledger.port import Signature
from projections import directory
from web.cli import main
from web.services import Services
from web.settings import from_environment


def environment(place: Any, folder: Path) -> dict[str, str]:
    env = {"ZEREN_DATA": str(folder), "ZEREN_LEDGER": place.where.database}
    if place.where.owner:
        env["ZEREN_OWNER"] = place.where.owner
    return env


def zeren(env: dict[str, str], *words: object) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words], env=env, catch_exceptions=False)
    assert "Traceback" not in result.output
    return result


def done(env: dict[str, str], *words: object) -> str:
    result = zeren(env, *words)
    assert result.exit_code == 0, result.output
    return result.output


def refused(env: dict[str, str], *words: object) -> str:
    result = zeren(env, *words)
    assert result.exit_code != 0, result.output
    return result.output


@pytest.fixture
def office(place: Place, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


@pytest.fixture
def env(office: Office, place: Place, tmp_path: Path) -> dict[str, str]:
    return environment(place, tmp_path)


@pytest.fixture
def elsewhere(place: Place, tmp_path: Path) -> Iterator[dict[str, str]]:
    """An empty place with the two keys that are in no backup."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    for name in ("master.key", "log.key"):
        shutil.copy(tmp_path / name, folder / name)
    other = Place(folder, place.cluster)
    if place.cluster is None or other.named is None:
        yield {"ZEREN_DATA": str(folder), "ZEREN_LEDGER": str(folder / "ledger.db")}
        return
    made = place.cluster.create()
    yield {"ZEREN_DATA": str(folder), "ZEREN_LEDGER": made.application, "ZEREN_OWNER": made.owner}
    place.cluster.drop(made)


def meet(office: Office, title: str) -> int:
    answer = office.client().post("hold_meeting", meeting(title=title))
    assert answer.status_code == 201, answer.get_json()
    return office.position()


def erase(office: Office, subject: str) -> None:
    """By two officers."""
    day = office.services.today()
    why: dict[str, Any] = {"ground": person.ErasureGround.UNLAWFUL, "reason": "登记没有依据"}
    asked = person.RequestErasure(person=subject, occurred_on=day, asked_by=account_of("supervisor"), **why)
    approved = person.ApproveErasure(person=subject, occurred_on=day, approved_by=account_of("second"))
    for number, act in enumerate((asked, approved)):
        by = Signature(command_id=f"erase-{number}", recorded_by=account_of("x"), on_behalf_of=DISTRICT)
        execute(office.services.ledger, act, by, day)


def names(services: Services) -> dict[str, str]:
    services.catch_up()
    with services.reading() as reading:
        return directory.names(reading, (SECRETARY, DEPUTY), TODAY)


def test_an_office_begins_again_elsewhere(
    office: Office, env: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    records, keys = tmp_path / "records", tmp_path / "keys apart"
    meet(office, "第一次党委会")
    content = b"%PDF-1.4 paper"
    sha256 = hashlib.sha256(content).hexdigest()
    (tmp_path / "files" / sha256[:2]).mkdir(parents=True)
    (tmp_path / "files" / sha256[:2] / sha256).write_bytes(content)
    assert "第1次备份" in done(env, "backup", "make", records, "--keys", keys)
    last = meet(office, "第二次党委会")
    said = done(env, "backup", "make", records, "--keys", keys)
    assert f"至第{last}条" in said
    assert "备份完好" in done(env, "backup", "verify", records)
    everything = b"".join(one.read_bytes() for one in records.rglob("*") if one.is_file())
    assert (tmp_path / "master.key").read_bytes().strip() not in everything
    assert not [one for one in records.rglob("*") if "keys" in one.name or "secrets" in one.name]
    before = office.services.ledger.rows(0, 10_000)
    root = office.services.sealer.seal()

    said = done(elsewhere, "restore", records, "--keys", keys)
    assert f"已恢复至第{last}条" in said
    assert root is not None
    assert root.root.hex() in said
    assert "较早" not in said
    done(elsewhere, "rebuild")
    assert "全部相符" in done(elsewhere, "fsck")
    with Services(from_environment(elsewhere)).opened() as services:
        assert services.ledger.rows(0, last) == before
        (entry,) = [one.event for one in services.ledger.stream(INSTALLATION) if isinstance(one.event, LedgerRestored)]
        assert (entry.position, entry.root_hash, entry.known) == (last, root.root.hex(), last)
        assert services.files.has(sha256)
        assert names(services)[DEPUTY] == "李乙"
        assert services.secrets.bearer(office.tokens["clerk"], now=office.clock.now) is not None
    assert done(elsewhere, "seal").startswith(f"{last + 1} ")
    refused(elsewhere, "restore", records, "--keys", keys)


def test_an_erased_person_does_not_come_back_with_older_keys(
    office: Office, env: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    records, keys, older = tmp_path / "records", tmp_path / "keys", tmp_path / "older"
    done(env, "backup", "make", records, "--keys", keys)
    shutil.copytree(keys, older)
    erase(office, DEPUTY)
    done(env, "backup", "make", records, "--keys", keys)
    done(elsewhere, "restore", records, "--keys", older)
    with Services(from_environment(elsewhere)).opened() as services:
        assert names(services).get(DEPUTY) != "李乙"
        assert names(services)[SECRETARY] == "张甲"
    assert "个密钥在，1人已依法删除" in done(elsewhere, "keys", "check")


class TestOneDatabase:
    """What does not depend on the database."""

    @pytest.fixture
    def database_kind(self) -> str:
        return "sqlite"

    def test_an_older_state_says_how_much_is_missing(
        self, office: Office, env: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
    ) -> None:
        records, keys = tmp_path / "records", tmp_path / "keys"
        first = meet(office, "第一次党委会")
        done(env, "backup", "make", records, "--keys", keys)
        meet(office, "第二次党委会")
        last = meet(office, "第三次党委会")
        office.services.sealer.seal()
        signed = office.services.sealer.store.signed()
        assert signed is not None
        paper = tmp_path / "checkpoint.txt"
        paper.write_bytes(signed[1].data)
        said = done(elsewhere, "restore", records, "--keys", keys, "--newest", paper)
        assert f"其后已知曾有{last - first}条记录（至第{last}条）" in said
        with Services(from_environment(elsewhere)).opened() as services:
            event = services.ledger.stream(INSTALLATION)[-1].event
            assert isinstance(event, LedgerRestored)
            assert (event.position, event.known) == (first, last)
        assert "台账是较早的" in _other_run(env, elsewhere, records, keys)

    def test_to_a_position_or_a_day(
        self, office: Office, env: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
    ) -> None:
        records, keys = tmp_path / "records", tmp_path / "keys"
        at = office.position()
        office.clock.forward(days=2)
        last = meet(office, "第一次党委会")
        done(env, "backup", "make", records, "--keys", keys)
        assert "没有所要的时点" in refused(elsewhere, "restore", records, "--keys", keys, "--until", "2001-01-01")
        assert "neither" in refused(elsewhere, "restore", records, "--keys", keys, "--until", "yesterday")
        said = done(elsewhere, "restore", records, "--keys", keys, "--until", "2024-06-21")
        assert f"已恢复至第{at}条" in said
        assert f"其后已知曾有{last - at}条" in said

    def test_encrypted_with_a_key_file(
        self, office: Office, env: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
    ) -> None:
        records, keys, key = tmp_path / "records", tmp_path / "keys", tmp_path / "backup.key"
        done(env, "backup", "key", key)
        assert key.stat().st_mode & 0o077 == 0
        assert "File exists" in refused(env, "backup", "key", key)
        done(env, "backup", "make", records, "--keys", keys, "--encrypt", key)
        assert "encrypted" in refused(env, "backup", "make", records, "--keys", keys)
        assert "encrypted" in refused(env, "backup", "verify", records)
        done(env, "backup", "verify", records, "--encrypt", key)
        key.chmod(0o644)
        assert "open to others" in refused(env, "backup", "verify", records, "--encrypt", key)
        key.chmod(0o600)
        done(elsewhere, "restore", records, "--keys", keys, "--encrypt", key)

    def test_keys_lie_apart(self, office: Office, env: dict[str, str], tmp_path: Path) -> None:
        records = tmp_path / "records"
        for keys in (records, records / "keys", tmp_path):
            assert "密钥须另存他处" in refused(env, "backup", "make", records, "--keys", keys)
        assert not records.exists()

    def test_damage_is_one_sentence(
        self, office: Office, env: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
    ) -> None:
        records, keys = tmp_path / "records", tmp_path / "keys"
        assert "no backup in this folder" in refused(env, "backup", "verify", records)
        done(env, "backup", "make", records, "--keys", keys)
        (segment,) = (records / "ledger").iterdir()
        data = segment.read_bytes()
        segment.write_bytes(data[:-1])
        assert "备份不完整或已损坏" in refused(env, "backup", "verify", records)
        assert "备份不完整或已损坏" in refused(elsewhere, "restore", records, "--keys", keys)
        assert {path.name for path in Path(elsewhere["ZEREN_DATA"]).iterdir()} == {"master.key", "log.key"}
        segment.write_bytes(data)
        done(elsewhere, "restore", records, "--keys", keys)

    def test_without_the_keys_of_the_house_nothing_begins(
        self, office: Office, env: dict[str, str], tmp_path: Path
    ) -> None:
        records, keys, bare = tmp_path / "records", tmp_path / "keys", tmp_path / "bare"
        done(env, "backup", "make", records, "--keys", keys)
        refused(environment_of(bare), "restore", records, "--keys", keys)
        assert not bare.exists()

    def test_another_master_key_is_noticed_before_anything_counts(
        self, office: Office, env: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
    ) -> None:
        records, keys = tmp_path / "records", tmp_path / "keys"
        done(env, "backup", "make", records, "--keys", keys)
        there = Path(elsewhere["ZEREN_DATA"])
        (there / "master.key").unlink()
        create_master_key(there / "master.key")
        assert "主密钥打不开" in refused(elsewhere, "restore", records, "--keys", keys)
        assert {path.name for path in there.iterdir()} == {"master.key", "log.key"}


def environment_of(folder: Path) -> dict[str, str]:
    return {"ZEREN_DATA": str(folder), "ZEREN_LEDGER": str(folder / "ledger.db")}


def _other_run(env: dict[str, str], elsewhere: dict[str, str], records: Path, keys: Path) -> str:
    """The old office backs up what it has; the restored one then is the older."""
    done(env, "backup", "make", records, "--keys", keys)
    return refused(elsewhere, "backup", "make", records, "--keys", keys)
