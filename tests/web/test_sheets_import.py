"""Excel in: templates that follow the forms, a dry run that stores nothing, the same acts as the forms, repeats."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import workbooks
from clerk import signed_in
from office import DEPUTY, SECRETARY, TOWNSHIP, VILLAGE, Office, opened, opened_in_files
from openpyxl import load_workbook
from workbooks import exported, filled, looked_at, meeting, recorded, template_of

from domain import account
from web.access import FOUR_EYES, STEP_UP
from web.acts import ACTS
from web.forms.opening import RANDOM_KINDS
from web.schemas.fields import Rows, made
from web.sheets import running
from web.sheets.columns import TEMPLATES, columns, heading
from web.sheets.jobs import Jobs


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One for all that does not depend on the database and records nothing that another test looks at."""
    with opened_in_files(tmp_path_factory.mktemp("office")) as found:
        yield found


def held(office: Office) -> list[Any]:
    """Meetings on record, in order."""
    entries = [one for page in office.services.ledger.pages() for one in page]
    return [one for one in entries if type(one.event).__name__ == "MeetingHeld"]


class TestTemplates:
    def test_have_every_field_of_the_form_and_no_other(self) -> None:
        for name, template in TEMPLATES.items():
            shape, codes = made(template.act.shape), {one.code for one in columns(name)}
            for field_name, field in shape.fields.items():
                if template.act.begins and field_name == template.act.target and template.act.kind in RANDOM_KINDS:
                    assert field_name not in codes
                elif isinstance(field, Rows):
                    assert {f"{field_name}.{cell}" for cell in made(field.row).fields} <= codes
                else:
                    assert field_name in codes, (name, field_name)

    def test_are_of_acts_that_one_person_does_without_a_file(self) -> None:
        for template in TEMPLATES.values():
            assert not template.act.upload
            assert template.act.command not in STEP_UP
            assert template.act.command not in FOUR_EYES
            assert not template.act.command.__module__.endswith(account.__name__)
            assert template.correction is None or template.correction.kind == template.act.kind

    def test_headings_of_one_sheet_are_all_different(self) -> None:
        for name in TEMPLATES:
            texts = [heading(one) for one in columns(name)]
            assert len(set(texts)) == len(texts), (name, texts)

    def test_carry_codes_out_of_sight_rules_in_notes_and_lists_to_choose_from(self, lasting: Office) -> None:
        book = template_of(lasting, "hold_meeting")
        sheet, guide = book["会议"], book["填写说明"]
        assert sheet.row_dimensions[1].hidden
        assert sheet["A1"].value.startswith("hold_meeting@")
        assert sheet["B2"].value == "组织*"
        assert "必填" in sheet["B2"].comment.text
        rules = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
        assert rules["C3:C2002"].startswith("'选项'!")
        offered = {cell.value for column in book["选项"].iter_cols() for cell in column}
        assert {"柳溪乡党委", "石桥村党支部", "张甲", "党（工）委会议", "专题研究党建工作"} <= offered
        assert "安平区委" not in offered, "superiors are not the clerk's to record for"
        assert "王丙" not in offered
        assert any("顿号" in str(row[2].value) for row in guide.iter_rows(min_row=2))

    def test_of_what_the_role_may_not_do_are_not_handed_out(self, lasting: Office) -> None:
        clerk, supervisor = signed_in(lasting), signed_in(lasting, "supervisor")
        assert clerk.client.get("/sheets/appoint_role/template").status_code == 404
        answer = supervisor.client.get("/sheets/appoint_role/template")
        assert answer.status_code == 200
        assert load_workbook(io.BytesIO(answer.data)).sheetnames[0] == "任职"
        assert clerk.client.get("/sheets/nothing/template").status_code == 404


