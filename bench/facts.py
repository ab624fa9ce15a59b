"""The facts that are measured: an organisation with its leaders, and the meetings it holds."""

import hashlib
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from domain.appointment import AppointRole, Post
from domain.catalogue import load_all
from domain.meeting import AgendaItem, Body, HoldMeeting, Resolution, Topic
from domain.organisation import Kind, RegisterOrganisation, Sector
from domain.person import RegisterPerson
from domain.policy import IssuePolicy
from ledger.execution import execute_many
from ledger.port import Ledger, Signature

TODAY = date(2025, 12, 31)
FIRST = date(2024, 1, 1)
DISTRICT = 1_000
"""Townships of a district; where there are more, a city stands above several districts."""
FACTS = 60
"""Facts of a township in the two years, as a rule."""


@dataclass(frozen=True)
class Township:
    """Organisations that meet, each with its secretary and members."""

    bodies: tuple[tuple[str, tuple[str, ...]], ...]


def organisation(number: int = 0, key: str = "a") -> str:
    """Id of a township; 0 is the district's, or that of the first district of a city."""
    return f"org-{key * 4}{number:016x}"


def _registered(id: str, name: str, kind: Kind, parent: str | None) -> RegisterOrganisation:
    return RegisterOrganisation(
        organisation=id, name=name, kind=kind, sector=Sector.NONE, parent=parent, occurred_on=FIRST
    )


def township(size: int, key: str = "a") -> tuple[Township, list[Any]]:
    """Districts of at most a thousand townships, ``size`` in all, under the central opinion and the township plan."""
    more = range(1, (size - 1) // DISTRICT + 1)
    districts = [organisation(0, key), *(f"org-{key * 4}d{number:015x}" for number in more)]
    root = f"org-{key * 4}c{0:015x}" if more else districts[0]
    commands: list[Any] = [_registered(root, "安平市", Kind.CITY_COMMITTEE, None)] if more else []
    for number, district in enumerate(districts):
        name = f"安平区{number}" if more else "安平区"
        commands.append(_registered(district, name, Kind.DISTRICT_COMMITTEE, root if more else None))
    bodies = []
    for number in range(1, size + 1):
        body = organisation(number, key)
        parent = districts[(number - 1) // DISTRICT]
        commands.append(_registered(body, f"{number}号乡党委", Kind.TOWNSHIP_COMMITTEE, parent))
        # In a city ten townships share their members: each person has a key of their own, and making it takes long.
        shared = (number - 1) // 10 * 10 + 1 if more else number
        people = tuple(f"person-{key * 4}{(shared if one else number) * 10 + one:016x}" for one in range(3))
        for one, person in enumerate(people):
            if one == 0 or shared == number:
                commands.append(RegisterPerson(person=person, name=f"{number}号甲{one}", organisation=body))
            post = Post.MEMBER if one else Post.SECRETARY
            commands.append(AppointRole(organisation=body, person=person, post=post, occurred_on=FIRST))
        bodies.append((body, people))
    documents = load_all()
    for code in ("c2006_resp", "township"):
        commands.append(
            IssuePolicy(
                policy=f"policy-{code.encode().hex()[:20]:0>20}",
                document=code,
                binds=(root,),
                effective_on=date(2020, 1, 1),
                catalogue=documents[code][0],
            )
        )
    return Township(tuple(bodies)), commands


def meetings(place: Township, count: int, key: str) -> Iterator[HoldMeeting]:
    """``count`` meetings over two years, under random ids as the forms give them.

    In a district its organisations take turns; of a city the last district comes first, and the first comes last.
    """
    rng = random.Random(key)
    bodies, left = place.bodies, count
    for first in range((len(bodies) - 1) // DISTRICT * DISTRICT, -1, -DISTRICT):
        district = bodies[first : first + DISTRICT]
        share = count * len(district) // len(bodies) if first else left
        yield from _meetings(district, share, rng)
        left -= share


def _meetings(bodies: Sequence[tuple[str, tuple[str, ...]]], count: int, rng: random.Random) -> Iterator[HoldMeeting]:
    size = len(bodies)
    rounds = max(1, count // size)
    for number in range(count):
        body, people = bodies[number % size]
        said = FIRST + timedelta(days=((number // size) * 700 // rounds) % 700)
        yield HoldMeeting(
            meeting=f"meeting-{rng.getrandbits(80):020x}",
            organisation=body,
            body=Body.COMMITTEE,
            title="党委会（研究党建工作）",
            occurred_on=said,
            chair=people[0],
            attendees=people,
            agenda=(AgendaItem(topic=Topic.PARTY_BUILDING, title="研究季度党建重点任务"),),
            resolutions=(Resolution(number=1, text="由分管同志牵头落实，下次会议报告进展。"),),
            minutes="会议听取了上季度工作情况汇报，研究了软弱涣散党组织整顿、党员发展和阵地建设三项工作，明确了责任人和完成时间。",
        )


def signature(number: int, organisation: str, key: str) -> Signature:
    """Who enters it."""
    command = hashlib.sha256(f"{key}-{number}".encode()).hexdigest()[:32]
    return Signature(command_id=command, recorded_by="account-clerk", on_behalf_of=organisation)


def enter(ledger: Ledger, commands: Iterable[Any], key: str, *, batch: int = 2_000) -> None:
    """Enter commands in batches, no more of them in memory than one batch."""
    every, first = iter(commands), 0
    while some := list(islice(every, batch)):
        execute_many(
            ledger,
            [
                (command, signature(first + number, getattr(command, "organisation", "org-root"), key), TODAY)
                for number, command in enumerate(some)
            ],
        )
        first += len(some)
