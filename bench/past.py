"""The past: the board and one organisation's year as known at an earlier moment; a replay up to it; another tool.

The moment lies after nine tenths of the facts: nearly every organisation has changed since, and the more is known,
the more there is to judge. Each figure is a ratio against what stands beside it in the same rounds.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from time import perf_counter

from bench import large
from bench.facts import organisation
from bench.large import YEAR
from bench.measure import Row, compare, row_of
from bench.peers import beside, interpreter
from bench.places import Office, Place, Places, Sizes
from bench.views import select_and_loads
from domain.appointment import RoleAppointed
from domain.evaluator import Ground
from domain.evaluator.plans import agenda_for
from domain.evaluator.windows import frames_of
from domain.fact import OF_WORK, FactKind
from domain.kernel import Entry
from domain.meeting import MeetingHeld
from domain.organisation import OrganisationRegistered
from domain.reading import World
from projections import status
from projections.engine import Views
from web.services import VIEWS

_LAST = date(YEAR, 12, 31)
TABLE = "past"
_AGAINST_LIVE = 0.33
"""At most three times its time."""
_AGAINST_FOLD = 0.5
_REPLAY = 0.04
_REPLAYED = 300_000
"""Facts of the ledger that is replayed."""
_OTHER = 4.0
"""Times slower that the other tool is, at least."""


@contextmanager
def _views(place: Place, kinds: tuple[object, ...] = VIEWS) -> Iterator[tuple[Views, int]]:
    """Views that have read all, and the moment that is asked about."""
    with closing(place.open()) as ledger:
        head = ledger.head().position
        views = Views(place.views, kinds)  # type: ignore[arg-type]  # makers of views
        views.create()
        views.catch_up(ledger.log, lambda: head)
        yield views, head * 9 // 10
        views.close()


def boards(office: Office, *, rounds: int) -> Row:
    """The board of a district as known then, against the live one."""
    with _views(office.place) as (views, then):

        def asked(known_at: int | None) -> float:
            with views.reading() as reading:
                start = perf_counter()
                found = status.board(reading, organisation(), YEAR, _LAST, known_at)
                took = perf_counter() - start
            assert len(found.lines) > 1
            return took

        return compare(
            TABLE,
            "board as known at a past moment",
            office.place.kind,
            size=f"{min(office.organisations, 1_000):,} organisations, {office.facts:,} facts",
            limit="the live board",
            ours=lambda: asked(then),
            bare=lambda: asked(None),
            target=_AGAINST_LIVE,
            rounds=rounds,
        )


def one_year(place: Place, *, facts: int, rounds: int) -> Row:
    """One organisation's year as known then, against reading its entries from the ledger and folding them."""
    with _views(place) as (views, then), closing(place.open()) as ledger:
        every = [entry for page in ledger.pages() for entry in page]
        body = organisation(1)
        own = sorted({entry.stream for entry in every if _names(entry.event, body)} | {body, f"posts-{body[4:]}"})
        rules = [entry for entry in every if entry.stream.startswith("policy-")]
        above = [entry for entry in every if entry.stream == organisation()]

        def ours() -> float:
            with views.reading() as reading:
                start = perf_counter()
                found = status.duties(reading, body, YEAR, _LAST, then)
                took = perf_counter() - start
            assert found
            return took

        def bare() -> float:
            start = perf_counter()
            # The rules and what stands above are taken as read; the organisation's own entries are read and folded.
            world = World([*rules, *above])
            for stream in own:
                for entry in ledger.stream(stream):
                    if entry.position <= then:
                        world.apply(entry)
            took = perf_counter() - start
            assert world.facts_of(body)
            return took

        return compare(
            TABLE,
            "one organisation's year as known then",
            place.kind,
            size=f"{facts:,} facts",
            limit="SELECT of its records and fold, unjudged",
            ours=ours,
            bare=bare,
            target=_AGAINST_FOLD,
            rounds=rounds,
        )


def _names(event: object, body: str) -> bool:
    return getattr(event, "organisation", None) == body


def replay(office: Office) -> Row:
    """Views of a past moment from nothing: the log up to it, replayed, in a process of its own."""
    place, facts = office.place, office.facts
    with closing(place.open()) as ledger:
        then = ledger.head().position * 9 // 10
    cost = large.done("replay", place, then=then)
    bare = [select_and_loads(place) * 1e6 for _ in range(3)]
    return row_of(
        TABLE,
        "replay to a past moment, from nothing",
        place.kind,
        size=f"{facts:,} facts",
        limit="SELECT in order and orjson.loads",
        ours=[cost.seconds / then * 1e6] * len(bare),
        bare=bare,
        target=_REPLAY,
    )


# --- another tool ------------------------------------------------------------------------

_Answer = list[tuple[str, str, str, str, int]]
"""Clause, window, person, light, count: what both have to find."""


