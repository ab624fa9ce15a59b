"""Evidence bags 证据包: choose a scope, take a bag away. Made on disk, sent in small pieces, and gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, render_template, request

from domain.identity import is_stream_id
from domain.kernel import Refused
from domain.security import HandOutBag
from web.asking import asking
from web.bag.archive import FORMS, packed
from web.bag.making import make
from web.bag.scope import Scope, choose, reading_as, receiver
from web.errors import Misshapen, NotFound
from web.noting import note
from web.schemas.fields import Problem
from web.services import services
from web.viewer import viewer

blueprint = Blueprint("exports", __name__)

MOST: Final = 20_000
"""More entries than this take longer than a browser waits; the command has no limit."""


@blueprint.get("/exports")
def choose_scope() -> str:
    """What a bag may be asked for."""
    asked = asking()
    body = asked.require(request.args.get("organisation", "").strip() or viewer().organisation)
    return render_template(
        "exports.html",
        body=body,
        tree=asked.tree().subtree(viewer().organisation),
        decision=request.args.get("decision", "").strip()[:100],
        log=services().sealer.key.verifier,
        forms=tuple(FORMS),
        most=MOST,
    )


@blueprint.post("/exports")
def bag() -> Response:
    """The bag, as one file."""
    form = request.form.get("form", "zip")
    if form not in FORMS:
        raise Misshapen([Problem(field="form", zh="没有这种文件格式。", en="There is no such form of file.")])
    scope = _scope()
    who = viewer()
    folder = Path(tempfile.mkdtemp(prefix="zeren-bag-"))
    try:
        with reading_as(receiver(scope.organisation, who)):
            chosen = choose(scope)
            if len(chosen.positions) > MOST:
                raise _too_many(len(chosen.positions))
            made = make(chosen, folder / "bag", durable=False)
        if services().settings.until is None:
            note(
                HandOutBag,
                root=scope.organisation,
                decision=scope.decision,
                entries=made.entries,
                files=made.files,
                checkpoint=made.size,
            )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    name = f"zeren-bag-{made.size}-{made.entries}"
    return Response(
        _sent(folder, name, form),
        mimetype=FORMS[form],
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'},
    )


def _sent(folder: Path, name: str, form: str) -> Iterator[bytes]:
    try:
        yield from packed(folder / "bag", name, form)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _scope() -> Scope:
    typed = request.form
    organisation = typed.get("organisation", "").strip() or viewer().organisation
    decision = typed.get("decision", "").strip()
    if not is_stream_id(organisation, "organisation") or (decision and not is_stream_id(decision)):
        raise NotFound
    until = typed.get("until", "").strip()
    if until and not (until.isascii() and until.isdigit() and 0 < len(until) < 16):
        raise Misshapen([Problem(field="until", zh="日志位置应为数字。", en="A log position is a number.")])
    return Scope(
        organisation=organisation,
        decision=decision,
        first=_day("first"),
        last=_day("last"),
        until=min(int(until), services().ledger.head().position) if until else None,
    )


def _day(field: str) -> date | None:
    text = request.form.get(field, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Misshapen([Problem(field=field, zh="日期无效。", en="This is no date.")]) from None


def _too_many(count: int) -> Refused:
    return Refused(
        "bag_too_large",
        zh=f"所选范围有{count}条，页面一次最多打包{MOST}条：请缩小范围，或请管理员用命令 zeren export bag 打包。",
        en=f"{count} entries; a page packs {MOST} at most: choose less, or have it made with zeren export bag.",
    )
