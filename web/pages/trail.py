"""Audit trail: what was recorded of a record, an organisation, a person, or by an account."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Blueprint, render_template, request

from domain.identity import is_stream_id, kind_of
from domain.vocabulary import EVENTS
from projections import directory
from projections import trail as heads
from web.access import OVERSEERS, reads_records
from web.asking import asking, clocks
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.history import heads_told
from web.viewer import viewer

blueprint = Blueprint("trail", __name__)

PAGE = 50

OF_ACCOUNTS: Final = tuple(name for name in EVENTS if name.startswith("account."))
OF_RECORDS: Final = tuple(name for name in EVENTS if not name.startswith("account."))
"""Stored names of events: who oversees accounts sees those of accounts, others do not."""


@blueprint.get("/trail")
def trail() -> str:
    """A page of a trail, newest first."""
    told_by, subject = _subject(request.args)
    when = clocks()
    cursor = request.args.get("before", "")
    options: dict[str, Any] = {"known_at": when.known_at, "limit": PAGE + 1}
    if cursor.isascii() and cursor.isdigit() and len(cursor) < 18:
        options["cursor"] = int(cursor)
    lines = lines_of(told_by, subject, options)
    more = lines[PAGE - 1].position if len(lines) > PAGE else None
    return render_template(
        "trail.html",
        told_by=told_by,
        subject=subject,
        clocks=when,
        head=asking().reading.positions[heads.NAME],
        lines=heads_told(lines[:PAGE]),
        more=more,
    )


def _subject(args: Mapping[str, str]) -> tuple[str, str]:
    for kind in ("record", "organisation", "person", "account"):
        if subject := args.get(kind, "").strip():
            return kind, subject
    return ("organisation", viewer().organisation) if reads_records(viewer().role) else ("accounts", "")


def lines_of(told_by: str, subject: str, options: Mapping[str, Any]) -> list[heads.Line]:
    """Heads of a trail, if it lies in reach of the viewer."""
    asked = asking()
    reading, reads = asked.reading, reads_records(viewer().role)
    if told_by == "accounts":
        found = [
            line
            for one in directory.accounts(reading, asked.scope())
            for line in heads.of_record(reading, one.id, **{**options, "names": OF_ACCOUNTS})
        ]
        return sorted(found, key=lambda line: -line.position)[: options["limit"]]
    if told_by == "account":
        return _of_account(subject, options)
    if not reads:
        raise NotFound
    if viewer().role not in OVERSEERS:
        options = {**options, "names": OF_RECORDS}
    if told_by == "organisation":
        asked.require(subject)
        return heads.of_organisation(reading, subject, **options)
    if not is_stream_id(subject) or (told_by == "person") != (kind_of(subject) == "person"):
        raise NotFound
    if kind_of(subject) == "account":
        return _of_account(subject, options)
    record_in_reach(subject)
    # What names a person or record may stand in another subtree: that stays out of sight.
    query = heads.of_person if told_by == "person" else heads.of_record
    return _in_sight(lambda **more: query(reading, subject, **more), subject, options)


def _in_sight(query: Callable[..., list[heads.Line]], subject: str, options: Mapping[str, Any]) -> list[heads.Line]:
    """A full page of the lines the viewer may see, however many others stand between them."""
    found: list[heads.Line] = []
    wanted, cursor = options["limit"], options.get("cursor")
    while len(found) < wanted:
        page = query(**{**options, "cursor": cursor})
        found += [line for line in page if line.stream == subject or asking().reaches(line.on_behalf_of)]
        if len(page) < wanted:
            break
        cursor = page[-1].position
    return found[:wanted]


def _of_account(subject: str, options: Mapping[str, Any]) -> list[heads.Line]:
    """What an account recorded: for those who oversee accounts, and for its owner."""
    asked = asking()
    if not is_stream_id(subject, "account"):
        raise NotFound
    found = directory.account_of(asked.reading, subject)
    if found is None or (viewer().role not in OVERSEERS and subject != viewer().account):
        raise NotFound
    asked.require(found.organisation)
    if reads_records(viewer().role):
        return heads.of_account(asked.reading, subject, **options)
    # Administrators do not read business records: of an account they see what was done to accounts.
    only = {**options, "names": OF_ACCOUNTS}
    lines = heads.of_account(asked.reading, subject, **only) + heads.of_record(asked.reading, subject, **only)
    ordered = sorted({line.position: line for line in lines}.values(), key=lambda line: -line.position)
    return ordered[: options["limit"]]
