"""The house is as the README says: links lead somewhere, pages follow from the code, imports go one way."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from domain.identity import PREFIXES
from web.reference import FOLDER, pages

ROOT = Path(__file__).parent.parent
PACKAGES = ("domain", "ledger", "projections", "web")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

_KIND = "one kind is one module: its events, state, commands and rules are read together"
_VIEW = "one view is one file: its question, tables, handlers and queries"

LONG_MODULES = {
    "domain/account.py": _KIND,
    "domain/accountability.py": _KIND,
    "domain/appointment.py": _KIND,
    "domain/appraisal.py": _KIND,
    "domain/commitment.py": _KIND,
    "domain/contact.py": _KIND,
    "domain/floating.py": _KIND,
    "domain/funding.py": _KIND,
    "domain/inspection.py": _KIND,
    "domain/measure.py": _KIND,
    "domain/meeting.py": _KIND,
    "domain/member.py": _KIND,
    "domain/review.py": _KIND,
    "domain/organisation.py": _KIND,
    "domain/person.py": _KIND,
    "domain/plan.py": _KIND,
    "domain/project.py": _KIND,
    "domain/reactions.py": "the table of what asks for what and what answers it, read as one",
    "domain/reception.py": _KIND,
    "domain/rectification.py": _KIND,
    "domain/report.py": _KIND,
    "domain/research.py": _KIND,
    "domain/responsibility.py": _KIND,
    "domain/sheet.py": _KIND,
    "domain/work.py": _KIND,
    "ledger/application.py": "the port's promises, kept side by side: writing, reading, the process they live in",
    "ledger/keyring.py": "keys are made, used, destroyed and wrapped anew under the same locks",
    "ledger/proof/store.py": "nodes, checkpoints and cosignatures are written and read in one transaction",
    "ledger/postgres.py": "one recorder: its connections, statements and errors are read together",
    "ledger/sqlite.py": "one recorder: its connections, its queue, statements and errors are read together",
    "projections/directory.py": _VIEW,
    "projections/discipline.py": _VIEW,
    "projections/engine.py": "bookmark, catch-up, rebuild and swap hold each other's promises",
    "projections/members.py": _VIEW,
    "projections/records.py": _VIEW,
    "projections/rectifications.py": _VIEW,
    "projections/status.py": _VIEW,
    "projections/store.py": "what every view does with its tables, in the two dialects side by side",
    "projections/sounds.py": "what is written and what is typed become the same signs: syllables, patterns, slips",
    "projections/trail.py": _VIEW,
    "domain/security.py": _KIND,
    "web/api/__init__.py": "every question with its parameters, read as one table",
    "web/access.py": "the matrix of rights on one page, so that it can be read as one",
    "web/bag/outside/verify.py": "handed to strangers as one file, to be read from top to bottom",
    "web/cli/__init__.py": "the commands of installing, serving and regulations, one after the other",
    "web/demo/kinds.py": "how every younger kind is lived, one after the other",
    "web/demo/story.py": "the story of eighteen months, told by regulation",
    "web/doctor/findings.py": "one table of all that the doctor may find, in both languages",
    "web/forms/options.py": "every list a form lets one choose from",
    "web/schemas/fields.py": "every sort of field a form can have",
}
"""Modules over 400 lines, each with its reason."""

_STORY = "one part of the story, told in the order of its days"
LONG_FUNCTIONS = {
    "web/demo/kinds.py:_appraisal": _STORY,
    "web/demo/kinds.py:_supervision": _STORY,
    "web/demo/kinds.py:_work": _STORY,
}
"""Functions over 70 lines, each with its reason."""


@pytest.mark.parametrize("name", sorted(pages()))
def test_reference_pages_follow_from_the_code(name: str) -> None:
    assert (ROOT / FOLDER / name).read_text(encoding="utf-8") == pages()[name], "run: zeren reference --write"


@pytest.mark.parametrize(
    "page", ["README.md", "README.zh.md", *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs").rglob("*.md"))]
)
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert ((ROOT / page).parent / target).exists(), f"{page} links to {target}"


def test_the_readme_names_every_kind_and_view() -> None:
    tree = (ROOT / "README.md").read_text(encoding="utf-8").partition("## The house")[2].partition("## Where")[0]
    for kind in PREFIXES.values():
        assert f"{kind}.py" in tree
    for view in ("status", "trail", "directory", "records"):
        assert f"{view}.py" in tree
    for name in re.findall(r"\b([a-z_]+\.py)\b", tree):
        assert any(path.name == name for path in MODULES), f"README names {name}"


def test_imports_go_one_way() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_modules_and_functions_stay_small() -> None:
    long_modules, long_functions = set(), set()
    for path in MODULES:
        name = str(path.relative_to(ROOT))
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > 400:
            long_modules.add(name)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 70:
                long_functions.add(f"{name}:{node.name}")
    assert long_modules == set(LONG_MODULES), "a long module wants a reason; a reason wants a long module"
    assert long_functions == set(LONG_FUNCTIONS)


def test_every_public_name_says_what_it_is() -> None:
    silent = []
    for path in MODULES:
        if path.parent.name == "schemas":
            continue  # a schema is named like the command whose shape it checks, and says which in `describes`
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if (
                isinstance(node, ast.FunctionDef | ast.ClassDef)
                and not node.name.startswith("_")
                and ast.get_docstring(node) is None
            ):
                silent.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert not silent


def test_no_clock_below_the_web() -> None:
    for path in MODULES:
        name = str(path.relative_to(ROOT))
        if name.startswith(("domain/", "projections/")):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"\b(now|today|utcnow|time)\(\)", text), f"{name} reads a clock"


def test_every_test_module_has_a_name_of_its_own() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("*.py") if path.name not in ("conftest.py", "__init__.py")]
    assert len(names) == len(set(names)), "pytest imports them by their bare names"
