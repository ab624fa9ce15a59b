"""Naming: what any id or code of ours is called: organisations, persons, records, clauses."""

from domain.identity import is_stream_id, kind_of, organisation_of, stream_of
from web.asking import Asking, asking


class Names:
    """Names within one request; each is looked up once."""

    def __init__(self, asked: Asking) -> None:
        self._asked = asked
        self._found: dict[str, str] = {}

    def __call__(self, ref: str) -> str:
        """Name of a record, or citation of a clause; ``""`` where there is none."""
        if ref not in self._found:
            self._found[ref] = self._record(ref) if is_stream_id(stream_of(ref)) else self._asked.citation(ref)
        return self._found[ref]

    def _record(self, ref: str) -> str:
        stream = stream_of(ref)
        kind = kind_of(stream)
        if kind in ("organisation", "person", "policy", "account"):
            return self._asked.name(stream)
        if kind == "appointment":
            return self._asked.name(organisation_of(stream))
        line = self._asked.line(ref) or self._asked.line(stream)
        return "" if line is None else line.title or self._asked.name(line.about)


def names() -> Names:
    """Names as of this request."""
    return Names(asking())
