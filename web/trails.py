"""Trails within reach: which heads of entries an account may see, page by page.

Filtering comes after the view's own paging, so pages are filled until they are full or the trail ends: what is
left out for lack of rights never makes a trail look shorter than it is.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from domain.identity import is_stream_id, kind_of, security_of
from domain.kernel import record
from domain.security import INSTALLATION
from projections import directory, records, trail
from projections.trail import Line
from web.access import OVERSEERS, reads_records
from web.asking import asking
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.viewer import viewer

SUBJECTS: Final = ("record", "organisation", "person", "account")
"""What a trail can be of."""

_APPROVALS: Final = 500
"""Approvals about accounts and keys, the last ones, that stand in the trail of accounts."""

Fetch: TypeAlias = Callable[..., Sequence[Line]]


@record
class Page:
    """A page of a trail; ``cursor`` asks for the next one, None: there is none."""

    lines: tuple[Line, ...]
    cursor: int | None


def page_of(by: str, subject: str, *, known_at: int | None, cursor: int | None, limit: int) -> Page:
    """A page of the trail of a record, organisation, person or account, newest first.

    ``accounts`` (with no subject) is the trail of all accounts in scope, for those who oversee them.
    """
    fetch, visible = _accounts() if by == "accounts" else _source(by, subject)
    kept: list[Line] = []
    while True:
        lines = fetch(known_at=known_at, cursor=cursor, limit=limit + 1)
        for line in lines[:limit]:
            if visible(line):
                kept.append(line)
                if len(kept) == limit:
                    more = line is not lines[-1]
                    return Page(lines=tuple(kept), cursor=line.position if more else None)
        if len(lines) <= limit:
            return Page(lines=tuple(kept), cursor=None)
        cursor = lines[limit - 1].position


def _source(by: str, subject: str) -> tuple[Fetch, Callable[[Line], bool]]:
    asked, reads = asking(), reads_records(viewer().role)
    reading = asked.reading
    if by == "account" or (by == "record" and is_stream_id(subject, "account")):
        return _account(subject)
    if not reads:
        raise NotFound
    if by == "organisation":
        asked.require(subject)
        return lambda **options: trail.of_organisation(reading, subject, **options), _in_office
    if not is_stream_id(subject) or (by == "person") != (kind_of(subject) == "person"):
        raise NotFound
    record_in_reach(subject)
    if by == "person":
        return lambda **options: trail.of_person(reading, subject, **options), _in_reach
    return (
        lambda **options: trail.of_record(reading, subject, **options),
        lambda line: line.stream == subject or _in_reach(line),
    )


def _accounts() -> tuple[Fetch, Callable[[Line], bool]]:
    """What was done to the accounts in scope."""
    asked = asking()
    if viewer().role not in OVERSEERS:
        raise NotFound
    accounts = [one.id for one in directory.accounts(asked.reading, asked.scope())]

    streams = [one for account in accounts for one in (account, security_of(account))]
    streams.append(INSTALLATION)
    wanted = records.Wanted(organisations=asked.scope(), kinds=("approval",))
    found = records.find(asked.reading, wanted, limit=_APPROVALS)
    approvals = [one.stream for one in found if (one.about or "").startswith(("account-", "security-"))]
    streams += approvals

    def fetch(**options: Any) -> list[Line]:
        lines = [line for one in streams for line in trail.of_record(asked.reading, one, **options)]
        return sorted(lines, key=lambda line: -line.position)[: options["limit"]]

    def visible(line: Line) -> bool:
        if line.stream == INSTALLATION:
            return asked.reaches(line.on_behalf_of)
        return _of_account(line) or line.stream in approvals

    return fetch, visible


def _account(subject: str) -> tuple[Fetch, Callable[[Line], bool]]:
    """What an account recorded: for those who oversee accounts, and for its owner."""
    asked, role = asking(), viewer().role
    found = directory.account_of(asked.reading, subject) if is_stream_id(subject, "account") else None
    own = subject == viewer().account
    if found is None or not (own or (role in OVERSEERS and any(map(asked.reaches, sorted(found.bodies))))):
        raise NotFound
    if reads_records(role):
        return lambda **options: trail.of_account(asked.reading, subject, **options), _everything
    # Administrators do not read business records: of an account they see what was done to accounts.
    return lambda **options: _by_and_of(subject, options), _of_account


def _by_and_of(account: str, options: Mapping[str, Any]) -> list[Line]:
    reading = asking().reading
    lines = [
        *trail.of_account(reading, account, **options),
        *trail.of_record(reading, account, **options),
        *trail.of_record(reading, security_of(account), **options),
    ]
    once = {line.position: line for line in lines}
    return [once[position] for position in sorted(once, reverse=True)][: options["limit"]]


def _of_account(line: Line) -> bool:
    return line.name.startswith(("account.", "security."))


def _in_office(line: Line) -> bool:
    """Who oversees accounts sees what was done to them; others see records."""
    return viewer().role in OVERSEERS or not _of_account(line)


def _in_reach(line: Line) -> bool:
    return _in_office(line) and asking().reaches(line.on_behalf_of)


def _everything(line: Line) -> bool:
    return True
