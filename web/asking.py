"""Asking: what one request reads. One snapshot of all views, caught up first; the two clocks; names of things."""

import re
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from time import monotonic
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

from flask import request

from domain.identity import is_stream_id
from domain.kernel import Personal, record
from domain.security import INSTALLATION, PROGRAM
from ledger import standing
from ledger.standing import Standing
from projections import directory, records, status
from projections.directory import Tree
from projections.store import Reading
from web import standbys
from web.access import MASKED
from web.csrf import SAFE
from web.errors import Misshapen, NotFound
from web.here import asked, kept
from web.language import t
from web.schemas.fields import FIRST_DAY, LAST_DAY, Problem
from web.services import LOCAL, Services, services
from web.viewer import viewer, viewer_or_none


@record
class Clocks:
    """As of which day, and as known when."""

    as_of: date
    known_at: int | None
    """Log position; None: everything recorded so far."""
    known_on: date | None
    """The day at whose end that position was reached, where the question was put by day."""
    today: date

    @property
    def present(self) -> bool:
        """Whether both clocks stand on now."""
        return self.known_at is None and self.as_of == self.today

    def parameters(self) -> dict[str, str]:
        """For links that keep the clocks where they are."""
        kept = {} if self.as_of == self.today else {"as_of": self.as_of.isoformat()}
        if self.known_on is not None:
            kept["known_at"] = self.known_on.isoformat()
        elif self.known_at is not None:
            kept["known_at"] = str(self.known_at)
        return kept


MASK: Final = "〔限制处理〕"
"""What most roles see of a person whose data are restricted."""

_DEEPEST: Final = 40
"""Longest way up a tree of organisations."""
_TREES: Final = 16
_NAMES: Final = 50_000


Moment: TypeAlias = tuple[date, int | None]
"""As of which day, as known at which log position (None: now)."""


class _Kept:
    """Trees and names read at one position of the log: until something is recorded they cannot change."""

    def __init__(self, at: tuple[int, date]) -> None:
        self.at = at
        self.trees: dict[Moment, Tree] = {}
        self.names: dict[tuple[Moment, bool], dict[str, str]] = {}
        """By moment, and whether restricted names are kept back."""
        self.restricted: frozenset[str] | None = None
        """Persons whose data are restricted now."""
        self.citations: dict[str, str] | None = None


_KEPT: Final[WeakKeyDictionary[Services, _Kept]] = WeakKeyDictionary()


