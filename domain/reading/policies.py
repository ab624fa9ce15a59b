"""Policies in force: a document with where, from when and until when it binds, and how it was interpreted."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Final

from domain import policy
from domain.catalogue import parse
from domain.kernel import Entry, record
from domain.rule import Document

POLICY_EVENTS: Final = (
    policy.PolicyIssued,
    policy.PolicySuperseded,
    policy.PolicyInterpreted,
    policy.PolicyCorrected,
    policy.PolicyVoided,
)


@record
class PolicyInForce:
    """One issued document."""

    policy: str
    document: Document
    binds: tuple[str, ...]
    effective_on: date
    last_day: date | None = None
    by: str | None = None
    """Policy that replaced it."""
    interpretations: tuple[tuple[date, str, str], ...] = ()
    """(from when, parameter, value), in order of those days."""

    def in_force(self, day: date) -> bool:
        """Whether it binds on ``day``."""
        return self.effective_on <= day and (self.last_day is None or day <= self.last_day)

    def covers(self, opens: date, closes: date) -> bool:
        """Whether it binds on every day of a window: one that came or went in the middle does not judge it."""
        return self.effective_on <= opens and (self.last_day is None or closes <= self.last_day)

    def value(self, parameter: str, day: date) -> str:
        """The parameter's value on ``day``: as last interpreted by then, else the document's default."""
        found = next((p.default for p in self.document.parameters if p.name == parameter), "")
        for since, name, value in self.interpretations:
            if name == parameter and since <= day:
                found = value
        return found


@lru_cache(maxsize=64)
def document_of(catalogue: str) -> Document:
    """The document that an issued text holds; the same text is read once."""
    return parse(catalogue, "PolicyIssued")


def policy_after(before: PolicyInForce | None, entry: Entry) -> PolicyInForce | None:
    """The policy once the entry is known; None if it was entered by mistake."""
    event = entry.event
    if isinstance(event, policy.PolicyIssued):
        return _issued(entry.stream, event)
    if before is None:
        return None
    match event:
        case policy.PolicySuperseded():
            return replace(before, last_day=event.last_day, by=event.by)
        case policy.PolicyInterpreted():
            row = (event.effective_on, event.parameter, event.value)
            return replace(before, interpretations=tuple(sorted((*before.interpretations, row), key=_since)))
        case policy.PolicyCorrected():
            fresh = _issued(entry.stream, event.issued)
            return replace(fresh, last_day=before.last_day, by=before.by, interpretations=before.interpretations)
        case policy.PolicyVoided():
            return None
    return before


def _issued(stream: str, event: policy.PolicyIssued) -> PolicyInForce:
    return PolicyInForce(
        policy=stream, document=document_of(event.catalogue), binds=event.binds, effective_on=event.effective_on
    )


def _since(row: tuple[date, str, str]) -> date:
    return row[0]
