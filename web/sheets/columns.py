"""Columns: the fields of an act as columns of a sheet, from the very shape that its form has.

A field of several rows (议题) has a column for each cell of its rows; the lines that follow a record and fill such
columns only go on with it. Nothing is written down twice: a field that is added to a command is a column the next day.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from typing import Final

from domain.kernel import record
from domain.terms import KINDS, command_label
from web.acts import ACTS
from web.acts.row import Act
from web.forms.opening import RANDOM_KINDS
from web.schemas.fields import Rows, Zeren, made

RECORD: Final = "_record"
"""Column of the record's number, which the system fills in."""
SEEN: Final = "_seen"
"""Column of what the record said when it was written out, as a digest."""
NUMBER: Final = "_number"
"""First column: numbers of the records, for people. It carries the name of the template in the row of codes."""


@record
class Template:
    """An act that is entered in bulk."""

    name: str
    """Name in addresses, the act's own."""
    act: Act
    correction: Act | None
    """How a record of it is corrected."""
    part: str = ""
    """Field of the correction that names the part of a record which the act adds."""

    @property
    def title(self) -> tuple[str, str]:
        """What it is called, and its sheet: the kind of record, or the act where a kind has several."""
        several = sum(ACTS[name].kind == self.act.kind for name, _ in _ROWS) > 1
        return command_label(self.act.command) if several else KINDS[self.act.kind]


@record
class Column:
    """One column."""

    code: str
    """Field, ``agenda.topic`` for a cell of its rows."""
    heading: tuple[str, str]
    field: Zeren
    group: str = ""
    """Field of several rows to which it belongs."""
    required: bool = False

    @property
    def cell(self) -> str:
        """Name within the rows of its group."""
        return self.code.partition(".")[2]


_ROWS: Final = (
    ("hold_meeting", "correct_meeting"),
    ("record_work", "correct_work"),
    ("submit_report", "correct_report"),
    ("deliver_debrief", "correct_debrief"),
    ("establish_contact_point", "correct_contact_point"),
    ("visit_contact_point", "correct_visit"),
    ("deliver_lecture", "correct_lecture"),
    ("decide_topic", "correct_topic"),
    ("write_paper", "correct_paper"),
    ("adopt_plan", "correct_plan"),
    ("release_publicity", "correct_publicity"),
    ("hold_education", "correct_education"),
    ("hold_review", "correct_review"),
    ("make_commitment", "correct_commitment"),
    ("hold_reception", "correct_reception"),
    ("pay_dues", "correct_payment"),
    ("conduct_inspection", "correct_inspection"),
    ("take_measure", "correct_measure"),
    ("register_person", "correct_person"),
    ("register_membership", "correct_membership"),
    ("register_organisation", "correct_organisation"),
    ("appoint_role", "correct_appointment"),
)
"""What is entered in bulk, and how it is corrected. Acts that take a file, two people or the password again are not."""

TEMPLATES: Final = {
    name: Template(name=name, act=ACTS[name], correction=ACTS[correction], part=ACTS[correction].part)
    for name, correction in _ROWS
}
"""By name."""


@cache
def columns(name: str) -> tuple[Column, ...]:
    """Columns of a template, in the order of the form."""
    act = TEMPLATES[name].act
    found: list[Column] = []
    for field_name, field in made(act.shape).fields.items():
        assert isinstance(field, Zeren)
        if field_name == act.target and act.begins and act.kind in RANDOM_KINDS:
            continue  # the number of a new record is nobody's to type
        if isinstance(field, Rows):
            zh, en = field.label
            for cell_name, cell in made(field.row).fields.items():
                assert isinstance(cell, Zeren)
                inner = cell.label
                found.append(
                    Column(
                        code=f"{field_name}.{cell_name}",
                        heading=(f"{zh}：{inner[0]}", f"{en}: {inner[1]}"),
                        field=cell,
                        group=field_name,
                        required=cell.required,
                    )
                )
        else:
            found.append(Column(code=field_name, heading=field.label, field=field, required=field.required))
    return tuple(found)


@cache
def in_order(name: str) -> tuple[Column, ...]:
    """Columns of the record itself, its organisation first: the other names are looked up for it."""
    own = [one for one in columns(name) if not one.group]
    return tuple(sorted(own, key=lambda one: one.code != "organisation"))


@cache
def in_groups(name: str) -> dict[str, tuple[Column, ...]]:
    """Columns of its tables."""
    groups = dict.fromkeys(one.group for one in columns(name) if one.group)
    return {group: tuple(one for one in columns(name) if one.group == group) for group in groups}


@cache
def version(name: str) -> str:
    """Which shape the template has: it changes when fields do, and not otherwise."""
    told = "\n".join(f"{one.code} {type(one.field).__name__} {one.required}" for one in columns(name))
    return hashlib.sha256(told.encode()).hexdigest()[:8]


def mark(name: str) -> str:
    """What stands above the first column: name and version of the template."""
    return f"{name}@{version(name)}"


def heading(column: Column) -> str:
    """What stands above the column: what has to be filled in bears a star."""
    needed = column.required and not (column.group and not _group_needed(column))
    return column.heading[0] + ("*" if needed else "")


def _group_needed(column: Column) -> bool:
    parent = column.field.parent
    return any(
        isinstance(field, Rows) and field.required and made(field.row) is parent
        for template in TEMPLATES.values()
        for name, field in made(template.act.shape).fields.items()
        if name == column.group
    )


OWN_HEADINGS: Final = {
    NUMBER: ("序号", "No."),
    RECORD: ("记录编号（勿改）", "Record (leave)"),
    SEEN: ("校验码（勿改）", "Check (leave)"),
}


def from_sheet(acts: Iterable[Act]) -> str:
    """Kind of record of which one of these acts begins some, where that has a template; ``""``: none."""
    return next((act.kind for act in acts if act.name in TEMPLATES), "")
