"""Sentences on accountability cases 追究责任."""

from collections.abc import Mapping
from typing import Final

from domain import accountability
from web.sentences.telling import Tell, Telling, corrected, done


def _opened(w: Telling, e: accountability.CaseOpened) -> str:
    leadership = w.t("领导班子", "the leadership")
    who = leadership if e.person is None else w.name(e.person)
    roles = w.t(f"（{w.codes(e.roles)}）", f" ({w.codes(e.roles)})") if e.roles else ""
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}对{w.name(e.subject)}{who}{roles}启动追责{w.quote(e.title)}，"
        f"所涉职责为{w.name(e.clause)}，{w.day(e.due_on)}到期，{w.code(e.route)}",
        f"{w.name(e.organisation)} opened a case against {who}{roles} at {w.name(e.subject)} on {w.day(e.occurred_on)}:"
        f" {w.quote(e.title)}, on {w.name(e.clause)}, due on {w.day(e.due_on)} ({w.code(e.route)})",
    )


def _cited(w: Telling, e: accountability.ElementCited) -> str:
    return w.t(
        f"为“{w.code(e.element)}”引证{w.names(e.refs)}：{w.line(e.text)}",
        f"cited for “{w.code(e.element)}”: {w.names(e.refs)} ({w.line(e.text)})",
    )


def _withdrawn(w: Telling, e: accountability.ElementWithdrawn) -> str:
    cited = w.previous
    what = w.t(f"“{w.code(cited.element)}”的", "") if isinstance(cited, accountability.ElementCited) else ""
    of = f" for “{w.code(cited.element)}”" if isinstance(cited, accountability.ElementCited) else ""
    return w.t(f"撤回{what}引证{w.because(e.reason)}", f"a citation{of} was withdrawn{w.because(e.reason)}")


def _notified(w: Telling, e: accountability.NoticeGiven) -> str:
    return w.t(
        f"{w.day(e.occurred_on)}就{w.this}告知当事人：{w.line(e.text)}",
        f"on {w.day(e.occurred_on)} the person was told of {w.this}: {w.line(e.text)}",
    )


def _heard(w: Telling, e: accountability.StatementTaken) -> str:
    note = w.note(e.text)
    if e.waived:
        return w.t(
            f"当事人于{w.day(e.occurred_on)}放弃陈述申辩{note}",
            f"the person waived a statement on {w.day(e.occurred_on)}{note}",
        )
    return w.t(
        f"{w.day(e.occurred_on)}听取当事人陈述申辩{note}", f"the person was heard on {w.day(e.occurred_on)}{note}"
    )


def _decided(w: Telling, e: accountability.CaseDecided) -> str:
    flags = w.t(f"（提示：{w.codes(e.flags)}）", f" (flagged: {w.codes(e.flags)})") if e.flags else ""
    document = w.t(f"（{w.line(e.document)}）", f" ({w.line(e.document)})") if e.document else ""
    return w.t(
        f"经{w.name(e.meeting)}集体研究，{w.day(e.occurred_on)}决定{'' if e.held else '不予'}追究责任{document}"
        f"：{w.line(e.text)}{flags}",
        f"{w.name(e.meeting)} decided on {w.day(e.occurred_on)} {'to hold' if e.held else 'not to hold'} to account"
        f"{document}: {w.line(e.text)}{flags}",
    )


def _imposed(w: Telling, e: accountability.ConsequenceImposed) -> str:
    until = w.t(f"，至{w.day(e.ends_on)}", f", until {w.day(e.ends_on)}") if e.ends_on is not None else ""
    return w.t(
        f"就{w.this}于{w.day(e.occurred_on)}作出处理：{w.code(e.consequence)}{until}{w.note(e.text)}",
        f"in {w.this} a consequence was imposed on {w.day(e.occurred_on)}: {w.code(e.consequence)}{until}"
        f"{w.note(e.text)}",
    )


def _lodged(w: Telling, e: accountability.AppealLodged) -> str:
    return w.t(
        f"当事人于{w.day(e.occurred_on)}对{w.this}提出申诉：{w.line(e.text)}",
        f"the person appealed in {w.this} on {w.day(e.occurred_on)}: {w.line(e.text)}",
    )


def _appeal_decided(w: Telling, e: accountability.AppealDecided) -> str:
    return w.t(
        f"{w.name(e.by)}于{w.day(e.occurred_on)}对{w.this}的申诉作出复查决定：{w.code(e.outcome)}{w.note(e.text)}",
        f"{w.name(e.by)} decided the appeal in {w.this} on {w.day(e.occurred_on)}: {w.code(e.outcome)}{w.note(e.text)}",
    )


def _closed(w: Telling, e: accountability.CaseClosed) -> str:
    note = w.note(e.note)
    return w.t(f"{w.this}于{w.day(e.occurred_on)}结案{note}", f"{w.this} was closed on {w.day(e.occurred_on)}{note}")


TELLS: Final[Mapping[type, Tell]] = {
    accountability.CaseOpened: _opened,
    accountability.ElementCited: _cited,
    accountability.ElementWithdrawn: _withdrawn,
    accountability.NoticeGiven: _notified,
    accountability.StatementTaken: _heard,
    accountability.CaseDecided: _decided,
    accountability.ConsequenceImposed: _imposed,
    accountability.AppealLodged: _lodged,
    accountability.AppealDecided: _appeal_decided,
    accountability.CaseClosed: _closed,
    accountability.CaseCorrected: corrected("追责登记", "the record of the case"),
    accountability.CaseVoided: done("追责登记作废", "the record of the case was voided"),
}
"""Event -> how it is told."""
