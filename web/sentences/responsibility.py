"""Sentences on responsibility lists 责任清单."""

from collections.abc import Mapping
from typing import Any, Final

from domain import responsibility as lists
from web.sentences.telling import Tell, Telling, count, done


def _drafted(w: Telling, e: lists.ResponsibilityListDrafted) -> str:
    under = w.t(f"，依据{w.names(e.policies)}", f" under {w.names(e.policies)}") if e.policies else ""
    return w.t(
        f"起草{w.name(e.organisation)}{e.year}年度责任清单{under}",
        f"the responsibility list of {w.name(e.organisation)} for {e.year} was drafted{under}",
    )


def _laid_down(w: Telling, who: str | None, department: str, due: Any) -> str:
    parts = []
    if who:
        parts.append(w.t(f"责任人{w.name(who)}", f"responsible: {w.name(who)}"))
    if department:
        parts.append(w.t(f"责任部门{w.name(department)}", f"department: {w.name(department)}"))
    if due:
        parts.append(w.t(f"时限{w.day(due)}", f"due {w.day(due)}"))
    return w.listed(parts) or w.t("责任人、责任部门和时限待定", "person, department and time limit still open")


def _item_added(w: Telling, e: lists.ResponsibilityItemAdded) -> str:
    item = e.item
    said = _laid_down(w, item.person, item.department, item.due_on)
    return w.t(
        f"增列第{w.line(item.item)}项{w.quote(item.title)}，{said}",
        f"item {w.line(item.item)} {w.quote(item.title)} was added; {said}",
    )


def _item_assigned(w: Telling, e: lists.ResponsibilityItemAssigned) -> str:
    said = _laid_down(w, e.person, e.department, e.due_on)
    return w.t(f"{w.item(e.item)}落实责任：{said}", f"{w.item(e.item)} was assigned; {said}")


def _version(w: Telling, version: int) -> str:
    return w.t(f"，清单成为第{version}版", f"; the list is now version {version}") if version else ""


def _item_withdrawn(w: Telling, e: lists.ResponsibilityItemWithdrawn) -> str:
    basis = w.t(f"，依据：{w.name(e.clause)}", f"; basis: {w.name(e.clause)}") if e.clause else ""
    return w.t(
        f"撤销{w.item(e.item)}{_version(w, e.list_version)}{basis}{w.because(e.reason)}",
        f"{w.item(e.item)} was taken off{_version(w, e.list_version)}{basis}{w.because(e.reason)}",
    )


def _list_issued(w: Telling, e: lists.ResponsibilityListIssued) -> str:
    return w.t(
        f"{w.this}责任清单于{w.day(e.occurred_on)}印发（第{e.list_version}版）",
        f"the responsibility list of {w.this} was issued on {w.day(e.occurred_on)} (version {e.list_version})",
    )


def _item_amended(w: Telling, e: lists.ResponsibilityItemAmended) -> str:
    basis = w.t(f"，依据：{w.name(e.clause)}", f"; basis: {w.name(e.clause)}") if e.clause else ""
    number, title = w.line(e.item.item), w.quote(e.item.title)
    return w.t(
        f"调整第{number}项{title}{_version(w, e.list_version)}{basis}{w.because(e.reason)}",
        f"item {number} {title} was changed{_version(w, e.list_version)}{basis}{w.because(e.reason)}",
    )


def _item_reassigned(w: Telling, e: lists.ResponsibilityItemReassigned) -> str:
    return w.t(
        f"{w.item(e.item)}自{w.day(e.occurred_on)}起改由{w.name(e.person)}负责{w.because(e.reason)}",
        f"{w.item(e.item)} passed to {w.name(e.person)} from {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


def _item_started(w: Telling, e: lists.ResponsibilityItemStarted) -> str:
    note = w.note(e.note)
    return w.t(
        f"{w.item(e.item)}于{w.day(e.occurred_on)}启动办理{note}",
        f"work on {w.item(e.item)} began on {w.day(e.occurred_on)}{note}",
    )


def _item_completed(w: Telling, e: lists.ResponsibilityItemCompleted) -> str:
    note = w.note(e.note)
    return w.t(
        f"{w.item(e.item)}于{w.day(e.occurred_on)}报告完成，佐证{len(e.evidence)}件{note}",
        f"{w.item(e.item)} was reported done on {w.day(e.occurred_on)},"
        f" with {count(len(e.evidence), 'piece')} of evidence{note}",
    )


def _item_verified(w: Telling, e: lists.ResponsibilityItemVerified) -> str:
    note = w.note(e.note)
    return w.t(
        f"{w.name(e.person)}于{w.day(e.occurred_on)}核验确认{w.item(e.item)}已完成{note}",
        f"{w.name(e.person)} verified on {w.day(e.occurred_on)} that {w.item(e.item)} is done{note}",
    )


def _item_returned(w: Telling, e: lists.ResponsibilityItemReturned) -> str:
    return w.t(
        f"{w.name(e.person)}于{w.day(e.occurred_on)}退回{w.item(e.item)}的完成报告{w.because(e.reason)}",
        f"{w.name(e.person)} returned {w.item(e.item)} on {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


def _completion_voided(w: Telling, e: lists.CompletionVoided) -> str:
    return w.t(
        f"{w.item(e.item)}的完成登记作废{w.because(e.reason)}",
        f"the completion of {w.item(e.item)} was voided{w.because(e.reason)}",
    )


def _list_closed(w: Telling, e: lists.ResponsibilityListClosed) -> str:
    note = w.note(e.note)
    return w.t(
        f"{w.this}责任清单于{w.day(e.occurred_on)}年终关闭{note}",
        f"the responsibility list of {w.this} was closed on {w.day(e.occurred_on)}{note}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    lists.ResponsibilityListDrafted: _drafted,
    lists.ResponsibilityItemAdded: _item_added,
    lists.ResponsibilityItemAssigned: _item_assigned,
    lists.ResponsibilityItemWithdrawn: _item_withdrawn,
    lists.ResponsibilityListIssued: _list_issued,
    lists.ResponsibilityItemAmended: _item_amended,
    lists.ResponsibilityItemReassigned: _item_reassigned,
    lists.ResponsibilityItemStarted: _item_started,
    lists.ResponsibilityItemCompleted: _item_completed,
    lists.ResponsibilityItemVerified: _item_verified,
    lists.ResponsibilityItemReturned: _item_returned,
    lists.CompletionVoided: _completion_voided,
    lists.ResponsibilityListClosed: _list_closed,
    lists.ResponsibilityListVoided: done("责任清单草稿作废", "the draft of the list was voided"),
}
"""Event -> how it is told."""
