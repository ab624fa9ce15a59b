"""Commands over the JSON API: the same rows, schemas and rules as the forms."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request, url_for
from marshmallow import ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from domain.approval import ApprovalAsked
from domain.handling import HANDLING
from domain.identity import HEX, prefix_of
from domain.kernel import Refused
from domain.terms import command_label
from ledger.port import Receipt, Stale
from web.acts import ACTS
from web.acts.row import Act, Form
from web.api import answers, asked, encoding, limits, parameters
from web.api.telling import told
from web.errors import Forbidden, Misshapen, NotFound, answer_to
from web.forms.opening import RANDOM_KINDS, open_form, record_in_reach
from web.forms.performing import perform, shaped
from web.forms.typed import typed
from web.intake import FIELD, taken_in
from web.schemas.fields import Problem, problems
from web.services import services
from web.viewer import viewer

JSON: Final = "application/json"
MULTIPART: Final = "multipart/form-data"


def command(name: str) -> Response:
    """Carry out one command."""
    act = ACTS.get(name)
    if act is None:
        raise NotFound
    if not viewer().may(act.command):
        raise Forbidden
    parameters.unwanted()
    values = _sent(act)
    expecting = asked.expecting(values)
    command_id = asked.command_id()
    if act.begins and act.kind in RANDOM_KINDS and act.target not in values:
        values[act.target] = _derived(act, command_id)
    form = _opened(act, values)
    made = shaped(form, values, **taken_in(wanted=act.upload))
    if not act.upload:
        limits.hold(act.shape, values)
    try:
        receipt = perform(form, made, command_id=command_id, expecting=expecting)
    except Stale as stale:
        return _stale(stale)
    return _answer(form, HANDLING[act.command].stream(made), receipt)


def _sent(act: Act) -> dict[str, Any]:
    """What was sent: JSON; for a command with a file, the fields of a form with the file beside them."""
    if request.mimetype != (MULTIPART if act.upload else JSON):
        raise UnsupportedMediaType
    if not act.upload:
        return asked.body()
    shape, text = act.shape(), request.form.get("expecting")
    known = {*shape.fields, "expecting"}
    unknown = [name for name in request.form if name not in known] + [name for name in request.files if name != FIELD]
    if unknown:
        zh, en = "不认识这一栏，请删除。", "There is no such field; leave it out."
        raise Misshapen([Problem(field=name[:60], zh=zh, en=en) for name in unknown])
    values = typed(shape, request.form)
    if text:
        values["expecting"] = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text
    return values


def _derived(act: Act, command_id: str) -> str:
    """Id of a new record whose sender named none: it follows from the command id, so that a repeat names it too."""
    digest = hashlib.sha256(f"{viewer().account} {act.name} {command_id}".encode()).hexdigest()
    return f"{prefix_of(act.kind)}-{digest[:HEX]}"


def _opened(act: Act, values: Mapping[str, Any]) -> Form:
    known = {name: value for name, value in values.items() if isinstance(value, str)}
    try:
        return open_form(act, known)
    except (NotFound, Refused):
        # Where the shape is wrong as well, a field that can be named helps more than "not found".
        try:
            act.shape().load(values)
        except ValidationError as error:
            raise Misshapen(problems(error.messages)) from error
        raise


def _answer(form: Form, stream: str, receipt: Receipt) -> Response:
    last = receipt.entries[-1] if receipt.entries else None
    answer = answers.Receipt(
        command_id=receipt.command_id,
        stream=last.stream if last else stream,
        version=last.version if last else form.version,
        position=receipt.position,
        recorded_at=last.recorded_at if last else None,
        repeated=receipt.repeated,
        entries=[encoding.recorded(entry) for entry in receipt.entries],
    )
    if last is None or receipt.repeated:
        return encoding.respond(answer)
    status = 202 if isinstance(last.event, ApprovalAsked) else 201
    where = url_for("api.record", stream=answer.stream)
    return encoding.respond(answer, status, {"Location": where, "ETag": f'"{answer.version}"'})


def _stale(stale: Stale) -> Response:
    """What changed since the version that the sender saw."""
    error = encoding.error_of(answer_to(stale))
    error.meanwhile = told(services().ledger.stream(stale.stream))[stale.expecting :]
    error.version = stale.expecting + len(stale.since)
    return encoding.respond(error, error.status)


def receipt(command_id: str) -> Response:
    """What a command led to. Its own account sees it, and whoever reaches the record."""
    found = services().ledger.receipt(command_id)
    if found is None or not found.entries:
        raise NotFound
    first = found.entries[0]
    if first.recorded_by != viewer().account:
        record_in_reach(first.stream)
    last = found.entries[-1]
    return encoding.respond(
        answers.Receipt(
            command_id=found.command_id,
            stream=last.stream,
            version=last.version,
            position=found.position,
            recorded_at=last.recorded_at,
            repeated=False,
            entries=[encoding.recorded(entry) for entry in found.entries],
        )
    )


def commands() -> Response:
    """Every command, and whether this account may send it."""
    who = viewer()
    return encoding.respond(
        answers.Commands(
            commands=[
                answers.Command(
                    name=name,
                    kind=act.kind,
                    label=encoding.text(command_label(act.command)),
                    may=who.may(act.command),
                    begins=act.begins,
                )
                for name, act in ACTS.items()
            ]
        )
    )
