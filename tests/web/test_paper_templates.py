"""An office's own Word templates: filled by name; what is wrong with one is told by name, and ours never steps in."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import Browser, signed_in
from click.testing import CliRunner
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from office import Office
from papered import KINDS, papered

from web.cli import main
from web.papers.kinds import KINDS as PAPERS
from web.papers.paper import Attached, Paper, Paragraph, Table
from web.papers.template import check, filled, starting_point

NOTICE = PAPERS["rectification"]
PAPER = Paper(
    title="关于责令限期整改的通知",
    kind="限期整改通知书",
    blocks=[Paragraph(text="第一段。"), Attached(title="送达回证"), Paragraph(text="附件里的话。")],
    moment="按2024年6月20日的情况生成",
    addressee="柳溪乡党委",
    flags=("系草稿。",),
    fields={"整改单位": "柳溪乡党委", "存在问题": "第一行\n第二行", "整改期限": "2024年6月10日"},
)


def made(write: Callable[[Any], object]) -> bytes:
    """A template as an office would make it."""
    document = Document()
    write(document)
    raw = io.BytesIO()
    document.save(raw)
    return raw.getvalue()


def said(data: bytes) -> list[str]:
    """Paragraphs, also those in tables, with line breaks as they are."""
    body = Document(io.BytesIO(data)).element.body
    return [
        "".join("\n" if one.tag == qn("w:br") else one.text or "" for one in paragraph.iter(qn("w:t"), qn("w:br")))
        for paragraph in body.iter(qn("w:p"))
    ]


def packed(data: bytes, name: str, content: bytes, types: Callable[[bytes], bytes] = bytes) -> bytes:
    """The same file with one part more."""
    raw = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(raw, "w") as new:
        for each in old.namelist():
            content_of = old.read(each)
            new.writestr(each, types(content_of) if each == "[Content_Types].xml" else content_of)
        new.writestr(name, content)
    return raw.getvalue()


def one_line(text: str) -> bytes:
    return made(lambda document: document.add_paragraph(text))


class TestFilling:
    def test_names_are_filled_where_they_stand(self) -> None:
        data = filled(one_line("请{{整改单位}}于{{ 整改期限 }}前整改。"), NOTICE, PAPER)
        assert "请柳溪乡党委于2024年6月10日前整改。" in said(data)

    def test_a_name_that_word_has_torn_to_pieces_is_put_together(self) -> None:
        def torn(document: Any) -> None:
            paragraph = document.add_paragraph("致")
            for piece, bold in (("{", True), ("{整改", False), ("单位}", True), ("}：", False)):
                paragraph.add_run(piece).bold = bold

        assert "致柳溪乡党委：" in said(filled(made(torn), NOTICE, PAPER))

    def test_several_lines_stay_several_lines(self) -> None:
        assert "问题：第一行\n第二行" in said(filled(one_line("问题：{{存在问题}}"), NOTICE, PAPER))

    def test_a_paragraph_left_with_nothing_goes(self) -> None:
        data = filled(one_line("抄送：{{抄送}}。"), NOTICE, PAPER)
        assert not any("抄送" in line for line in said(data))

    def test_text_and_enclosures_stand_where_they_are_named(self) -> None:
        def whole(document: Any) -> None:
            for text in ("{{标题}}", "{{提示}}", "{{正文}}", "结尾", "{{附件}}", "（{{附注}}）"):
                document.add_paragraph(text)

        lines = [line for line in said(filled(made(whole), NOTICE, PAPER)) if line]
        assert lines == [
            *("关于责令限期整改的通知", "系草稿。", "第一段。", "结尾", "附件", "送达回证", "附件里的话。"),
            "（按2024年6月20日的情况生成）",
        ]

    def test_what_must_be_told_is_never_lost(self) -> None:
        lines = [line for line in said(filled(one_line("{{正文}}"), NOTICE, PAPER)) if line]
        assert lines[0] == "系草稿。"
        assert "附件里的话。" in lines
        assert lines[-1] == "（按2024年6月20日的情况生成）"

    def test_a_row_is_repeated_for_each_record(self) -> None:
        def table(document: Any) -> None:
            rows = document.add_table(rows=2, cols=2).rows
            rows[0].cells[0].text, rows[0].cells[1].text = "对象", "得分"
            rows[1].cells[0].text, rows[1].cells[1].text = "{{结果.考核对象}}", "{{结果.得分}}分"

        paper = Paper(
            title="通报",
            kind="",
            blocks=[],
            moment="x",
            lists={"结果": [{"考核对象": "甲", "得分": "90"}, {"考核对象": "乙", "得分": "80"}]},
        )
        lines = said(filled(made(table), PAPERS["results"], paper))
        assert lines[:6] == ["对象", "得分", "甲", "90分", "乙", "80分"]

    def test_headers_are_filled_too(self) -> None:
        def head(document: Any) -> None:
            document.sections[0].header.paragraphs[0].text = "{{整改单位}}"

        document = Document(io.BytesIO(filled(made(head), NOTICE, PAPER)))
        assert document.sections[0].header.paragraphs[0].text == "柳溪乡党委"

    def test_gives_the_same_bytes_each_time(self) -> None:
        template = one_line("{{标题}}")
        assert filled(template, NOTICE, PAPER) == filled(template, NOTICE, PAPER)

    def test_what_a_paper_says_is_not_read_as_a_name(self) -> None:
        paper = Paper(title="{{落款}}", kind="", blocks=[Paragraph(text="{{标题}}")], moment="x")
        lines = said(filled(made(lambda d: [d.add_paragraph(one) for one in ("{{标题}}", "{{正文}}")]), NOTICE, paper))
        assert lines[:2] == ["{{落款}}", "{{标题}}"]


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("{{标提}}", "占位符{{标提}}不认识"),
            ("{{事项.名称}}", "占位符{{事项.名称}}不认识"),
            ("见{{正文}}", "{{正文}}须单独占一段"),
            ("{{标题", "“{{标题”处的占位符不完整"),
            ("{% for x in y %}", "处的占位符不完整"),
            ("{{ 7 * 7 }}", "占位符{{7 * 7}}不认识"),
            ("{{标题.__class__}}", "占位符{{标题.__class__}}不认识"),
        ],
    )
    def test_is_named(self, text: str, told: str) -> None:
        problems = check(one_line(text), NOTICE)
        assert len(problems) == 1
        assert told in problems[0][0]
        with pytest.raises(Exception, match="paper_template"):
            filled(one_line(text), NOTICE, PAPER)

    def test_a_list_stands_in_a_table(self) -> None:
        assert "只能放在表格里" in check(one_line("{{结果.得分}}"), PAPERS["results"])[0][0]

    def test_the_text_does_not_stand_in_a_header(self) -> None:
        def head(document: Any) -> None:
            document.sections[0].header.paragraphs[0].text = "{{正文}}"

        assert "不能放在页眉" in check(made(head), NOTICE)[0][0]

    def test_macros_are_refused(self) -> None:
        plain = one_line("{{标题}}")
        assert "含有宏" in check(packed(plain, "word/vbaProject.bin", b"x"), NOTICE)[0][0]

        def macro(types: bytes) -> bytes:
            return types.replace(
                b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                b"application/vnd.ms-word.document.macroEnabled.main+xml",
            )

        assert "含有宏" in check(packed(plain, "word/x.xml", b"<x/>", macro), NOTICE)[0][0]

    def test_embedded_objects_and_links_to_other_files_are_refused(self) -> None:
        assert "嵌入对象" in check(packed(one_line("x"), "word/embeddings/a.bin", b"x"), NOTICE)[0][0]

        def remote(document: Any) -> None:
            document.part.relate_to("https://elsewhere.example/t.dotm", RELATIONSHIP_TYPE.IMAGE, is_external=True)

        assert "引用了外部文件" in check(made(remote), NOTICE)[0][0]

    @pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04broken"])
    def test_no_word_file_is_refused(self, data: bytes) -> None:
        assert "不能使用" in check(data, NOTICE)[0][0]


class TestTheStartingPoint:
    @pytest.mark.parametrize("kind", sorted(PAPERS))
    def test_is_whole(self, kind: str) -> None:
        assert check(starting_point(PAPERS[kind]), PAPERS[kind]) == []

    def test_filled_it_reads_as_our_layout_does(self) -> None:
        lines = [line for line in said(filled(starting_point(NOTICE), NOTICE, PAPER)) if line]
        for text in ("关于责令限期整改的通知", "柳溪乡党委：", "第一段。", "附件：送达回证", "附件里的话。"):
            assert text in lines
        assert not any("{{" in line for line in lines)


class TestTheCommand:
    def run(self, folder: Path, *words: str) -> Any:
        env = {"ZEREN_DATA": str(folder)}
        return CliRunner().invoke(main, ["papers", *words], env=env)

    def test_writes_a_starting_point_and_checks_what_became_of_it(self, tmp_path: Path) -> None:
        folder = tmp_path / "papers"
        folder.mkdir()
        file = folder / "minutes.docx"
        assert self.run(tmp_path, "template", "minutes", str(file)).exit_code == 0
        assert self.run(tmp_path, "template", "minutes", str(file)).exit_code == 1, "nothing is overwritten"
        assert "minutes.docx: ok" in self.run(tmp_path, "check").output
        file.write_bytes(one_line("{{主侍人}}"))
        answer = self.run(tmp_path, "check")
        assert answer.exit_code == 1
        assert "{{主侍人}}" in answer.output
        assert self.run(tmp_path, "check", "minutes", str(file)).exit_code == 1
        (folder / "list.docm").write_bytes(b"x")
        assert "不接受.docm" in self.run(tmp_path, "check").output
        assert "{{决定.责任人}}" in self.run(tmp_path, "placeholders", "minutes").output


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, dict[str, str]]]:
    with papered(tmp_path_factory.mktemp("templates")) as made_so:
        yield made_so


@pytest.fixture
def folder(world: tuple[Office, dict[str, str]]) -> Iterator[Path]:
    """The office's folder of templates, empty again afterwards."""
    found = world[0].services.settings.papers
    assert found is not None
    found.mkdir(exist_ok=True)
    yield found
    for file in found.iterdir():
        file.unlink()


