"""Every event can be told, in both languages, and no code, id or class name of ours shows in the telling."""

import json
import re
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from golden_samples import GOLDEN
from samples import ORG, OTHER, STREAMS, A, B, build, stream_of

from domain import appointment, meeting, organisation, person, responsibility
from domain.identity import PREFIXES
from domain.kernel import Entry, Personal
from domain.terms import CODES
from domain.vocabulary import EVENTS
from web.sentences import TOLD, changes, concerned, sentence, value_text

NAMES = {
    ORG: "安平区委",
    OTHER: "柳溪乡党委",
    A: "张甲",
    B: "李乙",
    STREAMS["policy"]: "某乡实施方案",
    STREAMS["meeting"]: "一季度党建专题会",
    STREAMS["report"]: "上半年党建报告",
    "township-secretary-chairs": "某乡方案三（二）",
}


def names(ref: str) -> str:
    """As pages resolve names: the record's name, whichever of its entries is meant."""
    return NAMES.get(ref.partition("#")[0], "")


def entry(event: Any, *, name: str = "meeting.held/1", version: int = 2) -> Entry:
    return Entry(
        position=7,
        stream=stream_of(name),
        version=version,
        name=name,
        event=event,
        recorded_at=datetime(2024, 6, 1, tzinfo=UTC),
        recorded_by="account-jingban",
        on_behalf_of=ORG,
        command_id="c-1",
    )


_ID = re.compile(rf"\b(?:{'|'.join(PREFIXES)})-[0-9a-f]{{6,}}")
_CODES = {code for codes in CODES.values() for code in codes if "_" in code}
_FIELDS = {f.name for cls in EVENTS.values() for f in fields(cls) if "_" in f.name}


def assert_readable(text: str) -> None:
    assert not _ID.search(text), text
    for word in re.findall(r"[A-Za-z_]{3,}", text):
        assert word not in _CODES | _FIELDS, f"{word} in {text}"
        assert word not in {cls.__name__ for cls in EVENTS.values()}, f"{word} in {text}"
    assert "None" not in text, text
    assert "Personal(" not in text, text
    assert "\n" not in text, text


@pytest.mark.parametrize("name", EVENTS)
class TestEveryEvent:
    def test_is_told_in_chinese_and_in_english(self, name: str) -> None:
        event = build(EVENTS[name])
        zh = sentence(entry(event, name=name), names, "zh")
        en = sentence(entry(event, name=name), names, "en")
        assert_readable(zh)
        assert_readable(en)
        assert zh.endswith("。")
        assert re.search("[\u4e00-\u9fff]", zh)
        assert en.endswith(".")
        assert en[0] == en[0].upper()
        english = en
        for given in (*NAMES.values(), "说明文字"):
            english = english.replace(given, "")
        assert not re.search("[\u4e00-\u9fff，。；：（）]", english), en

    def test_is_told_with_what_it_concerns(self, name: str) -> None:
        event = build(EVENTS[name])
        for language in ("zh", "en"):
            assert_readable(sentence(entry(event, name=name), names, language, build(EVENTS[name])))

    def test_is_told_where_no_name_is_known_any_more(self, name: str) -> None:
        event = build(EVENTS[name])
        for language in ("zh", "en"):
            said = sentence(entry(event, name=name), lambda ref: "", language)
            assert not _ID.search(said), said

    def test_every_field_reads_as_words(self, name: str) -> None:
        event = build(EVENTS[name])
        for language in ("zh", "en"):
            for field in fields(event):
                text = value_text(getattr(event, field.name), names, language, of=type(event), field=field.name)
                assert_readable(text.replace("\n", " "))


def test_the_table_holds_the_vocabulary() -> None:
    assert set(TOLD) == set(EVENTS.values())


@pytest.mark.parametrize("name", EVENTS)
def test_golden_samples_are_told(name: str) -> None:
    def hook(kind: type, value: Any) -> Any:
        return Personal(value["subject"], "张甲") if kind is Personal else value

    body = json.loads(GOLDEN[name]["body"])
    event = msgspec.convert(body["data"], EVENTS[name], dec_hook=hook)
    for language in ("zh", "en"):
        said = sentence(entry(event, name=name), names, language)
        assert said
        assert not _ID.search(said)
        assert "\n" not in said


