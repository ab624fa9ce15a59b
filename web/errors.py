"""Errors: one table from what went wrong to the answer, for pages and the JSON API alike."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from domain.kernel import Refused, record
from ledger.codec import Undecodable, UnknownName
from ledger.past import ReadOnly
from ledger.port import CommandReused, Conflict, LedgerUnavailable, Stale
from ledger.proof.keys import LogKeyProblem
from ledger.proof.sealing import HistoryChanged
from projections.engine import ViewsAhead, ViewsOutdated
from web.filestore import FileDamaged, FilesUnavailable
from web.saying import written_out
from web.schemas.fields import Problem


@record
class Answer:
    """What a person is told."""

    status: int
    code: str
    zh: str
    en: str
    problems: tuple[Problem, ...] = ()


class Misshapen(Exception):
    """Form or JSON do not have the shape of the act."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.en}" for problem in problems))
        self.problems = tuple(problems)


class NotFound(Exception):
    """There is no such thing, or it lies outside the account's subtree."""


class Forbidden(Exception):
    """The account's role does not cover this."""


class SignInNeeded(Exception):
    """Nobody is signed in, or the session has ended."""


class ProofNeeded(Exception):
    """Whoever is signed in must show anew who they are: the last proof is too old, or what was given is wrong."""

    def __init__(self, zh: str = "", en: str = "", *, status: int = 403) -> None:
        super().__init__(en)
        self.problem = (zh, en) if zh else None
        self.status = status


class TokenTooNarrow(Exception):
    """The bearer token was made for less than this."""


def _refused(error: Refused) -> Answer:
    problem = Problem(field=error.field, zh=error.zh, en=error.en, code=error.code, clause=error.clause)
    return Answer(status=422 if error.field else 409, code=error.code, zh=error.zh, en=error.en, problems=(problem,))


def _misshapen(error: Misshapen) -> Answer:
    count = len(error.problems)
    return Answer(
        status=422,
        code="shape",
        zh=f"有{count}处需要更正，内容尚未保存。",
        en=f"{count} thing(s) to put right; nothing was saved.",
        problems=error.problems,
    )


_BODIES: Final[dict[int, tuple[str, str, str]]] = {
    400: ("bad_request", "请求无法读取，请返回重试。", "The request cannot be read; go back and try again."),
    404: ("not_found", "没有找到这一页或这条记录。", "There is no such page or record."),
    405: ("method", "这个地址不接受这种操作。", "This address does not take that kind of request."),
    413: ("too_large", "提交的内容过大，没有保存。", "What was sent is too large; nothing was saved."),
    415: (
        "media_type",
        "请以 JSON 格式提交；带文件的命令用 multipart/form-data。",
        "Send JSON; a command with a file takes multipart/form-data.",
    ),
    429: ("too_many", "操作过于频繁，请稍后再试。", "Too many requests; try again later."),
}


def _http(error: HTTPException) -> Answer:
    status = error.code or 500
    code, zh, en = _BODIES.get(status, ("http", "请求未能完成。", "The request could not be completed."))
    return Answer(status=status, code=code, zh=zh, en=en)


def _fixed(status: int, code: str, zh: str, en: str) -> Callable[[Any], Answer]:
    answer = Answer(status=status, code=code, zh=zh, en=en)
    return lambda error: answer


def _changed(error: HistoryChanged) -> Answer:
    return Answer(
        status=500,
        code="history_changed",
        zh=f"台账与已签名的记录不符（日志第{error.position}条），请立即联系审计人员。查明之前不出具回执。",
        en=f"The record is not the one that was signed (log position {error.position}): call the auditor at once.",
    )


_UNAVAILABLE: Final = _fixed(
    503,
    "unavailable",
    "数据库暂时无法使用，刚才的内容没有保存。请稍后重试，不必重新登录。",
    "The database does not answer just now; nothing was saved. Try again in a moment.",
)
NO_ROOM: Final = Answer(
    status=503,
    code="no_room",
    zh="磁盘已满，刚才的内容没有保存，查阅不受影响。请通知管理员腾出空间，然后重新提交，不必重新登录。",
    en="The disk is full: nothing was saved; reading goes on. Tell the administrator, then send it again.",
)
_REBUILD: Final = _fixed(
    503,
    "views_outdated",
    "查询数据由另一版本的程序建立。升级期间请改用新版程序；否则请管理员运行 zeren rebuild。已登记的记录不受影响。",
    "The views were made by another version of the program. During an update use the newer one; else the administrator"
    " runs zeren rebuild. What was recorded is safe.",
)
_BUSY: Final = _fixed(
    409,
    "conflict",
    "有人同时修改了这条记录，请重试一次。",
    "Somebody changed this record at the same moment; try again.",
)

