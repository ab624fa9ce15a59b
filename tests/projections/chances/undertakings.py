"""Lectures, publicity, leading groups, plans, funding, projects and research by chance."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from domain import funding, leading_group, lecture, plan, project, publicity, research
from domain.identity import budget_of

if TYPE_CHECKING:
    from log_book import Chance


def _life(
    prefix: str,
    opening: type,
    later: tuple[type, ...],
    corrected: dict[type, str],
    voided: type,
) -> Callable[["Chance"], None]:
    """A step in the lives of records: begun, gone on with, corrected or voided."""

    def step(chance: "Chance") -> None:
        choice = chance.random.randrange(10)
        if choice < 4 or (stream := chance.some(prefix)) is None:
            chance.begin(prefix, opening)
            return
        first = next(entry.event for entry in chance.book.entries if entry.stream == stream)
        event: Any
        if choice < 7 and later:
            event = chance.sample(chance.random.choice(later))
        elif choice < 9:
            kind = chance.random.choice(list(corrected))
            right = chance.sample(opening, organisation=first.organisation)
            event = kind(corrects=1, reason="登记有误", **{corrected[kind]: right})
        else:
            chance.records[prefix].remove(stream)
            event = voided(reason="重复")
        chance.write(stream, event, first.organisation)

    return step


def budget(chance: "Chance") -> None:
    """A budget once a year and organisation; money is spent, and what was wrong is corrected."""
    place, _ = chance.place()
    year = chance.random.choice((2023, 2024))
    stream = budget_of(place, year)
    choice = chance.random.randrange(10)
    if stream not in chance.records.get("budget", ()):
        approved = chance.sample(funding.BudgetApproved, organisation=place, year=year)
        chance.write(chance.keep("budget", stream), approved, place)
        return
    events = [entry.event for entry in chance.book.entries if entry.stream == stream]
    spent = [n for n, event in enumerate(events, start=1) if isinstance(event, funding.MoneySpent)]
    gone = {event.spending for event in events if isinstance(event, funding.SpendingVoided)}
    spent = [n for n in spent if n not in gone]
    event: Any = chance.sample(funding.MoneySpent)
    if choice < 2:
        event = chance.sample(funding.BudgetAdjusted)
    elif choice < 4:
        right = chance.sample(funding.BudgetApproved, organisation=place, year=year)
        event = funding.BudgetCorrected(corrects=1, approved=right, reason="登记有误")
    elif choice < 7 and spent:
        which = chance.random.choice(spent)
        right = chance.sample(funding.MoneySpent)
        event = chance.random.choice(
            (
                funding.SpendingCorrected(spending=which, spent=right, reason="登记有误"),
                funding.SpendingVoided(spending=which, reason="重复"),
            )
        )
    chance.write(stream, event, place)


def study(chance: "Chance") -> None:
    """A topic or a paper; a paper on a topic, handed in and put to use; either corrected, or all voided."""
    choice = chance.random.randrange(12)
    if choice < 4 or (stream := chance.some("research")) is None:
        chance.begin("research", chance.random.choice((research.TopicDecided, research.PaperWritten)))
        return
    events = [entry.event for entry in chance.book.entries if entry.stream == stream]
    place = events[0].organisation
    topic = isinstance(events[0], research.TopicDecided)
    written = any(isinstance(event, research.PaperWritten) for event in events)
    event: Any
    if choice == 11:
        chance.records["research"].remove(stream)
        event = research.ResearchVoided(reason="重复")
    elif choice > 8 and topic:
        right = chance.sample(research.TopicDecided, organisation=place)
        event = research.TopicCorrected(corrects=1, topic=right, reason="登记有误")
    elif not written:
        event = chance.sample(research.PaperWritten, organisation=place)
    elif choice > 6:
        right = chance.sample(research.PaperWritten, organisation=place)
        event = research.PaperCorrected(corrects=1, written=right, reason="登记有误")
    else:
        event = chance.sample(chance.random.choice((research.PaperSubmitted, research.PaperAdopted)))
    chance.write(stream, event, place)


STEPS = (
    _life("lecture", lecture.LectureDelivered, (), {lecture.LectureCorrected: "delivered"}, lecture.LectureVoided),
    _life(
        "publicity",
        publicity.PublicityReleased,
        (publicity.ExperienceSpread,),
        {publicity.PublicityCorrected: "released"},
        publicity.PublicityVoided,
    ),
    _life(
        "group",
        leading_group.GroupEstablished,
        (leading_group.GroupChanged, leading_group.GroupDissolved),
        {leading_group.GroupCorrected: "established"},
        leading_group.GroupVoided,
    ),
    _life(
        "plan",
        plan.PlanAdopted,
        (plan.PlanRevised, plan.TargetReached, plan.PlanEnded),
        {plan.PlanCorrected: "adopted"},
        plan.PlanVoided,
    ),
    _life(
        "project",
        project.ProjectProposed,
        (
            project.ProjectApproved,
            project.ProjectProgressReported,
            project.MilestoneReached,
            project.ProjectRescheduled,
            project.ProjectOwnerChanged,
            project.ProjectCompleted,
            project.ProjectTerminated,
        ),
        {project.ProjectCorrected: "proposed"},
        project.ProjectVoided,
    ),
    budget,
    study,
)
