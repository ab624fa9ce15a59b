"""Counting: for which duties a record counts, or would, and why not for others."""

from collections.abc import Sequence
from typing import Any

from domain.fact import Fact
from domain.handling import judge
from domain.kernel import Entry, record
from domain.rule import Clause, Light
from domain.terms import code_label, reason_label
from domain.vocabulary import NAMES
from ledger.execution import state_of
from projections import status
from web.acts.row import Form
from web.asking import asking
from web.language import pick
from web.services import services
from web.viewer import viewer


@record
class Served:
    """One duty and what the record does for it."""

    clause: str
    zh: str
    en: str
    cite: str
    window: str
    organisation: str
    light: Light
    light_text: str
    count: int
    minimum: int | None
    reason: str
    """Why it does not count, in words; ``""`` where it counts."""


@record
class Duties:
    """Duties the record counts for, and near misses."""

    counted: tuple[Served, ...]
    passed: tuple[Served, ...]


def duties_served(form: Form, command: Any) -> Duties:
    """What recording the command would count for. Nothing is stored; raises `Refused` as recording would."""
    of = services()
    judged = judge(command, today=of.today(), load=lambda stream: state_of(of.ledger, stream))
    reading = asking().reading
    head = reading.positions[status.NAME]
    drafts: list[Fact] = []
    for number, event in enumerate(judged.events, 1):
        entry = Entry(
            position=head + number,
            stream=judged.stream,
            version=form.version + number,
            name=NAMES[type(event)],
            event=event,
            recorded_at=of.now(),
            recorded_by=viewer().account,
            on_behalf_of=form.organisation,
            command_id="",
        )
        drafts += status.drafts_of(reading, entry)
    return _duties(drafts)


def duties_of(stream: str) -> Duties:
    """What a record that stands counts for."""
    return _duties(status.facts_of(asking().reading, stream))


def _duties(facts: Sequence[Fact]) -> Duties:
    if not facts:
        return Duties(counted=(), passed=())
    reading, today = asking().reading, asking().today
    clauses = status.clauses(reading)
    found = status.counts_for(reading, facts, today)
    served = [_served(one, clauses.get((one.status.policy, one.status.clause))) for one in found]
    return Duties(
        counted=_once([one for one in served if not one.reason]), passed=_once([one for one in served if one.reason])
    )


def _once(served: Sequence[Served]) -> tuple[Served, ...]:
    """Each clause and window once, however many persons answer for it."""
    return tuple({(one.clause, one.window): one for one in served}.values())


def _served(one: status.Counting, clause: Clause | None) -> Served:
    judged = one.status
    return Served(
        clause=judged.clause,
        zh=clause.zh if clause is not None else judged.clause,
        en=clause.en if clause is not None else judged.clause,
        cite=clause.cite if clause is not None else "",
        window=judged.window,
        organisation=judged.organisation,
        light=judged.light,
        light_text=pick(code_label(judged.light)),
        count=judged.count,
        minimum=judged.minimum,
        reason=pick(reason_label(one.reason)) if one.reason else "",
    )
