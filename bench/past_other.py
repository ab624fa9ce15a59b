"""django-simple-history on the facts of the bench; run by `bench.past` with an interpreter of its own that has it.

Reads the facts, keeps each as a record whose history row bears the moment at which it became known, tells how many of
one organisation were known at a moment, and then, for each line it is sent, how long that question took.
"""

import sys
from datetime import UTC, datetime, timedelta
from time import perf_counter
from types import ModuleType

import django
from django.apps import AppConfig
from django.conf import settings


class Measured(AppConfig):
    """The one application."""

    name = "measured"
    path = "."
    label = "measured"
    default_auto_field = "django.db.models.BigAutoField"


def main(folder: str, said: str, then: str, organisation: str, year: str) -> None:
    """Fill the database, then answer."""
    module = ModuleType("measured")
    module.__path__ = []  # type: ignore[attr-defined]  # a package without files
    module.Measured = Measured  # type: ignore[attr-defined]
    sys.modules["measured"] = module
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/other.db"}},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "simple_history", "measured.Measured"],
        USE_TZ=True,
    )
    django.setup()
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group, Permission
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection, models
    from simple_history.models import HistoricalRecords

    class Meeting(models.Model):
        """A meeting, with the columns by which it is asked for indexed."""

        stream = models.CharField(max_length=40, primary_key=True)
        organisation = models.CharField(max_length=40, db_index=True)
        occurred_on = models.DateField(db_index=True)
        chair = models.CharField(max_length=40)
        body = models.CharField(max_length=40)
        title = models.CharField(max_length=200)
        history = HistoricalRecords()

        class Meta:
            app_label = "measured"
            db_table = "meeting"

    historical = Meeting.history.model
    with connection.schema_editor() as editor:
        for model in (ContentType, Permission, Group, get_user_model(), Meeting, historical):
            editor.create_model(model)
    began = datetime(2025, 1, 1, tzinfo=UTC)
    rows, versions = [], []
    with open(said, encoding="utf-8") as file:
        for line in file:
            position, *values = line.rstrip("\n").split("\t")
            named = dict(zip(("stream", "organisation", "occurred_on", "chair", "body", "title"), values, strict=True))
            rows.append(Meeting(**named))
            moment = began + timedelta(seconds=int(position))
            versions.append(historical(**named, history_date=moment, history_type="+"))
    Meeting.objects.bulk_create(rows, batch_size=500)
    historical.objects.bulk_create(versions, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    asked = began + timedelta(seconds=int(then))

    def known() -> list[Meeting]:
        return list(Meeting.history.as_of(asked).filter(organisation=organisation, occurred_on__year=int(year)))

    print(len(known()), flush=True)
    for _ in sys.stdin:
        start = perf_counter()
        known()
        print(perf_counter() - start, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
