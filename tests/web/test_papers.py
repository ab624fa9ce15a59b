"""Papers: what stands in the views stands in the paper, in the layout of official papers (GB/T 9704-2012)."""

import io
import re
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import Browser, signed_in
from docx import Document
from docx.oxml.ns import qn
from judged import case_decided, case_opened, does, held
from office import SECRETARY, TOWNSHIP, Office, meeting, opened
from papered import KINDS, papered

from web.papers.paper import Bullets, Facts, Heading, Paper, Paragraph, Table
from web.papers.word import title_lines, written


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, dict[str, str]]]:
    with papered(tmp_path_factory.mktemp("papers")) as made:
        yield made


@pytest.fixture(scope="module")
def browser(world: tuple[Office, dict[str, str]]) -> Browser:
    return signed_in(world[0], "supervisor")


@pytest.fixture(scope="module")
def east(world: tuple[Office, dict[str, str]]) -> Browser:
    """Of the district beside it."""
    return signed_in(world[0], "east")


@pytest.fixture(scope="module")
def english(world: tuple[Office, dict[str, str]]) -> Browser:
    made = signed_in(world[0], "supervisor")
    made.client.set_cookie("zeren_language", "en")
    return made


@pytest.fixture(scope="module")
def files(world: tuple[Office, dict[str, str]], browser: Browser) -> dict[str, bytes]:
    """Each paper as it comes at first."""
    return {kind: word(browser, address) for kind, address in world[1].items()}


@pytest.fixture
def addresses(world: tuple[Office, dict[str, str]]) -> dict[str, str]:
    return world[1]


def word(browser: Browser, address: str, **query: Any) -> bytes:
    answer = browser.client.get(f"{address}/word", query_string=query)
    assert answer.status_code == 200, answer.text
    return bytes(answer.data)


def words(data: bytes) -> str:
    """All text of a Word file, tables included."""
    return "\n".join(
        "".join(one.text or "" for one in paragraph.iter(qn("w:t")))
        for paragraph in Document(io.BytesIO(data)).element.body.iter(qn("w:p"))
    )


def runs(data: bytes) -> list[tuple[str, str, float]]:
    """Every piece of text outside tables with its Chinese font and size."""
    found = []
    for paragraph in Document(io.BytesIO(data)).paragraphs:
        for run in paragraph.runs:
            if run.text.strip():
                assert run.font.size is not None
                fonts: Any = run._element.rPr
                found.append((run.text, fonts.rFonts.get(qn("w:eastAsia")), run.font.size.pt))
    return found


PAPER = Paper(
    title="关于某事的通知",
    kind="通知",
    blocks=[
        Heading(text="一、情况"),
        Heading(text="（一）数字", level=2),
        Paragraph(text="按要求办理。", strong="总体："),
        Facts(rows=(("单位", "柳溪乡党委"), ("日期", "2024-06-30"))),
        Table(heads=("甲", "乙"), rows=(("1", "2"), ("3", "\x08带控制字符")), widths=(1, 2)),
        Bullets(items=("第一项", "第二项")),
    ],
    moment="按2024-06-30的情况生成",
    issuer="安平区委",
    day="2024年6月30日",
)