def other_tool(place: Place, *, organisations: int, facts: int, rounds: int) -> Iterator[Row]:
    """The same question in django-simple-history, on the same facts, with the same answer: every duty of a year."""
    body = organisation(1)
    with tempfile.TemporaryDirectory(prefix="zeren-other-") as folder:
        python = interpreter()
        if python is None:
            return
        with _views(place) as (views, then), closing(place.open()) as ledger:
            said, rules = Path(folder) / "facts.jsonl", Path(folder) / "rules.json"
            said.write_text("".join(_told(entry) for page in ledger.pages() for entry in page), encoding="utf-8")
            with views.reading() as reading:
                ground = status.ground_of(reading, body, then)
            assert ground is not None
            rules.write_text(json.dumps(list(_rules(ground))), encoding="utf-8")
            script = str(Path(__file__).with_name("past_other.py"))
            server = subprocess.Popen(
                [
                    python,
                    script,
                    beside(place, "past", Path(folder)),
                    str(said),
                    str(rules),
                    str(then),
                    body,
                    _LAST.isoformat(),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            assert server.stdin is not None
            assert server.stdout is not None
            answer: _Answer = [tuple(one) for one in json.loads(server.stdout.readline())]
            assert len(answer) > 50
            assert sum(count for *_, count in answer) > 50

            def theirs() -> float:
                assert server.stdin is not None
                assert server.stdout is not None
                server.stdin.write("\n")
                server.stdin.flush()
                return float(server.stdout.readline())

            def ours() -> float:
                with views.reading() as reading:
                    start = perf_counter()
                    found = status.duties(reading, body, YEAR, _LAST, then)
                    took = perf_counter() - start
                mine = sorted((one.clause, one.window, one.person or "", one.light.value, one.count) for one in found)
                assert mine == answer
                return took

            yield compare(
                TABLE,
                "one organisation's year as known then",
                place.kind,
                size=f"{organisations:,} organisations, {facts:,} facts",
                limit="the same answer by django-simple-history as_of",
                ours=ours,
                bare=theirs,
                target=_OTHER,
                rounds=rounds * 3,
            )
            server.stdin.close()
            server.wait()


def _told(entry: Entry) -> str:
    """An entry as a row of the other tool's models; empty: it has none."""
    match entry.event:
        case OrganisationRegistered() as one:
            values: dict[str, object] = {"stream": entry.stream, "name": one.name, "kind": one.kind.value}
            return json.dumps(("organisation", entry.position, {**values, "parent": one.parent or ""})) + "\n"
        case RoleAppointed() as post:
            values = {"stream": f"{entry.stream}-{entry.version}", "organisation": post.organisation}
            values |= {"person": post.person, "post": post.post.value, "first": post.occurred_on.isoformat()}
            return json.dumps(("appointment", entry.position, values)) + "\n"
        case MeetingHeld() as held:
            values = {"stream": entry.stream, "organisation": held.organisation, "chair": held.chair}
            values |= {"occurred_on": held.occurred_on.isoformat(), "act": held.body.value, "title": held.title}
            values |= {"topics": " ".join(item.topic.value for item in held.agenda)}
            return json.dumps(("meeting", entry.position, values)) + "\n"
        case _:
            return ""


_SORTS = {FactKind.MEETING: "meeting", FactKind.VISIT: "visit", FactKind.REPORT: "report"}
_SORTS |= {FactKind.LIST: "list", FactKind.LIST_ITEM: "list", **dict.fromkeys(OF_WORK, "work")}


def _rules(ground: Ground) -> Iterator[dict[str, object]]:
    """The rules of the organisation's year, ready for whoever counts by hand: the other tool has to read no text."""
    place = ground.place
    for plan in agenda_for(ground.policies, place.kind, place.sector).plans:
        frames = frames_of(ground, plan.policy, plan.rule, YEAR, _LAST)
        if not frames:
            continue
        part = plan.parts[0]
        owed = plan.by_person or plan.by_post
        yield {
            "clause": plan.clause.id,
            "kind": place.kind,
            "grain": plan.grain,
            "role": plan.role.value if owed and plan.role is not None else "",
            "always": plan.always_owed,
            "holding": plan.holding,
            "evidence": plan.evidence,
            "follow": plan.follow,
            "minimum": plan.minimum_on(frames[0].closes),
            "sorts": sorted({_SORTS[kind] for kind in part.kinds if kind in _SORTS}),
            "acts": sorted(part.acts),
            "topics": sorted(part.topics),
            "cited": part.by_duty,
            "chair": part.counts.chair.value if part.counts.chair is not None else "",
            "windows": [
                (one.key, one.opens.isoformat(), one.closes.isoformat(), one.due.isoformat()) for one in frames
            ],
        }


def run(places: Places, kinds: list[str], sizes: Sizes) -> Iterator[Row]:
    """All rows of this table."""
    offices = places.offices(*((kind, sizes.facts) for kind in kinds), organisations=sizes.organisations)
    # In the quick form what is there is replayed; the replay, which builds views anew, comes after all who read them.
    many = sizes.facts if sizes.quick else max(_REPLAYED, sizes.facts)
    for office in offices:
        place, facts = office.place, office.facts
        yield boards(office, rounds=sizes.rounds)
        yield one_year(place, facts=facts, rounds=sizes.rounds * 3)
        yield from other_tool(place, organisations=office.organisations, facts=facts, rounds=sizes.rounds)
    for office in places.offices(*((kind, many) for kind in kinds), organisations=sizes.organisations):
        yield replay(office)
