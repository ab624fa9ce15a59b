"""The OpenAPI document: every command with the schema its form has, every answer with the shape it is encoded from."""

from collections.abc import Mapping
from threading import Lock
from typing import Any, Final

import msgspec
from flask import Flask, Response, render_template, send_from_directory, url_for
from flask_smorest import Api  # type: ignore[import-untyped]  # publishes no types
from marshmallow import fields
from swagger_ui_bundle import swagger_ui_path
from werkzeug.routing import Rule

from domain.terms import CODES, KINDS, command_label
from web.acts import ACTS
from web.acts.row import Act
from web.api import (
    answers,
    compared_answers,
    followed_answers,
    judged_answers,
    limits,
    papers,
    proofs,
    reckoned_answers,
    roll_answers,
    searched,
)
from web.auth import COOKIE
from web.errors import NotFound
from web.forms.opening import RANDOM_KINDS
from web.schemas import fields as kinds

PREFIX: Final = "/api/v1"
FILES: Final = frozenset({"swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"})
"""Files of the bundle that the page needs; the others are not served."""

TAGS: Final = {
    "commands": "登记：每个命令一个地址，与页面上的表单同一套校验。 What is recorded: one address a command.",
    "questions": "查询：看板、职责、清单、记录、轨迹、名录。 What is asked.",
}

ABOUT: Final = """责任（Zeren）的 JSON 接口，与页面同一套命令、校验和权限。

* 身份：浏览器会话（登记类请求须带 `X-CSRFToken`，值见 `GET /api/v1/me`），或 `Authorization: Bearer …`。
* 重复提交：请为每次登记自拟 `Idempotency-Key`；同一键值、同一内容再次提交，返回首次回执，不会重复登记。
* 并发：`If-Match`（或请求内的 `expecting`）写所见记录的版本号；记录已更新时返回 412 和其间的变化。
* 两个时间：`as_of` 为截至日期（事情发生的日子），`known_at` 为知悉时点（日期或日志位置）。
* 分页：把上一页的 `cursor` 原样放进下一次请求。

The same commands, checks and rights as the pages. Sign in with the browser's session (recording then needs
`X-CSRFToken`, see `GET /api/v1/me`) or a bearer token. Give every act an `Idempotency-Key` of your own; send the
version you saw as `If-Match`. `as_of` is the day asked about, `known_at` the day or log position of knowledge.
"""

ERRORS: Final[Mapping[str, str]] = {
    "400": "浏览器会话缺少有效的 `X-CSRFToken`。 Under a session: the token is missing or not valid.",
    "401": "未登录或令牌无效。 Nobody is signed in.",
    "403": "账号角色或令牌不包括这项操作，或须先再次验证身份。 Not covered by role or token, or to be proven anew.",
    "404": "没有这条记录，或不在管辖范围内。 There is no such thing within reach.",
    "405": "历史回放只能查看。 A replay of the past takes no acts.",
    "409": "按规定不能登记，或键值已用于其他内容。 Refused by a rule, or the key stands for another act.",
    "412": "记录已被他人更新；`meanwhile` 为其间的变化。 Somebody changed the record meanwhile.",
    "413": "提交的内容过大，没有保存。 Too large; nothing was saved.",
    "415": "不是所说明的媒体类型。 Not of the media type described.",
    "422": "字段或参数有误，逐项说明。 Fields or parameters are wrong, one by one.",
    "503": "数据库暂不可用，没有保存。 The database does not answer; nothing was saved.",
}
"""What an act may be answered, besides its receipt."""

_READING_ERRORS: Final = ("401", "403", "422", "503")
_TEMPLATE: Final = "本单位的公文模板有误，说明中写明哪一处。 The office's own template is broken; the text says where."
_CHANGED: Final = "台账与已签名的记录不符（`history_changed`），请立即联系审计人员。 The record is not the one signed."


