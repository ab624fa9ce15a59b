"""Members of two branches of the demonstration: education, review, commitments, dues, reception, two on the move."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain import commitment, dues, education, floating, member, reception, review
from domain.catalogue import load_all
from domain.identity import account_of, certificate_of, member_of
from domain.person import (
    ApproveErasure,
    ErasureGround,
    RegisterPerson,
    RequestErasure,
    RestrictionGround,
    RestrictPerson,
)
from domain.policy import IssuePolicy
from web.demo import names
from web.demo.district import Body, District

OPINIONS: Final = ("c2006_edu", "c2006_serve", "c2006_float")
"""The three other opinions, in force for the town."""

EACH: Final = 8
"""Members entered for each of the two branches."""

Act = tuple[date, Body, object]


@dataclass(frozen=True)
class Branch:
    """A branch of the town with its members, and the year that is told."""

    district: District
    body: Body
    persons: tuple[str, ...]
    year: int

    def day(self, month: int, day: int) -> date:
        """A day of that year."""
        return date(self.year, month, day)


def members(district: District, town: Body, above: Body, year: int, last: date) -> Iterator[Act]:
    """Everything about members: the opinions in force, the register, and a year of it."""
    start = date(year, 1, 5)
    for document in OPINIONS:
        text, parsed = load_all()[document]
        policy = IssuePolicy(
            policy=district.new_id("policy"),
            document=document,
            binds=(town.id,),
            effective_on=parsed.date or district.since,
            catalogue=text,
        )
        yield start, above, policy
    branches = []
    for number, body in enumerate(town.children[:2]):
        persons = tuple(district.new_id("person") for _ in range(EACH))
        branches.append(Branch(district, body, persons, year))
        for index, person in enumerate(persons):
            name = names.person_name(district.persons + number * EACH + index)
            yield start, body, RegisterPerson(person=person, name=name, organisation=body.id)
            joined = member.RegisterMembership(
                person=person,
                organisation=body.id,
                category=member.Category.VILLAGE,
                standing=member.Standing.FULL,
                occurred_on=start,
                joined_on=date(year - 3 - index, 7, 1),
            )
            yield start, body, joined
    for branch in branches:
        yield from _sessions(branch)
        yield from _dues(branch, last)
        yield from _commitments(branch)
    yield from _frail(branches[0])
    yield from _review(branches[0])
    yield from _reception(branches[0], above)
    yield from _returned(branches[0], town, above)
    yield from _away(branches[1])
    yield from _personal(branches[1])


def _personal(branch: Branch) -> Iterator[Act]:
    """Of one member the data are restricted; another, entered by mistake with too much, is erased by two officers."""
    root, asker = branch.district.bodies[0], account_of("supervisor")
    disputed, gone = branch.persons[-1], branch.district.new_id("person")
    yield (
        branch.day(5, 12),
        root,
        RestrictPerson(
            person=disputed,
            ground=RestrictionGround.DISPUTED,
            reason="本人对登记的姓名用字有异议，正在核实",
            occurred_on=branch.day(5, 12),
        ),
    )
    name = names.person_name(branch.district.persons + 2 * EACH)
    yield branch.day(5, 20), branch.body, RegisterPerson(person=gone, name=name, organisation=branch.body.id)
    yield (
        branch.day(6, 3),
        root,
        RequestErasure(
            person=gone,
            ground=ErasureGround.UNLAWFUL,
            reason="不是本支部党员，登记没有依据",
            occurred_on=branch.day(6, 3),
            asked_by=asker,
        ),
    )
    approved = ApproveErasure(person=gone, occurred_on=branch.day(6, 5), approved_by=account_of("supervisor-2"))
    yield branch.day(6, 5), root, approved


def _sessions(branch: Branch) -> Iterator[Act]:
    """A session of collective education every other month; one member stays away twice."""
    for number, month in enumerate((2, 4, 6, 8, 10, 12)):
        said = branch.day(month, 15)
        excuse = education.Excuse.WITHOUT_REASON if number in (2, 4) else education.Excuse.PROPER_REASON
        absent = () if number in (0, 3) else (education.Absence(person=branch.persons[-2], excuse=excuse),)
        there = tuple(p for p in branch.persons if p not in {item.person for item in absent})
        session = education.HoldEducation(
            education=branch.district.new_id("education"),
            organisation=branch.body.id,
            title="支部集中学习",
            form=education.Form.STUDY,
            contents=(tuple(education.Content)[number],),
            occurred_on=said,
            half_days=2,
            attendees=there,
            absences=absent,
            place="党群服务站",
        )
        yield said, branch.body, session


def _frail(branch: Branch) -> Iterator[Act]:
    """A frail member has study brought home."""
    name = member_of(branch.persons[0])
    frail = member.RecordSpecialSituation(
        member=name, situation=member.Situation.FRAIL, occurred_on=branch.day(2, 20), text="年老体弱，行动不便。"
    )
    yield branch.day(2, 20), branch.body, frail
    for month in (3, 9):
        said = branch.day(month, 18)
        brought = member.DeliverHomeStudy(
            member=name, occurred_on=said, persons=(branch.persons[1],), text="上门送学习材料并交流。"
        )
        yield said, branch.body, brought
    problem = member.IdentifyMemberProblem(
        member=member_of(branch.persons[-2]),
        problem=member.Problem.DUTY_NOT_DONE,
        occurred_on=branch.day(6, 20),
        text="近期参加活动不够主动。",
    )
    yield branch.day(6, 20), branch.body, problem
    helped = member.GiveHelp(
        member=member_of(branch.persons[-2]),
        number=1,
        occurred_on=branch.day(6, 26),
        persons=(branch.persons[1],),
        text="谈心谈话，说明组织要求。",
    )
    yield branch.day(6, 26), branch.body, helped


def _review(branch: Branch) -> Iterator[Act]:
    """The democratic review of the year, with its steps, results and notification."""
    name, day = branch.district.new_id("review"), branch.day
    title, kind, period = f"{branch.year}年度民主评议党员", review.Type.DEMOCRATIC_REVIEW, str(branch.year)
    arranged = review.ArrangeReview(
        review=name, organisation=branch.body.id, type=kind, period=period, title=title, occurred_on=day(11, 3)
    )
    yield day(11, 3), branch.body, arranged
    for number, step in enumerate(review.Step):
        said = day(11, 6 + 4 * number)
        done = review.CompleteReviewStep(review=name, step=step, occurred_on=said, text="按方案完成。")
        yield said, branch.body, done
    grades = (review.Grade.EXCELLENT, *(review.Grade.QUALIFIED,) * (EACH - 2), review.Grade.BASICALLY_QUALIFIED)
    held = review.HoldReview(
        review=name,
        organisation=branch.body.id,
        type=kind,
        period=period,
        title=title,
        occurred_on=day(11, 25),
        results=tuple(
            review.Result(person=person, grade=grade) for person, grade in zip(branch.persons, grades, strict=True)
        ),
        present=EACH - 1,
    )
    yield day(11, 25), branch.body, held
    asked = review.RecordMassEvaluation(review=name, occurred_on=day(11, 27), asked=30, satisfied=27)
    yield day(11, 27), branch.body, asked
    notified = review.NotifyResult(review=name, audiences=tuple(review.Audience), occurred_on=day(12, 2))
    yield day(12, 2), branch.body, notified


def _dues(branch: Branch, last: date) -> Iterator[Act]:
    """Dues by the month; one month late; one member in difficulty pays by the quarter."""
    regular, late, quarterly = branch.persons[1:4]
    for person in (regular, late):
        for month in range(1, 13):
            said = branch.day(month, 8)
            if person == late and month == 5:
                said = branch.day(7, 10)
            if said > last:
                continue
            yield said, branch.body, _paid(branch, person, (month,), said)
    difficulty = dues.RecordDuesDifficulty(
        person=quarterly,
        organisation=branch.body.id,
        year=branch.year,
        quarters=(1, 2),
        occurred_on=branch.day(1, 12),
        reason="长期在山上看护林场，按月交纳不便。",
    )
    yield branch.day(1, 12), branch.body, difficulty
    for quarter in (1, 2):
        first = 3 * quarter - 2
        said = branch.day(first + 2, 9)
        yield said, branch.body, _paid(branch, quarterly, (first, first + 1, first + 2), said)


def _paid(branch: Branch, person: str, months: tuple[int, ...], said: date) -> dues.PayDues:
    return dues.PayDues(
        person=person,
        organisation=branch.body.id,
        year=branch.year,
        months=months,
        amount=1_000 * len(months),
        occurred_on=said,
    )


def _commitments(branch: Branch) -> Iterator[Act]:
    """One commitment kept and confirmed, one accepted and still open."""
    for index, title in ((1, "帮扶两户困难群众"), (2, "认领一处公共绿地")):
        name, day = branch.district.new_id("commitment"), branch.day
        made = commitment.MakeCommitment(
            commitment=name,
            organisation=branch.body.id,
            person=branch.persons[index],
            title=title,
            period=str(branch.year),
            occurred_on=day(3, 5),
            due_on=day(11, 30),
        )
        yield day(3, 5), branch.body, made
        yield day(3, 10), branch.body, commitment.AcceptCommitment(commitment=name, occurred_on=day(3, 10))
        if index == 1:
            kept = commitment.FulfilCommitment(commitment=name, occurred_on=day(10, 20), text="两户困难已解决。")
            yield day(10, 20), branch.body, kept
            sure = commitment.ConfirmCommitment(commitment=name, occurred_on=day(10, 28), person=branch.persons[4])
            yield day(10, 28), branch.body, sure


def _reception(branch: Branch, above: Body) -> Iterator[Act]:
    """A reception day: one issue solved, fed back and closed, one explained and still open."""
    name, day = branch.district.new_id("reception"), branch.day
    held = reception.HoldReception(
        reception=name,
        organisation=branch.body.id,
        receivers=(branch.persons[1],),
        channel=reception.Channel.RECEPTION_DAY,
        title="党员接待群众日",
        occurred_on=day(9, 5),
        visitors=6,
    )
    yield day(9, 5), branch.body, held
    for category, text in (
        (reception.Category.LIVELIHOOD, "村口路灯不亮。"),
        (reception.Category.ENVIRONMENT, "河边垃圾清运不及时。"),
    ):
        raised = reception.RaiseIssue(reception=name, category=category, text=text, occurred_on=day(9, 5))
        yield day(9, 5), branch.body, raised
    yield (
        day(9, 12),
        branch.body,
        reception.ResolveIssue(reception=name, number=1, occurred_on=day(9, 12), text="路灯已修复。"),
    )
    yield (
        day(9, 13),
        branch.body,
        reception.FeedIssueBack(reception=name, number=1, occurred_on=day(9, 13), text="已向反映人当面反馈。"),
    )
    yield day(9, 14), branch.body, reception.CloseIssue(reception=name, number=1, occurred_on=day(9, 14))
    yield (
        day(9, 15),
        branch.body,
        reception.ExplainIssue(reception=name, number=2, occurred_on=day(9, 15), text="需与清运单位协商，已说明。"),
    )
    asked = reception.StartCoordination(
        reception=name, number=2, organisations=(above.id,), occurred_on=day(9, 18), text="请上级协调清运频次。"
    )
    yield day(9, 18), branch.body, asked


def _returned(branch: Branch, town: Body, above: Body) -> Iterator[Act]:
    """A floating member whose journey runs from the report of departure to the check of the certificate."""
    person, day, home = branch.persons[5], branch.day, branch.body
    name = certificate_of(person)
    host = next(child for child in above.children if child.kind is town.kind and child is not town)
    there = host.children[0]
    steps: tuple[tuple[date, Body, object], ...] = (
        (
            day(2, 10),
            home,
            floating.ReportDeparture(
                person=person,
                organisation=home.id,
                destination="外镇",
                text="外出务工",
                occurred_on=day(2, 10),
                leaves_on=day(2, 25),
                expected_back=day(10, 31),
            ),
        ),
        (day(2, 12), home, floating.GivePreDepartureEducation(certificate=name, occurred_on=day(2, 12))),
        (day(2, 14), town, floating.StampCertificate(certificate=name, by=town.id, occurred_on=day(2, 14))),
        (day(2, 16), home, floating.IssueCertificate(certificate=name, number="示例0001", occurred_on=day(2, 16))),
        (day(3, 5), there, floating.ReportInflow(certificate=name, inflow=there.id, occurred_on=day(3, 5))),
        (day(3, 8), there, floating.VerifyCertificate(certificate=name, occurred_on=day(3, 8))),
        (day(3, 12), there, floating.FileCertificate(certificate=name, superior=host.id, occurred_on=day(3, 12))),
        (
            day(3, 15),
            there,
            floating.AssignFloatingMember(
                certificate=name, to=there.id, assignment=floating.Assignment.RESIDENCE, occurred_on=day(3, 15)
            ),
        ),
        (
            day(6, 20),
            there,
            floating.RecordOrganisationLife(certificate=name, occurred_on=day(6, 20), text="参加支部学习。"),
        ),
        (
            day(9, 1),
            there,
            floating.FeedSituationBack(certificate=name, occurred_on=day(9, 1), text="表现良好，按时参加活动。"),
        ),
        (day(11, 3), home, floating.ReportReturn(certificate=name, occurred_on=day(11, 3))),
        (day(11, 5), home, floating.HandInCertificate(certificate=name, occurred_on=day(11, 5))),
        (
            day(11, 8),
            home,
            floating.CheckCertificate(certificate=name, occurred_on=day(11, 8), text="核对活动记录，情况属实。"),
        ),
    )
    yield from steps


def _away(branch: Branch) -> Iterator[Act]:
    """A floating member who left with a report, and no certificate yet that anybody filed."""
    said = branch.day(10, 9)
    left = floating.ReportDeparture(
        person=branch.persons[5],
        organisation=branch.body.id,
        destination="邻市",
        text="外出经商",
        occurred_on=said,
        leaves_on=branch.day(10, 15),
    )
    yield said, branch.body, left
