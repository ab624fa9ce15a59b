"""Desk 工作台: what waits for an account under the role it acts in, gathered from the views for the first page.

Whoever records sees what is owed and by which form it is done; who reviews, inspects, appraises or decides sees the
records that stand at their stage; the department its gaps. A few questions to the views each, however many
organisations lie below. What those who watch are shown stands in `watching`.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Final

from flask import url_for

from domain import accountability, commitment, debrief, meeting, project, rectification, report, sheet
from domain import responsibility as lists
from domain.inspection import FindProblem
from domain.kernel import record
from domain.rule import Measure
from domain.terms import Label, command_label
from projections import directory, records, rectifications, status
from projections.records import Wanted
from web.access import OWN_ONLY
from web.acts import ACTS
from web.asking import Clocks, asking
from web.boards import GAPS
from web.registers import approving
from web.registers.agenda import Span, Told, owed_by, owed_in, told
from web.registers.owing import Owing
from web.reminding.things import workdays
from web.services import services
from web.viewer import viewer

AHEAD: Final = 30
"""Days ahead that the desk looks for organisations."""
AHEAD_OF_A_PERSON: Final = 90
"""One person owes less, and most of it by the end of a quarter or year."""
SHOWN: Final = 10
"""Rows of each table; the register behind it has all."""


# --- what is owed -------------------------------------------------------------------------


@record
class Owed:
    """What is past its day and what comes next, told; and how much there is in all."""

    person: bool
    """Of one person; else of organisations."""
    below: bool
    """With all below."""
    overdue: Sequence[Told]
    coming: Sequence[Told]
    """This week's, all of them that fit, then the next."""
    counts: tuple[int, int, int]
    """Past their day, up to the end of the week, after that up to the end of the span."""
    last: date
    """Last day of the week."""
    last_chance: int
    """Of what is not past its day, for how much no working day is left after the day asked about."""
    days: Span


def owed(when: Clocks, *, person: str = "", own_only: bool = False) -> Owed:
    """What one person still owes, or the viewer's organisation, with all below it unless ``own_only``."""
    root = viewer().organisation
    ahead = AHEAD_OF_A_PERSON if person else AHEAD
    days = Span(first=when.as_of, until=when.as_of + timedelta(days=ahead), month="", days=ahead)
    if person:
        every = owed_by(person, when, days)
    else:
        bodies = (root,) if own_only else tuple(asking().tree(when.as_of, when.known_at).ids(root)) or (root,)
        every = owed_in(root, bodies, when, days)
    last = when.as_of + timedelta(days=6 - when.as_of.weekday())
    late = [one for one in every if one.overdue]
    coming = [one for one in every if not one.overdue]
    week = sum(one.due_on <= last for one in coming)
    latest, next_one = _latest(late), workdays(services().ledger, when.as_of).ahead(1)
    shown = told([*latest, *coming[:SHOWN]], when)
    return Owed(
        person=bool(person),
        below=not own_only and not person,
        overdue=shown[: len(latest)],
        coming=shown[len(latest) :],
        counts=(len(late), week, len(coming) - week),
        last=last,
        last_chance=sum(one.due_on < next_one for one in coming),
        days=days,
    )


def _latest(late: Sequence[Owing]) -> Sequence[Owing]:
    """Of what is past its day, what became so last: there something can still be saved."""
    return sorted(late[-SHOWN:], key=lambda one: one.due_on, reverse=True)


# --- what waits ---------------------------------------------------------------------------


@record
class Waiting:
    """So many records stand where this role goes on with them."""

    what: Label
    number: int
    url: str


_WAITS: Final[Sequence[tuple[type, str, tuple[str, ...], Label]]] = (
    (lists.IssueList, "list", ("draft",), ("待印发的责任清单", "Lists to be issued")),
    (meeting.HoldMeeting, "meeting", ("convened",), ("已召集、待登记的会议", "Meetings called, not yet entered")),
    (report.ResubmitReport, "report", ("returned",), ("被退回、待重新报送的报告", "Reports returned to us")),
    (commitment.AcceptCommitment, "commitment", ("made",), ("待审核的承诺", "Commitments to be looked at")),
    (commitment.ConfirmCommitment, "commitment", ("fulfilled",), ("待确认兑现的承诺", "Commitments said to be kept")),
    (report.AcceptReport, "report", ("submitted",), ("待审核的报告", "Reports to be accepted or returned")),
    (rectification.VerifyRectification, "rectification", ("reported",), ("待验收的整改", "Rectifications to verify")),
    (rectification.CloseRectification, "rectification", ("verified",), ("验收合格、待销号的整改", "To be struck off")),
    (
        rectification.OrderRectificationAgain,
        "rectification",
        ("rejected",),
        ("验收不合格、待重新责令的整改", "Rejected, to be ordered again"),
    ),
    (debrief.EvaluateDebrief, "debrief", ("delivered",), ("待评议的述职", "Debriefings to be evaluated")),
    (sheet.ScoreSheet, "sheet", ("reported",), ("已自评、待评分的考核表", "Sheets to be scored")),
    (sheet.IssueResult, "sheet", ("scored",), ("已评分、待公布的考核结果", "Results to be issued")),
    (sheet.DecideReview, "sheet", ("contested",), ("申请复核的考核结果", "Results under review")),
    (project.ApproveProject, "project", ("proposed",), ("待批准的项目", "Projects to be approved")),
    (accountability.GiveNotice, "accountability", ("opened",), ("已启动、待告知的追责", "Cases: notice to be given")),
    (accountability.DecideCase, "accountability", ("told", "heard"), ("待作出决定的追责", "Cases to be decided")),
    (accountability.DecideAppeal, "accountability", ("appealed",), ("待作出决定的申诉", "Appeals to be decided")),
)
"""The act by which one goes on -> the records, by kind and stage, that wait for it."""


