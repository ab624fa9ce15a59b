"""Identity 切换身份: an account with several rights in force acts under one of them at a time, and chooses which."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.asking import asking
from web.auth import start_session
from web.cookies import give
from web.errors import NotFound
from web.viewer import IDENTITY, hinted, viewer

blueprint = Blueprint("identity", __name__)


@blueprint.get("/identity")
def choose() -> str:
    """The rights that are in force today."""
    asking().learn([grant.organisation for grant in viewer().grants])
    return render_template("identity.html", grants=viewer().grants)


@blueprint.post("/identity")
def change() -> Response:
    """Act under another grant, in a session of its own; only one that is in force is taken."""
    who, wanted = viewer(), request.form.get("grant", "")
    chosen = next((grant for grant in who.grants if str(grant.number) == wanted), None)
    if chosen is None:
        raise NotFound
    answer = start_session(redirect(url_for("home.home"), 303), who.account)
    give(answer, IDENTITY, hinted(who.account, chosen.number))
    return answer
