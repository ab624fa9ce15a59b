"""Policy 制度文件: a document of the catalogue put into force for a subtree, from a day on.

The whole text of the catalogue file enters the event, so that a year is judged by the rules of that
year for ever, whatever later becomes of the file.

Rules
1. The catalogue file reads without a fault and is the document it is said to be.
2. It binds at least one organisation on record, and all below.
3. A policy ends once, not before the day from which it binds; until then another policy on record may
   be named that takes its place.
4. Only what the text leaves open can be interpreted, and only with a value the document allows
   (the right to interpret stands in the document, e.g. jianxi 第十七条).
5. Where and from when it binds is corrected by adding; a policy entered by mistake is voided.
"""

import hashlib
import re
from dataclasses import replace
from datetime import date
from typing import Final, TypeAlias, assert_never

from domain.catalogue import CatalogueError, parse
from domain.catalogue.schema import is_month_day
from domain.kernel import Refused, record, refuse_repeat, require_reason, require_text
from domain.rule import Document, Parameter


@record
class PolicyIssued:
    """A document was put into force for organisations and all below them 印发."""

    document: str
    """Code of the document in the catalogue, e.g. ``township``."""
    binds: tuple[str, ...]
    """Roots of the subtrees it binds."""
    effective_on: date
    catalogue: str
    """The catalogue file, whole, as it read then (TOML)."""
    sha256: str
    """Of ``catalogue`` in UTF-8."""


@record
class PolicySuperseded:
    """The document ceases to bind after a day 废止或替代. ``last_day`` is the last day on which it binds."""

    last_day: date
    by: str | None
    """Stream of the policy that replaces it, if any."""
    reason: str


@record
class PolicyInterpreted:
    """A value that the text leaves open was settled by the office entitled to interpret it 解释."""

    parameter: str
    value: str
    effective_on: date
    basis: str


@record
class PolicyCorrected:
    """The issue was written down wrongly; ``issued`` is how it should read 更正."""

    corrects: int
    issued: PolicyIssued
    reason: str


@record
class PolicyVoided:
    """The policy was entered by mistake 作废."""

    reason: str


Event: TypeAlias = PolicyIssued | PolicySuperseded | PolicyInterpreted | PolicyCorrected | PolicyVoided

# --- state -----------------------------------------------------------------------


@record
class State:
    """What the rules need to know of one policy."""

    issued: PolicyIssued
    stage: str = "issued"
    """issued, superseded or voided."""
    last_day: date | None = None
    interpretations: tuple[PolicyInterpreted, ...] = ()
    stands_at: int = 1
    version: int = 1

    def binds_on(self, day: date) -> bool:
        """Whether it is in force on ``day``."""
        return (
            self.stage != "voided"
            and self.issued.effective_on <= day
            and (self.last_day is None or day <= self.last_day)
        )


def evolve(state: State | None, event: Event) -> State:
    """Fold one event into the state."""
    if state is None:
        assert isinstance(event, PolicyIssued), "a policy begins with being issued"
        return State(issued=event)
    version = state.version + 1
    match event:
        case PolicyIssued():
            raise AssertionError("a policy is issued once")
        case PolicySuperseded():
            return replace(state, stage="superseded", last_day=event.last_day, version=version)
        case PolicyInterpreted():
            return replace(state, interpretations=(*state.interpretations, event), version=version)
        case PolicyCorrected():
            return replace(state, issued=event.issued, stands_at=version, version=version)
        case PolicyVoided():
            return replace(state, stage="voided", version=version)
        case _:
            assert_never(event)


# --- commands --------------------------------------------------------------------


@record
class IssuePolicy:
    """Put a document into force 登记印发."""

    policy: str
    document: str
    binds: tuple[str, ...]
    effective_on: date
    catalogue: str


@record
class SupersedePolicy:
    """End a document's force 登记废止."""

    policy: str
    last_day: date
    reason: str
    by: str | None = None


@record
class InterpretPolicy:
    """Settle a parameter 登记解释."""

    policy: str
    parameter: str
    value: str
    effective_on: date
    basis: str


@record
class CorrectPolicy:
    """Correct where and from when it binds 更正印发."""

    policy: str
    binds: tuple[str, ...]
    effective_on: date
    reason: str


