"""Reactions 联动: what one entry asks somebody to do next, across kinds, and which later entry answers it.

Nothing happens by itself: an ask is a reminder with a form filled in beforehand; a person decides. Each row cites the
clause that says so. The table is read by a view, which lists what nobody has answered yet.

An ask belongs to a record, or to a numbered part of it (``stream#2``); where one entry asks several things alike (one
criticism for each who stayed away), ``key`` tells them apart. It is answered by a record that cites it, or by the
record itself moving on; it falls away where what asked for it is voided, corrected or overcome.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, TypeAlias

from domain import (
    commendation,
    debrief,
    education,
    floating,
    inspection,
    measure,
    member,
    organisation,
    reception,
    rectification,
    review,
    sheet,
)
from domain.identity import is_stream_id, member_of, stream_of
from domain.kernel import TITLE_LIMIT, Entry, record

Context: TypeAlias = Mapping[str, str]
"""Who is concerned by a record, as said so far: field -> id."""

NAMES: Final[Mapping[type, tuple[str, ...]]] = {
    inspection.InspectionConducted: ("organisation", "inspected"),
    measure.MeasureTaken: ("organisation", "subject"),
    rectification.RectificationOrdered: ("organisation", "ordered_by"),
    education.EducationHeld: ("organisation",),
    review.ReviewArranged: ("organisation",),
    review.ReviewHeld: ("organisation",),
    sheet.SheetOpened: ("appraiser", "organisation", "subject"),
    reception.ReceptionHeld: ("organisation",),
    floating.DepartureReported: ("organisation", "person"),
    floating.InflowReported: ("inflow",),
    debrief.DebriefDelivered: ("organisation", "recipient"),
    organisation.OrganisationRegistered: ("parent",),
    organisation.OrganisationRelationSet: ("parent",),
    member.MembershipRegistered: ("organisation", "person"),
    member.RelationTransferred: ("organisation",),
}
"""Events that say who is concerned, and in which fields."""


def fact_in(event: Any) -> Any:
    """What the event says of its record as a whole: itself, or the corrected fact that a correction holds."""
    name = _FACT_FIELDS.get(type(event))
    return getattr(event, name) if name else event


def context_after(before: Context, event: Any) -> Context:
    """Who is concerned once the event is known."""
    fact = fact_in(event)
    said = {name: getattr(fact, name) or "" for name in NAMES.get(type(fact), ())}
    return {**before, **said} if said else before


_FACT_FIELDS: Final[Mapping[type, str]] = {
    inspection.InspectionCorrected: "conducted",
    measure.MeasureCorrected: "taken",
    rectification.RectificationCorrected: "ordered",
    commendation.CommendationCorrected: "granted",
    education.EducationCorrected: "held",
    review.ReviewCorrected: "held",
    reception.ReceptionCorrected: "held",
    floating.DepartureCorrected: "departure",
    debrief.DebriefCorrected: "delivered",
    organisation.OrganisationCorrected: "registered",
    member.MembershipCorrected: "registered",
}
"""Corrections -> field that holds the fact as it should read."""

RESTATING: Final = frozenset({*_FACT_FIELDS, sheet.ReviewDecided})
"""Events that say anew what their record asks for, and do not ask a second time for what was done."""


# --- what is asked ---------------------------------------------------------------


@record
class Ask:
    """Something that an entry asks for."""

    ref: str
    """The record, or its numbered part, that asks."""
    asks: type
    """Command that would do it."""
    key: str = ""
    """Which of several alike: the person."""


@record
class Reaction:
    """One row: what an event asks for."""

    asks: type
    """Command that would do it."""
    clause: str
    """Where that stands."""
    zh: str
    en: str
    asked: str
    """Field of the event, or of who is concerned, that holds the organisation it asks."""
    prefill: Callable[[Entry, Context, str], Mapping[str, Any]]
    """What the form can begin with: of the entry, who is concerned, and the key."""
    each: Callable[[Any], tuple[str, ...]] = lambda event: ("",)
    """Keys of what it asks; none: it asks for nothing."""
    due: str = ""
    """Field of the event that holds the day by which."""

    def when(self, event: Any) -> bool:
        """Whether the event asks for it at all."""
        return bool(self.each(event))

    def whom(self, event: Any, context: Context) -> str:
        """Organisation that is asked."""
        return str(getattr(event, self.asked, "") or context.get(self.asked, ""))

    def due_on(self, event: Any) -> date | None:
        """Day by which it is asked; None: no day was set."""
        return getattr(event, self.due) if self.due else None


def _title(text: str) -> str:
    return " ".join(text.split())[:TITLE_LIMIT]


def _ref(entry: Entry) -> str:
    return part_of(entry.stream, entry.event)


def part_of(stream: str, event: Any) -> str:
    """The numbered part of the record that the event is about, or the record."""
    number = getattr(event, "number", None)
    return f"{stream}#{number}" if isinstance(number, int) else stream


def _numbered(entry: Entry, context: Context, key: str) -> Mapping[str, Any]:
    """A part of the same record goes on."""
    field = {"reception": "reception", "member": "member"}[entry.stream.partition("-")[0]]
    return {field: entry.stream, "number": entry.event.number}


def _same(field: str) -> Callable[[Entry, Context, str], Mapping[str, Any]]:
    """The same record goes on."""
    return lambda entry, context, key: {field: entry.stream}


def _order_for_problem(entry: Entry, context: Context, key: str) -> Mapping[str, Any]:
    event = entry.event
    return {
        "organisation": context.get("inspected", ""),
        "ordered_by": context.get("organisation", ""),
        "title": _title(event.text),
        "problem": event.text,
        "category": rectification.Category(event.category.value),
        "source": _ref(entry),
        "clause": event.clause,
        "serious": event.serious,
    }


def _order_after_criticism(entry: Entry, context: Context, key: str) -> Mapping[str, Any]:
    event = fact_in(entry.event)
    return {
        "organisation": event.subject,
        "ordered_by": event.organisation,
        "title": event.title,
        "problem": event.text or event.title,
        "source": entry.stream,
        "clause": event.clause,
        "due_on": event.rectify_by,
    }


def _order_after_result(entry: Entry, context: Context, key: str) -> Mapping[str, Any]:
    return {
        "organisation": context.get("organisation", ""),
        "ordered_by": context.get("appraiser", ""),
        "problem": entry.event.text,
        "source": entry.stream,
    }


def _order_for_weak(entry: Entry, context: Context, key: str) -> Mapping[str, Any]:
    return {
        "organisation": entry.stream,
        "ordered_by": context.get("parent", ""),
        "problem": entry.event.reason,
        "source": entry.stream,
    }


def _order_again(entry: Entry, context: Context, key: str) -> Mapping[str, Any]:
    return {"rectification": entry.stream, "by": entry.event.by, "reason": entry.event.reason}


def _criticise(ground: measure.Ground, type: measure.Type) -> Callable[[Entry, Context, str], Mapping[str, Any]]:
    def prefill(entry: Entry, context: Context, key: str) -> Mapping[str, Any]:
        own = context.get("organisation", "")
        about = key or context.get("person", "")
        return {
            "organisation": own,
            "type": type,
            "about": about,
            "subject": own,
            "ground": ground,
            "cites": (entry.stream,),
        }

    return prefill


def _identify(entry: Entry, context: Context, key: str) -> Mapping[str, Any]:
    results = {result.person: result.opinion for result in fact_in(entry.event).results}
    return {
        "member": member_of(key),
        "problem": member.Problem.UNFIT,
        "cites": (entry.stream,),
        "text": results.get(key, ""),
    }


def _commend(entry: Entry, context: Context, key: str) -> Mapping[str, Any]:
    return {
        "organisation": context.get("appraiser", ""),
        "recipients": (context.get("subject", ""),),
        "cites": (entry.stream,),
    }


def _absent(event: education.EducationHeld) -> tuple[str, ...]:
    found = (one.person for one in event.absences if one.excuse is education.Excuse.WITHOUT_REASON)
    return tuple(dict.fromkeys(found))


def _unqualified(event: review.ReviewHeld) -> tuple[str, ...]:
    return tuple(one.person for one in event.results if one.grade is review.Grade.UNQUALIFIED)


def _graded(grade: sheet.Grade) -> Callable[[Any], tuple[str, ...]]:
    return lambda event: ("",) if event.grade is grade else ()


def _is_weak(event: organisation.OrganisationRatedWeak) -> tuple[str, ...]:
    return ("",) if event.rating in (organisation.Rating.WEAK, organisation.Rating.BACKWARD) else ()


_RESULT: Final = (
    Reaction(
        asks=rectification.OrderRectification,
        clause="c2006-resp 四¶2",
        zh="考核不合格，应提出批评并责令限期整改。",
        en="The appraisal was unqualified: criticise, and order it to be put right within a limit.",
        asked="appraiser",
        each=_graded(sheet.Grade.UNQUALIFIED),
        prefill=_order_after_result,
    ),
    Reaction(
        asks=commendation.GrantCommendation,
        clause="c2006-resp 四¶2",
        zh="考核成绩突出，应予以表彰。",
        en="The appraisal was outstanding: commend.",
        asked="appraiser",
        each=_graded(sheet.Grade.EXCELLENT),
        prefill=_commend,
    ),
)

REACTIONS: Final[Mapping[type, tuple[Reaction, ...]]] = {
    inspection.ProblemFound: (
        Reaction(
            asks=rectification.OrderRectification,
            clause="c2006-resp 三（六）",
            zh="检查发现的问题应及时解决，请责令限期整改。",
            en="A problem that was found is to be solved in time: order a rectification.",
            asked="organisation",
            prefill=_order_for_problem,
        ),
    ),
    measure.MeasureTaken: (
        Reaction(
            asks=rectification.OrderRectification,
            clause="c2006-resp 四¶2",
            zh="批评附有整改期限，请责令限期整改。",
            en="The criticism sets a limit: order a rectification.",
            asked="organisation",
            each=lambda event: () if event.rectify_by is None else ("",),
            due="rectify_by",
            prefill=_order_after_criticism,
        ),
    ),
    rectification.RectificationRejected: (
        Reaction(
            asks=rectification.OrderRectificationAgain,
            clause="c2006-resp 三（六）",
            zh="整改验收不合格，问题仍未解决，请再次责令整改。",
            en="The rectification was rejected and the problem stands: order it again.",
            asked="ordered_by",
            prefill=_order_again,
        ),
    ),
    education.EducationHeld: (
        Reaction(
            asks=measure.TakeMeasure,
            clause="c2006-edu 四¶3",
            zh="无正当理由缺席集体教育的党员，应给予严肃批评。",
            en="A member stayed away without proper reason and is to be criticised seriously.",
            asked="organisation",
            each=_absent,
            prefill=_criticise(measure.Ground.ABSENCE, measure.Type.SERIOUS_CRITICISM),
        ),
    ),
    review.ReviewHeld: (
        Reaction(
            asks=member.IdentifyMemberProblem,
            clause="c2006-edu 二（二）3¶3",
            zh="评议不合格的党员，应登记问题并及时帮助教育。",
            en="A member was found unqualified: record the problem, and help in time.",
            asked="organisation",
            each=_unqualified,
            prefill=_identify,
        ),
    ),
    member.MemberProblemIdentified: (
        Reaction(
            asks=member.GiveHelp,
            clause="c2006-edu 二（二）3¶3",
            zh="发现问题的党员，应及时给予帮助教育。",
            en="A member has a problem: help and educate in time.",
            asked="organisation",
            prefill=_numbered,
        ),
    ),
    member.HelpFailed: (
        Reaction(
            asks=member.DisposeMember,
            clause="c2006-edu 二（二）3¶3",
            zh="经教育仍不改正的党员，应按党章和有关规定作出处置。",
            en="Help brought no change: the organisation disposes.",
            asked="organisation",
            prefill=_numbered,
        ),
    ),
    sheet.ResultIssued: _RESULT,
    sheet.ReviewDecided: _RESULT,
    reception.IssueRaised: (
        Reaction(
            asks=reception.FeedIssueBack,
            clause="c2006-serve 三（三）",
            zh="群众反映的问题，办理情况应及时反馈。",
            en="People raised an issue and are to be told what came of it.",
            asked="organisation",
            prefill=_numbered,
        ),
    ),
    floating.CertificateVerified: (
        Reaction(
            asks=floating.FileCertificate,
            clause="c2006-float 三（一）",
            zh="流动党员活动证已查验，应报上级党组织备案。",
            en="The certificate was verified and is to be filed with the superior.",
            asked="inflow",
            prefill=_same("certificate"),
        ),
    ),
    floating.ContactLost: (
        Reaction(
            asks=measure.TakeMeasure,
            clause="c2006-float 三（一）",
            zh="流动党员长期不联系的，应进行批评教育。",
            en="A floating member keeps no contact and is to be criticised and educated.",
            asked="organisation",
            prefill=_criticise(measure.Ground.NO_CONTACT, measure.Type.CRITICISM),
        ),
    ),
    debrief.DebriefDelivered: (
        Reaction(
            asks=debrief.EvaluateDebrief,
            clause="shunde2015 四（二）4",
            zh="已述职，应接受评议。",
            en="The debriefing was delivered and is to be evaluated.",
            asked="recipient",
            prefill=_same("debrief"),
        ),
    ),
    organisation.OrganisationRatedWeak: (
        Reaction(
            asks=rectification.OrderRectification,
            clause="c2006-resp 二（一）3",
            zh="软弱涣散、后进党组织应及时整顿，请责令限期整改。",
            en="A weak or backward organisation is to be put right in time: order a rectification.",
            asked="parent",
            each=_is_weak,
            prefill=_order_for_weak,
        ),
    ),
}
"""Event -> what it asks for."""


# --- what answers ----------------------------------------------------------------


def _citing(asks: type, refs: Iterable[str], key: str = "") -> tuple[Ask, ...]:
    return tuple(Ask(ref=ref, asks=asks, key=key) for ref in refs if ref)


def _ordered(entry: Entry, event: rectification.RectificationOrdered) -> tuple[Ask, ...]:
    return _citing(rectification.OrderRectification, (event.source,))


def _measure_taken(entry: Entry, event: measure.MeasureTaken) -> tuple[Ask, ...]:
    return (
        *_citing(measure.TakeMeasure, event.cites, event.about),
        *_citing(measure.TakeMeasure, (ref for ref in event.cites if is_stream_id(stream_of(ref), "floating"))),
    )


def _granted(entry: Entry, event: commendation.CommendationGranted) -> tuple[Ask, ...]:
    return _citing(commendation.GrantCommendation, event.cites)


def _identified(entry: Entry, event: member.MemberProblemIdentified) -> tuple[Ask, ...]:
    person = entry.stream.replace("member-", "person-", 1)
    return _citing(member.IdentifyMemberProblem, event.cites, person)


def _goes_on(*asks: type) -> Callable[[Entry, Any], tuple[Ask, ...]]:
    return lambda entry, event: tuple(Ask(ref=part_of(entry.stream, event), asks=one) for one in asks)


ANSWERS: Final[Mapping[type, Callable[[Entry, Any], tuple[Ask, ...]]]] = {
    rectification.RectificationOrdered: _ordered,
    measure.MeasureTaken: _measure_taken,
    commendation.CommendationGranted: _granted,
    member.MemberProblemIdentified: _identified,
    rectification.RectificationOrderedAgain: _goes_on(rectification.OrderRectificationAgain),
    member.HelpGiven: _goes_on(member.GiveHelp),
    member.MemberDisposed: _goes_on(member.DisposeMember),
    reception.IssueFedBack: _goes_on(reception.FeedIssueBack),
    floating.CertificateFiled: lambda entry, event: (Ask(ref=entry.stream, asks=floating.FileCertificate),),
    debrief.DebriefEvaluated: _goes_on(debrief.EvaluateDebrief),
}
"""Event -> what it answers: the records it cites, or its own."""


def answered(entry: Entry) -> tuple[Ask, ...]:
    """What the entry answers. A record cited as an entry of it (``stream#3``) answers for the record too."""
    fact = fact_in(entry.event)
    answer = ANSWERS.get(type(fact))
    found = () if answer is None else answer(entry, fact)
    whole = (Ask(ref=stream_of(one.ref), asks=one.asks, key=one.key) for one in found if "#" in one.ref)
    return tuple(dict.fromkeys((*found, *whole)))


# --- what falls away -------------------------------------------------------------

OVER: Final[Mapping[type, tuple[type, ...]]] = {
    inspection.ProblemVoided: (),
    inspection.InspectionVoided: (),
    measure.MeasureRevoked: (),
    measure.MeasureVoided: (),
    rectification.RectificationVoided: (),
    education.EducationVoided: (),
    review.ReviewVoided: (),
    sheet.SheetVoided: (),
    reception.IssueVoided: (),
    reception.IssueClosed: (),
    reception.ReceptionVoided: (),
    floating.ContactRestored: (measure.TakeMeasure,),
    floating.CertificateChecked: (),
    floating.FloatingVoided: (),
    debrief.DebriefVoided: (),
    organisation.OrganisationRerated: (rectification.OrderRectification,),
    organisation.OrganisationDissolved: (),
    organisation.OrganisationVoided: (),
    member.MemberProblemResolved: (),
    member.MembershipEnded: (),
    member.MembershipVoided: (),
}
"""Events after which what the record, or the part of it, asked for falls away: which commands; none named: all."""

VOIDED: Final = (
    measure.MeasureVoided,
    measure.MeasureRevoked,
    rectification.RectificationVoided,
    commendation.CommendationVoided,
    member.MembershipVoided,
)
"""Events after which what the record answered is unanswered again."""

ENTRY_VOIDED: Final = member.MemberEntryVoided
"""Takes back one entry of a record: what it asked for, and what it answered."""
