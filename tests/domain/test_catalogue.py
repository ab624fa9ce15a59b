"""Catalogue files: what is right reads, and what is wrong is told all at once, by file, clause and field."""

import pytest

from domain.catalogue import CatalogueError, load_all, parse
from domain.catalogue.schema import is_month_day
from domain.fact import FactKind
from domain.rule import Grain, Measure, Responsible, Strength, Window

GOOD = """
format = 1
code = "sample"
title = "样例规定"
title_en = "Sample rule"
issuer = "某区委"
date = 2020-02-29
level = "district"
cite = "《样例规定》"
[list]
required = ["person", "due_on"]
[subjects.street]
zh = "街道党工委"
en = "Street committee"
kinds = ["street_working_committee"]
[[parameter]]
name = "year_start_until"
default = "03-31"
zh = "年初的截止日"
en = "Last day of the year's start"
cite = "二"
[[clause]]
id = "sample-meeting"
cite = "一"
subjects = ["street"]
kind = "meeting"
strength = "must"
zh = "每季度开会一次"
en = "Meets once a quarter"
  [clause.rule]
  measure = "count"
  window = "quarter"
  minimum = 1
    [clause.rule.counts]
    kinds = ["meeting"]
    acts = ["committee"]
    topics = ["party_building"]
    chair = "first"
[[clause]]
id = "sample-aim"
cite = "二"
subjects = ["street"]
kind = "duty"
strength = "aim"
zh = "目标"
en = "Aim"
  [clause.rule]
  measure = "none"
  reason = "目标不计量"
"""


def problems(text: str) -> dict[tuple[str, str], str]:
    with pytest.raises(CatalogueError) as caught:
        parse(text, "sample.toml")
    assert all(problem.file == "sample.toml" and problem.zh and problem.en for problem in caught.value.problems)
    assert all(str(problem) in str(caught.value) for problem in caught.value.problems)
    return {(problem.clause, problem.field): problem.en for problem in caught.value.problems}


class TestAFileInOrder:
    def test_everything_is_read(self) -> None:
        document = parse(GOOD, "sample.toml")
        assert (document.code, document.level, document.list_required) == ("sample", "district", ("person", "due_on"))
        assert document.number == ""
        assert document.date is not None
        assert document.date.isoformat() == "2020-02-29"
        meeting, aim = document.clauses
        assert (meeting.strength, meeting.duty, meeting.baseline) == (Strength.MUST, "sample-meeting", False)
        rule = meeting.rule
        assert (rule.measure, rule.window, rule.grain, rule.minimum) == (
            Measure.COUNT,
            Window.QUARTER,
            Grain.ORGANISATION,
            1,
        )
        assert rule.counts.kinds == (FactKind.MEETING,)
        assert rule.counts.chair is Responsible.FIRST
        assert aim.rule.measure is Measure.NONE

    def test_uses_of_results_where_it_speaks_of_them(self) -> None:
        assert parse(GOOD, "sample.toml").uses == ()
        said = '[appraisal]\nuses = ["training"]\ncite = "三（七）"\n[[parameter]]'
        document = parse(GOOD.replace("[[parameter]]", said), "sample.toml")
        assert (document.uses, document.uses_cite) == (("training",), "三（七）")

    @pytest.mark.parametrize(
        ("table", "field"),
        [
            ('uses = ["promotion"]\ncite = "三"', "appraisal.uses"),
            ('uses = []\ncite = "三"', "appraisal.uses"),
            ('uses = ["training"]', "appraisal.cite"),
            ('uses = ["training"]\ncite = "三"\nmore = 1', "appraisal.more"),
        ],
    )
    def test_uses_of_results_that_are_not_in_order(self, table: str, field: str) -> None:
        text = GOOD.replace("[[parameter]]", f"[appraisal]\n{table}\n[[parameter]]")
        assert ("", field) in problems(text)

    def test_a_standing_number_needs_no_window(self) -> None:
        text = GOOD.replace('measure = "count"\n  window = "quarter"', 'measure = "holding"')
        assert parse(text, "sample.toml").clauses[0].rule.window is Window.STANDING

    def test_a_subject_that_nobody_registers(self) -> None:
        school = '[subjects.school]\nzh = "党校"\nen = "School"\nkinds = []\n[[parameter]]'
        aim = 'id = "sample-aim"\ncite = "二"\nsubjects = '
        text = GOOD.replace("[[parameter]]", school).replace(aim + '["street"]', aim + '["school"]')
        document = parse(text, "sample.toml")
        assert document.subjects[1].kinds == ()
        assert document.clauses[1].subjects == ("school",)

    def test_the_packaged_documents_read(self) -> None:
        found = load_all()
        assert {code: len(document.clauses) for code, (_, document) in found.items()} == {
            "c2006_edu": 80,
            "c2006_float": 53,
            "c2006_resp": 54,
            "c2006_serve": 50,
            "shunde2015": 70,
            "jianxi2020": 79,
            "township": 49,
        }
        assert all(parse(text, code) == document for code, (text, document) in found.items())
        ids = [clause.id for _, document in found.values() for clause in document.clauses]
        assert len(set(ids)) == len(ids) == 435


