"""Papers as Word files: what stands on the page stands in the paper, in the layout of official papers."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import signed_in
from docx import Document
from judged import case_decided, case_opened, does, held
from office import Office, opened

from web.papers.paper import Bullets, Facts, Heading, Paper, Paragraph, Table
from web.papers.word import written


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


def words(data: bytes) -> str:
    """All text of a Word file, tables included."""
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


PAPER = Paper(
    title="关于某事的通知",
    kind="通知",
    blocks=[
        Heading(text="一、情况"),
        Paragraph(text="按要求办理。", strong="总体："),
        Facts(rows=(("单位", "柳溪乡党委"), ("日期", "2024-06-30"))),
        Table(heads=("甲", "乙"), rows=(("1", "2"), ("3", "\x08带控制字符")), widths=(1, 2)),
        Bullets(items=("第一项", "第二项")),
    ],
    moment="按2024-06-30的情况生成。",
    issuer="安平区委",
    day="2024年6月30日",
)


class TestLayout:
    def test_is_that_of_official_papers(self) -> None:
        section = Document(io.BytesIO(written(PAPER))).sections[0]
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
        assert [round(side.mm) for side in margins] == [37, 35, 28, 26]
        raw = zipfile.ZipFile(io.BytesIO(written(PAPER)))
        fonts = raw.read("word/fontTable.xml").decode()
        assert '<w:font w:name="方正小标宋简体"><w:altName w:val="宋体"/>' in fonts
        assert "PAGE" in "".join(raw.read(name).decode() for name in raw.namelist() if "footer" in name)
        assert "w:tblHeader" in raw.read("word/document.xml").decode()

    def test_holds_every_block(self) -> None:
        said = words(written(PAPER))
        for text in (
            "关于某事的通知",
            "一、情况",
            "总体：按要求办理。",
            "柳溪乡党委",
            "带控制字符",
            "第二项",
            "安平区委",
        ):
            assert text in said

    def test_is_the_same_bytes_each_time(self) -> None:
        assert written(PAPER) == written(PAPER)


class TestTheFileOfACase:
    def test_shows_a_record_as_it_was_then_and_as_it_is_now(self, office: Office) -> None:
        cited, decides = held(office), held(office, "2024-06-09", title="党委会（研究追责）")
        stream = case_opened(office)
        case_decided(office, stream, cited, decides)
        before = office.position()
        does(office, "clerk", "void_meeting", meeting=cited, reason="误登")
        browser = signed_in(office, "auditor")
        answer = browser.client.get(f"/registers/cases/{stream}/word")
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
        said = words(answer.data)
        assert "追究责任案卷" in said
        assert "集体研究决定" in said
        assert "现在已作废（事后已作废" in said
        assert "所依据的记录事后有变" in said
        then = words(browser.client.get(f"/registers/cases/{stream}/word?known_at={before}").data)
        assert "事后" not in then
        assert answer.data == browser.client.get(f"/registers/cases/{stream}/word").data
        assert browser.client.get(f"/registers/cases/{stream}/word?as_of=2024-04-09").status_code == 404
        assert signed_in(office, "east").client.get(f"/registers/cases/{stream}/word").status_code == 404
