"""Records compared: one record field by field, a list item by item, sheets and rounds, the lines of a register."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from domain import responsibility
from domain.identity import kind_of, stream_of
from domain.kernel import Entry, Refused
from domain.responsibility import item_status
from domain.scoring import points_text
from domain.sheet import Grade
from domain.terms import code_label
from ledger.execution import fold
from projections import records as kept
from web.asking import Clocks, asking
from web.comparing.sides import Ask, Thing, Things, address
from web.errors import NotFound
from web.language import pick, t
from web.phrases import fact_in
from web.registers.appraising import read_round, read_sheet
from web.saying import day
from web.services import services
from web.standing import standing
from web.words import STAGES, STAGES_OF, fact_rows, line_stage, line_title, ref_url

Read = Callable[[Sequence[Entry], Clocks], Things]
"""What some entries of one record show."""


def _step_by_step(stream: str, read: Read) -> Ask:
    """A record read from its own entries; each line knows the entries that made it what it is."""
    entries = services().ledger.stream(stream)

    def ask(when: Clocks) -> Things:
        known = [entry for entry in entries if when.known_at is None or entry.position <= when.known_at]
        made: dict[str, set[int]] = {}
        last: Things = {}
        for number, entry in enumerate(known, 1):
            now = read(known[:number], when)
            for key in {*now, *last}:
                if (key in now) != (key in last) or now[key].fields != last[key].fields:
                    made.setdefault(key, set()).add(entry.position)
            last = now
        return {key: _with(one, stream, made.get(key, set())) for key, one in last.items()}

    return ask


def _with(one: Thing, stream: str, made: set[int]) -> Thing:
    return Thing(
        title=one.title,
        fields=one.fields,
        group=one.group,
        link=one.link,
        own=frozenset({stream}),
        entries=frozenset(made),
    )


def one_record(stream: str) -> Ask:
    """A record: every field, and how far it has come."""
    kind = kind_of(stream)

    def read(entries: Sequence[Entry], when: Clocks) -> Things:
        events = [entry.event for entry in entries]
        found = {
            label: Thing(title=label, fields=((t("内容", "What it says"), text),))
            for label, text, _ in fact_rows(fact_in(standing(kind, events)))
        }
        stage = getattr(fold(stream, events), "stage", "")
        if stage:
            text = pick(STAGES_OF.get((kind, stage)) or STAGES.get(stage, (stage, stage)))
            found["stage"] = Thing(title=t("状态", "Stage"), fields=((t("内容", "What it says"), text),))
        return found

    return _step_by_step(stream, read)


_STEPS: Final[Mapping[str, tuple[str, str]]] = {
    "planned": ("未启动", "Not begun"),
    "in_progress": ("办理中", "In progress"),
    "reported": ("已报完成，待核验", "Reported done, to be verified"),
    "verified": ("已核验", "Verified"),
    "returned": ("被退回", "Returned"),
    "withdrawn": ("已撤销", "Taken off"),
    "overdue": ("逾期未完成", "Overdue"),
}


def one_list(stream: str) -> Ask:
    """A responsibility list, item by item."""

    def read(entries: Sequence[Entry], when: Clocks) -> Things:
        state: responsibility.State = fold(stream, [entry.event for entry in entries])
        found: dict[str, Thing] = {"list": _list_itself(state)}
        for progress in state.items:
            item, stands = progress.item, item_status(state, progress.item.item, when.as_of)
            fields = (
                (t("事项", "Item"), item.title),
                (t("责任人", "Responsible"), asking().name(item.person)),
                (t("责任部门", "Department"), item.department),
                (t("时限", "Due"), day(item.due_on) if item.due_on else ""),
                (t("指标", "Indicator"), item.indicator),
                (t("标准", "Standard"), item.standard),
                (t("办理", "Progress"), pick(_STEPS[stands.light])),
                (t("完成日期", "Done on"), day(stands.done_on) if stands.done_on else ""),
            )
            found[f"item-{item.item}"] = Thing(
                title=f"{item.item} {item.title}",
                fields=tuple(pair for pair in fields if pair[1]),
                link=address("lists.show", when, stream=stream, _anchor=f"item-{item.item}"),
            )
        return found

    return _step_by_step(stream, read)


def _list_itself(state: responsibility.State) -> Thing:
    return Thing(
        title=t("清单", "The list"),
        fields=(
            (t("状态", "Stage"), pick(STAGES.get(state.stage, (state.stage, state.stage)))),
            (t("版次", "Version"), str(state.list_version or "")),
            (t("印发日期", "Issued on"), day(state.issued_on) if state.issued_on else ""),
        ),
    )


def one_sheet(stream: str) -> Ask:
    """An appraisal sheet: points of each indicator, given and by rule, and the result."""

    def ask(when: Clocks) -> Things:
        found = _or_nothing(lambda: read_sheet(stream, when))
        if found is None:
            return {}
        sheet = found.sheet
        own = frozenset({stream, sheet.appraisal, sheet.organisation})
        link = address("appraisals.show", when, stream=stream)
        things = {
            "result": Thing(
                title=t("结果", "Result"),
                fields=(
                    (t("状态", "Stage"), _stage("sheet", found.stage)),
                    (t("总分", "Total"), _points(found.total)),
                    (t("按现在记录计算的总分", "Total by the rule"), _points(found.total_now)),
                    (t("等次", "Grade"), pick(code_label(found.grade)) if found.grade else "—"),
                ),
                link=link,
                own=own,
            )
        }
        for point in found.points:
            rests = {
                stream_of(fact.ref): (fact.ref, fact.position)
                for judged in point.now.statuses
                for fact in (*judged.counted, *judged.passed)
            }
            things[str(point.indicator.number)] = Thing(
                title=f"{point.indicator.number} {point.indicator.title}",
                fields=(
                    (t("满分", "Maximum"), points_text(point.indicator.maximum)),
                    (t("评定得分", "Points given"), _points(point.score.points if point.score else None)),
                    (t("按规则得分", "Points by the rule"), _points(point.now.points)),
                ),
                link=link,
                own=own,
                rests=rests,
            )
        return things

    return ask


def one_round(stream: str) -> Ask:
    """A round of appraisals: its sheets with their results."""

    def ask(when: Clocks) -> Things:
        found = _or_nothing(lambda: read_round(stream, when))
        if found is None:
            return {}
        things = {
            stream: Thing(
                title=t("本次考核", "The round"),
                fields=((t("状态", "Stage"), _stage("appraisal", found.stage)),),
                own=frozenset({stream}),
            )
        }
        for row in found.rows:
            result = row.result
            things[row.sheet.stream] = Thing(
                title=asking().name(row.sheet.subject),
                group=asking().name(row.sheet.organisation),
                fields=(
                    (t("状态", "Stage"), _stage("sheet", row.stage)),
                    (t("总分", "Total"), _points(result.total if result else None)),
                    (t("等次", "Grade"), pick(code_label(Grade(result.grade))) if result else "—"),
                ),
                link=address("appraisals.show", when, stream=row.sheet.stream),
                own=frozenset({row.sheet.stream}),
            )
        return things

    return ask


def register(organisations: Callable[[Clocks], Sequence[str]], kind: str) -> Ask:
    """Lines of a register; voided ones stand there as voided."""

    def ask(when: Clocks) -> Things:
        wanted = kept.Wanted(
            organisations=organisations(when), kinds=(kind,) if kind else (), stages=tuple(STAGES), last=when.as_of
        )
        lines = kept.find(asking().reading, wanted, known_at=when.known_at, limit=_LINES + 1)
        if len(lines) > _LINES:
            raise Refused(
                "too_many",
                zh=f"范围内的记录超过{_LINES}条，请选择一个类别或下级组织再对比。",
                en=f"More than {_LINES} records lie in this extent; choose a kind or an organisation below.",
                field="organisation",
            )
        asking().learn(id for one in lines for id in (one.organisation, one.about))
        return {
            one.ref: Thing(
                title=line_title(one) or t("（无标题）", "(untitled)"),
                group=asking().name(one.organisation),
                fields=(
                    (t("标题", "Title"), line_title(one)),
                    (t("日期", "Date"), day(one.occurred_on) if one.occurred_on else "—"),
                    (t("状态", "Stage"), line_stage(one)),
                    (t("更正次数", "Corrections"), str(one.corrections)),
                ),
                link=partial(ref_url, one.ref),
                own=frozenset({one.stream}),
            )
            for one in lines
        }

    return ask


_LINES: Final = 10_000
"""Lines of a register that are compared; a part of them would tell of changes that are none."""


def _stage(kind: str, stage: str) -> str:
    return pick(STAGES_OF.get((kind, stage)) or STAGES.get(stage, (stage, stage)))


def _points(points: int | None) -> str:
    return "—" if points is None else points_text(points)


def _or_nothing(read: Callable[[], Any]) -> Any:
    """What was not there then is nothing, not an error."""
    try:
        return read()
    except NotFound:
        return None
