"""The witness as others meet it: over http from a real server, by carried files, at the command line."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ledger.proof.checkpoint import Checkpoint
from ledger.proof.note import COSIGNATURE, new_key, sign
from ledger.proof.tree import EMPTY
from ledger.proof.witness import LARGEST, Witness, init_witness
from web.cli import main
from web.witness_app import create_app


def call(app: Any, path: str = "/w/add-checkpoint", method: str = "POST", body: bytes = b"", **more: str) -> str:
    said: list[str] = []
    environ = {
        "PATH_INFO": path,
        "REQUEST_METHOD": method,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        **more,
    }
    app(environ, lambda status, headers: said.append(status))
    return said[0].partition(" ")[0]


class TestTheApplication:
    @pytest.fixture
    def app(self, tmp_path: Path) -> Any:
        init_witness(tmp_path / "w.db")
        return create_app(Witness(tmp_path / "w.db", new_key("w.example", COSIGNATURE)))

    def test_answers_one_address(self, app: Any) -> None:
        assert call(app, body=b"nonsense") == "400"
        assert call(app, path="/other") == "404"
        assert call(app, method="GET") == "405"
        assert call(app, body=b"x", CONTENT_LENGTH=str(LARGEST + 1)) == "413"
        assert call(app, body=b"x", CONTENT_LENGTH="-1") == "413"
        assert call(app, body=b"x" * (LARGEST + 9), CONTENT_LENGTH="") == "400"

    def test_is_unavailable_without_its_database(self, tmp_path: Path) -> None:
        made = create_app(Witness(tmp_path / "none.db", new_key("w.example", COSIGNATURE)))
        log = new_key("office.example/zeren")
        note = sign(Checkpoint(origin=log.name, size=0, root=EMPTY).text, log)
        assert call(made, body=b"old 0\n\n" + note.data) == "503"


class Two:
    """An office and a witness, each with a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def zeren(self, where: str, *words: str) -> Any:
        env = {"ZEREN_DATA": str(self.folder / where), "ZEREN_LOG_NAME": "office.example/zeren"}
        return CliRunner().invoke(main, list(words), env=env, catch_exceptions=False)

    def done(self, where: str, *words: str, code: int = 0) -> str:
        result = self.zeren(where, *words)
        assert result.exit_code == code, result.output
        return str(result.output)


def key_in(said: str) -> str:
    """The public key in what `zeren key` prints."""
    return next(word for word in said.split() if word.count("+") >= 2)


@pytest.fixture
def two(tmp_path: Path) -> Two:
    made = Two(tmp_path)
    made.done("office", "start", "--name", "中共安平区委", "--since", "2020-01-01")
    witness = key_in(made.done("superior", "witness", "init", "--name", "witness.example"))
    made.done("superior", "witness", "add-log", key_in(made.done("office", "key")))
    (tmp_path / "office" / "witnesses.policy").write_text(f"witness superior {witness}\nquorum superior\n")
    return made


def test_a_request_is_carried_there_and_back(two: Two) -> None:
    there, back = str(two.folder / "c.request"), str(two.folder / "c.answer")
    two.done("office", "witness", "ask", code=1)  # nobody at an address, and nobody has signed
    two.done("office", "witness", "request", there, "--witness", "superior")
    assert two.done("superior", "witness", "answer", there, back).startswith("200")
    assert "已签名" in two.done("office", "witness", "accept", there, back, "--witness", "superior")
    assert "签名已够" in two.done("office", "witness", "ask")
    assert re.search(r"office\.example/zeren  [1-9][0-9]*  [0-9a-f]{64} ", two.done("superior", "witness", "status"))
    Path(back).write_bytes(b"zeren.witness-answer/1\n200\n\nthanks\n")
    two.done("office", "witness", "accept", there, back, "--witness", "superior", code=1)
    Path(back).write_bytes(b"zeren.witness-answer/1\n409\n\n99\n")
    two.done("office", "witness", "accept", there, back, "--witness", "superior", code=2)
    Path(back).write_bytes(b"nonsense")
    assert "no answer" in two.done("office", "witness", "accept", there, back, "--witness", "superior", code=1)
    assert "no witness" in two.done("office", "witness", "request", there, "--witness", "stranger", code=1)


@contextmanager
def served(two: Two) -> Iterator[int]:
    """The witness on a real server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("zeren")), "witness", "serve", "--port", str(port)],
        env={**os.environ, "ZEREN_DATA": str(two.folder / "superior")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def test_a_witness_is_asked_over_http(two: Two) -> None:
    policy = two.folder / "office" / "witnesses.policy"
    with served(two) as port:
        policy.write_text(policy.read_text().replace("\nquorum", f" http://127.0.0.1:{port}/w\nquorum"))
        assert "签名已够" in two.done("office", "witness", "ask")
        two.done("office", "account", "open", "clerk", "--role", "clerk", "--organisation", "中共安平区委")
        assert "签名已够" in two.done("office", "witness", "ask")
    two.done("office", "account", "open", "other", "--role", "clerk", "--organisation", "中共安平区委")
    assert "没有应答" in two.done("office", "witness", "ask", code=1)


def test_a_policy_that_cannot_be_read_is_told(two: Two) -> None:
    (two.folder / "office" / "witnesses.policy").write_text("witness superior nonsense\nquorum superior\n")
    assert "line 1" in two.done("office", "witness", "ask", code=1)
    (two.folder / "office" / "witnesses.policy").unlink()
    assert "docs/howto/witness.md" in two.done("office", "witness", "ask", code=1)
