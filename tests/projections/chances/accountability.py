"""Accountability cases by chance: cited, decided, appealed, corrected."""

from typing import TYPE_CHECKING

from domain import accountability as of

if TYPE_CHECKING:
    from log_book import Chance


def _refs(chance: "Chance") -> tuple[str, ...]:
    """Records to cite, of whatever kind there is."""
    kinds = [kind for kind in ("meeting", "work", "inspection", "rectification", "measure") if chance.records.get(kind)]
    return tuple({chance.some(kind) or "" for kind in chance.random.sample(kinds, min(2, len(kinds)))} - {""})


def open_case(chance: "Chance") -> None:
    """A case is opened, and something cited at once."""
    stream = chance.begin("accountability", of.CaseOpened)
    chance.write(stream, chance.sample(of.ElementCited, refs=_refs(chance)), "")


def go_on(chance: "Chance") -> None:
    """A case goes on."""
    if (stream := chance.some("accountability")) is None:
        return
    cited = [
        entry.version
        for entry in chance.book.entries
        if entry.stream == stream and isinstance(entry.event, of.ElementCited)
    ]
    decided = chance.sample(
        of.CaseDecided,
        held=chance.random.random() < 0.7,
        meeting=chance.some("meeting") or "",
        known_at=chance.random.choice([0, max(1, chance.book.head() - 3)]),
    )
    events = (
        chance.sample(of.ElementCited, refs=_refs(chance)),
        of.ElementWithdrawn(citation=chance.random.choice(cited), reason="误引"),
        chance.sample(of.NoticeGiven),
        chance.sample(of.StatementTaken),
        decided,
        decided,
        chance.sample(of.ConsequenceImposed),
        chance.sample(of.AppealLodged),
        chance.sample(of.AppealDecided),
        chance.sample(of.CaseClosed),
        chance.sample(of.CaseCorrected),
        of.CaseVoided(reason="误登"),
    )
    event = chance.random.choice(events)
    if isinstance(event, of.CaseVoided):
        chance.records["accountability"].remove(stream)
    chance.write(stream, event, "")


STEPS = (open_case, go_on, go_on)
