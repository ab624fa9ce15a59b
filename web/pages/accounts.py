"""Accounts: who may sign in, and what is granted to them where and when. Security administrators change them."""

from flask import Blueprint, render_template, url_for

from domain.account import Grant, RequirePasswordReset
from domain.identity import is_stream_id, security_of
from domain.kernel import Refused
from ledger.execution import execute, state_of
from ledger.port import Signature
from projections import directory
from web.acts import beginning, offered, offered_for_part
from web.acts.account import within_reach
from web.asking import asking
from web.errors import Forbidden, NotFound
from web.forms.pairs import reset_open
from web.history import told
from web.ids import new_command_id
from web.language import t
from web.listings import directory as house
from web.sealing import follow_up
from web.services import services
from web.sheets.listing import Reply, answered
from web.stepup import require_proof
from web.viewer import viewer

blueprint = Blueprint("accounts", __name__)

WHOLE = frozenset({"suspend_account", "reinstate_account", "require_password_reset"})
"""Acts on an account as a whole."""


@blueprint.get("/accounts")
def listing() -> Reply:
    """Accounts of the subtree, with what is granted to them."""
    asked = asking()
    found = directory.accounts(asked.reading, asked.scope())
    asked.learn([id for one in found for id in (*one.bodies, one.person or "") if id])
    return answered(
        "accounts.html",
        lambda: house.accounts(found, _stands, viewer().organisation),
        rows=found,
        stands=_stands,
        begin=beginning(viewer(), "account"),
    )


@blueprint.get("/accounts/<account>")
def show(account: str) -> str:
    """One account and its whole history."""
    return _page(_account(account), "")


@blueprint.post("/accounts/<account>/password")
def new_password(account: str) -> str:
    """Give a link, shown once, under which the person sets a password: nobody else ever knows it."""
    found = _account(account)
    if not within_reach(found):
        raise Forbidden  # whoever holds the link could act in every place where something is granted
    if not reset_open(services(), found.id):
        raise Refused(
            "four_eyes",
            zh="三员账号的密码须经会签才能重置：请先办理“要求重置密码”，会签同意后再发放链接。",
            en="An officer’s password is reset by two people: ask for “Require password reset” first.",
        )
    require_proof()
    of = services()
    asked_for = RequirePasswordReset(account=found.id, reason="发放一次性链接，由本人设置密码")
    signature = Signature(command_id=new_command_id(), recorded_by=viewer().account, on_behalf_of=found.organisation)
    follow_up(execute(of.ledger, asked_for, signature, of.today()))
    of.secrets.close_sessions(found.id)
    token = of.secrets.make_link(found.id, now=of.now())
    return _page(found, url_for("session.first_password", token=token, _external=True))


def _account(account: str) -> directory.Account:
    found = directory.account_of(asking().reading, account) if is_stream_id(account, "account") else None
    if found is None or not any(map(asking().reaches, sorted(found.bodies))):
        raise NotFound
    return found


def _stands(grant: Grant) -> str:
    """Whether a grant holds today."""
    today = asking().today
    if grant.covers(today):
        return t("有效", "In force")
    return t("已终止", "Ended") if grant.over(today) else t("尚未生效", "Not yet")


def _page(found: directory.Account, link: str) -> str:
    state = state_of(services().ledger, found.id)
    whole = within_reach(found)
    instead = "reinstate_account" if found.active else "suspend_account"
    asking().learn(found.bodies)
    return render_template(
        "account.html",
        one=found,
        stands=_stands,
        link=link,
        whole=whole,
        has_password=services().secrets.has_password(found.id),
        link_open=reset_open(services(), found.id),
        noted=told(services().ledger.stream(security_of(found.id))),
        lines=told(services().ledger.stream(found.id)),
        acts=[
            act
            for act in offered(viewer(), "account", state)
            if act.name != instead and (whole or act.name not in WHOLE)
        ],
        withdraw={
            grant.number: offered_for_part(viewer(), "account", "grant", state)
            for grant in found.grants
            if not grant.over(asking().today) and asking().reaches(grant.organisation)
        },
    )
