"""An act of a scenario is put together from labels and names, whatever its kind."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain import account, contact, evidence, meeting, person, responsibility, work
from domain.identity import list_of
from domain.kernel import Entry
from web.scenarios.commands import Names
from web.scenarios.naming import begins_by_chance, by_field
from web.scenarios.words import Unreadable

HEX = "0123456789abcdef0123"
PLACE, SOMEBODY, POINT = f"org-{HEX}", f"person-{HEX}", f"point-{HEX}"


@pytest.fixture
def names() -> Names:
    found = Names()
    found.refs |= {"柳溪乡党委": PLACE, "张甲": SOMEBODY, "联系点一": POINT, "清单": f"list-{HEX}-2024"}
    return found


def named(names: Names, name: str, event: Any, version: int = 3) -> None:
    entry = Entry(
        position=9,
        stream=POINT,
        version=version,
        name="x/1",
        event=event,
        recorded_at=datetime(2024, 5, 1, tzinfo=UTC),
        recorded_by="account-jingban",
        on_behalf_of=PLACE,
        command_id="c-1",
    )
    names.entries[name], names.refs[name] = entry, entry.ref


class TestFields:
    def test_a_label_of_the_form_a_label_used_elsewhere_a_name_or_just_the_day(self) -> None:
        said = {"走访人": "张甲", "内容": "看望", "purpose": "research", "on": "2024-05-01", "联系点": "联系点一"}
        assert by_field(contact.VisitContactPoint, said) == {
            "visitor": "张甲",
            "text": "看望",
            "purpose": "research",
            "occurred_on": "2024-05-01",
            "point": "联系点一",
        }

    def test_the_record_may_be_called_what_its_kind_is_called(self) -> None:
        assert by_field(work.VoidWork, {"工作记录": "一月工作"}) == {"work": "一月工作"}

    def test_a_word_that_means_nothing_here(self) -> None:
        with pytest.raises(Unreadable, match="no field 主持人"):
            by_field(work.VoidWork, {"主持人": "张甲"})


class TestIds:
    def test_an_act_that_names_no_record_begins_one_of_chance(self) -> None:
        assert begins_by_chance(meeting.HoldMeeting, {"chair": "张甲"})
        assert not begins_by_chance(meeting.HoldMeeting, {"meeting": "五月党委会"})
        assert not begins_by_chance(responsibility.DraftList, {"year": 2024})
        assert not begins_by_chance(account.OpenAccount, {})

    def test_an_id_that_follows_from_the_fields(self, names: Names) -> None:
        said = {"登录名": "jingban", "所属组织": "柳溪乡党委", "账号角色": "clerk", "on": "2024-01-01"}
        assert names.command(account.OpenAccount, said).account == "account-jingban"
        said = {"组织": "柳溪乡党委", "sha256": "0" * 64, "size": 1, "media_type": "text/plain", "title": "材料"}
        assert names.command(evidence.FileEvidence, said).evidence == f"file-{'0' * 64}"

    def test_a_record_named_by_what_its_id_follows_from(self, names: Names) -> None:
        said = by_field(responsibility.IssueList, {"年度": 2024, "on": "2024-01-05"}, "柳溪乡党委")
        assert names.command(responsibility.IssueList, said).list == list_of(PLACE, 2024)
        said = {"责任清单": "清单", "on": "2024-01-05"}
        assert names.command(responsibility.IssueList, said).list == list_of(PLACE, 2024)


class TestValues:
    def test_a_number_of_what_was_named(self, names: Names) -> None:
        raised = contact.ContactPointProblemRaised(number=1, text="无活动场所", occurred_on=date(2024, 5, 1))
        named(names, "问题一", raised)
        named(names, "走访一", None, version=5)
        solved = names.command(contact.ResolveProblem, {"联系点": "联系点一", "问题编号": "问题一", "on": "2024-06-01"})
        assert (solved.number, solved.passed_to, solved.text) == (1, None, "按实际情况登记")
        assert names.command(contact.VoidVisit, {"联系点": "走访一", "走访": "走访一"}) == contact.VoidVisit(
            point=POINT, visit=5, reason="按实际情况登记"
        )

    def test_a_title_is_no_name_a_person_is(self, names: Names) -> None:
        said = {"work": "w", "组织": "柳溪乡党委", "工作类别": "duty_performed", "标题": "张甲", "承担人员": "张甲"}
        done = names.command(work.RecordWork, {**said, "on": "2024-05-01"})
        assert (done.title, done.performers) == ("张甲", (SOMEBODY,))

    def test_a_row_of_one_word(self, names: Names) -> None:
        said = {"meeting": "m", "组织": "柳溪乡党委", "会议类型": "committee", "on": "2024-05-01", "主持人": "张甲"}
        held = names.command(meeting.HoldMeeting, {**said, "议题": ["干部工作"]})
        assert held.agenda == (meeting.AgendaItem(topic=meeting.Topic.CADRES, title="干部工作"),)
        assert held.attendees == (SOMEBODY,)

    def test_yes_and_no(self, names: Names) -> None:
        said = {"person": SOMEBODY, "姓名": "张甲", "所在组织": "柳溪乡党委", "中共党员": "否"}
        assert names.command(person.RegisterPerson, said).party_member is False

    def test_what_must_be_said(self, names: Names) -> None:
        with pytest.raises(Unreadable, match="needs name"):
            names.command(person.RegisterPerson, {"person": SOMEBODY, "所在组织": "柳溪乡党委"})