@record
class VoidPolicy:
    """Void a policy entered by mistake 作废."""

    policy: str
    reason: str


Command: TypeAlias = IssuePolicy | SupersedePolicy | InterpretPolicy | CorrectPolicy | VoidPolicy

# --- decisions -------------------------------------------------------------------

CATALOGUE_LIMIT: Final = 1_000_000
"""Longest catalogue file, in characters."""
_BROKEN: Final = re.compile("[\ud800-\udfff]")
"""Characters that no stored form can hold."""


def decide(state: State | None, command: Command, *, today: date) -> list[Event]:
    """What the command leads to: events, nothing, or `Refused`. A policy may be entered ahead of its day."""
    match command:
        case IssuePolicy():
            if state is not None:
                raise Refused("exists", zh="该制度文件已经登记印发。", en="This policy is already on record.")
            return [_issued(command)]
        case SupersedePolicy():
            return [_superseded(_standing(state), command)]
        case InterpretPolicy():
            return _interpreted(_standing(state), command)
        case CorrectPolicy():
            return _corrected(_standing(state), command)
        case VoidPolicy():
            _standing(state)
            return [PolicyVoided(reason=require_reason(command.reason))]
        case _:
            assert_never(command)


def _standing(state: State | None) -> State:
    if state is None:
        raise Refused("unknown", zh="没有找到该制度文件的登记。", en="There is no record of this policy.")
    if state.stage == "voided":
        raise Refused("voided", zh="该制度文件的登记已作废。", en="This policy was voided.")
    return state


def _check_binds(binds: tuple[str, ...]) -> None:
    if not binds:
        raise Refused(
            "required", zh="请至少选择一个适用组织。", en="Choose at least one organisation it binds.", field="binds"
        )
    refuse_repeat(binds, "binds", label=("适用组织", "Organisations bound"))


def _read(catalogue: str, source: str) -> Document:
    """The document of a catalogue file; a file that does not read is refused with its first faults."""
    if len(catalogue) > CATALOGUE_LIMIT:
        raise Refused(
            "too_long",
            zh=f"条目文件不能超过{CATALOGUE_LIMIT}字。",
            en=f"A catalogue file may hold {CATALOGUE_LIMIT} characters at most.",
            field="catalogue",
        )
    if _BROKEN.search(catalogue):
        raise Refused(
            "broken_text",
            zh="条目文件含有无法保存的字符，请以UTF-8编码重新保存后上传。",
            en="The catalogue file holds characters that cannot be stored; save it as UTF-8 again.",
            field="catalogue",
        )
    try:
        return parse(catalogue, source)
    except CatalogueError as error:
        shown = error.problems[:5]
        more = len(error.problems) - len(shown)
        where = [" / ".join(part for part in (p.file, p.clause, p.field) if part) for p in shown]
        raise Refused(
            "catalogue_faulty",
            zh="条目文件有误："
            + "；".join(f"{w}：{p.zh}" for w, p in zip(where, shown, strict=True))
            + (f"；另有{more}处。" if more else "。"),
            en="The catalogue file has faults: "
            + "; ".join(f"{w}: {p.en}" for w, p in zip(where, shown, strict=True))
            + (f"; and {more} more." if more else "."),
            field="catalogue",
            clause=shown[0].clause,
        ) from error
    except (RecursionError, ValueError) as error:  # endless brackets or digits: no office's file, but an answer is due
        raise Refused(
            "catalogue_faulty",
            zh="条目文件不是有效的TOML文件：嵌套过深或数值过长。",
            en="The catalogue file is not TOML that can be read: nested too deeply, or a number too long.",
            field="catalogue",
        ) from error


def _issued(command: IssuePolicy) -> PolicyIssued:
    _check_binds(command.binds)
    code = require_text(command.document, "document", limit=50, label=("文件代码", "Document code"))
    document = _read(command.catalogue, f"{code}.toml")
    if document.code != code:
        raise Refused(
            "wrong_document",
            zh=f"条目文件的代码是“{document.code}”，与所填“{code}”不一致。",
            en=f"The catalogue file is that of {document.code!r}, not {code!r}.",
            field="document",
        )
    return PolicyIssued(
        document=code,
        binds=command.binds,
        effective_on=command.effective_on,
        catalogue=command.catalogue,
        sha256=hashlib.sha256(command.catalogue.encode()).hexdigest(),
    )


