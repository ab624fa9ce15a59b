"""Terms 用语: what every code, event, act and field is called, in the office's Chinese and in plain English.

So that a form, a board, an audit trail and a scenario say the same word for the same thing, all words are
asked for here: `code_label`, `event_label`, `command_label`, `field_label`, `reason_label`. They are written
in one module per kind, and in `common` where they are nobody's own. A missing word is an error, and a test
walks every enumeration, event, command and field.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain.terms import (
    account,
    accountability,
    appointment,
    appraisal,
    approval,
    calendar,
    commendation,
    commitment,
    common,
    contact,
    debrief,
    dues,
    education,
    evidence,
    floating,
    funding,
    inspection,
    leading_group,
    lecture,
    measure,
    meeting,
    member,
    organisation,
    person,
    plan,
    policy,
    project,
    publicity,
    reception,
    rectification,
    report,
    research,
    responsibility,
    review,
    security,
    sheet,
    work,
)
from domain.terms.common import FINDINGS, LEVELS, REASONS, SECTIONS, Label, merged

__all__ = [
    "CODES",
    "COMMANDS",
    "EVENTS",
    "FIELDS",
    "FIELDS_OF",
    "FINDINGS",
    "KINDS",
    "LEVELS",
    "REASONS",
    "SECTIONS",
    "Label",
    "code_label",
    "command_label",
    "event_label",
    "field_label",
    "reason_label",
]

_MODULES: Final = (
    organisation,
    person,
    appointment,
    policy,
    responsibility,
    meeting,
    contact,
    report,
    work,
    evidence,
    account,
    inspection,
    rectification,
    calendar,
    lecture,
    publicity,
    member,
    education,
    review,
    debrief,
    appraisal,
    sheet,
    accountability,
    measure,
    commendation,
    commitment,
    reception,
    floating,
    dues,
    leading_group,
    plan,
    funding,
    project,
    research,
    approval,
    security,
)

KINDS: Final[Mapping[str, Label]] = {module.__name__.rpartition(".")[2]: module.KIND for module in _MODULES}
"""Kind of record (name of its module)."""

# Members of different enumerations with one value are equal, so each has a table of its own.
CODES: Final[Mapping[type[StrEnum], Mapping[str, Label]]] = merged(*(module.CODES for module in _MODULES), common.CODES)
"""Enumeration -> code -> label."""

EVENTS: Final[Mapping[type, Label]] = merged(*(module.EVENTS for module in _MODULES))
"""Event -> what happened."""

COMMANDS: Final[Mapping[type, Label]] = merged(*(module.COMMANDS for module in _MODULES))
"""Command -> what is asked for."""

FIELDS: Final[Mapping[str, Label]] = merged(common.FIELDS, *(module.FIELDS for module in _MODULES))
"""Field -> what a form calls it, unless `FIELDS_OF` says otherwise for the record."""

FIELDS_OF: Final[Mapping[type, Mapping[str, Label]]] = merged(*(module.FIELDS_OF for module in _MODULES))
"""Where one record means something narrower by a field than the rest do."""


def code_label(code: StrEnum) -> Label:
    """What a code is called."""
    return CODES[type(code)][code.value]


def event_label(event: type) -> Label:
    """What happened, by the class of the event."""
    return EVENTS[event]


def command_label(command: type) -> Label:
    """What is asked for, by the class of the command."""
    return COMMANDS[command]


def field_label(record: type, field: str) -> Label:
    """What a form for ``record`` (an event, command or value) calls a field."""
    return FIELDS_OF.get(record, FIELDS).get(field) or FIELDS[field]


def reason_label(code: str) -> Label:
    """What a reason or finding of the evaluator says. A code without words is shown as it is."""
    return REASONS.get(code) or FINDINGS.get(code) or (code, code)
