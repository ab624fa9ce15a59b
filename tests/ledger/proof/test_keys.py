"""The signing key's file: for its owner alone, and never replaced."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger.proof.keys import LogKeyProblem, create_signing_key, new_origin, read_signing_key
from ledger.proof.note import COSIGNATURE, NoteMalformed

NAME = "office.example/zeren"


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        key = create_signing_key(tmp_path / "deep" / "log.key", NAME)
    finally:
        os.umask(before)
    path = tmp_path / "deep" / "log.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_signing_key(path).text == key.text
    assert [one.name for one in path.parent.iterdir()] == ["log.key"], "nothing is left beside it"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o610, 0o777])
def test_one_that_is_open_to_others_is_not_used(tmp_path: Path, mode: int) -> None:
    create_signing_key(tmp_path / "log.key", NAME)
    (tmp_path / "log.key").chmod(mode)
    with pytest.raises(LogKeyProblem, match="open to others"):
        read_signing_key(tmp_path / "log.key")


def test_one_that_is_there_is_left_alone(tmp_path: Path) -> None:
    first = create_signing_key(tmp_path / "log.key", NAME)
    assert create_signing_key(tmp_path / "log.key", "other.example/zeren").text == first.text
    assert read_signing_key(tmp_path / "log.key").name == NAME


def test_of_two_that_begin_at_once_one_counts(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: create_signing_key(tmp_path / "log.key", NAME).text, range(16)))
    assert set(found) == {read_signing_key(tmp_path / "log.key").text}
    assert [one.name for one in tmp_path.iterdir()] == ["log.key"]


@pytest.mark.parametrize("data", [b"", b"PRIVATE+KEY", "密钥".encode(), b"\xff", b"PRIVATE+KEY+a+00000000+AAAA"])
def test_what_is_no_key(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "log.key"
    path.write_bytes(data)
    path.chmod(0o600)
    with pytest.raises(LogKeyProblem):
        read_signing_key(path)


def test_the_message_does_not_show_the_key(tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    text = create_signing_key(path, NAME).text
    path.write_text(text.replace(NAME, "other.example/zeren"))
    with pytest.raises(LogKeyProblem) as refused:
        read_signing_key(path)
    assert text.rpartition("+")[2] not in str(refused.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(LogKeyProblem, match="No such file"):
        read_signing_key(tmp_path / "log.key")


def test_a_key_for_cosignatures(tmp_path: Path) -> None:
    create_signing_key(tmp_path / "witness.key", "witness.example/w", sort=COSIGNATURE)
    assert read_signing_key(tmp_path / "witness.key").sort == COSIGNATURE


def test_names(tmp_path: Path) -> None:
    assert new_origin() != new_origin()
    assert create_signing_key(tmp_path / "log.key", new_origin()).name.startswith("zeren/")
    with pytest.raises(NoteMalformed):
        create_signing_key(tmp_path / "other.key", "a b")
    assert not (tmp_path / "other.key").exists()
