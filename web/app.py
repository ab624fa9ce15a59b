"""The application: a factory, so that nothing is opened before a worker has its own process."""

import errno
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, current_app, g, jsonify, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response

from domain.account import OFFICERS, Role
from domain.kernel import Refused
from domain.terms import code_label
from ledger.port import LedgerUnavailable
from web import api, disclosing, edges, logs, metrics, noting, saying, standbys
from web.access import ADMINISTRATORS, DECIDERS, IMPORTERS, OVERSEERS, READERS, WATCHERS, may_open
from web.asking import ask_primary, asking, close_asking
from web.auth import form_token, protect
from web.boards import window_text
from web.cookies import HOST_ONLY
from web.csrf import SAFE
from web.edges import API_PAGE
from web.errors import NO_ROOM, Answer, answer_to, as_json, on_page
from web.filestore import FilesUnavailable
from web.here import asked
from web.keeping import keep_clocks, kept_clocks
from web.language import language, pick, t
from web.links import begin_url, ref_link
from web.pages import PAGES
from web.registers.approving import how_many
from web.requests import URLENCODED, FormRequest
from web.schemas.fields import Problem
from web.sealing import alarm
from web.services import Services, no_room
from web.settings import Settings, from_environment
from web.sheets.columns import from_sheet
from web.stepup import CODE, PASSWORD, field_text
from web.timebar import timebar
from web.viewer import viewer_or_none
from web.words import helpers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MENU = (
    ("board.board", ("责任看板", "Board"), READERS),
    ("organisations.tree", ("组织", "Organisations"), READERS),
    ("records.listing", ("记录", "Records"), READERS),
    ("registers.index", ("台账", "Registers"), READERS),
    ("pictures.index", ("图", "Pictures"), READERS),
    ("people.listing", ("人员", "People"), READERS),
    ("sheets.index", ("表格导入", "Import"), IMPORTERS),
    ("policies.listing", ("制度文件", "Policies"), READERS),
    ("trail.trail", ("审计轨迹", "Audit trail"), frozenset(Role)),
    ("proof.overview", ("存证与校验", "Proof"), WATCHERS),
    ("approvals.listing", ("会签", "Approvals"), DECIDERS | OFFICERS),
    ("accounts.listing", ("账号", "Accounts"), OVERSEERS),
)


FORMS: Final = "zeren_forms"
"""Cookie of forms before signing in."""


class Application(Flask):
    """Flask with our requests. All of our functions are plain ones."""

    request_class = FormRequest

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is: it need not be asked at each call whether it is a coroutine."""
        return func

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Every answer, whoever gave it, leaves with our headers and is logged."""
        number = environ[logs.REQUEST_ID] = logs.new_request_id()
        https, began = self.config["SESSION_COOKIE_SECURE"], perf_counter()

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            code, seconds, was = int(status[:3]), perf_counter() - began, asked()
            logs.answered(code, seconds)
            rule = was.url_rule
            metrics.answered(None if rule is None else rule.rule, was.endpoint or "", was.method, code, seconds)
            return start_response(status, edges.with_headers(headers, request_id=number, https=https), *more)

        return super().__call__(environ, start)


