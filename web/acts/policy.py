"""Acts on policies 制度文件."""

from typing import Any, Final

from domain import policy
from domain.catalogue import load_all
from domain.kernel import Refused
from web.acts.row import Act, Form, standing


def _issue(form: Form, data: dict[str, Any]) -> policy.IssuePolicy:
    """The packaged file goes in whole, as it reads today."""
    found = load_all().get(data["document"])
    if found is None:
        raise Refused(
            "unknown_document",
            zh="制度目录中没有这份文件，请从列表中选择。",
            en="The catalogue holds no such document; choose from the list.",
            field="document",
        )
    return policy.IssuePolicy(**data, catalogue=found[0])


ACTS: Final = (
    Act(command=policy.IssuePolicy, begins=True, build=_issue),
    Act(command=policy.SupersedePolicy, stages=("issued",)),
    Act(command=policy.InterpretPolicy, stages=("issued",)),
    Act(command=policy.CorrectPolicy, stages=("issued", "superseded"), prefill=standing("issued")),
    Act(command=policy.VoidPolicy, stages=("issued", "superseded")),
)
