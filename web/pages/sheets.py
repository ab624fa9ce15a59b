"""Excel in 表格导入: templates, records in their shape, an upload that is looked at first, and its result."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from werkzeug.wsgi import wrap_file

from domain.identity import stream_of
from domain.kernel import Refused
from domain.terms import KINDS
from web import sealing
from web.asking import asking
from web.errors import Misshapen, NotFound
from web.language import pick
from web.schemas.fields import Problem
from web.services import Services, services
from web.settings import from_environment
from web.sheets import mapping as mappings
from web.sheets import running, telling
from web.sheets.columns import TEMPLATES, Template, columns, heading
from web.sheets.jobs import Job, Jobs
from web.sheets.reading import Unreadable, opened
from web.sheets.report import write_report
from web.sheets.running import AT_ONCE, WHOLE
from web.sheets.template import offered_to, write_records, write_template
from web.sheets.writing import MEDIA_TYPE
from web.viewer import viewer
from web.words import ref_text

blueprint = Blueprint("sheets", __name__)

MOST_RECORDS: Final = 5_000
"""Records that a page writes out; the command has no limit."""
SHOWN: Final = 200
STARTS: Final = timedelta(seconds=20)
"""So long the program beside may take to begin."""


@blueprint.get("/sheets")
def index() -> str:
    """Templates, records in their shape, and the viewer's imports."""
    body = asking().require(request.args.get("organisation", "") or viewer().organisation)
    return _index(_groups(request.args.get("kind", "")), body)


def _groups(first: str = "") -> dict[str, list[Template]]:
    """Templates by kind of record, that of the page from which somebody came ahead."""
    found: dict[str, list[Template]] = {}
    for one in sorted(offered_to(viewer()), key=lambda one: one.act.kind != first):
        found.setdefault(pick(KINDS[one.act.kind]), []).append(one)
    return found


def _index(groups: dict[str, list[Template]], body: str, wrong: Unreadable | None = None) -> str:
    return render_template(
        "sheets.html",
        groups=groups,
        body=body,
        tree=asking().tree().subtree(viewer().organisation),
        jobs=Jobs(services()).own()[:20],
        wrong=wrong,
        limit=services().settings.upload_limit // (1024 * 1024),
        at_once=AT_ONCE,
        whole=WHOLE,
    )


@blueprint.get("/sheets/<name>/template")
def template(name: str) -> Response:
    """The empty template of a kind."""
    one = _template(name)
    return _workbook(f"{one.title[0]}导入模板", lambda file: write_template(one, file))


@blueprint.get("/sheets/<name>/records")
def records(name: str) -> Response:
    """Records of a kind in the shape of its template."""
    one, asked = _template(name), asking()
    body = asked.require(request.args.get("organisation", "") or viewer().organisation)
    bodies = asked.tree().ids(body) if request.args.get("below") == "1" else [body]
    return _workbook(f"{one.title[0]}记录", lambda file: _written(one, bodies, file))


def _written(one: Template, bodies: list[str], file: IO[bytes]) -> None:
    write_records(one, bodies, file, most=MOST_RECORDS)


def _template(name: str) -> Template:
    found = TEMPLATES.get(name)
    if found is None or not viewer().may(found.act.command):
        raise NotFound
    return found


def _workbook(title: str, write: Callable[[IO[bytes]], Any]) -> Response:
    file = TemporaryFile()  # noqa: SIM115  # closed with the answer
    write(file)
    size = file.tell()
    file.seek(0)
    return Response(
        wrap_file(request.environ, file),
        mimetype=MEDIA_TYPE,
        direct_passthrough=True,
        headers={
            "Content-Length": str(size),
            "Content-Disposition": f"attachment; filename=\"sheet.xlsx\"; filename*=UTF-8''{quote(title)}.xlsx",
        },
    )


# --- an import ----------------------------------------------------------------------------


