"""Intake: the one file that a form or a command of the API brings along, and no file where none is asked for."""

from typing import Any, Final

from flask import request

from domain.kernel import Refused
from web.errors import Misshapen
from web.schemas.fields import Problem
from web.services import services

FIELD: Final = "file"


def taken_in(*, wanted: bool) -> dict[str, Any]:
    """The uploaded file, stored; what it is stands in no field that was typed."""
    sent = [(field, file) for field, file in request.files.items(multi=True) if file.filename]
    unknown = [field for field, _ in sent if field != FIELD or not wanted]
    if unknown:
        raise Misshapen(
            [
                Problem(
                    field=unknown[0][:80],
                    zh="这张表单没有这一栏文件。",
                    en="No such file is asked for.",
                    code="unknown",
                )
            ]
        )
    if not wanted:
        return {}
    if not sent:
        raise _refused("required", "请选择要上传的文件。", "Choose a file.")
    if len(sent) > 1:
        raise _refused("one_file", "“文件”一次只能上传一个，请分次上传。", "One file at a time.")
    file = sent[0][1]
    return {"taken": services().files.take(file.stream, name=file.filename or "", claimed=file.mimetype)}


def _refused(code: str, zh: str, en: str) -> Refused:
    return Refused(code, zh=zh, en=en, field=FIELD)
