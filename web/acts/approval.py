"""Acts on approvals 会签: another person gives or refuses them, whoever asked withdraws."""

from typing import Any, Final

from domain import approval
from web.acts.row import Act, Build, Form
from web.viewer import viewer


def _signed(by: str) -> Build:
    def build(form: Form, data: dict[str, Any]) -> Any:
        return form.act.command(**data, **{by: viewer().account})

    return build


ACTS: Final = (
    Act(command=approval.GiveApproval, stages=("asked",), build=_signed("given_by")),
    Act(command=approval.RefuseApproval, stages=("asked",), build=_signed("refused_by")),
    Act(command=approval.WithdrawApproval, stages=("asked",), build=_signed("withdrawn_by")),
)
