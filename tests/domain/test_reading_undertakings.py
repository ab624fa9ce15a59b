"""Facts of lectures, publicity, leading groups, plans, funding, projects and research, read step by step."""

from datetime import date
from typing import Any

from deciding import replaced
from logbook import Logbook
from test_funding import ADJUSTED, APPROVED, DUES, SPENT
from test_project import APPROVED as AGREED
from test_project import COMPLETED, HANDED_OVER, PROPOSED, REACHED, REPORTED, TERMINATED
from test_research import ADOPTED, DECIDED, OFFICE, SUBMITTED, WRITTEN

from domain import funding, leading_group, lecture, plan, project, publicity, research
from domain.fact import Fact, FactKind, Span
from domain.reading import World

TOWN = "org-00000000000000000001"
HERE = "lecture-" + "1" * 20
CLAUSES = ("jianxi2020-contact-lecture",)


def facts(*events: Any, stream: str = HERE) -> dict[str, Fact]:
    """Facts after these entries of one record; short names: the record itself is ``""``, its parts ``#2``."""
    book = Logbook()
    for event in events:
        book.add(stream, event, date(2024, 12, 20))
    return {ref.removeprefix(stream): fact for ref, fact in World(book.entries).facts.items()}


class TestALecture:
    delivered = lecture.LectureDelivered(
        organisation=TOWN,
        type=lecture.Type.SITUATION_REPORT,
        lecturer="person-a",
        title="形势报告",
        occurred_on=date(2024, 5, 6),
        unit="org-3",
        point="point-1",
        audience=40,
        duties=CLAUSES,
    )

    def test_counts_for_who_gave_it(self) -> None:
        fact = facts(self.delivered)[""]
        assert (fact.kind, fact.act, fact.performers) == (FactKind.LECTURE, "situation_report", ("person-a",))
        assert (fact.point, fact.unit, fact.quantity, fact.duties) == ("point-1", "org-3", 40, CLAUSES)

    def test_corrected_and_voided(self) -> None:
        right = replaced(self.delivered, type=lecture.Type.PARTY_LECTURE, lecturer="person-b")
        corrected = lecture.LectureCorrected(corrects=1, delivered=right, reason="登记有误")
        fact = facts(self.delivered, corrected)[""]
        assert (fact.act, fact.performers, fact.corrected) == ("party_lecture", ("person-b",), True)
        assert not facts(self.delivered, lecture.LectureVoided(reason="误登"))


class TestPublicity:
    released = publicity.PublicityReleased(
        organisation=TOWN,
        type=publicity.Type.MODEL,
        medium=publicity.Medium.BULLETIN,
        title="先进典型",
        occurred_on=date(2024, 5, 6),
    )

    def test_what_had_to_be_made_public_counts_apart(self) -> None:
        assert facts(self.released)[""].act == "publicity"
        fact = facts(replaced(self.released, type=publicity.Type.OPENNESS))[""]
        assert (fact.kind, fact.act, fact.form) == (FactKind.PUBLICITY, "openness", "bulletin")

    def test_taken_up_elsewhere_is_the_same_fact(self) -> None:
        spread = publicity.ExperienceSpread(organisations=("org-3",), occurred_on=date(2024, 6, 1))
        assert facts(self.released, spread) == facts(self.released)


class TestALeadingGroup:
    established = leading_group.GroupEstablished(
        organisation=TOWN,
        type=leading_group.Type.PARTY_BUILDING,
        title="党建工作领导小组",
        head="person-a",
        seats=(leading_group.Seat(person="person-b"),),
        occurred_on=date(2024, 2, 1),
    )
    dissolved = leading_group.GroupDissolved(occurred_on=date(2024, 9, 1), reason="机构调整")

    def test_stands_from_the_day_it_was_set_up(self) -> None:
        fact = facts(self.established)[""]
        assert (fact.act, fact.chair, fact.performers) == ("leading_group_set_up", "person-a", ("person-b",))
        assert fact.spans == (Span(first=date(2024, 2, 1)),)

    def test_stands_until_the_eve_of_its_end(self) -> None:
        assert facts(self.established, self.dissolved)[""].spans == (Span(date(2024, 2, 1), date(2024, 8, 31)),)

    def test_a_conference_is_another_act(self) -> None:
        conference = replaced(self.established, type=leading_group.Type.EDUCATION_CONFERENCE)
        assert facts(conference)[""].act == "education_conference_set_up"

    def test_its_members_may_change(self) -> None:
        changed = leading_group.GroupChanged(
            head="person-c", seats=self.established.seats, occurred_on=date(2024, 5, 1), reason="调整"
        )
        assert facts(self.established, changed) == facts(self.established)

    def test_corrected_it_stands_from_another_day_and_ends_as_before(self) -> None:
        right = replaced(self.established, occurred_on=date(2024, 1, 15))
        corrected = leading_group.GroupCorrected(corrects=1, established=right, reason="日期有误")
        fact = facts(self.established, self.dissolved, corrected)[""]
        assert fact.spans == (Span(date(2024, 1, 15), date(2024, 8, 31)),)
        assert facts(self.established, corrected)[""].spans == (Span(date(2024, 1, 15)),)

    def test_voided(self) -> None:
        assert not facts(self.established, leading_group.GroupVoided(reason="误登"))


