"""What a row of the table of acts says, and how a form for it is opened."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from domain.handling import HANDLING
from domain.kernel import Entry, Personal, record
from web.disclosing import note_event
from web.schemas import SHAPES
from web.schemas.fields import Shape
from web.targets import target_of


@record
class Form:
    """One form, opened for one record by one person."""

    act: "Act"
    stream: str
    """Record the act belongs to; ``""`` where it follows from what is typed."""
    version: int
    """Version of the record the person sees; 0 where it is new."""
    state: Any
    entries: Sequence[Entry]
    organisation: str
    """On whose behalf the act is done."""
    known: Mapping[str, str]
    """What the address says already: the record, the part of it."""


Prefill = Callable[[Form], Mapping[str, Any]]
Build = Callable[[Form, dict[str, Any]], Any]


def as_typed(form: Form, data: dict[str, Any]) -> Any:
    """The command as it stands in the form."""
    return form.act.command(**data)


def nothing(form: Form) -> Mapping[str, Any]:
    """An empty form."""
    return {}


@record
class Act:
    """One act: its command, when it is offered, how its form begins, and how the command is put together."""

    command: type
    begins: bool = False
    """It begins a record of its own; the others continue one."""
    stages: tuple[str, ...] = ()
    """Stages of the record in which it is offered; none: all but voided."""
    part: str = ""
    """Field that names a part of the record (a visit, an item): offered beside that part."""
    prefill: Prefill = nothing
    build: Build = as_typed
    upload: bool = False
    """The form takes a file."""
    counts: bool = False
    """What it records may count for duties: the form can say for which."""
    place: str = ""
    """Heading of the organisation page under which a beginning act is offered."""

    @property
    def name(self) -> str:
        """Stable name in addresses: ``hold_meeting``."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", self.command.__name__).lower()

    @property
    def kind(self) -> str:
        """Kind of record."""
        return HANDLING[self.command].kind

    @property
    def target(self) -> str:
        """Field that names the record."""
        return target_of(self.kind)

    @property
    def shape(self) -> type[Shape]:
        """Its schema."""
        return SHAPES[self.command]


# --- how forms of correction begin: with what stands now --------------------------------


def plain(value: Any) -> Any:
    """A personal value in plain, for the form that corrects it."""
    return (value.value or "") if isinstance(value, Personal) else value


def values_of(fact: Any) -> dict[str, Any]:
    """The fields of an event or value."""
    note_event(fact)
    return {f.name: plain(getattr(fact, f.name)) for f in fields(fact)}


def standing(attribute: str) -> Prefill:
    """Begin with the fact the state holds under ``attribute``."""
    return lambda form: values_of(getattr(form.state, attribute))
