"""Audit trail: what was recorded of a record, an organisation, a person, or by an account."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request

from domain.identity import is_stream_id, kind_of
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
        accounts = [one.id for one in directory.accounts(reading, asked.scope())]
        found = [line for one in accounts for line in heads.of_record(reading, one, **options)]
        return sorted(found, key=lambda line: -line.position)[: options["limit"]]
    if told_by == "account":
        return _of_account(subject, options)
    if not reads:
        raise NotFound
    if told_by == "organisation":
        asked.require(subject)
        return heads.of_organisation(reading, subject, **options)
    if not is_stream_id(subject) or (told_by == "person") != (kind_of(subject) == "person"):
        raise NotFound
    if kind_of(subject) == "account":
        return _of_account(subject, options)
    record_in_reach(subject)
    if told_by == "person":
        # A person may appear in records of other subtrees: those stay out of sight.
        return [line for line in heads.of_person(reading, subject, **options) if _visible(line)]
    return [line for line in heads.of_record(reading, subject, **options) if line.stream == subject or _visible(line)]


def _of_account(subject: str, options: Mapping[str, Any]) -> list[heads.Line]:
    """What an account recorded: for those who oversee accounts, and for its owner."""
    asked = asking()
    if not is_stream_id(subject, "account"):
        raise NotFound
    found = directory.account_of(asked.reading, subject)
    if found is None or (viewer().role not in OVERSEERS and subject != viewer().account):
        raise NotFound
    asked.require(found.organisation)
    lines = heads.of_account(asked.reading, subject, **options)
    if reads_records(viewer().role):
        return lines
    # Administrators do not read business records: of an account they see what was done to accounts.
    own = heads.of_record(asked.reading, subject, **options)
    return sorted(
        {line.position: line for line in [*lines, *own] if line.name.startswith("account.")}.values(),
        key=lambda line: -line.position,
    )


def _visible(line: heads.Line) -> bool:
    return asking().reaches(line.on_behalf_of)
