"""The office's own ledgers: three sheets as offices keep them, merged headings included, read by a kept mapping."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from clerk import signed_in
from office import DEPUTY, SECRETARY, TOWNSHIP, VILLAGE, Office, opened_in_files
from workbooks import acting_as, sheet_of

from domain.terms import code_label
from domain.work import Act
from web.sheets import mapping as mappings
from web.sheets.jobs import Jobs
from web.sheets.reading import opened


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened_in_files(tmp_path_factory.mktemp("office")) as found:
        yield found


TOPICS = "1.研究党建重点任务\n2.研究党费使用"
MEETINGS = sheet_of(
    [
        ["柳溪乡党委2024年会议台账"],
        ["填报单位：柳溪乡党委", None, None, None, None, None, "填报时间：2024年6月"],
        ["序号", "会议情况", None, None, "参会人员", None, "研究内容", "备注"],
        [None, "时间", "名称", "地点", "主持人", "参加人员", "议题", None],
        [
            1,
            "2024年3月5日",
            "第1次党委会",
            "二楼会议室",
            "张甲",
            "张甲、李乙",
            "1.研究党建重点任务\n2.研究党费使用",
            None,
        ],
        [2, "2024.4.8", "第2次党委会", "二楼会议室", "李乙", "张甲，李乙", "学习有关文件", "无"],
        [3, 20240506, "第3次党委会", None, "张甲", "张甲、李乙", "研究发展党员", None],
        [None, None, None, None, None, None, "研究困难党员慰问", None],
        ["合计", "3次", None, None, None, None, "5项", None],
        ["填表人：李乙"],
    ],
    title="会议台账",
    merged=["A1:H1", "A3:A4", "B3:D3", "E3:F3", "H3:H4", "A7:A8", "B7:B8", "C7:C8"],
)
"""Title over all, headings in two rows with merged cells, several topics a cell, one meeting over two rows, sums."""

LECTURES = sheet_of(
    [
        ["主讲人", "单位", "讲课题目", "讲课时间", "听课人数"],
        ["张甲", "柳溪乡党委", "学习党章", date(2024, 4, 1), 35],
        ["李乙", None, "学习条例", 45413, "28人"],
        ["李乙", None, "再学条例", "2024/5/20", "２８"],
    ],
    title="党课",
    merged=["B2:B4"],
)
"""One row of headings, one organisation merged over all rows, days as Excel counts them."""

WORK = sheet_of(
    [
        [None, "2024年上半年工作情况登记表"],
        [],
        [None, "开展日期", "工作内容", "具体情况", "负责人"],
        [None, "2024-01-10", "走访慰问老党员", "慰问6户。", "李乙"],
        [None, "2024-02-20", "组织志愿服务", None, "张甲、李乙"],
    ],
    title="工作",
)
"""No column for the organisation, none for the sort of work; a blank column and a blank row."""


def uploaded(office: Office, content: bytes, name: str) -> tuple[Any, str, Any]:
    """The browser, the address of the import, and the page of its columns."""
    browser = signed_in(office)
    fields = browser.get("/sheets").form("/sheets")
    answer = browser.client.post("/sheets", data={**fields, "file": (io.BytesIO(content), name)})
    assert answer.status_code == 303
    where = answer.headers["Location"]
    assert where.endswith("/columns")
    return browser, where.removesuffix("/columns"), browser.get(where)


def taken_in(office: Office, content: bytes, template: str, **typed: str) -> tuple[Any, list[Any]]:
    """Read by its columns as suggested and as typed, recorded, and what was recorded."""
    browser, where, _ = uploaded(office, content, "台账.xlsx")
    page = browser.get(f"{where}/columns", template=template)
    assert page.status == 200
    sent = browser.post(f"{where}/columns", {**page.form(f"{where}/columns"), **typed})
    assert sent.status == 303, sent.words[:500]
    page = browser.get(where)
    assert "检查通过，尚未登记" in page.words, page.words
    before = office.position()
    browser.post(f"{where}/confirm", page.form(f"{where}/confirm"))
    assert "已登记" in browser.get(where).words
    return page, [entry.event for entry in office.services.ledger.log(before, 100)]


class TestThreeShapes:
    def test_two_rows_of_merged_headings_and_several_topics_a_cell(self, office: Office) -> None:
        page, events = taken_in(
            office,
            MEETINGS,
            "hold_meeting",
            **{"f-organisation": "柳溪乡党委", "f-body": "党（工）委会议", "f-agenda.topic": "专题研究党建工作"},
        )
        assert "合计等行，不读 1" in page.words
        assert [one.occurred_on for one in events] == [date(2024, 3, 5), date(2024, 4, 8), date(2024, 5, 6)]
        assert [[item.title for item in one.agenda] for one in events] == [
            ["研究党建重点任务", "研究党费使用"],
            ["学习有关文件"],
            ["研究发展党员", "研究困难党员慰问"],
        ]
        assert {one.organisation for one in events} == {TOWNSHIP}
        assert [one.chair for one in events] == [SECRETARY, DEPUTY, SECRETARY]
        assert [one.place for one in events] == ["二楼会议室", "二楼会议室", ""]

    def test_a_merged_organisation_and_days_as_numbers(self, office: Office) -> None:
        _, events = taken_in(office, LECTURES, "deliver_lecture", **{"f-type": "党课"})
        assert [(one.occurred_on, one.audience) for one in events] == [
            (date(2024, 4, 1), 35),
            (date(2024, 5, 1), 28),
            (date(2024, 5, 20), 28),
        ]
        assert {one.organisation for one in events} == {TOWNSHIP}

    def test_fields_without_a_column_have_one_value(self, office: Office) -> None:
        sort = code_label(next(iter(Act)))[0]
        _, events = taken_in(office, WORK, "record_work", **{"f-organisation": "石桥村党支部", "f-act": sort})
        assert [(one.title, one.text) for one in events] == [("走访慰问老党员", "慰问6户。"), ("组织志愿服务", "")]
        assert {one.organisation for one in events} == {VILLAGE}
        assert events[1].performers == (SECRETARY, DEPUTY)


class TestMapping:
    def test_is_kept_and_offered_for_sheets_of_the_same_shape(self, office: Office) -> None:
        rows = [
            ["开展日期", "谁", "题目"],
            ["2024-03-01", "张甲", "甲"],
        ]
        typed = {"f-organisation": "柳溪乡党委", "f-type": "党课", "c-lecturer": "2"}
        _, events = taken_in(office, sheet_of(rows), "deliver_lecture", **typed)
        assert len(events) == 1
        rows[1] = ["2024-03-02", "李乙", "乙"]
        _, _, page = uploaded(office, sheet_of(rows, title="三月"), "三月.xlsx")
        assert "已带出上次的列对应" in page.words
        fields = page.form(next(one.action for one in page.read.forms if one.action.endswith("/columns")))
        assert fields["template"] == ["deliver_lecture"]
        assert (fields["c-lecturer"], fields["f-type"]) == (["2"], ["党课"])
        rows[0] = ["开展日期", "什么人", "题目"]
        _, _, page = uploaded(office, sheet_of(rows), "四月.xlsx")
        assert "已带出上次的列对应" not in page.words

    def test_guesses_by_what_offices_write(self, office: Office, tmp_path: Any) -> None:
        path = tmp_path / "m.xlsx"
        path.write_bytes(MEETINGS)
        with opened(path, limit=10**9) as book:
            heads = mappings.heads(book, "会议台账")
        assert heads is not None
        assert (heads.first, heads.last) == (3, 4)
        assert heads.texts[2] == "会议情况／时间"
        assert heads.texts[8] == "备注"
        found = mappings.suggested(heads, "hold_meeting")
        assert found == {
            "title": 3,
            "occurred_on": 2,
            "place": 4,
            "chair": 5,
            "attendees": 6,
            "agenda.title": 7,
        }

    def test_says_what_has_no_column(self, office: Office) -> None:
        browser, where, _ = uploaded(office, sheet_of([["甲", "乙"], ["1", "2"]]), "甲.xlsx")
        page = browser.get(f"{where}/columns", template="deliver_lecture")
        answer = browser.post(f"{where}/columns", page.form(f"{where}/columns"))
        assert answer.status == 422
        assert "请为“主讲人”选择一列，或填写固定值。" in answer.words
        fields = page.form(f"{where}/columns")
        assert browser.post(f"{where}/columns", {**fields, "c-title": "1", "c-text": "1"}).status == 422
        assert browser.post(f"{where}/columns", {**fields, "first": "x"}).status == 422
        assert browser.post(f"{where}/columns", {**fields, "sheet": "没有"}).status in (404, 422)

    def test_what_is_wrong_is_told_by_the_offices_own_headings(self, office: Office) -> None:
        rows = [["日期", "谁讲", "题目"], ["2024-03-01", "无此人", "甲"], ["三月", "李乙", "乙"]]
        browser, where, page = uploaded(office, sheet_of(rows), "台账.xlsx")
        page = browser.get(f"{where}/columns", template="deliver_lecture")
        typed = {"f-organisation": "柳溪乡党委", "f-type": "党课", "c-lecturer": "2"}
        browser.post(f"{where}/columns", {**page.form(f"{where}/columns"), **typed})
        page = browser.get(where)
        assert "「Sheet1」表第 2 行 B 列 谁讲" in page.words
        assert "「Sheet1」表第 3 行 A 列 日期" in page.words
        assert "修改列对应" in page.words
        with acting_as(office) as of:
            assert Jobs(of).find(where.rpartition("/")[2]).recorded == 0