class Asking:
    """Reads of one request, opened on first use and closed at its end."""

    def __init__(self, of: Services, *, from_primary: bool = False) -> None:
        self.services = of
        self._stack = ExitStack()
        self._reading: Reading | None = None
        self._standing: Standing | None = None
        self._lines: dict[str, records.Line | None] = {}
        self._scope: frozenset[str] | None = None
        self._reached: dict[str, bool] = {}
        self._moment: Moment | None = None
        self.hidden: frozenset[str] = frozenset()
        """Persons whose personal values this viewer is not shown."""
        self.today = of.today()
        self.copied = False
        """The views were read from a standby."""
        self._from_primary = from_primary
        self._began = monotonic()

    @property
    def reading(self) -> Reading:
        """The snapshot."""
        if self._reading is None:
            self._reading = self._masked(self._snapshot())
        return self._reading

    def _snapshot(self) -> Reading:
        """From a standby, where that may answer; else from the primary."""
        copies = self.services.standbys
        if copies is not None and not self._from_primary and asked().method in SAFE:
            head = self.standing.head.position
            found = copies.reading(self._stack, head=head, looked=self._began, seen=standbys.seen())
            if found is not None:
                self.copied = True
                return found
        return self._stack.enter_context(self.services.reading())

    @property
    def reached(self) -> int | None:
        """The position of the log at which the views were read; None: they were not."""
        return None if self._reading is None else min(self._reading.positions.values())

    def _masked(self, reading: Reading) -> Reading:
        """Names of persons whose data are restricted are kept from most roles, wherever they come from."""
        who = viewer_or_none()
        self._reading = reading
        self.hidden = (
            (self._kept().restricted or frozenset()) if who is not None and who.role in MASKED else frozenset()
        )
        if not self.hidden:
            return reading

        def opener(subject: str, sealed: str) -> str | None:
            text = reading.opener(subject, sealed)
            return MASK if text is not None and subject in self.hidden else text

        return replace(reading, opener=opener)

    def personal(self, value: Personal) -> str | None:
        """A personal value of an entry, as this viewer may see it; None: erased."""
        assert self.reading is not None
        return MASK if value.value is not None and value.subject in self.hidden else value.value

    def look(self, streams: Iterable[str] = ()) -> Standing:
        """Look at the end of the log now; these records will be asked about."""
        self._reached.clear()
        self._standing = standing.look(self.services.ledger, streams)
        return self._standing

    def trust(self) -> Standing:
        """Go by what is kept, for an act whose versions are all checked when it is recorded."""
        self._standing = standing.trust(self.services.ledger)
        return self._standing

    @property
    def standing(self) -> Standing:
        """Records as they stand in the log itself, views or no views: one look for the whole request."""
        return self._standing or self.look()

    def close(self) -> None:
        """Let the snapshot go; the next read takes a fresh one."""
        self._stack.close()
        self._reading = None

    def tree(self, as_of: date | None = None, known_at: int | None = None) -> Tree:
        """The tree of organisations of a day (today's by default)."""
        key = (as_of or self.today, known_at)
        trees = self._kept().trees
        found = trees.get(key)
        if found is None:
            if len(trees) >= _TREES:
                trees.clear()
            found = trees[key] = directory.tree(self.reading, *key)
        return found

    def _kept(self) -> "_Kept":
        """What was read of the directory as it stands at this position of the log."""
        at = (self.reading.positions[directory.NAME], self.today)
        kept = _KEPT.get(self.services)
        if kept is None or kept.at != at or sum(map(len, kept.names.values())) > _NAMES:
            kept = _KEPT[self.services] = _Kept(at)
        if kept.restricted is None:
            kept.restricted = directory.restricted(self.reading)
        return kept

    # --- reach ---

    def scope(self) -> frozenset[str]:
        """Organisations of today's subtree of the viewer."""
        if self._scope is None:
            self._scope = frozenset(self.tree().ids(viewer().organisation)) | {viewer().organisation}
        return self._scope

    def reaches(self, organisation: str, depth: int = 0) -> bool:
        """Whether the organisation lies in the viewer's reach: in the subtree today, or dissolved under it."""
        if self._reading is None:
            if organisation not in self._reached:
                self._reached[organisation] = self._reaches_by_ledger(organisation)
            return self._reached[organisation]
        if organisation in self.scope():
            return True
        if organisation in self.tree() or depth > 20:
            return False
        past = directory.history(self.reading, organisation)
        return bool(past and past[-1].parent and self.reaches(past[-1].parent, depth + 1))

    def _reaches_by_ledger(self, organisation: str) -> bool:
        """The same, from the records of the organisations themselves: an act need not wait for the views."""
        at: str | None = organisation
        below_stands = False
        for _ in range(_DEEPEST):
            if at == viewer().organisation:
                return True
            state = self.standing.state(at) if at and is_stream_id(at, "organisation") else None
            if state is None or state.stage == "voided":
                return False
            place = state.place_on(self.today)
            stands = place is not None and (state.dissolved_on is None or self.today < state.dissolved_on)
            if below_stands and not stands:
                return False  # whose superior is gone stands at the top
            below_stands = stands
            at = (place or state.places[-1]).parent
        return False

    def require(self, organisation: str) -> str:
        """The organisation, if it lies in reach; else it does not exist for this viewer."""
        if not self.reaches(organisation):
            raise NotFound
        return organisation

    # --- names ---

    @property
    def moment(self) -> Moment:
        """Where the two clocks of this request stand: things are called what they were called then."""
        if self._moment is None:
            try:
                when = clocks()
            except Misshapen:  # told where the clocks are needed; names are there to tell it
                self._moment = (self.today, None)
            else:
                self._moment = (when.as_of, when.known_at)
        return self._moment

    def learn(self, ids: Iterable[str]) -> None:
        """Fetch names in one go, before they are asked for one by one."""
        names = self._names()
        wanted = {id for id in ids if id and id not in names}
        if not wanted:
            return
        found = directory.names(self.reading, wanted, *self.moment)
        present = (self.today, None)
        if self.moment != present and (later := wanted.difference(found)):
            # Not on record then, such as the viewer's own account: called what it is called now.
            found = {**directory.names(self.reading, later, *present), **found}
        names.update({id: found.get(id, "") for id in wanted})

    def name(self, id: str | None) -> str:
        """Name of an organisation, person, policy or account; ``""`` where there is none."""
        if not id:
            return ""
        if id == PROGRAM:
            return t("系统自动", "the program")
        if id == INSTALLATION:
            return t("本系统", "this installation")
        names = self._names()
        if id not in names:
            self.learn((id,))
            names = self._names()
        return names.get(id, "")

    def _names(self) -> dict[str, str]:
        kept = self._kept()
        return kept.names.setdefault((self.moment, bool(self.hidden)), {})

    def citation(self, code: str) -> str:
        """Document and place of a clause; ``""`` where there is no such clause."""
        kept = self._kept()
        if kept.citations is None:
            kept.citations = {
                clause.id: f"《{one.document.title}》{clause.cite}"
                for one in status.policies(self.reading).values()
                for clause in one.document.clauses
            }
        return kept.citations.get(code, "")

    def line(self, ref: str) -> records.Line | None:
        """A record as lists showed it then."""
        if ref not in self._lines:
            self._lines[ref] = records.line_of(self.reading, ref, self.moment[1])
        return self._lines[ref]


