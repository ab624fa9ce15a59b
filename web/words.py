"""Words and marks that pages share: lights, moments, values of fields in words."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from flask import url_for
from markupsafe import Markup

from domain.appointment import Portfolio, Post
from domain.identity import is_stream_id, kind_of, organisation_of, posts_of, stream_of
from domain.organisation import Rating
from domain.security import INSTALLATION
from domain.terms import KINDS, code_label, command_label, field_label, reason_label
from projections import records
from web import phrases
from web.asking import asking
from web.language import language, pick, t
from web.pictures.marks import SHAPES
from web.saying import moment
from web.services import LOCAL
from web.viewer import viewer_or_none


def light_mark(light: str) -> Markup:
    """The shape of a light."""
    return Markup('<svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>').format(Markup(SHAPES.get(light, "")))  # noqa: S704  # our own shapes


def light_symbols() -> Markup:
    """Every shape once, for a page that shows them hundreds of times: `light_use` draws one."""
    symbols = Markup().join(
        Markup('<symbol id="m-{}" viewBox="0 0 16 16">{}</symbol>').format(light, Markup(shape))  # noqa: S704  # as above
        for light, shape in SHAPES.items()
    )
    return Markup('<svg class="defs" width="0" height="0" aria-hidden="true">{}</svg>').format(symbols)


def light_use(light: str) -> Markup:
    """The shape of a light, on a page with `light_symbols`."""
    return Markup('<svg aria-hidden="true"><use href="#m-{}"/></svg>').format(light)


def moment_text(moment: datetime) -> str:
    """A moment of the ledger in Beijing time, in reports that are kept: the same in every language."""
    return moment.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M:%S")


def ref_text(ref: str) -> str:
    """Name of whatever an id stands for, citation of a clause; ``""`` where there is none."""
    stream = stream_of(ref)
    if not is_stream_id(stream):
        return asking().citation(ref)
    kind = kind_of(stream)
    if kind in ("organisation", "person", "policy", "account"):
        return asking().name(stream)
    if kind == "appointment":
        return asking().name(organisation_of(stream)) + t("任职", " posts")
    line = asking().line(ref) or asking().line(stream)
    if line is None:
        return ""
    return (
        line_title(line)
        if _told(stream, line)
        else f"{pick(KINDS[kind])}{t('（不在您的权限范围内）', ' (beyond your rights)')}"
    )


def _told(stream: str, line: records.Line) -> bool:
    """Whether the viewer may know what a record is called: it lies in reach, by the line or by all who act on it."""
    if viewer_or_none() is None or not line.organisation or asking().reaches(line.organisation):
        return True
    from web.forms.opening import owner  # forms are put together from words

    state = asking().standing.state(stream)
    return state is not None and asking().reaches(owner(stream, state))


def line_title(line: records.Line) -> str:
    """What a record of a list is called."""
    match line.kind:
        case "list":
            return t(f"{line.period}年责任清单", f"List of {line.period}")
        case "contact_point":
            return t("联系点：", "Contact point: ") + asking().name(line.about)
        case "visit":
            return t("走访：", "Visit: ") + asking().name(line.about)
        case "floating":
            return f"{asking().name(line.about)}{t('→', ' → ')}{line.title}"
        case "dues":
            return t(
                f"{asking().name(line.about)}{line.period}年党费", f"{asking().name(line.about)}: dues of {line.period}"
            )
        case "funding":
            return t(f"{line.period}年度经费预算", f"Budget of {line.period}")
        case "sheet":
            return f"{line.title}{t('：', ': ')}{asking().name(line.about)}"
        case _:
            return line.title


def value_text(of: type, field: str, value: Any) -> str:
    """A field's value in words."""
    return phrases.value_text(value, ref_text, language(), of=of, field=field)


def fact_rows(fact: Any) -> list[tuple[str, str, Any]]:
    """The fields of an event or value, in words: (label, text, value). What is empty is left out."""
    rows = [(f.name, getattr(fact, f.name)) for f in fields(fact)]
    return [
        (pick(field_label(type(fact), name)), value_text(type(fact), name, value), value)
        for name, value in rows
        if value not in (None, "", ())
    ]


def ref_url(ref: str) -> str:
    """Address of the page of a record, or of a part of it."""
    stream, _, part = ref.partition("#")
    match kind_of(stream) if is_stream_id(stream) else "":
        case "":
            return ""
        case "account":
            return url_for("accounts.show", account=stream)
        case "approval":
            return url_for("approvals.show", approval=stream)
        case "security":
            own = f"account-{stream.partition('-')[2]}"
            return url_for("trail.trail", account=own) if stream != INSTALLATION else url_for("trail.trail")
        case "organisation":
            return url_for("organisations.show", organisation=stream)
        case "policy":
            return url_for("policies.show", stream=stream)
        case "responsibility":
            return url_for("lists.show", stream=stream, _anchor=f"item-{part}" if part else None)
        case _:
            return url_for("records.show", stream=stream, _anchor=f"v{part}" if part else None)


def line_stage(line: records.Line) -> str:
    """How far a record of a list has come."""
    return stage_text(line.kind, line.stage)


def entry_url(stream: str, version: int) -> str:
    """Address of an entry in the history of its record."""
    # Below a list stand the last of its entries only.
    page = url_for("records.show", stream=stream) if kind_of(stream) == "responsibility" else ref_url(stream)
    return f"{page}#v{version}"


def stage_text(kind: str, stage: str) -> str:
    """A stage in words; ``""`` where it has none."""
    return pick(STAGES_OF.get((kind, stage)) or STAGES.get(stage, ("", "")))