class TestWhatIsWrong:
    def test_it_is_told_all_at_once(self) -> None:
        text = GOOD.replace("minimum = 1", "minimmum = 1").replace('"committee"', '"comittee"')
        text = text.replace('level = "district"', 'level = "village"').replace('kind = "duty"\n', "")
        assert set(problems(text)) == {
            ("", "level"),
            ("sample-meeting", "rule.minimmum"),
            ("sample-meeting", "rule.counts.acts"),
            ("sample-aim", "kind"),
        }

    def test_what_is_not_toml(self) -> None:
        assert "not TOML" in problems("format = [")[("", "")]

    @pytest.mark.parametrize(
        ("old", "new", "clause", "field"),
        [
            ("format = 1", "format = 2", "", "format"),
            ('code = "sample"', 'code = "Sample 1"', "", "code"),
            ("date = 2020-02-29", 'date = "2020-02-29"', "", "date"),
            ('title = "样例规定"', "title = 3", "", "title"),
            ('issuer = "某区委"', 'issuer = " "', "", "issuer"),
            ('required = ["person", "due_on"]', 'required = ["colour"]', "", "list.required"),
            ('required = ["person", "due_on"]', 'required = ["person", "person"]', "", "list.required"),
            ("[subjects.street]", "[subjects.road]", "sample-meeting", "subjects"),
            ('kinds = ["street_working_committee"]', "kinds = []", "sample-meeting", "subjects"),
            ('kinds = ["street_working_committee"]\n', "", "subjects.street", "kinds"),
            ('kinds = ["street_working_committee"]', 'kinds = ["street"]', "subjects.street", "kinds"),
            ('default = "03-31"', 'default = "03-31"\nchoices = ["02-28"]', "parameter.year_start_until", "default"),
            ('id = "sample-aim"', 'id = "sample-meeting"', "sample-meeting", "id"),
            ('id = "sample-aim"', 'id = "Sample aim"', "Sample aim", "id"),
            ('strength = "aim"', 'strength = "strong"', "sample-aim", "strength"),
            ("minimum = 1", "minimum = -1", "sample-meeting", "rule.minimum"),
            ("minimum = 1", "minimum = true", "sample-meeting", "rule.minimum"),
            ("minimum = 1", "minimum = 3\n  maximum = 2", "sample-meeting", "rule.minimum"),
            ("minimum = 1", 'minimum = 1\n  due = "02-30"', "sample-meeting", "rule.due"),
            ("minimum = 1", 'minimum = 1\n  due = "{year_end}"', "sample-meeting", "rule.due"),
            ("minimum = 1", 'minimum = 1\n  grain = "post"', "sample-meeting", "rule.role"),
            ("minimum = 1", "minimum = 1\n  exact = true", "sample-meeting", "rule.exact"),
            ("minimum = 1", 'minimum = 1\n  by_period = "yes"', "sample-meeting", "rule.by_period"),
            ('window = "quarter"', 'window = "standing"', "sample-meeting", "rule.window"),
            ('reason = "目标不计量"', "", "sample-aim", "rule.reason"),
            ('acts = ["committee"]', 'acts = ["inspect_guide"]', "sample-meeting", "rule.counts.acts"),
            ('kinds = ["meeting"]', 'kinds = ["meeting", "work"]', "sample-meeting", "rule.counts.acts"),
            ('chair = "first"', 'chair = "boss"', "sample-meeting", "rule.counts.chair"),
            ('kinds = ["meeting"]', 'kinds = "meeting"', "sample-meeting", "rule.counts.kinds"),
        ],
    )
    def test_one_thing(self, old: str, new: str, clause: str, field: str) -> None:
        assert GOOD.count(old) >= 1
        assert (clause, field) in problems(GOOD.replace(old, new, 1))

    def test_measured_but_nothing_counts(self) -> None:
        start = GOOD.index("    [clause.rule.counts]")
        end = GOOD.index("[[clause]]", start)
        assert ("sample-meeting", "rule.counts") in problems(GOOD[:start] + GOOD[end:])

    def test_counts_and_parts_together(self) -> None:
        more = '    chair = "first"\n    [[clause.rule.each]]\n    kinds = ["work"]\n'
        assert ("sample-meeting", "rule.each") in problems(GOOD.replace('    chair = "first"\n', more))


@pytest.mark.parametrize(
    ("text", "there"),
    [("02-29", True), ("12-31", True), ("02-30", False), ("00-10", False), ("3-1", False), ("", False)],
)
def test_a_day_of_the_year(text: str, there: bool) -> None:
    assert is_month_day(text) is there
