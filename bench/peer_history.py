"""django-simple-history at work: one meeting a transaction, or many by its own way of importing.

Run by `bench.peers` with an interpreter that has it: ``peer_history.py DATABASE FACTS``. Reads ``one N``, ``many N``
or ``empty`` line by line; answers seconds a fact. The model is written as its documentation shows: fields, and
``history = HistoricalRecords()``. SQLite gets what Django's documentation advises for an office's load: WAL and
transactions that begin by writing, and the same durability as everybody here.
"""

import json
import sys
from collections.abc import Iterator
from itertools import cycle, islice
from time import perf_counter
from types import ModuleType
from typing import Any

import django
from django.apps import AppConfig
from django.conf import settings


class Recorded(AppConfig):
    """The one application."""

    name = "recorded"
    path = "."
    label = "recorded"
    default_auto_field = "django.db.models.BigAutoField"


def database_of(said: str) -> dict[str, Any]:
    """Settings of the database."""
    if not said.startswith("postgresql"):
        options = {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
            "timeout": 30,
        }
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": said, "OPTIONS": options}
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(said)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts["dbname"],
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
    }


def model_made(database: str) -> Any:
    """The model with its history, and their tables."""
    module = ModuleType("recorded")
    module.__path__ = []
    module.Recorded = Recorded  # type: ignore[attr-defined]  # a module made here
    sys.modules["recorded"] = module
    settings.configure(
        DATABASES={"default": database_of(database)},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "simple_history", "recorded.Recorded"],
        USE_TZ=True,
    )
    django.setup()
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group, Permission
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection, models
    from simple_history.models import HistoricalRecords

    class Meeting(models.Model):
        stream = models.CharField(max_length=60, primary_key=True)
        organisation = models.CharField(max_length=40, db_index=True)
        body = models.CharField(max_length=40)
        title = models.CharField(max_length=200)
        occurred_on = models.DateField()
        chair = models.CharField(max_length=40)
        attendees = models.JSONField()
        agenda = models.JSONField()
        resolutions = models.JSONField()
        minutes = models.TextField()
        recorded_by = models.CharField(max_length=40)
        command_id = models.CharField(max_length=40, unique=True)
        history = HistoricalRecords()

        class Meta:
            app_label = "recorded"
            db_table = "meeting"

    with connection.schema_editor() as editor:
        for one in (ContentType, Permission, Group, get_user_model(), Meeting, Meeting.history.model):
            editor.create_model(one)
    return Meeting


def facts_of(path: str) -> Iterator[dict[str, Any]]:
    """Meetings without end: those of the file, and again under other ids."""
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    for number, row in enumerate(cycle(rows)):
        turn = number // len(rows)
        yield {**row, "stream": f"{row['stream']}-{turn}", "command_id": f"{row['command_id']}-{turn}"}


def main(database: str, path: str) -> None:
    """Answer line by line."""
    meeting = model_made(database)
    from django.db import transaction
    from simple_history.utils import bulk_create_with_history

    facts = facts_of(path)
    for line in sys.stdin:
        asked, _, number = line.strip().partition(" ")
        if asked == "empty":
            for model in (meeting, meeting.history.model):
                model.objects.all().delete()
            print(0.0, flush=True)
            continue
        rows = list(islice(facts, int(number)))
        start = perf_counter()
        if asked == "one":
            for row in rows:
                with transaction.atomic():
                    meeting.objects.create(**row)
        else:
            bulk_create_with_history([meeting(**row) for row in rows], meeting, batch_size=500)
        print((perf_counter() - start) / len(rows), flush=True)
        assert meeting.history.count() == meeting.objects.count() >= len(rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
