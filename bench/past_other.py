"""django-simple-history on the facts of the bench; run by `bench.past` with an interpreter of its own that has it.

An application such as one would write with it: a model for each sort of record, the columns by which it is asked for
indexed, history kept by the library. The rules stand ready in memory, with the windows of the year. A question asks
every model for what was known of one organisation at the moment (`history.as_of`) and holds it against the rules.

Tells its answer at one moment, and then, for each line it is sent, how long finding that answer again took.
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from types import ModuleType
from typing import Any

import django
from django.apps import AppConfig
from django.conf import settings
from peer_history import database_of

BEGAN = datetime(2025, 1, 1, tzinfo=UTC)
"""Position n of the log became known n seconds later."""

Answer = list[tuple[str, str, str, str, int]]
"""Clause, window, person, light, count."""


class Measured(AppConfig):
    """The one application."""

    name = "measured"
    path = "."
    label = "measured"
    default_auto_field = "django.db.models.BigAutoField"


def configured(database: str) -> None:
    """Django with its database: a file, or one of PostgreSQL."""
    module = ModuleType("measured")
    module.__path__ = []
    module.Measured = Measured  # type: ignore[attr-defined]
    sys.modules["measured"] = module
    settings.configure(
        DATABASES={"default": database_of(database)},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "simple_history", "measured.Measured"],
        USE_TZ=True,
    )
    django.setup()


def models_made() -> dict[str, Any]:
    """A model for each sort of record, with its tables."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group, Permission
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection, models
    from simple_history.models import HistoricalRecords

    def text(length: int = 40, **more: Any) -> Any:
        return models.CharField(max_length=length, default="", **more)

    def model(called: str, **fields: Any) -> Any:
        meta = type("Meta", (), {"app_label": "measured", "db_table": called.lower()})
        common = {"stream": models.CharField(max_length=60, primary_key=True), "history": HistoricalRecords()}
        return type(called, (models.Model,), {"__module__": "measured", "Meta": meta, **common, **fields})

    def of() -> Any:
        return models.CharField(max_length=40, db_index=True)

    def day() -> Any:
        return models.DateField(db_index=True)

    made = {
        "organisation": model("Organisation", name=text(200), kind=text(), parent=text()),
        "appointment": model(
            "Appointment", organisation=of(), person=text(), post=text(), first=day(), last=models.DateField(null=True)
        ),
        "meeting": model(
            "Meeting", organisation=of(), occurred_on=day(), act=text(), topics=text(200), chair=text(), title=text(200)
        ),
        "visit": model("Visit", organisation=of(), occurred_on=day(), act=text(), performers=text(400), point=text()),
        "contact_point": model(
            "ContactPoint", organisation=of(), owner=text(), first=day(), last=models.DateField(null=True)
        ),
        "report": model("Report", organisation=of(), occurred_on=day(), act=text(), recipient=text()),
        "list": model("DutyList", organisation=of(), occurred_on=day(), act=text()),
        "work": model(
            "WorkRecord",
            organisation=of(),
            occurred_on=day(),
            act=text(),
            topics=text(200),
            performers=text(400),
            duties=text(400),
        ),
    }
    with connection.schema_editor() as editor:
        for one in (ContentType, Permission, Group, get_user_model()):
            editor.create_model(one)
        for one in made.values():
            editor.create_model(one)
            editor.create_model(one.history.model)
    return made


