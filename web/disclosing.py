"""Disclosing: noting, while an answer is put together, whose sensitive data it shows; written down before it leaves."""

from typing import Any, Final

from flask import g, has_request_context, request
from werkzeug.wrappers import Response

from domain.kernel import Personal
from domain.person import PersonCorrected, PersonRegistered
from web.asking import asking
from web.disclosures import Noted
from web.here import kept
from web.logs import request_id
from web.services import services
from web.viewer import viewer_or_none

FIELDS: Final = frozenset({"identity_number", "phone"})
"""Personal values whose reading is noted. Names are everywhere: whoever may see a record may see whose it is."""


def note(value: Any, field: str) -> None:
    """This field is about to be shown, if the viewer may see it."""
    if field not in FIELDS or not isinstance(value, Personal) or not has_request_context():
        return
    if value.value is None or value.lost or asking().personal(value) != value.value:
        return
    who = viewer_or_none()
    noted: Noted = g.setdefault("disclosed", {})
    noted.setdefault(("" if who is None else who.account, value.subject), set()).add(field)


def note_event(event: object) -> None:
    """Everything that an event says is about to be shown."""
    fact = event.registered if isinstance(event, PersonCorrected) else event
    if isinstance(fact, PersonRegistered):
        for field in FIELDS:
            note(getattr(fact, field), field)


def noted() -> Noted:
    """What was noted so far in this request."""
    return {key: set(fields) for key, fields in g.get("disclosed", {}).items()}


def note_again(before: Noted) -> None:
    """An answer that was kept is given again."""
    found: Noted = g.setdefault("disclosed", {})
    for key, fields in before.items():
        found.setdefault(key, set()).update(fields)


def before_leaving(answer: Response) -> Response:
    """Every answer: what it shows is written down first."""
    settle()
    return answer


def settle(_: object = None) -> None:
    """Write down what this request shows, before anybody sees it."""
    found: Noted | None = kept().pop("disclosed", None)
    if found:
        rule = request.url_rule
        services().disclosures.write(found, {"route": "" if rule is None else rule.rule, "request": request_id()})
