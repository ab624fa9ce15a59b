"""Coverage of the catalogue 条款覆盖: clause by clause, its rule, what can satisfy it, the scenarios that exercise it.

A clause is in order if it has a rule, or says why it has none; a rule is in order if some case asks for its status.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.rule import Clause, Counts, Document, Measure
from domain.terms import code_label
from web.scenarios import asked_clauses

_ACTS: Final = "、"


@dataclass(frozen=True)
class Covered:
    """One clause and what holds it."""

    document: Document
    clause: Clause
    cases: tuple[str, ...]
    """Scenario cases that ask for its status: ``file#case``."""

    @property
    def measured(self) -> bool:
        """Whether it has a rule that can be judged."""
        return self.clause.rule.measure is not Measure.NONE

    @property
    def gap(self) -> str:
        """What is missing; empty: nothing."""
        if not self.measured:
            return "" if self.clause.rule.reason else "无规则且未说明原因 no rule, no reason"
        return "" if self.cases else "没有情形核对 no scenario"

    def line(self) -> str:
        """One line for a terminal."""
        rule = self.clause.rule
        what = code_label(rule.measure)[0]
        facts = (
            self.clause.rule.reason if not self.measured else "；".join(_fact(part) for part in parts_of(self.clause))
        )
        held = f"{len(self.cases)} 例 {', '.join(self.cases[:3])}" if self.cases else "—"
        return f"{self.document.code} {self.clause.id} {self.clause.cite} | {what} | {facts} | {self.gap or held}"


def parts_of(clause: Clause) -> Sequence[Counts]:
    """What the parts of a rule count."""
    rule = clause.rule
    return rule.each or rule.steps or (rule.counts,)


def _fact(part: Counts) -> str:
    kinds = _ACTS.join(code_label(kind)[0] for kind in part.kinds) or "任何记录"
    acts = f"（{_ACTS.join(part.acts)}）" if part.acts else ""
    cited = "，须注明对应本条" if part.cited else ""
    return f"{kinds}{acts}{cited}"


def coverage(documents: Iterable[Document], scenarios: Path) -> list[Covered]:
    """Every clause of the documents, held against the scenario files under a path."""
    asked: Mapping[str, Sequence[str]] = asked_clauses(scenarios)
    return [
        Covered(document=document, clause=clause, cases=tuple(asked.get(clause.id, ())))
        for document in documents
        for clause in document.clauses
    ]


def summary(rows: Sequence[Covered]) -> str:
    """How many there are, and how many are not in order."""
    measured = [row for row in rows if row.measured]
    gaps = [row for row in rows if row.gap]
    return (
        f"{len({row.document.code for row in rows})} 份文件，{len(rows)} 条：有规则 {len(measured)} 条，"
        f"说明原因不计量 {len(rows) - len(measured)} 条；缺项 {len(gaps)} 条"
        f" ({len(rows)} clauses, {len(measured)} with a rule, {len(gaps)} gaps)"
    )
