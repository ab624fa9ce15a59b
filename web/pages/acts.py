"""Forms of all acts, and what happens when one is sent: recorded and redirected, or shown again with what is wrong."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from domain.kernel import Refused, record
from domain.terms import command_label
from ledger.port import CommandReused, Conflict, Receipt, Stale
from web import logs
from web.acts import ACTS
from web.acts.row import Form
from web.asking import asking
from web.auth import check_again
from web.counting import duties_served
from web.errors import Answer, Forbidden, Misshapen, NotFound, answer_to, on_page
from web.following import begun_by, known_from
from web.forms.drawing import draw
from web.forms.opening import open_form
from web.forms.options import Option
from web.forms.performing import perform, shaped
from web.forms.typed import prefilled, typed
from web.history import told
from web.ids import new_command_id
from web.intake import taken_in
from web.language import pick
from web.schemas.fields import made
from web.viewer import viewer

blueprint = Blueprint("acts", __name__)

COMMAND_ID_LENGTH = 64


@record
class Extra:
    """What a form shows besides its fields."""

    problems: tuple[Any, ...] = ()
    answer: Answer | None = None
    meanwhile: tuple[Any, ...] = ()
    """Sentences on what changed while the form was open."""
    served: Any = None
    """Duties the record would count for."""
    more: str = ""


@blueprint.get("/acts/<name>")
def form(name: str) -> str:
    """An empty form, or for a correction one filled with what stands."""
    known, begun = _asked(name)
    opened = _opened(name, {**known, **request.args.to_dict()})
    shape = made(opened.act.shape)
    values = prefilled(shape, {**opened.act.prefill(opened), **begun})
    values.update({key: value for key, value in request.args.items() if key in shape.fields and value})
    return _page(opened, values, new_command_id(), opened.version, Extra())


@blueprint.post("/acts/<name>")
def submit(name: str) -> Response | tuple[str, int]:
    """Record the act, or show the form again with what is wrong; nothing typed is lost."""
    chosen = request.form.get("_for", "")
    if chosen and ("_change" in request.form or chosen != _sent_for(name)):
        return _for_another(name, chosen), 200
    if asking().standing.on_trust:
        if receipt := _at_once(name):
            return _recorded(receipt)
        if refused := check_again():
            return refused
    opened = _opened(name, request.form)
    values = typed(made(opened.act.shape), request.form)
    command_id = request.form.get("_command_id", "")[:COMMAND_ID_LENGTH] or new_command_id()
    expecting = _expecting(opened)
    if more := request.form.get("_add", ""):
        return _page(opened, values, command_id, expecting, Extra(more=more)), 200
    try:
        command = shaped(opened, values, **taken_in(wanted=opened.act.upload))
        if "_preview" in request.form:
            return _page(opened, values, command_id, expecting, Extra(served=duties_served(opened, command))), 200
        receipt = perform(opened, command, command_id=command_id, expecting=expecting or None)
    except Stale as stale:
        asking().look()
        fresh = _opened(name, request.form)
        answer = answer_to(stale)
        page = _page(fresh, values, new_command_id(), fresh.version, Extra(answer=answer, meanwhile=told(stale.since)))
        return page, answer.status
    except (Misshapen, Refused, Conflict, CommandReused) as error:
        answer = on_page(error)
        logs.refused(answer.code)
        reused = new_command_id() if isinstance(error, CommandReused) else command_id
        return _page(opened, values, reused, expecting, Extra(problems=answer.problems, answer=answer)), answer.status
    if not receipt.entries:
        answer = Answer(
            status=200,
            code="nothing",
            zh="内容与现有记录一致，没有需要登记的变化。",
            en="This is what is on record already; there was nothing to add.",
        )
        return _page(opened, values, new_command_id(), expecting, Extra(answer=answer)), 200
    return _recorded(receipt)


def _sent_for(name: str) -> str:
    """Organisation on whose form the fields were filled in."""
    return request.form.get("organisation", "") or _opened(name, request.form).organisation


def _for_another(name: str, organisation: str) -> str:
    """The form for the organisation that was chosen above it, with what was typed; whoever sends it has looked at it.

    Nothing is recorded: whose persons, duties and records can be chosen follows from the organisation.
    """
    opened = _opened(name, {**request.form.to_dict(), "organisation": organisation})
    called = asking().name(opened.organisation)
    answer = Answer(
        status=200,
        code="another_organisation",
        zh=f"现在为“{called}”登记，尚未提交。已填写的内容保留在下面，请核对人员等各栏后提交。",
        en=f"This is recorded for {called} now, and not sent yet. What you typed is below: check persons and the like.",
    )
    values = typed(made(opened.act.shape), request.form)
    command_id = request.form.get("_command_id", "")[:COMMAND_ID_LENGTH] or new_command_id()
    return _page(opened, values, command_id, opened.version, Extra(answer=answer))


def _at_once(name: str) -> Receipt | None:
    """Record the act on what is kept of records; None where the log must be looked at first.

    Most acts succeed, and what they rest on has not moved: the transaction itself sees to that.
    """
    try:
        opened = _opened(name, request.form)
        if opened.act.upload:
            return None
        command = shaped(opened, typed(made(opened.act.shape), request.form))
        command_id = request.form.get("_command_id", "")[:COMMAND_ID_LENGTH] or new_command_id()
        return perform(opened, command, command_id=command_id, expecting=_expecting(opened) or None)
    except (Misshapen, NotFound, Forbidden, Refused, Conflict, CommandReused, Stale):
        return None


def _recorded(receipt: Receipt) -> Response:
    # Nothing but the address: no browser shows the page that Flask's own redirect would draw.
    return Response(status=303, headers={"Location": url_for("records.receipt", command_id=receipt.command_id)})


def _asked(name: str) -> tuple[Mapping[str, str], Mapping[str, Any]]:
    """What a record that asks for the act says already: for whom the form is opened, and with what it begins."""
    act, ref = ACTS.get(name), request.args.get("ask", "")
    if act is None or not ref:
        return {}, {}
    begun = begun_by(act, ref, request.args.get("key", ""))
    return known_from(act, begun), begun


def _opened(name: str, known: Mapping[str, str]) -> Form:
    act = ACTS.get(name)
    if act is None:
        raise NotFound
    return open_form(act, known)


def _expecting(opened: Form) -> int:
    """The version that the person saw; the present one where the form does not say."""
    text = request.form.get("_expecting", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else opened.version


def _page(opened: Form, values: Mapping[str, Any], command_id: str, expecting: int, extra: Extra) -> str:
    drawing = draw(opened, made(opened.act.shape), values, extra.problems, extra.more)
    return render_template(
        "act.html",
        form=opened,
        title=pick(command_label(opened.act.command)),
        drawing=drawing,
        command_id=command_id,
        expecting=expecting,
        extra=extra,
        bodies=_bodies(opened),
        about=opened.stream if opened.version else "",
        today=asking().today,
    )


def _bodies(opened: Form) -> list[Option]:
    """Organisations for which the form may be opened instead."""
    if not opened.act.begins or opened.version or opened.act.kind in ("account", "organisation", "policy", "person"):
        return []
    tree = asking().tree()
    return [
        Option(value=one.id, label="\u3000" * depth + one.name) for depth, one in tree.subtree(viewer().organisation)
    ]
