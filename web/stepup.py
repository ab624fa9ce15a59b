"""Proof anew: what weighs most asks for the password again, and for a code where there is a second factor.

It is asked for once what was typed has been found right, and what was typed travels along: the page that asks is a
form that sends it all again, under the same command id, with the proof beside it. So it works without scripts, and
nothing is kept meanwhile.
"""

from datetime import timedelta
from typing import Final

from flask import g, jsonify, render_template, request
from werkzeug.wrappers import Response

from domain.identity import is_stream_id
from domain.security import Refusal
from domain.terms import FIELDS
from web import logs
from web.access import STEP_UP
from web.asking import asking
from web.csrf import FIELD
from web.errors import ProofNeeded, TokenTooNarrow, answer_to, as_json
from web.language import pick
from web.secrets import Scope, seconds
from web.services import services
from web.viewer import viewer

PROOF_LASTS: Final = timedelta(minutes=10)
PASSWORD: Final = "_password"  # noqa: S105  # name of a field
CODE: Final = "_code"
LONGEST_TYPED: Final = 1_000


def require_proof_for(command: type) -> None:
    """Ask for proof anew where the act is one of those that weigh most."""
    if command in STEP_UP:
        require_proof()


def require_proof() -> None:
    """Go on if a password was given within the last minutes, or comes along with this form; else ask for it.

    A program has nobody to ask: its token is made for such acts, or they are refused.
    """
    if viewer().token:
        if g.scope is not Scope.DECIDE:
            raise TokenTooNarrow
        return
    now, proven_at = services().now(), g.get("proven_at")
    if proven_at is not None and now - proven_at <= PROOF_LASTS:
        return
    if PASSWORD not in request.form or g.get("by_issuer", False):
        raise ProofNeeded
    wait = services().secrets.attempt(viewer().sign_in_name, request.remote_addr or "", now=now)
    if wait:
        g.refusal = (Refusal.PROOF, "")
        raise ProofNeeded(
            f"尝试次数过多，请在{seconds(wait)}秒后再试。",
            f"Too many attempts; try again in {seconds(wait)} seconds.",
            status=429,
        )
    if not _right():
        logs.security("proof_failed")
        raise ProofNeeded("密码或验证码不正确。", "The password or the code is wrong.", status=422)
    services().secrets.forgive(viewer().sign_in_name, request.remote_addr or "", now=now)
    proven()


def _right() -> bool:
    secrets, account = services().secrets, viewer().account
    if not secrets.check_password(account, request.form.get(PASSWORD, "")[:LONGEST_TYPED]):
        return False
    if not secrets.has_factor(account):
        return True
    return secrets.check_factor(account, request.form.get(CODE, "")[:LONGEST_TYPED], now=services().now())


def proven() -> None:
    """Whoever is signed in has just shown anew who they are."""
    of, now = services(), services().now()
    renew(of.secrets.rotate(g.session, proven_at=now))
    g.proven_at = now


def renew(token: str | None) -> None:
    """The session goes on under another token: forms of this answer carry it, and the answer tells it."""
    if token is not None:
        g.session = g.fresh_session = token


def ask(error: ProofNeeded) -> tuple[str, int] | tuple[Response, int]:
    """The page that asks for proof and sends what was typed again."""
    answer = answer_to(error)
    logs.refused(answer.code)
    if request.path.startswith("/api/"):
        return jsonify(as_json(answer)), answer.status
    typed = [
        (key, value) for key, value in request.form.items(multi=True) if value and key not in (FIELD, PASSWORD, CODE)
    ]
    return page(typed, request.full_path.rstrip("?"), problem=error.problem), error.status


def page(
    typed: list[tuple[str, str]], action: str, *, problem: tuple[str, str] | None = None, done: bool = False
) -> str:
    """The page itself: to prove who one is, or (``done``) to send what was typed after that was proven elsewhere."""
    return render_template(
        "confirm.html",
        action=action,
        typed=typed,
        shown=[(field_text(key), _value_text(value)) for key, value in typed if not key.startswith("_")],
        problem=problem,
        factor=services().secrets.has_factor(viewer().account),
        by_issuer=g.get("by_issuer", False),
        done=done,
    )


def field_text(key: str) -> str:
    """A form's field in words; rows are numbered in between (``agenda-0-title``)."""
    label = FIELDS.get(key.rpartition("-")[2])
    return key if label is None else pick(label)


def _value_text(value: str) -> str:
    """What was typed or chosen: a record by its name, where it has one."""
    return (asking().name(value) if is_stream_id(value) else "") or value
