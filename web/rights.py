"""The matrix of rights as a page: docs/reference/rights.md, written from `web.access`."""

from collections.abc import Iterator, Mapping
from typing import Final

from domain.account import OFFICERS, Role
from domain.handling import HANDLING
from domain.terms import KINDS, code_label, command_label
from web.access import ACTS, COUNTERWEIGHTS, FOUR_EYES, MASKED, OWN_ONLY, PAGES, PUBLIC

MEANING: Final[Mapping[Role, tuple[str, str]]] = {
    Role.CLERK: ("登记本组织及下级的业务记录", "records for the organisation and those below it"),
    Role.RESPONSIBLE_PERSON: (
        "登记本组织的业务记录，对下级只能查看",
        "records for the own organisation only, and reads what lies below",
    ),
    Role.REVIEWER: (
        "接收、退回报告，核验清单事项和整改",
        "accepts and returns reports, verifies items of lists and rectifications",
    ),
    Role.INSPECTOR: (
        "登记督促检查和发现的问题，责令整改",
        "inspections, the problems they find, orders to put them right",
    ),
    Role.APPRAISER: (
        "组织考核、评分、公布结果，评议述职",
        "rounds of appraisal, sheets and results, evaluations of debriefings",
    ),
    Role.DECISION_MAKER: (
        "作出追责决定和申诉决定，给予处理，表彰",
        "decides cases and appeals, imposes what follows, commends",
    ),
    Role.SUPERVISOR: (
        "组织部门：以上四种角色的全部权限，并登记组织、任职、制度文件和业务记录",
        "organisation department: all that the four above do, registers, policies, and records",
    ),
    Role.AUDITOR: ("查看范围内的全部记录，不能登记", "reads everything in scope, writes nothing"),
    Role.SYSTEM_ADMINISTRATOR: (
        "运行维护、存证签名；不接触业务记录",
        "runs the system and looks after its seals; no records",
    ),
    Role.SECURITY_ADMINISTRATOR: ("管理账号和权限；不接触业务记录", "accounts and what is granted to them; no records"),
    Role.AUDIT_OFFICER: (
        "监督前两者：查看账号、权限变动和存证；不接触业务记录",
        "sees what the other two do: accounts, what is granted, proof; no records",
    ),
}
"""What each role is for."""

_BESIDES: Final = """
An account holds *grants* 权限: a role, in an organisation's subtree, from a day to a day. It acts under one of those
in force today; who holds several chooses with 切换身份. An API token acts under the grant it was made under, and ends
with it. What lies outside the subtree does not exist for it: the answer is 404, not 403, so that nothing can be learnt
by asking. Rights are those of today, and are the same for the past as for the present. What has no row is open to
nobody.
"""


def page() -> str:
    """The whole page."""
    return "\n".join((*_head(), *_by_two(), *_acts(), *_pages())) + "\n"


def _head() -> Iterator[str]:
    yield "# Rights 权限"
    yield ""
    yield "Who may do what. Written from `web/access.py` by `zeren reference --write`; a test walks every route by it."
    yield from _BESIDES.rstrip().split("\n")
    yield ""
    yield "| code | 角色 | role | 职责 | what for |"
    yield "|---|---|---|---|---|"
    for role in Role:
        zh, en = code_label(role)
        yield f"| `{role.value}` | {zh} | {en} | {MEANING[role][0]} | {MEANING[role][1]} |"
    yield ""
    yield f"- The three officers 三员 ({_named(OFFICERS)}) are three people. None of them holds another role on any"
    yield "  day, neither with one account nor with several that are used by the same person."
    yield f"- For their own organisation only, not for those below it, {_verb(OWN_ONLY)} acts: {_named(OWN_ONLY)}."
    yield f"- Names of persons whose data are restricted are kept back from: {_named(MASKED)}."
    yield "- What concerns an account as a whole (suspending it, its password) needs reach over all of its grants."
    yield "- Nobody grants rights to the own account, nor approves what is about it."
    yield "- What takes a right or a sign-in from an officer takes the approval of a system administrator or an audit"
    yield "  officer; the last audit officer of a place goes only after another was appointed."
    yield "- What a record outside one's reach is called is not told where it is cited: its kind is."
    yield "- Documents that bind an organisation may be read by its accounts even where they were issued above."


def _named(roles: frozenset[Role]) -> str:
    return "、".join(code_label(role)[0] for role in Role if role in roles)


def _verb(roles: frozenset[Role]) -> str:
    return "this role" if len(roles) == 1 else "each of these roles"


def _by_two() -> Iterator[str]:
    yield ""
    yield "## What takes two people 会签"
    yield ""
    yield "Asked for by whoever may do the act, given by another person of these roles. Acts on accounts take two where"
    yield "the account is or becomes one of the three officers; what replaces an officer's grant goes by the last row."
    yield ""
    columns = _columns()
    yield "| act " + next(columns)
    yield next(columns)
    for command, roles in FOUR_EYES.items():
        yield _row(f"{command_label(command)[0]} `{command.__name__}`", roles)
    yield _row("授予权限，取代三员权限 `GrantRole`", COUNTERWEIGHTS)


def _columns() -> Iterator[str]:
    yield "| " + " | ".join(code_label(role)[0] for role in Role) + " |"
    yield "|---" + "|:-:" * len(Role) + "|"


def _row(text: str, roles: frozenset[Role]) -> str:
    return f"| {text} | " + " | ".join("●" if role in roles else "" for role in Role) + " |"


def _acts() -> Iterator[str]:
    yield ""
    yield "## Acts"
    kind = ""
    for command, roles in ACTS.items():
        if HANDLING[command].kind != kind:
            kind = HANDLING[command].kind
            yield ""
            yield f"### {KINDS[kind][0]} {KINDS[kind][1]}"
            yield ""
            columns = _columns()
            yield "| act " + next(columns)
            yield next(columns)
        yield _row(f"{command_label(command)[0]} `{command.__name__}`", roles)


def _pages() -> Iterator[str]:
    yield ""
    yield "## Pages and questions"
    yield ""
    yield f"Open to all, signed in or not: {', '.join(f'`{one}`' for one in sorted(PUBLIC))}."
    yield "Forms and commands (`acts.*`, `api.command`) ask the table of acts besides. Trails and receipts of accounts"
    yield "are for those who see the page of accounts, and for the account's owner."
    yield ""
    columns = _columns()
    yield "| page " + next(columns)
    yield next(columns)
    for endpoint, roles in PAGES.items():
        yield _row(f"`{endpoint}`", roles)
