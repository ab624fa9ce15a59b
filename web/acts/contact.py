"""Acts on contact points and visits 联系点、走访."""

from collections.abc import Mapping
from typing import Any, Final

from domain import contact
from web.acts.row import Act, Form, standing, values_of

STANDING: Final = ("standing",)


def _visit(form: Form) -> Mapping[str, Any]:
    """The visit as it stands."""
    number = int(form.known.get("visit") or 0)
    found: Mapping[str, Any] = {}
    for entry in form.entries:
        match entry.event:
            case contact.ContactPointVisited() if entry.version == number:
                found = values_of(entry.event)
            case contact.ContactPointVisitCorrected(visit=of, visited=visited) if of == number:
                found = values_of(visited)
    return found


def _owner(form: Form) -> Mapping[str, Any]:
    return {"visitor": form.state.owner}


ACTS: Final = (
    Act(command=contact.EstablishContactPoint, begins=True, counts=True),
    Act(command=contact.VisitContactPoint, stages=STANDING, prefill=_owner, counts=True),
    Act(command=contact.RaiseProblem, stages=STANDING),
    Act(command=contact.ResolveProblem, stages=STANDING),
    Act(command=contact.RecogniseDemonstrationPoint, stages=STANDING),
    Act(command=contact.ReassignContactPoint, stages=STANDING),
    Act(command=contact.CloseContactPoint, stages=STANDING),
    Act(command=contact.CorrectContactPoint, stages=("standing", "closed"), prefill=standing("established")),
    Act(command=contact.VoidContactPoint, stages=("standing", "closed")),
    Act(command=contact.CorrectVisit, part="visit", prefill=_visit, counts=True),
    Act(command=contact.VoidVisit, part="visit"),
)
