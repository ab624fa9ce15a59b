"""An office from whose records every paper can be made: for tests of papers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from judged import does, held, issued, round_of, scored, sheet_in
from office import DEPUTY, DISTRICT, SECRETARY, TOWNSHIP, Office, opened_in_files

KINDS = ("list", "yearly", "rectification", "minutes", "result", "results", "inspection", "case")


@contextmanager
def papered(folder: Path) -> Iterator[tuple[Office, dict[str, str]]]:
    """The office, and the address of each paper; on SQLite, since papers are made from what other tests ask of both."""
    with opened_in_files(folder, _recorded) as office:
        settings = office.services.settings
        office.services.settings = replace(settings, papers=folder / "papers")
        yield office, office.told


def _recorded(office: Office) -> dict[str, str]:
    minutes = held(
        office,
        place="二楼会议室",
        minutes="会议听取汇报。\n会议讨论了存在的问题",
        resolutions=[{"number": 1, "text": "建好党群服务阵地", "responsible": DEPUTY, "due_on": "2024-06-30"}],
    )
    does(
        office, "clerk", "carry_out_resolution", meeting=minutes, number=1, occurred_on="2024-06-18", text="阵地已启用"
    )
    duties = does(office, "clerk", "draft_list", organisation=TOWNSHIP, year=2024)
    item = {"title": "每季度研究党建", "person": SECRETARY, "department": "党建办", "due_on": "2024-12-20"}
    does(office, "clerk", "add_item", list=duties, **item, indicator="不少于4次", standard="记录完整")
    looked = does(
        office,
        "supervisor",
        "conduct_inspection",
        organisation=DISTRICT,
        inspected=TOWNSHIP,
        method="unannounced",
        topics=["party_building", "dues"],
        title="上半年党建督查",
        occurred_on="2024-04-08",
        inspectors=[DEPUTY],
    )
    for text, serious in (("第一季度未研究党建", True), ("联系点走访没有记录", False)):
        problem = {"category": "meeting", "text": text, "occurred_on": "2024-04-08", "serious": serious}
        does(office, "supervisor", "find_problem", inspection=looked, **problem)
    order = does(
        office,
        "supervisor",
        "order_rectification",
        organisation=TOWNSHIP,
        ordered_by=DISTRICT,
        title="补开党建专题会",
        problem="第一季度未研究党建",
        category="meeting",
        source=f"{looked}#1",
        responsible=SECRETARY,
        occurred_on="2024-05-10",
        due_on="2024-06-10",
        document="安委〔2024〕12号",
    )
    round = round_of(office)
    sheet = sheet_in(office, round)
    scored(office, sheet, minutes)
    issued(office, sheet)
    case = does(
        office,
        "supervisor",
        "open_case",
        organisation=TOWNSHIP,
        subject=TOWNSHIP,
        person=DEPUTY,
        policy=f"policy-{1:020x}",
        clause="township-quarterly-committee-meeting",
        route="township",
        due_on="2024-03-31",
        title="未研究党建",
        occurred_on="2024-04-10",
    )
    streams = {
        "list": duties,
        "rectification": order,
        "minutes": minutes,
        "result": sheet,
        "results": round,
        "inspection": looked,
        "case": case,
    }
    return {
        **{kind: f"/papers/{stream}" for kind, stream in streams.items()},
        "yearly": f"/papers/yearly/{TOWNSHIP}/2024",
    }
