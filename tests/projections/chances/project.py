"""Projects and plans by chance, and meetings that decide something by a day."""

from typing import TYPE_CHECKING, Any

from domain import meeting, plan, project

if TYPE_CHECKING:
    from log_book import Chance


def propose(chance: "Chance") -> None:
    """A project is proposed and approved with a timetable."""
    stream = chance.begin("project", project.ProjectProposed, year=2024)
    chance.write(stream, project.ProjectApproved(by="", occurred_on=chance.day(), milestones=_steps(chance)), "")


def _steps(chance: "Chance") -> tuple[project.Milestone, ...]:
    count = 1 + chance.random.randrange(3)
    people = [None, chance.place()[1]]
    return tuple(
        project.Milestone(number=n, title=f"节点{n}", due_on=chance.day(), person=chance.random.choice(people))
        for n in range(1, count + 1)
    )


def pursue(chance: "Chance") -> None:
    """It goes on."""
    if (stream := chance.some("project")) is None:
        return
    number = 1 + chance.random.randrange(3)
    event: Any = chance.random.choice(
        (
            project.MilestoneReached(number=number, occurred_on=chance.day()),
            project.MilestoneReached(number=1, occurred_on=chance.day()),
            project.ProjectRescheduled(occurred_on=chance.day(), milestones=_steps(chance), reason="调整"),
            chance.sample(project.ProjectOwnerChanged),
            project.ProjectCorrected(
                corrects=1, proposed=chance.sample(project.ProjectProposed, year=2023), reason="笔误"
            ),
            project.ProjectCompleted(occurred_on=chance.day(), text="完成"),
            project.ProjectVoided(reason="误登"),
        )
    )
    if isinstance(event, project.ProjectCompleted | project.ProjectVoided):
        chance.records["project"].remove(stream)
    chance.write(stream, event, "")


def lay_down(chance: "Chance") -> None:
    """A plan is adopted, or goes on."""
    stream = chance.some("plan")
    if stream is None or chance.random.random() < 0.3:
        chance.begin("plan", plan.PlanAdopted, period="2024", targets=_targets(chance))
        return
    adopted = chance.sample(plan.PlanAdopted, period="2024", targets=_targets(chance))
    event: Any = chance.random.choice(
        (
            plan.TargetReached(number=1, occurred_on=chance.day(), text="完成"),
            plan.PlanRevised(occurred_on=chance.day(), targets=_targets(chance), reason="调整"),
            plan.PlanCorrected(corrects=1, adopted=adopted, reason="笔误"),
            plan.PlanEnded(occurred_on=chance.day(), reason="期满"),
            plan.PlanVoided(reason="误登"),
        )
    )
    if isinstance(event, plan.PlanEnded | plan.PlanVoided):
        chance.records["plan"].remove(stream)
    chance.write(stream, event, "")


def _targets(chance: "Chance") -> tuple[plan.Target, ...]:
    id, someone = chance.place()
    return tuple(
        plan.Target(
            number=n,
            title=f"目标{n}",
            due_on=chance.random.choice([None, chance.day()]),
            responsible=chance.random.choice(["", id, someone]),
        )
        for n in (1, 2)
    )


def resolve(chance: "Chance") -> None:
    """A meeting decides something by a day; later it is done."""
    id, someone = chance.place()
    if (stream := chance.some("resolved")) is None or chance.random.random() < 0.5:
        decided = meeting.Resolution(number=1, text="抓紧落实", responsible=someone, due_on=chance.day())
        held = chance.sample(meeting.MeetingHeld, organisation=id, resolutions=(decided,))
        chance.write(chance.keep("resolved", chance.fresh("meeting")), held, id)
        return
    chance.records["resolved"].remove(stream)
    chance.write(stream, meeting.ResolutionCarriedOut(number=1, occurred_on=chance.day(), text="已办"), id)


STEPS = (propose, pursue, pursue, lay_down, lay_down, resolve)
