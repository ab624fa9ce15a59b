"""What happened in the demonstration district: eighteen months and more, with the faults that offices have.

Everything is a command of the domain, with the day on which a clerk enters it. The story is the same for one
seed and one last day. Chances are per act: a missed window, a late entry, a wrong chair, a correction.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Final

from domain import debrief, funding, lecture, plan, project, research
from domain.appointment import EndRole, Post
from domain.contact import CorrectVisit, EstablishContactPoint, Purpose, VisitContactPoint
from domain.meeting import (
    AgendaItem,
    CancelMeeting,
    ConveneMeeting,
    CorrectMeeting,
    HoldMeeting,
    Resolution,
    Topic,
    VoidMeeting,
)
from domain.meeting import Body as Sitting
from domain.organisation import Kind
from domain.report import AcceptReport, Form, ResubmitReport, ReturnReport, SubmitReport, Type
from web.demo.district import Body, District

MISSED: Final = 0.06
LATE: Final = 0.05
WRONG_CHAIR: Final = 0.06
CORRECTED: Final = 0.03

THEMES: Final = (
    "党员教育管理", "村级后备力量培养", "软弱涣散党组织整顿", "党费收缴使用", "流动党员联系服务", "党群服务阵地建设",
    "两新组织党建覆盖", "主题党日活动安排", "发展党员计划", "基层减负事项",
)  # fmt: skip


@dataclass(frozen=True)
class Entered:
    """A command, and the day on which it is entered for a body."""

    day: date
    order: int
    command: object
    body: Body


class Story:
    """Writes the story of ``district`` from ``first`` to ``last``."""

    def __init__(self, district: District, rng: random.Random, first: date, last: date) -> None:
        self.district = district
        self.rng = rng
        self.first = first
        self.last = last
        self.acts: list[Entered] = []
        self.points: dict[tuple[str, str], str] = {}
        self.pointed: dict[str, date] = {}
        """Contact point -> day on which it was entered."""
        self._order = count()

    def told(self) -> list[Entered]:
        """All acts in the order in which they are entered."""
        self._changes()
        self._points()
        for body in self.district.bodies:
            match body.document:
                case "shunde2015" if body.kind is not Kind.GRASSROOTS_COMMITTEE:
                    self._shunde(body)
                case "jianxi2020":
                    self._jianxi(body)
                case "township":
                    self._township(body)
            if body.kind in (Kind.DISTRICT_COMMITTEE, Kind.CITY_COMMITTEE):
                self._committee_of_area(body)
        self._turns()
        return sorted(self.acts, key=lambda act: (act.day, act.order))

    # --- tools -----------------------------------------------------------------------

    def enter(self, said: date, command: object, body: Body, *, delay: int | None = None) -> date | None:
        """Enter a command some days after the day it speaks of; None when that lies beyond the last day."""
        if delay is None:
            delay = self.rng.randint(16, 45) if self.rng.random() < LATE else self.rng.randint(0, 4)
        day = said + timedelta(days=delay)
        if said < self.first or day > self.last:
            return None
        self.acts.append(Entered(day, next(self._order), command, body))
        return day

    def months(self) -> Iterator[tuple[int, int]]:
        """Months of the story."""
        year, month = self.first.year, self.first.month
        while date(year, month, 1) <= self.last:
            yield year, month
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)

    def quarters(self) -> Iterator[tuple[int, int]]:
        """Quarters of the story, as year and first month."""
        return ((year, month) for year, month in self.months() if month in (1, 4, 7, 10))

    def years(self) -> range:
        """Years the story touches."""
        return range(self.first.year, self.last.year + 1)

    def day(self, year: int, month: int, low: int = 3, high: int = 26) -> date:
        """A day of that month."""
        return date(year, month, self.rng.randint(low, high))

    def kept(self, chance: float = MISSED) -> bool:
        """Whether a duty is done this time."""
        return self.rng.random() >= chance

    def meeting(
        self, body: Body, sitting: Sitting, said: date, topic: Topic, title: str, *, chair: str | None = None
    ) -> None:
        """A meeting held, sometimes under the wrong chair, sometimes corrected later."""
        secretary = body.secretary(said)
        chair = chair or secretary or body.other(Post.DEPUTY_SECRETARY)
        if secretary and chair == secretary and self.rng.random() < WRONG_CHAIR:
            chair = body.other(Post.DEPUTY_SECRETARY)
        present = tuple(dict.fromkeys((chair, *body.present(said))))
        theme = self.rng.choice(THEMES)
        meeting = self.district.new_id("meeting")
        held = HoldMeeting(
            meeting=meeting,
            organisation=body.id,
            body=sitting,
            title=title,
            occurred_on=said,
            chair=chair,
            attendees=present,
            agenda=(
                AgendaItem(topic=topic, title=f"研究{theme}工作"),
                AgendaItem(topic=Topic.PARTY_BUILDING_REPORT, title="听取基层党建工作情况汇报"),
            ),
            reports_heard=(f"{theme}进展情况",),
            resolutions=(
                Resolution(number=1, text=f"由分管同志牵头推进{theme}，下次会议报告进展。", responsible=present[-1]),
            ),
            place="会议室",
            minutes=f"会议听取了{theme}进展情况汇报，讨论了存在的问题，明确了下一步分工。",
        )
        day = self.enter(said, held, body, delay=self._until_the_evening(body, said))
        if day is not None and self.rng.random() < CORRECTED:
            self.enter(
                day,
                CorrectMeeting(
                    meeting=meeting,
                    body=sitting,
                    title=title,
                    occurred_on=said,
                    chair=chair,
                    attendees=present[:-1] or present,
                    agenda=held.agenda,
                    reports_heard=held.reports_heard,
                    resolutions=(
                        Resolution(number=1, text=f"由分管同志牵头推进{theme}，下次会议报告进展。", responsible=chair),
                    ),
                    place="二楼会议室",
                    minutes=held.minutes,
                    reason="经核对会议签到表，出席人员和落实责任人登记有误。",
                ),
                body,
                delay=self.rng.randint(3, 30),
            )

    def adopt(self, body: Body, kind: plan.Type, said: date, title: str, *targets: str) -> None:
        """A plan of the year, or indicators."""
        command = plan.AdoptPlan(
            plan=self.district.new_id("plan"),
            organisation=body.id,
            type=kind,
            period=str(said.year),
            title=title,
            occurred_on=said,
            targets=tuple(plan.Target(number=n, title=target) for n, target in enumerate(targets, start=1)),
        )
        self.enter(said, command, body)

    def topic(self, body: Body, said: date, title: str) -> None:
        """A key topic of the year."""
        command = research.DecideTopic(
            research=self.district.new_id("research"),
            organisation=body.id,
            period=str(said.year),
            title=title,
            occurred_on=said,
        )
        self.enter(said, command, body)

    def paper(
        self, body: Body, kind: research.Paper, said: date, title: str, author: str, to: Body | None = None
    ) -> None:
        """A paper somebody wrote, and where it was handed in."""
        paper = self.district.new_id("research")
        command = research.WritePaper(
            research=paper,
            organisation=body.id,
            paper=kind,
            authors=(author,),
            period=str(said.year),
            title=title,
            occurred_on=said,
        )
        day = self.enter(said, command, body)
        if day is not None and to is not None:
            self.enter(day, research.SubmitPaper(research=paper, recipient=to.id, occurred_on=day), body)

    def start_project(self, body: Body, said: date, title: str, owner: str) -> None:
        """A project of the secretary, approved with its timetable."""
        name = self.district.new_id("project")
        command = project.ProposeProject(
            project=name,
            organisation=body.id,
            type=project.Type.SECRETARY,
            owner=owner,
            year=said.year,
            title=title,
            problem="支部活动形式单一，党员参加活动不够积极。",
            occurred_on=said,
        )
        day = self.enter(said, command, body)
        if day is None:
            return
        steps = (("制定实施方案", date(said.year, 6, 30)), ("总结验收", date(said.year, 11, 30)))
        milestones = tuple(
            project.Milestone(number=n, title=step, due_on=due, person=owner)
            for n, (step, due) in enumerate(steps, start=1)
        )
        by = (body.parent or body).id
        self.enter(day, project.ApproveProject(project=name, by=by, occurred_on=day, milestones=milestones), body)

    def answer(self, body: Body, to: Body, said: date, person: str, title: str, *, evaluated: date | None) -> None:
        """A debriefing of the year, and its evaluation."""
        name = self.district.new_id("debrief")
        command = debrief.DeliverDebrief(
            debrief=name,
            organisation=body.id,
            person=person,
            recipient=to.id,
            type=debrief.Type.PARTY_BUILDING,
            form=debrief.Form.ON_SITE,
            period=str(said.year),
            title=title,
            occurred_on=said,
        )
        day = self.enter(said, command, body)
        if day is None or evaluated is None:
            return
        grade = self.rng.choice((debrief.Grade.GOOD, debrief.Grade.GOOD, debrief.Grade.FAIRLY_GOOD))
        delay = max(0, (day - evaluated).days) + self.rng.randint(0, 4)
        self.enter(
            evaluated, debrief.EvaluateDebrief(debrief=name, grade=grade, occurred_on=evaluated), body, delay=delay
        )

    def report(self, body: Body, recipient: Body, said: date, period: str, kind: Type = Type.PARTY_BUILDING) -> None:
        """A written report; every twelfth is returned once and handed in again."""
        report = self.district.new_id("report")
        year, _, half = period.partition("-")
        title = f"{year}年{ {'H1': '上半年', 'H2': '下半年'}.get(half, '') }基层党建工作情况报告"
        day = self.enter(
            said,
            SubmitReport(
                report=report,
                organisation=body.id,
                recipient=recipient.id,
                type=kind,
                form=Form.WRITTEN,
                period=period,
                title=title,
                occurred_on=said,
                text="报告了责任清单落实情况、存在问题和下一步打算。",
            ),
            body,
        )
        if day is None:
            return
        if self.rng.random() < 1 / 12:
            returned = day + timedelta(days=3)
            again = day + timedelta(days=10)
            self.enter(
                returned,
                ReturnReport(report=report, occurred_on=returned, reason="缺少问题整改情况，请补充。"),
                recipient,
                delay=0,
            )
            if (
                self.enter(
                    again, ResubmitReport(report=report, occurred_on=again, text="已补充问题整改情况。"), body, delay=0
                )
                is None
            ):
                return
            day = again
        accepted = day + timedelta(days=2)
        self.enter(accepted, AcceptReport(report=report, occurred_on=accepted), recipient, delay=0)

    # --- what every district knows ------------------------------------------------------

    def _changes(self) -> None:
        """A change of secretary in mid-year, and a post that stays empty for two months."""
        year = self.last.year if self.last >= date(self.last.year, 7, 15) else self.last.year - 1
        self._succeed(self.district.named("中共临江镇委员会"), date(year, 6, 15), date(year, 6, 16))
        self._succeed(self.district.named("中共东门街道工作委员会"), date(year, 2, 28), date(year, 5, 1))

    def _succeed(self, body: Body, last: date, first: date) -> None:
        leader = next(item for item in body.leaders if item.post is Post.SECRETARY)
        leader.last = last
        self.enter(
            last,
            EndRole(organisation=body.id, appointment=leader.appointment, occurred_on=last, reason="工作调动"),
            body,
            delay=1,
        )
        body.appointments += 1
        self.district.appoint(body, Post.SECRETARY, first, known=False)
        for command, _ in self.district.pending:
            self.enter(first, command, body, delay=1)

    def _points(self) -> None:
        """Every leader of a middle-level body looks after a unit or two."""
        for body in self.district.bodies:
            units = [child for child in body.children if child.kind is not Kind.OFFICE]
            if not units or body.kind is Kind.CITY_COMMITTEE:
                continue
            for index, leader in enumerate(body.leaders):
                wanted = 2 if body.document == "township" and index < 2 else 1
                if index and not self.kept(0.1):
                    continue
                for unit in self.rng.sample(units, min(wanted, len(units))):
                    point = self.district.new_id("point")
                    said = max(self.first, leader.first) + timedelta(days=self.rng.randint(5, 20))
                    command = EstablishContactPoint(
                        point=point, organisation=body.id, owner=leader.person, unit=unit.id, occurred_on=said
                    )
                    entered = self.enter(said, command, body, delay=1)
                    if entered is not None:
                        self.points.setdefault((body.id, leader.person), point)
                        self.pointed[point] = entered

    def _visits(self, body: Body, months: Iterable[tuple[int, int]], chance: float) -> None:
        for year, month in months:
            said = self.day(year, month, 5, 27)
            secretary = body.secretary(said)
            point = self.points.get((body.id, secretary or ""))
            if secretary is None or point is None or not self.kept(chance) or said < self.first + timedelta(days=25):
                continue
            if any(
                item.person == secretary and said < item.first + timedelta(days=22)
                for item in body.leaders
                if item.first > self.first
            ):
                continue
            theme = self.rng.choice(THEMES)
            self.enter(
                said,
                VisitContactPoint(
                    point=point,
                    visitor=secretary,
                    purpose=Purpose.INSPECT_GUIDE,
                    occurred_on=said,
                    text=f"到联系点了解{theme}情况，与支部成员和党员座谈，现场协调解决具体困难。",
                ),
                body,
                delay=self._until_the_evening(body, said),
            )

    def _until_the_evening(self, body: Body, said: date) -> int | None:
        """One township enters many months of visits and meetings in one sitting, for the page of advice."""
        township = self.district.named("中共石桥乡委员会")
        days = (self.last - timedelta(days=40) - said).days
        return days if body is township and 0 <= days <= 300 else None

    def _committee_of_area(self, body: Body) -> None:
        for year, month in self.quarters():
            if self.kept():
                self.meeting(
                    body,
                    Sitting.STANDING_COMMITTEE,
                    self.day(year, month + 1),
                    Topic.PARTY_BUILDING,
                    "常委会会议（专题研究基层党建工作）",
                )
        for year in self.years():
            self.report(body, body, date(year, 12, 26), str(year), Type.PLENARY)
            if body.parent is not None and self.kept(0.2):
                self.report(body, body.parent, date(year, 12, self.rng.randint(10, 30)), str(year))

    # --- the three local regulations ------------------------------------------------------

    def _shunde(self, body: Body) -> None:
        district = body.parent
        assert district is not None
        group = body.kind is Kind.DEPARTMENT_PARTY_GROUP
        sitting = Sitting.PARTY_GROUP if group else Sitting.COMMITTEE
        for year, month in self.quarters():
            if self.kept():
                self.meeting(body, sitting, self.day(year, month + 1), Topic.PARTY_BUILDING, "基层党建工作会议")
        self._visits(body, self.months(), 0.08)
        for year in self.years():
            secretary = body.secretary(date(year, 3, 15)) or body.other(Post.DEPUTY_SECRETARY)
            self.topic(body, self.day(year, 3), f"{year}年党建重点课题：{self.rng.choice(THEMES)}")
            if self.kept(0.15):
                self.start_project(body, self.day(year, 2), f"{year}年党建项目：{self.rng.choice(THEMES)}", secretary)
            holder = body.secretary(date(year, 12, 10))
            if holder is not None and self.kept(0.1):
                self.answer(
                    body,
                    district,
                    date(year, 12, 18),
                    holder,
                    f"{year}年度抓基层党建工作述职",
                    evaluated=date(year + 1, 1, 14),
                )
            if self.kept(0.2):
                self.meeting(
                    body,
                    Sitting.DEBRIEF_EVALUATION,
                    date(year, 12, 12),
                    Topic.PARTY_BUILDING,
                    "下级党组织书记述职评议会",
                )

    def _jianxi(self, body: Body) -> None:
        if body.kind in (Kind.GRASSROOTS_COMMITTEE, Kind.BRANCH, Kind.GENERAL_BRANCH):
            for year in self.years():
                if body.parent is not None and self.kept(0.12):
                    self.report(body, body.parent, date(year, 12, self.rng.randint(5, 28)), str(year))
            return
        for year in self.years():
            for month in (5, 10):
                if self.kept(0.1):
                    self.meeting(
                        body,
                        Sitting.COMMITTEE,
                        self.day(year, month),
                        Topic.PARTY_BUILDING,
                        "党工委会议（专题研究基层党建工作）",
                    )
            start = self.day(year, 2) if self.kept(0.2) else date(year, 4, 20)
            self.meeting(body, Sitting.COMPREHENSIVE, start, Topic.YEAR_PLAN, f"{year}年基层党建工作会议")
            for month in (3, 9):
                if self.kept(0.1):
                    self.meeting(
                        body, Sitting.LEADING_GROUP, self.day(year, month), Topic.PARTY_BUILDING, "党建工作领导小组会议"
                    )
            self._jianxi_work(body, year)

    def _jianxi_work(self, body: Body, year: int) -> None:
        """Plans, topics, projects, lectures, reports and debriefs of a year."""
        secretary = body.secretary(date(year, 3, 20)) or body.other(Post.DEPUTY_SECRETARY)
        deputy = body.other(Post.MEMBER) if any(item.post is Post.MEMBER for item in body.leaders) else secretary
        self.adopt(body, plan.Type.PLAN_ADOPTED, self.day(year, 1, 10), f"{year}年度党建工作计划")
        self.adopt(body, plan.Type.YEAR_POINTS_ISSUED, self.day(year, 2), f"{year}年党建工作要点")
        self.adopt(
            body, plan.Type.INDICATORS_ISSUED, self.day(year, 3), f"{year}年党建考核指标", "组织生活", "党员教育"
        )
        self.topic(body, self.day(year, 4), f"{year}年重点课题：{self.rng.choice(THEMES)}")
        self.start_project(body, self.day(year, 3), f"{year}年书记项目：{self.rng.choice(THEMES)}", secretary)
        amount = self.rng.randint(8, 40) * 1_000_000
        lines = (funding.Allocation(source=funding.Source.FISCAL, amount=amount),)
        said = self.day(year, 1, 10)
        self.enter(said, funding.ApproveBudget(organisation=body.id, year=year, lines=lines, occurred_on=said), body)
        if self.kept(0.25):
            title = f"关于{self.rng.choice(THEMES)}的调研文章"
            self.paper(body, research.Paper.ARTICLE, self.day(year, 9), title, deputy)
        self._jianxi_answers(body, year, secretary)

    def _jianxi_answers(self, body: Body, year: int, secretary: str) -> None:
        """Lectures at the contact points, the written report, the debrief and its evaluation."""
        for leader in body.leaders:
            point = self.points.get((body.id, leader.person))
            said = self.day(year, 7)
            if point is not None and self.kept(0.25) and self.pointed[point] <= said:
                given = lecture.DeliverLecture(
                    lecture=self.district.new_id("lecture"),
                    organisation=body.id,
                    type=lecture.Type.PARTY_LECTURE,
                    lecturer=leader.person,
                    title="为联系点党员讲党课",
                    occurred_on=said,
                    point=point,
                )
                self.enter(said, given, body)
        if body.parent is not None:
            self.report(body, body.parent, date(year, 12, self.rng.randint(8, 30)), str(year))
            evaluated = date(year, 12, 28) if self.kept(0.3) else None
            self.answer(body, body.parent, date(year, 12, 20), secretary, f"{year}年度专项述职", evaluated=evaluated)

    def _township(self, body: Body) -> None:
        if body.kind is Kind.TOWNSHIP_COMMITTEE:
            office = next(child for child in body.children if child.kind is Kind.OFFICE)
            for year, month in self.quarters():
                if self.kept(0.1):
                    self.meeting(
                        body,
                        Sitting.COMMITTEE,
                        self.day(year, month + 1),
                        Topic.PARTY_BUILDING,
                        "党委会（研究党建工作）",
                    )
            self._visits(body, self.months(), 0.2)
            for year in self.years():
                for leader in body.leaders:
                    if self.kept(0.25):
                        title = f"关于{self.rng.choice(THEMES)}的调查报告"
                        self.paper(body, research.Paper.REPORT, self.day(year, 8), title, leader.person, office)
            return
        for year, month in self.months():
            if self.kept(0.07):
                self.meeting(body, Sitting.BRANCH, self.day(year, month), Topic.PARTY_BUILDING, "支部委员会会议")
        for year in self.years():
            for half, month in (("H1", 6), ("H2", 12)):
                if body.parent is not None and self.kept(0.1):
                    self.report(body, body.parent, self.day(year, month, 10, 28), f"{year}-{half}")

    # --- turns of the story that the pages should show ---------------------------------------

    def _turns(self) -> None:
        """A double entry that is voided, a meeting called off, a visit entered for the wrong day."""
        body = self.district.named("中共柳溪乡委员会")
        said = self.last - timedelta(days=40)
        secretary = body.secretary(said)
        assert secretary is not None
        double = self.district.new_id("meeting")
        self.enter(
            said,
            HoldMeeting(
                meeting=double,
                organisation=body.id,
                body=Sitting.COMMITTEE,
                title="党委会（研究党建工作）",
                occurred_on=said,
                chair=secretary,
                attendees=body.present(said),
                agenda=(AgendaItem(topic=Topic.PARTY_BUILDING, title="研究季度党建重点任务"),),
            ),
            body,
            delay=1,
        )
        self.enter(said, VoidMeeting(meeting=double, reason="与同日另一条会议记录重复。"), body, delay=2)
        planned = self.last - timedelta(days=15)
        called_off = self.district.new_id("meeting")
        self.enter(
            planned,
            ConveneMeeting(
                meeting=called_off,
                organisation=body.id,
                body=Sitting.LEADING_GROUP,
                title="党建工作领导小组会议",
                planned_on=planned,
            ),
            body,
            delay=0,
        )
        self.enter(planned, CancelMeeting(meeting=called_off, reason="防汛值守，会议改期。"), body, delay=2)
        self._wrong_day(self.district.named("中共北塘镇委员会"))

    def _wrong_day(self, body: Body) -> None:
        secretary = body.secretary(self.last)
        point = self.points.get((body.id, secretary or ""))
        if secretary is None or point is None:
            return
        earlier = sum(isinstance(act.command, VisitContactPoint) and act.command.point == point for act in self.acts)
        said = self.last - timedelta(days=12)
        visit = VisitContactPoint(
            point=point,
            visitor=secretary,
            purpose=Purpose.INSPECT_GUIDE,
            occurred_on=said,
            text="到联系点检查阵地建设，指导规范支部活动记录。",
        )
        # Every act of the point is entered before this one, so its version follows from their number.
        later = [
            act
            for act in self.acts
            if getattr(act.command, "point", None) == point and act.day > said + timedelta(days=1)
        ]
        if later or self.enter(said, visit, body, delay=1) is None:
            return
        version = 1 + earlier + 1
        self.enter(
            said,
            CorrectVisit(
                point=point,
                visit=version,
                visitor=secretary,
                purpose=Purpose.INSPECT_GUIDE,
                occurred_on=said - timedelta(days=1),
                text=visit.text,
                reason="走访实际在前一天，登记时写错日期。",
            ),
            body,
            delay=5,
        )
