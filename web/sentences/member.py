"""Sentences on members 党员."""

from collections.abc import Mapping
from typing import Any, Final

from domain import member
from domain.identity import person_of
from domain.terms import event_label
from web.sentences.telling import Tell, Telling, corrected, done


def _who(w: Telling) -> str:
    return w.name(person_of(w.stream))


def _registered(w: Telling, e: member.MembershipRegistered) -> str:
    return w.t(
        f"{w.name(e.person)}自{w.day(e.occurred_on)}起登记为{w.name(e.organisation)}党员"
        f"（{w.code(e.category)}，{w.code(e.standing)}）",
        f"{w.name(e.person)} was entered as a member of {w.name(e.organisation)} from {w.day(e.occurred_on)}"
        f" ({w.code(e.category)}, {w.code(e.standing)})",
    )


def _transferred(w: Telling, e: member.RelationTransferred) -> str:
    return w.t(
        f"{_who(w)}的组织关系于{w.day(e.occurred_on)}转到{w.name(e.organisation)}（{w.code(e.category)}）"
        f"{w.note(e.document)}",
        f"the relation of {_who(w)} went to {w.name(e.organisation)} on {w.day(e.occurred_on)}"
        f" ({w.code(e.category)}){w.note(e.document)}",
    )


def _confirmed(w: Telling, e: member.ConfirmationDecided) -> str:
    until = w.t(f"至{w.day(e.until)}", f" until {w.day(e.until)}") if e.until else ""
    return w.t(
        f"{_who(w)}的预备期于{w.day(e.occurred_on)}作出决定：{w.code(e.outcome)}{until}",
        f"the probation of {_who(w)} was decided on {w.day(e.occurred_on)}: {w.code(e.outcome)}{until}",
    )


def _special(w: Telling, e: member.SpecialSituationRecorded) -> str:
    return w.t(
        f"{_who(w)}自{w.day(e.occurred_on)}起登记第{e.number}号特殊情况（{w.code(e.situation)}）{w.note(e.text)}",
        f"special situation number {e.number} of {_who(w)} from {w.day(e.occurred_on)}"
        f" ({w.code(e.situation)}){w.note(e.text)}",
    )


def _special_ended(w: Telling, e: member.SpecialSituationEnded) -> str:
    return w.t(
        f"{_who(w)}的第{e.number}号特殊情况于{w.day(e.occurred_on)}结束",
        f"special situation number {e.number} of {_who(w)} ended on {w.day(e.occurred_on)}",
    )


def _home_study(w: Telling, e: member.HomeStudyDelivered) -> str:
    by = w.listed([w.name(person) for person in e.persons])
    brought = w.t(f"（{by}送学）", f" by {by}") if by else ""
    return w.t(
        f"于{w.day(e.occurred_on)}为{_who(w)}送学上门{brought}{w.note(e.text)}",
        f"study was brought home to {_who(w)} on {w.day(e.occurred_on)}{brought}{w.note(e.text)}",
    )


def _trained(w: Telling, e: member.RotationTrainingCompleted) -> str:
    return w.t(
        f"{_who(w)}于{w.day(e.occurred_on)}完成轮训{w.quote(e.title)}"
        f"（{w.line(e.organiser)}，{w.code(e.school)}，{e.half_days / 2:g}天）",
        f"{_who(w)} completed rotation training on {w.day(e.occurred_on)}: {w.quote(e.title)}"
        f" ({w.line(e.organiser)}, {w.code(e.school)}, {e.half_days / 2:g} days)",
    )


def _identified(w: Telling, e: member.MemberProblemIdentified) -> str:
    return w.t(
        f"于{w.day(e.occurred_on)}发现{_who(w)}的第{e.number}号问题（{w.code(e.problem)}）{w.note(e.text)}",
        f"problem number {e.number} of {_who(w)} was found on {w.day(e.occurred_on)}"
        f" ({w.code(e.problem)}){w.note(e.text)}",
    )


def _step(zh: str, en: str) -> Tell:
    """A step in handling a problem."""

    def told(w: Telling, e: Any) -> str:
        return w.t(
            f"{_who(w)}的第{e.number}号问题于{w.day(e.occurred_on)}{zh}{w.note(e.text)}",
            f"problem number {e.number} of {_who(w)}: {en} on {w.day(e.occurred_on)}{w.note(e.text)}",
        )

    return told


def _disposed(w: Telling, e: member.MemberDisposed) -> str:
    due = w.t(f"，限{w.day(e.due_on)}前改正", f", to be corrected by {w.day(e.due_on)}") if e.due_on else ""
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}就第{e.number}号问题对{_who(w)}作出组织处置："
        f"{w.code(e.disposition)}（{w.line(e.document)}）{due}{w.note(e.text)}",
        f"{w.name(e.organisation)} decided on {_who(w)} over problem number {e.number} on {w.day(e.occurred_on)}:"
        f" {w.code(e.disposition)} ({w.line(e.document)}){due}{w.note(e.text)}",
    )


def _ended(w: Telling, e: member.MembershipEnded) -> str:
    return w.t(
        f"{_who(w)}于{w.day(e.occurred_on)}出列{w.because(e.reason)}",
        f"the membership of {_who(w)} ended on {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


def _entry_voided(w: Telling, e: member.MemberEntryVoided) -> str:
    label = ("登记", "") if w.previous is None else event_label(type(w.previous))
    named = f" ({label[1]})" if label[1] else ""
    return w.t(
        f"{_who(w)}的第{e.entry}条登记（{label[0]}）作废{w.because(e.reason)}",
        f"entry {e.entry} of {_who(w)}{named} was voided{w.because(e.reason)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    member.MembershipRegistered: _registered,
    member.RelationTransferred: _transferred,
    member.ConfirmationDecided: _confirmed,
    member.SpecialSituationRecorded: _special,
    member.SpecialSituationEnded: _special_ended,
    member.HomeStudyDelivered: _home_study,
    member.RotationTrainingCompleted: _trained,
    member.MemberProblemIdentified: _identified,
    member.HelpGiven: _step("帮助教育", "help was given"),
    member.HelpFailed: _step("登记经教育不改", "help was without effect"),
    member.MemberProblemResolved: _step("解决", "it was overcome"),
    member.MemberDisposed: _disposed,
    member.MembershipEnded: _ended,
    member.MemberEntryVoided: _entry_voided,
    member.MembershipCorrected: corrected("党员登记", "the record of the member"),
    member.MembershipVoided: done("党员登记作废", "the record of the member was voided"),
}
"""Event -> how it is told."""
