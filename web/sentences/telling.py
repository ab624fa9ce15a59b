"""Telling: one entry being told, and what the sentences of several kinds share."""

from collections.abc import Callable, Iterable
from typing import Any

from domain import appointment
from domain.identity import kind_of, organisation_of
from domain.kernel import Entry
from domain.responsibility import Item
from domain.terms import KINDS, field_label
from web.phrases import Names, Words, changed, fact_in

Tell = Callable[["Telling", Any], str]


class Telling(Words):
    """One entry being told: the words, the record it belongs to, the earlier event it concerns."""

    def __init__(self, entry: Entry, names: Names, language: str, previous: Any) -> None:
        super().__init__(names, language)
        self.stream = entry.stream
        self.previous = previous

    @property
    def this(self) -> str:
        """The record, by its name where it has one."""
        stream = self.stream
        kind = kind_of(stream)
        if kind in ("appointment", "responsibility"):
            return self.name(organisation_of(stream))
        found = self._names(stream)
        if found and found != stream:
            return self.line(found)
        label = KINDS[kind]
        return self.t(f"该{label[0]}", f"the {label[1][:1].lower()}{label[1][1:]}")

    def because(self, reason: str) -> str:
        """Why, at the end of a sentence."""
        return self.t(f"，理由：{self.line(reason)}", f"; reason: {self.line(reason)}")

    def note(self, text: str) -> str:
        """A remark at the end of a sentence, where there is one."""
        return self.t(f"：{self.line(text)}", f": {self.line(text)}") if text else ""

    def item(self, number: str) -> str:
        """An item of a list, with its title where that is known."""
        held = getattr(self.previous, "item", None)
        title = self.quote(held.title) if isinstance(held, Item) else ""
        return self.t(f"第{self.line(number)}项{title}", f"item {self.line(number)}{title and ' ' + title}")

    def tenure(self, number: int) -> str:
        """A tenure: who, in which post, where that is known."""
        told = fact_in(self.previous)
        if isinstance(told, appointment.RoleAppointed):
            return self.t(
                f"{self.name(told.person)}（{told.title or self.code(told.post)}）",
                f"{self.name(told.person)} ({told.title or self.code(told.post)})",
            )
        return self.t(f"第{number}号任职", f"appointment number {number}")

    def amended(self, event: Any) -> str:
        """Which fields a correction changed, where the wrong entry is at hand."""
        labels = list(dict.fromkeys(self.pick(field_label(of, field)) for of, field, *_ in self._changes(event)))
        said = self.listed(labels)
        return self.t(f"（{said}）", f" ({said})") if labels else ""

    def _changes(self, event: Any) -> Iterable[tuple[Any, ...]]:
        return changed(self.previous, event) if self.previous is not None else ()


def corrected(zh: str, en: str) -> Tell:
    """A correction of the record as a whole."""
    return lambda w, e: w.t(
        f"更正{zh}{w.amended(e)}{w.because(e.reason)}", f"{en} was corrected{w.amended(e)}{w.because(e.reason)}"
    )


def done(zh: str, en: str) -> Tell:
    """Something whose whole account is its reason."""
    return lambda w, e: w.t(f"{zh}{w.because(e.reason)}", f"{en}{w.because(e.reason)}")


def count(number: int, thing: str) -> str:
    """So many things, in English."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
