"""Responsibility lists of the demonstration: drafted from the policies, issued, amended, partly done."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Final

from domain.appointment import Post
from domain.catalogue import load_all
from domain.drafting import draft_items
from domain.identity import list_of
from domain.lecture import DeliverLecture
from domain.meeting import HoldMeeting, VoidMeeting
from domain.organisation import Kind
from domain.plan import AdoptPlan
from domain.project import ProposeProject
from domain.research import DecideTopic, WritePaper
from domain.responsibility import (
    AmendItem,
    CloseList,
    CompleteItem,
    DraftList,
    IssueList,
    Item,
    ReassignItem,
    ReturnItem,
    StartItem,
    VerifyItem,
)
from domain.rule import Responsible
from web.demo.district import Body, District
from web.demo.story import Entered

LISTED: Final = frozenset(
    {
        Kind.TOWN_COMMITTEE,
        Kind.STREET_WORKING_COMMITTEE,
        Kind.TOWNSHIP_COMMITTEE,
        Kind.DEPARTMENT_PARTY_GROUP,
        Kind.DEPARTMENT_PARTY_COMMITTEE,
        Kind.DEPARTMENT_WORKING_COMMITTEE,
    }
)


def with_lists(district: District, told: list[Entered], rng: random.Random, first: date, last: date) -> list[Entered]:
    """The story with the lists of every middle-level body and year, in the order in which all is entered."""
    evidence = _evidence(told)
    order = count(len(told))
    acts = list(told)
    for body in district.bodies:
        if body.kind not in LISTED:
            continue
        for year in range(first.year, last.year + 1):
            listed = _List(district, body, year, rng, first, last, evidence[body.id])
            acts += [Entered(day, next(order), command, body) for day, command in listed.acts() if day <= last]
    return sorted(acts, key=lambda act: (act.day, act.order))


def _evidence(told: list[Entered]) -> dict[str, list[tuple[date, str]]]:
    """Records that may be cited as evidence, by organisation, with the day on which they were entered."""
    found: dict[str, list[tuple[date, str]]] = defaultdict(list)
    voided = {act.command.meeting for act in told if isinstance(act.command, VoidMeeting)}
    for act in told:
        match act.command:
            case HoldMeeting() as meeting if meeting.meeting not in voided:
                found[meeting.organisation].append((act.day, meeting.meeting))
            case AdoptPlan() as plan:
                found[plan.organisation].append((act.day, plan.plan))
            case DeliverLecture() as lecture:
                found[lecture.organisation].append((act.day, lecture.lecture))
            case DecideTopic() | WritePaper() as research:
                found[research.organisation].append((act.day, research.research))
            case ProposeProject() as project:
                found[project.organisation].append((act.day, project.project))
    return found


class _List:
    """One body's list of one year."""

    def __init__(
        self,
        district: District,
        body: Body,
        year: int,
        rng: random.Random,
        first: date,
        last: date,
        evidence: list[tuple[date, str]],
    ) -> None:
        self.body = body
        self.year = year
        self.rng = rng
        self.first = first
        self.last = last
        self.evidence = evidence
        self.id = list_of(body.id, year)
        documents = load_all()
        self.policies = [
            (district.policies[code], documents[code][1]) for code in ("c2006_resp", body.document) if code
        ]

    def acts(self) -> Iterator[tuple[date, object]]:
        """Days and commands of the list's life."""
        drafted = max(date(self.year, 1, self.rng.randint(8, 20)), self.first + timedelta(days=5))
        issued = drafted + timedelta(days=self.rng.randint(20, 45))
        items = self._items(drafted)
        if not items:
            return
        yield (
            drafted,
            DraftList(
                organisation=self.body.id,
                year=self.year,
                policies=tuple(policy for policy, _ in self.policies),
                required=(),
                baseline=(),
                items=items,
            ),
        )
        if self.rng.random() < 0.05:
            return  # drafted and forgotten: the board shows it
        yield issued, IssueList(list=self.id, occurred_on=issued)
        if self.rng.random() < 0.3:
            yield self._amended(items[0], issued)
        yield from self._done(items, issued)
        closing = date(self.year + 1, 1, 20)
        if closing <= self.last and self.rng.random() < 0.5:
            yield closing, CloseList(list=self.id, occurred_on=closing, note="年度清单办理情况已核对归档。")

    def _items(self, day: date) -> tuple[Item, ...]:
        secretary = self.body.secretary(day)
        deputy = self.body.other(Post.DEPUTY_SECRETARY)
        drafted = draft_items(
            kind=self.body.kind,
            sector=self.body.sector,
            year=self.year,
            policies=self.policies,
            holders={Responsible.FIRST: (secretary,) if secretary else (), Responsible.DIRECT: (deputy,)},
            department="组织办公室",
        )
        return tuple(replace(item, person=item.person or deputy) for item in drafted.items)

    def _amended(self, item: Item, issued: date) -> tuple[date, object]:
        return (
            issued + timedelta(days=60),
            AmendItem(
                list=self.id,
                item=item.item,
                title=item.title,
                reason="上级下达年度重点任务，责任部门相应调整。",
                clause=item.clause,
                person=item.person,
                department="党政综合办公室",
                due_on=item.due_on,
                indicator=item.indicator,
                standard=item.standard,
            ),
        )

    def _done(self, items: tuple[Item, ...], issued: date) -> Iterator[tuple[date, object]]:
        verifier = self.body.other(Post.DEPUTY_SECRETARY)
        successor = next(
            (item for item in self.body.leaders if item.post is Post.SECRETARY and issued < item.first <= self.last),
            None,
        )
        earlier = [item for item in self.body.leaders if item.post is Post.SECRETARY and item.last is not None]
        for item in items[1:]:
            owner = item.person
            if successor is not None and earlier and owner == earlier[0].person:
                day = successor.first + timedelta(days=7)
                if day.year == self.year:
                    yield (
                        day,
                        ReassignItem(
                            list=self.id,
                            item=item.item,
                            person=successor.person,
                            occurred_on=day,
                            reason="书记调整，责任人相应改派。",
                        ),
                    )
                    owner = successor.person
            if self.rng.random() < 0.25:
                continue
            yield from self._finished(item, owner, verifier, issued)

    def _finished(self, item: Item, owner: str | None, verifier: str, issued: date) -> Iterator[tuple[date, object]]:
        done = date(self.year, self.rng.randint(7, 12), self.rng.randint(2, 26))
        cited = [ref for day, ref in self.evidence if day < done and day.year == self.year]
        if done <= issued + timedelta(days=30) or not cited:
            return
        started = done - timedelta(days=self.rng.randint(15, 28))
        yield started, StartItem(list=self.id, item=item.item, occurred_on=started)
        yield (
            done,
            CompleteItem(
                list=self.id,
                item=item.item,
                occurred_on=done,
                evidence=tuple(self.rng.sample(cited, min(2, len(cited)))),
                note="已按要求完成，佐证见所附记录。",
            ),
        )
        checked = done + timedelta(days=self.rng.randint(2, 4))
        if owner == verifier:
            return
        if self.rng.random() < 0.06:
            yield (
                checked,
                ReturnItem(
                    list=self.id,
                    item=item.item,
                    person=verifier,
                    occurred_on=checked,
                    reason="佐证材料不足，请补充后重新报送。",
                ),
            )
        elif self.rng.random() < 0.8:
            yield checked, VerifyItem(list=self.id, item=item.item, person=verifier, occurred_on=checked)