def waiting(when: Clocks) -> list[Waiting]:
    """Records that wait for the viewer's role, of the whole subtree where it acts there; in the order of the work."""
    asked, root, mine = asking(), viewer().organisation, [row for row in _WAITS if viewer().may(row[0])]
    below = viewer().role not in OWN_ONLY
    bodies = (asked.tree(when.as_of, when.known_at).ids(root) if below else []) or [root]
    kinds = {kind for _, kind, _, _ in mine}
    stages = {stage for _, _, some, _ in mine for stage in some}
    wanted = Wanted(organisations=bodies, kinds=kinds, stages=stages, last=None if when.present else when.as_of)
    counts: Counter[tuple[str, str]] = Counter()
    if mine:
        for (kind, _, stage), number in records.tally(asked.reading, wanted, known_at=when.known_at).items():
            counts[kind, stage] += number
    found = [
        Waiting(what=what, number=counts[kind, stage], url=_listed(kind, stage, below=below))
        for _, kind, some, what in mine
        for stage in some
        if counts[kind, stage]
    ]
    if viewer().may(FindProblem) and (number := _unordered(bodies, when)):
        what = ("检查发现、尚未责令整改的问题", "Problems found, nothing ordered yet")
        found.append(Waiting(what=what, number=number, url=url_for("inspections.register", year=when.as_of.year)))
    return found


def _listed(kind: str, stage: str, *, below: bool) -> str:
    return url_for("records.listing", kind=kind, stage=stage, below="1" if below else None)


def _unordered(bodies: Collection[str], when: Clocks) -> int:
    """Problems of the year that no order names."""
    found = rectifications.problems_at(
        asking().reading, bodies, when.known_at, first=date(when.as_of.year, 1, 1), last=when.as_of
    )
    return sum(not one.orders for one in found)


@record
class ToGive:
    """An act that waits for a second person (会签)."""

    approval: str
    what: Label
    about: str
    organisation: str
    asked_on: date


def to_give() -> list[ToGive]:
    """Acts that another account asked for and the viewer may give, the latest first."""
    found = [
        ToGive(
            approval=one.approval,
            what=command_label(ACTS[one.state.asked.act].command),
            about=one.state.asked.about,
            organisation=one.state.organisation,
            asked_on=one.state.asked.occurred_on,
        )
        for one in approving.waiting()
    ]
    asking().learn(id for one in found for id in (one.organisation, one.about))
    return found


# --- gaps ---------------------------------------------------------------------------------


@record
class Gap:
    """An organisation, or a duty, with the windows in which something is missing."""

    id: str
    what: Label
    missed: int
    short: int
    unassigned: int

    @property
    def number(self) -> int:
        """All of them."""
        return self.missed + self.short + self.unassigned


@record
class Gaps:
    """Red cells of a subtree in the year asked about: where most is missing stands first."""

    organisations: Sequence[Gap]
    duties: Sequence[Gap]
    bodies: int
    """Organisations in which anything is missing."""
    every: int
    """Organisations in all."""
    number: int


def gaps(when: Clocks) -> Gaps:
    """What the department's board shows in red, by organisation and by duty; of duties that are counted, as there."""
    asked, year = asking(), when.as_of.year
    board = status.board(asked.reading, viewer().organisation, year, when.as_of, when.known_at)
    clauses = status.clauses(asked.reading, when.known_at)
    counted = {key for key, clause in clauses.items() if clause.rule.measure is not Measure.EVIDENCE}
    by_body: dict[str, Counter[str]] = {}
    by_duty: dict[tuple[str, str], Counter[str]] = {}
    for line in board.lines:
        for cell in board.cells[line.id]:
            if cell.light in GAPS and cell.governs and (cell.policy, cell.clause) in counted:
                by_body.setdefault(line.id, Counter())[cell.light] += 1
                by_duty.setdefault((cell.policy, cell.clause), Counter())[cell.light] += 1
    names = {line.id: line.name for line in board.lines}
    return Gaps(
        organisations=_worst({id: ((names[id], names[id]), counts) for id, counts in by_body.items()}),
        duties=_worst(
            {key[1]: ((clauses[key].zh, clauses[key].en), counts) for key, counts in by_duty.items()},
        ),
        bodies=len(by_body),
        every=len(board.lines),
        number=sum(counts.total() for counts in by_body.values()),
    )


def _worst(found: dict[str, tuple[Label, Counter[str]]]) -> list[Gap]:
    ordered = sorted(found.items(), key=lambda one: -one[1][1].total())
    return [
        Gap(id=id, what=what, missed=counts["missed"], short=counts["short"], unassigned=counts["unassigned"])
        for id, (what, counts) in ordered[:SHOWN]
    ]


# --- the responsible person ---------------------------------------------------------------


def posts(person: str, when: Clocks) -> list[directory.Tenure]:
    """Posts that a person holds on the day asked about, where the viewer reaches."""
    held = directory.posts_held(asking().reading, person, when.known_at)
    mine = [one for one in held if one.first <= when.as_of and (one.last is None or when.as_of <= one.last)]
    asking().learn(one.organisation for one in mine)
    return [one for one in mine if asking().reaches(one.organisation)]