@blueprint.post("/sheets")
def upload() -> Response | tuple[str, int]:
    """Take a workbook in and look at it; nothing is stored."""
    of = services()
    jobs = Jobs(of)
    file = request.files.get("file")
    job: Job | None = None
    try:
        if file is None or not file.filename:
            raise Unreadable("required", "请选择要上传的 Excel 文件。", "Choose an Excel file.")
        job = jobs.take(file.stream, file.filename)
        if running.short_enough(of, job):
            running.check(of, job)
        elif _busy(jobs, job):
            raise Unreadable(
                "busy",
                "您的上一个长表格还在处理，请等它完成后再上传。",
                "A long file of yours is still being worked on; wait until it is done.",
            )
        else:
            _beside(of, job, "checking")
    except Unreadable as error:
        if job is not None:
            jobs.drop(job)
        return _index(_groups(), viewer().organisation, error), 422
    if job.state == "mapping":
        return redirect(url_for("sheets.columns_of", id=job.id), 303)
    return redirect(url_for("sheets.job", id=job.id), 303)


@blueprint.get("/sheets/jobs/<id>")
def job(id: str) -> str:
    """How an import stands: what to mend, or what would be recorded, or what was."""
    of = services()
    jobs = Jobs(of)
    found = jobs.find(id)
    going = found.state in ("checking", "running")
    idle = going and _idle(jobs, found)
    receipts = jobs.receipts(found, SHOWN) if found.state in ("done", "stopped", "running") else []
    refs = [(one, ref_text(stream_of(one["ref"])) or one["ref"]) for one in receipts]
    return render_template(
        "sheets_job.html",
        job=found,
        titles=[pick(TEMPLATES[name].title) for name in found.templates if name in TEMPLATES],
        findings=jobs.findings(found, SHOWN),
        receipts=refs,
        going=going and not idle,
        idle=idle,
        still=request.args.get("still") == "1",
        whole=found.rows <= WHOLE,
        shown=SHOWN,
        batch=running.BATCH,
        percent=min(99, found.at * 100 // found.rows) if found.rows else 0,
    )


@blueprint.get("/sheets/jobs/<id>/report")
def report(id: str) -> Response:
    """The workbook as it came, bad cells marked."""
    of = services()
    jobs = Jobs(of)
    found = jobs.find(id)
    if found.state not in ("checked", "stopped") or not found.findings:
        raise NotFound

    def write(file: IO[bytes]) -> None:
        with opened(jobs.path(found), limit=of.settings.upload_limit) as book:
            write_report(book, found.sheets, jobs.findings(found), file)

    return _workbook("需要更正的表格", write)


@blueprint.post("/sheets/jobs/<id>/confirm")
def confirm(id: str) -> Response:
    """Record what was looked at; with a reason, changed rows correct their records."""
    of = services()
    jobs = Jobs(of)
    found = jobs.find(id)
    if found.state not in ("checked", "stopped", "running", "checking"):
        raise NotFound
    reason = request.form.get("reason", "").strip()[:2_000]
    if request.form.get("corrections") == "yes" and not reason:
        raise Misshapen([Problem(field="reason", zh="请写明更正理由。", en="Say why the records are corrected.")])
    with jobs.alone(found) as alone:
        if not alone:
            return redirect(url_for("sheets.job", id=found.id), 303)
        begun = found.state in ("running", "stopped")
        if request.form.get("corrections") == "yes" and reason != found.reason:
            # Changed rows were refused so far: they are looked at once more, as corrections.
            found.reason, begun = reason, False
            found.state = "checking"
        elif found.findings and not begun:
            raise _not_clean()
        if found.rows > AT_ONCE:
            jobs.save(found)
        elif found.state == "checking":
            running.check(of, found)
            return redirect(url_for("sheets.job", id=found.id), 303)
        else:
            receipt = running.run(of, found)
            if receipt is not None:
                sealing.follow_up(receipt)
            return redirect(url_for("sheets.job", id=found.id), 303)
    _beside(of, found, found.state if found.state == "checking" else "running")
    return redirect(url_for("sheets.job", id=found.id), 303)


@blueprint.post("/sheets/jobs/<id>/discard")
def discard(id: str) -> Response:
    """Away with an import and its file. What was recorded stays."""
    jobs = Jobs(services())
    found = jobs.find(id)
    with jobs.alone(found) as alone:
        if alone:
            jobs.drop(found)
    return redirect(url_for("sheets.index"), 303)


def _not_clean() -> Refused:
    return Refused(
        "not_clean",
        zh="表中还有需要更正之处，没有登记。请按清单改好后重新上传。",
        en="There are still things to put right; nothing was recorded. Mend them and upload the file again.",
    )


def _idle(jobs: Jobs, found: Job) -> bool:
    """Whether nobody is at it any more."""
    with jobs.alone(found) as alone:
        return alone and jobs.age(found) > STARTS


def _busy(jobs: Jobs, found: Job) -> bool:
    """Whether another import of the account is worked on: one at a time, for the others' sake."""
    return any(
        one.state in ("checking", "running") and one.id != found.id and not _idle(jobs, one) for one in jobs.own()
    )


def _beside(of: Services, found: Job, state: str) -> None:
    """Long files are looked at by a program of its own, so that pages stay quick."""
    found.state = state
    Jobs(of).save(found)
    if from_environment() != of.settings:
        # Whoever was not started by settings of the environment cannot start another with them.
        (running.check if state == "checking" else running.run)(of, found)
        return
    subprocess.Popen(  # noqa: S603  # our own program, with a number that we made
        [str(Path(sys.executable).with_name("zeren")), "sheets", "work", found.id],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(os.environ),
        start_new_session=True,
    )


# --- columns of an office's own sheet ---------------------------------------------------------


@blueprint.get("/sheets/jobs/<id>/columns")
def columns_of(id: str) -> str:
    """Which column means what: sheet, rows of headings, a field or a fixed value for each."""
    return _columns_page(_waiting(id), request.args.to_dict(), ())


@blueprint.post("/sheets/jobs/<id>/columns")
def map_columns(id: str) -> Response | tuple[str, int]:
    """Read the file by these columns, and keep them for the next file of this shape."""
    of = services()
    jobs, found = Jobs(of), _waiting(id)
    form = request.form.to_dict()
    try:
        told = telling.told(form)
        mapping = mappings.columns_of(told)
    except (ValueError, KeyError):
        problem = Problem(
            field="",
            zh="列对应有误：同一列不能对应两个栏目，表头行须为数字。",
            en="Something is wrong: no column can stand for two fields, and rows of headings are numbers.",
        )
        return _columns_page(found, form, (problem,)), 422
    missing = [
        one.heading
        for one in columns(mapping.template)
        if heading(one).endswith("*") and one.code not in mapping.places and one.code not in mapping.fixed
    ]
    if missing:
        problems = [
            Problem(field="", zh=f"请为“{zh}”选择一列，或填写固定值。", en=f"Choose a column or a value for {en}.")
            for zh, en in missing
        ]
        return _columns_page(found, form, problems), 422
    found.mapping = mapping.told()
    with opened(jobs.path(found), limit=of.settings.upload_limit) as book:
        heads = mappings.heads(book, mapping.sheet, mapping.first, mapping.last)
    if heads is None:
        raise NotFound
    mappings.keep(jobs.root, viewer().organisation, heads.shape, mapping)
    if running.short_enough(of, found):
        running.check(of, found)
    else:
        _beside(of, found, "checking")
    return redirect(url_for("sheets.job", id=found.id), 303)


def _waiting(id: str) -> Job:
    found = Jobs(services()).find(id)
    if found.state not in ("mapping", "checked"):
        raise NotFound
    return found


def _columns_page(found: Job, asked: dict[str, str], problems: Any) -> str:
    of = services()
    with opened(Jobs(of).path(found), limit=of.settings.upload_limit) as book:
        visible = [leaf.title for leaf in book.leaves if not leaf.hidden]
        if not visible:
            raise NotFound
        sheet = asked.get("sheet", "")
        sheet = sheet if sheet in visible else visible[0]
        first, last = (telling.row_number(asked.get(name, "")) for name in ("first", "last"))
        heads = mappings.heads(book, sheet, first, max(first, last) if first else 0)
        if heads is None:
            raise NotFound
        rows = telling.preview(book, heads)
    kept = mappings.kept(Jobs(of).root, viewer().organisation, heads.shape)
    may = offered_to(viewer())
    name = asked.get("template") or (kept.template if kept else "")
    chosen = next((one for one in may if one.name == name), may[0] if may else None)
    if chosen is None:
        raise NotFound
    told = telling.chosen(asked, kept, heads, chosen.name)
    return render_template(
        "sheets_columns.html",
        job=found,
        sheets=visible,
        heads=heads,
        templates=may,
        chosen=chosen,
        columns=[(one, heading(one).endswith("*"), telling.offered(one)) for one in columns(chosen.name)],
        places=told.places,
        fixed=told.fixed,
        kept=kept is not None and kept.template == chosen.name,
        rows=rows,
        problems=problems,
        letters={place: mappings.letter(place) for place in range(1, max(heads.texts, default=1) + 1)},
    )