def helpers() -> dict[str, Any]:
    """What templates may ask for."""
    return {
        "light_mark": light_mark,
        "light_symbols": light_symbols,
        "light_use": light_use,
        "entry_url": entry_url,
        "ref_url": ref_url,
        "ref_text": ref_text,
        "line_title": line_title,
        "line_kind": lambda line: pick(LINE_KINDS[line.kind]),
        "line_stage": line_stage,
        "act_title": lambda act: pick(command_label(act.command)),
        "reason": lambda code: pick(reason_label(code)),
        "rating": lambda code: pick(code_label(Rating(code))) if code else "",
        "post": lambda code: pick(code_label(Post(code))),
        "portfolio": lambda code: pick(code_label(Portfolio(code))),
        "posts_id": posts_of,
        "local": moment,
    }


_ELSEWHERE: Final = frozenset({"organisation", "person", "appointment", "policy", "account", "security"})
"""Kinds with pages of their own, and what no list of records has."""

_LINE_OF: Final[Mapping[str, str]] = {"contact": "contact_point", "responsibility": "list", "evidence": "file"}
"""Kinds whose lines are called otherwise."""

LINE_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    **{_LINE_OF.get(kind, kind): label for kind, label in KINDS.items() if kind not in _ELSEWHERE},
    "visit": ("走访", "Visit"),
    "problem": ("检查发现的问题", "Problem found"),
}
"""Kinds of lines in lists of records."""

STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "convened": ("已召集", "Called"),
    "held": ("已召开", "Held"),
    "cancelled": ("已取消", "Cancelled"),
    "standing": ("在联系", "Standing"),
    "demonstration": ("示范点", "Demonstration point"),
    "closed": ("已结束", "Closed"),
    "submitted": ("已报送", "Handed in"),
    "returned": ("被退回", "Returned"),
    "accepted": ("已接收", "Accepted"),
    "recorded": ("已登记", "Recorded"),
    "draft": ("草稿", "Draft"),
    "issued": ("已印发", "Issued"),
    "filed": ("已归档", "Filed"),
    "full": ("正式党员", "Full member"),
    "probationary": ("预备党员", "Probationary member"),
    "ended": ("已出列", "Ended"),
    "arranged": ("已部署", "Arranged"),
    "notified": ("已通报", "Made known"),
    "voided": ("已作废", "Voided"),
    "conducted": ("已检查", "Inspected"),
    "found": ("已发现", "Found"),
    "ordered": ("整改中", "To be put right"),
    "reported": ("已报告，待验收", "Reported"),
    "rejected": ("验收不合格", "Rejected"),
    "verified": ("验收合格", "Verified"),
    "opened": ("已启动", "Opened"),
    "told": ("已告知", "Told"),
    "heard": ("已听取陈述", "Heard"),
    "held_to_account": ("已追究责任", "Held to account"),
    "not_held_to_account": ("不予追究", "Not held to account"),
    "appealed": ("申诉复查中", "Under appeal"),
    "taken": ("已作出", "Taken"),
    "expired": ("已期满解除", "Ended"),
    "revoked": ("已撤销", "Revoked"),
    "granted": ("已表彰", "Granted"),
    "withdrawn": ("已撤销", "Withdrawn"),
    "asked": ("待会签", "Asked for"),
    "given": ("已同意", "Given"),
    "refused": ("不同意", "Refused"),
    "departed": ("已报告外出", "Left"),
    "stamped": ("已盖章", "Stamped"),
    "arrived": ("已报到", "Reported in"),
    "assigned": ("已编入", "Assigned"),
    "handed_in": ("已交回", "Handed in"),
    "made": ("待审核", "Waiting"),
    "fulfilled": ("已报告兑现", "Reported as kept"),
    "confirmed": ("已确认", "Confirmed"),
    "not_confirmed": ("未予确认", "Not confirmed"),
    "delivered": ("已作出", "Delivered"),
    "evaluated": ("已评议", "Evaluated"),
    "fixed": ("指标已确定", "Indicators fixed"),
    "scored": ("已评分", "Scored"),
    "contested": ("复核中", "Under review"),
    "reviewed": ("已复核", "Reviewed"),
    "released": ("已发布", "Released"),
    "spread": ("已推广", "Spread"),
    "dissolved": ("已撤销", "Dissolved"),
    "proposed": ("已申报", "Proposed"),
    "approved": ("已批准", "Approved"),
    "completed": ("已完成", "Completed"),
    "terminated": ("已终止", "Broken off"),
    "topic": ("已确定课题", "Topic decided"),
    "written": ("已形成成果", "Written"),
    "adopted": ("已转化运用", "Put to use"),
}
"""Stages of records in lists."""

STAGES_OF: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("floating", "issued"): ("已发证", "Certificate issued"),
    ("floating", "verified"): ("已查验", "Verified"),
    ("floating", "filed"): ("已备案", "Filed with superior"),
    ("floating", "returned"): ("已返回", "Back"),
    ("floating", "closed"): ("已办结", "Checked off"),
    ("commitment", "accepted"): ("已审核通过", "Accepted"),
    ("reception", "held"): ("已接待", "Held"),
    ("debrief", "delivered"): ("已述职，待评议", "Delivered"),
    ("lecture", "delivered"): ("已讲授", "Delivered"),
    ("leading_group", "standing"): ("履行职责中", "Standing"),
    ("plan", "standing"): ("有效", "In force"),
    ("plan", "ended"): ("已废止", "Ended"),
    ("project", "approved"): ("已立项", "Approved"),
    ("funding", "approved"): ("预算已批准", "Budget approved"),
    ("sheet", "opened"): ("已建表", "Opened"),
    ("sheet", "reported"): ("已自评", "Self-report filed"),
    ("sheet", "issued"): ("结果已公布", "Result issued"),
}
"""Stages that mean something else in one kind than in the others."""
