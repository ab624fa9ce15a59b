"""Sentences on projects 书记项目、共建项目."""

from collections.abc import Mapping
from typing import Final

from domain import project
from web.sentences.telling import Tell, Telling, corrected, count, done


def _proposed(w: Telling, e: project.ProjectProposed) -> str:
    partners = w.t(f"，共建单位{w.names(e.partners)}", f", with {w.names(e.partners)}") if e.partners else ""
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}申报{e.year}年度{w.code(e.type)}{w.quote(e.title)}，"
        f"负责人{w.name(e.owner)}{partners}",
        f"{w.name(e.organisation)} proposed on {w.day(e.occurred_on)} for {e.year} ({w.code(e.type)}):"
        f" {w.quote(e.title)}, owned by {w.name(e.owner)}{partners}",
    )


def _timetable(w: Telling, steps: tuple[project.Milestone, ...]) -> str:
    last = max((step.due_on for step in steps), default=None)
    until = w.t(f"，最后时限{w.day(last)}", f", the last due {w.day(last)}") if last else ""
    return w.t(f"共{len(steps)}个时间节点{until}", f"{count(len(steps), 'step')}{until}")


def _approved(w: Telling, e: project.ProjectApproved) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}由{w.name(e.by)}批准立项，{_timetable(w, e.milestones)}",
        f"{w.this} was approved by {w.name(e.by)} on {w.day(e.occurred_on)}; {_timetable(w, e.milestones)}",
    )


def _rescheduled(w: Telling, e: project.ProjectRescheduled) -> str:
    return w.t(
        f"{w.this}的时间表于{w.day(e.occurred_on)}调整，{_timetable(w, e.milestones)}{w.because(e.reason)}",
        f"the timetable of {w.this} was changed on {w.day(e.occurred_on)}; {_timetable(w, e.milestones)}"
        f"{w.because(e.reason)}",
    )


def _progress(w: Telling, e: project.ProjectProgressReported) -> str:
    done_so_far = w.t(f"（完成{e.percent}%）", f" ({e.percent} per cent)") if e.percent is not None else ""
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}报告进展{done_so_far}：{w.line(e.text)}",
        f"progress of {w.this} was reported on {w.day(e.occurred_on)}{done_so_far}: {w.line(e.text)}",
    )


def _reached(w: Telling, e: project.MilestoneReached) -> str:
    note = w.note(e.text)
    return w.t(
        f"{w.this}第{e.number}个节点于{w.day(e.occurred_on)}完成{note}",
        f"step {e.number} of {w.this} was reached on {w.day(e.occurred_on)}{note}",
    )


def _owner(w: Telling, e: project.ProjectOwnerChanged) -> str:
    return w.t(
        f"{w.this}自{w.day(e.occurred_on)}起改由{w.name(e.owner)}负责{w.because(e.reason)}",
        f"{w.this} is owned by {w.name(e.owner)} from {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


def _completed(w: Telling, e: project.ProjectCompleted) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}完成：{w.line(e.text)}",
        f"{w.this} was completed on {w.day(e.occurred_on)}: {w.line(e.text)}",
    )


def _terminated(w: Telling, e: project.ProjectTerminated) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}终止{w.because(e.reason)}",
        f"{w.this} was broken off on {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    project.ProjectProposed: _proposed,
    project.ProjectApproved: _approved,
    project.ProjectRescheduled: _rescheduled,
    project.ProjectProgressReported: _progress,
    project.MilestoneReached: _reached,
    project.ProjectOwnerChanged: _owner,
    project.ProjectCompleted: _completed,
    project.ProjectTerminated: _terminated,
    project.ProjectCorrected: corrected("项目登记", "the record of the project"),
    project.ProjectVoided: done("项目登记作废", "the record of the project was voided"),
}
"""Event -> how it is told."""