class TestAPlan:
    adopted = plan.PlanAdopted(
        organisation=TOWN,
        type=plan.Type.INDICATORS_ISSUED,
        period="2024",
        title="考核指标",
        occurred_on=date(2024, 2, 1),
        targets=(plan.Target(number=1, title="发展党员"),),
    )

    def test_counts_under_its_type_for_its_period(self) -> None:
        fact = facts(self.adopted)[""]
        assert (fact.kind, fact.act, fact.period, fact.quantity) == (FactKind.PLAN, "indicators_issued", "2024", 1)

    def test_what_becomes_of_it_leaves_it_counted(self) -> None:
        later = (
            plan.TargetReached(number=1, occurred_on=date(2024, 6, 1), text="已完成"),
            plan.PlanRevised(occurred_on=date(2024, 7, 1), targets=self.adopted.targets, reason="调整"),
            plan.PlanEnded(occurred_on=date(2024, 12, 1), reason="到期"),
        )
        assert facts(self.adopted, *later) == facts(self.adopted)

    def test_corrected_and_voided(self) -> None:
        right = replaced(self.adopted, period="2025")
        corrected = plan.PlanCorrected(corrects=1, adopted=right, reason="时期有误")
        assert facts(self.adopted, corrected)[""].period == "2025"
        assert not facts(self.adopted, plan.PlanVoided(reason="误登"))


class TestFunding:
    def test_the_budget_is_the_sum_of_its_sources(self) -> None:
        fact = facts(APPROVED)[""]
        assert (fact.kind, fact.act, fact.period, fact.quantity) == (
            FactKind.FUNDING,
            "budget_approved",
            "2024",
            5_120_050,
        )

    def test_adjusted(self) -> None:
        assert facts(APPROVED, ADJUSTED)[""].quantity == 5_000_000

    def test_a_correction_leaves_what_was_adjusted(self) -> None:
        corrected = funding.BudgetCorrected(corrects=1, approved=replaced(APPROVED, lines=(DUES,)), reason="有误")
        assert facts(APPROVED, corrected)[""].quantity == DUES.amount
        assert facts(APPROVED, ADJUSTED, corrected)[""].quantity == 5_000_000

    def test_each_expense_by_itself(self) -> None:
        found = facts(APPROVED, SPENT, replaced(SPENT, amount=5, purpose=funding.Purpose.VENUE))
        assert [(found[ref].act, found[ref].quantity, found[ref].form) for ref in ("#2", "#3")] == [
            ("expense", 80_000, "education"),
            ("expense", 5, "venue"),
        ]

    def test_an_expense_corrected_and_voided(self) -> None:
        right = replaced(SPENT, amount=90_000)
        corrected = funding.SpendingCorrected(spending=2, spent=right, reason="金额有误")
        found = facts(APPROVED, SPENT, corrected)
        assert set(found) == {"", "#2"}
        assert (found["#2"].quantity, found["#2"].corrected) == (90_000, True)
        assert set(facts(APPROVED, SPENT, corrected, funding.SpendingVoided(spending=2, reason="误登"))) == {""}