TABLE: Final[tuple[tuple[type[BaseException], Callable[[Any], Answer]], ...]] = (
    (Misshapen, _misshapen),
    (Refused, _refused),
    (
        Stale,
        _fixed(
            412,
            "stale",
            "您填写期间，这条记录已被他人更新。请核对下面的变化，再决定是否提交。",
            "This record was changed while you were filling in the form. Look at the changes, then decide.",
        ),
    ),
    (Conflict, _BUSY),
    (
        CommandReused,
        _fixed(
            409,
            "command_reused",
            "这张表单已经提交过一次，内容与现在不同。请打开一张新表单。",
            "This form was already sent with other content; open a new one.",
        ),
    ),
    (
        ReadOnly,
        _fixed(
            405,
            "read_only",
            "这是历史回放，只能查看，不能登记。",
            "This is a replay of the past; nothing can be recorded.",
        ),
    ),
    (LedgerUnavailable, _UNAVAILABLE),
    (HistoryChanged, _changed),
    (
        LogKeyProblem,
        _fixed(
            503,
            "log_key",
            "台账的签名密钥无法使用，暂不能出具回执。已登记的记录不受影响，请通知系统管理员。",
            "The log's signing key cannot be used, so no receipt can be given. What was recorded is safe.",
        ),
    ),
    (
        FilesUnavailable,
        _fixed(
            503,
            "files_unavailable",
            "存放文件的磁盘已满或无法写入，文件没有保存。请通知管理员后重试。",
            "The disk that keeps files is full or cannot be written; nothing was saved. Tell the administrator.",
        ),
    ),
    (
        UnknownName,
        _fixed(
            503,
            "newer_program",
            "台账中有新版程序登记的内容，本程序版本较旧，不能读取，已停止处理。请改用新版程序；已登记的记录不受影响。",
            "A newer version of the program has recorded what this one cannot read, so it stops here."
            " Use the newer one; what was recorded is safe.",
        ),
    ),
    (
        Undecodable,
        _fixed(
            503,
            "unreadable",
            "台账中有一条记录本程序无法读取，可能由新版程序登记，也可能已损坏。请管理员核对版本，并运行 zeren fsck。",
            "An entry of the ledger cannot be read: a newer version of the program recorded it, or it is damaged."
            " Look at the version, then run zeren fsck.",
        ),
    ),
    (ViewsOutdated, _REBUILD),
    (ViewsAhead, _REBUILD),
    (
        FileDamaged,
        _fixed(
            500,
            "file_damaged",
            "文件内容与登记时的校验值不一致，已停止提供。请通知管理员从备份恢复。",
            "The file no longer matches its recorded hash and is not handed out; restore it from a backup.",
        ),
    ),
    (
        SignInNeeded,
        _fixed(401, "sign_in", "请先登录。", "Please sign in first."),
    ),
    (
        ProofNeeded,
        _fixed(
            403,
            "proof_needed",
            "这项操作关系重大，须由本人在页面上再次输入密码。",
            "This weighs enough to ask for the password again; do it on the page.",
        ),
    ),
    (
        TokenTooNarrow,
        _fixed(403, "token_scope", "这个令牌的权限范围不包括这项操作。", "This token was not made for this."),
    ),
    (
        Forbidden,
        _fixed(403, "forbidden", "您的账号角色不能进行这项操作。", "Your account's role does not cover this."),
    ),
    (NotFound, _fixed(404, *_BODIES[404])),
    (
        CSRFError,
        _fixed(
            400,
            "csrf",
            "这张表单已失效（停留过久或不是从本系统打开），内容没有保存。请返回、刷新页面后重新提交。",
            "This form is no longer valid (open too long, or not opened here); nothing was saved. Reload it.",
        ),
    ),
    (HTTPException, _http),
)
"""What went wrong -> the answer. Anything else is a fault of ours: 500, logged."""

FAULT: Final = Answer(
    status=500,
    code="fault",
    zh="程序出错，刚才的内容可能没有保存。错误已记入日志，请与管理员联系。",
    en="The program failed; what you sent may not have been saved. The fault was logged.",
)


def answer_to(error: BaseException) -> Answer:
    """The answer to an error."""
    for cls, answer in TABLE:
        if isinstance(error, cls):
            return answer(error)
    return FAULT


def on_page(error: BaseException) -> Answer:
    """The answer as a page gives it: days that a refusal names are written out. How a field is typed stays."""
    answer = answer_to(error)
    if not isinstance(error, Refused):
        return answer
    problems = tuple(replace(one, **_in_words(one.zh, one.en)) for one in answer.problems)
    return replace(answer, problems=problems, **_in_words(answer.zh, answer.en))


def _in_words(zh: str, en: str) -> dict[str, Any]:
    return {"zh": written_out(zh, english=False), "en": written_out(en, english=True)}


def as_json(answer: Answer) -> dict[str, Any]:
    """The answer as the JSON API gives it: both languages, each problem with its field."""
    return {
        "status": answer.status,
        "code": answer.code,
        "zh": answer.zh,
        "en": answer.en,
        "problems": [
            {"field": one.field, "code": one.code, "zh": one.zh, "en": one.en, "clause": one.clause}
            for one in answer.problems
        ],
    }
