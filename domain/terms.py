"""Terms 用语: what every code, event, act and field is called, in the office's Chinese and in plain English.

One page, so that a form, a board, an audit trail and a scenario say the same word for the same thing. Ask
`code_label`, `event_label`, `command_label`, `field_label`, `reason_label`; a missing word is an error, and a
test walks every enumeration, event, command and field. (The page is long because the vocabulary is.)
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeAlias

from domain import (
    account,
    appointment,
    contact,
    evidence,
    fact,
    meeting,
    organisation,
    person,
    policy,
    report,
    responsibility,
    rule,
    work,
)

Label: TypeAlias = tuple[str, str]
"""Chinese, English."""

KINDS: Final[Mapping[str, Label]] = {
    "organisation": ("组织", "Organisation"),
    "person": ("人员", "Person"),
    "appointment": ("任职", "Appointments"),
    "policy": ("制度文件", "Policy"),
    "responsibility": ("责任清单", "Responsibility list"),
    "meeting": ("会议", "Meeting"),
    "contact": ("联系点", "Contact point"),
    "report": ("报告", "Report"),
    "work": ("工作记录", "Work record"),
    "evidence": ("佐证材料", "Evidence file"),
    "account": ("账号", "Account"),
}
"""Kind of record (name of its module)."""

# --- codes -----------------------------------------------------------------------

# Members of different enumerations with one value are equal, so each has a table of its own.
CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
    organisation.Kind: {
        "central": ("中央", "Central committee"),
        "province_committee": ("省委", "Province committee"),
        "city_committee": ("市委", "City committee"),
        "district_committee": ("区（县）委", "District committee"),
        "district_department": ("区委工作部门", "District committee department"),
        "district_organisation_department": ("区委组织部", "District organisation department"),
        "town_committee": ("镇党委", "Town committee"),
        "township_committee": ("乡党委", "Township committee"),
        "street_working_committee": ("街道党工委", "Street working committee"),
        "department_party_group": ("部门党组", "Department party group"),
        "department_party_committee": ("部门党委", "Department party committee"),
        "department_working_committee": ("部门党工委", "Department working committee"),
        "grassroots_committee": ("基层党委", "Grassroots committee"),
        "general_branch": ("党总支", "General branch"),
        "branch": ("党支部", "Branch"),
        "office": ("办事机构", "Office"),
    },
    organisation.Sector: {
        "village": ("农村", "Village"),
        "community": ("社区", "Community"),
        "government": ("机关", "Government office"),
        "institution": ("事业单位", "Public institution"),
        "state_firm": ("国有企业", "State-owned firm"),
        "private_firm": ("非公有制企业", "Private firm"),
        "social": ("社会组织", "Social organisation"),
        "none": ("不分领域", "No sector"),
    },
    organisation.Relation: {
        "territorial": ("属地管理", "Territorial"),
        "vertical": ("垂直管理", "Vertical"),
    },
    organisation.Authority: {
        "lead": ("授权领导", "Authorised to lead"),
        "guide": ("授权指导", "Authorised to guide"),
    },
    organisation.Rating: {
        "weak": ("软弱涣散", "Weak"),
        "backward": ("后进", "Backward"),
        "ordinary": ("一般", "Ordinary"),
        "advanced": ("先进", "Advanced"),
    },
    appointment.Post: {
        "secretary": ("书记", "Secretary"),
        "deputy_secretary": ("副书记", "Deputy secretary"),
        "standing_member": ("常委", "Standing committee member"),
        "member": ("委员", "Member"),
        "staff": ("工作人员", "Staff"),
    },
    appointment.Portfolio: {
        "party_building": ("党建（组织）", "Party building"),
        "discipline": ("纪检监察", "Discipline"),
        "publicity": ("宣传", "Publicity"),
        "economy": ("经济发展", "Economy"),
        "livelihood": ("民生事业", "Livelihood"),
        "safety": ("安全稳定", "Safety"),
        "other": ("其他", "Other"),
    },
    meeting.Body: {
        "standing_committee": ("常委会会议", "Standing committee"),
        "plenary": ("全委会会议", "Plenary committee"),
        "committee": ("党（工）委会议", "Committee"),
        "party_group": ("党组会议", "Party group"),
        "leading_group": ("党建工作领导小组会议", "Leading group"),
        "branch": ("支部会议", "Branch meeting"),
        "comprehensive": ("综合性会议", "Comprehensive meeting"),
        "work_meeting": ("工作例会", "Work meeting"),
        "topical_life": ("专题组织生活会", "Topical organisation-life meeting"),
        "democratic_life": ("民主生活会", "Democratic-life meeting"),
        "organisation_life": ("组织生活会", "Organisation-life meeting"),
        "debrief_evaluation": ("述职评议会", "Debriefing and evaluation meeting"),
        "centre_group_study": ("中心组学习", "Centre group study"),
        "other": ("其他会议", "Other meeting"),
    },
    meeting.Topic: {
        "party_building": ("专题研究党建工作", "Party building"),
        "party_building_report": ("听取党建工作汇报", "Report on party building heard"),
        "year_plan": ("年度工作安排", "Plan of the year"),
        "cadres": ("干部工作", "Cadres"),
        "members": ("党员队伍建设", "Members"),
        "discipline": ("党风廉政", "Discipline"),
        "ideology": ("思想政治工作", "Ideology"),
        "rectification": ("问题整改", "Rectification"),
        "other": ("其他", "Other"),
    },
    contact.Purpose: {
        "inspect_guide": ("检查指导", "Inspect and guide"),
        "research": ("调查研究", "Research"),
        "lecture": ("讲党课", "Lecture"),
        "help": ("帮助解决困难", "Help"),
        "other": ("其他", "Other"),
    },
    report.Form: {
        "written": ("书面", "Written"),
        "oral": ("口头", "Oral"),
    },
    report.Type: {
        "party_building": ("基层党建工作情况报告", "Report on party building"),
        "plenary": ("常委会向全委会报告", "Report to the plenary"),
        "integrity_debrief": ("述职述廉报告", "Debriefing on duty and integrity"),
        "implementation_problem": ("执行中遇到问题的报告", "Report on a problem met"),
        "other": ("其他报告", "Other report"),
    },
    work.Act: {
        "duty_performed": ("履行职责", "Duty performed"),
        "party_lecture": ("讲党课", "Party lecture"),
        "situation_report": ("作形势报告", "Situation report"),
        "life_meeting_attended": ("参加民主（组织）生活会", "Life meeting attended"),
        "grassroots_visit": ("深入基层", "Visit to the grassroots"),
        "research_topic_decided": ("确定重点课题", "Research topic decided"),
        "research_report": ("调查报告", "Research report"),
        "research_article": ("调研文章", "Research article"),
        "plan_adopted": ("制定规划计划", "Plan adopted"),
        "year_points_issued": ("印发年度工作要点", "Year's main points issued"),
        "indicators_issued": ("下达考核指标", "Indicators issued"),
        "project_approved": ("书记项目立项", "Project approved"),
        "project_progress": ("项目进展", "Project progress"),
        "budget_approved": ("经费列入预算", "Budget approved"),
        "debrief_round_held": ("组织述职评议", "Debriefing round held"),
        "debrief_delivered": ("述职", "Debriefing delivered"),
        "debrief_evaluated": ("接受评议", "Debriefing evaluated"),
        "inspection": ("督促检查", "Inspection"),
        "appraisal": ("考核", "Appraisal"),
        "leading_group_set_up": ("成立领导小组", "Leading group set up"),
        "standard_checked": ("对照标准核查", "Standard checked"),
        "commendation": ("表彰", "Commendation"),
        "criticism": ("批评", "Criticism"),
        "publicity": ("宣传推广", "Publicity"),
        "training": ("教育培训", "Training"),
        "opinion_submitted": ("提出意见建议", "Opinion submitted"),
        "system_established": ("建立制度", "System established"),
        "archive_filed": ("建档归档", "Archive filed"),
    },
    account.Role: {
        "clerk": ("经办人", "Clerk"),
        "supervisor": ("上级主管", "Supervisor"),
        "auditor": ("审计员", "Auditor"),
        "administrator": ("系统管理员", "Administrator"),
    },
    fact.FactKind: {
        "meeting": ("会议", "Meeting"),
        "visit": ("走访", "Visit"),
        "contact_point": ("联系点", "Contact point"),
        "report": ("报告", "Report"),
        "work": ("工作记录", "Work record"),
        "list": ("责任清单", "Responsibility list"),
        "list_item": ("清单事项", "List item"),
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
        "none": ("不计量", "Not measured"),
    },
    rule.Window: {
        "month": ("每月", "Month"),
        "quarter": ("每季度", "Quarter"),
        "half_year": ("每半年", "Half-year"),
        "year": ("每年", "Year"),
        "two_years": ("每两年", "Two years"),
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

LEVELS: Final[Mapping[str, Label]] = {
    "central": ("中央", "Central"),
    "province": ("省级", "Province"),
    "city": ("市级", "City"),
    "district": ("区（县）级", "District"),
    "township": ("乡镇（街道）级", "Township"),
}
"""Level of a document."""

# --- reasons and findings --------------------------------------------------------

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
    "stricter_governs": ("另有更严规定，从其规定", "A stricter clause governs"),
    "left_before_due": ("到期前已离任", "Left before it fell due"),
}
"""Findings of the evaluator that are not also reasons."""

# --- events ----------------------------------------------------------------------

EVENTS: Final[Mapping[type, Label]] = {
    organisation.OrganisationRegistered: ("登记组织", "Organisation registered"),
    organisation.OrganisationRelationSet: ("确定隶属关系", "Relations set"),
    organisation.OrganisationRenamed: ("组织更名", "Organisation renamed"),
    organisation.DepartmentAuthorisationGranted: ("部门授权", "Department authorised"),
    organisation.LeadershipRelationDetermined: ("确定领导、指导关系", "Leadership determined"),
    organisation.OrganisationRatedWeak: ("定为软弱涣散（后进）", "Rated weak or backward"),
    organisation.OrganisationRerated: ("重新评定", "Rated anew"),
    organisation.OrganisationDissolved: ("撤销组织", "Organisation dissolved"),
    organisation.OrganisationCorrected: ("更正组织登记", "Organisation corrected"),
    organisation.OrganisationVoided: ("作废组织登记", "Organisation voided"),
    person.PersonRegistered: ("登记人员", "Person registered"),
    person.PersonCorrected: ("更正人员信息", "Person corrected"),
    person.PersonVoided: ("作废人员登记", "Person voided"),
    appointment.RoleAppointed: ("任职", "Appointed"),
    appointment.RoleAssigned: ("调整分工", "Portfolio assigned"),
    appointment.RoleEnded: ("离任", "Left the post"),
    appointment.AppointmentCorrected: ("更正任职", "Appointment corrected"),
    appointment.AppointmentVoided: ("作废任职", "Appointment voided"),
    policy.PolicyIssued: ("印发制度文件", "Policy issued"),
    policy.PolicySuperseded: ("废止或替代", "Policy superseded"),
    policy.PolicyInterpreted: ("作出解释", "Policy interpreted"),
    policy.PolicyCorrected: ("更正印发登记", "Policy corrected"),
    policy.PolicyVoided: ("作废制度文件登记", "Policy voided"),
    responsibility.ResponsibilityListDrafted: ("起草清单", "List drafted"),
    responsibility.ResponsibilityItemAdded: ("增列事项", "Item added"),
    responsibility.ResponsibilityItemAssigned: ("落实责任人", "Item assigned"),
    responsibility.ResponsibilityItemWithdrawn: ("撤销事项", "Item withdrawn"),
    responsibility.ResponsibilityListIssued: ("印发清单", "List issued"),
    responsibility.ResponsibilityItemAmended: ("调整事项", "Item amended"),
    responsibility.ResponsibilityItemReassigned: ("改派责任人", "Item reassigned"),
    responsibility.ResponsibilityItemStarted: ("启动办理", "Item started"),
    responsibility.ResponsibilityItemCompleted: ("完成事项", "Item completed"),
    responsibility.ResponsibilityItemVerified: ("核验事项", "Item verified"),
    responsibility.ResponsibilityItemReturned: ("退回事项", "Item returned"),
    responsibility.CompletionVoided: ("作废完成登记", "Completion voided"),
    responsibility.ResponsibilityListClosed: ("年终关闭清单", "List closed"),
    responsibility.ResponsibilityListVoided: ("作废清单", "List voided"),
    meeting.MeetingConvened: ("召集会议", "Meeting convened"),
    meeting.MeetingHeld: ("召开会议", "Meeting held"),
    meeting.MeetingCancelled: ("取消会议", "Meeting cancelled"),
    meeting.ResolutionCarriedOut: ("落实会议决定", "Resolution carried out"),
    meeting.MeetingCorrected: ("更正会议记录", "Meeting corrected"),
    meeting.MeetingVoided: ("作废会议记录", "Meeting voided"),
    contact.ContactPointEstablished: ("建立联系点", "Contact point established"),
    contact.ContactPointVisited: ("走访联系点", "Contact point visited"),
    contact.ContactPointVisitCorrected: ("更正走访记录", "Visit corrected"),
    contact.ContactPointVisitVoided: ("作废走访记录", "Visit voided"),
    contact.ContactPointProblemRaised: ("发现问题", "Problem found"),
    contact.ContactPointProblemResolved: ("解决问题", "Problem solved"),
    contact.DemonstrationPointRecognised: ("建成示范点", "Demonstration point recognised"),
    contact.ContactPointReassigned: ("调整联系人", "Owner changed"),
    contact.ContactPointClosed: ("撤销联系点", "Contact point given up"),
    contact.ContactPointCorrected: ("更正联系点登记", "Contact point corrected"),
    contact.ContactPointVoided: ("作废联系点登记", "Contact point voided"),
    report.ReportSubmitted: ("报送报告", "Report handed in"),
    report.ReportReturned: ("退回报告", "Report returned"),
    report.ReportResubmitted: ("重报报告", "Report handed in again"),
    report.ReportAccepted: ("接收报告", "Report accepted"),
    report.ReportCorrected: ("更正报送登记", "Report corrected"),
    report.ReportVoided: ("作废报送登记", "Report voided"),
    work.WorkRecorded: ("登记工作", "Work recorded"),
    work.WorkCorrected: ("更正工作记录", "Work corrected"),
    work.WorkVoided: ("作废工作记录", "Work voided"),
    evidence.EvidenceFiled: ("上传佐证材料", "Evidence filed"),
    evidence.EvidenceAttached: ("关联佐证材料", "Evidence attached"),
    evidence.EvidenceDetached: ("取消关联佐证", "Evidence detached"),
    evidence.EvidenceVoided: ("作废佐证材料", "Evidence voided"),
    account.AccountOpened: ("开设账号", "Account opened"),
    account.AccountRoleGranted: ("变更账号权限", "Role granted"),
    account.AccountSuspended: ("停用账号", "Account suspended"),
    account.AccountReinstated: ("恢复账号", "Account reinstated"),
    account.PasswordResetRequired: ("要求重置密码", "Password reset required"),
}

# --- commands --------------------------------------------------------------------

COMMANDS: Final[Mapping[type, Label]] = {
    organisation.RegisterOrganisation: ("登记组织", "Register organisation"),
    organisation.SetOrganisationRelation: ("确定隶属关系", "Set relations"),
    organisation.RenameOrganisation: ("组织更名", "Rename organisation"),
    organisation.GrantDepartmentAuthorisation: ("登记授权", "Record authorisation"),
    organisation.DetermineLeadershipRelation: ("确定领导、指导关系", "Determine leadership"),
    organisation.RateOrganisation: ("评定组织", "Rate organisation"),
    organisation.DissolveOrganisation: ("撤销组织", "Dissolve organisation"),
    organisation.CorrectOrganisation: ("更正组织登记", "Correct organisation"),
    organisation.VoidOrganisation: ("作废组织登记", "Void organisation"),
    person.RegisterPerson: ("登记人员", "Register person"),
    person.CorrectPerson: ("更正人员信息", "Correct person"),
    person.VoidPerson: ("作废人员登记", "Void person"),
    appointment.AppointRole: ("登记任职", "Record appointment"),
    appointment.AssignRole: ("登记分工调整", "Change portfolio"),
    appointment.EndRole: ("登记离任", "Record departure"),
    appointment.CorrectAppointment: ("更正任职", "Correct appointment"),
    appointment.VoidAppointment: ("作废任职", "Void appointment"),
    policy.IssuePolicy: ("登记印发", "Issue policy"),
    policy.SupersedePolicy: ("登记废止或替代", "Supersede policy"),
    policy.InterpretPolicy: ("登记解释", "Interpret policy"),
    policy.CorrectPolicy: ("更正印发登记", "Correct policy"),
    policy.VoidPolicy: ("作废制度文件登记", "Void policy"),
    responsibility.DraftList: ("起草清单", "Draft list"),
    responsibility.AddItem: ("增列事项", "Add item"),
    responsibility.AssignItem: ("落实责任人", "Assign item"),
    responsibility.WithdrawItem: ("撤销事项", "Withdraw item"),
    responsibility.IssueList: ("印发清单", "Issue list"),
    responsibility.AmendItem: ("调整事项", "Amend item"),
    responsibility.ReassignItem: ("改派责任人", "Reassign item"),
    responsibility.StartItem: ("登记启动", "Start item"),
    responsibility.CompleteItem: ("登记完成", "Complete item"),
    responsibility.VerifyItem: ("核验事项", "Verify item"),
    responsibility.ReturnItem: ("退回事项", "Return item"),
    responsibility.VoidCompletion: ("作废完成登记", "Void completion"),
    responsibility.CloseList: ("年终关闭清单", "Close list"),
    responsibility.VoidList: ("作废清单", "Void list"),
    meeting.ConveneMeeting: ("召集会议", "Convene meeting"),
    meeting.HoldMeeting: ("登记会议", "Record meeting"),
    meeting.CancelMeeting: ("取消会议", "Cancel meeting"),
    meeting.CarryOutResolution: ("登记决定落实情况", "Record resolution carried out"),
    meeting.CorrectMeeting: ("更正会议记录", "Correct meeting"),
    meeting.VoidMeeting: ("作废会议记录", "Void meeting"),
    contact.EstablishContactPoint: ("建立联系点", "Establish contact point"),
    contact.VisitContactPoint: ("登记走访", "Record visit"),
    contact.CorrectVisit: ("更正走访记录", "Correct visit"),
    contact.VoidVisit: ("作废走访记录", "Void visit"),
    contact.RaiseProblem: ("登记发现问题", "Record problem"),
    contact.ResolveProblem: ("登记解决问题", "Record solution"),
    contact.RecogniseDemonstrationPoint: ("认定示范点", "Recognise demonstration point"),
    contact.ReassignContactPoint: ("调整联系人", "Change owner"),
    contact.CloseContactPoint: ("撤销联系点", "Give up contact point"),
    contact.CorrectContactPoint: ("更正联系点登记", "Correct contact point"),
    contact.VoidContactPoint: ("作废联系点登记", "Void contact point"),
    report.SubmitReport: ("报送报告", "Hand in report"),
    report.ReturnReport: ("退回报告", "Return report"),
    report.ResubmitReport: ("重报报告", "Hand in again"),
    report.AcceptReport: ("接收报告", "Accept report"),
    report.CorrectReport: ("更正报送登记", "Correct report"),
    report.VoidReport: ("作废报送登记", "Void report"),
    work.RecordWork: ("登记工作", "Record work"),
    work.CorrectWork: ("更正工作记录", "Correct work"),
    work.VoidWork: ("作废工作记录", "Void work"),
    evidence.FileEvidence: ("上传佐证材料", "File evidence"),
    evidence.AttachEvidence: ("关联佐证材料", "Attach evidence"),
    evidence.DetachEvidence: ("取消关联佐证", "Detach evidence"),
    evidence.VoidEvidence: ("作废佐证材料", "Void evidence"),
    account.OpenAccount: ("开设账号", "Open account"),
    account.GrantRole: ("变更账号权限", "Grant role"),
    account.SuspendAccount: ("停用账号", "Suspend account"),
    account.ReinstateAccount: ("恢复账号", "Reinstate account"),
    account.RequirePasswordReset: ("要求重置密码", "Require password reset"),
}

# --- fields ----------------------------------------------------------------------

FIELDS: Final[Mapping[str, Label]] = {
    "account": ("账号", "Account"),
    "act": ("工作类别", "Act"),
    "acting": ("主持工作", "Acting"),
    "agenda": ("议题", "Agenda"),
    "appointed": ("任职", "Appointment"),
    "appointment": ("任职", "Appointment"),
    "attendees": ("出席人员", "Attendance"),
    "authority": ("授权内容", "Authority"),
    "baseline": ("必列条款", "Clauses to be covered"),
    "basis": ("依据", "Basis"),
    "binds": ("适用组织", "Organisations bound"),
    "body": ("会议类型", "Body"),
    "business_relation": ("业务工作关系", "Business relation"),
    "by": ("替代文件", "Replaced by"),
    "catalogue": ("文件条款", "Catalogue text"),
    "chair": ("主持人", "Chair"),
    "clause": ("依据条款", "Clause"),
    "code": ("组织编号", "Code"),
    "companions": ("同行人员", "Companions"),
    "corrects": ("被更正的记录", "Entry corrected"),
    "department": ("责任部门", "Department"),
    "document": ("文件", "Document"),
    "due_on": ("完成时限", "Time limit"),
    "duties": ("对应职责", "Duties"),
    "effective_on": ("生效日期", "Effective date"),
    "ended_on": ("离任日期", "Last day in post"),
    "established": ("联系点登记", "Contact point"),
    "evidence": ("佐证材料", "Evidence"),
    "form": ("报告形式", "Form"),
    "guides": ("指导单位", "Guided by"),
    "held": ("会议记录", "Meeting"),
    "identity_number": ("身份证号", "Identity number"),
    "indicator": ("量化指标", "Indicator"),
    "issued": ("印发登记", "Issue"),
    "item": ("清单事项", "Item"),
    "items": ("清单事项", "Items"),
    "kind": ("组织类别", "Kind"),
    "last_day": ("最后有效日", "Last day in force"),
    "leader": ("领导单位", "Led by"),
    "list": ("责任清单", "Responsibility list"),
    "list_version": ("清单版本", "List version"),
    "media_type": ("文件类型", "File type"),
    "meeting": ("会议", "Meeting"),
    "minutes": ("会议记录", "Minutes"),
    "name": ("名称", "Name"),
    "note": ("备注", "Note"),
    "number": ("编号", "Number"),
    "occurred_on": ("日期", "Date"),
    "organisation": ("组织", "Organisation"),
    "owner": ("联系人", "Owner"),
    "parameter": ("解释事项", "Parameter"),
    "parent": ("上级组织", "Superior organisation"),
    "party_member": ("中共党员", "Party member"),
    "party_relation": ("党组织关系", "Party relation"),
    "passed_to": ("转交组织", "Passed to"),
    "performers": ("承担人员", "Done by"),
    "period": ("所属时期", "Period"),
    "person": ("人员", "Person"),
    "phone": ("联系电话", "Telephone"),
    "place": ("地点", "Place"),
    "planned_on": ("计划召开日期", "Planned for"),
    "point": ("联系点", "Contact point"),
    "policies": ("依据文件", "Policies"),
    "policy": ("制度文件", "Policy"),
    "portfolio": ("分工", "Portfolio"),
    "post": ("职务", "Post"),
    "purpose": ("走访目的", "Purpose"),
    "quantity": ("数量", "Quantity"),
    "rating": ("评定等次", "Rating"),
    "reason": ("理由", "Reason"),
    "recipient": ("报送对象", "Recipient"),
    "recorded": ("工作记录", "Work record"),
    "registered": ("登记内容", "Registration"),
    "report": ("报告", "Report"),
    "reports_heard": ("听取汇报", "Reports heard"),
    "required": ("必填项目", "Required fields"),
    "resolutions": ("决定事项", "Resolutions"),
    "responsible": ("责任人", "Responsible person"),
    "role": ("账号角色", "Role"),
    "sections": ("包含部分", "Sections"),
    "sector": ("所属领域", "Sector"),
    "sha256": ("文件校验值", "SHA-256"),
    "sign_in_name": ("登录名", "Sign-in name"),
    "size": ("文件大小", "Size"),
    "standard": ("标准要求", "Standard"),
    "subject": ("关联记录", "Record"),
    "submitted": ("报送登记", "Submission"),
    "text": ("内容", "Text"),
    "title": ("标题", "Title"),
    "topic": ("议题类别", "Topic"),
    "type": ("报告类型", "Type"),
    "unit": ("单位", "Unit"),
    "unit_kind": ("单位类别", "Kind of unit"),
    "unit_of_measure": ("计量单位", "Unit of measure"),
    "unit_rating": ("单位评定等次", "Rating of the unit"),
    "unit_sector": ("单位所属领域", "Sector of the unit"),
    "value": ("解释内容", "Value"),
    "visit": ("走访", "Visit"),
    "visited": ("走访记录", "Visit"),
    "visitor": ("走访人", "Visitor"),
    "work": ("工作记录", "Work record"),
    "year": ("年度", "Year"),
}
"""Field -> what a form calls it, unless `FIELDS_OF` says otherwise for the record."""

_MEETING: Final = {"occurred_on": ("召开日期", "Date held"), "title": ("会议名称", "Title")}
_RESOLVED: Final = {
    "number": ("决定事项编号", "Resolution number"),
    "occurred_on": ("落实日期", "Date carried out"),
    "text": ("落实情况", "What was done"),
}
_POINT: Final = {
    "organisation": ("联系人所在组织", "Owner's organisation"),
    "unit": ("联系单位", "Unit"),
    "occurred_on": ("建立日期", "Date established"),
}
_VISIT: Final = {"occurred_on": ("走访日期", "Date of the visit"), "text": ("走访情况", "What was done")}
_PROBLEM: Final = {"text": ("问题", "Problem"), "occurred_on": ("发现日期", "Date found")}
_SOLVED: Final = {
    "number": ("问题编号", "Problem number"),
    "text": ("解决情况", "How it was solved"),
    "occurred_on": ("解决日期", "Date solved"),
}
_RECOGNISED: Final = {"basis": ("认定依据", "Basis"), "occurred_on": ("认定日期", "Date recognised")}
_REASSIGNED: Final = {"owner": ("新联系人", "New owner"), "occurred_on": ("调整日期", "Date of the change")}
_CLOSED: Final = {"occurred_on": ("撤销日期", "Last day")}
_REPORT: Final = {
    "organisation": ("报告单位", "Reporter"),
    "period": ("报告期", "Period"),
    "title": ("报告标题", "Title"),
    "occurred_on": ("报送日期", "Date handed in"),
    "person": ("报告（述职）人", "Reporting person"),
    "text": ("报告内容", "Text"),
}
_RETURNED: Final = {"occurred_on": ("退回日期", "Date returned")}
_AGAIN: Final = {"occurred_on": ("重报日期", "Date handed in again"), "text": ("报告内容", "Text")}
_ACCEPTED: Final = {"occurred_on": ("接收日期", "Date accepted")}
_WORK: Final = {
    "title": ("工作名称", "Title"),
    "occurred_on": ("发生日期", "Date done"),
    "recipient": ("报送或述职对象", "Recipient"),
    "unit": ("所在单位", "Where"),
    "text": ("工作情况", "What was done"),
}
_FILE: Final = {"title": ("材料名称", "Title")}
_ORGANISATION: Final = {
    "name": ("组织名称", "Name"),
    "occurred_on": ("登记生效日期", "Date from which it exists"),
    "department": ("业务主管部门", "Competent department"),
}
_RELATION: Final = {
    "occurred_on": ("生效日期", "Effective date"),
    "department": ("业务主管部门", "Competent department"),
}
_EFFECTIVE: Final = {"occurred_on": ("生效日期", "Effective date")}
_AUTHORISED: Final = {
    "document": ("授权文件", "Authorising document"),
    "occurred_on": ("生效日期", "Effective date"),
}
_DISSOLVED: Final = {"occurred_on": ("撤销日期", "Date dissolved")}
_RATED: Final = {"occurred_on": ("评定日期", "Date rated")}
_PERSON: Final = {"name": ("姓名", "Name"), "organisation": ("所在组织", "Organisation")}
_POLICY: Final = {"document": ("文件代码", "Document code")}
_INTERPRETED: Final = {"value": ("解释的取值", "Value"), "basis": ("解释依据", "Basis")}
_APPOINTED: Final = {
    "occurred_on": ("任职日期", "First day in post"),
    "document": ("任职文件", "Document"),
    "title": ("职务全称", "Title in full"),
}
_ENDED: Final = {"occurred_on": ("离任日期", "Last day in post")}
_PORTFOLIO: Final = {"occurred_on": ("分工调整日期", "Date of the change")}
_ITEM: Final = {
    "title": ("事项", "Item"),
    "person": ("责任人", "Responsible person"),
    "clause": ("条款", "Clause"),
}
_AMENDED: Final = {**_ITEM, "clause": ("调整依据（条款或文件）", "Clause or document")}
_WITHDRAWN: Final = {"clause": ("依据", "Clause")}
_ASSIGNED: Final = {"person": ("责任人", "Responsible person")}
_MOVED: Final = {"person": ("新责任人", "New responsible person"), "occurred_on": ("改派日期", "Date of the change")}
_ISSUED: Final = {"occurred_on": ("印发日期", "Date issued")}
_STARTED: Final = {"occurred_on": ("启动日期", "Date started"), "note": ("说明", "Note")}
_DONE: Final = {
    "occurred_on": ("完成日期", "Date completed"),
    "evidence": ("佐证", "Evidence"),
    "note": ("完成情况", "Note"),
}
_VERIFIED: Final = {
    "person": ("核验人", "Verified by"),
    "occurred_on": ("核验日期", "Date verified"),
    "note": ("核验意见", "Note"),
}
_SENT_BACK: Final = {"person": ("退回人", "Returned by"), "occurred_on": ("退回日期", "Date returned")}
_SHUT: Final = {"occurred_on": ("关闭日期", "Date closed"), "note": ("说明", "Note")}
_ACCOUNT: Final = {
    "organisation": ("所属组织", "Organisation"),
    "person": ("使用人", "Used by"),
    "occurred_on": ("开设日期", "Date opened"),
}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    organisation.OrganisationRegistered: _ORGANISATION,
    organisation.RegisterOrganisation: _ORGANISATION,
    organisation.CorrectOrganisation: _ORGANISATION,
    organisation.OrganisationRelationSet: _RELATION,
    organisation.SetOrganisationRelation: _RELATION,
    organisation.OrganisationRenamed: {**_EFFECTIVE, "name": ("新名称", "New name")},
    organisation.RenameOrganisation: {**_EFFECTIVE, "name": ("新名称", "New name")},
    organisation.DepartmentAuthorisationGranted: _AUTHORISED,
    organisation.GrantDepartmentAuthorisation: _AUTHORISED,
    organisation.LeadershipRelationDetermined: _EFFECTIVE,
    organisation.DetermineLeadershipRelation: _EFFECTIVE,
    organisation.OrganisationRatedWeak: _RATED,
    organisation.OrganisationRerated: _RATED,
    organisation.RateOrganisation: _RATED,
    organisation.OrganisationDissolved: _DISSOLVED,
    organisation.DissolveOrganisation: _DISSOLVED,
    person.PersonRegistered: _PERSON,
    person.RegisterPerson: _PERSON,
    person.CorrectPerson: _PERSON,
    appointment.RoleAppointed: _APPOINTED,
    appointment.AppointRole: _APPOINTED,
    appointment.CorrectAppointment: _APPOINTED,
    appointment.RoleAssigned: _PORTFOLIO,
    appointment.AssignRole: _PORTFOLIO,
    appointment.RoleEnded: _ENDED,
    appointment.EndRole: _ENDED,
    policy.PolicyIssued: _POLICY,
    policy.IssuePolicy: _POLICY,
    policy.PolicyInterpreted: _INTERPRETED,
    policy.InterpretPolicy: _INTERPRETED,
    responsibility.Item: _ITEM,
    responsibility.AddItem: _ITEM,
    responsibility.AmendItem: _AMENDED,
    responsibility.ResponsibilityItemWithdrawn: _WITHDRAWN,
    responsibility.WithdrawItem: _WITHDRAWN,
    responsibility.ResponsibilityItemAmended: {"clause": ("调整依据（条款或文件）", "Clause or document")},
    responsibility.ResponsibilityItemAssigned: _ASSIGNED,
    responsibility.AssignItem: _ASSIGNED,
    responsibility.ResponsibilityItemReassigned: _MOVED,
    responsibility.ReassignItem: _MOVED,
    responsibility.ResponsibilityListIssued: _ISSUED,
    responsibility.IssueList: _ISSUED,
    responsibility.ResponsibilityItemStarted: _STARTED,
    responsibility.StartItem: _STARTED,
    responsibility.ResponsibilityItemCompleted: _DONE,
    responsibility.CompleteItem: _DONE,
    responsibility.ResponsibilityItemVerified: _VERIFIED,
    responsibility.VerifyItem: _VERIFIED,
    responsibility.ResponsibilityItemReturned: _SENT_BACK,
    responsibility.ReturnItem: _SENT_BACK,
    responsibility.ResponsibilityListClosed: _SHUT,
    responsibility.CloseList: _SHUT,
    meeting.AgendaItem: {"title": ("议题内容", "Agenda item")},
    meeting.Resolution: {"number": ("决定事项编号", "Resolution number"), "text": ("决定事项", "Resolution")},
    meeting.MeetingConvened: _MEETING,
    meeting.ConveneMeeting: _MEETING,
    meeting.MeetingHeld: _MEETING,
    meeting.HoldMeeting: _MEETING,
    meeting.CorrectMeeting: _MEETING,
    meeting.ResolutionCarriedOut: _RESOLVED,
    meeting.CarryOutResolution: _RESOLVED,
    contact.ContactPointEstablished: _POINT,
    contact.EstablishContactPoint: _POINT,
    contact.CorrectContactPoint: _POINT,
    contact.ContactPointVisited: _VISIT,
    contact.VisitContactPoint: _VISIT,
    contact.CorrectVisit: _VISIT,
    contact.ContactPointProblemRaised: _PROBLEM,
    contact.RaiseProblem: _PROBLEM,
    contact.ContactPointProblemResolved: _SOLVED,
    contact.ResolveProblem: _SOLVED,
    contact.DemonstrationPointRecognised: _RECOGNISED,
    contact.RecogniseDemonstrationPoint: _RECOGNISED,
    contact.ContactPointReassigned: _REASSIGNED,
    contact.ReassignContactPoint: _REASSIGNED,
    contact.ContactPointClosed: _CLOSED,
    contact.CloseContactPoint: _CLOSED,
    report.ReportSubmitted: _REPORT,
    report.SubmitReport: _REPORT,
    report.CorrectReport: _REPORT,
    report.ReportReturned: _RETURNED,
    report.ReturnReport: _RETURNED,
    report.ReportResubmitted: _AGAIN,
    report.ResubmitReport: _AGAIN,
    report.ReportAccepted: _ACCEPTED,
    report.AcceptReport: _ACCEPTED,
    work.WorkRecorded: _WORK,
    work.RecordWork: _WORK,
    work.CorrectWork: _WORK,
    evidence.EvidenceFiled: _FILE,
    evidence.FileEvidence: _FILE,
    account.AccountOpened: _ACCOUNT,
    account.OpenAccount: _ACCOUNT,
}
"""Where one record means something narrower by a field than the rest do."""

# --- asking ----------------------------------------------------------------------


def code_label(code: StrEnum) -> Label:
    """What a code is called."""
    return CODES[type(code)][code.value]


def event_label(event: type) -> Label:
    """What happened, by the class of the event."""
    return EVENTS[event]


def command_label(command: type) -> Label:
    """What is asked for, by the class of the command."""
    return COMMANDS[command]


def field_label(record: type, field: str) -> Label:
    """What a form for ``record`` (an event, command or value) calls a field."""
    return FIELDS_OF.get(record, FIELDS).get(field) or FIELDS[field]


def reason_label(code: str) -> Label:
    """What a reason or finding of the evaluator says. A code without words is shown as it is."""
    return REASONS.get(code) or FINDINGS.get(code) or (code, code)
