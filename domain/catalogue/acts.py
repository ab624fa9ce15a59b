"""Acts 类别: by which names a rule may ask for a sort of fact; each kind's reader (`domain.reading.kinds`) gives these.

A rule that asks for work may name the acts of every kind that a work record once held.
"""

from collections.abc import Mapping
from typing import Final

from domain import contact, education, inspection, lecture, measure, meeting, member, plan, report, review, work
from domain.fact import OF_WORK, FactKind
from domain.rule import Counts

ACTS: Final[Mapping[FactKind, tuple[str, ...]]] = {
    FactKind.MEETING: tuple(meeting.Body),
    FactKind.VISIT: tuple(contact.Purpose),
    FactKind.CONTACT_POINT: (),
    FactKind.REPORT: tuple(report.Type),
    FactKind.WORK: tuple(work.Act),
    FactKind.LIST: (),
    FactKind.LIST_ITEM: (),
    FactKind.LECTURE: tuple(lecture.Type),
    FactKind.RESEARCH: (
        "research_topic",
        "research_topic_decided",
        "research_report",
        "research_article",
        "paper_adopted",
    ),
    FactKind.PROJECT: ("project_proposed", "project_approved", "project_progress", "project_completed"),
    FactKind.DEBRIEF: ("debrief_delivered", "debrief_written", "debrief_evaluated", "integrity_debrief"),
    FactKind.INSPECTION: ("inspection",),
    FactKind.RECTIFICATION: ("rectification", "rectification_ordered", "rectification_done"),
    FactKind.APPRAISAL: ("appraisal", "indicators_issued", "appraised", "result_used"),
    FactKind.ACCOUNTABILITY: ("accountability", "accountability_decided"),
    FactKind.MEASURE: (
        "criticism",
        *(type.value for type in measure.Type if type not in measure.CRITICISMS),
    ),
    FactKind.COMMENDATION: ("commendation",),
    FactKind.LEADING_GROUP: ("leading_group_set_up", "education_conference_set_up"),
    FactKind.PLAN: tuple(plan.Type),
    FactKind.FUNDING: ("budget_approved", "expense"),
    FactKind.PUBLICITY: ("publicity", "openness"),
    FactKind.MEMBER: (
        "home_study",
        "rotation_training",
        "lower_training",
        "member_problem_identified",
        "member_help",
        "member_help_failed",
        "member_problem_resolved",
        "member_disposition",
    ),
    FactKind.EDUCATION: ("collective_education", "absence_without_reason"),
    FactKind.REVIEW: (
        *(type.value for type in review.Type),
        *(f"{type.value}_arranged" for type in review.Type),
        *(f"review_{step.value}" for step in review.Step),
        "overall_opinion",
        "mass_evaluation",
        "review_notified",
    ),
    FactKind.COMMITMENT: ("commitment", "commitment_accepted", "commitment_fulfilled", "commitment_confirmed"),
    FactKind.RECEPTION: (
        "mass_reception",
        "issue_raised",
        "issue_resolved",
        "issue_explained",
        "coordination_started",
        "issue_fed_back",
        "issue_closed",
    ),
    FactKind.FLOATING: (
        "departure_reported",
        "educated",
        "stamped",
        "issued",
        "inflow_reported",
        "verified",
        "filed",
        "assigned",
        "life_recorded",
        "fed_back",
        "notice_sent",
        "contact_report",
        "location_change",
        "audited",
        "returned",
        "handed_in",
        "checked",
    ),
    FactKind.DUES: ("dues_paid", "dues_difficulty"),
}
"""Sort of fact -> its acts; none where there is but one sort."""

TOPICS: Final = tuple(
    dict.fromkeys(
        str(topic)
        for codes in (
            meeting.Topic,
            education.Content,
            review.Audience,
            inspection.Topic,
            measure.Ground,
            member.Problem,
        )
        for topic in codes
    )
)
"""Topics a rule may ask for, of whatever sort of fact."""

_OF_WORK: Final = tuple(dict.fromkeys(act for kind in sorted(OF_WORK) for act in ACTS[kind]))


def acts_asked(kinds: tuple[FactKind, ...]) -> tuple[str, ...]:
    """Acts that a rule on these sorts of fact may name; on no sort in particular, all."""
    found: list[str] = []
    for kind in kinds or tuple(FactKind):
        found += _OF_WORK if kind is FactKind.WORK else ACTS[kind]
    return tuple(dict.fromkeys(found))


def without_acts(counts: Counts) -> list[FactKind]:
    """Sorts of fact that a rule names without any of their acts, though it names acts: none would ever count."""
    if not counts.acts:
        return []
    named = set(counts.acts)
    return [kind for kind in counts.kinds if ACTS[kind] and named.isdisjoint(acts_asked((kind,)))]