class TestLayout:
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

    def test_fonts_stand_in_for_what_a_machine_lacks(self) -> None:
        raw = zipfile.ZipFile(io.BytesIO(written(PAPER)))
        fonts = raw.read("word/fontTable.xml").decode()
        assert '<w:font w:name="方正小标宋简体"><w:altName w:val="宋体"/>' in fonts
        assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in fonts

    def test_a_long_title_is_not_torn_within_a_word(self) -> None:
        lines = title_lines("中共柳溪乡委员会关于2025年落实基层党建工作责任制情况的报告")
        assert lines == ["中共柳溪乡委员会关于2025年落实", "基层党建工作责任制情况的报告"]
        assert title_lines("关于责令限期整改的通知") == ["关于责令限期整改的通知"]

    @pytest.mark.parametrize("kind", KINDS)
    def test_of_every_paper_is_that_of_official_papers(self, files: dict[str, bytes], kind: str) -> None:
        data = files[kind]
        document = Document(io.BytesIO(data))
        section: Any = document.sections[0]
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
        assert [round(side.mm) for side in margins] == [37, 35, 28, 26]
        assert section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")) == "579", "22 lines in 225 mm"
        for part, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            number = part.paragraphs[0]
            assert number.text.replace("\t", "") == "—  —"
            assert number._p.pPr.jc.get(qn("w:val")) == side
            assert "PAGE" in part._element.xml
            assert {(run.font.name, run.font.size.pt) for run in number.runs} == {("宋体", 14.0)}
        found = runs(data)
        title = [(font, size) for text, font, size in found if size == 22]
        assert set(title) == {("方正小标宋简体", 22.0)}
        sizes = {size for _, _, size in found if size != 22 and size < 30}
        assert sizes <= {16.0, 14.0}, "text 3号, closing lines 4号"
        for text, font, size in found:
            if size == 16 and re.match(r"[一二三四五六七]、|附件[0-9]?$", text):
                assert font == "黑体", text
            elif size == 16 and re.match(r"（[一二三四五六七]）[^按]", text):
                assert font == "楷体_GB2312", text
        plain = [text for text, font, _ in found if font == "仿宋_GB2312"]
        assert len(plain) > 3
        lines = {
            paragraph.paragraph_format.line_spacing.pt
            for paragraph in document.paragraphs
            if any(run.font.size and run.font.size.pt == 16 for run in paragraph.runs)
        }
        assert lines == {28.95}

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_red_mark_stands_only_on_what_a_body_issues(self, files: dict[str, bytes], kind: str) -> None:
        marks = [text for text, _, size in runs(files[kind]) if size > 30]
        expected = {
            "yearly": ["柳溪乡党委文件"],
            "rectification": ["安平区委文件"],
            "minutes": ["柳溪乡党委会议纪要"],
            "result": ["安平区委文件"],
            "results": ["安平区委文件"],
        }
        assert marks == expected.get(kind, [])


class TestEveryPaper:
    @pytest.mark.parametrize("kind", KINDS)
    def test_says_the_same_on_the_page_in_word_and_over_the_api(
        self, world: tuple[Office, dict[str, str]], browser: Browser, files: dict[str, bytes], kind: str
    ) -> None:
        office, addresses = world
        data = files[kind]
        answer = office.client("supervisor").get(addresses[kind])
        assert answer.status_code == 200, answer.text
        assert b64decode(answer.json["word"]) == data
        page = browser.get(addresses[kind])
        shown, typed = (re.sub(r"\s", "", text) for text in (page.words, words(data)))
        for line in answer.json["lines"]:
            for cell in line.split("\t"):
                text = re.sub(r"\s", "", cell)
                assert text in shown, line
                assert text in typed, line

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_the_same_bytes_each_time_and_in_chinese_always(
        self, addresses: dict[str, str], english: Browser, files: dict[str, bytes], kind: str
    ) -> None:
        data = files[kind]
        assert word(english, addresses[kind]) == data
        assert not re.search(r"[a-z]{4,} [a-z]{3,}", words(data)), "no English in a paper"

    def test_an_english_page_says_that_papers_are_in_chinese(self, english: Browser, addresses: dict[str, str]) -> None:
        assert "Official papers are written in Chinese." in english.get(addresses["minutes"]).words

    @pytest.mark.parametrize("kind", KINDS)
    def test_out_of_the_subtree_does_not_exist(
        self, world: tuple[Office, dict[str, str]], east: Browser, kind: str
    ) -> None:
        office, addresses = world
        assert east.client.get(addresses[kind]).status_code == 404
        assert east.client.get(f"{addresses[kind]}/word").status_code == 404
        assert office.client("east").get(addresses[kind]).status_code == 404

    @pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("list", "yearly")])
    def test_of_what_had_not_happened_there_is_none(
        self, browser: Browser, addresses: dict[str, str], kind: str
    ) -> None:
        assert browser.client.get(f"{addresses[kind]}?as_of=2024-01-02").status_code == 404
        assert browser.client.get(f"{addresses[kind]}/word?known_at=3").status_code == 404

    def test_only_some_kinds_of_record_have_one(self, browser: Browser) -> None:
        for stream in (TOWNSHIP, "nothing", "report-0123456789abcdef0123"):
            assert browser.client.get(f"/papers/{stream}").status_code == 404
        assert browser.client.get(f"/papers/yearly/{TOWNSHIP}/1800").status_code == 404

    def test_is_offered_where_the_record_is_read(self, browser: Browser, addresses: dict[str, str]) -> None:
        streams = {kind: address.removeprefix("/papers/") for kind, address in addresses.items()}
        pages = {
            "list": f"/lists/{streams['list']}",
            "rectification": f"/records/{streams['rectification']}",
            "minutes": f"/records/{streams['minutes']}",
            "inspection": f"/records/{streams['inspection']}",
            "result": f"/registers/appraisals/{streams['result']}",
            "results": f"/registers/appraisals/{streams['results']}/sheets",
            "case": f"/registers/cases/{streams['case']}",
            "yearly": f"/registers/statistics?organisation={TOWNSHIP}&year=2024",
        }
        for kind, page in pages.items():
            links = [link.partition("?")[0] for link in browser.get(page).read.links]
            assert addresses[kind] in links, kind
        past = browser.get(f"/records/{streams['minutes']}?as_of=2024-06-10").read.links
        assert f"{addresses['minutes']}?as_of=2024-06-10" in past


