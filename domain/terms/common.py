"""Common words: of the enumerations of facts and rules, the evaluator's reasons, and fields that several kinds have."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeAlias, TypeVar

from domain import dues_status, fact, floating_status, floating_steps, report_status, rule, session_verdict, supposing

Label: TypeAlias = tuple[str, str]
"""Chinese, English."""

_Key = TypeVar("_Key")
_Said = TypeVar("_Said")


def merged(*parts: Mapping[_Key, _Said]) -> dict[_Key, _Said]:
    """One table of all parts. Two of them may say the same of one key, but not two different things."""
    table: dict[_Key, _Said] = {}
    for part in parts:
        for key, said in part.items():
            if table.setdefault(key, said) != said:
                raise ValueError(f"{key!r} is both {table[key]!r} and {said!r}; see FIELDS_OF for narrower meanings")
    return table


CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    supposing.Turn: {
        "fails": ("将变为未达标", "Would newly fail"),
        "passes": ("将变为达标", "Would pass"),
        "appears": ("将新增要求", "Would be owed as well"),
        "goes": ("将不再要求", "Would not be owed"),
        "otherwise": ("其他变化", "Would stand otherwise"),
    },
    report_status.Stage: {
        "handed_in": ("已报送", "Handed in"),
        "returned": ("退回待重报", "Returned"),
        "handed_in_again": ("已重报", "Handed in again"),
        "accepted": ("已接收", "Accepted"),
        "evaluated": ("已评议", "Evaluated"),
    },
    fact.FactKind: {
        "meeting": ("会议", "Meeting"),
        "visit": ("走访", "Visit"),
        "contact_point": ("联系点", "Contact point"),
        "report": ("报告", "Report"),
        "work": ("工作记录", "Work record"),
        "list": ("责任清单", "Responsibility list"),
        "list_item": ("清单事项", "List item"),
        "lecture": ("党课（形势报告）", "Lecture"),
        "research": ("调查研究", "Research"),
        "project": ("党建项目", "Project"),
        "debrief": ("述职", "Debriefing"),
        "inspection": ("督促检查", "Inspection"),
        "rectification": ("限期整改", "Rectification"),
        "appraisal": ("考核", "Appraisal"),
        "accountability": ("追究责任", "Accountability"),
        "measure": ("批评诫勉调整", "Measure"),
        "commendation": ("表彰", "Commendation"),
        "leading_group": ("领导小组", "Leading group"),
        "plan": ("计划与制度", "Plan"),
        "funding": ("经费", "Funding"),
        "publicity": ("宣传公开", "Publicity"),
        "member": ("党员", "Party member"),
        "education": ("集体教育", "Collective education"),
        "review": ("党员评议", "Review of members"),
        "commitment": ("党员承诺", "Commitment"),
        "reception": ("接待群众", "Reception"),
        "floating": ("流动党员", "Floating member"),
        "dues": ("党费", "Dues"),
    },
    floating_status.Stage: {
        "departed": ("已报告外出", "Departure reported"),
        "stamped": ("已盖章", "Stamped"),
        "issued": ("已发证", "Certificate issued"),
        "arrived": ("已报到", "Reported in"),
        "verified": ("已查验", "Verified"),
        "filed": ("已备案", "Filed"),
        "assigned": ("已编入", "Assigned"),
        "returned": ("已返回", "Back"),
        "handed_in": ("已交回", "Certificate handed in"),
        "closed": ("已办结", "Checked off"),
    },
    floating_status.Gap: {
        "no_certificate": ("未发活动证", "No certificate"),
        "issued_late": ("外出后发证", "Issued after leaving"),
        "not_arrived": ("未到流入地报到", "Not reported in"),
        "unverified": ("报到未查验", "Not verified"),
        "unfiled": ("查验未备案", "Verified, not filed"),
        "unassigned": ("未编入党组织", "Not assigned"),
        "contact_lost": ("失去联系", "Contact lost"),
        "home_not_told": ("变动未报流出地", "Change not told to the place left"),
        "host_not_told": ("变动未报流入地", "Change not told to the place arrived at"),
        "not_audited": ("未作年度审核", "Year not audited"),
        "not_reported": ("未作年度汇报", "No yearly report"),
        "not_checked": ("返回未办结", "Back, not checked off"),
    },
    dues_status.Standing: {
        "on_time": ("按时交纳", "On time"),
        "late": ("逾期交纳", "Paid late"),
        "due": ("未到期", "Not yet due"),
        "unpaid": ("逾期未交", "Overdue"),
        "not_begun": ("未开始", "Not begun"),
    },
    floating_steps.Side: {
        "home": ("流出地", "Place left"),
        "host": ("流入地", "Place arrived at"),
        "either": ("双方", "Both sides"),
    },
    floating_steps.Mark: {
        "done": ("已办", "Done"),
        "late": ("已办（外出后）", "Done after leaving"),
        "missing": ("缺", "Missing"),
        "open": ("尚无登记", "Not on record"),
    },
    session_verdict.Verdict: {
        "credited": ("计入", "Credited"),
        "without_reason": ("不计入：无正当理由缺席", "Not credited: absent without proper reason"),
        "excused": ("不计入：请假", "Not credited: excused"),
        "unset": ("不计入：记录中未注明到场或缺席", "Not credited: the record is silent on the member"),
        "elsewhere": (
            "不计入：不是党员当日所在党组织开展的",
            "Not credited: held by an organisation to which the member did not belong on that day",
        ),
    },
    rule.Strength: {
        "must": ("必须", "Must"),
        "should": ("应当", "Should"),
        "may": ("可以", "May"),
        "encouraged": ("提倡", "Encouraged"),
        "conditional": ("视情形", "Conditional"),
        "definition": ("界定", "Definition"),
        "aim": ("目标", "Aim"),
    },
    rule.Measure: {
        "count": ("按次数", "By count"),
        "holding": ("按现有数", "By number standing"),
        "quantity": ("按数额", "By amount"),
        "evidence": ("看佐证", "By evidence"),
        "follow": ("看是否跟进", "By what follows"),
        "none": ("不计量", "Not measured"),
    },
    rule.Window: {
        "month": ("每月", "Month"),
        "quarter": ("每季度", "Quarter"),
        "half_year": ("每半年", "Half-year"),
        "year": ("每年", "Year"),
        "two_years": ("每两年", "Two years"),
        "three_years": ("每三年", "Three years"),
        "five_years": ("每五年", "Five years"),
        "standing": ("随时", "At any time"),
    },
    rule.Grain: {
        "organisation": ("按组织", "By organisation"),
        "post": ("按岗位", "By post"),
        "person": ("按个人", "By person"),
    },
    rule.Responsible: {
        "first": ("第一责任人（书记）", "First responsible (secretary)"),
        "direct": ("直接责任人（分管领导）", "Directly responsible (member in charge)"),
        "specific": ("具体责任人（其他班子成员）", "Specifically responsible (other members)"),
        "deputy_secretary": ("副书记", "Deputy secretary"),
        "secretary_or_deputy": ("书记、副书记", "Secretary or deputy"),
        "standing_member": ("常委", "Standing committee member"),
        "leadership": ("领导班子成员", "Leadership member"),
        "point_owner": ("联系点联系人", "Owner of a contact point"),
        "staff": ("党务工作人员", "Party-work staff"),
        "member": ("党员", "Party member"),
        "ordinary_member": ("无特殊情况的党员", "Member without special situation"),
        "unit_member": ("机关、国有企业和事业单位党员", "Member in an office, state enterprise or institution"),
        "other_member": ("其他党员", "Other member"),
        "special_member": ("特殊情况党员", "Member in a special situation"),
    },
    rule.Light: {
        "met": ("已完成", "Done"),
        "met_late": ("逾期完成", "Done late"),
        "due": ("进行中", "Under way"),
        "missed": ("未完成", "Not done"),
        "short": ("数量不足", "Too few"),
        "no_minimum": ("无次数要求", "No minimum"),
        "evidenced": ("有佐证", "Evidenced"),
        "not_evidenced": ("暂无佐证", "No evidence yet"),
        "unassigned": ("责任人空缺", "Post vacant"),
        "undetermined": ("无法判定", "Cannot be judged"),
    },
}
"""Enumeration -> code -> label."""

SECTIONS: Final[Mapping[str, Label]] = {
    "party_building": ("基层党建工作专门部分", "A part on party building"),
    "floating_members": ("流动党员管理工作专门部分", "A part on floating members"),
}
"""Parts of reports and debriefings that the packaged clauses ask for; an own regulation may ask for others, which are
called as it calls them."""

LEVELS: Final[Mapping[str, Label]] = {
    "central": ("中央", "Central"),
    "province": ("省级", "Province"),
    "city": ("市级", "City"),
    "district": ("区（县）级", "District"),
    "township": ("乡镇（街道）级", "Township"),
}
"""Level of a document."""

REASONS: Final[Mapping[str, Label]] = {
    "wrong_kind": ("记录类型不符", "Another kind of record"),
    "wrong_act": ("工作类别不符", "Another kind of act"),
    "wrong_body": ("会议类型不符", "Another body met"),
    "wrong_topic": ("议题不符", "Not on the topic"),
    "wrong_chair": ("主持人不符", "Wrong chair"),
    "wrong_performer": ("承担人员不符", "Done by somebody else"),
    "wrong_recipient": ("报送对象不符", "Wrong recipient"),
    "wrong_form": ("形式不符", "Wrong form"),
    "wrong_type": ("报告类型不符", "Another type of report"),
    "wrong_purpose": ("走访目的不符", "Another purpose"),
    "wrong_section": ("缺少规定部分", "Section missing"),
    "wrong_unit": ("联系单位类别不符", "Wrong kind of unit"),
    "wrong_sector": ("联系单位领域不符", "Wrong sector"),
    "wrong_rating": ("联系单位评定等次不符", "Wrong rating"),
    "wrong_period": ("报告期不符", "On another period"),
    "wrong_organisation": ("不是本组织的记录", "Another organisation's record"),
    "not_in_person": ("未由本人完成", "Not done in person"),
    "not_own_point": ("不是本人联系点", "Not at the own contact point"),
    "not_cited": ("未注明对应条款", "Does not cite the clause"),
    "not_standing": ("当日不在有效期内", "Not standing on the day"),
    "not_in_post": ("当日未任该职", "Not in the post on the day"),
    "outside_window": ("不在本周期内", "Outside the window"),
    "outside_tenure": ("不在任职期间", "Outside the tenure"),
    "policy_not_in_force": ("制度文件当日未生效", "Policy not in force"),
    "returned": ("已退回，尚未重报", "Returned and not handed in again"),
    "incomplete": ("要素不全", "Incomplete"),
    "not_distinct": ("同类已计，不重复计数", "Counted already under another record"),
    "no_quantity": ("未填数额", "No amount given"),
    "voided": ("已作废", "Voided"),
    "unassigned": ("责任人空缺", "Post vacant"),
}
"""Why a fact that was looked at did not count."""

FINDINGS: Final[Mapping[str, Label]] = {
    "above_range": ("超出规定数量", "Above the range"),
    "late": ("逾期完成", "Done late"),
    "entered_late": ("补登记录", "Entered late"),
    "corrected": ("记录有更正", "Corrected since"),
    "looser_than_superior": ("低于上级规定", "Looser than the superior's rule"),
    "stricter_than_superior": ("严于上级规定", "Stricter than the superior's rule"),
    "delivered_not_evaluated": ("已述职，未评议", "Delivered, not evaluated"),
    "evaluated_not_delivered": ("已评议，无述职记录", "Evaluated, no delivery on record"),
    "evaluated_after_window": ("评议在周期之后", "Evaluated after the window"),
    "returned_open": ("已退回，待重报", "Returned, open"),
    "vacancy": ("期间有空缺", "Vacant for a time"),
    "organisation_gap": ("空缺由组织承担", "Vacant: the organisation's gap"),
    "holder_changed": ("期间责任人变动", "Holder changed"),
    "partial_window": ("任职不满一个周期", "In post for part of the window"),
    "acting": ("由主持工作者承担", "Owed by the acting holder"),
    "parameter_assumed": ("按默认口径判定", "Judged by a default reading"),
    "leadership_undetermined": ("领导关系未确定", "Leadership undetermined"),
    "stricter_governs": ("另有更严或上级规定，从其规定", "A stricter clause or the superior's governs"),
    "differentiated": ("特殊情况，区别对待", "Special situation, treated differently"),
    "case_open": ("有事项尚未办结", "A case is still open"),
    "no_anchor": ("没有上一次的记录，期限未定", "No earlier one on record, so no due date"),
    "left_before_due": ("到期前已离任", "Left before it fell due"),
}
"""Findings of the evaluator that are not also reasons."""

FIELDS: Final[Mapping[str, Label]] = {
    "basis": ("依据", "Basis"),
    "corrects": ("被更正的记录", "Entry corrected"),
    "department": ("责任部门", "Department"),
    "document": ("文件", "Document"),
    "due_on": ("完成时限", "Time limit"),
    "evidence": ("佐证材料", "Evidence"),
    "name": ("名称", "Name"),
    "note": ("备注", "Note"),
    "number": ("编号", "Number"),
    "occurred_on": ("日期", "Date"),
    "organisation": ("组织", "Organisation"),
    "period": ("所属时期", "Period"),
    "person": ("人员", "Person"),
    "point": ("联系点", "Contact point"),
    "policy": ("制度文件", "Policy"),
    "reason": ("理由", "Reason"),
    "recipient": ("报送对象", "Recipient"),
    "registered": ("登记内容", "Registration"),
    "sha256": ("文件校验值", "SHA-256"),
    "text": ("内容", "Text"),
    "title": ("标题", "Title"),
    "unit": ("单位", "Unit"),
}
"""Field -> what a form calls it, for fields that several kinds have."""