def create_app(settings: Settings | None = None, *, services: Services | None = None) -> Flask:
    """The application for these settings (default: the environment's)."""
    settings = settings or (services.settings if services is not None else from_environment())
    app = Application(__name__)
    of = app.extensions["zeren"] = services or Services(settings)
    app.config.update(
        SECRET_KEY=of.secrets.value("form_key"),
        SESSION_COOKIE_NAME=HOST_ONLY + FORMS if settings.secure_cookies else FORMS,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=settings.upload_limit + 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=settings.form_limit,
        MAX_FORM_PARTS=5_000,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.url_map.strict_slashes = False
    protect(app)
    edges.prepare(app)
    app.after_request(disclosing.before_leaving)
    app.after_request(noting.before_leaving)
    standbys.prepare(app)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    api.register(app)

    app.url_defaults(keep_clocks)
    app.teardown_request(close_asking)
    app.teardown_request(disclosing.settle)  # a command that reads has no answer
    app.register_error_handler(Exception, _answer)
    app.context_processor(_context)
    app.jinja_env.globals.update(
        t=t,
        pick=pick,
        ADMINISTRATORS=ADMINISTRATORS,
        window_text=window_text,
        ref_link=ref_link,
        kept_clocks=kept_clocks,
        **helpers(),
    )
    saying.prepare(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Connections opened while building must not be inherited by forked workers.
    of.secrets.close()
    return app


def _context() -> dict[str, Any]:
    """What every template may use."""
    who = viewer_or_none()
    return {
        "lang": language(),
        "viewer": who,
        "menu": [(endpoint, pick(text)) for endpoint, text, roles in MENU if who is not None and who.role in roles],
        "name": lambda id: asking().name(id),
        "reaches": lambda id: asking().reaches(id),
        "begin_url": begin_url,
        "from_sheet": from_sheet,
        "label": lambda code: pick(code_label(code)),
        "csrf": _csrf_field,
        "nonce": edges.nonce,
        "request_id": logs.request_id,
        "here": request.full_path.rstrip("?"),
        "api_page": API_PAGE if API_PAGE in current_app.view_functions else "",
        "timebar": timebar,
        "may_open": lambda endpoint: who is not None and may_open(who.role, endpoint),
        "approvals_waiting": how_many,
        "notice": asking().services.settings.notice,
        "one_alone": who is not None and who.role in WATCHERS and not asking().services.settings.four_eyes,
        "read_on": g.get("read_on"),
        "alarmed": who is not None and who.role in WATCHERS and alarm(asking().services) is not None,
    }


def _csrf_field() -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(form_token())


def _answer(error: Exception) -> tuple[str, int] | tuple[Response, int] | Response:
    """Any error, as a page or as JSON."""
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        return error.get_response()
    if request.method in SAFE and ask_primary():
        # A standby may be cut off in mid question, or not know yet what is asked about.
        try:
            return current_app.make_response(current_app.dispatch_request())
        except Exception as second:  # noqa: BLE001  # any error, as above
            error = second
    answer = unavailable(error) or _too_large(error) or answer_to(error)
    if answer.status >= 500:
        logs.fault(error, answer.code)
        metrics.fault(answer.code)
    elif answer.status >= 400:
        logs.refused(answer.code)
        metrics.refused(answer.code)
    if request.path.startswith("/api/"):
        return jsonify(as_json(answer)), answer.status
    if isinstance(error, Refused):
        answer = on_page(error)
    again = _send_again() if answer.status == 503 else Markup()
    try:
        return render_template("error.html", answer=answer, again=again), answer.status
    except Exception:  # noqa: BLE001  # the page itself needs a database that may be gone
        g.pop("viewer", None)
        return _plain(answer, again), answer.status


def _send_again() -> Markup:
    """What was typed, to be sent again as it was: under the same command id it is recorded once at the most."""
    if request.method != "POST" or not request.form or request.files:
        return Markup()
    typed = [(key, value) for key, value in request.form.items(multi=True) if value and key not in (PASSWORD, CODE)]
    hidden = Markup().join(Markup('<input type="hidden" name="{}" value="{}">').format(*one) for one in typed)
    shown = Markup().join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(field_text(key), value)
        for key, value in typed
        if not key.startswith("_") and key != "csrf_token"
    )
    return Markup(
        '<form method="post" action="{}">{}<button type="submit">{}</button></form><p>{}</p><dl class="facts">{}</dl>'
    ).format(
        request.full_path.rstrip("?"),
        hidden,
        t("重新提交", "Send again"),
        t("您填写的内容没有丢失，列在下面。", "What you typed is not lost; it stands below."),
        shown,
    )


_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})


def unavailable(error: Exception) -> Answer | None:
    """A database of views or secrets that does not answer counts like the ledger's; so does a disk without room."""
    if no_room(error):
        return NO_ROOM
    if isinstance(error, SQLAlchemyError):
        return answer_to(LedgerUnavailable(str(error)))
    # An upload is laid down on disk while it comes in, before any of our code sees it.
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return answer_to(FilesUnavailable(str(error)))
    return None


def _too_large(error: Exception) -> Answer | None:
    """More than a request may hold: which of its limits, and the field where it is a file's."""
    if not isinstance(error, RequestEntityTooLarge):
        return None
    settings, mebibyte = asking().services.settings, 1024 * 1024
    if request.mimetype == URLENCODED:
        most = settings.form_limit // mebibyte
        zh = f"提交的内容过大，不能超过{most} MiB，没有保存。"
        return Answer(status=413, code="too_large", zh=zh, en=f"At most {most} MiB can be sent; nothing was saved.")
    if request.mimetype != "multipart/form-data":
        return None
    most = settings.upload_limit // mebibyte
    zh, en = f"“文件”不能超过{most} MiB，没有保存。", f"The file may hold {most} MiB at most; nothing was saved."
    problem = Problem(field="file", zh=zh, en=en, code="too_large")
    return Answer(status=413, code="too_large", zh=zh, en=en, problems=(problem,))


def _plain(answer: Answer, again: Markup) -> str:
    style = url_for("static", filename="zeren.css")
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{answer.status}</title>'
        f'<link rel="stylesheet" href="{style}"><main class="wrap"><h1>{answer.zh}</h1><p>{answer.en}</p>'
        f"{again}</main></html>"
    )
