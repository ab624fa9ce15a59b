"""What stands: a record, or a part of one, as a form would hold it, so that a row can be compared with it."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from domain.money import fen_of
from domain.scoring import points_of
from web.acts.row import Form
from web.forms.opening import open_form, record_in_reach
from web.forms.typed import prefilled
from web.schemas.fields import Flag, Lines, Money, Points, Rows, made
from web.sheets.columns import Template, columns


def standing_values(template: Template, ref: str) -> tuple[Form | None, dict[str, Any] | None]:
    """What a record, or a part of one, says now, as a form would hold it. Raises `NotFound` out of reach."""
    correction = template.correction
    stream, _, part = ref.partition("#")
    if correction is None:
        return None, None
    state, body = record_in_reach(stream)
    stage = getattr(state, "stage", "")
    if stage == "voided" or (correction.stages and stage not in correction.stages):
        return None, None
    known = {correction.target: body if correction.kind == "appointment" else stream}
    if template.part:
        known[template.part] = part
    form = open_form(correction, known)
    facts = dict(correction.prefill(form))
    if not facts:
        return form, None
    target = template.act.target
    if target in made(template.act.shape).fields and target not in facts and not template.act.begins:
        facts[target] = stream
    if "organisation" in made(template.act.shape).fields:
        facts.setdefault("organisation", body)
    return form, prefilled(made(template.act.shape), facts)


def normal(template: Template, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values without what says nothing, so that two ways of saying the same are the same."""
    fields, coded = made(template.act.shape).fields, _coded(template.name)
    found = {name: _normal(fields.get(name), value) for name, value in values.items() if name in coded}
    return {name: value for name, value in found.items() if value not in ("", [], None)}


@cache
def _coded(name: str) -> frozenset[str]:
    return frozenset(one.group or one.code for one in columns(name))


def _normal(field: Any, value: Any) -> Any:
    if isinstance(field, Rows):
        cells = made(field.row).fields
        rows = [{name: _normal(cells.get(name), one) for name, one in row.items()} for row in value or ()]
        return [{name: one for name, one in row.items() if one not in ("", [], None)} for row in rows]
    if isinstance(field, Flag):
        return "" if value in ("no", "", False, None) else "yes"
    if isinstance(value, str) and value.strip():
        if isinstance(field, Money | Points):
            return _exact(field, value)
        if isinstance(field, Lines):
            return "\n".join(line.strip() for line in value.splitlines() if line.strip())
        return value.strip()
    return str(value) if isinstance(value, int) else value


def _exact(field: Money | Points, value: str) -> str:
    """1200 and 1200.00 are the same amount; what is none is told by the shape."""
    try:
        return str(fen_of(value) if isinstance(field, Money) else points_of(value))
    except ValueError:
        return value


def seal(told: Mapping[str, Any]) -> str:
    """Short digest of what a record says."""
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