class TestNumbers:
    def test_of_the_yearly_report_are_those_of_the_views(self, world: tuple[Office, dict[str, str]]) -> None:
        office, addresses = world
        api = office.client("supervisor")
        paper = api.get(addresses["yearly"]).json
        statistics = api.get("/registers/statistics", organisation=TOWNSHIP, year=2024).json
        figures = [figure for section in statistics["sections"] for figure in section["figures"]]
        assert [row["指标"].strip("　") for row in paper["lists"]["数据"]] == [one["label"]["zh"] for one in figures]
        for row, figure in zip(paper["lists"]["数据"], figures, strict=True):
            if figure["unit"] == "count":
                assert (row["本年"], row["上年"]) == (str(figure["value"]), str(figure["before"])), row
            assert row["来源"] in ("—",) or row["来源"].endswith(("记录", "台账", "名册", "日历", "统计")), row
        assert any("召开会议1次（上年0次），其中党（工）委会议1次" in line for line in paper["lines"])
        duties = api.get(f"/organisations/{TOWNSHIP}/duties/2024").json["statuses"]
        lights = [one["light"] for one in duties if "stricter_governs" not in one["findings"]]
        met = sum(light in ("met", "met_late", "evidenced") for light in lights)
        assert paper["fields"]["已履行次数"] == str(met)
        assert paper["fields"]["未履行次数"] == str(lights.count("missed"))
        said = f"已履行{met}次"
        assert any(said in line for line in paper["lines"])

    def test_of_the_report_lead_to_where_they_are_taken_from(self, browser: Browser, addresses: dict[str, str]) -> None:
        document = Document(io.BytesIO(word(browser, addresses["yearly"])))
        targets = [one.target_ref for one in document.part.rels.values() if one.is_external]
        assert targets
        assert all(target.startswith("http://127.0.0.1:8000/") for target in targets)
        for path in sorted({target.removeprefix("http://127.0.0.1:8000") for target in targets})[::6]:
            assert browser.client.get(path).status_code == 200, path

    def test_of_a_result_are_those_of_the_sheet(self, world: tuple[Office, dict[str, str]]) -> None:
        office, addresses = world
        fields = office.client("supervisor").get(addresses["result"]).json["fields"]
        assert (fields["总分"], fields["满分"], fields["等次"]) == ("23.5", "35", "良好")
        rows = office.client("supervisor").get(addresses["results"]).json["lists"]["结果"]
        assert [(row["考核对象"], row["得分"], row["等次"]) for row in rows] == [("柳溪乡党委", "23.5", "良好")]

    def test_of_an_inspection_are_those_of_the_board(self, world: tuple[Office, dict[str, str]]) -> None:
        office, addresses = world
        paper = office.client("supervisor").get(addresses["inspection"]).json
        assert (paper["fields"]["问题数"], paper["fields"]["已责令数"]) == ("2", "1")
        assert "检查发现问题2个，其中严重问题1个。" in paper["lines"]
        assert any("尚未责令整改1个" in line for line in paper["lines"])

    def test_without_what_lies_below(self, world: tuple[Office, dict[str, str]]) -> None:
        office, addresses = world
        alone = office.client("supervisor").get(addresses["yearly"], below="false").json
        assert any("限于本组织" in line for line in alone["lines"])


