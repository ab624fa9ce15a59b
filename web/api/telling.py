"""Entries as the API tells them: envelope, sentence in both languages, what a correction changed, the event."""

from collections.abc import Iterable, Sequence

from domain.kernel import Entry
from projections.trail import Line
from web.api.answers import Change, Text, Told
from web.api.encoding import plain_of
from web.history import learn
from web.naming import Names, names
from web.sentences import changes, concerned, sentence
from web.services import services


def told(entries: Iterable[Entry]) -> list[Told]:
    """A record's entries, oldest first."""
    entries = tuple(entries)
    learn(entries)
    called = names()
    return [_told(entry, entries[:number], called) for number, entry in enumerate(entries)]


def lines_told(lines: Sequence[Line]) -> list[Told]:
    """Lines of a trail: the view holds their heads, the ledger the events."""
    streams: dict[str, list[Entry]] = {}
    for line in lines:
        if line.stream not in streams:
            streams[line.stream] = services().ledger.stream(line.stream)
    learn(streams[line.stream][line.version - 1] for line in lines)
    called = names()
    return [
        _told(streams[line.stream][line.version - 1], streams[line.stream][: line.version - 1], called)
        for line in lines
    ]


def _told(entry: Entry, before: Sequence[Entry], called: Names) -> Told:
    previous = concerned(entry, before)
    correction = hasattr(entry.event, "corrects") and previous is not None
    return Told(
        position=entry.position,
        stream=entry.stream,
        version=entry.version,
        name=entry.name,
        recorded_at=entry.recorded_at,
        recorded_by=entry.recorded_by,
        recorded_by_name=called(entry.recorded_by),
        on_behalf_of=entry.on_behalf_of,
        on_behalf_of_name=called(entry.on_behalf_of),
        command_id=entry.command_id,
        said=Text(zh=sentence(entry, called, "zh", previous), en=sentence(entry, called, "en", previous)),
        changes=_changes(previous, entry.event, called) if correction else [],
        event=plain_of(entry.event),
    )


def _changes(old: object, new: object, called: Names) -> list[Change]:
    both = zip(changes(old, new, called, "zh"), changes(old, new, called, "en"), strict=True)
    return [
        Change(field=Text(zh=zh[0], en=en[0]), before=Text(zh=zh[1], en=en[1]), after=Text(zh=zh[2], en=en[2]))
        for zh, en in both
    ]
