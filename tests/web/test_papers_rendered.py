"""Papers as another program shows them: LibreOffice, where it is installed, loses nothing and nothing runs over."""

import io
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from clerk import signed_in
from docx import Document
from docx.oxml.ns import qn
from papered import KINDS, papered

from web.papers.paper import Paper, Paragraph
from web.papers.word import written

TOOLS = ("soffice", "pdftotext", "pdfinfo")
pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS),
    reason=f"shown by LibreOffice and measured by poppler: {', '.join(TOOLS)}",
)

MM = 72 / 25.4
SLACK = 17
"""Points: a full stop may hang over the edge of the text by one character."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Word file of each paper, and the PDF that LibreOffice makes of it."""
    folder = tmp_path_factory.mktemp("rendered")
    with papered(tmp_path_factory.mktemp("office")) as (office, addresses):
        browser = signed_in(office, "supervisor")
        for kind, address in addresses.items():
            (folder / f"{kind}.docx").write_bytes(browser.client.get(f"{address}/word").data)
    full = Paper(title="题", kind="", blocks=[Paragraph(text="字" * 28 * 60)], moment="附注")
    (folder / "full.docx").write_bytes(written(full))
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    files = [str(folder / f"{kind}.docx") for kind in (*KINDS, "full")]
    subprocess.run([*command, "--outdir", str(folder), *files], check=True, capture_output=True, timeout=300)
    return folder


def told(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def text_of(pdf: Path) -> str:
    """What stands between the margins: page numbers lie outside."""
    height, width = round((297 - 35) * MM), round(210 * MM)
    return told("pdftotext", "-raw", "-x", "0", "-y", "0", "-W", str(width), "-H", str(height), str(pdf), "-")


@pytest.mark.parametrize("kind", KINDS)
class TestInLibreOffice:
    def test_every_paragraph_is_there(self, shown: Path, kind: str) -> None:
        text = bare(text_of(shown / f"{kind}.pdf"))
        document = Document(io.BytesIO((shown / f"{kind}.docx").read_bytes()))
        for paragraph in document.paragraphs:
            assert bare(paragraph.text) in text, paragraph.text
        typed = Counter(bare("".join(one.text or "" for one in document.element.body.iter(qn("w:t")))))
        assert not typed - Counter(text), "and every character of every cell"

    def test_every_page_is_a4(self, shown: Path, kind: str) -> None:
        said = told("pdfinfo", str(shown / f"{kind}.pdf"))
        found = re.search(r"Page size:\s+([0-9.]+) x ([0-9.]+) pts", said)
        assert found is not None
        assert [round(float(side) / MM) for side in found.groups()] == [210, 297]

    def test_nothing_runs_over_the_edge(self, shown: Path, kind: str) -> None:
        file = shown / f"{kind}.bbox"
        told("pdftotext", "-bbox", str(shown / f"{kind}.pdf"), str(file))
        words = [one for one in ElementTree.parse(file).iter() if one.tag.endswith("word")]
        assert words
        for one in words:
            assert float(one.get("xMin", 0)) >= 28 * MM - 2, one.text
            assert float(one.get("xMax", 0)) <= (210 - 26) * MM + SLACK, one.text
            assert 37 * MM - 2 <= float(one.get("yMin", 0)) <= (297 - 14) * MM, one.text


class TestALine:
    def test_holds_28_characters_and_a_page_22_lines(self, shown: Path) -> None:
        pages = told("pdftotext", "-layout", str(shown / "full.pdf"), "-").split("\f")
        lines = [bare(line) for line in pages[1].splitlines() if "字" in line]
        assert (len(lines), set(map(len, lines))) == (22, {28})