def filled(made: dict[str, Any], said: str) -> None:
    """Everything on record, each with the moment at which it became known."""
    from django.db import connection

    rows: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    with open(said, encoding="utf-8") as file:
        for line in file:
            sort, position, values = json.loads(line)
            rows.setdefault(sort, []).append((position, values))
    for sort, some in rows.items():
        model = made[sort]
        model.objects.bulk_create([model(**values) for _, values in some], batch_size=500)
        kept = model.history.model
        versions = [
            kept(**values, history_date=BEGAN + timedelta(seconds=position), history_type="+")
            for position, values in some
        ]
        kept.objects.bulk_create(versions, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def asking(made: dict[str, Any], rules: Sequence[dict[str, Any]], organisation: str, day: date) -> Any:
    """The question: every duty of the organisation as known at a moment, as of a day."""
    for rule in rules:
        rule["windows"] = [(key, *map(date.fromisoformat, days)) for key, *days in rule["windows"]]
        rule["topics"], rule["acts"], rule["sorts"] = (frozenset(rule[one]) for one in ("topics", "acts", "sorts"))

    def asked(moment: datetime) -> Answer:
        def known(sort: str) -> list[Any]:
            return list(made[sort].history.as_of(moment).filter(organisation=organisation))

        def of_year(sort: str) -> list[Any]:
            return list(made[sort].history.as_of(moment).filter(organisation=organisation, occurred_on__year=day.year))

        body = made["organisation"].history.as_of(moment).get(stream=organisation)
        posts, points = known("appointment"), known("contact_point")
        facts = {sort: of_year(sort) for sort in ("meeting", "visit", "report", "list", "work")}
        answer: Answer = []
        for rule in rules:
            if rule["kind"] == body.kind:
                answer += judged(rule, posts, points, facts, day)
        return answer

    return asked


# --- the rules, as one would write them ---------------------------------------------------


def judged(
    rule: dict[str, Any], posts: Sequence[Any], points: Sequence[Any], facts: dict[str, list[Any]], day: date
) -> Iterable[tuple[str, str, str, str, int]]:
    """How one rule stands in each of its windows."""
    looked = [fact for sort in rule["sorts"] for fact in facts[sort] if fits(rule, fact, posts)]
    role, persons = rule["role"], rule["grain"] == "person"
    for key, opens, closes, due in rule["windows"]:
        last = due if rule["holding"] else closes
        there = [fact for fact in looked if opens <= fact.occurred_on <= closes]
        people = holders(posts, role, due if rule["holding"] else opens, last) if role else []
        if persons:
            for person in people:
                if rule["holding"]:
                    count = sum(one.owner == person and holds(one, due) for one in points)
                else:
                    count = sum(person in fact.performers.split() for fact in there)
                yield rule["clause"], key, person, light(rule, count, due, day), count
            if not people and rule["always"]:
                yield rule["clause"], key, "", "unassigned", 0
        else:
            gap = role and not people and not there
            yield rule["clause"], key, "", "unassigned" if gap else light(rule, len(there), due, day), len(there)


def fits(rule: dict[str, Any], fact: Any, posts: Sequence[Any]) -> bool:
    """Whether a record is one of those that the rule counts."""
    if rule["acts"] and fact.act not in rule["acts"]:
        return False
    if rule["topics"] and rule["topics"].isdisjoint(fact.topics.split()):
        return False
    if rule["cited"] and rule["clause"] not in fact.duties.split():
        return False
    return not rule["chair"] or fact.chair in holders(posts, rule["chair"], fact.occurred_on, fact.occurred_on)


def light(rule: dict[str, Any], count: int, due: date, day: date) -> str:
    """How a window stands with so much done."""
    if rule["evidence"]:
        return "evidenced" if count else "not_evidenced"
    if rule["minimum"] is None or rule["follow"]:
        return "no_minimum"
    if count >= rule["minimum"]:
        return "met"
    if rule["holding"]:
        return "short"
    return "missed" if day > due else "due"


LEADERSHIP = frozenset({"secretary", "deputy_secretary", "standing_member", "member"})
ROLES: dict[str, Callable[[str], bool]] = {
    "first": lambda post: post == "secretary",
    "direct": lambda post: False,  # nobody is put in charge of party building in these facts
    "specific": lambda post: post in LEADERSHIP and post != "secretary",
    "secretary_or_deputy": lambda post: post in ("secretary", "deputy_secretary"),
    "leadership": lambda post: post in LEADERSHIP,
}


def holders(posts: Sequence[Any], role: str, first: date, last: date) -> list[str]:
    """Who held a role on some of these days."""
    asked = ROLES[role]
    there = [one for one in posts if one.first <= last and (one.last is None or one.last >= first)]
    return [one.person for one in there if asked(one.post)]


def holds(one: Any, day: date) -> bool:
    """Whether something that lasts stands on a day."""
    return bool(one.first <= day and (one.last is None or one.last >= day))


def main(database: str, said: str, rules: str, then: str, organisation: str, day: str) -> None:
    """Fill the database, tell the answer, and then how long it takes."""
    configured(database)
    made = models_made()
    filled(made, said)
    with open(rules, encoding="utf-8") as file:
        asked = asking(made, json.load(file), organisation, date.fromisoformat(day))
    moment = BEGAN + timedelta(seconds=int(then))
    answer = asked(moment)
    print(json.dumps(sorted(answer)), flush=True)
    for _ in sys.stdin:
        start = perf_counter()
        again = asked(moment)
        took = perf_counter() - start
        assert again == answer
        print(took, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
