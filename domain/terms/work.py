"""Words of a work record 工作记录."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import work
from domain.terms.common import Label

KIND: Final[Label] = ("工作记录", "Work record")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {
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
        "research_days": ("基层调研天数", "Days of research at the grassroots"),
        "heart_to_heart": ("谈心谈话", "Heart-to-heart talk"),
        "thought_analysis": ("党员思想状况分析", "Analysis of members' state of mind"),
        "opinion_collected": ("收集群众意见", "Opinions of the people collected"),
        "consultation_held": ("征求意见", "Consultation held"),
        "household_visit": ("走访慰问", "Household visited"),
        "pair_help": ("结对帮扶", "Help in pairs"),
        "service_activity": ("志愿服务、主题实践", "Service or practice activity"),
        "donation": ("捐赠", "Donation"),
        "hardship_help": ("困难帮扶", "Help in hardship"),
        "skills_training": ("实用技术培训", "Training in skills"),
        "cadre_training": ("参加干部教育培训", "Cadre training attended"),
        "self_study_plan": ("制定自学计划", "Plan of self-study"),
        "teacher_appointed": ("聘任师资", "Teacher appointed"),
        "education_base": ("建立党员教育基地", "Education base set up"),
        "textbook": ("编印教材、学习材料", "Textbook or study material"),
        "service_station": ("建立党员服务站点", "Service station set up"),
        "service_platform": ("搭建服务载体", "Service platform set up"),
        "venue_registered": ("建设活动场地", "Activity venue provided"),
        "staff_posted": ("配备工作人员", "Staff posted"),
        "organisation_set_up": ("设立党组织、工作机构", "Organisation or agency set up"),
        "information_base": ("建立信息库", "Information base set up"),
        "dues_retained": ("留存党费使用", "Use of retained dues"),
        "channel_opened": ("开通联系渠道", "Channel opened"),
        "election_held": ("组织党内选举", "Election held"),
    },
}

EVENTS: Final[Mapping[type, Label]] = {
    work.WorkRecorded: ("登记工作", "Work recorded"),
    work.WorkCorrected: ("更正工作记录", "Work corrected"),
    work.WorkVoided: ("作废工作记录", "Work voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    work.RecordWork: ("登记工作", "Record work"),
    work.CorrectWork: ("更正工作记录", "Correct work"),
    work.VoidWork: ("作废工作记录", "Void work"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "act": ("工作类别", "Act"),
    "duties": ("对应职责", "Duties"),
    "performers": ("承担人员", "Done by"),
    "quantity": ("数量", "Quantity"),
    "recorded": ("工作记录", "Work record"),
    "unit_of_measure": ("计量单位", "Unit of measure"),
    "work": ("工作记录", "Work record"),
}

_WORK: Final = {
    "title": ("工作名称", "Title"),
    "occurred_on": ("发生日期", "Date done"),
    "recipient": ("报送或述职对象", "Recipient"),
    "unit": ("所在单位", "Where"),
    "text": ("工作情况", "What was done"),
}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    work.WorkRecorded: _WORK,
    work.RecordWork: _WORK,
    work.CorrectWork: _WORK,
}
