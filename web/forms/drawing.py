"""Drawing a form: what the template needs of each field, with what was typed and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import field as member
from dataclasses import replace
from typing import Any, Final

from domain.kernel import record
from domain.terms import code_label
from web.acts.row import Form
from web.asking import asking
from web.forms.options import Option, options
from web.language import aside, pick, t
from web.schemas.fields import Choice, Choices, Code, Problem, Rows, Shape, Text, Zeren, code_in, suggestion

MANY: Final = 60
"""More choices than these are written once for all rows of a table, not in each."""


@record
class Widget:
    """One field as it is drawn."""

    name: str
    id: str
    kind: str
    """text, textarea, lines, date, number, select, pick, suggest, checkboxes, picks, checkbox, rows, hidden, fixed."""
    label: str
    hint: str
    required: bool
    value: Any
    options: Sequence[Option]
    says: Sequence[str]
    """What is wrong with it."""
    limit: int = 0
    lines: int = 1
    shown: str = ""
    """For a fixed field: what stands there in words."""
    rows: Sequence[Sequence["Widget"]] = ()
    groups: Sequence[tuple[str, Sequence[Option]]] = ()
    grows: bool = True
    """For a table: more rows can be asked for."""
    suggests: str = ""
    """In a row: id of the list of suggestions that the rows share."""
    suggestions: Mapping[str, Sequence[str]] = member(default_factory=dict)
    """For a table: these lists."""


@record
class Drawing:
    """A form as it is drawn."""

    widgets: tuple[Widget, ...]
    general: tuple[Problem, ...]
    """What is wrong with the act as a whole."""


def draw(form: Form, shape: Shape, values: Mapping[str, Any], problems: Sequence[Problem], more: str = "") -> Drawing:
    """The form with these values. ``more`` names a table to which blank rows were asked for."""
    widgets = []
    for name, field in shape.fields.items():
        if not isinstance(field, Zeren):
            continue
        if isinstance(field, Rows):
            widgets.append(_table(form, name, field, values.get(name) or [], problems, extra=name == more))
        else:
            widgets.append(_widget(form, name, field, values.get(name), _says(problems, name)))
    known = {widget.name for widget in widgets if widget.kind != "hidden"}
    general = tuple(problem for problem in problems if problem.field.partition(".")[0] not in known)
    return Drawing(widgets=tuple(widgets), general=general)


def _says(problems: Sequence[Problem], path: str) -> list[str]:
    return [
        t(problem.zh, problem.en) + (aside(problem.clause) if problem.clause else "")
        for problem in problems
        if problem.field == path or problem.field.startswith(f"{path}.")
    ]


def _widget(form: Form, name: str, field: Zeren, value: Any, says: list[str], id: str = "") -> Widget:
    kind, choices = field.widget, []
    if isinstance(field, Choice | Choices):
        # What is retired stays to be seen where it was chosen: a correction keeps it.
        retired = field.retired if isinstance(field, Choice) else frozenset()
        offered = [code for code in field.enum if code not in retired or code.value == value]
        choices = [Option(value=code.value, label=pick(code_label(code))) for code in offered]
    source = getattr(field, "source", "")
    chosen = value if isinstance(value, list) else [value or ""]
    fixed = kind == "pick" and name == "organisation" and form.act.begins and form.act.kind not in ("person", "account")
    if fixed:
        # Whose persons, duties and records can be chosen follows from it: it is changed above the form.
        kind, value = "fixed", form.organisation
    elif kind in ("pick", "picks") and source:
        choices = options(source, form, chosen)
    elif kind == "hidden":
        value = value or form.known.get(name, "")
    if kind in ("picks", "checkboxes") and isinstance(value, str):
        value = [one for one in chosen if one]  # an address names one of several
    return Widget(
        name=name,
        id=id or f"f-{name}",
        kind=kind,
        label=pick(field.label),
        hint=pick(field.hint),
        required=field.required,
        value=value if value is not None else "",
        options=choices,
        groups=_grouped(choices),
        says=says,
        limit=getattr(field, "limit", 0),
        lines=field.lines if isinstance(field, Text) else 3,
        shown=asking().name(form.organisation) if fixed else "",
    )


def _grouped(choices: Sequence[Option]) -> list[tuple[str, list[Option]]]:
    groups: dict[str, list[Option]] = {}
    for option in choices:
        groups.setdefault(option.group, []).append(option)
    return list(groups.items())


def _table(
    form: Form, name: str, field: Rows, rows: list[Mapping[str, Any]], problems: Sequence[Problem], *, extra: bool
) -> Widget:
    row_shape = field.row()
    blank = field.blank if extra or not rows else min(1, field.blank)
    drawn: list[list[Widget]] = []
    shared: dict[str, Sequence[str]] = {}
    for number in range(len(rows) + blank):
        values = rows[number] if number < len(rows) else {}
        if not values and "number" in row_shape.fields:
            values = {"number": ""}
        drawn.append(
            [
                _cell(form, f"{name}-{number}", cell, inner, values.get(cell), problems, shared)
                for cell, inner in row_shape.fields.items()
                if isinstance(inner, Zeren)
            ]
        )
    own = [t(problem.zh, problem.en) for problem in problems if problem.field == name]
    return Widget(
        name=name,
        id=f"f-{name}",
        kind="rows",
        label=pick(field.label),
        hint=pick(field.hint),
        required=field.required,
        value=rows,
        options=(),
        says=own,
        rows=drawn,
        grows=field.blank > 0,
        suggestions=shared,
    )


def _cell(
    form: Form,
    row: str,
    cell: str,
    field: Zeren,
    value: Any,
    problems: Sequence[Problem],
    shared: dict[str, Sequence[str]],
) -> Widget:
    path = f"{row}-{cell}"
    suggested = isinstance(field, Code) and field.suggested
    if suggested:
        value = code_in(value or "")
    widget = _widget(form, path, field, value, _says(problems, path.replace("-", ".")), id=f"f-{path}")
    if not suggested or len(widget.options) <= MANY:
        return widget
    # The words end with the code, so that a browser that only writes text sends what the form can read.
    words = {one.value: suggestion(one.label, one.value) for one in widget.options if one.label != one.value}
    list_id = f"f-{row.partition('-')[0]}-{cell}-list"
    shared.setdefault(list_id, list(words.values()))
    said = words.get(widget.value, widget.value)
    return replace(widget, kind="suggest", value=said, options=(), groups=(), suggests=list_id)
