"""Sentences on contact points and visits 联系点、走访."""

from collections.abc import Mapping
from typing import Final

from domain import contact
from web.phrases import fact_in
from web.sentences.telling import Tell, Telling, corrected, done


def _established(w: Telling, e: contact.ContactPointEstablished) -> str:
    return w.t(
        f"{w.name(e.unit)}自{w.day(e.occurred_on)}起为{w.name(e.owner)}的联系点",
        f"{w.name(e.unit)} is the contact point of {w.name(e.owner)} from {w.day(e.occurred_on)}",
    )


def _visited(w: Telling, e: contact.ContactPointVisited) -> str:
    others = w.t(f"，{w.names(e.companions)}同行", f", with {w.names(e.companions)}") if e.companions else ""
    text = w.t(f"：{w.line(e.text)}", f": {w.line(e.text)}") if e.text else ""
    return w.t(
        f"{w.name(e.visitor)}于{w.day(e.occurred_on)}到联系点走访（{w.code(e.purpose)}）{others}{text}",
        f"{w.name(e.visitor)} visited the contact point on {w.day(e.occurred_on)} ({w.code(e.purpose)}){others}{text}",
    )


def _visit(w: Telling) -> str:
    told = fact_in(w.previous)
    if isinstance(told, contact.ContactPointVisited):
        return w.t(
            f"{w.name(told.visitor)}{w.day(told.occurred_on)}的走访记录",
            f"the visit of {w.name(told.visitor)} on {w.day(told.occurred_on)}",
        )
    return w.t("走访记录", "a visit")


def _visit_corrected(w: Telling, e: contact.ContactPointVisitCorrected) -> str:
    return w.t(
        f"更正{_visit(w)}{w.amended(e)}{w.because(e.reason)}",
        f"the record of {_visit(w)} was corrected{w.amended(e)}{w.because(e.reason)}",
    )


def _visit_voided(w: Telling, e: contact.ContactPointVisitVoided) -> str:
    return w.t(f"{_visit(w)}作废{w.because(e.reason)}", f"the record of {_visit(w)} was voided{w.because(e.reason)}")


def _raised(w: Telling, e: contact.ContactPointProblemRaised) -> str:
    return w.t(
        f"{w.day(e.occurred_on)}在联系点发现第{e.number}号问题：{w.line(e.text)}",
        f"problem number {e.number} was found at the contact point on {w.day(e.occurred_on)}: {w.line(e.text)}",
    )


def _resolved(w: Telling, e: contact.ContactPointProblemResolved) -> str:
    to = w.name(e.passed_to) if e.passed_to else ""
    return w.t(
        f"第{e.number}号问题于{w.day(e.occurred_on)}{f'转交{to}办理' if to else '解决'}：{w.line(e.text)}",
        f"problem number {e.number} was {f'passed to {to}' if to else 'solved'}"
        f" on {w.day(e.occurred_on)}: {w.line(e.text)}",
    )


def _recognised(w: Telling, e: contact.DemonstrationPointRecognised) -> str:
    return w.t(
        f"{w.day(e.occurred_on)}认定为示范点，认定依据：{w.line(e.basis)}",
        f"the point was recognised as a demonstration point on {w.day(e.occurred_on)}; basis: {w.line(e.basis)}",
    )


def _point_reassigned(w: Telling, e: contact.ContactPointReassigned) -> str:
    return w.t(
        f"自{w.day(e.occurred_on)}起，联系人调整为{w.name(e.owner)}{w.because(e.reason)}",
        f"from {w.day(e.occurred_on)} the point belongs to {w.name(e.owner)}{w.because(e.reason)}",
    )


def _point_closed(w: Telling, e: contact.ContactPointClosed) -> str:
    return w.t(
        f"撤销联系点，最后一日为{w.day(e.occurred_on)}{w.because(e.reason)}",
        f"the point was given up; its last day was {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    contact.ContactPointEstablished: _established,
    contact.ContactPointVisited: _visited,
    contact.ContactPointVisitCorrected: _visit_corrected,
    contact.ContactPointVisitVoided: _visit_voided,
    contact.ContactPointProblemRaised: _raised,
    contact.ContactPointProblemResolved: _resolved,
    contact.DemonstrationPointRecognised: _recognised,
    contact.ContactPointReassigned: _point_reassigned,
    contact.ContactPointClosed: _point_closed,
    contact.ContactPointCorrected: corrected("联系点登记", "the record of the contact point"),
    contact.ContactPointVoided: done("联系点登记作废", "the record of the contact point was voided"),
}
"""Event -> how it is told."""
