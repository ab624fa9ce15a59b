"""Links: a record as others refer to it: what it is called, and its address where the viewer may open it."""

from typing import Any

from flask import url_for

from domain.identity import is_stream_id, kind_of, stream_of
from domain.terms import KINDS
from web.acts.row import Act
from web.errors import NotFound
from web.forms.opening import record_in_reach
from web.language import pick
from web.viewer import viewer
from web.words import ref_text, ref_url


def visible(ref: str) -> bool:
    """Whether the viewer may open the record; one out of reach does not exist for them."""
    stream = stream_of(ref)
    if not is_stream_id(stream) or kind_of(stream) == "account":
        return False
    try:
        record_in_reach(stream)
    except NotFound:
        return False
    return True


def linked(ref: str) -> tuple[str, str]:
    """What a record, or a part of one, is called, and its address; ``""`` where the viewer may not open it."""
    kind = kind_of(stream_of(ref))
    text = ref_text(ref) or pick(KINDS[kind])
    return text, link(ref) if visible(ref) else ""


def ref_link(value: Any) -> str:
    """Address behind a field's value, where that is one record and the viewer may open it."""
    return link(value) if isinstance(value, str) and visible(value) else ""


def begin_url(act: Act, organisation: str) -> str:
    """Address of the form that begins a record, from the page of an organisation: mostly one of its own.

    What is inspected is looked into by a superior, so that such a record is the viewer's, about the organisation.
    """
    if act.kind == "organisation":
        return url_for("acts.form", name=act.name, parent=organisation)
    if act.kind == "inspection" and organisation != viewer().organisation:
        return url_for("acts.form", name=act.name, organisation=viewer().organisation, inspected=organisation)
    return url_for("acts.form", name=act.name, organisation=organisation)


def link(ref: str) -> str:
    """Address of a record, or of a part of it: problems of an inspection stand under their numbers."""
    stream, _, part = ref.partition("#")
    if part and kind_of(stream) == "inspection":
        return url_for("records.show", stream=stream, _anchor=f"p{part}")
    return ref_url(ref)
