"""Fact: what a record says, in the one form in which every rule can read it.

Kinds speak of meetings, visits and reports; rules count facts. `domain.reading` turns entries into
facts; `domain.evaluator` judges them. A fact keeps both clocks: the day that was said, and where in
the log, and when, it became known.
"""

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple


class FactKind(StrEnum):
    """Sort of fact a rule can count."""

    __hash__ = str.__hash__  # the enumeration's own runs in Python, and these are keys in every judging

    MEETING = "meeting"
    VISIT = "visit"
    CONTACT_POINT = "contact_point"
    REPORT = "report"
    WORK = "work"
    LIST = "list"
    LIST_ITEM = "list_item"
    LECTURE = "lecture"
    RESEARCH = "research"
    PROJECT = "project"
    DEBRIEF = "debrief"
    INSPECTION = "inspection"
    RECTIFICATION = "rectification"
    APPRAISAL = "appraisal"
    ACCOUNTABILITY = "accountability"
    MEASURE = "measure"
    COMMENDATION = "commendation"
    LEADING_GROUP = "leading_group"
    PLAN = "plan"
    FUNDING = "funding"
    PUBLICITY = "publicity"
    MEMBER = "member"
    EDUCATION = "education"
    REVIEW = "review"
    COMMITMENT = "commitment"
    RECEPTION = "reception"
    FLOATING = "floating"
    DUES = "dues"


OF_WORK: Final = frozenset(
    {
        FactKind.WORK,
        FactKind.LECTURE,
        FactKind.RESEARCH,
        FactKind.PROJECT,
        FactKind.DEBRIEF,
        FactKind.INSPECTION,
        FactKind.RECTIFICATION,
        FactKind.APPRAISAL,
        FactKind.ACCOUNTABILITY,
        FactKind.MEASURE,
        FactKind.COMMENDATION,
        FactKind.LEADING_GROUP,
        FactKind.PLAN,
        FactKind.FUNDING,
        FactKind.PUBLICITY,
        FactKind.MEMBER,
        FactKind.EDUCATION,
        FactKind.REVIEW,
        FactKind.COMMITMENT,
        FactKind.RECEPTION,
        FactKind.FLOATING,
        FactKind.DUES,
    }
)
"""A work record is the general case and these are its special ones: a rule that asks for work counts them too."""


class Span(NamedTuple):
    """Days on which a fact stands: from ``first`` to ``last`` inclusive, open while ``last`` is None."""

    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies in the span."""
        return self.first <= day and (self.last is None or day <= self.last)


class Fact(NamedTuple):
    """One countable thing, as it is known now (or was known at some position).

    A tuple and no dataclass: a view makes one of every entry, stores it and reads it again to judge it, and this
    takes a third of the time and half of the room. The order of fields is the stored one: new ones come last.

    ``ref`` is the record's stream; for the parts of a record that count by themselves (a visit, a list
    item) it is ``stream#version`` or ``stream#item``. ``spans`` is empty for what happened on one day;
    a report that was returned, or a contact point that was closed, stands only within its spans.
    """

    ref: str
    kind: FactKind
    act: str
    """Body of a meeting, purpose of a visit, type of a report, act of a work record."""
    organisation: str
    occurred_on: date
    recorded_on: date
    """Day (local) on which the version that is shown was recorded."""
    position: int
    """Log position of the entry that gave the fact its present form."""
    first_position: int
    """Log position at which the record first appeared."""
    title: str = ""
    period: str = ""
    topics: tuple[str, ...] = ()
    chair: str | None = None
    performers: tuple[str, ...] = ()
    owner: str | None = None
    """Owner of the contact point that was visited, or of the point itself."""
    recipient: str | None = None
    form: str = ""
    unit: str | None = None
    unit_kind: str = ""
    unit_sector: str = ""
    unit_rating: str = ""
    point: str | None = None
    quantity: int | None = None
    sections: tuple[str, ...] = ()
    """Sections of a report."""
    duties: tuple[str, ...] = ()
    """Catalogue clauses the record cites."""
    spans: tuple[Span, ...] = ()
    corrected: bool = False
    returned_on: date | None = None
    """Day on which a report was last returned and is not yet handed in again."""
    cites: tuple[str, ...] = ()
    """Records, or parts of them, on which this one rests: what follows them in one case names them here."""
    case: str = ""
    """Which numbered thing of the record it is about (an issue, a problem, a journey); empty: the whole of it."""
