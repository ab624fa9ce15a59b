"""Answers kept until something is recorded.

What a question is answered follows from the log up to its last position, the day, the account and the words of
the question. As long as nobody records anything the same answer is given again without asking the views: many
people look at the same board. Rights are checked before, on every request.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Final
from weakref import WeakKeyDictionary

from flask import Response

from web.asking import asking
from web.disclosing import note_again, noted
from web.disclosures import Noted
from web.here import asked
from web.services import Services, services
from web.viewer import viewer

_MOST: Final = 16 * 1024 * 1024
"""Bytes of answers kept by one process."""


class _Answers:
    """Answers at one position of the log, on one day."""

    def __init__(self, at: tuple[int, date]) -> None:
        self.at = at
        self.size = 0
        self.found: dict[tuple[Any, ...], tuple[bytes, str, Noted]] = {}


_KEPT: Final[WeakKeyDictionary[Services, _Answers]] = WeakKeyDictionary()


def kept(view: Callable[..., Response]) -> Callable[..., Response]:
    """Give the answer again while nothing is recorded."""

    @wraps(view)
    def answer(**path: Any) -> Response:
        of, now = services(), asking()
        at = (now.standing.head.position, now.today)
        answers = _KEPT.get(of)
        if answers is None or answers.at != at:
            answers = _KEPT[of] = _Answers(at)
        key = (view.__name__, viewer(), asked().query_string, *path.values())
        again = answers.found.get(key)
        if again is not None:
            body, etag, shows = again
            note_again(shows)
            return Response(body, mimetype="application/json", headers={"ETag": etag} if etag else None)
        fresh = view(**path)
        body = fresh.get_data()
        # Recorded meanwhile: the answer may know more than the position it would be kept under; a standby's, less.
        known = now.reached in (None, at[0]) and of.ledger.head().position == at[0]
        if answers.size + len(body) <= _MOST and known:
            answers.size += len(body)
            answers.found[key] = (body, fresh.headers.get("ETag", ""), noted())
        return fresh

    return answer
