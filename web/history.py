"""History: the entries of a record told in order, corrections field by field, the first version readable."""

from collections.abc import Iterable, Sequence
from typing import Any

from domain.kernel import Entry, record
from domain.terms import event_label
from projections.trail import Line as Head
from projections.trail import named
from web.asking import asking
from web.language import language, pick
from web.phrases import changes
from web.saying import moment
from web.sentences import concerned, sentence
from web.words import fact_rows, ref_text


@record
class Told:
    """One entry as a person reads it."""

    entry: Entry
    said: str
    label: str
    when: str
    who: str
    behalf: str
    sort: str
    """``correction``, ``void`` or ``""``."""
    changes: tuple[tuple[str, str, str], ...] = ()
    """(field, before, after), for a correction."""

    @property
    def rows(self) -> tuple[tuple[str, str, Any], ...]:
        """Every field, in words: put together where it is shown, since showing some of them is noted."""
        return tuple(fact_rows(self.entry.event))


def told(entries: Iterable[Entry]) -> tuple[Told, ...]:
    """Entries of one record told, oldest first."""
    entries = tuple(entries)
    learn(entries)
    return tuple(told_after(entry, entries[:number]) for number, entry in enumerate(entries))


def learn(entries: Iterable[Entry]) -> None:
    """Names of everything the entries mention, in one query a kind."""
    wanted: set[str] = set()
    for entry in entries:
        wanted.update(named(entry.event))
        wanted.update((entry.recorded_by, entry.on_behalf_of, entry.stream))
    asking().learn(wanted)


def told_after(entry: Entry, before: Sequence[Entry]) -> Told:
    """One entry told; ``before`` are the entries of its record that precede it."""
    event = entry.event
    correction = hasattr(event, "corrects")
    earlier = concerned(entry, before)
    return Told(
        entry=entry,
        said=sentence(entry, ref_text, language(), earlier),
        label=pick(event_label(type(event))),
        when=moment(entry.recorded_at),
        who=asking().name(entry.recorded_by) or entry.recorded_by.removeprefix("account-"),
        behalf=asking().name(entry.on_behalf_of),
        sort="correction" if correction else "void" if type(event).__name__.endswith("Voided") else "",
        changes=tuple(changes(_wrong(event, before), event, ref_text, language())) if correction else (),
    )


def _wrong(event: Any, before: Sequence[Entry]) -> Any:
    """The entry that a correction corrects, which may itself be a correction."""
    return next((entry.event for entry in before if entry.version == event.corrects), None)


def heads_told(heads: Sequence[Head]) -> list[tuple[Head, Told]]:
    """Lines of a trail with their sentences: the views hold no payloads, the ledger does."""
    ledger = asking().services.ledger
    streams = {head.stream: ledger.stream(head.stream) for head in heads}
    learn(streams[head.stream][head.version - 1] for head in heads)
    return [
        (head, told_after(streams[head.stream][head.version - 1], streams[head.stream][: head.version - 1]))
        for head in heads
    ]
