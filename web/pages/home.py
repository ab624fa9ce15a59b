"""The desk 工作台, where one begins: what waits for the role one acts in."""

from typing import Any

from flask import Blueprint, render_template

from domain.account import OFFICERS, Role
from projections import directory
from web.access import ADMINISTRATORS, OVERSEERS, RECORDERS, SUPERVISORS, reads_records
from web.acts import beginning
from web.asking import Clocks, asking, clocks
from web.boards import light_text
from web.groups import grouped
from web.history import heads_told
from web.registers import desk, watching
from web.trails import page_of
from web.viewer import viewer

blueprint = Blueprint("home", __name__)

_ELSEWHERE = ("account", "policy", "organisation", "person", "appointment")
"""Kinds that are begun on pages of their own."""


@blueprint.get("/")
def home() -> str:
    """What waits for whoever asks; officers, who read no records, find the accounts and the proof."""
    role = viewer().role
    found = _records(clocks()) if reads_records(role) else _office(role)
    return render_template("home.html", light_text=light_text, **found)


def _records(when: Clocks) -> dict[str, Any]:
    asked, role, own = asking(), viewer().role, viewer().person or ""
    person = own if role is Role.RESPONSIBLE_PERSON else ""
    asked.learn((viewer().organisation, own))
    noticed = watching.noticed(when) if role is Role.AUDITOR else None
    return {
        "clocks": when,
        "head": asked.reading.positions[directory.NAME],
        "own": own,
        "owed": desk.owed(when, person=person, own_only=role is not Role.CLERK) if role in RECORDERS else None,
        "tasks": desk.waiting(when),
        "to_give": desk.to_give() if when.present else [],
        "gaps": desk.gaps(when) if role in SUPERVISORS or role is Role.AUDITOR else None,
        "posts": desk.posts(person, when) if person else [],
        "noticed": noticed,
        "late": heads_told(noticed.late) if noticed else [],
        "late_by": watching.late_by,
        "amended": heads_told(noticed.amended) if noticed else [],
        "begin": grouped(act for act in beginning(viewer()) if act.kind not in _ELSEWHERE)
        if when.known_at is None
        else [],
    }


def _office(role: Role) -> dict[str, Any]:
    """What an officer looks after."""
    changed = page_of("accounts", "", known_at=None, cursor=None, limit=desk.SHOWN) if role in OVERSEERS else None
    return {
        "clocks": None,
        "accounts": watching.accounts() if role in OVERSEERS else None,
        "changed": heads_told(changed.lines) if changed else [],
        "to_give": desk.to_give(),
        "health": watching.health() if role in OFFICERS - ADMINISTRATORS else None,
    }