def asking() -> Asking:
    """The reads of this request."""
    held = kept()
    found: Asking | None = held.get("asking")
    if found is None:
        found = held.asking = Asking(services())
    return found


def close_asking(_: BaseException | None = None) -> None:
    """At the end of a request."""
    found: Asking | None = kept().pop("asking", None)
    if found is not None:
        found.close()


def ask_primary() -> bool:
    """Begin reading anew, from the primary; False: that is where it was read."""
    found: Asking | None = kept().get("asking")
    if found is None or not found.copied:
        return False
    found.close()
    kept().asking = Asking(services(), from_primary=True)
    return True


# --- clocks -----------------------------------------------------------------------


def clocks() -> Clocks:
    """The two clocks as the address says: ``as_of`` a day, ``known_at`` a day or a log position.

    The slider of the time bar knows years and months only: it sets both to the last day of a month.
    """
    if (month := _month()) is not None:
        return clocks_of("as_of", month, "known_at", month)
    return clocks_of("as_of", request.args.get("as_of", ""), "known_at", request.args.get("known_at", ""))


def clocks_of(as_of_field: str, as_of_text: str, known_field: str, text: str) -> Clocks:
    """Two clocks as they are written; the fields are named where they cannot be read."""
    asked = asking()
    as_of = _day(as_of_text, as_of_field) or asked.today
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 18:
        return Clocks(as_of=as_of, known_at=int(text), known_on=None, today=asked.today)
    known_on = _day(text, known_field)
    if known_on is None or known_on >= asked.today:
        return Clocks(as_of=as_of, known_at=None, known_on=None, today=asked.today)
    end = datetime.combine(known_on + timedelta(days=1), time(), tzinfo=LOCAL) - timedelta(microseconds=1)
    return Clocks(as_of=as_of, known_at=asked.services.ledger.position_at(end), known_on=known_on, today=asked.today)


def _month() -> str | None:
    """Last day of the month on which the slider stands, at the latest today; None: it was not moved."""
    year, month = request.args.get("bar_year", ""), request.args.get("bar_month", "")
    if not (_YEAR.fullmatch(year) and _MONTH.fullmatch(month)):
        return None
    first = date(int(year), int(month), 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(last, asking().today).isoformat()


_YEAR: Final = re.compile(r"(19|2\d)\d\d")
_MONTH: Final = re.compile(r"0?[1-9]|1[0-2]")


def _day(text: str, field: str) -> date | None:
    text = text.strip()
    if not text:
        return None
    label = ("截至日期", "As of") if field.startswith("as_of") else ("知悉时点", "Known at")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    # Nothing on record lies outside, and a year's beginning or end beyond it could not be reckoned.
    if not FIRST_DAY <= day <= LAST_DAY:
        problem = Problem(
            field=field, zh=f"“{label[0]}”不是有效日期：{text[:40]}", en=f"{label[1]} is no valid date: {text[:40]}"
        )
        raise Misshapen([problem])
    return day
