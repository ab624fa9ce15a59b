"""Sentences on policies 制度文件."""

from collections.abc import Mapping
from typing import Final

from domain import policy
from web.sentences.telling import Tell, Telling, corrected, done


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


TELLS: Final[Mapping[type, Tell]] = {
    policy.PolicyIssued: _policy_issued,
    policy.PolicySuperseded: _policy_superseded,
    policy.PolicyInterpreted: _interpreted,
    policy.PolicyCorrected: corrected("印发登记", "the issue of the policy"),
    policy.PolicyVoided: done("制度文件登记作废", "the policy was voided"),
}
"""Event -> how it is told."""
