"""Accounts: who may sign in, for which subtree, in which role. Administrators change them, auditors look on."""

import secrets as chance

from flask import Blueprint, render_template

from domain.identity import is_stream_id
from ledger.execution import state_of
from projections import directory
from web.acts import beginning, offered
from web.asking import asking
from web.errors import NotFound
from web.history import told
from web.services import services
from web.viewer import viewer

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/accounts")
def listing() -> str:
    """Accounts of the subtree."""
    asked = asking()
    found = directory.accounts(asked.reading, asked.scope())
    asked.learn([id for one in found for id in (one.organisation, one.person or "") if id])
    return render_template("accounts.html", rows=found, begin=beginning(viewer(), "account"))


@blueprint.get("/accounts/<account>")
def show(account: str) -> str:
    """One account and its whole history."""
    return _page(_account(account), "")


@blueprint.post("/accounts/<account>/password")
def new_password(account: str) -> str:
    """Give the account a first password, shown once; it must be changed at the next sign-in."""
    found = _account(account)
    password = chance.token_urlsafe(9)
    of = services()
    position = of.ledger.head().position
    of.secrets.set_password(found.id, password, now=of.now(), must_change=True, position=position)
    of.secrets.forgive(found.sign_in_name)
    return _page(found, password)


def _account(account: str) -> directory.Account:
    found = directory.account_of(asking().reading, account) if is_stream_id(account, "account") else None
    if found is None:
        raise NotFound
    asking().require(found.organisation)
    return found


def _page(found: directory.Account, password: str) -> str:
    state = state_of(services().ledger, found.id)
    acts = [
        act
        for act in offered(viewer(), "account", state)
        if act.name != ("reinstate_account" if found.active else "suspend_account")
    ]
    return render_template(
        "account.html",
        one=found,
        password=password,
        has_password=services().secrets.has_password(found.id),
        lines=told(services().ledger.stream(found.id)),
        acts=acts,
    )
