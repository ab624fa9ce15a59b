"""Ways 办理途径: by which form a duty is met, begun with what its rule asks for."""

from collections.abc import Mapping
from typing import Final

from domain import work
from domain.catalogue.acts import ACTS as ACTS_OF
from domain.fact import FactKind
from domain.rule import Clause, Counts
from web.acts import ACTS
from web.schemas.fields import made
from web.viewer import viewer

_BY_ACT: Final[Mapping[str, tuple[str, str]]] = {
    "research_topic_decided": ("decide_topic", ""),
    "research_report": ("write_paper", "research_report"),
    "research_article": ("write_paper", "research_article"),
    "project_proposed": ("propose_project", ""),
    "debrief_delivered": ("deliver_debrief", ""),
    "inspection": ("conduct_inspection", ""),
    "rectification_ordered": ("order_rectification", ""),
    "appraisal": ("open_appraisal", ""),
    "criticism": ("take_measure", ""),
    "commendation": ("grant_commendation", ""),
    "leading_group_set_up": ("establish_group", ""),
    "education_conference_set_up": ("establish_group", ""),
    "budget_approved": ("approve_budget", ""),
    "publicity": ("release_publicity", ""),
    "collective_education": ("hold_education", ""),
    "commitment": ("make_commitment", ""),
    "mass_reception": ("hold_reception", ""),
    "departure_reported": ("report_departure", ""),
    "dues_paid": ("pay_dues", ""),
    "accountability": ("open_case", ""),
}
"""Act of a fact -> form that records it, and the code it begins with."""

_BY_KIND: Final[Mapping[FactKind, str]] = {
    FactKind.MEETING: "hold_meeting",
    FactKind.CONTACT_POINT: "establish_contact_point",
    FactKind.REPORT: "submit_report",
    FactKind.LECTURE: "deliver_lecture",
    FactKind.PLAN: "adopt_plan",
    FactKind.PUBLICITY: "release_publicity",
    FactKind.EDUCATION: "hold_education",
    FactKind.REVIEW: "hold_review",
    FactKind.MEASURE: "take_measure",
    FactKind.INSPECTION: "conduct_inspection",
    FactKind.RESEARCH: "decide_topic",
    FactKind.PROJECT: "propose_project",
    FactKind.DEBRIEF: "deliver_debrief",
    FactKind.COMMITMENT: "make_commitment",
    FactKind.RECEPTION: "hold_reception",
    FactKind.FUNDING: "approve_budget",
    FactKind.LEADING_GROUP: "establish_group",
    FactKind.LIST: "draft_list",
    FactKind.WORK: "record_work",
}
"""Sort of fact -> form by which one is recorded; what goes on with a record of its own has none here."""

VISIT: Final = "visit_contact_point"
"""The one form that wants a record first: which contact point was visited."""

_SORT_FIELDS: Final = ("body", "type", "act", "paper")
"""Fields of forms that say which sort it is."""


def way_of(clause: Clause, organisation: str, period: str = "") -> tuple[str, dict[str, str]]:
    """The form by which the clause can be met, and what it begins with; ``""`` where no one form does."""
    if not viewer().acts_for(organisation):
        return "", {}
    for counts in (clause.rule.counts, *clause.rule.each, *clause.rule.steps):
        if FactKind.VISIT in counts.kinds and viewer().may(ACTS[VISIT].command):
            return VISIT, {"organisation": organisation}
        name, code = _form(counts)
        act = ACTS.get(name)
        if act is None or not viewer().may(act.command):
            continue
        begun = {"organisation": organisation}
        shape = made(act.shape).fields
        sort = next((field for field in _SORT_FIELDS if field in shape and code in _codes(shape[field])), "")
        if sort:
            begun[sort] = code
        if "duties" in shape:
            begun["duties"] = clause.id
        if period and "period" in shape and clause.rule.by_period:
            begun["period"] = period
        return name, begun
    return "", {}


def _codes(field: object) -> frozenset[str]:
    return frozenset(code.value for code in getattr(field, "enum", ()))


def _form(counts: Counts) -> tuple[str, str]:
    for act in counts.acts:
        if act in _BY_ACT:
            return _BY_ACT[act]
        for kind in counts.kinds or tuple(FactKind):
            if act in ACTS_OF[kind] and kind in _BY_KIND:
                return _BY_KIND[kind], act
        kinds = [kind for kind, acts in ACTS_OF.items() if act in acts and kind in _BY_KIND]
        if kinds:
            return _BY_KIND[kinds[0]], act
    for kind in counts.kinds:
        if kind is FactKind.WORK:
            return _BY_KIND[kind], counts.acts[0] if counts.acts else work.Act.DUTY_PERFORMED.value
        if kind in _BY_KIND:
            return _BY_KIND[kind], ""
    return "", ""
