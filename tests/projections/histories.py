"""Histories of an office by chance, for questions about the past: each from a number, and the same every time.

Half of them are `Chance`: events of every kind, some of which no rule would have let pass. The others are `Deciding`:
commands of every kind, each carried out as the rules decide, or refused and left out.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from log_book import CATALOGUE, Book, Chance, posts_of
from samples import STREAMS, word_for

from domain.appointment import AppointRole, AssignRole, CorrectAppointment, EndRole, Portfolio, Post, VoidAppointment
from domain.handling import HANDLING, evolve_of, judge
from domain.identity import PREFIXES, RANDOM, budget_of, calendar_of, certificate_of, dues_of, kind_of, member_of
from domain.identity import list_of as list_stream
from domain.identity import sheet_of as sheet_stream
from domain.kernel import Refused
from domain.meeting import AgendaItem, Body, CorrectMeeting, HoldMeeting, Topic, VoidMeeting
from domain.organisation import Relation, RenameOrganisation, SetOrganisationRelation
from domain.policy import CorrectPolicy, InterpretPolicy, IssuePolicy, SupersedePolicy
from domain.reading import document_of, local_day
from domain.rectification import (
    Category,
    CloseRectification,
    CorrectRectificationStep,
    ExtendRectification,
    OrderRectification,
    ReportRectification,
    Step,
    VerifyRectification,
)

_RARE: Final = frozenset({"OpenAccount", "VoidOrganisation", "DissolveOrganisation", "VoidPerson", "VoidPolicy"})
"""Commands that end what the rest of the story needs: tried now and then only."""

_PREFIX_OF: Final = {kind: prefix for prefix, kind in PREFIXES.items()}
_KIND_OF: Final = {stream: kind for kind, stream in STREAMS.items()}


class Deciding(Chance):
    """A district whose clerks write down what happened some days or months ago, and put it right later."""

    def __init__(self, seed: int, *, organisations: int = 6, book: Book | None = None) -> None:
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._states: dict[str, tuple[int, Any]] = {}
        super().__init__(seed, organisations=organisations, book=book)

    # --- time ---

    def today(self) -> date:
        return local_day(self.book.now)

    def day(self) -> date:
        """A day in the past: mostly a recent one, now and then long ago, as late entries are."""
        back = self.random.choice((3, 20, 120, 500))
        return max(date(2023, 1, 2), self.today() - timedelta(days=self.random.randrange(back)))

    def later(self) -> date:
        """A day by which something is to be done."""
        return self.today() + timedelta(days=self.random.randrange(1, 90))

    def tick(self) -> None:
        self.book.now += timedelta(minutes=self.random.randrange(1, 9000))

    # --- commands ---

    def state(self, stream: str) -> Any:
        """The folded state of a stream; None if there is nothing in it."""
        version, state = self._states.get(stream, (0, None))
        if self.book.versions.get(stream, 0) > version:
            evolve = evolve_of(stream)
            for entry in self.book.entries:
                if entry.stream == stream and entry.version > version:
                    version, state = entry.version, evolve(state, entry.event)
            self._states[stream] = version, state
        return state

    def carry_out(self, command: Any) -> bool:
        """Decide a command and write down what it led to; False: it was refused, or changed nothing."""
        name = type(command).__name__
        try:
            judged = judge(command, today=self.today(), load=self.state)
        except Refused as error:
            self.refused[f"{name} {error.code}"] += 1
            return False
        own = getattr(command, "organisation", "") or getattr(self.state(judged.stream), "organisation", "")
        for event in judged.events:
            self.write(judged.stream, event, own or self.organisations[0])
        if judged.events:
            self.done[name] += 1
            known = self.records.setdefault(kind_of(judged.stream), [])
            if judged.stream not in known:
                known.append(judged.stream)
        return bool(judged.events)

    def step(self) -> None:
        """One more thing happens, as the rules allow it."""
        self.tick()
        acts = [
            self._meeting, self._meeting, self._meeting_put_right, self._post, self._relation, self._name,
            self._policy_changes, self._ordered, self._ordered, *[self._anything] * 12,
        ]  # fmt: skip
        for _ in range(12):
            if self.random.choice(acts)():
                return

    def issue(self, code: str, root: str, on: str = "2023-01-01") -> None:
        text = (CATALOGUE / f"{code}.toml").read_text("utf-8")
        assert self.carry_out(
            IssuePolicy(
                policy=self.fresh("policy"),
                document=code,
                binds=(root,),
                effective_on=date.fromisoformat(on),
                catalogue=text,
            )
        )

    def _meeting(self) -> bool:
        id, chair = self.place()
        return self.carry_out(HoldMeeting(meeting=self.fresh("meeting"), organisation=id, **self._held(chair)))

    def _held(self, chair: str) -> dict[str, Any]:
        topic = self.random.choice((Topic.PARTY_BUILDING, Topic.PARTY_BUILDING, *Topic))
        return {
            "body": self.random.choice((Body.COMMITTEE, Body.STANDING_COMMITTEE, Body.BRANCH)),
            "title": f"会议{self.serial}",
            "occurred_on": self.day(),
            "chair": chair,
            "attendees": (chair,),
            "agenda": (AgendaItem(topic=topic, title="议题"),),
        }

    def _meeting_put_right(self) -> bool:
        if (stream := self.some("meeting")) is None:
            return False
        if self.random.random() < 0.3:
            return self.carry_out(VoidMeeting(meeting=stream, reason="误登"))
        chair = self.random.choice(self.people[self.state(stream).organisation])
        return self.carry_out(CorrectMeeting(meeting=stream, reason="笔误", **self._held(chair)))

    def _post(self) -> bool:
        id, someone = self.place()
        post, day = self.random.choice(list(Post)), self.day()
        portfolio = self.random.choice(((), (Portfolio.PARTY_BUILDING,)))
        number = self.random.randrange(1, self.book.versions[posts_of(id)] + 1)
        commands: list[Any] = [
            AppointRole(organisation=id, person=someone, post=post, occurred_on=day, portfolio=portfolio),
            EndRole(organisation=id, appointment=number, occurred_on=day, reason="调任"),
            AssignRole(organisation=id, appointment=number, portfolio=portfolio, occurred_on=day, reason="分工"),
            CorrectAppointment(
                organisation=id, appointment=number, person=someone, post=post, occurred_on=day, reason="笔误"
            ),
            VoidAppointment(organisation=id, appointment=number, reason="误登"),
        ]
        return self.carry_out(self.random.choice(commands))

    def _relation(self) -> bool:
        id, parent = self.random.choice(self.organisations[1:]), self.random.choice(self.organisations)
        return self.carry_out(
            SetOrganisationRelation(
                organisation=id,
                parent=parent,
                party_relation=self.random.choice(list(Relation)),
                business_relation=Relation.TERRITORIAL,
                department=None,
                occurred_on=self.day(),
                reason="调整",
            )
        )

    def _name(self) -> bool:
        id, _ = self.place()
        return self.random.random() < 0.4 and self.carry_out(
            RenameOrganisation(organisation=id, name=f"新名{self.serial}", occurred_on=self.day(), reason="更名")
        )

    def _policy_changes(self) -> bool:
        if (stream := self.some("policy")) is None:
            return False
        choice = self.random.randrange(8)
        if choice < 4:
            parameters = [one for one in document_of(self._opening(stream).catalogue).parameters if one.choices]
            if not parameters:
                return False
            one = self.random.choice(parameters)
            value = self.random.choice(one.choices)
            return self.carry_out(
                InterpretPolicy(policy=stream, parameter=one.name, value=value, effective_on=self.day(), basis="通知")
            )
        if choice < 6:
            binds = tuple({self.organisations[0], self.random.choice(self.organisations)})
            on = self.random.choice((date(2023, 1, 1), date(2023, 7, 1), date(2024, 1, 1)))
            return self.carry_out(CorrectPolicy(policy=stream, binds=binds, effective_on=on, reason="笔误"))
        if choice == 6 and len(self.records["policy"]) < 4:
            self.issue(self.random.choice(("jianxi2020", "c2006_serve", "c2006_edu")), self.organisations[0])
            return True
        return choice == 7 and self.carry_out(SupersedePolicy(policy=stream, last_day=self.day(), reason="废止"))

    def _ordered(self) -> bool:
        """Something is ordered to be put right, extended more than once, reported, looked at, struck off."""
        id, someone = self.place()
        stream = self.some("rectification")
        if stream is None or self.random.random() < 0.2:
            day = self.day()
            source = self.random.choice(["", *(f"{one}#1" for one in self.records.get("inspection", ()))])
            return self.carry_out(
                OrderRectification(
                    rectification=self.fresh("rectification"),
                    organisation=id,
                    ordered_by=self.organisations[0],
                    title="整改",
                    problem="记录不全",
                    category=self.random.choice(list(Category)),
                    occurred_on=day,
                    due_on=day + timedelta(days=self.random.randrange(1, 60)),
                    source=source,
                    responsible=self.random.choice((None, someone)),
                )
            )
        owner, day, root = self.state(stream).organisation, self.day(), self.organisations[0]
        looker, reporter = self.random.choice(self.people[root]), self.random.choice(self.people[owner])
        extend = ExtendRectification(
            rectification=stream, by=root, occurred_on=self.today(), due_on=self.later(), reason="情况复杂"
        )
        steps: list[Any] = [
            *[extend] * 3,
            ReportRectification(rectification=stream, occurred_on=day, reporter=reporter, text="已改"),
            VerifyRectification(rectification=stream, by=root, verifier=looker, occurred_on=day),
            CloseRectification(rectification=stream, by=root, occurred_on=day),
            CorrectRectificationStep(
                rectification=stream,
                by=root,
                step=self.random.choice(list(Step)),
                occurred_on=day,
                reason="笔误",
            ),
        ]
        return self.carry_out(self.random.choice(steps))

    def _anything(self) -> bool:
        """Any command that there is, filled in at random."""
        command = self.random.choice(_COMMANDS)
        if command.__name__ in _RARE and self.random.random() < 0.9:
            return False
        return self.carry_out(self.sample(command))

    # --- filling in ---

    def _chosen(self, hint: Any, name: str, place: str, someone: str) -> Any:
        if name == "due_on" and hint is date:
            return self.later()
        if hint is int and name in ("appointment", "visit", "number", "version", "corrects", "item"):
            return self.random.randrange(1, 5)
        if hint is int and name == "year":
            return self.random.choice((2023, 2024))
        if hint is str and (kind := _KIND_OF.get(word_for(name).partition("#")[0])) is not None:
            return self._record(kind, place, someone)
        return super()._chosen(hint, name, place, someone)

    def _record(self, kind: str, place: str, someone: str) -> str:
        """A record of this kind, there or not yet."""
        if kind in ("organisation", "person"):
            return place if kind == "organisation" else someone
        prefix, year = _PREFIX_OF[kind], self.random.choice((2023, 2024))
        there = self.records.get(kind)
        if there and self.random.random() < 0.7:
            return self.random.choice(there)
        rounds = self.records.get("appraisal")
        derived: Mapping[str, Any] = {
            "posts": partial(posts_of, place),
            "list": partial(list_stream, place, year),
            "calendar": partial(calendar_of, year),
            "budget": partial(budget_of, place, year),
            "member": partial(member_of, someone),
            "certificate": partial(certificate_of, someone),
            "dues": partial(dues_of, someone, year),
            "sheet": partial(sheet_stream, self.random.choice(rounds), place) if rounds else partial(str, ""),
        }
        if prefix in derived:
            return str(derived[prefix]())
        return self.fresh(prefix) if prefix in RANDOM else STREAMS[kind]


_COMMANDS: Final = tuple(HANDLING)


def history(seed: int, length: int = 120) -> Chance:
    """The history of this number: even ones are `Chance`, odd ones `Deciding`."""
    told = Deciding(seed) if seed % 2 else Chance(seed)
    told.issue("township", told.organisations[0])
    if seed % 4 > 1:
        told.issue("shunde2015", told.organisations[0], "2023-07-01")
    told.steps(length)
    return told