@pytest.fixture(scope="module")
def browser(world: tuple[Office, dict[str, str]]) -> Browser:
    return signed_in(world[0], "supervisor")


class TestInTheOffice:
    def test_theirs_replaces_ours(self, world: tuple[Office, dict[str, str]], browser: Browser, folder: Path) -> None:
        address = world[1]["list"]
        ours = browser.client.get(f"{address}/word").data

        def own(document: Any) -> None:
            document.add_paragraph("本单位格式：{{单位}}{{年度}}年，共{{事项数}}项")
            row = document.add_table(rows=1, cols=2).rows[0]
            row.cells[0].text, row.cells[1].text = "{{事项.名称}}", "{{事项.责任人}}"

        (folder / "list.docx").write_bytes(made(own))
        lines = said(browser.client.get(f"{address}/word").data)
        assert any(line.startswith("本单位格式：柳溪乡党委2024年，共") for line in lines)
        assert "每季度研究党建" in lines
        assert "张甲（书记）" in lines
        assert browser.client.get(f"{address}/word?layout=standard").data == ours
        assert "套用本单位的模板" in browser.get(address).words

    def test_a_broken_one_is_told_and_ours_does_not_step_in(
        self, world: tuple[Office, dict[str, str]], browser: Browser, folder: Path
    ) -> None:
        office, addresses = world
        (folder / "minutes.docx").write_bytes(one_line("{{主侍人}}"))
        answer = browser.client.get(f"{addresses['minutes']}/word")
        assert answer.status_code == 409
        assert "minutes.docx不能使用：占位符{{主侍人}}不认识" in answer.text
        over = office.client("supervisor").get(addresses["minutes"])
        assert (over.status_code, over.json["code"]) == (409, "paper_template")
        assert browser.client.get(addresses["minutes"]).status_code == 200, "the page needs no template"
        assert browser.client.get(f"{addresses['minutes']}/word?layout=standard").status_code == 200

    def test_a_macro_file_beside_is_refused_not_passed_over(
        self, world: tuple[Office, dict[str, str]], browser: Browser, folder: Path
    ) -> None:
        (folder / "minutes.docm").write_bytes(b"x")
        answer = browser.client.get(f"{world[1]['minutes']}/word")
        assert answer.status_code == 409
        assert "不接受.docm" in answer.text

    def test_the_starting_point_of_each_can_be_used_as_it_is(
        self, world: tuple[Office, dict[str, str]], browser: Browser, folder: Path
    ) -> None:
        for kind in KINDS:
            (folder / f"{kind}.docx").write_bytes(starting_point(PAPERS[kind]))
            answer = browser.client.get(f"{world[1][kind]}/word")
            assert answer.status_code == 200, answer.text
            assert not any("{{" in line for line in said(answer.data)), kind


class TestTables:
    def test_of_the_text_are_written_into_theirs(self) -> None:
        paper = Paper(title="t", kind="", blocks=[Table(heads=("甲",), rows=(("乙",),))], moment="x")
        document = Document(io.BytesIO(filled(one_line("{{正文}}"), NOTICE, paper)))
        assert [cell.text for row in document.tables[0].rows for cell in row.cells] == ["甲", "乙"]
