"""Handling of an appraisal round's commands: what the named policy lets results be used for is read."""

from collections.abc import Mapping
from typing import Any, Final

from domain import appraisal
from domain.handling.row import ORGANISATION, POLICY, Need, names, rows
from domain.reading.policies import document_of


def _terms(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    """What the policy says on the day the round is opened."""
    if not command.policy:
        return {}

    def build(states: Mapping[str, Any]) -> appraisal.Terms:
        policy = states[command.policy]
        document = document_of(policy.issued.catalogue)
        return appraisal.Terms(
            uses=document.uses,
            cite=f"{document.code} {document.uses_cite}",
            in_force=policy.binds_on(command.occurred_on),
        )

    return {"terms": Need(streams=(command.policy,), build=build)}


ROWS: Final = rows(
    appraisal,
    "appraisal",
    {
        appraisal.OpenAppraisal: {"existing": names(organisation=ORGANISATION, policy=POLICY), "needs": _terms},
        appraisal.ChangeIndicators: {},
        appraisal.FixIndicators: {},
        appraisal.CloseAppraisal: {},
        appraisal.CorrectAppraisal: {"existing": names(policy=POLICY), "needs": _terms},
        appraisal.VoidAppraisal: {},
    },
)
