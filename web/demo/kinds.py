"""Records of every kind, lived in one town of the demonstration: members, inspection, appraisal, a case, money.

Most of it lies in the last whole calendar year, which every story covers; what is still open lies near the last day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain import (
    accountability,
    appraisal,
    calendar,
    commendation,
    debrief,
    funding,
    inspection,
    leading_group,
    lecture,
    measure,
    meeting,
    plan,
    project,
    publicity,
    rectification,
    research,
    sheet,
    work,
)
from domain.appointment import Post
from domain.identity import budget_of, sheet_of
from web.demo.district import Body, District
from web.demo.members import members
from web.demo.story import Entered

TOWN: Final = "中共北塘镇委员会"
"""Where every kind of record is kept. The district above it orders and appraises."""

Act = tuple[date, Body, object]


@dataclass(frozen=True)
class Place:
    """The town, the district above it, and two of its branches."""

    district: District
    town: Body
    above: Body
    branches: tuple[Body, ...]
    year: int
    last: date

    def day(self, month: int, day: int) -> date:
        """A day of the last whole year."""
        return date(self.year, month, day)


def with_kinds(district: District, told: list[Entered], last: date) -> list[Entered]:
    """The story with a record of every kind, in the order in which all is entered."""
    town = district.named(TOWN)
    above = town.parent
    assert above is not None
    place = Place(district, town, above, tuple(town.children[:3]), last.year - 1, last)
    acts = [
        *members(district, town, above, last.year - 1, last),
        *_supervision(place),
        *_appraisal(place),
        *_case(place),
        *_work(place),
    ]
    start = max(act.order for act in told) + 1
    entered = [Entered(day, start + n, command, body) for n, (day, body, command) in enumerate(acts) if day <= last]
    return sorted([*told, *entered], key=lambda act: (act.day, act.order))


def _supervision(place: Place) -> Iterator[Act]:
    """An inspection, the three orders that follow it, a criticism and a commendation."""
    new, town, above, day = place.district.new_id, place.town, place.above, place.day
    first, second, third = place.branches
    inspector, verifier = above.other(Post.DEPUTY_SECRETARY), above.other(Post.MEMBER)
    look = new("inspection")
    yield (
        day(4, 8),
        above,
        inspection.ConductInspection(
            inspection=look,
            organisation=above.id,
            inspected=town.id,
            method=inspection.Method.SPOT_CHECK,
            topics=(inspection.Topic.PARTY_BUILDING, inspection.Topic.MEMBER_EDUCATION),
            title="上半年基层党建工作抽查",
            occurred_on=day(4, 8),
            inspectors=(inspector, verifier),
        ),
    )
    for category, text in (
        (inspection.Category.MEMBER_EDUCATION, "两个支部的学习签到记录不完整。"),
        (inspection.Category.ORGANISATION_LIFE, "会议决议没有写明落实时限。"),
    ):
        yield (
            day(4, 9),
            above,
            inspection.FindProblem(inspection=look, category=category, text=text, occurred_on=day(4, 8)),
        )
    yield (
        day(4, 11),
        above,
        inspection.GiveFeedback(inspection=look, occurred_on=day(4, 11), text="书面反馈两个问题，要求逐项整改。"),
    )

    closed, overdue, extended = new("rectification"), new("rectification"), new("rectification")

    def order(name: str, to: Body, by: Body, said: date, due: date, title: str, source: str = "") -> Act:
        command = rectification.OrderRectification(
            rectification=name,
            organisation=to.id,
            ordered_by=by.id,
            title=title,
            problem=f"检查发现：{title}事项没有做到位。",
            category=rectification.Category.ORGANISATION_LIFE,
            occurred_on=said,
            due_on=due,
            source=source,
        )
        return said, by, command

    yield order(closed, town, above, day(4, 14), day(5, 16), "补齐学习签到记录", f"{look}#1")
    secretary = town.secretary(day(5, 9))
    assert secretary is not None
    reported = rectification.ReportRectification(
        rectification=closed, occurred_on=day(5, 9), reporter=secretary, text="签到记录已补齐，并明确专人管理。"
    )
    yield day(5, 9), town, reported
    verified = rectification.VerifyRectification(
        rectification=closed, by=above.id, verifier=verifier, occurred_on=day(5, 14), text="现场核对属实。"
    )
    yield day(5, 14), above, verified
    done = rectification.CloseRectification(rectification=closed, by=above.id, occurred_on=day(5, 15))
    yield day(5, 15), above, done

    yield order(extended, town, above, day(4, 14), day(5, 9), "会议决议写明时限", f"{look}#2")
    longer = rectification.ExtendRectification(
        rectification=extended, by=above.id, occurred_on=day(5, 6), due_on=day(6, 20), reason="需统一修订会议记录格式。"
    )
    yield day(5, 6), above, longer
    again = rectification.ReportRectification(
        rectification=extended, occurred_on=day(6, 18), reporter=secretary, text="已修订会议记录格式。"
    )
    yield day(6, 18), town, again
    rejected = rectification.RejectRectification(
        rectification=extended,
        by=above.id,
        verifier=verifier,
        occurred_on=day(6, 25),
        reason="抽看三次会议，仍有决议未写时限。",
    )
    yield day(6, 25), above, rejected

    late = place.last - timedelta(days=40)
    yield order(overdue, third, town, late, place.last - timedelta(days=10), "党务公开栏内容更新")

    criticism = measure.TakeMeasure(
        measure=new("measure"),
        organisation=town.id,
        type=measure.Type.CRITICISM,
        about=second.id,
        subject=second.id,
        ground=measure.Ground.WEAK_WORK,
        title="对组织生活不规范的批评",
        occurred_on=day(6, 27),
        text="连续两个月没有按计划开展支部活动。",
    )
    yield day(6, 27), town, criticism
    honour = commendation.GrantCommendation(
        commendation=new("commendation"),
        organisation=town.id,
        honour=commendation.Honour.ADVANCED_ORGANISATION,
        recipients=(first.id,),
        title="年度先进基层党组织",
        occurred_on=day(6, 30),
        document="北党发〔示例〕6号",
    )
    yield day(6, 30), town, honour


def _appraisal(place: Place) -> Iterator[Act]:
    """The secretary's debriefing, and a round in which two bodies are scored and one has its result."""
    new, town, above, day = place.district.new_id, place.town, place.above, place.day
    secretary = town.secretary(day(11, 20))
    assert secretary is not None
    heard, other = new("debrief"), place.branches[0]
    yield (
        day(11, 20),
        town,
        debrief.DeliverDebrief(
            debrief=heard,
            organisation=town.id,
            person=secretary,
            recipient=above.id,
            type=debrief.Type.PARTY_BUILDING,
            form=debrief.Form.ON_SITE,
            period=str(place.year),
            title="抓基层党建工作专项述职",
            occurred_on=day(11, 20),
        ),
    )
    grade = debrief.EvaluateDebrief(
        debrief=heard, occurred_on=day(11, 24), grade=debrief.Grade.GOOD, evaluators=25, text="工作扎实，短板找得准。"
    )
    yield day(11, 24), above, grade
    subjects = (town, next(child for child in above.children if child.kind is town.kind and child is not town))
    opened = new("appraisal")
    yield (
        day(1, 15),
        above,
        appraisal.OpenAppraisal(
            appraisal=opened,
            organisation=above.id,
            subjects=appraisal.Subjects.ORGANISATION,
            period=str(place.year),
            title=f"{place.year}年度党建工作责任制考核",
            occurred_on=day(1, 15),
            indicators=(
                appraisal.Indicator(number=1, title="责任落实", maximum=600),
                appraisal.Indicator(number=2, title="党员教育管理", maximum=400),
            ),
        ),
    )
    yield day(1, 20), above, appraisal.FixIndicators(appraisal=opened, occurred_on=day(1, 20))
    scorer, signer = above.other(Post.DEPUTY_SECRETARY), above.secretary(day(12, 20))
    assert signer is not None
    for number, subject in enumerate(subjects):
        name = sheet_of(opened, subject.id)
        opening = sheet.OpenSheet(
            appraisal=opened, organisation=subject.id, subject=subject.id, occurred_on=day(11, 25)
        )
        yield day(11, 25), above, opening
        reporter = subject.secretary(day(12, 1))
        assert reporter is not None
        own = sheet.FileSelfReport(
            sheet=name, occurred_on=day(12, 1), person=reporter, text="对照指标逐项自查，责任清单基本落实。"
        )
        yield day(12, 1), subject, own
        if subject is town:
            yield day(12, 2), above, sheet.LinkDebrief(sheet=name, debrief=heard)
        scores = (
            sheet.Score(indicator=1, points=560 - 20 * number, cites=(f"{heard}#1" if not number else f"{opened}#1",)),
            sheet.Score(indicator=2, points=350, cites=(f"{opened}#1",)),
        )
        scored = sheet.ScoreSheet(sheet=name, occurred_on=day(12, 10), scorer=scorer, scores=scores, known_at=1)
        yield day(12, 10), above, scored
    training = work.RecordWork(
        work=new("work"),
        organisation=town.id,
        act=work.Act.TRAINING,
        title="党务工作者业务培训",
        occurred_on=day(7, 10),
    )
    yield day(7, 11), town, training
    result = sheet.IssueResult(
        sheet=sheet_of(opened, town.id), occurred_on=day(12, 20), grade=sheet.Grade.GOOD, person=signer, known_at=1
    )
    yield day(12, 20), above, result
    yield (
        day(7, 3),
        town,
        lecture.DeliverLecture(
            lecture=new("lecture"),
            organisation=town.id,
            type=lecture.Type.PARTY_LECTURE,
            lecturer=secretary,
            title=f"为{other.name}党员讲党课",
            occurred_on=day(7, 1),
        ),
    )