class TestRecording:
    def test_the_dry_run_stores_nothing(self, lasting: Office) -> None:
        before = lasting.position()
        job, wrong = looked_at(lasting, filled(template_of(lasting, "hold_meeting"), [meeting(1), meeting(2)]))
        assert (wrong, job.records, job.new) == ([], 2, 2)
        assert lasting.position() == before

    def test_a_row_is_recorded_as_the_form_would(self, office: Office) -> None:
        rows = [
            meeting(1, **{"reports_heard": "石桥村\n柳溪村", "place": "会议室 "}),
            {"agenda.topic": "问题整改", "agenda.title": "研究整改事项"},
            {"resolutions.number": 1, "resolutions.text": "抓好落实", "resolutions.responsible": "李乙"},
            meeting(2, chair="李乙"),
        ]
        job = recorded(office, filled(template_of(office, "hold_meeting"), rows))
        assert (job.state, job.recorded) == ("done", 2)
        first, second = held(office)
        event = first.event
        assert (event.organisation, event.chair, event.attendees) == (TOWNSHIP, SECRETARY, (SECRETARY, DEPUTY))
        assert event.occurred_on == date(2024, 6, 5)
        assert [one.title for one in event.agenda] == ["研究二季度党建重点任务", "研究整改事项"]
        assert [(one.number, one.responsible) for one in event.resolutions] == [(1, DEPUTY)]
        assert (event.reports_heard, event.place) == (("石桥村", "柳溪村"), "会议室")
        assert second.event.chair == DEPUTY
        assert first.recorded_by == "account-clerk"
        assert first.on_behalf_of == TOWNSHIP

    def test_the_same_file_again_is_recognised(self, office: Office) -> None:
        content = filled(template_of(office, "hold_meeting"), [meeting(1), meeting(2)])
        recorded(office, content)
        before = office.position()
        job = recorded(office, content)
        assert (job.recorded, job.repeats, job.new) == (0, 2, 0)
        again = recorded(office, content, "supervisor")  # by somebody else too
        assert (again.recorded, again.repeats) == (0, 2)
        assert office.position() == before

    def test_acts_on_a_record_of_their_own_kind_are_recognised_too(self, lasting: Office) -> None:
        points = filled(
            template_of(lasting, "establish_contact_point"),
            [{"organisation": "柳溪乡党委", "owner": "张甲", "unit": "石桥村党支部", "occurred_on": "2024年1月8日"}],
        )
        recorded(lasting, points)
        visit = {"point": "联系点：石桥村党支部", "visitor": "张甲", "occurred_on": "2024.3.5", "text": "走访了两户。"}
        purpose = template_of(lasting, "visit_contact_point")["填写说明"]
        example = next(row[3].value for row in purpose.iter_rows(min_row=2) if row[0].value == "走访目的*")
        visits = filled(template_of(lasting, "visit_contact_point"), [{**visit, "purpose": example}])
        assert recorded(lasting, visits).recorded == 1
        job = recorded(lasting, visits)
        assert (job.recorded, job.repeats) == (0, 1)

    def test_rights_and_reach_are_those_of_the_forms(self, lasting: Office) -> None:
        rows = [meeting(1), meeting(2, organisation="石桥村党支部", body="支部会议", title="支部会")]
        book = filled(template_of(lasting, "hold_meeting"), rows)
        _, wrong = looked_at(lasting, book, "responsible")  # acts for the own organisation only
        assert len(wrong) == 1
        assert "第 4 行" in wrong[0]
        assert "不能为这个组织登记" in wrong[0]
        _, wrong = looked_at(lasting, book, "east")
        assert len(wrong) == 2 * 3, "neither organisations nor persons of another district exist there"

    def test_rules_refuse_what_the_forms_would_refuse(self, lasting: Office) -> None:
        book = filled(template_of(lasting, "hold_meeting"), [meeting(1, occurred_on="2024-07-01"), meeting(2)])
        _, wrong = looked_at(lasting, book)
        assert wrong == ["「会议」表第 3 行 E 列 召开日期：“召开日期”不能晚于今天（2024-06-20）。"]

    def test_all_or_nothing(self, office: Office) -> None:
        """A row that is refused only when it is recorded takes the others with it."""
        job, wrong = looked_at(office, filled(template_of(office, "hold_meeting"), [meeting(1), meeting(2)]))
        assert not wrong
        office.clock.forward(days=-30)  # what was past is to come
        before = office.position()
        with workbooks.acting_as(office) as of:
            running.run(of, job)
        assert (job.state, job.recorded, office.position()) == ("stopped", 0, before)

    def test_long_files_go_in_batches_and_go_on_where_they_stopped(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(running, "BATCH", 10)
        monkeypatch.setattr(running, "WHOLE", 20)
        content = filled(template_of(office, "hold_meeting"), [meeting(number) for number in range(35)])
        job, _ = looked_at(office, content)
        real, done = running.execute_many, []

        def killed(*args: Any) -> Any:
            if len(done) == 2:
                raise KeyboardInterrupt
            done.append(1)
            return real(*args)

        monkeypatch.setattr(running, "execute_many", killed)
        with workbooks.acting_as(office) as of, pytest.raises(KeyboardInterrupt):
            running.run(of, job)
        assert len(held(office)) == 20
        monkeypatch.setattr(running, "execute_many", real)
        with workbooks.acting_as(office) as of:
            job = Jobs(of).find(job.id)
            running.run(of, job)
        assert (job.state, job.recorded) == ("done", 35)
        assert len({one.event.title for one in held(office)}) == len(held(office)) == 35


class TestRoundTrip:
    def test_export_import_export_is_identical(self, office: Office) -> None:
        rows = [
            meeting(1, reports_heard="石桥村\n柳溪村", minutes="一、会议指出。\n二、会议要求。"),
            {"agenda.topic": "问题整改", "agenda.title": "研究整改事项"},
            meeting(2),
            {"resolutions.number": 1, "resolutions.text": "抓好落实", "resolutions.due_on": "2024-12-31"},
        ]
        recorded(office, filled(template_of(office, "hold_meeting"), rows))
        first = exported(office, "hold_meeting", [TOWNSHIP])
        before = office.position()
        job = recorded(office, first)
        assert (job.records, job.repeats, job.recorded) == (2, 2, 0)
        assert office.position() == before
        assert exported(office, "hold_meeting", [TOWNSHIP]) == first

    def test_records_of_forms_come_back_the_same_in_an_office_that_has_none(
        self, office: Office, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        """Where nothing of it is on record it is read in as the same records, under the same numbers."""
        recorded(office, filled(template_of(office, "hold_meeting"), [meeting(1), meeting(2, chair="李乙")]))
        first = exported(office, "hold_meeting", [TOWNSHIP])
        with opened_in_files(tmp_path_factory.mktemp("other")) as elsewhere:
            assert recorded(elsewhere, first).recorded == 2
            assert exported(elsewhere, "hold_meeting", [TOWNSHIP]) == first

    def test_a_changed_row_is_refused_unless_it_is_said_to_correct(self, office: Office) -> None:
        recorded(office, filled(template_of(office, "hold_meeting"), [meeting(1), meeting(2)]))
        book = load_workbook(io.BytesIO(exported(office, "hold_meeting", [TOWNSHIP])))
        sheet = book["会议"]
        sheet["D3"] = "第1次党委会（扩大）"
        changed = workbooks.saved(book)
        job, wrong = looked_at(office, changed)
        assert len(wrong) == job.changed == 1
        assert wrong[0].startswith("「会议」表第 3 行 D 列 会议名称：与已登记的内容不同")
        job = recorded(office, changed, reason="名称登记有误")
        assert (job.corrections, job.repeats, job.recorded) == (1, 1, 1)
        entry = [one for page in office.services.ledger.pages() for one in page][-1]
        assert type(entry.event).__name__ == "MeetingCorrected"
        assert entry.event.reason == "名称登记有误"
        assert recorded(office, changed, reason="名称登记有误").recorded == 0, "once more is a repeat"

    def test_what_moved_on_since_is_not_overwritten(self, office: Office) -> None:
        recorded(office, filled(template_of(office, "hold_meeting"), [meeting(1)]))
        old = exported(office, "hold_meeting", [TOWNSHIP])
        for text in ("第一次更正", "第二次更正"):
            book = load_workbook(io.BytesIO(old))
            book["会议"]["D3"] = text
            if text == "第一次更正":
                recorded(office, workbooks.saved(book), reason="更正")
        _, wrong = looked_at(office, workbooks.saved(book), reason="更正")
        assert len(wrong) == 1
        assert "已有变化" in wrong[0]
        assert recorded(office, old).repeats == 1, "an old copy that nobody changed asks for nothing"

    @pytest.mark.parametrize("name", ["register_organisation", "appoint_role", "register_person"])
    def test_of_registers(self, lasting: Office, name: str) -> None:
        bodies = [TOWNSHIP, VILLAGE]
        first = exported(lasting, name, bodies, "supervisor")
        job = recorded(lasting, first, "supervisor")
        assert job.records == job.repeats >= 1
        assert exported(lasting, name, bodies, "supervisor") == first


class TestEveryTemplate:
    def test_reads_its_own_examples(self, lasting: Office) -> None:
        """Every column of every template takes what its own guide gives as an example."""
        for name in TEMPLATES:
            book = template_of(lasting, name, "supervisor")
            guide = {row[0].value: row[3].value for row in book["填写说明"].iter_rows(min_row=2) if row[3].value}
            row = {one.code: guide[heading(one)] for one in columns(name) if heading(one) in guide}
            assert len(row) >= 2
            _, wrong = looked_at(lasting, filled(book, [row]), "supervisor")
            assert not [one for one in wrong if "不在可选范围" in one or "日期，请" in one or "不是数字" in one], wrong

    def test_can_be_written_out(self, lasting: Office) -> None:
        for name in TEMPLATES:
            assert load_workbook(io.BytesIO(exported(lasting, name, [TOWNSHIP], "supervisor"))).sheetnames[0]

    def test_names_acts_that_are_there(self) -> None:
        assert set(TEMPLATES) <= set(ACTS)