def _outside_force(state: State, field: str) -> Refused:
    until = "" if state.last_day is None else f"至{state.last_day.isoformat()}"
    return Refused(
        "outside_force",
        zh=f"日期须在该文件有效期内（{state.issued.effective_on.isoformat()}起{until}）。",
        en=f"The day must lie in the policy's force (from {state.issued.effective_on.isoformat()}).",
        field=field,
    )


def _superseded(state: State, command: SupersedePolicy) -> PolicySuperseded:
    if state.last_day is not None:
        raise Refused(
            "already_superseded",
            zh=f"该文件已登记至{state.last_day.isoformat()}废止。",
            en=f"This policy already ends on {state.last_day.isoformat()}.",
        )
    if command.last_day < state.issued.effective_on:
        raise _outside_force(state, "last_day")
    if command.by == command.policy:
        raise Refused("cyclic", zh="文件不能由自己替代。", en="A policy cannot replace itself.", field="by")
    late = [i for i in state.interpretations if i.effective_on > command.last_day]
    if late:
        raise Refused(
            "before_interpretation",
            zh=f"废止日期早于已登记的解释生效日期（{late[0].effective_on.isoformat()}），请核对。",
            en=f"An interpretation on record takes effect later ({late[0].effective_on.isoformat()}).",
            field="last_day",
        )
    return PolicySuperseded(last_day=command.last_day, by=command.by, reason=require_reason(command.reason))


def _interpreted(state: State, command: InterpretPolicy) -> list[Event]:
    document = _read(state.issued.catalogue, f"{state.issued.document}.toml")
    value = require_text(command.value, "value", label=("解释的取值", "Value"))
    parameter = require_value(document, command.parameter, value)
    if not state.binds_on(command.effective_on):
        raise _outside_force(state, "effective_on")
    event = PolicyInterpreted(
        parameter=parameter.name,
        value=value,
        effective_on=command.effective_on,
        basis=require_text(command.basis, "basis", limit=2_000, label=("解释依据", "Basis")),
    )
    return [] if event in state.interpretations[-1:] else [event]


def require_value(document: Document, name: str, value: str) -> Parameter:
    """The parameter of this name, if it may take the value.

    A value is of the sort of the default: one of the choices, a day of the year, or a whole number.
    """
    parameter = next((p for p in document.parameters if p.name == name), None)
    if parameter is None:
        raise Refused(
            "unknown_parameter",
            zh=f"该文件没有可以解释的参数“{name[:50]}”。",
            en="The document leaves no such parameter open.",
            field="parameter",
        )
    if parameter.choices:
        right, zh, en = value in parameter.choices, "、".join(parameter.choices), ", ".join(parameter.choices)
    elif is_month_day(parameter.default):
        right, zh, en = is_month_day(value), "“月-日”，如03-31", "a day of the year such as 03-31"
    elif parameter.default.isascii() and parameter.default.isdigit():
        right, zh, en = value.isascii() and value.isdigit() and len(value) <= 6, "整数", "a whole number"
    else:
        return parameter
    if not right:
        raise Refused(
            "value_not_allowed",
            zh=f"“{parameter.zh}”的取值应为：{zh}。",
            en=f"{parameter.en}: the value must be {en}.",
            field="value",
            clause=parameter.cite,
        )
    return parameter


def _corrected(state: State, command: CorrectPolicy) -> list[Event]:
    _check_binds(command.binds)
    first = min([i.effective_on for i in state.interpretations], default=None)
    if (state.last_day is not None and command.effective_on > state.last_day) or (
        first is not None and command.effective_on > first
    ):
        raise Refused(
            "outside_force",
            zh="施行日期不能晚于已登记的废止日期或解释生效日期。",
            en="It cannot take effect after its last day or an interpretation on record.",
            field="effective_on",
        )
    issued = replace(state.issued, binds=command.binds, effective_on=command.effective_on)
    if issued == state.issued:
        return []
    return [PolicyCorrected(corrects=state.stands_at, issued=issued, reason=require_reason(command.reason))]