def _case(place: Place) -> Iterator[Act]:
    """A case that ends without anybody held to account, and says why."""
    new, town, above, day = place.district.new_id, place.town, place.above, place.day
    case, sitting = new("accountability"), new("meeting")
    secretary, chair = town.secretary(day(3, 31)), above.secretary(day(9, 18))
    assert secretary is not None
    assert chair is not None
    opening = accountability.OpenCase(
        accountability=case,
        organisation=above.id,
        subject=town.id,
        person=secretary,
        policy=place.district.policies["shunde2015"],
        clause="五（四）",
        route=accountability.Route.SUPERIOR,
        due_on=day(3, 31),
        title="季度研究党建工作不及时的责任核查",
        occurred_on=day(9, 1),
    )
    yield day(9, 1), above, opening
    told = accountability.GiveNotice(accountability=case, occurred_on=day(9, 3), text="已书面告知核查事项和依据。")
    yield day(9, 3), above, told
    said = accountability.TakeStatement(
        accountability=case, occurred_on=day(9, 8), text="会议因防汛推迟，已在次月补开。"
    )
    yield day(9, 8), above, said
    held = meeting.HoldMeeting(
        meeting=sitting,
        organisation=above.id,
        body=meeting.Body.STANDING_COMMITTEE,
        title="常委会会议（研究责任核查事项）",
        occurred_on=day(9, 18),
        chair=chair,
        attendees=above.present(day(9, 18)),
        agenda=(meeting.AgendaItem(topic=meeting.Topic.OTHER, title="研究一起责任核查"),),
    )
    yield day(9, 18), above, held
    decided = accountability.DecideCase(
        accountability=case,
        occurred_on=day(9, 18),
        held=False,
        meeting=sitting,
        text="事项已在次月补办，没有造成后果，不予追究责任。",
    )
    yield day(9, 19), above, decided
    yield day(9, 22), above, accountability.CloseCase(accountability=case, occurred_on=day(9, 22))


