"""Acts on evidence files 佐证材料."""

from typing import Any, Final

from domain import evidence
from domain.identity import file_of
from web.acts.row import Act, Form
from web.filestore import Taken


def _filed(form: Form, data: dict[str, Any]) -> evidence.FileEvidence:
    """What the file is was found out on intake."""
    taken: Taken = data.pop("taken")
    return evidence.FileEvidence(
        **data, evidence=file_of(taken.sha256), sha256=taken.sha256, size=taken.size, media_type=taken.media_type
    )


ACTS: Final = (
    Act(command=evidence.FileEvidence, begins=True, build=_filed, upload=True),
    Act(command=evidence.AttachEvidence, stages=("filed",)),
    Act(command=evidence.DetachEvidence, stages=("filed",)),
    Act(command=evidence.VoidEvidence, stages=("filed",)),
)
