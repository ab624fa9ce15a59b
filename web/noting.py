"""Noting 安全事项: what was done to proofs, or refused, as an entry of the ledger beside the line of the log.

What was refused is written down once the answer has gone out: so nobody can tell by the time it took whether a name
exists, and nobody waits for it.
"""

import logging
from typing import Any, Final

from flask import g
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from domain.identity import is_stream_id, security_of
from domain.kernel import Refused
from domain.security import PROGRAM, NoteRefusal, Refusal
from ledger.execution import execute
from ledger.port import Conflict, LedgerUnavailable, Receipt, Signature
from ledger.standing import look
from web.csrf import SAFE
from web.here import asked, kept
from web.ids import new_command_id
from web.sealing import follow_up
from web.services import Services, services
from web.viewer import viewer, viewer_or_none

LOG: Final = logging.getLogger("zeren.noting")


def note(command: type, **said: Any) -> Receipt:
    """Something that the viewer did to the own proofs."""
    who, of = viewer(), services()
    assert of.settings.until is None, "nothing is done to proofs in a replay of the past"
    made = command(security=security_of(who.account), organisation=who.organisation, account=who.account, **said)
    receipt = record(of, made, by=who.account, organisation=who.organisation)
    follow_up(receipt)
    return receipt


def record(of: Services, command: object, *, by: str, organisation: str) -> Receipt:
    """Record one of these acts under an account, or the program's own name."""
    signature = Signature(command_id=new_command_id(), recorded_by=by, on_behalf_of=organisation)
    return execute(of.ledger, command, signature, of.today())


OF_CODES: Final = {
    "forbidden": Refusal.RIGHTS,
    "token_scope": Refusal.TOKEN,
    "csrf": Refusal.FOREIGN_FORM,
    "four_eyes": Refusal.ONE_PERSON,
    "own_account": Refusal.ONE_PERSON,
    "officers_apart": Refusal.ONE_PERSON,
}
"""Refusals of importance, by the code of the answer."""


def refused(sort: Refusal, account: str = "") -> None:
    """Something of importance was refused to the viewer, or to whoever gave this account's name."""
    g.refusal = (sort, account)


def before_leaving(answer: Response) -> Response:
    """Every answer: what was refused with it is written down when it is out."""
    held = kept()
    noted: tuple[Refusal, str] | None = held.pop("refusal", None)
    if noted is None and (sort := OF_CODES.get(held.get("refused", ""))) is not None and asked().method not in SAFE:
        noted = (sort, "")
    if noted is None or services().settings.until is not None:
        return answer
    who, (sort, account) = viewer_or_none(), noted
    by, account = (PROGRAM, account) if account else ("" if who is None else who.account,) * 2
    if is_stream_id(account, "account"):
        of = services()
        answer.call_on_close(lambda: _note(of, sort, account, by))
    return answer


def _note(of: Services, sort: Refusal, account: str, by: str) -> None:
    """One entry a day, account and sort; what cannot be written stands in the log of security in any case."""
    try:
        state = look(of.ledger, (account,)).state(account)
        if state is None:
            return  # a name that nobody has
        command = NoteRefusal(
            security=security_of(account), organisation=state.organisation, account=account, refusal=sort
        )
        record(of, command, by=by, organisation=state.organisation)
    except (LedgerUnavailable, Conflict, Refused, SQLAlchemyError) as error:
        LOG.warning("a refusal was not noted: %s", type(error).__name__)