class TestANotice:
    def test_says_what_by_when_and_under_which_clause(self, world: tuple[Office, dict[str, str]]) -> None:
        office, addresses = world
        lines = "\n".join(office.client("supervisor").get(addresses["rectification"]).json["lines"])
        assert "安委〔2024〕12号" in lines
        assert "柳溪乡党委：" in lines
        assert "经2024年4月8日督促检查（上半年党建督查），你单位存在以下问题。" in lines
        assert "《关于进一步健全和落实基层党建工作责任制的实施方案》三（七）" in lines
        assert "自2024年5月10日起，至2024年6月10日止。" in lines
        assert "整改责任人：张甲。" in lines
        assert "送达回证" in lines


class TestAsItWasKnownThen:
    def test_minutes_before_and_after_a_correction(
        self, world: tuple[Office, dict[str, str]], browser: Browser
    ) -> None:
        office, _ = world
        stream = held(office, "2024-06-03", title="党委会（原标题）")
        before = office.position()
        api = office.client("clerk")
        mended = meeting(occurred_on="2024-06-03", title="党委会（更正后的标题）")
        mended.pop("organisation")
        answer = api.post("correct_meeting", {"meeting": stream, **mended, "reason": "标题误写"})
        assert answer.status_code == 201, answer.text
        now = words(word(browser, f"/papers/{stream}"))
        then = words(word(browser, f"/papers/{stream}", known_at=before))
        assert "更正后的标题" in now
        assert "登记有更正，以上为更正后的内容" in now
        assert "原标题" in then
        assert "更正" not in then
        assert f"日志第{before}条以前登记的内容" in then

    def test_what_was_done_later_is_not_in_earlier_minutes(self, browser: Browser, addresses: dict[str, str]) -> None:
        assert "已落实：阵地已启用" in words(word(browser, addresses["minutes"]))
        assert "已落实" not in words(word(browser, addresses["minutes"], as_of="2024-06-10"))

    def test_voided_minutes_say_so(self, world: tuple[Office, dict[str, str]], browser: Browser) -> None:
        office, _ = world
        stream = held(office, "2024-06-04", title="党委会（误登）")
        does(office, "clerk", "void_meeting", meeting=stream, reason="误登")
        assert "已经作废" in words(word(browser, f"/papers/{stream}"))


class TestWhoIsRestricted:
    def test_is_not_named_to_those_who_may_not_see_it(self, world: tuple[Office, dict[str, str]]) -> None:
        office, addresses = world
        said = {"ground": "disputed", "reason": "本人对登记的姓名有异议", "occurred_on": "2024-06-20"}
        does(office, "supervisor", "restrict_person", person=SECRETARY, **said)
        try:
            for_clerk = "\n".join(office.client("clerk").get(addresses["minutes"]).json["lines"])
            assert "张甲" not in for_clerk
            assert "〔限制处理〕" in for_clerk
            assert "张甲" in "\n".join(office.client("supervisor").get(addresses["minutes"]).json["lines"])
        finally:
            lifted = {"reason": "已核实", "occurred_on": "2024-06-20"}
            does(office, "supervisor", "lift_restriction", person=SECRETARY, **lifted)


class TestTheFileOfACase:
    def test_shows_a_record_as_it_was_then_and_as_it_is_now(self, place: Any, tmp_path: Path) -> None:
        with opened(place, tmp_path) as office:
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
            assert answer.data == browser.client.get(f"/papers/{stream}/word").data
            assert browser.client.get(f"/registers/cases/{stream}/word?as_of=2024-04-09").status_code == 404
            assert signed_in(office, "east").client.get(f"/registers/cases/{stream}/word").status_code == 404