def _work(place: Place) -> Iterator[Act]:
    """The town's own work of the year: project, research, group, money, plan, publicity; the city's calendar."""
    new, town, day = place.district.new_id, place.town, place.day
    secretary, deputy = town.secretary(day(2, 10)), town.other(Post.DEPUTY_SECRETARY)
    assert secretary is not None
    city = place.district.bodies[0]
    year = place.year
    holidays = (day(1, 1), day(5, 1), *(day(10, n) for n in range(1, 4)))
    published = calendar.PublishCalendar(
        organisation=city.id, year=year, source="示例放假安排", occurred_on=day(1, 6), holidays=holidays
    )
    yield day(1, 6), city, published
    group = leading_group.EstablishGroup(
        group=new("group"),
        organisation=town.id,
        type=leading_group.Type.PARTY_BUILDING,
        title="镇党建工作领导小组",
        head=secretary,
        seats=(leading_group.Seat(person=deputy, role="副组长"),),
        occurred_on=day(1, 10),
    )
    yield day(1, 10), town, group
    name = new("project")
    yield (
        day(2, 10),
        town,
        project.ProposeProject(
            project=name,
            organisation=town.id,
            type=project.Type.SECRETARY,
            owner=secretary,
            year=year,
            title="党群服务站点延时服务",
            problem="群众下班后办事找不到人。",
            occurred_on=day(2, 10),
        ),
    )
    milestones = tuple(
        project.Milestone(number=n, title=title, due_on=due, person=deputy)
        for n, (title, due) in enumerate((("排出值班表", day(4, 30)), ("全部站点运行", day(10, 31))), start=1)
    )
    approved = project.ApproveProject(project=name, by=place.above.id, occurred_on=day(2, 20), milestones=milestones)
    yield day(2, 20), place.above, approved
    for number, said in ((1, day(4, 25)), (2, day(11, 5))):
        yield said, town, project.ReachMilestone(project=name, number=number, occurred_on=said, text="按方案完成。")
    yield day(11, 28), town, project.CompleteProject(project=name, occurred_on=day(11, 28), text="站点全部延时开放。")
    topic, paper = new("research"), new("research")
    decided = research.DecideTopic(
        research=topic, organisation=town.id, period=str(year), title="村级后备力量怎样培养", occurred_on=day(3, 12)
    )
    yield day(3, 12), town, decided
    written = research.WritePaper(
        research=paper,
        organisation=town.id,
        paper=research.Paper.REPORT,
        authors=(deputy,),
        period=str(year),
        title="村级后备力量调研报告",
        occurred_on=day(9, 10),
    )
    yield day(9, 10), town, written
    handed = research.SubmitPaper(research=paper, recipient=place.above.id, occurred_on=day(9, 12))
    yield day(9, 12), town, handed
    lines = (
        funding.Allocation(source=funding.Source.FISCAL, amount=20_000_000),
        funding.Allocation(source=funding.Source.RETAINED_DUES, amount=1_500_000),
    )
    budget = funding.ApproveBudget(organisation=town.id, year=year, lines=lines, occurred_on=day(1, 16))
    yield day(1, 16), town, budget
    for purpose, amount, title, said in (
        (funding.Purpose.TRAINING, 3_600_000, "支部书记培训班", day(5, 20)),
        (funding.Purpose.VENUE, 8_200_000, "党群服务站点修缮", day(8, 14)),
    ):
        spent = funding.SpendMoney(
            budget=budget_of(town.id, year),
            purpose=purpose,
            amount=amount,
            title=title,
            occurred_on=said,
            source=funding.Source.FISCAL,
        )
        yield said, town, spent
    adopted = new("plan")
    targets = (
        plan.Target(number=1, title="每个支部每年集中学习不少于十二次", due_on=day(12, 31), responsible=deputy),
        plan.Target(number=2, title="延时服务站点全覆盖", due_on=day(10, 31), responsible=secretary),
    )
    yield (
        day(1, 22),
        town,
        plan.AdoptPlan(
            plan=adopted,
            organisation=town.id,
            type=plan.Type.PLAN_ADOPTED,
            period=str(year),
            title=f"{year}年度党建工作计划",
            occurred_on=day(1, 22),
            targets=targets,
        ),
    )
    reached = plan.ReachTarget(plan=adopted, number=2, occurred_on=day(11, 5), text="全部站点已经运行。")
    yield day(11, 5), town, reached
    release = new("publicity")
    yield (
        day(11, 12),
        town,
        publicity.ReleasePublicity(
            publicity=release,
            organisation=town.id,
            type=publicity.Type.EXPERIENCE,
            medium=publicity.Medium.WEBSITE,
            title="延时服务的几点做法",
            occurred_on=day(11, 12),
        ),
    )
    spread = publicity.SpreadExperience(
        publicity=release, organisations=(place.branches[1].id, place.branches[2].id), occurred_on=day(11, 18)
    )
    yield day(11, 18), town, spread
