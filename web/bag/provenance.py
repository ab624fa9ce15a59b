"""Provenance: what a decision rests on, as W3C PROV-JSON.

Entities are versions of records, activities the acts that wrote the decision down, agents accounts and organisations by
their ids: no names, so that the file says nothing that the leaves and bodies do not say.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from domain.identity import is_stream_id, stream_of
from domain.kernel import Entry
from ledger.lines import to_text
from projections.trail import named
from web.bag.scope import Chosen
from web.services import services

NAMESPACE: Final = "urn:zeren:"


def provenance(chosen: Chosen, log: str) -> dict[str, Any]:
    """The decision's versions, the acts behind them, and what each act used."""
    held = set(chosen.positions)
    stream = chosen.scope.decision
    entries = [entry for entry in services().ledger.stream(stream) if entry.position in held]
    made = _Document(held)
    before = ""
    for entry in entries:
        activity = made.act(entry)
        version = made.version(entry)
        made.relate("wasGeneratedBy", {"prov:entity": version, "prov:activity": activity})
        if before:
            made.relate("wasRevisionOf", {"prov:generatedEntity": version, "prov:usedEntity": before})
        before = version
    for cite in chosen.cites:
        stream = stream_of(cite.cited)
        for entry in entries:
            if stream in named(entry.event):
                used = made.cited(cite.cited, entry.position)
                made.relate("used", {"prov:activity": made.act(entry), "prov:entity": used})
        relied = _last(entry for entry in entries if entry.position <= cite.position)
        if relied is not None:
            derived = {
                "prov:generatedEntity": made.version(relied),
                "prov:usedEntity": made.cited(cite.cited, relied.position),
                "prov:activity": made.act(relied),
            }
            made.relate("wasDerivedFrom", {**derived, **({"zeren:as": cite.role} if cite.role else {})})
    return {"prefix": {"zeren": NAMESPACE}, **made.parts, "zeren:log": log}


class _Document:
    def __init__(self, held: set[int]) -> None:
        self.parts: dict[str, dict[str, Any]] = {"entity": {}, "activity": {}, "agent": {}}
        self._held = held
        self._relations: dict[tuple[str, ...], str] = {}

    def relate(self, kind: str, says: dict[str, str]) -> None:
        key = (kind, *says.values())
        if key not in self._relations:
            self._relations[key] = f"_:r{len(self._relations) + 1:04d}"
            kind, more = ("wasDerivedFrom", {"prov:type": "prov:Revision"}) if kind == "wasRevisionOf" else (kind, {})
            self.parts.setdefault(kind, {})[self._relations[key]] = {**says, **more}

    def version(self, entry: Entry) -> str:
        """The record as this entry left it."""
        id = f"zeren:{entry.stream}#{entry.version}"
        if id not in self.parts["entity"]:
            self.parts["entity"][id] = {
                "prov:type": f"zeren:{entry.name}",
                "zeren:position": entry.position,
                "zeren:in_bag": entry.position in self._held,
            }
            self.relate("wasAttributedTo", {"prov:entity": id, "prov:agent": self._agent(entry.recorded_by)})
        return id

    def act(self, entry: Entry) -> str:
        """The act under which the entry was recorded."""
        id = f"zeren:act-{entry.stream}#{entry.version}"
        if id not in self.parts["activity"]:
            at = to_text(entry.recorded_at)
            self.parts["activity"][id] = {"prov:type": f"zeren:{entry.name}", "prov:startTime": at, "prov:endTime": at}
            account = self._agent(entry.recorded_by)
            organisation = self._agent(entry.on_behalf_of, "prov:Organization")
            self.relate("wasAssociatedWith", {"prov:activity": id, "prov:agent": account})
            self.relate(
                "actedOnBehalfOf",
                {"prov:delegate": account, "prov:responsible": organisation, "prov:activity": id},
            )
        return id

    def cited(self, ref: str, position: int) -> str:
        """What is cited, as it stood at this position; a part of a record is named beside it."""
        stream = stream_of(ref)
        entries: Sequence[Entry] = services().ledger.stream(stream) if is_stream_id(stream) else ()
        known = _last(entry for entry in entries if entry.position < position)
        if known is None or known.position not in self._held:
            id = f"zeren:{stream}"
            self.parts["entity"].setdefault(id, {"zeren:in_bag": False})
        else:
            id = self.version(known)
        if ref != stream:
            parts = self.parts["entity"][id].setdefault("zeren:cited_as", [])
            if ref not in parts:
                parts.append(ref)
        return id

    def _agent(self, id: str, kind: str = "prov:Agent") -> str:
        self.parts["agent"].setdefault(f"zeren:{id}", {"prov:type": kind})
        return f"zeren:{id}"


def _last(entries: Iterable[Entry]) -> Entry | None:
    found = None
    for entry in entries:
        found = entry
    return found
