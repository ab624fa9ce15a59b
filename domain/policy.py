"""Policy 制度文件: a document of the catalogue put into force for a subtree, from a day on.

The whole text of the catalogue file enters the event, so that a year is judged by the rules of that
year for ever, whatever later becomes of the file.
"""

from datetime import date
from typing import TypeAlias

from domain.kernel import record


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