class Documented(Api):  # type: ignore[misc]  # see the import
    """flask-smorest's document; errors stay with our own table, its pages with our own files."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, app: Flask) -> None:
        self._once, self._encoded = Lock(), b""
        super().__init__(app)

    def _register_error_handlers(self) -> None:
        """One table turns errors into answers, for pages and API alike: see `web.errors`."""

    def _register_responses(self) -> None:
        """What every answer looks like is told by `web.api.answers`."""

    def _register_etag_headers(self) -> None:
        """Told where they are used."""

    def _register_pagination_header(self) -> None:
        """Pages go on by the cursor in the answer."""

    def _register_swagger_ui_rule(self, blueprint: Any) -> None:
        blueprint.add_url_rule("/docs", endpoint="openapi_swagger_ui", view_func=_page)
        blueprint.add_url_rule("/docs/<name>", endpoint="swagger_file", view_func=_file)

    def _openapi_json(self) -> Response:
        with self._once:
            if not self._encoded:
                # Not at the start of the program: most processes are never asked, and it takes a third of a second.
                for act in ACTS.values():
                    _command(self, act)
                self._encoded = msgspec.json.encode(self.spec.to_dict())
        return Response(self._encoded, mimetype="application/json")


def _page() -> str:
    return render_template("api_docs.html", document=url_for("api-docs.openapi_json"))


def _file(name: str) -> Response:
    if name not in FILES:
        raise NotFound
    answer = send_from_directory(swagger_ui_path, name, max_age=86_400)
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


def document(app: Flask) -> Documented:
    """A document with the shapes of all answers; commands are added when it is first asked for."""
    app.config.update(
        API_TITLE="责任 Zeren",
        API_VERSION="v1",
        OPENAPI_VERSION="3.0.3",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "info": {"description": ABOUT},
            "components": {
                "securitySchemes": {
                    "bearer": {"type": "http", "scheme": "bearer", "description": "接口令牌。 A token of an account."},
                    "session": {
                        "type": "apiKey",
                        "in": "cookie",
                        "name": COOKIE,
                        "description": "浏览器会话。 The browser's session.",
                    },
                    "form_token": {
                        "type": "apiKey",
                        "in": "header",
                        "name": "X-CSRFToken",
                        "description": "以浏览器会话登记时必填，见 GET /api/v1/me。 Needed to record under a session.",
                    },
                }
            },
            "security": [{"bearer": []}, {"session": []}],
        },
    )
    api = Documented(app)
    api.ma_plugin.converter.add_attribute_function(field_properties)
    for name, description in TAGS.items():
        api.spec.tag({"name": name, "description": description})
    for name, schema in _answer_schemas().items():
        api.spec.components.schema(name, schema)
    return api


# --- fields of commands ---------------------------------------------------------------


def field_properties(converter: Any, field: fields.Field[Any], ret: dict[str, Any], **_: Any) -> dict[str, Any]:
    """What the document says of a field: its label in both languages, type, limits, codes."""
    if not isinstance(field, kinds.Zeren):
        return {}
    found = limits.said_of(field)
    if isinstance(field, kinds.Rows):
        found["items"] = converter.resolve_nested_schema(field.row)
    found["title"] = field.label[0]
    hint = f"{field.label[1]}. {' '.join(field.hint)}".rstrip(" .") + "."
    found["description"] = hint + _about(field)
    default = field.load_default
    if "default" in ret and default is not None:
        written = getattr(field, "as_typed", None)
        found["default"] = list(default) if isinstance(default, tuple) else written(default) if written else default
    return found


def _about(field: kinds.Zeren) -> str:
    """What the codes of a field mean, or which records it names."""
    match field:
        case kinds.Choice():
            labels = CODES[field.enum].items()
            gone = {code.value: "（不再新登记）" for code in field.retired}
            return " " + "；".join(f"`{code}` {zh}{gone.get(code, '')}" for code, (zh, _) in labels)
        case kinds.Ref() if field.kind:
            return f" {KINDS[field.kind][0]}编号。"
    return ""


# --- commands ----------------------------------------------------------------------------


def _command(api: Documented, act: Act) -> None:
    name = act.command.__name__
    zh, en = command_label(act.command)
    api.spec.components.schema(name, schema=act.shape)
    stored = api.spec.components.schemas[name]
    stored["title"] = f"{zh} {en}"
    stored["additionalProperties"] = False
    stored["properties"]["expecting"] = {
        **limits.whole(0, 10**9 - 1),
        "description": "所见记录的版本号，可代替 If-Match。 The version you saw; stands for If-Match.",
    }
    described = (act.command.__doc__ or "").strip().splitlines()[0]
    if act.begins and act.kind in RANDOM_KINDS:
        stored["required"] = [one for one in stored.get("required", ()) if one != act.target]
        described += f" `{act.target}` 可以不填，由 Idempotency-Key 得出。 {act.target} may be left out."
    media = "application/json"
    if act.upload:
        media = "multipart/form-data"
        stored["properties"]["file"] = {
            "type": "string",
            "format": "binary",
            "title": "文件",
            "description": "要归档的文件，一次一个，最大50 MB。 The file, one at a time, 50 MB at most.",
        }
        stored["required"] = [*stored.get("required", ()), "file"]
    api.spec.path(
        rule=Rule(f"{PREFIX}/commands/{act.name}"),
        operations={
            "post": {
                "tags": ["commands"],
                "operationId": act.name,
                "summary": f"{zh} {en}",
                "description": described,
                "parameters": [
                    _header("Idempotency-Key", "本次登记的命令编号，同一编号只登记一次。 The command id.", _KEY),
                    _header("If-Match", '所见记录的版本号，例如 "3"。 The version you saw.', _VERSION),
                ],
                "security": [{"bearer": []}, {"session": [], "form_token": []}],
                "requestBody": {
                    "required": True,
                    "content": {media: {"schema": {"$ref": f"#/components/schemas/{name}"}}},
                },
                "responses": {
                    "201": _answer("Receipt", "已登记。 Recorded."),
                    "202": _answer("Receipt", "已提交，待另一人会签。 Asked for; another person decides."),
                    "200": _answer("Receipt", "重复提交，或没有变化。 A repeat, or nothing to record."),
                    **{code: _answer("Error", said) for code, said in ERRORS.items()},
                },
            }
        },
    )


_KEY: Final = limits.form("[A-Za-z0-9._:-]{1,64}", most=64)
_VERSION: Final = limits.form('(W/)?"[0-9]{1,9}"|[0-9]{1,9}', most=13)


def _header(name: str, said: str, schema: limits.Said) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "schema": schema, "description": said}


# --- answers -------------------------------------------------------------------------------


def question(answer: str, *, missing: bool, proves: bool, filled: bool = False) -> dict[str, Any]:
    """What the document says of a question's answers: whether it names a thing that may be missing, proves, or is
    written into a template of the office."""
    said = {code: ERRORS[code] for code in _READING_ERRORS}
    if missing:
        said["404"] = ERRORS["404"]
    if proves:
        said["500"] = _CHANGED
    if filled:
        said["409"] = _TEMPLATE
    responses = {"200": _answer(answer, "查询结果。 The answer.")}
    return {**responses, **{code: _answer("Error", text) for code, text in sorted(said.items())}}


def _answer(schema: str, said: str) -> dict[str, Any]:
    return {
        "description": said,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


def _answer_schemas() -> dict[str, Any]:
    """Shapes of all answers, from the types that are encoded. They must not meet the names of commands' values."""
    every = (
        *answers.ALL,
        *followed_answers.ALL,
        *roll_answers.ALL,
        *judged_answers.ALL,
        *reckoned_answers.ALL,
        *compared_answers.ALL,
        *proofs.ALL,
        *papers.ALL,
        *searched.ALL,
    )
    _, schemas = msgspec.json.schema_components(every, ref_template="#/components/schemas/{name}")
    return {name: _as_openapi(schema) for name, schema in schemas.items()}


def _as_openapi(schema: Any) -> Any:
    """JSON Schema as OpenAPI 3.0 writes it: ``nullable`` instead of a type ``null``."""
    if isinstance(schema, list):
        return [_as_openapi(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _as_openapi(value) for key, value in schema.items()}
    choices = made.get("anyOf")
    if choices and {"type": "null"} in choices:
        rest = [one for one in choices if one != {"type": "null"}]
        del made["anyOf"]
        made["nullable"] = True
        made.update(rest[0] if len(rest) == 1 and "$ref" not in rest[0] else {"allOf": rest})
    return made
