"""The guided first hour is done as it is written: the steps are read out of the document and followed in order.

**「…」** is clicked, 「…」：`…` filled in, 〔…〕 names the line that is meant, and what stands after `>` must be seen.
The English text has the same steps as the Chinese one.
"""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from conftest import Screens, Served
from walking import Walker

pytestmark = pytest.mark.browser

DOCS: Final = Path(__file__).parents[2] / "docs"
STEP: Final = re.compile(
    r"(?:〔(?P<row>[^〕]+)〕)?(?P<load>下载 |Download )?\*\*「(?P<click>[^」]+)」\*\*"
    r"|「(?P<field>[^」]+)」[：:] ?`(?P<value>[^`]+)`"
)


@dataclass(frozen=True)
class Step:
    """Something to do, or to see."""

    sort: str
    what: str
    more: str = ""


def steps_of(document: Path) -> list[Step]:
    """The steps of the document, after the paragraph that tells how it is read."""
    found: list[Step] = []
    _, *sections = re.split(r"^## ", document.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for number, section in enumerate(sections, 1):
        for line in section.splitlines():
            if line.startswith("> "):
                found.append(Step("see", line.removeprefix("> ").strip()))
            for step in STEP.finditer(line):
                if step["field"]:
                    found.append(Step("fill", step["field"], step["value"]))
                elif step["load"]:
                    found.append(Step("download", step["click"]))
                else:
                    found.append(Step("click", step["click"], step["row"] or ""))
        found.append(Step("picture", f"{number:02}"))
    return found


def test_both_languages_have_the_same_steps() -> None:
    assert steps_of(DOCS / "tutorial.md") == steps_of(DOCS / "tutorial.zh.md")


def test_every_step_is_done(screens: Screens, served: Served) -> None:
    with screens.page(1280) as page:
        walker = Walker(page, served.url, "tutorial")
        page.goto(served.url)
        steps = steps_of(DOCS / "tutorial.zh.md")
        assert len(steps) > 60
        for number, step in enumerate(steps):
            try:
                follow(walker, step)
            except Exception as trouble:
                trouble.add_note(f"step {number}: {step} on {page.url}")
                raise


def follow(walker: Walker, step: Step) -> None:
    match step.sort:
        case "see":
            assert step.what in walker.main.inner_text()
        case "fill":
            fill(walker, step.what, step.more)
        case "download":
            assert "xl/workbook.xml" in zipfile.ZipFile(walker.download(step.what)).namelist()
        case "picture":
            walker.station()
        case _:
            click(walker, step.what, step.more)


def fill(walker: Walker, label: str, value: str) -> None:
    """Whatever sort of field it is."""
    field = walker.main.get_by_label(label).first
    if value == "✓":
        walker.tick(label)
    elif field.evaluate("field => field.tagName") == "SELECT":
        walker.choose(label, value)
    else:
        field.fill(value)


def click(walker: Walker, name: str, row: str) -> None:
    """A link, button or folded heading of that name; of the menu, where it stands there."""
    page = walker.page
    if row:
        # The innermost part of the page that has both.
        walker.row(row, name).get_by_role("link", name=name).first.click()
    elif (of_menu := page.locator("header").get_by_role("link", name=name, exact=True)).count():
        of_menu.first.click()
    else:
        exact = walker.main.get_by_role("button", name=name, exact=True)
        found = exact.or_(walker.main.get_by_role("link", name=name)).or_(walker.main.locator("summary", has_text=name))
        if not found.count():
            found = page.get_by_role("button", name=name, exact=True)
        found.first.click()
    page.wait_for_load_state("domcontentloaded")
