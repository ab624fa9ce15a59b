"""`make check` and `make sbom`: what they look at is all that runs, and where they cannot look they say so."""

import importlib.util
import json
import re
import subprocess
import sys
from configparser import ConfigParser
from importlib.metadata import distribution
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent


def script(name: str) -> ModuleType:
    """A script of .ci, as a module."""
    spec = importlib.util.spec_from_file_location(f"ci_{name}", ROOT / ".ci" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pins(name: str) -> dict[str, str]:
    """Package -> version of a file of requirements."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {
        canonicalize_name(package): version
        for package, _, version in (line.partition("==") for line in lines if line and not line.startswith("#"))
    }


class TestPins:
    @pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
    def test_every_version_is_exact(self, name: str) -> None:
        assert all(re.fullmatch(r"[0-9][0-9a-z.+]*", version) for version in pins(name).values())

    def test_all_that_runs_is_pinned_and_nothing_else(self) -> None:
        configuration = ConfigParser()
        configuration.read(ROOT / "setup.cfg", encoding="utf-8")
        waiting = [Requirement(line) for line in configuration["options"]["install_requires"].split("\n") if line]
        needed: set[tuple[str, frozenset[str]]] = set()
        while waiting:
            one = waiting.pop()
            key = (canonicalize_name(one.name), frozenset(one.extras))
            if key in needed:
                continue
            needed.add(key)
            for line in distribution(one.name).requires or ():
                further = Requirement(line)
                extras = one.extras or {""}
                if further.marker is None or any(further.marker.evaluate({"extra": extra}) for extra in extras):
                    waiting.append(further)
        assert {name for name, _ in needed} == set(pins("requirements.txt"))

    def test_nothing_is_pinned_twice(self) -> None:
        assert not set(pins("requirements.txt")) & set(pins("requirements-dev.txt"))

    def test_each_direct_package_has_its_reason(self) -> None:
        configuration = ConfigParser()
        configuration.read(ROOT / "setup.cfg", encoding="utf-8")
        told = (ROOT / "docs" / "reference" / "dependencies.md").read_text(encoding="utf-8").lower()
        for line in configuration["options"]["install_requires"].split("\n"):
            if line:
                assert Requirement(line).name.lower() in told, line


class TestSbom:
    def test_lists_what_runs(self, tmp_path: Path) -> None:
        recipe = re.findall(r"^sbom:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        (line,) = [line for line in recipe[0].splitlines() if "cyclonedx-py" in line]
        words = line.strip().replace("$(BIN)", str(Path(sys.executable).parent)).split()
        made = tmp_path / "sbom.json"
        words[words.index("--output-file") + 1] = str(made)
        subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
        told = json.loads(made.read_text(encoding="utf-8"))
        assert told["bomFormat"] == "CycloneDX"
        listed = {canonicalize_name(one["name"]): one["version"] for one in told["components"]}
        assert listed == pins("requirements.txt")


class TestAudit:
    def asked(self, tmp_path: Path, answer: str, code: int = 0) -> int:
        """With a registry that answers so."""
        program = tmp_path / "pip-audit"
        program.write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\necho 'no route to host' >&2\nexit {code}\n")
        program.chmod(0o755)
        found: int = script("audit").audit(str(program), ROOT / "requirements.txt")
        return found

    def test_none_known(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        answer = {"dependencies": [{"name": "flask", "version": "3", "vulns": []}]}
        assert self.asked(tmp_path, json.dumps(answer)) == 0
        assert "1 packages asked about, 0 known" in capsys.readouterr().out

    def test_a_known_weakness_fails(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        weak = {"name": "flask", "version": "3", "vulns": [{"id": "PYSEC-1", "fix_versions": ["4"]}]}
        assert self.asked(tmp_path, json.dumps({"dependencies": [weak]}), 1) == 1
        assert "flask 3: PYSEC-1, mended in 4" in capsys.readouterr().out

    def test_without_a_network_it_says_that_it_was_not_done(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.asked(tmp_path, "", 1) == 0
        said = capsys.readouterr().out
        assert "NOT DONE" in said
        assert "no route to host" in said

    def test_a_package_that_nobody_knows_is_named(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        known = {"name": "flask", "version": "3", "vulns": []}
        answer = {"dependencies": [known, {"name": "ours", "skip_reason": "not on the registry"}]}
        assert self.asked(tmp_path, json.dumps(answer)) == 0
        assert "NOT AUDITED, unknown to the registry: ours" in capsys.readouterr().out

    def test_a_registry_that_knows_nothing_is_none(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        answer = {"dependencies": [{"name": "flask", "skip_reason": "not on the registry"}]}
        assert self.asked(tmp_path, json.dumps(answer)) == 0
        assert "NOT DONE" in capsys.readouterr().out


class TestBandit:
    def test_lets_through_what_has_a_reason_and_nothing_else(self, tmp_path: Path) -> None:
        (tmp_path / "web").mkdir()
        (tmp_path / "web" / "some.py").write_text(
            "import hashlib\n"
            "a = hashlib.md5(b'')  # noqa: S324  # a sum of a file format, not of ours to choose\n"
            "b = hashlib.md5(b'')  # noqa: S324\n"
            "c = hashlib.md5(b'')  # noqa: S608  # another rule\n"
            "d = hashlib.md5(b'')  # nosec\n"
            "e = hashlib.md5(b'')  # nosec B324 - a sum of a file format\n",
            encoding="utf-8",
        )
        passed, found = script("bandit").findings(tmp_path, ("web",))
        assert [one["line_number"] for one in passed] == [2, 6]
        assert [one["line_number"] for one in found] == [3, 4, 5]
