"""Sentences: every event of the vocabulary told in one sentence, in the office's Chinese and in plain English.

A sentence says what happened; who wrote it down and when stands beside it, from the envelope. Where an event only
points at an earlier one (a correction, an item of a list, a tenure), the earlier one is handed in as ``previous``
and the sentence can say what it was about; `concerned` finds it among the entries of the record.

(The page is long because the vocabulary is: one row a kind of event, nothing else.)
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from domain import account, appointment, contact, evidence, meeting, organisation, person, policy, report, work
from domain import responsibility as lists
from domain.identity import kind_of, organisation_of
from domain.kernel import Entry
from domain.terms import KINDS, field_label
from web.phrases import Names, Words, changed, changes, fact_in, value_text

Tell = Callable[["Telling", Any], str]


class Telling(Words):
    """One entry being told: the words, the record it belongs to, the earlier event it concerns."""

    def __init__(self, entry: Entry, names: Names, language: str, previous: Any) -> None:
        super().__init__(names, language)
        self.stream = entry.stream
        self.previous = previous

    @property
    def this(self) -> str:
        """The record, by its name where it has one."""
        stream = self.stream
        kind = kind_of(stream)
        if kind in ("appointment", "responsibility"):
            return self.name(organisation_of(stream))
        found = self._names(stream)
        if found and found != stream:
            return self.line(found)
        label = KINDS[kind]
        return self.t(f"该{label[0]}", f"the {label[1][:1].lower()}{label[1][1:]}")

    def because(self, reason: str) -> str:
        """Why, at the end of a sentence."""
        return self.t(f"，理由：{self.line(reason)}", f"; reason: {self.line(reason)}")

    def item(self, number: str) -> str:
        """An item of a list, with its title where that is known."""
        held = getattr(self.previous, "item", None)
        title = self.quote(held.title) if isinstance(held, lists.Item) else ""
        return self.t(f"第{self.line(number)}项{title}", f"item {self.line(number)}{title and ' ' + title}")

    def tenure(self, number: int) -> str:
        """A tenure: who, in which post, where that is known."""
        told = fact_in(self.previous)
        if isinstance(told, appointment.RoleAppointed):
            return self.t(
                f"{self.name(told.person)}（{told.title or self.code(told.post)}）",
                f"{self.name(told.person)} ({told.title or self.code(told.post)})",
            )
        return self.t(f"第{number}号任职", f"appointment number {number}")

    def amended(self, event: Any) -> str:
        """Which fields a correction changed, where the wrong entry is at hand."""
        labels = list(dict.fromkeys(self.pick(field_label(of, field)) for of, field, *_ in self._changes(event)))
        said = self.listed(labels)
        return self.t(f"（{said}）", f" ({said})") if labels else ""

    def _changes(self, event: Any) -> Iterable[tuple[Any, ...]]:
        return changed(self.previous, event) if self.previous is not None else ()


# --- organisation -----------------------------------------------------------------


def _organisation_registered(w: Telling, e: organisation.OrganisationRegistered) -> str:
    under = w.t(f"，隶属{w.name(e.parent)}", f" under {w.name(e.parent)}") if e.parent else ""
    return w.t(
        f"登记组织{w.quote(e.name)}（{w.code(e.kind)}），自{w.day(e.occurred_on)}起{under}",
        f"{w.quote(e.name)} ({w.code(e.kind)}) was registered{under} from {w.day(e.occurred_on)}",
    )


def _relation_set(w: Telling, e: organisation.OrganisationRelationSet) -> str:
    parent = w.name(e.parent) if e.parent else w.t("（无上级组织）", "no superior")
    relations = w.t(
        f"党组织关系{w.code(e.party_relation)}、业务工作关系{w.code(e.business_relation)}",
        f"party relations {w.code(e.party_relation)}, business relations {w.code(e.business_relation)}",
    )
    return w.t(
        f"{w.this}自{w.day(e.occurred_on)}起隶属{parent}，{relations}{w.because(e.reason)}",
        f"from {w.day(e.occurred_on)} {w.this} stands under {parent}, {relations}{w.because(e.reason)}",
    )


def _renamed(w: Telling, e: organisation.OrganisationRenamed) -> str:
    return w.t(
        f"自{w.day(e.occurred_on)}起，该组织更名为{w.quote(e.name)}{w.because(e.reason)}",
        f"from {w.day(e.occurred_on)} the organisation is called {w.quote(e.name)}{w.because(e.reason)}",
    )


def _authorised(w: Telling, e: organisation.DepartmentAuthorisationGranted) -> str:
    return w.t(
        f"{w.this}自{w.day(e.occurred_on)}起{w.code(e.authority)}所属单位，授权文件：{w.line(e.document)}",
        f"{w.this} is {w.code(e.authority)} its units from {w.day(e.occurred_on)}, under {w.line(e.document)}",
    )


def _leadership(w: Telling, e: organisation.LeadershipRelationDetermined) -> str:
    zh, en = [], []
    if e.leader:
        zh.append(f"由{w.name(e.leader)}领导")
        en.append(f"is led by {w.name(e.leader)}")
    if e.guides:
        zh.append(f"由{w.names(e.guides)}指导")
        en.append(f"is guided by {w.names(e.guides)}")
    if not zh:
        zh, en = ["领导、指导关系未能确定"], ["has neither leader nor guide determined"]
    return w.t(
        f"{w.this}自{w.day(e.occurred_on)}起{'、'.join(zh)}（{w.basis(e.basis)}）",
        f"from {w.day(e.occurred_on)} {w.this} {' and '.join(en)} ({w.basis(e.basis)})",
    )


def _rated(w: Telling, e: organisation.OrganisationRatedWeak | organisation.OrganisationRerated) -> str:
    again = isinstance(e, organisation.OrganisationRerated)
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}{'重新' if again else '被'}评定为“{w.code(e.rating)}”{w.because(e.reason)}",
        f"{w.this} was {'rated anew' if again else 'rated'} {w.code(e.rating)}"
        f" on {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


def _dissolved(w: Telling, e: organisation.OrganisationDissolved) -> str:
    return w.t(
        f"{w.this}自{w.day(e.occurred_on)}起撤销{w.because(e.reason)}",
        f"{w.this} was dissolved from {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


# --- person and appointment -------------------------------------------------------


def _person_registered(w: Telling, e: person.PersonRegistered) -> str:
    return w.t(
        f"登记人员{w.personal(e.name)}，{'中共党员，' if e.party_member else ''}所在组织：{w.name(e.organisation)}",
        f"{w.personal(e.name)}{', party member,' if e.party_member else ''} was entered at {w.name(e.organisation)}",
    )


def _appointed(w: Telling, e: appointment.RoleAppointed) -> str:
    portfolio = w.t(f"，分管{w.codes(e.portfolio)}", f", in charge of {w.codes(e.portfolio)}") if e.portfolio else ""
    paper = w.t(f"（{w.line(e.document)}）", f" ({w.line(e.document)})") if e.document else ""
    post = w.line(e.title) if e.title else w.code(e.post)
    return w.t(
        f"{w.name(e.person)}自{w.day(e.occurred_on)}起任{w.name(e.organisation)}{post}"
        f"{'（主持工作）' if e.acting else ''}{portfolio}{paper}",
        f"{w.name(e.person)} is {'acting ' if e.acting else ''}{post} of {w.name(e.organisation)}"
        f" from {w.day(e.occurred_on)}{portfolio}{paper}",
    )


def _portfolio(w: Telling, e: appointment.RoleAssigned) -> str:
    charge = w.codes(e.portfolio)
    return w.t(
        f"{w.tenure(e.appointment)}自{w.day(e.occurred_on)}起{f'分管{charge}' if charge else '不再分管具体工作'}"
        f"{w.because(e.reason)}",
        f"{w.tenure(e.appointment)} is in charge of {charge or 'nothing in particular'}"
        f" from {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


def _ended(w: Telling, e: appointment.RoleEnded) -> str:
    return w.t(
        f"{w.tenure(e.appointment)}离任，在任最后一日为{w.day(e.occurred_on)}{w.because(e.reason)}",
        f"{w.tenure(e.appointment)} left the post; the last day in it was {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


def _appointment_corrected(w: Telling, e: appointment.AppointmentCorrected) -> str:
    return w.t(
        f"更正{w.tenure(e.appointment)}的任职记录{w.amended(e)}{w.because(e.reason)}",
        f"the record of {w.tenure(e.appointment)} was corrected{w.amended(e)}{w.because(e.reason)}",
    )


def _appointment_voided(w: Telling, e: appointment.AppointmentVoided) -> str:
    return w.t(
        f"{w.tenure(e.appointment)}的任职记录作废{w.because(e.reason)}",
        f"the record of {w.tenure(e.appointment)} was voided{w.because(e.reason)}",
    )


# --- policy -----------------------------------------------------------------------


def _policy_issued(w: Telling, e: policy.PolicyIssued) -> str:
    return w.t(
        f"印发{w.this}，自{w.day(e.effective_on)}起对{w.names(e.binds)}及其下级组织生效",
        f"{w.this} was put into force from {w.day(e.effective_on)} for {w.names(e.binds)} and all below",
    )


def _policy_superseded(w: Telling, e: policy.PolicySuperseded) -> str:
    by = w.t(f"，由{w.name(e.by)}替代", f", replaced by {w.name(e.by)}") if e.by else ""
    return w.t(
        f"{w.this}废止，最后有效日为{w.day(e.last_day)}{by}{w.because(e.reason)}",
        f"{w.this} ceased to bind; its last day in force is {w.day(e.last_day)}{by}{w.because(e.reason)}",
    )


def _interpreted(w: Telling, e: policy.PolicyInterpreted) -> str:
    return w.t(
        f"自{w.day(e.effective_on)}起，对{w.this}中“{w.name(e.parameter)}”一项解释为“{w.line(e.value)}”，"
        f"依据：{w.line(e.basis)}",
        f"from {w.day(e.effective_on)}, “{w.name(e.parameter)}” in {w.this} is read as “{w.line(e.value)}”;"
        f" basis: {w.line(e.basis)}",
    )


# --- responsibility list ----------------------------------------------------------


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
    note = w.t(f"：{w.line(e.note)}", f": {w.line(e.note)}") if e.note else ""
    return w.t(
        f"{w.item(e.item)}于{w.day(e.occurred_on)}启动办理{note}",
        f"work on {w.item(e.item)} began on {w.day(e.occurred_on)}{note}",
    )


def _item_completed(w: Telling, e: lists.ResponsibilityItemCompleted) -> str:
    note = w.t(f"：{w.line(e.note)}", f": {w.line(e.note)}") if e.note else ""
    return w.t(
        f"{w.item(e.item)}于{w.day(e.occurred_on)}报告完成，佐证{len(e.evidence)}件{note}",
        f"{w.item(e.item)} was reported done on {w.day(e.occurred_on)},"
        f" with {_count(len(e.evidence), 'piece')} of evidence{note}",
    )


def _item_verified(w: Telling, e: lists.ResponsibilityItemVerified) -> str:
    note = w.t(f"：{w.line(e.note)}", f": {w.line(e.note)}") if e.note else ""
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
    note = w.t(f"：{w.line(e.note)}", f": {w.line(e.note)}") if e.note else ""
    return w.t(
        f"{w.this}责任清单于{w.day(e.occurred_on)}年终关闭{note}",
        f"the responsibility list of {w.this} was closed on {w.day(e.occurred_on)}{note}",
    )


# --- meeting ----------------------------------------------------------------------


def _convened(w: Telling, e: meeting.MeetingConvened) -> str:
    return w.t(
        f"{w.name(e.organisation)}定于{w.day(e.planned_on)}召开{w.code(e.body)}{w.quote(e.title)}",
        f"{w.name(e.organisation)} called a meeting for {w.day(e.planned_on)} ({w.code(e.body)}): {w.quote(e.title)}",
    )


def _held(w: Telling, e: meeting.MeetingHeld) -> str:
    agenda, decided = len(e.agenda), len(e.resolutions)
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}召开{w.code(e.body)}{w.quote(e.title)}，"
        f"{w.name(e.chair)}主持，{len(e.attendees)}人出席，议题{agenda}项{f'，决定事项{decided}项' if decided else ''}",
        f"{w.name(e.organisation)} met on {w.day(e.occurred_on)} ({w.code(e.body)}): {w.quote(e.title)},"
        f" chaired by {w.name(e.chair)}, {len(e.attendees)} present, {_count(agenda, 'agenda item')}"
        f"{', ' + _count(decided, 'resolution') if decided else ''}",
    )


def _cancelled(w: Telling, e: meeting.MeetingCancelled) -> str:
    return w.t(f"{w.this}取消召开{w.because(e.reason)}", f"{w.this} was cancelled{w.because(e.reason)}")


def _carried_out(w: Telling, e: meeting.ResolutionCarriedOut) -> str:
    return w.t(
        f"第{e.number}号决定事项于{w.day(e.occurred_on)}落实：{w.line(e.text)}",
        f"resolution number {e.number} was carried out on {w.day(e.occurred_on)}: {w.line(e.text)}",
    )


# --- contact point ----------------------------------------------------------------


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


# --- report, work, evidence -------------------------------------------------------


def _submitted(w: Telling, e: report.ReportSubmitted) -> str:
    who = w.t(f"（报告人{w.name(e.person)}）", f" ({w.name(e.person)} reporting)") if e.person else ""
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}向{w.name(e.recipient)}{w.code(e.form)}报送"
        f"{w.code(e.type)}{w.quote(e.title)}，报告期为{w.period(e.period)}{who}",
        f"{w.name(e.organisation)} handed in to {w.name(e.recipient)} on {w.day(e.occurred_on)}"
        f" ({w.code(e.form)}, {w.code(e.type)}): {w.quote(e.title)}, on {w.period(e.period)}{who}",
    )


def _returned(w: Telling, e: report.ReportReturned) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}被退回{w.because(e.reason)}",
        f"{w.this} was returned on {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


def _resubmitted(w: Telling, e: report.ReportResubmitted) -> str:
    return w.t(f"{w.this}于{w.day(e.occurred_on)}重新报送", f"{w.this} was handed in again on {w.day(e.occurred_on)}")


def _accepted(w: Telling, e: report.ReportAccepted) -> str:
    note = w.t(f"：{w.line(e.note)}", f": {w.line(e.note)}") if e.note else ""
    return w.t(f"{w.this}于{w.day(e.occurred_on)}接收{note}", f"{w.this} was accepted on {w.day(e.occurred_on)}{note}")


def _worked(w: Telling, e: work.WorkRecorded) -> str:
    people = w.t(f"，由{w.names(e.performers)}承担", f", done by {w.names(e.performers)}") if e.performers else ""
    to = w.t(f"，对象为{w.name(e.recipient)}", f", before {w.name(e.recipient)}") if e.recipient else ""
    amount = f"{e.quantity}{w.t('', ' ')}{w.line(e.unit_of_measure)}" if e.quantity is not None else ""
    much = w.t(f"，数量{amount}", f", amount {amount}") if amount else ""
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}开展工作（{w.code(e.act)}）{w.quote(e.title)}{people}{to}{much}",
        f"{w.name(e.organisation)}, {w.day(e.occurred_on)}, {w.code(e.act)}: {w.quote(e.title)}{people}{to}{much}",
    )


def _filed(w: Telling, e: evidence.EvidenceFiled) -> str:
    return w.t(
        f"{w.name(e.organisation)}上传佐证材料{w.quote(e.title)}（{_size(e.size)}）",
        f"{w.name(e.organisation)} filed {w.quote(e.title)} as evidence ({_size(e.size)})",
    )


def _attached(w: Telling, e: evidence.EvidenceAttached) -> str:
    note = w.t(f"：{w.line(e.note)}", f": {w.line(e.note)}") if e.note else ""
    return w.t(f"作为{w.name(e.subject)}的佐证{note}", f"attached as evidence to {w.name(e.subject)}{note}")


def _detached(w: Telling, e: evidence.EvidenceDetached) -> str:
    return w.t(
        f"不再作为{w.name(e.subject)}的佐证{w.because(e.reason)}",
        f"no longer evidence for {w.name(e.subject)}{w.because(e.reason)}",
    )


# --- account ----------------------------------------------------------------------


def _opened(w: Telling, e: account.AccountOpened) -> str:
    who = w.t(f"，使用人{w.name(e.person)}", f", used by {w.name(e.person)}") if e.person else ""
    return w.t(
        f"开设账号{w.quote(e.sign_in_name)}，所属{w.name(e.organisation)}，角色为{w.code(e.role)}{who}，"
        f"自{w.day(e.occurred_on)}起",
        f"account {w.quote(e.sign_in_name)} was opened at {w.name(e.organisation)} as {w.code(e.role)}{who},"
        f" from {w.day(e.occurred_on)}",
    )


def _granted(w: Telling, e: account.AccountRoleGranted) -> str:
    return w.t(
        f"账号权限变更为{w.name(e.organisation)}的{w.code(e.role)}{w.because(e.reason)}",
        f"the account is now {w.code(e.role)} at {w.name(e.organisation)}{w.because(e.reason)}",
    )


# --- told alike ---------------------------------------------------------------------


def _corrected(zh: str, en: str) -> Tell:
    """A correction of the record as a whole."""
    return lambda w, e: w.t(
        f"更正{zh}{w.amended(e)}{w.because(e.reason)}", f"{en} was corrected{w.amended(e)}{w.because(e.reason)}"
    )


def _done(zh: str, en: str) -> Tell:
    """Something whose whole account is its reason."""
    return lambda w, e: w.t(f"{zh}{w.because(e.reason)}", f"{en}{w.because(e.reason)}")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _size(size: int) -> str:
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


TOLD: Final[Mapping[type, Tell]] = {
    organisation.OrganisationRegistered: _organisation_registered,
    organisation.OrganisationRelationSet: _relation_set,
    organisation.OrganisationRenamed: _renamed,
    organisation.DepartmentAuthorisationGranted: _authorised,
    organisation.LeadershipRelationDetermined: _leadership,
    organisation.OrganisationRatedWeak: _rated,
    organisation.OrganisationRerated: _rated,
    organisation.OrganisationDissolved: _dissolved,
    organisation.OrganisationCorrected: _corrected("组织登记", "the registration of the organisation"),
    organisation.OrganisationVoided: _done("组织登记作废", "the registration of the organisation was voided"),
    person.PersonRegistered: _person_registered,
    person.PersonCorrected: _corrected("人员信息", "the person's entry"),
    person.PersonVoided: _done("人员登记作废", "the person's entry was voided"),
    appointment.RoleAppointed: _appointed,
    appointment.RoleAssigned: _portfolio,
    appointment.RoleEnded: _ended,
    appointment.AppointmentCorrected: _appointment_corrected,
    appointment.AppointmentVoided: _appointment_voided,
    policy.PolicyIssued: _policy_issued,
    policy.PolicySuperseded: _policy_superseded,
    policy.PolicyInterpreted: _interpreted,
    policy.PolicyCorrected: _corrected("印发登记", "the issue of the policy"),
    policy.PolicyVoided: _done("制度文件登记作废", "the policy was voided"),
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
    lists.ResponsibilityListVoided: _done("责任清单草稿作废", "the draft of the list was voided"),
    meeting.MeetingConvened: _convened,
    meeting.MeetingHeld: _held,
    meeting.MeetingCancelled: _cancelled,
    meeting.ResolutionCarriedOut: _carried_out,
    meeting.MeetingCorrected: _corrected("会议记录", "the record of the meeting"),
    meeting.MeetingVoided: _done("会议记录作废", "the record of the meeting was voided"),
    contact.ContactPointEstablished: _established,
    contact.ContactPointVisited: _visited,
    contact.ContactPointVisitCorrected: _visit_corrected,
    contact.ContactPointVisitVoided: _visit_voided,
    contact.ContactPointProblemRaised: _raised,
    contact.ContactPointProblemResolved: _resolved,
    contact.DemonstrationPointRecognised: _recognised,
    contact.ContactPointReassigned: _point_reassigned,
    contact.ContactPointClosed: _point_closed,
    contact.ContactPointCorrected: _corrected("联系点登记", "the record of the contact point"),
    contact.ContactPointVoided: _done("联系点登记作废", "the record of the contact point was voided"),
    report.ReportSubmitted: _submitted,
    report.ReportReturned: _returned,
    report.ReportResubmitted: _resubmitted,
    report.ReportAccepted: _accepted,
    report.ReportCorrected: _corrected("报送登记", "the record of the report"),
    report.ReportVoided: _done("报送登记作废", "the record of the report was voided"),
    work.WorkRecorded: _worked,
    work.WorkCorrected: _corrected("工作记录", "the work record"),
    work.WorkVoided: _done("工作记录作废", "the work record was voided"),
    evidence.EvidenceFiled: _filed,
    evidence.EvidenceAttached: _attached,
    evidence.EvidenceDetached: _detached,
    evidence.EvidenceVoided: _done("佐证材料作废", "the evidence file was voided"),
    account.AccountOpened: _opened,
    account.AccountRoleGranted: _granted,
    account.AccountSuspended: _done("账号停用", "the account was suspended"),
    account.AccountReinstated: _done("账号恢复使用", "the account may sign in again"),
    account.PasswordResetRequired: _done("要求重置密码", "the password must be set anew"),
}
"""Event -> how it is told."""


def sentence(entry: Entry, names: Names, language: str, previous: Any = None) -> str:
    """What the entry says, in one sentence. ``previous`` is the earlier event it concerns (`concerned`)."""
    telling = Telling(entry, names, language, previous)
    said = TOLD[type(entry.event)](telling, entry.event)
    return f"{said[:1].upper()}{said[1:]}." if telling.english else f"{said}。"


def concerned(entry: Entry, before: Sequence[Entry]) -> Any:
    """The earlier event of the record that this one corrects, continues or ends; None where there is none."""
    event = entry.event
    for field in ("corrects", "appointment", "visit"):
        number = getattr(event, field, None)
        if isinstance(number, int):
            return next((one.event for one in before if one.version == number), None)
    item = getattr(event, "item", None)
    if isinstance(item, str):
        return next(
            (one.event for one in reversed(before) if getattr(getattr(one.event, "item", None), "item", None) == item),
            None,
        )
    return None


__all__ = ["changes", "concerned", "sentence", "value_text"]
