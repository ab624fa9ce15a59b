"""Words of a policy 制度文件."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import policy
from domain.terms.common import Label

KIND: Final[Label] = ("制度文件", "Policy")

CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = {}

EVENTS: Final[Mapping[type, Label]] = {
    policy.PolicyIssued: ("印发制度文件", "Policy issued"),
    policy.PolicySuperseded: ("废止或替代", "Policy superseded"),
    policy.PolicyInterpreted: ("作出解释", "Policy interpreted"),
    policy.PolicyCorrected: ("更正印发登记", "Policy corrected"),
    policy.PolicyVoided: ("作废制度文件登记", "Policy voided"),
}

COMMANDS: Final[Mapping[type, Label]] = {
    policy.IssuePolicy: ("登记印发", "Issue policy"),
    policy.SupersedePolicy: ("登记废止或替代", "Supersede policy"),
    policy.InterpretPolicy: ("登记解释", "Interpret policy"),
    policy.CorrectPolicy: ("更正印发登记", "Correct policy"),
    policy.VoidPolicy: ("作废制度文件登记", "Void policy"),
}

FIELDS: Final[Mapping[str, Label]] = {
    "binds": ("适用组织", "Organisations bound"),
    "by": ("替代文件", "Replaced by"),
    "catalogue": ("文件条款", "Catalogue text"),
    "effective_on": ("生效日期", "Effective date"),
    "issued": ("印发登记", "Issue"),
    "last_day": ("最后有效日", "Last day in force"),
    "parameter": ("解释事项", "Parameter"),
    "value": ("解释内容", "Value"),
}

_POLICY: Final = {"document": ("文件代码", "Document code")}
_INTERPRETED: Final = {"value": ("解释的取值", "Value"), "basis": ("解释依据", "Basis")}

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = {
    policy.PolicyIssued: _POLICY,
    policy.IssuePolicy: _POLICY,
    policy.PolicyInterpreted: _INTERPRETED,
    policy.InterpretPolicy: _INTERPRETED,
}