class TestSentencesReadAsAnOfficialWouldWriteThem:
    def test_a_meeting(self) -> None:
        held = meeting.MeetingHeld(
            organisation=OTHER,
            body=meeting.Body.COMMITTEE,
            title="一季度党建专题会",
            occurred_on=date(2024, 3, 5),
            chair=A,
            attendees=(A, B),
            agenda=(meeting.AgendaItem(topic=meeting.Topic.PARTY_BUILDING, title="党建工作"),),
        )
        assert sentence(entry(held), names, "zh") == (
            "柳溪乡党委于2024年3月5日召开党（工）委会议“一季度党建专题会”，张甲主持，2人出席，议题1项。"
        )
        assert sentence(entry(held), names, "en") == (
            "柳溪乡党委 met on 5 March 2024 (committee): “一季度党建专题会”, chaired by 张甲, 2 present, 1 agenda item."
        )

    def test_a_correction_says_what_changed(self) -> None:
        held = build(meeting.MeetingHeld)
        right = meeting.MeetingHeld(**{**{f.name: getattr(held, f.name) for f in fields(held)}, "chair": B})
        corrected = meeting.MeetingCorrected(corrects=1, held=right, reason="主持人写错。")
        told = entry(corrected, name="meeting.corrected/1")
        assert sentence(told, names, "zh", held) == "更正会议记录（主持人），理由：主持人写错。"
        assert changes(held, corrected, names, "zh") == [("主持人", "张甲", "李乙")]
        assert changes(held, corrected, names, "en") == [("Chair", "张甲", "李乙")]

    def test_a_correction_of_a_correction_is_held_against_it(self) -> None:
        held = build(meeting.MeetingHeld)
        moved = meeting.MeetingHeld(
            **{**{f.name: getattr(held, f.name) for f in fields(held)}, "occurred_on": date(2024, 6, 1)}
        )
        first = meeting.MeetingCorrected(corrects=1, held=moved, reason="日期写错")
        second = meeting.MeetingCorrected(corrects=2, held=held, reason="原日期是对的")
        assert changes(first, second, names, "zh") == [("召开日期", "2024年6月1日", "2024年5月31日")]
        assert changes(first, second, names, "en") == [("Date held", "1 June 2024", "31 May 2024")]

    def test_the_last_day_in_a_post_is_part_of_its_correction(self) -> None:
        appointed = build(appointment.RoleAppointed)
        corrected = appointment.AppointmentCorrected(
            appointment=1, corrects=1, appointed=appointed, ended_on=date(2024, 12, 31), reason="漏登离任"
        )
        assert changes(appointed, corrected, names, "zh") == [("离任日期", "（空）", "2024年12月31日")]

    def test_an_erased_name_is_said_to_be_erased(self) -> None:
        registered = person.PersonRegistered(name=Personal(A, None), party_member=True, organisation=ORG)
        told = entry(registered, name="person.registered/1")
        assert sentence(told, names, "zh") == "登记人员（已依法删除），中共党员，所在组织：安平区委。"
        assert sentence(told, names, "en") == "(erased by law), party member, was entered at 安平区委."
        assert value_text(Personal(A, None), names, "zh") == "（已依法删除）"

    def test_a_long_text_is_cut_and_stays_on_one_line(self) -> None:
        done = meeting.ResolutionCarriedOut(number=1, occurred_on=date(2024, 3, 5), text="第一行\n" + "长" * 500)
        said = sentence(entry(done, name="meeting.resolution_carried_out/1"), names, "zh")
        assert "\n" not in said
        assert len(said) < 130
        assert "…" in said

    def test_codes_kept_as_text_have_words(self) -> None:
        case = "unresolved_no_department"
        told = organisation.LeadershipRelationDetermined(
            leader=None, guides=(), basis=case, occurred_on=date(2024, 1, 1)
        )
        said = sentence(entry(told, name="organisation.leadership_determined/1"), names, "zh")
        assert said == "安平区委自2024年1月1日起领导、指导关系未能确定（未登记业务主管部门）。"

    def test_every_case_of_leadership_has_words(self) -> None:
        source = Path(organisation.__file__).read_text(encoding="utf-8")
        cases = set(re.findall(r'(?:basis=|_open\()"([a-z_]+)"', source))
        assert cases
        for case in cases:
            assert value_text(case, names, "zh", of=organisation.LeadershipRelationDetermined, field="basis") != case


class TestWhatAnEventConcerns:
    def test_a_correction_concerns_the_entry_it_names(self) -> None:
        held = build(meeting.MeetingHeld)
        corrected = meeting.MeetingCorrected(corrects=1, held=held, reason="写错")
        before = [entry(held, version=1)]
        assert concerned(entry(corrected, name="meeting.corrected/1"), before) is held

    def test_an_item_is_known_by_its_title(self) -> None:
        added = responsibility.ResponsibilityItemAdded(item=build(responsibility.Item))
        started = responsibility.ResponsibilityItemStarted(item="3", occurred_on=date(2024, 5, 1), note="")
        before = [entry(added, name="list.item_added/1", version=1)]
        told = entry(started, name="list.item_started/1")
        assert concerned(told, before) is added
        assert sentence(told, names, "zh", added) == "第3项“说明文字”于2024年5月1日启动办理。"

    def test_a_tenure_is_known_by_its_holder(self) -> None:
        appointed = build(appointment.RoleAppointed)
        ended = appointment.RoleEnded(appointment=1, occurred_on=date(2024, 5, 1), reason="调任")
        told = entry(ended, name="appointment.ended/1")
        assert concerned(told, [entry(appointed, name="appointment.appointed/1", version=1)]) is appointed
        assert sentence(told, names, "zh", appointed) == (
            "张甲（说明文字）离任，在任最后一日为2024年5月1日，理由：调任。"
        )
