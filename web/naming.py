"""Naming: what any id or code of ours is called: organisations, persons, records, clauses."""

from domain.identity import is_stream_id, kind_of, organisation_of, stream_of
from projections import records, status
from web.asking import Asking, asking


class Names:
    """Names within one request; each is looked up once."""

    def __init__(self, asked: Asking) -> None:
        self._asked = asked
        self._found: dict[str, str] = {}
        self._clauses: dict[str, str] | None = None

    def __call__(self, ref: str) -> str:
        """Name of a record, or citation of a clause; ``""`` where there is none."""
        if ref not in self._found:
            stream = stream_of(ref)
            self._found[ref] = self._record(stream) if is_stream_id(stream) else self._clause(ref)
        return self._found[ref]

    def _record(self, stream: str) -> str:
        kind = kind_of(stream)
        if kind in ("organisation", "person", "policy", "account"):
            return self._asked.name(stream)
        if kind == "appointment":
            return self._asked.name(organisation_of(stream))
        line = records.line_of(self._asked.reading, stream)
        if line is None:
            return ""
        return line.title or self._asked.name(line.about)

    def _clause(self, code: str) -> str:
        if len(code) > 120 or " " in code:
            return ""
        if self._clauses is None:
            reading = self._asked.reading
            self._clauses = {
                clause.id: f"《{one.document.title}》{clause.cite}"
                for one in status.policies(reading).values()
                for clause in one.document.clauses
            }
        return self._clauses.get(code, "")


def names() -> Names:
    """Names as of this request."""
    return Names(asking())