class TestAProject:
    def test_counts_once_it_is_approved(self) -> None:
        assert facts(PROPOSED)[""].act == "project_proposed"
        fact = facts(PROPOSED, AGREED)[""]
        assert (fact.act, fact.occurred_on, fact.performers) == (
            "project_approved",
            date(2024, 3, 1),
            ("person-a",),
        )

    def test_progress_and_completion_count_apart(self) -> None:
        found = facts(PROPOSED, AGREED, REACHED, REPORTED, COMPLETED)
        assert {ref: fact.act for ref, fact in found.items()} == {
            "": "project_approved",
            "#4": "project_progress",
            "#5": "project_completed",
        }

    def test_what_was_done_before_stays_with_the_one_before(self) -> None:
        found = facts(PROPOSED, AGREED, REPORTED, HANDED_OVER, COMPLETED)
        assert {ref: fact.performers for ref, fact in found.items()} == {
            "": ("person-a",),
            "#3": ("person-a",),
            "#5": ("person-c",),
        }

    def test_taken_over_before_it_was_approved(self) -> None:
        early = replaced(HANDED_OVER, occurred_on=date(2024, 2, 10))
        assert facts(PROPOSED, early, AGREED)[""].performers == ("person-c",)
        corrected = project.ProjectCorrected(corrects=1, proposed=replaced(PROPOSED, owner="person-b"), reason="有误")
        assert facts(PROPOSED, early, AGREED, corrected)[""].performers == ("person-c",)

    def test_a_correction_reaches_its_steps(self) -> None:
        right = replaced(PROPOSED, owner="person-b", title="活动场所", duties=CLAUSES, research="research-1")
        corrected = project.ProjectCorrected(corrects=1, proposed=right, reason="有误")
        found = facts(PROPOSED, AGREED, REPORTED, HANDED_OVER, COMPLETED, corrected)
        assert {(fact.title, fact.duties, fact.corrected) for fact in found.values()} == {("活动场所", CLAUSES, True)}
        assert {ref: fact.performers for ref, fact in found.items()} == {
            "": ("person-b",),
            "#3": ("person-b",),
            "#5": ("person-c",),
        }
        own = found[""]
        assert (own.act, own.occurred_on, own.sections) == ("project_approved", date(2024, 3, 1), ("research",))

    def test_broken_off(self) -> None:
        assert not facts(PROPOSED, TERMINATED)
        assert set(facts(PROPOSED, AGREED, REPORTED, TERMINATED)) == {"", "#3"}

    def test_voided_with_all_its_steps(self) -> None:
        assert not facts(PROPOSED, AGREED, REPORTED, COMPLETED, project.ProjectVoided(reason="误登"))


class TestResearch:
    def test_topic_and_paper_count_apart(self) -> None:
        found = facts(DECIDED, WRITTEN)
        assert {ref: fact.act for ref, fact in found.items()} == {
            "": "research_topic_decided",
            "#2": "research_report",
        }
        assert found["#2"].performers == ("person-a",)

    def test_a_topic_that_is_no_key_topic(self) -> None:
        assert facts(replaced(DECIDED, key=False))[""].act == "research_topic"

    def test_a_paper_by_itself_is_the_record(self) -> None:
        article = replaced(WRITTEN, paper=research.Paper.ARTICLE)
        assert facts(article)[""].act == "research_article"

    def test_where_it_went_first(self) -> None:
        found = facts(WRITTEN, SUBMITTED, replaced(SUBMITTED, recipient="org-9"))
        assert found[""].recipient == OFFICE

    def test_what_came_of_it_follows_the_paper(self) -> None:
        right = replaced(WRITTEN, title="另题", authors=("person-b",))
        corrected = research.PaperCorrected(corrects=2, written=right, reason="有误")
        found = facts(DECIDED, WRITTEN, SUBMITTED, ADOPTED, corrected)
        assert {ref: (fact.act, fact.title, fact.performers) for ref, fact in found.items() if ref} == {
            "#2": ("research_report", "另题", ("person-b",)),
            "#4": ("paper_adopted", "另题", ("person-b",)),
        }
        assert (found["#2"].recipient, found["#4"].recipient) == (OFFICE, TOWN)
        assert found[""].title == DECIDED.title

    def test_a_topic_corrected_leaves_the_paper(self) -> None:
        corrected = research.TopicCorrected(corrects=1, topic=replaced(DECIDED, title="另题"), reason="有误")
        found = facts(DECIDED, WRITTEN, corrected)
        assert (found[""].title, found["#2"].title) == ("另题", WRITTEN.title)
        assert facts(WRITTEN, corrected)[""].title == WRITTEN.title

    def test_voided_with_all_that_came_of_it(self) -> None:
        voided = research.ResearchVoided(reason="误登")
        assert not facts(DECIDED, WRITTEN, ADOPTED, voided)
        assert not facts(WRITTEN, ADOPTED, voided)
